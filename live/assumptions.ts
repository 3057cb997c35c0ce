import {
  isDisproof,
  isProof,
  parseAcceptedPermissions
} from '../src/github/accepted-permissions.ts'
import type { HttpAnswer, Question } from '../src/github/connection.ts'
import {
  areaOf,
  findProbe,
  formatPermission,
  type Permission,
  permissionNames
} from '../src/github/permissions.ts'
import { findRefusal } from '../src/github/refusals.ts'

/** What the environment may hold; nothing else is asked about. */
export const variables = {
  CLASSIC: 'a classic token',
  SCOPELESS: 'a classic token without any scope',
  FINE_GRAINED: 'a fine-grained token that may read PRIVATE and expires',
  OAUTH: 'a token of an OAuth app',
  APP_USER: 'a user token of a GitHub App',
  INSTALLATION: 'an installation token that does not see HIDDEN',
  PRIVATE: 'OWNER/NAME of a private repository that the tokens may read',
  HIDDEN: 'OWNER/NAME of a private repository that they may not',
  SSO: 'OWNER/NAME in an organisation with single sign-on that CLASSIC is not authorised for',
  NO_CLASSIC: 'OWNER/NAME in an organisation that forbids classic tokens',
  ALLOW_LIST:
    'OWNER/NAME in an organisation whose IP allow list does not have this address'
} as const

export type Variable = keyof typeof variables

export type Values = Readonly<Record<Variable, string>>

/** Asks GitHub with the token in a variable. */
export type Ask = (token: Variable, question: Question) => Promise<HttpAnswer>

/** What was seen, and whether it is as assumed. */
export interface Observation {
  readonly held: boolean
  readonly seen: string
}

/** Something no document settles, and how to find out by reading. */
export interface Assumption {
  readonly text: string
  readonly needs: readonly Variable[]
  readonly observe: (ask: Ask, values: Values) => Promise<Observation>
}

const user: Question = { about: 'account', method: 'GET', path: '/user' }

const repository = (name: string): Question => ({
  about: 'resource',
  method: 'GET',
  path: `/repos/${name}`
})

const refs = (name: string, service: 'upload' | 'receive'): Question => ({
  about: 'git',
  method: 'GET',
  path: `/${name}.git/info/refs?service=git-${service}-pack`
})

const expiry = 'github-authentication-token-expiration'

function header(
  name: string,
  test: (value: string | undefined) => boolean
): (answer: HttpAnswer) => Observation {
  return ({ status, headers }) => ({
    held: test(headers[name]),
    seen: `${status}, ${name}: ${headers[name] ?? 'absent'}`
  })
}

function refused(
  about: Question['about'],
  reason: string
): (answer: HttpAnswer) => Observation {
  return (answer) => {
    const found = findRefusal(answer, about)
    return {
      held: found?.reason === reason,
      seen: found?.evidence ?? `${answer.request} answered ${answer.status}`
    }
  }
}

/** What is assumed; each with a question that settles it. */
export const assumptions: readonly Assumption[] = [
  {
    text: 'A classic token without scopes has an empty X-OAuth-Scopes header',
    needs: ['SCOPELESS'],
    observe: async (ask) =>
      header(
        'x-oauth-scopes',
        (value) => value === ''
      )(await ask('SCOPELESS', user))
  },
  {
    text: 'A fine-grained token has no X-OAuth-Scopes header',
    needs: ['FINE_GRAINED'],
    observe: async (ask) =>
      header(
        'x-oauth-scopes',
        (value) => value === undefined
      )(await ask('FINE_GRAINED', user))
  },
  {
    text: 'Only the token of an OAuth app has an X-OAuth-Client-Id header',
    needs: ['OAUTH', 'CLASSIC'],
    observe: async (ask) => {
      const id = 'x-oauth-client-id'
      const [oauth, classic] = [
        await ask('OAUTH', user),
        await ask('CLASSIC', user)
      ]
      return {
        held: id in oauth.headers && !(id in classic.headers),
        seen: `oauth: ${String(id in oauth.headers)}, classic: ${String(id in classic.headers)}`
      }
    }
  },
  ...(['OAUTH', 'APP_USER', 'INSTALLATION'] as const).map((token) => ({
    text: `The token in ${token} has no expiration header`,
    needs: [token],
    observe: async (ask: Ask) =>
      header(expiry, (value) => value === undefined)(await ask(token, user))
  })),
  {
    text: 'The endpoints of git have no expiration header',
    needs: ['FINE_GRAINED', 'PRIVATE'],
    observe: async (ask, { PRIVATE }) =>
      header(
        expiry,
        (value) => value === undefined
      )(await ask('FINE_GRAINED', refs(PRIVATE, 'upload')))
  },
  {
    text: 'GET /user tells an installation token that it is one',
    needs: ['INSTALLATION'],
    observe: async (ask) =>
      refused('resource', 'permission-missing')(await ask('INSTALLATION', user))
  },
  {
    text: 'A push to a repository that is not visible is answered 404',
    needs: ['INSTALLATION', 'HIDDEN'],
    observe: async (ask, { HIDDEN }) =>
      refused(
        'git',
        'repository-not-visible'
      )(await ask('INSTALLATION', refs(HIDDEN, 'receive')))
  },
  {
    text: 'A 404 has an X-Accepted-GitHub-Permissions header',
    needs: ['FINE_GRAINED', 'HIDDEN'],
    observe: async (ask, { HIDDEN }) =>
      header(
        'x-accepted-github-permissions',
        (value) => value !== undefined
      )(await ask('FINE_GRAINED', repository(HIDDEN)))
  },
  {
    text: 'A token that is not authorised for single sign-on is told so',
    needs: ['CLASSIC', 'SSO'],
    observe: async (ask, { SSO }) =>
      refused('resource', 'sso-required')(await ask('CLASSIC', repository(SSO)))
  },
  {
    text: 'An organisation that forbids classic tokens says so',
    needs: ['CLASSIC', 'NO_CLASSIC'],
    observe: async (ask, { NO_CLASSIC }) =>
      refused(
        'resource',
        'classic-forbidden'
      )(await ask('CLASSIC', repository(NO_CLASSIC)))
  },
  {
    text: 'An IP allow list is named as the reason',
    needs: ['CLASSIC', 'ALLOW_LIST'],
    observe: async (ask, { ALLOW_LIST }) =>
      refused(
        'resource',
        'ip-forbidden'
      )(await ask('CLASSIC', repository(ALLOW_LIST)))
  },
  ...permissionNames.map(probeAssumption).filter((one) => one !== undefined)
]

/** The answer to each read probe must name the permission it is there for. */
function probeAssumption(name: string): Assumption | undefined {
  const permission: Permission = { name, level: 'read' }
  const probe = findProbe(permission, false)
  if (probe?.method !== 'GET' || areaOf(permission) === 'organization') {
    return undefined
  }
  return {
    text: `The probe of ${formatPermission(permission)} is about that permission`,
    needs: ['FINE_GRAINED', 'PRIVATE'],
    observe: async (ask, { PRIVATE }) => {
      const root =
        areaOf(permission) === 'repository' ? `/repos/${PRIVATE}` : ''
      const { status, headers } = await ask('FINE_GRAINED', {
        about: 'resource',
        method: 'GET',
        path: `${root}${probe.path}`
      })
      const text = headers['x-accepted-github-permissions']
      const accepted = parseAcceptedPermissions(text)
      const tells = status === 403 ? isDisproof : isProof
      return {
        held: accepted !== undefined && tells(accepted, permission),
        seen: `${status}, needs ${text ?? 'nothing it names'}`
      }
    }
  }
}

/** What no request that only reads with these tokens can settle. */
export const notAsked: readonly string[] = [
  'Whether an invalid write is answered 422 to those who may write: that is a write',
  'What a batch request of git-lfs is answered: that is a POST',
  'What a push of a workflow file without the permission is answered: that is a push',
  'The checksum of installation tokens before 2026: they are not made any more',
  'Which GitHub Enterprise Server first takes API version 2026-03-10: this action sends 2022-11-28'
]
