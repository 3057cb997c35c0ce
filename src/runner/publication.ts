import {
  describeExpiry,
  describeToken,
  fixFor,
  problemsOf,
  type Report,
  statusOf
} from '../verify/report.ts'
import { reasons } from '../verify/reasons.ts'
import type { GitOutcome } from '../git/configuration.ts'
import type { Job } from './job.ts'
import type { Log } from './log.ts'
import type { Results } from './results.ts'
import { formatSummary } from './summary.ts'
import { describeError } from './text.ts'

/** GitHub shows ten annotations of each level for a step. */
const mostAnnotations = 10

/** Where a report goes. */
export interface Channels {
  readonly log: Log
  readonly results: Results
}

/** Tells the report to everyone: the log, later steps, the job summary. */
export async function publish(
  report: Report,
  git: GitOutcome,
  wantsSummary: boolean,
  { log, results }: Channels
): Promise<void> {
  print(report, git, log)
  for (const [name, value] of outputsOf(report, git)) {
    results.setOutput(name, value)
  }
  if (!wantsSummary) return
  try {
    await results.appendSummary(formatSummary(report, git.described))
  } catch (error) {
    // The log has it all: no reason to fail a step whose token is good.
    log.info(`The job summary could not be written: ${describeError(error)}`)
  }
}

/** Tells that this action itself failed: what is known, and no stack trace. */
export function publishCrash(
  error: unknown,
  { url }: Job['action'],
  { log, results }: Channels
): void {
  const { title, what, fix } = reasons['internal-error']
  log.annotate('error', `setup-github-token: ${title}`, [
    `${what()}.`,
    error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    `Fix: ${fix()}.`,
    `More: ${url}/issues`
  ])
  try {
    results.setOutput('status', 'failed')
    results.setOutput('reason', 'internal-error')
  } catch {
    // That outputs cannot be written may be what this is about.
  }
}

/** Prints the facts, every verdict, and one annotation for each problem. */
function print(report: Report, git: GitOutcome, log: Log): void {
  const { host, hostVersion } = report.token
  if (report.valid === true) {
    const server = hostVersion === undefined ? host : `${host} ${hostVersion}`
    log.info(`${describeToken(report)} on ${server}: ${describeExpiry(report)}`)
  }
  for (const { verdict, requirement, reason, evidence } of report.findings) {
    const word = statusOf(reason) === 'warning' ? 'warning' : verdict
    log.info(`${word.padEnd(7)} ${requirement} (${evidence})`)
  }
  log.info(git.described)
  for (const problem of problemsOf(report).slice(0, mostAnnotations)) {
    log.annotate(problem.level, problem.title, problem.lines)
  }
}

function outputsOf(
  report: Report,
  git: GitOutcome
): readonly (readonly [name: string, value: string])[] {
  const { token, findings } = report
  const missing = findings
    .filter(({ reason }) => reason === 'scope-missing')
    .map(({ requirement }) => requirement)
  return [
    ['valid', report.valid?.toString() ?? ''],
    ['status', report.status],
    ['reason', report.reason],
    ['token-kind', token.kind],
    ['login', token.login ?? ''],
    ['scopes', token.scopes?.join(',') ?? ''],
    ['missing', missing.join(',')],
    ['expires-at', token.expiresAt?.toISOString() ?? ''],
    ['days-left', token.daysLeft?.toString() ?? ''],
    ['git-configured', String(git.configured)],
    ['report', formatJson(report)]
  ]
}

function formatJson(report: Report): string {
  const { name, kind, host, login, scopes, expiresAt } = report.token
  return JSON.stringify({
    token: {
      name,
      kind,
      host,
      login: login ?? null,
      scopes: scopes ?? null,
      expiresAt: expiresAt?.toISOString() ?? null
    },
    findings: report.findings.map((finding) => ({
      ...finding,
      fix: fixFor(report, finding.reason)
    })),
    status: report.status
  })
}
