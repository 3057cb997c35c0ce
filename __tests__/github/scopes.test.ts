import { describe, expect, test } from '@jest/globals'
import {
  closeScopes,
  findPossibleCover,
  impliedOnPage,
  isKnownScope,
  parseScopesHeader,
  scopeFormat,
  scopeNames
} from '../../src/github/scopes.ts'

/** Every documented scope that includes others, with all of them. */
const parents: readonly (readonly [string, readonly string[]])[] = [
  [
    'repo',
    [
      'repo:status',
      'repo_deployment',
      'public_repo',
      'repo:invite',
      'security_events'
    ]
  ],
  ['write:packages', ['read:packages']],
  ['admin:org', ['write:org', 'read:org', 'manage_runners:org']],
  ['write:org', ['read:org']],
  ['admin:public_key', ['write:public_key', 'read:public_key']],
  ['write:public_key', ['read:public_key']],
  ['admin:repo_hook', ['write:repo_hook', 'read:repo_hook']],
  ['write:repo_hook', ['read:repo_hook']],
  ['user', ['read:user', 'user:email', 'user:follow']],
  ['write:discussion', ['read:discussion']],
  [
    'admin:enterprise',
    [
      'manage_runners:enterprise',
      'manage_billing:enterprise',
      'read:enterprise'
    ]
  ],
  ['audit_log', ['read:audit_log']],
  ['codespace', ['codespace:secrets']],
  ['copilot', ['manage_billing:copilot']],
  ['project', ['read:project']],
  ['admin:gpg_key', ['write:gpg_key', 'read:gpg_key']],
  ['write:gpg_key', ['read:gpg_key']],
  ['admin:ssh_signing_key', ['write:ssh_signing_key', 'read:ssh_signing_key']],
  ['write:ssh_signing_key', ['read:ssh_signing_key']],
  ['write:network_configurations', ['read:network_configurations']]
]

/** Documented scopes that include nothing. */
const leaves = [
  ...['workflow', 'delete:packages', 'admin:org_hook', 'gist'],
  ...['notifications', 'delete_repo', 'scim:enterprise', 'site_admin'],
  ...['admin:pre_receive_hook', 'public_repo', 'read:org', 'user:email']
]

const sorted = (scopes: Iterable<string>) => [...scopes].sort()

describe('a scope', () => {
  test.each(parents)('%s includes exactly %j', (scope, included) => {
    expect(sorted(closeScopes([scope]))).toEqual(sorted([scope, ...included]))
  })

  test.each(leaves)('%s includes nothing', (scope) => {
    expect(sorted(closeScopes([scope]))).toEqual([scope])
  })

  test('that is included is known itself', () => {
    const all = [
      ...parents.flatMap(([scope, rest]) => [scope, ...rest]),
      ...leaves
    ]
    expect(all.filter((scope) => !isKnownScope(scope))).toEqual([])
  })

  test.each([
    '',
    'x',
    'Repo',
    'REPO',
    'repo ',
    'admin:x',
    'constructor',
    '__proto__',
    'toString'
  ])('%j is not a known one', (scope) => {
    expect(isKnownScope(scope)).toBe(false)
  })

  test.each([
    ['admin:x', ['admin:x', 'read:x', 'write:x']],
    ['write:x', ['read:x', 'write:x']],
    ['read:x', ['read:x']],
    ['admin:', ['admin:', 'read:', 'write:']],
    ['delete:x', ['delete:x']],
    ['x', ['x']],
    ['__proto__', ['__proto__']],
    ['constructor', ['constructor']]
  ])(
    'of an unheard-of family, %s, includes what its name says',
    (scope, all) => {
      expect(sorted(closeScopes([scope]))).toEqual(all)
    }
  )
})

describe('a list of scopes', () => {
  test.each([
    [[], []],
    [
      ['gist', 'user'],
      ['gist', 'read:user', 'user', 'user:email', 'user:follow']
    ],
    [['repo', 'public_repo', 'repo'], sorted(closeScopes(['repo']))],
    [
      ['read:org', 'new'],
      ['new', 'read:org']
    ]
  ])('%j gives all that its members include', (scopes, all) => {
    expect(sorted(closeScopes(scopes))).toEqual(all)
  })

  test('gives the same when GitHub leaves out what is included', () => {
    expect(sorted(closeScopes(['user', 'gist', 'user:email']))).toEqual(
      sorted(closeScopes(['user', 'gist']))
    )
  })

  test('is not changed', () => {
    const scopes = Object.freeze(['admin:org'])
    closeScopes(scopes)
    expect(scopes).toEqual(['admin:org'])
  })

  test('of 100 000 is closed', () => {
    const scopes = Array.from(
      { length: 100_000 },
      (_, n) => `admin:${String(n)}`
    )
    expect(closeScopes(scopes).size).toBe(300_000)
  })
})

describe('what a scope may cover', () => {
  test.each([
    [['repo'], 'admin:repo_hook', 'repo'],
    [['repo'], 'write:repo_hook', 'repo'],
    [['gist', 'repo'], 'read:repo_hook', 'repo'],
    [['admin:enterprise'], 'scim:enterprise', 'admin:enterprise'],
    [
      ['repo', 'admin:enterprise', 'gist'],
      'scim:enterprise',
      'admin:enterprise'
    ],
    [['repo', 'admin:enterprise'], 'read:repo_hook', 'repo'],
    [['public_repo'], 'read:repo_hook', undefined],
    [['repo'], 'admin:org_hook', undefined],
    [['repo'], 'workflow', undefined],
    [['repo'], 'delete_repo', undefined],
    [['repo'], 'scim:enterprise', undefined],
    [['read:enterprise'], 'scim:enterprise', undefined],
    [['scim:enterprise'], 'admin:enterprise', undefined],
    [['admin:enterprise'], 'read:repo_hook', undefined],
    [[], 'read:repo_hook', undefined],
    [['constructor'], 'length', undefined]
  ])('%j may cover %s: by %j', (scopes, required, cover) => {
    expect(findPossibleCover(scopes, required)).toBe(cover)
  })
})

describe('the header X-OAuth-Scopes', () => {
  test.each([
    ['', []],
    [' ', []],
    [',', []],
    ['repo', ['repo']],
    ['repo, user', ['repo', 'user']],
    ['repo,user', ['repo', 'user']],
    ['  repo ,\tuser ,, gist,', ['repo', 'user', 'gist']],
    ['Repo, ADMIN:org', ['repo', 'admin:org']],
    ['brand:new_scope', ['brand:new_scope']],
    ['__proto__, constructor', ['__proto__', 'constructor']],
    ['$(id), repo, a b, ;rm, "x"', ['repo']],
    [`repo, ${'x'.repeat(60)}, ${'y'.repeat(61)}`, ['repo', 'x'.repeat(60)]]
  ])('%j lists %j', (header, scopes) => {
    expect(parseScopesHeader(header)).toEqual(scopes)
  })

  test.each([
    ['scopes', 'repo, '.repeat(100_000), 100_000],
    ['commas', ','.repeat(100_000), 0],
    ['spaces', ' '.repeat(100_000), 0],
    ['spaces inside', `a${' '.repeat(100_000)}b`, 0],
    ['characters', 'a'.repeat(100_000), 0]
  ])('may have 100 000 %s', (_, header, count) => {
    expect(parseScopesHeader(header)).toHaveLength(count)
  })
})

describe('the list of scopes', () => {
  test('has every known one once, in the form of a scope', () => {
    expect(new Set(scopeNames).size).toBe(scopeNames.length)
    expect(scopeNames.filter((scope) => !isKnownScope(scope))).toEqual([])
    expect(scopeNames.filter((scope) => !scopeFormat.test(scope))).toEqual([])
    expect(parseScopesHeader(scopeNames.join(', '))).toEqual(scopeNames)
  })

  test('has what its scopes include', () => {
    expect(
      [...closeScopes(scopeNames)].filter((scope) => !isKnownScope(scope))
    ).toEqual([])
    for (const [scope] of parents) expect(scopeNames).toContain(scope)
  })
})

describe("what GitHub's page ticks along", () => {
  test.each([
    [[], []],
    [['workflow'], ['repo']],
    [['gist', 'workflow'], ['repo']],
    [['repo', 'workflow'], ['repo']],
    [['repo'], []],
    [['admin:org'], []],
    [['__proto__', 'constructor', 'toString'], []]
  ])('with %j is %j', (scopes, implied) => {
    expect(impliedOnPage(scopes)).toEqual(implied)
  })

  test('is known, and not included anyway', () => {
    for (const scope of scopeNames) {
      const implied = impliedOnPage([scope])
      expect(implied.filter((one) => !isKnownScope(one))).toEqual([])
      expect(implied.filter((one) => closeScopes([scope]).has(one))).toEqual([])
    }
  })
})
