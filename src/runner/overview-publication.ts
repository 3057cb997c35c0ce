import {
  bestOf,
  describeCounts,
  type KeptIssue,
  type Overview,
  problemsIn,
  type TokenVerdict
} from '../verify/overview.ts'
import { describeToken, type Problem } from '../verify/report.ts'
import { formatDay } from '../verify/time.ts'
import type { Log } from './log.ts'
import {
  appendSummary,
  type Channels,
  jsonOf,
  mostAnnotations,
  printVerdicts
} from './publication.ts'
import { formatOverview } from './overview-summary.ts'
import { marks } from './summary.ts'

/** The longest output, characters: those of a job may have 1 MB. https://docs.github.com/actions/reference/limits */
const longestReport = 500_000

/** Tells everyone about the tokens of a policy: the log, later steps, the job summary. */
export async function publishOverview(
  overview: Overview,
  wantsSummary: boolean,
  { log, results }: Channels
): Promise<void> {
  print(overview, log)
  results.setOutput('status', overview.status)
  for (const [status, count] of Object.entries(overview.counts)) {
    results.setOutput(status, String(count))
  }
  results.setOutput('report', formatReport(overview))
  if (wantsSummary) {
    await appendSummary(formatOverview(overview), { log, results })
  }
}

/** Prints each token folded away, the worst first, and what is wrong for all to see. */
function print(overview: Overview, log: Log): void {
  for (const verdict of overview.verdicts) printVerdict(verdict, log)
  log.info(`Tokens: ${describeCounts(overview)}`)
  const problems = problemsIn(overview)
  const skips = problems.filter(({ level }) => level === 'notice')
  const others = problems.filter(({ level }) => level !== 'notice')
  const shown = others.slice(0, mostAnnotations)
  for (const { level, title, lines, place } of shown) {
    const [what = '', evidence = '', ...rest] = lines
    // At its place one sees first what it is.
    const sorted = place === undefined ? lines : [evidence, what, ...rest]
    log.annotate(level, title, sorted, place)
  }
  // What there is to say about them is in the groups above.
  for (const { title } of others.slice(mostAnnotations)) log.info(title)
  announceSkips(skips, log)
}

function printVerdict(verdict: TokenVerdict, log: Log): void {
  const { name, purpose, owners, reports, issue } = verdict
  const { status, token } = bestOf(verdict)
  log.group(`${marks[status]} ${name}: ${status}`, () => {
    if (purpose !== '') log.info(`For: ${purpose}`)
    if (owners.length > 0) log.info(`Owner: ${owners.join(', ')}`)
    if (token.rotateBy !== undefined) {
      log.info(`Rotate by: ${formatDay(token.rotateBy)}`)
    }
    if (issue !== undefined) log.info(describeIssue(issue))
    for (const report of reports) {
      if (reports.length > 1) {
        log.info(`${describeToken(report)}: ${report.status}`)
      }
      printVerdicts(report, log)
    }
  })
}

/** In a run without secrets all tokens are skipped for one reason: that is said once. */
function announceSkips(skips: readonly Problem[], log: Log): void {
  for (const reason of new Set(skips.map((one) => one.reason))) {
    const [first, ...others] = skips.filter((one) => one.reason === reason)
    if (first === undefined) continue
    const { level, title, lines } = first
    const more =
      others.length === 0
        ? []
        : [`The same goes for ${String(others.length)} more.`]
    log.annotate(level, title, [...lines, ...more])
  }
}

/** How much of a report is left out when it would be too long. */
type Extent = 'all' | 'problems' | 'verdicts' | 'statuses'

/** Everything as JSON, or as much of it as there is room for. */
function formatReport(overview: Overview): string {
  const extents: readonly Extent[] = ['all', 'problems', 'verdicts', 'statuses']
  let text = ''
  for (const extent of extents) {
    text = formatExtent(overview, extent)
    if (text.length <= longestReport) break
  }
  return text
}

function formatExtent(
  { verdicts, counts, status, hindrances }: Overview,
  extent: Extent
): string {
  return JSON.stringify({
    status,
    counts,
    problems: hindrances.map(({ reason, evidence }) => ({ reason, evidence })),
    tokens: verdicts.map((one) => ({
      name: one.name,
      status: bestOf(one).status,
      ...(extent !== 'statuses' && describeVerdict(one, extent))
    }))
  })
}

function describeVerdict(verdict: TokenVerdict, extent: Extent) {
  const { purpose, owners, reports } = verdict
  const { rotateBy } = bestOf(verdict).token
  return {
    purpose,
    owners,
    rotateBy: rotateBy === undefined ? null : formatDay(rotateBy),
    reports: reports.map((report) => {
      const { findings, ...rest } = jsonOf(report)
      const isWanted = ({ verdict: word }: (typeof findings)[number]) =>
        extent === 'all' || (extent === 'problems' && word !== 'granted')
      return { ...rest, findings: findings.filter(isWanted) }
    })
  }
}

/** `Issue 12 opened: https://…` */
export function describeIssue(issue: KeptIssue): string {
  const { number, url, action, title } = issue
  return number === undefined || url === undefined
    ? `Issue ${action}${title === undefined ? '' : `: ${title}`}`
    : `Issue ${String(number)} ${action}: ${url}`
}

/** The issues that remind of tokens, as JSON. */
export function listIssues({ verdicts }: Overview): string {
  return JSON.stringify(
    verdicts.flatMap(({ name, issue }) =>
      issue?.number === undefined ? [] : [{ token: name, ...issue }]
    )
  )
}
