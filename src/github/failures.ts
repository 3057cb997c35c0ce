import type { Refusal } from '../verify/facts.ts'

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
    evidence: 'its answer is too large to be read'
  }
]

const strangeFailure: Refusal = {
  reason: 'host-unreachable',
  evidence: 'the request failed'
}

/** What an error means that a request, `GET https://…`, threw. */
export function describeFailure(error: unknown, request: string): Refusal {
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
    evidence: `${request}: ${row.evidence}${code === undefined ? '' : ` (${code})`}`
  }
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
