import type { Finding } from '../verify/finding.ts'
import { reasons } from '../verify/reasons.ts'
import {
  describeExpiry,
  describeToken,
  fixFor,
  problemsOf,
  type Report,
  statusOf
} from '../verify/report.ts'
import type { GitOutcome } from '../git/configuration.ts'
import type { Job } from './job.ts'
import type { Log } from './log.ts'
import type { Results } from './results.ts'
import { formatSummary } from './summary.ts'
import { describeError } from './text.ts'

/** GitHub shows ten annotations of each level for a step. */
export const mostAnnotations = 10

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
  await appendSummary(formatSummary(report, git.described), { log, results })
}

/** Appends to the job summary, if that can be written to. */
export async function appendSummary(
  markdown: string,
  { log, results }: Channels
): Promise<void> {
  try {
    await results.appendSummary(markdown)
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
  printVerdicts(report, log)
  for (const shadow of report.shadows) log.info(shadow)
  log.info(git.described)
  for (const problem of problemsOf(report).slice(0, mostAnnotations)) {
    log.annotate(problem.level, problem.title, problem.lines)
  }
}

/** Prints what GitHub told about the token, and every verdict. */
export function printVerdicts(report: Report, log: Log): void {
  const { host, hostVersion } = report.token
  if (report.valid === true) {
    const server = hostVersion === undefined ? host : `${host} ${hostVersion}`
    log.info(`${describeToken(report)} on ${server}: ${describeExpiry(report)}`)
  }
  for (const finding of report.findings) {
    const word = wordFor(finding, report).padEnd(7)
    log.info(`${word} ${finding.requirement} (${finding.evidence})`)
  }
}

/** What is not right, but nothing the token lacks, is a warning. */
function wordFor({ verdict, reason }: Finding, { failOn }: Report): string {
  const { class: found } = reasons[reason]
  if (found === 'skipped') return found
  const isLack = ['missing', 'invalid'].includes(found)
  const isWarning = statusOf(reason, failOn) === 'warning' && !isLack
  return isWarning ? 'warning' : verdict
}

function outputsOf(
  report: Report,
  git: GitOutcome
): readonly (readonly [name: string, value: string])[] {
  const { token } = report
  return [
    ['valid', report.valid?.toString() ?? ''],
    ['status', report.status],
    ['reason', report.reason],
    ['token-kind', token.kind],
    ['login', token.login ?? ''],
    ['scopes', token.scopes?.join(',') ?? ''],
    ['missing', report.missing.join(',')],
    ['unverified', report.unverified.join(',')],
    ['excess', report.excess.join(',')],
    ['expires-at', token.expiresAt?.toISOString() ?? ''],
    ['days-left', token.daysLeft?.toString() ?? ''],
    ['git-configured', String(git.configured)],
    ['used', report.used ?? ''],
    ['report', JSON.stringify(jsonOf(report))]
  ]
}

/** A report for programs. */
export function jsonOf(report: Report) {
  const { name, kind, host, login, scopes, expiresAt } = report.token
  return {
    token: {
      name,
      kind,
      host,
      login: login ?? null,
      scopes: scopes ?? null,
      expiresAt: expiresAt?.toISOString() ?? null
    },
    findings: report.findings.map(
      ({ requirement, verdict, reason, evidence }) => ({
        requirement,
        verdict,
        reason,
        evidence,
        fix: fixFor(report, reason)
      })
    ),
    status: report.status
  }
}
