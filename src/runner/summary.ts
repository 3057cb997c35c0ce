import {
  describeExpiry,
  describeToken,
  fixFor,
  type Report,
  type Status
} from '../verify/report.ts'
import type { Finding, Verdict } from '../verify/findings.ts'
import { escapeHtml, neutralise, truncate } from './text.ts'

const statusMarks: Readonly<Record<Status, string>> = {
  ok: '✅',
  warning: '⚠️',
  failed: '❌',
  unknown: '❔'
}

const verdictMarks: Readonly<Record<Verdict, string>> = {
  granted: '✅ granted',
  missing: '❌ missing',
  unknown: '❔ unknown'
}

/** Text of a cell is cut to so many characters. */
const longestCell = 600

/**
 * The report for the job summary: one table of what was asked, the verdict, the
 * evidence and the fix.
 *
 * It is an HTML block without an empty line, in which GitHub applies no
 * Markdown; text from elsewhere is escaped and stands in `code`, where GitHub
 * neither links nor notifies `@names` and `#numbers`.
 * https://github.github.com/gfm/#html-blocks
 */
export function formatSummary(report: Report, gitState: string): string {
  const rows = report.findings.map((finding) => formatRow(report, finding))
  const clauses = [
    ...(report.valid === true ? [describeExpiry(report)] : []),
    gitState
  ]
  return [
    `<h3>${statusMarks[report.status]} ${code(describeToken(report))}: ${report.status}</h3>`,
    `<p>${code(report.token.host)} · ${clauses.map(escapeHtml).join(' · ')}</p>`,
    '<table>',
    '<tr><th>Asked for</th><th>Verdict</th><th>Evidence</th><th>Fix</th></tr>',
    ...rows,
    '</table>',
    ''
  ].join('\n')
}

function formatRow(report: Report, finding: Finding): string {
  const fix = fixFor(report, finding)
  const explanation = `<a href="${escapeHtml(report.links.reason(finding.reason))}">${finding.reason}</a>`
  const cells = [
    code(finding.requirement),
    verdictMarks[finding.verdict] +
      (finding.reason === 'ok' ? '' : `<br>${explanation}`),
    code(finding.evidence),
    linkAddresses(fix)
  ]
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
}

function code(text: string): string {
  return `<code>${escapeHtml(truncate(neutralise(text), longestCell))}</code>`
}

/** The sentences of a fix are this action's own, and so are the addresses in it. */
function linkAddresses(text: string): string {
  return escapeHtml(truncate(neutralise(text), longestCell * 4)).replace(
    /https:\/\/[^\s()]*[^\s().,;:]/g,
    (address) => `<a href="${address}">${address}</a>`
  )
}
