import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkout } from '../support/checkout.ts'
import { startGitJob, succeed, tokensSent } from '../support/git.ts'
import type { Job, StepResult } from '../support/runner/job.ts'
import { startWorld, type World } from '../support/world.ts'
import { formsOf } from './expectations.ts'
import { lines, readable, usedByGit } from './play.ts'

let world: World

beforeAll(async () => {
  world = await startWorld()
})

afterAll(() => world.close())

const header = 'the header that actions/checkout left'
const jobToken =
  ', with another token of kind installation, as GITHUB_TOKEN is one'
const would = (source: string, repository = 'acme/app') =>
  `Without this step, git uses for ${repository} ${source}`

/** The log after its header. */
function bodyOf({ log }: StepResult): readonly string[] {
  return log
    .slice(log.indexOf('##[endgroup]\n') + '##[endgroup]\n'.length)
    .replaceAll(`127.0.0.1:${world.github.port}`, 'HOST')
    .split('\n')
}

const first = [
  'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
  'granted accepted by HOST (It belongs to @acme-bot)'
]

/** The secrets of others in this world, in no form, but for what the runner was told to mask. */
function expectNoSecret(result: StepResult): void {
  const said = result.stdout
    .split('\n')
    .filter((line) => !line.startsWith('::add-mask::'))
    .concat(result.stderr, result.summary, JSON.stringify(result.outputs))
    .join('\n')
  for (const token of Object.values(world.tokens)) {
    for (const form of formsOf(token)) expect(said.includes(form)).toBe(false)
  }
}

interface Leftover {
  readonly what: string
  readonly leave: (job: Job) => Promise<unknown>
  /** Which credential git would use; nothing when it has none. */
  readonly said: string | undefined
  /** Which tokens git then sends, when this action does not configure it. */
  readonly sent: readonly string[]
}

const git = (...args: readonly string[]) =>
  `git ${args.map((arg) => `'${arg}'`).join(' ')}`

const leftovers: readonly Leftover[] = [
  {
    what: 'nothing',
    leave: () => Promise.resolve(),
    said: undefined,
    sent: []
  },
  {
    what: 'a checkout without credentials',
    leave: (job) =>
      checkout(job, {
        version: 'v6',
        token: world.tokens.job,
        persistCredentials: false
      }),
    said: undefined,
    sent: []
  },
  {
    what: 'checkout v4 with GITHUB_TOKEN',
    leave: (job) => checkout(job, { version: 'v4', token: world.tokens.job }),
    said: would(header + jobToken),
    sent: ['GITHUB_TOKEN']
  },
  {
    what: 'checkout v6 with GITHUB_TOKEN',
    leave: (job) => checkout(job, { version: 'v6', token: world.tokens.job }),
    said: would(header + jobToken),
    sent: ['GITHUB_TOKEN']
  },
  {
    what: 'checkout v4 with the same token',
    leave: (job) =>
      checkout(job, { version: 'v4', token: world.tokens.release }),
    said: would(`${header}, with the same token`),
    sent: ['RELEASE_TOKEN']
  },
  {
    what: 'checkout v6 with the same token',
    leave: (job) =>
      checkout(job, { version: 'v6', token: world.tokens.release }),
    said: would(`${header}, with the same token`),
    sent: ['RELEASE_TOKEN']
  },
  {
    what: 'checkout v6 with another classic token',
    leave: (job) =>
      checkout(job, {
        version: 'v6',
        token: world.tokens.weak,
        repository: 'acme/docs'
      }),
    said: would(`${header}, with another token of kind classic`),
    sent: ['WEAK_TOKEN']
  },
  {
    what: 'a header in the global config',
    leave: (job) =>
      succeed(
        job,
        git(
          'config',
          '--global',
          `http.${world.github.url}/.extraHeader`,
          `Authorization: Basic ${btoa(`x:${world.tokens.other}`)}`
        )
      ),
    said: would(
      'a header in the global config, with another token of kind classic'
    ),
    sent: ['OTHER_TOKEN']
  },
  {
    what: 'a bearer header',
    leave: (job) =>
      succeed(
        job,
        git(
          'config',
          '--global',
          'http.extraHeader',
          `Authorization: Bearer ${world.tokens.other}`
        )
      ),
    said: would('a header in the global config'),
    sent: ['OTHER_TOKEN']
  },
  {
    what: 'two headers',
    leave: (job) =>
      succeed(
        job,
        [world.tokens.other, world.tokens.weak]
          .map((token) =>
            git(
              'config',
              '--global',
              '--add',
              'http.extraHeader',
              `Authorization: Basic ${btoa(`x:${token}`)}`
            )
          )
          .join('\n')
      ),
    said: would('2 Authorization headers, which GitHub answers with 400'),
    sent: ['OTHER_TOKEN and WEAK_TOKEN']
  },
  {
    what: 'a header that is no credential',
    leave: (job) =>
      succeed(job, git('config', '--global', 'http.extraHeader', 'X-Trace: 1')),
    said: undefined,
    sent: []
  },
  {
    what: 'an address with a token that replaces others',
    leave: (job) =>
      succeed(
        job,
        git(
          'config',
          '--global',
          `url.${world.github.url.replace('//', `//x:${world.tokens.other}@`)}/.insteadOf`,
          `${world.github.url}/`
        )
      ),
    said: would(
      'a token in url.*.insteadOf, with another token of kind classic'
    ),
    sent: ['OTHER_TOKEN']
  },
  {
    what: 'a remote with a token',
    leave: (job) =>
      succeed(
        job,
        `git init --quiet . && ${git('remote', 'add', 'origin', `${world.github.url.replace('//', `//x:${world.tokens.other}@`)}/acme/app`)}`
      ),
    said: would(
      'a token in the address of a remote, with another token of kind classic'
    ),
    sent: ['OTHER_TOKEN']
  },
  {
    what: 'a netrc file',
    leave: (job) =>
      writeFile(
        join(job.folders.home, '.netrc'),
        `machine 127.0.0.1\nlogin x\npassword ${world.tokens.other}\n`,
        { mode: 0o600 }
      ),
    said: would('the netrc file, with another token of kind classic'),
    sent: ['OTHER_TOKEN']
  },
  {
    what: 'a helper',
    leave: (job) =>
      Promise.all([
        writeFile(
          join(job.folders.home, '.git-credentials'),
          `https://x:${world.tokens.other}@127.0.0.1%3a${world.github.port}\n`,
          { mode: 0o600 }
        ),
        succeed(job, git('config', '--global', 'credential.helper', 'store'))
      ]),
    said: would('whatever the credential helper store knows'),
    sent: ['OTHER_TOKEN']
  },
  {
    what: 'a helper with a token in it',
    leave: (job) =>
      succeed(
        job,
        git(
          'config',
          '--global',
          'credential.helper',
          `!f() { echo username=x; echo password=${world.tokens.other}; }; f`
        )
      ),
    said: would('whatever the credential helper of a shell command knows'),
    sent: ['OTHER_TOKEN']
  },
  {
    what: 'an earlier step of this action',
    leave: (job) =>
      world.setup(job, {
        token: world.tokens.weak,
        repositories: 'acme/docs, acme/app',
        'fail-on': 'none'
      }),
    said: would('the credential of an earlier step of this action'),
    sent: ['WEAK_TOKEN']
  }
]

describe('the credential git would use is told after', () => {
  test.each(leftovers)('$what', async ({ leave, said }) => {
    const job = await startGitJob(world)
    await leave(job)
    const result = await world.setup(job)
    expect(bodyOf(result)).toEqual([
      ...first,
      readable,
      ...(said === undefined ? [] : [said]),
      usedByGit
    ])
    if (said !== undefined) expect(result.summary).toContain(` · ${said}</p>`)
    expectNoSecret(result)
  })

  test.each(leftovers)(
    '$what, when git is not to be configured',
    async ({ leave, said, sent }) => {
      const job = await startGitJob(world)
      await leave(job)
      const result = await world.setup(job, {
        'configure-git': 'none',
        repositories: 'acme/app'
      })
      expect(bodyOf(result)).toEqual([
        ...first,
        readable,
        ...(said === undefined ? [] : [said]),
        'git is not configured, as asked'
      ])
      expectNoSecret(result)
      // And it is the truth.
      const { github } = world
      github.clearRequests()
      await job.run(
        'git ls-remote origin || git ls-remote "$GITHUB_SERVER_URL/acme/app"'
      )
      expect(Object.values(tokensSent(github)).flat()).toEqual(sent)
    }
  )
})

test('every repository that is verified is named', async () => {
  const job = await startGitJob(world)
  await checkout(job, { version: 'v6', token: world.tokens.job })
  const result = await world.setup(job, { repositories: 'acme/app, acme/lib' })
  expect(lines(...bodyOf(result))).toBe(
    lines(
      ...first,
      readable,
      'granted read acme/lib (git may read it)',
      would(header + jobToken),
      would(header + jobToken, 'acme/lib'),
      'git uses it for acme/app, acme/lib in the later steps of this job'
    )
  )
})
