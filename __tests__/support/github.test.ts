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
import { FAULTS, redirect } from './github/faults.ts'
import { type GitHub, startGitHub } from './github/github.ts'
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
    ['installation', 'legacy', /^v1\.[a-f0-9]{40}$/]
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

  test.each(['classic', 'oauth', 'app-user'] as const)(
    'of the kind %s ends in the checksum of its body',
    (kind) => {
      // Enough of them to meet the one in five whose checksum is padded.
      for (const token of Array.from({ length: 100 }, () =>
        createToken(kind)
      )) {
        const checksum = Array.from(token.slice(-6)).reduce(
          (sum, digit) => sum * 62 + base62.indexOf(digit),
          0
        )
        expect(token).toHaveLength(40)
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
