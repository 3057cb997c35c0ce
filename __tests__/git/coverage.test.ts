import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { formatCoverage, parseCoverage } from '../../src/git/coverage.ts'

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
