import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  test
} from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { checkout } from '../support/checkout.ts'
import {
  mustSucceed,
  startGitJob,
  succeed,
  tokensSent
} from '../support/git.ts'
import type { Job } from '../support/runner/job.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World

beforeAll(async () => {
  world = await startWorld()
})

afterEach(() => {
  const { github } = world
  expect(
    github.requests.filter(({ tokenNames }) => tokenNames.length > 1)
  ).toEqual([])
  github.clearRequests()
})

afterAll(() => world.close())

const combinations = (['v4', 'v6'] as const).flatMap((version) =>
  ['acme/*', 'acme/app', '*'].flatMap((repositories) => [
    {
      steps: `checkout ${version} and then the action for ${repositories}`,
      version,
      repositories,
      actionFirst: false
    },
    {
      steps: `the action for ${repositories} and then checkout ${version}`,
      version,
      repositories,
      actionFirst: true
    }
  ])
)

/** Fetches, and pushes a commit to a new branch; answers which tokens that took. */
async function fetchAndPush(job: Job, cwd: string) {
  const { github } = world
  const branch = `tree-${randomUUID()}`
  github.clearRequests()
  const pushed = await succeed(
    job,
    `git fetch --quiet origin main
     git commit --quiet --allow-empty --message Tree
     git push --quiet origin HEAD:refs/heads/${branch}
     git rev-parse HEAD`,
    { cwd }
  )
  expect(await github.head('acme/app', branch)).toBe(pushed)
  return tokensSent(github)
}

describe('a worktree fetches and pushes with the token alone after', () => {
  test.each(combinations)(
    '$steps',
    async ({ version, repositories, actionFirst }) => {
      const { tokens } = world
      const job = await startGitJob(world)
      const setup = async () =>
        mustSucceed(await world.setup(job, { repositories }))
      const addTree = (path: string) =>
        succeed(job, `git worktree add --quiet ${path} -b ${randomUUID()}`)

      if (actionFirst) await setup()
      const { post } = await checkout(job, { version, token: tokens.job })
      await addTree('../early')
      if (!actionFirst) await setup()
      await addTree('../late')
      await addTree('within')
      for (const cwd of ['../early', '../late', 'within']) {
        expect(await fetchAndPush(job, cwd)).toEqual({
          'acme/app': ['RELEASE_TOKEN']
        })
      }

      // The post steps, that of the last step first.
      if (actionFirst) await post()
      for (const result of await job.post()) mustSucceed(result)
      if (actionFirst) {
        world.github.clearRequests()
        const { exitCode } = await job.run('git fetch', { cwd: '../late' })
        expect(exitCode).toBe(128)
        expect(tokensSent(world.github)).toEqual({ 'acme/app': [] })
      } else {
        expect(await fetchAndPush(job, '../late')).toEqual({
          'acme/app': ['GITHUB_TOKEN']
        })
        await post()
      }
    }
  )
})
