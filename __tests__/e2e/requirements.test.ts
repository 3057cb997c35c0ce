import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { NewToken } from '../support/github/model.ts'
import { startWorld, type World } from '../support/world.ts'
import {
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

const bot: Partial<NewToken> = { kind: 'installation' }
const pat: Partial<NewToken> = { kind: 'fine-grained' }
const classic = (...scopes: readonly string[]): Partial<NewToken> => ({
  kind: 'classic',
  scopes
})

describe('what the token must not have', () => {
  test.concurrent.each<[string, Row]>([
    [
      'a scope it does not have',
      {
        scene: {
          token: classic('repo'),
          inputs: { 'forbid-scopes': 'admin:org, delete_repo' }
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted no admin:org (Its scopes: repo)',
          'granted no delete_repo (Its scopes: repo)',
          readable,
          usedByGit
        ],
        outputs: {}
      }
    ],
    [
      'a scope it has',
      {
        scene: {
          token: classic('repo', 'delete_repo'),
          inputs: { 'forbid-scopes': 'delete_repo' }
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing no delete_repo (It is one of its scopes)',
          readable,
          'git is not configured',
          '##[error]RELEASE_TOKEN (classic, @acme-bot) has a scope it must not have: `no delete_repo` was asked for.',
          'It is one of its scopes.',
          'Fix: Remove it from the token at https://HOST/settings/tokens, or from the input forbid-scopes.',
          more('scope-forbidden')
        ],
        outputs: {
          status: 'failed',
          reason: 'scope-forbidden',
          scopes: 'delete_repo,repo',
          missing: 'no delete_repo',
          'git-configured': 'false'
        }
      }
    ],
    [
      'a scope that is included in one it has',
      {
        scene: {
          token: classic('admin:org', 'repo'),
          inputs: { 'forbid-scopes': 'READ:org write:org' }
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing no read:org (It is included in its scope admin:org)',
          'missing no write:org (It is included in its scope admin:org)',
          readable,
          'git is not configured',
          '##[error]RELEASE_TOKEN (classic, @acme-bot) has a scope it must not have: `no read:org`, `no write:org` was asked for.',
          'It is included in its scope admin:org.',
          'Fix: Remove it from the token at https://HOST/settings/tokens, or from the input forbid-scopes.',
          more('scope-forbidden')
        ],
        outputs: {
          status: 'failed',
          reason: 'scope-forbidden',
          scopes: 'admin:org,repo',
          missing: 'no read:org,no write:org',
          'git-configured': 'false'
        }
      }
    ],
    [
      'a scope that nobody knows',
      {
        scene: { inputs: { 'forbid-scopes': 'quantum' } },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown no quantum (This action does not know the scope quantum. Its scopes: repo)',
          readable,
          usedByGit,
          '##[warning]Whether RELEASE_TOKEN (classic, @acme-bot) has `no quantum` cannot be told from its scopes.',
          'This action does not know the scope quantum. Its scopes: repo.',
          'Fix: Check the spelling where the evidence doubts it. What is spelled right cannot be proven from here.',
          more('scope-unproven')
        ],
        outputs: {
          status: 'unknown',
          reason: 'scope-unproven',
          unverified: 'no quantum'
        }
      }
    ],
    [
      'a scope that may be included in one it has',
      {
        scene: {
          token: classic('repo'),
          inputs: { 'forbid-scopes': 'read:repo_hook' }
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown no read:repo_hook (Its scope repo may include read:repo_hook)',
          readable,
          usedByGit,
          '##[warning]Whether RELEASE_TOKEN (classic, @acme-bot) has `no read:repo_hook` cannot be told from its scopes.',
          'Its scope repo may include read:repo_hook.',
          'Fix: Check the spelling where the evidence doubts it. What is spelled right cannot be proven from here.',
          more('scope-unproven')
        ],
        outputs: {
          status: 'unknown',
          reason: 'scope-unproven',
          unverified: 'no read:repo_hook'
        }
      }
    ],
    [
      'a scope that includes one it has',
      {
        scene: {
          token: classic('repo', 'read:org'),
          inputs: { 'forbid-scopes': 'admin:org' }
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted no admin:org (Its scopes: read:org, repo)',
          readable,
          usedByGit
        ],
        outputs: { scopes: 'read:org,repo' }
      }
    ],
    [
      'a scope, of a fine-grained token',
      {
        scene: { token: pat, inputs: { 'forbid-scopes': 'repo' } },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted no repo (A token of kind fine-grained has no scopes)',
          readable,
          usedByGit
        ],
        outputs: { 'token-kind': 'fine-grained', scopes: '' }
      }
    ],
    [
      'a scope, of an installation',
      {
        scene: { token: bot, inputs: { 'forbid-scopes': 'repo' } },
        log: [
          'RELEASE_TOKEN (installation) on HOST 3.20.1: expires with the job, or about an hour after it was made',
          'granted accepted by HOST (It is a token of kind installation, which acts as no user)',
          'granted no repo (A token of kind installation has no scopes)',
          readable,
          usedByGit
        ],
        outputs: { 'token-kind': 'installation', login: '', scopes: '' }
      }
    ],
    [
      'a scope, which the host does not report',
      {
        scene: {
          token: classic('repo'),
          faults: [{ status: 200, body: '{"login":"acme-bot"}' }],
          inputs: { 'forbid-scopes': 'repo' }
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown no repo (The kind of the token is classic, and no scopes were reported)',
          readable,
          usedByGit,
          '##[warning]HOST did not report the scopes of RELEASE_TOKEN (classic, @acme-bot), so `no repo` cannot be proven.',
          'The kind of the token is classic, and no scopes were reported.',
          'Fix: Check that the token is a classic one, and whether a proxy removes the response header X-OAuth-Scopes.',
          more('scopes-not-reported')
        ],
        outputs: {
          status: 'unknown',
          reason: 'scopes-not-reported',
          scopes: '',
          unverified: 'no repo'
        }
      }
    ],
    [
      'a scope that is asked for as well',
      {
        scene: {
          token: classic('repo'),
          inputs: { scopes: 'repo', 'forbid-scopes': 'repo' }
        },
        log: [
          'unknown accepted by HOST (The host was not asked about the token)',
          'unknown repo (The host was not asked about the token)',
          'unknown no repo (The host was not asked about the token)',
          'unknown read acme/app (The host was not asked about the token)',
          'missing valid inputs (forbid-scopes: "repo" is asked for as well)',
          'git is not configured',
          '##[error]The inputs of this step cannot be used.',
          'The host was not asked about the token.',
          'forbid-scopes: "repo" is asked for as well.',
          'Fix: Correct them in the workflow; the inputs are described at https://HOST/octo/setup-github-token#readme.',
          more('input-invalid')
        ],
        outputs: {
          ...failed('input-invalid', 'repo,no repo,read acme/app'),
          valid: ''
        },
        requests: []
      }
    ]
  ])('%s', (_, row) => playRow(world, row))
})

describe('the account', () => {
  test.concurrent.each<[string, Row]>([
    [
      'is the expected one',
      {
        scene: { inputs: { 'expected-login': 'acme-bot' } },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          readable,
          'granted belongs to @acme-bot (It belongs to @acme-bot)',
          usedByGit
        ],
        outputs: {}
      }
    ],
    [
      'is the expected one in other letters, after an @',
      {
        scene: { inputs: { 'expected-login': ' @ACME-Bot ' } },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          readable,
          'granted belongs to @ACME-Bot (It belongs to @acme-bot)',
          usedByGit
        ],
        outputs: {}
      }
    ],
    [
      'is another one',
      {
        scene: { inputs: { 'expected-login': 'release-bot' } },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          readable,
          'missing belongs to @release-bot (It belongs to @acme-bot)',
          'git is not configured',
          '##[error]RELEASE_TOKEN (classic, @acme-bot) is not the token of the account that was asked for: `belongs to @release-bot`.',
          'It belongs to @acme-bot.',
          `Fix: Store a token of that account as RELEASE_TOKEN at ${secretsPage}, or correct the input expected-login.`,
          more('login-unexpected')
        ],
        outputs: {
          status: 'failed',
          reason: 'login-unexpected',
          missing: 'belongs to @release-bot',
          'git-configured': 'false'
        }
      }
    ],
    [
      'is none',
      {
        scene: {
          token: bot,
          inputs: { 'expected-login': 'github-actions[bot]' }
        },
        log: [
          'RELEASE_TOKEN (installation) on HOST 3.20.1: expires with the job, or about an hour after it was made',
          'granted accepted by HOST (It is a token of kind installation, which acts as no user)',
          readable,
          'unknown belongs to @github-actions[bot] (GitHub names no account for a token of kind installation)',
          usedByGit,
          '##[warning]Whether RELEASE_TOKEN (installation) `belongs to @github-actions[bot]` cannot be told.',
          'GitHub names no account for a token of kind installation.',
          'Fix: Leave the input expected-login empty for tokens that act as no user.',
          more('login-unknown')
        ],
        outputs: {
          status: 'unknown',
          reason: 'login-unknown',
          'token-kind': 'installation',
          login: '',
          scopes: '',
          unverified: 'belongs to @github-actions[bot]'
        }
      }
    ],
    [
      'is not known when the token was rejected',
      {
        scene: {
          token: { scopes: ['repo'], expired: true },
          inputs: {
            'expected-login': 'acme-bot',
            'max-lifetime-days': '30',
            'forbid-scopes': 'gist'
          }
        },
        log: [
          'missing accepted by HOST (GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'unknown no gist (GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'unknown read acme/app (GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'unknown belongs to @acme-bot (GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'unknown valid for at most 30 days (GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'git is not configured',
          '##[error]HOST does not accept RELEASE_TOKEN.',
          'GET https://HOST/api/v3/user answered 401: Bad credentials.',
          `Fix: The token has expired, was revoked, is mistyped, or belongs to another host. Create a token at ${newTokenPage}?scopes=repo&description=acme%2Fapp%20RELEASE_TOKEN (scopes: repo) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('token-rejected')
        ],
        outputs: {
          valid: 'false',
          status: 'failed',
          reason: 'token-rejected',
          'token-kind': 'unknown',
          login: '',
          scopes: '',
          unverified:
            'no gist,read acme/app,belongs to @acme-bot,valid for at most 30 days',
          'git-configured': 'false',
          used: ''
        }
      }
    ]
  ])('%s', (_, row) => playRow(world, row))
})

describe('more scopes than asked for', () => {
  test.concurrent.each<[string, Row]>([
    [
      'are nothing when nothing was asked for',
      {
        scene: { token: classic('repo', 'gist', 'admin:org') },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          readable,
          usedByGit
        ],
        outputs: { scopes: 'admin:org,gist,repo' }
      }
    ],
    [
      'are a warning',
      {
        scene: {
          token: classic('repo', 'gist', 'admin:org'),
          inputs: { scopes: 'repo' }
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted repo (It is one of its scopes)',
          'warning no more scopes than asked for (Not asked for: admin:org, gist)',
          readable,
          usedByGit,
          '##[warning]RELEASE_TOKEN (classic, @acme-bot) has more scopes than were asked for.',
          'Not asked for: admin:org, gist.',
          'Fix: Remove them from the token at https://HOST/settings/tokens; if they are needed, add them to the input scopes.',
          more('scope-excess')
        ],
        outputs: {
          status: 'warning',
          reason: 'scope-excess',
          scopes: 'admin:org,gist,repo',
          excess: 'admin:org,gist'
        }
      }
    ],
    [
      'are those that include what was asked for',
      {
        scene: {
          token: classic('repo', 'write:packages'),
          inputs: { scopes: 'repo, read:packages' }
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted repo (It is one of its scopes)',
          'granted read:packages (It is included in its scope write:packages)',
          'warning no more scopes than asked for (Not asked for: write:packages)',
          readable,
          usedByGit,
          '##[warning]RELEASE_TOKEN (classic, @acme-bot) has more scopes than were asked for.',
          'Not asked for: write:packages.',
          'Fix: Remove them from the token at https://HOST/settings/tokens; if they are needed, add them to the input scopes.',
          more('scope-excess')
        ],
        outputs: {
          status: 'warning',
          reason: 'scope-excess',
          scopes: 'repo,write:packages',
          excess: 'write:packages'
        }
      }
    ],
    [
      'are not those that come along with others',
      {
        scene: {
          token: classic('repo', 'workflow'),
          inputs: { scopes: 'workflow' }
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted workflow (It is one of its scopes)',
          readable,
          usedByGit
        ],
        outputs: { scopes: 'repo,workflow' }
      }
    ],
    [
      'are told when permissions were asked for',
      {
        scene: {
          token: classic('repo', 'gist'),
          inputs: { permissions: 'contents: write' }
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'warning no more scopes than asked for (Not asked for: gist)',
          'granted write acme/app (git may push to it)',
          usedByGit,
          '##[warning]RELEASE_TOKEN (classic, @acme-bot) has more scopes than were asked for.',
          'Not asked for: gist.',
          'Fix: Remove them from the token at https://HOST/settings/tokens; if they are needed, add them to the input scopes.',
          more('scope-excess')
        ],
        outputs: {
          status: 'warning',
          reason: 'scope-excess',
          scopes: 'gist,repo',
          excess: 'gist'
        }
      }
    ],
    [
      'are told beside what is missing',
      {
        scene: {
          token: classic('repo', 'gist'),
          inputs: { scopes: 'repo, workflow' }
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted repo (It is one of its scopes)',
          'missing workflow (Its scopes: gist, repo)',
          'warning no more scopes than asked for (Not asked for: gist)',
          readable,
          'git is not configured',
          '##[error]RELEASE_TOKEN (classic, @acme-bot) lacks `workflow`.',
          'Its scopes: gist, repo.',
          `Fix: Add what is missing to the token at https://HOST/settings/tokens. Or: Create a token at ${newTokenPage}?scopes=gist,repo,workflow&description=acme%2Fapp%20RELEASE_TOKEN (scopes: gist, repo, workflow) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('scope-missing'),
          '##[warning]RELEASE_TOKEN (classic, @acme-bot) has more scopes than were asked for.',
          'Not asked for: gist.',
          'Fix: Remove them from the token at https://HOST/settings/tokens; if they are needed, add them to the input scopes.',
          more('scope-excess')
        ],
        outputs: {
          status: 'failed',
          reason: 'scope-missing',
          scopes: 'gist,repo',
          missing: 'workflow',
          excess: 'gist',
          'git-configured': 'false'
        }
      }
    ],
    [
      'fail the step when that is asked for',
      {
        scene: {
          token: classic('repo', 'gist'),
          inputs: { scopes: 'repo', 'fail-on': 'excess' }
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted repo (It is one of its scopes)',
          'missing no more scopes than asked for (Not asked for: gist)',
          readable,
          'git is not configured',
          '##[error]RELEASE_TOKEN (classic, @acme-bot) has more scopes than were asked for.',
          'Not asked for: gist.',
          'Fix: Remove them from the token at https://HOST/settings/tokens; if they are needed, add them to the input scopes.',
          more('scope-excess')
        ],
        outputs: {
          status: 'failed',
          reason: 'scope-excess',
          scopes: 'gist,repo',
          excess: 'gist',
          'git-configured': 'false'
        }
      }
    ]
  ])('%s', (_, row) => playRow(world, row))
})

const day = 86_400_000
const iso = (moment: Date) =>
  moment.toISOString().slice(0, 16).replace('T', ' ')
/** A moment that is so many whole days away, and some hours. */
const inDays = (days: number) => iso(new Date(Date.now() + (days + 0.4) * day))
const expires = (shown: string): Partial<NewToken> => ({
  scopes: ['repo'],
  expiresAt: `${shown}:00 UTC`
})

describe('days until the token expires', () => {
  test.concurrent.each<
    [
      days: number,
      input: string,
      value: string,
      reason: string,
      finding: string | undefined
    ]
  >([
    [
      13,
      'warn-days',
      '14',
      'token-expiring',
      'warning still valid for 14 days'
    ],
    [14, 'warn-days', '14', 'ok', undefined],
    [13, 'warn-days', '', 'token-expiring', 'warning still valid for 14 days'],
    [0, 'warn-days', '0', 'ok', undefined],
    [
      399,
      'warn-days',
      '400',
      'token-expiring',
      'warning still valid for 400 days'
    ],
    [400, 'warn-days', '400', 'ok', undefined],
    [30, 'max-lifetime-days', '30', 'ok', 'granted valid for at most 30 days'],
    [
      31,
      'max-lifetime-days',
      '30',
      'lifetime-excess',
      'warning valid for at most 30 days'
    ],
    [
      3000,
      'max-lifetime-days',
      '3660',
      'ok',
      'granted valid for at most 3660 days'
    ]
  ])('%d with %s "%s" are %s', async (days, input, value, reason, finding) => {
    const shown = inDays(days)
    const seen = await play(world, {
      token: expires(shown),
      inputs: { [input]: value }
    })
    const said = `${shown} UTC (${days} ${days === 1 ? 'day' : 'days'} left)`
    const [first, , , ...rest] = seen.log.split('\n')
    expect(first).toBe(
      `RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expires on ${said}`
    )
    const what = {
      'token-expiring': 'expires soon',
      'lifetime-excess': 'is valid for longer than max-lifetime-days'
    }[reason]
    expect(rest).toEqual([
      ...(finding === undefined ? [] : [`${finding} (It expires on ${said})`]),
      usedByGit,
      ...(what === undefined
        ? []
        : [
            `##[warning]RELEASE_TOKEN (classic, @acme-bot) ${what}.`,
            `It expires on ${said}.`,
            `Fix: Create a token at ${newTokenPage}?scopes=repo&description=acme%2Fapp%20RELEASE_TOKEN (scopes: repo) and store it as RELEASE_TOKEN at ${secretsPage}.`,
            more(reason)
          ])
    ])
    expect(seen.outputs).toEqual({
      ...fine,
      status: reason === 'ok' ? 'ok' : 'warning',
      reason,
      'expires-at': `${shown.replace(' ', 'T')}:00.000Z`,
      'days-left': String(days)
    })
  })

  test.concurrent.each<[string, Row]>([
    [
      'are not known',
      {
        scene: { inputs: { 'max-lifetime-days': '30' } },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          readable,
          'unknown valid for at most 30 days (GitHub reported no expiry)',
          usedByGit,
          '##[warning]HOST did not report when RELEASE_TOKEN (classic, @acme-bot) expires; it may never do.',
          'GitHub reported no expiry.',
          'Fix: Look at its expiry at https://HOST/settings/tokens, and give it one.',
          more('expiry-unknown')
        ],
        outputs: {
          status: 'unknown',
          reason: 'expiry-unknown',
          unverified: 'valid for at most 30 days'
        }
      }
    ],
    [
      'are not known of a fine-grained token',
      {
        scene: { token: pat, inputs: { 'max-lifetime-days': '30' } },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          readable,
          'unknown valid for at most 30 days (GitHub reported no expiry)',
          usedByGit,
          '##[warning]HOST did not report when RELEASE_TOKEN (fine-grained, @acme-bot) expires; it may never do.',
          'GitHub reported no expiry.',
          'Fix: Look at its expiry at https://HOST/settings/personal-access-tokens, and give it one.',
          more('expiry-unknown')
        ],
        outputs: {
          status: 'unknown',
          reason: 'expiry-unknown',
          'token-kind': 'fine-grained',
          scopes: '',
          unverified: 'valid for at most 30 days'
        }
      }
    ],
    [
      'are an hour for an installation',
      {
        scene: { token: bot, inputs: { 'max-lifetime-days': '1' } },
        log: [
          'RELEASE_TOKEN (installation) on HOST 3.20.1: expires with the job, or about an hour after it was made',
          'granted accepted by HOST (It is a token of kind installation, which acts as no user)',
          readable,
          'granted valid for at most 1 day (An installation token is valid for about an hour)',
          usedByGit
        ],
        outputs: { 'token-kind': 'installation', login: '', scopes: '' }
      }
    ]
  ])('%s', (_, row) => playRow(world, row))

  test.concurrent.each([
    ['warn-days', '-1', 'from 0 to 3660'],
    ['warn-days', '1.5', 'from 0 to 3660'],
    ['warn-days', '3661', 'from 0 to 3660'],
    ['warn-days', 'two weeks', 'from 0 to 3660'],
    ['max-lifetime-days', '0', 'from 1 to 3660'],
    ['max-lifetime-days', '1e2', 'from 1 to 3660'],
    ['max-lifetime-days', '99999', 'from 1 to 3660']
  ])('cannot be asked for with %s "%s"', async (input, value, range) => {
    const seen = await play(world, { inputs: { [input]: value } })
    expect(seen.log).toContain(
      `missing valid inputs (${input}: "${value}" is not a number of days ${range})\n`
    )
    expect(seen.outputs).toMatchObject({ reason: 'input-invalid', used: '' })
    expect(seen.requests).toEqual([])
  })
})

describe('what fails the step', () => {
  const invalid: Scene = { token: { expired: true } }
  const missing: Scene = { inputs: { scopes: 'repo, gist' } }
  const unknown: Scene = {
    token: classic(),
    inputs: { scopes: 'quantum', repositories: 'acme/docs' }
  }
  const excess: Scene = {
    token: classic('repo', 'gist'),
    inputs: { scopes: 'repo' }
  }
  const expiring: Scene = { token: expires(inDays(1)) }
  const outage: Scene = { faults: [{ status: 502, body: '' }] }
  const untidy: Scene = { value: (token) => `${token}\n` }
  const broken: Scene = { job: { env: { GIT_CONFIG_COUNT: 'x' } } }
  const scenes = {
    invalid,
    missing,
    unknown,
    excess,
    expiring,
    outage,
    untidy,
    broken
  }
  const all = 'invalid missing unknown expiring excess'

  type Name = keyof typeof scenes
  type Verdict = [status: string, reason: string, git: boolean]

  test.concurrent.each<[Name, failOn: string, ...Verdict]>([
    ['invalid', '', 'failed', 'token-rejected', false],
    ['invalid', 'none', 'warning', 'token-rejected', false],
    ['invalid', 'invalid', 'failed', 'token-rejected', false],
    ['invalid', 'missing', 'warning', 'token-rejected', false],
    ['invalid', 'unknown', 'warning', 'token-rejected', false],
    ['invalid', 'expiring', 'warning', 'token-rejected', false],
    ['invalid', 'excess', 'warning', 'token-rejected', false],
    ['invalid', all, 'failed', 'token-rejected', false],
    ['missing', '', 'failed', 'scope-missing', false],
    ['missing', 'none', 'warning', 'scope-missing', true],
    ['missing', 'invalid', 'warning', 'scope-missing', true],
    ['missing', 'missing', 'failed', 'scope-missing', false],
    ['missing', 'unknown', 'warning', 'scope-missing', true],
    ['missing', 'expiring', 'warning', 'scope-missing', true],
    ['missing', 'excess', 'warning', 'scope-missing', true],
    ['missing', all, 'failed', 'scope-missing', false],
    ['unknown', '', 'unknown', 'scope-unproven', true],
    ['unknown', 'none', 'unknown', 'scope-unproven', true],
    ['unknown', 'invalid', 'unknown', 'scope-unproven', true],
    ['unknown', 'missing', 'unknown', 'scope-unproven', true],
    ['unknown', 'unknown', 'failed', 'scope-unproven', false],
    ['unknown', 'expiring', 'unknown', 'scope-unproven', true],
    ['unknown', 'excess', 'unknown', 'scope-unproven', true],
    ['unknown', all, 'failed', 'scope-unproven', false],
    ['excess', '', 'warning', 'scope-excess', true],
    ['excess', 'none', 'warning', 'scope-excess', true],
    ['excess', 'invalid', 'warning', 'scope-excess', true],
    ['excess', 'missing', 'warning', 'scope-excess', true],
    ['excess', 'unknown', 'warning', 'scope-excess', true],
    ['excess', 'expiring', 'warning', 'scope-excess', true],
    ['excess', 'excess', 'failed', 'scope-excess', false],
    ['excess', all, 'failed', 'scope-excess', false],
    ['expiring', '', 'warning', 'token-expiring', true],
    ['expiring', 'none', 'warning', 'token-expiring', true],
    ['expiring', 'invalid', 'warning', 'token-expiring', true],
    ['expiring', 'missing', 'warning', 'token-expiring', true],
    ['expiring', 'unknown', 'warning', 'token-expiring', true],
    ['expiring', 'expiring', 'failed', 'token-expiring', false],
    ['expiring', 'excess', 'warning', 'token-expiring', true],
    ['expiring', all, 'failed', 'token-expiring', false],
    ['outage', '', 'unknown', 'server-error', true],
    ['outage', 'none', 'unknown', 'server-error', true],
    ['outage', 'invalid', 'unknown', 'server-error', true],
    ['outage', 'missing', 'unknown', 'server-error', true],
    ['outage', 'unknown', 'failed', 'server-error', false],
    ['outage', 'expiring', 'unknown', 'server-error', true],
    ['outage', 'excess', 'unknown', 'server-error', true],
    ['outage', all, 'failed', 'server-error', false],
    ['untidy', '', 'warning', 'token-untrimmed', true],
    ['untidy', 'none', 'warning', 'token-untrimmed', true],
    ['untidy', all, 'warning', 'token-untrimmed', true],
    ['broken', '', 'failed', 'git-environment-broken', false],
    ['broken', 'none', 'failed', 'git-environment-broken', false],
    ['broken', all, 'failed', 'git-environment-broken', false]
  ])(
    'with %s, by fail-on "%s": %s',
    async (name, failOn, status, reason, git) => {
      const scene = scenes[name]
      const seen = await play(world, {
        ...scene,
        inputs: { ...scene.inputs, 'fail-on': failOn }
      })
      expect([
        seen.outputs['status'],
        seen.outputs['reason'],
        seen.outputs['git-configured']
      ]).toEqual([status, reason, String(git)])
      expect(seen.exitCode).toBe(status === 'failed' ? 1 : 0)
      const errors = seen.result.annotations.filter(
        ({ level }) => level === 'error'
      )
      expect(errors.length).toBe(status === 'failed' ? 1 : 0)
    }
  )

  test.concurrent.each<[string, Row]>([
    [
      'is nothing, by the word none',
      {
        scene: {
          token: { scopes: ['repo'], expired: true },
          inputs: { scopes: 'repo', 'fail-on': 'none' }
        },
        log: [
          'missing accepted by HOST (GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'unknown repo (GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'unknown read acme/app (GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'git is not configured',
          '##[warning]HOST does not accept RELEASE_TOKEN.',
          'GET https://HOST/api/v3/user answered 401: Bad credentials.',
          `Fix: The token has expired, was revoked, is mistyped, or belongs to another host. Create a token at ${newTokenPage}?scopes=repo&description=acme%2Fapp%20RELEASE_TOKEN (scopes: repo) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('token-rejected')
        ],
        outputs: {
          valid: 'false',
          status: 'warning',
          reason: 'token-rejected',
          'token-kind': 'unknown',
          login: '',
          scopes: '',
          unverified: 'repo,read acme/app',
          'git-configured': 'false',
          used: ''
        }
      }
    ],
    [
      'is not that a scope is missing, when it is not in the list',
      {
        scene: { inputs: { scopes: 'repo, gist', 'fail-on': 'invalid' } },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted repo (It is one of its scopes)',
          'missing gist (Its scopes: repo)',
          readable,
          usedByGit,
          '##[warning]RELEASE_TOKEN (classic, @acme-bot) lacks `gist`.',
          'Its scopes: repo.',
          `Fix: Add what is missing to the token at https://HOST/settings/tokens. Or: Create a token at ${newTokenPage}?scopes=repo,gist&description=acme%2Fapp%20RELEASE_TOKEN (scopes: repo, gist) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('scope-missing')
        ],
        outputs: { status: 'warning', reason: 'scope-missing', missing: 'gist' }
      }
    ],
    [
      'is what could not be proven',
      {
        scene: { inputs: { scopes: 'repo, quantum', 'fail-on': 'unknown' } },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted repo (It is one of its scopes)',
          'unknown quantum (This action does not know the scope quantum. Its scopes: repo)',
          readable,
          'git is not configured',
          '##[error]Whether RELEASE_TOKEN (classic, @acme-bot) has `quantum` cannot be told from its scopes.',
          'This action does not know the scope quantum. Its scopes: repo.',
          'Fix: Check the spelling where the evidence doubts it. What is spelled right cannot be proven from here.',
          more('scope-unproven')
        ],
        outputs: {
          status: 'failed',
          reason: 'scope-unproven',
          unverified: 'quantum',
          'git-configured': 'false'
        }
      }
    ],
    [
      'is that the host did not answer',
      {
        scene: {
          faults: [{ status: 502, body: '' }],
          inputs: { scopes: 'repo', 'fail-on': all }
        },
        log: [
          'unknown accepted by HOST (GET https://HOST/api/v3/user answered 502: an empty body)',
          'unknown repo (GET https://HOST/api/v3/user answered 502: an empty body)',
          readable,
          'git is not configured',
          '##[error]RELEASE_TOKEN could not be verified: the API of HOST answered with an error of its own.',
          'GET https://HOST/api/v3/user answered 502: an empty body.',
          'Fix: See whether https://HOST works and run the job again later.',
          more('server-error')
        ],
        outputs: {
          valid: '',
          status: 'failed',
          reason: 'server-error',
          'token-kind': 'unknown',
          login: '',
          scopes: '',
          unverified: 'repo',
          'git-configured': 'false'
        }
      }
    ]
  ])('%s', (_, row) => playRow(world, row))

  test.concurrent.each([
    [
      'missng',
      '"missng" is none of invalid, missing, unknown, expiring, excess; did you mean missing?'
    ],
    ['none, missing', '"none" stands alone'],
    [
      'broken',
      '"broken" is none of invalid, missing, unknown, expiring, excess'
    ]
  ])('cannot be %j', async (failOn, complaint) => {
    const seen = await play(world, { inputs: { 'fail-on': failOn } })
    expect(seen.log).toContain(`missing valid inputs (fail-on: ${complaint})\n`)
    expect(seen.outputs).toMatchObject({
      reason: 'input-invalid',
      missing: '',
      unverified: 'read acme/app'
    })
    expect(seen.requests).toEqual([])
  })
})
