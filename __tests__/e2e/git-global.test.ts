import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  test
} from '@jest/globals'
import { lstat, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkout } from '../support/checkout.ts'
import {
  addSubmodules,
  mustSucceed,
  startGitJob,
  succeed
} from '../support/git.ts'
import type { Job, JobOptions } from '../support/runner/job.ts'
import {
  ambiguousRequests,
  detachedGit as git,
  textOf,
  tokensOf,
  userConfigOf
} from '../support/steps.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
let second: string
let folder: string

const ours = ['RELEASE_TOKEN']
const everywhere = { 'configure-git': 'global' }

beforeAll(async () => {
  world = await startWorld()
  folder = await mkdtemp(join(tmpdir(), 'git-global-'))
  const { github } = world
  second = github.addToken({
    name: 'SECOND_TOKEN',
    kind: 'classic',
    login: 'acme-bot',
    scopes: ['repo'],
    access: { 'acme/*': 'write' }
  })
  await github.addRepository('acme/outer', { private: true })
  await addSubmodules(world, 'acme/outer', [
    { path: 'lib', of: 'acme/lib', url: 'git@127.0.0.1:acme/lib.git' }
  ])
})

afterEach(() => {
  const { github } = world
  expect(ambiguousRequests(github)).toEqual([])
  github.clearRequests()
})

afterAll(async () => {
  await world.close()
  await rm(folder, { recursive: true })
})

async function startCheckedOutJob(options?: JobOptions): Promise<Job> {
  const job = await startGitJob(world, options)
  await checkout(job, { version: 'v6', token: world.tokens.job })
  return job
}

describe('without the environment of the job, git uses the token', () => {
  test.each([
    ['in the workspace', `${git} ls-remote`, ['acme/app']],
    [
      'in a folder of the workspace',
      `mkdir -p a/b; cd a/b; ${git} ls-remote`,
      ['acme/app']
    ],
    [
      'to clone below the workspace',
      `${git} clone --quiet git@127.0.0.1:acme/lib.git deps/lib; cd deps/lib; ${git} fetch`,
      ['acme/lib']
    ],
    [
      'to clone with submodules below RUNNER_TEMP',
      `cd "$RUNNER_TEMP"; ${git} clone --quiet --recurse-submodules "$GITHUB_SERVER_URL/acme/outer"`,
      ['acme/outer', 'acme/lib']
    ]
  ])('%s', async (_, script, repositories) => {
    const job = await startCheckedOutJob()
    mustSucceed(await world.setup(job, everywhere))
    expect(await tokensOf(world, job, script)).toEqual(
      Object.fromEntries(repositories.map((name) => [name, ours]))
    )
  })

  test('to push from the workspace, and nowhere else', async () => {
    const job = await startCheckedOutJob()
    mustSucceed(await world.setup(job, everywhere))
    const push = `${git} push --quiet origin HEAD:refs/heads/global`
    expect(await tokensOf(world, job, push)).toEqual({ 'acme/app': ours })
    const clone = `cd; ! ${git} clone "$GITHUB_SERVER_URL/acme/lib" lib`
    expect(await tokensOf(world, job, clone)).toEqual({ 'acme/lib': [] })
    for (const result of await job.post()) mustSucceed(result)
    expect(await tokensOf(world, job, `${git} ls-remote`)).toEqual({
      'acme/app': ['GITHUB_TOKEN']
    })
  })
})

describe.each(['v4', 'v6'] as const)(
  'checkout %s with submodules',
  (version) => {
    test.each(['before', 'after'])(
      'is not broken when it runs %s the action',
      async (when) => {
        const { tokens } = world
        const job = await startGitJob(world, { repository: 'acme/outer' })
        await writeFile(userConfigOf(job), '[user]\n\tname = Mona\n')
        const posts: (() => Promise<unknown>)[] = []
        const act = async () => {
          mustSucceed(await world.setup(job, everywhere))
          posts.unshift(() => job.post())
        }
        const check = async () => {
          const token = tokens.release
          const options = { version, token, submodules: true }
          posts.unshift((await checkout(job, options)).post)
        }
        for (const step of when === 'before' ? [check, act] : [act, check]) {
          await step()
        }
        const fetch = `cat lib/lib.txt
          ${git} fetch --recurse-submodules
          cd lib; ${git} fetch`
        expect(await tokensOf(world, job, fetch)).toEqual({
          'acme/outer': ours,
          'acme/lib': ours
        })
        for (const post of posts) await post()
        expect(await textOf(userConfigOf(job))).toBe('[user]\n\tname = Mona\n')
        await succeed(job, 'git status')
      }
    )
  }
)

describe('two jobs that share a home', () => {
  test.each(['the first', 'the second'])(
    'never cross, when %s ends first',
    async (which) => {
      const HOME = await mkdtemp(join(folder, 'home-'))
      const jobs = await Promise.all([
        startCheckedOutJob({ env: { HOME } }),
        startCheckedOutJob({ env: { HOME } })
      ])
      const steps = await Promise.all(
        jobs.map((job, index) =>
          world.setup(
            job,
            index === 0 ? everywhere : { ...everywhere, token: second }
          )
        )
      )
      steps.map(mustSucceed)
      const names = [ours, ['SECOND_TOKEN']]
      for (const [index, job] of jobs.entries()) {
        expect(await tokensOf(world, job, `${git} ls-remote`)).toEqual({
          'acme/app': names[index]
        })
      }
      await Promise.all(
        jobs.map((job) => succeed(job, `for i in 1 2 3; do ${git} fetch; done`))
      )

      const order = which === 'the first' ? [0, 1] : [1, 0]
      const [ended, left] = order.map((index) => jobs[index])
      for (const result of (await ended?.post()) ?? []) mustSucceed(result)
      if (ended === undefined || left === undefined) throw new Error('No jobs')
      expect(await tokensOf(world, ended, `${git} ls-remote`)).toEqual({
        'acme/app': ['GITHUB_TOKEN']
      })
      expect(await tokensOf(world, left, `${git} ls-remote`)).toEqual({
        'acme/app': names[order[1] ?? 0]
      })
      for (const result of await left.post()) mustSucceed(result)
      // The one that found a file does not know whose it was.
      expect((await textOf(join(HOME, '.gitconfig'))) ?? '').toBe('')
    }
  )
})

test('the lines that a killed job left are swept by the next one, and those of other runners are not', async () => {
  const HOME = await mkdtemp(join(folder, 'home-'))
  const temp = await mkdtemp(join(folder, 'temp-'))
  const elsewhere = `${folder}/gone/setup-github-token-${crypto.randomUUID()}`
  const before = `[includeIf "gitdir:/elsewhere/"]\n\tpath = ${elsewhere}/config\n`
  await writeFile(join(HOME, '.gitconfig'), before)
  const options = { env: { HOME }, runner: { temp } }
  const killed = await startCheckedOutJob(options)
  const { state } = mustSucceed(await world.setup(killed, everywhere))
  // As the runner does when the next job starts.
  await rm(temp, { recursive: true })
  await mkdir(temp)

  const job = await startCheckedOutJob(options)
  mustSucceed(await world.setup(job, everywhere))
  const during = await textOf(join(HOME, '.gitconfig'))
  expect(during).not.toContain(state['folder'])
  expect(await tokensOf(world, job, `${git} ls-remote`)).toEqual({
    'acme/app': ours
  })
  for (const result of await job.post()) mustSucceed(result)
  expect(await textOf(join(HOME, '.gitconfig'))).toBe(before)
  expect((await lstat(join(HOME, '.gitconfig'))).isFile()).toBe(true)
})

test.each([
  ['is told to use git', {}, { CARGO_NET_GIT_FETCH_WITH_CLI: 'true' }],
  [
    'is left alone where the job has told it',
    { CARGO_NET_GIT_FETCH_WITH_CLI: 'false' },
    {}
  ]
])('cargo %s', async (_, env, expected) => {
  const job = await startGitJob(world, { env })
  const { env: exported } = mustSucceed(await world.setup(job, everywhere))
  const cargo = Object.entries(exported).filter(([name]) =>
    name.startsWith('CARGO_')
  )
  expect(Object.fromEntries(cargo)).toEqual(expected)
})
