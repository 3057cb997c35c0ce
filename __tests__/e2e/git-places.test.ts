import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  test
} from '@jest/globals'
import { existsSync } from 'node:fs'
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  realpath,
  rm,
  symlink,
  utimes,
  writeFile
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkout } from '../support/checkout.ts'
import {
  mustSucceed,
  ourFolders,
  startGitJob,
  succeed,
  tokensSent
} from '../support/git.ts'
import { hasProgram, isRoot } from '../support/programs.ts'
import type { Job, JobOptions } from '../support/runner/job.ts'
import { ambiguousRequests, detachedGit, tokensOf } from '../support/steps.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
let folder: string
let second: string

const ours = ['RELEASE_TOKEN']
const complaint =
  'setup-github-token: the credential of this job is not here: it cannot be read, or its time is over'

/** The ways in which git can be given the token. */
const ways = [
  { way: 'a file', inputs: {}, git: 'git' },
  { way: 'memory', inputs: { 'credential-storage': 'memory' }, git: 'git' },
  {
    way: '~/.gitconfig',
    inputs: { 'configure-git': 'global' },
    git: detachedGit
  }
]

beforeAll(async () => {
  world = await startWorld()
  folder = await realpath(await mkdtemp(join(tmpdir(), 'git-places-')))
  const { github } = world
  second = github.addToken({
    name: 'SECOND_TOKEN',
    kind: 'classic',
    login: 'acme-bot',
    scopes: ['repo'],
    access: { 'acme/*': 'write' }
  })
  for (const name of ['acme/alpha', 'acme/beta']) {
    await github.addRepository(name, { private: true })
  }
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

async function startCheckedOutJob(options?: JobOptions): Promise<Job> {
  const job = await startGitJob(world, options)
  await checkout(job, { version: 'v6', token: world.tokens.job })
  world.github.clearRequests()
  return job
}

describe.each(ways)('with the token in $way git uses it', ({ inputs, git }) => {
  test('in a step that has another HOME', async () => {
    const job = await startCheckedOutJob()
    mustSucceed(await world.setup(job, inputs))
    const HOME = await mkdtemp(join(folder, 'home-'))
    expect(await tokensOf(world, job, 'git ls-remote', { HOME })).toEqual({
      'acme/app': ours
    })
    expect(await readdir(HOME)).toEqual([])
    for (const result of await job.post()) {
      expect(mustSucceed(result).annotations).toEqual([])
    }
    expect(await ourFolders(job)).toEqual([])
  })

  test('in a RUNNER_TEMP behind a link', async () => {
    const real = await mkdtemp(join(folder, 'temp-'))
    const temp = `${real}-link`
    await symlink(real, temp)
    const job = await startCheckedOutJob({ runner: { temp } })
    mustSucceed(await world.setup(job, inputs))
    expect(
      await tokensOf(
        world,
        job,
        `${git} ls-remote
         cd "$RUNNER_TEMP"
         ${git} clone --quiet git@127.0.0.1:acme/lib.git cloned`
      )
    ).toEqual({ 'acme/app': ours, 'acme/lib': ours })
    for (const result of await job.post()) {
      expect(mustSucceed(result).annotations).toEqual([])
    }
    expect((await readdir(real)).join()).not.toContain('setup-github-token')
  })

  const inContainer = hasProgram('bwrap') ? test : test.skip

  inContainer(
    'in a container action, which sees RUNNER_TEMP elsewhere',
    async () => {
      const { release } = world.tokens
      const job = await startCheckedOutJob()
      mustSucceed(await world.setup(job, inputs))
      const script = `git ls-remote && git ls-remote git@127.0.0.1:acme/lib`
      expect(await tokensOf(world, job, await contained(job, script))).toEqual({
        'acme/app': ours,
        'acme/lib': ours
      })
      const seen = await succeed(job, await contained(job, 'env; ls -A /tmp'))
      expect(seen).not.toContain(release)
      expect(seen).toMatch(/^GIT_CONFIG_VALUE_0=\/github\/runner_temp\/setup-/m)
    }
  )
})

/**
 * A script as a container action runs it: with the folders of the job below
 * `/github`, and the paths in its environment translated by how they begin.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/Handlers/ContainerActionHandler.cs
 */
async function contained(job: Job, script: string): Promise<string> {
  const { temp, workspace, home } = job.folders
  const file = join(temp, `${crypto.randomUUID()}.sh`)
  await writeFile(file, script)
  const root = await readdir('/', { withFileTypes: true })
  const hidden = ['tmp', 'github', ...job.root.split('/').slice(1, 2)]
  const mounts = root
    .filter(({ name }) => !hidden.includes(name))
    .map(({ name }) => `--dev-bind '/${name}' '/${name}'`)
  return `
    translate() {
      case "$1" in
        '${temp}'*) printf %s "/github/runner_temp\${1#'${temp}'}" ;;
        '${workspace}'*) printf %s "/github/workspace\${1#'${workspace}'}" ;;
        *) printf %s "$1" ;;
      esac
    }
    for name in $(compgen -e); do export "$name=$(translate "\${!name}")"; done
    export HOME=/github/home
    exec bwrap --tmpfs / ${mounts.join(' ')} --tmpfs /tmp \\
      --bind '${temp}' /github/runner_temp --bind '${workspace}' /github/workspace \\
      --bind '${home}' /github/home \\
      --bind "$GIT_SSL_CAINFO" /github/ca.pem --setenv GIT_SSL_CAINFO /github/ca.pem \\
      --chdir /github/workspace bash -e "/github/runner_temp/\${1-$(basename '${file}')}"`
}

const asAnyone = hasProgram('setpriv') && isRoot ? test : test.skip
const nobody = 65534

const withSudo = hasProgram('sudo') && isRoot ? test : test.skip

withSudo.each(ways)(
  'sudo -E keeps what git needs, with the token in $way',
  async ({ inputs }) => {
    const job = await startCheckedOutJob()
    mustSucceed(await world.setup(job, inputs))
    world.github.clearRequests()
    const url = '"$GITHUB_SERVER_URL/acme/lib"'
    await succeed(job, `sudo -E git ls-remote ${url}`)
    expect(tokensSent(world.github)).toEqual({ 'acme/lib': ['RELEASE_TOKEN'] })

    // Without it, git has what checkout left, as docs/git.md says.
    world.github.clearRequests()
    const plain = `sudo GIT_SSL_CAINFO="$GIT_SSL_CAINFO" git ls-remote ${url}`
    expect(await job.run(plain)).toMatchObject({ exitCode: 128 })
    expect(tokensSent(world.github)).toEqual({ 'acme/lib': ['GITHUB_TOKEN'] })
  }
)

describe('another user of the machine', () => {
  asAnyone.each(ways)(
    'can use git in the job, and has no credential, with the token in $way',
    async ({ inputs }) => {
      const { github } = world
      const job = await startCheckedOutJob()
      mustSucceed(await world.setup(job, inputs))
      await chmod(job.root, 0o755)
      const HOME = await mkdtemp(join(folder, 'home-'))
      await chmod(folder, 0o755)
      await chown(HOME, nobody, nobody)
      const ca = join(HOME, 'ca.pem')
      const run = (script: string) =>
        job.run(
          `cp "$GIT_SSL_CAINFO" '${ca}'; chmod 644 '${ca}'; cd '${HOME}'
           exec setpriv --reuid=${String(nobody)} --regid=${String(nobody)} --clear-groups \\
             env HOME='${HOME}' GIT_SSL_CAINFO='${ca}' sh -ec '${script}'`
        )
      const used = await run(
        'git init --quiet own; cd own; git status; git config --list'
      )
      expect(used).toMatchObject({ exitCode: 0, stderr: '' })
      expect(used.stdout).not.toContain(world.tokens.release)

      github.clearRequests()
      const refused = await run('git ls-remote "$GITHUB_SERVER_URL/acme/lib"')
      expect(refused.exitCode).not.toBe(0)
      expect(refused.stderr.split('\n')).toContain(complaint)
      // Since 2.46 git does not even ask GitHub without one.
      expect(Object.values(tokensSent(github)).flat()).toEqual([])
      const [name = ''] = await ourFolders(job)
      const looked = await run(
        `cd "${job.folders.temp}/${name}"; cat credential cache/socket || ls cache`
      )
      expect(looked).toMatchObject({ stdout: '' })
      expect(looked.exitCode).not.toBe(0)
    }
  )
})

test.each(ways)(
  'two jobs with one home, which ask side by side, never cross, with the token in $way',
  async ({ inputs }) => {
    const { github } = world
    const HOME = await mkdtemp(join(folder, 'home-'))
    const jobs = await Promise.all([
      startCheckedOutJob({ env: { HOME } }),
      startCheckedOutJob({ env: { HOME } })
    ])
    const given = [{}, { token: second }]
    await Promise.all(
      jobs.map(async (job, index) =>
        mustSucceed(await world.setup(job, { ...inputs, ...given[index] }))
      )
    )
    github.clearRequests()
    // Requests of the two are told apart by the repository.
    await Promise.all(
      jobs.map((job, index) => {
        const path = ['acme/alpha', 'acme/beta'][index] ?? ''
        return succeed(
          job,
          `for i in 1 2 3 4 5 6 7; do
             git ls-remote "$GITHUB_SERVER_URL/${path}" &
             git ls-remote 'git@127.0.0.1:${path}.git' &
             git ls-remote "$GITHUB_SERVER_URL/${path}.git"
             wait
           done`
        )
      })
    )
    expect(tokensSent(github)).toEqual({
      'acme/alpha': ours,
      'acme/beta': ['SECOND_TOKEN']
    })
    const answered = github.requests.filter(
      ({ path, status }) => path.endsWith('/info/refs') && status === 200
    )
    expect(answered).toHaveLength(42)
    for (const job of jobs) {
      for (const result of await job.post()) mustSucceed(result)
    }
  }
)

describe('what a killed job has left in RUNNER_TEMP', () => {
  const newName = () => `setup-github-token-${crypto.randomUUID()}`

  test.each(ways)(
    'is removed by the next one: the token in $way',
    async ({ inputs }) => {
      const temp = await mkdtemp(join(folder, 'temp-'))
      const HOME = await mkdtemp(join(folder, 'home-'))
      const options = { runner: { temp }, env: { HOME } }
      const killed = await startCheckedOutJob(options)
      const { state } = mustSucceed(await world.setup(killed, inputs))
      const left = join(temp, state['folder'] ?? '')
      expect(existsSync(left)).toBe(true)

      const job = await startCheckedOutJob(options)
      mustSucceed(await world.setup(job))
      expect(existsSync(left)).toBe(false)
      // Its daemon is not there any more either.
      expect(await killed.finish()).toEqual([])
      expect(await tokensOf(world, job, 'git ls-remote')).toEqual({
        'acme/app': ours
      })
    }
  )

  test('is removed all the same when there is something that cannot be', async () => {
    const job = await startCheckedOutJob()
    const { temp } = job.folders
    const [folders, links] = [8, 4].map((length) =>
      Array.from({ length }, newName)
    ) as [string[], string[]]
    for (const name of folders) await mkdir(join(temp, name))
    for (const name of links) await symlink('nowhere', join(temp, name))
    const old = new Date(Date.now() - 3_600_000)
    for (const name of folders) await utimes(join(temp, name), old, old)
    const { state } = mustSucceed(await world.setup(job))
    expect((await ourFolders(job)).sort()).toEqual(
      [...links, state['folder']].sort()
    )
  })

  test('stays when it is younger, of another name or of this job', async () => {
    const job = await startCheckedOutJob()
    const { temp } = job.folders
    const young = newName()
    const others = [`${newName()}0`, `my-${newName()}`, 'setup-github-token-']
    const old = new Date(Date.now() - 3_600_000)
    for (const name of [young, ...others]) {
      await mkdir(join(temp, name))
      await writeFile(join(temp, name, 'credential'), '')
      await utimes(join(temp, name), old, old)
    }
    const later = new Date(Date.now() + 3_600_000)
    await utimes(join(temp, young), later, later)
    const before = await ourFolders(job)

    const uses = ['acme/*', 'acme/app', 'acme/lib']
    for (const repositories of uses) {
      mustSucceed(await world.setup(job, { repositories }))
    }
    const after = await ourFolders(job)
    expect(after).toEqual(expect.arrayContaining(before))
    expect(after).toHaveLength(before.length + uses.length)
    expect(await tokensOf(world, job, 'git ls-remote')).toEqual({
      'acme/app': ours
    })
  })

  asAnyone('stays when it is of another user', async () => {
    const job = await startCheckedOutJob()
    const name = newName()
    const path = join(job.folders.temp, name)
    await mkdir(path)
    await chown(path, nobody, nobody)
    const old = new Date(Date.now() - 3_600_000)
    await utimes(path, old, old)
    mustSucceed(await world.setup(job))
    expect(await ourFolders(job)).toContain(name)
  })
})
