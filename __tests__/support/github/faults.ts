import type { OutgoingHttpHeaders } from 'node:http'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { type Answer, type Body, json, type Pace } from './answers.ts'
import { PRIMARY_LIMIT, SECONDARY_LIMIT } from './limits.ts'
import type { RecordedRequest } from './requests.ts'

/**
 * What goes wrong, as data. With a `status` nothing is asked of the stand-in
 * at all, unless it is to go wrong afterwards; without one its own answer is
 * sent, with the parts named here put in the place of its own.
 */
export interface Fault extends Pace {
  /** Milliseconds before anything happens. */
  readonly delay?: number
  /** The connection is destroyed before any answer. */
  readonly disconnect?: true
  /** The request is carried out first, and nobody is told what came of it. */
  readonly afterwards?: true
  readonly status?: number
  readonly headers?: OutgoingHttpHeaders
  readonly body?: Body
}

export type Match =
  | ((request: RecordedRequest) => boolean)
  | {
      readonly method?: string
      readonly host?: string
      /** Without the query; `/user` is also `/api/v3/user`. */
      readonly path?: string | RegExp
    }

const page = (title: string) =>
  `<!DOCTYPE html>\n<html><head><title>${title}</title></head></html>\n`

const htmlType = { 'content-type': 'text/html; charset=utf-8' }

/** What servers, and things that stand between, have been seen to do. */
export const FAULTS = {
  /** A captive portal. */
  html: { status: 200, headers: htmlType, body: page('Sign in to the Wi-Fi') },
  badGateway: { status: 502, headers: htmlType, body: page('502 Bad Gateway') },
  serverError: json(500, { message: 'Server Error' }),
  secondaryLimit: SECONDARY_LIMIT,
  /** When it ends is not told: see `limitedUntil`. */
  primaryLimit: PRIMARY_LIMIT,
  emptyBody: { body: '' },
  truncatedJson: { body: '{"login":"octo' },
  wrongTypes: { body: '{"login":{},"id":"1","permissions":[],"message":7}' },
  jsonNull: { body: 'null' },
  /** Valid JSON of 5 MB. */
  largeBody: { body: `{"login":"${'o'.repeat(5_000_000)}"}` },
  endlessBody: { body: () => Readable.from(endless()) },
  /** A gigabyte, in one megabyte of gzip. */
  gzipBomb: {
    headers: { 'content-encoding': 'gzip' },
    body: () => Readable.from(bomb())
  },
  hugeHeaders: { headers: { 'x-filler': 'f'.repeat(64 * 1024) } },
  disconnected: { disconnect: true },
  cutOff: { cutOff: true },
  slowDrip: { drip: { bytes: 1, every: 50 } }
} as const satisfies Record<string, Fault>

export function redirect(location: string, status = 302): Fault {
  return { status, headers: { location } }
}

/** The primary limit, and when it ends. */
export function limitedUntil(reset: Date): Fault {
  const seconds = Math.floor(reset.getTime() / 1000)
  const headers = { ...PRIMARY_LIMIT.headers, 'x-ratelimit-reset': seconds }
  return { ...PRIMARY_LIMIT, headers }
}

/** The faults in force; the one declared last comes first. */
export class Faults {
  readonly #rows: { match: Match; fault: Fault; left: number }[] = []

  add(match: Match, fault: Fault, times = Infinity): () => void {
    const row = { match, fault, left: times }
    this.#rows.unshift(row)
    return () => {
      row.left = 0
    }
  }

  take(request: RecordedRequest): Fault | undefined {
    const row = this.#rows.find(
      ({ left, match }) => left > 0 && matches(request, match)
    )
    if (row) row.left -= 1
    return row?.fault
  }
}

export function replacement(fault: Fault): Answer | undefined {
  return fault.status === undefined
    ? undefined
    : {
        status: fault.status,
        headers: lowerCase(fault.headers),
        body: fault.body ?? ''
      }
}

export function overlay(answer: Answer, fault: Fault): Answer {
  const headers = { ...answer.headers, ...lowerCase(fault.headers) }
  if (fault.body === undefined) return { ...answer, headers }
  if (answer.body instanceof Readable) answer.body.destroy()
  return { ...answer, headers, body: fault.body }
}

function matches(request: RecordedRequest, match: Match): boolean {
  if (typeof match === 'function') return match(request)
  const { method, host, path } = match
  return (
    (method === undefined || method === request.method) &&
    (host === undefined || host === request.host) &&
    (path === undefined || isPath(request.path, path))
  )
}

function isPath(actual: string, expected: string | RegExp): boolean {
  return [actual, actual.replace(/^\/api\/v3(?=\/|$)/, '') || '/'].some(
    (path) =>
      typeof expected === 'string' ? path === expected : expected.test(path)
  )
}

function lowerCase(headers: OutgoingHttpHeaders = {}): OutgoingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
  )
}

function* endless(): Generator<Buffer> {
  const chunk = Buffer.alloc(64 * 1024, ' ')
  for (;;) yield chunk
}

// gzip allows many members one after the other; each is 10 MB of spaces.
function* bomb(): Generator<Buffer> {
  const member = gzipSync(Buffer.alloc(10 * 1024 * 1024, ' '))
  for (let count = 0; count < 100; count++) yield member
}
