import {
  formatPermission,
  type Permission,
  scopesFor
} from '../github/permissions.ts'
import {
  closeScopes,
  findPossibleCover,
  impliedOnPage,
  isKnownScope,
  scopeNames
} from '../github/scopes.ts'
import { mayHaveScopes } from '../github/token-kind.ts'
import type { TokenFacts } from './facts.ts'
import { type Finding, grant, refuse } from './finding.ts'
import { type Asked, scopesForGit, scopesToAsk } from './requirements.ts'
import { suggest } from './suggestion.ts'

/**
 * Judges a scope that the token must have. When git has all that it was asked
 * for without the scope, only private repositories could tell.
 */
export function judgeScope(
  requirement: string,
  token: TokenFacts,
  isDoneByGit = false
): Finding {
  const { scopes } = token
  if (scopes === undefined) return refuseUnreported(requirement, token)
  const held = findHolder(scopes, [requirement])
  if (held !== undefined) {
    return grant(requirement, describeHolder(held, requirement))
  }
  if (!isKnownScope(requirement)) {
    return refuseStrange(requirement, requirement, scopes)
  }
  const reported = describeScopes(scopes)
  if (isDoneByGit) {
    return refuse({
      requirement,
      reason: 'scope-unproven',
      evidence: `Private repositories need it; git has access to what is verified without it. ${reported}`
    })
  }
  const cover = findPossibleCover(scopes, requirement)
  return cover === undefined
    ? refuse({ requirement, reason: 'scope-missing', evidence: reported })
    : refuse({
        requirement,
        reason: 'scope-unproven',
        evidence: `Its scope ${cover} may include ${requirement}. ${reported}`
      })
}

/** Judges a permission that was asked of a token with scopes. */
export function judgeTranslated(
  permission: Permission,
  token: TokenFacts
): Finding {
  const requirement = formatPermission(permission)
  const { scopes } = token
  if (scopes === undefined) return refuseUnreported(requirement, token)
  const reported = describeScopes(scopes)
  const { full, partial } = scopesFor(permission)
  const held = findHolder(scopes, full)
  if (held !== undefined) {
    return grant(requirement, describeHolder(held, requirement))
  }
  const part = findHolder(scopes, partial)
  if (part !== undefined) {
    return refuse({
      requirement,
      reason: 'permission-unproven',
      evidence: `Its scope ${part} includes a part of it. ${reported}`
    })
  }
  if (full.length === 0) {
    return refuse({
      requirement,
      reason: 'permission-unproven',
      evidence: `This action knows no scope that is the same. ${reported}`
    })
  }
  // What is public can be read without any scope.
  const isPublic =
    permission.level === 'read' && partial.includes('public_repo')
  return isPublic
    ? refuse({
        requirement,
        reason: 'permission-unproven',
        evidence: `It can read public repositories alone. ${reported}`
      })
    : refuse({
        requirement,
        reason: 'scope-missing',
        evidence: `It would need the scope ${full.join(' or ')}. ${reported}`
      })
}

/** Judges a scope that the token must not have. */
export function judgeForbiddenScope(scope: string, token: TokenFacts): Finding {
  const requirement = `no ${scope}`
  const { kind, scopes } = token
  if (scopes === undefined) {
    return mayHaveScopes(kind)
      ? refuseUnreported(requirement, token)
      : grant(requirement, `A token of kind ${kind} has no scopes`)
  }
  const held = findHolder(scopes, [scope])
  if (held !== undefined) {
    return refuse({
      requirement,
      reason: 'scope-forbidden',
      evidence: describeHolder(held, scope)
    })
  }
  if (!isKnownScope(scope)) return refuseStrange(requirement, scope, scopes)
  const cover = findPossibleCover(scopes, scope)
  return cover === undefined
    ? grant(requirement, describeScopes(scopes))
    : refuse({
        requirement,
        reason: 'scope-unproven',
        evidence: `Its scope ${cover} may include ${scope}`
      })
}

/** A token should have no more than what was asked for, when something was. */
export function judgeExcess(
  asked: Asked,
  token: TokenFacts,
  isForGit: boolean
): readonly Finding[] {
  const excess = findExcess(asked, token, isForGit)
  return excess.length === 0
    ? []
    : [
        refuse({
          requirement: 'no more scopes than asked for',
          reason: 'scope-excess',
          evidence: `Not asked for: ${listScopes(excess)}`
        })
      ]
}

/**
 * The scopes the token has beyond those that were asked for, when some were. git
 * needs `repo` for private repositories; what is misspelt says nothing.
 */
export function findExcess(
  asked: Asked,
  { scopes = [] }: Pick<TokenFacts, 'scopes'>,
  isForGit: boolean
): readonly string[] {
  const wanted = scopesToAsk(asked)
  if (wanted.length === 0 || !wanted.every(isKnownScope)) return []
  const parts = asked.permissions.flatMap((one) => scopesFor(one).partial)
  const covered = closeScopes([
    ...wanted,
    ...impliedOnPage(wanted),
    ...parts,
    ...scopesForGit(wanted, isForGit)
  ])
  return scopes.filter((scope) => !covered.has(scope))
}

function refuseUnreported(requirement: string, { kind }: TokenFacts): Finding {
  return refuse({
    requirement,
    reason: mayHaveScopes(kind) ? 'scopes-not-reported' : 'kind-has-no-scopes',
    evidence: `The kind of the token is ${kind}, and no scopes were reported`
  })
}

function refuseStrange(
  requirement: string,
  scope: string,
  scopes: readonly string[]
): Finding {
  return refuse({
    requirement,
    reason: 'scope-unproven',
    evidence: `This action does not know the scope ${scope}${suggest(scope, scopeNames)}. ${describeScopes(scopes)}`
  })
}

/** The scope of the token that is one of these, or includes one. */
function findHolder(
  scopes: readonly string[],
  wanted: readonly string[]
): string | undefined {
  return (
    scopes.find((scope) => wanted.includes(scope)) ??
    scopes.find((scope) => {
      const closed = closeScopes([scope])
      return wanted.some((one) => closed.has(one))
    })
  )
}

function describeHolder(held: string, wanted: string): string {
  return held === wanted
    ? 'It is one of its scopes'
    : `It is included in its scope ${held}`
}

/** `Its scopes: repo, workflow`; a list of any length stays a sentence. */
function describeScopes(scopes: readonly string[]): string {
  return `Its scopes: ${scopes.length === 0 ? 'none' : listScopes(scopes)}`
}

function listScopes(scopes: readonly string[]): string {
  const rest = scopes.length - 20
  return `${scopes.slice(0, 20).join(', ')}${rest > 0 ? ` and ${String(rest)} more` : ''}`
}
