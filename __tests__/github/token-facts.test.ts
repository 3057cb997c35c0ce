import { describe, expect, test } from '@jest/globals'
import {
  Connection,
  type HttpAnswer,
  type Question
} from '../../src/github/connection.ts'
import { askAboutToken } from '../../src/github/token-facts.ts'
import type { TokenKind } from '../../src/github/token-kind.ts'
import { Secret } from '../../src/runner/secret.ts'
import { linkSource } from '../verify/samples.ts'

const tokens: Readonly<Record<TokenKind, string>> = {
  classic: 'ghp_' + 'a'.repeat(36),
  'fine-grained': 'github_pat_' + 'a'.repeat(82),
  oauth: 'gho_' + 'a'.repeat(36),
  'app-user': 'ghu_' + 'a'.repeat(36),
  installation: 'ghs_' + 'a'.repeat(36),
  unknown: '0123456789'.repeat(4)
}

const date = 'Sun, 22 Nov 2026 12:00:00 GMT'

const never = new AbortController().signal

/** What is known of a token when `GET /user` gives this answer. */
async function ask(
  kind: TokenKind,
  answer: Partial<HttpAnswer> | Error,
  hints: { readonly token?: string; readonly looksMistyped?: boolean } = {}
) {
  const asked: Question[] = []
  const connection = new Connection(
    linkSource.host,
    (question) => {
      asked.push(question)
      return answer instanceof Error
        ? Promise.reject(answer)
        : Promise.resolve({
            status: 200,
            headers: {},
            body: { login: 'octocat' },
            ...answer
          })
    },
    never,
    () => Promise.resolve()
  )
  const outcome = await askAboutToken(connection, {
    secret: new Secret(hints.token ?? tokens[kind]),
    looksMistyped: hints.looksMistyped ?? false
  })
  return { ...outcome, asked }
}

const user: Question = { about: 'account', method: 'GET', path: '/user' }

const nothing = {
  login: 'octocat',
  accountId: undefined,
  scopes: undefined,
  expiry: undefined,
  strangeExpiry: undefined,
  hostVersion: undefined,
  hostTime: undefined
}

describe('an accepted token', () => {
  test.each([
    [583231, 583231],
    [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    ['583231', undefined],
    [1.5, undefined],
    [1e300, undefined],
    [null, undefined],
    [{}, undefined]
  ])('whose account has the number %j has %j', async (id, accountId) => {
    const { accepted } = await ask('classic', {
      body: { login: 'octocat', id }
    })
    expect(accepted).toMatchObject({ login: 'octocat', accountId })
  })

  test('is described by one request', async () => {
    const answer = await ask('classic', {
      headers: {
        date,
        'x-oauth-scopes': 'repo, workflow',
        'github-authentication-token-expiration': '2027-01-31 00:00:00 +0100',
        'x-github-enterprise-version': '3.19.1'
      }
    })
    expect(answer).toEqual({
      accepted: {
        kind: 'classic',
        login: 'octocat',
        scopes: ['repo', 'workflow'],
        expiry: {
          at: new Date('2027-01-30T23:00:00Z'),
          assumedZone: undefined
        },
        hostVersion: '3.19.1',
        hostTime: new Date('2026-11-22T12:00:00Z')
      },
      asked: [user]
    })
  })

  test.each<readonly [TokenKind, HttpAnswer['headers'], object]>([
    ['classic', {}, { kind: 'classic' }],
    ['classic', { 'x-oauth-scopes': '' }, { kind: 'classic', scopes: [] }],
    [
      'oauth',
      { 'x-oauth-scopes': 'user', 'x-oauth-client-id': 'abc' },
      { kind: 'oauth', scopes: ['user'] }
    ],
    ['fine-grained', {}, { kind: 'fine-grained' }],
    ['app-user', {}, { kind: 'app-user' }],
    // App tokens have been seen with the header, and have no scopes.
    ['fine-grained', { 'x-oauth-scopes': '' }, { kind: 'fine-grained' }],
    ['app-user', { 'x-oauth-scopes': 'repo' }, { kind: 'app-user' }],
    ['unknown', {}, { kind: 'unknown' }],
    ['unknown', { 'x-oauth-scopes': '' }, { kind: 'unknown' }],
    [
      'unknown',
      { 'x-oauth-scopes': 'repo' },
      { kind: 'classic', scopes: ['repo'] }
    ],
    [
      'unknown',
      { 'x-oauth-scopes': 'repo', 'x-oauth-client-id': 'abc' },
      { kind: 'oauth', scopes: ['repo'] }
    ],
    [
      'unknown',
      { 'x-oauth-scopes': '', 'x-oauth-client-id': 'abc' },
      { kind: 'unknown' }
    ],
    ['unknown', { 'x-oauth-client-id': 'abc' }, { kind: 'unknown' }]
  ])('that looks %s, with %j, is %j', async (kind, headers, expected) => {
    expect((await ask(kind, { headers })).accepted).toEqual({
      ...nothing,
      ...expected
    })
  })

  test.each([
    ['date', 'garbage'],
    ['date', '']
  ])('has nothing to show for the header %s: %j', async (name, value) => {
    expect(
      (await ask('classic', { headers: { [name]: value } })).accepted
    ).toEqual({ ...nothing, kind: 'classic' })
  })

  test.each(['never', '2026-02-31 00:00:00 UTC', '::error::x'])(
    'whose expiry nobody can read keeps what was reported: %j',
    async (reported) => {
      const headers = { 'github-authentication-token-expiration': reported }
      expect((await ask('classic', { headers })).accepted).toEqual({
        ...nothing,
        kind: 'classic',
        strangeExpiry: reported
      })
    }
  )
})

describe('a login', () => {
  test.each([
    'octocat',
    'a',
    'Octo-Cat',
    'mona_acme',
    'dependabot[bot]',
    'a'.repeat(100)
  ])('can be %s', async (login) => {
    expect((await ask('classic', { body: { login } })).accepted?.login).toBe(
      login
    )
  })

  test.each([
    '',
    'octo cat',
    'x\n::set-env name=A::b',
    'x\rmissing=',
    '@octocat',
    '<img>',
    '[bot]',
    'x[bot]y',
    '$(id)',
    'é',
    'octocat\n',
    'a'.repeat(101)
  ])('cannot be %j', async (login) => {
    expect(await ask('classic', { body: { login } })).toEqual({
      refusal: {
        reason: 'not-github',
        evidence:
          'GET https://api.github.com/user answered 200: JSON without the members GitHub sends'
      },
      asked: [user]
    })
  })
})

describe('an installation token', () => {
  const integration = {
    status: 403,
    body: { message: 'Resource not accessible by integration' }
  }

  test.each<TokenKind>(['installation', 'unknown', 'classic'])(
    'is known by the answer, also when it looks %s',
    async (kind) => {
      expect(await ask(kind, integration)).toEqual({
        accepted: { ...nothing, kind: 'installation', login: undefined },
        asked: [user]
      })
    }
  )

  test.each<TokenKind>(['classic', 'oauth'])(
    'that looks %s has no scopes, whatever the header says',
    async (kind) => {
      for (const scopes of ['', 'repo, workflow']) {
        const headers = { 'x-oauth-scopes': scopes }
        expect(await ask(kind, { ...integration, headers })).toEqual({
          accepted: { ...nothing, kind: 'installation', login: undefined },
          asked: [user]
        })
      }
    }
  )

  test('has an expiry and a clock when the answer tells', async () => {
    const { accepted } = await ask('installation', {
      ...integration,
      headers: {
        date,
        'x-oauth-scopes': '',
        'github-authentication-token-expiration': '2026-11-22 13:00:00 UTC'
      }
    })
    expect(accepted).toEqual({
      kind: 'installation',
      login: undefined,
      scopes: undefined,
      expiry: { at: new Date('2026-11-22T13:00:00Z'), assumedZone: undefined },
      hostVersion: undefined,
      hostTime: new Date('2026-11-22T12:00:00Z')
    })
  })

  test('is not concluded from another status', async () => {
    const answer = await ask('installation', { ...integration, status: 401 })
    expect(answer.refusal?.reason).toBe('access-refused')
    expect(answer.accepted).toBeUndefined()
  })
})

describe('no verdict about a token is', () => {
  test.each<readonly [string, unknown, string]>([
    [
      'an object for the login',
      { login: {} },
      'JSON without the members GitHub sends'
    ],
    [
      'a number for the login',
      { login: 42 },
      'JSON without the members GitHub sends'
    ],
    ['an empty login', { login: '' }, 'JSON without the members GitHub sends'],
    [
      'a login of 100 kB',
      { login: 'a'.repeat(100_000) },
      'JSON without the members GitHub sends'
    ],
    ['no login', {}, 'JSON without the members GitHub sends'],
    ['a list', [], 'JSON without the members GitHub sends'],
    ['null', null, 'an empty body'],
    ['nothing', '', 'an empty body'],
    ['the page of a captive portal', '<html>', 'an HTML page'],
    ['a text', 'OK', 'unexpected text']
  ])('taken from %s', async (_, body, described) => {
    expect(await ask('classic', { body })).toEqual({
      refusal: {
        reason: 'not-github',
        evidence: `GET https://api.github.com/user answered 200: ${described}`
      },
      asked: [user]
    })
  })

  test.each([
    [401, 'Bad credentials', 'token-rejected', 1],
    [403, 'Sorry. Your account was suspended.', 'account-suspended', 1],
    [403, 'This installation has been suspended', 'installation-suspended', 1],
    [401, 'Must authenticate to access this API.', 'credentials-dropped', 1],
    [401, 'Requires authentication', 'credentials-dropped', 1],
    [
      403,
      'Resource protected by organization SAML enforcement.',
      'sso-required',
      1
    ],
    [403, 'Something else', 'access-refused', 1],
    [404, 'Not Found', 'not-github', 1],
    [302, 'Moved', 'redirected', 1],
    [503, 'Unavailable', 'server-error', 3]
  ])('hidden by %d %s: %s', async (status, message, reason, times) => {
    expect(await ask('classic', { status, body: { message } })).toEqual({
      refusal: {
        reason,
        evidence: `GET https://api.github.com/user answered ${String(status)}: ${message.replace(/\.$/, '')}`
      },
      asked: Array.from({ length: times }, () => user)
    })
  })

  test('lost when there is no answer', async () => {
    const error = Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' })
    expect(await ask('classic', error)).toEqual({
      refusal: {
        reason: 'certificate-untrusted',
        evidence:
          'GET https://api.github.com/user: its certificate is out of date (CERT_HAS_EXPIRED)'
      },
      asked: [user]
    })
  })

  test('made from a mistake of this action', async () => {
    const connection = new Connection(
      linkSource.host,
      () => Promise.reject(new Error('x')),
      never
    )
    connection.ask = () => Promise.reject(new RangeError('a defect'))
    await expect(
      askAboutToken(connection, {
        secret: new Secret(tokens.classic),
        looksMistyped: false
      })
    ).rejects.toThrow('a defect')
  })
})

describe('a rejected token', () => {
  const rejected = { status: 401, body: { message: 'Bad credentials' } }
  const evidence =
    'GET https://api.github.com/user answered 401: Bad credentials'
  const hint = '. Its checksum is wrong: it looks cut off or mistyped'

  test.each([
    ['ghr_' + 'a'.repeat(76), false],
    ['ghr_' + 'a'.repeat(76), true],
    ['r1.' + '0'.repeat(40), false]
  ])(
    'that starts as %.4s is a refresh token, mistyped: %j',
    async (token, looksMistyped) => {
      expect(await ask('unknown', rejected, { token, looksMistyped })).toEqual({
        refusal: { reason: 'token-refresh', evidence },
        asked: [user]
      })
    }
  )

  test.each<TokenKind>(['classic', 'fine-grained', 'oauth', 'unknown'])(
    'that looks %s is told to be mistyped when it looks so',
    async (kind) => {
      for (const [looksMistyped, said] of [
        [true, hint],
        [false, '']
      ] as const) {
        expect(await ask(kind, rejected, { looksMistyped })).toEqual({
          refusal: { reason: 'token-rejected', evidence: evidence + said },
          asked: [user]
        })
      }
    }
  )

  test.each([
    ['the host is down', { status: 503, body: 'x' }, 'server-error'],
    ['the host is another', { status: 404, body: 'x' }, 'not-github'],
    [
      'it did not arrive',
      { status: 401, body: { message: 'Requires authentication' } },
      'credentials-dropped'
    ]
  ])('is not what it looks like when %s', async (_, answer, reason) => {
    const { refusal } = await ask('classic', answer, {
      token: 'ghr_' + 'a'.repeat(76),
      looksMistyped: true
    })
    expect(refusal?.reason).toBe(reason)
    expect(refusal?.evidence).not.toContain('checksum')
  })

  test('that is accepted after all is not told to be mistyped', async () => {
    expect(
      (await ask('classic', {}, { looksMistyped: true })).accepted
    ).toEqual({ ...nothing, kind: 'classic' })
  })
})
