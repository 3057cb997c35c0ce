import { Buffer } from 'node:buffer'
import { trim } from './text.ts'

const MASK = '***'

// https://github.com/actions/runner/blob/main/src/Sdk/DTLogging/Logging/ValueEncoders.cs
const ENCODERS: ((value: string) => string)[] = [
  (value) => base64(value, 0),
  (value) => base64(value, 1),
  (value) => base64(value, 2),
  (value) => value.replaceAll('"', '\\"'),
  (value) => value.replaceAll("'", "''"),
  jsonText,
  uriData,
  xmlText,
  withoutQuotes,
  (value) => ampersandParts(value)[0],
  (value) => ampersandParts(value)[1]
]

/**
 * Hides secrets the way the runner does: in the encodings it knows, and no
 * others (hexadecimal, upper case and pieces of a secret stay readable).
 * https://github.com/actions/runner/blob/main/src/Sdk/DTLogging/Logging/SecretMasker.cs
 */
export class Masker {
  readonly #secrets = new Set<string>()

  /** Hides the whole value and each of its lines. */
  add(value: string): void {
    for (const part of [value, ...value.split(/[\r\n]/).map(trim)]) {
      for (const text of [part, ...ENCODERS.map((encode) => encode(part))]) {
        if (part !== '' && text !== '') this.#secrets.add(text)
      }
    }
  }

  mask(text: string): string {
    let masked = ''
    let position = 0
    for (const [start, end] of merged(this.#hits(text))) {
      masked += text.slice(position, start) + MASK
      position = end
    }
    return masked + text.slice(position)
  }

  #hits(text: string): [start: number, end: number][] {
    const hits: [number, number][] = []
    for (const secret of this.#secrets) {
      let start = text.indexOf(secret)
      while (start >= 0) {
        hits.push([start, start + secret.length])
        start = text.indexOf(secret, start + 1)
      }
    }
    return hits
  }
}

/** Overlapping and touching hits become one, so that they print as one mask. */
function merged(hits: [number, number][]): [number, number][] {
  const ranges: [number, number][] = []
  for (const [start, end] of hits.toSorted((a, b) => a[0] - b[0])) {
    const last = ranges.at(-1)
    if (last && start <= last[1]) last[1] = Math.max(last[1], end)
    else ranges.push([start, end])
  }
  return ranges
}

// A secret inside `base64(user:secret)` starts at one of three bit positions.
function base64(value: string, shift: number): string {
  const bytes = Buffer.from(value)
  return bytes.subarray(bytes.length > shift ? shift : 0).toString('base64')
}

// Newtonsoft.Json also escapes the three line ends that JSON allows.
function jsonText(value: string): string {
  return JSON.stringify(value)
    .slice(1, -1)
    .replaceAll('\u0085', '\\u0085')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
}

// `Uri.EscapeDataString` leaves only RFC 3986's unreserved characters.
function uriData(value: string): string {
  return encodeURIComponent(Buffer.from(value).toString()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  )
}

function xmlText(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
}

function withoutQuotes(value: string): string {
  const quoted =
    value.length > 8 && value.startsWith('"') && value.endsWith('"')
  return quoted ? value.slice(1, -1) : ''
}

// PowerShell's error messages print a command's text in pieces, cut at `&`.
function ampersandParts(value: string): [before: string, after: string] {
  const run = value.indexOf('&+')
  const cut = run >= 0 ? run + 2 : value.lastIndexOf('&') + 1
  if (cut === 0) return ['', '']
  const long = (part: string) => (part.length >= 6 ? part : '')
  return [
    long(value.slice(0, cut)),
    long(value.slice(run >= 0 ? cut + 1 : cut))
  ]
}
