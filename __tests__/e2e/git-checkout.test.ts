import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  test
} from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
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

/** What makes the workspace, and which token of its own it then has. */
const checkouts = [
  { by: 'no checkout', left: [] },
  { by: 'checkout v4', version: 'v4', left: ['GITHUB_TOKEN'] },
  {
    by: 'checkout v4 without persisted credentials',
    version: 'v4',
    persistCredentials: false,
    left: []
  },
  { by: 'checkout v6', version: 'v6', left: ['GITHUB_TOKEN'] },
  {
    by: 'checkout v6 without persisted credentials',
    version: 'v6',
    persistCredentials: false,
    left: []
  }
] as const

type Row = (typeof checkouts)[number]

/** Makes the workspace; answers what the checkout's post step does. */
async function prepare(job: Job, row: Row): Promise<() => Promise<void>> {
  if ('version' in row) {
    const { post } = await checkout(job, { ...row, token: world.tokens.job })
    return post
  }
  await succeed(
    job,
    'git init --quiet . && git remote add origin "$GITHUB_SERVER_URL/acme/app"'
  )
  return () => Promise.resolve()
}

/** What is covered, and whether that is these other repositories too. */
const coverages = [
  { repositories: 'acme/*', lib: true, secret: false },
  { repositories: 'acme/app', lib: false, secret: false },
  { repositories: '*', lib: true, secret: true }
] as const

const combinations = checkouts.flatMap((row) =>
  coverages.flatMap((coverage) => [
    {
      steps: `${row.by} and then the action for ${coverage.repositories}`,
      actionFirst: false,
      row,
      coverage
    },
    {
      steps: `the action for ${coverage.repositories} and then ${row.by}`,
      actionFirst: true,
      row,
      coverage
    }
  ])
)

const ours = ['RELEASE_TOKEN']

describe('git sends the token for what is covered, and for nothing else, after', () => {
  test.each(combinations)('$steps', async ({ row, coverage, actionFirst }) => {
    const { github } = world
    const { repositories, lib, secret } = coverage
    const setup = () => world.setup(job, { repositories })
    const job = await startGitJob(world)

    if (actionFirst) mustSucceed(await setup())
    // The action itself asks about the repository of the job.
    github.clearRequests()
    const postOfCheckout = await prepare(job, row)
    expect(tokensSent(github)).toEqual(
      'version' in row
        ? { 'acme/app': actionFirst ? ours : ['GITHUB_TOKEN'] }
        : {}
    )
    if (!actionFirst) mustSucceed(await setup())

    // The repository of the job.
    github.clearRequests()
    const branch = `topic-${randomUUID()}`
    const pushed = await succeed(
      job,
      `git ls-remote --quiet origin main >&2
       git fetch --quiet origin main
       git checkout --quiet -B topic FETCH_HEAD
       git commit --quiet --allow-empty --message Release
       git push --quiet origin HEAD:refs/heads/${branch}
       git rev-parse HEAD`
    )
    expect(tokensSent(github)).toEqual({ 'acme/app': ours })
    expect(await github.head('acme/app', branch)).toBe(pushed)

    // Others, from within it.
    github.clearRequests()
    await job.run(
      `git ls-remote "$GITHUB_SERVER_URL/acme/lib" || true
       git ls-remote "$GITHUB_SERVER_URL/other/secret"`
    )
    expect(tokensSent(github)).toEqual({
      'acme/lib': lib ? ours : row.left,
      'other/secret': secret ? ours : row.left
    })

    // Others, elsewhere.
    github.clearRequests()
    const clone = await job.run(
      'git clone --quiet "$GITHUB_SERVER_URL/acme/lib" && cat lib/lib.txt',
      { cwd: '..' }
    )
    expect(clone.stdout).toBe(lib ? 'lib\n' : '')
    expect(tokensSent(github)).toEqual({ 'acme/lib': lib ? ours : [] })

    // The post steps, that of the last step first.
    if (actionFirst) await postOfCheckout()
    for (const result of await job.post()) mustSucceed(result)
    github.clearRequests()
    await succeed(job, 'git status && git ls-remote origin || git status')
    expect(tokensSent(github)).toEqual({
      'acme/app': actionFirst ? [] : row.left
    })
    if (!actionFirst) await postOfCheckout()
    const config = await succeed(job, 'git config --local --list')
    expect(config).not.toMatch(/extraheader|include/i)
    expect(await readdir(job.folders.temp)).not.toContainEqual(
      expect.stringMatching(/^(git-credentials|setup-github-token)-/)
    )
  })
})
