import { describe, expect, test } from '@jest/globals'
import {
  hasScopes,
  hintKind,
  resolveKind,
  type TokenKind
} from '../../src/github/token-kind.ts'

describe('the prefix of a token hints at its kind', () => {
  const hints: readonly (readonly [token: string, kind: TokenKind])[] = [
    ['ghp_' + 'a'.repeat(36), 'classic'],
    ['github_pat_' + 'a'.repeat(82), 'fine-grained'],
    ['gho_' + 'a'.repeat(36), 'oauth'],
    ['ghu_' + 'a'.repeat(36), 'app-user'],
    ['ghs_' + 'a'.repeat(36), 'installation'],
    [`ghs_1_${'a'.repeat(500)}`, 'installation'],
    ['v1.' + '0'.repeat(40), 'installation'],
    ['0123456789'.repeat(4), 'unknown'],
    ['ghr_' + 'a'.repeat(76), 'unknown'],
    ['GHP_' + 'a'.repeat(36), 'unknown'],
    ['xghp_' + 'a'.repeat(36), 'unknown'],
    // Neither length nor alphabet is looked at.
    ['ghp_', 'classic'],
    ['ghp_!', 'classic'],
    ['', 'unknown']
  ]

  test.each(
    hints.map(([token, kind]) => [token.slice(0, 11), kind, token] as const)
  )('%s…: %s', (_, kind, token) => {
    expect(hintKind(token)).toBe(kind)
  })
})

describe('the answer tells the kind', () => {
  test.each<
    [string, readonly string[] | undefined, string | undefined, TokenKind]
  >([
    ['scopes', ['repo'], undefined, 'classic'],
    ['an OAuth client', ['repo'], 'abc', 'oauth'],
    ['an OAuth client without scopes, as apps are', [], 'abc', 'unknown'],
    ['an OAuth client and no scope header', undefined, 'abc', 'unknown'],
    [
      'an empty list of scopes, which app tokens have too',
      [],
      undefined,
      'unknown'
    ],
    ['nothing', undefined, undefined, 'unknown']
  ])(
    'of a token without a known prefix: %s',
    (_, scopes, oauthClientId, kind) => {
      expect(resolveKind('unknown', { scopes, oauthClientId })).toBe(kind)
    }
  )

  test.each<[TokenKind]>([
    ['classic'],
    ['fine-grained'],
    ['oauth'],
    ['app-user'],
    ['installation']
  ])('never against the prefix of a %s token', (kind) => {
    for (const scopes of [undefined, [], ['repo']]) {
      for (const oauthClientId of [undefined, 'abc']) {
        expect(resolveKind(kind, { scopes, oauthClientId })).toBe(kind)
      }
    }
  })
})

test.each<[TokenKind, boolean]>([
  ['classic', true],
  ['oauth', true],
  ['fine-grained', false],
  ['app-user', false],
  ['installation', false],
  ['unknown', false]
])('a token of kind %s has scopes: %j', (kind, expected) => {
  expect(hasScopes(kind)).toBe(expected)
})
