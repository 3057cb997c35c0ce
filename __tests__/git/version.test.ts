import { describe, expect, test } from '@jest/globals'
import { runGit } from '../../src/git/run-git.ts'
import {
  lacksProactiveAuth,
  losesConfigCount,
  readGitVersion
} from '../../src/git/version.ts'

const printing = (text: string) => () => Promise.resolve(text)
const failing = (error: Error) => () => Promise.reject(error)

describe('the git of a machine', () => {
  // Whether GIT_CONFIG_COUNT gets lost, and whether a credential is sent at once.
  test.each([
    ['2.31.0', 2, 31, true, true],
    ['2.31', 2, 31, true, true],
    ['2.35.8', 2, 35, true, true],
    ['2.36.0', 2, 36, false, true],
    ['2.39.5 (Apple Git-154)', 2, 39, false, true],
    ['2.45.1.windows.1', 2, 45, false, true],
    ['2.46.0', 2, 46, false, false],
    ['2.51.0-rc1', 2, 51, false, false],
    ['2.100.0', 2, 100, false, false],
    ['3.0.0', 3, 0, false, false],
    ['10.0.1', 10, 0, false, false]
  ])(
    'is read of %s as %d.%d, which loses the count: %j, and waits for a 401: %j',
    async (text, major, minor, loses, waits) => {
      const version = { major, minor }
      expect(await readGitVersion(printing(`git version ${text}\n`))).toEqual(
        version
      )
      expect([losesConfigCount(version), lacksProactiveAuth(version)]).toEqual([
        loses,
        waits
      ])
    }
  )

  test.each([
    ['git version 2.30.9\n', 'git version 2.30.9'],
    ['git version 2.9.5\n', 'git version 2.9.5'],
    ['git version 2.3.1\n', 'git version 2.3.1'],
    ['git version 1.8.3.1\n', 'git version 1.8.3.1'],
    ['git version 1.99.0\n', 'git version 1.99.0'],
    ['git version 0.31\n', 'git version 0.31'],
    ['', ''],
    ['git version unknown\n', 'git version unknown'],
    ['x'.repeat(200), 'x'.repeat(100)]
  ])('is not known to be new enough when it prints %j', async (text, shown) => {
    expect(await readGitVersion(printing(text))).toEqual({
      requirement: 'git 2.31 or newer',
      reason: 'git-too-old',
      evidence: `git --version printed: ${shown}`
    })
  })

  test.each([
    [
      Object.assign(new Error('spawn git ENOENT'), { code: 'ENOENT' }),
      'ENOENT'
    ],
    [
      Object.assign(new Error('spawn git EACCES'), { code: 'EACCES' }),
      'EACCES'
    ],
    [Object.assign(new Error('failed'), { code: 127 }), '127'],
    [
      Object.assign(new Error('killed'), { code: null, signal: 'SIGTERM' }),
      'SIGTERM'
    ]
  ])('is missing when it cannot be run: case %#', async (error, code) => {
    expect(await readGitVersion(failing(error))).toEqual({
      requirement: 'git 2.31 or newer',
      reason: 'git-missing',
      evidence: `git --version failed (${code}): ${error.message}`
    })
  })

  test('is asked for its version, and nothing else', async () => {
    const asked: unknown[] = []
    await readGitVersion((...args) => {
      asked.push(args)
      return Promise.resolve('git version 2.40.0')
    })
    expect(asked).toEqual([[['--version']]])
  })

  test('is the one on the PATH', async () => {
    expect(await readGitVersion(runGit)).not.toHaveProperty('reason')
  })

  test('is missing when there is none on the PATH', async () => {
    const { PATH } = process.env
    process.env['PATH'] = import.meta.dirname
    try {
      expect(await readGitVersion(runGit)).toMatchObject({
        reason: 'git-missing',
        evidence: expect.stringMatching(
          /^git --version failed \(ENOENT\): .*spawn git ENOENT$/
        ) as unknown
      })
    } finally {
      process.env['PATH'] = PATH
    }
  })
})
