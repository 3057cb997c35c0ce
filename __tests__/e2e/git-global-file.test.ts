import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  test
} from '@jest/globals'
import {
  mkdir,
  mkdtemp,
  readlink,
  rm,
  stat,
  symlink,
  writeFile
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { checkout } from '../support/checkout.ts'
import { mustSucceed, ourFolders, startGitJob } from '../support/git.ts'
import type { Job } from '../support/runner/job.ts'
import {
  ambiguousRequests,
  detachedGit as git,
  postOf,
  textOf,
  tokensOf,
  userConfigOf
} from '../support/steps.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
let folder: string

const ours = ['RELEASE_TOKEN']
const everywhere = { 'configure-git': 'global' }

beforeAll(async () => {
  world = await startWorld()
  folder = await mkdtemp(join(tmpdir(), 'git-global-file-'))
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

async function startCheckedOutJob(): Promise<Job> {
  const job = await startGitJob(world)
  await checkout(job, { version: 'v6', token: world.tokens.job })
  return job
}

describe('the post step leaves every byte of ~/.gitconfig as it was when it', () => {
  test.each([
    ['was not there', undefined],
    ['was empty', ''],
    ['had comments', '# One\n[user] ; two\n\tname = Mona # three\n\n# Four\n'],
    ['had line breaks of Windows', '[user]\r\n\tname = Mona\r\n'],
    ['did not end in a line break', '[user]\n\tname = Mona'],
    ['ended in a comment', '[user]\n\tname = Mona\n# end\n'],
    [
      'had such lines of others',
      '[includeIf "gitdir:/elsewhere/"]\n\tpath = /elsewhere/config\n[include]\n\tpath = mine\n'
    ]
  ])('%s', async (_, before) => {
    const job = await startCheckedOutJob()
    const file = userConfigOf(job)
    if (before !== undefined) await writeFile(file, before)
    mustSucceed(await world.setup(job, everywhere))
    const during = await textOf(file)
    expect(during).toContain(before?.trimEnd() ?? '')
    expect(
      during?.match(
        /^\[includeIf "gitdir:.*\n\tpath = \S*\/setup-github-token-/gm
      )
    ).toHaveLength(2)
    for (const result of await job.post()) {
      expect(mustSucceed(result).annotations).toEqual([])
    }
    expect(await textOf(file)).toBe(before)
  })

  test('was a link to a file elsewhere, which stays one', async () => {
    const job = await startCheckedOutJob()
    const elsewhere = join(await mkdtemp(join(folder, 'dotfiles-')), 'config')
    await writeFile(elsewhere, '[user]\n\tname = Mona\n')
    await symlink(elsewhere, userConfigOf(job))
    mustSucceed(await world.setup(job, everywhere))
    expect(await readlink(userConfigOf(job))).toBe(elsewhere)
    expect(await textOf(elsewhere)).toContain('setup-github-token-')
    for (const result of await job.post()) mustSucceed(result)
    expect(await readlink(userConfigOf(job))).toBe(elsewhere)
    expect(await textOf(elsewhere)).toBe('[user]\n\tname = Mona\n')
  })

  test('was a link that led nowhere, which stays one', async () => {
    const job = await startCheckedOutJob()
    const elsewhere = join(await mkdtemp(join(folder, 'dotfiles-')), 'config')
    await symlink(elsewhere, userConfigOf(job))
    mustSucceed(await world.setup(job, everywhere))
    expect(await textOf(elsewhere)).toContain('setup-github-token-')
    for (const result of await job.post()) mustSucceed(result)
    expect(await readlink(userConfigOf(job))).toBe(elsewhere)
    expect(await textOf(elsewhere)).toBeUndefined()
  })

  test('could only be read, and it still can only be', async () => {
    const job = await startCheckedOutJob()
    const file = userConfigOf(job)
    await writeFile(file, '[user]\n\tname = Mona\n', { mode: 0o400 })
    mustSucceed(await world.setup(job, everywhere))
    for (const result of await job.post()) mustSucceed(result)
    expect(await textOf(file)).toBe('[user]\n\tname = Mona\n')
    expect((await stat(file)).mode & 0o777).toBe(0o400)
  })

  test('is used by two steps, which end in reverse', async () => {
    const { tokens } = world
    const job = await startCheckedOutJob()
    const first = mustSucceed(await world.setup(job, everywhere))
    const other = { token: tokens.other, repositories: 'other/*' }
    const later = mustSucceed(
      await world.setup(job, { ...everywhere, ...other })
    )
    const both = `${git} ls-remote
      ${git} ls-remote git@127.0.0.1:other/secret`
    expect(await tokensOf(world, job, both)).toEqual({
      'acme/app': ours,
      'other/secret': ['OTHER_TOKEN']
    })
    await postOf(job, later)
    expect(await tokensOf(world, job, `${git} ls-remote`)).toEqual({
      'acme/app': ours
    })
    await postOf(job, first)
    expect(await textOf(userConfigOf(job))).toBeUndefined()
  })
})

describe('the step fails, and leaves nothing behind, when', () => {
  test.each<
    [
      name: string,
      make: (file: string) => Promise<unknown>,
      reason: string,
      evidence: RegExp
    ]
  >([
    [
      '~/.gitconfig is a folder',
      (file) => mkdir(file),
      'git-not-configured',
      /gitconfig/
    ],
    // git does not even tell its version.
    [
      '~/.gitconfig has a line that git cannot read',
      (file) => writeFile(file, '[user\n'),
      'git-missing',
      /bad config line 1 in file/
    ],
    [
      'the last line of ~/.gitconfig goes on in the next',
      (file) => writeFile(file, '[alias]\n\tx = log \\'),
      'git-not-configured',
      /ends with a backslash/
    ],
    [
      '~/.gitconfig stays locked',
      (file) => writeFile(`${file}.lock`, ''),
      'git-not-configured',
      /gitconfig\.lock is there/
    ]
  ])('%s', async (_, make, reason, evidence) => {
    const job = await startGitJob(world)
    const file = userConfigOf(job)
    await make(file)
    const before = await textOf(file)
    const step = await world.setup(job, everywhere)
    expect(step.exitCode).toBe(1)
    expect(step.outputs).toMatchObject({
      reason,
      valid: 'true',
      'git-configured': 'false'
    })
    expect(step.annotations.map(({ message }) => message).join()).toMatch(
      evidence
    )
    expect(step.env).toEqual({})
    expect(await ourFolders(job)).toEqual([])
    expect(await textOf(file)).toBe(before)
  })

  test.each(['', 'relative/path'])('HOME is "%s"', async (HOME) => {
    const job = await startGitJob(world, { env: { HOME } })
    const step = await world.setup(job, everywhere)
    expect(step.exitCode).toBe(1)
    expect(step.outputs).toMatchObject({ reason: 'git-not-configured' })
    expect(step.annotations.map(({ message }) => message).join()).toContain(
      'HOME is not set, so there is no ~/.gitconfig to write to'
    )
    expect([step.env, step.state]).toEqual([{}, {}])
    expect(await ourFolders(job)).toEqual([])
  })
})

test('a ~/.gitconfig that another program has locked for a while is waited for, also by the post step', async () => {
  const job = await startCheckedOutJob()
  const lock = `${userConfigOf(job)}.lock`
  const whileLocked = async <T>(step: () => Promise<T>): Promise<T> => {
    await writeFile(lock, '')
    const running = step()
    await setTimeout(2000)
    await rm(lock)
    return running
  }
  mustSucceed(await whileLocked(() => world.setup(job, everywhere)))
  expect(await tokensOf(world, job, `${git} ls-remote`)).toEqual({
    'acme/app': ours
  })
  const [post] = await whileLocked(() => job.post())
  expect(post).toMatchObject({ outcome: 'success', annotations: [] })
  expect(await textOf(userConfigOf(job))).toBeUndefined()
})
