import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { complaintOf, type RunOptions, runGit } from '../../src/git/run-git.ts'

let folder: string

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'run-git-test-')))
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

const value = 'ghp_' + 'a'.repeat(36)

/** What git, and so every program it runs, sees of an environment. */
async function seenOf(
  environment: Readonly<Record<string, string>>,
  options: RunOptions = {}
): Promise<ReadonlyMap<string, string>> {
  const before = Object.keys(environment).map(
    (name) => [name, process.env[name]] as const
  )
  Object.assign(process.env, environment)
  try {
    const args = ['-c', 'alias.environment=!env -0', 'environment']
    const printed = await runGit(args, { folder, ...options })
    return new Map(
      printed
        .split('\0')
        .filter((line) => line !== '')
        .map((line) => {
          const at = line.indexOf('=')
          return [line.slice(0, at), line.slice(at + 1)] as const
        })
    )
  } finally {
    for (const [name, text] of before) {
      if (text === undefined) Reflect.deleteProperty(process.env, name)
      else process.env[name] = text
    }
  }
}

describe('git that is run', () => {
  test('is the one on the PATH, and what it prints is given back', async () => {
    expect(await runGit(['--version'])).toMatch(/^git version \d/)
  })

  test('works in the folder that is named', async () => {
    expect(await runGit(['-c', 'alias.here=!pwd', 'here'], { folder })).toBe(
      `${folder}\n`
    )
  })

  test('works where this process does when no folder is named', async () => {
    const top = await runGit(['-c', 'alias.here=!pwd -P', 'here'])
    expect((await realpath(process.cwd())).startsWith(top.trim())).toBe(true)
  })

  test('fails when there is none', async () => {
    const { PATH } = process.env
    process.env['PATH'] = import.meta.dirname
    try {
      await expect(runGit(['--version'])).rejects.toMatchObject({
        code: 'ENOENT'
      })
    } finally {
      process.env['PATH'] = PATH
    }
  })

  test('fails when git does', async () => {
    await expect(runGit(['no-such-command'])).rejects.toMatchObject({ code: 1 })
    await expect(
      runGit(['--version'], { folder: join(folder, 'nowhere') })
    ).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('takes its arguments as they are: no shell reads them', async () => {
    const text = '$(echo x) `y` "z" \'a\' ; b'
    expect(await runGit(['-c', `a.b=${text}`, 'config', 'a.b'])).toBe(
      `${text}\n`
    )
  })
})

describe('the input of git', () => {
  const count = ['-c', 'alias.count=!wc -c', 'count']

  test('is nothing unless it is given', async () => {
    expect((await runGit(count)).trim()).toBe('0')
  })

  test('is given to its end, whatever it is', async () => {
    for (const input of ['x', '\n', 'é\0', 'x'.repeat(1_000_000)]) {
      expect((await runGit(count, { input })).trim()).toBe(
        String(Buffer.byteLength(input))
      )
    }
  })

  test('can be more than it reads', async () => {
    const input = 'x'.repeat(1_000_000)
    expect(await runGit(['--version'], { input })).toMatch(/^git version/)
    await expect(runGit(['no-such-command'], { input })).rejects.toMatchObject({
      code: 1
    })
  })
})

describe('what git complained about', () => {
  const failed = (stderr: unknown) =>
    Object.assign(new Error('Command failed: git x'), { stderr })

  test.each([
    ['in a line', failed('fatal: x\n'), 'fatal: x'],
    ['in lines', failed('error: x\n  y\r\n\nz\n'), 'error: x; y; z'],
    ['in no word', failed(' \n'), 'Command failed: git x'],
    ['before it began', new Error('spawn git ENOENT'), 'spawn git ENOENT'],
    ['as no error', 'text', 'text'],
    ['in something else', failed(7), 'Command failed: git x']
  ])('%s is told on one line', (_, error, told) => {
    expect(complaintOf(error)).toBe(told)
  })

  test('is told of a real one', async () => {
    const error: unknown = await runGit(['config', '--file', 'x', 'x']).catch(
      (thrown: unknown) => thrown
    )
    expect(complaintOf(error)).toBe('error: key does not contain a section: x')
  })
})

describe('the environment of git', () => {
  test('has nothing for git when it is to run apart', async () => {
    const variables = {
      GIT_CONFIG_COUNT: '0',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_PARAMETERS: "'a.b=c'"
    }
    const names = Object.keys(variables)
    const given = await seenOf(variables)
    const apart = await seenOf(variables, { isApart: true })
    const own = apart.get('GIT_CONFIG_PARAMETERS') ?? ''
    expect(names.filter((name) => given.has(name))).toEqual(names)
    // The one that is left has the option by which this test looks.
    expect(names.filter((name) => apart.has(name))).toEqual([
      'GIT_CONFIG_PARAMETERS'
    ])
    expect(own).not.toContain('a.b')
    expect(apart.has('PATH')).toBe(true)
  })

  test('has where its libraries, tools and settings are', async () => {
    const given = {
      HOME: '/home/somebody',
      USERPROFILE: 'C:/Users/somebody',
      XDG_CONFIG_HOME: '/config',
      SYSTEMROOT: 'C:/Windows',
      PATHEXT: '.EXE',
      TMPDIR: folder,
      TEMP: folder,
      LD_LIBRARY_PATH: '/opt/git/lib',
      DYLD_LIBRARY_PATH: '/opt/git/dyld',
      DEVELOPER_DIR: '/opt/xcode',
      RUNNER_TRACKING_ID: 'github_x',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'a.b',
      GIT_CONFIG_VALUE_0: 'c'
    }
    const seen = await seenOf(given)
    for (const [name, text] of Object.entries(given)) {
      expect([name, seen.get(name)]).toEqual([name, text])
    }
    expect(seen.has('PATH')).toBe(true)
  })

  test('has no input of the step, no secret and nothing that leads git elsewhere', async () => {
    const names = [
      'INPUT_TOKEN',
      'INPUT_FALLBACK-TOKEN',
      'input_token',
      'GITHUB_TOKEN',
      'GH_TOKEN',
      'RELEASE_TOKEN',
      'ACTIONS_RUNTIME_TOKEN',
      'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
      'NODE_OPTIONS_X',
      'MY_PATH',
      'PATH_TOKEN',
      'HOME_TOKEN',
      'GIT_CONFIG-X',
      'XGIT_CONFIG_COUNT',
      'GIT_DIR',
      'GIT_WORK_TREE',
      'GIT_INDEX_FILE',
      'GIT_ASKPASS',
      'SSH_ASKPASS',
      'GIT_SSH_COMMAND',
      'GIT_TRACE',
      'GIT_TRACE_CURL',
      'GIT_EXEC_PATH_X'
    ]
    const seen = await seenOf(
      Object.fromEntries(names.map((name) => [name, value]))
    )
    expect(names.filter((name) => seen.has(name))).toEqual([])
    expect([...seen.values()].filter((text) => text.includes(value))).toEqual(
      []
    )
    expect([...seen.keys()].filter((name) => /^INPUT_/i.test(name))).toEqual([])
  })

  test('has nothing of this process but what is listed', async () => {
    const listed =
      /^(PATH|HOME|USERPROFILE|XDG_CONFIG_HOME|SYSTEMROOT|PATHEXT|TMPDIR|TEMP|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|DEVELOPER_DIR|GIT_CONFIG_\w+|RUNNER_TRACKING_ID)$/i
    // What git and the shell add of their own.
    const own =
      /^(GIT_\w+|PWD|OLDPWD|SHLVL|_|LINES|COLUMNS|__CF_USER_TEXT_ENCODING)$/
    const seen = await seenOf({ SOMETHING_ELSE: 'x' })
    expect(
      [...seen.keys()].filter((name) => !listed.test(name) && !own.test(name))
    ).toEqual([])
  })
})
