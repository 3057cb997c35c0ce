import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  test
} from '@jest/globals'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  mustSucceed,
  ourFolders,
  startGitJob,
  succeed,
  tokensSent
} from '../support/git.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
let folder: string

beforeAll(async () => {
  world = await startWorld()
  folder = await mkdtemp(join(tmpdir(), 'git-requirements-'))
})

afterEach(() => {
  world.github.clearRequests()
})

afterAll(async () => {
  await world.close()
  await rm(folder, { recursive: true })
})

/** A folder for the PATH, whose git (if any) does this. */
async function folderWithGit(script?: string): Promise<string> {
  const path = await mkdtemp(join(folder, 'bin-'))
  if (script !== undefined) {
    const options = { mode: 0o755 }
    await writeFile(join(path, 'git'), `#!/bin/sh\n${script}\n`, options)
  }
  return path
}

const gits: readonly [
  name: string,
  script: string | undefined,
  reason: string
][] = [
  ['no git', undefined, 'git-missing'],
  ['a git that fails', 'exit 1', 'git-missing'],
  ['git 2.30', 'echo git version 2.30.9', 'git-too-old'],
  ['git 1.9', 'echo git version 1.9.0', 'git-too-old'],
  ['a git that does not say which', 'echo hello', 'git-too-old']
]

describe.each(gits)('with %s on the PATH the action', (_, script, reason) => {
  test(`fails with ${reason} and writes nothing`, async () => {
    const PATH = await folderWithGit(script)
    const job = await startGitJob(world, { env: { PATH } })
    const result = await world.setup(job)
    expect(result.exitCode).toBe(1)
    expect(result.outputs).toMatchObject({
      status: 'failed',
      reason,
      valid: 'true',
      'git-configured': 'false'
    })
    expect(result.annotations).toMatchObject([
      { level: 'error', message: expect.stringContaining('git') as unknown }
    ])
    expect([result.env, result.state]).toEqual([{}, {}])
    expect(await ourFolders(job)).toEqual([])
  })

  test('verifies the token when git is not to be configured', async () => {
    const PATH = await folderWithGit(script)
    const job = await startGitJob(world, { env: { PATH } })
    const result = mustSucceed(
      await world.setup(job, { 'configure-git': 'none' })
    )
    expect(result.outputs).toMatchObject({
      status: 'ok',
      valid: 'true',
      'git-configured': 'false'
    })
    expect([result.env, result.state]).toEqual([{}, {}])
    expect(await ourFolders(job)).toEqual([])
  })
})

test.each([
  ['git version 2.31.0'],
  ['git version 2.50.1 (Apple Git-155)'],
  ['git version 2.47.1.windows.2'],
  ['git version 3.0.0'],
  ['git version 10.1']
])('`%s` is new enough', async (text) => {
  const PATH = await folderWithGit(`echo '${text}'`)
  const job = await startGitJob(world, { env: { PATH } })
  const result = mustSucceed(await world.setup(job))
  expect(result.outputs).toMatchObject({ 'git-configured': 'true' })
})

describe('GIT_CONFIG_* variables with which git itself fails', () => {
  const entry = { GIT_CONFIG_KEY_0: 'acme.key', GIT_CONFIG_VALUE_0: 'value' }

  test.each<[name: string, env: Record<string, string>]>([
    ['a count that is no number', { GIT_CONFIG_COUNT: 'abc' }],
    ['a negative count', { GIT_CONFIG_COUNT: '-1' }],
    ['too high a count', { GIT_CONFIG_COUNT: '99999999999999999999' }],
    ['a missing pair', { GIT_CONFIG_COUNT: '2', ...entry }],
    [
      'a missing key',
      { GIT_CONFIG_COUNT: '2', ...entry, GIT_CONFIG_VALUE_1: 'value' }
    ],
    [
      'a missing value',
      { GIT_CONFIG_COUNT: '2', ...entry, GIT_CONFIG_KEY_1: 'acme.other' }
    ],
    ...[
      '',
      'nodot',
      'acme.',
      '.key',
      'acme.1st',
      'ac_me.key',
      'acme.\n.key'
    ].map((key): [string, Record<string, string>] => [
      `the key ${JSON.stringify(key)}`,
      { GIT_CONFIG_COUNT: '1', ...entry, GIT_CONFIG_KEY_0: key }
    ])
  ])('fail the action with nothing written: %s', async (_, env) => {
    const job = await startGitJob(world, { env })
    expect((await job.run('git config --list')).exitCode).toBe(128)
    const result = await world.setup(job)
    expect(result.exitCode).toBe(1)
    expect(result.outputs).toMatchObject({
      reason: 'git-environment-broken',
      'git-configured': 'false'
    })
    expect([result.env, result.state]).toEqual([{}, {}])
    expect(await ourFolders(job)).toEqual([])
  })
})

describe('GIT_CONFIG_* variables of the step of this action alone', () => {
  const ours = ['RELEASE_TOKEN']
  const env = {
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: 'acme.key',
    GIT_CONFIG_VALUE_0: 'one\ntwo',
    GIT_CONFIG_KEY_1: 'acme.empty',
    GIT_CONFIG_VALUE_1: ''
  }

  test('leave the git commands of later steps, and of the job after it, working', async () => {
    const { github } = world
    const job = await startGitJob(world)
    const result = mustSucceed(await world.setup(job, {}, { env }))
    expect(result.env).toEqual({
      ...env,
      GIT_CONFIG_COUNT: '3',
      GIT_CONFIG_KEY_2: 'include.path',
      GIT_CONFIG_VALUE_2: `${job.folders.temp}/${result.state['folder']}/config`
    })
    github.clearRequests()
    await succeed(job, 'git clone --quiet "$GITHUB_SERVER_URL/acme/app" .')
    expect(await succeed(job, 'git config acme.key')).toBe('one\ntwo')
    expect(await succeed(job, 'git config acme.empty')).toBe('')
    expect(tokensSent(github)).toEqual({ 'acme/app': ours })

    for (const post of await job.post()) mustSucceed(post)
    expect(await ourFolders(job)).toEqual([])
    await succeed(job, 'git status && git log && git config --list')
  })

  test('that hold the token are told, and nothing is written', async () => {
    const { github, tokens } = world
    const job = await startGitJob(world)
    const basic = btoa(`x-access-token:${tokens.release}`)
    const step = await world.setup(
      job,
      {},
      {
        env: {
          GIT_CONFIG_COUNT: '1',
          GIT_CONFIG_KEY_0: `http.${github.url}/.extraheader`,
          GIT_CONFIG_VALUE_0: `AUTHORIZATION: basic ${basic}`
        }
      }
    )
    expect(step.exitCode).toBe(1)
    expect(step.outputs).toMatchObject({
      valid: 'true',
      status: 'failed',
      reason: 'git-environment-secret',
      'git-configured': 'false'
    })
    expect(step.annotations.map(({ message }) => message)).toEqual([
      expect.stringContaining('GIT_CONFIG_VALUE_0 holds a token')
    ])
    expect(step.env).toEqual({})
    expect(step.state).toEqual({})
    expect(await ourFolders(job)).toEqual([])
  })

  test('leave them working when the action is used twice', async () => {
    const { github } = world
    const job = await startGitJob(world)
    const other = { token: world.tokens.other, repositories: 'other/*' }
    mustSucceed(await world.setup(job, {}, { env }))
    mustSucceed(await world.setup(job, other))
    github.clearRequests()
    await succeed(
      job,
      `git ls-remote "$GITHUB_SERVER_URL/acme/app"
       git ls-remote "$GITHUB_SERVER_URL/other/secret"`
    )
    expect(tokensSent(github)).toEqual({
      'acme/app': ours,
      'other/secret': ['OTHER_TOKEN']
    })
  })
})

test('a token that expires while it is in use fails git once, clearly, without a prompt', async () => {
  const { github } = world
  const token = github.addToken({
    name: 'SHORT_TOKEN',
    kind: 'classic',
    login: 'acme-bot',
    scopes: ['repo'],
    access: { 'acme/*': 'write' }
  })
  const bin = await folderWithGit()
  const asked = join(bin, 'asked')
  const askpass = join(bin, 'askpass')
  await writeFile(askpass, `#!/bin/sh\necho "$1" >> '${asked}'\n`, {
    mode: 0o755
  })
  const job = await startGitJob(world, {
    env: { GIT_ASKPASS: askpass, GIT_TERMINAL_PROMPT: '1' }
  })
  mustSucceed(await world.setup(job, { token }))
  github.clearRequests()
  github.revoke(token)

  const result = await job.run('git ls-remote "$GITHUB_SERVER_URL/acme/app"')
  expect(result.exitCode).toBe(128)
  expect(result.stderr).toMatch(/^fatal: Authentication failed for '[^']*'$/m)
  expect(result.stderr.match(/fatal:/g)).toHaveLength(1)
  expect(existsSync(asked)).toBe(false)
  expect(tokensSent(github)).toEqual({ 'acme/app': ['SHORT_TOKEN'] })
  const sent = github.requests.filter(({ tokenNames }) => tokenNames.length > 0)
  expect(sent).toHaveLength(1)
})

test('a token that may only read lets git fetch, and fails its push clearly', async () => {
  const { github } = world
  const token = github.addToken({
    name: 'READER_TOKEN',
    kind: 'classic',
    login: 'reader',
    scopes: ['repo'],
    access: { 'acme/*': 'read' }
  })
  const job = await startGitJob(world)
  mustSucceed(await world.setup(job, { token }))
  github.clearRequests()
  const result = await job.run(
    `git clone --quiet "$GITHUB_SERVER_URL/acme/app" .
     git push --quiet origin HEAD:refs/heads/denied`
  )
  expect(result.exitCode).toBe(128)
  expect(result.stderr).toContain('Permission to acme/app.git denied to reader')
  expect(tokensSent(github)).toEqual({ 'acme/app': ['READER_TOKEN'] })
})
