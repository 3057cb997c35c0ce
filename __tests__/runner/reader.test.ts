import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { HostError } from '../../src/github/host.ts'
import { Reader } from '../../src/runner/reader.ts'

/** Reads the value `x`, and tells what was wrong with it. */
function readWith<T>(text: string, read: (reader: Reader) => T) {
  const reader = new Reader((name) => (name === 'x' ? text : ''))
  const value = read(reader)
  return { value, complaints: reader.complaints }
}

const complaint = (text: string) => [{ name: 'x', complaint: text }]

describe('a day', () => {
  const read = (text: string) => readWith(text, (reader) => reader.date('x'))

  test.each([
    ['2027-01-31', '2027-01-31T00:00:00.000Z'],
    [' 2024-02-29\n', '2024-02-29T00:00:00.000Z'],
    ['0001-01-01', '0001-01-01T00:00:00.000Z'],
    ['9999-12-31', '9999-12-31T00:00:00.000Z']
  ])('%j begins at %s', (text, moment) => {
    expect(read(text)).toEqual({ value: new Date(moment), complaints: [] })
  })

  test.each(['', ' \n'])('%j is none', (text) => {
    expect(read(text)).toEqual({ value: undefined, complaints: [] })
  })

  test.each([
    '2027-02-29',
    '2027-02-31',
    '2027-04-31',
    '2027-13-01',
    '2027-00-10',
    '2027-01-00',
    '2027-1-31',
    '2027-01',
    '2027',
    '20',
    '27-01-31',
    '12027-01-31',
    '+002027-01-31',
    '2027-01-31T00:00:00Z',
    '2027-01-31 00:00',
    '2027/01/31',
    '31.01.2027',
    '31 January 2027',
    '20270131',
    '1801353600',
    'never',
    'NaN',
    '-1',
    '٢٠٢٧-٠١-٣١',
    '2027-01-31 2027-02-01'
  ])('cannot be %j', (text) => {
    expect(read(text)).toEqual({
      value: undefined,
      complaints: complaint(`"${text}" is not a day like 2027-01-31`)
    })
  })

  test('is read back from every day there is', () => {
    const days = fc.date({
      min: new Date('0000-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true
    })
    fc.assert(
      fc.property(days, (day) => {
        const text = day.toISOString().slice(0, 10)
        const { value, complaints } = read(text)
        expect(value?.toISOString()).toBe(`${text}T00:00:00.000Z`)
        expect(complaints).toEqual([])
      })
    )
  })
})

describe('numbers of days', () => {
  const read = (text: string) =>
    readWith(text, (reader) => reader.days('x', 3660))

  test.each<readonly [string, readonly number[]]>([
    ['30, 14, 7, 1', [30, 14, 7, 1]],
    ['1\n7 14,30', [30, 14, 7, 1]],
    ['7, 07, 7', [7]],
    ['0', [0]],
    ['3660 9 100', [3660, 100, 9]],
    ['', []],
    [' , ', []]
  ])('%j are %j, the largest first', (text, value) => {
    expect(read(text)).toEqual({ value, complaints: [] })
  })

  test.each([
    '-1',
    '1.5',
    '1e3',
    'x',
    '3661',
    '٣',
    '0x10',
    'NaN',
    '7d',
    '1000000'
  ])('cannot be %j', (text) => {
    expect(read(`30, ${text}`)).toEqual({
      value: [30],
      complaints: complaint(`"${text}" is not a number of days from 0 to 3660`)
    })
  })

  test('are at most 200', () => {
    const text = Array.from({ length: 201 }, (_, n) => n).join(' ')
    expect(read(text)).toEqual({
      value: [],
      complaints: complaint('201 values, of at most 200')
    })
  })
})

describe('phrases', () => {
  const read = (text: string, longest = 20) =>
    readWith(text, (reader) => reader.phrases('x', longest))

  test.each<readonly [string, readonly string[]]>([
    ['token-rotation', ['token-rotation']],
    ['good first issue, help wanted', ['good first issue', 'help wanted']],
    ['a b\r\n c d \n\n,e', ['a b', 'c d', 'e']],
    ['a, a,A', ['a', 'A']],
    ['@mona', ['@mona']],
    ['äö', ['äö']],
    ['', []],
    [' ,\n, ', []],
    ['a b c d e f g h i jj', ['a b c d e f g h i jj']]
  ])('%j are %j', (text, value) => {
    expect(read(text)).toEqual({ value, complaints: [] })
  })

  test('are told when they are too long, each of them', () => {
    expect(
      read('one two three four five six, b, a b c d e f g h i j k')
    ).toEqual({
      value: ['one two three four five six', 'b', 'a b c d e f g h i j k'],
      complaints: [
        '"one two three four five six" is longer than 20 characters',
        '"a b c d e f g h i j k" is longer than 20 characters'
      ].map((text) => ({ name: 'x', complaint: text }))
    })
  })

  test('are at most 200', () => {
    expect(read('a,'.repeat(201))).toEqual({
      value: [],
      complaints: complaint('201 values, of at most 200')
    })
    expect(read('a b,'.repeat(200)).complaints).toEqual([])
  })
})

describe('a clause', () => {
  const read = (text: string) =>
    readWith(text, (reader) => reader.clause('x', 20))

  test.each([
    ['pushes the commit', 'pushes the commit'],
    [' a\n\tb\r\n\r\nc\u{a0}\u{2028}d ', 'a b c d'],
    ['a'.repeat(20), 'a'.repeat(20)],
    [' '.repeat(50_000), ''],
    [`a${' '.repeat(50_000)}b`, 'a b'],
    ['', '']
  ])('%j is %j', (text, value) => {
    expect(read(text)).toEqual({ value, complaints: [] })
  })

  test('is told when it is too long', () => {
    expect(read('a'.repeat(21))).toEqual({
      value: '',
      complaints: complaint('it is longer than 20 characters')
    })
  })
})

describe('a value that is parsed', () => {
  test('is told with what it says is wrong with it, and not quoted', () => {
    const read = (error: Error) =>
      readWith('https://user:pass@x', (reader) => {
        reader.parse('x', '', () => {
          throw error
        })
      })
    expect(read(new HostError('it is not a URL'))).toEqual({
      value: undefined,
      complaints: complaint('it is not a URL')
    })
    // Whatever else is thrown is a defect.
    expect(() => read(new TypeError('x is not a function'))).toThrow(TypeError)
  })

  test('falls back when there is none', () => {
    const parse = (reader: Reader) => reader.parse('x', 'y', (text) => text)
    expect(readWith(' ', parse).value).toBe('y')
    expect(readWith(' z ', parse).value).toBe('z')
  })
})

test('whatever is given, a reader throws nothing and complains with few words', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ maxLength: 3 }).map((text) => text.repeat(300)),
    fc.constantFrom('__proto__', 'constructor', '\0', '@', 'none', '*', '1e3')
  )
  fc.assert(
    fc.property(anyText, (text) => {
      const reader = new Reader(() => text)
      reader.date('x')
      reader.days('x', 10)
      reader.phrases('x', 10)
      reader.clause('x', 10)
      reader.permissions('x')
      reader.login('x')
      reader.failClasses('x')
      reader.number('x', 'days', 0, 10)
      reader.choice('x', ['a', 'b'])
      reader.known('x', text, new Map([['toString', 1]]))
      for (const { name, complaint: said } of reader.complaints) {
        expect(name).toBe('x')
        expect(said.length).toBeLessThan(250)
      }
    })
  )
})
