import { describe, expect, test } from '@jest/globals'
import { describeFailure } from '../../src/github/failures.ts'
import type { Reason } from '../../src/verify/reasons.ts'

const request = 'GET https://api.github.com/user'

function withCode(code: unknown, message = 'failed'): Error {
  return Object.assign(new Error(message), { code })
}

const codes: readonly (readonly [
  reason: Reason,
  evidence: string,
  codes: readonly string[]
])[] = [
  [
    'host-unreachable',
    'its name could not be resolved',
    ['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL']
  ],
  [
    'host-unreachable',
    'the connection failed',
    [
      ...['ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'EPIPE'],
      ...['ETIMEDOUT', 'UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT']
    ]
  ],
  ['proxy-failed', 'the proxy refused to connect', ['UND_ERR_ABORTED']],
  [
    'proxy-failed',
    'the address in https_proxy is not http://HOST:PORT',
    ['ERR_INVALID_URL']
  ],
  [
    'proxy-failed',
    'the address in https_proxy is not http://HOST:PORT',
    ['UND_ERR_INVALID_ARG']
  ],
  [
    'certificate-untrusted',
    'its certificate is for another name',
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH']
  ],
  [
    'certificate-untrusted',
    'its certificate is out of date',
    ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']
  ],
  [
    'certificate-untrusted',
    'the authority of its certificate is not known here',
    [
      ...['SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
      ...['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT'],
      ...['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'CERT_UNTRUSTED']
    ]
  ],
  [
    'certificate-untrusted',
    'its certificate was refused',
    ['CERT_REVOKED', 'CERT_SIGNATURE_FAILURE']
  ],
  [
    'not-github',
    'its answer is not valid HTTP',
    ['HPE_INVALID_CONSTANT', 'HPE_HEADER_OVERFLOW', 'UND_ERR_HEADERS_OVERFLOW']
  ],
  ['not-github', 'its answer is too large to be read', ['ANSWER_TOO_LARGE']],
  [
    'not-github',
    'it does not speak TLS',
    ['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG']
  ],
  [
    'host-unreachable',
    'the request failed',
    [
      ...['EWHATEVER', 'XENOTFOUND', 'ENOTFOUNDX'],
      ...['EPROTOX', 'XERR_SSL_A', 'ERR_SSL_', 'EMFILE']
    ]
  ]
]

const failures = codes.flatMap(([reason, evidence, list]) =>
  list.map((code) => [code, reason, evidence] as const)
)

describe('a failure', () => {
  test.each(failures)('with the code %s: %s', (code, reason, evidence) => {
    const expected = {
      reason,
      evidence: `${request}: ${evidence} (${code})`
    }
    const error = withCode(code)
    const inside = new TypeError('fetch failed', { cause: error })
    for (const failure of [
      error,
      inside,
      new Error('a', { cause: new Error('b', { cause: inside }) }),
      new AggregateError([error, withCode('EWHATEVER')], ''),
      new Error('a', { cause: new AggregateError([error]) })
    ]) {
      expect(describeFailure(failure, request)).toEqual(expected)
    }
  })

  test.each<readonly [string, unknown, Reason, string]>([
    [
      'a timeout',
      Object.assign(new Error('late'), { name: 'TimeoutError' }),
      'host-timeout',
      'no complete answer came in time'
    ],
    [
      'a timeout that undici calls an abort as well',
      Object.assign(withCode('UND_ERR_ABORTED'), {
        cause: Object.assign(new Error('late'), { name: 'TimeoutError' })
      }),
      'host-timeout',
      'no complete answer came in time (UND_ERR_ABORTED)'
    ],
    [
      'a body that was cut off',
      new TypeError('terminated', { cause: withCode('UND_ERR_SOCKET') }),
      'answer-broken',
      'the answer ended early (UND_ERR_SOCKET)'
    ],
    [
      'an error without a code',
      new SyntaxError('Unexpected token'),
      'host-unreachable',
      'the request failed'
    ],
    [
      'a code that is a number',
      withCode(42),
      'host-unreachable',
      'the request failed'
    ],
    ['a text', 'ENOTFOUND', 'host-unreachable', 'the request failed'],
    ['nothing', undefined, 'host-unreachable', 'the request failed'],
    [
      'a port that fetch refuses',
      new TypeError('fetch failed', { cause: new Error('bad port') }),
      'host-unreachable',
      'its port is one that HTTP clients refuse to use'
    ],
    [
      'a message that only speaks of a port',
      new TypeError('fetch failed', { cause: new Error('a bad port') }),
      'host-unreachable',
      'the request failed'
    ],
    [
      'no error in an AggregateError',
      new AggregateError([]),
      'host-unreachable',
      'the request failed'
    ]
  ])('that is %s', (_, failure, reason, evidence) => {
    expect(describeFailure(failure, request)).toEqual({
      reason,
      evidence: `${request}: ${evidence}`
    })
  })

  test('that causes itself is described', () => {
    const error = withCode('ECONNRESET')
    error.cause = error
    expect(describeFailure(error, request).reason).toBe('host-unreachable')
    const plain = new Error('a')
    plain.cause = plain
    expect(describeFailure(plain, request)).toEqual({
      reason: 'host-unreachable',
      evidence: `${request}: the request failed`
    })
  })

  test('never quotes the messages of errors, which may hold a token', () => {
    const token = 'ghp_' + 'a'.repeat(36)
    const error = Object.assign(
      new AggregateError([withCode('ECONNREFUSED', token)], token, {
        cause: withCode('EPIPE', token)
      }),
      { config: token, request: { headers: { authorization: token } } }
    )
    expect(JSON.stringify(describeFailure(error, request))).not.toContain(token)
  })
})
