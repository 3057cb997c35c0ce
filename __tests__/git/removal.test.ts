import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { cacheFolder, cacheToken } from '../../src/git/credential-cache.ts'
import {
  configPath,
  createFolder,
  exists,
  newFolderName
} from '../../src/git/credential-folder.ts'
import { includeGlobally } from '../../src/git/global-config.ts'
import {
  readState,
  stateOf,
  takeBack,
  type Trace
} from '../../src/git/removal.ts'
import { type RunGit, runGit } from '../../src/git/run-git.ts'
import { Secret } from '../../src/runner/secret.ts'

const onPosix = process.platform === 'win32' ? test.skip : test

let root: string
let temp: string
let name: string
let file: string

const folder = () => join(temp, name)

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'removal-test-')))
  temp = join(root, 'temp')
  name = newFolderName()
  file = join(root, '.gitconfig')
  await mkdir(temp)
  await createFolder(folder(), [
    { name: 'credential', mode: 0o600, text: 'secret' }
  ])
})

afterEach(async () => {
  await rm(root, { recursive: true, force: true })
})

const trace = (changes: Partial<Trace> = {}): Trace => ({
  temp,
  name,
  globalConfig: { file, isNew: true },
  ...changes
})

const include = (path = configPath(folder())) =>
  includeGlobally(file, [temp], path)

describe('the state of a step', () => {
  const keys = ['folder', 'globalConfig', 'globalConfigIsNew']

  test.each<readonly [string, Trace['globalConfig'], readonly string[]]>([
    ['nothing of the user', undefined, ['n']],
    [
      'a new file',
      { file: '/h/.gitconfig', isNew: true },
      ['n', '/h/.gitconfig', 'true']
    ],
    [
      'a file',
      { file: '/h/.gitconfig', isNew: false },
      ['n', '/h/.gitconfig', 'false']
    ]
  ])('is told with %s, and read again', (_, globalConfig, values) => {
    const given = { temp: '/temp', name: 'n', globalConfig }
    const state = stateOf(given)
    expect(state).toEqual(values.map((value, index) => [keys[index], value]))
    const environment = Object.fromEntries(
      state.map(([key, value]) => [`STATE_${key}`, value])
    )
    expect(readState({ RUNNER_TEMP: '/temp', ...environment })).toEqual(given)
  })

  test.each<readonly [Readonly<Record<string, string>>, Trace | undefined]>([
    [{}, undefined],
    [{ RUNNER_TEMP: '/t', STATE_folder: '' }, undefined],
    [{ RUNNER_TEMP: '/t', STATE_globalConfig: '/x' }, undefined],
    [{ STATE_folder: 'n' }, { temp: '', name: 'n' }],
    [
      { RUNNER_TEMP: '/t', STATE_folder: 'n', STATE_globalConfigIsNew: 'true' },
      { temp: '/t', name: 'n' }
    ],
    ...['', 'false', 'TRUE', '1'].map(
      (isNew) =>
        [
          {
            RUNNER_TEMP: '/t',
            STATE_folder: 'n',
            STATE_globalConfig: '/x',
            STATE_globalConfigIsNew: isNew
          },
          { temp: '/t', name: 'n', globalConfig: { file: '/x', isNew: false } }
        ] as const
    )
  ])('%j is %j', (environment, expected) => {
    expect(readState(environment)).toEqual(expected)
  })
})

describe('taking back', () => {
  test('leaves nothing', async () => {
    await include()
    expect(await takeBack(trace(), runGit)).toBe(true)
    expect(await readdir(temp)).toEqual([])
    expect(await exists(file)).toBe(false)
  })

  test('can be done again, and before anything was written', async () => {
    expect(await takeBack(trace({ name: newFolderName() }), runGit)).toBe(false)
    expect(await takeBack(trace(), runGit)).toBe(true)
    expect(await takeBack(trace(), runGit)).toBe(false)
    expect(await readdir(root)).toEqual(['temp'])
  })

  test('runs no git where there is nothing for it', async () => {
    const git: RunGit = () => Promise.reject(new Error('run'))
    expect(await takeBack(trace({ globalConfig: undefined }), git)).toBe(true)
  })

  test('removes what was put into the folder later, and follows no link in it', async () => {
    const theirs = join(root, 'theirs')
    await mkdir(theirs)
    await writeFile(join(theirs, 'file'), '')
    await mkdir(join(folder(), 'a', 'b'), { recursive: true })
    await writeFile(join(folder(), 'a', 'b', 'c'), '')
    await symlink(theirs, join(folder(), 'link'))
    await takeBack(trace({ globalConfig: undefined }), runGit)
    expect(await readdir(temp)).toEqual([])
    expect(await readdir(theirs)).toEqual(['file'])
  })

  onPosix(
    'ends the daemon, and removes the folder when that fails',
    async () => {
      await rm(folder(), { recursive: true })
      await createFolder(folder(), [], [cacheFolder])
      const host = 'github.com'
      const credential = { host, token: new Secret('abc'), seconds: 5 }
      await cacheToken(folder(), credential, runGit)
      const socket = join(folder(), cacheFolder, 'socket')
      const asked: unknown[] = []
      const failing: RunGit = (args) => {
        asked.push(args)
        return Promise.reject(new Error('no git'))
      }
      // The daemon loses its socket, and ends when its time is over.
      await expect(
        takeBack(trace({ globalConfig: undefined }), failing)
      ).rejects.toThrow('no git')
      expect(asked).toEqual([['credential-cache', '--socket', socket, 'exit']])
      expect(await readdir(temp)).toEqual([])
    }
  )

  test('of the folder is done when the config of the user is no file', async () => {
    await mkdir(file)
    await expect(takeBack(trace(), runGit)).rejects.toThrow('EISDIR')
    expect(await readdir(temp)).toEqual([])
    expect(await readdir(file)).toEqual([])
  })

  test('of the config of the user is done when the folder is no folder', async () => {
    await include()
    await rm(folder(), { recursive: true })
    await writeFile(folder(), 'x')
    await expect(takeBack(trace(), runGit)).rejects.toThrow(
      'something else is in the place of its folder'
    )
    expect(await exists(file)).toBe(false)
    expect(await readFile(folder(), 'utf8')).toBe('x')
  })
})

describe('a state that others have written', () => {
  /** Files of others, in which nothing may change. */
  const theirs = {
    empty: '',
    config: '[user]\n\tname = X\n',
    include: '[include]\n\tpath = /x/config\n',
    'no-config': 'x=1\n',
    key: '-----BEGIN\n'
  }

  for (const [kind, text] of Object.entries(theirs)) {
    test.each([false, true])(
      `changes nothing in a file of others (${kind}), said to be new: %j`,
      async (isNew) => {
        const other = join(root, 'other')
        await writeFile(other, text)
        await takeBack(
          trace({ globalConfig: { file: other, isNew } }),
          runGit
        ).catch(() => undefined)
        expect(await readFile(other, 'utf8')).toBe(text)
        expect((await readdir(root)).sort()).toEqual(['other', 'temp'])
      }
    )
  }

  test.each(['folder', 'link', 'missing'])(
    'changes nothing where the file is a %s',
    async (kind) => {
      const other = join(root, 'other')
      await mkdir(join(root, 'theirs'))
      if (kind === 'folder') await mkdir(other)
      if (kind === 'link') await symlink(join(root, 'theirs'), other)
      await takeBack(
        trace({ globalConfig: { file: other, isNew: true } }),
        runGit
      ).catch(() => undefined)
      expect((await readdir(root)).sort()).toEqual(
        ['temp', 'theirs', ...(kind === 'missing' ? [] : ['other'])].sort()
      )
    }
  )

  test.each([
    ['../theirs', 'theirs'],
    ['theirs', 'temp/theirs'],
    ['.', 'temp'],
    ['../../../../../../../../etc', '']
  ])(
    'takes no line of others out of the config of the user: %s',
    async (given, at) => {
      const path = at === '' ? '/etc/config' : configPath(join(root, at))
      await include(path)
      const before = await readFile(file, 'utf8')
      await takeBack(trace({ name: given }), runGit).catch(() => undefined)
      expect(await readFile(file, 'utf8')).toBe(before)
      expect(await readdir(temp)).toEqual([name])
    }
  )

  test.each(['', 'temp', '.'])(
    'takes nothing back in %j, which is not absolute',
    async (place) => {
      await include()
      const before = await readFile(file, 'utf8')
      await expect(takeBack(trace({ temp: place }), runGit)).rejects.toThrow(
        'RUNNER_TEMP is not an absolute path'
      )
      expect(await readFile(file, 'utf8')).toBe(before)
      expect(await readdir(dirname(folder()))).toEqual([name])
    }
  )
})
