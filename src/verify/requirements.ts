import {
  isImpossible,
  isKnownPermission,
  mergePermissions,
  type Permission,
  permissionForScope,
  scopesFor
} from '../github/permissions.ts'
import { hasScopes, type TokenKind } from '../github/token-kind.ts'
import type { RepositoryAccess } from './facts.ts'
import type { Preset } from './presets.ts'

/** What was asked of the token, in either vocabulary or in both. */
export interface Asked {
  readonly scopes: readonly string[]
  readonly permissions: readonly Permission[]
  /** What all chosen presets stand for. */
  readonly preset: Preset
}

/** What a token of one kind is judged by. */
export interface Requirements {
  /** Scopes, judged by those GitHub reports. */
  readonly scopes: readonly string[]
  /** Permissions, judged by what GitHub answers to requests that need them. */
  readonly permissions: readonly Permission[]
  /** Permissions that were asked of a token with scopes, judged by these. */
  readonly translated: readonly Permission[]
}

/**
 * Every kind is judged by its own vocabulary when something was asked for in it,
 * and otherwise by what can be translated of the other one. A scope that has no
 * translation stays one, and cannot be proven. A preset is in both. Contents are
 * missing here: git proves them.
 */
export function requirementsFor(
  kind: TokenKind,
  { scopes, permissions, preset }: Asked
): Requirements {
  if (hasScopes(kind)) {
    return {
      scopes: [...new Set([...preset.scopes, ...scopes])],
      permissions: [],
      translated: scopes.length > 0 ? [] : permissions.filter(isNotContents)
    }
  }
  const isJudged = permissions.length > 0 && kind !== 'unknown'
  const translated = kind === 'unknown' ? [] : translate(scopes)
  return {
    scopes: isJudged
      ? []
      : scopes.filter((scope) => kind === 'unknown' || !isTranslated(scope)),
    permissions: mergePermissions([
      ...preset.permissions,
      ...(permissions.length > 0 ? permissions : translated)
    ]).filter(isNotContents),
    translated: []
  }
}

/** What git must be able to do with the repositories that are verified. */
export function accessFor(asked: Asked): RepositoryAccess {
  const contents = findContents(asked)
  return contents === undefined || contents.level === 'read' ? 'read' : 'write'
}

/** The permission that git proves, when it was asked for. */
export function findContents({
  permissions,
  preset
}: Asked): Permission | undefined {
  return mergePermissions([...preset.permissions, ...permissions]).find(
    (one) => !isNotContents(one)
  )
}

/** The scopes that do for what was asked, those of a classic token to create. */
export function scopesToAsk({
  scopes,
  permissions,
  preset
}: Asked): readonly string[] {
  const translated = permissions.flatMap((one) =>
    scopesFor(one).full.slice(0, 1)
  )
  const wanted = scopes.length > 0 ? scopes : translated
  return [...new Set([...preset.scopes, ...wanted])]
}

/** The scopes git needs for repositories that may be private, beside those asked for. */
export function scopesForGit(
  asked: readonly string[],
  isForGit: boolean
): readonly string[] {
  return isForGit && !asked.includes('public_repo') ? ['repo'] : []
}

/**
 * The permissions that do for what was asked, those of a fine-grained token to
 * create; git needs contents for the repositories it is verified for.
 */
export function permissionsToAsk(
  asked: Asked,
  repositories: readonly string[]
): readonly Permission[] {
  const { scopes, permissions, preset } = asked
  const isTranslation = permissions.length === 0 && scopes.includes('repo')
  const isWrite = isTranslation || accessFor(asked) === 'write'
  const contents = {
    name: 'contents',
    level: isWrite ? 'write' : 'read'
  } as const
  return mergePermissions([
    ...(repositories.length > 0 ? [contents] : []),
    ...preset.permissions,
    ...(permissions.length > 0 ? permissions : translate(scopes))
  ]).filter(
    (one) => isKnownPermission(one) && !isImpossible(one, 'fine-grained')
  )
}

function isTranslated(scope: string): boolean {
  return permissionForScope(scope) !== undefined
}

function translate(scopes: readonly string[]): readonly Permission[] {
  return scopes
    .map(permissionForScope)
    .filter((permission) => permission !== undefined)
}

function isNotContents({ name }: Permission): boolean {
  return name !== 'contents'
}
