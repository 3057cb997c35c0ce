import type { PermissionFacts, ProbeAnswer } from '../verify/facts.ts'
import {
  type Answerer,
  askFor,
  type HttpAnswer,
  type Question
} from './connection.ts'
import { type Area, areaOf, findProbe, type Permission } from './permissions.ts'
import { describeAnswer, findRefusal, notGitHub } from './refusals.ts'

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
  connection: Answerer,
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
  connection: Answerer,
  request: Pick<Question, 'method' | 'path'>
): Promise<ProbeAnswer> {
  const question = { about: 'resource', ...request } as const
  const { answer, refusal } = await askFor(connection, question)
  if (answer === undefined) {
    return {
      status: undefined,
      accepted: undefined,
      isPartial: false,
      refusal,
      evidence: refusal.evidence
    }
  }
  const { status, headers } = answer
  return {
    status,
    accepted: headers['x-accepted-github-permissions'],
    isPartial: /^\s*partial-results\b/i.test(headers['x-github-sso'] ?? ''),
    refusal:
      findRefusal(answer, 'resource') ??
      (isFromGitHub(answer) ? undefined : notGitHub(answer)),
    evidence:
      status < 300
        ? `${answer.request} answered ${String(status)}`
        : describeAnswer(answer)
  }
}

/** Whether a success has a body as GitHub's have: what stands in between has pages. */
function isFromGitHub({ status, body }: HttpAnswer): boolean {
  return status === 204 || (typeof body === 'object' && body !== null)
}
