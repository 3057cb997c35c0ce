import type { Job } from '../__tests__/support/runner/job.ts'
import type { World } from '../__tests__/support/world.ts'

/** What the runner gives to a step. */
export async function environmentOf(
  { github }: World,
  job: Job
): Promise<Record<string, string>> {
  const { root, folders } = job
  const files = `${root}/commands`
  await job.run(`touch ${files}-{env,output,state,summary}`)
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: root,
    RUNNER_TEMP: folders.temp,
    GITHUB_ENV: `${files}-env`,
    GITHUB_OUTPUT: `${files}-output`,
    GITHUB_STATE: `${files}-state`,
    GITHUB_STEP_SUMMARY: `${files}-summary`,
    GITHUB_REPOSITORY: 'acme/app',
    GITHUB_REPOSITORY_OWNER: 'acme',
    GITHUB_SERVER_URL: github.url,
    NODE_EXTRA_CA_CERTS: github.caFile
  }
}
