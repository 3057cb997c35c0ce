import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Fault, FAULTS } from '../support/github/faults.ts'
import type { JobOptions } from '../support/runner/job.ts'
import type { World } from '../support/world.ts'
import {
  bodyOf,
  dayIn,
  type DeskOptions,
  expiresIn,
  newToken,
  openDesk,
  type RunOptions,
  startReminders
} from './remind-play.ts'

let world: World

beforeAll(async () => {
  world = await startReminders()
  const { github } = world
  github.addOrganization({ login: 'sso', sso: true })
  github.addOrganization({ login: 'brief', longestLifetimeDays: 30 })
  github.addOrganization({ login: 'modern', forbids: ['classic'] })
  github.addOrganization({ login: 'walled', allowList: true })
  const owners = ['sso', 'brief', 'modern', 'walled']
  await Promise.all(
    owners.map((owner) =>
      github.addRepository(`${owner}/app`, { private: true })
    )
  )
})

afterAll(() => world.close())

const keys = ['purpose: pushes the release commit', 'owner: "@acme/release"']

const openWith = ({ keys: more = [], ...options }: DeskOptions = {}) =>
  openDesk(world, { ...options, keys: [...keys, ...more] })

const classicPage = 'https://HOST/settings/tokens'
const secrets =
  'as RELEASE_TOKEN at https://HOST/acme/app/settings/secrets/actions'
const user = 'GET https://HOST/api/v3/user'
const push = (repository: string) =>
  `GET https://HOST/${repository}.git/info/refs?service=git-receive-pack answered 403`
const alone = `Store the token alone, without anything around it, ${secrets}.`
const reach =
  'Check that server-url (HOST) and its API (https://HOST/api/v3) are the right addresses and that this runner reaches them, through its proxy if it has one.'

/** A token with which something is wrong, and all that its issue says. */
interface Row extends Pick<DeskOptions, 'token' | 'keys'> {
  readonly run?: RunOptions
  readonly fault?: Fault
  readonly status: string
  readonly title: string
  readonly reason: string
  readonly problem: string
  readonly threshold?: number
  readonly end?: string
  readonly what: string
  /** Whether its kind is known as that; when not said, it is. */
  readonly isClassic?: boolean
  /** None when it is for those alone who may know the account. */
  readonly evidence?: string
  readonly step: string
  readonly place?: string
}

const held = (value: string): RunOptions => ({ env: { RELEASE_TOKEN: value } })

const rows: readonly (readonly [string, Row])[] = [
  [
    'is empty',
    {
      run: held(''),
      isClassic: false,
      status: 'failed',
      title: 'token is empty',
      reason: 'token-empty',
      problem: 'invalid',
      what: 'RELEASE_TOKEN is empty.',
      evidence: '`It is an empty text`',
      step: `Store the token ${secrets}, and check the workflow for the five usual causes: the name of the secret is misspelt; it belongs to an environment the job does not name (\`environment:\`); a reusable workflow was called without \`secrets:\`; an organisation secret is not shared with this repository; or GitHub withholds it, as it does from pull requests of forks and of Dependabot.`
    }
  ],
  [
    'is a JSON document',
    {
      run: held('{"token":"x"}'),
      isClassic: false,
      status: 'failed',
      title: 'token is a JSON document',
      reason: 'token-json',
      problem: 'invalid',
      what: 'RELEASE_TOKEN holds a JSON document instead of a token.',
      evidence: '`It starts like a JSON document`',
      step: alone
    }
  ],
  [
    'is too short',
    {
      run: held('abc'),
      isClassic: false,
      status: 'failed',
      title: 'not a token',
      reason: 'token-too-short',
      problem: 'invalid',
      what: 'RELEASE_TOKEN does not look like a token: it is too short.',
      evidence: '`It is shorter than any token`',
      step: alone
    }
  ],
  [
    'is rejected',
    {
      token: { expired: true },
      status: 'failed',
      title: 'token rejected',
      reason: 'token-rejected',
      problem: 'invalid',
      what: 'HOST does not accept RELEASE_TOKEN.',
      evidence: `\`${user} answered 401: Bad credentials\``,
      step: `The token has expired, was revoked, is mistyped, or belongs to another host. ${newToken}.`
    }
  ],
  [
    'lacks a scope',
    {
      keys: ['scopes: workflow'],
      status: 'failed',
      title: 'scope missing',
      reason: 'scope-missing',
      problem: 'missing',
      what: 'RELEASE_TOKEN (classic) lacks `workflow`.',
      step: `Add what is missing to the token at ${classicPage}. Or: ${newToken.replace('new?', 'new?scopes=workflow&').replace(' and', ' (scopes: workflow) and')}.`
    }
  ],
  [
    'lacks a permission',
    {
      token: { kind: 'fine-grained' },
      keys: ['permissions: "issues: read"', 'repositories: acme/lib'],
      place: 'acme/lib',
      status: 'failed',
      title: 'permission missing',
      reason: 'permission-missing',
      problem: 'missing',
      what: 'RELEASE_TOKEN (fine-grained) lacks `issues: read on acme/lib`.',
      evidence:
        '`GET https://HOST/api/v3/repos/acme/lib/issues?per_page=1 answered 403: Resource not accessible by personal access token; it needs issues=read`',
      step: 'Edit the token at https://HOST/settings/personal-access-tokens: it needs contents: read, issues: read for acme/lib. Or: Create a fine-grained token at https://HOST/settings/personal-access-tokens/new (resource owner: acme; repositories: acme/lib; permissions: contents: read, issues: read; expiration: 90 days) and store it as RELEASE_TOKEN at https://HOST/acme/app/settings/secrets/actions.'
    }
  ],
  [
    'belongs to another account',
    {
      keys: ['expected-login: someone'],
      status: 'failed',
      title: 'another account',
      reason: 'login-unexpected',
      problem: 'missing',
      what: 'RELEASE_TOKEN (classic) is not the token of the account that was asked for: `belongs to its account`.',
      evidence: '`It belongs to its account`',
      step: `Store a token of that account ${secrets}, or correct the input expected-login.`
    }
  ],
  [
    'lost its single sign-on',
    {
      token: { access: { 'sso/*': 'write' } },
      keys: ['preset: push', 'repositories: sso/app'],
      place: 'sso/app',
      status: 'failed',
      title: 'single sign-on required',
      reason: 'sso-required',
      problem: 'missing',
      what: 'RELEASE_TOKEN (classic) is not authorised for single sign-on of the organisation: `write sso/app`.',
      evidence: `\`${push('sso/app')}: The 'sso' organization has enabled or enforced SAML SSO. To access this repository, visit …\``,
      step: `The account of the token opens ${classicPage}, chooses "Configure SSO" next to the token and authorises the organisation.`
    }
  ],
  [
    'lives for too long',
    {
      token: {
        kind: 'fine-grained',
        lifetimeDays: 90,
        settingsId: 7,
        access: { 'brief/*': 'write' }
      },
      keys: ['preset: push', 'repositories: brief/app'],
      place: 'brief/app',
      status: 'failed',
      title: 'lifetime forbidden',
      reason: 'lifetime-forbidden',
      problem: 'missing',
      what: 'The organisation or enterprise lets no token in that is valid for more than 30 days, as RELEASE_TOKEN (fine-grained) is: `write brief/app`.',
      evidence: `\`${push('brief/app')}: The 'brief' organization forbids access via a fine-grained personal access tokens if the token's lifetime is greater than 30 days. Please adjust your token's lifetime at the following URL: …\``,
      step: 'Give the token a shorter lifetime at https://HOST/settings/personal-access-tokens/7. Or: Create a fine-grained token at https://HOST/settings/personal-access-tokens/new (resource owner: brief; repositories: brief/app; permissions: contents: write; expiration: 30 days) and store it as RELEASE_TOKEN at https://HOST/acme/app/settings/secrets/actions.'
    }
  ],
  [
    'is of a kind that is not let in',
    {
      token: { access: { 'modern/*': 'write' } },
      keys: ['preset: push', 'repositories: modern/app'],
      place: 'modern/app',
      status: 'failed',
      title: 'classic tokens forbidden',
      reason: 'classic-forbidden',
      problem: 'missing',
      what: 'The organisation does not let classic tokens in, which RELEASE_TOKEN (classic) is: `write modern/app`.',
      evidence: `\`\`${push('modern/app')}: \`modern\` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions\`\``,
      step: 'Create a fine-grained token at https://HOST/settings/personal-access-tokens/new (resource owner: modern; repositories: modern/app; permissions: contents: write; expiration: 90 days) and store it as RELEASE_TOKEN at https://HOST/acme/app/settings/secrets/actions.'
    }
  ],
  [
    'comes from a wrong address',
    {
      token: { access: { 'walled/*': 'write' } },
      keys: ['preset: push', 'repositories: walled/app'],
      place: 'walled/app',
      status: 'failed',
      title: 'IP address not allowed',
      reason: 'ip-forbidden',
      problem: 'missing',
      what: 'The IP allow list of the organisation does not have the address of this runner: `write walled/app`.',
      evidence: `\`\`${push('walled/app')}: Although you appear to have the correct authorization credentials, the \`walled\` organization has an IP allow list enabled, and your IP address is not permitted to access this resource\`\``,
      step: 'Ask an owner of the organisation to add the address, or run the job on a runner whose address is on the list; the token is not at fault.'
    }
  ],
  [
    'may not push',
    {
      token: { access: { 'acme/*': 'read' } },
      keys: ['preset: push', 'repositories: acme/lib'],
      place: 'acme/lib',
      status: 'failed',
      title: 'push refused',
      reason: 'push-refused',
      problem: 'missing',
      what: 'RELEASE_TOKEN (classic) cannot push to a repository: `write acme/lib`.',
      evidence: `\`${push('acme/lib')}: Permission to acme/lib.git denied to its account\``,
      step: `Give the account of the token that access to the repository, and the token the scope \`repo\` (for public repositories \`public_repo\`) at ${classicPage}.`
    }
  ],
  [
    'is to be replaced soon',
    {
      keys: [`rotate-by: ${dayIn(5)}`],
      status: 'warning',
      title: `to be replaced by ${dayIn(5)}`,
      reason: 'rotation-due',
      problem: 'expiring',
      threshold: 7,
      end: `It is to be replaced by ${dayIn(5)} (5 days left).`,
      what: 'RELEASE_TOKEN (classic) is to be replaced soon, or should have been already.',
      evidence: `\`It is to be replaced by ${dayIn(5)} (5 days left)\``,
      step: `${newToken}. Then set \`rotate-by\` in the policy to the next day.`
    }
  ],
  [
    'was to be replaced',
    {
      keys: [`rotate-by: ${dayIn(-5)}`],
      status: 'warning',
      title: `to be replaced by ${dayIn(-5)}`,
      reason: 'rotation-due',
      problem: 'expiring',
      threshold: 0,
      end: `It is to be replaced by ${dayIn(-5)} (5 days ago).`,
      what: 'RELEASE_TOKEN (classic) is to be replaced soon, or should have been already.',
      evidence: `\`It is to be replaced by ${dayIn(-5)} (5 days ago)\``,
      step: `${newToken}. Then set \`rotate-by\` in the policy to the next day.`
    }
  ],
  [
    'has more than it should, where that fails',
    {
      token: { scopes: ['repo', 'gist'] },
      keys: ['scopes: repo', 'fail-on: excess'],
      status: 'failed',
      title: 'more scopes than needed',
      reason: 'scope-excess',
      problem: 'unwanted',
      what: 'RELEASE_TOKEN (classic) has more scopes than were asked for.',
      step: `Remove them from the token at ${classicPage}; if they are needed, add them to the input scopes.`
    }
  ],
  [
    'ends nobody knows when',
    {
      token: { expiresAt: 'next year' },
      status: 'unknown',
      title: 'expiry not readable',
      reason: 'expiry-unreadable',
      problem: 'unknown',
      what: 'When RELEASE_TOKEN expires is not known: HOST reported it in a form this action does not understand.',
      evidence: '`GitHub reported the expiry "next year"`',
      step: `Look at ${classicPage} when it expires, and report the form as an issue of this action.`
    }
  ],
  [
    'is asked about at a host that does not answer',
    {
      fault: FAULTS.disconnected,
      status: 'unknown',
      title: 'host unreachable',
      reason: 'host-unreachable',
      problem: 'unknown',
      what: 'RELEASE_TOKEN could not be verified: the API of HOST did not answer.',
      evidence: `\`${user}: the connection failed (UND_ERR_SOCKET)\``,
      step: reach
    }
  ],
  [
    'meets a rate limit',
    {
      fault: FAULTS.secondaryLimit,
      status: 'unknown',
      title: 'rate limit',
      reason: 'rate-limited',
      problem: 'unknown',
      what: 'RELEASE_TOKEN could not be verified: the API of HOST limits the rate of requests.',
      evidence: `\`${user} answered 403: You have exceeded a secondary rate limit. Please wait a few minutes before you try again\``,
      step: 'Run the job again later.'
    }
  ],
  [
    'meets a portal',
    {
      fault: FAULTS.html,
      status: 'unknown',
      title: 'not GitHub',
      reason: 'not-github',
      problem: 'unknown',
      what: 'RELEASE_TOKEN could not be verified: the API of HOST does not answer like GitHub.',
      evidence: `\`${user} answered 200: an HTML page\``,
      step: reach
    }
  ],
  [
    'meets a gateway',
    {
      fault: FAULTS.badGateway,
      status: 'unknown',
      title: 'server error',
      reason: 'server-error',
      problem: 'unknown',
      what: 'RELEASE_TOKEN could not be verified: the API of HOST answered with an error of its own.',
      evidence: `\`${user} answered 502: an HTML page\``,
      step: 'See whether https://HOST works and run the job again later.'
    }
  ]
]

const headings: Readonly<Record<string, string>> = {
  'rotation-due': 'rotation is due'
}

describe('a token has an issue that', () => {
  test.concurrent.each(rows)('%s', async (_, row) => {
    const { title, reason, problem, threshold = null } = row
    const desk = await openWith(row)
    if (row.fault) desk.fault(row.fault)
    const seen = await desk.remind(row.run)
    expect(seen.exitCode).toBe(0)
    expect(seen.outputs['status']).toBe(row.status)
    expect(seen.issues).toMatchObject([{ number: 1, action: 'opened' }])
    const view = {
      number: 1,
      title: `RELEASE_TOKEN: ${title}`,
      body: bodyOf({
        end: row.end,
        wrong: [
          `- **${headings[reason] ?? title}**: ${row.what}`,
          ...(row.evidence === undefined ? [] : [`  - ${row.evidence}`])
        ],
        repository: row.place,
        steps: [row.step],
        reasons: [reason],
        stage: { problem, threshold },
        isReplaced: problem === 'invalid' || problem === 'expiring',
        isClassic: row.isClassic
      }),
      state: 'open',
      labels: ['token-rotation'],
      assignees: [],
      comments: []
    }
    expect(desk.view()).toEqual([view])
    // And it stays.
    const again = await desk.remind(row.run)
    expect([again.exitCode, again.writes]).toEqual([0, []])
    expect(desk.view()).toEqual([view])
  })
})

describe('a token has no issue that', () => {
  test.concurrent.each<[string, DeskOptions, string]>([
    ['is as expected', { token: { expiresAt: expiresIn(200) } }, 'ok'],
    ['has no end', {}, 'warning'],
    [
      'has more than it should',
      { token: { scopes: ['repo', 'gist'] }, keys: ['scopes: repo'] },
      'warning'
    ],
    [
      'may have a permission nobody can prove',
      {
        token: {
          kind: 'fine-grained',
          permissions: { issues: 'write' },
          expiresAt: expiresIn(200)
        },
        keys: ['permissions: "issues: write"', 'repositories: acme/lib']
      },
      'unknown'
    ],
    [
      'lives for an hour',
      { token: { kind: 'installation', expiresAt: expiresIn(0) } },
      'ok'
    ]
  ])('%s', async (_, options, status) => {
    const desk = await openWith(options)
    const seen = await desk.remind()
    expect([seen.exitCode, seen.outputs['status']]).toEqual([0, status])
    expect(seen.issues).toEqual([])
    expect(seen.writes).toEqual([])
  })
})

/** A desk with an open issue. */
async function begun(options: DeskOptions = {}) {
  const desk = await openWith({
    token: { expiresAt: expiresIn(29) },
    ...options
  })
  await desk.remind()
  expect(desk.open()).toEqual([1])
  return { desk, view: desk.view() }
}

describe('an issue is left as it is', () => {
  const here = { id: 1 }
  const pull = (login: string, id: number): JobOptions => ({
    eventName: 'pull_request',
    event: {
      repository: here,
      pull_request: { user: { login }, head: { repo: { id } } }
    }
  })

  test.concurrent.each<[string, RunOptions, string, number]>([
    ['in a fork', { ...held(''), job: pull('octocat', 2) }, 'skipped', 0],
    [
      'in a run of Dependabot',
      { ...held(''), job: pull('dependabot[bot]', 1) },
      'skipped',
      0
    ],
    [
      'where the policy says to skip',
      {
        ...held(''),
        policy: 'RELEASE_TOKEN:\n  on-empty: skip'
      },
      'skipped',
      0
    ]
  ])('%s', async (_, run, status, exitCode) => {
    const { desk, view } = await begun()
    const seen = await desk.remind(run)
    expect([seen.exitCode, seen.outputs['status']]).toEqual([exitCode, status])
    expect(seen.issues).toMatchObject([{ number: 1, action: 'left as it is' }])
    expect(seen.writes).toEqual([])
    expect(desk.view()).toEqual(view)
  })

  test.concurrent('when nobody passes the token', async () => {
    const { desk, view } = await begun()
    const policy = 'GONE_TOKEN:\n'
    const seen = await desk.remind({ policy })
    expect([seen.exitCode, seen.outputs['status']]).toEqual([1, 'failed'])
    expect(seen.writes).toEqual([])
    expect(desk.view()).toEqual(view)
    expect(seen.log.join('\n')).toContain(
      'Fix: Add `GONE_TOKEN: ${{ secrets.GONE_TOKEN }}` to `env:` of the step'
    )
    expect(seen.log.slice(0, 2)).toEqual([
      '##[notice]HOST/RELEASE_TOKEN is not in the policy any more, and its issue is open: https://HOST/acme/app/issues/1.',
      'Fix: Close it by hand, or write the token into the policy again.'
    ])
  })

  test.concurrent.each<[string, RunOptions, readonly string[]]>([
    [
      'when the policy is wrong',
      { policy: 'RELEASE_TOKEN:\n  scope: repo\n  owner: "@@"' },
      [
        'tokens:2:3: unknown key "scope"; did you mean scopes?',
        'tokens:3:3: owner: "@@" is none of @LOGIN and @ORG/TEAM'
      ]
    ],
    [
      'when there is no policy',
      { policy: '' },
      ['There is no file .github/tokens.yml in the workspace']
    ],
    [
      'when the title does not tell the token',
      { inputs: { title: 'Rotate: {problem}' } },
      ['title: it must say {name}, which token it is about']
    ],
    [
      'when inputs are wrong, all of which are told',
      {
        inputs: {
          'warn-days': '30, x, -1',
          title: 't'.repeat(151),
          labels: `${'l'.repeat(51)}, fine`,
          'show-login': 'maybe',
          'dry-run': 'perhaps',
          concurrency: '0',
          summary: 'no'
        }
      },
      [
        'warn-days: "x" is not a number of days from 0 to 3660',
        'warn-days: "-1" is not a number of days from 0 to 3660',
        'title: it is longer than 150 characters',
        'labels: "lllll',
        'show-login: "maybe" is none of auto, true, false',
        'dry-run: "perhaps" is none of true, false',
        'concurrency: "0" is not a number of requests from 1 to 100',
        'summary: "no" is none of true, false'
      ]
    ]
  ])('%s', async (_, run, told) => {
    const { desk, view } = await begun()
    const seen = await desk.remind(run)
    expect([seen.exitCode, seen.outputs['status']]).toEqual([1, 'failed'])
    expect(seen.requests).toEqual([])
    expect(desk.view()).toEqual(view)
    for (const text of told) expect(seen.log.join('\n')).toContain(text)
  })
})
