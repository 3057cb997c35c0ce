import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  formatMarker,
  type Marker,
  readMarker,
  replaceMarker
} from '../../src/reminders/marker.ts'
import { problems } from '../../src/reminders/stage.ts'

const marker: Marker = {
  token: 'github.com/RELEASE_TOKEN',
  stage: { problem: 'expiring', threshold: 14 },
  since: '2026-11-22'
}

const line =
  '<!-- setup-github-token: {"token":"github.com/RELEASE_TOKEN","stage":{"problem":"expiring","threshold":14},"since":"2026-11-22"} -->'

const anyDay = fc
  .date({
    min: new Date('1970-01-01'),
    max: new Date('9999-12-31'),
    noInvalidDate: true
  })
  .map((date) => date.toISOString().slice(0, 10))

const anyMarker = fc.record(
  {
    token: fc.string({ unit: 'grapheme', maxLength: 50 }),
    stage: fc.option(
      fc.record({
        problem: fc.constantFrom(...problems),
        threshold: fc.option(fc.integer({ min: 0, max: 3660 }))
      })
    ),
    since: anyDay,
    end: anyDay
  },
  { requiredKeys: ['token', 'stage', 'since'] }
)

describe('a marker', () => {
  test('is a comment on one line', () => {
    expect(formatMarker(marker)).toBe(line)
  })

  test('is read as it was written, whatever is in it', () => {
    fc.assert(
      fc.property(anyMarker, (one) => {
        const text = formatMarker(one)
        expect(text).not.toMatch(/[\n\r]/)
        // Nothing in it ends the comment.
        expect(text.indexOf('-->')).toBe(text.length - 3)
        expect(readMarker(text)).toEqual(one)
      })
    )
  })

  test.each(['a>b', '-->', '<!-- x -->', '\u2028', '"\\'])(
    'of a token that is called %j stays a comment',
    (name) => {
      const text = formatMarker({ ...marker, token: name })
      expect(text.match(/>/g)).toHaveLength(1)
      expect(readMarker(text)?.token).toBe(name)
    }
  )
})

describe('the known end of a token', () => {
  const known: Marker = { ...marker, end: '2026-12-06' }

  test('is in the marker, after all else', () => {
    const text = line.replace('"}', '","end":"2026-12-06"}')
    expect(formatMarker(known)).toBe(text)
    expect(readMarker(text)).toEqual(known)
  })

  test('stays when the stage is another', () => {
    const text = replaceMarker(`Text\n\n${formatMarker(known)}`, {
      ...known,
      stage: null
    })
    expect(readMarker(text)).toEqual({ ...known, stage: null })
  })
})

describe('the marker of a body', () => {
  const other = formatMarker({ ...marker, token: 'github.com/OTHER' })

  test.each([
    ['at the end', `Text\n\n${line}`],
    ['alone', line],
    ['before what a person added', `Text\n\n${line}\n\nRotated it. Ann`],
    ['after another one', `${other}\n${line}`]
  ])('is found %s', (_, body) => {
    expect(readMarker(body)).toEqual(marker)
  })

  test.each([
    ['is none in an empty body', ''],
    ['is none in a text', 'Text'],
    ['is not found in a line with more', `Quote: ${line}`],
    ['is not found in a line that goes on', `${line} and so on`],
    ['is not found in code', `    ${line}`],
    ['is not found in a list', `- ${line}`],
    ['must be whole', line.slice(0, -8) + ' -->'],
    ['must be JSON', '<!-- setup-github-token: {x} -->'],
    ['must have a token', '<!-- setup-github-token: {} -->'],
    ['must know a problem', line.replace('expiring', 'boring')],
    ['must have a whole threshold', line.replace('14', '1.5')],
    ['must have a day', line.replace('2026-11-22', 'yesterday')],
    ['must end on a day, if at all', line.replace('"}', '","end":"tomorrow"}')],
    ['must have a stage, or null', line.replace(/"stage":\{[^}]*\},/, '')],
    ['must not be an array', '<!-- setup-github-token: {"0":[]} -->'],
    ['must not be a long one', line.replace('RELEASE', 'R'.repeat(1000))]
  ])('%s', (_, body) => {
    expect(readMarker(body)).toBeUndefined()
  })

  test('that is broken hides those before it', () => {
    expect(
      readMarker(`${line}\n<!-- setup-github-token: {"token":1} -->`)
    ).toBeUndefined()
  })

  test.each([
    ['many beginnings', '<!-- setup-github-token: {'.repeat(4000)],
    ['a long line', `<!-- setup-github-token: {${'x'.repeat(100_000)} -->`],
    ['many lines', '<!-- setup-github-token: {x} \n'.repeat(4000)]
  ])('is looked for in no time: %s', (_, body) => {
    const start = performance.now()
    expect(readMarker(body)).toBeUndefined()
    expect(performance.now() - start).toBeLessThan(500)
  })
})

describe('another marker', () => {
  const next: Marker = { ...marker, stage: null }
  const nextLine = formatMarker(next)

  test.each([
    ['takes the place of the one there was', `Text\n\n${line}`, 'Text'],
    ['comes after what a person added', `A\n${line}\nB\n`, 'A\n\nB'],
    ['takes the place of several', `A\n\n${line}\n${line}`, 'A'],
    ['is added where there was none', 'Text', 'Text'],
    ['makes a body that had none', '', '']
  ])('%s', (_, body, rest) => {
    const text = replaceMarker(body, next)
    expect(text).toBe(`${rest}\n\n${nextLine}`)
    expect(readMarker(text)).toEqual(next)
    // Once more changes nothing.
    expect(replaceMarker(text, next)).toBe(text)
  })
})
