/** The kinds of token; a `GITHUB_TOKEN` is an `installation` token. */
export type TokenKind =
  'classic' | 'fine-grained' | 'oauth' | 'app-user' | 'installation' | 'unknown'

/**
 * Prefixes are hints: what GitHub answers decides.
 * https://docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats
 * `v1.` is the form of installation tokens before 2021:
 * https://github.com/octokit/auth-token.js/blob/main/src/auth.ts
 */
const kindsByPrefix: readonly (readonly [prefix: string, kind: TokenKind])[] = [
  ['ghp_', 'classic'],
  ['github_pat_', 'fine-grained'],
  ['gho_', 'oauth'],
  ['ghu_', 'app-user'],
  ['ghs_', 'installation'],
  ['v1.', 'installation']
]

/** Kinds whose rights are scopes, which GitHub reports in X-OAuth-Scopes. */
const kindsWithScopes: ReadonlySet<TokenKind> = new Set(['classic', 'oauth'])

/** What the prefix of a token suggests. */
export function hintKind(token: {
  startsWith(prefix: string): boolean
}): TokenKind {
  return (
    kindsByPrefix.find(([prefix]) => token.startsWith(prefix))?.[1] ?? 'unknown'
  )
}

/**
 * The kind, resolved by what the API answered to a token without a known
 * prefix. An empty scope list does not make it one that has scopes: app tokens
 * have been seen with one.
 */
export function resolveKind(
  hint: TokenKind,
  answer: {
    readonly scopes: readonly string[] | undefined
    readonly oauthClientId: string | undefined
  }
): TokenKind {
  if (hint !== 'unknown') return hint
  if (answer.scopes === undefined || answer.scopes.length === 0) {
    return 'unknown'
  }
  return answer.oauthClientId === undefined ? 'classic' : 'oauth'
}

export function hasScopes(kind: TokenKind): boolean {
  return kindsWithScopes.has(kind)
}

/** A token of a kind that is not known may have some. */
export function mayHaveScopes(kind: TokenKind): boolean {
  return hasScopes(kind) || kind === 'unknown'
}

/** Kinds that are made anew for every job or every few hours, and always expire soon. */
const shortLived: ReadonlySet<TokenKind> = new Set(['installation', 'app-user'])

export function isShortLived(kind: TokenKind): boolean {
  return shortLived.has(kind)
}
