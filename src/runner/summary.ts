import { type Reason, reasons } from '../verify/reasons.ts'
import {
  describeExpiry,
  describeToken,
  fixFor,
  type Report,
  type Status,
  statusOf
} from '../verify/report.ts'
import { escapeHtml, neutralise, truncate } from './text.ts'

/** The runner refuses a summary of more than 1 MiB; this leaves room for other steps' text. Bytes. */
export const longestSummary = 900_000

export const marks: Readonly<Record<Status, string>> = {
  ok: '✅',
  warning: '⚠️',
  failed: '❌',
  unknown: '❔',
  skipped: '⏭️'
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
  const clauses = [
    ...(report.valid === true ? [describeExpiry(report)] : []),
    gitState,
    ...report.shadows
  ]
  return [
    `<h3>${marks[report.status]} ${code(describeToken(report))}: ${report.status}</h3>`,
    `<p>${code(report.token.host)} · ${clauses.map(escapeHtml).join(' · ')}</p>`,
    ...formatVerdicts(report),
    ''
  ].join('\n')
}

/** A table of what was asked of a token, a line each. */
export function formatVerdicts(report: Report): readonly string[] {
  return [
    '<table>',
    '<tr><th>Asked for</th><th>Verdict</th><th>Evidence</th><th>Fix</th></tr>',
    ...formatRows(report),
    '</table>'
  ]
}

/** A row for each finding; what to do is said once for each reason. */
function formatRows(report: Report): readonly string[] {
  const told = new Set<Reason>(['ok'])
  return report.findings.map(({ requirement, reason, evidence }) => {
    const { title } = reasons[reason]
    const mark = marks[statusOf(reason, report.failOn)]
    const cells = [
      code(requirement),
      reason === 'ok'
        ? `${mark} granted`
        : `${mark} <a href="${escapeHtml(report.links.reason(reason))}">${title}</a>`,
      code(evidence),
      told.has(reason) ? '' : formatFix(fixFor(report, reason))
    ]
    told.add(reason)
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
  })
}

/** Text from anywhere, which GitHub leaves as it is. */
export function code(text: string): string {
  return `<code>${escapeHtml(truncate(neutralise(text), longestCell))}</code>`
}

/** A fix is this action's own sentence: its addresses become links, and `this` code. */
export function formatFix(text: string): string {
  return escapeHtml(neutralise(text))
    .replace(/`([^`]*)`/g, '<code>$1</code>')
    .replace(
      /https:\/\/[^\s()<]*[^\s()<.,;:]/g,
      (address) => `<a href="${address}">${address}</a>`
    )
}
