import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { NewToken } from '../support/github/model.ts'
import type { RecordedRequest } from '../support/github/requests.ts'
import {
  mustSucceed,
  startGitJob,
  succeed,
  tokensSent
} from '../support/git.ts'
import { startWorld, type World } from '../support/world.ts'
import {
  failed,
  fine,
  more,
  newTokenPage,
  play,
  readable,
  requestsOf,
  type Scene,
  secretsPage,
  usedByGit
} from './play.ts'

let world: World

beforeAll(async () => {
  world = await startWorld()
})

afterAll(() => world.close())

let count = 0

/** A fallback of its own for one step; answers it and its name. */
function addFallback(token: Partial<NewToken> = {}) {
  count += 1
  const name = `FALLBACK_${count}`
  const fallback = world.github.addToken({
    name,
    kind: 'classic',
    login: 'other-bot',
    access: { 'acme/*': 'write' },
    ...(token.kind === undefined && { scopes: ['repo'] }),
    ...token
  })
  const isIts = ({ tokenNames }: RecordedRequest) => tokenNames.includes(name)
  return {
    name,
    fallback,
    isIts,
    asked: () =>
      requestsOf(world, isIts).map((text) =>
        text.replaceAll(`127.0.0.1:${world.github.port}`, 'HOST')
      )
  }
}

/** What stands in for the first token. */
const firsts = {
  good: {},
  empty: { value: () => '', masked: () => [] },
  expired: { token: { scopes: ['repo'], expired: true } },
  refresh: { token: { kind: 'refresh' } },
  suspended: {
    faults: [
      {
        status: 403,
        body: '{"message":"Sorry. Your account was suspended."}'
      }
    ]
  },
  fork: {
    value: () => '',
    masked: () => [],
    job: {
      eventName: 'pull_request',
      event: {
        repository: { id: 1 },
        pull_request: { head: { repo: { id: 2 } } }
      }
    }
  },
  malformed: { value: (token: string) => `{"token":"${token}"}` },
  unreachable: {
    faults: [{ disconnect: true }],
    gitFaults: [{ disconnect: true }]
  },
  weak: {
    token: { scopes: [] },
    inputs: { repositories: 'acme/docs', scopes: 'repo' }
  }
} as const satisfies Record<string, Scene>

interface Row {
  readonly first: keyof typeof firsts
  /** The fallback; a text that is none, when it is one. */
  readonly second: Partial<NewToken> | string
  /** Whether the fallback was asked about. */
  readonly isAsked: boolean
  readonly log: readonly string[]
  readonly outputs: Partial<typeof fine>
}

describe('a fallback', () => {
  test.concurrent.each<[string, Row]>([
    [
      'is left alone when the token is good',
      {
        first: 'good',
        second: {},
        isAsked: false,
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted repo (It is one of its scopes)',
          readable,
          usedByGit
        ],
        outputs: {}
      }
    ],
    [
      'is left alone when the token only lacks a scope',
      {
        first: 'weak',
        second: {},
        isAsked: false,
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing repo (Its scopes: none)',
          'granted read acme/docs (git may read it)',
          'git is not configured',
          '##[error]RELEASE_TOKEN (classic, @acme-bot) lacks `repo`.',
          'Its scopes: none.',
          `Fix: Add what is missing to the token at https://HOST/settings/tokens. Or: Create a token at ${newTokenPage}?scopes=repo&description=acme%2Fapp%20RELEASE_TOKEN (scopes: repo) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('scope-missing')
        ],
        outputs: {
          status: 'failed',
          reason: 'scope-missing',
          scopes: '',
          missing: 'repo',
          'git-configured': 'false'
        }
      }
    ],
    [
      'is left alone when the host cannot be reached',
      {
        first: 'unreachable',
        second: {},
        isAsked: false,
        log: [
          'unknown accepted by HOST (GET https://HOST/api/v3/user: the connection failed (UND_ERR_SOCKET))',
          'unknown repo (GET https://HOST/api/v3/user: the connection failed (UND_ERR_SOCKET))',
          'unknown read acme/app (GET https://HOST/api/v3/user: the connection failed (UND_ERR_SOCKET))',
          usedByGit,
          '##[warning]RELEASE_TOKEN could not be verified: the API of HOST did not answer.',
          'GET https://HOST/api/v3/user: the connection failed (UND_ERR_SOCKET).',
          'Fix: Check that server-url (HOST) and its API (https://HOST/api/v3) are the right addresses and that this runner reaches them, through its proxy if it has one.',
          more('host-unreachable')
        ],
        outputs: {
          valid: '',
          status: 'unknown',
          reason: 'host-unreachable',
          'token-kind': 'unknown',
          login: '',
          scopes: '',
          unverified: 'repo,read acme/app'
        }
      }
    ],
    [
      'is left alone when the token is malformed',
      {
        first: 'malformed',
        second: {},
        isAsked: false,
        log: [
          'missing accepted by HOST (It starts like a JSON document)',
          'unknown repo (It starts like a JSON document)',
          'unknown read acme/app (It starts like a JSON document)',
          'git is not configured',
          '##[error]RELEASE_TOKEN holds a JSON document instead of a token.',
          'It starts like a JSON document.',
          `Fix: Store the token alone, without anything around it, as RELEASE_TOKEN at ${secretsPage}.`,
          more('token-json')
        ],
        outputs: {
          valid: 'false',
          status: 'failed',
          reason: 'token-json',
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
      'is used when the token is empty',
      {
        first: 'empty',
        second: {},
        isAsked: true,
        log: [
          'Fallback of RELEASE_TOKEN (classic, @other-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @other-bot)',
          'warning usable without its fallback (It was not used: It is an empty text)',
          'granted repo (It is one of its scopes)',
          readable,
          usedByGit,
          '##[warning]RELEASE_TOKEN could not be used. Fallback of RELEASE_TOKEN (classic, @other-bot) is used instead.',
          'It was not used: It is an empty text.',
          `Fix: Store a token that can be used as RELEASE_TOKEN at ${secretsPage}; runs for forks and Dependabot do not get it.`,
          more('fallback-used')
        ],
        outputs: {
          status: 'warning',
          reason: 'fallback-used',
          login: 'other-bot',
          used: 'fallback'
        }
      }
    ],
    [
      'is used when the token has expired',
      {
        first: 'expired',
        second: {},
        isAsked: true,
        log: [
          'Fallback of RELEASE_TOKEN (classic, @other-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @other-bot)',
          'warning usable without its fallback (It was not used: GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'granted repo (It is one of its scopes)',
          readable,
          usedByGit,
          '##[warning]RELEASE_TOKEN could not be used. Fallback of RELEASE_TOKEN (classic, @other-bot) is used instead.',
          'It was not used: GET https://HOST/api/v3/user answered 401: Bad credentials.',
          `Fix: Store a token that can be used as RELEASE_TOKEN at ${secretsPage}; runs for forks and Dependabot do not get it.`,
          more('fallback-used')
        ],
        outputs: {
          status: 'warning',
          reason: 'fallback-used',
          login: 'other-bot',
          used: 'fallback'
        }
      }
    ],
    [
      'is used when the token is a refresh token',
      {
        first: 'refresh',
        second: {},
        isAsked: true,
        log: [
          'Fallback of RELEASE_TOKEN (classic, @other-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @other-bot)',
          'warning usable without its fallback (It was not used: GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'granted repo (It is one of its scopes)',
          readable,
          usedByGit,
          '##[warning]RELEASE_TOKEN could not be used. Fallback of RELEASE_TOKEN (classic, @other-bot) is used instead.',
          'It was not used: GET https://HOST/api/v3/user answered 401: Bad credentials.',
          `Fix: Store a token that can be used as RELEASE_TOKEN at ${secretsPage}; runs for forks and Dependabot do not get it.`,
          more('fallback-used')
        ],
        outputs: {
          status: 'warning',
          reason: 'fallback-used',
          login: 'other-bot',
          used: 'fallback'
        }
      }
    ],
    [
      'is used when the account is suspended',
      {
        first: 'suspended',
        second: {},
        isAsked: true,
        log: [
          'Fallback of RELEASE_TOKEN (classic, @other-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @other-bot)',
          'warning usable without its fallback (It was not used: GET https://HOST/api/v3/user answered 403: Sorry. Your account was suspended)',
          'granted repo (It is one of its scopes)',
          readable,
          usedByGit,
          '##[warning]RELEASE_TOKEN could not be used. Fallback of RELEASE_TOKEN (classic, @other-bot) is used instead.',
          'It was not used: GET https://HOST/api/v3/user answered 403: Sorry. Your account was suspended.',
          `Fix: Store a token that can be used as RELEASE_TOKEN at ${secretsPage}; runs for forks and Dependabot do not get it.`,
          more('fallback-used')
        ],
        outputs: {
          status: 'warning',
          reason: 'fallback-used',
          login: 'other-bot',
          used: 'fallback'
        }
      }
    ],
    [
      'is used in a fork',
      {
        first: 'fork',
        second: { kind: 'installation', access: { 'acme/app': 'write' } },
        isAsked: true,
        log: [
          'Fallback of RELEASE_TOKEN (installation) on HOST 3.20.1: expires with the job, or about an hour after it was made',
          'granted accepted by HOST (It is a token of kind installation, which acts as no user)',
          'warning usable without its fallback (It was not used: It is an empty text)',
          'unknown repo (The kind of the token is installation, and no scopes were reported)',
          readable,
          usedByGit,
          '##[warning]RELEASE_TOKEN could not be used. Fallback of RELEASE_TOKEN (installation) is used instead.',
          'It was not used: It is an empty text.',
          `Fix: Store a token that can be used as RELEASE_TOKEN at ${secretsPage}; runs for forks and Dependabot do not get it. Until then, if the fallback is GITHUB_TOKEN: what it pushes or opens starts no workflow, it cannot change workflow files, and it acts on the workflow's own repository alone.`,
          more('fallback-used'),
          '##[warning]Fallback of RELEASE_TOKEN (installation) is of a kind that has permissions instead of scopes, so `repo` cannot be proven.',
          'The kind of the token is installation, and no scopes were reported.',
          `Fix: Say what it needs in the input permissions. Or use a classic token: Create a token at ${newTokenPage}?scopes=repo&description=acme%2Fapp%20RELEASE_TOKEN (scopes: repo) and pass it as fallback-token, from a secret at ${secretsPage}.`,
          more('kind-has-no-scopes')
        ],
        outputs: {
          status: 'warning',
          reason: 'fallback-used',
          'token-kind': 'installation',
          login: '',
          scopes: '',
          unverified: 'repo',
          used: 'fallback'
        }
      }
    ],
    [
      'that is GITHUB_TOKEN is told with what it cannot do',
      {
        first: 'expired',
        second: { kind: 'installation', access: { 'acme/app': 'write' } },
        isAsked: true,
        log: [
          'Fallback of RELEASE_TOKEN (installation) on HOST 3.20.1: expires with the job, or about an hour after it was made',
          'granted accepted by HOST (It is a token of kind installation, which acts as no user)',
          'warning usable without its fallback (It was not used: GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'unknown repo (The kind of the token is installation, and no scopes were reported)',
          readable,
          usedByGit,
          '##[warning]RELEASE_TOKEN could not be used. Fallback of RELEASE_TOKEN (installation) is used instead.',
          'It was not used: GET https://HOST/api/v3/user answered 401: Bad credentials.',
          `Fix: Store a token that can be used as RELEASE_TOKEN at ${secretsPage}; runs for forks and Dependabot do not get it. Until then, if the fallback is GITHUB_TOKEN: what it pushes or opens starts no workflow, it cannot change workflow files, and it acts on the workflow's own repository alone.`,
          more('fallback-used'),
          '##[warning]Fallback of RELEASE_TOKEN (installation) is of a kind that has permissions instead of scopes, so `repo` cannot be proven.',
          'The kind of the token is installation, and no scopes were reported.',
          `Fix: Say what it needs in the input permissions. Or use a classic token: Create a token at ${newTokenPage}?scopes=repo&description=acme%2Fapp%20RELEASE_TOKEN (scopes: repo) and pass it as fallback-token, from a secret at ${secretsPage}.`,
          more('kind-has-no-scopes')
        ],
        outputs: {
          status: 'warning',
          reason: 'fallback-used',
          'token-kind': 'installation',
          login: '',
          scopes: '',
          unverified: 'repo',
          used: 'fallback'
        }
      }
    ],
    [
      'that lacks a scope is judged as any token',
      {
        first: 'expired',
        second: { scopes: ['gist'] },
        isAsked: true,
        log: [
          'Fallback of RELEASE_TOKEN (classic, @other-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @other-bot)',
          'warning usable without its fallback (It was not used: GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'missing repo (Its scopes: gist)',
          'warning no more scopes than asked for (Not asked for: gist)',
          'missing read acme/app (GET https://HOST/api/v3/repos/acme/app answered 404: Not Found)',
          'git is not configured',
          '##[error]Fallback of RELEASE_TOKEN (classic, @other-bot) lacks `repo`.',
          'Its scopes: gist.',
          `Fix: Add what is missing to the token at https://HOST/settings/tokens. Or: Create a token at ${newTokenPage}?scopes=gist,repo&description=acme%2Fapp%20RELEASE_TOKEN (scopes: gist, repo) and pass it as fallback-token, from a secret at ${secretsPage}.`,
          more('scope-missing'),
          '##[error]Fallback of RELEASE_TOKEN (classic, @other-bot) cannot see a repository: `read acme/app`.',
          'GET https://HOST/api/v3/repos/acme/app answered 404: Not Found.',
          'Fix: Check that the account of the token may see the repository, that the token has the scope `repo` and is authorised for single sign-on at https://HOST/settings/tokens, and that the repository was not renamed or deleted. If git is not to use the token there, name the repositories it is for in the input repositories, or set configure-git to none.',
          more('repository-not-visible'),
          '##[warning]Fallback of RELEASE_TOKEN (classic, @other-bot) has more scopes than were asked for.',
          'Not asked for: gist.',
          'Fix: Remove them from the token at https://HOST/settings/tokens; if they are needed, add them to the input scopes.',
          more('scope-excess'),
          '##[warning]RELEASE_TOKEN could not be used. Fallback of RELEASE_TOKEN (classic, @other-bot) is used instead.',
          'It was not used: GET https://HOST/api/v3/user answered 401: Bad credentials.',
          `Fix: Store a token that can be used as RELEASE_TOKEN at ${secretsPage}; runs for forks and Dependabot do not get it.`,
          more('fallback-used')
        ],
        outputs: {
          status: 'failed',
          reason: 'scope-missing',
          login: 'other-bot',
          scopes: 'gist',
          missing: 'repo,read acme/app',
          excess: 'gist',
          'git-configured': 'false',
          used: 'fallback'
        }
      }
    ],
    [
      'has expired as well',
      {
        first: 'expired',
        second: { expired: true },
        isAsked: true,
        log: [
          'missing accepted by HOST (GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'missing usable fallback-token (The fallback: GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'unknown repo (GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'unknown read acme/app (GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'git is not configured',
          '##[error]HOST does not accept RELEASE_TOKEN.',
          'GET https://HOST/api/v3/user answered 401: Bad credentials.',
          `Fix: The token has expired, was revoked, is mistyped, or belongs to another host. Create a token at ${newTokenPage}?scopes=repo&description=acme%2Fapp%20RELEASE_TOKEN (scopes: repo) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('token-rejected'),
          '##[error]Neither RELEASE_TOKEN nor its fallback-token can be used.',
          'The fallback: GET https://HOST/api/v3/user answered 401: Bad credentials.',
          'Fix: Replace the token in fallback-token, or leave that input empty and replace RELEASE_TOKEN.',
          more('fallback-unusable')
        ],
        outputs: {
          valid: 'false',
          status: 'failed',
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
      'has expired, and the token is empty',
      {
        first: 'empty',
        second: { expired: true },
        isAsked: true,
        log: [
          'missing accepted by HOST (It is an empty text)',
          'missing usable fallback-token (The fallback: GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'unknown repo (It is an empty text)',
          'unknown read acme/app (It is an empty text)',
          'git is not configured',
          '##[error]RELEASE_TOKEN is empty.',
          'It is an empty text.',
          `Fix: Store the token as RELEASE_TOKEN at ${secretsPage}, and check the workflow for the five usual causes: the name of the secret is misspelt; it belongs to an environment the job does not name (\`environment:\`); a reusable workflow was called without \`secrets:\`; an organisation secret is not shared with this repository; or GitHub withholds it, as it does from pull requests of forks and of Dependabot.`,
          more('token-empty'),
          '##[error]Neither RELEASE_TOKEN nor its fallback-token can be used.',
          'The fallback: GET https://HOST/api/v3/user answered 401: Bad credentials.',
          'Fix: Replace the token in fallback-token, or leave that input empty and replace RELEASE_TOKEN.',
          more('fallback-unusable')
        ],
        outputs: {
          valid: 'false',
          status: 'failed',
          reason: 'token-empty',
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
      'is empty, and the token has expired',
      {
        first: 'expired',
        second: '',
        isAsked: false,
        log: [
          'missing accepted by HOST (GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'unknown repo (GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'unknown read acme/app (GET https://HOST/api/v3/user answered 401: Bad credentials)',
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
          unverified: 'repo,read acme/app',
          'git-configured': 'false',
          used: ''
        }
      }
    ],
    [
      'is empty, as the token is',
      {
        first: 'empty',
        second: '',
        isAsked: false,
        log: [
          'missing accepted by HOST (It is an empty text)',
          'unknown repo (It is an empty text)',
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
          unverified: 'repo,read acme/app',
          'git-configured': 'false',
          used: ''
        }
      }
    ],
    [
      'is malformed',
      {
        first: 'expired',
        second: '[not-a-token',
        isAsked: false,
        log: [
          'missing accepted by HOST (GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'missing usable fallback-token (The fallback: It starts like a JSON document)',
          'unknown repo (GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'unknown read acme/app (GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'git is not configured',
          '##[error]HOST does not accept RELEASE_TOKEN.',
          'GET https://HOST/api/v3/user answered 401: Bad credentials.',
          `Fix: The token has expired, was revoked, is mistyped, or belongs to another host. Create a token at ${newTokenPage}?scopes=repo&description=acme%2Fapp%20RELEASE_TOKEN (scopes: repo) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('token-rejected'),
          '##[error]Neither RELEASE_TOKEN nor its fallback-token can be used.',
          'The fallback: It starts like a JSON document.',
          'Fix: Replace the token in fallback-token, or leave that input empty and replace RELEASE_TOKEN.',
          more('fallback-unusable')
        ],
        outputs: {
          valid: 'false',
          status: 'failed',
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
      'is too short',
      {
        first: 'expired',
        second: 'short',
        isAsked: false,
        log: [
          'missing accepted by HOST (GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'missing usable fallback-token (The fallback: It is shorter than any token)',
          'unknown repo (GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'unknown read acme/app (GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'git is not configured',
          '##[error]HOST does not accept RELEASE_TOKEN.',
          'GET https://HOST/api/v3/user answered 401: Bad credentials.',
          `Fix: The token has expired, was revoked, is mistyped, or belongs to another host. Create a token at ${newTokenPage}?scopes=repo&description=acme%2Fapp%20RELEASE_TOKEN (scopes: repo) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('token-rejected'),
          '##[error]Neither RELEASE_TOKEN nor its fallback-token can be used.',
          'The fallback: It is shorter than any token.',
          'Fix: Replace the token in fallback-token, or leave that input empty and replace RELEASE_TOKEN.',
          more('fallback-unusable')
        ],
        outputs: {
          valid: 'false',
          status: 'failed',
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
      'has expired in a fork',
      {
        first: 'fork',
        second: { expired: true },
        isAsked: true,
        log: [
          'skipped accepted by HOST (It is an empty text)',
          'missing usable fallback-token (The fallback: GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'skipped repo (It is an empty text)',
          'skipped read acme/app (It is an empty text)',
          'git is not configured',
          '##[error]Neither RELEASE_TOKEN nor its fallback-token can be used.',
          'The fallback: GET https://HOST/api/v3/user answered 401: Bad credentials.',
          'Fix: Replace the token in fallback-token, or leave that input empty and replace RELEASE_TOKEN.',
          more('fallback-unusable'),
          '##[notice]RELEASE_TOKEN is empty: GitHub withholds secrets from pull requests of forks.',
          'It is an empty text.',
          "Fix: Nothing needs to be done; later steps that need the token can ask for `if: steps.ID.outputs.valid == 'true'`.",
          more('skipped-fork')
        ],
        outputs: {
          valid: '',
          status: 'failed',
          reason: 'fallback-unusable',
          'token-kind': 'unknown',
          login: '',
          scopes: '',
          unverified: 'repo,read acme/app',
          'git-configured': 'false',
          used: ''
        }
      }
    ]
  ])('%s', async (_, { first, second, isAsked, log, outputs }) => {
    const scene: Scene = firsts[first]
    const { fallback, asked } = addFallback(
      typeof second === 'string' ? {} : second
    )
    const given = typeof second === 'string' ? second : fallback
    const seen = await play(world, {
      ...scene,
      inputs: { scopes: 'repo', 'fallback-token': given, ...scene.inputs },
      masked: (token) => [
        ...(scene.masked?.(token) ?? [token]),
        ...(given.length < 10 ? [] : [given])
      ]
    })
    expect(seen.log.split('\n')).toEqual(log)
    expect(seen.outputs).toEqual({ ...fine, ...outputs })
    expect(seen.exitCode).toBe(seen.outputs['status'] === 'failed' ? 1 : 0)
    expect(asked().length > 0).toBe(isAsked)
  })

  test.concurrent(
    'that cannot be reached is used: an outage proves nothing',
    async () => {
      const { fallback, isIts, asked } = addFallback()
      world.github.fault(isIts, { disconnect: true })
      const seen = await play(world, {
        ...firsts.expired,
        inputs: { 'fallback-token': fallback },
        masked: (token) => [token, fallback]
      })
      const evidence =
        'GET https://HOST/api/v3/user: the connection failed (UND_ERR_SOCKET)'
      expect(seen.log.split('\n').slice(0, 4)).toEqual([
        `unknown accepted by HOST (${evidence})`,
        'warning usable without its fallback (It was not used: GET https://HOST/api/v3/user answered 401: Bad credentials)',
        `unknown read acme/app (${evidence})`,
        usedByGit
      ])
      expect(seen.outputs).toMatchObject({
        valid: '',
        status: 'warning',
        reason: 'fallback-used',
        used: 'fallback',
        'git-configured': 'true'
      })
      expect(asked()).toHaveLength(6)
    }
  )

  test.concurrent.each<[string, Partial<NewToken>, Partial<typeof fine>]>([
    ['that is good', {}, fine],
    [
      'that has expired',
      { expired: true },
      failed('token-rejected', 'read acme/app')
    ]
  ])('%s and the same token adds nothing', async (_, token, outputs) => {
    const { fallback, asked } = addFallback({ login: 'acme-bot', ...token })
    const seen = await play(world, {
      value: () => fallback,
      inputs: { 'fallback-token': fallback },
      masked: () => [fallback]
    })
    expect(seen.outputs).toEqual(outputs)
    // It is masked once, and asked about once: of the account and of git.
    expect(asked()).toHaveLength(2)
  })

  test.concurrent(
    'is masked after the token, before anything is said',
    async () => {
      const { fallback } = addFallback()
      const seen = await play(world, {
        value: (token) => ` ${token}\n`,
        inputs: { 'fallback-token': `\t${fallback}\r\n`, summary: 'maybe' },
        masked: (token) => [token, fallback]
      })
      expect(seen.outputs).toMatchObject({ reason: 'input-invalid', used: '' })
      expect(seen.requests).toEqual([])
    }
  )

  test.concurrent('that is no token has every word masked', async () => {
    const words = ['correct-horse', 'battery-staple']
    const seen = await play(world, {
      ...firsts.expired,
      inputs: { 'fallback-token': words.join(' ') },
      masked: (token) => [token, ...words]
    })
    expect(seen.outputs).toMatchObject({ reason: 'token-rejected', used: '' })
    expect(seen.log).toContain(
      'The fallback: There is white space inside it.\n'
    )
  })
})

describe('git', () => {
  test('pushes with the fallback, and not with the token', async () => {
    const { github } = world
    const { name, fallback } = addFallback()
    const job = await startGitJob(world)
    const token = github.addToken({
      name: 'GONE',
      kind: 'classic',
      expired: true
    })
    const result = mustSucceed(
      await world.setup(job, { token, 'fallback-token': fallback })
    )
    expect(result.outputs).toMatchObject({
      used: 'fallback',
      'git-configured': 'true'
    })
    github.clearRequests()
    const branch = `topic-${randomUUID()}`
    const pushed = await succeed(
      job,
      `git clone --quiet "$GITHUB_SERVER_URL/acme/app" .
       git commit --quiet --allow-empty --message Release
       git push --quiet origin HEAD:refs/heads/${branch}
       git rev-parse HEAD`
    )
    expect(tokensSent(github)).toEqual({ 'acme/app': [name] })
    expect(await github.head('acme/app', branch)).toBe(pushed)
    for (const step of await job.post()) mustSucceed(step)
    expect((await job.run('git ls-remote origin')).exitCode).toBe(128)
  })
})
