import { handOut } from './effects.ts'
import { type GitOutcome, leaveGit } from './git/configuration.ts'
import { type Gathered, gatherFacts } from './gather.ts'
import { runGit } from './git/run-git.ts'
import { planHandover } from './handover.ts'
import { type Inputs, rawInput, readInputs } from './runner/inputs.ts'
import { readJob } from './runner/job.ts'
import { Log } from './runner/log.ts'
import { readWithOp, resolveToken } from './runner/one-password.ts'
import { publish, publishCrash } from './runner/publication.ts'
import { Results } from './runner/results.ts'
import { refuse } from './verify/finding.ts'
import { judge } from './verify/findings.ts'
import { makeReport, mayHandOut, type Report } from './verify/report.ts'

const environment = process.env
const log = new Log((text) => process.stdout.write(text))
const results = new Results(log.redactor)
const channels = { log, results }
const job = readJob(environment)

/** The main step: verifies the token, and has git use it when it is good enough. */
async function setup(): Promise<Report> {
  const read = (name: string) =>
    resolveToken(rawInput(environment, name), readWithOp)
  const [token, fallback] = await Promise.all([
    read('token'),
    read('fallback-token')
  ])
  log.mask(...token.masks, ...fallback.masks)

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

  const git = await handOver(gathered, inputs, judged)
  const report =
    git.obstacle === undefined
      ? judged
      : makeReport(inputs, facts, [...findings, refuse(git.obstacle)])
  await publish(report, git, inputs.summary, channels)
  return report
}

/** Hands the token out when that is wanted and it is good enough. */
async function handOver(
  gathered: Gathered,
  inputs: Inputs,
  report: Report
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

try {
  const report = await setup()
  if (report.status === 'failed') process.exitCode = 1
} catch (error) {
  publishCrash(error, job.action, channels)
  process.exitCode = 1
}
