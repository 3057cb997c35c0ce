import { afterEach, beforeEach, expect, test } from '@jest/globals'
import {
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  realpath,
  rm,
  symlink,
  utimes,
  writeFile
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  cacheFolder,
  cacheToken,
  endCache,
  socketPath
} from '../../src/git/credential-cache.ts'
import { createFolder, newFolderName } from '../../src/git/credential-folder.ts'
import { sweepLeftovers } from '../../src/git/leftovers.ts'
import { runGit } from '../../src/git/run-git.ts'
import { Secret } from '../../src/runner/secret.ts'
import { isRoot } from '../support/programs.ts'
import { run } from './real-git.ts'

const onPosix = process.platform === 'win32' ? test.skip : test

const jobStart = new Date('2026-11-22T12:00:00Z')
const before = new Date('2026-11-22T11:59:59Z')
const later = new Date('2026-11-22T12:00:01Z')

let temp: string

beforeEach(async () => {
  temp = await realpath(await mkdtemp(join(tmpdir(), 'leftovers-test-')))
})

afterEach(async () => {
  await rm(temp, { recursive: true })
})

/** The folder of a step, as old as that. */
async function leave(time: Date, name = newFolderName()): Promise<string> {
  const files = [{ name: 'credential', mode: 0o600, text: 'x' }]
  await createFolder(join(temp, name), files)
  await utimes(join(temp, name), time, time)
  return name
}

const sweep = (known: readonly string[] = []) =>
  sweepLeftovers(temp, jobStart, known, runGit)

test('what is older than the job is removed, and nothing else of ours', async () => {
  await leave(before)
  const kept = [await leave(jobStart), await leave(later)]
  await leave(before)
  await sweep()
  expect((await readdir(temp)).sort()).toEqual(kept.sort())
})

test('what a step of this job speaks of is kept, however old it is', async () => {
  const known = await leave(before)
  await leave(before)
  await sweep(['', 'x', known])
  expect(await readdir(temp)).toEqual([known])
})

test('what has another name is kept, however much it looks like ours', async () => {
  const name = newFolderName()
  const others = [
    'setup-github-token',
    'setup-github-token-',
    `${name}0`,
    `x${name}`,
    name.toUpperCase(),
    'git-credentials-0d1b6a4c-6c0f-4f8e-9a43-5d2c1c6a7b8e.config'
  ]
  for (const one of others) await leave(before, one)
  await sweep()
  expect((await readdir(temp)).sort()).toEqual(others.sort())
})

const asRoot = isRoot ? test : test.skip

asRoot('what belongs to another user is kept', async () => {
  const theirs = await leave(before)
  await chown(join(temp, theirs), 65_534, 65_534)
  await leave(before)
  await sweep()
  expect(await readdir(temp)).toEqual([theirs])
})

onPosix('a daemon that holds a token is ended', async () => {
  const name = newFolderName()
  const folder = join(temp, name)
  await createFolder(folder, [], [cacheFolder])
  const host = 'github.com'
  const socket = join(folder, socketPath)
  const token = new Secret('abc')
  await cacheToken(folder, { host, token, seconds: 60 }, runGit)
  await utimes(folder, before, before)
  try {
    await sweep()
    expect(await readdir(temp)).toEqual([])
    const { stdout } = await run(
      'git',
      ['credential-cache', '--socket', socket, 'get'],
      { input: `protocol=https\nhost=${host}\n\n` }
    )
    expect(stdout).toBe('')
  } finally {
    await endCache(folder, runGit).catch(() => undefined)
  }
})

/** Names in the order in which a folder lists them, wherever that puts the odd one. */
const manyNames = () => Array.from({ length: 20 }, newFolderName)

test.each<readonly [string, (path: string) => Promise<unknown>]>([
  ['file', (path) => writeFile(path, 'x')],
  ['link', (path) => symlink(join(temp, 'theirs'), path)],
  ['dangling link', (path) => symlink(join(temp, 'nowhere'), path)]
])(
  'a %s with a name of ours is left alone, and keeps nothing else',
  async (_, plant) => {
    await mkdir(join(temp, 'theirs'))
    await writeFile(join(temp, 'theirs', 'file'), 'x')
    const names = manyNames()
    const odd = names[10] ?? ''
    for (const name of names) {
      if (name === odd) await plant(join(temp, name))
      else await leave(before, name)
    }
    const found = await lstat(join(temp, odd))
    // A link has no time of its own to be set: the job begins after it.
    const start = new Date(found.mtimeMs + 1000)
    await sweepLeftovers(temp, start, [], runGit).catch(() => undefined)
    expect((await readdir(temp)).sort()).toEqual([odd, 'theirs'].sort())
    expect(await readdir(join(temp, 'theirs'))).toEqual(['file'])
  }
)

test('a folder that is not there has nothing left over', async () => {
  await expect(
    sweepLeftovers(join(temp, 'nowhere'), jobStart, [], runGit)
  ).resolves.toBeUndefined()
})
