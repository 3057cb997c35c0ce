import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  test
} from '@jest/globals'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import {
  filesWith,
  mustSucceed,
  ourFolders,
  startGitJob,
  succeed,
  tokensSent
} from '../support/git.ts'
import { type Proxy, startProxy } from '../support/proxy.ts'
import type { Job, JobOptions, StepResult } from '../support/runner/job.ts'
import { formsOf, pathWith, postOf } from '../support/steps.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
let proxy: Proxy
let folder: string

beforeAll(async () => {
  world = await startWorld()
  proxy = await startProxy({ target: world.github })
  folder = await mkdtemp(join(tmpdir(), 'git-options-'))
})

afterEach(() => {
  world.github.clearRequests()
})

afterAll(async () => {
  await Promise.all([world.close(), proxy.close()])
  await rm(folder, { recursive: true })
})

const messagesOf = ({ annotations }: StepResult) =>
  annotations.map(({ message }) => message)

describe('ssh-to-https', () => {
  // GITHUB_REPOSITORY_OWNER_ID of the stand-in of the runner.
  const forms = [
    'git@H:acme/lib.git',
    'git@H:acme/lib',
    'ssh://git@H/acme/lib.git',
    'ssh://git@H:22/acme/lib.git',
    'org-583231@H:acme/lib.git',
    'ssh://org-583231@H/acme/lib.git',
    'ssh://org-583231@H:22/acme/lib.git'
  ]

  const rows = ['acme/*', 'acme/lib', '*'].flatMap((repositories) =>
    ['true', 'false'].map((value) => ({ repositories, value }))
  )

  test.each(rows)(
    'of $value decides what becomes of ssh URLs for $repositories',
    async ({ repositories, value }) => {
      const job = await startGitJob(world)
      const inputs = { repositories, 'ssh-to-https': value }
      mustSucceed(await world.setup(job, inputs))
      const urls = forms.map((form) => form.replace('H', '127.0.0.1'))
      const asked = urls.map((url) => `git ls-remote --get-url '${url}'`)
      const https = `${world.github.url}/acme/lib`
      const rewritten = urls.map((url) => url.replace(/^.*acme\/lib/, https))
      expect((await succeed(job, asked.join('\n'))).split('\n')).toEqual(
        value === 'true' ? rewritten : urls
      )
    }
  )

  test('leaves to ssh what an organisation of another number logs in to', async () => {
    const job = await startGitJob(world)
    mustSucceed(await world.setup(job))
    const url = 'org-583232@127.0.0.1:acme/lib.git'
    expect(await succeed(job, `git ls-remote --get-url '${url}'`)).toBe(url)
  })

  test('does not matter for https, which uses the token', async () => {
    const { github } = world
    const job = await startGitJob(world)
    mustSucceed(await world.setup(job, { 'ssh-to-https': 'false' }))
    github.clearRequests()
    await succeed(job, 'git ls-remote "$GITHUB_SERVER_URL/acme/lib"')
    expect(tokensSent(github)).toEqual({ 'acme/lib': ['RELEASE_TOKEN'] })
  })
})

describe('git-identity', () => {
  const identity = { 'git-identity': 'true' }
  const account = 'acme-bot <1001+acme-bot@users.noreply.127.0.0.1>'
  const commit = `git commit --quiet --allow-empty --message Release
    git log -1 --format='%an <%ae>%n%cn <%ce>'`

  /** Starts a job that has a repository and in which nobody has said who commits. */
  async function startNamelessJob(options?: JobOptions): Promise<Job> {
    const env = { GIT_CONFIG_NOSYSTEM: '1', ...options?.env }
    const job = await world.startJob({ ...options, env })
    await succeed(job, 'git init --quiet .')
    return job
  }

  test('makes commits those of the account, until the post step', async () => {
    const job = await startNamelessJob()
    mustSucceed(await world.setup(job, identity))
    expect(await succeed(job, commit)).toBe(`${account}\n${account}`)
    for (const result of await job.post()) mustSucceed(result)
    expect(await succeed(job, 'git config user.name || echo none')).toBe('none')
  })

  test('is not set when it is not asked for', async () => {
    const job = await startNamelessJob()
    mustSucceed(await world.setup(job))
    expect(await succeed(job, 'git config user.name || echo none')).toBe('none')
  })

  test.each([
    ['https://github.com', 'users.noreply.github.com'],
    ['https://acme.ghe.com', 'users.noreply.acme.ghe.com'],
    ['https://github.acme.corp', 'users.noreply.github.acme.corp'],
    ['https://github.acme.corp:8443', 'users.noreply.github.acme.corp']
  ])('on %s has an address at %s', async (serverUrl, domain) => {
    const env = { https_proxy: proxy.url }
    const job = await startNamelessJob({ env })
    const inputs = { ...identity, 'server-url': serverUrl }
    mustSucceed(await world.setup(job, inputs))
    expect(await succeed(job, 'git config user.email')).toBe(
      `1001+acme-bot@${domain}`
    )
  })

  test.each([
    ['the repository', 'git config'],
    ['the user', 'git config --global']
  ])('wins over what the config of %s says', async (_, config) => {
    const job = await startNamelessJob()
    await succeed(
      job,
      `${config} user.name Mona; ${config} user.email mona@example.com`
    )
    mustSucceed(await world.setup(job, identity))
    expect(await succeed(job, commit)).toBe(`${account}\n${account}`)
  })

  test('loses to what the environment of a step says', async () => {
    const job = await startNamelessJob()
    mustSucceed(await world.setup(job, identity))
    const env = { GIT_AUTHOR_NAME: 'Mona', GIT_AUTHOR_EMAIL: 'mona@example' }
    expect(await succeed(job, commit, { env })).toBe(
      `Mona <mona@example>\n${account}`
    )
  })

  test('of the later of two uses wins, until its post step', async () => {
    const job = await startNamelessJob()
    mustSucceed(await world.setup(job, identity))
    const other = { token: world.tokens.other, repositories: 'other/*' }
    const later = mustSucceed(await world.setup(job, { ...identity, ...other }))
    expect(await succeed(job, 'git config user.name')).toBe('other-bot')
    await postOf(job, later)
    expect(await succeed(job, 'git config user.name')).toBe('acme-bot')
  })

  test('is a warning for a token that acts as no user, and git uses that', async () => {
    const { github, tokens } = world
    const job = await startNamelessJob()
    const inputs = { ...identity, token: tokens.job }
    const step = mustSucceed(await world.setup(job, inputs))
    expect(step.outputs).toMatchObject({
      status: 'unknown',
      reason: 'identity-unknown',
      'git-configured': 'true'
    })
    expect(step.annotations).toMatchObject([{ level: 'warning' }])
    expect(await succeed(job, 'git config user.name || echo none')).toBe('none')
    github.clearRequests()
    await succeed(job, 'git ls-remote "$GITHUB_SERVER_URL/acme/app"')
    expect(tokensSent(github)).toEqual({ 'acme/app': ['GITHUB_TOKEN'] })
  })
})

test('inputs that contradict each other are all told at once, and nothing is written', async () => {
  const { github } = world
  const job = await startGitJob(world)
  const step = await world.setup(job, {
    'configure-git': 'none',
    'credential-storage': 'memory',
    'credential-timeout': '0',
    'ssh-to-https': 'maybe',
    'git-identity': 'true',
    'github-cli': 'true'
  })
  expect(step.exitCode).toBe(1)
  expect(step.outputs).toMatchObject({ reason: 'input-invalid', valid: '' })
  const messages = messagesOf(step).join('\n')
  for (const complaint of [
    'git-identity: it has no effect with configure-git: none',
    'github-cli: gh keeps the token in a file, which credential-storage: memory is to avoid',
    'credential-timeout: "0" is not a number of seconds from 3 to 432000',
    'ssh-to-https: "maybe" is none of true, false'
  ]) {
    expect(messages).toContain(complaint)
  }
  expect([step.env, step.state]).toEqual([{}, {}])
  expect(await ourFolders(job)).toEqual([])
  expect(github.requests).toEqual([])
})

describe('a token that is a secret reference', () => {
  const reference = 'op://ci/release token/credential'
  const fallback = { token: '', 'fallback-token': reference }

  /** A job in which op says this; what it was asked, and with what. */
  async function startJobWithOp(script: string) {
    const place = await mkdtemp(join(folder, 'op-'))
    const [answer, asked, seen] = ['answer', 'asked', 'seen'].map((name) =>
      join(place, name)
    ) as [string, string, string]
    await writeFile(answer, world.tokens.release)
    const PATH = await pathWith(
      place,
      'op',
      `printf '%s\\n' "$@" > '${asked}'; env > '${seen}'
       answer='${answer}'; ${script}`
    )
    const job = await startGitJob(world, { env: { PATH } })
    return { job, asked, seen }
  }

  test.each([
    ['as token', { token: reference }, 'token'],
    ['as fallback-token', fallback, 'fallback']
  ])('is resolved by op, %s', async (_, inputs, used) => {
    const { github, tokens } = world
    const { job, asked, seen } = await startJobWithOp('cat "$answer"')
    const env = { OP_SERVICE_ACCOUNT_TOKEN: 'of this step' }
    const step = mustSucceed(await world.setup(job, inputs, { env }))
    expect(step.outputs).toMatchObject({ used, 'git-configured': 'true' })
    expect(await readFile(asked, 'utf8')).toBe(
      `read\n--no-newline\n${reference}\n`
    )
    const environment = await readFile(seen, 'utf8')
    expect(environment).toContain('OP_SERVICE_ACCOUNT_TOKEN=of this step\n')
    expect(environment).not.toMatch(/^INPUT_/m)

    const texts = formsOf(tokens.release)
    expect(step.firstLine).toBe(`::add-mask::${tokens.release}`)
    const shown = [
      job.log.join('\n'),
      step.summary,
      JSON.stringify(step.outputs)
    ]
    for (const text of texts) expect(shown.join('\n')).not.toContain(text)
    github.clearRequests()
    await succeed(job, 'git ls-remote git@127.0.0.1:acme/lib')
    expect(tokensSent(github)).toEqual({ 'acme/lib': ['RELEASE_TOKEN'] })
    for (const result of await job.post()) mustSucceed(result)
    expect(await filesWith(job.root, texts)).toEqual([])
  })

  const signedOut =
    'echo "[ERROR] 2026/01/02 03:04:05 account is not signed in" >&2; exit 1'

  test.each([
    ['op is not signed in', signedOut, 'op: account is not signed in'],
    ['op fails and says nothing', 'exit 6', 'op: Command failed'],
    ['op is killed', 'kill -9 $$', 'op: Command failed']
  ])('fails the step when %s', async (_, script, evidence) => {
    const { job } = await startJobWithOp(script)
    const step = await world.setup(job, { token: reference })
    expect(step.exitCode).toBe(1)
    expect(step.outputs).toMatchObject({
      reason: 'op-failed',
      'git-configured': 'false'
    })
    expect(messagesOf(step).join()).toContain(evidence)
    expect(world.github.requests).toEqual([])
    expect(await ourFolders(job)).toEqual([])
  })

  test('fails the step when there is no op', async () => {
    const folders = (process.env['PATH'] ?? '').split(delimiter)
    const PATH = folders
      .filter((path) => !existsSync(join(path, 'op')))
      .join(delimiter)
    const job = await startGitJob(world, { env: { PATH } })
    const step = await world.setup(job, { token: reference })
    expect(step.exitCode).toBe(1)
    expect(step.outputs).toMatchObject({ reason: 'op-missing' })
    expect(messagesOf(step).join()).toContain('op was not found on the PATH')
  })

  test('does not matter as a fallback that is not needed', async () => {
    const { job } = await startJobWithOp(signedOut)
    const inputs = { 'fallback-token': reference }
    const step = mustSucceed(await world.setup(job, inputs))
    expect(step.outputs).toMatchObject({ used: 'token', reason: 'ok' })
  })

  test('is a token in all that is verified', async () => {
    const { job } = await startJobWithOp('cat "$answer"; echo')
    const step = await world.setup(job, {
      token: reference,
      scopes: 'admin:org'
    })
    expect(step.outputs).toMatchObject({ valid: 'true', missing: 'admin:org' })
    expect(step.log).not.toContain(world.tokens.release)
    expect(messagesOf(step).join()).toContain(
      `store it in 1Password, as ${reference}.`
    )
  })
})

test('a setting of the user that comes first is told, and git configured all the same', async () => {
  const job = await startGitJob(world)
  const key = `http.${world.github.url}/acme/app.extraheader`
  await succeed(job, `git config --global ${key} 'Authorization: Basic eDp5'`)
  const step = mustSucceed(await world.setup(job))
  expect(step.outputs).toMatchObject({
    status: 'warning',
    reason: 'credential-overridden',
    'git-configured': 'true'
  })
  const [message = '', ...others] = messagesOf(step)
  expect(others).toEqual([])
  expect(message.split('\n')).toEqual([
    'Something on this runner comes before RELEASE_TOKEN, so this is not so: `git uses it for acme/app`.',
    `In file:${join(job.folders.home, '.gitconfig')} (global config) a header for acme/app is more specific than what is covered.`,
    'Fix: Remove it where it is set, or, for git, name the repository itself in the input repositories.',
    expect.stringMatching(/^More: .*#credential-overridden$/)
  ])
  const named = { repositories: 'acme/app' }
  expect(mustSucceed(await world.setup(job, named)).outputs).toMatchObject({
    reason: 'ok'
  })
})
