import { describe, expect, test } from '@jest/globals'
import type { ApiAnswer } from '../../src/github/api.ts'
import {
  describeFailure,
  findRefusal,
  isPassing,
  messageOf,
  notGitHub,
  waitFor
} from '../../src/github/refusals.ts'
import { type Reason, reasons } from '../../src/verify/reasons.ts'

const address = 'https://api.github.com/user'

function answer(
  status: number,
  body: unknown,
  headers: ApiAnswer['headers'] = {}
): ApiAnswer {
  return { status, headers, body }
}

const html = '<!DOCTYPE html><title>Sign in</title>'

const bodies = {
  'Bad credentials': [{ message: 'Bad credentials' }, 'Bad credentials'],
  'another message': [{ message: 'Something else' }, 'Something else'],
  'no message': [{ error: 'x' }, 'JSON without the members GitHub sends'],
  HTML: [html, 'an HTML page'],
  text: ['upstream error', 'text that is not JSON'],
  nothing: ['', 'an empty body']
} as const

type Body = keyof typeof bodies

/** What each status means, with each body in the order above. */
const matrix: readonly (readonly [
  statuses: readonly number[],
  reasons: Readonly<Record<Body, Reason | undefined>>
])[] = [
  [
    [200, 201, 202, 204, 206],
    {
      'Bad credentials': undefined,
      'another message': undefined,
      'no message': undefined,
      HTML: undefined,
      text: undefined,
      nothing: undefined
    }
  ],
  [
    [300, 301, 302, 303, 304, 307, 308],
    {
      'Bad credentials': 'redirected',
      'another message': 'redirected',
      'no message': 'redirected',
      HTML: 'redirected',
      text: 'redirected',
      nothing: 'redirected'
    }
  ],
  [
    [401],
    {
      'Bad credentials': 'token-rejected',
      'another message': 'access-refused',
      'no message': 'not-github',
      HTML: 'not-github',
      text: 'not-github',
      nothing: 'not-github'
    }
  ],
  [
    [404],
    {
      'Bad credentials': 'not-github',
      'another message': 'not-github',
      'no message': 'not-github',
      HTML: 'not-github',
      text: 'not-github',
      nothing: 'not-github'
    }
  ],
  [
    [400, 402, 403, 405, 406, 407, 409, 410, 418, 422, 426, 451, 499],
    {
      'Bad credentials': 'access-refused',
      'another message': 'access-refused',
      'no message': 'not-github',
      HTML: 'not-github',
      text: 'not-github',
      nothing: 'not-github'
    }
  ],
  [
    [429],
    {
      'Bad credentials': 'rate-limited',
      'another message': 'rate-limited',
      'no message': 'rate-limited',
      HTML: 'rate-limited',
      text: 'rate-limited',
      nothing: 'rate-limited'
    }
  ],
  [
    [500, 501, 502, 503, 504, 511, 599],
    {
      'Bad credentials': 'server-error',
      'another message': 'server-error',
      'no message': 'server-error',
      HTML: 'server-error',
      text: 'server-error',
      nothing: 'server-error'
    }
  ]
]

const cells = matrix.flatMap(([statuses, row]) =>
  statuses.flatMap((status) =>
    (Object.keys(bodies) as Body[]).map(
      (body) => [status, body, row[body]] as const
    )
  )
)

describe('an answer', () => {
  test.each(cells)('%d with %s: %s', (status, name, reason) => {
    const [body, described] = bodies[name]
    expect(findRefusal(answer(status, body), address)).toEqual(
      reason && {
        reason,
        evidence: `GET ${address} answered ${String(status)}: ${described}`
      }
    )
  })

  test.each<readonly [string, ApiAnswer, Reason | undefined]>([
    [
      '403 with the limit used up',
      answer(403, { message: 'API' }, { 'x-ratelimit-remaining': '0' }),
      'rate-limited'
    ],
    [
      '403 with requests left',
      answer(403, { message: 'API' }, { 'x-ratelimit-remaining': '10' }),
      'access-refused'
    ],
    [
      '403 that asks to come back later',
      answer(403, html, { 'retry-after': '60' }),
      'rate-limited'
    ],
    [
      '403 of the primary limit',
      answer(403, { message: 'API rate limit exceeded for user ID 1.' }),
      'rate-limited'
    ],
    [
      '403 of the secondary limit',
      answer(403, { message: 'You have exceeded a secondary RATE LIMIT.' }),
      'rate-limited'
    ],
    [
      '403 after too many wrong tokens',
      answer(403, {
        message: 'Maximum number of login attempts exceeded. Please try later.'
      }),
      'rate-limited'
    ],
    [
      '403 of single sign-on',
      answer(403, {
        message: 'Resource protected by organization SAML enforcement.'
      }),
      'access-refused'
    ],
    [
      '403 of an account that was suspended',
      answer(403, { message: 'Sorry. Your account was suspended.' }),
      'access-refused'
    ],
    [
      '401 in other letters',
      answer(401, { message: 'BAD CREDENTIALS' }),
      'token-rejected'
    ],
    [
      '401 that says more than that',
      answer(401, { message: 'Bad credentials.' }),
      'token-rejected'
    ],
    [
      '401 of an API gateway',
      answer(401, { message: 'Invalid authentication credentials' }),
      'access-refused'
    ],
    [
      '401 of another service',
      answer(401, { message: 'Credentials are missing' }),
      'access-refused'
    ],
    [
      '401 with other words around ours',
      answer(401, { message: 'notbad credentialsx' }),
      'access-refused'
    ],
    [
      '401 of an Enterprise Server in private mode',
      answer(401, { message: 'Must authenticate to access this API.' }),
      'access-refused'
    ],
    [
      '401 of a proxy that speaks of credentials on a page',
      answer(401, '<h1>Bad credentials</h1>'),
      'not-github'
    ],
    [
      '200 with the limit used up',
      answer(200, { login: 'x' }, { 'x-ratelimit-remaining': '0' }),
      undefined
    ],
    ['401 with an empty message', answer(401, { message: '' }), 'not-github'],
    [
      '401 with a message of another type',
      answer(401, { message: { toString: 'Bad credentials' } }),
      'not-github'
    ],
    ['401 with a list', answer(401, ['Bad credentials']), 'not-github'],
    ['401 with null', answer(401, null), 'not-github']
  ])('%s', (_, given, reason) => {
    expect(findRefusal(given, address)?.reason).toBe(reason)
  })

  test.each([
    [null, 'an empty body'],
    [undefined, 'an empty body'],
    ['', 'an empty body'],
    ['\n <html>', 'an HTML page'],
    ['{"login":', 'text that is not JSON'],
    [[], 'JSON without the members GitHub sends'],
    [{ login: {} }, 'JSON without the members GitHub sends'],
    [42, 'JSON without the members GitHub sends'],
    [false, 'JSON without the members GitHub sends']
  ])('200 with %j is not one of GitHub', (body, described) => {
    expect(notGitHub(answer(200, body), address)).toEqual({
      reason: 'not-github',
      evidence: `GET ${address} answered 200: ${described}`
    })
  })
})

describe('the evidence', () => {
  const date = 'Sun, 22 Nov 2026 12:00:00 GMT'

  test.each<readonly [string, number, ApiAnswer['headers'], string]>([
    [
      'where a redirect leads',
      302,
      { location: 'https://login.acme.corp:8443/sso?x=1' },
      ', with a redirect to login.acme.corp:8443'
    ],
    [
      'no more of its address than the host',
      301,
      {
        location: `https://user:${'p'.repeat(20)}@h.example/${'q'.repeat(20)}`
      },
      ', with a redirect to h.example'
    ],
    [
      'nothing about a redirect within the host',
      302,
      { location: '/user' },
      ''
    ],
    [
      'nothing about an address that is none',
      302,
      { location: 'https://' },
      ''
    ],
    [
      'nothing about an address without TLS',
      302,
      { location: 'http://x.example' },
      ''
    ],
    [
      'nothing about an address of another kind',
      302,
      { location: 'javascript://x.example/%0aalert(1)' },
      ''
    ],
    [
      'nothing about the address of an error',
      503,
      { location: 'https://x' },
      ''
    ],
    [
      'how long to wait',
      429,
      { 'retry-after': '60' },
      ', and asks to wait 60 seconds'
    ],
    [
      'how long to wait until the limit is reset',
      403,
      {
        date,
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(Date.parse(date) / 1000 + 90)
      },
      ', and asks to wait 90 seconds'
    ]
  ])('says %s', (_, status, headers, hint) => {
    const given = answer(status, { message: 'No' }, headers)
    expect(findRefusal(given, address)?.evidence).toBe(
      `GET ${address} answered ${String(status)}: No${hint}`
    )
  })
})

describe('the message of a body', () => {
  test.each([
    [{ message: 'x' }, 'x'],
    [{ message: '' }, ''],
    [{ message: 42 }, undefined],
    [{ message: null }, undefined],
    [{}, undefined],
    [['message'], undefined],
    [null, undefined],
    ['message', undefined],
    [undefined, undefined]
  ])('of %j is %j', (body, message) => {
    expect(messageOf(body)).toBe(message)
  })

  test.each([
    ['See https://evil.example/x?y=z#a for more', 'See … for more'],
    ['See HTTP://evil.example.', 'See …'],
    ['https://a.example https://b.example\nhttps://c.example', '… …\n…'],
    ['xhttps://evil.example', 'x…'],
    ['(https://evil.example)', '(…'],
    ['<a href="https://evil.example/">x</a>', '<a href="…'],
    ['Use https: //x or http:/x', 'Use https: //x or http:/x'],
    ['https://', 'https://']
  ])('%j is quoted without addresses: %j', (message, quoted) => {
    expect(messageOf({ message })).toBe(quoted)
    const refusal = findRefusal(answer(403, { message }), address)
    expect(refusal).toEqual({
      reason: 'access-refused',
      evidence: `GET ${address} answered 403: ${quoted}`
    })
  })

  test('may be an address of 100 000 characters, or as many addresses', () => {
    for (const message of [
      `https://${'a'.repeat(100_000)}`,
      'https://a '.repeat(100_000),
      'https:/'.repeat(100_000)
    ]) {
      expect(messageOf({ message })?.length).toBeLessThanOrEqual(300)
      expect(messageOf({ message })).not.toContain('https://')
    }
  })

  test('is cut between words, as a token may be one of them', () => {
    const token = 'ghp_' + 'a'.repeat(36)
    for (let count = 100; count < 160; count += 1) {
      const message = messageOf({ message: `${'x '.repeat(count)}${token} y` })
      expect(message?.length).toBeLessThanOrEqual(300)
      expect(message?.replace(token, '')).not.toContain('ghp_')
    }
  })

  test.each([
    ['rate limit', 'rate '],
    ['login attempts', 'login '],
    ['credentials', 'credential '],
    ['white space', ' '],
    ['letters', 'a']
  ])('may be 100 000 characters that are almost %s', (_, text) => {
    for (const status of [401, 403, 422]) {
      const body = { message: text.repeat(100_000) }
      const refusal = findRefusal(answer(status, body), address)
      expect(refusal?.reason).toBe('access-refused')
      expect(refusal?.evidence.length).toBeLessThan(400)
    }
  })

  test('may be a page of 100 000 spaces', () => {
    const body = ' '.repeat(100_000)
    expect(findRefusal(answer(403, body), address)?.reason).toBe('not-github')
  })
})

describe('how long a host asks to wait', () => {
  const date = 'Sun, 22 Nov 2026 12:00:00 GMT'
  const epoch = Date.parse(date) / 1000

  test.each<readonly [string, ApiAnswer['headers'], number | undefined]>([
    ['not at all', {}, undefined],
    ['in seconds', { 'retry-after': '60' }, 60_000],
    ['no time', { 'retry-after': '0' }, 0],
    ['as a date, which GitHub never does', { 'retry-after': date }, undefined],
    ['a negative time', { 'retry-after': '-1' }, undefined],
    ['a fraction', { 'retry-after': '1.5' }, undefined],
    ['an exponent', { 'retry-after': '1e3' }, undefined],
    ['in other digits', { 'retry-after': '٣' }, undefined],
    ['for ever', { 'retry-after': '9'.repeat(400) }, undefined],
    [
      'until the limit is reset, by its own clock',
      {
        date,
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(epoch + 90)
      },
      90_000
    ],
    [
      'until a moment that has passed',
      {
        date,
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(epoch - 90)
      },
      0
    ],
    [
      'in seconds and until the reset: the seconds count',
      {
        date,
        'retry-after': '5',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(epoch + 90)
      },
      5000
    ],
    [
      'with requests left',
      {
        date,
        'x-ratelimit-remaining': '7',
        'x-ratelimit-reset': String(epoch + 90)
      },
      undefined
    ],
    [
      'until garbage',
      { date, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'soon' },
      undefined
    ],
    ['until nothing', { 'x-ratelimit-remaining': '0' }, undefined]
  ])('%s', (_, headers, milliseconds) => {
    expect(waitFor(headers)).toBe(milliseconds)
  })

  test.each([undefined, 'garbage'])(
    'by the clock of the runner when its own is %j',
    (hostDate) => {
      const wait = waitFor({
        date: hostDate,
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 1000)
      })
      expect(wait).toBeGreaterThan(0)
      expect(wait).toBeLessThanOrEqual(1_001_000)
    }
  )
})

test('only failures that may pass are worth another attempt', () => {
  const all = Object.keys(reasons) as Reason[]
  expect(all.filter(isPassing).sort()).toEqual([
    'answer-broken',
    'host-unreachable',
    'rate-limited',
    'server-error'
  ])
})

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
  ['not-github', 'its answer is larger than 1 MiB', ['ANSWER_TOO_LARGE']],
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
      evidence: `GET ${address}: ${evidence} (${code})`
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
      expect(describeFailure(failure, address)).toEqual(expected)
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
    expect(describeFailure(failure, address)).toEqual({
      reason,
      evidence: `GET ${address}: ${evidence}`
    })
  })

  test('that causes itself is described', () => {
    const error = withCode('ECONNRESET')
    error.cause = error
    expect(describeFailure(error, address).reason).toBe('host-unreachable')
    const plain = new Error('a')
    plain.cause = plain
    expect(describeFailure(plain, address)).toEqual({
      reason: 'host-unreachable',
      evidence: `GET ${address}: the request failed`
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
    expect(JSON.stringify(describeFailure(error, address))).not.toContain(token)
  })
})
