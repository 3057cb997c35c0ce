import { configureGit } from './effects.ts'
import { type GitOutcome, leaveGit } from './git/configuration.ts'
import { gatherFacts } from './gather.ts'
import { runGit } from './git/version.ts'
import { type Inputs, rawInput, readInputs } from './runner/inputs.ts'
import { readJob } from './runner/job.ts'
import { Log } from './runner/log.ts'
import { publish, publishCrash } from './runner/publication.ts'
import { Results } from './runner/results.ts'
import { readToken, type TokenInput } from './runner/token.ts'
import { judge, refuse } from './verify/findings.ts'
import { makeReport, type Report } from './verify/report.ts'

const environment = process.env
const log = new Log((text) => process.stdout.write(text))
const results = new Results(log.redactor)
const channels = { log, results }
const job = readJob(environment)

/** The main step: verifies the token, and has git use it when it is good enough. */
async function setup(): Promise<Report> {
  const token = readToken(rawInput(environment, 'token'))
  log.mask(...token.masks)

  const inputs = readInputs(environment, job)
  const facts = await gatherFacts(token, inputs, {
    environment,
    runGit,
    now: () => new Date()
  })
  const findings = judge(inputs, facts)
  const judged = makeReport(inputs, facts, findings)

  const git = await handToGit(token, inputs, judged)
  const report =
    git.obstacle === undefined
      ? judged
      : makeReport(inputs, facts, [...findings, refuse(git.obstacle)])
  await publish(report, git, inputs.summary, channels)
  return report
}

/** Configures git when that is wanted and the token is good enough. */
function handToGit(
  { secret: token }: TokenInput,
  { configureGit: mode, host, coverage }: Inputs,
  { status }: Report
): GitOutcome | Promise<GitOutcome> {
  if (mode === 'none') {
    return { configured: false, described: 'git is not configured, as asked' }
  }
  if (token === undefined || status === 'failed') {
    return leaveGit()
  }
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
