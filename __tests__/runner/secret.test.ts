import { describe, expect, test } from '@jest/globals'
import { Console } from 'node:console'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { format, inspect } from 'node:util'
import { deserialize, serialize } from 'node:v8'
import { Secret } from '../../src/runner/secret.ts'

const value = 'ghp_' + 'a'.repeat(36)
const secret = new Secret(value)
const nested = {
  secret,
  list: [secret],
  map: new Map([[secret, secret]]),
  deep: { er: { still: { secret } } }
}

describe('a secret', () => {
  test('gives its value to who asks for it', () => {
    expect(secret.reveal()).toBe(value)
  })

  test.each([
    ['ghp_', true],
    ['', true],
    ['GHP_', false],
    ['gho_', false]
  ])('says whether it starts with %j: %j', (prefix, expected) => {
    expect(secret.startsWith(prefix)).toBe(expected)
  })

  test.each([
    [value, true],
    ['', false],
    [value.slice(0, -1), false],
    [`${value} `, false],
    [value.toUpperCase(), false],
    ['***', false]
  ])('says whether %j is the same: %j', (text, expected) => {
    expect(secret.equals(text)).toBe(expected)
  })

  test.each<readonly [string, () => string, string]>([
    ['String()', () => String(secret), '***'],
    // eslint-disable-next-line @typescript-eslint/restrict-template-expressions
    ['a template', () => `<${secret}>`, '<***>'],
    // eslint-disable-next-line @typescript-eslint/restrict-plus-operands
    ['concatenation', () => '<' + secret + '>', '<***>'],
    ['JSON.stringify', () => JSON.stringify({ secret }), '{"secret":"***"}'],
    ['inspect', () => inspect(secret), '***'],
    ['inspect, nested', () => inspect({ a: [secret] }), '{ a: [ *** ] }'],
    [
      'inspect with hidden properties',
      () => inspect({ a: secret }, { showHidden: true, depth: null }),
      '{ a: *** }'
    ],
    [
      'inspect without its own form',
      () => inspect(secret, { customInspect: false, showHidden: true }),
      'Secret {}'
    ],
    ['%s', () => format('%s', secret), '***'],
    ['%j', () => format('%j', secret), '"***"'],
    ['%o', () => format('%o', secret), '***'],
    ['%O', () => format('%O', secret), '***'],
    [
      'the members of an object',
      () => JSON.stringify(Object.entries(secret)),
      '[]'
    ],
    [
      'all keys of an object',
      () => JSON.stringify(Reflect.ownKeys(secret)),
      '[]'
    ],
    // eslint-disable-next-line @typescript-eslint/no-misused-spread
    ['spread', () => JSON.stringify({ ...secret }), '{}'],
    [
      'structuredClone',
      () => JSON.stringify(structuredClone({ secret })),
      '{"secret":{}}'
    ],
    [
      'serialisation to bytes',
      () => JSON.stringify(deserialize(serialize({ secret }))),
      '{"secret":{}}'
    ],
    [
      'an error about it',
      () => new Error(`Bad: ${String(secret)}`, { cause: secret }).message,
      'Bad: ***'
    ]
  ])('is not shown by %s', (_, show, shown) => {
    expect(show()).toBe(shown)
  })

  test('is not shown by any method of a console', async () => {
    const stream = new PassThrough()
    const console = new Console({ stdout: stream, stderr: stream })
    console.log(secret, nested)
    console.log('%s %o %O %j', secret, nested, nested, nested)
    console.error(new Error('failed', { cause: nested }))
    console.dir(nested, { depth: null, showHidden: true })
    console.table([nested, { secret }])
    console.group(secret)
    console.trace(secret)
    stream.end()
    const printed = await text(stream)
    expect(printed).toContain('***')
    expect(printed).not.toContain(value)
    expect(printed).not.toContain(value.slice(4))
  })
})

test('the value of a secret is asked for in four places', async () => {
  const source = join(import.meta.dirname, '../../src')
  const names = await readdir(source, { recursive: true })
  const calls = await Promise.all(
    names
      .filter((name) => name.endsWith('.ts'))
      .map(async (name) => {
        const code = await readFile(join(source, name), 'utf8')
        // With or without a call: a reference to the method is one as well.
        const found = code.match(/(?:\.|\[['"`])reveal\b/g) ?? []
        return found.map(() => name.replaceAll('\\', '/'))
      })
  )
  expect(calls.flat().sort()).toEqual([
    'git/credential.ts',
    'git/github-cli.ts',
    'github/client.ts',
    'runner/redactor.ts'
  ])
})
