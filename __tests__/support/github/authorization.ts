import { type Answer, notFound, problem, type Refusal } from './answers.ts'
import type { Endpoint, Feature } from './endpoints.ts'
import {
  type Account,
  accessOf,
  entryFor,
  hasScopes,
  type Level,
  LEVELS,
  type Model,
  type Repository,
  roleOf,
  type Token
} from './model.ts'
import { organizationRefusal, type Visit } from './organizations.ts'

/** What an endpoint asks of its caller. */
export type Demand = Omit<Endpoint, 'path' | 'answer'>

/** A request whose endpoint is known, before it is answered. */
export interface EndpointCall {
  readonly model: Model
  readonly token: Token | undefined
  /** `https://HOST` of pages and git. */
  readonly origin: string
  readonly demand: Demand
  /** What the path names; absent for an endpoint of the account. */
  readonly place?:
    | { readonly repository: Repository | undefined }
    | { readonly organization: Account | undefined }
}

// docs of each feature; the words of the 404s are those of any other.
const SWITCHED_OFF: Record<Feature, (demand: Demand) => Answer> = {
  // docs: "Create an issue", 410; the words of reads and of writes:
  // https://github.com/ingydotnet/git-hub/issues/72 and
  // https://github.com/github/gh-aw/blob/main/actions/setup/js/create_issue.cjs
  issues: ({ method }) =>
    problem(
      410,
      method === 'GET'
        ? 'Issues are disabled for this repo'
        : 'Issues has been disabled in this repository.'
    ),
  // docs: "List code scanning alerts for a repository", 404
  'code-scanning': notFound,
  // docs: "List Dependabot alerts for a repository", 403
  dependabot: () =>
    problem(403, 'Dependabot alerts are disabled for this repository.'),
  // docs: "Get a GitHub Pages site", 404
  pages: notFound,
  // docs: "List secret scanning alerts for a repository", 404
  'secret-scanning': notFound
}

// The first row that applies is the answer.
const REFUSALS: readonly Refusal<EndpointCall>[] = [
  {
    // docs: "Troubleshooting the REST API", 404
    applies: (call) => isHidden(call),
    answer: notFound
  },
  {
    // See the rules of organizations.
    applies: (call) => refusalOfOwner(call) !== undefined,
    answer: (call) => refusalOfOwner(call) ?? notFound()
  },
  {
    // docs: "Get a repository", 403, and "DMCA Takedown Policy", 451
    applies: (call) => Boolean(repositoryOf(call)?.blocked),
    answer: (call) =>
      problem(
        repositoryOf(call)?.blocked === 'legal' ? 451 : 403,
        'Repository access blocked'
      )
  },
  {
    // docs: "Authenticating to the REST API"
    applies: (call) => !call.token && !isOpen(call),
    answer: () => problem(401, 'Requires authentication')
  },
  {
    // docs: "Archiving repositories"; whatever the permissions are
    applies: (call) =>
      call.demand.method !== 'GET' && repositoryOf(call)?.archived === true,
    answer: () => problem(403, 'Repository was archived so is read-only.')
  },
  {
    // docs: "Troubleshooting the REST API", 404: a scope is missing
    applies: (call) =>
      isScoped(call.token) && !isOpen(call) && !isCovered(call),
    answer: notFound
  },
  {
    // docs: "Troubleshooting the REST API", resource not accessible
    applies: (call) =>
      call.token !== undefined &&
      !hasScopes(call.token) &&
      !isOpen(call) &&
      !isGranted(call, call.token),
    answer: ({ token }) =>
      problem(
        403,
        token?.kind === 'fine-grained'
          ? 'Resource not accessible by personal access token'
          : 'Resource not accessible by integration'
      )
  },
  {
    // docs: "Repository roles for an organization"
    applies: (call) => {
      const repository = repositoryOf(call)
      return (
        call.demand.admin === true &&
        call.token !== undefined &&
        repository !== undefined &&
        roleOf(call.token, repository) !== 'admin'
      )
    },
    answer: () => problem(403, 'Must have admin rights to Repository.')
  },
  {
    // See the table of what is switched off.
    applies: (call) => featureOff(call) !== undefined,
    answer: (call) => SWITCHED_OFF[featureOff(call) ?? 'issues'](call.demand)
  }
]

export function endpointRefusal(call: EndpointCall): Answer | undefined {
  return REFUSALS.find(({ applies }) => applies(call))?.answer(call)
}

function repositoryOf({ place }: EndpointCall): Repository | undefined {
  return place && 'repository' in place ? place.repository : undefined
}

function isHidden(call: EndpointCall): boolean {
  const { place, token } = call
  if (!place) return false
  if ('organization' in place) return place.organization === undefined
  const { repository } = place
  return (
    !repository ||
    accessOf(token, repository) === undefined ||
    (repository.private && isScoped(token) && !isCovered(call))
  )
}

/** A read of what everybody may read. */
function isOpen(call: EndpointCall): boolean {
  return call.demand.open === true && repositoryOf(call)?.private !== true
}

function refusalOfOwner(call: EndpointCall): Answer | undefined {
  const { model, origin, place, token } = call
  if (!place) return undefined
  const owner =
    'organization' in place ? place.organization : place.repository?.owner
  if (!owner) return undefined
  const rules = model.rulesOf(owner)
  const visit: Visit = {
    token,
    organization: owner,
    rules,
    origin,
    isPublic: isOpen(call)
  }
  return organizationRefusal(visit, 'rest')
}

function isScoped(token: Token | undefined): token is Token {
  return token !== undefined && hasScopes(token)
}

// docs: "Scopes for OAuth apps"; `public_repo` is `repo` where all is public.
function isCovered(call: EndpointCall): boolean {
  const { demand, token } = call
  const accepted = demand.scopes.split(', ')
  const held = token?.scopes ?? []
  const repository = repositoryOf(call)
  return (
    demand.scopes === '' ||
    accepted.some((scope) => held.includes(scope)) ||
    (repository?.private === false &&
      accepted.includes('repo') &&
      held.includes('public_repo'))
  )
}

// docs: "Troubleshooting the REST API", X-Accepted-GitHub-Permissions: a comma
// is between permissions that are all needed, a semicolon between such sets.
function isGranted(call: EndpointCall, token: Token): boolean {
  if (call.demand.usersOnly && token.kind === 'installation') return false
  const repository = repositoryOf(call)
  return call.demand.accepted.split(';').some((set) =>
    set.split(',').every((need) => {
      const [name = '', level] = need.trim().split('=')
      const held = levelOf(token, name, repository)
      return LEVELS.some((one) => one === level && reaches(held, one))
    })
  )
}

function levelOf(
  token: Token,
  name: string,
  repository: Repository | undefined
): Level | undefined {
  if (token.pending) return undefined
  if (!repository) return token.permissions[name]
  const entry = entryFor(token, repository)
  if (entry === undefined) return undefined
  if (name === 'metadata') return 'read'
  if (name === 'contents') return entry === 'none' ? undefined : entry
  return token.permissions[name]
}

function reaches(held: Level | undefined, needed: Level): boolean {
  return held !== undefined && LEVELS.indexOf(held) >= LEVELS.indexOf(needed)
}

function featureOff(call: EndpointCall): Feature | undefined {
  const { feature } = call.demand
  return feature && repositoryOf(call)?.disabledFeatures.includes(feature)
    ? feature
    : undefined
}
