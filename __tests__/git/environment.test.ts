import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  checkGitEnvironment,
  includeAsParameter,
  includeConfigFile,
  includedConfigFiles
} from '../../src/git/environment.ts'
import { gits, run } from './real-git.ts'

type Environment = Readonly<Record<string, string>>

let folder: string
let config: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'environment-test-'))
  config = join(folder, 'config')
  await writeFile(config, '[included]\n\tvalue = yes\n')
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

const entries = (...indices: readonly number[]): Environment =>
  Object.fromEntries(
    indices.flatMap((index) => [
      [`GIT_CONFIG_KEY_${String(index)}`, `user.key${String(index)}`],
      [`GIT_CONFIG_VALUE_${String(index)}`, `value ${String(index)}`]
    ])
  )

const entry = (key: string): Environment => ({
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: key,
  GIT_CONFIG_VALUE_0: 'x'
})

const list = (env: Environment) => run('git', ['config', '--list'], { env })

const usable: readonly (readonly [
  name: string,
  environment: Environment,
  index: number
])[] = [
  ['there are none', {}, 0],
  ['the count is empty', { GIT_CONFIG_COUNT: '' }, 0],
  ['the count is 0', { GIT_CONFIG_COUNT: '0' }, 0],
  ['there is one', { GIT_CONFIG_COUNT: '1', ...entries(0) }, 1],
  ['there are three', { GIT_CONFIG_COUNT: '3', ...entries(0, 1, 2) }, 3],
  ['the count has zeros', { GIT_CONFIG_COUNT: '002', ...entries(0, 1) }, 2],
  [
    'a value is empty',
    { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'a.b', GIT_CONFIG_VALUE_0: '' },
    1
  ],
  ['entries are left over', { GIT_CONFIG_COUNT: '1', ...entries(0, 1, 2) }, 1],
  ['entries are left over and not counted', entries(0, 1), 0]
]

describe('variables of git that work', () => {
  test.each(usable)('are left to git when %s', async (_, environment) => {
    expect(checkGitEnvironment(environment)).toBeUndefined()
    expect(await list(environment)).toMatchObject({ code: 0 })
  })

  test.each(usable)(
    'make it include a file as well when %s, the count last',
    async (_, environment, index) => {
      const variables = includeConfigFile(environment, config)
      expect(variables).toEqual([
        // What is there may have been set for this step alone.
        ...Array.from({ length: index }, (_, entry) =>
          ['KEY', 'VALUE'].map((part) => {
            const name = `GIT_CONFIG_${part}_${String(entry)}`
            return [name, environment[name]]
          })
        ).flat(),
        [`GIT_CONFIG_KEY_${String(index)}`, 'include.path'],
        [`GIT_CONFIG_VALUE_${String(index)}`, config],
        ['GIT_CONFIG_COUNT', String(index + 1)]
      ])
      const before = await list(environment)
      const after = await list({
        ...environment,
        ...Object.fromEntries(variables)
      })
      expect(after).toEqual({
        code: 0,
        stdout: `${before.stdout}include.path=${config}\nincluded.value=yes\n`,
        stderr: ''
      })
    }
  )

  test('that were set for this step alone are there in the next one', async () => {
    const environment = {
      GIT_CONFIG_COUNT: '2',
      ...entries(0, 1, 2),
      GIT_CONFIG_VALUE_1: ''
    }
    const variables = includeConfigFile(environment, config)
    expect(variables).toEqual([
      ['GIT_CONFIG_KEY_0', 'user.key0'],
      ['GIT_CONFIG_VALUE_0', 'value 0'],
      ['GIT_CONFIG_KEY_1', 'user.key1'],
      ['GIT_CONFIG_VALUE_1', ''],
      ['GIT_CONFIG_KEY_2', 'include.path'],
      ['GIT_CONFIG_VALUE_2', config],
      ['GIT_CONFIG_COUNT', '3']
    ])
    // The next step has nothing but what was handed on.
    const before = await list({})
    expect(await list(Object.fromEntries(variables))).toEqual({
      code: 0,
      stdout: `${before.stdout}user.key0=value 0\nuser.key1=\ninclude.path=${config}\nincluded.value=yes\n`,
      stderr: ''
    })
  })

  test('say nothing when the file is gone', async () => {
    const variables = includeConfigFile({}, join(folder, 'missing'))
    expect(await list(Object.fromEntries(variables))).toMatchObject({
      code: 0,
      stderr: ''
    })
  })

  test('can be many', () => {
    const indices = Array.from({ length: 10_000 }, (_, index) => index)
    const environment = { GIT_CONFIG_COUNT: '10000', ...entries(...indices) }
    expect(checkGitEnvironment(environment)).toBeUndefined()
  })
})

describe('variables of git that are broken', () => {
  test.each<readonly [string, Environment, string]>([
    ['a word', { GIT_CONFIG_COUNT: 'abc' }, 'GIT_CONFIG_COUNT is "abc"'],
    ['negative', { GIT_CONFIG_COUNT: '-1' }, 'GIT_CONFIG_COUNT is "-1"'],
    ['an exponent', { GIT_CONFIG_COUNT: '1e9' }, 'GIT_CONFIG_COUNT is "1e9"'],
    ['a fraction', { GIT_CONFIG_COUNT: '1.5' }, 'GIT_CONFIG_COUNT is "1.5"'],
    ['hexadecimal', { GIT_CONFIG_COUNT: '0x1' }, 'GIT_CONFIG_COUNT is "0x1"'],
    [
      'followed by text',
      { GIT_CONFIG_COUNT: '1 ' },
      'GIT_CONFIG_COUNT is "1 "'
    ],
    ['two lines', { GIT_CONFIG_COUNT: '1\n2' }, 'GIT_CONFIG_COUNT is "1\\n2"'],
    ['in other digits', { GIT_CONFIG_COUNT: '٣' }, 'GIT_CONFIG_COUNT is "٣"'],
    ['NaN', { GIT_CONFIG_COUNT: 'NaN' }, 'GIT_CONFIG_COUNT is "NaN"'],
    [
      'too large',
      { GIT_CONFIG_COUNT: '999999999999' },
      'GIT_CONFIG_COUNT is "999999999999"'
    ],
    [
      'very long',
      { GIT_CONFIG_COUNT: '9'.repeat(100_000) },
      `GIT_CONFIG_COUNT is "${'9'.repeat(40)}"`
    ],
    [
      'without its entries',
      { GIT_CONFIG_COUNT: '1' },
      'GIT_CONFIG_COUNT is 1, but GIT_CONFIG_KEY_0 is not set'
    ],
    [
      'without a value',
      { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'a.b' },
      'GIT_CONFIG_COUNT is 1, but GIT_CONFIG_VALUE_0 is not set'
    ],
    [
      'with a gap',
      { GIT_CONFIG_COUNT: '3', ...entries(0, 2) },
      'GIT_CONFIG_COUNT is 3, but GIT_CONFIG_KEY_1 is not set'
    ],
    [
      'counted from one',
      { GIT_CONFIG_COUNT: '2', ...entries(1, 2) },
      'GIT_CONFIG_COUNT is 2, but GIT_CONFIG_KEY_0 is not set'
    ]
  ])('are reported when the count is %s', (_, environment, evidence) => {
    expect(checkGitEnvironment(environment)).toEqual({
      requirement: 'working GIT_CONFIG_* variables',
      reason: 'git-environment-broken',
      evidence
    })
  })

  test.each([
    ['a.b', true],
    ['A.B', true],
    ['a-1.b-2', true],
    ['http.https://github.com/.extraheader', true],
    ['url.git@github.com:.insteadOf', true],
    ['a.any text, "quoted" #;=.b', true],
    ['a..b', true],
    ['-.b', true],
    ['', false],
    ['a', false],
    ['.', false],
    ['.b', false],
    ['a.', false],
    ['a.1b', false],
    ['a.b c', false],
    ['a b.c', false],
    ['a_b.c', false],
    ['a.b_c', false],
    ['a.b\n.c', false],
    ['a.b.c\n', false],
    ['ä.b', false],
    ['a.-b', false],
    ['a.' + 'b.'.repeat(20) + '!', false]
  ])('are told by the key %j as git tells: it is one: %j', async (key, is) => {
    expect((await list(entry(key))).code === 0).toBe(is)
    expect(checkGitEnvironment(entry(key))).toEqual(
      is
        ? undefined
        : {
            requirement: 'working GIT_CONFIG_* variables',
            reason: 'git-environment-broken',
            evidence: 'GIT_CONFIG_KEY_0 is not the name of a git setting'
          }
    )
  })

  test('are told by a key of 100 000 characters', () => {
    for (const key of [
      'a.' + 'b.'.repeat(50_000) + '!',
      'a.' + '-'.repeat(100_000),
      'a'.repeat(100_000),
      '.'.repeat(100_000)
    ]) {
      expect(checkGitEnvironment(entry(key))?.reason).toBe(
        'git-environment-broken'
      )
    }
  })

  test('break git itself, which is why nothing is put on top of them', async () => {
    for (const count of ['abc', '1.5', '999999999999', '1']) {
      const { code } = await list({ GIT_CONFIG_COUNT: count })
      expect(code).not.toBe(0)
    }
  })
})

for (const { name, path: PATH } of gits) {
  describe(`the variable of -c options, for ${name}`, () => {
    /** What git has read from the included file, after a command of its own. */
    const read = async (path: string, present: Environment = {}) => {
      const [name, value] = includeAsParameter(present, path)
      return run('git', ['config', '--get-all', 'included.value'], {
        env: { ...present, [name]: value, PATH }
      })
    }

    const included = { code: 0, stdout: 'yes\n', stderr: '' }

    test.each([
      ['nothing', ''],
      ['an option of git before 2.31', "'user.name=x y'"],
      ['an option of newer ones', "'user.name'='x y'"],
      ['quotes', String.raw`'user.name=it'\''s'\!''`],
      ['several', "'a.b=c' 'd.e=f'"]
    ])('includes a file after %s', async (_, present) => {
      expect(await read(config, { GIT_CONFIG_PARAMETERS: present })).toEqual(
        included
      )
    })

    test('leaves what is there', async () => {
      const present = { GIT_CONFIG_PARAMETERS: "'user.name=x y'" }
      const [name, value] = includeAsParameter(present, config)
      const { stdout } = await run('git', ['config', 'user.name'], {
        env: { [name]: value, PATH }
      })
      expect(stdout).toBe('x y\n')
    })

    test('can be appended to again, and by git itself', async () => {
      const [name, value] = includeAsParameter({}, join(folder, 'missing'))
      const [, twice] = includeAsParameter({ [name]: value }, config)
      const { stdout } = await run(
        'git',
        [
          ...[
            '-c',
            'included.value=mine',
            '-c',
            'alias.x=!git config --get-all included.value'
          ],
          'x'
        ],
        { env: { [name]: twice, PATH } }
      )
      expect(stdout).toBe('yes\nmine\n')
    })

    test('includes a file whatever its path is', async () => {
      const odd = fc
        .array(
          fc.oneof(
            fc.stringMatching(/^[ \t\n\r"'!\\$`;#[\](){}=%&|<>*?~^-]$/),
            fc.constantFrom("'\\''", "' '", '!!', "='", 'é', '👍'),
            fc.string({ unit: 'grapheme', maxLength: 2 })
          ),
          { minLength: 1, maxLength: 20 }
        )
        .map((parts) => `x${parts.join('')}`.replaceAll(/[/\0]/g, '_'))
        .filter((text) => Buffer.byteLength(text) < 250)
      await fc.assert(
        fc.asyncProperty(odd, async (name) => {
          const at = join(folder, name)
          await mkdir(at, { recursive: true })
          const path = join(at, 'config')
          await writeFile(path, '[included]\n\tvalue = yes\n')
          expect(await read(path)).toEqual(included)
          await rm(at, { recursive: true })
        }),
        { numRuns: 20 }
      )
    })
  })
}

describe('the files that are included', () => {
  test.each<readonly [Environment, readonly string[]]>([
    [{}, []],
    [{ GIT_CONFIG_COUNT: '' }, []],
    [{ GIT_CONFIG_COUNT: '2', ...entries(0, 1) }, []],
    [
      {
        GIT_CONFIG_COUNT: '3',
        ...entries(1),
        GIT_CONFIG_KEY_0: 'include.path',
        GIT_CONFIG_VALUE_0: '/a',
        GIT_CONFIG_KEY_2: 'include.path',
        GIT_CONFIG_VALUE_2: '/b'
      },
      ['/a', '/b']
    ],
    [
      {
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'include.path',
        GIT_CONFIG_VALUE_0: ''
      },
      []
    ],
    // What is not counted is not there for git.
    [{ GIT_CONFIG_KEY_0: 'include.path', GIT_CONFIG_VALUE_0: '/a' }, []]
  ])('by %j are %j', (environment, expected) => {
    expect(includedConfigFiles(environment)).toEqual(expected)
  })

  test('are found again after steps have added them', () => {
    let environment: Environment = { GIT_CONFIG_COUNT: '1', ...entries(0) }
    for (const path of ['/a', '/b']) {
      environment = {
        ...environment,
        ...Object.fromEntries(includeConfigFile(environment, path))
      }
    }
    expect(includedConfigFiles(environment)).toEqual(['/a', '/b'])
  })
})
