import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gitFiles } from '../../src/git/configuration.ts'
import { formatCredential, formatHelper } from '../../src/git/credential.ts'
import { Secret } from '../../src/runner/secret.ts'
import { hasProgram } from '../support/programs.ts'
import { passwordFor, run } from './real-git.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credential-test-'))
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

test('a credential is a user name GitHub takes with every token, and the token', () => {
  expect(formatCredential(new Secret('abc'))).toBe(
    'username=x-access-token\npassword=abc\n'
  )
})

const nowhere =
  'setup-github-token: the credential of this job is not here: it cannot be read, or its time is over\n'

const nothing = { code: 0, stdout: '', stderr: '' }

const shells: readonly (readonly [program: string, ...args: string[]])[] = [
  ['sh'],
  ['dash'],
  // It takes a socket for a remote shell, and would read a file of the user.
  ['bash', '--norc'],
  ['bash', '--norc', '--posix'],
  ['busybox', 'sh']
]

for (const [program, ...args] of shells) {
  const describeHere = hasProgram(program) ? describe : describe.skip

  describeHere(`a helper, run by ${[program, ...args].join(' ')}`, () => {
    /** What git is answered. */
    const ask = (helper: string, operation = 'get') =>
      run(program, [...args, '-c', `${helper.slice(1)} ${operation}`], {
        input: 'protocol=https\nhost=github.com\npath=acme/site\n\n'
      })

    const place = async (name: string, text: string) => {
      const path = join(folder, name)
      await writeFile(path, text)
      return path
    }

    const print = 'cat "$place"'

    test('takes the first place that there is', async () => {
      const missing = join(folder, 'missing')
      const [first, second] = await Promise.all([
        place('first', 'first\n'),
        place('second', 'second\n')
      ])
      for (const [places, stdout] of [
        [[first, second], 'first\n'],
        [[missing, first, second], 'first\n'],
        [[second, missing, first], 'second\n']
      ] as const) {
        expect(await ask(formatHelper(places, print))).toEqual({
          ...nothing,
          stdout
        })
      }
    })

    test('takes the next place when one cannot give anything', async () => {
      const places = [await place('broken', ''), await place('good', 'good\n')]
      const give = 'grep good "$place"'
      expect(await ask(formatHelper(places, give))).toEqual({
        ...nothing,
        stdout: 'good\n'
      })
    })

    test('says so when there is none', async () => {
      const places = [join(folder, 'a'), join(folder, 'b')]
      expect(await ask(formatHelper(places, print))).toEqual({
        ...nothing,
        stderr: nowhere
      })
    })

    test.each(['store', 'erase', 'other', ''])(
      'does nothing for %j',
      async (operation) => {
        const path = await place('untouched', 'x\n')
        expect(await ask(formatHelper([path], print), operation)).toEqual(
          nothing
        )
      }
    )

    test.each([
      'a b',
      'quo"te',
      "apos'trophe",
      "'",
      "'\\''",
      'back\\slash',
      '$HOME and `id` and $(id)',
      '-dash',
      'line\nbreak',
      '*?[a]',
      '!x'
    ])('finds what is called %j', async (name) => {
      const path = await place(name, 'found\n')
      expect(await ask(formatHelper([path], print))).toEqual({
        ...nothing,
        stdout: 'found\n'
      })
    })

    /** The helper of a folder whose credential is this text. */
    async function helperOf(text: string): Promise<string> {
      const at = await mkdtemp(join(folder, 'exact-'))
      await writeFile(join(at, 'credential'), text)
      const files = gitFiles(at, credentialFor(text), [])
      const config = files.find(({ name }) => name === 'owner.config')
      const file = join(at, 'owner.config')
      await writeFile(file, config?.text ?? '')
      const { stdout } = await run('git', [
        ...['config', '--file', file, '--get-urlmatch'],
        ...['credential.helper', 'https://github.com/acme/site']
      ])
      return stdout.trimEnd()
    }

    test.each([
      ['plain', 'a'.repeat(40)],
      ['quotes, a backslash, per cent and dollar', 'a"b\\c%s$d'],
      ['more of them', `'\\n\\\\%d%%\`id\`$(id)\${x}!&;|<>*?[]{}~#`],
      ['spaces at its ends', ' a b '],
      ['a leading dash', '-n -e x'],
      ['100 000 characters', 'b'.repeat(100_000)]
    ])('gives a token in a file exactly: %s', async (_, password) => {
      const text = `username=x-access-token\npassword=${password}\n`
      expect(await ask(await helperOf(text))).toEqual({
        ...nothing,
        stdout: text
      })
    })

    test('gives no part of a file without its last line end', async () => {
      const text = 'username=x-access-token\npassword=abc'
      expect((await ask(await helperOf(text))).stdout).toBe(
        'username=x-access-token\n'
      )
    })
  })
}

const credentialFor = (token: string) =>
  ({
    host: {
      name: 'github.com',
      webUrl: 'https://github.com',
      hostname: 'github.com'
    },
    coverage: [{ owner: 'acme' }],
    jobRepository: '',
    jobOwnerId: '',
    sshToHttps: true,
    shunsNetrc: false,
    token: new Secret(token),
    storage: 'file',
    identity: undefined
  }) as const

test.each(["it's", 'a "b" \\c', '$x `y` #;', ' space ', 'line\nbreak', '[x]'])(
  'git itself gets the token from a folder named %j',
  async (name) => {
    const at = join(folder, 'git', name)
    await mkdir(at, { recursive: true })
    for (const file of gitFiles(at, credentialFor('abc'), [])) {
      await writeFile(join(at, file.name), file.text)
    }
    expect(
      await passwordFor('https://github.com/acme/site', {
        GIT_CONFIG_GLOBAL: join(at, 'config')
      })
    ).toBe('abc')
  }
)
