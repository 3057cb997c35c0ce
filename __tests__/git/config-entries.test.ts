import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { createServer } from 'node:http'
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type ConfigEntry,
  readConfig,
  settingsFor,
  subsectionOf,
  withoutLessSpecific,
  withoutReset
} from '../../src/git/config-entries.ts'
import type { RunGit } from '../../src/git/run-git.ts'
import { run } from './real-git.ts'

let folder: string
let global: string

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'config-entries-test-')))
  global = join(folder, 'gitconfig')
  await run('git', ['init', '--quiet', folder])
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

/** The git of this machine, which knows of no settings but those of this test. */
const git: RunGit = async (args, { folder: where = tmpdir() } = {}) => {
  const { code, stdout, stderr } = await run('git', ['-C', where, ...args], {
    env: { GIT_CONFIG_GLOBAL: global }
  })
  if (code !== 0) throw new Error(stderr)
  return stdout
}

const entry = (key: string, value = ''): ConfigEntry => ({
  scope: 'local',
  origin: 'file:.git/config',
  key,
  value
})

describe('the settings of git', () => {
  test('are read with where they come from, in their order', async () => {
    await writeFile(
      global,
      '[http "https://GitHub.com/Acme/"]\n\tExtraHeader = "A: b\\nC: d"\n[user]\n\tname = X\n'
    )
    await writeFile(
      join(folder, '.git/config'),
      '[Core]\n\tbare\n\teditor =\n[user]\n\tname = Y = Z\n'
    )
    expect(await readConfig(git, folder)).toEqual([
      {
        scope: 'global',
        origin: `file:${global}`,
        key: 'http.https://GitHub.com/Acme/.extraheader',
        value: 'A: b\nC: d'
      },
      {
        scope: 'global',
        origin: `file:${global}`,
        key: 'user.name',
        value: 'X'
      },
      // One without a value is true for git, and empty here.
      { ...entry('core.bare') },
      { ...entry('core.editor') },
      { ...entry('user.name', 'Y = Z') }
    ])
  })

  test('are those of the user outside of a repository', async () => {
    await writeFile(global, '[a]\n\tb = c\n')
    expect(await readConfig(git, undefined)).toEqual([
      { scope: 'global', origin: `file:${global}`, key: 'a.b', value: 'c' }
    ])
  })

  test('are none when git cannot tell', async () => {
    await writeFile(global, '[broken\n')
    expect(await readConfig(git, folder)).toEqual([])
    expect(
      await readConfig(() => Promise.reject(new Error('x')), folder)
    ).toEqual([])
  })

  test('are asked for in one command, which changes nothing', async () => {
    const asked: unknown[] = []
    await readConfig((...args) => {
      asked.push(args)
      return Promise.resolve('')
    }, '/x')
    expect(asked).toEqual([
      [
        ['config', '--list', '--show-scope', '--show-origin', '-z'],
        { folder: '/x' }
      ]
    ])
  })

  test('can be any text that is printed', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.constantFrom('local', 'a.b', '\0', '\n', 'x'))
        .map((parts) => parts.join(''))
    )
    await fc.assert(
      fc.asyncProperty(text, async (printed) => {
        const found = await readConfig(
          () => Promise.resolve(printed),
          undefined
        )
        for (const { key, value } of found) {
          expect(key).not.toMatch(/[\n\0]/)
          expect(printed).toContain(value)
        }
      })
    )
  })
})

describe('what a section is for', () => {
  test.each([
    ['url.https://github.com/.insteadof', 'https://github.com/'],
    ['url.git@github.com:.insteadof', 'git@github.com:'],
    ['url.a.b.insteadof', 'a.b'],
    ['url.insteadof', undefined],
    ['url..insteadof', undefined],
    ['url.https://github.com/.pushinsteadof', undefined],
    ['http.https://github.com/.insteadof', undefined],
    ['xurl.a.insteadof', undefined]
  ])('of %s is %j', (key, expected) => {
    expect(subsectionOf(entry(key), 'url', 'insteadof')).toBe(expected)
  })
})

describe('the settings for an address', () => {
  const url = 'https://github.com/acme/site'
  const matches = (key: string, to = url) =>
    settingsFor([entry(key)], 'http', 'extraheader', to).length === 1

  test.each([
    'http.extraheader',
    'http.https://github.com.extraheader',
    'http.https://github.com/.extraheader',
    'http.https://github.com:443/.extraheader',
    'http.https://GITHUB.com/.extraheader',
    'http.https://github.com/acme.extraheader',
    'http.https://github.com/acme/.extraheader',
    'http.https://github.com/acme/site.extraheader'
  ])('include %s', (key) => {
    expect(matches(key)).toBe(true)
  })

  test.each([
    'http.https://github.com/ac.extraheader',
    'http.https://github.com/Acme/.extraheader',
    'http.https://github.com/acme/site2.extraheader',
    'http.https://github.com/acme/site/x.extraheader',
    'http.https://github.com.evil.example/.extraheader',
    'http.https://api.github.com/.extraheader',
    'http.https://github.com:8443/.extraheader',
    'http.http://github.com/.extraheader',
    'http.nonsense.extraheader',
    'http.proxy',
    'http.https://github.com/.proxy',
    'https.https://github.com/.extraheader'
  ])('do not include %s', (key) => {
    expect(matches(key)).toBe(false)
  })

  test('are as specific as git takes them', async () => {
    const keys = [
      'http.extraheader',
      'http.https://github.com/.extraheader',
      'http.https://github.com/acme/.extraheader',
      'http.https://github.com/acme/site.extraheader'
    ]
    for (const [place, key] of keys.entries()) {
      const lesser = keys.slice(0, place + 1)
      // The most specific one first: its place in the file does not count.
      const entries = [...lesser].reverse().map((one) => entry(one, one))
      const best = Math.max(
        ...settingsFor(entries, 'http', 'extraheader', url).map(
          ({ specificity }) => specificity
        )
      )
      const found = settingsFor(entries, 'http', 'extraheader', url)
        .filter(({ specificity }) => specificity === best)
        .map((one) => one.entry.value)
      expect(found).toEqual([key])
      await writeFile(
        global,
        entries
          .map(({ key: name, value }) => {
            const section = subsectionOf(entry(name), 'http', 'extraheader')
            return `[http${section === undefined ? '' : ` "${section}"`}]\n\textraheader = ${value}\n`
          })
          .join('')
      )
      const byGit = await git([
        'config',
        '--get-urlmatch',
        'http.extraheader',
        url
      ])
      expect(byGit).toBe(`${key}\n`)
    }
  })
})

describe('settings of which some were taken back', () => {
  test.each([
    [[], []],
    [['a'], ['a']],
    [['a', ''], []],
    [['a', '', 'b'], ['b']],
    [
      ['', 'a', 'b'],
      ['a', 'b']
    ],
    [
      ['a', '', 'b', '', 'c', 'd'],
      ['c', 'd']
    ]
  ])('%j are %j', (values, left) => {
    const entries = values.map((value) => entry('http.extraheader', value))
    expect(withoutReset(entries).map(({ value }) => value)).toEqual(left)
  })
})

describe('settings that git uses together', () => {
  test.each<readonly [readonly number[], readonly number[]]>([
    [[], []],
    [[0], [0]],
    [
      [0, 1, 6],
      [0, 1, 6]
    ],
    [
      [1, 1],
      [1, 1]
    ],
    [[6, 1, 0], [6]],
    [
      [1, 6, 1, 6, 0],
      [1, 6, 6]
    ]
  ])('are, of those as specific as %j, those of %j', (given, left) => {
    const settings = given.map((specificity, at) => ({
      entry: entry('http.extraheader', `${String(specificity)} ${String(at)}`),
      specificity
    }))
    expect(
      withoutLessSpecific(settings).map(({ value }) => Number(value[0]))
    ).toEqual(left)
    // They are those that were given, in their order.
    const found = withoutLessSpecific(settings)
    expect(
      settings.map((one) => one.entry).filter((one) => found.includes(one))
    ).toEqual(found)
  })

  /** The headers named X-Test that git sends when it has these settings. */
  async function sentWith(
    settings: readonly (readonly [path: string | undefined, value: string])[]
  ) {
    const sent: string[][] = []
    const server = createServer((request, response) => {
      sent.push(request.headersDistinct['x-test'] ?? [])
      response.writeHead(404).end()
    })
    try {
      const origin = await new Promise<string>((resolve) => {
        server.listen(0, '127.0.0.1', () => {
          const { port } = server.address() as AddressInfo
          resolve(`http://127.0.0.1:${String(port)}`)
        })
      })
      const url = `${origin}/acme/site`
      await writeFile(
        global,
        settings
          .map(([path, value]) => {
            const section = path === undefined ? '' : ` "${origin}${path}"`
            return `[http${section}]\n\textraheader = ${value && `"X-Test: ${value}"`}\n`
          })
          .join('')
      )
      await run('git', ['ls-remote', url], {
        env: { GIT_CONFIG_GLOBAL: global, HOME: folder, no_proxy: '*' }
      })
      const entries = await readConfig(git, undefined)
      const known = withoutReset(
        withoutLessSpecific(settingsFor(entries, 'http', 'extraheader', url))
      ).map(({ value }) => value.replace('X-Test: ', ''))
      return { byGit: sent[0], known }
    } finally {
      server.close()
    }
  }

  test.each<
    readonly [
      readonly (readonly [path: string | undefined, value: string])[],
      readonly string[]
    ]
  >([
    [[['/', 'a']], ['a']],
    [
      [
        ['/', 'a'],
        ['/', 'b']
      ],
      ['a', 'b']
    ],
    [
      [
        [undefined, 'a'],
        ['/', 'b'],
        ['/acme/', 'c']
      ],
      ['a', 'b', 'c']
    ],
    [
      [
        ['/acme/', 'a'],
        ['/', 'b'],
        [undefined, 'c']
      ],
      ['a']
    ],
    [
      [
        ['/', 'a'],
        ['/acme/site', 'b'],
        ['/acme', 'c'],
        ['/acme/site', 'd']
      ],
      ['a', 'b', 'd']
    ],
    [
      [
        ['/', 'a'],
        ['/acme/', ''],
        ['/', 'b'],
        ['/acme/', 'c']
      ],
      ['c']
    ],
    [
      [
        ['/acme/', 'a'],
        ['/', ''],
        [undefined, '']
      ],
      ['a']
    ],
    [
      [
        ['/other/', 'a'],
        ['/acme', 'b'],
        ['/ac', 'c']
      ],
      ['b']
    ]
  ])('are the headers that git sends: %j', async (settings, headers) => {
    expect(await sentWith(settings)).toEqual({
      byGit: headers,
      known: headers
    })
  })
})
