import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  test
} from '@jest/globals'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkout } from '../support/checkout.ts'
import {
  addSubmodules,
  filesWith,
  mustSucceed,
  ourFolders,
  startGitJob,
  succeed,
  tokensSent
} from '../support/git.ts'
import type { Job, JobOptions } from '../support/runner/job.ts'
import {
  ambiguousRequests,
  daemonsOf,
  formsOf,
  pathWith,
  postOf
} from '../support/steps.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
let folder: string

const ours = ['RELEASE_TOKEN']
const memory = { 'credential-storage': 'memory' }
const complaint =
  'setup-github-token: the credential of this job is not here: it cannot be read, or its time is over'

beforeAll(async () => {
  world = await startWorld()
  folder = await mkdtemp(join(tmpdir(), 'git-memory-'))
  await world.github.addRepository('acme/outer', { private: true })
  await addSubmodules(world, 'acme/outer', [
    { path: 'lib', of: 'acme/lib', url: 'git@127.0.0.1:acme/lib.git' }
  ])
})

afterEach(() => {
  const { github } = world
  expect(ambiguousRequests(github)).toEqual([])
  github.clearRequests()
})

afterAll(async () => {
  await world.close()
  await rm(folder, { recursive: true })
})

/** Starts a checked-out job that has a folder for temporary files to itself. */
async function startCheckedOutJob(options?: JobOptions): Promise<Job> {
  const TMPDIR = await mkdtemp(join(folder, 'tmp-'))
  const env = { TMPDIR, ...options?.env }
  const job = await startGitJob(world, { ...options, env })
  await checkout(job, { version: 'v6', token: world.tokens.job })
  world.github.clearRequests()
  return job
}

async function startMemoryJob(options?: JobOptions): Promise<Job> {
  const job = await startCheckedOutJob(options)
  mustSucceed(await world.setup(job, memory))
  world.github.clearRequests()
  return job
}

/** The files of a job that show a token, those of /tmp with them. */
async function leaks(job: Job, token: string): Promise<string[]> {
  const places = [job.root, job.env.get('TMPDIR') ?? '']
  const found = places.map((place) => filesWith(place, formsOf(token)))
  return (await Promise.all(found)).flat()
}

/** How git-lfs asks for a credential; what is said of it, or why there is none. */
function fill(job: Job, path: string) {
  return job.run(
    `printf '%s\\n' protocol=https "host=\${GITHUB_SERVER_URL#*//}" ${path} '' | git credential fill`
  )
}

describe('a token that is kept in memory', () => {
  test('lets git fetch, push, clone and update submodules', async () => {
    const { github } = world
    const job = await startMemoryJob()
    await succeed(
      job,
      `git fetch --quiet origin main
       git commit --quiet --allow-empty --message Release
       git push --quiet origin HEAD:refs/heads/memory
       git clone --quiet --recurse-submodules "$GITHUB_SERVER_URL/acme/outer" ../outer`
    )
    expect(tokensSent(github)).toEqual({
      'acme/app': ours,
      'acme/outer': ours,
      'acme/lib': ours
    })
  })

  test('is in no file and in nothing that can be seen of its daemon, which the runner finds', async () => {
    const { release: token } = world.tokens
    const job = await startCheckedOutJob({ secrets: [token] })
    const step = mustSucceed(await world.setup(job, memory))
    await succeed(job, 'git ls-remote && git ls-remote git@127.0.0.1:acme/lib')
    expect(await leaks(job, token)).toEqual([])
    const texts = formsOf(token)
    const shown = JSON.stringify([step.env, step.state, job.log])
    expect(texts.filter((text) => shown.includes(text))).toEqual([])

    const [daemon, ...more] = await daemonsOf(job)
    expect(more).toEqual([])
    const { argv = '', environ = [] } = daemon ?? {}
    const seen = [argv, ...environ].join('\n')
    expect(texts.filter((text) => seen.includes(text))).toEqual([])
    expect(seen).not.toMatch(/^INPUT_/m)
    const id = await succeed(job, 'echo "$RUNNER_TRACKING_ID"')
    expect(environ).toContain(`RUNNER_TRACKING_ID=${id}`)
    // As at the end of a job whose post step never came.
    expect(await job.finish()).toHaveLength(1)
  })

  test('is served to this user alone', async () => {
    const job = await startMemoryJob()
    const [name = ''] = await ourFolders(job)
    const modeOf = async (path: string) =>
      ((await stat(join(job.folders.temp, name, path))).mode & 0o777).toString(
        8
      )
    expect(await modeOf('.')).toBe('755')
    expect(await modeOf('cache')).toBe('700')
    expect(existsSync(join(job.folders.temp, name, 'credential'))).toBe(false)
  })

  test.each([
    ['acme/*', 'path=acme/lib.git', true],
    ['acme/*', 'path=acme/lib', true],
    ['acme/*', 'path=other/secret.git', false],
    ['acme/*', '', false],
    ['acme/lib', 'path=acme/lib.git', true],
    ['*', 'path=other/secret.git', true],
    ['*', '', true]
  ])('for %s: git-lfs, asking for "%s", is answered: %s', async (...row) => {
    const [repositories, path, isAnswered] = row
    const { release } = world.tokens
    const job = await startGitJob(world)
    mustSucceed(await world.setup(job, { ...memory, repositories }))
    const { stdout } = await fill(job, path)
    expect(stdout.includes(`\npassword=${release}\n`)).toBe(isAnswered)
  })

  test('is there again after GitHub has answered 401 once', async () => {
    const { github } = world
    const job = await startMemoryJob()
    const remove = github.fault(
      { path: '/acme/app/info/refs' },
      { status: 401, body: 'Bad credentials' }
    )
    const refused = await job.run('git ls-remote')
    remove()
    expect(refused.stderr).toContain('Authentication failed')
    await succeed(job, 'git ls-remote')
    expect(tokensSent(github)).toEqual({ 'acme/app': ours })
  })

  test('is gone when its time is over, and git says so', async () => {
    const { github } = world
    const job = await startCheckedOutJob()
    const inputs = { ...memory, 'credential-timeout': '3' }
    const step = mustSucceed(await world.setup(job, inputs))
    expect(step.log).toContain('in the later steps of this job, for 3 seconds')
    await succeed(
      job,
      `ask() { echo url="$GITHUB_SERVER_URL/acme/lib" | git credential fill 2> /dev/null; }
       while ask > /dev/null; do sleep 0.2; done`
    )
    github.clearRequests()
    const { exitCode, stderr } = await job.run('git ls-remote')
    expect(exitCode).toBe(128)
    expect(stderr.split('\n')).toContain(complaint)
    // Since 2.46 git does not even ask GitHub without one.
    expect(Object.values(tokensSent(github)).flat()).toEqual([])
    expect((await postOf(job, step)).annotations).toEqual([])
    expect(await daemonsOf(job)).toEqual([])
  })

  test('is gone with its daemon, and the post step does not mind', async () => {
    const job = await startMemoryJob()
    for (const { pid } of await daemonsOf(job)) process.kill(pid, 'SIGKILL')
    const { exitCode, stderr } = await job.run('git ls-remote')
    expect(exitCode).toBe(128)
    expect(stderr.split('\n')).toContain(complaint)
    const [post] = await job.post()
    expect(post).toMatchObject({ outcome: 'success', annotations: [] })
    expect(await ourFolders(job)).toEqual([])
  })

  test('is gone after the post step, with its daemon and its folder', async () => {
    const { github } = world
    const job = await startMemoryJob()
    expect(await daemonsOf(job)).toHaveLength(1)
    const [post] = await job.post()
    expect(post).toMatchObject({
      outcome: 'success',
      stdout: 'Removed the credential of this step\n',
      annotations: []
    })
    expect([await ourFolders(job), await daemonsOf(job)]).toEqual([[], []])
    await succeed(job, 'git status && git ls-remote')
    expect(tokensSent(github)).toEqual({ 'acme/app': ['GITHUB_TOKEN'] })
    expect(await job.finish()).toEqual([])
  })

  test('of one use of the action is not that of another', async () => {
    const { github, tokens } = world
    const job = await startMemoryJob()
    const inputs = { ...memory, token: tokens.other, repositories: 'other/*' }
    const second = mustSucceed(await world.setup(job, inputs))
    const both = `git ls-remote git@127.0.0.1:acme/lib
      git ls-remote git@127.0.0.1:other/secret`
    github.clearRequests()
    await succeed(job, both)
    const other = ['OTHER_TOKEN']
    expect(tokensSent(github)).toEqual({
      'acme/lib': ours,
      'other/secret': other
    })
    await postOf(job, second)
    expect(await daemonsOf(job)).toHaveLength(1)
    await succeed(job, 'git ls-remote git@127.0.0.1:acme/lib')
  })

  test('of a job is not that of another with the same home', async () => {
    const { github } = world
    const HOME = await mkdtemp(join(folder, 'home-'))
    const token = github.addToken({
      name: 'SECOND_TOKEN',
      kind: 'classic',
      login: 'acme-bot',
      scopes: ['repo'],
      access: { 'acme/*': 'write' }
    })
    const first = await startMemoryJob({ env: { HOME } })
    const second = await startCheckedOutJob({ env: { HOME } })
    mustSucceed(await world.setup(second, { ...memory, token }))
    for (const [job, sent] of [
      [first, ours],
      [second, ['SECOND_TOKEN']],
      [first, ours]
    ] as const) {
      github.clearRequests()
      await succeed(job, 'git ls-remote')
      expect(tokensSent(github)).toEqual({ 'acme/app': sent })
    }
    for (const result of await first.post()) mustSucceed(result)
    await succeed(second, 'git ls-remote')
    expect(await readdir(HOME)).toEqual([])
  })

  test('works below a RUNNER_TEMP that is too long for a socket', async () => {
    const temp = join(folder, 'long'.repeat(30))
    await mkdir(temp)
    const job = await startMemoryJob({ runner: { temp } })
    await succeed(job, 'git ls-remote')
    expect(tokensSent(world.github)).toEqual({ 'acme/app': ours })
    for (const result of await job.post()) mustSucceed(result)
    expect((await readdir(temp)).join()).not.toContain('setup-github-token')
  })
})

/** A git that does this before or in the place of what the daemon is asked. */
function gitWith(script: string): Promise<string> {
  return pathWith(
    folder,
    'git',
    `git() { PATH=\${PATH#*:} command git "$@"; }
     case "$*" in credential-cache*) ${script} ;; esac
     git "$@"`
  )
}

describe('a main step that ends half-way leaves no token and no daemon when', () => {
  const moments = [
    { moment: 'the daemon is there', action: 'store', daemons: 1 },
    { moment: 'the daemon has answered', action: 'get', daemons: 1 }
  ]
  const ends = ['SIGKILL', 'cancel'] as const

  test.each(moments.flatMap((row) => ends.map((by) => ({ ...row, by }))))(
    '$moment and then comes $by',
    async ({ action, daemons, by }) => {
      const { release: token } = world.tokens
      const reached = join(await mkdtemp(join(folder, 'reached-')), 'reached')
      const PATH = await gitWith(
        `case "$*" in
           *${action}) git "$@"; : > '${reached}'; exec sleep 3600 ;;
         esac`
      )
      const job = await startCheckedOutJob({ env: { PATH } })
      const interruption = { by, onCondition: () => existsSync(reached) }
      const { outcome } = await world.setup(job, memory, { interruption })
      expect(outcome).toBe(by === 'cancel' ? 'cancelled' : 'failure')
      expect(await daemonsOf(job)).toHaveLength(daemons)
      expect(await leaks(job, token)).toEqual([])

      const [post] = await job.post()
      expect(post).toMatchObject({ outcome: 'success', annotations: [] })
      expect([await ourFolders(job), await daemonsOf(job)]).toEqual([[], []])
    }
  )
})

describe('the step fails, and leaves nothing behind, with a git', () => {
  const unknown = "git: 'credential-cache' is not a git command."

  test.each([
    [
      'that has no credential-cache',
      `echo "${unknown}" >&2; exit 1`,
      /is not a git command/
    ],
    [
      'whose daemon does not start',
      'echo "fatal: unable to start cache daemon" >&2; exit 128',
      /unable to start cache daemon/
    ],
    [
      'that takes the token and has it no more',
      'case "$*" in *store|*get) cat > /dev/null; exit ;; esac',
      /does not give back what it got/
    ],
    [
      'whose daemon answers nobody',
      'case "$*" in *get) cat > /dev/null; exit ;; esac',
      /does not give back what it got/
    ]
  ])('%s', async (_, script, evidence) => {
    const PATH = await gitWith(script)
    const job = await startCheckedOutJob({ env: { PATH } })
    const step = await world.setup(job, memory)
    expect(step.exitCode).toBe(1)
    expect(step.outputs).toMatchObject({
      reason: 'credential-cache-missing',
      valid: 'true',
      'git-configured': 'false'
    })
    expect(step.log).toMatch(evidence)
    expect(step.env).toEqual({})
    expect(await leaks(job, world.tokens.release)).toEqual([])
    expect([await ourFolders(job), await daemonsOf(job)]).toEqual([[], []])
    for (const result of await job.post()) {
      expect(mustSucceed(result).annotations).toEqual([])
    }
    expect(await job.finish()).toEqual([])
  })
})
