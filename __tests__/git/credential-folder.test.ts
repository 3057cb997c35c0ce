import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { lstatSync } from 'node:fs'
import {
  lstat,
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
import { join, relative } from 'node:path'
import {
  configPath,
  createFolder,
  folderNameIn,
  folderPath,
  isFolder,
  newFolderName
} from '../../src/git/credential-folder.ts'

const onPosix = process.platform === 'win32' ? test.skip : test

let temp: string

beforeEach(async () => {
  temp = await realpath(await mkdtemp(join(tmpdir(), 'folder-test-')))
})

afterEach(async () => {
  await rm(temp, { recursive: true, force: true })
})

const files = [
  { name: 'credential', mode: 0o600, text: 'secret\n' },
  { name: 'config', mode: 0o644, text: 'public\n' }
]

/** The path of a folder, when it is there. */
async function findFolder(runnerTemp: string, name: string) {
  const path = folderPath(runnerTemp, name)
  return (await isFolder(path)) ? path : undefined
}

const modeOf = async (path: string) => (await lstat(path)).mode & 0o7777

describe('the name of a folder', () => {
  test('cannot be guessed and is not one of actions/checkout', () => {
    const names = Array.from({ length: 100 }, newFolderName)
    expect(new Set(names).size).toBe(100)
    for (const name of names) {
      expect(name).toMatch(/^setup-github-token-[0-9a-f-]{36}$/)
      expect(name).not.toMatch(/git-credentials/)
    }
  })
})

describe('a new folder', () => {
  test('has the files it was to have', async () => {
    const path = join(temp, newFolderName())
    await createFolder(path, files)
    expect((await readdir(path)).sort()).toEqual(['config', 'credential'])
    expect(await readFile(join(path, 'credential'), 'utf8')).toBe('secret\n')
    expect(await readFile(join(path, 'config'), 'utf8')).toBe('public\n')
  })

  for (const umask of [0o000, 0o022, 0o077]) {
    onPosix(
      `has exact modes under the umask ${umask.toString(8).padStart(3, '0')}`,
      async () => {
        const path = join(temp, newFolderName())
        const before = process.umask(umask)
        try {
          await createFolder(path, files, ['private'])
        } finally {
          process.umask(before)
        }
        expect({
          private: await modeOf(join(path, 'private')),
          folder: await modeOf(path),
          credential: await modeOf(join(path, 'credential')),
          config: await modeOf(join(path, 'config'))
        }).toEqual({
          private: 0o700,
          folder: 0o755,
          credential: 0o600,
          config: 0o644
        })
      }
    )
  }

  onPosix('is closed to others until the last file is written', async () => {
    const path = join(temp, newFolderName())
    const seen: number[] = []
    const watched = files.map((file) => ({
      ...file,
      // Read when the folder was made or the file before this one was written.
      get name() {
        seen.push(lstatSync(path).mode & 0o7777)
        return file.name
      }
    }))
    await createFolder(path, watched)
    expect(seen.length).toBeGreaterThanOrEqual(files.length)
    expect(new Set(seen)).toEqual(new Set([0o700]))
  })

  test('is refused where something is already', async () => {
    const path = join(temp, newFolderName())
    await mkdir(path)
    await writeFile(join(path, 'theirs'), 'x')
    await expect(createFolder(path, files)).rejects.toThrow('EEXIST')
    expect(await readdir(path)).toEqual(['theirs'])
  })

  onPosix('is refused where a link was planted', async () => {
    const theirs = join(temp, 'theirs')
    await mkdir(theirs)
    const path = join(temp, newFolderName())
    await symlink(theirs, path)
    await expect(createFolder(path, files)).rejects.toThrow('EEXIST')
    await rm(path)
    await symlink(join(temp, 'nowhere'), path)
    await expect(createFolder(path, files)).rejects.toThrow('EEXIST')
    expect(await readdir(theirs)).toEqual([])
    expect(await readdir(temp)).not.toContain('nowhere')
  })

  test('opens no file that is there already', async () => {
    const path = join(temp, newFolderName())
    const file = { name: 'credential', mode: 0o600 }
    const twice = [
      { ...file, text: 'first' },
      { ...file, text: 'second' }
    ]
    await expect(createFolder(path, twice)).rejects.toThrow('EEXIST')
    expect(await readFile(join(path, 'credential'), 'utf8')).toBe('first')
  })

  test('cannot be made where there is nothing', async () => {
    const path = join(temp, 'missing', newFolderName())
    await expect(createFolder(path, files)).rejects.toThrow('ENOENT')
  })
})

describe('finding a folder', () => {
  test('tells its path, or that it is gone', async () => {
    const name = newFolderName()
    const path = join(temp, name)
    await createFolder(path, files)
    expect(await findFolder(temp, name)).toBe(path)
    expect(await findFolder(temp, newFolderName())).toBeUndefined()
    expect(
      await findFolder(join(temp, 'missing'), newFolderName())
    ).toBeUndefined()
  })

  const random = newFolderName()

  test.each([
    '',
    '.',
    '..',
    '../x',
    '/etc',
    'theirs',
    `../${random}`,
    `x/${random}`,
    `${random}/..`,
    `${random}/../theirs`,
    `${random}/`,
    `${random}\n`,
    `${random}\0`,
    ` ${random}`,
    `/${random}`,
    random.toUpperCase(),
    random.slice(0, -1),
    `${random}0`,
    'setup-github-token-',
    `setup-github-token-${'.'.repeat(36)}`,
    `setup-github-token-${'../'.repeat(12)}`,
    `setup-github-token-${'*'.repeat(36)}`
  ])('is refused for the name %j', async (name) => {
    const runnerTemp = join(temp, 'temp')
    await mkdir(join(runnerTemp, 'theirs'), { recursive: true })
    await mkdir(join(temp, random))
    await mkdir(join(runnerTemp, random))
    await expect(findFolder(runnerTemp, name)).rejects.toThrow(
      'the saved folder name is not one of this action'
    )
    expect((await readdir(runnerTemp)).sort()).toEqual(
      [random, 'theirs'].sort()
    )
    expect((await readdir(temp)).sort()).toEqual([random, 'temp'].sort())
  })

  test('is refused in a place that is not absolute', async () => {
    const name = newFolderName()
    await createFolder(join(temp, name), files)
    for (const place of ['', '.', relative(process.cwd(), temp)]) {
      await expect(findFolder(place, name)).rejects.toThrow(
        'RUNNER_TEMP is not an absolute path'
      )
    }
    expect(await readdir(temp)).toEqual([name])
  })

  onPosix('does not follow a link in its place', async () => {
    const theirs = join(temp, 'theirs')
    await mkdir(theirs)
    await writeFile(join(theirs, 'file'), '')
    const name = newFolderName()
    await symlink(theirs, join(temp, name))
    await expect(findFolder(temp, name)).rejects.toThrow(
      'something else is in the place of its folder'
    )
    expect(await readdir(theirs)).toEqual(['file'])
    expect((await readdir(temp)).sort()).toEqual([name, 'theirs'])
  })

  test('is refused when a file is in its place', async () => {
    const name = newFolderName()
    await writeFile(join(temp, name), 'x')
    await expect(findFolder(temp, name)).rejects.toThrow(
      'something else is in the place of its folder'
    )
    expect(await readFile(join(temp, name), 'utf8')).toBe('x')
  })

  test('says why it could not look', async () => {
    await writeFile(join(temp, 'file'), '')
    await expect(
      findFolder(join(temp, 'file'), newFolderName())
    ).rejects.toThrow('ENOTDIR')
  })
})

describe('a path', () => {
  const name =
    'setup-github-token-' + '0'.repeat(8) + '-0000-4000-8000-' + '0'.repeat(12)

  test.each([
    [`/temp/${name}`, name],
    [`/temp/${name}/config`, name],
    [`/temp/${name}/gh/x`, name],
    [`/temp/x/${name}`, undefined],
    [`/temp/../temp/${name}`, undefined],
    [`/temp2/${name}`, undefined],
    [`/other/${name}/config`, undefined],
    [name, undefined],
    [`/temp/${name}x/config`, undefined],
    ['/temp/git-credentials-x.config', undefined],
    ['/temp', undefined],
    ['', undefined]
  ])('%s leads through the folder %s', (path, expected) => {
    expect(folderNameIn('/temp', path)).toBe(expected)
  })

  test.each(['/temp/', '/temp/.', '//temp', '/x/../temp'])(
    'leads through a folder of RUNNER_TEMP, also where that is written %s',
    (temp) => {
      expect(folderNameIn(temp, `/temp/${name}/config`)).toBe(name)
    }
  )

  test('of the config is what git is told', () => {
    expect(configPath('/temp/folder')).toBe('/temp/folder/config')
  })
})
