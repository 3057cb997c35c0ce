import { configureGit } from './effects.ts'
import { type GitOutcome, leaveGit } from './git/configuration.ts'
import { gatherFacts } from './gather.ts'
import { runGit } from './git/run-git.ts'
import { type Inputs, rawInput, readInputs } from './runner/inputs.ts'
import { readJob } from './runner/job.ts'
import { Log } from './runner/log.ts'
import { publish, publishCrash } from './runner/publication.ts'
import { Results } from './runner/results.ts'
import type { Secret } from './runner/secret.ts'
import { readToken } from './runner/token.ts'
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
  const token = readToken(rawInput(environment, 'token'))
  const fallback = readToken(rawInput(environment, 'fallback-token'))
  log.mask(...token.masks, ...fallback.masks)

  const inputs = readInputs(environment, job)
  const { facts, secret } = await gatherFacts({ token, fallback }, inputs, {
    environment,
    runGit,
    now: () => new Date()
  })
  const findings = judge(inputs, facts)
  const judged = makeReport(inputs, facts, findings)

  const git = await handToGit(secret, inputs, judged)
  const report =
    git.obstacle === undefined
      ? judged
      : makeReport(inputs, facts, [...findings, refuse(git.obstacle)])
  await publish(report, git, inputs.summary, channels)
  return report
}

/** Configures git when that is wanted and the token is good enough. */
function handToGit(
  token: Secret | undefined,
  { configureGit: mode, host, coverage }: Inputs,
  report: Report
): GitOutcome | Promise<GitOutcome> {
  if (mode === 'none') {
    return { configured: false, described: 'git is not configured, as asked' }
  }
  if (token === undefined || !mayHandOut(report)) return leaveGit()
  const credential = { token, host, coverage, jobRepository: job.repository }
  return configureGit(credential, { temp: job.temp, environment, results })
}

try {
  const report = await setup()
  if (report.status === 'failed') process.exitCode = 1
} catch (error) {
  publishCrash(error, job.action, channels)
  process.exitCode = 1
}
