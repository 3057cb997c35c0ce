import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { NewToken } from '../support/github/model.ts'
import { startWorld, type World } from '../support/world.ts'
import {
  fine,
  more,
  newTokenPage,
  play,
  playRow,
  readable,
  type Row,
  secretsPage,
  usedByGit
} from './play.ts'

let world: World
/** Where answers take their time, so that requests pile up. */
let slowWorld: World

beforeAll(async () => {
  ;[world, slowWorld] = await Promise.all([
    startWorld(),
    startWorld({ latency: 50 })
  ])
  await Promise.all([
    world.github.addRepository('acme/old', { private: true, archived: true }),
    world.github.addRepository('acme/plain', {
      private: true,
      disabledFeatures: [
        'issues',
        'code-scanning',
        'dependabot',
        'pages',
        'secret-scanning'
      ]
    })
  ])
})

afterAll(async () => {
  await Promise.all([world.close(), slowWorld.close()])
})

const fineGrained = (
  permissions: NewToken['permissions'] = {},
  more: Partial<NewToken> = {}
): Partial<NewToken> => ({ kind: 'fine-grained', permissions, ...more })
const installation = (
  permissions: NewToken['permissions'] = {},
  more: Partial<NewToken> = {}
): Partial<NewToken> => ({ kind: 'installation', permissions, ...more })
const appUser = (
  permissions: NewToken['permissions'] = {}
): Partial<NewToken> => ({ kind: 'app-user', permissions })
const classic = (...scopes: readonly string[]): Partial<NewToken> => ({
  kind: 'classic',
  scopes
})

const probing = { 'write-probes': 'true' }

describe('a permission', () => {
  test.concurrent.each<[string, Row]>([
    [
      'is proven by reading',
      {
        scene: {
          token: fineGrained({ issues: 'read' }),
          inputs: { permissions: 'contents: write, issues: read' }
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted issues: read on acme/app (GET https://HOST/api/v3/repos/acme/app/issues?per_page=1 answered 200)',
          'granted write acme/app (git may push to it)',
          usedByGit
        ],
        outputs: { 'token-kind': 'fine-grained', scopes: '' },
        requests: [
          'GET https://HOST/acme/app.git/info/refs?service=git-receive-pack 200',
          'GET https://HOST/api/v3/repos/acme/app 200',
          'GET https://HOST/api/v3/repos/acme/app/issues?per_page=1 200',
          'GET https://HOST/api/v3/user 200'
        ]
      }
    ],
    [
      'is not disproven by a 404 that does not name it',
      {
        scene: {
          token: fineGrained({ issues: 'read' }),
          inputs: { permissions: 'issues: read' },
          probeFaults: [{ status: 404, body: '{"message":"Not Found"}' }]
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown issues: read on acme/app (GET https://HOST/api/v3/repos/acme/app/issues?per_page=1 answered 404: Not Found)',
          readable,
          usedByGit,
          '##[warning]Whether RELEASE_TOKEN (fine-grained, @acme-bot) has `issues: read on acme/app` cannot be told.',
          'GET https://HOST/api/v3/repos/acme/app/issues?per_page=1 answered 404: Not Found.',
          "Fix: Look it up at https://HOST/settings/personal-access-tokens; GitHub tells a token's permissions to nobody else.",
          more('permission-unproven')
        ],
        outputs: {
          status: 'unknown',
          reason: 'permission-unproven',
          'token-kind': 'fine-grained',
          scopes: '',
          unverified: 'issues: read on acme/app'
        }
      }
    ],
    [
      'to write is not proven by reading',
      {
        scene: {
          token: fineGrained({ issues: 'write' }),
          inputs: { permissions: 'issues: write' }
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown issues: write on acme/app (It may read: GET https://HOST/api/v3/repos/acme/app/issues?per_page=1 answered 200)',
          readable,
          usedByGit,
          '##[warning]Whether RELEASE_TOKEN (fine-grained, @acme-bot) has `issues: write on acme/app` shows only when something is written.',
          'It may read: GET https://HOST/api/v3/repos/acme/app/issues?per_page=1 answered 200.',
          'Fix: Set write-probes to true to have it proven by writes that are invalid and change nothing.',
          more('write-unproven')
        ],
        outputs: {
          status: 'unknown',
          reason: 'write-unproven',
          'token-kind': 'fine-grained',
          scopes: '',
          unverified: 'issues: write on acme/app'
        },
        requests: [
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 200',
          'GET https://HOST/api/v3/repos/acme/app 200',
          'GET https://HOST/api/v3/repos/acme/app/issues?per_page=1 200',
          'GET https://HOST/api/v3/user 200'
        ]
      }
    ],
    [
      'to write is proven by a write that is invalid',
      {
        scene: {
          token: fineGrained({ issues: 'write' }),
          inputs: { permissions: 'issues=write', ...probing }
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted issues: write on acme/app (POST https://HOST/api/v3/repos/acme/app/issues answered 422: Validation Failed, which only those who may write are told)',
          readable,
          usedByGit
        ],
        outputs: { 'token-kind': 'fine-grained', scopes: '' },
        requests: [
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 200',
          'GET https://HOST/api/v3/repos/acme/app 200',
          'GET https://HOST/api/v3/user 200',
          'POST https://HOST/api/v3/repos/acme/app/issues 422'
        ]
      }
    ],
    [
      'to write is disproven by reading',
      {
        scene: {
          token: fineGrained(),
          inputs: { permissions: 'issues: write' }
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing issues: write on acme/app (GET https://HOST/api/v3/repos/acme/app/issues?per_page=1 answered 403: Resource not accessible by personal access token; it needs issues=read)',
          readable,
          'git is not configured',
          '##[error]RELEASE_TOKEN (fine-grained, @acme-bot) lacks `issues: write on acme/app`.',
          'GET https://HOST/api/v3/repos/acme/app/issues?per_page=1 answered 403: Resource not accessible by personal access token; it needs issues=read.',
          `Fix: Edit the token at https://HOST/settings/personal-access-tokens: it needs contents: read, issues: write for acme/app. Or: Create a fine-grained token at https://HOST/settings/personal-access-tokens/new (resource owner: acme; repositories: acme/app; permissions: contents: read, issues: write; expiration: 90 days) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('permission-missing')
        ],
        outputs: {
          status: 'failed',
          reason: 'permission-missing',
          'token-kind': 'fine-grained',
          scopes: '',
          missing: 'issues: write on acme/app',
          'git-configured': 'false'
        },
        requests: [
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 200',
          'GET https://HOST/api/v3/repos/acme/app 200',
          'GET https://HOST/api/v3/repos/acme/app/issues?per_page=1 403',
          'GET https://HOST/api/v3/user 200'
        ]
      }
    ],
    [
      'to write is disproven by a write',
      {
        scene: {
          token: fineGrained({ issues: 'read' }),
          inputs: { permissions: 'issues: write', ...probing }
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing issues: write on acme/app (POST https://HOST/api/v3/repos/acme/app/issues answered 403: Resource not accessible by personal access token; it needs issues=write)',
          readable,
          'git is not configured',
          '##[error]RELEASE_TOKEN (fine-grained, @acme-bot) lacks `issues: write on acme/app`.',
          'POST https://HOST/api/v3/repos/acme/app/issues answered 403: Resource not accessible by personal access token; it needs issues=write.',
          `Fix: Edit the token at https://HOST/settings/personal-access-tokens: it needs contents: read, issues: write for acme/app. Or: Create a fine-grained token at https://HOST/settings/personal-access-tokens/new (resource owner: acme; repositories: acme/app; permissions: contents: read, issues: write; expiration: 90 days) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('permission-missing')
        ],
        outputs: {
          status: 'failed',
          reason: 'permission-missing',
          'token-kind': 'fine-grained',
          scopes: '',
          missing: 'issues: write on acme/app',
          'git-configured': 'false'
        }
      }
    ],
    [
      'is spelt as in workflows',
      {
        scene: {
          token: fineGrained({ pull_requests: 'read' }),
          inputs: { permissions: 'Pull-Requests : READ' }
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted pull_requests: read on acme/app (GET https://HOST/api/v3/repos/acme/app/pulls?per_page=1 answered 200)',
          readable,
          usedByGit
        ],
        outputs: { 'token-kind': 'fine-grained', scopes: '' }
      }
    ],
    [
      'that an installation lacks',
      {
        scene: {
          token: installation(),
          inputs: { permissions: 'issues: write' }
        },
        log: [
          'RELEASE_TOKEN (installation) on HOST 3.20.1: expires with the job, or about an hour after it was made',
          'granted accepted by HOST (It is a token of kind installation, which acts as no user)',
          'missing issues: write on acme/app (GET https://HOST/api/v3/repos/acme/app/issues?per_page=1 answered 403: Resource not accessible by integration; it needs issues=read)',
          readable,
          'git is not configured',
          '##[error]RELEASE_TOKEN (installation) lacks `issues: write on acme/app`.',
          'GET https://HOST/api/v3/repos/acme/app/issues?per_page=1 answered 403: Resource not accessible by integration; it needs issues=read.',
          "Fix: If it is GITHUB_TOKEN, add contents: read, issues: write to `permissions:` of the job; it acts on the workflow's own repository alone. If it is a token of a GitHub App, add contents: read, issues: write to the app, and the repository to its installation.",
          more('permission-missing')
        ],
        outputs: {
          status: 'failed',
          reason: 'permission-missing',
          'token-kind': 'installation',
          login: '',
          scopes: '',
          missing: 'issues: write on acme/app',
          'git-configured': 'false'
        }
      }
    ],
    [
      'that an app-user token lacks',
      {
        scene: { token: appUser(), inputs: { permissions: 'issues: write' } },
        log: [
          'RELEASE_TOKEN (app-user, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing issues: write on acme/app (GET https://HOST/api/v3/repos/acme/app/issues?per_page=1 answered 403: Resource not accessible by integration; it needs issues=read)',
          readable,
          'git is not configured',
          '##[error]RELEASE_TOKEN (app-user, @acme-bot) lacks `issues: write on acme/app`.',
          'GET https://HOST/api/v3/repos/acme/app/issues?per_page=1 answered 403: Resource not accessible by integration; it needs issues=read.',
          'Fix: Add contents: read, issues: write to the GitHub App, and the repository to its installation.',
          more('permission-missing')
        ],
        outputs: {
          status: 'failed',
          reason: 'permission-missing',
          'token-kind': 'app-user',
          scopes: '',
          missing: 'issues: write on acme/app',
          'git-configured': 'false'
        }
      }
    ],
    [
      'at every repository',
      {
        scene: {
          token: fineGrained(
            { issues: 'read' },
            { access: { 'acme/app': 'read' } }
          ),
          inputs: {
            permissions: 'issues: read',
            repositories: 'acme/app, acme/lib, acme/docs'
          }
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted issues: read on acme/app (GET https://HOST/api/v3/repos/acme/app/issues?per_page=1 answered 200)',
          'unknown issues: read on acme/lib (GET https://HOST/api/v3/repos/acme/lib answered 404: Not Found)',
          'unknown issues: read on acme/docs (Everybody may read it of a public repository)',
          readable,
          'missing read acme/lib (GET https://HOST/api/v3/repos/acme/lib answered 404: Not Found)',
          'granted read acme/docs (git may read it)',
          'git is not configured',
          '##[error]RELEASE_TOKEN (fine-grained, @acme-bot) cannot see a repository: `issues: read on acme/lib`, `read acme/lib`.',
          'GET https://HOST/api/v3/repos/acme/lib answered 404: Not Found.',
          'Fix: Check at https://HOST/settings/personal-access-tokens the four usual causes: the repository is not among those selected; the resource owner of the token is another account; an owner of the organisation has not approved the token yet; or the repository was renamed or deleted. If git is not to use the token there, name the repositories it is for in the input repositories, or set configure-git to none.',
          more('repository-not-visible'),
          '##[warning]Whether RELEASE_TOKEN (fine-grained, @acme-bot) has `issues: read on acme/docs` cannot be told.',
          'Everybody may read it of a public repository.',
          "Fix: Look it up at https://HOST/settings/personal-access-tokens; GitHub tells a token's permissions to nobody else.",
          more('permission-unproven')
        ],
        outputs: {
          status: 'failed',
          reason: 'repository-not-visible',
          'token-kind': 'fine-grained',
          scopes: '',
          missing: 'read acme/lib',
          unverified: 'issues: read on acme/lib,issues: read on acme/docs',
          'git-configured': 'false'
        },
        requests: [
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 200',
          'GET https://HOST/acme/docs.git/info/refs?service=git-upload-pack 200',
          'GET https://HOST/acme/lib.git/info/refs?service=git-upload-pack 404',
          'GET https://HOST/api/v3/repos/acme/app 200',
          'GET https://HOST/api/v3/repos/acme/app/issues?per_page=1 200',
          'GET https://HOST/api/v3/repos/acme/docs 200',
          'GET https://HOST/api/v3/repos/acme/docs/issues?per_page=1 200',
          'GET https://HOST/api/v3/repos/acme/lib 404',
          'GET https://HOST/api/v3/user 200'
        ]
      }
    ],
    [
      'of an installation at every repository',
      {
        scene: {
          token: installation(
            { issues: 'read' },
            { access: { 'acme/app': 'read' } }
          ),
          inputs: {
            permissions: 'issues: read',
            repositories: 'acme/app, acme/lib'
          }
        },
        log: [
          'RELEASE_TOKEN (installation) on HOST 3.20.1: expires with the job, or about an hour after it was made',
          'granted accepted by HOST (It is a token of kind installation, which acts as no user)',
          'granted issues: read on acme/app (GET https://HOST/api/v3/repos/acme/app/issues?per_page=1 answered 200)',
          'unknown issues: read on acme/lib (GET https://HOST/api/v3/repos/acme/lib answered 404: Not Found)',
          readable,
          'missing read acme/lib (GET https://HOST/api/v3/repos/acme/lib answered 404: Not Found)',
          'git is not configured',
          '##[error]RELEASE_TOKEN (installation) cannot see a repository: `issues: read on acme/lib`, `read acme/lib`.',
          'GET https://HOST/api/v3/repos/acme/lib answered 404: Not Found.',
          "Fix: A GITHUB_TOKEN sees the workflow's own repository alone; a GitHub App needs the repository in its installation. If git is not to use the token there, name the repositories it is for in the input repositories, or set configure-git to none.",
          more('repository-not-visible')
        ],
        outputs: {
          status: 'failed',
          reason: 'repository-not-visible',
          'token-kind': 'installation',
          login: '',
          scopes: '',
          missing: 'read acme/lib',
          unverified: 'issues: read on acme/lib',
          'git-configured': 'false'
        }
      }
    ],
    [
      'of a public repository is not proven by reading',
      {
        scene: {
          token: fineGrained({ issues: 'read' }),
          inputs: {
            permissions: 'issues: read, secrets: read',
            repositories: 'acme/docs'
          }
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown issues: read on acme/docs (Everybody may read it of a public repository)',
          'missing secrets: read on acme/docs (GET https://HOST/api/v3/repos/acme/docs/actions/secrets?per_page=1 answered 403: Resource not accessible by personal access token; it needs secrets=read)',
          'granted read acme/docs (git may read it)',
          'git is not configured',
          '##[error]RELEASE_TOKEN (fine-grained, @acme-bot) lacks `secrets: read on acme/docs`.',
          'GET https://HOST/api/v3/repos/acme/docs/actions/secrets?per_page=1 answered 403: Resource not accessible by personal access token; it needs secrets=read.',
          `Fix: Edit the token at https://HOST/settings/personal-access-tokens: it needs contents: read, issues: read, secrets: read for acme/docs. Or: Create a fine-grained token at https://HOST/settings/personal-access-tokens/new (resource owner: acme; repositories: acme/docs; permissions: contents: read, issues: read, secrets: read; expiration: 90 days) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('permission-missing'),
          '##[warning]Whether RELEASE_TOKEN (fine-grained, @acme-bot) has `issues: read on acme/docs` cannot be told.',
          'Everybody may read it of a public repository.',
          "Fix: Look it up at https://HOST/settings/personal-access-tokens; GitHub tells a token's permissions to nobody else.",
          more('permission-unproven')
        ],
        outputs: {
          status: 'failed',
          reason: 'permission-missing',
          'token-kind': 'fine-grained',
          scopes: '',
          missing: 'secrets: read on acme/docs',
          unverified: 'issues: read on acme/docs',
          'git-configured': 'false'
        }
      }
    ],
    [
      'of a public repository is proven by a write',
      {
        scene: {
          token: fineGrained({ issues: 'write' }),
          inputs: {
            permissions: 'issues: write',
            repositories: 'acme/docs',
            ...probing
          }
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted issues: write on acme/docs (POST https://HOST/api/v3/repos/acme/docs/issues answered 422: Validation Failed, which only those who may write are told)',
          'granted read acme/docs (git may read it)',
          'git uses it for acme/docs in the later steps of this job'
        ],
        outputs: { 'token-kind': 'fine-grained', scopes: '' }
      }
    ],
    [
      'that fine-grained tokens cannot have',
      {
        scene: {
          token: fineGrained(),
          inputs: { permissions: 'packages: read, checks: write' }
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing packages: read (No token of kind fine-grained can have it)',
          'missing checks: write (No token of kind fine-grained can have it)',
          readable,
          'git is not configured',
          '##[error]RELEASE_TOKEN (fine-grained, @acme-bot) cannot have `packages: read`, `checks: write`: GitHub does not offer it to a token of kind fine-grained.',
          'No token of kind fine-grained can have it.',
          `Fix: Use \${{ github.token }} where that is enough, or a classic token: Create a token at ${newTokenPage}?scopes=repo,read%3Apackages&description=acme%2Fapp%20RELEASE_TOKEN (scopes: repo, read:packages) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('kind-cannot')
        ],
        outputs: {
          status: 'failed',
          reason: 'kind-cannot',
          'token-kind': 'fine-grained',
          scopes: '',
          missing: 'packages: read,checks: write',
          'git-configured': 'false'
        },
        requests: [
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 200',
          'GET https://HOST/api/v3/user 200'
        ]
      }
    ],
    [
      'checks, of an installation',
      {
        scene: {
          token: installation({ checks: 'write' }),
          inputs: { permissions: 'checks: write', ...probing }
        },
        log: [
          'RELEASE_TOKEN (installation) on HOST 3.20.1: expires with the job, or about an hour after it was made',
          'granted accepted by HOST (It is a token of kind installation, which acts as no user)',
          'granted checks: write on acme/app (POST https://HOST/api/v3/repos/acme/app/check-runs answered 422: Validation Failed, which only those who may write are told)',
          readable,
          usedByGit
        ],
        outputs: { 'token-kind': 'installation', login: '', scopes: '' }
      }
    ],
    [
      'packages, of an installation',
      {
        scene: {
          token: installation({ packages: 'write' }),
          inputs: { permissions: 'packages: write' }
        },
        log: [
          'RELEASE_TOKEN (installation) on HOST 3.20.1: expires with the job, or about an hour after it was made',
          'granted accepted by HOST (It is a token of kind installation, which acts as no user)',
          'unknown packages: write on acme/app (No request can tell without changing something)',
          readable,
          usedByGit,
          '##[warning]Whether RELEASE_TOKEN (installation) has `packages: write on acme/app` cannot be told.',
          'No request can tell without changing something.',
          'Fix: Look it up in the settings of the GitHub App, or for GITHUB_TOKEN in `permissions:` of the job.',
          more('permission-unproven')
        ],
        outputs: {
          status: 'unknown',
          reason: 'permission-unproven',
          'token-kind': 'installation',
          login: '',
          scopes: '',
          unverified: 'packages: write on acme/app'
        }
      }
    ],
    [
      'that is misspelt',
      {
        scene: {
          token: fineGrained({ issues: 'read' }),
          inputs: {
            permissions: 'isues: read, workflows: read, quantum: write'
          }
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown isues: read (This action does not know the permission isues; perhaps issues is meant)',
          'unknown workflows: read (workflows has no level read)',
          'unknown quantum: write (This action does not know the permission quantum)',
          readable,
          usedByGit,
          '##[warning]Whether RELEASE_TOKEN (fine-grained, @acme-bot) has `isues: read`, `workflows: read`, `quantum: write` cannot be told.',
          'This action does not know the permission isues; perhaps issues is meant.',
          'workflows has no level read.',
          'This action does not know the permission quantum.',
          "Fix: Look it up at https://HOST/settings/personal-access-tokens; GitHub tells a token's permissions to nobody else.",
          more('permission-unproven')
        ],
        outputs: {
          status: 'unknown',
          reason: 'permission-unproven',
          'token-kind': 'fine-grained',
          scopes: '',
          unverified: 'isues: read,workflows: read,quantum: write'
        }
      }
    ],
    [
      'of the account',
      {
        scene: {
          token: fineGrained({ emails: 'read', gists: 'write' }),
          inputs: { permissions: 'emails: read, gists: write, keys: read' }
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted emails: read (GET https://HOST/api/v3/user/emails?per_page=1 answered 200)',
          'unknown gists: write (Nothing was sent: no request that only reads can tell)',
          'missing keys: read (GET https://HOST/api/v3/user/keys?per_page=1 answered 403: Resource not accessible by personal access token; it needs keys=read)',
          readable,
          'git is not configured',
          '##[error]RELEASE_TOKEN (fine-grained, @acme-bot) lacks `keys: read`.',
          'GET https://HOST/api/v3/user/keys?per_page=1 answered 403: Resource not accessible by personal access token; it needs keys=read.',
          `Fix: Edit the token at https://HOST/settings/personal-access-tokens: it needs contents: read, emails: read, gists: write, keys: read for acme/app. Or: Create a fine-grained token at https://HOST/settings/personal-access-tokens/new (resource owner: acme; repositories: acme/app; permissions: contents: read, emails: read, gists: write, keys: read; expiration: 90 days) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('permission-missing'),
          '##[warning]Whether RELEASE_TOKEN (fine-grained, @acme-bot) has `gists: write` shows only when something is written.',
          'Nothing was sent: no request that only reads can tell.',
          'Fix: Set write-probes to true to have it proven by writes that are invalid and change nothing.',
          more('write-unproven')
        ],
        outputs: {
          status: 'failed',
          reason: 'permission-missing',
          'token-kind': 'fine-grained',
          scopes: '',
          missing: 'keys: read',
          unverified: 'gists: write',
          'git-configured': 'false'
        },
        requests: [
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 200',
          'GET https://HOST/api/v3/user 200',
          'GET https://HOST/api/v3/user/emails?per_page=1 200',
          'GET https://HOST/api/v3/user/keys?per_page=1 403'
        ]
      }
    ],
    [
      'of the account, with probes',
      {
        scene: {
          token: fineGrained({ gists: 'write' }),
          inputs: { permissions: 'gists: write, keys: write', ...probing }
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted gists: write (POST https://HOST/api/v3/gists answered 422: Validation Failed, which only those who may write are told)',
          'missing keys: write (POST https://HOST/api/v3/user/keys answered 403: Resource not accessible by personal access token; it needs keys=write)',
          readable,
          'git is not configured',
          '##[error]RELEASE_TOKEN (fine-grained, @acme-bot) lacks `keys: write`.',
          'POST https://HOST/api/v3/user/keys answered 403: Resource not accessible by personal access token; it needs keys=write.',
          `Fix: Edit the token at https://HOST/settings/personal-access-tokens: it needs contents: read, gists: write, keys: write for acme/app. Or: Create a fine-grained token at https://HOST/settings/personal-access-tokens/new (resource owner: acme; repositories: acme/app; permissions: contents: read, gists: write, keys: write; expiration: 90 days) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('permission-missing')
        ],
        outputs: {
          status: 'failed',
          reason: 'permission-missing',
          'token-kind': 'fine-grained',
          scopes: '',
          missing: 'keys: write',
          'git-configured': 'false'
        }
      }
    ],
    [
      'of the account, of an installation',
      {
        scene: {
          token: installation(),
          inputs: { permissions: 'emails: read' }
        },
        log: [
          'RELEASE_TOKEN (installation) on HOST 3.20.1: expires with the job, or about an hour after it was made',
          'granted accepted by HOST (It is a token of kind installation, which acts as no user)',
          'missing emails: read (No token of kind installation can have it)',
          readable,
          'git is not configured',
          '##[error]RELEASE_TOKEN (installation) cannot have `emails: read`: GitHub does not offer it to a token of kind installation.',
          'No token of kind installation can have it.',
          `Fix: Use the token of a user: Create a fine-grained token at https://HOST/settings/personal-access-tokens/new (resource owner: acme; repositories: acme/app; permissions: contents: read, emails: read; expiration: 90 days) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('kind-cannot')
        ],
        outputs: {
          status: 'failed',
          reason: 'kind-cannot',
          'token-kind': 'installation',
          login: '',
          scopes: '',
          missing: 'emails: read',
          'git-configured': 'false'
        }
      }
    ],
    [
      'of the organisation',
      {
        scene: {
          token: fineGrained({ members: 'read' }),
          inputs: { permissions: 'members: read, organization_hooks: read' }
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted members: read on acme (GET https://HOST/api/v3/orgs/acme/teams?per_page=1 answered 200)',
          'missing organization_hooks: read on acme (GET https://HOST/api/v3/orgs/acme/hooks?per_page=1 answered 403: Resource not accessible by personal access token; it needs organization_hooks=read)',
          readable,
          'git is not configured',
          '##[error]RELEASE_TOKEN (fine-grained, @acme-bot) lacks `organization_hooks: read on acme`.',
          'GET https://HOST/api/v3/orgs/acme/hooks?per_page=1 answered 403: Resource not accessible by personal access token; it needs organization_hooks=read.',
          `Fix: Edit the token at https://HOST/settings/personal-access-tokens: it needs contents: read, members: read, organization_hooks: read for acme/app. Or: Create a fine-grained token at https://HOST/settings/personal-access-tokens/new (resource owner: acme; repositories: acme/app; permissions: contents: read, members: read, organization_hooks: read; expiration: 90 days) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('permission-missing')
        ],
        outputs: {
          status: 'failed',
          reason: 'permission-missing',
          'token-kind': 'fine-grained',
          scopes: '',
          missing: 'organization_hooks: read on acme',
          'git-configured': 'false'
        },
        requests: [
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 200',
          'GET https://HOST/api/v3/orgs/acme/hooks?per_page=1 403',
          'GET https://HOST/api/v3/orgs/acme/teams?per_page=1 200',
          'GET https://HOST/api/v3/user 200'
        ]
      }
    ],
    [
      'that no request proves',
      {
        scene: {
          token: fineGrained(),
          inputs: { permissions: 'workflows: write, discussions: write' }
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown workflows: write on acme/app (No request can tell without changing something)',
          'unknown discussions: write on acme/app (No request can tell without changing something)',
          readable,
          usedByGit,
          '##[warning]Whether RELEASE_TOKEN (fine-grained, @acme-bot) has `workflows: write on acme/app`, `discussions: write on acme/app` cannot be told.',
          'No request can tell without changing something.',
          "Fix: Look it up at https://HOST/settings/personal-access-tokens; GitHub tells a token's permissions to nobody else.",
          more('permission-unproven')
        ],
        outputs: {
          status: 'unknown',
          reason: 'permission-unproven',
          'token-kind': 'fine-grained',
          scopes: '',
          unverified:
            'workflows: write on acme/app,discussions: write on acme/app'
        }
      }
    ],
    [
      'that the account has no role for',
      {
        scene: {
          token: fineGrained({ secrets: 'read' }, { role: 'write' }),
          inputs: { permissions: 'secrets: read' }
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing secrets: read on acme/app (GET https://HOST/api/v3/repos/acme/app/actions/secrets?per_page=1 answered 403: Must have admin rights to Repository)',
          readable,
          'git is not configured',
          '##[error]The account of RELEASE_TOKEN (fine-grained, @acme-bot) has too low a role for `secrets: read on acme/app`, whatever the token was granted.',
          'GET https://HOST/api/v3/repos/acme/app/actions/secrets?per_page=1 answered 403: Must have admin rights to Repository.',
          'Fix: Have an administrator of the repository give the account the role that the evidence names.',
          more('role-missing')
        ],
        outputs: {
          status: 'failed',
          reason: 'role-missing',
          'token-kind': 'fine-grained',
          scopes: '',
          missing: 'secrets: read on acme/app',
          'git-configured': 'false'
        }
      }
    ],
    [
      'to push that the account has no role for',
      {
        scene: {
          token: fineGrained({}, { role: 'read' }),
          inputs: { permissions: 'contents: write' }
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing write acme/app (GET https://HOST/acme/app.git/info/refs?service=git-receive-pack answered 403: Permission to acme/app.git denied to acme-bot)',
          'git is not configured',
          '##[error]RELEASE_TOKEN (fine-grained, @acme-bot) cannot push to a repository: `write acme/app`.',
          'GET https://HOST/acme/app.git/info/refs?service=git-receive-pack answered 403: Permission to acme/app.git denied to acme-bot.',
          `Fix: Edit the token at https://HOST/settings/personal-access-tokens: it needs contents: write for acme/app. Or: Create a fine-grained token at https://HOST/settings/personal-access-tokens/new (resource owner: acme; repositories: acme/app; permissions: contents: write; expiration: 90 days) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('push-refused')
        ],
        outputs: {
          status: 'failed',
          reason: 'push-refused',
          'token-kind': 'fine-grained',
          scopes: '',
          missing: 'write acme/app',
          'git-configured': 'false'
        }
      }
    ],
    [
      'to push that was not granted',
      {
        scene: {
          token: fineGrained({}, { access: { 'acme/*': 'read' } }),
          inputs: { permissions: 'contents: write' }
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing write acme/app (GET https://HOST/acme/app.git/info/refs?service=git-receive-pack answered 403: Write access to repository not granted)',
          'git is not configured',
          '##[error]RELEASE_TOKEN (fine-grained, @acme-bot) cannot push to a repository: `write acme/app`.',
          'GET https://HOST/acme/app.git/info/refs?service=git-receive-pack answered 403: Write access to repository not granted.',
          `Fix: Edit the token at https://HOST/settings/personal-access-tokens: it needs contents: write for acme/app. Or: Create a fine-grained token at https://HOST/settings/personal-access-tokens/new (resource owner: acme; repositories: acme/app; permissions: contents: write; expiration: 90 days) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('push-refused')
        ],
        outputs: {
          status: 'failed',
          reason: 'push-refused',
          'token-kind': 'fine-grained',
          scopes: '',
          missing: 'write acme/app',
          'git-configured': 'false'
        },
        requests: [
          'GET https://HOST/acme/app.git/info/refs?service=git-receive-pack 403',
          'GET https://HOST/api/v3/repos/acme/app 200',
          'GET https://HOST/api/v3/user 200'
        ]
      }
    ],
    [
      'to push that an installation was not given',
      {
        scene: {
          token: installation({}, { access: { 'acme/*': 'read' } }),
          inputs: { permissions: 'contents: write' }
        },
        log: [
          'RELEASE_TOKEN (installation) on HOST 3.20.1: expires with the job, or about an hour after it was made',
          'granted accepted by HOST (It is a token of kind installation, which acts as no user)',
          'missing write acme/app (GET https://HOST/acme/app.git/info/refs?service=git-receive-pack answered 403: Permission to acme/app.git denied to acme-bot)',
          'git is not configured',
          '##[error]RELEASE_TOKEN (installation) cannot push to a repository: `write acme/app`.',
          'GET https://HOST/acme/app.git/info/refs?service=git-receive-pack answered 403: Permission to acme/app.git denied to acme-bot.',
          "Fix: If it is GITHUB_TOKEN, add contents: write to `permissions:` of the job; it acts on the workflow's own repository alone. If it is a token of a GitHub App, add contents: write to the app, and the repository to its installation.",
          more('push-refused')
        ],
        outputs: {
          status: 'failed',
          reason: 'push-refused',
          'token-kind': 'installation',
          login: '',
          scopes: '',
          missing: 'write acme/app',
          'git-configured': 'false'
        }
      }
    ],
    [
      'to read that was not granted',
      {
        scene: {
          token: fineGrained({}, { access: { 'acme/*': 'none' } }),
          inputs: { permissions: 'contents: read' }
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing read acme/app (GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 403: Write access to repository not granted)',
          'git is not configured',
          '##[error]RELEASE_TOKEN (fine-grained, @acme-bot) cannot read what is in a repository: `read acme/app`.',
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 403: Write access to repository not granted.',
          `Fix: Edit the token at https://HOST/settings/personal-access-tokens: it needs contents: read for acme/app. Or: Create a fine-grained token at https://HOST/settings/personal-access-tokens/new (resource owner: acme; repositories: acme/app; permissions: contents: read; expiration: 90 days) and store it as RELEASE_TOKEN at ${secretsPage}. If git is not to use the token there, name the repositories it is for in the input repositories, or set configure-git to none.`,
          more('contents-missing')
        ],
        outputs: {
          status: 'failed',
          reason: 'contents-missing',
          'token-kind': 'fine-grained',
          scopes: '',
          missing: 'read acme/app',
          'git-configured': 'false'
        },
        requests: [
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 403',
          'GET https://HOST/api/v3/repos/acme/app 200',
          'GET https://HOST/api/v3/user 200'
        ]
      }
    ],
    [
      'in an archived repository',
      {
        scene: {
          token: fineGrained({ issues: 'write' }),
          inputs: {
            permissions: 'contents: write, issues: write',
            repositories: 'acme/old',
            ...probing
          }
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing issues: write on acme/old (POST https://HOST/api/v3/repos/acme/old/issues answered 403: Repository was archived so is read-only)',
          'missing write acme/old (GET https://HOST/acme/old.git/info/refs?service=git-receive-pack answered 403: This repository was archived so it is read-only)',
          'git is not configured',
          '##[error]A repository is archived and nobody can change it: `issues: write on acme/old`, `write acme/old`.',
          'POST https://HOST/api/v3/repos/acme/old/issues answered 403: Repository was archived so is read-only.',
          'GET https://HOST/acme/old.git/info/refs?service=git-receive-pack answered 403: This repository was archived so it is read-only.',
          'Fix: Unarchive it in its settings, or use another repository.',
          more('repository-archived')
        ],
        outputs: {
          status: 'failed',
          reason: 'repository-archived',
          'token-kind': 'fine-grained',
          scopes: '',
          missing: 'issues: write on acme/old,write acme/old',
          'git-configured': 'false'
        }
      }
    ],
    [
      'of features that are switched off',
      {
        scene: {
          token: fineGrained({
            issues: 'read',
            vulnerability_alerts: 'read',
            pages: 'read',
            security_events: 'read',
            secret_scanning_alerts: 'read'
          }),
          inputs: {
            permissions:
              'issues: read, vulnerability_alerts: read, pages: read, security_events: read, secret_scanning_alerts: read',
            repositories: 'acme/plain'
          }
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted issues: read on acme/plain (GET https://HOST/api/v3/repos/acme/plain/issues?per_page=1 answered 410: Issues are disabled for this repo; it needs issues=read)',
          'unknown vulnerability_alerts: read on acme/plain (GET https://HOST/api/v3/repos/acme/plain/dependabot/alerts?per_page=1 answered 403: Dependabot alerts are disabled for this repository)',
          'granted pages: read on acme/plain (GET https://HOST/api/v3/repos/acme/plain/pages answered 404: Not Found; it needs pages=read)',
          'granted security_events: read on acme/plain (GET https://HOST/api/v3/repos/acme/plain/code-scanning/alerts?per_page=1 answered 404: Not Found; it needs security_events=read)',
          'granted secret_scanning_alerts: read on acme/plain (GET https://HOST/api/v3/repos/acme/plain/secret-scanning/alerts?per_page=1 answered 404: Not Found; it needs secret_scanning_alerts=read)',
          'granted read acme/plain (git may read it)',
          'git uses it for acme/plain in the later steps of this job',
          '##[warning]`vulnerability_alerts: read on acme/plain` cannot be proven: what it is for is switched off there.',
          'GET https://HOST/api/v3/repos/acme/plain/dependabot/alerts?per_page=1 answered 403: Dependabot alerts are disabled for this repository.',
          'Fix: Switch the feature on, or do not ask for the permission.',
          more('feature-disabled')
        ],
        outputs: {
          status: 'unknown',
          reason: 'feature-disabled',
          'token-kind': 'fine-grained',
          scopes: '',
          unverified: 'vulnerability_alerts: read on acme/plain'
        }
      }
    ],
    [
      'contents, with no repository to ask about',
      {
        scene: {
          token: fineGrained(),
          inputs: {
            permissions: 'contents: read, issues: read',
            repositories: 'other/*'
          }
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown contents: read (No repository was named to ask git about)',
          'unknown issues: read (Nothing was named to ask GitHub about)',
          'git uses it for other/* in the later steps of this job',
          '##[warning]Whether RELEASE_TOKEN (fine-grained, @acme-bot) has `contents: read`, `issues: read` cannot be told.',
          'No repository was named to ask git about.',
          'Nothing was named to ask GitHub about.',
          "Fix: Look it up at https://HOST/settings/personal-access-tokens; GitHub tells a token's permissions to nobody else.",
          more('permission-unproven')
        ],
        outputs: {
          status: 'unknown',
          reason: 'permission-unproven',
          'token-kind': 'fine-grained',
          scopes: '',
          unverified: 'contents: read,issues: read'
        }
      }
    ],
    [
      'of a token with scopes',
      {
        scene: {
          token: classic('repo', 'read:packages'),
          inputs: {
            permissions: 'contents: write, issues: write, packages: read'
          }
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted issues: write (It is included in its scope repo)',
          'granted packages: read (It is included in its scope read:packages)',
          'granted write acme/app (git may push to it)',
          usedByGit
        ],
        outputs: { scopes: 'read:packages,repo' }
      }
    ],
    [
      'of a token with scopes, that it lacks',
      {
        scene: {
          token: classic('repo'),
          inputs: {
            permissions: 'contents: write, packages: write, workflows: write'
          }
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing packages: write (It would need the scope write:packages. Its scopes: repo)',
          'missing workflows: write (It would need the scope workflow. Its scopes: repo)',
          'granted write acme/app (git may push to it)',
          'git is not configured',
          '##[error]RELEASE_TOKEN (classic, @acme-bot) lacks `packages: write`, `workflows: write`.',
          'It would need the scope write:packages. Its scopes: repo.',
          'It would need the scope workflow. Its scopes: repo.',
          `Fix: Add what is missing to the token at https://HOST/settings/tokens. Or: Create a token at ${newTokenPage}?scopes=repo,write%3Apackages,workflow&description=acme%2Fapp%20RELEASE_TOKEN (scopes: repo, write:packages, workflow) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('scope-missing')
        ],
        outputs: {
          status: 'failed',
          reason: 'scope-missing',
          missing: 'packages: write,workflows: write',
          'git-configured': 'false'
        }
      }
    ],
    [
      'of a token with scopes, that no scope is',
      {
        scene: {
          token: classic('repo'),
          inputs: {
            permissions:
              'contents: read, administration: write, organization_campaigns: read, artifact_metadata: read'
          }
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown administration: write (Its scope repo includes a part of it. Its scopes: repo)',
          'unknown organization_campaigns: read (This action knows no scope that is the same. Its scopes: repo)',
          'unknown artifact_metadata: read (This action knows no scope that is the same. Its scopes: repo)',
          readable,
          usedByGit,
          '##[warning]Whether RELEASE_TOKEN (classic, @acme-bot) has `administration: write`, `organization_campaigns: read`, `artifact_metadata: read` cannot be told.',
          'Its scope repo includes a part of it. Its scopes: repo.',
          'This action knows no scope that is the same. Its scopes: repo.',
          'Fix: Say what the token needs in the input scopes.',
          more('permission-unproven')
        ],
        outputs: {
          status: 'unknown',
          reason: 'permission-unproven',
          unverified:
            'administration: write,organization_campaigns: read,artifact_metadata: read'
        }
      }
    ],
    [
      'of a token with public_repo alone',
      {
        scene: {
          token: classic('public_repo'),
          inputs: {
            permissions: 'contents: read, issues: write',
            repositories: 'acme/docs'
          }
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown issues: write (Its scope public_repo includes a part of it. Its scopes: public_repo)',
          'granted read acme/docs (git may read it)',
          'git uses it for acme/docs in the later steps of this job',
          '##[warning]Whether RELEASE_TOKEN (classic, @acme-bot) has `issues: write` cannot be told.',
          'Its scope public_repo includes a part of it. Its scopes: public_repo.',
          'Fix: Say what the token needs in the input scopes.',
          more('permission-unproven')
        ],
        outputs: {
          status: 'unknown',
          reason: 'permission-unproven',
          scopes: 'public_repo',
          unverified: 'issues: write'
        }
      }
    ],
    [
      'beside scopes, by which a classic token is judged',
      {
        scene: {
          token: classic('repo'),
          inputs: {
            scopes: 'repo',
            permissions: 'issues: write, packages: write'
          }
        },
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
      'beside scopes, by which a fine-grained token is not judged',
      {
        scene: {
          token: fineGrained({ issues: 'read' }),
          inputs: {
            scopes: 'repo, gist',
            permissions: 'contents: write, issues: read'
          }
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted issues: read on acme/app (GET https://HOST/api/v3/repos/acme/app/issues?per_page=1 answered 200)',
          'granted write acme/app (git may push to it)',
          usedByGit
        ],
        outputs: { 'token-kind': 'fine-grained', scopes: '' }
      }
    ],
    [
      'for which a scope stands',
      {
        scene: {
          token: fineGrained({ members: 'read' }),
          inputs: {
            scopes:
              'repo, workflow, read:org, write:packages, gist, delete_repo'
          }
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown repo (The kind of the token is fine-grained, and no scopes were reported)',
          'unknown delete_repo (The kind of the token is fine-grained, and no scopes were reported)',
          'unknown workflows: write on acme/app (No request can tell without changing something)',
          'granted members: read on acme (GET https://HOST/api/v3/orgs/acme/teams?per_page=1 answered 200)',
          'missing packages: write (No token of kind fine-grained can have it)',
          'unknown gists: write (Nothing was sent: no request that only reads can tell)',
          readable,
          'git is not configured',
          '##[error]RELEASE_TOKEN (fine-grained, @acme-bot) cannot have `packages: write`: GitHub does not offer it to a token of kind fine-grained.',
          'No token of kind fine-grained can have it.',
          'Fix: Use ${{ github.token }} where that is enough, or a classic token: Create a token at https://HOST/settings/tokens/new?scopes=repo,workflow,read%3Aorg,write%3Apackages,gist,delete_repo&description=acme%2Fapp%20RELEASE_TOKEN (scopes: repo, workflow, read:org, write:packages, gist, delete_repo) and store it as RELEASE_TOKEN at https://HOST/acme/app/settings/secrets/actions.',
          more('kind-cannot'),
          '##[warning]RELEASE_TOKEN (fine-grained, @acme-bot) is of a kind that has permissions instead of scopes, so `repo`, `delete_repo` cannot be proven.',
          'The kind of the token is fine-grained, and no scopes were reported.',
          `Fix: Say what it needs in the input permissions. Or use a classic token: Create a token at ${newTokenPage}?scopes=repo,workflow,read%3Aorg,write%3Apackages,gist,delete_repo&description=acme%2Fapp%20RELEASE_TOKEN (scopes: repo, workflow, read:org, write:packages, gist, delete_repo) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('kind-has-no-scopes'),
          '##[warning]Whether RELEASE_TOKEN (fine-grained, @acme-bot) has `workflows: write on acme/app` cannot be told.',
          'No request can tell without changing something.',
          "Fix: Look it up at https://HOST/settings/personal-access-tokens; GitHub tells a token's permissions to nobody else.",
          more('permission-unproven'),
          '##[warning]Whether RELEASE_TOKEN (fine-grained, @acme-bot) has `gists: write` shows only when something is written.',
          'Nothing was sent: no request that only reads can tell.',
          'Fix: Set write-probes to true to have it proven by writes that are invalid and change nothing.',
          more('write-unproven')
        ],
        outputs: {
          status: 'failed',
          reason: 'kind-cannot',
          'token-kind': 'fine-grained',
          scopes: '',
          missing: 'packages: write',
          unverified:
            'repo,delete_repo,workflows: write on acme/app,gists: write',
          'git-configured': 'false'
        }
      }
    ]
  ])('%s', async (_, row) => {
    const { requests } = await playRow(world, row)
    const isProbing = row.scene.inputs?.['write-probes'] === 'true'
    if (!isProbing) {
      expect(requests.filter((one) => !one.startsWith('GET '))).toEqual([])
    }
  })

  test.concurrent.each([
    [
      'issues write',
      '"issues write" is not of the form NAME: read, NAME: write or NAME: admin'
    ],
    [
      'issues:',
      '"issues:" is not of the form NAME: read, NAME: write or NAME: admin'
    ],
    [
      'issues: maybe',
      '"issues: maybe" is not of the form NAME: read, NAME: write or NAME: admin'
    ],
    [
      'write-all',
      '"write-all" is not of the form NAME: read, NAME: write or NAME: admin'
    ],
    [
      'issues: read\n::error::x',
      '"::error::x" is not of the form NAME: read, NAME: write or NAME: admin'
    ]
  ])('cannot be asked for as %j', async (permissions, complaint) => {
    const seen = await play(world, { inputs: { permissions } })
    expect(seen.log).toContain(
      `missing valid inputs (permissions: ${complaint})\n`
    )
    expect(seen.outputs).toMatchObject({ reason: 'input-invalid', used: '' })
    expect(seen.requests).toEqual([])
  })
})

describe('a preset', () => {
  const write = { access: { 'acme/*': 'write' } } as const
  const kinds = {
    classic: (scopes: readonly string[]) => classic(...scopes),
    'fine-grained': (
      _: readonly string[],
      permissions: NewToken['permissions']
    ) => fineGrained(permissions, write),
    'app-user': (
      _: readonly string[],
      permissions: NewToken['permissions']
    ) => ({ ...appUser(permissions), ...write }),
    installation: (
      _: readonly string[],
      permissions: NewToken['permissions']
    ) => installation(permissions, write)
  }
  test.concurrent.each<
    [
      preset: string,
      kind: keyof typeof kinds,
      scopes: readonly string[],
      permissions: NewToken['permissions'],
      findings: readonly string[]
    ]
  >([
    [
      'clone',
      'classic',
      ['repo'],
      {},
      ['granted repo (It is one of its scopes)', readable]
    ],
    ['clone', 'fine-grained', [], {}, [readable]],
    ['clone', 'app-user', [], {}, [readable]],
    ['clone', 'installation', [], {}, [readable]],
    [
      'push',
      'classic',
      ['repo'],
      {},
      [
        'granted repo (It is one of its scopes)',
        'granted write acme/app (git may push to it)'
      ]
    ],
    [
      'push',
      'fine-grained',
      [],
      {},
      ['granted write acme/app (git may push to it)']
    ],
    [
      'push',
      'app-user',
      [],
      {},
      ['granted write acme/app (git may push to it)']
    ],
    [
      'push',
      'installation',
      [],
      {},
      ['granted write acme/app (git may push to it)']
    ],
    [
      'protected-push',
      'classic',
      ['repo'],
      {},
      [
        'granted repo (It is one of its scopes)',
        'granted write acme/app (git may push to it)'
      ]
    ],
    [
      'protected-push',
      'fine-grained',
      [],
      {},
      ['granted write acme/app (git may push to it)']
    ],
    [
      'protected-push',
      'app-user',
      [],
      {},
      ['granted write acme/app (git may push to it)']
    ],
    [
      'protected-push',
      'installation',
      [],
      {},
      ['granted write acme/app (git may push to it)']
    ],
    [
      'workflow-files',
      'classic',
      ['repo', 'workflow'],
      {},
      [
        'granted repo (It is one of its scopes)',
        'granted workflow (It is one of its scopes)',
        'granted write acme/app (git may push to it)'
      ]
    ],
    [
      'workflow-files',
      'fine-grained',
      [],
      { workflows: 'write' },
      [
        'unknown workflows: write on acme/app (No request can tell without changing something)',
        'granted write acme/app (git may push to it)'
      ]
    ],
    [
      'workflow-files',
      'app-user',
      [],
      { workflows: 'write' },
      [
        'unknown workflows: write on acme/app (No request can tell without changing something)',
        'granted write acme/app (git may push to it)'
      ]
    ],
    [
      'workflow-files',
      'installation',
      [],
      { workflows: 'write' },
      [
        'unknown workflows: write on acme/app (No request can tell without changing something)',
        'granted write acme/app (git may push to it)'
      ]
    ],
    [
      'pull-request',
      'classic',
      ['repo'],
      {},
      [
        'granted repo (It is one of its scopes)',
        'granted write acme/app (git may push to it)'
      ]
    ],
    [
      'pull-request',
      'fine-grained',
      [],
      { pull_requests: 'write' },
      [
        'granted pull_requests: write on acme/app (POST https://HOST/api/v3/repos/acme/app/pulls answered 422: Validation Failed, which only those who may write are told)',
        'granted write acme/app (git may push to it)'
      ]
    ],
    [
      'pull-request',
      'app-user',
      [],
      { pull_requests: 'write' },
      [
        'granted pull_requests: write on acme/app (POST https://HOST/api/v3/repos/acme/app/pulls answered 422: Validation Failed, which only those who may write are told)',
        'granted write acme/app (git may push to it)'
      ]
    ],
    [
      'pull-request',
      'installation',
      [],
      { pull_requests: 'write' },
      [
        'granted pull_requests: write on acme/app (POST https://HOST/api/v3/repos/acme/app/pulls answered 422: Validation Failed, which only those who may write are told)',
        'granted write acme/app (git may push to it)'
      ]
    ],
    [
      'trigger-workflows',
      'classic',
      ['repo'],
      {},
      [
        'granted repo (It is one of its scopes)',
        'granted write acme/app (git may push to it)'
      ]
    ],
    [
      'trigger-workflows',
      'fine-grained',
      [],
      {},
      ['granted write acme/app (git may push to it)']
    ],
    [
      'trigger-workflows',
      'app-user',
      [],
      {},
      ['granted write acme/app (git may push to it)']
    ],
    [
      'trigger-workflows',
      'installation',
      [],
      {},
      [
        'unknown trigger-workflows (What GITHUB_TOKEN pushes starts no workflow; what the token of another app pushes does)',
        'granted write acme/app (git may push to it)'
      ]
    ],
    [
      'dispatch',
      'classic',
      ['repo'],
      {},
      ['granted repo (It is one of its scopes)', readable]
    ],
    [
      'dispatch',
      'fine-grained',
      [],
      { actions: 'write' },
      [
        'granted actions: write on acme/app (POST https://HOST/api/v3/repos/acme/app/actions/workflows/setup-github-token-probe/dispatches answered 404: Not Found; it needs actions=write)',
        readable
      ]
    ],
    [
      'dispatch',
      'app-user',
      [],
      { actions: 'write' },
      [
        'granted actions: write on acme/app (POST https://HOST/api/v3/repos/acme/app/actions/workflows/setup-github-token-probe/dispatches answered 404: Not Found; it needs actions=write)',
        readable
      ]
    ],
    [
      'dispatch',
      'installation',
      [],
      { actions: 'write' },
      [
        'granted actions: write on acme/app (POST https://HOST/api/v3/repos/acme/app/actions/workflows/setup-github-token-probe/dispatches answered 404: Not Found; it needs actions=write)',
        readable
      ]
    ],
    [
      'packages',
      'classic',
      ['write:packages'],
      {},
      [
        'granted write:packages (It is one of its scopes)',
        'missing read acme/app (GET https://HOST/api/v3/repos/acme/app answered 404: Not Found)'
      ]
    ],
    [
      'packages',
      'fine-grained',
      [],
      {},
      [
        'missing packages: write (No token of kind fine-grained can have it)',
        readable
      ]
    ],
    [
      'packages',
      'app-user',
      [],
      { packages: 'write' },
      [
        'unknown packages: write on acme/app (No request can tell without changing something)',
        readable
      ]
    ],
    [
      'packages',
      'installation',
      [],
      { packages: 'write' },
      [
        'unknown packages: write on acme/app (No request can tell without changing something)',
        readable
      ]
    ],
    [
      'gh-cli',
      'classic',
      ['repo', 'read:org', 'gist'],
      {},
      [
        'granted repo (It is one of its scopes)',
        'granted read:org (It is one of its scopes)',
        'granted gist (It is one of its scopes)',
        readable
      ]
    ],
    [
      'gh-cli',
      'fine-grained',
      [],
      {},
      [
        'granted metadata: read on acme/app (GET https://HOST/api/v3/repos/acme/app answered 200)',
        readable
      ]
    ],
    [
      'gh-cli',
      'app-user',
      [],
      {},
      [
        'granted metadata: read on acme/app (GET https://HOST/api/v3/repos/acme/app answered 200)',
        readable
      ]
    ],
    [
      'gh-cli',
      'installation',
      [],
      {},
      [
        'granted metadata: read on acme/app (GET https://HOST/api/v3/repos/acme/app answered 200)',
        readable
      ]
    ],
    [
      'org-read',
      'classic',
      ['read:org'],
      {},
      [
        'granted read:org (It is one of its scopes)',
        'missing read acme/app (GET https://HOST/api/v3/repos/acme/app answered 404: Not Found)'
      ]
    ],
    [
      'org-read',
      'fine-grained',
      [],
      { members: 'read' },
      [
        'granted members: read on acme (GET https://HOST/api/v3/orgs/acme/teams?per_page=1 answered 200)',
        readable
      ]
    ],
    [
      'org-read',
      'app-user',
      [],
      { members: 'read' },
      [
        'granted members: read on acme (GET https://HOST/api/v3/orgs/acme/teams?per_page=1 answered 200)',
        readable
      ]
    ],
    [
      'org-read',
      'installation',
      [],
      { members: 'read' },
      [
        'granted members: read on acme (GET https://HOST/api/v3/orgs/acme/teams?per_page=1 answered 200)',
        readable
      ]
    ]
  ])(
    '%s asks of a token of kind %s what it needs',
    async (preset, kind, scopes, permissions, findings) => {
      const seen = await play(world, {
        token: kinds[kind](scopes, permissions),
        inputs: { preset, ...probing }
      })
      const all = seen.log.split('\n')
      expect(
        all.slice(
          2,
          all.findIndex((line) => line.startsWith('git '))
        )
      ).toEqual(findings)
      expect(world.github.changes).toEqual([])
    }
  )

  test.concurrent('may be one of many, and beside other inputs', async () => {
    const seen = await play(world, {
      token: { scopes: ['repo', 'workflow', 'read:org', 'gist'] },
      inputs: { preset: 'Push, workflow-files\norg-read', scopes: 'gist' }
    })
    expect(seen.log.split('\n').slice(2, -1)).toEqual([
      'granted repo (It is one of its scopes)',
      'granted workflow (It is one of its scopes)',
      'granted read:org (It is one of its scopes)',
      'granted gist (It is one of its scopes)',
      'granted write acme/app (git may push to it)'
    ])
    expect(seen.outputs).toEqual({
      ...fine,
      scopes: 'gist,read:org,repo,workflow'
    })
  })

  test.concurrent(
    'that nobody knows is refused, with the one that is meant',
    async () => {
      const seen = await play(world, {
        inputs: { preset: 'pul-request, gh-cli, x' }
      })
      const all =
        'clone, push, protected-push, workflow-files, pull-request, trigger-workflows, dispatch, packages, gh-cli, org-read'
      expect(
        seen.log.split('\n').filter((line) => line.startsWith('missing valid'))
      ).toEqual([
        `missing valid inputs (preset: "pul-request" is none of ${all}; did you mean pull-request?)`,
        `missing valid inputs (preset: "x" is none of ${all})`
      ])
      expect(seen.requests).toEqual([])
    }
  )
})

describe('a repository the API does not describe', () => {
  const flaky = async (repositories: string) => {
    const token = fineGrained({ issues: 'read' })
    const stop = world.github.fault(
      { path: /^\/repos\/acme\/flaky$/ },
      { status: 429, headers: { 'retry-after': '60' }, body: '' }
    )
    const seen = await play(world, {
      token,
      inputs: { permissions: 'issues: read', repositories }
    })
    stop()
    return seen.outputs
  }

  beforeAll(() => world.github.addRepository('acme/flaky', { private: true }))

  const limited = {
    ...fine,
    status: 'unknown',
    reason: 'rate-limited',
    'token-kind': 'fine-grained',
    scopes: '',
    unverified: 'issues: read on acme/flaky'
  }

  test('leaves its permissions unproven', async () => {
    expect(await flaky('acme/flaky')).toEqual(limited)
  })

  test('does so beside others', async () => {
    expect(await flaky('acme/app, acme/flaky')).toEqual(limited)
  })
})

describe('many permissions', () => {
  const names =
    'actions actions_variables administration attestations codespaces codespaces_metadata codespaces_secrets dependabot_secrets deployments environments issues metadata pages pull_requests repository_advisories repository_custom_properties repository_hooks secret_scanning_alerts secrets security_events statuses vulnerability_alerts members organization_hooks organization_secrets blocking emails followers gpg_keys keys'.split(
      ' '
    )

  test.each([
    ['reads alone', {}, ['GET']],
    ['writes that are invalid', probing, ['GET', 'PATCH', 'POST', 'PUT']]
  ])('are asked about by %s, eight at a time', async (_, inputs, methods) => {
    const { github } = slowWorld
    github.clearRequests()
    // Those that have not been answered when one more arrives, itself included.
    let most = 0
    const stopCounting = github.fault(() => {
      const open = github.requests.filter(({ status }) => status === 0)
      most = Math.max(most, open.length)
      return false
    }, {})
    const read = new Set(['metadata', 'codespaces_metadata'])
    const seen = await play(slowWorld, {
      token: fineGrained(
        Object.fromEntries(
          names
            .filter((name) => name !== 'metadata')
            .map((name) => [name, 'write'])
        )
      ),
      inputs: {
        permissions: names
          .map((name) => `${name}: ${read.has(name) ? 'read' : 'write'}`)
          .join('\n'),
        repositories: 'acme/app, acme/lib, acme/docs',
        ...inputs
      }
    })
    stopCounting()
    expect(new Set(seen.requests.map((one) => one.split(' ')[0]))).toEqual(
      new Set(methods)
    )
    expect(seen.requests.length).toBeGreaterThan(60)
    expect(github.changes).toEqual([])
    expect(most).toBe(8)
    expect(seen.outputs).toMatchObject({ valid: 'true', missing: '' })
  })
})
