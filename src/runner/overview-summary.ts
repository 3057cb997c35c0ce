import {
  bestOf,
  describeCounts,
  type Overview,
  problemsIn,
  type TokenVerdict
} from '../verify/overview.ts'
import { reasons } from '../verify/reasons.ts'
import {
  describeToken,
  type Problem,
  problemsOf,
  type Report
} from '../verify/report.ts'
import { formatDay } from '../verify/time.ts'
import {
  code,
  formatFix,
  formatVerdicts,
  longestSummary,
  marks
} from './summary.ts'
import { escapeHtml } from './text.ts'

/** So many details are unfolded at most. */
const mostOpen = 10

/** A row of the table names so many problems of a token. */
const mostProblems = 3

/** What says that there is more in the log, bytes. */
const roomForRest = 100

/**
 * All tokens for the job summary: a table of them, the worst first, and then what
 * was found out about each, as long as there is room. Like the summary of one
 * token it is HTML without an empty line, in which GitHub applies no Markdown.
 */
export function formatOverview(overview: Overview): string {
  const { status, verdicts } = overview
  const lines = [
    `<h3>${marks[status]} Tokens: ${describeCounts(overview)}</h3>`,
    ...problemsIn({ ...overview, verdicts: [] }).map(formatProblem),
    ...(verdicts.length === 0
      ? []
      : [
          '<table>',
          '<tr><th>Token</th><th>Status</th><th>Account</th><th>Expires</th><th>Problem</th></tr>',
          ...verdicts.map(formatRow),
          '</table>'
        ])
  ]
  let size = Buffer.byteLength(lines.join('\n')) + roomForRest
  for (const [index, verdict] of verdicts.entries()) {
    const details = formatDetails(verdict, index < mostOpen)
    size += Buffer.byteLength(details) + 1
    if (size > longestSummary) {
      const rest = verdicts.length - index
      lines.push(`<p>The details of ${String(rest)} more are in the log.</p>`)
      break
    }
    lines.push(details)
  }
  return `${lines.join('\n')}\n`
}

/** What kept the action from its work: between its own sentences is text of others. */
function formatProblem({ lines }: Problem): string {
  const isOwn = (index: number) => index === 0 || index >= lines.length - 2
  const formatted = lines.map((line, index) =>
    isOwn(index) ? formatFix(line) : code(line)
  )
  return `<p>${formatted.join('<br>')}</p>`
}

function formatRow(verdict: TokenVerdict): string {
  const report = bestOf(verdict)
  const { token, status } = report
  const problems = problemsOf(report).map(
    ({ reason }) =>
      `<a href="${escapeHtml(report.links.reason(reason))}">${reasons[reason].title}</a>`
  )
  const rest = problems.length - mostProblems
  const account = [
    ...(token.kind === 'unknown' ? [] : [token.kind]),
    ...(token.login === undefined ? [] : [`@${token.login}`])
  ].join(', ')
  const cells = [
    code(verdict.name),
    `${marks[status]} ${status}`,
    account === '' ? '' : code(account),
    formatEnd(report),
    [
      ...problems.slice(0, mostProblems),
      ...(rest > 0 ? [`${String(rest)} more`] : []),
      ...formatIssue(verdict)
    ].join(', ')
  ]
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
}

/** When the token expires, and when it is to be replaced. */
function formatEnd({ token: { expiresAt, rotateBy } }: Report): string {
  const ends = [
    ...(expiresAt === undefined ? [] : [formatDay(expiresAt)]),
    ...(rotateBy === undefined ? [] : [`rotate by ${formatDay(rotateBy)}`])
  ]
  return ends.join(', ')
}

function formatIssue({ issue }: TokenVerdict): readonly string[] {
  if (issue === undefined) return []
  const { number, url, action } = issue
  return number === undefined || url === undefined
    ? [`issue ${action}`]
    : [`<a href="${escapeHtml(url)}">issue ${String(number)}</a> ${action}`]
}

/** What was found out about a token, folded away when nothing is wrong with it. */
function formatDetails(verdict: TokenVerdict, mayOpen: boolean): string {
  const { name, purpose, owners, reports } = verdict
  const { status } = bestOf(verdict)
  const about = [
    ...(purpose === '' ? [] : [`For: ${code(purpose)}`]),
    ...(owners.length === 0 ? [] : [`Owner: ${code(owners.join(', '))}`])
  ].join(' · ')
  return [
    `<details${mayOpen && status !== 'ok' && status !== 'skipped' ? ' open' : ''}>`,
    `<summary>${marks[status]} ${code(name)}: ${status}</summary>`,
    ...(about === '' ? [] : [`<p>${about}</p>`]),
    ...reports.flatMap((report) => [
      ...(reports.length > 1
        ? [`<p>${marks[report.status]} ${code(describeToken(report))}</p>`]
        : []),
      ...formatVerdicts(report)
    ]),
    '</details>'
  ].join('\n')
}
