import type { PermissionFacts, ProbeAnswer } from '../verify/facts.ts'
import { type Connection, NoAnswerError } from './connection.ts'
import { type Area, areaOf, findProbe, type Permission } from './permissions.ts'
import { describeAnswer, findRefusal } from './refusals.ts'

/** A repository, an organisation or the account, about which permissions are asked. */
export interface Place {
  readonly area: Area
  /** `owner/name` or `owner`; empty for the account. */
  readonly name: string
}

const roots: Readonly<Record<Area, string>> = {
  repository: '/repos/',
  organization: '/orgs/',
  account: ''
}

/**
 * Asks GitHub about the permissions that are for a place, by requests that need
 * them: it has no endpoint that tells what a token was granted. With `mayWrite`,
 * invalid writes are sent too.
 * https://docs.github.com/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens
 */
export function askAboutPermissions(
  connection: Connection,
  permissions: readonly Permission[],
  { area, name }: Place,
  mayWrite: boolean
): Promise<readonly PermissionFacts[]> {
  const asked = permissions.filter((one) => areaOf(one) === area)
  return Promise.all(
    asked.map(async (permission) => {
      const probe = findProbe(permission, mayWrite)
      const answer =
        probe &&
        (await send(connection, {
          method: probe.method,
          path: `${roots[area]}${name}${probe.path}`
        }))
      return { permission, place: name, probe, answer }
    })
  )
}

/** The permissions that are for a place where nothing is sent. */
export function leavePermissions(
  permissions: readonly Permission[],
  { area, name }: Place
): readonly PermissionFacts[] {
  return permissions
    .filter((one) => areaOf(one) === area)
    .map((permission) => ({
      permission,
      place: name,
      probe: undefined,
      answer: undefined
    }))
}

async function send(
  connection: Connection,
  request: {
    readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH'
    readonly path: string
  }
): Promise<ProbeAnswer> {
  try {
    const answer = await connection.ask({ about: 'resource', ...request })
    const refusal = findRefusal(answer, 'resource')
    return {
      status: answer.status,
      accepted: answer.headers['x-accepted-github-permissions'],
      isPartial: /^\s*partial-results\b/i.test(
        answer.headers['x-github-sso'] ?? ''
      ),
      refusal,
      evidence:
        answer.status < 300
          ? `${answer.request} answered ${String(answer.status)}`
          : describeAnswer(answer)
    }
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error
    const { refusal } = error
    return {
      status: undefined,
      accepted: undefined,
      isPartial: false,
      refusal,
      evidence: refusal.evidence
    }
  }
}
