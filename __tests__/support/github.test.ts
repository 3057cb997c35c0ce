import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  test
} from '@jest/globals'
import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { crc32, gzipSync } from 'node:zlib'
import { ENDPOINTS } from './github/endpoints.ts'
import { FAULTS, redirect } from './github/faults.ts'
import { type GitHub, startGitHub } from './github/github.ts'
import type { NewToken } from './github/model.ts'
import { createToken } from './github/tokens.ts'

let github: GitHub
let folder: string
const tokens: Record<string, string> = {}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'github-test-'))
  github = await startGitHub({ now: () => new Date('2026-11-22T12:00:00Z') })
  github.addUser({ login: 'octocat', id: 583231, name: 'The Octocat' })
  await Promise.all([
    github.addRepository('acme/app', { private: true }),
    github.addRepository('acme/site', {
      formerly: ['acme/homepage'],
      wiki: { 'Home.md': '# Home\n' }
    }),
    github.addRepository('other/secret', { private: true })
  ])
  const write = { 'acme/*': 'write' } as const
  const read = { 'acme/*': 'read' } as const
  const rows = [
    {
      name: 'classic',
      kind: 'classic',
      scopes: ['workflow', 'repo'],
      access: write
    },
    {
      name: 'classic, reader',
      kind: 'classic',
      scopes: ['repo'],
      access: read
    },
    {
      name: 'classic, public_repo',
      kind: 'classic',
      scopes: ['public_repo'],
      access: write
    },
    { name: 'classic, no scope', kind: 'classic', access: write },
    {
      name: 'classic, expired',
      kind: 'classic',
      scopes: ['repo'],
      access: write,
      expired: true
    },
    {
      name: 'fine-grained',
      kind: 'fine-grained',
      access: write,
      expiresAt: '2023-12-13 00:00:00 +0100'
    },
    { name: 'fine-grained, reader', kind: 'fine-grained', access: read },
    { name: 'oauth', kind: 'oauth', scopes: ['repo'], access: write },
    { name: 'app-user', kind: 'app-user', access: write },
    {
      name: 'installation',
      kind: 'installation',
      access: { 'acme/app': 'read' }
    }
  ] as const
  for (const row of rows) tokens[row.name] = github.addToken(row)
  tokens['revoked'] = github.addToken({
    name: 'revoked',
    kind: 'fine-grained',
    access: write
  })
  github.revoke(tokens['revoked'])
  tokens['never issued'] = createToken('classic')
})

afterEach(() => {
  github.clearRequests()
})

afterAll(async () => {
  await github.close()
  await rm(folder, { recursive: true })
})

function tokenOf(name: string): string {
  const token = tokens[name]
  if (token === undefined) throw new Error(`No token ${name}`)
  return token
}

function basic(name: string): string {
  const pair = `x-access-token:${tokenOf(name)}`
  return `Basic ${Buffer.from(pair).toString('base64')}`
}

interface GitOptions {
  readonly cwd?: string
  /** The names of the tokens it sends, each in a header of its own. */
  readonly as?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
}

function git(
  parameters: readonly string[],
  { cwd = folder, as = [], env = {} }: GitOptions = {}
): Promise<{ failed: boolean; stdout: string; stderr: string }> {
  const headers = as.flatMap((name) => [
    '-c',
    `http.extraHeader=Authorization: ${basic(name)}`
  ])
  // Only with a helper to ask does git show what a 401 says.
  const helper = '!f() { echo username=x; echo password=x; }; f'
  const asked = as.length === 0 ? [] : ['-c', `credential.helper=${helper}`]
  return new Promise((resolve) => {
    execFile(
      'git',
      [...headers, ...asked, ...parameters],
      {
        cwd,
        env: {
          PATH: process.env['PATH'],
          HOME: folder,
          GIT_CONFIG_NOSYSTEM: '1',
          GIT_CONFIG_GLOBAL: '/dev/null',
          GIT_TERMINAL_PROMPT: '0',
          GIT_SSL_CAINFO: github.caFile,
          GIT_AUTHOR_NAME: 'octocat',
          GIT_AUTHOR_EMAIL: 'octocat@users.noreply.github.com',
          GIT_COMMITTER_NAME: 'octocat',
          GIT_COMMITTER_EMAIL: 'octocat@users.noreply.github.com',
          LC_ALL: 'C',
          ...env
        }
      },
      (error, stdout, stderr) => {
        resolve({ failed: error !== null, stdout, stderr })
      }
    )
  })
}

/** A clone of `acme/app` with one commit more, and that commit's id. */
async function cloneWithCommit(
  name: string,
  content: string | Buffer
): Promise<{ cwd: string; commit: string }> {
  const cwd = join(folder, name)
  const url = `${github.url}/acme/app`
  await git(['clone', '--quiet', url, cwd], { as: ['classic'] })
  await writeFile(join(cwd, `${name}.txt`), content)
  await git(['add', '.'], { cwd })
  await git(['commit', '--quiet', '--message', name], { cwd })
  const { stdout } = await git(['rev-parse', 'HEAD'], { cwd })
  return { cwd, commit: stdout.trim() }
}

interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

interface AskOptions {
  readonly method?: string
  readonly headers?: Record<string, string | string[]>
  readonly body?: Buffer
  readonly maxHeaderSize?: number
}

async function ask(
  path: string,
  { headers = {}, body, ...options }: AskOptions = {},
  to: GitHub = github
): Promise<Reply> {
  const response = await open(path, { headers, ...options }, to, body)
  const received = await buffer(response)
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: received
  }
}

async function open(
  path: string,
  options: Omit<AskOptions, 'body'>,
  to: GitHub = github,
  body?: Buffer
): Promise<IncomingMessage> {
  const ca = await readFile(to.caFile)
  return new Promise((resolve, reject) => {
    request(to.url + path, {
      ca,
      servername: 'localhost',
      agent: false,
      ...options,
      headers: { 'user-agent': 'test', ...options.headers }
    })
      .on('response', resolve)
      .on('error', reject)
      .end(body)
  })
}

function bearer(name: string): { headers: Record<string, string> } {
  return { headers: { authorization: `Bearer ${tokenOf(name)}` } }
}

function parse({ body }: Reply): unknown {
  return JSON.parse(body.toString())
}

describe('git', () => {
  const rejected =
    /remote: Invalid username or token\. Password authentication is not supported/
  const askedForName = /could not read Username/
  const denied = (repository: string, login: string) =>
    new RegExp(
      `remote: Permission to ${repository}\\.git denied to ${login}\\.\n.*error: 403`
    )
  const notGranted =
    /remote: Write access to repository not granted\.\n.*error: 403/
  const notFound = /remote: Repository not found\./
  const ok = 'succeeds'
  const bot = 'github-actions\\[bot\\]'

  test.each([
    ['nobody', 'acme/app', askedForName, askedForName],
    ['nobody', 'acme/site', ok, askedForName],
    ['nobody', 'acme/none', askedForName, askedForName],
    ['classic', 'acme/app', ok, ok],
    ['classic', 'acme/site', ok, ok],
    ['classic', 'acme/none', notFound, notFound],
    ['classic', 'other/secret', notFound, notFound],
    ['classic, reader', 'acme/app', ok, denied('acme/app', 'octocat')],
    ['classic, reader', 'acme/site', ok, denied('acme/site', 'octocat')],
    ['classic, public_repo', 'acme/app', notGranted, notGranted],
    ['classic, public_repo', 'acme/site', ok, ok],
    ['classic, no scope', 'acme/app', notGranted, notGranted],
    ['classic, no scope', 'acme/site', ok, notGranted],
    ['classic, expired', 'acme/app', rejected, rejected],
    ['classic, expired', 'acme/site', rejected, rejected],
    ['revoked', 'acme/site', rejected, rejected],
    ['never issued', 'acme/site', rejected, rejected],
    ['fine-grained', 'acme/app', ok, ok],
    ['fine-grained', 'other/secret', notFound, notFound],
    ['fine-grained, reader', 'acme/app', ok, notGranted],
    ['oauth', 'acme/app', ok, ok],
    ['app-user', 'acme/app', ok, ok],
    ['installation', 'acme/app', ok, denied('acme/app', bot)],
    ['installation', 'acme/site', ok, denied('acme/site', bot)]
  ])(
    'with the token "%s" on %s is answered as GitHub does',
    async (name, repository, reading, writing) => {
      const url = `${github.url}/${repository}.git`
      const as = name === 'nobody' ? [] : [name]
      const read = await git(['ls-remote', url], { as })
      const { cwd } = await emptyClone
      const write = await git(
        ['push', '--dry-run', url, 'HEAD:refs/heads/new'],
        { as, cwd }
      )
      expect(read.failed ? read.stderr : ok).toEqual(matching(reading))
      expect(write.failed ? write.stderr : ok).toEqual(matching(writing))
    }
  )

  const matching = (expected: string | RegExp): unknown =>
    typeof expected === 'string' ? expected : expect.stringMatching(expected)

  // A repository to push from; nothing in it comes from the stand-in.
  let emptyClone: Promise<{ cwd: string }>
  beforeAll(() => {
    emptyClone = (async () => {
      const cwd = join(folder, 'source')
      await git(['init', '--quiet', cwd])
      await git(['commit', '--quiet', '--allow-empty', '--message', 'one'], {
        cwd
      })
      return { cwd }
    })()
  })

  test('sends what it pushes, and fetches what others pushed', async () => {
    const before = await github.head('acme/app')
    const reader = await cloneWithCommit('reader', '')
    const { cwd, commit } = await cloneWithCommit('writer', 'hello\n')
    expect(commit).not.toBe(before)

    await git(['push', '--quiet', 'origin', 'HEAD:main'], {
      cwd,
      as: ['fine-grained']
    })
    expect(await github.head('acme/app', 'main')).toBe(commit)

    await git(['fetch', '--quiet', 'origin'], {
      cwd: reader.cwd,
      as: ['classic, reader']
    })
    expect(
      (await git(['rev-parse', 'origin/main'], { cwd: reader.cwd })).stdout
    ).toBe(`${commit}\n`)
  })

  test('changes nothing by a push that is refused', async () => {
    const { cwd } = await cloneWithCommit('refused', 'hello\n')
    const before = await github.head('acme/app')
    const push = ['push', '--quiet', 'origin', 'HEAD:main']
    await git(push, { cwd, as: ['classic, reader'] })
    await git(push, { cwd, as: ['classic, expired'] })
    expect(await github.head('acme/app')).toBe(before)
  })

  test('streams a push that is larger than its buffer', async () => {
    const { cwd, commit } = await cloneWithCommit('large', randomBytes(3 << 20))
    await git(['push', '--quiet', 'origin', 'HEAD:large'], {
      cwd,
      as: ['classic']
    })
    expect(await github.head('acme/app', 'large')).toBe(commit)
  })

  test('may compress the body of a request', async () => {
    const command = ['0014command=ls-refs\n', '0000'].join('')
    const { status, body } = await ask('/acme/site.git/git-upload-pack', {
      method: 'POST',
      headers: {
        'content-type': 'application/x-git-upload-pack-request',
        'content-encoding': 'gzip',
        'git-protocol': 'version=2'
      },
      body: gzipSync(command)
    })
    expect(status).toBe(200)
    expect(body.toString()).toContain('refs/heads/main')
  })

  test('may speak protocol version 2', async () => {
    const { stderr } = await git(['ls-remote', `${github.url}/acme/site`], {
      env: { GIT_TRACE_PACKET: '1' }
    })
    expect(stderr).toContain('< version 2')
  })

  test.each([
    ['/acme/site', 'acme/site'],
    ['/acme/site.git', 'acme/site'],
    ['/ACME/Site.git', 'acme/site'],
    ['/acme/site.wiki.git', 'acme/site.wiki'],
    ['/acme/homepage.git', 'acme/site']
  ])('finds by %s the repository %s', async (path, repository) => {
    const { stdout } = await git(['ls-remote', github.url + path, 'main'])
    expect(stdout).toContain(await github.head(repository))
  })

  test('finds no wiki before it has a page', async () => {
    const url = `${github.url}/acme/app.wiki.git`
    const { stderr } = await git(['ls-remote', url], { as: ['classic'] })
    expect(stderr).toMatch(notFound)
  })

  test('is told by a redirect that a repository was renamed', async () => {
    const path = '/acme/homepage/info/refs?service=git-upload-pack'
    const { status, headers } = await ask(path)
    expect(status).toBe(301)
    expect(headers.location).toBe(
      `${github.url}/acme/site.git/info/refs?service=git-upload-pack`
    )
  })

  test('is refused with two Authorization headers, even equal ones', async () => {
    const { stderr } = await git(['ls-remote', `${github.url}/acme/app`], {
      as: ['classic', 'classic']
    })
    expect(stderr).toContain('remote: Duplicate header: "Authorization"')
    expect(stderr).toContain('error: 400')
    expect(github.requests).toMatchObject([
      { tokenNames: ['classic', 'classic'], status: 400 }
    ])
  })

  test('asks for credentials with the realm that GitHub names', async () => {
    const path = '/acme/app/info/refs?service=git-upload-pack'
    const { headers } = await ask(path)
    expect(headers['www-authenticate']).toBe('Basic realm="GitHub"')
  })
})

describe('REST', () => {
  const hosts = [
    ['api.github.com', '/user', true, false],
    ['api.github.com', '/api/v3/user', false, false],
    ['API.GitHub.com:443', '/user', true, false],
    ['api.acme.ghe.com', '/user', true, false],
    ['github.com', '/user', false, false],
    ['github.com', '/api/v3/user', false, false],
    ['acme.ghe.com', '/api/v3/user', false, false],
    ['github.acme.corp', '/api/v3/user', true, true],
    ['github.acme.corp', '/user', false, false],
    ['myghe.com', '/api/v3/user', true, true]
  ] as const

  test.each(hosts)(
    'at %s%s is there: %s',
    async (host, path, there, enterprise) => {
      const { headers } = bearer('classic')
      const reply = await ask(path, { headers: { ...headers, host } })
      expect(reply.status).toBe(there ? 200 : 404)
      expect(reply.headers['x-github-enterprise-version']).toBe(
        enterprise ? '3.20.1' : undefined
      )
    }
  )

  test.each([
    ['classic', { 'x-oauth-scopes': 'repo, workflow' }],
    ['classic, no scope', { 'x-oauth-scopes': '' }],
    [
      'oauth',
      { 'x-oauth-scopes': 'repo', 'x-oauth-client-id': expect.any(String) }
    ],
    [
      'fine-grained',
      { 'github-authentication-token-expiration': '2023-12-13 00:00:00 +0100' }
    ],
    ['app-user', {}],
    ['installation', {}]
  ])('describes the token "%s" in its headers', async (name, expected) => {
    const { status, headers } = await ask('/api/v3', bearer(name))
    const names = [
      'x-oauth-scopes',
      'x-oauth-client-id',
      'github-authentication-token-expiration'
    ]
    const described = Object.fromEntries(
      names.flatMap((key) => (key in headers ? [[key, headers[key]]] : []))
    )
    expect({ status, described }).toEqual({ status: 200, described: expected })
  })

  test.each(['classic, expired', 'revoked', 'never issued'])(
    'says nothing about the token "%s" but that it is bad',
    async (name) => {
      const { headers } = bearer(name)
      const reply = await ask('/user', {
        headers: { ...headers, host: 'api.github.com' }
      })
      expect(reply.status).toBe(401)
      expect(parse(reply)).toMatchObject({ message: 'Bad credentials' })
      expect(
        Object.keys(reply.headers).filter((key) =>
          /oauth|expiration|ratelimit/.test(key)
        )
      ).toEqual([])
    }
  )

  test.each([
    ['Bearer', (token: string) => `Bearer ${token}`],
    ['token', (token: string) => `token ${token}`],
    ['Basic', (token: string) => `basic ${btoa(`anyone:${token}`)}`],
    ['Basic, as the name', (token: string) => `Basic ${btoa(`${token}:`)}`]
  ])('accepts a token by the scheme %s', async (_, header) => {
    const authorization = header(tokenOf('classic'))
    const reply = await ask('/api/v3/user', { headers: { authorization } })
    expect(parse(reply)).toMatchObject({
      login: 'octocat',
      id: 583231,
      name: 'The Octocat'
    })
  })

  test.each<
    [string, string, string | Record<string, string | string[]>, number, string]
  >([
    [
      'an installation token asks who it is',
      '/user',
      'installation',
      403,
      'Resource not accessible by integration'
    ],
    ['nobody asks who they are', '/user', {}, 401, 'Requires authentication'],
    ['there is no such page', '/nowhere', {}, 404, 'Not Found'],
    [
      'a repository is not visible',
      '/repos/other/secret',
      'classic',
      404,
      'Not Found'
    ],
    [
      'a scope for it is missing',
      '/repos/acme/app',
      'classic, public_repo',
      404,
      'Not Found'
    ],
    [
      'the API version is unknown',
      '/',
      { 'x-github-api-version': '2021-01-01' },
      400,
      'not supported'
    ],
    ['there is no User-Agent', '/', { 'user-agent': [] }, 403, 'User-Agent'],
    [
      'rate limits are off',
      '/rate_limit',
      {},
      404,
      'Rate limiting is not enabled.'
    ]
  ])('refuses when %s', async (_, path, headers, status, message) => {
    const reply = await ask(
      `/api/v3${path}`,
      typeof headers === 'string' ? bearer(headers) : { headers }
    )
    expect(reply.status).toBe(status)
    expect(reply.body.toString()).toContain(message)
  })

  test('refuses two Authorization headers', async () => {
    const value = `Bearer ${tokenOf('classic')}`
    const reply = await ask('/api/v3/user', {
      headers: { authorization: [value, value] }
    })
    expect(reply.status).toBe(400)
    expect(reply.body.toString()).toBe('Duplicate header: "Authorization"\n')
  })

  test.each(['2022-11-28', '2026-03-10'])(
    'knows the API version %s',
    async (version) => {
      const reply = await ask('/api/v3', {
        headers: { 'x-github-api-version': version }
      })
      expect(reply.status).toBe(200)
      expect(reply.headers['x-github-api-version-selected']).toBe(version)
    }
  )

  test('answers HEAD with the headers of GET and no body', async () => {
    const head = await ask('/api/v3/user', {
      ...bearer('classic'),
      method: 'HEAD'
    })
    const get = await ask('/api/v3/user', bearer('classic'))
    const { 'x-github-request-id': one, ...headers } = head.headers
    const { 'x-github-request-id': other, ...expected } = get.headers
    expect(head.body).toHaveLength(0)
    expect(headers).toEqual(expected)
    expect(one).not.toBe(other)
  })

  test('tells an account what it may do in a repository, not what its fine-grained token may', async () => {
    const reply = await ask(
      '/api/v3/repos/ACME/app',
      bearer('fine-grained, reader')
    )
    expect(parse(reply)).toMatchObject({
      full_name: 'acme/app',
      private: true,
      permissions: { pull: true, push: true }
    })
    expect(reply.headers['x-accepted-github-permissions']).toBe('metadata=read')
    expect(
      parse(await ask('/api/v3/repos/acme/app', bearer('installation')))
    ).not.toHaveProperty('permissions')
  })

  test('names the host of pages and git, where it is another one', async () => {
    const { headers } = bearer('classic')
    const reply = await ask('/repos/acme/app', {
      headers: { ...headers, host: 'api.github.com' }
    })
    expect(parse(reply)).toMatchObject({
      html_url: 'https://github.com/acme/app',
      clone_url: 'https://github.com/acme/app.git'
    })
  })

  test('hints at the scope that a hidden repository would take', async () => {
    const { status, headers } = await ask(
      '/api/v3/repos/acme/app',
      bearer('classic, public_repo')
    )
    expect(status).toBe(404)
    expect(headers['x-accepted-oauth-scopes']).toBe('repo')
  })

  test('redirects from the former name of a repository to its id', async () => {
    const { status, headers } = await ask('/api/v3/repos/acme/homepage')
    expect(status).toBe(301)
    const path = headers.location?.replace(github.url, '') ?? ''
    expect(parse(await ask(path))).toMatchObject({ full_name: 'acme/site' })
  })

  test('counts requests towards a limit, except those that ask about it', async () => {
    const other = await startGitHub()
    const token = other.addToken({ name: 'counted', kind: 'classic' })
    const headers = { host: 'api.github.com', authorization: `token ${token}` }
    await ask('/', { headers }, other)
    const reply = await ask('/user', { headers }, other)
    expect(reply.headers).toMatchObject({
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '4998'
    })
    expect(parse(await ask('/rate_limit', { headers }, other))).toMatchObject({
      resources: { core: { used: 2, remaining: 4998 } }
    })
    await other.close()
  })

  test('tells the time of its own clock', async () => {
    const { headers } = await ask('/api/v3')
    expect(headers.date).toBe('Sun, 22 Nov 2026 12:00:00 GMT')
  })
})

describe('GraphQL', () => {
  const viewer = 'query UserCurrent{viewer{login}}'
  const repository =
    'query($owner:String!,$name:String!){repository(owner:$owner,name:$name){name}}'

  const put = (
    query: string,
    name: string,
    variables: object = {},
    host = 'api.github.com'
  ) =>
    ask(host === 'github.acme.corp' ? '/api/graphql' : '/graphql', {
      method: 'POST',
      headers: { ...bearer(name).headers, host },
      body: Buffer.from(JSON.stringify({ query, variables }))
    })

  test.each([
    ['api.github.com', 200],
    ['api.acme.ghe.com', 200],
    ['github.acme.corp', 200],
    ['github.com', 404],
    ['acme.ghe.com', 404]
  ])('at %s answers %i', async (host, status) => {
    const reply = await put(viewer, 'classic', {}, host)
    expect(reply.status).toBe(status)
  })

  test.each([
    ['classic', 'octocat'],
    ['installation', 'github-actions[bot]']
  ])('tells who the token "%s" is', async (name, login) => {
    expect(parse(await put(viewer, name))).toEqual({
      data: { viewer: { login } }
    })
  })

  test.each([
    ['classic', 'acme', 'app', 'app'],
    ['classic', 'other', 'secret', undefined],
    ['classic', 'acme', 'nowhere', undefined],
    ['classic, public_repo', 'acme', 'app', undefined],
    ['installation', 'acme', 'app', 'app']
  ])(
    'shows "%s" the repository %s/%s: %s',
    async (token, owner, name, seen) => {
      const reply = await put(repository, token, { owner, name })
      expect(reply.status).toBe(200)
      expect(parse(reply)).toMatchObject(
        seen === undefined
          ? { data: { repository: null }, errors: [{ type: 'NOT_FOUND' }] }
          : { data: { repository: { name: seen } } }
      )
    }
  )

  test.each<[string, string, string, string | undefined, number]>([
    ['a bad token', 'POST', 'revoked', '{"query":"{viewer{login}}"}', 401],
    ['no token', 'POST', '', '{"query":"{viewer{login}}"}', 401],
    ['another method', 'GET', 'classic', undefined, 404],
    ['what is not JSON', 'POST', 'classic', 'viewer', 400]
  ])('refuses %s', async (_, method, name, body, status) => {
    const reply = await ask('/api/graphql', {
      method,
      ...(name !== '' && bearer(name)),
      ...(body !== undefined && { body: Buffer.from(body) })
    })
    expect(reply.status).toBe(status)
  })

  test('is a change only when it is a mutation', async () => {
    await put(viewer, 'classic')
    expect(github.changes).toEqual([])
    const reply = await put('mutation{addStar(input:{}){x}}', 'classic')
    expect(reply.status).toBe(599)
    expect(github.changes).toEqual(['POST /graphql'])
  })
})

describe('a token', () => {
  const base62 =
    '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

  test.each([
    ['classic', 'current', /^ghp_[A-Za-z0-9]{36}$/],
    ['classic', 'legacy', /^[a-f0-9]{40}$/],
    ['oauth', 'current', /^gho_[A-Za-z0-9]{36}$/],
    ['app-user', 'current', /^ghu_[A-Za-z0-9]{36}$/],
    ['fine-grained', 'current', /^github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}$/],
    ['installation', 'current', /^ghs_\d+_[\w-]+\.[\w-]+\.[\w-]+$/],
    ['installation', 'prefixed', /^ghs_[A-Za-z0-9]{36}$/],
    ['installation', 'legacy', /^v1\.[a-f0-9]{40}$/],
    ['refresh', 'current', /^ghr_[A-Za-z0-9]{76}$/]
  ] as const)(
    'of the kind %s has in its %s form the shape of a real one',
    (kind, form, shape) => {
      expect(createToken(kind, form)).toMatch(shape)
      expect(createToken(kind, form)).not.toBe(createToken(kind, form))
    }
  )

  test('has a length near 520 when it is a stateless one', () => {
    const { length } = createToken('installation')
    expect(length).toBeGreaterThan(480)
    expect(length).toBeLessThan(560)
  })

  test.each([
    ['classic', 40],
    ['oauth', 40],
    ['app-user', 40],
    ['refresh', 80]
  ] as const)(
    'of the kind %s ends in the checksum of its body',
    (kind, length) => {
      // Enough of them to meet the one in five whose checksum is padded.
      for (const token of Array.from({ length: 100 }, () =>
        createToken(kind)
      )) {
        const checksum = Array.from(token.slice(-6)).reduce(
          (sum, digit) => sum * 62 + base62.indexOf(digit),
          0
        )
        expect(token).toHaveLength(length)
        expect(checksum).toBe(crc32(token.slice(4, -6)))
      }
    }
  )

  test('of the fine-grained kind carries the start of a hash', () => {
    const token = createToken('fine-grained')
    const bits = Array.from(token.slice(77, 85))
      .map((digit) =>
        'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
          .indexOf(digit)
          .toString(2)
          .padStart(5, '0')
      )
      .join('')
    const hash = createHash('sha256').update(token.slice(0, 77)).digest('hex')
    expect(BigInt(`0b${bits}`).toString(16).padStart(10, '0')).toBe(
      hash.slice(0, 10)
    )
  })
})

describe('what a token may', () => {
  let other: GitHub
  let count = 0

  beforeAll(async () => {
    other = await startGitHub()
    other.addUser({ login: 'octocat' })
    other.addOrganization({ login: 'closed', id: 77, sso: true })
    other.addOrganization({ login: 'modern', forbids: ['classic'] })
    other.addOrganization({ login: 'strict', forbids: ['fine-grained'] })
    other.addOrganization({ login: 'brief', longestLifetimeDays: 90 })
    other.addOrganization({ login: 'listed', allowList: true })
    other.addOrganization({ login: 'picky', oauthRestrictions: true })
    const owners = ['closed', 'modern', 'strict', 'brief', 'listed', 'picky']
    const disabledFeatures = [
      'issues',
      'code-scanning',
      'dependabot',
      'pages',
      'secret-scanning'
    ] as const
    await Promise.all([
      other.addRepository('acme/private', {
        private: true,
        formerly: ['acme/former']
      }),
      other.addRepository('acme/public'),
      other.addRepository('acme/old', { private: true, archived: true }),
      other.addRepository('acme/blocked', { blocked: true }),
      other.addRepository('acme/taken', { blocked: 'legal' }),
      other.addRepository('acme/plain', { private: true, disabledFeatures }),
      ...owners.flatMap((owner) => [
        other.addRepository(`${owner}/private`, { private: true }),
        other.addRepository(`${owner}/public`)
      ])
    ])
  })

  afterAll(() => other.close())

  afterEach(() => {
    other.clearRequests()
  })

  type Subject = Omit<NewToken, 'name'> | undefined
  const all = { '*': 'write' } as const
  const fine: NonNullable<Subject> = { kind: 'fine-grained', access: all }
  const classic: NonNullable<Subject> = {
    kind: 'classic',
    access: all,
    scopes: ['repo']
  }
  const oauth: NonNullable<Subject> = { ...classic, kind: 'oauth' }
  const installation: NonNullable<Subject> = {
    kind: 'installation',
    access: all
  }

  function issue(subject: NonNullable<Subject>): string {
    count += 1
    return other.addToken({ name: `token ${count}`, ...subject })
  }

  /** `METHOD /path` as a token made for it. */
  function rest(
    subject: Subject,
    request: string,
    body?: string
  ): Promise<Reply> {
    const [method = '', path = ''] = request.split(' ')
    return ask(
      `/api/v3${path}`,
      {
        method,
        headers: {
          ...(subject && { authorization: `token ${issue(subject)}` }),
          // Node would not say so itself for every method.
          ...(body !== undefined && { 'content-length': `${body.length}` })
        },
        ...(body !== undefined && { body: Buffer.from(body) })
      },
      other
    )
  }

  function refs(
    subject: NonNullable<Subject>,
    repository: string,
    service: 'upload' | 'receive',
    headers: Record<string, string> = {}
  ): Promise<Reply> {
    const pair = btoa(`x-access-token:${issue(subject)}`)
    return ask(
      `/${repository}.git/info/refs?service=git-${service}-pack`,
      { headers: { authorization: `Basic ${pair}`, ...headers } },
      other
    )
  }

  async function seen(reply: Promise<Reply>): Promise<[number, string]> {
    const { status, body } = await reply
    const text = body.toString()
    if (!text.startsWith('{"message"')) return [status, text.trim()]
    return [status, (JSON.parse(text) as { message: string }).message]
  }

  const byToken = 'Resource not accessible by personal access token'
  const byApp = 'Resource not accessible by integration'
  const adminOnly = 'Must have admin rights to Repository.'
  const archived = 'Repository was archived so is read-only.'

  const endpoints = ENDPOINTS.map((endpoint) => ({
    ...endpoint,
    request: `${endpoint.method} ${endpoint.path
      .replace('{owner}/{repo}', 'acme/private')
      .replace('{org}', 'acme')
      .replaceAll(/\{\w+\}/g, '1')}`
  }))

  /** One that was granted the first set of what the endpoint accepts. */
  function grantee(accepted: string, except?: string): NonNullable<Subject> {
    const needs = (accepted.split(';')[0] ?? '')
      .split(',')
      .map((need) => need.split('='))
    const granted = needs.filter(([name]) => name !== except)
    const contents = granted.find(([name]) => name === 'contents')?.[1]
    return {
      kind: 'fine-grained',
      ...(accepted.startsWith('checks=') && { kind: 'app-user' }),
      access: {
        '*': contents === 'write' || contents === 'read' ? contents : 'none'
      },
      permissions: Object.fromEntries(
        granted
          .filter(([name]) => name !== 'contents')
          .map(([name = '', level]) => [
            name,
            level === 'write' ? 'write' : 'read'
          ])
      )
    }
  }

  test.each(endpoints)(
    'at $request is decided by $accepted',
    async ({ accepted, answer, open, path, request }) => {
      const having = await rest(grantee(accepted), request)
      expect([having.status, having.body.toString()]).toEqual([
        answer.status,
        answer.body
      ])
      expect(having.headers['x-accepted-github-permissions']).toBe(accepted)
      // What an organization shows everybody takes nothing.
      if (open && path.startsWith('/orgs/')) return
      const [first = ''] = accepted.split('=')
      const lacking = await rest(grantee(accepted, first), request)
      expect(lacking.status).toBe(403)
      expect(lacking.body.toString()).toMatch(
        /Resource not accessible by (personal access token|integration)/
      )
      expect(lacking.headers['x-accepted-github-permissions']).toBe(accepted)
    }
  )

  test.each(endpoints.filter(({ path }) => path.startsWith('/repos/')))(
    'at $request is nothing where the repository is not visible',
    async ({ accepted, request }) => {
      const reply = await rest({ ...grantee(accepted), access: {} }, request)
      expect(reply.status).toBe(404)
      expect(reply.headers['x-accepted-github-permissions']).toBe(accepted)
      expect((await rest(undefined, request)).status).toBe(404)
    }
  )

  test.each(endpoints)(
    'at $request is everything with the scopes $scopes',
    async ({ answer, request, scopes }) => {
      for (const scope of scopes.split(', ')) {
        const reply = await rest({ ...classic, scopes: [scope] }, request)
        expect(reply.status).toBe(answer.status)
        expect(reply.headers['x-accepted-oauth-scopes']).toBe(scopes)
        expect(reply.headers).not.toHaveProperty(
          'x-accepted-github-permissions'
        )
      }
    }
  )

  test.each<[string, Subject, string, number, string]>([
    ['reads what is public', fine, 'GET /repos/acme/public/issues', 200, '[]'],
    [
      'reads what is public before it is approved',
      { ...fine, pending: true, permissions: { issues: 'write' } },
      'GET /repos/acme/public/issues',
      200,
      '[]'
    ],
    [
      'writes nothing before it is approved',
      { ...fine, pending: true, permissions: { issues: 'write' } },
      'POST /repos/acme/public/issues',
      403,
      byToken
    ],
    [
      'sees nothing private before it is approved',
      { ...fine, pending: true },
      'GET /repos/acme/private',
      404,
      'Not Found'
    ],
    [
      'reads no secrets of a public repository',
      fine,
      'GET /repos/acme/public/actions/secrets',
      403,
      byToken
    ],
    [
      'writes nothing to a repository that was not selected',
      { kind: 'fine-grained', permissions: { issues: 'write' } },
      'POST /repos/acme/public/issues',
      403,
      byToken
    ],
    ['is nobody', undefined, 'GET /repos/acme/public/pulls', 200, '[]'],
    [
      'is nobody, who writes nothing',
      undefined,
      'POST /repos/acme/public/pulls',
      401,
      'Requires authentication'
    ],
    [
      'is nobody, who has no e-mail addresses',
      undefined,
      'GET /user/emails',
      401,
      'Requires authentication'
    ],
    [
      'writes where it may only read',
      { ...fine, permissions: { issues: 'read' } },
      'POST /repos/acme/private/issues',
      403,
      byToken
    ],
    [
      'reads what it may write',
      { ...fine, permissions: { issues: 'write' } },
      'GET /repos/acme/private/issues',
      200,
      '[]'
    ],
    [
      'writes what it may administer',
      { ...fine, permissions: { organization_custom_properties: 'admin' } },
      'GET /orgs/acme/properties/schema',
      200,
      '[]'
    ],
    [
      'has one of two permissions',
      { ...fine, permissions: { pull_requests: 'write' } },
      'PATCH /repos/acme/private/labels/1',
      404,
      'Not Found'
    ],
    [
      'is an app that lacks the permission',
      installation,
      'GET /repos/acme/private/issues',
      403,
      byApp
    ],
    [
      'is an app on behalf of a user that lacks the permission',
      { kind: 'app-user', access: all },
      'GET /repos/acme/private/issues',
      403,
      byApp
    ],
    [
      'is an app that asks what only users may',
      { ...installation, permissions: { emails: 'read' } },
      'GET /user/emails',
      403,
      byApp
    ],
    [
      'has too narrow a scope',
      { ...classic, scopes: ['public_repo'] },
      'GET /repos/acme/private/issues',
      404,
      'Not Found'
    ],
    [
      'has the scope for what is public',
      { ...classic, scopes: ['public_repo'] },
      'POST /repos/acme/public/issues',
      422,
      'Validation Failed'
    ],
    [
      'has no scope',
      { ...classic, scopes: [] },
      'POST /repos/acme/public/issues',
      404,
      'Not Found'
    ],
    [
      'has a role too low for it',
      { ...fine, role: 'write', permissions: { repository_hooks: 'read' } },
      'GET /repos/acme/private/hooks',
      403,
      adminOnly
    ],
    [
      'has a role too low for it, and the scope',
      { ...classic, role: 'write' },
      'GET /repos/acme/private/actions/secrets',
      403,
      adminOnly
    ],
    [
      'may only read, and has the scope',
      { ...classic, access: { '*': 'read' } },
      'GET /repos/acme/private/actions/secrets',
      403,
      adminOnly
    ],
    [
      'has a role too low for an environment',
      { ...fine, role: 'read', permissions: { environments: 'write' } },
      'PATCH /repos/acme/private/environments/x/variables/y',
      403,
      adminOnly
    ],
    [
      'has a role that is enough',
      { ...fine, role: 'read', permissions: { issues: 'read' } },
      'GET /repos/acme/private/issues',
      200,
      '[]'
    ],
    [
      'writes to an archive',
      { ...fine, permissions: { issues: 'write' } },
      'POST /repos/acme/old/issues',
      403,
      archived
    ],
    [
      'writes to an archive without the permission',
      fine,
      'POST /repos/acme/old/issues',
      403,
      archived
    ],
    [
      'reads an archive',
      { ...fine, permissions: { issues: 'write' } },
      'GET /repos/acme/old/issues',
      200,
      '[]'
    ],
    [
      'meets a blocked repository',
      fine,
      'GET /repos/acme/blocked',
      403,
      'Repository access blocked'
    ],
    [
      'meets a repository that was taken down',
      undefined,
      'GET /repos/acme/taken/issues',
      451,
      'Repository access blocked'
    ],
    [
      'finds issues off',
      classic,
      'GET /repos/acme/plain/issues',
      410,
      'Issues are disabled for this repo'
    ],
    [
      'opens an issue where they are off',
      { ...fine, permissions: { issues: 'write' } },
      'POST /repos/acme/plain/issues',
      410,
      'Issues has been disabled in this repository.'
    ],
    [
      'lacks the permission for what is off',
      fine,
      'GET /repos/acme/plain/issues',
      403,
      byToken
    ],
    [
      'finds Dependabot off',
      classic,
      'GET /repos/acme/plain/dependabot/alerts',
      403,
      'Dependabot alerts are disabled for this repository.'
    ],
    [
      'finds code scanning off',
      classic,
      'GET /repos/acme/plain/code-scanning/alerts',
      404,
      'Not Found'
    ],
    [
      'finds secret scanning off',
      classic,
      'GET /repos/acme/plain/secret-scanning/alerts',
      404,
      'Not Found'
    ],
    [
      'finds no pages',
      classic,
      'GET /repos/acme/plain/pages',
      404,
      'Not Found'
    ],
    [
      'is of a suspended account',
      { ...fine, suspended: true },
      'GET /user',
      403,
      'Sorry. Your account was suspended. Please contact GitHub Support.'
    ],
    [
      'is of a suspended installation',
      { ...installation, suspended: true },
      'GET /repos/acme/public',
      403,
      'This installation has been suspended'
    ],
    ['is for refreshing', { kind: 'refresh' }, 'GET /', 401, 'Bad credentials']
  ])('when it %s', async (_, subject, request, status, message) => {
    expect(await seen(rest(subject, request))).toEqual([status, message])
  })

  const must = 'Resource protected by organization SAML enforcement. You must'
  const correct =
    'Although you appear to have the correct authorization credentials, the'

  test.each<[string, string, NonNullable<Subject>, string, boolean]>([
    [
      'modern',
      'forbids classic tokens',
      classic,
      '`modern` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions.',
      true
    ],
    [
      'strict',
      'forbids fine-grained tokens',
      fine,
      '`strict` forbids access via a personal access token with fine-grained permissions. Please use a GitHub App, or an OAuth App.',
      true
    ],
    [
      'brief',
      'forbids long lives',
      { ...fine, lifetimeDays: 91, settingsId: 12 },
      "The 'brief' organization forbids access via a fine-grained personal access tokens if the token's lifetime is greater than 90 days. Please adjust your token's lifetime at the following URL: ORIGIN/settings/personal-access-tokens/12",
      true
    ],
    [
      'listed',
      'knows addresses',
      installation,
      `${correct} \`listed\` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.`,
      false
    ],
    [
      'picky',
      'approves apps',
      oauth,
      `${correct} \`picky\` organization has enabled OAuth App access restrictions, meaning that data access to third-parties is limited. For more information on these restrictions, including how to enable this app, visit https://docs.github.com/articles/restricting-access-to-your-organization-s-data/`,
      false
    ]
  ])(
    'at %s, which %s, is nothing',
    async (owner, _, subject, message, publicToo) => {
      const expected = message.replace('ORIGIN', other.url)
      const permissions =
        subject.kind === 'classic' || subject.kind === 'oauth'
          ? {}
          : { permissions: { issues: 'write', members: 'read' } as const }
      const caller = {
        ...subject,
        ...permissions,
        ...(subject.scopes && { scopes: ['repo', 'read:org'] })
      }
      const issues = (name: string) =>
        seen(rest(caller, `GET /repos/${owner}/${name}/issues`))
      const fetching = async (name: string) =>
        (await refs(caller, `${owner}/${name}`, 'upload')).status
      const refused = [403, expected]
      const nothing = publicToo ? refused : [200, '[]']
      expect(await issues('private')).toEqual(refused)
      expect(await issues('public')).toEqual(nothing)
      expect(await seen(rest(caller, `GET /orgs/${owner}/teams`))).toEqual(
        refused
      )
      expect((await rest(caller, `GET /orgs/${owner}`)).status).toBe(
        publicToo ? 403 : 200
      )
      expect(await seen(refs(caller, `${owner}/private`, 'upload'))).toEqual(
        refused
      )
      expect(await seen(refs(caller, `${owner}/public`, 'receive'))).toEqual(
        refused
      )
      expect(await fetching('public')).toBe(publicToo ? 403 : 200)
      // Nothing of another owner is touched by it.
      expect((await refs(caller, 'acme/private', 'upload')).status).toBe(200)
    }
  )

  test.each<[string, NonNullable<Subject>]>([
    ['was authorized', { ...classic, authorizedFor: ['Closed'] }],
    ['is of an authorized app', { ...oauth, authorizedFor: ['closed'] }],
    ['was authorized by its creation', fine],
    ['is of an installation', installation]
  ])('passes single sign-on when it %s', async (_, subject) => {
    expect((await rest(subject, 'GET /repos/closed/private')).status).toBe(200)
    expect((await refs(subject, 'closed/private', 'receive')).status).toBe(200)
  })

  test.each([
    [
      'classic',
      classic,
      `${must} grant your Personal Access token access to this organization.`,
      /^The 'closed' organization has enabled or enforced SAML SSO\. To access this repository, visit https:\/\/127\.0\.0\.1:\d+\/orgs\/closed\/sso\?authorization_request=[0-9A-F]+$/
    ],
    [
      'oauth',
      oauth,
      `${must} grant your OAuth token access to this organization.`,
      /^The 'closed' organization has enabled or enforced SAML SSO\. To access this repository, you must re-authorize the OAuth Application 'Test'\.$/
    ]
  ] as const)(
    'is held up by single sign-on when it is a %s one',
    async (_, subject, message, gitMessage) => {
      const replies = [
        await rest(subject, 'GET /repos/closed/private'),
        await rest(subject, 'GET /repos/closed/private/issues')
      ]
      const urls = replies.map(({ headers }) => headers['x-github-sso'])
      for (const [index, reply] of replies.entries()) {
        expect(reply.status).toBe(403)
        expect(parse(reply)).toMatchObject({ message })
        expect(urls[index]).toMatch(
          /^required; url=https:\/\/127\.0\.0\.1:\d+\/orgs\/closed\/sso\?authorization_request=[0-9A-F]+$/
        )
      }
      expect(new Set(urls).size).toBe(2)
      const [status, text] = await seen(
        refs(subject, 'closed/private', 'upload')
      )
      expect(status).toBe(403)
      expect(text).toMatch(gitMessage)
      expect((await rest(subject, 'GET /repos/closed/public')).status).toBe(200)
      expect((await rest(subject, 'GET /orgs/closed')).status).toBe(200)
    }
  )

  test.each([
    ['closed', 200],
    ['acme', 200],
    ['octocat', 404],
    ['nowhere', 404]
  ])('finds the organization %s: %i', async (login, status) => {
    const reply = await rest(fine, `GET /orgs/${login}`)
    expect(reply.status).toBe(status)
    if (status === 200) expect(parse(reply)).toMatchObject({ login })
  })

  const denied = 'Permission to acme/private.git denied to octocat.'
  const notGranted = 'Write access to repository not granted.'
  const suspended =
    'Your account is suspended. Please visit https://support.github.com for more information.'

  test.each<
    [
      string,
      NonNullable<Subject>,
      string,
      'upload' | 'receive',
      number,
      string | undefined
    ]
  >([
    [
      'reads without Contents',
      { ...fine, access: { '*': 'none' } },
      'acme/private',
      'upload',
      403,
      notGranted
    ],
    [
      'writes without Contents',
      { ...installation, access: { '*': 'none' } },
      'acme/private',
      'receive',
      403,
      notGranted
    ],
    [
      'reads what is public without Contents',
      { ...fine, access: { '*': 'none' } },
      'acme/public',
      'upload',
      200,
      undefined
    ],
    [
      'has a role too low',
      { ...fine, role: 'read' },
      'acme/private',
      'receive',
      403,
      denied
    ],
    [
      'writes to an archive',
      classic,
      'acme/old',
      'receive',
      403,
      'This repository was archived so it is read-only.'
    ],
    ['reads an archive', classic, 'acme/old', 'upload', 200, undefined],
    [
      'meets a blocked repository',
      classic,
      'acme/blocked',
      'upload',
      403,
      'Repository access blocked'
    ],
    [
      'waits for approval',
      { ...fine, pending: true },
      'acme/private',
      'upload',
      404,
      'Repository not found.'
    ],
    [
      'waits for approval, and reads what is public',
      { ...fine, pending: true },
      'acme/public',
      'upload',
      200,
      undefined
    ],
    [
      'is of a suspended account',
      { ...classic, suspended: true },
      'acme/public',
      'upload',
      403,
      suspended
    ],
    [
      'is of a suspended installation',
      { ...installation, suspended: true },
      'acme/public',
      'upload',
      403,
      'This installation has been suspended'
    ]
  ])(
    'with git, when it %s',
    async (_, subject, repository, service, status, message) => {
      const [actual, text] = await seen(refs(subject, repository, service))
      expect(actual).toBe(status)
      if (message !== undefined) expect(text).toBe(message)
      else expect(text).toContain(`# service=git-${service}-pack`)
    }
  )

  test('is told in the version of the protocol that git asks for', async () => {
    const headers = { 'git-protocol': 'version=2' }
    const reply = await refs(fine, 'acme/private', 'upload', headers)
    expect(reply.body.toString()).toContain('version 2')
  })

  test('describes a repository that is an archive', async () => {
    expect(parse(await rest(fine, 'GET /repos/acme/old'))).toMatchObject({
      archived: true
    })
    expect(parse(await rest(classic, 'GET /repos/acme/private'))).toMatchObject(
      { archived: false, permissions: { admin: true } }
    )
  })

  test.each([
    ['GET', 301],
    ['POST', 307]
  ])('is redirected below a former name: %s %i', async (method, status) => {
    const { headers, ...reply } = await rest(
      classic,
      `${method} /repos/acme/former/issues?per_page=1`
    )
    expect(reply.status).toBe(status)
    const path = headers.location?.replace(`${other.url}/api/v3`, '') ?? ''
    expect(path).toMatch(/^\/repositories\/\d+\/issues\?per_page=1$/)
    expect((await rest(classic, `${method} ${path}`)).status).toBe(
      method === 'GET' ? 200 : 422
    )
  })

  test.each<[Partial<NewToken> & { kind: NewToken['kind'] }]>([
    [{ kind: 'classic', permissions: { issues: 'read' } }],
    [{ kind: 'oauth', access: { '*': 'none' } }],
    [{ kind: 'fine-grained', permissions: { checks: 'read' } }],
    [{ kind: 'installation', permissions: { contents: 'read' } }]
  ])('cannot be what does not exist: %j', (token) => {
    expect(() => issue(token)).toThrow(/^The token token \d+: /)
  })

  test.each([
    ['GET', '{"title":"x"}', false],
    ['POST', undefined, false],
    ['POST', '{}', false],
    ['POST', '{"title":"","labels":[],"milestone":null,"x":{}}', false],
    ['POST', '{"title":"x"}', true],
    ['PATCH', '{"title":"","locked":false}', true],
    ['PUT', '["x"]', true],
    ['DELETE', 'title=x', true]
  ])('changes something by %s %s: %s', async (method, body, changed) => {
    await rest(fine, `${method} /repos/acme/private/issues?x=1`, body)
    expect(other.changes).toEqual(
      changed ? [`${method} /repos/acme/private/issues`] : []
    )
  })

  test('has changed something even when the answer is lost', async () => {
    const remove = other.fault({ method: 'POST' }, FAULTS.disconnected)
    const path = '/repos/acme/private/issues'
    await expect(rest(fine, `POST ${path}`, '{"title":"x"}')).rejects.toThrow()
    remove()
    expect(other.changes).toEqual([`POST ${path}`])
    other.clearRequests()
    expect(other.changes).toEqual([])
  })

  test('is told after the latency, and how many asked at once is known', async () => {
    const slow = await startGitHub({ latency: 200 })
    await ask('/api/v3', {}, slow)
    expect(slow.mostInFlight).toBe(1)
    const start = performance.now()
    await Promise.all([1, 2, 3].map(() => ask('/api/v3', {}, slow)))
    expect(performance.now() - start).toBeGreaterThan(190)
    expect(slow.mostInFlight).toBe(3)
    await slow.close()
  })
})

describe('the record of requests', () => {
  test('is complete, and in order, when git has ended', async () => {
    const url = `${github.url}/acme/site.git`
    await git(['ls-remote', url], { as: ['fine-grained'] })
    await ask('/api/v3/user?x=1', { headers: { authorization: 'Bearer none' } })
    const host = new URL(github.url).host
    const shared = {
      repository: 'acme/site',
      service: 'git-upload-pack',
      authorizations: [basic('fine-grained')],
      tokenNames: ['fine-grained'],
      status: 200,
      host
    }
    expect(github.requests).toEqual([
      {
        ...shared,
        method: 'GET',
        path: '/acme/site.git/info/refs',
        query: 'service=git-upload-pack'
      },
      {
        ...shared,
        method: 'POST',
        path: '/acme/site.git/git-upload-pack',
        query: ''
      },
      {
        method: 'GET',
        host,
        path: '/api/v3/user',
        query: 'x=1',
        authorizations: ['Bearer none'],
        tokenNames: ['unknown'],
        status: 401
      }
    ])
    expect(github.gitRequests('ACME/site')).toHaveLength(2)
    expect(github.gitRequests('acme/app')).toHaveLength(0)
  })
})

describe('a fault', () => {
  const removals: (() => void)[] = []
  const during = (...parameters: Parameters<GitHub['fault']>) => {
    removals.push(github.fault(...parameters))
  }

  afterEach(() => {
    for (const remove of removals.splice(0)) remove()
  })

  test.each([
    ['html', 200, /^<!DOCTYPE html>/],
    ['badGateway', 502, /502 Bad Gateway/],
    ['emptyBody', 200, /^$/],
    ['truncatedJson', 200, /^\{"login":"octo$/],
    ['wrongTypes', 200, /"login":\{\}/],
    ['jsonNull', 200, /^null$/],
    ['largeBody', 200, /^\{"login":"o{5000000}"\}$/]
  ] as const)(
    '%s takes the place of the answer',
    async (name, status, body) => {
      during({ path: '/user' }, FAULTS[name])
      const reply = await ask('/api/v3/user', bearer('classic'))
      expect(reply.status).toBe(status)
      expect(reply.body.toString()).toMatch(body)
      expect(github.requests).toMatchObject([{ status }])
    }
  )

  test('in the body leaves the headers of the answer', async () => {
    during({ path: '/user' }, FAULTS.emptyBody)
    const { headers } = await ask('/api/v3/user', bearer('classic'))
    expect(headers['x-oauth-scopes']).toBe('repo, workflow')
  })

  test('can be a redirect to another origin', async () => {
    during({ path: '/user' }, redirect('https://github.acme.corp/user', 307))
    const { status, headers } = await ask('/api/v3/user')
    expect(status).toBe(307)
    expect(headers.location).toBe('https://github.acme.corp/user')
  })

  test('can be a body without an end', async () => {
    during({ path: '/user' }, FAULTS.endlessBody)
    const response = await open('/api/v3/user', bearer('classic'))
    let received = 0
    for await (const chunk of response as AsyncIterable<Buffer>) {
      received += chunk.length
      if (received > 20_000_000) break
    }
    expect(received).toBeGreaterThan(20_000_000)
  })

  test('can be a body that grows a thousand times when it is unpacked', async () => {
    during({ path: '/user' }, FAULTS.gzipBomb)
    const { body, headers } = await ask('/api/v3/user', bearer('classic'))
    expect(headers['content-encoding']).toBe('gzip')
    expect(body.length).toBeLessThan(2_000_000)
    // The last four bytes of a member are the length of what it holds.
    expect(body.readUInt32LE(body.length - 4) * 100).toBe(1000 * 1024 * 1024)
  })

  test('can be headers larger than a client takes', async () => {
    during({ path: '/user' }, FAULTS.hugeHeaders)
    await expect(ask('/api/v3/user')).rejects.toThrow('Header overflow')
    const big = await ask('/api/v3/user', { maxHeaderSize: 1 << 20 })
    expect(big.headers['x-filler']).toHaveLength(65536)
  })

  test('can be a connection that ends before the answer', async () => {
    during({ path: '/user' }, FAULTS.disconnected)
    await expect(ask('/api/v3/user')).rejects.toThrow('socket hang up')
    expect(github.requests).toMatchObject([{ status: 0 }])
  })

  test('can be a connection that ends within the answer', async () => {
    during({ path: '/user' }, FAULTS.cutOff)
    const response = await open('/api/v3/user', bearer('classic'))
    expect(response.statusCode).toBe(200)
    await expect(buffer(response)).rejects.toThrow('aborted')
  })

  test('can be an answer that arrives byte by byte', async () => {
    during({ path: '/user' }, { drip: { bytes: 10, every: 1 }, delay: 1 })
    const response = await open('/api/v3/user', bearer('classic'))
    const chunks: Buffer[] = []
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk)
    }
    expect(chunks.length).toBeGreaterThan(2)
    expect(Buffer.concat(chunks).toString()).toContain('octocat')
  })

  test('can meet git', async () => {
    during({ path: /\/info\/refs$/ }, FAULTS.badGateway)
    const { stderr } = await git(['ls-remote', `${github.url}/acme/site`])
    expect(stderr).toContain('error: 502')
  })

  test('can meet a push that has been carried out', async () => {
    const { cwd, commit } = await cloneWithCommit('lost', 'hello\n')
    const fault = { ...FAULTS.badGateway, afterwards: true } as const
    during({ path: /\/git-receive-pack$/ }, fault)
    const { stderr } = await git(['push', 'origin', 'HEAD:lost'], {
      cwd,
      as: ['classic']
    })
    expect(stderr).toContain('HTTP 502')
    expect(await github.head('acme/app', 'lost')).toBe(commit)
  })

  test('lasts as many requests as it was told to', async () => {
    during({ path: '/user' }, FAULTS.badGateway, { times: 2 })
    const answers = [
      await ask('/api/v3/user', bearer('classic')),
      await ask('/api/v3/user', bearer('classic')),
      await ask('/api/v3/user', bearer('classic'))
    ]
    expect(answers.map(({ status }) => status)).toEqual([502, 502, 200])
  })

  test('is over when it is taken away', async () => {
    const remove = github.fault({ method: 'GET' }, FAULTS.badGateway)
    remove()
    expect((await ask('/api/v3')).status).toBe(200)
  })

  test('meets only the requests it is meant for', async () => {
    during((seen) => seen.tokenNames.includes('oauth'), FAULTS.badGateway)
    expect((await ask('/api/v3', bearer('oauth'))).status).toBe(502)
    expect((await ask('/api/v3', bearer('classic'))).status).toBe(200)
  })
})

describe('the end of the stand-in', () => {
  test('leaves no folder, no process, and no request without an end', async () => {
    const other = await startGitHub()
    await other.addRepository('acme/app', {
      files: { large: randomBytes(1 << 20).toString('hex') }
    })
    other.fault({ path: '/user' }, FAULTS.endlessBody)
    other.fault({ path: '/' }, { delay: 3_600_000 })
    other.fault({ method: 'POST' }, FAULTS.slowDrip)
    const endless = await open('/api/v3/user', {}, other)
    const outcomes = Promise.allSettled([
      buffer(endless),
      open('/api/v3/', {}, other)
    ])
    const clone = git(['clone', other.url + '/acme/app', 'never'], {
      env: { GIT_SSL_CAINFO: other.caFile }
    })
    // The last one is git's; its status is known once git http-backend runs.
    while (
      !other.requests.some(
        ({ method, status }) => method === 'POST' && status === 200
      )
    ) {
      await new Promise(setImmediate)
    }

    // It waits for the processes it started, so this would not end otherwise.
    await other.close()
    expect((await outcomes).map(({ status }) => status)).toEqual([
      'rejected',
      'rejected'
    ])
    expect(await clone).toMatchObject({ failed: true })
    await expect(access(dirname(other.caFile))).rejects.toThrow('ENOENT')
    const refused = new Promise((resolve) => {
      connect(other.port, '127.0.0.1').on('error', resolve)
    })
    expect(await refused).toMatchObject({ code: 'ECONNREFUSED' })
  })
})
