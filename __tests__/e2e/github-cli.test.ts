import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  test
} from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { digests, filesWith, mustSucceed, succeed } from '../support/git.ts'
import { hasProgram } from '../support/programs.ts'
import { type Proxy, startProxy } from '../support/proxy.ts'
import type { Job, StepResult } from '../support/runner/job.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
let proxy: Proxy
/** As RELEASE_TOKEN, and with the scope that an old `gh auth status` wants. */
let member: string

beforeAll(async () => {
  world = await startWorld()
  proxy = await startProxy({ target: world.github })
  member = world.github.addToken({
    name: 'MEMBER_TOKEN',
    kind: 'classic',
    login: 'acme-bot',
    scopes: ['repo', 'read:org'],
    access: { 'acme/*': 'write' }
  })
})

afterEach(() => {
  expect(world.github.changes).toEqual([])
  world.github.clearRequests()
})

afterAll(async () => {
  await Promise.all([world.close(), proxy.close()])
})

interface Place {
  readonly serverUrl?: string
  readonly env?: Record<string, string>
}

/** A job that reaches every host by the proxy; `gh` is the first on its PATH. */
function startJob({ serverUrl, env }: Place = {}, path = ''): Promise<Job> {
  const { PATH = '' } = process.env
  return world.startJob({
    serverUrl: serverUrl ?? 'https://github.com',
    env: {
      GIT_CONFIG_NOSYSTEM: '1',
      https_proxy: proxy.url,
      // Go's own: https://pkg.go.dev/crypto/x509#SystemCertPool
      SSL_CERT_FILE: world.github.caFile,
      // https://cli.github.com/manual/gh_help_environment
      GH_NO_UPDATE_NOTIFIER: '1',
      GH_TELEMETRY: 'false',
      PATH: path === '' ? PATH : path + delimiter + PATH,
      ...env
    }
  })
}

function setup(
  job: Job,
  inputs: Record<string, string> = {}
): Promise<StepResult> {
  return world.setup(job, { 'github-cli': 'true', ...inputs })
}

/** What was asked since the record was cleared, and with which token. */
function asked(): string[] {
  return world.github.requests.map(
    ({ method, host, path, tokenNames }) =>
      `${method} ${host}${path} ${tokenNames.join(' and ')}`
  )
}

async function modeOf(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8)
}

/** The folder that GH_CONFIG_DIR names for the next step. */
function folderOf(job: Job): string {
  const folder = job.env.get('GH_CONFIG_DIR')
  if (folder === undefined) throw new Error('There is no GH_CONFIG_DIR')
  return folder
}

const ourFolder = /\/setup-github-token-[0-9a-f-]{36}\/gh$/

describe('what later steps are handed', () => {
  test('is a folder that only its owner can read, by one variable', async () => {
    const job = await startJob()
    const seen = mustSucceed(await setup(job, { 'configure-git': 'none' }))
    expect(Object.keys(seen.env)).toEqual(['GH_CONFIG_DIR'])
    const folder = folderOf(job)
    expect(folder).toMatch(ourFolder)
    expect(dirname(dirname(folder))).toBe(job.folders.temp)
    expect((await readdir(folder)).sort()).toEqual(['config.yml', 'hosts.yml'])
    expect(await modeOf(folder)).toBe('700')
    expect(await modeOf(join(folder, 'hosts.yml'))).toBe('600')
    expect(await modeOf(join(folder, 'config.yml'))).toBe('600')
    expect(await filesWith(folder, [world.tokens.release])).toEqual([
      'hosts.yml'
    ])
  })

  test.each(['0000', '0077'])(
    'has the same modes under a umask of %s',
    async (umask) => {
      const before = process.umask(umask)
      try {
        const job = await startJob()
        mustSucceed(await setup(job))
        const folder = folderOf(job)
        expect(await modeOf(folder)).toBe('700')
        expect(await modeOf(join(folder, 'hosts.yml'))).toBe('600')
      } finally {
        process.umask(before)
      }
    }
  )

  test('is no token in the environment', async () => {
    const job = await startJob()
    mustSucceed(await setup(job))
    const environment = await succeed(job, 'env')
    expect(environment).toContain('GH_CONFIG_DIR=')
    expect(environment).not.toContain(world.tokens.release)
  })

  test('is nothing when it was not asked for', async () => {
    const job = await startJob()
    mustSucceed(await world.setup(job))
    expect(job.env.has('GH_CONFIG_DIR')).toBe(false)
    expect(await filesNamed(job, 'hosts.yml')).toEqual([])
  })

  test('is nothing when the token is refused', async () => {
    const token = world.github.addToken({
      name: 'EXPIRED_TOKEN',
      kind: 'classic',
      expired: true
    })
    const job = await startJob()
    const { outcome } = await setup(job, { token })
    expect(outcome).toBe('failure')
    expect(job.env.has('GH_CONFIG_DIR')).toBe(false)
    expect(await filesNamed(job, 'hosts.yml')).toEqual([])
    expect(await filesWith(job.folders.temp, [token])).toEqual([])
  })

  test('is nothing when the token lacks what it must have', async () => {
    const job = await startJob()
    const { outcome } = await setup(job, { scopes: 'repo, admin:org' })
    expect(outcome).toBe('failure')
    expect(job.env.has('GH_CONFIG_DIR')).toBe(false)
    expect(await filesNamed(job, 'hosts.yml')).toEqual([])
  })
})

async function filesNamed(job: Job, name: string): Promise<string[]> {
  const names = await readdir(job.folders.temp, { recursive: true })
  return names.filter((one) => one.endsWith(name))
}

interface Program {
  readonly name: string
  /** The folder it is in; empty for the one on PATH. */
  readonly path: string
  /** Whether it knows the hosts of GHE.com. */
  readonly knowsTenants: boolean
}

function programIn(path: string): Program {
  const said = (...parameters: string[]) =>
    execFileSync(join(path, 'gh'), parameters, { encoding: 'utf8' })
  const [name = 'gh'] = /gh version [\d.]+/.exec(said('--version')) ?? []
  // https://cli.github.com/manual/gh_help_environment
  const knowsTenants = said('help', 'environment').includes('ghe.com')
  return { name, path, knowsTenants }
}

// The one on PATH, and another one in the folder that TEST_GH names.
const { TEST_GH = '' } = process.env
const programs = [
  ...(hasProgram('gh') ? [programIn('')] : []),
  ...(TEST_GH === '' ? [] : [programIn(TEST_GH)])
]
const absent: Program = { name: 'gh', path: '', knowsTenants: true }

const withGh =
  programs.length > 0 ? describe.each(programs) : describe.skip.each([absent])

withGh('$name', ({ path, knowsTenants }) => {
  /** A job in which the step has run, and nothing asked since. */
  async function startReady(
    place: Place = {},
    inputs: Record<string, string> = {}
  ): Promise<Job> {
    const job = await startJob(place, path)
    mustSucceed(await setup(job, inputs))
    world.github.clearRequests()
    return job
  }

  const credentialOf = (job: Job, host: string) =>
    succeed(
      job,
      `printf 'protocol=https\\nhost=%s\\n\\n' ${host} | gh auth git-credential get`
    )

  test.each(['job', 'none'])(
    'uses the token, with configure-git: %s',
    async (configureGit) => {
      const job = await startReady({}, { 'configure-git': configureGit })
      expect(await succeed(job, 'gh api user --jq .login')).toBe('acme-bot')
      expect(await succeed(job, 'gh repo view acme/app')).toMatch(
        /^name:\s+acme\/app$/m
      )
      expect(asked()).toEqual([
        'GET api.github.com/user RELEASE_TOKEN',
        'POST api.github.com/graphql RELEASE_TOKEN',
        'GET api.github.com/repos/acme/app/readme RELEASE_TOKEN'
      ])
    }
  )

  test('says who it is, and shows no token', async () => {
    const job = await startReady({}, { token: member })
    const seen = mustSucceed(await job.run('gh auth status'))
    // Where it is printed differs from version to version.
    const printed = seen.stdout + seen.stderr
    expect(printed).toMatch(/Logged in to github\.com (as|account) acme-bot /)
    expect(printed).toContain(join(folderOf(job), 'hosts.yml'))
    expect(printed).not.toContain(member)
    expect(new Set(world.github.requests.map((one) => one.host))).toEqual(
      new Set(['api.github.com'])
    )
  })

  test('gives git the token when git asks it, and asks nobody', async () => {
    const job = await startReady()
    expect(await credentialOf(job, 'github.com')).toBe(
      [
        'protocol=https',
        'host=github.com',
        'username=acme-bot',
        `password=${world.tokens.release}`
      ].join('\n')
    )
    expect(asked()).toEqual([])
  })

  test('gives no token to another host', async () => {
    const job = await startReady()
    const seen = await job.run(
      "printf 'protocol=https\\nhost=github.acme.corp\\n\\n' | gh auth git-credential get"
    )
    expect([seen.exitCode, seen.stdout]).toEqual([1, ''])
  })

  test('clones with it', async () => {
    const job = await startReady({}, { 'configure-git': 'none' })
    await succeed(job, 'gh repo clone acme/lib -- --quiet')
    expect(await readdir(join(job.folders.workspace, 'lib'))).toContain(
      'lib.txt'
    )
    const tokens = world.github
      .gitRequests('acme/lib')
      .flatMap(({ tokenNames }) => tokenNames)
    expect(new Set(tokens)).toEqual(new Set(['RELEASE_TOKEN']))
  })

  test('changes nothing in its folder', async () => {
    const job = await startReady({}, { token: member })
    const before = await digests(folderOf(job))
    await succeed(job, 'gh api user')
    await succeed(job, 'gh auth status')
    await succeed(job, 'gh repo view acme/app')
    await credentialOf(job, 'github.com')
    expect(await digests(folderOf(job))).toEqual(before)
  })

  test('uses a token that belongs to no account', async () => {
    const job = await startReady({}, { token: world.tokens.job })
    expect(await succeed(job, 'gh api repos/acme/app --jq .full_name')).toBe(
      'acme/app'
    )
    expect(asked()).toEqual(['GET api.github.com/repos/acme/app GITHUB_TOKEN'])
    expect(await credentialOf(job, 'github.com')).toContain(
      'username=x-access-token\n'
    )
    const status = mustSucceed(await job.run('gh auth status'))
    expect(status.stdout + status.stderr).toContain('Logged in to github.com')
  })

  // https://cli.github.com/manual/gh_help_environment
  test.each(['GH_TOKEN', 'GITHUB_TOKEN'])(
    'prefers %s of the step',
    async (name) => {
      const job = await startReady()
      const env = { [name]: world.tokens.other }
      expect(await succeed(job, 'gh api user --jq .login', { env })).toBe(
        'other-bot'
      )
    }
  )

  test('asks a GitHub Enterprise Server, without being told its name', async () => {
    const job = await startReady({ serverUrl: 'https://github.acme.corp' })
    expect(await succeed(job, 'gh api user --jq .login')).toBe('acme-bot')
    expect(await succeed(job, 'gh repo view acme/app')).toContain('acme/app')
    expect(asked()).toEqual([
      'GET github.acme.corp/api/v3/user RELEASE_TOKEN',
      'POST github.acme.corp/api/graphql RELEASE_TOKEN',
      'GET github.acme.corp/api/v3/repos/acme/app/readme RELEASE_TOKEN'
    ])
    expect(await credentialOf(job, 'github.acme.corp')).toContain(
      `password=${world.tokens.release}`
    )
  })

  test('keeps to the token of a server when there is one for github.com', async () => {
    const job = await startReady({
      serverUrl: 'https://github.acme.corp',
      env: { GH_TOKEN: world.tokens.other }
    })
    await succeed(job, 'gh api user')
    expect(asked()).toEqual(['GET github.acme.corp/api/v3/user RELEASE_TOKEN'])
  })

  test('gives git the token of a tenant of GHE.com', async () => {
    const job = await startReady({ serverUrl: 'https://acme.ghe.com' })
    expect(await credentialOf(job, 'acme.ghe.com')).toContain(
      `password=${world.tokens.release}`
    )
  })

  test('asks a tenant of GHE.com, or what it takes for a server of that name', async () => {
    const job = await startReady({ serverUrl: 'https://acme.ghe.com' })
    const { stdout } = await job.run('gh api user --jq .login')
    expect([stdout.includes('acme-bot'), ...asked()]).toEqual(
      knowsTenants
        ? [true, 'GET api.acme.ghe.com/user RELEASE_TOKEN']
        : [false, 'GET acme.ghe.com/api/v3/user RELEASE_TOKEN']
    )
  })

  test.each([
    ['https://github.com', 'https://github.acme.corp'],
    ['https://github.acme.corp', 'https://github.com']
  ])('knows two hosts, %s first', async (first, second) => {
    const job = await startJob({}, path)
    const tokens: Record<string, string> = {
      'https://github.com': world.tokens.release,
      'https://github.acme.corp': world.tokens.other
    }
    for (const url of [first, second]) {
      const token = tokens[url] ?? ''
      mustSucceed(
        await setup(job, {
          token,
          'server-url': url,
          repositories: 'other/*'
        })
      )
    }
    world.github.clearRequests()
    // Of several hosts github.com is the one that need not be named.
    await succeed(job, 'gh api user')
    await succeed(job, 'gh api user --hostname github.acme.corp')
    await succeed(job, 'gh api user', { env: { GH_HOST: 'github.acme.corp' } })
    expect(asked()).toEqual([
      'GET api.github.com/user RELEASE_TOKEN',
      'GET github.acme.corp/api/v3/user OTHER_TOKEN',
      'GET github.acme.corp/api/v3/user OTHER_TOKEN'
    ])
    const posts = await job.post()
    expect(posts.map(({ outcome }) => outcome)).toEqual(['success', 'success'])
    expect(await filesNamed(job, 'hosts.yml')).toEqual([])
    expect(await filesWith(job.folders.temp, Object.values(tokens))).toEqual([])
  })

  test('uses the later token of one host', async () => {
    const job = await startReady()
    mustSucceed(
      await setup(job, { token: world.tokens.other, repositories: 'other/*' })
    )
    expect(await succeed(job, 'gh api user --jq .login')).toBe('other-bot')
  })

  test('has no token after the post step, and asks nobody', async () => {
    const job = await startReady()
    const folder = folderOf(job)
    const [post] = await job.post()
    expect(post?.outcome).toBe('success')
    await expect(stat(dirname(folder))).rejects.toThrow('ENOENT')
    world.github.clearRequests()
    const api = await job.run('gh api user')
    expect([api.exitCode, api.stdout]).toEqual([4, ''])
    expect(api.stderr).toContain('set the GH_TOKEN environment variable')
    const token = await job.run('gh auth token')
    expect([token.exitCode, token.stdout]).toEqual([1, ''])
    const credential = await job.run(
      "printf 'protocol=https\\nhost=github.com\\n\\n' | gh auth git-credential get"
    )
    expect([credential.exitCode, credential.stdout]).toEqual([1, ''])
    expect(asked()).toEqual([])
    // gh does not make the folder again.
    await expect(stat(folder)).rejects.toThrow('ENOENT')
  })
})
