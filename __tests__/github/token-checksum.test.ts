import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { hasWrongChecksum } from '../../src/github/token-checksum.ts'
import { createToken } from '../support/github/tokens.ts'

const kinds = [
  'classic',
  'oauth',
  'app-user',
  'refresh',
  'fine-grained'
] as const

const characters =
  '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** The other characters at one place of a token. */
function alter(token: string, place: number): readonly string[] {
  return Array.from(characters)
    .filter((character) => character !== token[place])
    .map(
      (character) => token.slice(0, place) + character + token.slice(place + 1)
    )
}

/** Which places of a token its checksum covers, or are it. */
function covered(token: string): readonly number[] {
  const isFineGrained = token.startsWith('github_pat_')
  const start = isFineGrained ? 'github_pat_'.length : 4
  const end = isFineGrained ? 85 : token.length
  return Array.from({ length: end - start }, (_, n) => start + n)
}

describe('the checksum', () => {
  test.each(kinds)('of a new %s token is right', (kind) => {
    for (let count = 0; count < 200; count += 1) {
      expect(hasWrongChecksum(createToken(kind))).toBe(false)
    }
  })

  // https://github.com/therootcompany/base62-token.js: revoked, and public.
  test('of the published example is right', () => {
    const body = ['zQWBuTSOoRi4A9s', 'pHcVY5ncnsDkxkJ'].join('')
    const checksum = ['0mL', 'q17'].join('')
    for (const prefix of ['p', 'o', 'u', 'r']) {
      const token = ['gh', prefix, '_', body, checksum].join('')
      expect(hasWrongChecksum(token)).toBe(false)
      expect(hasWrongChecksum(token.replace('0mL', 'mL'))).toBe(true)
      expect(hasWrongChecksum(token.replace('0mL', '0ml'))).toBe(true)
    }
  })

  test.each(kinds)(
    'of a %s token is wrong when any one character is another',
    (kind) => {
      const token = createToken(kind)
      for (const place of covered(token)) {
        const right = alter(token, place).filter(
          (altered) => !hasWrongChecksum(altered)
        )
        expect(right).toEqual([])
      }
    }
  )

  test.each(kinds)('of a %s token is wrong when it was cut off', (kind) => {
    const token = createToken(kind)
    const covers = covered(token)
    const first = covers[0] ?? 0
    const end = first + covers.length
    for (let length = first; length < end; length += 1) {
      // By chance a checksum of 30 bits can fit; one of 70 cuts will not twice.
      const cut = token.slice(0, length)
      if (!hasWrongChecksum(cut)) expect(hasWrongChecksum(cut + '0')).toBe(true)
    }
  })

  test.each(kinds)('of a %s token is wrong when two parts swap', (kind) => {
    const token = createToken(kind)
    const [a = 0, b = 0] = covered(token).filter(
      (place, n, all) => token[place] !== token[all[n + 1] ?? place]
    )
    expect(b).toBeGreaterThan(a)
    const swapped =
      token.slice(0, a) +
      (token[a + 1] ?? '') +
      (token[a] ?? '') +
      token.slice(a + 2)
    expect(hasWrongChecksum(swapped)).toBe(true)
  })

  test('of a fine-grained token says nothing about its last eight characters', () => {
    const token = createToken('fine-grained')
    for (let place = 85; place < token.length; place += 1) {
      expect(alter(token, place).some(hasWrongChecksum)).toBe(false)
    }
  })

  test('begins with zeros when it is short', () => {
    // The CRC-32 of nothing is 0.
    expect(hasWrongChecksum('ghp_' + '0'.repeat(6))).toBe(false)
    expect(hasWrongChecksum('ghp_' + '0'.repeat(5) + '1')).toBe(true)
  })
})

describe('a token without a known checksum', () => {
  test.each([
    ['an installation token', () => createToken('installation')],
    [
      'an older installation token',
      () => createToken('installation', 'prefixed')
    ],
    [
      'the oldest installation token',
      () => createToken('installation', 'legacy')
    ],
    ['a legacy token', () => createToken('classic', 'legacy')],
    ['a legacy refresh token', () => 'r1.' + '0'.repeat(40)],
    ['a JWT', () => ['a', 'b', 'c'].map((part) => part.repeat(30)).join('.')],
    ['nothing', () => ''],
    ['a word', () => 'token']
  ])('is never wrong: %s', (_, create) => {
    const token = create()
    expect(hasWrongChecksum(token)).toBe(false)
    for (let place = 0; place < token.length; place += 1) {
      // Another prefix may be one whose checksum is known.
      if (place < 4) continue
      expect(alter(token, place).some(hasWrongChecksum)).toBe(false)
    }
  })

  test('is never wrong, whatever it is', () => {
    const known = /^(gh[pour]_|github_pat_)/
    fc.assert(
      fc.property(
        fc
          .oneof(
            fc.string({ unit: 'grapheme' }),
            fc.string().map((text) => 'ghs_' + text),
            fc.string().map((text) => 'ghx_' + text),
            fc.string().map((text) => 'GHP_' + text),
            fc.string().map((text) => ' ghp_' + text)
          )
          .filter((text) => !known.test(text)),
        (text) => {
          expect(hasWrongChecksum(text)).toBe(false)
        }
      )
    )
  })
})

test('any text with a known prefix is right or wrong, and no error', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('ghp_', 'gho_', 'ghu_', 'ghr_', 'github_pat_'),
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      (prefix, rest) => {
        expect([true, false]).toContain(hasWrongChecksum(prefix + rest))
      }
    )
  )
})
