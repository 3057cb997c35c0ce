import { hasWrongChecksum } from '../github/token-checksum.ts'
import type { Refusal } from '../verify/facts.ts'
import { tokenShapes } from './redactor.ts'
import { Secret } from './secret.ts'

/** The token as it came in: a secret, or why it is none. */
export type TokenInput =
  | UsableToken
  | (TokenText & { readonly secret?: undefined; readonly refusal: Refusal })

export interface UsableToken extends TokenText {
  readonly secret: Secret
  /** Whether its checksum is not the one of its other characters. */
  readonly looksMistyped: boolean
  readonly refusal?: undefined
}

interface TokenText {
  /** Everything to mask: the trimmed token, or the words of what is none. */
  readonly masks: readonly Secret[]
  /** Whether white space or invisible characters were removed around it. */
  readonly trimmed: boolean
  /** The secret reference it was found by, when it was one. */
  readonly reference?: string | undefined
}

/** No token GitHub ever made is shorter; masking less would star the whole log. */
const shortestToken = 10

/** White space, and the invisible characters that copying and pasting adds. */
const around = /^[\s\u{feff}\u{200b}-\u{200d}\u{2060}\0]$/u

/** Why a text is no token: the first row that matches tells. None quotes the text. */
const notTokens: readonly (Refusal & { readonly matches: RegExp })[] = [
  {
    matches: /^$/,
    reason: 'token-empty',
    evidence: 'It is an empty text'
  },
  {
    matches: /^\*+$/,
    reason: 'token-masked',
    evidence: 'It consists of asterisks'
  },
  {
    matches: /^[[{"]/,
    reason: 'token-json',
    evidence: 'It starts like a JSON document'
  },
  {
    matches: /^(\$\{\{|secrets\.)/,
    reason: 'token-reference',
    evidence: 'It starts like a workflow expression that was not evaluated'
  },
  {
    matches: /[\r\n]/,
    reason: 'token-malformed',
    evidence: 'There is a line break inside it'
  },
  {
    matches: /\s/,
    reason: 'token-malformed',
    evidence: 'There is white space inside it'
  },
  {
    matches: /[^\x21-\x7e]/,
    reason: 'token-malformed',
    evidence: 'There are characters outside of visible ASCII in it'
  },
  {
    matches: new RegExp(`^.{1,${String(shortestToken - 1)}}$`),
    reason: 'token-too-short',
    evidence: 'It is shorter than any token'
  }
]

/**
 * Reads a token from an input.
 *
 * Nothing is concluded from its shape except that some texts are no token at
 * all; lengths and checksums of real tokens are GitHub's business. Of a text that
 * is none, every word is masked, since one of them may be a secret.
 */
export function readToken(raw: string): TokenInput {
  const text = trim(raw)
  const row = notTokens.find(({ matches }) => matches.test(text))
  const pieces = [
    ...(row === undefined ? [text] : text.split(/[^!#-&(-~]+/)),
    ...(text.match(tokenShapes) ?? [])
  ]
  const masks = [...new Set(pieces)]
    .filter((piece) => piece.length >= shortestToken && !/^\*+$/.test(piece))
    .map((piece) => new Secret(piece))
  const read = { masks, trimmed: text !== raw && text !== '' }
  return row === undefined
    ? {
        ...read,
        secret: new Secret(text),
        looksMistyped: hasWrongChecksum(text)
      }
    : { ...read, refusal: { reason: row.reason, evidence: row.evidence } }
}

/** Without white space and invisible characters around it. */
export function trim(raw: string): string {
  // By index: a pattern anchored at the end takes quadratic time.
  let start = 0
  let end = raw.length
  while (start < end && around.test(raw.charAt(start))) start += 1
  while (end > start && around.test(raw.charAt(end - 1))) end -= 1
  return raw.slice(start, end)
}

/** Everything in an environment that looks like a token, when nobody says what is one. */
export function findTokens(
  environment: Readonly<Record<string, string | undefined>>
): readonly Secret[] {
  const found = Object.values(environment).flatMap(
    (value) => value?.match(tokenShapes) ?? []
  )
  return [...new Set(found)].map((token) => new Secret(token))
}
