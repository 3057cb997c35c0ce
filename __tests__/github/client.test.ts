import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  jest,
  test
} from '@jest/globals'
import nock from 'nock'
import { openApi } from '../../src/github/api.ts'
import { createClient } from '../../src/github/client.ts'
import { describeFailure } from '../../src/github/refusals.ts'
import { Secret } from '../../src/runner/secret.ts'

const token = 'ghp_' + 'a'.repeat(36)
const apiUrl = 'https://github.acme.corp:8443/api/v3'
const host = {
  name: 'github.acme.corp:8443',
  hostname: 'github.acme.corp',
  webUrl: 'https://github.acme.corp:8443',
  apiUrl
}

beforeAll(() => {
  nock.disableNetConnect()
})

afterEach(() => {
  expect(nock.pendingMocks()).toEqual([])
  nock.cleanAll()
})

afterAll(() => {
  nock.restore()
})

const get = async () => {
  const ask = createClient(host, new Secret(token))
  return ask('/user', new AbortController().signal)
}

describe('the request', () => {
  test('carries the token and says what it wants, to the API of the host', async () => {
    let headers: Headers | undefined
    nock(apiUrl)
      .get('/user')
      .reply((request: unknown) => {
        ;({ headers } = request as { headers: Headers })
        return [200, { login: 'octocat' }]
      })
    await get()
    expect(headers?.get('authorization')).toMatch(
      new RegExp(`^(?:token|Bearer) ${token}$`)
    )
    expect(headers?.get('accept')).toBe('application/vnd.github+json')
    expect(headers?.get('x-github-api-version')).toBe('2022-11-28')
    expect(headers?.get('user-agent')).toMatch(/\w+/)
  })
})

describe('the answer', () => {
  test('is the status, the headers and the parsed body', async () => {
    nock(apiUrl).get('/user').reply(
      200,
      { login: 'octocat' },
      {
        'X-OAuth-Scopes': 'repo, user',
        'X-RateLimit-Remaining': '42',
        'GitHub-Authentication-Token-Expiration': '2027-01-31 00:00:00 UTC'
      }
    )
    const { status, headers, body } = await get()
    expect({ status, body }).toEqual({
      status: 200,
      body: { login: 'octocat' }
    })
    expect(headers).toMatchObject({
      'x-oauth-scopes': 'repo, user',
      'x-ratelimit-remaining': '42',
      'github-authentication-token-expiration': '2027-01-31 00:00:00 UTC'
    })
  })

  test('tells an empty header from an absent one', async () => {
    nock(apiUrl).get('/user').reply(200, {}, { 'X-OAuth-Scopes': '' })
    expect((await get()).headers['x-oauth-scopes']).toBe('')
    nock(apiUrl).get('/user').reply(200, {})
    expect((await get()).headers['x-oauth-scopes']).toBeUndefined()
  })

  test.each([400, 401, 403, 404, 410, 422, 429, 451, 500, 502, 503])(
    'can have the status %d',
    async (status) => {
      nock(apiUrl).get('/user').reply(status, { message: 'Something' })
      expect(await get()).toMatchObject({
        status,
        body: { message: 'Something' }
      })
    }
  )

  test.each([301, 302, 303, 307, 308])(
    'is a redirect %d itself: the token is sent nowhere else',
    async (status) => {
      const elsewhere = nock('https://evil.example').get('/').reply(200, {})
      nock(apiUrl)
        .get('/user')
        .reply(status, '', { location: 'https://evil.example/' })
      expect((await get()).status).toBe(status)
      expect(elsewhere.isDone()).toBe(false)
      nock.cleanAll()
    }
  )

  test.each([
    ['a page', '<html>', '<html>', 'text/html'],
    ['a text', 'no', 'no', 'text/plain'],
    ['half a document', '{"login":', '{"login":', 'application/json'],
    [
      'JSON that says it is text',
      '{"login":"x"}',
      { login: 'x' },
      'text/plain'
    ],
    ['a list', '[1]', [1], 'application/json']
  ])('can be %s', async (_, sent, body, type) => {
    nock(apiUrl).get('/user').reply(200, sent, { 'content-type': type })
    expect(await get()).toMatchObject({ status: 200, body })
  })

  test.each([200, 204, 401, 500])('can be %d and empty', async (status) => {
    nock(apiUrl).get('/user').reply(status)
    const { status: received, body } = await get()
    expect(received).toBe(status)
    expect(body ?? '').toBe('')
  })

  test('of just 1 MiB is read', async () => {
    const text = 'a'.repeat(1024 * 1024)
    nock(apiUrl).get('/user').reply(200, text)
    expect((await get()).body).toBe(text)
  })

  test.each([200, 500])('%d of more than 1 MiB is none', async (status) => {
    nock(apiUrl)
      .get('/user')
      .reply(status, 'a'.repeat(1024 * 1024 + 1))
    const error: unknown = await get().catch((thrown: unknown) => thrown)
    expect(describeFailure(error, `${apiUrl}/user`)).toEqual({
      reason: 'not-github',
      evidence: `GET ${apiUrl}/user: its answer is larger than 1 MiB (ANSWER_TOO_LARGE)`
    })
  })

  test('that is none says why', async () => {
    nock(apiUrl)
      .get('/user')
      .replyWithError(
        Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
      )
    const error: unknown = await get().catch((thrown: unknown) => thrown)
    expect(describeFailure(error, `${apiUrl}/user`)).toEqual({
      reason: 'host-unreachable',
      evidence: `GET ${apiUrl}/user: the connection failed (ECONNREFUSED)`
    })
  })

  test('prints nothing, whatever its headers say', async () => {
    const writes = [process.stdout, process.stderr].map((stream) =>
      jest.spyOn(stream, 'write').mockReturnValue(true)
    )
    const calls = (['log', 'info', 'warn', 'error', 'debug'] as const).map(
      (method) => jest.spyOn(console, method).mockReturnValue()
    )
    try {
      for (const status of [200, 404]) {
        nock(apiUrl).get('/user').reply(
          status,
          {},
          {
            deprecation: 'Sat, 01 Jan 2022 00:00:00 GMT ::error::x',
            sunset: '::error::y',
            link: '<https://x.example/::error::z>; rel="deprecation"'
          }
        )
        await get()
      }
      expect([...writes, ...calls].flatMap((spy) => spy.mock.calls)).toEqual([])
    } finally {
      for (const spy of [...writes, ...calls]) spy.mockRestore()
    }
  })
})

describe('a proxy', () => {
  const names = ['https_proxy', 'HTTPS_PROXY', 'no_proxy', 'NO_PROXY']

  afterEach(() => {
    for (const name of names) Reflect.deleteProperty(process.env, name)
  })

  test.each([
    [
      'https_proxy',
      'http://',
      'the address in https_proxy is not http://HOST:PORT (ERR_INVALID_URL)'
    ],
    [
      'HTTPS_PROXY',
      'http://',
      'the address in https_proxy is not http://HOST:PORT (ERR_INVALID_URL)'
    ],
    [
      'https_proxy',
      'http://a b',
      'the address in https_proxy is not http://HOST:PORT (ERR_INVALID_URL)'
    ],
    [
      'https_proxy',
      'socks5://proxy.acme.corp:1080',
      'the address in https_proxy is not http://HOST:PORT (UND_ERR_INVALID_ARG)'
    ]
  ])(
    'that cannot be used, %s=%s, is not gone around',
    async (name, value, said) => {
      process.env[name] = value
      const error: unknown = await get().catch((thrown: unknown) => thrown)
      expect(describeFailure(error, `${apiUrl}/user`)).toEqual({
        reason: 'proxy-failed',
        evidence: `GET ${apiUrl}/user: ${said}`
      })
    }
  )

  test.each([
    ['there is none', {}],
    ['it is empty', { https_proxy: '', HTTPS_PROXY: '' }],
    [
      'it is not for this host',
      { https_proxy: 'http://', no_proxy: 'github.acme.corp' }
    ],
    [
      'it is not for this port',
      {
        https_proxy: 'http://proxy.acme.corp:1',
        NO_PROXY: 'x.example,github.acme.corp:8443'
      }
    ]
  ])('is not used when %s', async (_, environment) => {
    Object.assign(process.env, environment)
    nock(apiUrl).get('/user').reply(200, { login: 'octocat' })
    expect(await get()).toMatchObject({ body: { login: 'octocat' } })
  })
})

test('an opened API asks with the client', async () => {
  nock(apiUrl)
    .get('/user')
    .matchHeader('authorization', new RegExp(token))
    .reply(200, { login: 'octocat' })
  const api = openApi(host, new Secret(token))
  expect(await api.get('/user')).toMatchObject({
    status: 200,
    body: { login: 'octocat' }
  })
})
