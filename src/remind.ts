import { assess, type Assessment } from './assess.ts'
import { connect } from './github/connection.ts'
import { findHost } from './github/host.ts'
import { Issues } from './github/issues.ts'
import { keepReminders } from './reminders/keeper.ts'
import { isPrivate } from './runner/event.ts'
import type { Job } from './runner/job.ts'
import { isReference, readWithOp, resolveToken } from './runner/one-password.ts'
import { listIssues, publishOverview } from './runner/overview-publication.ts'
import type { Channels } from './runner/publication.ts'
import {
  rawIssueToken,
  readReminderInputs,
  type ReminderInputs
} from './runner/reminder-inputs.ts'
import { readToken, type TokenInput } from './runner/token.ts'
import { hasBroken, makeOverview } from './verify/overview.ts'

const environment = process.env

/** Until all issues must be up to date, milliseconds. */
const longestKeeping = 10 * 60_000

/** Judges the tokens of a policy, and keeps an issue for each that needs attention. */
export async function remind(
  job: Job,
  channels: Channels
): Promise<{ readonly isFailed: boolean }> {
  const { log, results } = channels
  const inputs = readReminderInputs(environment)
  const raw = rawIssueToken(environment)
  const plain = isReference(raw) ? undefined : readToken(raw)
  log.mask(...(plain?.masks ?? []))

  const assessment = await assess(inputs, true, environment, job, log)
  const names = assessment.verdicts.flatMap(({ reports }) =>
    reports.map(({ token }) => token.name)
  )
  const issueToken =
    plain ??
    (await resolveToken(raw, (text) => readWithOp(text, new Set(names))))
  log.mask(...(plain === undefined ? issueToken.masks : []))
  const kept = await keepIssues(assessment, issueToken, inputs, job, channels)
  const overview = makeOverview({
    action: 'setup-github-token/remind',
    hasReminders: true,
    ...kept
  })
  results.setOutput('issues', listIssues(overview))
  await publishOverview(overview, inputs.summary, channels)
  // A token that needs somebody has an issue: that is no failure of this step.
  return { isFailed: overview.hindrances.length > 0 || hasBroken(overview) }
}

/** Keeps the issues, when it is known what they should say and who writes them. */
async function keepIssues(
  assessment: Assessment,
  { secret, refusal }: TokenInput,
  inputs: ReminderInputs,
  job: Job,
  { log }: Channels
): Promise<Assessment> {
  const { links, verdicts, hindrances } = assessment
  if (hindrances.length > 0) return assessment
  if (secret === undefined) {
    const { evidence } = refusal
    const requirement = 'an issue-token'
    return {
      ...assessment,
      hindrances: [
        {
          requirement,
          reason: 'issue-token-rejected',
          evidence: `issue-token: ${evidence}`
        }
      ]
    }
  }
  const host = findHost(job.serverUrl, undefined, job)
  const deadline = AbortSignal.timeout(longestKeeping)
  const issues = new Issues(
    connect(host, secret, deadline),
    host,
    job.repository,
    (text) => log.redactor.redact(text)
  )
  const { strays, ...kept } = await keepReminders(
    issues,
    {
      ...inputs,
      wording: {
        title: inputs.title,
        showsLogin:
          inputs.showLogin === 'true' ||
          (inputs.showLogin === 'auto' && isPrivate(environment)),
        workflow: job.workflow
      },
      urlOf: links.issue,
      today: new Date()
    },
    verdicts
  )
  for (const { token, url } of strays) {
    log.annotate('notice', `setup-github-token/remind: issue left over`, [
      `${token} is not in the policy any more, and its issue is open: ${url}.`,
      'Fix: Close it by hand, or write the token into the policy again.'
    ])
  }
  return { links, ...kept }
}
