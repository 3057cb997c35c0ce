import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Issue } from '../../src/github/issues.ts'
import {
  planStep,
  type Reminder,
  sortReminders,
  type Step
} from '../../src/reminders/plan.ts'
import { problems, type Stage } from '../../src/reminders/stage.ts'

const week: Stage = { problem: 'expiring', threshold: 7 }
const month: Stage = { problem: 'expiring', threshold: 30 }
const outage: Stage = { problem: 'unknown', threshold: null }
/** Nobody can tell, and the day that was known comes near. */
const late: Stage = { problem: 'unknown', threshold: 7 }
const rejected: Stage = { problem: 'invalid', threshold: null }

function reminder(isOpen: boolean, stage: Stage | null, number = 1): Reminder {
  const issue: Issue = {
    number,
    title: 'Title',
    body: 'Body',
    isOpen,
    isLocked: false,
    author: { login: 'github-actions[bot]', id: 41898282 }
  }
  const marker = { token: 'github.com/T', stage, since: '2026-11-22' }
  return { issue, marker }
}

const open = (stage: Stage | null) => reminder(true, stage)
const closed = (stage: Stage | null) => reminder(false, stage)

describe('what becomes of a reminder', () => {
  test.each<[string, Stage | undefined, Reminder | undefined, Step]>([
    ['all is well, and there is nothing', undefined, undefined, 'close'],
    ['all is well again', undefined, open(week), 'close'],
    ['all is well, and a person reopened it', undefined, open(null), 'close'],
    ['all is well, and a person closed it', undefined, closed(week), 'settle'],
    ['it begins', week, undefined, 'open'],
    ['it is as it was', week, open(week), 'update'],
    ['it is better, but not well', month, open(week), 'update'],
    ['it is worse', week, open(month), 'escalate'],
    ['it is another, worse thing', rejected, open(week), 'escalate'],
    ['nobody can tell, and days go by', late, open(month), 'escalate'],
    ['nobody can tell, and no day is passed', late, open(week), 'update'],
    [
      'a person closed it, nobody can tell, and days go by',
      late,
      closed(month),
      'reopen'
    ],
    [
      'a person closed it, nobody can tell, and no day is passed',
      late,
      closed(week),
      'update'
    ],
    ['nobody can tell any more', outage, open(week), 'update'],
    ['it is known again', week, open(outage), 'escalate'],
    ['a person reopened what had been settled', week, open(null), 'escalate'],
    ['a person closed it', week, closed(week), 'update'],
    ['a person closed it, and it is better', month, closed(week), 'update'],
    ['a person closed it, and it is worse', week, closed(month), 'reopen'],
    ['a person closed it, and nobody can tell', outage, closed(week), 'update']
  ])('%s', (_, stage, current, step) => {
    expect(planStep(stage, current)).toBe(step)
  })

  test('never depends on anything but the stage and whether it is open', () => {
    const anyStage = fc.record({
      problem: fc.constantFrom(...problems),
      threshold: fc.option(fc.constantFrom(30, 14, 7, 1, 0))
    })
    fc.assert(
      fc.property(
        anyStage,
        fc.boolean(),
        fc.option(anyStage),
        (stage, isOpen, before) => {
          const step = planStep(stage, reminder(isOpen, before))
          // What is bad is not closed, and what is there not opened again.
          expect(['update', isOpen ? 'escalate' : 'reopen']).toContain(step)
        }
      )
    )
  })
})

describe('several reminders of one token', () => {
  const sorted = (
    ...all: readonly (readonly [number, boolean, Stage | null])[]
  ) => {
    const { current, duplicates, forgotten } = sortReminders(
      all.map(([number, isOpen, stage]) => reminder(isOpen, stage, number))
    )
    const numbersOf = (some: readonly Reminder[]) =>
      some.map(({ issue }) => issue.number)
    return [current?.issue.number, numbersOf(duplicates), numbersOf(forgotten)]
  }

  test.each<
    [
      string,
      readonly (readonly [number, boolean, Stage | null])[],
      number | undefined,
      readonly number[],
      readonly number[]
    ]
  >([
    ['there are none', [], undefined, [], []],
    ['the open one', [[3, true, week]], 3, [], []],
    [
      'the oldest that is open',
      [
        [9, true, week],
        [4, true, week],
        [7, true, null]
      ],
      4,
      [7, 9],
      []
    ],
    [
      'an open one, before one that a person closed',
      [
        [2, false, week],
        [5, true, week]
      ],
      5,
      [],
      [2]
    ],
    [
      'the one a person closed last',
      [
        [6, false, week],
        [2, false, week]
      ],
      6,
      [],
      [2]
    ],
    [
      'not one that was closed because all was well',
      [
        [6, false, null],
        [2, false, null]
      ],
      undefined,
      [],
      []
    ],
    [
      'the one a person closed, before a later one that is settled',
      [
        [6, false, null],
        [2, false, week]
      ],
      2,
      [],
      []
    ]
  ])('%s', (_, all, current, duplicates, forgotten) => {
    const expected = [current, duplicates, forgotten]
    expect(sorted(...all)).toEqual(expected)
    expect(sorted(...all.toReversed())).toEqual(expected)
  })
})
