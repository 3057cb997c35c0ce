import {
  isDisproof,
  isProof,
  parseAcceptedPermissions
} from '../github/accepted-permissions.ts'
import {
  findProbe,
  formatPermission,
  includes,
  isImpossible,
  isKnownPermission,
  isWriteProbe,
  type Permission,
  permissionNames,
  type Probe
} from '../github/permissions.ts'
import { hasScopes, type TokenKind } from '../github/token-kind.ts'
import type {
  PermissionFacts,
  ProbeAnswer,
  RepositoryFacts,
  TokenFacts
} from './facts.ts'
import { type Finding, grant, leaveOpen, refuse } from './finding.ts'
import { truncate } from '../runner/text.ts'
import type { Reason } from './reasons.ts'
import { type Asked, findContents } from './requirements.ts'
import { judgeTranslated } from './scope-findings.ts'
import { suggest } from './suggestion.ts'

/**
 * Contents are proven by git at each repository. Only when there is none to ask
 * about does the permission stand for itself.
 */
export function judgeContents(
  asked: Asked,
  token: TokenFacts,
  repositories: readonly RepositoryFacts[]
): readonly Finding[] {
  const contents = findContents(asked)
  if (contents === undefined || repositories.length > 0) return []
  if (!hasScopes(token.kind)) {
    const requirement = formatPermission(contents)
    return [leave(requirement, 'No repository was named to ask git about')]
  }
  const isJudged = asked.scopes.length > 0 || asked.preset.scopes.length > 0
  return isJudged ? [] : [judgeTranslated(contents, token)]
}

/** Judges a permission of a fine-grained or app token, at every place it was asked about. */
export function judgePermission(
  permission: Permission,
  kind: TokenKind,
  probed: readonly PermissionFacts[],
  repositories: readonly RepositoryFacts[]
): readonly Finding[] {
  const requirement = formatPermission(permission)
  if (isImpossible(permission, kind)) {
    return [
      refuse({
        requirement,
        reason: 'kind-cannot',
        evidence: `No token of kind ${kind} can have it`
      })
    ]
  }
  if (!isKnownPermission(permission)) {
    return [leave(requirement, describeUnknown(permission))]
  }
  const facts = probed.filter((one) => one.permission.name === permission.name)
  if (facts.length === 0) {
    return [leave(requirement, 'Nothing was named to ask GitHub about')]
  }
  return facts.map((fact) => {
    const { place } = fact
    const repository = repositories.find(
      (one) => (one.movedTo ?? one.name) === place
    )
    return judgeProbe(
      place === '' ? requirement : `${requirement} on ${place}`,
      fact,
      repository
    )
  })
}

function judgeProbe(
  requirement: string,
  { permission, probe, answer }: PermissionFacts,
  repository: RepositoryFacts | undefined
): Finding {
  const hidden = repository?.description?.refusal
  if (hidden !== undefined) return leaveOpen(requirement, hidden)
  if (probe === undefined || answer === undefined) {
    const reason = reasonForWrite(permission)
    const evidence =
      reason === 'write-unproven'
        ? 'Nothing was sent: no request that only reads can tell'
        : 'No request can tell without changing something'
    return refuse({ requirement, reason, evidence })
  }
  const { status, refusal, evidence, isPartial } = answer
  // Whatever its status is, another's answer proves nothing.
  if (refusal?.reason === 'not-github')
    return refuse({ requirement, ...refusal })
  if (status !== undefined && probe.proof.includes(status)) {
    if (isPartial) {
      return refuse({ requirement, reason: 'sso-partial', evidence })
    }
    return judgeSuccess(requirement, permission, probe, answer, repository)
  }
  if (refusal?.reason === 'permission-missing') {
    return isRefused(permission, probe, answer)
      ? refuse({
          requirement,
          reason: 'permission-missing',
          evidence: `${evidence}${describeAccepted(answer)}`
        })
      : leave(requirement, `${evidence}${describeAccepted(answer)}`)
  }
  return refusal === undefined || refusal.reason === 'repository-not-visible'
    ? leave(requirement, evidence)
    : refuse({ requirement, ...refusal })
}

function judgeSuccess(
  requirement: string,
  permission: Permission,
  probe: Probe,
  answer: ProbeAnswer,
  repository: RepositoryFacts | undefined
): Finding {
  const { evidence } = answer
  const isWrite = isWriteProbe(permission, probe)
  if (!isWrite && permission.level !== 'read') {
    return refuse({
      requirement,
      reason: reasonForWrite(permission),
      evidence: `It may read: ${evidence}`
    })
  }
  if (!isWrite && repository?.description?.isPrivate === false) {
    return leave(requirement, 'Everybody may read it of a public repository')
  }
  const level = isWrite ? 'write' : 'read'
  const isProven =
    includes(level, permission.level) && isSuccess(permission, probe, answer)
  return isProven
    ? grant(requirement, `${evidence}${describeProof(answer)}`)
    : leave(requirement, `${evidence}${describeAccepted(answer)}`)
}

/** Why what looks like a failure is a proof. */
function describeProof(answer: ProbeAnswer): string {
  const { status = 0 } = answer
  if (status < 400) return ''
  return status === 422
    ? ', which only those who may write are told'
    : describeAccepted(answer)
}

/** A write that is invalid could tell, or nothing can. */
function reasonForWrite(permission: Permission): Reason {
  const probe = findProbe(permission, true)
  return probe !== undefined && isWriteProbe(permission, probe)
    ? 'write-unproven'
    : 'permission-unproven'
}

/**
 * Whether only those with the permission are answered so. Without GitHub's word
 * for it, a 404 may as well come from a server that does not have the endpoint.
 */
function isSuccess(
  permission: Permission,
  { trust }: Probe,
  { status, accepted: header }: ProbeAnswer
): boolean {
  const accepted = parseAcceptedPermissions(header)
  return accepted === undefined
    ? trust === 'tried' && status !== 404
    : isProof(accepted, permission)
}

/** Whether the refusal is about this permission and no other. */
function isRefused(
  permission: Permission,
  probe: Probe,
  answer: ProbeAnswer
): boolean {
  const accepted = parseAcceptedPermissions(answer.accepted)
  return accepted === undefined
    ? probe.trust === 'tried'
    : isDisproof(accepted, permission)
}

/** What GitHub says the request needs. */
function describeAccepted({ accepted }: ProbeAnswer): string {
  return accepted === undefined || accepted === ''
    ? ''
    : `; it needs ${truncate(accepted, 200)}`
}

function leave(requirement: string, evidence: string): Finding {
  return refuse({ requirement, reason: 'permission-unproven', evidence })
}

function describeUnknown({ name, level }: Permission): string {
  return permissionNames.includes(name)
    ? `${name} has no level ${level}`
    : `This action does not know the permission ${name}${suggest(name, permissionNames)}`
}
