import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import {
  type ReadReference,
  readWithOp,
  resolveToken
} from '../../src/runner/one-password.ts'

const reference = 'op://vault/item/field'
const token = 'ghp_' + 'a'.repeat(36)

const printing =
  (text: string): ReadReference =>
  () =>
    Promise.resolve(text)
const failing =
  (error: Error): ReadReference =>
  () =>
    Promise.reject(error)

const neverAsked: ReadReference = () => {
  throw new Error('asked')
}

/** What was read, with the secrets laid open. */
async function resolve(raw: string, read: ReadReference) {
  const { secret, refusal, masks, trimmed } = await resolveToken(raw, read)
  return {
    secret: secret?.reveal(),
    refusal,
    masks: masks.map((mask) => mask.reveal()),
    trimmed
  }
}

describe('a token that is no reference', () => {
  test.each([
    token,
    ` ${token}\n`,
    '',
    'op:/vault/item/field',
    'OP://vault/item/field',
    `https://x/op://${token}`,
    '${{ secrets.A }}'
  ])('is read as it is: %j', async (raw) => {
    const { secret, refusal } = await resolveToken(raw, neverAsked)
    expect(secret === undefined).toBe(refusal !== undefined)
    expect(refusal?.reason ?? '').not.toMatch(/^op-/)
  })
})

describe('a reference', () => {
  test.each([
    reference,
    ` ${reference} \n`,
    `\t${reference}\r\n`,
    `\u{feff}${reference}`,
    // What copying and pasting adds.
    `\u{200b}${reference}\u{2060}`
  ])('is resolved, and not masked itself: %j', async (raw) => {
    const asked: string[] = []
    const outcome = await resolve(raw, (text) => {
      asked.push(text)
      return Promise.resolve(token)
    })
    expect(asked).toEqual([reference])
    expect(outcome).toEqual({
      secret: token,
      refusal: undefined,
      masks: [token],
      trimmed: false
    })
  })

  test('may have spaces, a section and a query', async () => {
    const odd =
      'op://My Vault/an item/a section/one-time password?attribute=otp'
    const asked: string[] = []
    await resolveToken(odd, (text) => {
      asked.push(text)
      return Promise.resolve(token)
    })
    expect(asked).toEqual([odd])
  })

  test.each([
    ['an empty field', '', 'op-failed', [], false],
    ['white space', ' \n', 'op-failed', [], false],
    [
      'several lines',
      `${token}\nsecond-line`,
      'token-malformed',
      [token, 'second-line'],
      false
    ],
    ['a short text', 'abc', 'token-too-short', [], false],
    ['a document', `{"a":"${token}"}`, 'token-json', [token], false],
    ['a workflow expression', '${{ x }}', 'token-reference', [], false]
  ])('to %s is no token', async (_, text, reason, masks, trimmed) => {
    const outcome = await resolve(reference, printing(text))
    expect(outcome).toMatchObject({ secret: undefined, refusal: { reason } })
    expect([...outcome.masks].sort()).toEqual([...masks].sort())
    expect(outcome.trimmed).toBe(trimmed)
  })

  test('to a token with white space around it loses that', async () => {
    expect(await resolve(reference, printing(`${token}\n`))).toEqual({
      secret: token,
      refusal: undefined,
      masks: [token],
      trimmed: true
    })
  })

  const stderr = (text: string) =>
    Object.assign(new Error('Command failed: op read'), {
      code: 1,
      killed: false,
      stderr: text
    })

  test.each<readonly [string, Error, string, string]>([
    [
      'there is no op',
      Object.assign(new Error('spawn op ENOENT'), { code: 'ENOENT' }),
      'op-missing',
      'op was not found on the PATH'
    ],
    [
      'nothing is there',
      stderr(
        `[ERROR] 2026/11/22 10:00:00 could not read secret '${reference}': could not find item item in vault vault\n`
      ),
      'op-failed',
      `op: could not read secret '${reference}': could not find item item in vault vault`
    ],
    [
      'nobody is signed in',
      stderr(
        '[ERROR] 2026/11/22 10:00:00 No accounts configured for use with 1Password CLI.\n'
      ),
      'op-failed',
      'op: No accounts configured for use with 1Password CLI.'
    ],
    ['op says something else', stderr(' x\n'), 'op-failed', 'op: x'],
    [
      'op says nothing',
      stderr('\n'),
      'op-failed',
      'op: Command failed: op read'
    ],
    [
      'op does not answer',
      Object.assign(new Error('Command failed'), {
        code: null,
        killed: true,
        stderr: 'x'
      }),
      'op-failed',
      'op: it did not answer within 30 seconds'
    ],
    [
      'op may not be run',
      Object.assign(new Error('spawn op EACCES'), { code: 'EACCES' }),
      'op-failed',
      'op: spawn op EACCES'
    ]
  ])('is none when %s', async (_, error, reason, evidence) => {
    expect(await resolve(reference, failing(error))).toEqual({
      secret: undefined,
      refusal: { reason, evidence },
      masks: [],
      trimmed: false
    })
  })

  test('is none when op complains at length', async () => {
    const { refusal } = await resolve(
      reference,
      failing(stderr('word '.repeat(10_000)))
    )
    expect(refusal?.evidence.length).toBeLessThan(310)
  })
})

const describeOnPosix = process.platform === 'win32' ? describe.skip : describe

describeOnPosix('the op on the PATH', () => {
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'one-password-test-'))
  })

  afterAll(async () => {
    await rm(folder, { recursive: true })
  })

  /** Does something while this script is op, and other variables are set. */
  async function withOp<T>(
    script: string | undefined,
    variables: Readonly<Record<string, string>>,
    act: () => Promise<T>
  ): Promise<T> {
    const bin = await mkdtemp(join(folder, 'bin-'))
    if (script !== undefined) {
      const text = `#!/bin/sh\n${script}\n`
      await writeFile(join(bin, 'op'), text, { mode: 0o755 })
    }
    const path =
      script === undefined ? bin : [bin, process.env['PATH']].join(delimiter)
    const given: Record<string, string> = { ...variables, PATH: path }
    const earlier = Object.keys(given).map(
      (name) => [name, process.env[name]] as const
    )
    Object.assign(process.env, given)
    try {
      return await act()
    } finally {
      for (const [name, value] of earlier) {
        if (value === undefined) Reflect.deleteProperty(process.env, name)
        else process.env[name] = value
      }
    }
  }

  test('is asked once, for exactly the reference', async () => {
    const log = join(folder, 'asked')
    const odd = "op://$(id) `x`/it's/a b"
    const printed = await withOp(
      `printf '%s\\n' "$@" >> '${log}'; printf %s '${token}'`,
      {},
      () => readWithOp(odd)
    )
    expect(printed).toBe(token)
    expect(await readFile(log, 'utf8')).toBe(`read\n--no-newline\n${odd}\n`)
  })

  test('sees its own credential and no input', async () => {
    const printed = await withOp(
      'env',
      {
        OP_SERVICE_ACCOUNT_TOKEN: 'ops_x',
        HOME: '/home/x',
        INPUT_TOKEN: reference,
        'INPUT_FALLBACK-TOKEN': token,
        'INPUT_TOKEN-NAME': 'x'
      },
      () => readWithOp(reference)
    )
    const lines = printed.split('\n')
    expect(lines).toContain('OP_SERVICE_ACCOUNT_TOKEN=ops_x')
    expect(lines).toContain('HOME=/home/x')
    expect(printed).not.toMatch(/INPUT_/)
    expect(printed).not.toContain(token)
  })

  test('may not be there', async () => {
    const found = await withOp(undefined, {}, () =>
      resolve(reference, readWithOp)
    )
    expect(found.refusal).toEqual({
      reason: 'op-missing',
      evidence: 'op was not found on the PATH'
    })
  })

  test('may fail, and what it printed before is not used', async () => {
    const found = await withOp(
      `echo '${token}'; echo "[ERROR] 2026/11/22 10:00:00 no" >&2; exit 1`,
      {},
      () => resolve(reference, readWithOp)
    )
    expect(found).toEqual({
      secret: undefined,
      refusal: { reason: 'op-failed', evidence: 'op: no' },
      masks: [],
      trimmed: false
    })
  })

  test('may print a warning', async () => {
    const found = await withOp(
      `echo warning >&2; printf %s '${token}'`,
      {},
      () => resolve(reference, readWithOp)
    )
    expect(found.secret).toBe(token)
  })

  test('has nothing to read, and so waits for no answer of a user', async () => {
    const found = await withOp('wc -c | tr -d " \\n"', {}, () =>
      Promise.race([
        readWithOp(reference),
        new Promise<string>((done) => {
          setTimeout(done, 3000, 'waits').unref()
        })
      ])
    )
    expect(found).toBe('0')
  })
})
