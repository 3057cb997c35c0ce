import { expect, test } from '@jest/globals'
import {
  describeDays,
  formatMoment,
  trustedTime
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
