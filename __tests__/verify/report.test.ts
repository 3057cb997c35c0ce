import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { TokenKind } from '../../src/github/token-kind.ts'
import type { Answer, TokenFacts } from '../../src/verify/facts.ts'
import type { Finding } from '../../src/verify/finding.ts'
import { judge } from '../../src/verify/findings.ts'
import {
  type Reason,
  type ReasonClass,
  reasons
} from '../../src/verify/reasons.ts'
import {
  describeExpiry,
  describeToken,
  type FailClass,
  failClasses,
  fixFor,
  makeReport,
  mayHandOut,
  problemsOf,
  type ReportSource,
  type Status,
  statusOf
} from '../../src/verify/report.ts'
import {
  allReasons,
  daysFromNow,
  expectationsWith,
  factsWith,
  findingWith as finding,
  now,
  refused,
  repositoryFacts,
  source,
  tokenFacts
} from './samples.ts'

const good: Answer = { accepted: tokenFacts() }

const reportOf = (
  findings: readonly Finding[],
  answer: Answer = good,
  changes: Partial<ReportSource> = {}
) => makeReport({ ...source, ...changes }, factsWith({ answer }), findings)

const page = (reason: string) =>
  `https://github.com/tools/action/blob/v1/docs/reasons.md#${reason}`

/** The page that creates a token; these scopes are held and asked for. */
const newToken = (scopes = 'repo,workflow') =>
  `https://github.com/settings/tokens/new?scopes=${scopes}&description=acme%2Fsite%20RELEASE_TOKEN (scopes: ${scopes.replaceAll(',', ', ')})`
const secrets = 'https://github.com/acme/site/settings/secrets/actions'

describe('a report', () => {
  test('of an accepted token has all facts', () => {
    const findings = [finding('ok', { verdict: 'granted' })]
    const accepted = tokenFacts({
      expiry: { at: daysFromNow(70.9), assumedZone: 'CET' },
      hostVersion: '3.19.1'
    })
    const facts = factsWith({ answer: { accepted }, shadows: ['A shadow'] })
    expect(makeReport(source, facts, findings)).toEqual({
      token: {
        name: 'RELEASE_TOKEN',
        kind: 'classic',
        host: 'github.com',
        login: 'octocat',
        scopes: ['repo'],
        expiresAt: daysFromNow(70.9),
        daysLeft: 70,
        rotateBy: undefined,
        daysToRotation: undefined,
        assumedZone: 'CET',
        isExpiryStrange: false,
        hostVersion: '3.19.1'
      },
      likelyKind: 'classic',
      findings,
      status: 'ok',
      reason: 'ok',
      valid: true,
      used: 'token',
      missing: [],
      unverified: [],
      excess: [],
      reference: undefined,
      shadows: ['A shadow'],
      needs: {
        scopes: ['repo', 'workflow'],
        askedScopes: ['repo', 'workflow'],
        permissions: [
          { name: 'contents', level: 'read' },
          { name: 'workflows', level: 'write' }
        ],
        repositories: ['acme/site'],
        owner: 'acme',
        owners: ['acme'],
        days: 90
      },
      links: source.links,
      isForGit: true,
      failOn: ['invalid', 'missing'],
      warnDays: 14
    })
  })

  test('of a token that nothing is known about is empty', () => {
    const refusal = { reason: 'host-timeout', evidence: 'No answer' } as const
    expect(reportOf([], { refusal }).token).toEqual({
      name: 'RELEASE_TOKEN',
      kind: 'unknown',
      host: 'github.com',
      login: undefined,
      scopes: undefined,
      expiresAt: undefined,
      daysLeft: undefined,
      rotateBy: undefined,
      daysToRotation: undefined,
      assumedZone: undefined,
      isExpiryStrange: false,
      hostVersion: undefined
    })
  })

  test.each([
    [daysFromNow(10), 0],
    [undefined, 10]
  ])('counts days by the clock of the host, %s', (hostTime, daysLeft) => {
    const expiry = { at: daysFromNow(10.5), assumedZone: undefined }
    const accepted = tokenFacts({ expiry, hostTime })
    expect(reportOf([], { accepted }).token.daysLeft).toBe(daysLeft)
  })

  test.each([
    // The same day counts as one, whatever the time of day.
    [now, 70],
    [new Date('2026-11-22T00:00:00Z'), 70],
    [new Date('2026-11-22T23:59:59Z'), 70],
    [new Date('2026-11-23T00:00:00Z'), 69],
    [new Date('2027-01-31T23:59:59Z'), 0],
    [new Date('2027-02-02T00:00:00Z'), -2],
    [undefined, 70]
  ])(
    'counts the days to rotation by the calendar of the host, %s: %d',
    (hostTime, daysToRotation) => {
      const rotateBy = new Date('2027-01-31T00:00:00Z')
      const accepted = tokenFacts({ hostTime })
      expect(reportOf([], { accepted }, { rotateBy }).token).toMatchObject({
        rotateBy,
        daysToRotation,
        daysLeft: undefined
      })
    }
  )

  test('of a token that was refused counts the days to rotation all the same', () => {
    const rotateBy = new Date('2026-11-23T00:00:00Z')
    const report = reportOf([], refused('host-timeout'), { rotateBy })
    expect(report.token.daysToRotation).toBe(1)
  })

  test('keeps the secret reference of a token', () => {
    const reference = 'op://ci/release/token'
    const report = makeReport(source, factsWith({ reference }), [])
    expect(report.reference).toBe(reference)
    expect(fixFor(report, 'token-expiring')).toMatch(
      / and store it in 1Password, as op:\/\/ci\/release\/token$/
    )
  })
})

/** What becomes of a class that nobody asked to fail on. */
const mildStatuses: Readonly<Record<ReasonClass, Status>> = {
  fine: 'ok',
  unknown: 'unknown',
  skipped: 'skipped',
  untidy: 'warning',
  expiring: 'warning',
  excess: 'warning',
  missing: 'warning',
  invalid: 'warning',
  broken: 'failed'
}

/** One reason of each class. */
const sampleOf: Readonly<Record<ReasonClass, Reason>> = {
  broken: 'git-missing',
  invalid: 'token-rejected',
  missing: 'scope-missing',
  expiring: 'token-expiring',
  excess: 'scope-excess',
  untidy: 'token-untrimmed',
  unknown: 'scope-unproven',
  skipped: 'skipped-fork',
  fine: 'ok'
}

/** Every way to fill in fail-on. */
const failOns: readonly (readonly FailClass[])[] = Array.from(
  { length: 2 ** failClasses.length },
  (_, bits) => failClasses.filter((_one, place) => (bits >> place) % 2 === 1)
)

describe('the status', () => {
  const statuses: Readonly<Record<ReasonClass, Status>> = {
    ...mildStatuses,
    missing: 'failed',
    invalid: 'failed'
  }

  test.each(allReasons)('of %s follows its class', (reason) => {
    expect(reportOf([finding(reason)])).toMatchObject({
      status: statuses[reasons[reason].class],
      reason
    })
  })

  test('of no finding is ok', () => {
    expect(reportOf([])).toMatchObject({ status: 'ok', reason: 'ok' })
  })

  test('can be made failed by these classes', () => {
    expect(failClasses).toEqual([
      'invalid',
      'missing',
      'unknown',
      'expiring',
      'excess'
    ])
    expect(failOns).toHaveLength(32)
  })

  test.each(
    failOns.map((failOn) => [failOn.join(', ') || 'none', failOn] as const)
  )(
    'with fail-on %s is failed for that, and for what is broken',
    (_, failOn) => {
      for (const [name, reason] of Object.entries(sampleOf)) {
        const fails = (failOn as readonly string[]).includes(name)
        const status = fails ? 'failed' : mildStatuses[name as ReasonClass]
        expect([name, statusOf(reason, failOn)]).toEqual([name, status])
        expect(
          reportOf([finding('ok'), finding(reason)], good, {
            failOn
          })
        ).toMatchObject({ status, reason })
      }
    }
  )

  test('with fail-on expiring is for that, though something else is more serious', () => {
    const report = reportOf(
      [finding('scope-missing'), finding('token-expiring')],
      good,
      { failOn: ['expiring'] }
    )
    expect(report).toMatchObject({ status: 'failed', reason: 'token-expiring' })
    expect(problemsOf(report).map((one) => [one.reason, one.level])).toEqual([
      ['token-expiring', 'error'],
      ['scope-missing', 'warning']
    ])
  })

  /** One reason of each class, the most serious first. */
  const bySeverity: readonly Reason[] = [
    'git-missing',
    'token-rejected',
    'scope-missing',
    // There is no token: what else there is comes from that.
    'skipped-fork',
    'token-expiring',
    'scope-excess',
    'token-untrimmed',
    'scope-unproven',
    'ok'
  ]

  const pairs = bySeverity.flatMap((worse, index) =>
    bySeverity.slice(index).map((other) => [worse, other] as const)
  )

  test.each(pairs)('of %s and %s is that of the first', (worse, other) => {
    const expected = {
      status: statuses[reasons[worse].class],
      reason: worse
    }
    expect(reportOf([finding(worse), finding(other)])).toMatchObject(expected)
    expect(reportOf([finding(other), finding(worse)])).toMatchObject(expected)
  })

  test('of all is that of the most serious, and the problems are in that order', () => {
    const report = reportOf(
      [...bySeverity].reverse().map((one) => finding(one))
    )
    expect(report).toMatchObject({ status: 'failed', reason: 'git-missing' })
    expect(problemsOf(report).map(({ reason }) => reason)).toEqual(
      bySeverity.filter((reason) => reason !== 'ok')
    )
  })

  test('keeps the order of equals', () => {
    const report = reportOf([finding('git-too-old'), finding('input-invalid')])
    expect(report.reason).toBe('git-too-old')
    expect(problemsOf(report).map(({ reason }) => reason)).toEqual([
      'git-too-old',
      'input-invalid'
    ])
  })
})

describe('whether a token is valid', () => {
  test('is true when GitHub accepted it, whatever else is wrong', () => {
    for (const reason of allReasons) {
      expect(reportOf([finding(reason)]).valid).toBe(true)
    }
  })

  const validities: Readonly<Record<ReasonClass, boolean | undefined>> = {
    fine: undefined,
    unknown: undefined,
    skipped: undefined,
    untidy: undefined,
    expiring: undefined,
    excess: undefined,
    // A policy that keeps a good token out says nothing about it.
    missing: undefined,
    invalid: false,
    broken: undefined
  }

  test.each(allReasons)(
    'is decided by the class when it was refused with %s',
    (reason) => {
      for (const failOn of failOns) {
        expect(reportOf([], refused(reason), { failOn }).valid).toBe(
          validities[reasons[reason].class]
        )
      }
    }
  )
})

describe('which token is used', () => {
  const token = { reason: 'token-empty', evidence: 'Empty' } as const
  const usedWith = (
    answer: Answer,
    refusal: { readonly reason: Reason; readonly evidence: string } | undefined
  ) =>
    makeReport(source, factsWith({ answer, fallback: { token, refusal } }), [])
      .used

  test('is the first when it was accepted', () => {
    expect(reportOf([]).used).toBe('token')
  })

  test('is the fallback when the facts are about that', () => {
    expect(usedWith(good, undefined)).toBe('fallback')
    expect(usedWith(refused('host-timeout'), undefined)).toBe('fallback')
  })

  test('is none when neither can be used', () => {
    const refusal = { reason: 'token-rejected', evidence: 'Bad' } as const
    expect(usedWith(refused('token-empty'), refusal)).toBeUndefined()
  })

  test.each(allReasons)(
    'is the first when it could not be asked about, and none otherwise: %s',
    (reason) => {
      expect(reportOf([], refused(reason)).used).toBe(
        reasons[reason].class === 'unknown' ? 'token' : undefined
      )
    }
  )
})

describe('git', () => {
  test('gets a token that was accepted, and one that could not be asked about', () => {
    expect(mayHandOut(reportOf([]))).toBe(true)
    const answer = refused('host-unreachable')
    expect(mayHandOut(reportOf([finding('host-unreachable')], answer))).toBe(
      true
    )
  })

  test.each(allReasons)(
    'gets an accepted token unless %s fails the step or is about a fork',
    (reason) => {
      for (const failOn of failOns) {
        const report = reportOf([finding(reason)], good, { failOn })
        expect(mayHandOut(report)).toBe(
          statusOf(reason, failOn) !== 'failed' && reason !== 'fork-unsafe'
        )
      }
    }
  )

  test.each(allReasons.filter((reason) => reasons[reason].class !== 'unknown'))(
    'gets no token that was refused with %s, even when nothing fails the step',
    (reason) => {
      const report = reportOf([finding(reason)], refused(reason), {
        failOn: []
      })
      expect(mayHandOut(report)).toBe(false)
    }
  )

  const unknown = allReasons.filter(
    (reason) => reasons[reason].class === 'unknown'
  )
  const asked = {
    scopes: ['repo', 'user'],
    permissions: [
      { name: 'contents', level: 'write' },
      { name: 'issues', level: 'read' }
    ]
  } as const

  test('gets every token of which nothing bad is proven', () => {
    const refusal = fc.record({
      reason: fc.constantFrom(...unknown),
      evidence: fc.string()
    })
    const answer = fc.oneof(
      fc.constant<Answer>({
        accepted: tokenFacts({ scopes: ['repo', 'user'] })
      }),
      refusal.map((one): Answer => ({ refusal: one }))
    )
    const repositories = fc.array(
      fc
        .option(refusal, { nil: undefined })
        .map((one) => repositoryFacts({ access: 'write', refusal: one })),
      { maxLength: 3 }
    )
    const others = fc.array(
      fc.record({
        requirement: fc.string(),
        reason: fc.constantFrom(...unknown),
        evidence: fc.string()
      }),
      { maxLength: 3 }
    )
    fc.assert(
      fc.property(answer, repositories, others, (one, several, obstacles) => {
        const facts = factsWith({
          answer: one,
          repositories: several,
          obstacles
        })
        const findings = judge(expectationsWith(asked), facts)
        const report = makeReport({ ...source, ...asked }, facts, findings)
        expect(report.valid).not.toBe(false)
        expect(['ok', 'unknown']).toContain(report.status)
        expect(report.missing).toEqual([])
        expect(mayHandOut(report)).toBe(true)
      }),
      { numRuns: 300 }
    )
  })
})

describe('the lists of a report', () => {
  test('have what is missing and what could not be proven, as it was asked for', () => {
    const report = reportOf([
      finding('ok', { requirement: 'gist', verdict: 'granted' }),
      finding('scope-missing', { requirement: 'workflow' }),
      finding('permission-unproven', {
        requirement: 'issues: write on acme/site',
        verdict: 'unknown'
      }),
      finding('push-refused', { requirement: 'write acme/site' }),
      finding('scope-unproven', { requirement: 'user', verdict: 'unknown' }),
      finding('token-expiring'),
      finding('token-untrimmed'),
      finding('scope-excess'),
      finding('git-missing')
    ])
    expect(report.missing).toEqual(['workflow', 'write acme/site'])
    expect(report.unverified).toEqual(['issues: write on acme/site', 'user'])
  })

  test('do not have the token itself among what could not be proven', () => {
    const answer = refused('host-timeout')
    const findings = judge(
      expectationsWith({ scopes: ['repo'] }),
      factsWith({ answer })
    )
    expect(reportOf(findings, answer)).toMatchObject({
      missing: [],
      unverified: ['repo']
    })
  })

  test.each(allReasons)(
    'have what is missing by the class of %s, and what could not be proven by the verdict',
    (reason) => {
      const isMissing = reasons[reason].class === 'missing'
      const report = reportOf([
        finding(reason, { requirement: 'a', verdict: 'missing' }),
        finding(reason, { requirement: 'b', verdict: 'unknown' }),
        finding(reason, { requirement: 'c', verdict: 'granted' }),
        finding(reason, {
          requirement: 'accepted by github.com',
          verdict: 'missing'
        }),
        finding(reason, {
          requirement: 'accepted by github.com',
          verdict: 'unknown'
        })
      ])
      expect([report.missing, report.unverified]).toEqual([
        isMissing ? ['a'] : [],
        ['b']
      ])
    }
  )

  test('have nothing missing that was never judged', () => {
    const answer = refused('ip-forbidden')
    const findings = judge(
      expectationsWith({ scopes: ['repo'] }),
      factsWith({ answer })
    )
    expect(reportOf(findings, answer)).toMatchObject({
      missing: [],
      unverified: ['repo']
    })
  })

  test('have the scopes nobody asked for', () => {
    const accepted = tokenFacts({ scopes: ['repo', 'gist', 'workflow'] })
    expect(reportOf([], { accepted }).excess).toEqual(['gist'])
    expect(reportOf([], { accepted }, { scopes: [] }).excess).toEqual([])
    expect(reportOf([], refused('token-rejected')).excess).toEqual([])
  })
})

describe('a new token', () => {
  test.each([
    [undefined, 90],
    [30, 30],
    [120, 120],
    [366, 366],
    [3660, 366]
  ])(
    'with max-lifetime-days %s is valid for %d days',
    (maxLifetimeDays, days) => {
      expect(reportOf([], good, { maxLifetimeDays }).needs.days).toBe(days)
    }
  )

  test.each([
    [8, 8],
    [366, 90],
    [undefined, 90]
  ])(
    'is valid for no longer than a policy allows, %s days: %d',
    (most, days) => {
      const accepted = tokenFacts({ kind: 'fine-grained', scopes: undefined })
      const report = reportOf(
        [
          finding('lifetime-forbidden', {
            policy: { days: most, settingsId: '12' }
          })
        ],
        { accepted }
      )
      const fix = fixFor(report, 'lifetime-forbidden')
      expect(fix).toContain(`&expires_in=${String(days)}&`)
      expect(fix).toContain(
        'at https://github.com/settings/personal-access-tokens/12. '
      )
    }
  )
})

describe('a problem', () => {
  test('of several missing scopes is one', () => {
    const report = reportOf([
      finding('ok', { verdict: 'granted' }),
      finding('scope-missing', {
        requirement: 'workflow',
        evidence: 'Its scopes: repo'
      }),
      finding('scope-missing', {
        requirement: 'delete_repo',
        evidence: 'Its scopes: repo'
      })
    ])
    expect(problemsOf(report)).toEqual([
      {
        reason: 'scope-missing',
        level: 'error',
        title: 'RELEASE_TOKEN: scope missing',
        lines: [
          'RELEASE_TOKEN (classic, @octocat) lacks `workflow`, `delete_repo`.',
          'Its scopes: repo.',
          'Fix: Add what is missing to the token at https://github.com/settings/tokens. ' +
            `Or: Create a token at ${newToken()} and store it as RELEASE_TOKEN at ${secrets}.`,
          `More: ${page('scope-missing')}`
        ]
      }
    ])
  })

  test('has all evidence', () => {
    const report = reportOf([
      finding('input-invalid', { evidence: 'a: x' }),
      finding('input-invalid', { evidence: 'b: y' })
    ])
    expect(problemsOf(report)).toEqual([
      {
        reason: 'input-invalid',
        level: 'error',
        title: 'RELEASE_TOKEN: invalid input',
        lines: [
          'The inputs of this step cannot be used.',
          'a: x.',
          'b: y.',
          'Fix: Correct them in the workflow; the inputs are described at https://github.com/tools/action#readme.',
          `More: ${page('input-invalid')}`
        ]
      }
    ])
  })

  test('of a rejected token names the token and the host', () => {
    const refusal = {
      reason: 'token-rejected',
      evidence: 'GET https://api.github.com/user answered 401: Bad credentials'
    } as const
    const report = reportOf(
      [
        {
          requirement: 'accepted by github.com',
          verdict: 'missing',
          ...refusal
        },
        { requirement: 'repo', verdict: 'unknown', ...refusal }
      ],
      { refusal }
    )
    expect(problemsOf(report)).toEqual([
      {
        reason: 'token-rejected',
        level: 'error',
        title: 'RELEASE_TOKEN: token rejected',
        lines: [
          'github.com does not accept RELEASE_TOKEN.',
          'GET https://api.github.com/user answered 401: Bad credentials.',
          'Fix: The token has expired, was revoked, is mistyped, or belongs to another host. ' +
            // What the token had is not known.
            `Create a token at ${newToken('repo,workflow')} and store it as RELEASE_TOKEN at ${secrets}.`,
          `More: ${page('token-rejected')}`
        ]
      }
    ])
  })

  test('that only warns is a warning', () => {
    const expiry = { at: daysFromNow(3), assumedZone: undefined }
    const report = reportOf(
      [
        finding('token-expiring', {
          evidence: 'It expires on 2026-11-25 12:00 UTC (3 days left)'
        })
      ],
      { accepted: tokenFacts({ expiry }) }
    )
    expect(problemsOf(report)).toEqual([
      {
        reason: 'token-expiring',
        level: 'warning',
        title: 'RELEASE_TOKEN: token expires soon',
        lines: [
          'RELEASE_TOKEN (classic, @octocat) expires soon.',
          'It expires on 2026-11-25 12:00 UTC (3 days left).',
          `Fix: Create a token at ${newToken()} and store it as RELEASE_TOKEN at ${secrets}.`,
          `More: ${page('token-expiring')}`
        ]
      }
    ])
  })

  test.each(allReasons)('of %s has a level by its status', (reason) => {
    const levels = {
      failed: 'error',
      warning: 'warning',
      unknown: 'warning',
      skipped: 'notice',
      ok: 'notice'
    } as const
    for (const failOn of failOns) {
      const report = reportOf([finding(reason)], good, { failOn })
      expect(problemsOf(report).map(({ level }) => level)).toEqual(
        reason === 'ok' ? [] : [levels[statusOf(reason, failOn)]]
      )
    }
  })

  test('is none when everything is fine', () => {
    expect(problemsOf(reportOf([finding('ok')]))).toEqual([])
  })
})

describe('the fix for a reason', () => {
  test('stands with the words for all findings with that reason, and no other', () => {
    const unproven = (requirement: string) =>
      finding('scope-unproven', { requirement })
    const report = reportOf([
      unproven('a'),
      finding('scope-missing', { requirement: 'x' }),
      unproven('b')
    ])
    const [, problem] = problemsOf(report)
    expect(problem?.lines[0]).toBe(
      'Whether RELEASE_TOKEN (classic, @octocat) has `a`, `b` cannot be told from its scopes.'
    )
  })

  test('is nothing when nothing is wrong', () => {
    expect(fixFor(reportOf([]), 'ok')).toBe('')
    expect(fixFor(reportOf([finding('ok')]), 'ok')).toBe('')
  })

  const missing = finding('scope-missing', { requirement: 'workflow' })
  const reportWith = (
    scopes: readonly string[],
    facts: Partial<TokenFacts> = {}
  ) => {
    const answer = { accepted: tokenFacts(facts) }
    return reportOf([missing], answer, { scopes })
  }

  test.each<
    readonly [
      held: readonly string[] | undefined,
      asked: readonly string[],
      union: readonly string[]
    ]
  >([
    [['repo', 'gist'], ['workflow'], ['repo', 'gist', 'workflow']],
    [
      ['repo', 'gist'],
      ['gist', 'workflow'],
      ['repo', 'gist', 'workflow']
    ],
    [[], ['workflow', 'repo'], ['workflow', 'repo']],
    [['repo'], [], ['repo']],
    // git needs it for the repository.
    [undefined, ['workflow'], ['repo', 'workflow']],
    [undefined, ['repo', 'gist'], ['repo', 'gist']],
    [undefined, ['public_repo'], ['public_repo']],
    [undefined, [], ['repo']]
  ])(
    'creates a token with the scopes held, %j, and asked for, %j',
    (held, asked, union) => {
      const report = reportWith(asked, { scopes: held })
      expect(report.needs.scopes).toEqual(union)
      const address = report.links.newToken(union)
      expect(fixFor(report, 'token-expiring')).toContain(` ${address} `)
      expect(fixFor(report, 'scope-missing')).toContain(` ${address} `)
    }
  )

  test.each<[TokenKind, string]>([
    ['fine-grained', 'Create a fine-grained token at '],
    ['classic', 'Create a token at '],
    ['unknown', 'Create a token at ']
  ])('creates what a rejected token looked like: %s', (hint, create) => {
    const report = makeReport(
      source,
      factsWith({ answer: refused('token-rejected'), hint }),
      [missing]
    )
    expect(fixFor(report, 'token-rejected')).toContain(`. ${create}`)
    expect(report.token.kind).toBe('unknown')
  })

  test('creates a token without the scopes that are forbidden', () => {
    const answer = { accepted: tokenFacts({ scopes: ['repo', 'admin:org'] }) }
    const report = reportOf([missing], answer, {
      forbiddenScopes: ['admin:org', 'workflow']
    })
    expect(report.needs.scopes).toEqual(['repo'])
  })

  test('creates a token with what presets stand for', () => {
    const report = reportOf([missing], refused('token-rejected'), {
      scopes: [],
      preset: {
        scopes: ['read:org'],
        permissions: [{ name: 'members', level: 'read' }]
      }
    })
    expect(report.needs).toMatchObject({
      scopes: ['repo', 'read:org'],
      permissions: [
        { name: 'contents', level: 'read' },
        { name: 'members', level: 'read' }
      ]
    })
  })

  test('creates a token for no repository when none is verified', () => {
    const report = reportOf([missing], refused('token-rejected'), {
      scopes: ['read:org'],
      repositories: []
    })
    expect(report.needs).toMatchObject({
      scopes: ['read:org'],
      permissions: [{ name: 'members', level: 'read' }],
      repositories: []
    })
  })

  test.each([
    [undefined, 'acme', 'acme/site, acme/blog'],
    ['write acme/blog', 'acme', 'acme/site, acme/blog'],
    ['write other/tools', 'other', 'other/tools'],
    ['issues: read on other/tools', 'other', 'other/tools']
  ])(
    'about %s creates a fine-grained token for the owner %s, of %s',
    (requirement = 'something else', owner, repositories) => {
      const accepted = tokenFacts({ kind: 'fine-grained', scopes: undefined })
      const report = reportOf(
        [finding('push-refused', { requirement })],
        { accepted },
        { repositories: ['acme/site', 'other/tools', 'acme/blog'] }
      )
      const fix = fixFor(report, 'push-refused')
      expect(fix).toContain(`&target_name=${owner}&`)
      expect(fix).toContain(
        ` (resource owner: ${owner}; repositories: ${repositories}; permissions: `
      )
    }
  )

  test('creates a fine-grained token with the permissions that were asked for', () => {
    const accepted = tokenFacts({ kind: 'fine-grained', scopes: undefined })
    const report = reportOf(
      [finding('token-expiring')],
      { accepted },
      {
        scopes: [],
        permissions: [
          { name: 'contents', level: 'write' },
          { name: 'packages', level: 'read' },
          { name: 'workflows', level: 'write' }
        ],
        repositories: ['acme/site', 'acme/blog'],
        maxLifetimeDays: 30
      }
    )
    expect(fixFor(report, 'token-expiring')).toBe(
      'Create a fine-grained token at https://github.com/settings/personal-access-tokens/new' +
        '?name=RELEASE_TOKEN&description=acme%2Fsite%20RELEASE_TOKEN&target_name=acme&expires_in=30&contents=write&workflows=write' +
        ' (resource owner: acme; repositories: acme/site, acme/blog; permissions: contents: write, workflows: write; expiration: 30 days)' +
        ` and store it as RELEASE_TOKEN at ${secrets}`
    )
  })
})

describe('the words for a token', () => {
  test.each<readonly [Answer, string]>([
    [good, 'RELEASE_TOKEN (classic, @octocat)'],
    [
      { accepted: tokenFacts({ kind: 'installation', login: undefined }) },
      'RELEASE_TOKEN (installation)'
    ],
    [{ accepted: tokenFacts({ kind: 'unknown' }) }, 'RELEASE_TOKEN (@octocat)'],
    [
      { accepted: tokenFacts({ kind: 'unknown', login: undefined }) },
      'RELEASE_TOKEN'
    ],
    [refused('token-rejected'), 'RELEASE_TOKEN']
  ])('are its name and what is known: case %#', (answer, words) => {
    expect(describeToken(reportOf([], answer))).toBe(words)
  })

  test('say when it is the fallback', () => {
    const token = { reason: 'token-empty', evidence: 'Empty' } as const
    const fallback = { token, refusal: undefined }
    expect(describeToken(makeReport(source, factsWith({ fallback }), []))).toBe(
      'Fallback of RELEASE_TOKEN (classic, @octocat)'
    )
  })

  test.each<readonly [TokenFacts['kind'], string]>([
    [
      'installation',
      'expires with the job, or about an hour after it was made'
    ],
    ['app-user', 'expiry not reported'],
    ['classic', 'expiry not reported'],
    ['oauth', 'expiry not reported'],
    ['fine-grained', 'expiry not reported'],
    ['unknown', 'expiry not reported']
  ])('of kind %s whose expiry was not reported are: %s', (kind, words) => {
    const accepted = tokenFacts({ kind, scopes: undefined })
    expect(describeExpiry(reportOf([], { accepted }))).toBe(words)
  })

  test.each([
    [undefined, undefined, 'expiry not reported'],
    [
      daysFromNow(70),
      undefined,
      'expires on 2027-01-31 12:00 UTC (70 days left)'
    ],
    [daysFromNow(1), undefined, 'expires on 2026-11-23 12:00 UTC (1 day left)'],
    [
      daysFromNow(-2),
      undefined,
      'expired on 2026-11-20 12:00 UTC (2 days ago)'
    ],
    [
      daysFromNow(70),
      'CET',
      'expires on 2027-01-31 12:00 UTC (70 days left, reading the zone CET as UTC)'
    ]
  ])('that expires on %s (%s) are these', (at, assumedZone, words) => {
    const expiry = at && { at, assumedZone }
    const accepted = tokenFacts({ expiry })
    expect(describeExpiry(reportOf([], { accepted }))).toBe(words)
  })

  test('say that an expiry was reported which nobody can read', () => {
    const accepted = tokenFacts({ strangeExpiry: 'never' })
    const report = reportOf([], { accepted })
    expect(report.token).toMatchObject({
      isExpiryStrange: true,
      expiresAt: undefined
    })
    expect(describeExpiry(report)).toBe('expiry not readable')
  })
})
