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

describe('forms that overlap', () => {
  const redact = (text: string, ...forms: readonly string[]) => {
    const redactor = new Redactor()
    redactor.add(forms)
    return redactor.redact(text)
  }

  test.each<readonly [string, readonly string[], string]>([
    ['one after the other', ['abcdefghij', 'fghijklmno'], '<abcdefghijklmno>'],
    [
      'one inside of another',
      ['abcdefghijklmno', 'defghijklm'],
      '<abcdefghijklmno>'
    ],
    [
      'one that begins like another',
      ['abcdefghij', 'abcdefghijklmno'],
      '<abcdefghijklmno>'
    ],
    [
      'one that begins like another that goes on in another way',
      ['abcdefghij', 'abcdefghijxyz'],
      '<abcdefghij>'
    ],
    [
      'a chain of them',
      ['abcdefghij', 'fghijklmno', 'klmnopqrst'],
      '<abcdefghijklmnopqrst>'
    ],
    ['one with itself', ['ababababab'], '<abababababab>'],
    ['one twice', ['abcdefghij', 'abcdefghij'], '<abcdefghij>']
  ])('leave nothing of any of them: %s', (_, forms, text) => {
    for (const order of [forms, forms.toReversed()]) {
      expect(redact(text, ...order)).toBe('<***>')
    }
  })

  test('that only follow each other are one each', () => {
    expect(redact('abcdefghijabcdefghij', 'abcdefghij')).toBe('******')
    expect(redact('abcdefgh12345678 x', 'abcdefgh', '12345678')).toBe(
      '****** x'
    )
  })

  test('of which there are thousands are all found', () => {
    const forms = Array.from(
      { length: 7000 },
      // Many begin alike, as forms in base64 do.
      (_, n) => `eC1hY2Nlc3MtdG9rZW46${String(n).padStart(6, '0')}`
    )
    const redactor = new Redactor()
    redactor.add(forms.slice(0, 3500))
    redactor.add(forms.slice(3500))
    expect(redactor.redact(forms.join(' '))).toBe(
      forms.map(() => '***').join(' ')
    )
    expect(redactor.redact('eC1hY2Nlc3MtdG9rZW46 x')).toBe(
      'eC1hY2Nlc3MtdG9rZW46 x'
    )
  })

  test('leave no piece of eight characters that only they have', () => {
    // Of few letters, to overlap often.
    const form = fc.stringMatching(/^[abc]{8,14}$/)
    fc.assert(
      fc.property(
        fc.array(form, { minLength: 1, maxLength: 5 }),
        fc.stringMatching(/^[abc ]{0,60}$/),
        (forms, text) => {
          const covered = Array.from({ length: text.length }, () => false)
          for (const one of forms) {
            for (
              let at = text.indexOf(one);
              at >= 0;
              at = text.indexOf(one, at + 1)
            ) {
              covered.fill(true, at, at + one.length)
            }
          }
          const redacted = redact(text, ...forms)
          // What no form covers is what is left, in its order.
          expect(redacted.replaceAll('***', '')).toBe(
            text
              .split('')
              .filter((_, at) => covered[at] !== true)
              .join('')
          )
          for (const one of forms) expect(redacted).not.toContain(one)
        }
      ),
      { numRuns: 500 }
    )
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
