import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  bestOf,
  describeCounts,
  hasBroken,
  problemsIn
} from '../../src/verify/overview.ts'
import { reasons } from '../../src/verify/reasons.ts'
import type { Status } from '../../src/verify/report.ts'
import {
  hindrance,
  overviewOf,
  reportWith,
  verdictWith
} from './overview-samples.ts'
import { allReasons } from './samples.ts'

const order: readonly Status[] = [
  'failed',
  'warning',
  'unknown',
  'ok',
  'skipped'
]

describe('an overview', () => {
  test('counts the tokens by their status, and has the worst first', () => {
    const overview = overviewOf([
      verdictWith('A', ['ok']),
      verdictWith('B', ['skipped']),
      verdictWith('C', ['failed']),
      verdictWith('D', ['unknown']),
      verdictWith('E', ['ok']),
      verdictWith('F', ['warning']),
      verdictWith('G', ['failed'])
    ])
    expect(overview.verdicts.map(({ name }) => name).join('')).toBe('CGFDAEB')
    expect(overview.counts).toEqual({
      failed: 2,
      warning: 1,
      unknown: 1,
      ok: 2,
      skipped: 1
    })
    expect(overview.status).toBe('failed')
    expect(describeCounts(overview)).toBe(
      '2 failed, 1 warning, 1 unknown, 2 ok, 1 skipped'
    )
  })

  test.each<readonly [readonly Status[], Status, string]>([
    [[], 'ok', 'none was looked at'],
    [['ok'], 'ok', '1 ok'],
    [['ok', 'skipped'], 'ok', '1 ok, 1 skipped'],
    [['skipped', 'skipped'], 'skipped', '2 skipped'],
    [['ok', 'unknown'], 'unknown', '1 unknown, 1 ok'],
    [['unknown', 'warning', 'ok'], 'warning', '1 warning, 1 unknown, 1 ok'],
    [['ok', 'warning', 'failed'], 'failed', '1 failed, 1 warning, 1 ok']
  ])('of %j is %s: %s', (statuses, status, counts) => {
    const overview = overviewOf(
      statuses.map((one, index) => verdictWith(`T${String(index)}`, [one]))
    )
    expect(overview.status).toBe(status)
    expect(describeCounts(overview)).toBe(counts)
  })

  test('of a hindrance failed, whatever the tokens are', () => {
    const missing = hindrance('policy-missing', 'There is no file')
    expect(overviewOf([], [missing]).status).toBe('failed')
    const kept = overviewOf([verdictWith('A', ['ok'])], [missing])
    expect(kept.status).toBe('failed')
    expect(kept.counts).toMatchObject({ failed: 0, ok: 1 })
  })

  test('keeps the order of the policy among equals, and loses nobody', () => {
    const statuses = fc.array(fc.constantFrom(...order), { maxLength: 30 })
    fc.assert(
      fc.property(statuses, (given) => {
        const overview = overviewOf(
          given.map((status, index) => verdictWith(String(index), [status]))
        )
        const found = overview.verdicts.map(({ name }) => Number(name))
        const expected = order.flatMap((status) =>
          given.flatMap((one, index) => (one === status ? [index] : []))
        )
        expect(found).toEqual(expected)
        const { counts } = overview
        expect(Object.values(counts).reduce((a, b) => a + b)).toBe(given.length)
      })
    )
  })
})

describe('of the tokens of which one is enough', () => {
  test.each<readonly [readonly [Status, ...Status[]], number]>([
    [['failed'], 0],
    [['failed', 'ok'], 1],
    [['ok', 'failed'], 0],
    // One that may be good is better than one that will not be for long.
    [['warning', 'unknown'], 1],
    [['unknown', 'ok'], 1],
    [['failed', 'warning'], 1],
    [['failed', 'unknown'], 1],
    [['skipped', 'failed'], 1],
    [['failed', 'skipped'], 0],
    [['warning', 'failed', 'unknown', 'ok', 'skipped'], 3],
    // The first of equals.
    [['warning', 'warning'], 0],
    [['ok', 'ok', 'ok'], 0]
  ])('with %j the best is number %d', (statuses, index) => {
    const verdict = verdictWith('A', statuses)
    expect(bestOf(verdict)).toBe(verdict.reports[index])
    expect(overviewOf([verdict]).status).toBe(statuses[index])
  })

  test('only the problems of the best are told', () => {
    const verdict = verdictWith('A', ['failed', 'warning'])
    expect(problemsIn(overviewOf([verdict])).map(({ title }) => title)).toEqual(
      ['A: A_1: token expires soon']
    )
    expect(
      problemsIn(overviewOf([verdictWith('A', ['failed', 'ok'])]))
    ).toEqual([])
  })
})

describe('a token that was not passed', () => {
  test('does not decide about others of which one is enough', () => {
    const skipped = reportWith('A', 'skipped-fork')
    const absent = reportWith('B', 'variable-missing')
    const verdict = verdictWith('E', ['ok'], { reports: [absent, skipped] })
    expect(bestOf(verdict)).toBe(skipped)
    expect(overviewOf([verdict]).status).toBe('skipped')
  })

  test('is told of when there is no other', () => {
    const absent = reportWith('B', 'variable-missing')
    const verdict = verdictWith('E', ['ok'], { reports: [absent] })
    expect(bestOf(verdict)).toBe(absent)
  })
})

describe('what an issue reminds of', () => {
  test.each([
    ['scope-missing', true, 'warning'],
    ['scope-missing', false, 'error'],
    ['variable-missing', true, 'error']
  ] as const)(
    '%s, with reminders %j, is a %s',
    (reason, hasReminders, level) => {
      const reports = [reportWith('A', reason)] as const
      const verdict = verdictWith('A', ['ok'], { reports })
      const problems = problemsIn(overviewOf([verdict], [], hasReminders))
      expect(problems.map((one) => one.level)).toEqual([level])
    }
  )
})

describe('what was broken', () => {
  test.each(allReasons)('is a step that ended with %s, or is not', (reason) => {
    const verdicts = [
      verdictWith('A', ['ok']),
      verdictWith('B', ['ok'], { reports: [reportWith('B', reason)] })
    ]
    expect(hasBroken({ verdicts })).toBe(reasons[reason].class === 'broken')
  })

  test('does not matter where another token is as expected', () => {
    const reports = [
      reportWith('A', 'variable-missing'),
      reportWith('B', 'ok')
    ] as const
    expect(
      hasBroken({ verdicts: [verdictWith('A', ['ok'], { reports })] })
    ).toBe(false)
    expect(hasBroken({ verdicts: [] })).toBe(false)
  })
})

describe('the problems of an overview', () => {
  test('are those of the action, and then those of the tokens, the worst first', () => {
    const problems = problemsIn(
      overviewOf(
        [verdictWith('A', ['warning']), verdictWith('B', ['failed'])],
        [hindrance('issues-disabled', 'Seen')]
      )
    )
    expect(problems.map(({ level, title }) => `${level} ${title}`)).toEqual([
      'error setup-github-token/check: issues are disabled',
      'error B_0: scope missing',
      'warning A_0: token expires soon'
    ])
  })

  test('tell hindrances of one reason as one, each evidence once', () => {
    const problems = problemsIn(
      overviewOf(
        [],
        [
          hindrance('input-invalid', 'summary: "x" is wrong'),
          hindrance('issues-unreached', 'GET x answered 502'),
          hindrance('input-invalid', 'warn-days: "y" is wrong'),
          hindrance('issues-unreached', 'GET x answered 502')
        ]
      )
    )
    expect(problems).toEqual([
      {
        reason: 'input-invalid',
        level: 'error',
        title: 'setup-github-token/check: invalid input',
        lines: [
          'The inputs of this step cannot be used.',
          'summary: "x" is wrong.',
          'warn-days: "y" is wrong.',
          'Fix: Correct them in the workflow; the inputs are described at https://github.com/tools/action#readme.',
          'More: https://github.com/tools/action/blob/v1/docs/reasons.md#input-invalid'
        ]
      },
      expect.objectContaining({
        reason: 'issues-unreached',
        lines: [
          'The issues that remind of tokens are not up to date.',
          'GET x answered 502.',
          expect.stringMatching(/^Fix: /),
          expect.stringMatching(/^More: /)
        ]
      })
    ])
  })

  test('are told once where two names of a policy mean one token', () => {
    const reports = [reportWith('BOTH', 'scope-missing')] as const
    const problems = problemsIn(
      overviewOf([
        verdictWith('A', ['failed'], { reports }),
        verdictWith('B', ['failed']),
        verdictWith('C', ['failed'], { reports })
      ])
    )
    expect(problems.map(({ title }) => title)).toEqual([
      'BOTH: scope missing',
      'B_0: scope missing'
    ])
  })

  test('tell each hindrance with a place at its place', () => {
    const problems = problemsIn(
      overviewOf(
        [],
        [
          hindrance('policy-invalid', 'unknown key "a"', 3),
          hindrance('policy-invalid', 'unknown key "b"', 7),
          hindrance('policy-invalid', 'elsewhere')
        ]
      )
    )
    expect(problems.map(({ lines, place }) => [lines[1], place?.line])).toEqual(
      [
        ['elsewhere.', undefined],
        ['unknown key "a".', 3],
        ['unknown key "b".', 7]
      ]
    )
  })

  test.each(allReasons)('can be about no token: %s', (reason) => {
    const [problem, ...others] = problemsIn(
      overviewOf([], [hindrance(reason, 'Seen')])
    )
    expect(others).toEqual([])
    expect(problem?.title).toBe(
      `setup-github-token/check: ${reasons[reason].title}`
    )
    for (const line of problem?.lines ?? []) {
      expect(line).not.toMatch(/undefined|NaN|null|\[object/)
    }
  })
})
