import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  test
} from '@jest/globals'
import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { checkout } from '../support/checkout.ts'
import {
  digests,
  mustSucceed,
  startGitJob,
  succeed,
  tokensSent
} from '../support/git.ts'
import { redirect } from '../support/github/faults.ts'
import { type GitHub, startGitHub } from '../support/github/github.ts'
import { type Git, gits } from '../support/gits.ts'
import type { Job } from '../support/runner/job.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
let otherHost: GitHub
let stale: string
let reader: string
let folder: string

const ours = ['RELEASE_TOKEN']

beforeAll(async () => {
  world = await startWorld()
  const { github } = world
  otherHost = await startGitHub({ authority: github.authority })
  await github.addRepository('acme/new', {
    private: true,
    formerly: ['acme/old']
  })
  await otherHost.addRepository('acme/open')
  stale = github.addToken({
    name: 'STALE_TOKEN',
    kind: 'classic',
    expired: true
  })
  // Good, and of another account.
  reader = github.addToken({
    name: 'READER_TOKEN',
    kind: 'classic',
    login: 'reader',
    scopes: ['repo'],
    access: { 'acme/*': 'read', 'other/*': 'read' }
  })
  folder = await mkdtemp(join(tmpdir(), 'git-interference-'))
  await writePrograms(join(folder, 'bin'))
})

afterEach(() => {
  for (const github of [world.github, otherHost]) {
    const twice = github.requests.filter((row) => row.tokenNames.length > 1)
    expect(twice).toEqual([])
    github.clearRequests()
  }
})

afterAll(async () => {
  await Promise.all([world.close(), otherHost.close()])
  await rm(folder, { recursive: true })
})

/**
 * Stand-ins for the programs that keep passwords, which write down what they are
 * told and answer a token that is no longer good, and for one that asks.
 */
async function writePrograms(bin: string): Promise<void> {
  await mkdir(bin)
  const keeper = `#!/bin/sh
{ echo "$1"; cat; } >> ~/told
test "$1" != get || printf 'username=me\\npassword=${stale}\\n'
`
  const asker = `#!/bin/sh
echo asked >> ~/told
case "$1" in Username*) echo me ;; *) echo '${stale}' ;; esac
`
  const programs = {
    'git-credential-manager': keeper,
    'git-credential-osxkeychain': keeper,
    ask: asker
  }
  for (const [name, text] of Object.entries(programs)) {
    await writeFile(join(bin, name), text, { mode: 0o755 })
  }
}

/**
 * Starts a job with a git, the programs of the user and, after its checkout, an
 * environment.
 */
async function startCheckedOutJob(
  git: Git,
  env: Readonly<Record<string, string>> = {}
): Promise<Job> {
  const path = git.env['PATH'] ?? process.env['PATH'] ?? ''
  const bin = join(folder, 'bin')
  const job = await startGitJob(world, {
    env: { PATH: `${bin}${delimiter}${path}` }
  })
  await checkout(job, { version: 'v6', token: world.tokens.job })
  for (const [name, value] of Object.entries(env)) job.env.set(name, value)
  return job
}

/**
 * The tokens git has sent, without the empty user name and password that an old
 * git sends first where `http.emptyAuth` keeps curl from reading a netrc file.
 */
function sent(): Record<string, readonly string[]> {
  const { requests } = world.github
  const nobody = /^basic Og==$/i
  return tokensSent({
    ...world.github,
    requests: requests.map((row) =>
      row.authorizations.some((value) => nobody.test(value))
        ? { ...row, tokenNames: [] }
        : row
    )
  })
}

/** A later step that does what a release does. */
const release = `
  git ls-remote --quiet origin main >&2
  git fetch --quiet origin main
  git commit --quiet --allow-empty --message Release
  git push --quiet origin HEAD:refs/heads/$(git rev-parse HEAD)
  git clone --quiet "$GITHUB_SERVER_URL/acme/lib" ../lib
`

const released = { 'acme/app': ours, 'acme/lib': ours }

/** What a user, or the image of a runner, has. */
interface Interference {
  readonly by: string
  /** Entries of the configuration of the user. */
  readonly config?: () => readonly (readonly [key: string, value: string])[]
  /** Files of the home. */
  readonly files?: () => Readonly<Record<string, string>>
  /** The environment of the job. */
  readonly env?: () => Readonly<Record<string, string>>
  /** What git sends to what is not covered: proof that this is at work. */
  readonly elsewhere?: readonly string[] | 'nothing'
}

const url = () => world.github.url
const header = (token: string) => `Authorization: basic ${btoa(`me:${token}`)}`
const netrc = (token: string) => ({
  '.netrc': `machine 127.0.0.1 login me password ${token}\n`
})
const storedAt = (address: string) => ({
  '.git-credentials': `${address.replace('//', `//me:${stale}@`)}\n`
})
const toToken = () => url().replace('//', `//me:${stale}@`)

const staleSent = ['STALE_TOKEN']

const interferences: readonly Interference[] = [
  {
    by: 'a store with a stale token',
    config: () => [['credential.helper', 'store']],
    files: () => storedAt(url()),
    elsewhere: staleSent
  },
  {
    by: 'Git Credential Manager',
    config: () => [
      ['credential.helper', 'manager'],
      [`credential.${url()}.provider`, 'github']
    ],
    elsewhere: staleSent
  },
  {
    by: 'osxkeychain',
    config: () => [['credential.helper', 'osxkeychain']],
    elsewhere: staleSent
  },
  {
    by: 'a helper for the host',
    config: () => [[`credential.${url()}.helper`, 'osxkeychain']],
    elsewhere: staleSent
  },
  {
    by: 'a helper for the owner',
    config: () => [
      [`credential.${url()}/acme.helper`, 'osxkeychain'],
      [`credential.${url()}/other.helper`, 'osxkeychain']
    ],
    elsewhere: staleSent
  },
  {
    by: 'a rewrite of https to ssh',
    config: () => [['url.git@127.0.0.1:.insteadOf', `${url()}/`]],
    elsewhere: 'nothing'
  },
  {
    by: 'a rewrite of https to ssh for pushing',
    config: () => [['url.git@127.0.0.1:.pushInsteadOf', `${url()}/`]]
  },
  {
    by: 'a rewrite of https to a URL with a token',
    config: () => [[`url.${toToken()}/.insteadOf`, `${url()}/`]],
    elsewhere: staleSent
  },
  {
    by: 'a rewrite of https to a URL with a token for pushing',
    config: () => [[`url.${toToken()}/.pushInsteadOf`, `${url()}/`]]
  },
  {
    by: 'a netrc file with a token of another account',
    files: () => netrc(reader),
    elsewhere: ['READER_TOKEN']
  },
  {
    by: 'a netrc file with a stale token',
    files: () => netrc(stale),
    elsewhere: staleSent
  },
  {
    by: 'a program that asks, in the configuration',
    config: () => [['core.askPass', join(folder, 'bin', 'ask')]],
    elsewhere: staleSent
  },
  {
    by: 'a program that asks, in the environment',
    env: () => ({ GIT_ASKPASS: join(folder, 'bin', 'ask') }),
    elsewhere: staleSent
  },
  {
    by: 'a header for all',
    config: () => [['http.extraHeader', header(stale)]],
    elsewhere: staleSent
  },
  {
    by: 'a header for the host',
    config: () => [[`http.${url()}/.extraHeader`, header(stale)]],
    elsewhere: staleSent
  },
  {
    by: 'a header for the owner',
    config: () => [[`http.${url()}/acme/.extraHeader`, header(stale)]]
  },
  {
    by: 'a header and a helper in GIT_CONFIG_* variables',
    env: () => ({
      GIT_CONFIG_COUNT: '2',
      GIT_CONFIG_KEY_0: `http.${url()}/.extraHeader`,
      GIT_CONFIG_VALUE_0: header(stale),
      GIT_CONFIG_KEY_1: 'credential.helper',
      GIT_CONFIG_VALUE_1: 'osxkeychain'
    }),
    elsewhere: staleSent
  },
  {
    by: 'a header in GIT_CONFIG_PARAMETERS',
    env: () => ({
      GIT_CONFIG_PARAMETERS: `'http.${url()}/.extraheader=${header(stale)}'`
    }),
    elsewhere: staleSent
  },
  {
    by: 'http.emptyAuth, with a netrc file',
    config: () => [['http.emptyAuth', 'true']],
    files: () => netrc(stale)
  },
  {
    by: 'no http.emptyAuth, with a netrc file',
    config: () => [['http.emptyAuth', 'false']],
    files: () => netrc(stale),
    elsewhere: staleSent
  },
  {
    by: 'no credential.useHttpPath',
    config: () => [
      ['credential.useHttpPath', 'false'],
      [`credential.${url()}.useHttpPath`, 'false']
    ]
  },
  {
    by: 'another user name',
    config: () => [
      ['credential.username', 'me'],
      [`credential.${url()}.username`, 'me']
    ]
  },
  {
    by: 'no http.proactiveAuth',
    config: () => [
      ['http.proactiveAuth', 'none'],
      [`http.${url()}/.proactiveAuth`, 'none']
    ]
  }
]

describe('the token is all that is sent, and told to nobody, in spite of', () => {
  const rows = interferences.flatMap((row) => gits.map((git) => ({ row, git })))

  test.each(rows)('$row.by, by $git.name', async ({ row, git }) => {
    const { github } = world
    const job = await startCheckedOutJob(git, row.env?.())
    const { home } = job.folders
    for (const [KEY, VALUE] of row.config?.() ?? []) {
      await succeed(job, 'git config --global "$KEY" "$VALUE"', {
        env: { KEY, VALUE }
      })
    }
    for (const [name, text] of Object.entries(row.files?.() ?? {})) {
      await writeFile(join(home, name), text, { mode: 0o600 })
    }
    const before = await digests(home)

    mustSucceed(await world.setup(job))
    github.clearRequests()
    await succeed(job, release)
    expect(sent()).toEqual(released)
    expect(await digests(home)).toEqual(before)

    const { elsewhere } = row
    if (elsewhere === undefined) return
    github.clearRequests()
    await job.run('git ls-remote "$GITHUB_SERVER_URL/other/secret"', {
      cwd: '..'
    })
    expect(sent()).toEqual(
      elsewhere === 'nothing' ? {} : { 'other/secret': elsewhere }
    )
  })
})

describe('the token is all that is sent with', () => {
  test.each(gits)('a configuration elsewhere, by $name', async (git) => {
    const { github } = world
    const file = join(folder, `global of ${git.name}`)
    await writeFile(
      file,
      `[acme]\n\tfirst = kept\n[http]\n\textraHeader = "${header(stale)}"\n`
    )
    // Known since git 2.32; all others read that of the home, and so nothing.
    const job = await startCheckedOutJob(git, { GIT_CONFIG_GLOBAL: file })
    mustSucceed(await world.setup(job))
    github.clearRequests()
    await succeed(job, release)
    expect(sent()).toEqual(released)
    const kept = await job.run('git config acme.first')
    expect(kept.stdout).toBe(git.isBefore(2, 32) ? '' : 'kept\n')
  })

  test.each(gits)('no home at all, by $name', async (git) => {
    const { github } = world
    const job = await startCheckedOutJob(git)
    await rm(job.folders.home, { recursive: true })
    mustSucceed(await world.setup(job, {}, { env: { HOME: '' } }))
    github.clearRequests()
    await succeed(job, `unset HOME\n${release}`)
    expect(sent()).toEqual(released)
    await expect(stat(job.folders.home)).rejects.toThrow('ENOENT')
  })

  test.each(gits)('a home that is read-only, by $name', async (git) => {
    const { github } = world
    const job = await startCheckedOutJob(git)
    const { home } = job.folders
    await chmod(home, 0o555)
    const before = await digests(home)
    mustSucceed(await world.setup(job))
    github.clearRequests()
    await succeed(job, release)
    expect(sent()).toEqual(released)
    expect(await digests(home)).toEqual(before)
    await chmod(home, 0o755)
  })

  test.each(gits)('a configuration of the system, by $name', async (git) => {
    const { github } = world
    const file = join(folder, `system of ${git.name}`)
    await writeFile(
      file,
      `[credential]\n\thelper = osxkeychain\n[http]\n\textraHeader = "${header(stale)}"\n`
    )
    // GIT_CONFIG_SYSTEM is known since git 2.32.
    const job = await startCheckedOutJob(git, {
      GIT_CONFIG_NOSYSTEM: '0',
      GIT_CONFIG_SYSTEM: file
    })
    mustSucceed(await world.setup(job))
    github.clearRequests()
    await succeed(job, release)
    expect(sent()).toEqual(released)
    expect(await digests(job.folders.home)).toEqual({})
  })
})

describe('a token that is revoked later', () => {
  test.each(gits)(
    'makes one clear failure of each command, and is kept, by $name',
    async (git) => {
      const { github } = world
      const token = github.addToken({
        name: `REVOKED_TOKEN of ${git.name}`,
        kind: 'classic',
        login: 'acme-bot',
        scopes: ['repo'],
        access: { 'acme/*': 'write' }
      })
      const job = await startCheckedOutJob(git)
      await succeed(job, 'git config --global credential.helper osxkeychain')
      mustSucceed(await world.setup(job, { token }))
      const state = async () => [
        await digests(job.folders.home),
        Object.entries(await digests(job.folders.temp)).filter(([name]) =>
          name.startsWith('setup-github-token-')
        )
      ]
      const before = await state()
      github.revoke(token)
      for (const command of [
        'git ls-remote origin',
        'git fetch origin main',
        'git push origin HEAD:refs/heads/revoked',
        'git clone "$GITHUB_SERVER_URL/acme/lib" ../lib'
      ]) {
        github.clearRequests()
        const { exitCode, stderr } = await job.run(command)
        expect(exitCode).toBe(128)
        expect(
          stderr.split('\n').filter((line) => line.startsWith('fatal: '))
        ).toEqual([
          expect.stringMatching(/^fatal: Authentication failed for 'https:/)
        ])
        expect(github.requests.map(({ status }) => status)).toEqual(
          git.isBefore(2, 46) ? [401, 401] : [401]
        )
      }
      expect(await state()).toEqual(before)
    }
  )
})

describe('a redirect', () => {
  // One that is only told to whom git shows a token, as GitHub tells nobody else
  // of a private repository. An old git, which shows it when it is asked to, does
  // not remember that there was one: https://github.com/go-gitea/gitea/issues/28460
  const isForgotten = (git: Git) => git.isBefore(2, 46)

  test.each(gits)(
    'of a renamed repository takes the token to the new name, by $name',
    async (git) => {
      const { github } = world
      const job = await startCheckedOutJob(git)
      mustSucceed(await world.setup(job))
      github.clearRequests()
      const { exitCode, stderr } = await job.run(
        `git clone --quiet "$GITHUB_SERVER_URL/acme/old" ../old
         cd ../old
         git fetch --quiet origin main
         git push --quiet origin HEAD:refs/heads/$(basename "$(mktemp -u)")`
      )
      expect(sent()).toEqual({ 'acme/old': ours, 'acme/new': ours })
      expect(exitCode).toBe(isForgotten(git) ? 128 : 0)
      expect(stderr.includes('HTTP 301')).toBe(isForgotten(git))
    }
  )

  const operations = {
    'ls-remote': { command: 'git ls-remote', service: 'git-upload-pack' },
    push: { command: 'git push', service: 'git-receive-pack' }
  }
  const rows = gits.flatMap((git) =>
    (['this action', 'checkout'] as const).flatMap((by) =>
      Object.entries(operations).map(([operation, row]) => ({
        ...row,
        git,
        by,
        operation
      }))
    )
  )

  // What follows the first request to another host, where that needs no token, has
  // the token by which git came there: the header of checkout as it is configured,
  // and what proactiveAuth has put into a connection as it is left in it.
  const goesThere = ({ git, by, operation }: (typeof rows)[number]) =>
    operation === 'ls-remote' && (by === 'checkout' || !isForgotten(git))

  test.each(
    rows.map((row) => ({ ...row, does: goesThere(row) ? 'takes' : 'keeps' }))
  )(
    'to another host $does the token of $by, by $operation of $git.name',
    async (row) => {
      const { github, tokens } = world
      const { git, by, command, service } = row
      const job = await startCheckedOutJob(git)
      if (by === 'this action') mustSucceed(await world.setup(job))
      const undo = github.fault(
        ({ path, authorizations }) =>
          /^\/acme\/app\/info\/refs$/.test(path) && authorizations.length > 0,
        redirect(
          `${otherHost.url.replace('127.0.0.1', 'localhost')}/acme/open/info/refs?service=${service}`
        )
      )
      github.clearRequests()
      await job.run(`${command} origin main`)
      undo()
      expect(otherHost.requests).not.toEqual([])
      const [first, ...later] = otherHost.requests.map((request) =>
        request.authorizations.map((value) => atob(value.split(' ')[1] ?? ''))
      )
      expect(first).toEqual([])
      const token = by === 'checkout' ? tokens.job : tokens.release
      expect(later).toEqual(goesThere(row) ? [[`x-access-token:${token}`]] : [])
    }
  )
})

describe('this action costs no request more than the header of checkout, but the one that is answered 401, for', () => {
  const operations = {
    push: 'git push --quiet origin HEAD:refs/heads/$(basename "$(mktemp -u)")',
    fetch: 'git fetch --quiet origin main',
    clone: 'git clone --quiet "$GITHUB_SERVER_URL/acme/app" $(mktemp -u)',
    'ls-remote': 'git ls-remote --quiet origin'
  }
  const rows = Object.entries(operations).flatMap(([operation, command]) =>
    gits.map((git) => ({ git, operation, command }))
  )

  test.each(rows)('$operation, by $git.name', async ({ git, command }) => {
    const { github, tokens } = world
    const job = await startCheckedOutJob(git)
    // A clone does not read what checkout has left in a repository.
    const everywhere = {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `http.${github.url}/.extraheader`,
      GIT_CONFIG_VALUE_0: `Authorization: basic ${btoa(`x-access-token:${tokens.job}`)}`
    }
    const requests = async (env: Readonly<Record<string, string>> = {}) => {
      github.clearRequests()
      await succeed(
        job,
        `git commit --quiet --allow-empty -m Next\n${command}`,
        {
          env
        }
      )
      return github.requests.map(
        ({ method, path, query, status }) =>
          `${status} ${method} ${path} ${query}`
      )
    }
    const isClone = command.startsWith('git clone')
    const theirs = await requests(isClone ? everywhere : {})
    mustSucceed(await world.setup(job))
    const own = await requests()
    expect(own.filter((request) => !request.startsWith('401 '))).toEqual(theirs)
    expect(own.length - theirs.length).toBe(git.isBefore(2, 46) ? 1 : 0)
  })
})
