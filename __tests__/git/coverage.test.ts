import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  type Coverage,
  formatCoverage,
  namedRepositories,
  ownersOf,
  parseCoverage
} from '../../src/git/coverage.ts'

describe('coverage', () => {
  test.each([
    ['*', {}],
    ['acme/*', { owner: 'acme' }],
    ['Acme/*', { owner: 'Acme' }],
    ['a/*', { owner: 'a' }],
    ['mona_acme/*', { owner: 'mona_acme' }],
    ['octo--cat/*', { owner: 'octo--cat' }],
    // Old logins may end in one; GitHub no longer gives such names.
    ['acme-/*', { owner: 'acme-' }],
    ['acme-/site', { owner: 'acme-', name: 'site' }],
    ['acme_/site-', { owner: 'acme_', name: 'site-' }],
    [`${'a'.repeat(100)}/*`, { owner: 'a'.repeat(100) }],
    ['acme/site', { owner: 'acme', name: 'site' }],
    ['acme/.github', { owner: 'acme', name: '.github' }],
    ['acme/site.wiki', { owner: 'acme', name: 'site.wiki' }],
    ['acme/a.b-c_d', { owner: 'acme', name: 'a.b-c_d' }],
    ['acme/...x', { owner: 'acme', name: '...x' }],
    ['acme/-', { owner: 'acme', name: '-' }],
    ['acme/git', { owner: 'acme', name: 'git' }],
    ['acme/__proto__', { owner: 'acme', name: '__proto__' }],
    [`acme/${'a'.repeat(100)}`, { owner: 'acme', name: 'a'.repeat(100) }]
  ])('can be %s', (text, coverage) => {
    expect(parseCoverage(text)).toEqual(coverage)
    expect(formatCoverage(coverage)).toBe(text)
  })

  test.each([
    '',
    '/',
    'acme',
    'acme/',
    '/site',
    '/*',
    '*/*',
    '*/site',
    '**',
    '* ',
    'acme/**',
    'acme/si*te',
    'acme/site/',
    'acme/site/x',
    'acme//site',
    '/acme/site',
    'https://github.com/acme/site',
    'git@github.com:acme/site',
    'acme/.',
    'acme/..',
    'acme/...',
    '../site',
    './site',
    'acme/site.git',
    'acme/site.GIT',
    'acme/.git',
    '-acme/site',
    '-/site',
    '-acme-/site',
    '_acme/site',
    'acme./site',
    'ac.me/site',
    'acme/si te',
    'acme/site\n',
    'acme\n/site',
    'acme/si\0te',
    'acme/"site',
    'acme/site\\',
    'acme/[site]',
    'acme/site#',
    'acme/site;x',
    'acme/%73ite',
    'acme/s\u{200b}ite',
    'äcme/site',
    'acme/sïte',
    `${'a'.repeat(101)}/site`,
    `acme/${'a'.repeat(101)}`
  ])('cannot be %j', (text) => {
    expect(parseCoverage(text)).toBeUndefined()
  })

  test('cannot be 100 000 characters that are almost right', () => {
    for (const text of [
      'a-'.repeat(50_000) + '/x',
      'acme/' + '.'.repeat(100_000),
      '*'.repeat(100_000),
      '/'.repeat(100_000)
    ]) {
      expect(parseCoverage(text)).toBeUndefined()
    }
  })

  test('has nothing in it that means something in a config file or to a shell', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 5 }),
      fc.stringMatching(/^[A-Za-z0-9_.*-]{1,5}$/),
      fc.constantFrom('"', '\\', '[', ']', '#', ';', ' ', '\n', '/', '$', "'")
    )
    const text = fc.array(part, { maxLength: 4 }).map((parts) => parts.join(''))
    const almost = fc
      .tuple(fc.stringMatching(/^[A-Za-z0-9]{1,5}$/), part, part)
      .map(([owner, end, name]) => `${owner}${end}/${name}`)
    fc.assert(
      fc.property(fc.oneof(text, almost), (given) => {
        const coverage = parseCoverage(given)
        if (coverage === undefined) return
        expect(Object.values(coverage).join('')).toMatch(/^[A-Za-z0-9._-]*$/)
        expect(given).toMatch(/^(?:\*|[A-Za-z0-9_-]+\/(?:\*|[A-Za-z0-9._-]+))$/)
        expect(formatCoverage(coverage)).toBe(given)
      }),
      { numRuns: 2000 }
    )
  })
})

const parse = (texts: readonly string[]): readonly Coverage[] =>
  texts.map((text) => {
    const coverage = parseCoverage(text)
    if (coverage === undefined) throw new Error(text)
    return coverage
  })

describe('the repositories that are named', () => {
  test.each<readonly [readonly string[], string, readonly string[]]>([
    [[], 'acme/site', []],
    [['*'], 'acme/site', ['acme/site']],
    [['acme/*'], 'acme/site', ['acme/site']],
    [['ACME/*'], 'acme/site', ['acme/site']],
    [['acme/site'], 'acme/site', ['acme/site']],
    [['acme/blog'], 'acme/site', ['acme/blog']],
    [['other/*'], 'acme/site', []],
    [['acme2/*', 'acm/*'], 'acme/site', []],
    [['acme/site2', 'acme/sit'], 'acme/site', ['acme/site2', 'acme/sit']],
    [['acme/blog', 'acme/*'], 'acme/site', ['acme/site', 'acme/blog']],
    // The way GitHub spells it comes first, and is the one that stays.
    [['Acme/SITE'], 'acme/site', ['acme/site']],
    [['acme/Blog', 'ACME/blog', 'acme/blog'], 'acme/site', ['acme/Blog']],
    [['b/x', 'a/x', 'b/x'], 'acme/site', ['b/x', 'a/x']],
    [['*'], '', []],
    [['*', 'acme/blog'], '', ['acme/blog']]
  ])('in %j, with %j for the own one, are %j', (texts, own, expected) => {
    expect(namedRepositories(parse(texts), own)).toEqual(expected)
  })

  test('are each there once, and the own one first', () => {
    const name = fc.constantFrom('a/x', 'A/X', 'a/y', 'b/x', 'a/*', 'b/*', '*')
    fc.assert(
      fc.property(fc.array(name), (texts) => {
        const found = namedRepositories(parse(texts), 'a/x')
        const lower = found.map((one) => one.toLowerCase())
        expect(new Set(lower).size).toBe(found.length)
        expect(found.filter((one) => one.includes('*'))).toEqual([])
        const isCovered = texts.some((one) =>
          ['*', 'a/*', 'a/x'].includes(one.toLowerCase())
        )
        expect(found.indexOf('a/x')).toBe(isCovered ? 0 : -1)
        for (const text of texts.filter((one) => !one.includes('*'))) {
          expect(lower).toContain(text.toLowerCase())
        }
      })
    )
  })
})

describe('the owners of what is covered', () => {
  test.each<readonly [readonly string[], string, readonly string[]]>([
    [[], 'acme', []],
    [['*'], 'acme', ['acme']],
    [['*'], '', []],
    [['acme/*', 'acme/site'], 'acme', ['acme']],
    [['other/*', 'acme/site', '*'], 'acme', ['other', 'acme']],
    [['other/*'], 'acme', ['other']]
  ])('of %j, with %j for the own one, are %j', (texts, own, expected) => {
    expect(ownersOf(parse(texts), own)).toEqual(expected)
  })
})
