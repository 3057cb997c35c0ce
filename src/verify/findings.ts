import { formatPermission } from '../github/permissions.ts'
import type { Facts, RepositoryFacts, TokenFacts } from './facts.ts'
import { type Finding, leaveOpen, refuse } from './finding.ts'
import { judgeContents, judgePermission } from './permission-findings.ts'
import { judgeRepository } from './repository-findings.ts'
import { type Asked, findContents, requirementsFor } from './requirements.ts'
import {
  judgeExcess,
  judgeForbiddenScope,
  judgeScope,
  judgeTranslated
} from './scope-findings.ts'
import {
  judgeClock,
  judgeEnd,
  judgeExpiry,
  judgeFallback,
  judgeIdentity,
  judgeLifetime,
  judgeLogin,
  judgeRotation,
  judgeRun,
  judgeToken
} from './token-findings.ts'

/** What the token must be and have. */
export interface Expectations extends Asked {
  /** The host that must accept the token. */
  readonly host: { readonly name: string }
  readonly forbiddenScopes: readonly string[]
  /** The account it must belong to. */
  readonly expectedLogin: string | undefined
  /** Days it must still be valid. */
  readonly warnDays: number
  /** Days it may still be valid at most. */
  readonly maxLifetimeDays: number | undefined
  /** The day by which it is to be replaced, whatever it says itself. */
  readonly rotateBy: Date | undefined
  /** Whether a day must be known from which it is not to be used any more. */
  readonly mustEnd: boolean
  /** Whether the token is kept from git when a fork works in this run. */
  readonly guardsFork: boolean
  /** Whether commits are to be those of its account. */
  readonly gitIdentity: boolean
}

/** Judges every requirement on the facts. */
export function judge(
  expectations: Expectations,
  facts: Facts
): readonly Finding[] {
  const { answer, fallback, obstacles, run } = facts
  return [
    judgeToken(expectations.host.name, answer),
    ...judgeFallback(fallback),
    ...judgeRights(expectations, facts),
    ...facts.repositories.flatMap((one) => judgeRepository(one, answer)),
    ...judgeLogin(expectations.expectedLogin, answer),
    ...judgeIdentity(expectations.gitIdentity, answer),
    ...judgeExpiry(expectations.warnDays, facts),
    ...judgeRotation(expectations, facts),
    ...judgeEnd(expectations, facts),
    ...judgeLifetime(expectations.maxLifetimeDays, facts),
    ...judgeClock(facts),
    ...judgeRun(run, expectations.guardsFork),
    ...obstacles.map(refuse)
  ]
}

/** What was asked for in scopes and permissions, and what must not be there. */
function judgeRights(
  expectations: Expectations,
  { answer, permissions: probed, repositories }: Facts
): readonly Finding[] {
  const { accepted, refusal } = answer
  const { forbiddenScopes } = expectations
  if (refusal !== undefined) {
    // Of what kind the token is decides about the vocabulary: here it is open.
    const { scopes, permissions } = requirementsFor('unknown', expectations)
    const contents = findContents(expectations)
    const isOpen = contents !== undefined && repositories.length === 0
    return [
      ...scopes,
      ...[...(isOpen ? [contents] : []), ...permissions].map(formatPermission),
      ...forbiddenScopes.map((scope) => `no ${scope}`)
    ].map((requirement) => leaveOpen(requirement, refusal))
  }
  const required = requirementsFor(accepted.kind, expectations)
  return [
    ...required.scopes.map((scope) =>
      judgeScope(
        scope,
        accepted,
        isDoneByGit(scope, expectations, repositories)
      )
    ),
    ...required.translated.map((one) => judgeTranslated(one, accepted)),
    ...judgeContents(expectations, accepted, repositories),
    ...required.permissions.flatMap((one) =>
      judgePermission(one, accepted.kind, probed, repositories)
    ),
    ...forbiddenScopes.map((scope) => judgeForbiddenScope(scope, accepted)),
    ...doubtPreset(expectations, accepted),
    ...judgeExcess(expectations, accepted, repositories.length > 0)
  ]
}

/** Whether `repo` is only there for a preset, and git has that access without it. */
function isDoneByGit(
  scope: string,
  { scopes }: Expectations,
  repositories: readonly RepositoryFacts[]
): boolean {
  return (
    scope === 'repo' &&
    !scopes.includes(scope) &&
    repositories.length > 0 &&
    repositories.every(({ refusal }) => refusal === undefined)
  )
}

/** What a preset cannot promise to tokens of this kind. */
function doubtPreset(
  { preset }: Expectations,
  { kind }: TokenFacts
): readonly Finding[] {
  return (preset.doubts ?? [])
    .filter((doubt) => doubt.kind === kind)
    .map(({ preset: requirement, evidence }) =>
      refuse({ requirement, reason: 'permission-unproven', evidence })
    )
}
