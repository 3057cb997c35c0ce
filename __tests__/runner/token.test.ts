import { describe, expect, test } from '@jest/globals'
import { crc32 } from 'node:zlib'
import { findTokens, readToken } from '../../src/runner/token.ts'
import type { Reason } from '../../src/verify/reasons.ts'

const token = 'ghp_' + 'a'.repeat(36)
const other = 'gho_' + 'b'.repeat(36)
const fineGrained = `github_pat_${'h'.repeat(22)}_${'i'.repeat(59)}`

/** What was read, with the secrets laid open. */
function read(raw: string) {
  const { secret, refusal, masks, trimmed } = readToken(raw)
  return {
    secret: secret?.reveal(),
    reason: refusal?.reason,
    masks: masks.map((mask) => mask.reveal()),
    trimmed
  }
}

describe('a token', () => {
  test.each([
    ['classic', token],
    ['OAuth', other],
    ['app user', 'ghu_' + 'c'.repeat(36)],
    ['installation', 'ghs_' + 'd'.repeat(36)],
    [
      'stateless installation',
      `ghs_1_${'e'.repeat(200)}.f-_.${'g'.repeat(300)}`
    ],
    ['fine-grained', `github_pat_${'h'.repeat(22)}_${'i'.repeat(59)}`],
    ['legacy', '0123456789'.repeat(4)],
    ['legacy installation', 'v1.' + '0123456789'.repeat(4)],
    ['unheard-of but long enough', 'abcdefghij'],
    ['full of punctuation', '!#$%&\'()*+,-./:;<=>?@\\]^_`|}~"']
  ])('that is %s is taken as it is', (_, raw) => {
    expect(read(raw)).toEqual({
      secret: raw,
      reason: undefined,
      masks: [raw],
      trimmed: false
    })
  })

  test.each([
    ['spaces', ` ${token}  `],
    ['a tab', `\t${token}`],
    ['a line feed', `${token}\n`],
    ['CRLF', `${token}\r\n`],
    ['empty lines', `\n\r\n${token}\n\n`],
    ['a byte order mark', `\u{feff}${token}`],
    ['zero-width characters', `\u{200b}\u{200c}${token}\u{200d}\u{2060}`],
    ['a no-break space', `\u{a0}${token}`],
    ['NUL', `${token}\0`],
    ['all of them', `\u{feff} \t\0${token}\u{200b}\r\n `]
  ])('loses %s around it, and only the rest is masked', (_, raw) => {
    expect(read(raw)).toEqual({
      secret: token,
      reason: undefined,
      masks: [token],
      trimmed: true
    })
  })
})

describe('whether a token looks mistyped', () => {
  /** A token with the checksum GitHub gives it: a CRC-32 in base 62. */
  const withChecksum = (prefix: string, body: string) => {
    const digits =
      '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
    let checksum = ''
    for (let rest = crc32(body); rest > 0; rest = Math.floor(rest / 62)) {
      checksum = digits.charAt(rest % 62) + checksum
    }
    return prefix + body + checksum.padStart(6, '0')
  }
  const right = withChecksum('ghp_', 'a'.repeat(30))

  test.each([
    ['its checksum is right', right, false],
    ['its checksum is right, with white space around', ` ${right}\n`, false],
    ['its last character is lost', right.slice(0, -1), true],
    ['a character is another one', right.replace('a', 'b'), true],
    ['its end is repeated', right + right.slice(-1), true],
    [
      'it is of a kind without a known checksum',
      'ghs_' + 'a'.repeat(36),
      false
    ],
    ['it has no known prefix', '0123456789'.repeat(4), false]
  ])('is told by its checksum: %s', (_, raw, looksMistyped) => {
    const input = readToken(raw)
    expect(input.secret !== undefined && input.looksMistyped).toBe(
      looksMistyped
    )
  })

  test('is no reason to refuse it', () => {
    expect(readToken(right.slice(0, -1)).refusal).toBeUndefined()
  })

  test('is not told of what is no token', () => {
    expect(readToken('abc')).not.toHaveProperty('looksMistyped')
  })
})

test('a token with its name before it is masked itself, too', () => {
  expect(read(`token=${token}`)).toEqual({
    secret: `token=${token}`,
    reason: undefined,
    masks: [`token=${token}`, token],
    trimmed: false
  })
})

const expression = '${{ secrets.RELEASE_TOKEN }}'

const refused: readonly (readonly [
  name: string,
  raw: string,
  reason: Reason,
  masks: readonly string[]
])[] = [
  ['an empty text', '', 'token-empty', []],
  ['spaces', '   ', 'token-empty', []],
  ['line ends', '\r\n\n', 'token-empty', []],
  ['invisible characters', '\u{feff}\u{200b}', 'token-empty', []],
  ['three asterisks', '***', 'token-masked', []],
  ['many asterisks', '*'.repeat(40), 'token-masked', []],
  ['a JSON object', `{"token":"${token}"}`, 'token-json', [token]],
  [
    'a JSON object on lines',
    `{\n  "token": "${token}"\n}`,
    'token-json',
    [token]
  ],
  ['a JSON list', `["${token}", "${other}"]`, 'token-json', [token, other]],
  ['a JSON text', `"${token}"`, 'token-json', [token]],
  ['a short JSON document', '{}', 'token-json', []],
  ['an expression', expression, 'token-reference', ['secrets.RELEASE_TOKEN']],
  [
    'a JSON object with a token in a query',
    `{"url":"?token=${token}&x"}`,
    'token-json',
    [`?token=${token}&x`, token]
  ],
  [
    'an assignment after a word',
    `export token=${token}`,
    'token-malformed',
    [`token=${token}`, token]
  ],
  [
    'assignments on lines',
    `A=${token}\nB=${other}`,
    'token-malformed',
    [`A=${token}`, `B=${other}`, token, other]
  ],
  [
    'an assignment in apostrophes',
    `export GH_TOKEN='${token}'`,
    'token-malformed',
    [token]
  ],
  [
    'an address with a token',
    `git clone https://x:${fineGrained}@github.com`,
    'token-malformed',
    [`https://x:${fineGrained}@github.com`, fineGrained]
  ],
  [
    'a fallback in an expression',
    `\${{ secrets.A || '${token}' }}`,
    'token-reference',
    [token]
  ],
  ['two lines', `${token}\n${other}`, 'token-malformed', [token, other]],
  ['CRLF inside', `${token}\r\n${other}`, 'token-malformed', [token, other]],
  [
    'a lone carriage return inside',
    `${token}\r${other}`,
    'token-malformed',
    [token, other]
  ],
  ['the same line twice', `${token}\n${token}`, 'token-malformed', [token]],
  ['a user name before it', `user\n${token}`, 'token-malformed', [token]],
  ['a space inside', `Bearer ${token}`, 'token-malformed', [token]],
  [
    'a no-break space inside',
    `${token}\u{a0}${other}`,
    'token-malformed',
    [token, other]
  ],
  [
    'asterisks in a row',
    `${'*'.repeat(20)} ${token}`,
    'token-malformed',
    [token]
  ],
  [
    'a zero-width character inside',
    `${token}\u{200b}a`,
    'token-malformed',
    [token]
  ],
  ['NUL inside', `${token}\0a`, 'token-malformed', [token]],
  ['an escape inside', `${token}\u{1b}a`, 'token-malformed', [token]],
  ['another script', `${token}é`, 'token-malformed', [token]],
  ['an emoji', `👍${token}`, 'token-malformed', [token]],
  ['a short text', 'abc', 'token-too-short', []],
  ['the word true', 'true', 'token-too-short', []],
  ['the word test', 'test', 'token-too-short', []],
  ['the word none', 'none', 'token-too-short', []],
  ['nine characters', 'abcdefghi', 'token-too-short', []]
]

describe('what is no token', () => {
  test.each(refused)('%s is refused', (_, raw, reason, masks) => {
    expect(read(raw)).toMatchObject({ secret: undefined, reason, masks })
  })

  test.each(refused)('%s is not quoted', (_, raw) => {
    const evidence = readToken(raw).refusal?.evidence ?? ''
    expect(evidence).toMatch(/^It |^The input token|^There /)
    for (const word of raw.split(/["\s]+/)) {
      if (word.length > 2) expect(evidence).not.toContain(word)
    }
    expect(evidence).not.toMatch(/\d\d/)
  })

  test('is still said to have had white space around it', () => {
    expect(read('abc\n')).toEqual({
      secret: undefined,
      reason: 'token-too-short',
      masks: [],
      trimmed: true
    })
  })
})

// Compared piece by piece: no message of a failed test should be as long.
describe('a text of a million characters', () => {
  const million = 1_000_000

  test.each([
    ['spaces after a token', token + ' '.repeat(million)],
    ['line ends before a token', '\n'.repeat(million) + token],
    ['invisible characters around a token', '\u{200b}'.repeat(million) + token]
  ])('is trimmed: %s', (_, raw) => {
    expect(read(raw)).toMatchObject({ secret: token, trimmed: true })
  })

  test.each<readonly [string, string, Reason, readonly string[]]>([
    ['spaces', ' '.repeat(million), 'token-empty', []],
    [
      'spaces inside',
      `${token}${' '.repeat(million)}${other}`,
      'token-malformed',
      [token, other]
    ],
    ['asterisks', '*'.repeat(million), 'token-masked', []],
    ['quotes', `{${'"'.repeat(million)}${token}`, 'token-json', [token]],
    [
      'characters of another script',
      `${token}${'é'.repeat(million)}`,
      'token-malformed',
      [token]
    ]
  ])('is refused: %s', (_, raw, reason, masks) => {
    const answer = read(raw)
    expect(answer.reason).toBe(reason)
    expect(answer.masks.map((mask) => mask.slice(0, 100))).toEqual(masks)
  })

  test('is taken when nothing is wrong with it', () => {
    const { secret, masks } = read('j'.repeat(million))
    expect([secret?.length, masks.length]).toEqual([million, 1])
  })
})

describe('what looks like a token in an environment', () => {
  const token = 'ghp_' + 'a'.repeat(36)

  test('is found once, wherever it is', () => {
    const found = findTokens({
      A: token,
      B: `bearer ${token}`,
      C: 'github_pat_' + 'b'.repeat(30),
      D: undefined,
      E: 'ghp_short'
    })
    expect(found.map((secret) => secret.reveal())).toEqual([
      token,
      'github_pat_' + 'b'.repeat(30)
    ])
  })
})
