import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  conditionOf,
  daysLeft,
  fallBelow,
  isWorse,
  problems,
  type Stage,
  worstOf
} from '../../src/reminders/stage.ts'
import { type Reason, reasons } from '../../src/verify/reasons.ts'
import { makeReport, type Report } from '../../src/verify/report.ts'
import {
  allReasons,
  daysFromNow,
  factsWith,
  findingWith,
  source,
  tokenFacts
} from '../verify/samples.ts'

interface Wanted {
  readonly reasons?: readonly Reason[]
  readonly days?: number
  readonly rotation?: number
  readonly kind?: Report['token']['kind']
  readonly failOn?: Report['failOn']
}

/** A report with these reasons, on a token that ends in so many days. */
function reportOf({
  reasons: found = [],
  days,
  rotation,
  kind = 'classic',
  failOn = ['invalid', 'missing']
}: Wanted): Report {
  const accepted = tokenFacts({
    kind,
    expiry:
      days === undefined
        ? undefined
        : { at: daysFromNow(days), assumedZone: undefined }
  })
  return makeReport(
    {
      ...source,
      failOn,
      rotateBy:
        rotation === undefined
          ? undefined
          : new Date(daysFromNow(rotation).toISOString().slice(0, 10))
    },
    factsWith({ answer: { accepted } }),
    found.map((reason) => findingWith(reason))
  )
}

const thresholds = [30, 14, 7, 1]

const conditionWith = (wanted: Wanted, days = thresholds) =>
  conditionOf(reportOf(wanted), days)

describe('what every reason means', () => {
  /** Nothing could tell, and asking again will not. */
  const unprovable: readonly Reason[] = [
    'scope-unproven',
    'kind-has-no-scopes',
    'login-unknown',
    'identity-unknown',
    'expiry-unknown',
    'permission-unproven',
    'write-unproven',
    'feature-disabled'
  ]
  const meanings = {
    fine: { is: 'well' },
    untidy: { is: 'well' },
    excess: { is: 'well' },
    skipped: { is: 'skipped' },
    broken: { is: 'broken' },
    invalid: { is: 'bad' },
    missing: { is: 'bad' },
    expiring: { is: 'bad' },
    unknown: { is: 'bad' }
  } as const

  test.each(allReasons)('%s', (reason) => {
    const { class: found } = reasons[reason]
    const condition = conditionWith({ reasons: [reason] })
    if (unprovable.includes(reason)) {
      expect(found).toBe('unknown')
      expect(condition).toEqual({ is: 'well' })
    } else if (meanings[found].is === 'bad') {
      expect(condition).toEqual({
        is: 'bad',
        stage: { problem: found, threshold: null },
        reasons: [reason]
      })
    } else {
      expect(condition).toEqual(meanings[found])
    }
  })

  test('without any it is well', () => {
    expect(conditionWith({ days: 3 })).toEqual({ is: 'well' })
  })

  test('excess matters when it fails', () => {
    const found = { reasons: ['scope-excess'] as const }
    const failOn = ['excess'] as const
    expect(conditionWith(found)).toEqual({ is: 'well' })
    expect(conditionWith({ ...found, failOn })).toEqual({
      is: 'bad',
      stage: { problem: 'unwanted', threshold: null },
      reasons: ['scope-excess']
    })
  })

  test.each<Report['failOn']>([[], ['unknown'], ['expiring', 'excess']])(
    'the rest does not depend on fail-on: %j',
    (...failOn) => {
      for (const reason of ['token-rejected', 'scope-missing'] as const) {
        expect(conditionWith({ reasons: [reason], failOn })).toMatchObject({
          is: 'bad'
        })
      }
    }
  )
})

describe('several reasons', () => {
  test.each<[string, readonly Reason[], string, readonly Reason[]]>([
    [
      'the worst is the problem, whatever comes first',
      ['host-timeout', 'token-expiring', 'scope-missing'],
      'missing',
      ['host-timeout', 'token-expiring', 'scope-missing']
    ],
    [
      'a token that is not accepted is worst',
      ['scope-missing', 'token-rejected'],
      'invalid',
      ['scope-missing', 'token-rejected']
    ],
    [
      'what calls for nobody is not told',
      ['clock-skewed', 'write-unproven', 'token-expiring', 'ok'],
      'expiring',
      ['token-expiring']
    ],
    [
      'each counts once',
      ['scope-missing', 'scope-missing'],
      'missing',
      ['scope-missing']
    ]
  ])('%s', (_, found, problem, told) => {
    expect(conditionWith({ reasons: found })).toEqual({
      is: 'bad',
      stage: { problem, threshold: null },
      reasons: told
    })
  })

  test.each<[string, readonly Reason[]]>([
    ['broken', ['token-rejected', 'variable-missing', 'skipped-fork']],
    ['broken', ['ok', 'internal-error']],
    ['skipped', ['token-rejected', 'skipped-fork']],
    ['skipped', ['ok', 'skipped-dependabot']]
  ])('nothing can be said of what is %s', (is, found) => {
    expect(conditionWith({ reasons: found })).toEqual({ is })
  })
})

describe('the threshold', () => {
  const thresholdAt = (wanted: Wanted, days?: number[]) => {
    const condition = conditionWith(
      { reasons: ['token-expiring'], ...wanted },
      days
    )
    return condition.is === 'bad' ? condition.stage.threshold : undefined
  }

  test.each([
    [31, null],
    [30, null],
    [29.99, 30],
    [29, 30],
    [14, 30],
    [13.9, 14],
    [7, 14],
    [6, 7],
    [1, 7],
    [0.5, 1],
    [0, 1],
    [-0.01, 0],
    [-400, 0]
  ])('of a token that ends in %d days is %j', (days, threshold) => {
    expect(thresholdAt({ days })).toBe(threshold)
  })

  test('is 0 for what has ended, without any', () => {
    expect(thresholdAt({ days: 0.5 }, [])).toBeNull()
    expect(thresholdAt({ days: -1 }, [])).toBe(0)
  })

  test.each([
    ['the token', { days: 5, rotation: 20 }, 7],
    ['the day of its rotation', { days: 200, rotation: 5 }, 7],
    ['that day alone', { rotation: 0 }, 1],
    ['that day when it is over', { rotation: -1 }, 0]
  ])('counts to what comes first: %s', (_, wanted, threshold) => {
    expect(thresholdAt(wanted)).toBe(threshold)
  })

  test.each(['installation', 'app-user'] as const)(
    'is none for a token of kind %s, which always ends soon',
    (kind) => {
      expect(thresholdAt({ days: 0.1, kind })).toBeNull()
      expect(thresholdAt({ days: 0.1, kind, rotation: 5 })).toBe(7)
    }
  )
})

describe('the number of days that is fallen below', () => {
  test.each<[number | undefined, readonly number[], number | null]>([
    [undefined, thresholds, null],
    [undefined, [], null],
    [30, thresholds, null],
    [29, thresholds, 30],
    [13, thresholds, 14],
    [0, thresholds, 1],
    [-1, thresholds, 0],
    [0, [], null],
    [-1, [], 0]
  ])('with %j days left, of %j, is %j', (days, wanted, expected) => {
    expect(fallBelow(days, wanted)).toBe(expected)
  })
})

describe('the days that are left', () => {
  test.each<[Wanted, number | undefined]>([
    [{}, undefined],
    [{ days: 12.9 }, 12],
    [{ days: -0.5 }, -1],
    [{ rotation: 3 }, 3],
    [{ days: 2, rotation: 3 }, 2],
    [{ days: 4, rotation: 3 }, 3],
    [{ days: 0.1, kind: 'installation' }, undefined],
    [{ days: 0.1, kind: 'app-user', rotation: 9 }, 9]
  ])('of %j are %j', (wanted, days) => {
    expect(daysLeft(reportOf(wanted))).toBe(days)
  })
})

const stage = (
  problem: Stage['problem'],
  threshold: number | null = null
): Stage => ({ problem, threshold })

const anyThreshold = fc.option(fc.constantFrom(30, 14, 7, 1, 0))
const anyStage = fc.record({
  problem: fc.constantFrom(...problems),
  threshold: anyThreshold
})

describe('what is worse', () => {
  test.each<[string, Stage, Stage | null, boolean]>([
    ['anything than nothing', stage('unknown'), null, true],
    ['the same', stage('expiring', 14), stage('expiring', 14), false],
    ['less time', stage('expiring', 7), stage('expiring', 14), true],
    ['more time', stage('expiring', 30), stage('expiring', 14), false],
    ['a date, to none', stage('expiring', 30), stage('expiring'), true],
    ['no date, to one', stage('expiring'), stage('expiring', 30), false],
    ['no date, to none', stage('missing'), stage('missing'), false],
    ['the end', stage('expiring', 0), stage('expiring', 1), true],
    ['more serious', stage('invalid'), stage('expiring', 0), true],
    ['less serious', stage('unknown'), stage('invalid'), false],
    [
      'more serious, and more time',
      stage('invalid', 30),
      stage('expiring', 7),
      true
    ],
    [
      'more serious, without a date',
      stage('invalid'),
      stage('expiring', 7),
      true
    ],
    [
      'less serious, and less time',
      stage('unknown', 7),
      stage('expiring', 14),
      true
    ],
    [
      'less serious, and as much time',
      stage('unknown', 14),
      stage('expiring', 14),
      false
    ],
    [
      'less serious, and more time',
      stage('unknown', 30),
      stage('expiring', 14),
      false
    ],
    [
      'less serious, and a date for the first time',
      stage('expiring', 1),
      stage('missing'),
      false
    ]
  ])('%s', (_, now, before, expected) => {
    expect(isWorse(now, before)).toBe(expected)
  })

  test('is an order on any day: nothing is told twice of what comes and goes', () => {
    const anyProblem = fc.constantFrom(...problems)
    fc.assert(
      fc.property(
        anyThreshold,
        fc.tuple(anyProblem, anyProblem, anyProblem),
        (threshold, found) => {
          const [a, b, c] = [
            stage(found[0], threshold),
            stage(found[1], threshold),
            stage(found[2], threshold)
          ]
          expect(isWorse(a, a)).toBe(false)
          expect(isWorse(a, b) && isWorse(b, a)).toBe(false)
          if (isWorse(a, b) && isWorse(b, c)) expect(isWorse(a, c)).toBe(true)
        }
      )
    )
  })

  test('is everything with less time than there was, whatever it is', () => {
    const anyDated = fc.record({
      problem: fc.constantFrom(...problems),
      threshold: fc.constantFrom(30, 14, 7, 1, 0)
    })
    fc.assert(
      fc.property(anyDated, anyDated, (now, before) => {
        const isLess = now.threshold < before.threshold
        const isMoreSerious =
          problems.indexOf(now.problem) > problems.indexOf(before.problem)
        expect(isWorse(now, before)).toBe(isLess || isMoreSerious)
      })
    )
  })
})

describe('the worst of two stages', () => {
  test.each<[string, Stage, Stage | null, Stage]>([
    ['is the only one', stage('unknown'), null, stage('unknown')],
    [
      'is that with a date',
      stage('unknown'),
      stage('expiring', 14),
      stage('expiring', 14)
    ],
    [
      'has the problem of one and the days of the other',
      stage('unknown', 7),
      stage('missing', 14),
      stage('missing', 7)
    ],
    [
      'has the smaller number of days',
      stage('invalid', 30),
      stage('expiring', 0),
      stage('invalid', 0)
    ],
    [
      'has days that one alone has',
      stage('missing', 1),
      stage('unknown'),
      stage('missing', 1)
    ],
    [
      'has none when neither has',
      stage('unknown'),
      stage('invalid'),
      stage('invalid')
    ]
  ])('%s', (_, one, other, expected) => {
    expect(worstOf(one, other)).toEqual(expected)
    if (other !== null) expect(worstOf(other, one)).toEqual(expected)
  })

  test('is one than which neither is worse', () => {
    fc.assert(
      fc.property(anyStage, anyStage, (one, other) => {
        const worst = worstOf(one, other)
        expect(isWorse(one, worst)).toBe(false)
        expect(isWorse(other, worst)).toBe(false)
        expect(worstOf(worst, one)).toEqual(worst)
      })
    )
  })
})
