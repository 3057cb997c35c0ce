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
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { createClient } from '../../src/github/client.ts'
import { connect, type Question } from '../../src/github/connection.ts'
import { describeFailure } from '../../src/github/failures.ts'
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

const send = async (question: Question) =>
  createClient(host)(new Secret(token))(question, new AbortController().signal)

const user: Question = { about: 'account', method: 'GET', path: '/user' }

const get = () => send(user)

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

describe('a request that writes', () => {
  test.each(['POST', 'PUT', 'PATCH'] as const)(
    '%s carries an empty JSON object',
    async (method) => {
      let sent: Request | undefined
      nock(apiUrl)
        .intercept('/repos/a/b/hooks/1', method)
        .reply((request: unknown) => {
          sent = request as Request
          return [422, { message: 'Validation Failed' }]
        })
      expect(
        await send({ about: 'resource', method, path: '/repos/a/b/hooks/1' })
      ).toMatchObject({ status: 422, body: { message: 'Validation Failed' } })
      expect(await sent?.text()).toBe('{}')
      expect(sent?.headers.get('content-type')).toMatch(/^application\/json\b/)
      expect(sent?.headers.get('authorization')).toContain(token)
      expect(sent?.headers.get('x-github-api-version')).toBe('2022-11-28')
    }
  )

  test.each([
    [
      'an issue',
      { title: 'Ä "x"\n', labels: ['a'], assignees: [] },
      '{"title":"Ä \\"x\\"\\n","labels":["a"],"assignees":[]}'
    ],
    ['what is closed', { state: 'closed' }, '{"state":"closed"}'],
    ['nothing', {}, '{}'],
    [
      'what only a path may say',
      {
        method: 'GET',
        url: '/user',
        headers: { a: 'b' },
        baseUrl: 'https://x'
      },
      '{"method":"GET","url":"/user","headers":{"a":"b"},"baseUrl":"https://x"}'
    ]
  ])('carries %s as it is', async (_, body, text) => {
    let sent: Request | undefined
    nock(apiUrl)
      .post('/repos/a/b/issues')
      .reply((request: unknown) => {
        sent = request as Request
        return [201, { number: 1 }]
      })
    expect(
      await send({
        about: 'resource',
        method: 'POST',
        path: '/repos/a/b/issues',
        body,
        once: true
      })
    ).toMatchObject({ status: 201, body: { number: 1 } })
    expect(await sent?.text()).toBe(text)
    expect(sent?.headers.get('content-type')).toMatch(/^application\/json\b/)
  })

  test('is the only one that carries anything', async () => {
    let sent: Request | undefined
    nock(apiUrl)
      .get('/repos/a/b/pulls?per_page=1')
      .reply((request: unknown) => {
        sent = request as Request
        return [200, []]
      })
    const path = '/repos/a/b/pulls?per_page=1'
    await send({ about: 'resource', method: 'GET', path })
    expect(await sent?.text()).toBe('')
  })

  test.each([
    `/repos/a/b/attestations/sha256:${'0'.repeat(64)}`,
    '/repos/a-b.c/d_e.f/commits/HEAD/check-runs?per_page=1',
    '/user/followers?per_page=1'
  ])('goes to %s as it is written', async (path) => {
    nock(apiUrl).get(path).reply(200, [])
    expect(
      await send({ about: 'resource', method: 'GET', path })
    ).toMatchObject({ status: 200 })
  })
})

describe('a question in GraphQL', () => {
  const query = { query: 'query { viewer { login } }' }
  const question: Question = {
    about: 'graphql',
    method: 'POST',
    path: '/graphql',
    body: query
  }

  test.each([
    ['https://github.com', 'https://api.github.com', 'https://api.github.com'],
    [
      'https://acme.ghe.com',
      'https://api.acme.ghe.com',
      'https://api.acme.ghe.com'
    ],
    [
      'https://github.acme.corp:8443',
      'https://github.acme.corp:8443/api/v3',
      'https://github.acme.corp:8443/api'
    ]
  ])('of %s goes beside %s, to %s', async (web, api, base) => {
    let sent: Request | undefined
    nock(base)
      .post('/graphql')
      .reply((request: unknown) => {
        sent = request as Request
        return [200, { data: { viewer: { login: 'octocat' } } }]
      })
    const client = createClient({ ...host, webUrl: web, apiUrl: api })
    expect(
      await client(new Secret(token))(question, new AbortController().signal)
    ).toMatchObject({ body: { data: { viewer: { login: 'octocat' } } } })
    expect(await sent?.json()).toEqual(query)
    expect(sent?.headers.get('authorization')).toContain(token)
  })
})

describe('a client', () => {
  test('sends with each token what was asked with that one', async () => {
    const seen: (string | null)[] = []
    nock(apiUrl)
      .get('/user')
      .times(4)
      .reply((request: unknown) => {
        seen.push((request as Request).headers.get('authorization'))
        return [200, {}]
      })
    const client = createClient(host)
    const tokens = ['a', 'b'].map((letter) => letter.repeat(40))
    const [first, second] = tokens.map((one) => client(new Secret(one)))
    const signal = new AbortController().signal
    for (const ask of [first, second, second, first]) {
      await ask?.(user, signal)
    }
    expect(seen.map((header) => header?.split(' ')[1])).toEqual(
      ['a', 'b', 'b', 'a'].map((letter) => letter.repeat(40))
    )
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
    expect(describeFailure(error, `GET ${apiUrl}/user`)).toEqual({
      reason: 'not-github',
      evidence: `GET ${apiUrl}/user: its answer is too large to be read (ANSWER_TOO_LARGE)`
    })
  })

  test.each([200, 422])(
    '%d may be larger when a large one is expected',
    async (status) => {
      const largestBody = 3 * 1024 * 1024
      const path = '/repos/a/b/issues?per_page=100'
      const large = { ...user, about: 'resource', path, largestBody } as const
      const text = 'a'.repeat(largestBody)
      nock(apiUrl).get(path).reply(status, text)
      expect((await send(large)).body).toBe(text)
      nock(apiUrl).get(path).reply(status, `${text}a`)
      await expect(send(large)).rejects.toMatchObject({
        cause: { code: 'ANSWER_TOO_LARGE' }
      })
    }
  )

  test('is as large as before to the next question', async () => {
    nock(apiUrl)
      .get('/user')
      .times(2)
      .reply(200, 'a'.repeat(1024 * 1024 + 1))
    const ask = createClient(host)(new Secret(token))
    const signal = new AbortController().signal
    const large = { ...user, largestBody: 2 * 1024 * 1024 }
    expect((await ask(large, signal)).status).toBe(200)
    await expect(ask(user, signal)).rejects.toThrow()
  })

  test('that is none says why', async () => {
    nock(apiUrl)
      .get('/user')
      .replyWithError(
        Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
      )
    const error: unknown = await get().catch((thrown: unknown) => thrown)
    expect(describeFailure(error, `GET ${apiUrl}/user`)).toEqual({
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
      expect(describeFailure(error, `GET ${apiUrl}/user`)).toEqual({
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

describe('a request of git', () => {
  const readRefs = '/acme/site.git/info/refs?service=git-upload-pack'
  const writeRefs = '/acme/site.git/info/refs?service=git-receive-pack'
  const refs = { 'content-type': 'application/x-git-upload-pack-advertisement' }
  const { webUrl } = host

  const ask = (path = readRefs) => send({ about: 'git', method: 'GET', path })

  /** A body in these parts, which then neither ends nor fails unless it is given up. */
  function unending(parts: Iterable<string>): {
    readonly body: Readable
    readonly read: () => number
  } {
    let read = 0
    const iterator = parts[Symbol.iterator]()
    const body = new Readable({
      highWaterMark: 1,
      read() {
        const next = iterator.next()
        if (next.done === true) return
        read += 1
        this.push(next.value)
      }
    })
    return { body, read: () => read }
  }

  test.each([
    ['reads', readRefs, 'version=2'],
    ['writes', writeRefs, null]
  ])(
    'that %s looks like one of git, to the host itself',
    async (_, path, version) => {
      let sent: Request | undefined
      nock(webUrl)
        .get(path)
        .reply((request: unknown) => {
          sent = request as Request
          return [200, '001e# service=git-upload-pack\n0000', refs]
        })
      expect(await ask(path)).toMatchObject({
        status: 200,
        body: '001e# service=git-upload-pack'
      })
      expect(sent?.method).toBe('GET')
      const basic = sent?.headers.get('authorization') ?? ''
      expect(basic).toMatch(/^Basic /)
      expect(Buffer.from(basic.slice(6), 'base64').toString()).toBe(
        `x-access-token:${token}`
      )
      expect(sent?.headers.get('user-agent')).toMatch(/^git\//)
      expect(sent?.headers.get('git-protocol')).toBe(version)
    }
  )

  test.each([301, 302, 303, 307, 308])(
    'answered %d is not sent on',
    async (status) => {
      const elsewhere = nock('https://evil.example').get('/').reply(200, '')
      nock(webUrl)
        .get(readRefs)
        .reply(status, 'Moved', { location: 'https://evil.example/' })
      expect(await ask()).toMatchObject({
        status,
        headers: { location: 'https://evil.example/' }
      })
      expect(elsewhere.isDone()).toBe(false)
      nock.cleanAll()
    }
  )

  test.each([
    ['text/plain', { message: 'Repository not found.' }],
    ['text/plain; charset=UTF-8', { message: 'Repository not found.' }],
    ['TEXT/PLAIN', { message: 'Repository not found.' }],
    ['text/html', 'Repository not found.'],
    ['text/plainer', 'Repository not found.'],
    ['application/text/plain', 'Repository not found.'],
    ['', 'Repository not found.']
  ])('answered with %j is %j', async (type, body) => {
    nock(webUrl)
      .get(readRefs)
      .reply(404, 'Repository not found.\nAnother line.\n', {
        'content-type': type
      })
    expect(await ask()).toMatchObject({ status: 404, body })
  })

  test.each([
    ['nothing', [''], ''],
    ['an empty line', ['\nx'], ''],
    ['a line without an end', ['abc'], 'abc'],
    ['a line in parts', ['a', 'b', 'c\nd'], 'abc'],
    ['4096 characters', ['a'.repeat(4096)], 'a'.repeat(4096)],
    ['4097 characters', ['a'.repeat(4097)], 'a'.repeat(4096)],
    ['a line of 1 MiB', ['a'.repeat(1024 * 1024) + '\n'], 'a'.repeat(4096)]
  ])('answered with %s is cut to its first line', async (_, parts, line) => {
    nock(webUrl).get(readRefs).reply(200, Readable.from(parts), refs)
    expect((await ask()).body).toBe(line)
  })

  test('takes a character that arrives in two parts for one', async () => {
    const bytes = Buffer.from('é\n')
    nock(webUrl)
      .get(readRefs)
      .reply(200, Readable.from([bytes.subarray(0, 1), bytes.subarray(1)]))
    expect((await ask()).body).toBe('é')
  })

  test('does not wait for the refs that never end', async () => {
    const { body } = unending(['001e# service=git-upload-pack\n', '0000'])
    nock(webUrl).get(readRefs).reply(200, body, refs)
    expect((await ask()).body).toBe('001e# service=git-upload-pack')
  })

  test('does not read a first line that never ends', async () => {
    const { body, read } = unending(
      Array.from({ length: 100_000 }, () => 'a'.repeat(1024))
    )
    nock(webUrl).get(readRefs).reply(200, body, refs)
    expect((await ask()).body).toBe('a'.repeat(4096))
    expect(read()).toBeLessThan(1000)
  })

  test('is given up when the signal says so', async () => {
    const giveUp = new AbortController()
    const server = createServer((_, response) => {
      response.write('001e# serv', () => {
        giveUp.abort(Object.assign(new Error('late'), { name: 'TimeoutError' }))
      })
    })
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    nock.enableNetConnect('127.0.0.1')
    try {
      const { port } = server.address() as AddressInfo
      const local = { ...host, webUrl: `http://127.0.0.1:${String(port)}` }
      const error: unknown = await createClient(local)(new Secret(token))(
        { about: 'git', method: 'GET', path: readRefs },
        giveUp.signal
      ).catch((thrown: unknown) => thrown)
      expect(describeFailure(error, 'GET x')).toEqual({
        reason: 'host-timeout',
        evidence: 'GET x: no complete answer came in time'
      })
    } finally {
      nock.disableNetConnect()
      server.closeAllConnections()
      server.close()
    }
  })
})

describe('a connection', () => {
  const never = new AbortController().signal

  test('asks with the client', async () => {
    nock(apiUrl)
      .get('/user')
      .matchHeader('authorization', new RegExp(token))
      .reply(200, { login: 'octocat' })
    nock(host.webUrl)
      .get('/acme/site.git/info/refs?service=git-upload-pack')
      .reply(200, '000eversion 2\n0000')
    const connection = connect(host, new Secret(token), never)
    expect(await connection.ask(user)).toMatchObject({
      request: `GET ${apiUrl}/user`,
      status: 200,
      body: { login: 'octocat' }
    })
    expect(
      await connection.ask({
        about: 'git',
        method: 'GET',
        path: '/acme/site.git/info/refs?service=git-upload-pack'
      })
    ).toMatchObject({ status: 200, body: '000eversion 2' })
  })

  test.each<Question>([
    user,
    { about: 'resource', method: 'POST', path: '/gists' },
    { about: 'git', method: 'GET', path: '/a/b.git/info/refs?service=x' }
  ])('sends nothing more after its deadline: %j', async (question) => {
    const interceptor = nock(/.*/).intercept(/.*/, question.method)
    const scope = interceptor.reply(200, {})
    const late = Object.assign(new Error('late'), { name: 'TimeoutError' })
    const connection = connect(host, new Secret(token), AbortSignal.abort(late))
    await expect(connection.ask(question)).rejects.toMatchObject({
      refusal: { reason: 'host-timeout' }
    })
    expect(scope.isDone()).toBe(false)
    nock.cleanAll()
  })

  test('whose proxy cannot be used says so for every question', async () => {
    process.env['https_proxy'] = 'http://'
    try {
      const connection = connect(host, new Secret(token), never)
      for (const question of [user, { ...user, path: '/repos/a/b' }]) {
        await expect(connection.ask(question)).rejects.toMatchObject({
          refusal: { reason: 'proxy-failed' }
        })
      }
    } finally {
      Reflect.deleteProperty(process.env, 'https_proxy')
    }
  })
})
