import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  symlink,
  writeFile
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { exists } from '../../src/git/credential-folder.ts'
import {
  excludeGlobally,
  includeGlobally,
  isOurOwn
} from '../../src/git/global-config.ts'
import { runGit } from '../../src/git/run-git.ts'
import { gits, listConfig, run, withPath } from './real-git.ts'

const onPosix = process.platform === 'win32' ? test.skip : test

let root: string
let file: string
let workspace: string
let config: string

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'global-config-test-')))
  file = join(root, '.gitconfig')
  workspace = join(root, 'workspace')
  config = join(root, 'config')
  await mkdir(workspace)
  await writeFile(config, '[included]\n\tvalue = yes\n')
})

afterEach(async () => {
  await rm(root, { recursive: true })
})

const include = () => includeGlobally(file, [workspace], config)
const exclude = (isNew = false) =>
  excludeGlobally(file, (path) => path === config, isNew)

/** Whether git has the included settings in a repository here. */
async function isIncludedIn(folder: string): Promise<boolean> {
  // git 2.31 knows of no GIT_CONFIG_GLOBAL.
  const env = { GIT_CONFIG_GLOBAL: file, HOME: root }
  await run('git', ['init', '--quiet', folder], { env })
  const args = ['-C', folder, 'config', 'included.value']
  return (await run('git', args, { env })).stdout === 'yes\n'
}

for (const { name, path } of gits) {
  describe(`a file of the user, written by ${name}`, () => {
    test.each([
      ['empty', ''],
      ['with settings', '[user]\n\tname = X\n'],
      [
        'with comments',
        '# mine\n[user]\n  name = X ; and this\n\n; end\n[a]\n'
      ],
      [
        'with includes',
        '[include]\n\tpath = x\n[includeIf "gitdir:/x/"]\n\tpath = y\n'
      ],
      ['with odd white space', '\n\n [user]\n\n\tname=X\n'],
      ['without a last line end', '[a]\n\tb'],
      ['with empty lines at its end', '[a]\n\tb\n\n\n'],
      ['with a comment at its end', '# end\n'],
      ['with a comment and no line end', '# end'],
      ['with line ends of Windows', '[a]\r\n\tb\r\n'],
      ['with what is no UTF-8', '[a]\n\tb = \xff\xfe\n']
    ])('is as it was, to the byte: %s', (_, text) =>
      withPath(path, async () => {
        await writeFile(file, text, 'latin1')
        await include()
        expect(await isIncludedIn(workspace)).toBe(true)
        await exclude()
        expect(await readFile(file, 'latin1')).toBe(text)
        expect((await readdir(root)).sort()).toEqual([
          '.gitconfig',
          'config',
          'workspace'
        ])
      })
    )
  })
}

test('a new file is removed again', async () => {
  await include()
  expect(await exists(file)).toBe(true)
  await exclude(true)
  expect((await readdir(root)).sort()).toEqual(['config', 'workspace'])
})

test('a new file to which others have added is kept, with what they added', async () => {
  await include()
  await runGit(['config', '--file', file, 'user.name', 'X'])
  await exclude(true)
  expect(await readFile(file, 'utf8')).toBe('[user]\n\tname = X\n')
})

test('an empty file that was there is kept', async () => {
  await writeFile(file, '')
  await include()
  await exclude(false)
  expect(await readFile(file, 'utf8')).toBe('')
})

test('nothing is made where there is nothing to take back', async () => {
  await exclude()
  expect(await exists(file)).toBe(false)
})

test('where a new file was never made, there is nothing to complain about', async () => {
  await exclude(true)
  expect(await exists(file)).toBe(false)
})

test('nothing but what is ours is taken back', async () => {
  const other = join(root, 'other')
  const near = `${config}2`
  for (const path of [config, other, near, config]) {
    await includeGlobally(file, [workspace, root], path)
  }
  await runGit(['config', '--file', file, 'include.path', config])
  await exclude(true)
  const keys = [workspace, root].map((one) => `includeif.gitdir:${one}/.path`)
  expect([...(await listConfig(file))].sort()).toEqual(
    [
      ['include.path', config],
      ...keys.flatMap((key) => [
        [key, other],
        [key, near]
      ])
    ].sort()
  )
})

test('a file without a last line end is had back although git wrote to it', async () => {
  await writeFile(file, '[a]\n\tb')
  await includeGlobally(file, [workspace, root], config)
  await runGit(['config', '--file', file, 'user.name', 'X'])
  await exclude()
  expect(await readFile(file, 'utf8')).toBe('[a]\n\tb\n[user]\n\tname = X\n')
})

test('a file that came with another job is as new', async () => {
  expect(await isOurOwn(file)).toBe(true)
  await include()
  expect(await isOurOwn(file)).toBe(true)
  await runGit(['config', '--file', file, 'user.name', 'X'])
  expect(await isOurOwn(file)).toBe(false)
  await writeFile(file, '')
  expect(await isOurOwn(file)).toBe(false)
})

onPosix('a link to the file stays one', async () => {
  const target = join(root, 'dotfiles')
  await writeFile(target, '[user]\n\tname = X\n')
  await symlink(target, file)
  await include()
  expect(await isIncludedIn(workspace)).toBe(true)
  await exclude(true)
  expect(await readlink(file)).toBe(target)
  expect(await readFile(target, 'utf8')).toBe('[user]\n\tname = X\n')
})

describe('the folders', () => {
  onPosix.each([
    'plain',
    'a b',
    '*',
    'a?c',
    '[ab]',
    'a[!b]',
    '**',
    'back\\slash',
    'quo"te',
    "apos'trophe",
    '#;=$~',
    'a.path'
  ])(
    'whose repositories include are those that are named: %j',
    async (name) => {
      const folder = join(root, 'places', name)
      await mkdir(folder, { recursive: true })
      await includeGlobally(file, [folder], config)
      expect(await isIncludedIn(folder)).toBe(true)
      expect(await isIncludedIn(join(folder, 'deep', 'er'))).toBe(true)
      // Those that a pattern of this name could match, too.
      for (const one of ['abc', 'a', 'b', 'ac', 'x', `${name}x`]) {
        const other = join(root, 'places', one)
        const found = one !== name && (await isIncludedIn(other))
        expect([one, found]).toEqual([one, false])
      }
      await exclude(true)
      expect(await exists(file)).toBe(false)
    }
  )
})

describe('a locked file', () => {
  const lock = () => `${file}.lock`

  const unlockedSoon = async () => {
    await writeFile(lock(), '')
    return setTimeout(400).then(() => rm(lock()))
  }

  test('is waited for', async () => {
    const [unlocked] = [unlockedSoon()]
    await setTimeout(50)
    await Promise.all([include(), unlocked])
    expect(await isIncludedIn(workspace)).toBe(true)

    // One that stays, so that there is something to edit.
    const again = unlockedSoon()
    await setTimeout(50)
    await Promise.all([exclude(false), again])
    expect(await readFile(file, 'utf8')).toBe('')
  })

  test('is given up at last, and left as it is', async () => {
    await writeFile(lock(), 'theirs')
    await expect(include()).rejects.toThrow(`${lock()} is there`)
    expect(await readFile(lock(), 'utf8')).toBe('theirs')
    expect(await exists(file)).toBe(false)
  })

  onPosix('is not waited for where none can be made', async () => {
    await rm(root, { recursive: true })
    await expect(include()).rejects.toThrow('ENOENT')
    await mkdir(root)
  })

  test('that is empty is removed by nobody while another holds the lock', async () => {
    await writeFile(file, '')
    await writeFile(lock(), 'theirs')
    await expect(exclude(true)).rejects.toThrow('is there')
    expect(await exists(file)).toBe(true)
    expect(await readFile(lock(), 'utf8')).toBe('theirs')
  })
})

test('several writers lose nothing', async () => {
  await writeFile(file, '[user]\n\tname = X\n')
  const folderOf = (job: number) => join(root, `job-${String(job)}`)
  const isTakenBack = (edit: number) => edit % 3 === 0
  const [jobs, edits] = [4, 30].map((length) =>
    Array.from({ length }, (_, index) => index)
  ) as [number[], number[]]
  const write = async (job: number) => {
    await mkdir(folderOf(job))
    for (const edit of edits) {
      const path = join(folderOf(job), String(edit))
      await includeGlobally(file, [folderOf(job)], path)
      const isThis = (one: string) => one === path
      if (isTakenBack(edit)) await excludeGlobally(file, isThis, true)
    }
  }
  await Promise.all(jobs.map(write))
  expect([...(await listConfig(file))].sort()).toEqual(
    [
      ['user.name', 'X'],
      ...jobs.flatMap((job) =>
        edits
          .filter((edit) => !isTakenBack(edit))
          .map((edit) => [
            `includeif.gitdir:${folderOf(job)}/.path`,
            join(folderOf(job), String(edit))
          ])
      )
    ].sort()
  )
}, 120_000)
