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
  addSubmodules,
  mustSucceed,
  startGitJob,
  succeed,
  tokensSent
} from '../support/git.ts'
import { gits } from '../support/gits.ts'
import type { Job } from '../support/runner/job.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
let reader: string

/** The host of the world, as ssh URLs have it. */
const host = '127.0.0.1'

beforeAll(async () => {
  world = await startWorld()
  const { github } = world
  reader = github.addToken({
    name: 'READER_TOKEN',
    kind: 'classic',
    login: 'reader',
    scopes: ['repo'],
    access: { 'acme/*': 'read', 'other/*': 'read' }
  })
  const names = ['acme/outer', 'acme/middle', 'other/middle']
  await Promise.all(
    names.map((name) => github.addRepository(name, { private: true }))
  )
  const [lib, secret] = [{ of: 'acme/lib' }, { of: 'other/secret' }]
  await addSubmodules(world, 'acme/middle', [
    { ...lib, path: 'relative', url: '../lib.git' },
    { ...lib, path: 'https', url: `${github.url}/acme/lib.git` },
    { ...secret, path: 'theirs', url: `git@${host}:other/secret.git` }
  ])
  await addSubmodules(world, 'other/middle', [
    { ...secret, path: 'relative', url: '../secret' },
    { ...lib, path: 'ours', url: `git@${host}:acme/lib` }
  ])
  await addSubmodules(world, 'acme/outer', [
    {
      path: 'middle',
      of: 'acme/middle',
      url: `git@${host}:acme/middle.git`
    },
    {
      path: 'theirs',
      of: 'other/middle',
      url: `${github.url}/other/middle.git`
    }
  ])
  // checkout itself reads no URL of these forms.
  await github.addRepository('acme/forms', { private: true })
  await github.addRepository('acme/all', { private: true })
  await addSubmodules(world, 'acme/forms', [
    { ...lib, path: 'ssh', url: `ssh://git@${host}/acme/lib.git` },
    { ...secret, path: 'port', url: `ssh://git@${host}:22/other/secret` }
  ])
  await addSubmodules(world, 'acme/all', [
    { path: 'outer', of: 'acme/outer', url: `../outer` },
    { path: 'forms', of: 'acme/forms', url: `ssh://git@${host}/acme/forms` }
  ])
})

afterEach(() => {
  const { github } = world
  expect(
    github.requests.filter(({ tokenNames }) => tokenNames.length > 1)
  ).toEqual([])
  github.clearRequests()
})

afterAll(() => world.close())

/**
 * What makes the workspace, and which token of its own it then has. What v4 and
 * v5 leave is the same, and so is what v6 and v7 leave.
 */
const checkouts = [
  { by: 'no checkout', left: [] },
  { by: 'checkout v4 and v5', version: 'v4', left: ['GITHUB_TOKEN'] },
  {
    by: 'checkout v4 and v5 without persisted credentials',
    version: 'v4',
    persistCredentials: false,
    left: []
  },
  { by: 'checkout v6 and v7', version: 'v6', left: ['GITHUB_TOKEN'] },
  {
    by: 'checkout v6 and v7 without persisted credentials',
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
  { repositories: '*', lib: true, secret: true },
  { repositories: 'acme/app, other/*', lib: false, secret: true }
] as const

/**
 * All of it runs for the git on the PATH. What a git does differently is how it
 * matches addresses, reads includes and waits for a 401: for each of the others
 * one coverage of each level is enough, and no workspace without a credential
 * but the one nobody checked out.
 */
const combinations = gits.flatMap((git) =>
  checkouts
    .filter((row) => git.isOnPath || !('persistCredentials' in row))
    .flatMap((row) =>
      coverages
        .filter(({ lib, secret }) => git.isOnPath || lib || !secret)
        .flatMap((coverage) => [
          {
            steps: `${row.by} and then the action for ${coverage.repositories}`,
            actionFirst: false,
            row,
            coverage,
            git
          },
          {
            steps: `the action for ${coverage.repositories} and then ${row.by}`,
            actionFirst: true,
            row,
            coverage,
            git
          }
        ])
    )
)

const ours = ['RELEASE_TOKEN']

describe('the token is sent for what is covered, and for nothing else, by', () => {
  test.each(combinations)('$git.name after $steps', async (combination) => {
    const { git, row, coverage, actionFirst } = combination
    const { github } = world
    const { repositories, lib, secret } = coverage
    const setup = () => world.setup(job, { repositories })
    const job = await startGitJob(world, { env: git.env })

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

describe('submodules of submodules, of two owners, get the token of their owner by', () => {
  const other = ['OTHER_TOKEN']
  const outer = {
    'acme/outer': ours,
    'acme/middle': ours,
    'acme/lib': ours,
    'other/middle': other,
    'other/secret': other
  }
  const all = { ...outer, 'acme/all': ours, 'acme/forms': ours }

  /** Uses the action for both owners. */
  async function setupBoth(job: Job): Promise<void> {
    const { other: token } = world.tokens
    mustSucceed(await world.setup(job, { repositories: 'acme/*' }))
    mustSucceed(
      await world.setup(job, {
        token,
        'token-name': 'OTHER_TOKEN',
        repositories: 'other/*'
      })
    )
    world.github.clearRequests()
  }

  /** Fetches from the top and within, and pushes from within. */
  async function work(job: Job, folder: string): Promise<void> {
    const { github } = world
    github.clearRequests()
    await succeed(job, 'git fetch --quiet --recurse-submodules')
    expect(tokensSent(github)).toMatchObject(outer)
    const rows = [
      ['middle/relative', 'acme/lib', ours],
      ['theirs/ours', 'acme/lib', ours],
      ['middle/theirs', 'other/secret', other],
      ['theirs/relative', 'other/secret', other]
    ] as const
    for (const [path, repository, tokens] of rows) {
      github.clearRequests()
      const branch = `nested-${randomUUID()}`
      const pushed = await succeed(
        job,
        `git fetch --quiet origin main
         git commit --quiet --allow-empty --message Nested
         git push --quiet origin HEAD:refs/heads/${branch}
         git rev-parse HEAD`,
        { cwd: `${folder}${path}` }
      )
      expect(tokensSent(github)).toEqual({ [repository]: tokens })
      expect(await github.head(repository, branch)).toBe(pushed)
    }
  }

  test.each(gits)('$name in a clone', async ({ env }) => {
    const job = await startGitJob(world, { env })
    await setupBoth(job)
    await succeed(
      job,
      'git clone --quiet --recurse-submodules "$GITHUB_SERVER_URL/acme/all" .'
    )
    expect(tokensSent(world.github)).toEqual(all)
    await work(job, 'outer/')
  })

  const versions = [
    ['v4', 'v4 and v5'],
    ['v6', 'v6 and v7']
  ] as const
  const rows = gits.flatMap((git) =>
    versions.map(([version, names]) => ({ git, version, names }))
  )

  test.each(rows)(
    '$git.name in a checkout by $names that comes later',
    async ({ git: { env }, version }) => {
      const { github, tokens } = world
      const job = await startGitJob(world, { env })
      await setupBoth(job)
      const { post } = await checkout(job, {
        version,
        token: tokens.job,
        repository: 'acme/all',
        submodules: true
      })
      expect(tokensSent(github)).toEqual(all)
      await work(job, 'outer/')
      await post()
      const config = 'git config --local --list'
      const cwd = 'outer/theirs/ours'
      expect(await succeed(job, config, { cwd })).not.toMatch(
        /extraheader|include/i
      )
    }
  )

  test.each(rows)(
    '$git.name after a checkout by $names that left another in each',
    async ({ git: { env }, version }) => {
      const { github } = world
      const job = await startGitJob(world, { env })
      await checkout(job, {
        version,
        token: reader,
        repository: 'acme/outer',
        submodules: true
      })
      const read = Object.keys(outer).map((name) => [name, ['READER_TOKEN']])
      expect(tokensSent(github)).toEqual(Object.fromEntries(read))
      await setupBoth(job)
      await work(job, '')
    }
  )

  test.each(rows)(
    '$git.name when they come after a checkout by $names without them',
    async ({ git: { env }, version }) => {
      const { github, tokens } = world
      const job = await startGitJob(world, { env })
      await checkout(job, { version, token: tokens.job })
      await setupBoth(job)
      await succeed(
        job,
        `git remote set-url origin "$GITHUB_SERVER_URL/acme/all"
         git fetch --quiet origin main
         git checkout --quiet FETCH_HEAD
         git submodule --quiet update --init --recursive`
      )
      expect(tokensSent(github)).toEqual(all)
    }
  )
})
