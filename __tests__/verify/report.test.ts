import { describe, expect, test } from '@jest/globals'
import type { Answer, TokenFacts } from '../../src/verify/facts.ts'
import type { Finding } from '../../src/verify/findings.ts'
import { type Reason, reasons } from '../../src/verify/reasons.ts'
import {
  describeExpiry,
  describeToken,
  fixFor,
  makeReport,
  problemsOf,
  type Status,
  statusOf
} from '../../src/verify/report.ts'
import { daysFromNow, now, source, tokenFacts } from './samples.ts'

const finding = (reason: Reason, changes: Partial<Finding> = {}): Finding => ({
  requirement: reason,
  verdict: 'missing',
  reason,
  evidence: `Seen ${reason}`,
  ...changes
})

const good: Answer = { accepted: tokenFacts() }

const reportOf = (findings: readonly Finding[], answer: Answer = good) =>
  makeReport(source, { answer, now }, findings)

const page = (reason: string) =>
  `https://github.com/tools/action/blob/v1/docs/reasons.md#${reason}`

/** The page that creates a token; these scopes are held and asked for. */
const newToken = (scopes = 'repo,workflow') =>
  `https://github.com/settings/tokens/new?scopes=${scopes}&description=acme%2Fsite%20RELEASE_TOKEN`
const secrets = 'https://github.com/acme/site/settings/secrets/actions'

describe('a report', () => {
  test('of an accepted token has all facts', () => {
    const findings = [finding('ok', { verdict: 'granted' })]
    const accepted = tokenFacts({
      expiry: { at: daysFromNow(70.9), assumedZone: 'CET' },
      hostVersion: '3.19.1'
    })
    expect(reportOf(findings, { accepted })).toEqual({
      token: {
        name: 'RELEASE_TOKEN',
        kind: 'classic',
        host: 'github.com',
        login: 'octocat',
        scopes: ['repo'],
        expiresAt: daysFromNow(70.9),
        daysLeft: 70,
        assumedZone: 'CET',
        hostVersion: '3.19.1'
      },
      neededScopes: ['repo', 'workflow'],
      findings,
      status: 'ok',
      reason: 'ok',
      valid: true,
      links: source.links
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
      assumedZone: undefined,
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
})

describe('the status', () => {
  const statuses: Readonly<Record<string, Status>> = {
    fine: 'ok',
    unknown: 'unknown',
    untidy: 'warning',
    expiring: 'warning',
    missing: 'failed',
    invalid: 'failed',
    broken: 'failed'
  }

  test.each(Object.keys(reasons) as Reason[])(
    'of %s follows its class',
    (reason) => {
      expect(reportOf([finding(reason)])).toMatchObject({
        status: statuses[reasons[reason].class],
        reason
      })
    }
  )

  test('of no finding is ok', () => {
    expect(reportOf([])).toMatchObject({ status: 'ok', reason: 'ok' })
  })

  /** One reason of each class, the most serious first. */
  const bySeverity: readonly Reason[] = [
    'git-missing',
    'token-rejected',
    'scope-missing',
    'token-expiring',
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
    expect(reportOf([finding('scope-missing')]).valid).toBe(true)
  })

  test.each(Object.keys(reasons) as Reason[])(
    'is false or undefined when it was refused with %s',
    (reason) => {
      const refusal = { reason, evidence: 'Seen' }
      expect(reportOf([], { refusal }).valid).toBe(
        reasons[reason].class === 'invalid' ? false : undefined
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
            `Create a token at ${newToken('workflow')} and store it as RELEASE_TOKEN at ${secrets}.`,
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

  test.each(Object.keys(reasons) as Reason[])(
    'of %s has a level by its class',
    (reason) => {
      const failing = ['broken', 'invalid', 'missing']
      const levels = problemsOf(reportOf([finding(reason)])).map(
        ({ level }) => level
      )
      const level = failing.includes(reasons[reason].class)
        ? 'error'
        : 'warning'
      expect(levels).toEqual(reason === 'ok' ? [] : [level])
    }
  )

  test('is none when everything is fine', () => {
    expect(problemsOf(reportOf([finding('ok')]))).toEqual([])
  })
})

describe('the fix for a reason', () => {
  test('is about all findings with that reason, and no other', () => {
    const unproven = (requirement: string) =>
      finding('scope-unproven', { requirement })
    const report = reportOf([
      unproven('a'),
      finding('scope-missing', { requirement: 'x' }),
      unproven('b')
    ])
    expect(fixFor(report, 'scope-unproven')).toBe(
      'Check the spelling if GitHub has no scope `a`, `b`; otherwise nothing needs to be done'
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
    return makeReport({ ...source, scopes }, { answer, now }, [missing])
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
    [undefined, ['workflow'], ['workflow']],
    [undefined, [], []]
  ])(
    'creates a token with the scopes held, %j, and asked for, %j',
    (held, asked, union) => {
      const report = reportWith(asked, { scopes: held })
      expect(report.neededScopes).toEqual(union)
      const address = report.links.newToken(union)
      expect(fixFor(report, 'token-expiring')).toContain(` ${address} `)
      expect(fixFor(report, 'scope-missing')).toContain(` ${address} `)
    }
  )

  test('sends the owner of a fine-grained token to the page of those', () => {
    const report = reportWith([], { kind: 'fine-grained', scopes: undefined })
    expect(fixFor(report, 'token-expiring')).toBe(
      `Create a token at https://github.com/settings/personal-access-tokens and store it as RELEASE_TOKEN at ${secrets}`
    )
  })
})

test.each(Object.keys(reasons) as Reason[])(
  'the status of %s alone is that of a report with nothing else',
  (reason) => {
    expect(statusOf(reason)).toBe(reportOf([finding(reason)]).status)
  }
)

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
    [{ refusal: { reason: 'token-rejected', evidence: 'x' } }, 'RELEASE_TOKEN']
  ])('are its name and what is known: case %#', (answer, words) => {
    expect(describeToken(reportOf([], answer))).toBe(words)
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
})
