import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Log } from '../../src/runner/log.ts'
import { Redactor, secretForms } from '../../src/runner/redactor.ts'
import { Secret } from '../../src/runner/secret.ts'
import { hostileText } from './hostile.ts'

/** Everything in it is spelt differently in a URL, in JSON or in base64url. */
const awkward = 'to"ken\\with%/?&~~~>>>' + 'x'.repeat(20)

const encodings = [
  ['the value itself', awkward],
  [
    'the Basic credential git and curl send',
    Buffer.from(`x-access-token:${awkward}`).toString('base64')
  ],
  [
    'the Basic credential, URL-safe',
    Buffer.from(`x-access-token:${awkward}`).toString('base64url')
  ],
  ['base64', Buffer.from(awkward).toString('base64')],
  ['URL-safe base64', Buffer.from(awkward).toString('base64url')],
  ['a part of a URL', encodeURIComponent(awkward)],
  ['a JSON text', JSON.stringify(awkward).slice(1, -1)]
] as const

function redactorFor(...values: readonly string[]): Redactor {
  const redactor = new Redactor()
  for (const value of values) redactor.add(secretForms(new Secret(value)))
  return redactor
}

describe('the forms of a secret', () => {
  test('are every encoding it may leave the job in, the secret first and its Basic credential second', () => {
    expect(secretForms(new Secret(awkward))).toEqual(
      encodings.map(([, form]) => form)
    )
  })

  test('are those of its UTF-8 when half a surrogate pair is in it', () => {
    const forms = secretForms(new Secret(`${'a'.repeat(20)}\u{d800}`))
    expect(forms).toContain(`${'a'.repeat(20)}%EF%BF%BD`)
  })

  test('are given once when encodings agree', () => {
    const value = 'ghp_' + 'a'.repeat(36)
    const forms = secretForms(new Secret(value))
    expect(new Set(forms).size).toBe(forms.length)
    expect(forms.filter((form) => form === value)).toEqual([value])
  })
})

describe('the redactor', () => {
  test.each(encodings)('replaces %s', (_, form) => {
    expect(redactorFor(awkward).redact(`<${form}> and ${form}${form}`)).toBe(
      '<***> and ******'
    )
  })

  test('leaves other text alone', () => {
    const text = 'GET https://api.github.com/user answered 401: Bad credentials'
    expect(redactorFor(awkward).redact(text)).toBe(text)
  })

  test.each([
    ['longer', 'short-secret', 'short-secret-and-more'],
    ['shorter', 'short-secret-and-more', 'short-secret']
  ])('leaves no tail of a secret when a %s one is added later', (_, a, b) => {
    const text = 'a short-secret-and-more b short-secret c'
    expect(redactorFor(a, b).redact(text)).toBe('a *** b *** c')
  })

  const stateless = [
    'ghs_123456_' + Buffer.from('{"alg":"RS256"}').toString('base64url'),
    'aB3_-'.repeat(30),
    'Zz9-_'.repeat(67) + 'abcd'
  ].join('.')

  test.each([
    ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'ghx_'].map(
      (prefix) => [prefix, prefix + 'a1B2'.repeat(9)] as const
    ),
    ['github_pat_', `github_pat_${'a1'.repeat(11)}_${'B'.repeat(59)}`],
    ['a refresh token', 'ghr_' + 'a1B2'.repeat(19)],
    ['the stateless form of 522 characters', stateless]
  ])('replaces the whole token of someone else: %s', (_, token) => {
    for (const [text, redacted] of [
      [
        `Authorization: bearer ${token}, next`,
        'Authorization: bearer ***, next'
      ],
      [`"${token}"`, '"***"'],
      [`https://x:${token}@github.com`, 'https://x:***@github.com'],
      [`token=${token}`, 'token=***'],
      [`token%3D${token}`, 'token%3D***'],
      [`TOKEN_${token}`, 'TOKEN_***']
    ] as const) {
      expect(new Redactor().redact(text)).toBe(redacted)
    }
  })

  test('is tested with a stateless form of the real length', () => {
    expect(stateless).toHaveLength(522)
  })

  test.each([
    'ghp_short',
    'github_pat_short',
    'a commit ' + '0123456789'.repeat(4),
    'gh_' + 'a'.repeat(40)
  ])('keeps what is no token: %s', (text) => {
    expect(new Redactor().redact(text)).toBe(text)
  })

  test('takes its time by the length of the text alone', () => {
    const nearMiss = ('ghp_' + 'a'.repeat(35) + ' ').repeat(2_500)
    expect(new Redactor().redact(nearMiss)).toBe(nearMiss)
    const long = 'ghp_' + 'a'.repeat(100_000)
    expect(new Redactor().redact(long)).toBe('***')
  })
})

test('whatever surrounds it, no token and no base64 of it gets into the log', () => {
  const anyToken = fc
    .tuple(
      fc.constantFrom('', 'ghp_', 'gho_', 'ghs_', 'github_pat_'),
      fc.stringMatching(/^[A-Za-z0-9._+/=%"\\-]{10,100}$/)
    )
    .map(([prefix, body]) => prefix + body)
  fc.assert(
    fc.property(anyToken, fc.array(hostileText), (token, texts) => {
      let printed = ''
      const log = new Log((text) => {
        printed += text
      })
      log.mask(new Secret(token))
      printed = ''
      const base64 = Buffer.from(token).toString('base64')
      const basic = Buffer.from(`x-access-token:${token}`).toString('base64')
      for (const form of [token, base64, basic]) {
        const text = `${form}${texts.join(form)}${form}`
        log.info(text)
        log.annotate('error', text, [text, text])
      }
      for (const form of [token, base64, basic]) {
        expect(printed).not.toContain(form)
      }
    }),
    { numRuns: 300 }
  )
})
