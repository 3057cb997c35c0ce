import { describe, expect, test } from '@jest/globals'
import type { TokenKind } from '../../src/github/token-kind.ts'
import type { Answer, Obstacle, TokenFacts } from '../../src/verify/facts.ts'
import {
  formatMoment,
  judge,
  refuse,
  trustedTime,
  type Verdict
} from '../../src/verify/findings.ts'
import { type Reason, reasons } from '../../src/verify/reasons.ts'
import { daysFromNow, now, tokenFacts } from './samples.ts'

const host = { name: 'github.com' }

function judgeToken(
  scopes: readonly string[],
  facts: Partial<TokenFacts> = {},
  obstacles: readonly Obstacle[] = []
) {
  const answer = { accepted: tokenFacts(facts) }
  return judge({ scopes, host }, { answer, obstacles, now })
}

/** The findings about scopes alone. */
const judgeScopes = (scopes: readonly string[], facts: Partial<TokenFacts>) =>
  judgeToken(scopes, facts).slice(1)

const accepted = {
  requirement: 'accepted by github.com',
  verdict: 'granted',
  reason: 'ok',
  evidence: 'It belongs to @octocat'
} as const

describe('an accepted token', () => {
  test('that nothing is asked of is granted', () => {
    expect(judgeToken([])).toEqual([accepted])
  })

  test.each<TokenKind>(['installation', 'unknown'])(
    'without an account, of kind %s, says so',
    (kind) => {
      expect(
        judgeToken([], { kind, login: undefined, scopes: undefined })
      ).toEqual([
        {
          ...accepted,
          evidence: `It is a token of kind ${kind}, which acts as no user`
        }
      ])
    }
  )

  test('is judged in the order that was asked for, obstacles last', () => {
    const obstacle: Obstacle = {
      requirement: 'git 2.31 or newer',
      reason: 'git-missing',
      evidence: 'git --version failed (ENOENT)'
    }
    const findings = judgeToken(
      ['workflow', 'repo', 'admin:org'],
      {
        expiry: { at: daysFromNow(1), assumedZone: undefined },
        hostTime: daysFromNow(-1)
      },
      [obstacle, obstacle]
    )
    expect(findings.map(({ requirement }) => requirement)).toEqual([
      'accepted by github.com',
      'workflow',
      'repo',
      'admin:org',
      'valid for 14 more days',
      'right clock',
      'git 2.31 or newer',
      'git 2.31 or newer'
    ])
    expect(findings.at(-1)).toEqual({ ...obstacle, verdict: 'missing' })
  })
})

describe('a scope', () => {
  test.each([
    [
      'it is one of the scopes',
      'repo',
      ['gist', 'repo'],
      'It is one of its scopes'
    ],
    [
      'a scope includes it',
      'public_repo',
      ['gist', 'repo'],
      'It is included in its scope repo'
    ],
    [
      'a scope includes one that includes it',
      'read:org',
      ['admin:org'],
      'It is included in its scope admin:org'
    ],
    [
      'an unheard-of scope is there',
      'new_scope',
      ['new_scope'],
      'It is one of its scopes'
    ],
    [
      'an unheard-of family includes it',
      'read:new',
      ['admin:new'],
      'It is included in its scope admin:new'
    ],
    [
      'two scopes include it',
      'read:org',
      ['write:org', 'admin:org'],
      'It is included in its scope write:org'
    ],
    [
      'the name is that of an object member',
      '__proto__',
      ['__proto__'],
      'It is one of its scopes'
    ]
  ])('is granted when %s', (_, scope, scopes, evidence) => {
    expect(judgeScopes([scope], { scopes })).toEqual([
      { requirement: scope, verdict: 'granted', reason: 'ok', evidence }
    ])
  })

  test.each([
    ['repo', [], 'Its scopes: none'],
    ['repo', ['public_repo'], 'Its scopes: public_repo'],
    ['workflow', ['repo', 'user'], 'Its scopes: repo, user'],
    ['delete_repo', ['repo'], 'Its scopes: repo'],
    ['admin:org', ['write:org'], 'Its scopes: write:org'],
    ['admin:repo_hook', ['public_repo'], 'Its scopes: public_repo'],
    ['admin:org_hook', ['repo'], 'Its scopes: repo'],
    ['scim:enterprise', ['read:enterprise'], 'Its scopes: read:enterprise'],
    ['admin:enterprise', ['scim:enterprise'], 'Its scopes: scim:enterprise'],
    ['repo', ['brand_new'], 'Its scopes: brand_new'],
    [
      'repo',
      Array.from({ length: 30 }, (_, n) => `s${String(n)}`),
      `Its scopes: ${Array.from({ length: 20 }, (_, n) => `s${String(n)}`).join(', ')} and 10 more`
    ]
  ])('%s is missing among %j', (scope, scopes, evidence) => {
    expect(judgeScopes([scope], { scopes })).toEqual([
      {
        requirement: scope,
        verdict: 'missing',
        reason: 'scope-missing',
        evidence
      }
    ])
  })

  test.each([
    ...['admin:repo_hook', 'write:repo_hook', 'read:repo_hook'].map(
      (scope) =>
        [
          scope,
          ['repo'],
          `Its scope repo may include ${scope}. Its scopes: repo`
        ] as const
    ),
    [
      'scim:enterprise',
      ['gist', 'admin:enterprise'],
      'Its scope admin:enterprise may include scim:enterprise. Its scopes: gist, admin:enterprise'
    ] as const,
    ...['repoo', 'admin:new', '__proto__', 'constructor', 'toString'].map(
      (scope) =>
        [
          scope,
          ['repo'],
          `This action does not know the scope ${scope}. Its scopes: repo`
        ] as const
    ),
    [
      'new',
      [],
      'This action does not know the scope new. Its scopes: none'
    ] as const
  ])('%s is not proven by %j', (scope, scopes, evidence) => {
    expect(judgeScopes([scope], { scopes })).toEqual([
      {
        requirement: scope,
        verdict: 'unknown',
        reason: 'scope-unproven',
        evidence
      }
    ])
  })

  test.each<[TokenKind, Reason]>([
    ['classic', 'scopes-not-reported'],
    ['oauth', 'scopes-not-reported'],
    ['unknown', 'scopes-not-reported'],
    ['fine-grained', 'kind-has-no-scopes'],
    ['app-user', 'kind-has-no-scopes'],
    ['installation', 'kind-has-no-scopes']
  ])(
    'of a token of kind %s without reported scopes is unknown: %s',
    (kind, reason) => {
      const scopes = ['repo', 'new', 'admin:repo_hook']
      expect(judgeScopes(scopes, { kind, scopes: undefined })).toEqual(
        scopes.map((requirement) => ({
          requirement,
          verdict: 'unknown',
          reason,
          evidence: `The kind of the token is ${kind}, and no scopes were reported`
        }))
      )
    }
  )
})

describe('every combination of kind, scopes and requirement', () => {
  const reported = {
    nothing: undefined,
    'no scope': [],
    repo: ['repo'],
    'public_repo, workflow': ['public_repo', 'workflow'],
    'admin:org': ['admin:org'],
    'admin:new': ['admin:new']
  } as const

  type Reported = Exclude<keyof typeof reported, 'nothing'>
  const [y, n, u] = ['granted', 'missing', 'unknown'] as const

  const verdicts: Readonly<
    Record<string, Readonly<Record<Reported, Verdict>>>
  > = {
    repo: {
      'no scope': n,
      repo: y,
      'public_repo, workflow': n,
      'admin:org': n,
      'admin:new': n
    },
    public_repo: {
      'no scope': n,
      repo: y,
      'public_repo, workflow': y,
      'admin:org': n,
      'admin:new': n
    },
    workflow: {
      'no scope': n,
      repo: n,
      'public_repo, workflow': y,
      'admin:org': n,
      'admin:new': n
    },
    'read:org': {
      'no scope': n,
      repo: n,
      'public_repo, workflow': n,
      'admin:org': y,
      'admin:new': n
    },
    'read:repo_hook': {
      'no scope': n,
      repo: u,
      'public_repo, workflow': n,
      'admin:org': n,
      'admin:new': n
    },
    'read:new': {
      'no scope': u,
      repo: u,
      'public_repo, workflow': u,
      'admin:org': u,
      'admin:new': y
    },
    new: {
      'no scope': u,
      repo: u,
      'public_repo, workflow': u,
      'admin:org': u,
      'admin:new': u
    }
  }

  const kinds: readonly TokenKind[] = [
    ...(['classic', 'oauth', 'fine-grained'] as const),
    ...(['app-user', 'installation', 'unknown'] as const)
  ]

  const combinations = kinds.flatMap((kind) =>
    // Only classic and OAuth tokens have scopes.
    (Object.keys(reported) as (keyof typeof reported)[])
      .filter(
        (held) => held === 'nothing' || kind === 'classic' || kind === 'oauth'
      )
      .flatMap((held) =>
        Object.entries(verdicts).map(([scope, row]) => ({
          kind,
          held,
          scope,
          verdict: held === 'nothing' ? u : row[held]
        }))
      )
  )

  test.each(combinations)(
    '$kind with $held, asked for $scope: $verdict',
    ({ kind, held, scope, verdict }) => {
      const scopes = reported[held]
      expect(
        judgeScopes([scope], { kind, scopes }).map((one) => one.verdict)
      ).toEqual([verdict])
    }
  )
})

describe('a token about which nothing was learnt', () => {
  const all = Object.keys(reasons) as Reason[]

  test.each(all.filter((reason) => reasons[reason].class === 'invalid'))(
    'is not accepted when the reason is %s, and its scopes are unknown',
    (reason) => {
      const refusal = { reason, evidence: 'Seen' }
      const answer: Answer = { refusal }
      expect(
        judge({ scopes: ['repo', 'new'], host }, { answer, obstacles: [], now })
      ).toEqual([
        {
          requirement: 'accepted by github.com',
          verdict: 'missing',
          ...refusal
        },
        { requirement: 'repo', verdict: 'unknown', ...refusal },
        { requirement: 'new', verdict: 'unknown', ...refusal }
      ])
    }
  )

  test.each(
    all.filter((reason) =>
      ['unknown', 'broken'].includes(reasons[reason].class)
    )
  )('is neither accepted nor rejected when the reason is %s', (reason) => {
    const refusal = { reason, evidence: 'Seen' }
    const answer: Answer = { refusal }
    expect(
      judge({ scopes: ['repo'], host }, { answer, obstacles: [], now })
    ).toEqual([
      { requirement: 'accepted by github.com', verdict: 'unknown', ...refusal },
      { requirement: 'repo', verdict: 'unknown', ...refusal }
    ])
  })
})

describe('the lifetime of a token', () => {
  const judgeExpiry = (at: Date, hostTime: Date | undefined = now) =>
    judgeToken([], { expiry: { at, assumedZone: undefined }, hostTime }).slice(
      1
    )

  test.each([
    ['absent', undefined],
    ['in 14 days', daysFromNow(14)],
    ['in 70 days', daysFromNow(70)],
    ['in the year 9999', new Date('9999-12-31T23:59:59Z')]
  ])('is no finding when its end is %s', (_, at) => {
    const expiry = at && { at, assumedZone: undefined }
    expect(judgeToken([], { expiry })).toEqual([accepted])
  })

  test.each([
    [13.999, 'expires on 2026-12-06 11:58 UTC (13 days left)'],
    [1, 'expires on 2026-11-23 12:00 UTC (1 day left)'],
    [0.5, 'expires on 2026-11-23 00:00 UTC (0 days left)'],
    [-0.5, 'expired on 2026-11-22 00:00 UTC (1 day ago)'],
    [-10, 'expired on 2026-11-12 12:00 UTC (10 days ago)']
  ])('that ends in %d days is a finding', (days, told) => {
    expect(judgeExpiry(daysFromNow(days))).toEqual([
      {
        requirement: 'valid for 14 more days',
        verdict: 'missing',
        reason: 'token-expiring',
        evidence: `It ${told}`
      }
    ])
  })

  test.each<TokenKind>(['installation', 'app-user'])(
    'that always is short, of kind %s, is no finding',
    (kind) => {
      const scopes = undefined
      for (const days of [-1, 0, 0.04, 13]) {
        const expiry = { at: daysFromNow(days), assumedZone: undefined }
        expect(judgeToken([], { kind, scopes, expiry })).toEqual([accepted])
      }
    }
  )

  test.each<TokenKind>(['classic', 'oauth', 'fine-grained', 'unknown'])(
    'of a token of kind %s is a finding when it is short',
    (kind) => {
      const expiry = { at: daysFromNow(13), assumedZone: undefined }
      expect(judgeToken([], { kind, expiry }).slice(1)).toMatchObject([
        { requirement: 'valid for 14 more days', reason: 'token-expiring' }
      ])
    }
  )

  test('is counted by the clock of the host', () => {
    const [expiring] = judgeExpiry(daysFromNow(20), daysFromNow(10))
    expect(expiring).toMatchObject({
      reason: 'token-expiring',
      evidence: 'It expires on 2026-12-12 12:00 UTC (10 days left)'
    })
    const reasonsFound = judgeExpiry(daysFromNow(1), daysFromNow(-30)).map(
      ({ reason }) => reason
    )
    expect(reasonsFound).toEqual(['clock-skewed'])
  })

  test('is counted by the clock of the runner when the host has none', () => {
    const facts = {
      expiry: { at: daysFromNow(3), assumedZone: undefined },
      hostTime: undefined
    }
    expect(judgeToken([], facts).slice(1)).toMatchObject([
      { evidence: 'It expires on 2026-11-25 12:00 UTC (3 days left)' }
    ])
  })
})

describe('the clock of the runner', () => {
  const judgeClock = (minutesAhead: number) =>
    judgeToken([], {
      hostTime: new Date(now.getTime() - minutesAhead * 60_000)
    }).slice(1)

  const almostFive = 5 - 0.001 / 60

  test.each([0, 4, -4, 4.4, -4.4, 4.6, -4.6, almostFive, -almostFive])(
    'may be %d minutes ahead of the host',
    (minutes) => {
      expect(judgeClock(minutes)).toEqual([])
    }
  )

  test.each([
    [5, '5 minutes ahead of'],
    [-5, '5 minutes behind'],
    [5.4, '5 minutes ahead of'],
    [-5.6, '6 minutes behind'],
    [90, '90 minutes ahead of'],
    [-1440, '1440 minutes behind']
  ])('is wrong when it is %d minutes ahead', (minutes, difference) => {
    expect(judgeClock(minutes)).toEqual([
      {
        requirement: 'right clock',
        verdict: 'missing',
        reason: 'clock-skewed',
        evidence: `It is ${difference} the clock of the host`
      }
    ])
  })

  test('is trusted when the host does not tell the time', () => {
    expect(judgeToken([], { hostTime: undefined })).toEqual([accepted])
  })
})

test('an obstacle is a requirement that is not met', () => {
  expect(
    refuse({ requirement: 'x', reason: 'git-missing', evidence: 'y' })
  ).toEqual({
    requirement: 'x',
    verdict: 'missing',
    reason: 'git-missing',
    evidence: 'y'
  })
})

test('a moment is written to the minute, in UTC', () => {
  expect(formatMoment(new Date('2027-01-31T00:59:59.999+01:00'))).toBe(
    '2027-01-30 23:59 UTC'
  )
})

test('the clock of the host is trusted more than that of the runner', () => {
  const hostTime = daysFromNow(1)
  expect(trustedTime(tokenFacts({ hostTime }), now)).toBe(hostTime)
  expect(trustedTime(tokenFacts({ hostTime: undefined }), now)).toBe(now)
  expect(trustedTime(undefined, now)).toBe(now)
})
