import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  daysUntil,
  daysUntilDay,
  parseExpiry
} from '../../src/github/expiry.ts'

describe('the expiry header', () => {
  test.each([
    ['2021-09-03 02:34:04 UTC', '2021-09-03T02:34:04.000Z'],
    ['2026-09-27 03:07:38 UTC', '2026-09-27T03:07:38.000Z'],
    ['2023-12-13 00:00:00 +0100', '2023-12-12T23:00:00.000Z'],
    ['2023-04-26 20:23:26 +0200', '2023-04-26T18:23:26.000Z'],
    ['2023-12-13 00:00:00 -0730', '2023-12-13T07:30:00.000Z'],
    ['2023-12-13 00:00:00 +05:30', '2023-12-12T18:30:00.000Z'],
    ['2023-12-13 00:00:00 -0000', '2023-12-13T00:00:00.000Z'],
    ['2023-12-13 00:00:00 +1400', '2023-12-12T10:00:00.000Z'],
    ['2023-12-13 00:00:00 GMT', '2023-12-13T00:00:00.000Z'],
    ['2023-12-13T00:00:00Z', '2023-12-13T00:00:00.000Z'],
    ['2023-12-13 00:00:00Z', '2023-12-13T00:00:00.000Z'],
    ['2023-12-13T00:00:00+01:00', '2023-12-12T23:00:00.000Z'],
    ['  2023-12-13 00:00:00 UTC ', '2023-12-13T00:00:00.000Z'],
    ['2024-02-29 00:00:00 UTC', '2024-02-29T00:00:00.000Z'],
    ['9999-12-31 23:59:59 UTC', '9999-12-31T23:59:59.000Z'],
    ['9999-12-31 23:59:59 -0100', '+010000-01-01T00:59:59.000Z'],
    ['1970-01-01 00:00:00 UTC', '1970-01-01T00:00:00.000Z']
  ])('%s is %s', (header, moment) => {
    expect(parseExpiry(header)).toEqual({
      at: new Date(moment),
      assumedZone: undefined
    })
  })

  test.each(['CET', 'PST', 'EDT', 'AEST', 'CEST', 'BRT'])(
    'in the zone %s, which names no single offset, is read as UTC and says so',
    (zone) => {
      expect(parseExpiry(`2026-12-01 23:24:01 ${zone}`)).toEqual({
        at: new Date('2026-12-01T23:24:01Z'),
        assumedZone: zone
      })
    }
  )

  test.each([
    undefined,
    '',
    ' ',
    'never',
    'null',
    '0',
    '1767225600',
    '2026-12-01',
    '2026-12-01 23:24:01',
    '2026-12-01 23:24 UTC',
    '2026-12-01  23:24:01 UTC',
    '2026-12-01 23:24:01 utc',
    '2026-12-01 23:24:01 Etc/UTC',
    '2026-12-01 23:24:01 +01',
    '2026-12-01 23:24:01 +1',
    '2026-12-01 23:24:01 +1500',
    '2026-12-01 23:24:01 +9999',
    '2026-12-01 23:24:01 +0060',
    '2026-12-01 23:24:01 UTC x',
    '2026-12-01 23:24:01 UTC, 2027-01-01 00:00:00 UTC',
    '2026-12-01 23:24:01 UTC\n2027-01-01 00:00:00 UTC',
    '12026-12-01 23:24:01 UTC',
    '26-12-01 23:24:01 UTC',
    'Tue, 01 Dec 2026 23:24:01 GMT',
    '2026-02-31 00:00:00 UTC',
    '2025-02-29 00:00:00 UTC',
    '2026-13-01 00:00:00 UTC',
    '2026-00-10 00:00:00 UTC',
    '2026-01-32 00:00:00 UTC',
    '2026-01-01 24:00:00 UTC',
    '2026-01-01 25:00:00 UTC',
    '2026-01-01 00:60:00 UTC',
    '2026-01-01 00:00:60 UTC',
    '٢٠٢٦-٠١-٠١ 00:00:00 UTC',
    'x'
  ])('%j is not understood', (header) => {
    expect(parseExpiry(header)).toBeUndefined()
  })

  test('of 100 000 characters is not understood', () => {
    const long = 100_000
    for (const header of [
      '2026-12-01 23:24:01 ' + 'A'.repeat(long),
      '2026-12-01 23:24:01' + ' '.repeat(long) + 'UTC',
      ' '.repeat(long) + 'x',
      '1'.repeat(long)
    ]) {
      expect(parseExpiry(header)).toBeUndefined()
    }
  })
})

describe('the days until a moment', () => {
  test.each([
    ['2026-11-22T12:00:00Z', 0],
    ['2026-11-23T11:59:59Z', 0],
    ['2026-11-23T12:00:00Z', 1],
    ['2026-12-06T11:59:59Z', 13],
    ['2027-11-22T12:00:00Z', 365],
    ['2026-11-22T11:59:59Z', -1],
    ['2026-11-21T12:00:00Z', -1],
    ['2026-11-20T12:00:00Z', -2]
  ])('%s is %d days away', (moment, days) => {
    expect(daysUntil(new Date(moment), new Date('2026-11-22T12:00:00Z'))).toBe(
      days
    )
  })
})

describe('the days until a day', () => {
  const day = new Date('2027-01-31T00:00:00Z')

  test.each([
    ['2027-01-30T00:00:00Z', 1],
    ['2027-01-30T23:59:59.999Z', 1],
    ['2027-01-31T00:00:00Z', 0],
    ['2027-01-31T23:59:59.999Z', 0],
    ['2027-02-01T00:00:00Z', -1],
    ['2027-02-01T23:59:59.999Z', -1],
    ['2026-01-31T12:00:00Z', 365],
    // The day before in UTC, whatever the calendar says elsewhere.
    ['2027-01-31T01:00:00+02:00', 1],
    ['1969-12-31T12:00:00Z', 20_850]
  ])('from %s are %d', (now, days) => {
    expect(daysUntilDay(day, new Date(now))).toBe(days)
  })

  test('are as many at any time of a day', () => {
    const moments = fc.date({
      min: new Date('1900-01-01'),
      max: new Date('9000-01-01'),
      noInvalidDate: true
    })
    fc.assert(
      fc.property(moments, (now) => {
        const beginning = new Date(`${now.toISOString().slice(0, 10)}T00:00Z`)
        expect(daysUntilDay(day, now)).toBe(daysUntilDay(day, beginning))
        expect(daysUntilDay(beginning, now)).toBe(0)
      })
    )
  })
})
