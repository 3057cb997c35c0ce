import { describe, expect, test } from '@jest/globals'
import type { Permission } from '../../src/github/permissions.ts'
import type { TokenKind } from '../../src/github/token-kind.ts'
import type {
  Facts,
  Obstacle,
  RepositoryFacts,
  TokenFacts
} from '../../src/verify/facts.ts'
import { type Expectations, judge } from '../../src/verify/findings.ts'
import { reasons } from '../../src/verify/reasons.ts'
import {
  allReasons,
  daysFromNow,
  expectationsWith,
  factsWith,
  kinds,
  probeAnswer,
  probeWith,
  refused,
  repositoryFacts,
  tokenFacts
} from './samples.ts'

const findingsFor = (
  expectations: Partial<Expectations>,
  facts: Partial<Facts>
) => judge(expectationsWith(expectations), factsWith(facts))

const accepted = (changes: Partial<TokenFacts> = {}) => ({
  answer: { accepted: tokenFacts(changes) }
})

const obstacle: Obstacle = {
  requirement: 'git 2.31 or newer',
  reason: 'git-missing',
  evidence: 'git --version failed (ENOENT)'
}

const issues: Permission = { name: 'issues', level: 'write' }
const contents: Permission = { name: 'contents', level: 'write' }
const both = { scopes: ['repo', 'workflow'], permissions: [contents, issues] }

describe('an accepted token', () => {
  test.each(kinds)('of kind %s that nothing is asked of is granted', (kind) => {
    const scopes = kind === 'classic' || kind === 'oauth' ? ['repo'] : undefined
    expect(findingsFor({}, accepted({ kind, scopes }))).toEqual([
      {
        requirement: 'accepted by github.com',
        verdict: 'granted',
        reason: 'ok',
        evidence: 'It belongs to @octocat'
      }
    ])
  })

  test('is judged in the order that was asked for, obstacles last', () => {
    const findings = findingsFor(
      {
        scopes: ['workflow', 'repo', 'admin:org'],
        forbiddenScopes: ['gist', 'user'],
        expectedLogin: 'octocat',
        maxLifetimeDays: 90
      },
      {
        ...accepted({
          scopes: ['delete_repo'],
          expiry: { at: daysFromNow(1), assumedZone: undefined },
          hostTime: daysFromNow(-1)
        }),
        repositories: [
          repositoryFacts({ movedTo: 'acme/home' }),
          repositoryFacts({ name: 'acme/blog' })
        ],
        fallback: {
          token: { reason: 'token-empty', evidence: 'Empty' },
          refusal: undefined
        },
        run: 'fork-with-secrets',
        obstacles: [obstacle, obstacle]
      }
    )
    expect(findings.map(({ requirement }) => requirement)).toEqual([
      'accepted by github.com',
      'usable without its fallback',
      'workflow',
      'repo',
      'admin:org',
      'no gist',
      'no user',
      'no more scopes than asked for',
      'read acme/site',
      'up-to-date name of acme/site',
      'read acme/blog',
      'belongs to @octocat',
      'still valid for 14 days',
      'valid for at most 90 days',
      'right clock',
      'no fork in a run with secrets',
      'git 2.31 or newer',
      'git 2.31 or newer'
    ])
    expect(findings.at(-1)).toEqual({ ...obstacle, verdict: 'missing' })
  })
})

describe('a token of which both scopes and permissions are asked', () => {
  const facts = {
    repositories: [repositoryFacts({ access: 'write' })],
    permissions: [
      {
        permission: issues,
        place: 'acme/site',
        probe: probeWith(),
        answer: probeAnswer()
      }
    ]
  }
  const requirementsOf = (changes: Partial<TokenFacts>) =>
    findingsFor(both, { ...accepted(changes), ...facts })
      .slice(1)
      .map(({ requirement, verdict }) => [requirement, verdict])

  test.each(['classic', 'oauth'] as const)(
    'and which is %s is judged by the scopes',
    (kind) => {
      expect(requirementsOf({ kind })).toEqual([
        ['repo', 'granted'],
        ['workflow', 'missing'],
        ['write acme/site', 'granted']
      ])
    }
  )

  test.each(['fine-grained', 'app-user', 'installation'] as const)(
    'and which is %s is judged by the permissions',
    (kind) => {
      expect(requirementsOf({ kind, scopes: undefined })).toEqual([
        ['issues: write on acme/site', 'unknown'],
        ['write acme/site', 'granted']
      ])
    }
  )

  test('and whose kind is unknown is judged by both', () => {
    expect(requirementsOf({ kind: 'unknown', scopes: undefined })).toEqual([
      ['repo', 'unknown'],
      ['workflow', 'unknown'],
      ['issues: write on acme/site', 'unknown'],
      ['write acme/site', 'granted']
    ])
  })
})

describe('a token of which one of them is asked', () => {
  test('has permissions judged by its scopes', () => {
    const permissions = [issues, { name: 'members', level: 'read' } as const]
    expect(
      findingsFor({ permissions }, accepted())
        .slice(1)
        .map(({ requirement, verdict }) => [requirement, verdict])
    ).toEqual([
      ['issues: write', 'granted'],
      ['members: read', 'missing']
    ])
  })

  test('has scopes judged by the permissions it cannot have, or may have', () => {
    const scopes = ['repo', 'write:packages', 'workflow']
    expect(
      findingsFor(
        { scopes },
        accepted({ kind: 'fine-grained', scopes: undefined })
      )
        .slice(1)
        .map(({ requirement, reason }) => [requirement, reason])
    ).toEqual([
      ['repo', 'kind-has-no-scopes'],
      ['packages: write', 'kind-cannot'],
      ['workflows: write', 'permission-unproven']
    ])
  })

  test('has its contents judged by git, or not at all', () => {
    const permissions = [contents]
    const repositories = [repositoryFacts({ access: 'write' })]
    for (const kind of kinds) {
      const facts = accepted({ kind, scopes: undefined })
      expect(
        findingsFor({ permissions }, { ...facts, repositories })
          .slice(1)
          .map(({ requirement }) => requirement)
      ).toEqual(['write acme/site'])
      expect(
        findingsFor({ permissions }, facts)
          .slice(1)
          .map(({ requirement, verdict }) => [requirement, verdict])
      ).toEqual([['contents: write', 'unknown']])
    }
  })
})

describe('a token for a preset', () => {
  const preset = {
    scopes: ['repo'],
    permissions: [contents, issues]
  }
  const facts = {
    repositories: [repositoryFacts({ access: 'write' })],
    permissions: [
      {
        permission: issues,
        place: 'acme/site',
        probe: probeWith(),
        answer: probeAnswer()
      }
    ]
  }
  const verdicts = (
    expectations: Partial<Expectations>,
    changes: Partial<TokenFacts>
  ) =>
    findingsFor({ preset, ...expectations }, { ...accepted(changes), ...facts })
      .slice(1)
      .map(({ requirement, verdict }) => [requirement, verdict])

  test.each(['classic', 'oauth'] as const)(
    'which is %s is judged by its scopes, and by what else was asked for',
    (kind) => {
      const pushed = ['write acme/site', 'granted']
      expect(verdicts({}, { kind })).toEqual([['repo', 'granted'], pushed])
      expect(verdicts({ scopes: ['workflow'] }, { kind })).toEqual([
        ['repo', 'granted'],
        ['workflow', 'missing'],
        pushed
      ])
      const permissions = [{ name: 'workflows', level: 'write' } as const]
      expect(verdicts({ permissions }, { kind })).toEqual([
        ['repo', 'granted'],
        ['workflows: write', 'missing'],
        pushed
      ])
    }
  )

  test.each(['fine-grained', 'app-user', 'installation', 'unknown'] as const)(
    'which is %s is judged by its permissions',
    (kind) => {
      expect(verdicts({}, { kind, scopes: undefined })).toEqual([
        ['issues: write on acme/site', 'unknown'],
        ['write acme/site', 'granted']
      ])
    }
  )
})

test('a run with a fork is a finding only when it is guarded', () => {
  const requirementsOf = (guardsFork: boolean) =>
    findingsFor({ guardsFork }, { run: 'fork-with-secrets' }).map(
      ({ requirement }) => requirement
    )
  expect(requirementsOf(false)).toEqual(['accepted by github.com'])
  expect(requirementsOf(true)).toEqual([
    'accepted by github.com',
    'no fork in a run with secrets'
  ])
})

describe('a token about which nothing was learnt', () => {
  test('keeps what git refused it clearly, when the API alone could not be asked', () => {
    const refusal = { reason: 'push-refused', evidence: 'Refused' } as const
    expect(
      findingsFor(
        { preset: { scopes: ['repo'], permissions: [contents, issues] } },
        {
          answer: refused('host-timeout'),
          repositories: [repositoryFacts({ access: 'write', refusal })]
        }
      )
    ).toEqual([
      {
        requirement: 'accepted by github.com',
        verdict: 'unknown',
        reason: 'host-timeout',
        evidence: 'Seen'
      },
      {
        requirement: 'issues: write',
        verdict: 'unknown',
        reason: 'host-timeout',
        evidence: 'Seen'
      },
      { requirement: 'write acme/site', verdict: 'missing', ...refusal }
    ])
  })

  test.each(allReasons)(
    'because of %s has nothing proven and nothing disproven',
    (reason) => {
      const isOpen = ['unknown', 'skipped', 'broken'].includes(
        reasons[reason].class
      )
      const refusal = { reason, evidence: 'Seen' }
      const findings = findingsFor(
        {
          ...both,
          forbiddenScopes: ['gist'],
          expectedLogin: 'octocat',
          maxLifetimeDays: 90
        },
        {
          answer: refused(reason),
          repositories: [repositoryFacts({ refusal })]
        }
      )
      const open = [
        'repo',
        'workflow',
        'issues: write',
        'no gist',
        'read acme/site',
        'belongs to @octocat',
        'valid for at most 90 days'
      ]
      expect(findings).toEqual([
        {
          requirement: 'accepted by github.com',
          verdict: isOpen ? 'unknown' : 'missing',
          ...refusal
        },
        ...open.map((requirement) => ({
          requirement,
          verdict: 'unknown',
          ...refusal
        }))
      ])
    }
  )
})

describe('a preset', () => {
  const push = expectationsWith({
    preset: {
      scopes: ['repo'],
      permissions: [{ name: 'contents', level: 'write' }]
    }
  })
  const verdictOf = (
    expectations: Expectations,
    changes: Partial<RepositoryFacts>
  ) =>
    judge(
      expectations,
      factsWith({
        answer: { accepted: tokenFacts({ scopes: ['public_repo'] }) },
        repositories: [repositoryFacts({ access: 'write', ...changes })]
      })
    ).find(({ requirement }) => requirement === 'repo')

  test('does not lack repo where git has all it was asked for without it', () => {
    expect(verdictOf(push, {})).toMatchObject({
      verdict: 'unknown',
      reason: 'scope-unproven'
    })
  })

  test('lacks repo where git was refused, or where it was asked for by name', () => {
    const refusal = { reason: 'push-refused', evidence: 'x' } as const
    for (const found of [
      verdictOf(push, { refusal }),
      verdictOf({ ...push, scopes: ['repo'] }, {})
    ]) {
      expect(found).toMatchObject({ reason: 'scope-missing' })
    }
  })

  test('is doubted for the kinds it cannot promise anything to, and no others', () => {
    const doubted = expectationsWith({
      preset: {
        scopes: [],
        permissions: [],
        doubts: [{ preset: 'x', kind: 'installation', evidence: 'Why' }]
      }
    })
    const of = (kind: TokenKind) =>
      judge(
        doubted,
        factsWith({ answer: { accepted: tokenFacts({ kind }) } })
      ).filter(({ requirement }) => requirement === 'x')
    expect(of('installation')).toEqual([
      {
        requirement: 'x',
        verdict: 'unknown',
        reason: 'permission-unproven',
        evidence: 'Why'
      }
    ])
    expect(of('classic')).toEqual([])
  })
})
