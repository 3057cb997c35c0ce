import { beforeAll, describe, expect, test } from '@jest/globals'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Host } from '../../src/github/host.ts'
import { makeLinks } from '../../src/github/links.ts'
import type { TokenKind } from '../../src/github/token-kind.ts'
import {
  type Reason,
  type ReasonClass,
  reasons,
  type Subject
} from '../../src/verify/reasons.ts'
import { allReasons, kinds, linkSource } from './samples.ts'

const enterprise = {
  name: 'github.acme.corp',
  hostname: 'github.acme.corp',
  webUrl: 'https://github.acme.corp',
  apiUrl: 'https://github.acme.corp/api/v3'
}

const dataResidency = {
  name: 'acme.ghe.com',
  hostname: 'acme.ghe.com',
  webUrl: 'https://acme.ghe.com',
  apiUrl: 'https://api.acme.ghe.com'
}

const hosts: readonly Host[] = [linkSource.host, enterprise, dataResidency]

const needs: Subject['needs'] = {
  scopes: ['repo', 'workflow'],
  permissions: [
    { name: 'contents', level: 'write' },
    { name: 'workflows', level: 'write' }
  ],
  repositories: ['acme/site'],
  owner: 'acme',
  days: 90
}

const subjectOn = (host: Host, changes: Partial<Subject> = {}): Subject => ({
  name: 'RELEASE_TOKEN',
  isFallback: false,
  isForGit: true,
  place: `as RELEASE_TOKEN at ${host.webUrl}/acme/site/settings/secrets/actions`,
  described: 'RELEASE_TOKEN (classic, @octocat)',
  kind: 'classic',
  needs,
  host: host.name,
  links: makeLinks({
    ...linkSource,
    host,
    job: { ...linkSource.job, serverUrl: host.webUrl }
  }),
  requirements: '`repo`, `workflow`',
  policy: undefined,
  ...changes
})

const policies: readonly Subject['policy'][] = [
  undefined,
  { days: undefined, settingsId: undefined },
  { days: 90, settingsId: '12885303' }
]

/** Nothing is needed that can be named. */
const nothing: Subject['needs'] = {
  ...needs,
  scopes: [],
  repositories: []
}

const subjectsOf = (kind: TokenKind): readonly Subject[] =>
  hosts.flatMap((host) =>
    policies.flatMap((policy) =>
      [needs, nothing].map((needed) =>
        subjectOn(host, { kind, policy, needs: needed })
      )
    )
  )

const subjects = kinds.flatMap(subjectsOf)

/** Where this action is documented. */
const pages = ({ links }: Subject): readonly string[] => [
  links.readme,
  links.policy
]

/** The addresses in a sentence. */
const addressesIn = (sentence: string) =>
  (sentence.match(/https?:\/\/[^\s()`]+/g) ?? []).map((text) =>
    text.replace(/[.,;:]$/, '')
  )

describe('the page about reasons', () => {
  let headings: readonly string[]
  let classes: readonly (string | undefined)[]

  beforeAll(async () => {
    const path = join(import.meta.dirname, '../../docs/reasons.md')
    const page = await readFile(path, 'utf8')
    const sections = page.split(/^## /m).slice(1)
    headings = sections.map((section) => section.split('\n')[0] ?? '')
    classes = sections.map((section) => /^Class `(\w+)`/m.exec(section)?.[1])
  })

  test('has a heading for each reason, in the order of the table, and no other', () => {
    expect(headings).toEqual(allReasons.map((reason) => `\`${reason}\``))
  })

  test('names the class of each', () => {
    expect(classes).toEqual(allReasons.map((reason) => reasons[reason].class))
  })
})

describe('a reason', () => {
  test.each(allReasons)('%s is a stable code', (reason) => {
    expect(reason).toMatch(/^[a-z]+(-[a-z]+)*$/)
  })

  const combinations = allReasons.flatMap((reason) =>
    kinds.map((kind) => [reason, kind] as const)
  )

  test.each(combinations)(
    '%s speaks to the owner of a token of kind %s in sentences without their full stop',
    (reason, kind) => {
      const { title, what, fix } = reasons[reason]
      expect(title).toMatch(/^\S.*[^.\s]$/)
      for (const subject of subjectsOf(kind)) {
        for (const sentence of [what(subject), fix(subject)]) {
          // Names keep their own spelling.
          expect(sentence).toMatch(
            /^(?:[A-Z]|git |git-identity |github\.com |github\.acme\.corp |acme\.ghe\.com |`repo`|$)/
          )
          expect(sentence).not.toMatch(
            /[.\s]$|^\s|\n|undefined|null|NaN|\[object|=>/
          )
          // A link that a full stop follows must not end in one.
          expect(sentence).not.toMatch(/ {2}|\.\.| [.,;)](?!\w)|: \)|\( /)
          // Backticks come in pairs, or nothing would be code.
          expect(sentence.split('`').length % 2).toBe(1)
        }
      }
    }
  )

  test.each(combinations)(
    '%s sends the owner of a token of kind %s to the host of the token, and to this action',
    (reason, kind) => {
      const { what, fix } = reasons[reason]
      for (const host of hosts) {
        const subject = subjectOn(host, { kind })
        const origins = [what(subject), fix(subject)]
          .flatMap(addressesIn)
          .filter((address) => !pages(subject).includes(address))
          .map((address) => new URL(address).origin)
        const allowed = [
          host.webUrl,
          new URL(host.apiUrl).origin,
          ...(host === linkSource.host ? ['https://www.githubstatus.com'] : [])
        ]
        expect(origins.filter((origin) => !allowed.includes(origin))).toEqual(
          []
        )
      }
    }
  )

  test('says what to do, unless nothing is wrong', () => {
    const silent = allReasons.filter((reason) =>
      subjects.some((subject) => reasons[reason].fix(subject) === '')
    )
    expect(silent).toEqual(['ok'])
    expect(
      allReasons.filter((reason) =>
        subjects.some((subject) => reasons[reason].what(subject) === '')
      )
    ).toEqual([])
  })

  test('is told apart from the others by its title', () => {
    const titles = allReasons.map((reason) => reasons[reason].title)
    expect(new Set(titles).size).toBe(titles.length)
  })

  test.each<[ReasonClass, readonly Reason[]]>([
    ['fine', ['ok']],
    [
      'broken',
      [
        'input-invalid',
        'policy-invalid',
        'policy-missing',
        'policy-untrusted',
        'issue-token-rejected',
        'issues-disabled',
        'issues-forbidden',
        'label-refused',
        'assignee-refused',
        'issues-refused',
        'issues-unreached',
        'runner-unsuitable',
        'internal-error',
        'variable-missing',
        'git-missing',
        'git-too-old',
        'git-environment-broken',
        'git-environment-secret',
        'git-not-configured',
        'credential-cache-missing',
        'op-missing',
        'op-failed'
      ]
    ],
    [
      'invalid',
      [
        'token-empty',
        'token-malformed',
        'token-json',
        'token-reference',
        'token-masked',
        'token-too-short',
        'token-rejected',
        'token-refresh',
        'account-suspended',
        'installation-suspended',
        'fallback-unusable'
      ]
    ],
    ['skipped', ['skipped-fork', 'skipped-dependabot', 'skipped-empty']],
    ['expiring', ['token-expiring', 'rotation-due']],
    [
      'untidy',
      [
        'end-unknown',
        'token-untrimmed',
        'clock-skewed',
        'repository-renamed',
        'fallback-used',
        'fork-unsafe',
        'credential-overridden'
      ]
    ],
    ['excess', ['scope-excess', 'lifetime-excess']],
    [
      'missing',
      [
        'scope-missing',
        'scope-forbidden',
        'login-unexpected',
        'permission-missing',
        'kind-cannot',
        'role-missing',
        'repository-not-visible',
        'contents-missing',
        'push-refused',
        'repository-archived',
        'repository-blocked',
        'git-rejected',
        'sso-required',
        'ip-forbidden',
        'classic-forbidden',
        'fine-grained-forbidden',
        'lifetime-forbidden',
        'oauth-forbidden'
      ]
    ]
  ])('is of the class %s only when it is one of %j', (name, members) => {
    const found = allReasons.filter((reason) => reasons[reason].class === name)
    expect([...found].sort()).toEqual([...members].sort())
  })

  const ofKind = (kind: TokenKind, changes: Partial<Subject> = {}) =>
    subjectOn(linkSource.host, { kind, ...changes })
  const classicPage =
    'https://github.com/settings/tokens/new?scopes=repo,workflow&description=acme%2Fsite%20RELEASE_TOKEN'
  const fineGrainedPage =
    'https://github.com/settings/personal-access-tokens/new?name=RELEASE_TOKEN&description=acme%2Fsite%20RELEASE_TOKEN&target_name=acme&expires_in=90&contents=write&workflows=write'
  const stored =
    'and store it as RELEASE_TOKEN at https://github.com/acme/site/settings/secrets/actions'
  const createClassic = `Create a token at ${classicPage} (scopes: repo, workflow) ${stored}`
  const createFineGrained = `Create a fine-grained token at ${fineGrainedPage} (resource owner: acme; repositories: acme/site; permissions: contents: write, workflows: write; expiration: 90 days) ${stored}`

  test.each<[TokenKind, string]>([
    ['classic', createClassic],
    ['oauth', createClassic],
    ['app-user', createClassic],
    ['unknown', createClassic],
    ['fine-grained', createFineGrained]
  ])('has a %s token replaced: %s', (kind, create) => {
    expect(reasons['token-expiring'].fix(ofKind(kind))).toBe(create)
    expect(reasons['lifetime-excess'].fix(ofKind(kind))).toBe(create)
    expect(reasons['token-rejected'].fix(ofKind(kind))).toBe(
      `The token has expired, was revoked, is mistyped, or belongs to another host. ${create}`
    )
    expect(reasons['scope-missing'].fix(ofKind(kind))).toBe(
      kind === 'classic'
        ? `Add what is missing to the token at https://github.com/settings/tokens. Or: ${create}`
        : create
    )
  })

  const wanted = 'contents: write, workflows: write'

  test.each<[TokenKind, string]>([
    [
      'fine-grained',
      `Edit the token at https://github.com/settings/personal-access-tokens: it needs ${wanted} for acme/site. Or: ${createFineGrained}`
    ],
    [
      'installation',
      `If it is GITHUB_TOKEN, use another token: a job cannot give it all of this. If it is a token of a GitHub App, add ${wanted} to the app, and the repository to its installation`
    ],
    [
      'app-user',
      `Add ${wanted} to the GitHub App, and the repository to its installation`
    ]
  ])('has a %s token given more permissions: %s', (kind, extend) => {
    expect(reasons['permission-missing'].fix(ofKind(kind))).toBe(extend)
    expect(reasons['push-refused'].fix(ofKind(kind))).toBe(extend)
    expect(reasons['contents-missing'].fix(ofKind(kind))).toBe(
      `${extend}. If git is not to use the token there, name the repositories it is for in the input repositories, or set configure-git to none`
    )
  })

  test('has a job give its token what a job can give', () => {
    const permissions = [
      { name: 'contents', level: 'write' },
      { name: 'pull_requests', level: 'write' }
    ] as const
    const subject = ofKind('installation', { needs: { ...needs, permissions } })
    expect(reasons['permission-missing'].fix(subject)).toBe(
      "If it is GITHUB_TOKEN, add contents: write, pull-requests: write to `permissions:` of the job; it acts on the workflow's own repository alone. If it is a token of a GitHub App, add contents: write, pull_requests: write to the app, and the repository to its installation"
    )
  })

  test('has an installation token made in the job', () => {
    expect(reasons['token-expiring'].fix(ofKind('installation'))).toBe(
      'Such a token lives for hours at most: make it in the job that uses it, for instance with actions/create-github-app-token'
    )
  })

  test.each<[TokenKind, string]>([
    ['fine-grained', 'it needs what it needs for the repositories it is for. '],
    ['installation', 'add what it needs to `permissions:` of the job; '],
    ['app-user', 'Add what it needs to the GitHub App, ']
  ])(
    'has a %s token given more permissions when none can be named: %s',
    (kind, words) => {
      const subject = ofKind(kind, { needs: { ...nothing, permissions: [] } })
      expect(reasons['permission-missing'].fix(subject)).toContain(words)
    }
  )

  test('has a classic token used where its kind can never have a permission, unless no scope is one', () => {
    const fixOf = (needed: Subject['needs']) =>
      reasons['kind-cannot'].fix(ofKind('fine-grained', { needs: needed }))
    expect([fixOf(needs), fixOf(nothing)]).toEqual([
      `Use \${{ github.token }} where that is enough, or a classic token: ${createClassic}`,
      'Use ${{ github.token }} or another token of a GitHub App'
    ])
    expect(reasons['kind-cannot'].fix(ofKind('installation'))).toBe(
      `Use the token of a user: ${createFineGrained}`
    )
  })

  test('has the fallback replaced where that is the token', () => {
    const subject = ofKind('classic', { isFallback: true })
    expect(reasons['token-expiring'].fix(subject)).toBe(
      `Create a token at ${classicPage} (scopes: repo, workflow) and pass it as fallback-token, from a secret at https://github.com/acme/site/settings/secrets/actions`
    )
  })

  test.each<TokenKind>(['classic', 'oauth'])(
    'has the account of a %s token given access',
    (kind) => {
      expect(reasons['push-refused'].fix(ofKind(kind))).toBe(
        'Give the account of the token that access to the repository, and the token the scope `repo` (for public repositories `public_repo`) at https://github.com/settings/tokens'
      )
    }
  )

  test.each<[TokenKind, string]>([
    ['fine-grained', 'the four usual causes: '],
    ['installation', "A GITHUB_TOKEN sees the workflow's own repository alone"],
    ['classic', 'authorised for single sign-on'],
    ['unknown', 'authorised for single sign-on']
  ])(
    'tells the owner of a %s token why it may not see a repository',
    (kind, cause) => {
      expect(reasons['repository-not-visible'].fix(ofKind(kind))).toContain(
        cause
      )
    }
  )

  test('sends the owner of a token without scopes to the input for permissions', () => {
    expect(reasons['kind-has-no-scopes'].fix(ofKind('fine-grained'))).toBe(
      `Say what it needs in the input permissions. Or use a classic token: ${createClassic}`
    )
  })

  test.each<[TokenKind, boolean]>([
    ['classic', true],
    ['oauth', true],
    ['unknown', true],
    ['fine-grained', false],
    ['app-user', false]
  ])(
    'has a %s token authorised for single sign-on on its page: %j',
    (kind, is) => {
      const fix = reasons['sso-required'].fix(ofKind(kind))
      expect(fix.includes('https://github.com/settings/tokens')).toBe(is)
    }
  )

  test.each([
    [undefined, 'more than a number of days,', 'personal-access-tokens.'],
    [
      { days: 90, settingsId: '12' },
      'more than 90 days,',
      'personal-access-tokens/12.'
    ]
  ])('tells what a policy on lifetimes said: %j', (policy, days, page) => {
    const subject = ofKind('fine-grained', { policy })
    expect(reasons['lifetime-forbidden'].what(subject)).toContain(days)
    expect(reasons['lifetime-forbidden'].fix(subject)).toContain(
      `https://github.com/settings/${page} Or: `
    )
  })

  test('fills in no form on an Enterprise Server, and says what goes in', () => {
    expect(
      reasons['token-expiring'].fix(
        subjectOn(enterprise, { kind: 'fine-grained' })
      )
    ).toBe(
      'Create a fine-grained token at https://github.acme.corp/settings/personal-access-tokens/new ' +
        '(resource owner: acme; repositories: acme/site; permissions: contents: write, workflows: write; expiration: 90 days) ' +
        'and store it as RELEASE_TOKEN at https://github.acme.corp/acme/site/settings/secrets/actions'
    )
  })

  test('sends nobody from an Enterprise Server to the status page of github.com', () => {
    const fixes = hosts.map((host) =>
      reasons['server-error'].fix(subjectOn(host))
    )
    expect(fixes).toEqual([
      'See https://www.githubstatus.com and run the job again later',
      'See whether https://github.acme.corp works and run the job again later',
      'See whether https://acme.ghe.com works and run the job again later'
    ])
  })
})
