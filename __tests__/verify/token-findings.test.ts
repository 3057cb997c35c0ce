import { describe, expect, test } from '@jest/globals'
import type { TokenKind } from '../../src/github/token-kind.ts'
import type { Answer, Run, TokenFacts } from '../../src/verify/facts.ts'
import type { Verdict } from '../../src/verify/finding.ts'
import { reasons } from '../../src/verify/reasons.ts'
import {
  judgeClock,
  judgeEnd as judgeKnownEnd,
  judgeExpiry,
  judgeFallback,
  judgeIdentity,
  judgeLifetime,
  judgeLogin,
  judgeRotation,
  judgeRun,
  judgeToken
} from '../../src/verify/token-findings.ts'
import {
  allReasons,
  daysFromNow,
  kinds,
  now,
  refused,
  tokenFacts
} from './samples.ts'

const accepted = (changes: Partial<TokenFacts> = {}): Answer => ({
  accepted: tokenFacts(changes)
})

const expiring = (at: Date) => ({ at, assumedZone: undefined })

describe('a token that GitHub', () => {
  test('accepts is granted, and its account is told', () => {
    expect(judgeToken('github.com', accepted())).toEqual({
      requirement: 'accepted by github.com',
      verdict: 'granted',
      reason: 'ok',
      evidence: 'It belongs to @octocat'
    })
  })

  test.each(kinds)(
    'accepts without an account, of kind %s, says so',
    (kind) => {
      expect(
        judgeToken('github.acme.corp', accepted({ kind, login: undefined }))
      ).toEqual({
        requirement: 'accepted by github.acme.corp',
        verdict: 'granted',
        reason: 'ok',
        evidence: `It is a token of kind ${kind}, which acts as no user`
      })
    }
  )

  test.each(allReasons)(
    'refuses with %s is missing, or unknown when that proves nothing',
    (reason) => {
      const isOpen = ['unknown', 'skipped', 'broken'].includes(
        reasons[reason].class
      )
      expect(judgeToken('github.com', refused(reason))).toEqual({
        requirement: 'accepted by github.com',
        verdict: isOpen ? 'unknown' : 'missing',
        reason,
        evidence: 'Seen'
      })
    }
  )
})

describe('a fallback', () => {
  const token = {
    reason: 'token-empty',
    evidence: 'It is an empty text'
  } as const

  test('that was not needed is no finding', () => {
    expect(judgeFallback(undefined)).toEqual([])
  })

  test('that is used is told, with what was wrong with the token', () => {
    expect(judgeFallback({ token, refusal: undefined })).toEqual([
      {
        requirement: 'usable without its fallback',
        verdict: 'missing',
        reason: 'fallback-used',
        evidence: 'It was not used: It is an empty text'
      }
    ])
  })

  test('that cannot be used either is told, with what is wrong with it', () => {
    const refusal = { reason: 'token-rejected', evidence: 'Bad' } as const
    expect(judgeFallback({ token, refusal })).toEqual([
      {
        requirement: 'usable fallback-token',
        verdict: 'missing',
        reason: 'fallback-unusable',
        evidence: 'The fallback: Bad'
      }
    ])
  })
})

describe('the account of a token', () => {
  test('is no finding when none was expected', () => {
    expect(judgeLogin(undefined, accepted())).toEqual([])
    expect(judgeLogin(undefined, refused('host-timeout'))).toEqual([])
  })

  test.each([
    ['octocat', 'octocat'],
    ['OctoCat', 'octocat'],
    ['octocat', 'OCTOCAT'],
    ['mona_acme', 'mona_acme'],
    ['acme[bot]', 'Acme[bot]']
  ])('%s is the one that is expected of %s', (expected, login) => {
    expect(judgeLogin(expected, accepted({ login }))).toEqual([
      {
        requirement: `belongs to @${expected}`,
        verdict: 'granted',
        reason: 'ok',
        evidence: `It belongs to @${login}`
      }
    ])
  })

  test.each([
    ['octocat', 'octocat2'],
    ['octocat', 'octo-cat'],
    ['acme', 'acme[bot]']
  ])('is another one when %s is expected of %s', (expected, login) => {
    expect(judgeLogin(expected, accepted({ login }))).toEqual([
      {
        requirement: `belongs to @${expected}`,
        verdict: 'missing',
        reason: 'login-unexpected',
        evidence: `It belongs to @${login}`
      }
    ])
  })

  test.each(kinds)(
    'is unknown when GitHub names none for the kind %s',
    (kind) => {
      expect(
        judgeLogin('octocat', accepted({ kind, login: undefined }))
      ).toEqual([
        {
          requirement: 'belongs to @octocat',
          verdict: 'unknown',
          reason: 'login-unknown',
          evidence: `GitHub names no account for a token of kind ${kind}`
        }
      ])
    }
  )

  test.each(allReasons)(
    'is unknown when the token was refused with %s',
    (reason) => {
      expect(judgeLogin('octocat', refused(reason))).toEqual([
        {
          requirement: 'belongs to @octocat',
          verdict: 'unknown',
          reason,
          evidence: 'Seen'
        }
      ])
    }
  )
})

describe('the identity of commits', () => {
  test('is no finding when it is not wanted', () => {
    expect(judgeIdentity(false, accepted())).toEqual([])
    expect(judgeIdentity(false, accepted({ login: undefined }))).toEqual([])
    expect(judgeIdentity(false, refused('host-timeout'))).toEqual([])
  })

  test('is that of the account', () => {
    expect(judgeIdentity(true, accepted())).toEqual([
      {
        requirement: 'git identity',
        verdict: 'granted',
        reason: 'ok',
        evidence:
          'It is @octocat; GIT_AUTHOR_* and GIT_COMMITTER_* of a step come first'
      }
    ])
  })

  test.each(kinds)('is unknown without an account, for the kind %s', (kind) => {
    const lacks = [
      [
        { login: undefined },
        `GitHub names no account for a token of kind ${kind}`
      ],
      [{ accountId: undefined }, 'GitHub did not tell the number of @octocat']
    ] as const
    for (const [lack, evidence] of lacks) {
      expect(judgeIdentity(true, accepted({ kind, ...lack }))).toEqual([
        {
          requirement: 'git identity',
          verdict: 'unknown',
          reason: 'identity-unknown',
          evidence
        }
      ])
    }
  })

  test.each(allReasons)(
    'is unknown when the token was refused with %s',
    (reason) => {
      expect(judgeIdentity(true, refused(reason))).toEqual([
        {
          requirement: 'git identity',
          verdict: 'unknown',
          reason,
          evidence: 'Seen'
        }
      ])
    }
  )
})

describe('the end of a token', () => {
  const judgeEnd = (at: Date, hostTime: Date | undefined = now) =>
    judgeExpiry(14, {
      answer: accepted({ expiry: expiring(at), hostTime }),
      now
    })

  test.each([
    ['absent', undefined],
    ['in 14 days', daysFromNow(14)],
    ['in 70 days', daysFromNow(70)],
    ['in the year 9999', new Date('9999-12-31T23:59:59Z')]
  ])('is no finding when it is %s', (_, at) => {
    const expiry = at && expiring(at)
    expect(judgeExpiry(14, { answer: accepted({ expiry }), now })).toEqual([])
  })

  test('is no finding when the token was refused', () => {
    expect(judgeExpiry(14, { answer: refused('token-rejected'), now })).toEqual(
      []
    )
  })

  test.each([
    [13.999, 'expires on 2026-12-06 11:58 UTC (13 days left)'],
    [1, 'expires on 2026-11-23 12:00 UTC (1 day left)'],
    [0.5, 'expires on 2026-11-23 00:00 UTC (0 days left)'],
    [-0.5, 'expired on 2026-11-22 00:00 UTC (1 day ago)'],
    [-10, 'expired on 2026-11-12 12:00 UTC (10 days ago)']
  ])('in %d days is a finding', (days, told) => {
    expect(judgeEnd(daysFromNow(days))).toEqual([
      {
        requirement: 'still valid for 14 days',
        verdict: 'missing',
        reason: 'token-expiring',
        evidence: `It ${told}`
      }
    ])
  })

  test.each([
    [0, 0, false],
    [0, -0.001, true],
    [1, 1, false],
    [1, 0.999, true],
    [30, 30, false],
    [30, 29.999, true],
    [3660, 3659, true]
  ])('with warn-days %d in %d days is a finding: %j', (warnDays, days, is) => {
    const answer = accepted({ expiry: expiring(daysFromNow(days)) })
    const found = judgeExpiry(warnDays, { answer, now })
    expect(found.map(({ requirement }) => requirement)).toEqual(
      is
        ? [
            `still valid for ${warnDays === 1 ? '1 day' : `${String(warnDays)} days`}`
          ]
        : []
    )
  })

  test.each<TokenKind>(['installation', 'app-user'])(
    'that always is near, of kind %s, is no finding',
    (kind) => {
      for (const days of [-1, 0, 0.04, 13]) {
        const expiry = expiring(daysFromNow(days))
        expect(
          judgeExpiry(14, { answer: accepted({ kind, expiry }), now })
        ).toEqual([])
      }
    }
  )

  test.each<TokenKind>(['classic', 'oauth', 'fine-grained', 'unknown'])(
    'of a token of kind %s is a finding when it is near',
    (kind) => {
      const expiry = expiring(daysFromNow(13))
      expect(
        judgeExpiry(14, { answer: accepted({ kind, expiry }), now })
      ).toMatchObject([{ reason: 'token-expiring' }])
    }
  )

  test('is counted by the clock of the host', () => {
    expect(judgeEnd(daysFromNow(20), daysFromNow(10))).toMatchObject([
      { evidence: 'It expires on 2026-12-12 12:00 UTC (10 days left)' }
    ])
    expect(judgeEnd(daysFromNow(1), daysFromNow(-30))).toEqual([])
  })

  test('is counted by the clock of the runner when the host has none', () => {
    const expiry = expiring(daysFromNow(3))
    const answer = accepted({ expiry, hostTime: undefined })
    expect(judgeExpiry(14, { answer, now })).toMatchObject([
      { evidence: 'It expires on 2026-11-25 12:00 UTC (3 days left)' }
    ])
  })
})

describe('an end that nobody can read', () => {
  const judge = (strangeExpiry: string, changes: Partial<TokenFacts> = {}) =>
    judgeExpiry(14, { answer: accepted({ strangeExpiry, ...changes }), now })

  test.each(['never', '31.01.2027', 'x'.repeat(100)])(
    'is told as it was reported: %s',
    (reported) => {
      expect(judge(reported)).toEqual([
        {
          requirement: 'still valid for 14 days',
          verdict: 'unknown',
          reason: 'expiry-unreadable',
          evidence: `GitHub reported the expiry "${reported}"`
        }
      ])
    }
  )

  test.each<TokenKind>(['classic', 'oauth', 'fine-grained', 'unknown'])(
    'is told of a token of kind %s',
    (kind) => {
      expect(judge('never', { kind })).toMatchObject([
        { reason: 'expiry-unreadable' }
      ])
    }
  )

  test('is cut where it is long', () => {
    const [finding] = judge('one two '.repeat(10_000))
    expect(finding?.evidence.length).toBeLessThan(150)
    expect(finding?.evidence).toMatch(/…"$/)
  })

  test('leaves the lifetime open', () => {
    const answer = accepted({ strangeExpiry: 'never' })
    expect(judgeLifetime(90, { answer, now })).toMatchObject([
      { verdict: 'unknown' }
    ])
  })
})

describe('the day by which a token is to be replaced', () => {
  const rotateBy = new Date('2026-12-06T00:00:00Z')
  const judgeAt = (hostTime: Date | undefined, warnDays = 14) =>
    judgeRotation(
      { rotateBy, warnDays },
      { answer: accepted({ hostTime }), now }
    )

  test('is no finding when there is none', () => {
    for (const answer of [accepted(), refused('token-rejected')]) {
      expect(
        judgeRotation({ rotateBy: undefined, warnDays: 14 }, { answer, now })
      ).toEqual([])
    }
  })

  test.each([
    // Only the day counts: the whole of 22 November is 14 days before.
    ['2026-11-22T00:00:00Z', 14],
    ['2026-11-22T23:59:59.999Z', 14],
    ['2026-11-01T12:00:00Z', 35]
  ])('is far enough away at %s: %d days', (time, days) => {
    expect(judgeAt(new Date(time))).toEqual([
      {
        requirement: 'not due for rotation within 14 days',
        verdict: 'granted',
        reason: 'ok',
        evidence: `It is to be replaced by 2026-12-06 (${String(days)} days left)`
      }
    ])
  })

  test.each([
    ['2026-11-23T00:00:00Z', '13 days left'],
    ['2026-12-05T23:59:59.999Z', '1 day left'],
    ['2026-12-06T00:00:00Z', '0 days left'],
    ['2026-12-06T23:59:59.999Z', '0 days left'],
    ['2026-12-07T00:00:00Z', '1 day ago'],
    ['2027-12-06T12:00:00Z', '365 days ago']
  ])('is near or over at %s: %s', (time, told) => {
    expect(judgeAt(new Date(time))).toEqual([
      {
        requirement: 'not due for rotation within 14 days',
        verdict: 'missing',
        reason: 'rotation-due',
        evidence: `It is to be replaced by 2026-12-06 (${told})`
      }
    ])
  })

  test.each([
    [0, '2026-12-06T23:59:59Z', 'ok'],
    [0, '2026-12-07T00:00:00Z', 'rotation-due'],
    [1, '2026-12-05T23:59:59Z', 'ok'],
    [1, '2026-12-06T00:00:00Z', 'rotation-due'],
    [30, '2026-11-06T23:59:59Z', 'ok'],
    [30, '2026-11-07T00:00:00Z', 'rotation-due']
  ])('with warn-days %d at %s is %s', (warnDays, time, reason) => {
    expect(judgeAt(new Date(time), warnDays)).toMatchObject([
      {
        reason,
        requirement: `not due for rotation within ${warnDays === 1 ? '1 day' : `${String(warnDays)} days`}`
      }
    ])
  })

  test('is compared with the clock of the runner when the host has none', () => {
    expect(judgeAt(undefined)).toMatchObject([{ reason: 'ok' }])
    for (const reason of ['host-timeout', 'token-rejected'] as const) {
      const answer = refused(reason)
      expect(
        judgeRotation({ rotateBy, warnDays: 15 }, { answer, now })
      ).toMatchObject([{ reason: 'rotation-due' }])
    }
  })

  test.each(kinds)('is that of any kind of token: %s', (kind) => {
    const answer = accepted({ kind, expiry: expiring(daysFromNow(365)) })
    expect(
      judgeRotation({ rotateBy, warnDays: 15 }, { answer, now })
    ).toMatchObject([{ reason: 'rotation-due' }])
  })
})

describe('a day to remind of', () => {
  const judge = (
    facts: Partial<TokenFacts>,
    wanted: { readonly mustEnd?: boolean; readonly rotateBy?: Date } = {}
  ) =>
    judgeKnownEnd(
      { mustEnd: true, rotateBy: undefined, ...wanted },
      { answer: accepted(facts) }
    )

  test.each<TokenKind>(['classic', 'oauth', 'fine-grained', 'unknown'])(
    'is missed of a token of kind %s that does not end',
    (kind) => {
      expect(judge({ kind })).toEqual([
        {
          requirement: 'a day to remind of',
          verdict: 'missing',
          reason: 'end-unknown',
          evidence: 'GitHub reported no expiry'
        }
      ])
    }
  )

  test('is not missed when nobody asks for it', () => {
    expect(judge({}, { mustEnd: false })).toEqual([])
  })

  test.each<readonly [string, Partial<TokenFacts>]>([
    ['its end was reported', { expiry: expiring(daysFromNow(1)) }],
    ['its end was reported in some form', { strangeExpiry: 'never' }],
    ['it lives for an hour', { kind: 'installation' }],
    ['it lives for some hours', { kind: 'app-user' }]
  ])('is not missed when %s', (_, facts) => {
    expect(judge(facts)).toEqual([])
  })

  test('is the one of the policy', () => {
    expect(judge({}, { rotateBy: daysFromNow(-100) })).toEqual([])
  })

  test.each(allReasons)(
    'is not missed when the token was refused with %s',
    (reason) => {
      const wanted = { mustEnd: true, rotateBy: undefined }
      expect(judgeKnownEnd(wanted, { answer: refused(reason) })).toEqual([])
    }
  )
})

describe('the longest lifetime', () => {
  const judgeEnd = (days: number, hostTime: Date | undefined = now) =>
    judgeLifetime(90, {
      answer: accepted({ expiry: expiring(daysFromNow(days)), hostTime }),
      now
    })

  test('is no finding when none was asked for', () => {
    const answer = accepted({ expiry: expiring(daysFromNow(5000)) })
    expect(judgeLifetime(undefined, { answer, now })).toEqual([])
  })

  test.each([
    [90, '2027-02-20 12:00 UTC (90 days left)'],
    [1, '2026-11-23 12:00 UTC (1 day left)']
  ])('is kept by a token that ends in %d days', (days, told) => {
    expect(judgeEnd(days)).toEqual([
      {
        requirement: 'valid for at most 90 days',
        verdict: 'granted',
        reason: 'ok',
        evidence: `It expires on ${told}`
      }
    ])
  })

  test.each([
    [91, '2027-02-21 12:00 UTC (91 days left)'],
    [366, '2027-11-23 12:00 UTC (366 days left)']
  ])('is not kept by a token that ends in %d days', (days, told) => {
    expect(judgeEnd(days)).toEqual([
      {
        requirement: 'valid for at most 90 days',
        verdict: 'missing',
        reason: 'lifetime-excess',
        evidence: `It expires on ${told}`
      }
    ])
  })

  test('is counted by the clock of the host', () => {
    expect(judgeEnd(100, daysFromNow(10))).toMatchObject([{ reason: 'ok' }])
    expect(judgeEnd(80, daysFromNow(-11))).toMatchObject([
      { reason: 'lifetime-excess' }
    ])
  })

  test.each<[TokenKind, Verdict, string]>([
    [
      'installation',
      'granted',
      'An installation token is valid for about an hour'
    ],
    ['classic', 'unknown', 'GitHub reported no expiry'],
    ['oauth', 'unknown', 'GitHub reported no expiry'],
    ['fine-grained', 'unknown', 'GitHub reported no expiry'],
    ['app-user', 'unknown', 'GitHub reported no expiry'],
    ['unknown', 'unknown', 'GitHub reported no expiry']
  ])(
    'of a token of kind %s without an end is %s',
    (kind, verdict, evidence) => {
      expect(judgeLifetime(90, { answer: accepted({ kind }), now })).toEqual([
        {
          requirement: 'valid for at most 90 days',
          verdict,
          reason: verdict === 'granted' ? 'ok' : 'expiry-unknown',
          evidence
        }
      ])
    }
  )

  test.each(allReasons)(
    'is unknown when the token was refused with %s',
    (reason) => {
      expect(judgeLifetime(90, { answer: refused(reason), now })).toEqual([
        {
          requirement: 'valid for at most 90 days',
          verdict: 'unknown',
          reason,
          evidence: 'Seen'
        }
      ])
    }
  )
})

describe('the clock of the runner', () => {
  const judgeAhead = (minutes: number) =>
    judgeClock({
      answer: accepted({
        hostTime: new Date(now.getTime() - minutes * 60_000)
      }),
      now
    })

  const almostFive = 5 - 0.001 / 60

  test.each([0, 4, -4, 4.4, -4.4, 4.6, -4.6, almostFive, -almostFive])(
    'may be %d minutes ahead of the host',
    (minutes) => {
      expect(judgeAhead(minutes)).toEqual([])
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
    expect(judgeAhead(minutes)).toEqual([
      {
        requirement: 'right clock',
        verdict: 'missing',
        reason: 'clock-skewed',
        evidence: `It is ${difference} the clock of the host`
      }
    ])
  })

  test('is trusted when the host does not tell the time', () => {
    const answer = accepted({ hostTime: undefined })
    expect(judgeClock({ answer, now })).toEqual([])
    expect(judgeClock({ answer: refused('token-rejected'), now })).toEqual([])
  })
})

describe('a run', () => {
  test.each<Run>(['trusted', 'fork-without-secrets', 'dependabot'])(
    'that is %s is no finding',
    (run) => {
      expect(judgeRun(run, true)).toEqual([])
      expect(judgeRun(run, false)).toEqual([])
    }
  )

  test('with secrets in which a fork works is told, unless nothing is to be guarded', () => {
    expect(judgeRun('fork-with-secrets', false)).toEqual([])
    expect(judgeRun('fork-with-secrets', true)).toEqual([
      {
        requirement: 'no fork in a run with secrets',
        verdict: 'missing',
        reason: 'fork-unsafe',
        evidence: 'The event of this run is about a pull request from a fork'
      }
    ])
  })
})
