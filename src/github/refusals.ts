import { truncate } from '../runner/text.ts'
import type { Reason } from '../verify/reasons.ts'
import type { Refusal } from '../verify/facts.ts'
import type { ApiAnswer } from './api.ts'

/** Text of the host that is quoted as evidence is cut to so many characters. */
const longestQuote = 300

interface RefusalRow {
  readonly reason: Reason
  readonly status: (status: number) => boolean
  /** The message of the JSON body; absent when any answer will do. */
  readonly message?: RegExp
  readonly headers?: (headers: ApiAnswer['headers']) => boolean
}

const is =
  (...statuses: number[]) =>
  (status: number) =>
    statuses.includes(status)

/**
 * What the answers of the API mean that are no success; the first row that
 * matches tells. A refusal of GitHub has a JSON body with a message: anything
 * else comes from something in between.
 * https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api
 */
const refusals: readonly RefusalRow[] = [
  // https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
  { reason: 'rate-limited', status: is(429) },
  {
    reason: 'rate-limited',
    status: is(403),
    headers: (headers) =>
      headers['x-ratelimit-remaining'] === '0' ||
      headers['retry-after'] !== undefined
  },
  { reason: 'rate-limited', status: is(403), message: /rate limit/i },
  // Too many failed logins from one address, whatever token comes next.
  { reason: 'rate-limited', status: is(403), message: /login attempts/i },
  // https://docs.github.com/rest/authentication/authenticating-to-the-rest-api#failed-login-limit
  {
    reason: 'token-rejected',
    status: is(401),
    message: /\bbad credentials\b/i
  },
  { reason: 'server-error', status: (status) => status >= 500 },
  { reason: 'redirected', status: (status) => status >= 300 && status < 400 },
  // An API that does not know the path asked for is another product's.
  { reason: 'not-github', status: is(404) },
  { reason: 'access-refused', status: (status) => status >= 400, message: /./ },
  { reason: 'not-github', status: (status) => status >= 400 }
]

interface FailureRow extends Refusal {
  readonly name?: string
  readonly message?: string
  readonly code?: RegExp
}

/**
 * What went wrong before there was a complete answer, by an error in the chain
 * of causes; the first row that matches tells.
 * https://nodejs.org/api/errors.html#common-system-errors
 * https://undici.nodejs.org/#/docs/api/Errors
 */
const failures: readonly FailureRow[] = [
  {
    name: 'TimeoutError',
    reason: 'host-timeout',
    evidence: 'no complete answer came in time'
  },
  // https://fetch.spec.whatwg.org/#port-blocking
  {
    message: 'bad port',
    reason: 'host-unreachable',
    evidence: 'its port is one that HTTP clients refuse to use'
  },
  // undici's word for a body that ended before it was complete.
  {
    message: 'terminated',
    reason: 'answer-broken',
    evidence: 'the answer ended early'
  },
  {
    code: /^(ENOTFOUND|EAI_\w+)$/,
    reason: 'host-unreachable',
    evidence: 'its name could not be resolved'
  },
  {
    code: /^(ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|EPIPE|ETIMEDOUT|UND_ERR_SOCKET|UND_ERR_CONNECT_TIMEOUT)$/,
    reason: 'host-unreachable',
    evidence: 'the connection failed'
  },
  // undici reports a refusal by the proxy as an abort; a timeout was told before.
  {
    code: /^UND_ERR_ABORTED$/,
    reason: 'proxy-failed',
    evidence: 'the proxy refused to connect'
  },
  // The only address that is not checked before it is used. Every other argument
  // undici could refuse is this action's own.
  {
    code: /^(ERR_INVALID_URL|UND_ERR_INVALID_ARG)$/,
    reason: 'proxy-failed',
    evidence: 'the address in https_proxy is not http://HOST:PORT'
  },
  // https://nodejs.org/api/tls.html#x509-certificate-error-codes
  {
    code: /^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/,
    reason: 'certificate-untrusted',
    evidence: 'its certificate is for another name'
  },
  {
    code: /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/,
    reason: 'certificate-untrusted',
    evidence: 'its certificate is out of date'
  },
  {
    code: /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|CERT_UNTRUSTED)$/,
    reason: 'certificate-untrusted',
    evidence: 'the authority of its certificate is not known here'
  },
  {
    code: /^CERT_\w+$/,
    reason: 'certificate-untrusted',
    evidence: 'its certificate was refused'
  },
  {
    code: /^(EPROTO|ERR_SSL_\w+)$/,
    reason: 'not-github',
    evidence: 'it does not speak TLS'
  },
  {
    code: /^(HPE_\w+|UND_ERR_HEADERS_OVERFLOW)$/,
    reason: 'not-github',
    evidence: 'its answer is not valid HTTP'
  },
  {
    code: /^ANSWER_TOO_LARGE$/,
    reason: 'not-github',
    evidence: 'its answer is larger than 1 MiB'
  }
]

const strangeFailure: Refusal = {
  reason: 'host-unreachable',
  evidence: 'the request failed'
}

/** Failures that may be gone a moment later. */
const passing: ReadonlySet<Reason> = new Set([
  'host-unreachable',
  'answer-broken',
  'rate-limited',
  'server-error'
])

export function isPassing(reason: Reason): boolean {
  return passing.has(reason)
}

/** What an answer refuses, or undefined when it is a success. */
export function findRefusal(
  answer: ApiAnswer,
  address: string
): Refusal | undefined {
  const message = messageOf(answer.body)
  const row = refusals.find(
    (candidate) =>
      candidate.status(answer.status) &&
      (candidate.message?.test(message ?? '') ?? true) &&
      (candidate.headers?.(answer.headers) ?? true)
  )
  if (row === undefined) return undefined
  const said = message ?? describeBody(answer.body)
  return {
    reason: row.reason,
    evidence: `GET ${address} answered ${String(answer.status)}: ${said}${describeHint(answer)}`
  }
}

/** What the headers add: where a redirect leads, how long to wait. */
function describeHint({ status, headers }: ApiAnswer): string {
  const location = headers['location'] ?? ''
  if (status < 400 && /^https:/i.test(location) && URL.canParse(location)) {
    return `, with a redirect to ${new URL(location).host}`
  }
  const wait = waitFor(headers)
  return wait === undefined
    ? ''
    : `, and asks to wait ${String(Math.ceil(wait / 1000))} seconds`
}

/** The refusal for a success that does not have the shape GitHub's answers have. */
export function notGitHub(answer: ApiAnswer, address: string): Refusal {
  return {
    reason: 'not-github',
    evidence: `GET ${address} answered ${String(answer.status)}: ${describeBody(answer.body)}`
  }
}

/** What an error thrown by a request means. */
export function describeFailure(error: unknown, address: string): Refusal {
  const chain = [...causes(error)]
  const row =
    failures.find((candidate) =>
      chain.some(
        ({ name, code, message }) =>
          candidate.name === name ||
          candidate.message === message ||
          candidate.code?.test(code)
      )
    ) ?? strangeFailure
  const code = chain.map((cause) => cause.code).find((text) => text !== '')
  return {
    reason: row.reason,
    evidence: `GET ${address}: ${row.evidence}${code === undefined ? '' : ` (${code})`}`
  }
}

/**
 * How long the host asks to wait, milliseconds; undefined when it does not say.
 * https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately
 */
export function waitFor(headers: ApiAnswer['headers']): number | undefined {
  const seconds = headers['retry-after']
  if (seconds !== undefined && /^\d{1,6}$/.test(seconds)) {
    return Number(seconds) * 1000
  }
  const reset = headers['x-ratelimit-reset']
  const isUsedUp = headers['x-ratelimit-remaining'] === '0'
  if (isUsedUp && reset !== undefined && /^\d{1,12}$/.test(reset)) {
    const now = Date.parse(headers['date'] ?? '') || Date.now()
    return Math.max(0, Number(reset) * 1000 - now)
  }
  return undefined
}

/** Whoever answered: an address in a message is not one to send a reader to. */
const addresses = /https?:\/\/\S+/gi

/** The message of a JSON body in the form GitHub gives it, without addresses. */
export function messageOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const { message } = body as { message?: unknown }
  return typeof message === 'string'
    ? truncate(message.replace(addresses, '…'), longestQuote)
    : undefined
}

function describeBody(body: unknown): string {
  if (body === '' || body === undefined || body === null) {
    return 'an empty body'
  }
  if (typeof body !== 'string') return 'JSON without the members GitHub sends'
  return /^\s*</.test(body) ? 'an HTML page' : 'text that is not JSON'
}

interface Cause {
  readonly name: string
  readonly code: string
  readonly message: string
}

/** An error and everything that caused it, at most ten deep. */
function* causes(error: unknown): Generator<Cause> {
  let current = error
  for (let depth = 0; depth < 10 && current instanceof Error; depth += 1) {
    const { code } = current as { code?: unknown }
    yield {
      name: current.name,
      code: typeof code === 'string' ? code : '',
      message: current.message
    }
    current =
      current instanceof AggregateError && current.errors.length > 0
        ? (current.errors as unknown[])[0]
        : current.cause
  }
}
