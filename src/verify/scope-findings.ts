import { closestMatch } from 'leven'
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
import { hasScopes } from '../github/token-kind.ts'
import type { TokenFacts } from './facts.ts'
import { type Finding, grant, refuse } from './finding.ts'
import { type Asked, scopesToAsk } from './requirements.ts'

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
  if (held !== undefined) return grantBy(requirement, held, requirement)
  const reported = describeScopes(scopes)
  if (!isKnownScope(requirement)) {
    return refuseStrange(requirement, requirement, scopes)
  }
  const cover = findPossibleCover(scopes, requirement)
  if (isDoneByGit) {
    return refuse({
      requirement,
      reason: 'scope-unproven',
      evidence: `Private repositories need it; git has access to what is verified without it. ${reported}`
    })
  }
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
  if (held !== undefined) return grantBy(requirement, held, requirement)
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
    return hasScopes(kind) || kind === 'unknown'
      ? refuseUnreported(requirement, token)
      : grant(requirement, `A token of kind ${kind} has no scopes`)
  }
  const held = findHolder(scopes, [scope])
  if (held !== undefined) {
    return refuse({
      requirement,
      reason: 'scope-forbidden',
      evidence: grantBy('', held, scope).evidence
    })
  }
  const cover = findPossibleCover(scopes, scope)
  if (!isKnownScope(scope)) return refuseStrange(requirement, scope, scopes)
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
  const forGit = isForGit && !wanted.includes('public_repo') ? ['repo'] : []
  const parts = asked.permissions.flatMap((one) => scopesFor(one).partial)
  const covered = closeScopes([
    ...wanted,
    ...impliedOnPage(wanted),
    ...parts,
    ...forGit
  ])
  return scopes.filter((scope) => !covered.has(scope))
}

function refuseUnreported(requirement: string, { kind }: TokenFacts): Finding {
  const mayHaveScopes = hasScopes(kind) || kind === 'unknown'
  return refuse({
    requirement,
    reason: mayHaveScopes ? 'scopes-not-reported' : 'kind-has-no-scopes',
    evidence: `The kind of the token is ${kind}, and no scopes were reported`
  })
}

function refuseStrange(
  requirement: string,
  scope: string,
  scopes: readonly string[]
): Finding {
  const close = closestMatch(scope, scopeNames, { maxDistance: 2 })
  const hint = close === undefined ? '' : `; perhaps ${close} is meant`
  return refuse({
    requirement,
    reason: 'scope-unproven',
    evidence: `This action does not know the scope ${scope}${hint}. ${describeScopes(scopes)}`
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

function grantBy(requirement: string, held: string, wanted: string): Finding {
  return grant(
    requirement,
    held === wanted
      ? 'It is one of its scopes'
      : `It is included in its scope ${held}`
  )
}

/** `Its scopes: repo, workflow`; a list of any length stays a sentence. */
function describeScopes(scopes: readonly string[]): string {
  return `Its scopes: ${scopes.length === 0 ? 'none' : listScopes(scopes)}`
}

function listScopes(scopes: readonly string[]): string {
  const rest = scopes.length - 20
  return `${scopes.slice(0, 20).join(', ')}${rest > 0 ? ` and ${String(rest)} more` : ''}`
}
