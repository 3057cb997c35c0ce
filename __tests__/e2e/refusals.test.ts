import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Fault } from '../support/github/faults.ts'
import { redirect } from '../support/github/faults.ts'
import type { NewToken } from '../support/github/model.ts'
import { startWorld, type World } from '../support/world.ts'
import {
  more,
  newTokenPage,
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
  const { github } = world
  github.addOrganization({ login: 'sso', sso: true })
  github.addOrganization({ login: 'brief', longestLifetimeDays: 30 })
  github.addOrganization({ login: 'modern', forbids: ['classic'] })
  github.addOrganization({ login: 'ancient', forbids: ['fine-grained'] })
  github.addOrganization({ login: 'walled', allowList: true })
  github.addOrganization({ login: 'strict', oauthRestrictions: true })
  const owners = ['sso', 'brief', 'modern', 'ancient', 'walled', 'strict']
  await Promise.all([
    ...owners.map((owner) =>
      github.addRepository(`${owner}/app`, { private: true })
    ),
    github.addRepository('acme/new', { private: true, formerly: ['acme/was'] }),
    github.addRepository('acme/old', { private: true, archived: true }),
    github.addRepository('acme/gone', { private: true, blocked: true }),
    github.addRepository('acme/taken', { private: true, blocked: 'legal' })
  ])
})

afterAll(() => world.close())

const everywhere = { access: { '*': 'write' } } as const
const classic: Partial<NewToken> = {
  kind: 'classic',
  scopes: ['repo'],
  ...everywhere
}
const fineGrained: Partial<NewToken> = { kind: 'fine-grained', ...everywhere }
const oauth: Partial<NewToken> = {
  kind: 'oauth',
  scopes: ['repo'],
  ...everywhere
}
const installation: Partial<NewToken> = { kind: 'installation', ...everywhere }
const named = (repositories: string) => ({ repositories })
const writing = (repositories: string) => ({
  repositories,
  permissions: 'contents: write'
})

/** What the API says, and what git is told: the body of the one and of the other. */
const message = (
  status: number,
  text: string,
  headers: Fault['headers'] = {}
): Fault => ({
  status,
  headers,
  body: JSON.stringify({ message: text })
})
const plain = (
  status: number,
  text: string,
  headers: Fault['headers'] = {}
): Fault => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
  body: `${text}\n`
})
const ssoUrl = 'https://github.com/orgs/sso/sso?authorization_request=A1B2'

async function prove(row: Row): Promise<void> {
  const { result, summary, outputs, report } = await playRow(world, row)
  const everything = [result.stdout, summary, JSON.stringify([outputs, report])]
  expect(everything.join('\n')).not.toMatch(/authorization_request|[?&]url=/)
}

describe('git is refused by the rules of an organisation', () => {
  test.concurrent.each<[string, Row]>([
    [
      'single sign-on, of a classic token',
      {
        scene: { token: classic, inputs: named('sso/app') },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          "missing read sso/app (GET https://HOST/sso/app.git/info/refs?service=git-upload-pack answered 403: The 'sso' organization has enabled or enforced SAML SSO. To access this repository, visit …)",
          'git is not configured',
          '##[error]RELEASE_TOKEN (classic, @acme-bot) is not authorised for single sign-on of the organisation: `read sso/app`.',
          "GET https://HOST/sso/app.git/info/refs?service=git-upload-pack answered 403: The 'sso' organization has enabled or enforced SAML SSO. To access this repository, visit ….",
          'Fix: The account of the token opens https://HOST/settings/tokens, chooses "Configure SSO" next to the token and authorises the organisation.',
          more('sso-required')
        ],
        outputs: {
          status: 'failed',
          reason: 'sso-required',
          missing: 'read sso/app',
          'git-configured': 'false'
        },
        requests: [
          'GET https://HOST/api/v3/user 200',
          'GET https://HOST/sso/app.git/info/refs?service=git-upload-pack 403'
        ]
      }
    ],
    [
      'single sign-on, of an OAuth token',
      {
        scene: { token: oauth, inputs: named('sso/app') },
        log: [
          'RELEASE_TOKEN (oauth, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          "missing read sso/app (GET https://HOST/sso/app.git/info/refs?service=git-upload-pack answered 403: The 'sso' organization has enabled or enforced SAML SSO. To access this repository, you must re-authorize the OAuth Application 'Test')",
          'git is not configured',
          '##[error]RELEASE_TOKEN (oauth, @acme-bot) is not authorised for single sign-on of the organisation: `read sso/app`.',
          "GET https://HOST/sso/app.git/info/refs?service=git-upload-pack answered 403: The 'sso' organization has enabled or enforced SAML SSO. To access this repository, you must re-authorize the OAuth Application 'Test'.",
          'Fix: The account of the token opens https://HOST/settings/tokens, chooses "Configure SSO" next to the token and authorises the organisation.',
          more('sso-required')
        ],
        outputs: {
          status: 'failed',
          reason: 'sso-required',
          'token-kind': 'oauth',
          missing: 'read sso/app',
          'git-configured': 'false'
        }
      }
    ],
    [
      'single sign-on, of an authorised token',
      {
        scene: {
          token: { ...classic, authorizedFor: ['sso'] },
          inputs: named('sso/app')
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted read sso/app (git may read it)',
          'git uses it for sso/app in the later steps of this job'
        ],
        outputs: {}
      }
    ],
    [
      'single sign-on that only the API tells, in a header',
      {
        scene: {
          token: fineGrained,
          inputs: named('acme/lib'),
          gitFaults: [plain(404, 'Repository not found.')],
          restFaults: [
            message(403, 'Resource protected', {
              'x-github-sso': `required; url=${ssoUrl}`
            })
          ]
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing read acme/lib (GET https://HOST/api/v3/repos/acme/lib answered 403: Resource protected)',
          'git is not configured',
          '##[error]RELEASE_TOKEN (fine-grained, @acme-bot) is not authorised for single sign-on of the organisation: `read acme/lib`.',
          'GET https://HOST/api/v3/repos/acme/lib answered 403: Resource protected.',
          'Fix: The account of the token signs in to the organisation on HOST once, and then authorises or creates the token again.',
          more('sso-required')
        ],
        outputs: {
          status: 'failed',
          reason: 'sso-required',
          'token-kind': 'fine-grained',
          scopes: '',
          missing: 'read acme/lib',
          'git-configured': 'false'
        },
        requests: [
          'GET https://HOST/acme/lib.git/info/refs?service=git-upload-pack 404',
          'GET https://HOST/api/v3/repos/acme/lib 403',
          'GET https://HOST/api/v3/user 200'
        ]
      }
    ],
    [
      'single sign-on that the API tells with a 404',
      {
        scene: {
          token: classic,
          inputs: named('acme/lib'),
          gitFaults: [plain(404, 'Repository not found.')],
          restFaults: [
            message(404, 'Not Found', {
              'x-github-sso': `required; url=${ssoUrl}`
            })
          ]
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing read acme/lib (GET https://HOST/api/v3/repos/acme/lib answered 404: Not Found)',
          'git is not configured',
          '##[error]RELEASE_TOKEN (classic, @acme-bot) is not authorised for single sign-on of the organisation: `read acme/lib`.',
          'GET https://HOST/api/v3/repos/acme/lib answered 404: Not Found.',
          'Fix: The account of the token opens https://HOST/settings/tokens, chooses "Configure SSO" next to the token and authorises the organisation.',
          more('sso-required')
        ],
        outputs: {
          status: 'failed',
          reason: 'sso-required',
          missing: 'read acme/lib',
          'git-configured': 'false'
        }
      }
    ],
    [
      'single sign-on, for some of what was asked',
      {
        scene: {
          token: { ...fineGrained, permissions: { members: 'read' } },
          inputs: { permissions: 'members: read' },
          restFaults: [
            {
              headers: {
                'x-github-sso':
                  'partial-results; organizations=21955855,20582480'
              }
            }
          ]
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown members: read on acme (GET https://HOST/api/v3/orgs/acme/teams?per_page=1 answered 200)',
          readable,
          usedByGit,
          '##[warning]HOST left organisations out of its answer because the token is not authorised for their single sign-on: `members: read on acme`.',
          'GET https://HOST/api/v3/orgs/acme/teams?per_page=1 answered 200.',
          'Fix: The account of the token signs in to the organisation on HOST once, and then authorises or creates the token again.',
          more('sso-partial')
        ],
        outputs: {
          status: 'unknown',
          reason: 'sso-partial',
          'token-kind': 'fine-grained',
          scopes: '',
          unverified: 'members: read on acme'
        }
      }
    ],
    [
      'the longest lifetime of fine-grained tokens',
      {
        scene: {
          token: { ...fineGrained, lifetimeDays: 365, settingsId: 77 },
          inputs: writing('brief/app')
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          "missing write brief/app (GET https://HOST/brief/app.git/info/refs?service=git-receive-pack answered 403: The 'brief' organization forbids access via a fine-grained personal access tokens if the token's lifetime is greater than 30 days. Please adjust your token's lifetime at the following URL: …)",
          'git is not configured',
          '##[error]The organisation or enterprise lets no token in that is valid for more than 30 days, as RELEASE_TOKEN (fine-grained, @acme-bot) is: `write brief/app`.',
          "GET https://HOST/brief/app.git/info/refs?service=git-receive-pack answered 403: The 'brief' organization forbids access via a fine-grained personal access tokens if the token's lifetime is greater than 30 days. Please adjust your token's lifetime at the following URL: ….",
          `Fix: Give the token a shorter lifetime at https://HOST/settings/personal-access-tokens/77. Or: Create a fine-grained token at https://HOST/settings/personal-access-tokens/new (resource owner: brief; repositories: brief/app; permissions: contents: write; expiration: 30 days) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('lifetime-forbidden')
        ],
        outputs: {
          status: 'failed',
          reason: 'lifetime-forbidden',
          'token-kind': 'fine-grained',
          scopes: '',
          missing: 'write brief/app',
          'git-configured': 'false'
        },
        requests: [
          'GET https://HOST/api/v3/user 200',
          'GET https://HOST/brief/app.git/info/refs?service=git-receive-pack 403'
        ]
      }
    ],
    [
      'the longest lifetime, which the token keeps',
      {
        scene: {
          token: { ...fineGrained, lifetimeDays: 30 },
          inputs: named('brief/app')
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted read brief/app (git may read it)',
          'git uses it for brief/app in the later steps of this job'
        ],
        outputs: { 'token-kind': 'fine-grained', scopes: '' }
      }
    ],
    [
      'the longest lifetime of classic tokens',
      {
        scene: {
          token: classic,
          gitFaults: [
            plain(
              403,
              "The 'acme' organization forbids access via a personal access token (classic) if the token's lifetime is greater than 366 days. Please adjust your token's lifetime at the following URL: https://github.com/settings/tokens/1234"
            )
          ]
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          "missing read acme/app (GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 403: The 'acme' organization forbids access via a personal access token (classic) if the token's lifetime is greater than 366 days. Please adjust your token's lifetime at the following URL: …)",
          'git is not configured',
          '##[error]The organisation or enterprise lets no token in that is valid for more than 366 days, as RELEASE_TOKEN (classic, @acme-bot) is: `read acme/app`.',
          "GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 403: The 'acme' organization forbids access via a personal access token (classic) if the token's lifetime is greater than 366 days. Please adjust your token's lifetime at the following URL: ….",
          `Fix: Give the token a shorter lifetime at https://HOST/settings/tokens/1234. Or: Create a token at ${newTokenPage}?scopes=repo&description=acme%2Fapp%20RELEASE_TOKEN (scopes: repo) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('lifetime-forbidden')
        ],
        outputs: {
          status: 'failed',
          reason: 'lifetime-forbidden',
          missing: 'read acme/app',
          'git-configured': 'false'
        }
      }
    ],
    [
      'no classic tokens',
      {
        scene: { token: classic, inputs: named('modern/app') },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing read modern/app (GET https://HOST/modern/app.git/info/refs?service=git-upload-pack answered 403: `modern` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions)',
          'git is not configured',
          '##[error]The organisation does not let classic tokens in, which RELEASE_TOKEN (classic, @acme-bot) is: `read modern/app`.',
          'GET https://HOST/modern/app.git/info/refs?service=git-upload-pack answered 403: `modern` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions.',
          `Fix: Create a fine-grained token at https://HOST/settings/personal-access-tokens/new (resource owner: modern; repositories: modern/app; permissions: contents: read; expiration: 90 days) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('classic-forbidden')
        ],
        outputs: {
          status: 'failed',
          reason: 'classic-forbidden',
          missing: 'read modern/app',
          'git-configured': 'false'
        },
        requests: [
          'GET https://HOST/api/v3/user 200',
          'GET https://HOST/modern/app.git/info/refs?service=git-upload-pack 403'
        ]
      }
    ],
    [
      'no fine-grained tokens',
      {
        scene: { token: fineGrained, inputs: named('ancient/app') },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing read ancient/app (GET https://HOST/ancient/app.git/info/refs?service=git-upload-pack answered 403: `ancient` forbids access via a personal access token with fine-grained permissions. Please use a GitHub App, or an OAuth App)',
          'git is not configured',
          '##[error]The organisation does not let fine-grained tokens in, which RELEASE_TOKEN (fine-grained, @acme-bot) is: `read ancient/app`.',
          'GET https://HOST/ancient/app.git/info/refs?service=git-upload-pack answered 403: `ancient` forbids access via a personal access token with fine-grained permissions. Please use a GitHub App, or an OAuth App.',
          'Fix: Ask an owner of the organisation to allow them, or use a token of a GitHub App.',
          more('fine-grained-forbidden')
        ],
        outputs: {
          status: 'failed',
          reason: 'fine-grained-forbidden',
          'token-kind': 'fine-grained',
          scopes: '',
          missing: 'read ancient/app',
          'git-configured': 'false'
        }
      }
    ],
    [
      'a list of addresses',
      {
        scene: { token: classic, inputs: named('walled/app') },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing read walled/app (GET https://HOST/walled/app.git/info/refs?service=git-upload-pack answered 403: Although you appear to have the correct authorization credentials, the `walled` organization has an IP allow list enabled, and your IP address is not permitted to access this resource)',
          'git is not configured',
          '##[error]The IP allow list of the organisation does not have the address of this runner: `read walled/app`.',
          'GET https://HOST/walled/app.git/info/refs?service=git-upload-pack answered 403: Although you appear to have the correct authorization credentials, the `walled` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.',
          'Fix: Ask an owner of the organisation to add the address, or run the job on a runner whose address is on the list; the token is not at fault.',
          more('ip-forbidden')
        ],
        outputs: {
          status: 'failed',
          reason: 'ip-forbidden',
          missing: 'read walled/app',
          'git-configured': 'false'
        }
      }
    ],
    [
      'a list of addresses, of an installation',
      {
        scene: { token: installation, inputs: named('walled/app') },
        log: [
          'RELEASE_TOKEN (installation) on HOST 3.20.1: expires with the job, or about an hour after it was made',
          'granted accepted by HOST (It is a token of kind installation, which acts as no user)',
          'missing read walled/app (GET https://HOST/walled/app.git/info/refs?service=git-upload-pack answered 403: Although you appear to have the correct authorization credentials, the `walled` organization has an IP allow list enabled, and your IP address is not permitted to access this resource)',
          'git is not configured',
          '##[error]The IP allow list of the organisation does not have the address of this runner: `read walled/app`.',
          'GET https://HOST/walled/app.git/info/refs?service=git-upload-pack answered 403: Although you appear to have the correct authorization credentials, the `walled` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.',
          'Fix: Ask an owner of the organisation to add the address, or run the job on a runner whose address is on the list; the token is not at fault.',
          more('ip-forbidden')
        ],
        outputs: {
          status: 'failed',
          reason: 'ip-forbidden',
          'token-kind': 'installation',
          login: '',
          scopes: '',
          missing: 'read walled/app',
          'git-configured': 'false'
        }
      }
    ],
    [
      'restrictions of OAuth apps',
      {
        scene: { token: oauth, inputs: named('strict/app') },
        log: [
          'RELEASE_TOKEN (oauth, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing read strict/app (GET https://HOST/strict/app.git/info/refs?service=git-upload-pack answered 403: Although you appear to have the correct authorization credentials, the `strict` organization has enabled OAuth App access restrictions, meaning that data access to third-parties is limited. For more information on these restrictions, including how to enable this app, visit …)',
          'git is not configured',
          '##[error]The organisation restricts OAuth apps and has not approved the one of RELEASE_TOKEN (oauth, @acme-bot): `read strict/app`.',
          'GET https://HOST/strict/app.git/info/refs?service=git-upload-pack answered 403: Although you appear to have the correct authorization credentials, the `strict` organization has enabled OAuth App access restrictions, meaning that data access to third-parties is limited. For more information on these restrictions, including how to enable this app, visit ….',
          'Fix: Ask an owner of the organisation to approve the app, or use a token of another kind.',
          more('oauth-forbidden')
        ],
        outputs: {
          status: 'failed',
          reason: 'oauth-forbidden',
          'token-kind': 'oauth',
          missing: 'read strict/app',
          'git-configured': 'false'
        }
      }
    ],
    [
      'a token that waits for approval',
      {
        scene: { token: { ...fineGrained, pending: true } },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing read acme/app (GET https://HOST/api/v3/repos/acme/app answered 404: Not Found)',
          'git is not configured',
          '##[error]RELEASE_TOKEN (fine-grained, @acme-bot) cannot see a repository: `read acme/app`.',
          'GET https://HOST/api/v3/repos/acme/app answered 404: Not Found.',
          'Fix: Check at https://HOST/settings/personal-access-tokens the four usual causes: the repository is not among those selected; the resource owner of the token is another account; an owner of the organisation has not approved the token yet; or the repository was renamed or deleted. If git is not to use the token there, name the repositories it is for in the input repositories, or set configure-git to none.',
          more('repository-not-visible')
        ],
        outputs: {
          status: 'failed',
          reason: 'repository-not-visible',
          'token-kind': 'fine-grained',
          scopes: '',
          missing: 'read acme/app',
          'git-configured': 'false'
        },
        requests: [
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 404',
          'GET https://HOST/api/v3/repos/acme/app 404',
          'GET https://HOST/api/v3/user 200'
        ]
      }
    ],
    [
      'several at once',
      {
        scene: {
          token: classic,
          inputs: named('sso/app, modern/app, walled/app, acme/app')
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          readable,
          "missing read sso/app (GET https://HOST/sso/app.git/info/refs?service=git-upload-pack answered 403: The 'sso' organization has enabled or enforced SAML SSO. To access this repository, visit …)",
          'missing read modern/app (GET https://HOST/modern/app.git/info/refs?service=git-upload-pack answered 403: `modern` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions)',
          'missing read walled/app (GET https://HOST/walled/app.git/info/refs?service=git-upload-pack answered 403: Although you appear to have the correct authorization credentials, the `walled` organization has an IP allow list enabled, and your IP address is not permitted to access this resource)',
          'git is not configured',
          '##[error]RELEASE_TOKEN (classic, @acme-bot) is not authorised for single sign-on of the organisation: `read sso/app`.',
          "GET https://HOST/sso/app.git/info/refs?service=git-upload-pack answered 403: The 'sso' organization has enabled or enforced SAML SSO. To access this repository, visit ….",
          'Fix: The account of the token opens https://HOST/settings/tokens, chooses "Configure SSO" next to the token and authorises the organisation.',
          more('sso-required'),
          '##[error]The organisation does not let classic tokens in, which RELEASE_TOKEN (classic, @acme-bot) is: `read modern/app`.',
          'GET https://HOST/modern/app.git/info/refs?service=git-upload-pack answered 403: `modern` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions.',
          `Fix: Create a fine-grained token at https://HOST/settings/personal-access-tokens/new (resource owner: modern; repositories: modern/app; permissions: contents: read; expiration: 90 days) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('classic-forbidden'),
          '##[error]The IP allow list of the organisation does not have the address of this runner: `read walled/app`.',
          'GET https://HOST/walled/app.git/info/refs?service=git-upload-pack answered 403: Although you appear to have the correct authorization credentials, the `walled` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.',
          'Fix: Ask an owner of the organisation to add the address, or run the job on a runner whose address is on the list; the token is not at fault.',
          more('ip-forbidden')
        ],
        outputs: {
          status: 'failed',
          reason: 'sso-required',
          missing: 'read sso/app,read modern/app,read walled/app',
          'git-configured': 'false'
        }
      }
    ]
  ])('%s', (_, row) => prove(row))
})

describe('nobody lets in', () => {
  test.concurrent.each<[string, Row]>([
    [
      'the token of a suspended account',
      {
        scene: {
          token: { ...classic, suspended: true },
          inputs: { scopes: 'repo' }
        },
        log: [
          'missing accepted by HOST (GET https://HOST/api/v3/user answered 403: Sorry. Your account was suspended. Please contact GitHub Support)',
          'unknown repo (GET https://HOST/api/v3/user answered 403: Sorry. Your account was suspended. Please contact GitHub Support)',
          'unknown read acme/app (GET https://HOST/api/v3/user answered 403: Sorry. Your account was suspended. Please contact GitHub Support)',
          'git is not configured',
          '##[error]The account of RELEASE_TOKEN is suspended on HOST.',
          'GET https://HOST/api/v3/user answered 403: Sorry. Your account was suspended. Please contact GitHub Support.',
          `Fix: Have the account restored, or use another one. Create a token at ${newTokenPage}?scopes=repo&description=acme%2Fapp%20RELEASE_TOKEN (scopes: repo) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('account-suspended')
        ],
        outputs: {
          valid: 'false',
          status: 'failed',
          reason: 'account-suspended',
          'token-kind': 'unknown',
          login: '',
          scopes: '',
          unverified: 'repo,read acme/app',
          'git-configured': 'false',
          used: ''
        },
        requests: [
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 403',
          'GET https://HOST/api/v3/user 403'
        ]
      }
    ],
    [
      'the token of a suspended installation',
      {
        scene: { token: { ...installation, suspended: true } },
        log: [
          'missing accepted by HOST (GET https://HOST/api/v3/user answered 403: This installation has been suspended)',
          'unknown read acme/app (GET https://HOST/api/v3/user answered 403: This installation has been suspended)',
          'git is not configured',
          '##[error]The installation of the GitHub App that RELEASE_TOKEN belongs to is suspended.',
          'GET https://HOST/api/v3/user answered 403: This installation has been suspended.',
          'Fix: Have the owner of the app, or of the account it is installed in, unsuspend it.',
          more('installation-suspended')
        ],
        outputs: {
          valid: 'false',
          status: 'failed',
          reason: 'installation-suspended',
          'token-kind': 'unknown',
          login: '',
          scopes: '',
          unverified: 'read acme/app',
          'git-configured': 'false',
          used: ''
        },
        requests: [
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 403',
          'GET https://HOST/api/v3/user 403'
        ]
      }
    ],
    [
      'a token whose address is not on the list, nowhere',
      {
        scene: {
          faults: [
            message(
              403,
              'Although you appear to have the correct authorization credentials, the `acme` enterprise has an IP allow list enabled, and your IP address is not permitted to access this resource.'
            )
          ]
        },
        log: [
          'missing accepted by HOST (GET https://HOST/api/v3/user answered 403: Although you appear to have the correct authorization credentials, the `acme` enterprise has an IP allow list enabled, and your IP address is not permitted to access this resource)',
          readable,
          'git is not configured',
          '##[error]The IP allow list of the organisation does not have the address of this runner: `accepted by HOST`.',
          'GET https://HOST/api/v3/user answered 403: Although you appear to have the correct authorization credentials, the `acme` enterprise has an IP allow list enabled, and your IP address is not permitted to access this resource.',
          'Fix: Ask an owner of the organisation to add the address, or run the job on a runner whose address is on the list; the token is not at fault.',
          more('ip-forbidden')
        ],
        outputs: {
          valid: '',
          status: 'failed',
          reason: 'ip-forbidden',
          'token-kind': 'unknown',
          login: '',
          scopes: '',
          'git-configured': 'false',
          used: ''
        }
      }
    ],
    [
      'a token that git does not take',
      {
        scene: {
          gitFaults: [
            plain(
              401,
              'Invalid username or token. Password authentication is not supported for Git operations.'
            )
          ]
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing read acme/app (GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 401: Invalid username or token. Password authentication is not supported for Git operations)',
          'git is not configured',
          '##[error]HOST takes RELEASE_TOKEN (classic, @acme-bot) for its API, but not for git.',
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 401: Invalid username or token. Password authentication is not supported for Git operations.',
          `Fix: Create a token at ${newTokenPage}?scopes=repo&description=acme%2Fapp%20RELEASE_TOKEN (scopes: repo) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('git-rejected')
        ],
        outputs: {
          status: 'failed',
          reason: 'git-rejected',
          missing: 'read acme/app',
          'git-configured': 'false'
        },
        requests: [
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 401',
          'GET https://HOST/api/v3/user 200'
        ]
      }
    ],
    [
      'a token that does not arrive, in private mode',
      {
        scene: {
          faults: [message(401, 'Must authenticate to access this API.')],
          gitFaults: [plain(401, 'Repository not found.')]
        },
        log: [
          'unknown accepted by HOST (GET https://HOST/api/v3/user answered 401: Must authenticate to access this API)',
          'unknown read acme/app (GET https://HOST/api/v3/user answered 401: Must authenticate to access this API)',
          usedByGit,
          '##[warning]HOST answered as if RELEASE_TOKEN had not been sent.',
          'GET https://HOST/api/v3/user answered 401: Must authenticate to access this API.',
          'Fix: Look for a proxy that removes the header Authorization on the way to https://HOST and https://HOST/api/v3.',
          more('credentials-dropped')
        ],
        outputs: {
          valid: '',
          status: 'unknown',
          reason: 'credentials-dropped',
          'token-kind': 'unknown',
          login: '',
          scopes: '',
          unverified: 'read acme/app'
        },
        requests: [
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 401',
          'GET https://HOST/api/v3/user 401'
        ]
      }
    ],
    [
      'a token that does not arrive at git',
      {
        scene: {
          inputs: writing('acme/app'),
          gitFaults: [plain(401, 'No anonymous write access.')]
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown write acme/app (GET https://HOST/acme/app.git/info/refs?service=git-receive-pack answered 401: No anonymous write access)',
          'git uses it for acme/app in the later steps of this job',
          '##[warning]HOST answered as if RELEASE_TOKEN had not been sent.',
          'GET https://HOST/acme/app.git/info/refs?service=git-receive-pack answered 401: No anonymous write access.',
          'Fix: Look for a proxy that removes the header Authorization on the way to https://HOST and https://HOST/api/v3.',
          more('credentials-dropped')
        ],
        outputs: {
          status: 'unknown',
          reason: 'credentials-dropped',
          unverified: 'write acme/app'
        }
      }
    ]
  ])('%s', (_, row) => prove(row))
})

describe('git is refused for the repository', () => {
  test.concurrent.each<[string, Row]>([
    [
      'that a classic token cannot see',
      {
        scene: { token: { access: {} } },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing read acme/app (GET https://HOST/api/v3/repos/acme/app answered 404: Not Found)',
          'git is not configured',
          '##[error]RELEASE_TOKEN (classic, @acme-bot) cannot see a repository: `read acme/app`.',
          'GET https://HOST/api/v3/repos/acme/app answered 404: Not Found.',
          'Fix: Check that the account of the token may see the repository, that the token has the scope `repo` and is authorised for single sign-on at https://HOST/settings/tokens, and that the repository was not renamed or deleted. If git is not to use the token there, name the repositories it is for in the input repositories, or set configure-git to none.',
          more('repository-not-visible')
        ],
        outputs: {
          status: 'failed',
          reason: 'repository-not-visible',
          missing: 'read acme/app',
          'git-configured': 'false'
        },
        requests: [
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 404',
          'GET https://HOST/api/v3/repos/acme/app 404',
          'GET https://HOST/api/v3/user 200'
        ]
      }
    ],
    [
      'that a fine-grained token cannot see',
      {
        scene: { token: { kind: 'fine-grained', access: {} } },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing read acme/app (GET https://HOST/api/v3/repos/acme/app answered 404: Not Found)',
          'git is not configured',
          '##[error]RELEASE_TOKEN (fine-grained, @acme-bot) cannot see a repository: `read acme/app`.',
          'GET https://HOST/api/v3/repos/acme/app answered 404: Not Found.',
          'Fix: Check at https://HOST/settings/personal-access-tokens the four usual causes: the repository is not among those selected; the resource owner of the token is another account; an owner of the organisation has not approved the token yet; or the repository was renamed or deleted. If git is not to use the token there, name the repositories it is for in the input repositories, or set configure-git to none.',
          more('repository-not-visible')
        ],
        outputs: {
          status: 'failed',
          reason: 'repository-not-visible',
          'token-kind': 'fine-grained',
          scopes: '',
          missing: 'read acme/app',
          'git-configured': 'false'
        }
      }
    ],
    [
      'that an app-user token cannot see',
      {
        scene: { token: { kind: 'app-user', access: {} } },
        log: [
          'RELEASE_TOKEN (app-user, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing read acme/app (GET https://HOST/api/v3/repos/acme/app answered 404: Not Found)',
          'git is not configured',
          '##[error]RELEASE_TOKEN (app-user, @acme-bot) cannot see a repository: `read acme/app`.',
          'GET https://HOST/api/v3/repos/acme/app answered 404: Not Found.',
          'Fix: Check that the account of the token may see the repository, that the GitHub App has it in its installation, and that it was not renamed or deleted. If git is not to use the token there, name the repositories it is for in the input repositories, or set configure-git to none.',
          more('repository-not-visible')
        ],
        outputs: {
          status: 'failed',
          reason: 'repository-not-visible',
          'token-kind': 'app-user',
          scopes: '',
          missing: 'read acme/app',
          'git-configured': 'false'
        }
      }
    ],
    [
      'that an installation cannot see',
      {
        scene: { token: { kind: 'installation', access: {} } },
        log: [
          'RELEASE_TOKEN (installation) on HOST 3.20.1: expires with the job, or about an hour after it was made',
          'granted accepted by HOST (It is a token of kind installation, which acts as no user)',
          'missing read acme/app (GET https://HOST/api/v3/repos/acme/app answered 404: Not Found)',
          'git is not configured',
          '##[error]RELEASE_TOKEN (installation) cannot see a repository: `read acme/app`.',
          'GET https://HOST/api/v3/repos/acme/app answered 404: Not Found.',
          "Fix: A GITHUB_TOKEN sees the workflow's own repository alone; a GitHub App needs the repository in its installation. If git is not to use the token there, name the repositories it is for in the input repositories, or set configure-git to none.",
          more('repository-not-visible')
        ],
        outputs: {
          status: 'failed',
          reason: 'repository-not-visible',
          'token-kind': 'installation',
          login: '',
          scopes: '',
          missing: 'read acme/app',
          'git-configured': 'false'
        }
      }
    ],
    [
      'that git refuses, when the API does not answer',
      {
        scene: {
          token: classic,
          inputs: named('modern/app'),
          faults: [{ status: 502, body: '' }]
        },
        log: [
          'unknown accepted by HOST (GET https://HOST/api/v3/user answered 502: an empty body)',
          'missing read modern/app (GET https://HOST/modern/app.git/info/refs?service=git-upload-pack answered 403: `modern` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions)',
          'git is not configured',
          '##[error]The organisation does not let classic tokens in, which RELEASE_TOKEN is: `read modern/app`.',
          'GET https://HOST/modern/app.git/info/refs?service=git-upload-pack answered 403: `modern` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions.',
          `Fix: Create a fine-grained token at https://HOST/settings/personal-access-tokens/new (resource owner: modern; repositories: modern/app; permissions: contents: read; expiration: 90 days) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('classic-forbidden'),
          '##[warning]RELEASE_TOKEN could not be verified: the API of HOST answered with an error of its own.',
          'GET https://HOST/api/v3/user answered 502: an empty body.',
          'Fix: See whether https://HOST works and run the job again later.',
          more('server-error')
        ],
        outputs: {
          valid: '',
          status: 'failed',
          reason: 'classic-forbidden',
          'token-kind': 'unknown',
          login: '',
          scopes: '',
          missing: 'read modern/app',
          'git-configured': 'false'
        }
      }
    ],
    [
      'of the law by the API, so that the scopes of a preset say nothing',
      {
        scene: {
          token: classic,
          inputs: {
            repositories: 'acme/app',
            preset: 'push',
            permissions: 'issues: read'
          },
          faults: [message(451, 'Unavailable for legal reasons')]
        },
        log: [
          'unknown accepted by HOST (GET https://HOST/api/v3/user answered 451: Unavailable for legal reasons)',
          'unknown issues: read (GET https://HOST/api/v3/user answered 451: Unavailable for legal reasons)',
          'granted write acme/app (git may push to it)',
          'git uses it for acme/app in the later steps of this job',
          '##[warning]RELEASE_TOKEN could not be verified: the API of HOST refused the request.',
          'GET https://HOST/api/v3/user answered 451: Unavailable for legal reasons.',
          'Fix: Look whether the token works where it was created; its owner finds more at https://HOST.',
          more('access-refused')
        ],
        outputs: {
          valid: '',
          status: 'unknown',
          reason: 'access-refused',
          'token-kind': 'unknown',
          login: '',
          scopes: '',
          unverified: 'issues: read'
        }
      }
    ],
    [
      'that is not there',
      {
        scene: { token: classic, inputs: named('acme/typo') },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing read acme/typo (GET https://HOST/api/v3/repos/acme/typo answered 404: Not Found)',
          'git is not configured',
          '##[error]RELEASE_TOKEN (classic, @acme-bot) cannot see a repository: `read acme/typo`.',
          'GET https://HOST/api/v3/repos/acme/typo answered 404: Not Found.',
          'Fix: Check that the account of the token may see the repository, that the token has the scope `repo` and is authorised for single sign-on at https://HOST/settings/tokens, and that the repository was not renamed or deleted. If git is not to use the token there, name the repositories it is for in the input repositories, or set configure-git to none.',
          more('repository-not-visible')
        ],
        outputs: {
          status: 'failed',
          reason: 'repository-not-visible',
          missing: 'read acme/typo',
          'git-configured': 'false'
        }
      }
    ],
    [
      'that is private, without the scope',
      {
        scene: {
          token: { kind: 'classic', scopes: ['public_repo'], ...everywhere }
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing read acme/app (GET https://HOST/api/v3/repos/acme/app answered 404: Not Found)',
          'git is not configured',
          '##[error]RELEASE_TOKEN (classic, @acme-bot) cannot see a repository: `read acme/app`.',
          'GET https://HOST/api/v3/repos/acme/app answered 404: Not Found.',
          'Fix: Check that the account of the token may see the repository, that the token has the scope `repo` and is authorised for single sign-on at https://HOST/settings/tokens, and that the repository was not renamed or deleted. If git is not to use the token there, name the repositories it is for in the input repositories, or set configure-git to none.',
          more('repository-not-visible')
        ],
        outputs: {
          status: 'failed',
          reason: 'repository-not-visible',
          scopes: 'public_repo',
          missing: 'read acme/app',
          'git-configured': 'false'
        }
      }
    ],
    [
      'that is selected without its contents',
      {
        scene: { token: { kind: 'app-user', access: { 'acme/*': 'none' } } },
        log: [
          'RELEASE_TOKEN (app-user, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing read acme/app (GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 403: Write access to repository not granted)',
          'git is not configured',
          '##[error]RELEASE_TOKEN (app-user, @acme-bot) cannot read what is in a repository: `read acme/app`.',
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 403: Write access to repository not granted.',
          'Fix: Add contents: read to the GitHub App, and the repository to its installation. If git is not to use the token there, name the repositories it is for in the input repositories, or set configure-git to none.',
          more('contents-missing')
        ],
        outputs: {
          status: 'failed',
          reason: 'contents-missing',
          'token-kind': 'app-user',
          scopes: '',
          missing: 'read acme/app',
          'git-configured': 'false'
        }
      }
    ],
    [
      'that the account may only read',
      {
        scene: {
          token: { scopes: ['repo'], access: { 'acme/*': 'read' } },
          inputs: writing('acme/app')
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing write acme/app (GET https://HOST/acme/app.git/info/refs?service=git-receive-pack answered 403: Permission to acme/app.git denied to acme-bot)',
          'git is not configured',
          '##[error]RELEASE_TOKEN (classic, @acme-bot) cannot push to a repository: `write acme/app`.',
          'GET https://HOST/acme/app.git/info/refs?service=git-receive-pack answered 403: Permission to acme/app.git denied to acme-bot.',
          'Fix: Give the account of the token that access to the repository, and the token the scope `repo` (for public repositories `public_repo`) at https://HOST/settings/tokens.',
          more('push-refused')
        ],
        outputs: {
          status: 'failed',
          reason: 'push-refused',
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
      'that is public, to push without the scope',
      {
        scene: {
          token: { kind: 'classic', scopes: [], ...everywhere },
          inputs: writing('acme/docs')
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing write acme/docs (GET https://HOST/acme/docs.git/info/refs?service=git-receive-pack answered 403: Write access to repository not granted)',
          'git is not configured',
          '##[error]RELEASE_TOKEN (classic, @acme-bot) cannot push to a repository: `write acme/docs`.',
          'GET https://HOST/acme/docs.git/info/refs?service=git-receive-pack answered 403: Write access to repository not granted.',
          'Fix: Give the account of the token that access to the repository, and the token the scope `repo` (for public repositories `public_repo`) at https://HOST/settings/tokens.',
          more('push-refused')
        ],
        outputs: {
          status: 'failed',
          reason: 'push-refused',
          scopes: '',
          missing: 'write acme/docs',
          'git-configured': 'false'
        }
      }
    ],
    [
      'that is archived',
      {
        scene: { token: classic, inputs: writing('acme/old') },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing write acme/old (GET https://HOST/acme/old.git/info/refs?service=git-receive-pack answered 403: This repository was archived so it is read-only)',
          'git is not configured',
          '##[error]A repository is archived and nobody can change it: `write acme/old`.',
          'GET https://HOST/acme/old.git/info/refs?service=git-receive-pack answered 403: This repository was archived so it is read-only.',
          'Fix: Unarchive it in its settings, or use another repository.',
          more('repository-archived')
        ],
        outputs: {
          status: 'failed',
          reason: 'repository-archived',
          missing: 'write acme/old',
          'git-configured': 'false'
        }
      }
    ],
    [
      'that is archived, to read',
      {
        scene: { token: classic, inputs: named('acme/old') },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted read acme/old (git may read it)',
          'git uses it for acme/old in the later steps of this job'
        ],
        outputs: {}
      }
    ],
    [
      'that is blocked',
      {
        scene: { token: classic, inputs: named('acme/gone') },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing read acme/gone (GET https://HOST/acme/gone.git/info/refs?service=git-upload-pack answered 403: Repository access blocked)',
          'git is not configured',
          '##[error]HOST has blocked a repository: `read acme/gone`.',
          'GET https://HOST/acme/gone.git/info/refs?service=git-upload-pack answered 403: Repository access blocked.',
          'Fix: Its owner finds the reason at https://HOST.',
          more('repository-blocked')
        ],
        outputs: {
          status: 'failed',
          reason: 'repository-blocked',
          missing: 'read acme/gone',
          'git-configured': 'false'
        }
      }
    ],
    [
      'that is blocked for legal reasons',
      {
        scene: { token: fineGrained, inputs: named('acme/taken') },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing read acme/taken (GET https://HOST/acme/taken.git/info/refs?service=git-upload-pack answered 403: Repository access blocked)',
          'git is not configured',
          '##[error]HOST has blocked a repository: `read acme/taken`.',
          'GET https://HOST/acme/taken.git/info/refs?service=git-upload-pack answered 403: Repository access blocked.',
          'Fix: Its owner finds the reason at https://HOST.',
          more('repository-blocked')
        ],
        outputs: {
          status: 'failed',
          reason: 'repository-blocked',
          'token-kind': 'fine-grained',
          scopes: '',
          missing: 'read acme/taken',
          'git-configured': 'false'
        }
      }
    ],
    [
      'that is blocked for legal reasons, as the API tells',
      {
        scene: {
          token: fineGrained,
          inputs: named('acme/taken'),
          gitFaults: [plain(404, 'Repository not found.')]
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'missing read acme/taken (GET https://HOST/api/v3/repos/acme/taken answered 451: Repository access blocked)',
          'git is not configured',
          '##[error]HOST has blocked a repository: `read acme/taken`.',
          'GET https://HOST/api/v3/repos/acme/taken answered 451: Repository access blocked.',
          'Fix: Its owner finds the reason at https://HOST.',
          more('repository-blocked')
        ],
        outputs: {
          status: 'failed',
          reason: 'repository-blocked',
          'token-kind': 'fine-grained',
          scopes: '',
          missing: 'read acme/taken',
          'git-configured': 'false'
        }
      }
    ],
    [
      'that was renamed, which git follows',
      {
        scene: { token: classic, inputs: named('acme/was') },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted read acme/was (git may read acme/new)',
          'warning up-to-date name of acme/was (Its name is acme/new)',
          'git uses it for acme/was in the later steps of this job',
          '##[warning]A repository was renamed, and the workflow uses its old name.',
          'Its name is acme/new.',
          'Fix: Use its new name in the input repositories and in the addresses git is given: git before 2.46 cannot follow the redirect of a private repository.',
          more('repository-renamed')
        ],
        outputs: { status: 'warning', reason: 'repository-renamed' },
        requests: [
          'GET https://HOST/acme/new.git/info/refs?service=git-upload-pack 200',
          'GET https://HOST/acme/was.git/info/refs?service=git-upload-pack 301',
          'GET https://HOST/api/v3/user 200'
        ]
      }
    ],
    [
      'that was renamed, to push',
      {
        scene: { token: fineGrained, inputs: writing('acme/was, acme/new') },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted write acme/was (git may push to acme/new)',
          'warning up-to-date name of acme/was (Its name is acme/new)',
          'granted write acme/new (git may push to it)',
          'git uses it for acme/was, acme/new in the later steps of this job',
          '##[warning]A repository was renamed, and the workflow uses its old name.',
          'Its name is acme/new.',
          'Fix: Use its new name in the input repositories and in the addresses git is given: git before 2.46 cannot follow the redirect of a private repository.',
          more('repository-renamed')
        ],
        outputs: {
          status: 'warning',
          reason: 'repository-renamed',
          'token-kind': 'fine-grained',
          scopes: ''
        }
      }
    ],
    [
      'that was renamed, with permissions',
      {
        scene: {
          token: { ...fineGrained, permissions: { issues: 'read' } },
          inputs: { ...named('acme/was'), permissions: 'issues: read' }
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted issues: read on acme/new (GET https://HOST/api/v3/repos/acme/new/issues?per_page=1 answered 200)',
          'granted read acme/was (git may read acme/new)',
          'warning up-to-date name of acme/was (Its name is acme/new)',
          'git uses it for acme/was in the later steps of this job',
          '##[warning]A repository was renamed, and the workflow uses its old name.',
          'Its name is acme/new.',
          'Fix: Use its new name in the input repositories and in the addresses git is given: git before 2.46 cannot follow the redirect of a private repository.',
          more('repository-renamed')
        ],
        outputs: {
          status: 'warning',
          reason: 'repository-renamed',
          'token-kind': 'fine-grained',
          scopes: ''
        },
        requests: [
          'GET https://HOST/acme/new.git/info/refs?service=git-upload-pack 200',
          'GET https://HOST/acme/was.git/info/refs?service=git-upload-pack 301',
          'GET https://HOST/api/v3/repos/acme/new 200',
          'GET https://HOST/api/v3/repos/acme/new/issues?per_page=1 200',
          'GET https://HOST/api/v3/user 200'
        ]
      }
    ],
    [
      'with a redirect to another host',
      {
        scene: {
          token: classic,
          gitFaults: [
            redirect(
              'https://github.com.evil.example/acme/app.git/info/refs?service=git-upload-pack',
              301
            )
          ]
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown read acme/app (GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 301: an empty body, with a redirect to github.com.evil.example)',
          usedByGit,
          '##[warning]`read acme/app` could not be verified: HOST redirects elsewhere, and a token goes nowhere but to the host it was given for.',
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 301: an empty body, with a redirect to github.com.evil.example.',
          'Fix: Use the address it redirects to as server-url or api-url.',
          more('redirected')
        ],
        outputs: {
          status: 'unknown',
          reason: 'redirected',
          unverified: 'read acme/app'
        },
        requests: [
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 301',
          'GET https://HOST/api/v3/user 200'
        ]
      }
    ],
    [
      'with a redirect to plain HTTP',
      {
        scene: {
          token: classic,
          gitFaults: [redirect('http://github.com/acme/app.git/info/refs', 301)]
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown read acme/app (GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 301: an empty body)',
          usedByGit,
          '##[warning]`read acme/app` could not be verified: HOST redirects elsewhere, and a token goes nowhere but to the host it was given for.',
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 301: an empty body.',
          'Fix: Use the address it redirects to as server-url or api-url.',
          more('redirected')
        ],
        outputs: {
          status: 'unknown',
          reason: 'redirected',
          unverified: 'read acme/app'
        }
      }
    ],
    [
      'with a redirect to a page of the host',
      {
        scene: {
          token: classic,
          gitFaults: [redirect('/login?return_to=%2Facme%2Fapp')]
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown read acme/app (GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 302: an empty body)',
          usedByGit,
          '##[warning]`read acme/app` could not be verified: HOST redirects elsewhere, and a token goes nowhere but to the host it was given for.',
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 302: an empty body.',
          'Fix: Use the address it redirects to as server-url or api-url.',
          more('redirected')
        ],
        outputs: {
          status: 'unknown',
          reason: 'redirected',
          unverified: 'read acme/app'
        }
      }
    ],
    [
      'with a redirect to itself',
      {
        scene: {
          token: classic,
          gitFaults: [
            redirect('/acme/app.git/info/refs?service=git-upload-pack')
          ]
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown read acme/app (GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 302: an empty body)',
          usedByGit,
          '##[warning]`read acme/app` could not be verified: HOST redirects elsewhere, and a token goes nowhere but to the host it was given for.',
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 302: an empty body.',
          'Fix: Use the address it redirects to as server-url or api-url.',
          more('redirected')
        ],
        outputs: {
          status: 'unknown',
          reason: 'redirected',
          unverified: 'read acme/app'
        },
        requests: [
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 302',
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 302',
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 302',
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 302',
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 302',
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 302',
          'GET https://HOST/api/v3/user 200'
        ]
      }
    ],
    [
      'with a page of something in between',
      {
        scene: {
          token: classic,
          gitFaults: [
            {
              status: 200,
              headers: { 'content-type': 'text/html' },
              body: '<html>Sign in'
            }
          ]
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown read acme/app (GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 200: an HTML page)',
          usedByGit,
          '##[warning]`read acme/app` could not be verified: HOST does not answer like GitHub.',
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 200: an HTML page.',
          'Fix: Check that server-url (HOST) and its API (https://HOST/api/v3) are the right addresses and that this runner reaches them, through its proxy if it has one.',
          more('not-github')
        ],
        outputs: {
          status: 'unknown',
          reason: 'not-github',
          unverified: 'read acme/app'
        }
      }
    ],
    [
      'with nothing',
      {
        scene: { token: classic, gitFaults: [{ status: 200, body: '' }] },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown read acme/app (GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 200: an empty body)',
          usedByGit,
          '##[warning]`read acme/app` could not be verified: HOST does not answer like GitHub.',
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 200: an empty body.',
          'Fix: Check that server-url (HOST) and its API (https://HOST/api/v3) are the right addresses and that this runner reaches them, through its proxy if it has one.',
          more('not-github')
        ],
        outputs: {
          status: 'unknown',
          reason: 'not-github',
          unverified: 'read acme/app'
        }
      }
    ],
    [
      'with an error of the server',
      {
        scene: {
          token: classic,
          gitFaults: [{ status: 502, body: 'Bad gateway' }]
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown read acme/app (GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 502: unexpected text)',
          usedByGit,
          '##[warning]`read acme/app` could not be verified: HOST answered with an error of its own.',
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 502: unexpected text.',
          'Fix: See whether https://HOST works and run the job again later.',
          more('server-error')
        ],
        outputs: {
          status: 'unknown',
          reason: 'server-error',
          unverified: 'read acme/app'
        },
        requests: [
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 502',
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 502',
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 502',
          'GET https://HOST/api/v3/user 200'
        ]
      }
    ],
    [
      'with a reset connection',
      {
        scene: { token: classic, gitFaults: [{ disconnect: true }] },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown read acme/app (GET https://HOST/acme/app.git/info/refs?service=git-upload-pack: the connection failed (UND_ERR_SOCKET))',
          usedByGit,
          '##[warning]`read acme/app` could not be verified: HOST did not answer.',
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack: the connection failed (UND_ERR_SOCKET).',
          'Fix: Check that server-url (HOST) and its API (https://HOST/api/v3) are the right addresses and that this runner reaches them, through its proxy if it has one.',
          more('host-unreachable')
        ],
        outputs: {
          status: 'unknown',
          reason: 'host-unreachable',
          unverified: 'read acme/app'
        }
      }
    ],
    [
      'with words that nobody knows',
      {
        scene: {
          token: classic,
          gitFaults: [plain(403, 'Computer says ::error::no ##[error]x')]
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown read acme/app (GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 403: Computer says ::error::no ## [error]x)',
          usedByGit,
          '##[warning]`read acme/app` could not be verified: HOST refused the request.',
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 403: Computer says ::error::no ## [error]x.',
          'Fix: Look whether the token works where it was created; its owner finds more at https://HOST.',
          more('access-refused')
        ],
        outputs: {
          status: 'unknown',
          reason: 'access-refused',
          unverified: 'read acme/app'
        },
        requests: [
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 403',
          'GET https://HOST/api/v3/repos/acme/app 200',
          'GET https://HOST/api/v3/user 200'
        ]
      }
    ],
    [
      'with an error of the server that passes',
      {
        scene: { token: classic, gitFaults: [{ status: 503, body: '' }, {}] },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          readable,
          usedByGit
        ],
        outputs: {},
        requests: [
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 200',
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 503',
          'GET https://HOST/api/v3/user 200'
        ]
      }
    ]
  ])('%s', (_, row) => prove(row))
})

describe('a rate limit', () => {
  const primary = {
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': '4102444800',
    date: 'Fri, 31 Dec 2099 23:00:00 GMT'
  }
  const secondary =
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'
  const probed: Scene = {
    token: { ...fineGrained, permissions: { issues: 'read' } },
    inputs: { permissions: 'issues: read' }
  }
  test.concurrent.each<[string, Row]>([
    [
      'of git, the primary one',
      {
        scene: {
          token: classic,
          gitFaults: [plain(403, 'API rate limit exceeded', primary)]
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown read acme/app (GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 403: API rate limit exceeded, and asks to wait 3600 seconds)',
          usedByGit,
          '##[warning]`read acme/app` could not be verified: HOST limits the rate of requests.',
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 403: API rate limit exceeded, and asks to wait 3600 seconds.',
          'Fix: Run the job again later.',
          more('rate-limited')
        ],
        outputs: {
          status: 'unknown',
          reason: 'rate-limited',
          unverified: 'read acme/app'
        },
        requests: [
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 403',
          'GET https://HOST/api/v3/user 200'
        ]
      }
    ],
    [
      'of git, the secondary one',
      {
        scene: {
          token: classic,
          gitFaults: [plain(403, secondary, { 'retry-after': '60' })]
        },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown read acme/app (GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 403: You have exceeded a secondary rate limit. Please wait a few minutes before you try again, and asks to wait 60 seconds)',
          usedByGit,
          '##[warning]`read acme/app` could not be verified: HOST limits the rate of requests.',
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 403: You have exceeded a secondary rate limit. Please wait a few minutes before you try again, and asks to wait 60 seconds.',
          'Fix: Run the job again later.',
          more('rate-limited')
        ],
        outputs: {
          status: 'unknown',
          reason: 'rate-limited',
          unverified: 'read acme/app'
        }
      }
    ],
    [
      'of git, in words alone',
      {
        scene: { token: classic, gitFaults: [plain(403, secondary)] },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown read acme/app (GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 403: You have exceeded a secondary rate limit. Please wait a few minutes before you try again)',
          usedByGit,
          '##[warning]`read acme/app` could not be verified: HOST limits the rate of requests.',
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 403: You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
          'Fix: Run the job again later.',
          more('rate-limited')
        ],
        outputs: {
          status: 'unknown',
          reason: 'rate-limited',
          unverified: 'read acme/app'
        }
      }
    ],
    [
      'of git, by status alone',
      {
        scene: { token: classic, gitFaults: [{ status: 429, body: '' }] },
        log: [
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown read acme/app (GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 429: an empty body)',
          usedByGit,
          '##[warning]`read acme/app` could not be verified: HOST limits the rate of requests.',
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack answered 429: an empty body.',
          'Fix: Run the job again later.',
          more('rate-limited')
        ],
        outputs: {
          status: 'unknown',
          reason: 'rate-limited',
          unverified: 'read acme/app'
        }
      }
    ],
    [
      'of git that passes',
      {
        scene: {
          token: classic,
          gitFaults: [plain(429, secondary, { 'retry-after': '0' }), {}]
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
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 429',
          'GET https://HOST/api/v3/user 200'
        ]
      }
    ],
    [
      'of probes, the primary one',
      {
        scene: {
          ...probed,
          probeFaults: [
            message(403, 'API rate limit exceeded for user ID 1001.', primary)
          ]
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown issues: read on acme/app (GET https://HOST/api/v3/repos/acme/app/issues?per_page=1 answered 403: API rate limit exceeded for user ID 1001, and asks to wait 3600 seconds)',
          readable,
          usedByGit,
          '##[warning]`issues: read on acme/app` could not be verified: HOST limits the rate of requests.',
          'GET https://HOST/api/v3/repos/acme/app/issues?per_page=1 answered 403: API rate limit exceeded for user ID 1001, and asks to wait 3600 seconds.',
          'Fix: Run the job again later.',
          more('rate-limited')
        ],
        outputs: {
          status: 'unknown',
          reason: 'rate-limited',
          'token-kind': 'fine-grained',
          scopes: '',
          unverified: 'issues: read on acme/app'
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
      'of probes, the secondary one',
      {
        scene: {
          ...probed,
          probeFaults: [message(403, secondary, { 'retry-after': '60' })]
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown issues: read on acme/app (GET https://HOST/api/v3/repos/acme/app/issues?per_page=1 answered 403: You have exceeded a secondary rate limit. Please wait a few minutes before you try again, and asks to wait 60 seconds)',
          readable,
          usedByGit,
          '##[warning]`issues: read on acme/app` could not be verified: HOST limits the rate of requests.',
          'GET https://HOST/api/v3/repos/acme/app/issues?per_page=1 answered 403: You have exceeded a secondary rate limit. Please wait a few minutes before you try again, and asks to wait 60 seconds.',
          'Fix: Run the job again later.',
          more('rate-limited')
        ],
        outputs: {
          status: 'unknown',
          reason: 'rate-limited',
          'token-kind': 'fine-grained',
          scopes: '',
          unverified: 'issues: read on acme/app'
        }
      }
    ],
    [
      'of probes that passes',
      {
        scene: {
          ...probed,
          probeFaults: [message(429, secondary, { 'retry-after': '1' }), {}]
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'granted issues: read on acme/app (GET https://HOST/api/v3/repos/acme/app/issues?per_page=1 answered 200)',
          readable,
          usedByGit
        ],
        outputs: { 'token-kind': 'fine-grained', scopes: '' },
        requests: [
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 200',
          'GET https://HOST/api/v3/repos/acme/app 200',
          'GET https://HOST/api/v3/repos/acme/app/issues?per_page=1 200',
          'GET https://HOST/api/v3/repos/acme/app/issues?per_page=1 429',
          'GET https://HOST/api/v3/user 200'
        ]
      }
    ],
    [
      'before probes',
      {
        scene: {
          ...probed,
          restFaults: [message(403, secondary, { 'retry-after': '60' })]
        },
        log: [
          'RELEASE_TOKEN (fine-grained, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown issues: read on acme/app (GET https://HOST/api/v3/repos/acme/app answered 403: You have exceeded a secondary rate limit. Please wait a few minutes before you try again, and asks to wait 60 seconds)',
          readable,
          usedByGit,
          '##[warning]`issues: read on acme/app` could not be verified: HOST limits the rate of requests.',
          'GET https://HOST/api/v3/repos/acme/app answered 403: You have exceeded a secondary rate limit. Please wait a few minutes before you try again, and asks to wait 60 seconds.',
          'Fix: Run the job again later.',
          more('rate-limited')
        ],
        outputs: {
          status: 'unknown',
          reason: 'rate-limited',
          'token-kind': 'fine-grained',
          scopes: '',
          unverified: 'issues: read on acme/app'
        },
        requests: [
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 200',
          'GET https://HOST/api/v3/repos/acme/app 403',
          'GET https://HOST/api/v3/repos/acme/app/issues?per_page=1 403',
          'GET https://HOST/api/v3/user 200'
        ]
      }
    ]
  ])('%s', (_, row) => prove(row))
})
