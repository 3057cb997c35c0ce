import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { JobOptions } from '../support/runner/job.ts'
import { startWorld, type World } from '../support/world.ts'
import {
  asked,
  failed,
  fine,
  more,
  newTokenPage,
  play,
  playRow,
  readable,
  type Row,
  type Scene,
  secretsPage,
  usedByGit
} from './play.ts'

let world: World

beforeAll(async () => {
  world = await startWorld()
})

afterAll(() => world.close())

const here = { id: 1 }
const fork = { id: 2 }

const pull = (head: unknown, login = 'octocat') => ({
  repository: here,
  pull_request: { user: { login }, head: { repo: head } }
})

/** A job of an event. */
const on = (
  eventName: string,
  event: object,
  actor = 'octocat'
): JobOptions => ({
  eventName,
  event,
  github: { actor }
})

const empty: Scene = { value: () => '', masked: () => [], isHarmless: true }
const dependabot = 'dependabot[bot]'

describe('an empty token', () => {
  test.concurrent.each<[string, Row]>([
    [
      'is skipped in a fork',
      {
        scene: {
          ...empty,
          job: on('pull_request', pull(fork)),
          inputs: { scopes: 'repo', repositories: 'acme/app' }
        },
        log: [
          'skipped accepted by HOST (It is an empty text)',
          'skipped repo (It is an empty text)',
          'skipped read acme/app (It is an empty text)',
          'git is not configured',
          '##[notice]RELEASE_TOKEN is empty: GitHub withholds secrets from pull requests of forks.',
          'It is an empty text.',
          "Fix: Nothing needs to be done; later steps that need the token can ask for `if: steps.ID.outputs.valid == 'true'`.",
          more('skipped-fork')
        ],
        outputs: {
          valid: '',
          status: 'skipped',
          reason: 'skipped-fork',
          'token-kind': 'unknown',
          login: '',
          scopes: '',
          unverified: 'repo,read acme/app',
          'git-configured': 'false',
          used: ''
        },
        requests: []
      }
    ],
    [
      'is skipped for Dependabot',
      {
        scene: { ...empty, job: on('pull_request', pull(here, dependabot)) },
        log: [
          'skipped accepted by HOST (It is an empty text)',
          'skipped read acme/app (It is an empty text)',
          'git is not configured',
          "##[notice]RELEASE_TOKEN is empty: runs of Dependabot get Dependabot's secrets instead of those of Actions.",
          'It is an empty text.',
          'Fix: If this run needs the token, store it as RELEASE_TOKEN at https://HOST/acme/app/settings/secrets/dependabot as well.',
          more('skipped-dependabot')
        ],
        outputs: {
          valid: '',
          status: 'skipped',
          reason: 'skipped-dependabot',
          'token-kind': 'unknown',
          login: '',
          scopes: '',
          unverified: 'read acme/app',
          'git-configured': 'false',
          used: ''
        },
        requests: []
      }
    ],
    [
      'is skipped for Dependabot, which pushes',
      {
        scene: { ...empty, job: on('push', { repository: here }, dependabot) },
        log: [
          'skipped accepted by HOST (It is an empty text)',
          'skipped read acme/app (It is an empty text)',
          'git is not configured',
          "##[notice]RELEASE_TOKEN is empty: runs of Dependabot get Dependabot's secrets instead of those of Actions.",
          'It is an empty text.',
          'Fix: If this run needs the token, store it as RELEASE_TOKEN at https://HOST/acme/app/settings/secrets/dependabot as well.',
          more('skipped-dependabot')
        ],
        outputs: {
          valid: '',
          status: 'skipped',
          reason: 'skipped-dependabot',
          'token-kind': 'unknown',
          login: '',
          scopes: '',
          unverified: 'read acme/app',
          'git-configured': 'false',
          used: ''
        }
      }
    ],
    [
      'is skipped when that is asked for',
      {
        scene: { ...empty, inputs: { 'on-empty': 'skip' } },
        log: [
          'skipped accepted by HOST (It is an empty text)',
          'skipped read acme/app (It is an empty text)',
          'git is not configured',
          '##[notice]RELEASE_TOKEN is empty, and on-empty says to skip it then.',
          'It is an empty text.',
          `Fix: If this run needs the token, store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('skipped-empty')
        ],
        outputs: {
          valid: '',
          status: 'skipped',
          reason: 'skipped-empty',
          'token-kind': 'unknown',
          login: '',
          scopes: '',
          unverified: 'read acme/app',
          'git-configured': 'false',
          used: ''
        },
        requests: []
      }
    ],
    [
      'is an error in a fork when that is asked for',
      {
        scene: {
          ...empty,
          job: on('pull_request', pull(fork)),
          inputs: { 'on-empty': 'fail' }
        },
        log: [
          'missing accepted by HOST (It is an empty text)',
          'unknown read acme/app (It is an empty text)',
          'git is not configured',
          '##[error]RELEASE_TOKEN is empty.',
          'It is an empty text.',
          `Fix: Store the token as RELEASE_TOKEN at ${secretsPage}, and check the workflow for the five usual causes: the name of the secret is misspelt; it belongs to an environment the job does not name (\`environment:\`); a reusable workflow was called without \`secrets:\`; an organisation secret is not shared with this repository; or GitHub withholds it, as it does from pull requests of forks and of Dependabot.`,
          more('token-empty')
        ],
        outputs: {
          valid: 'false',
          status: 'failed',
          reason: 'token-empty',
          'token-kind': 'unknown',
          login: '',
          scopes: '',
          unverified: 'read acme/app',
          'git-configured': 'false',
          used: ''
        },
        requests: []
      }
    ]
  ])('%s', async (_, row) => {
    const { result, folders } = await playRow(world, row)
    expect([result.env, result.state, folders]).toEqual([{}, {}, []])
    expect(result.annotations).toHaveLength(1)
    const isSkipped = row.outputs.status === 'skipped'
    expect(result.annotations).toMatchObject([
      { level: isSkipped ? 'notice' : 'error' }
    ])
  })

  test.concurrent('is shown as skipped in the summary', async () => {
    const seen = await play(world, {
      ...empty,
      job: on('pull_request', pull(fork))
    })
    const [title, line] = seen.summary.split('\n')
    expect(title).toBe('<h3>⏭️ <code>RELEASE_TOKEN</code>: skipped</h3>')
    expect(line).toBe('<p><code>HOST</code> · git is not configured</p>')
    expect(seen.report).toMatchObject({
      status: 'skipped',
      findings: [{ verdict: 'unknown', reason: 'skipped-fork' }, {}]
    })
    const [post] = await seen.job.post()
    expect(post).toMatchObject({
      outcome: 'success',
      log: 'Post job cleanup.\nNothing to remove: no credential was written'
    })
  })

  test.concurrent.each<[string, JobOptions, reason: string]>([
    [
      'pull_request of a fork that was deleted',
      on('pull_request', pull(null)),
      'skipped-fork'
    ],
    [
      'pull_request_review of a fork',
      on('pull_request_review', pull(fork)),
      'skipped-fork'
    ],
    [
      'pull_request_review_comment of a fork',
      on('pull_request_review_comment', pull(fork)),
      'skipped-fork'
    ],
    [
      'create by Dependabot',
      on('create', { repository: here }, dependabot),
      'skipped-dependabot'
    ],
    [
      'deployment by Dependabot',
      on('deployment', { repository: here }, dependabot),
      'skipped-dependabot'
    ],
    [
      'pull_request of the repository itself',
      on('pull_request', pull(here)),
      'token-empty'
    ],
    [
      'pull_request re-run by Dependabot',
      on('pull_request', pull(here), dependabot),
      'token-empty'
    ],
    [
      'pull_request_target of a fork',
      on('pull_request_target', pull(fork)),
      'token-empty'
    ],
    ['schedule by Dependabot', on('schedule', {}, dependabot), 'token-empty'],
    ['push', on('push', { repository: here }), 'token-empty'],
    ['push with the payload of a fork', on('push', pull(fork)), 'token-empty'],
    ['pull_request without a payload', on('pull_request', {}), 'token-empty'],
    ['pull_request with a list', on('pull_request', [1]), 'token-empty'],
    [
      'pull_request without a head',
      on('pull_request', { repository: here, pull_request: {} }),
      'token-empty'
    ],
    [
      'pull_request with texts for numbers',
      on('pull_request', {
        repository: { id: '1' },
        pull_request: { head: { repo: { id: '2' } } }
      }),
      'token-empty'
    ],
    [
      'pull_request with texts for objects',
      on('pull_request', { repository: 'x', pull_request: 'y' }),
      'token-empty'
    ],
    [
      'pull_request with prototypes',
      on(
        'pull_request',
        JSON.parse(
          '{"__proto__":{"repository":{"id":1}},"pull_request":{"head":{"repo":{"id":2}}}}'
        ) as object
      ),
      'token-empty'
    ]
  ])('of %s', async (_, job, reason) => {
    const seen = await play(world, { ...empty, job })
    const isSkipped = reason !== 'token-empty'
    expect(seen.outputs).toEqual({
      ...failed(reason, 'read acme/app'),
      ...(isSkipped && { valid: '', status: 'skipped' })
    })
    expect(seen.exitCode).toBe(isSkipped ? 0 : 1)
    expect(seen.requests).toEqual([])
  })

  test.concurrent('is an error with a payload that is no JSON', async () => {
    const seen = await play(world, {
      ...empty,
      job: { eventName: 'pull_request', github: { event_path: '/dev/null' } }
    })
    expect(seen.outputs).toEqual(failed('token-empty', 'read acme/app'))
  })

  test.concurrent.each(['***', '{}', 'short'])(
    'is not what is none: %s',
    async (text) => {
      const seen = await play(world, {
        ...empty,
        value: () => text,
        job: on('pull_request', pull(fork)),
        inputs: { 'on-empty': 'skip' }
      })
      expect(seen.outputs).toMatchObject({ status: 'failed', valid: 'false' })
      expect(seen.exitCode).toBe(1)
    }
  )
})

const run = (head: unknown, event: unknown = 'pull_request') => ({
  repository: here,
  workflow_run: { event, head_repository: head }
})

describe('a run with secrets in which a fork works', () => {
  const target = on('pull_request_target', pull(fork))

  test.concurrent.each<[string, Row]>([
    [
      'has the token verified, and not given to git',
      {
        scene: { job: target, inputs: { scopes: 'repo' } },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted repo (It is one of its scopes)',
          readable,
          'warning no fork in a run with secrets (The event of this run is about a pull request from a fork)',
          'git is not configured',
          '##[warning]git does not get RELEASE_TOKEN: this run has secrets, and a fork decides what it works on.',
          'The event of this run is about a pull request from a fork.',
          'Fix: Use the event pull_request, or a job that never checks out the fork. Whoever is certain that no code of the fork runs in this job sets allow-unsafe-fork-credentials to true.',
          more('fork-unsafe')
        ],
        outputs: {
          status: 'warning',
          reason: 'fork-unsafe',
          'git-configured': 'false'
        },
        requests: [
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 200',
          'GET https://HOST/api/v3/user 200'
        ]
      }
    ],
    [
      'has the token given to git when that is asked for',
      {
        scene: {
          job: target,
          inputs: { 'allow-unsafe-fork-credentials': 'true' }
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          readable,
          usedByGit
        ],
        outputs: {},
        requests: [
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 200',
          'GET https://HOST/api/v3/user 200'
        ]
      }
    ],
    [
      'has a bad token refused',
      {
        scene: { job: target, token: { expired: true } },
        log: [
          'missing accepted by HOST (GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'unknown read acme/app (GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'warning no fork in a run with secrets (The event of this run is about a pull request from a fork)',
          'git is not configured',
          '##[error]HOST does not accept RELEASE_TOKEN.',
          'GET https://HOST/api/v3/user answered 401: Bad credentials.',
          `Fix: The token has expired, was revoked, is mistyped, or belongs to another host. Create a token at ${newTokenPage}?scopes=repo&description=acme%2Fapp%20RELEASE_TOKEN (scopes: repo) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('token-rejected'),
          '##[warning]git does not get RELEASE_TOKEN: this run has secrets, and a fork decides what it works on.',
          'The event of this run is about a pull request from a fork.',
          'Fix: Use the event pull_request, or a job that never checks out the fork. Whoever is certain that no code of the fork runs in this job sets allow-unsafe-fork-credentials to true.',
          more('fork-unsafe')
        ],
        outputs: {
          valid: 'false',
          status: 'failed',
          reason: 'token-rejected',
          'token-kind': 'unknown',
          login: '',
          scopes: '',
          unverified: 'read acme/app',
          'git-configured': 'false',
          used: ''
        }
      }
    ],
    [
      'needs no word about git when it is not wanted',
      {
        scene: { job: target, inputs: { 'configure-git': 'none' } },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'git is not configured, as asked'
        ],
        outputs: {
          'git-configured': 'false'
        }
      }
    ]
  ])('%s', (_, row) => playRow(world, row))

  test.concurrent.each<[string, JobOptions, isUnsafe: boolean]>([
    [
      'workflow_run after a pull request of a fork',
      on('workflow_run', run(fork)),
      true
    ],
    [
      'workflow_run after pull_request_target',
      on('workflow_run', run(fork, 'pull_request_target')),
      true
    ],
    [
      'workflow_run of a fork that was deleted',
      on('workflow_run', run(null)),
      true
    ],
    [
      'pull_request_target of a fork that was deleted',
      on('pull_request_target', pull(null)),
      true
    ],
    [
      'workflow_run after a pull request of the repository',
      on('workflow_run', run(here)),
      false
    ],
    ['workflow_run after a push', on('workflow_run', run(fork, 'push')), false],
    [
      'workflow_run with a number for its event',
      on('workflow_run', run(fork, 1)),
      true
    ],
    ['workflow_run without a payload', on('workflow_run', {}), true],
    [
      'pull_request_target of the repository',
      on('pull_request_target', pull(here)),
      false
    ],
    [
      'pull_request_target of Dependabot',
      on('pull_request_target', pull(here, dependabot), dependabot),
      false
    ],
    [
      'pull_request_target without a payload',
      on('pull_request_target', {}),
      true
    ],
    ['push', on('push', pull(fork)), false]
  ])('is told by its event: %s', async (_, job, isUnsafe) => {
    const seen = await play(world, { job })
    expect(seen.outputs).toEqual({
      ...fine,
      ...(isUnsafe && {
        status: 'warning',
        reason: 'fork-unsafe',
        'git-configured': 'false'
      })
    })
    expect(seen.requests).toEqual(asked)
    expect(seen.exitCode).toBe(0)
    expect(seen.result.env['GIT_CONFIG_COUNT']).toBe(isUnsafe ? undefined : '1')
  })
})
