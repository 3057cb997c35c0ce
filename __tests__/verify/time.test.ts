import { expect, test } from '@jest/globals'
import {
  countDays,
  describeDays,
  formatDay,
  formatMoment,
  trustedTime,
  withoutTimes
} from '../../src/verify/time.ts'
import { daysFromNow, now, tokenFacts } from './samples.ts'

test('a moment is written to the minute, in UTC', () => {
  expect(formatMoment(new Date('2027-01-31T00:59:59.999+01:00'))).toBe(
    '2027-01-30 23:59 UTC'
  )
})

test.each([
  [70, '70 days left'],
  [2, '2 days left'],
  [1, '1 day left'],
  [0, '0 days left'],
  [-1, '1 day ago'],
  [-2, '2 days ago'],
  [-400, '400 days ago']
])('%d days are written as %s', (days, words) => {
  expect(describeDays(days)).toBe(words)
})

test('the clock of the host is trusted more than that of the runner', () => {
  const hostTime = daysFromNow(1)
  expect(trustedTime(tokenFacts({ hostTime }), now)).toBe(hostTime)
  expect(trustedTime(tokenFacts({ hostTime: undefined }), now)).toBe(now)
  expect(trustedTime(undefined, now)).toBe(now)
})

test('a day is written as it is in UTC', () => {
  expect(formatDay(new Date('2027-01-31T00:59:59.999+01:00'))).toBe(
    '2027-01-30'
  )
})

test.each([
  [0, '0 days'],
  [1, '1 day'],
  [2, '2 days'],
  [366, '366 days']
])('%d days are counted as %s', (days, words) => {
  expect(countDays(days)).toBe(words)
})

test.each([
  [
    'It expires on 2027-01-31 00:00 UTC (70 days left)',
    'It expires on 2027-01-31 (70 days left)'
  ],
  [
    '2027-01-31 00:00 UTC and 2028-02-29 23:59 UTC',
    '2027-01-31 and 2028-02-29'
  ],
  ['by 2027-01-31 (7 days left)', 'by 2027-01-31 (7 days left)'],
  ['2027-01-31 00:00:00 UTC', '2027-01-31'],
  ['"2027-01-31T03:07:38.000Z"', '"2027-01-31"'],
  ['2027-01-31 03:07:38 +0100', '2027-01-31'],
  ['12:00 UTC', '12:00 UTC'],
  ['', '']
])('without times %j is %j', (text, days) => {
  expect(withoutTimes(text)).toBe(days)
  expect(withoutTimes(days)).toBe(days)
})

test('every moment that is written becomes a day', () => {
  for (const days of [-400, 0, 0.3, 70]) {
    const moment = daysFromNow(days)
    expect(withoutTimes(`on ${formatMoment(moment)}.`)).toBe(
      `on ${formatDay(moment)}.`
    )
  }
})
