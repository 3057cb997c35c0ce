import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { formatHelper } from '../../src/git/credential.ts'
import {
  askCache,
  CacheError,
  cacheFolder,
  cacheToken,
  endCache,
  socketPath
} from '../../src/git/credential-cache.ts'
import { createFolder } from '../../src/git/credential-folder.ts'
import { type RunGit, runGit } from '../../src/git/run-git.ts'
import { Secret } from '../../src/runner/secret.ts'
import { gits, run, withPath } from './real-git.ts'

const host = 'github.acme.corp:8443'
const password = 'ghp_' + 'a'.repeat(36)
const token = new Secret(password)
const credential = `username=x-access-token\npassword=${password}\n`

// git for Windows has no such daemon.
const onPosix = process.platform === 'win32' ? test.skip : test

let temp: string
let folder: string

beforeEach(async () => {
  temp = await realpath(await mkdtemp(join(tmpdir(), 'cache-test-')))
  folder = join(temp, "it's a folder")
  await createFolder(folder, [], [cacheFolder])
})

afterEach(async () => {
  await endCache(folder, runGit).catch(() => undefined)
  await rm(temp, { recursive: true, force: true })
})

const give = (seconds = 60) =>
  cacheToken(folder, { host, token, seconds }, runGit)

/** What git is answered by the helper, run by a shell. */
const ask = (asked = host, operation = 'get') =>
  run('sh', [
    '-c',
    `${formatHelper([join(folder, socketPath)], askCache(asked)).slice(1)} ${operation}`
  ])

for (const { name, path } of gits) {
  onPosix(`a token is kept in memory until that is ended, by ${name}`, () =>
    withPath(path, async () => {
      await give()
      const { stdout, ...others } = await ask()
      // Newer ones say what else they could keep.
      expect(stdout.replace(/^capability.*\n/, '')).toBe(credential)
      expect(others).toEqual({ code: 0, stderr: '' })
      for (const operation of ['store', 'erase']) {
        expect(await ask(host, operation)).toEqual({
          code: 0,
          stdout: '',
          stderr: ''
        })
      }
      // An `erase` has not made it forget.
      expect((await ask()).stdout).toContain(credential)
      expect(await readdir(folder, { recursive: true })).toEqual([
        cacheFolder,
        socketPath
      ])
      await endCache(folder, runGit)
      expect(await ask()).toMatchObject({ code: 0, stdout: '' })
      expect((await ask()).stderr).toContain('its time is over')
    })
  )
}

onPosix('a daemon that goes on is told of', async () => {
  await give()
  const outlives = 'the daemon with the token goes on until credential-timeout'
  await expect(endCache(folder, () => Promise.resolve(''))).rejects.toThrow(
    outlives
  )
  const failing = () => Promise.reject(new Error('spawn git ENOENT'))
  await expect(endCache(folder, failing)).rejects.toThrow(
    `spawn git ENOENT: ${outlives}`
  )
})

onPosix('a token is not given to another host', async () => {
  await give()
  for (const other of ['github.acme.corp', 'github.com']) {
    expect(await ask(other)).toMatchObject({ code: 0, stdout: '' })
  }
})

onPosix('a token is forgotten when its time is over', async () => {
  // Of whole seconds, the last of which may be nearly over.
  await give(2)
  expect((await ask()).stdout).toContain(credential)
  let stdout = credential
  // The daemon looks at its clock now and then.
  for (let left = 100; stdout !== '' && left > 0; left -= 1) {
    await setTimeout(100)
    ;({ stdout } = await ask())
  }
  expect(stdout).toBe('')
})

onPosix('a memory that has ended can be ended again', async () => {
  await endCache(folder, runGit)
  await give()
  await endCache(folder, runGit)
  await endCache(folder, runGit)
})

onPosix('settings of the job, right or broken, do not matter', async () => {
  process.env['GIT_CONFIG_COUNT'] = 'broken'
  try {
    await give()
    await endCache(folder, runGit)
  } finally {
    delete process.env['GIT_CONFIG_COUNT']
  }
})

describe('a git', () => {
  /** Records what a git is asked, and answers like that. */
  const playing = (...answers: readonly (string | Error)[]) => {
    const asked: { args: readonly string[]; input: string | undefined }[] = []
    const git: RunGit = (args, options) => {
      asked.push({ args, input: options?.input })
      const answer = answers[asked.length - 1] ?? ''
      return answer instanceof Error
        ? Promise.reject(answer)
        : Promise.resolve(answer)
    }
    return { git, asked }
  }

  const keep = (git: RunGit) =>
    cacheToken('/temp/folder', { host, token, seconds: 60 }, git)

  test('is given the token by its standard input alone', async () => {
    const { git, asked } = playing('', credential)
    await keep(git)
    const socket = join('/temp/folder', 'cache', 'socket')
    const question = `protocol=https\nhost=${host}\n`
    expect(asked).toEqual([
      {
        args: [
          ...['credential-cache', '--socket', socket],
          ...['--timeout', '60', 'store']
        ],
        input: `${question}${credential}\n`
      },
      {
        args: ['credential-cache', '--socket', socket, 'get'],
        input: `${question}\n`
      }
    ])
  })

  const unavailable = Object.assign(new Error('Command failed: git …'), {
    stderr: 'fatal: credential-cache unavailable; no unix socket support\n'
  })

  test.each<readonly [string, readonly (string | Error)[], string]>([
    [
      'without such a daemon',
      [unavailable],
      'fatal: credential-cache unavailable; no unix socket support'
    ],
    ['whose daemon fails later', ['', new Error('killed')], 'killed'],
    [
      'that gives back nothing',
      ['', ''],
      'git credential-cache does not give back what it got'
    ],
    [
      'that gives back another token',
      ['', 'username=x-access-token\npassword=other\n'],
      'git credential-cache does not give back what it got'
    ],
    [
      'that gives back a part of the token',
      ['', credential.slice(0, -2) + '\n'],
      'git credential-cache does not give back what it got'
    ]
  ])('%s is an error without the token', async (_, answers, message) => {
    const error = await keep(playing(...answers).git).catch(
      (thrown: unknown) => thrown
    )
    expect(error).toBeInstanceOf(CacheError)
    expect(error).toMatchObject({ message })
  })

  onPosix('whose folder is open to others does not keep it', async () => {
    const open = join(temp, 'open')
    await createFolder(open, [{ name: 'cache', mode: 0o600, text: '' }])
    const error = await cacheToken(
      open,
      { host, token, seconds: 60 },
      runGit
    ).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(CacheError)
    expect(String(error)).not.toContain(password)
  })
})
