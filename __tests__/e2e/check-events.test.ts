import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { JobOptions } from '../support/runner/job.ts'
import { startWorld, type World } from '../support/world.ts'
import {
  counted,
  more,
  playCheck,
  reasonsIn,
  statusesIn
} from './check-play.ts'

let world: World

beforeAll(async () => {
  world = await startWorld()
})

afterAll(() => world.close())

const here = { id: 1 }
const fork = { id: 2 }
const dependabot = 'dependabot[bot]'

const pull = (head: unknown, login = 'octocat') => ({
  repository: here,
  pull_request: { user: { login }, head: { repo: head } }
})

const run = (head: unknown, event: unknown = 'pull_request') => ({
  repository: here,
  workflow_run: { event, head_repository: head }
})

/** A job of an event. */
const on = (
  eventName: string,
  event: object,
  actor = 'octocat'
): JobOptions => ({ eventName, event, github: { actor } })

const fromFork = on('pull_request', pull(fork))
const noSecrets = () => ({ RELEASE_TOKEN: '', DOCS_TOKEN: '  ', SPARE: '' })
const policy = [
  'RELEASE_TOKEN:',
  '  scopes: repo',
  '  repositories: acme/app',
  'DOCS_TOKEN:',
  'EITHER:',
  '  any-of: SPARE, RELEASE_TOKEN'
]

describe('a run from which GitHub withholds secrets', () => {
  test.concurrent('is skipped, which is said once', async () => {
    const seen = await playCheck(world, {
      env: noSecrets,
      policy,
      job: fromFork
    })
    const accepted = 'skipped accepted by HOST (It is an empty text)'
    expect(seen.log).toEqual([
      '##[group]⏭️ RELEASE_TOKEN: skipped',
      accepted,
      'skipped repo (It is an empty text)',
      'skipped read acme/app (It is an empty text)',
      '##[endgroup]',
      '##[group]⏭️ DOCS_TOKEN: skipped',
      accepted,
      '##[endgroup]',
      '##[group]⏭️ EITHER: skipped',
      'SPARE: skipped',
      accepted,
      'RELEASE_TOKEN: skipped',
      accepted,
      '##[endgroup]',
      'Tokens: 3 skipped',
      '##[notice]RELEASE_TOKEN is empty: GitHub withholds secrets from pull requests of forks.',
      'It is an empty text.',
      expect.stringMatching(/^Fix: Nothing needs to be done\b/),
      more('skipped-fork'),
      'The same goes for 2 more.'
    ])
    expect(seen.outputs).toEqual(counted('skipped', { skipped: 3 }))
    expect(seen.result.annotations).toMatchObject([
      { level: 'notice', title: 'RELEASE_TOKEN: skipped in a fork' }
    ])
    expect(seen.result.outcome).toBe('success')
    expect(seen.summary).toContain('<h3>⏭️ Tokens: 3 skipped</h3>')
    expect(seen.summary).not.toContain('<details open>')
  })

  test.concurrent.each<[string, JobOptions, reason: string]>([
    ['a fork that was deleted', on('pull_request', pull(null)), 'skipped-fork'],
    [
      'a review of a pull request of a fork',
      on('pull_request_review', pull(fork)),
      'skipped-fork'
    ],
    [
      'a pull request of Dependabot',
      on('pull_request', pull(here, dependabot)),
      'skipped-dependabot'
    ],
    [
      'a push of Dependabot',
      on('push', { repository: here }, dependabot),
      'skipped-dependabot'
    ]
  ])('is one of these: %s', async (_, job, reason) => {
    const seen = await playCheck(world, { env: noSecrets, policy, job })
    expect(seen.outputs).toEqual(counted('skipped', { skipped: 3 }))
    expect(reasonsIn(seen)).toEqual({
      RELEASE_TOKEN: [reason],
      DOCS_TOKEN: [reason],
      EITHER: [reason]
    })
    expect(seen.result.annotations).toHaveLength(1)
  })

  test.concurrent(
    'reads the policy file, which may be the one of the fork',
    async () => {
      const seen = await playCheck(world, {
        env: noSecrets,
        files: {
          '.github/tokens.yml':
            'tokens:\n  RELEASE_TOKEN:\n    server-url: https://evil.example\n'
        },
        job: fromFork
      })
      expect(seen.outputs).toEqual(counted('skipped', { skipped: 1 }))
    }
  )

  test.concurrent('fails on what is no secret that was withheld', async () => {
    const seen = await playCheck(world, {
      env: noSecrets,
      policy: ['RELEASE_TOKEN:', 'DOC_TOKEN:'],
      job: fromFork
    })
    expect(statusesIn(seen)).toEqual({
      DOC_TOKEN: 'failed',
      RELEASE_TOKEN: 'skipped'
    })
    expect(reasonsIn(seen)['DOC_TOKEN']).toEqual(['variable-missing'])
  })

  test.concurrent('judges the tokens it has', async () => {
    const seen = await playCheck(world, {
      tokens: { JOB_TOKEN: { kind: 'installation', login: 'x[bot]' } },
      env: noSecrets,
      policy: ['RELEASE_TOKEN:', 'JOB_TOKEN:', 'DOCS_TOKEN:'],
      job: fromFork
    })
    expect(seen.outputs).toEqual(counted('ok', { ok: 1, skipped: 2 }))
    expect(seen.requests).toEqual([
      'JOB_TOKEN GET https://HOST/api/v3/user 403'
    ])
  })

  test.concurrent.each([
    ['as input', { 'on-empty': 'fail' }, []],
    ['of one token', {}, ['  on-empty: fail']]
  ])('fails all the same with on-empty: fail, %s', async (_, inputs, keys) => {
    const seen = await playCheck(world, {
      env: noSecrets,
      policy: ['DOCS_TOKEN:', '  on-empty: skip', 'RELEASE_TOKEN:', ...keys],
      inputs,
      job: fromFork
    })
    expect(statusesIn(seen)).toEqual({
      RELEASE_TOKEN: 'failed',
      DOCS_TOKEN: 'skipped'
    })
    expect(seen.exitCode).toBe(1)
  })
})

describe('a run that has secrets', () => {
  test.concurrent(
    'fails on an empty one, and names the five causes',
    async () => {
      const seen = await playCheck(world, {
        tokens: { GOOD: {} },
        env: () => ({ RELEASE_TOKEN: '' }),
        policy: ['RELEASE_TOKEN:', 'GOOD:']
      })
      expect(seen.log.slice(0, 3)).toEqual([
        '##[group]❌ RELEASE_TOKEN: failed',
        'missing accepted by HOST (It is an empty text)',
        '##[endgroup]'
      ])
      expect(seen.log.slice(-5)).toEqual([
        'Tokens: 1 failed, 1 ok',
        '##[error]RELEASE_TOKEN is empty.',
        'It is an empty text.',
        'Fix: Store the token as RELEASE_TOKEN at https://HOST/acme/app/settings/secrets/actions, and check the workflow for the five usual causes: the name of the secret is misspelt; it belongs to an environment the job does not name (`environment:`); a reusable workflow was called without `secrets:`; an organisation secret is not shared with this repository; or GitHub withholds it, as it does from pull requests of forks and of Dependabot.',
        more('token-empty')
      ])
    }
  )

  test.concurrent(
    'fails on a variable that is not passed, and says how to',
    async () => {
      const seen = await playCheck(world, {
        tokens: { GOOD: {} },
        policy: ['GOOD:', 'RELEASE_TOKEN:', '  scopes: repo', '  fail-on: none']
      })
      expect(seen.log).toEqual([
        '##[group]❌ RELEASE_TOKEN: failed',
        'unknown accepted by HOST (No variable of its environment has this name)',
        'unknown repo (No variable of its environment has this name)',
        '##[endgroup]',
        '##[group]✅ GOOD: ok',
        'GOOD (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
        'granted accepted by HOST (It belongs to @acme-bot)',
        '##[endgroup]',
        'Tokens: 1 failed, 1 ok',
        '##[error]This step has no environment variable RELEASE_TOKEN.',
        'No variable of its environment has this name.',
        'Fix: Add `RELEASE_TOKEN: ${{ secrets.RELEASE_TOKEN }}` to `env:` of the step, or correct the name in the policy.',
        more('variable-missing')
      ])
      expect(seen.requests).toEqual(['GOOD GET https://HOST/api/v3/user 200'])
    }
  )

  test.concurrent.each([
    ['as input', { 'on-empty': 'skip' }, []],
    ['of one token', { 'on-empty': 'fail' }, ['  on-empty: skip']]
  ])('skips an empty one with on-empty: skip, %s', async (_, inputs, keys) => {
    const seen = await playCheck(world, {
      tokens: { GOOD: {} },
      env: () => ({ RELEASE_TOKEN: '' }),
      policy: ['RELEASE_TOKEN:', ...keys, 'GOOD:'],
      inputs
    })
    expect(seen.outputs).toEqual(counted('ok', { ok: 1, skipped: 1 }))
    expect(seen.log.slice(-4)).toEqual([
      '##[notice]RELEASE_TOKEN is empty, and on-empty says to skip it then.',
      'It is an empty text.',
      'Fix: If this run needs the token, store it as RELEASE_TOKEN at https://HOST/acme/app/settings/secrets/actions.',
      more('skipped-empty')
    ])
  })

  test.concurrent.each<
    [string, value: string, reason: string, masked: readonly string[]]
  >([
    ['asterisks', '***', 'token-masked', []],
    [
      'a document',
      '{"token": "not-a-secret-at-all"}',
      'token-json',
      ['not-a-secret-at-all']
    ],
    [
      'an expression',
      '${{ secrets.RELEASE_TOKEN }}',
      'token-reference',
      ['secrets.RELEASE_TOKEN']
    ],
    [
      'what stands in an expression',
      'secrets.RELEASE_TOKEN',
      'token-reference',
      ['secrets.RELEASE_TOKEN']
    ],
    ['a word', 'none', 'token-too-short', []],
    [
      'two lines',
      'first-of-them\nsecond-of-them',
      'token-malformed',
      ['first-of-them', 'second-of-them']
    ]
  ])('fails on what is no token: %s', async (_, value, reason, masked) => {
    const seen = await playCheck(world, {
      tokens: { GOOD: {} },
      env: () => ({ TOKEN: value }),
      policy: ['TOKEN:', 'GOOD:'],
      masked: ({ GOOD = '' }) => [...masked, GOOD]
    })
    expect(statusesIn(seen)).toEqual({ TOKEN: 'failed', GOOD: 'ok' })
    expect(reasonsIn(seen)).toEqual({ TOKEN: [reason], GOOD: [] })
    expect(seen.requests).toEqual(['GOOD GET https://HOST/api/v3/user 200'])
  })
})

describe('a run that has secrets while a fork works in it', () => {
  const file = 'tokens:\n  RELEASE_TOKEN:\n    server-url: https://OTHER\n'
  const events: [string, JobOptions][] = [
    ['pull_request_target', on('pull_request_target', pull(fork))],
    [
      'pull_request_target of a fork that was deleted',
      on('pull_request_target', pull(null))
    ],
    ['pull_request_target that does not say', on('pull_request_target', {})],
    [
      'workflow_run after a pull request',
      on('workflow_run', run(fork, 'pull_request'))
    ]
  ]

  test.concurrent.each(events)(
    'does not read a policy file: %s',
    async (_, job) => {
      const seen = await playCheck(world, {
        tokens: { RELEASE_TOKEN: {} },
        files: { '.github/tokens.yml': file },
        job
      })
      expect(seen.log).toEqual([
        'Tokens: none was looked at',
        '##[error]The policy was not read, because a fork works in this run and could send the tokens to a host of its own.',
        'A fork may have written .github/tokens.yml.',
        'Fix: Run this on pull_request, which gives forks no secrets, or write the policy into the input tokens.',
        more('policy-untrusted')
      ])
      expect(seen.outputs).toEqual(counted('failed'))
      expect(seen.requests).toEqual([])
      expect(seen.result.annotations).toMatchObject([
        {
          level: 'error',
          title: 'setup-github-token/check: policy not trusted'
        }
      ])
    }
  )

  test.concurrent.each(events)(
    'uses a policy that stands in the workflow: %s',
    async (_, job) => {
      const seen = await playCheck(world, {
        tokens: { RELEASE_TOKEN: {} },
        policy: ['RELEASE_TOKEN:', '  scopes: repo'],
        files: { '.github/tokens.yml': file },
        job
      })
      expect(seen.outputs).toEqual(counted('ok', { ok: 1 }))
      expect(seen.requests).toEqual([
        'RELEASE_TOKEN GET https://HOST/api/v3/user 200'
      ])
    }
  )

  test.concurrent.each<[string, JobOptions]>([
    ['pull_request_target', on('pull_request_target', pull(here))],
    ['workflow_run', on('workflow_run', run(here))],
    ['workflow_run after a push', on('workflow_run', run(fork, 'push'))]
  ])('is none of these: %s', async (_, job) => {
    const seen = await playCheck(world, {
      tokens: { RELEASE_TOKEN: {} },
      files: { '.github/tokens.yml': 'tokens:\n  RELEASE_TOKEN:\n' },
      job
    })
    expect(seen.outputs).toEqual(counted('ok', { ok: 1 }))
  })
})
