import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  test
} from '@jest/globals'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { checkout } from '../support/checkout.ts'
import {
  addSubmodules,
  mustSucceed,
  startGitJob,
  succeed,
  tokensSent
} from '../support/git.ts'
import { type GitHub, startGitHub } from '../support/github/github.ts'
import type { Job } from '../support/runner/job.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
let otherHost: GitHub
let reader: string

/** The host of the world, by the names that ssh URLs have for it. */
const host = '127.0.0.1'

const ours = ['RELEASE_TOKEN']

beforeAll(async () => {
  world = await startWorld()
  const { github } = world
  otherHost = await startGitHub({ authority: github.authority })
  reader = github.addToken({
    name: 'READER_TOKEN',
    kind: 'classic',
    login: 'reader',
    scopes: ['repo'],
    access: { 'acme/*': 'read' }
  })
  const hidden = { private: true }
  await Promise.all([
    github.addRepository('acme/app-2', hidden),
    github.addRepository('acme/guide', { ...hidden, wiki: { 'Home.md': '#' } }),
    github.addRepository('acme/forms', hidden),
    github.addRepository('acme/middle', hidden),
    github.addRepository('acme/outer', hidden),
    github.addRepository('acme/owners', hidden),
    otherHost.addRepository('acme/lib', hidden)
  ])
  const lib = { path: 'lib', of: 'acme/lib' }
  await Promise.all([
    addSubmodules(
      world,
      'acme/forms',
      forms(github.url).map(([path, url]) => ({ path, url, of: 'acme/lib' }))
    ),
    addSubmodules(world, 'acme/middle', [
      { ...lib, url: `git@${host}:acme/lib.git` }
    ]),
    addSubmodules(world, 'acme/owners', [
      { ...lib, url: '../lib.git' },
      {
        path: 'secret',
        of: 'other/secret',
        url: `git@${host}:other/secret.git`
      }
    ])
  ])
  await addSubmodules(world, 'acme/outer', [
    { path: 'middle', of: 'acme/middle', url: `git@${host}:acme/middle.git` }
  ])
})

afterEach(() => {
  for (const { requests } of [world.github, otherHost]) {
    expect(requests.filter((row) => row.tokenNames.length > 1)).toEqual([])
  }
  world.github.clearRequests()
  otherHost.clearRequests()
})

afterAll(() => Promise.all([world.close(), otherHost.close()]))

/** Starts a job that has the token for what is covered. */
async function startCoveredJob(repositories = 'acme/*'): Promise<Job> {
  const job = await startGitJob(world)
  mustSucceed(await world.setup(job, { repositories }))
  world.github.clearRequests()
  return job
}

/** The ways to name a repository in a URL, each with a word for it. */
function forms(url: string) {
  return [
    ['https', `${url}/acme/lib.git`],
    ['https-without-suffix', `${url}/acme/lib`],
    ['scp', `git@${host}:acme/lib.git`],
    ['scp-without-suffix', `git@${host}:acme/lib`],
    ['ssh', `ssh://git@${host}/acme/lib.git`],
    ['ssh-with-port', `ssh://git@${host}:22/acme/lib.git`],
    ['relative', '../lib.git']
  ] as const
}

describe.each(['acme/*', 'acme/forms, acme/lib', '*'])(
  'for %s the token is all that is sent for a submodule whose URL is',
  (repositories) => {
    let job: Job

    beforeAll(async () => {
      job = await startCoveredJob(repositories)
      await succeed(
        job,
        'git clone --quiet "$GITHUB_SERVER_URL/acme/forms.git" .'
      )
      world.github.clearRequests()
    })

    test.each(forms('').map(([form]) => form))('%s', async (form) => {
      const text = await succeed(
        job,
        `git submodule --quiet update --init ${form} && cat ${form}/lib.txt`
      )
      expect(text).toBe('lib')
      expect(tokensSent(world.github)).toEqual({ 'acme/lib': ours })
    })
  }
)

describe('submodules of submodules', () => {
  const sent = { 'acme/outer': ours, 'acme/middle': ours, 'acme/lib': ours }

  test('are cloned with the token alone, and fetch and push with it', async () => {
    const { github } = world
    const job = await startCoveredJob()
    await succeed(
      job,
      'git clone --quiet --recurse-submodules "$GITHUB_SERVER_URL/acme/outer" .'
    )
    expect(tokensSent(github)).toEqual(sent)
    github.clearRequests()
    const pushed = await succeed(
      job,
      `git fetch --quiet
       git commit --quiet --allow-empty --message Nested
       git push --quiet origin HEAD:refs/heads/nested
       git rev-parse HEAD`,
      { cwd: 'middle/lib' }
    )
    expect(tokensSent(github)).toEqual({ 'acme/lib': ours })
    expect(await github.head('acme/lib', 'nested')).toBe(pushed)
  })

  test.each(['v4', 'v6'] as const)(
    'are cloned with the token alone by a checkout %s that comes later',
    async (version) => {
      const { github, tokens } = world
      const job = await startCoveredJob()
      const { post } = await checkout(job, {
        version,
        token: tokens.job,
        repository: 'acme/outer',
        submodules: true
      })
      expect(tokensSent(github)).toEqual(sent)
      await post()
      expect(
        await succeed(job, 'git config --local --list', { cwd: 'middle/lib' })
      ).not.toMatch(/extraheader|include/i)
    }
  )

  test.each(['v4', 'v6'] as const)(
    'push with the token alone after a checkout %s that left another in each',
    async (version) => {
      const { github } = world
      const job = await startGitJob(world)
      await checkout(job, {
        version,
        token: reader,
        repository: 'acme/outer',
        submodules: true
      })
      expect(tokensSent(github)).toEqual({
        'acme/outer': ['READER_TOKEN'],
        'acme/middle': ['READER_TOKEN'],
        'acme/lib': ['READER_TOKEN']
      })
      mustSucceed(await world.setup(job))
      github.clearRequests()
      await succeed(job, `git push --quiet origin HEAD:refs/heads/${version}`, {
        cwd: 'middle/lib'
      })
      expect(tokensSent(github)).toEqual({ 'acme/lib': ours })
    }
  )

  const release = { repositories: 'acme/*' }
  const other = () => ({
    token: world.tokens.other,
    'token-name': 'OTHER_TOKEN',
    repositories: 'other/*'
  })

  test.each([
    ['first', () => [release, other()]],
    ['last', () => [other(), release]]
  ] as const)(
    'of two owners get the token of their owner, with that of acme given %s',
    async (_, uses) => {
      const job = await startGitJob(world)
      for (const inputs of uses()) mustSucceed(await world.setup(job, inputs))
      world.github.clearRequests()
      await succeed(
        job,
        'git clone --quiet --recurse-submodules "$GITHUB_SERVER_URL/acme/owners" .'
      )
      expect(tokensSent(world.github)).toEqual({
        'acme/owners': ours,
        'acme/lib': ours,
        'other/secret': ['OTHER_TOKEN']
      })
    }
  )
})

describe('the token is sent', () => {
  test.each([
    ['an owner as written in the coverage', 'ACME/*', 'ACME/app', 'ACME/app'],
    ['an owner in lower case', 'ACME/*', 'acme/app', 'acme/app'],
    ['a name as written in the coverage', 'acme/App', 'acme/App.git', ''],
    ['a name in lower case', 'Acme/App', 'acme/app.git', ''],
    ['a wiki of an owner', 'acme/*', 'acme/guide.wiki.git', ''],
    ['a wiki without suffix', 'acme/guide', 'acme/guide.wiki', ''],
    ['a wiki of a repository', 'acme/guide', 'acme/guide.wiki.git', '']
  ])('to %s', async (_, repositories, path) => {
    const job = await startCoveredJob(repositories)
    await succeed(job, `git ls-remote "$GITHUB_SERVER_URL/${path}"`)
    const [repository = ''] = path.split(/\.(?:git|wiki)/)
    expect(tokensSent(world.github)).toEqual({ [repository]: ours })
  })

  test('to the owner of the job, whose name the runner gives in mixed case', async () => {
    const job = await startGitJob(world, { repository: 'Acme/App' })
    mustSucceed(await world.setup(job))
    world.github.clearRequests()
    await succeed(job, 'git ls-remote "$GITHUB_SERVER_URL/acme/app"')
    await succeed(job, 'git ls-remote "$GITHUB_SERVER_URL/Acme/App"')
    expect(tokensSent(world.github)).toEqual({
      'acme/app': ours,
      'Acme/App': ours
    })
  })

  test.each([
    ['acme/*', ['Acme/app', 'acme/app', 'Acme/lib']],
    ['ACME/*', ['Acme/app', 'acme/app', 'Acme/lib', 'ACME/lib']],
    ['acme/app', ['Acme/app', 'acme/app']],
    ['*', ['Acme/app', 'acme/app', 'Acme/lib']]
  ])(
    'to the repositories of the job in Acme/app, as GitHub spells them, for %s',
    async (repositories, paths) => {
      const job = await startGitJob(world, { repository: 'Acme/app' })
      mustSucceed(await world.setup(job, { repositories }))
      world.github.clearRequests()
      for (const path of paths) {
        await succeed(job, `git ls-remote "$GITHUB_SERVER_URL/${path}.git"`)
      }
      expect(tokensSent(world.github)).toEqual(
        Object.fromEntries(paths.map((path) => [path, ours]))
      )
    }
  )

  test.each(['v4', 'v6'] as const)(
    'from what checkout %s made of Acme/app, for acme/*',
    async (version) => {
      const { github, tokens } = world
      const job = await startGitJob(world, { repository: 'Acme/app' })
      await checkout(job, { version, token: tokens.job })
      mustSucceed(await world.setup(job, { repositories: 'acme/*' }))
      github.clearRequests()
      const url = await succeed(job, 'git remote get-url origin')
      expect(url).toBe(`${github.url}/Acme/app`)
      await succeed(job, 'git fetch --quiet origin main')
      expect(tokensSent(github)).toEqual({ 'Acme/app': ours })
    }
  )

  test.each(['v4', 'v6'] as const)(
    'from a worktree of what checkout %s made',
    async (version) => {
      const { github, tokens } = world
      const job = await startGitJob(world)
      await checkout(job, { version, token: tokens.job })
      mustSucceed(await world.setup(job))
      await succeed(job, 'git worktree add --quiet ../tree -b tree')
      github.clearRequests()
      const pushed = await succeed(
        job,
        `git fetch --quiet origin main
         git commit --quiet --allow-empty --message Tree
         git push --quiet origin HEAD:refs/heads/tree-${version}
         git rev-parse HEAD`,
        { cwd: '../tree' }
      )
      expect(tokensSent(github)).toEqual({ 'acme/app': ours })
      expect(await github.head('acme/app', `tree-${version}`)).toBe(pushed)
    }
  )
})

describe('the token is not sent', () => {
  test.each([
    [
      'an owner whose name begins like a covered one',
      'acme/*',
      'acme-evil/app'
    ],
    [
      'a repository whose name begins like a covered one',
      'acme/app',
      'acme/app-2'
    ],
    ['a wiki of another repository', 'acme/app', 'acme/guide.wiki'],
    ['another owner', 'acme/*', 'other/secret']
  ])('to %s', async (_, repositories, path) => {
    const job = await startCoveredJob(repositories)
    for (const suffix of ['', '.git']) {
      const url = `"$GITHUB_SERVER_URL/${path}${suffix}"`
      expect(await job.run(`git ls-remote ${url}`)).toMatchObject({
        exitCode: 128
      })
    }
    const repository = path.replace('.wiki', '')
    expect(tokensSent(world.github)).toEqual({ [repository]: [] })
  })

  test.each(['acme/*', '*'])(
    'to another port or another name of the host, for %s',
    async (repositories) => {
      const job = await startCoveredJob(repositories)
      const { port } = world.github
      for (const url of [otherHost.url, `https://localhost:${port}`]) {
        const result = await job.run(`git ls-remote "${url}/acme/lib"`)
        expect(result.exitCode).toBe(128)
      }
      expect(tokensSent(otherHost)).toEqual({ 'acme/lib': [] })
      expect(tokensSent(world.github)).toEqual({ 'acme/lib': [] })
    }
  )

  test.each(['acme/*', 'acme/lib', '*'])(
    'without encryption to the same host and port, for %s',
    async (repositories) => {
      const front = await startFront(world.github.port)
      const job = await startGitJob(world, { serverUrl: front.url('https') })
      mustSucceed(await world.setup(job, { repositories }))
      world.github.clearRequests()
      await succeed(job, `git ls-remote "${front.url('https')}/acme/lib"`)
      expect(tokensSent(world.github)).toEqual({ 'acme/lib': ours })
      expect(front.plain()).toBe('')

      const result = await job.run(
        `git ls-remote "${front.url('http')}/acme/lib"`
      )
      expect(result.exitCode).toBe(128)
      expect(front.plain()).toMatch(/^GET \/acme\/lib\/info\/refs\?/)
      expect(front.plain()).not.toMatch(/authorization/i)
      await front.close()
    }
  )

  test('instead of credentials in the URL', async () => {
    const { github, tokens } = world
    const job = await startGitJob(world)
    await checkout(job, { version: 'v6', token: tokens.job })
    mustSucceed(await world.setup(job))
    github.clearRequests()
    const url = new URL('/acme/lib', github.url)
    url.username = 'x-access-token'
    url.password = reader
    await succeed(job, 'git ls-remote "$URL"', { env: { URL: url.href } })
    expect(tokensSent(github)).toEqual({ 'acme/lib': ['READER_TOKEN'] })
  })
})

describe('git uses for', () => {
  test.each([
    ['scp', 'git@H:acme/lib', 'https://H:P/acme/lib'],
    ['ssh', 'ssh://git@H/acme/lib', 'https://H:P/acme/lib'],
    ['ssh with its port', 'ssh://git@H:22/acme/lib', 'https://H:P/acme/lib'],
    ['https', 'https://H:P/acme/lib', 'https://H:P/acme/lib'],
    ['http', 'http://H:P/acme/lib', 'http://H:P/acme/lib'],
    ['another owner', 'git@H:acme-evil/app', 'git@H:acme-evil/app'],
    ['another host', 'git@ssh.example:acme/lib', 'git@ssh.example:acme/lib'],
    ['another port', 'ssh://git@H:2222/acme/lib', 'ssh://git@H:2222/acme/lib'],
    ['another user', 'ssh://me@H/acme/lib', 'ssh://me@H/acme/lib']
  ])('a URL of %s the right address', async (_, given, expected) => {
    const { port } = world.github
    const real = (url: string) =>
      url.replace('H', host).replace('P', String(port))
    const job = await startCoveredJob()
    expect(await succeed(job, `git ls-remote --get-url '${real(given)}'`)).toBe(
      real(expected)
    )
  })
})

/** Stands before GitHub, and hears what comes to the same port without TLS. */
async function startFront(port: number) {
  let plain = ''
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.once('data', (first) => {
      // The first byte of a TLS handshake.
      if (first[0] === 0x16) {
        const behind = connect(port, host, () => {
          behind.write(first)
          socket.pipe(behind).pipe(socket)
        })
        behind.on('error', () => socket.destroy())
      } else {
        plain += first.toString('latin1')
        socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n')
      }
    })
  })
  server.listen(0, host)
  await once(server, 'listening')
  const own = (server.address() as AddressInfo).port
  return {
    url: (scheme: 'http' | 'https') => `${scheme}://${host}:${own}`,
    /** What was sent without TLS. */
    plain: () => plain,
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    }
  }
}
