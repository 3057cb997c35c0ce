import { assess } from './assess.ts'
import type { Job } from './runner/job.ts'
import { publishOverview } from './runner/overview-publication.ts'
import { readCheckInputs } from './runner/policy-inputs.ts'
import type { Channels } from './runner/publication.ts'
import { makeOverview } from './verify/overview.ts'

const environment = process.env

/** Judges the tokens of a policy and tells what it found; it writes nothing anywhere. */
export async function check(
  job: Job,
  channels: Channels
): Promise<{ readonly isFailed: boolean }> {
  const inputs = readCheckInputs(environment)
  const { log } = channels
  const assessment = await assess(inputs, false, environment, job, log)
  const overview = makeOverview({
    action: 'setup-github-token/check',
    hasReminders: false,
    ...assessment
  })
  await publishOverview(overview, inputs.summary, channels)
  return { isFailed: overview.status === 'failed' }
}
