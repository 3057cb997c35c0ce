import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findInNetrc } from '../../src/git/netrc.ts'

let home: string

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'netrc-test-'))
})

afterAll(async () => {
  await rm(home, { recursive: true })
})

const fileName = process.platform === 'win32' ? '_netrc' : '.netrc'

/** The password for github.com when this is the netrc file. */
async function find(text: string): Promise<string | undefined> {
  await writeFile(join(home, fileName), text)
  return findInNetrc(home, 'github.com')
}

const password = 'p'.repeat(20)
const other = 'q'.repeat(20)

describe('a netrc file', () => {
  test.each([
    ['on one line', `machine github.com login x password ${password}`],
    [
      'on several lines',
      `machine github.com\n  login x\n  password ${password}\n`
    ],
    ['with CRLF', `machine github.com\r\nlogin x\r\npassword ${password}\r\n`],
    ['with tabs', `machine\tgithub.com\tlogin\tx\tpassword\t${password}`],
    ['without a login', `machine github.com password ${password}`],
    [
      'with the password first',
      `machine github.com password ${password} login x`
    ],
    [
      'after another host',
      `machine a.example login x password ${other}\nmachine github.com login x password ${password}`
    ],
    [
      'before another host',
      `machine github.com login x password ${password}\nmachine a.example login x password ${other}`
    ],
    [
      'twice, of which the first counts',
      `machine github.com login x password ${password}\nmachine github.com login y password ${other}`
    ],
    [
      'before the default',
      `machine github.com login x password ${password}\ndefault login x password ${other}`
    ],
    [
      'as the default',
      `machine a.example login x password ${other}\ndefault login x password ${password}`
    ],
    ['as the only default', `default login x password ${password}`],
    [
      'after hosts whose user is called like a word',
      [
        'machine',
        'default',
        'login',
        'password',
        'account',
        'macdef',
        'github.com'
      ]
        .map((word) => `machine a.example login ${word} password ${other}`)
        .join('\n') + `\nmachine github.com login x password ${password}`
    ],
    [
      'after a host whose password is called like a word',
      `machine a.example login x password default\nmachine github.com login x password ${password}`
    ],
    [
      'of a user that is called like a word',
      `machine github.com login password password ${password}`
    ],
    [
      'after an account',
      `machine github.com login x account password password ${password}`
    ],
    [
      'after a comment',
      `# machine github.com login x password ${other}\n  # default\nmachine github.com login x password ${password}`
    ],
    [
      'between comments',
      `machine github.com\n# login x password ${other}\npassword ${password}\n#`
    ],
    [
      'before a comment on its line',
      `machine github.com login x password ${password} # password ${other}`
    ],
    [
      'after a macro',
      `macdef init\nmachine github.com login x password ${other}\n\nmachine github.com login x password ${password}`
    ],
    [
      'after a host with a macro, with CRLF',
      `machine a.example login x\r\nmacdef init\r\nmachine github.com password ${other}\r\n\r\nmachine github.com password ${password}`
    ],
    [
      'before a macro without an end',
      `machine github.com login x password ${password}\nmacdef init\nmachine github.com password ${other}`
    ],
    [
      'when the first of two has none',
      `machine github.com login x\nmachine github.com login y password ${password}`
    ]
  ])('has the password %s', async (_, text) => {
    expect(await find(text)).toBe(password)
  })

  test.each([
    ['it is empty', ''],
    ['it is about another host', `machine a.example login x password ${other}`],
    [
      'it is about a part of the host',
      `machine hub.com login x password ${other}`
    ],
    [
      'it is about a host with the same start',
      `machine github.com.evil.example login x password ${other}`
    ],
    ['it is about the API', `machine api.github.com login x password ${other}`],
    ['it has no password', 'machine github.com login x'],
    [
      'the password is of the next host',
      `machine github.com login x machine a.example password ${other}`
    ],
    ['it ends before the password', 'machine github.com login x password'],
    [
      'it is in a comment',
      `#machine github.com login x password ${other}\n # default password ${other}`
    ],
    [
      'it is in a macro',
      `macdef init\nmachine github.com login x password ${other}`
    ],
    [
      'the user of another host is called default',
      `machine a.example login default password ${other}`
    ],
    [
      'the host is the user of another host',
      `machine a.example login github.com password ${other}`
    ],
    [
      'the default is the password of another host',
      `machine a.example password default login ${other}`
    ],
    [
      'a word is spelled in another way',
      `MACHINE github.com login x PASSWORD ${other}`
    ],
    [
      'it is larger than any such file',
      `machine github.com login x password ${password}${'\n'.repeat(1024 * 1024)}`
    ]
  ])('has no password when %s', async (_, text) => {
    expect((await find(text)) ?? '').toBe('')
  })

  test('may not be there, or be no file', async () => {
    expect(
      await findInNetrc(join(home, 'nowhere'), 'github.com')
    ).toBeUndefined()
    expect(await findInNetrc('', 'github.com')).toBeUndefined()
    const folder = join(home, 'with-folder')
    await mkdir(join(folder, fileName), { recursive: true })
    expect(await findInNetrc(folder, 'github.com')).toBeUndefined()
  })

  test('of any text is read without an error, and gives nothing that is not in it', async () => {
    const word = fc.oneof(
      fc.constantFrom('machine', 'default', 'login', 'password', 'github.com'),
      fc.string({ unit: 'binary' })
    )
    const text = fc.array(word).map((words) => words.join(' '))
    await fc.assert(
      fc.asyncProperty(text, async (given) => {
        const found = await find(given)
        if (found !== undefined) {
          // As it is written to a file.
          expect(Buffer.from(given).toString()).toContain(found)
        }
      }),
      { numRuns: 200 }
    )
  })
})
