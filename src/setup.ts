import { handOut } from './effects.ts'
import { type GitOutcome, leaveGit } from './git/configuration.ts'
import { type Gathered, gatherFacts } from './gather.ts'
import { runGit } from './git/run-git.ts'
import { planHandover } from './handover.ts'
import { type Inputs, rawInput, readInputs } from './runner/inputs.ts'
import type { Job } from './runner/job.ts'
import { readWithOp, resolveToken } from './runner/one-password.ts'
import { type Channels, publish } from './runner/publication.ts'
import { refuse } from './verify/finding.ts'
import { judge } from './verify/findings.ts'
import { makeReport, mayHandOut, type Report } from './verify/report.ts'

const environment = process.env

/** Verifies the token, and has git use it when it is good enough. */
export async function setup(
  job: Job,
  channels: Channels
): Promise<{ readonly isFailed: boolean }> {
  const read = (name: string) =>
    resolveToken(rawInput(environment, name), readWithOp)
  const [token, fallback] = await Promise.all([
    read('token'),
    read('fallback-token')
  ])
  channels.log.mask(...token.masks, ...fallback.masks)

  const inputs = readInputs(environment, job)
  const gathered = await gatherFacts({ token, fallback }, inputs, {
    environment,
    home: job.home,
    runGit,
    now: () => new Date()
  })
  const { facts } = gathered
  const findings = judge(inputs, facts)
  const judged = makeReport(inputs, facts, findings)

  const git = await handOver(gathered, inputs, judged, job, channels)
  const report =
    git.obstacle === undefined
      ? judged
      : makeReport(inputs, facts, [...findings, refuse(git.obstacle)])
  await publish(report, git, inputs.summary, channels)
  return { isFailed: report.status === 'failed' }
}

/** Hands the token out when that is wanted and it is good enough. */
async function handOver(
  gathered: Gathered,
  inputs: Inputs,
  report: Report,
  job: Job,
  { results }: Channels
): Promise<GitOutcome> {
  if (inputs.configureGit === 'none' && !inputs.githubCli) {
    return { configured: false, described: 'git is not configured, as asked' }
  }
  const { secret } = gathered
  if (secret === undefined || !mayHandOut(report)) return leaveGit()
  const handover = await planHandover(secret, gathered, inputs, job)
  return handOut(handover, {
    temp: job.temp,
    home: job.home,
    environment,
    results,
    runGit
  })
}
