import { describe, expect, test } from '@jest/globals'
import { runGit } from '../../src/git/run-git.ts'
import { checkGitVersion } from '../../src/git/version.ts'

const printing = (text: string) => () => Promise.resolve(text)
const failing = (error: Error) => () => Promise.reject(error)

describe('the git of a machine', () => {
  test.each([
    'git version 2.31.0\n',
    'git version 2.31\n',
    'git version 2.39.5 (Apple Git-154)\n',
    'git version 2.45.1.windows.1\n',
    'git version 2.100.0\n',
    'git version 2.51.0-rc1\n',
    'git version 3.0.0\n',
    'git version 10.0.1\n'
  ])('is new enough when it prints %j', async (text) => {
    expect(await checkGitVersion(printing(text))).toBeUndefined()
  })

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
    expect(await checkGitVersion(printing(text))).toEqual({
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
    expect(await checkGitVersion(failing(error))).toEqual({
      requirement: 'git 2.31 or newer',
      reason: 'git-missing',
      evidence: `git --version failed (${code})`
    })
  })

  test('is asked for its version, and nothing else', async () => {
    const asked: unknown[] = []
    await checkGitVersion((...args) => {
      asked.push(args)
      return Promise.resolve('git version 2.40.0')
    })
    expect(asked).toEqual([[['--version']]])
  })

  test('is the one on the PATH', async () => {
    expect(await checkGitVersion(runGit)).toBeUndefined()
  })

  test('is missing when there is none on the PATH', async () => {
    const { PATH } = process.env
    process.env['PATH'] = import.meta.dirname
    try {
      expect(await checkGitVersion(runGit)).toMatchObject({
        reason: 'git-missing',
        evidence: 'git --version failed (ENOENT)'
      })
    } finally {
      process.env['PATH'] = PATH
    }
  })
})
