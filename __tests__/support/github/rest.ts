import { randomBytes } from 'node:crypto'
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import {
  type Answer,
  json,
  moved,
  notFound,
  problem,
  type Refusal,
  text
} from './answers.ts'
import { type Demand, endpointRefusal } from './authorization.ts'
import type { Credentials } from './credentials.ts'
import { type Endpoint, ENDPOINTS, type Method } from './endpoints.ts'
import { issueAnswer } from './issue-routes.ts'
import { SECONDARY_LIMIT } from './limits.ts'
import {
  accessOf,
  hasScopes,
  isNamed,
  type Model,
  type Repository,
  roleOf,
  type Token
} from './model.ts'
import { lastingUrl } from './urls.ts'

export interface RestCall {
  readonly request: IncomingMessage
  readonly model: Model
  readonly credentials: Credentials
  readonly token: Token | undefined
  /** The path below the REST root. */
  readonly path: string
  /** Of a write. */
  readonly body: string
  /** `https://HOST` of pages and git. */
  readonly origin: string
  /** The URL of the REST root. */
  readonly root: string
  /** The version of a GitHub Enterprise Server. */
  readonly enterpriseVersion: string | undefined
  /** How many requests the caller made that count, this one included. */
  readonly used: number
  /** Whether the caller writes too much in too short a time. */
  readonly limited: boolean
  readonly now: Date
}

export type Parameters = Readonly<Record<string, string>>

interface Route {
  readonly method: Method
  readonly path: string
  /** `X-Accepted-OAuth-Scopes` */
  readonly scopes: string
  /** `X-Accepted-GitHub-Permissions` */
  readonly permissions?: string
  /** Answers nobody without a token. */
  readonly authenticated?: true
  /** Refuses installation tokens. */
  readonly usersOnly?: true
  /** Does not count towards the rate limit. */
  readonly free?: true
  readonly answer: (call: RestCall, parameters: Parameters) => Answer
}

const METADATA: Demand = {
  method: 'GET',
  accepted: 'metadata=read',
  scopes: 'repo',
  open: true
}

const PROFILE: Demand = { method: 'GET', accepted: '', scopes: '', open: true }

// The name of each row is that of its page in GitHub's REST documentation.
const ROUTES: readonly Route[] = [
  {
    // docs: "GitHub API Root"
    method: 'GET',
    path: '/',
    scopes: '',
    answer: ({ root }) =>
      json(200, {
        current_user_url: `${root}/user`,
        rate_limit_url: `${root}/rate_limit`,
        repository_url: `${root}/repos/{owner}/{repo}`
      })
  },
  {
    // docs: "Get the authenticated user"
    method: 'GET',
    path: '/user',
    scopes: '',
    permissions: 'allows_permissionless_access=true',
    authenticated: true,
    usersOnly: true,
    answer: ({ model, origin, token }) => {
      const account = model.account(token?.login ?? '')
      return account
        ? json(200, { ...account, html_url: `${origin}/${account.login}` })
        : notFound()
    }
  },
  {
    // docs: "Get a repository"
    method: 'GET',
    path: '/repos/{owner}/{repo}',
    scopes: 'repo',
    permissions: 'metadata=read',
    answer: (call, parameters) =>
      inRepository(call, parameters, METADATA, (repository) =>
        json(200, describe(call, repository))
      )
  },
  {
    // docs: "Get an organization"
    method: 'GET',
    path: '/orgs/{org}',
    scopes: 'admin:org, read:org, repo, user, write:org',
    answer: (call, { org = '' }) => {
      const organization = call.model.organization(org)
      const place = { organization }
      return (
        endpointRefusal({ ...call, demand: PROFILE, place }) ??
        json(200, {
          ...organization,
          html_url: `${call.origin}/${organization?.login}`
        })
      )
    }
  },
  {
    // docs: "Get rate limit status for the authenticated user"
    method: 'GET',
    path: '/rate_limit',
    scopes: '',
    free: true,
    answer: (call) => {
      // docs: "Configuring rate limits"; off unless an administrator asks.
      if (call.enterpriseVersion !== undefined) {
        return json(404, { message: 'Rate limiting is not enabled.' })
      }
      const core = rateLimit(call)
      return json(200, { resources: { core }, rate: core })
    }
  },
  {
    // docs: "Get GitHub meta information"
    method: 'GET',
    path: '/meta',
    scopes: '',
    answer: ({ enterpriseVersion }) =>
      json(200, {
        verifiable_password_authentication: false,
        ...(enterpriseVersion && { installed_version: enterpriseVersion })
      })
  },
  ...ENDPOINTS.map(routeOf)
]

// The first row that applies is the answer.
const REFUSALS: readonly Refusal<RestCall & { readonly route?: Route }>[] = [
  {
    // docs: "Getting started with the REST API", user agent required
    applies: ({ request }) => !request.headers['user-agent'],
    answer: () =>
      text(
        403,
        'Request forbidden by administrative rules. Please make sure your request has a User-Agent header (https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required).\n'
      )
  },
  {
    // docs: "API Versions"
    applies: ({ request }) => !VERSIONS.includes(versionOf(request)),
    answer: ({ request }) =>
      problem(
        400,
        `The API version ${JSON.stringify(versionOf(request))} is not supported. Supported versions: ${VERSIONS.join(', ')}`
      )
  },
  {
    // docs: "Troubleshooting the REST API", 401
    applies: ({ credentials }) => credentials.state === 'rejected',
    answer: () => problem(401, 'Bad credentials')
  },
  {
    // docs: "Rate limits for the REST API", about secondary rate limits
    applies: ({ limited }) => limited,
    answer: () => SECONDARY_LIMIT
  },
  {
    // docs: "Suspending a GitHub App installation"
    applies: ({ token }) =>
      token?.suspended === true && token.kind === 'installation',
    answer: () => problem(403, 'This installation has been suspended')
  },
  {
    // What suspended accounts report; only the first sentences are certain.
    applies: ({ token }) => token?.suspended === true,
    answer: () =>
      problem(
        403,
        'Sorry. Your account was suspended. Please contact GitHub Support.'
      )
  },
  {
    // docs: "Troubleshooting the REST API", 404
    applies: ({ route }) => route === undefined,
    answer: notFound
  },
  {
    // docs: "Authenticating to the REST API"
    applies: ({ route, token }) => route?.authenticated === true && !token,
    answer: () => problem(401, 'Requires authentication')
  },
  {
    // docs: "Endpoints available for GitHub App installation access tokens"
    applies: ({ route, token }) =>
      route?.usersOnly === true && token?.kind === 'installation',
    answer: () => problem(403, 'Resource not accessible by integration')
  }
]

// docs: "API Versions"; the first is what a request without one gets.
const VERSIONS: readonly string[] = ['2022-11-28', '2026-03-10']

export function restAnswer(asking: RestCall): Answer {
  const call = { ...asking, path: currentPath(asking) }
  const match = matchRoute(call)
  const route = match?.route
  const asked = { ...call, ...(route && { route }) }
  const refusal = REFUSALS.find(({ applies }) => applies(asked))
  const answer = refusal
    ? refusal.answer(asked)
    : (match?.route.answer(call, match.parameters) ?? notFound())
  return {
    ...answer,
    headers: { ...answer.headers, ...restHeaders(call, route) }
  }
}

export function isFree(path: string): boolean {
  return ROUTES.some((route) => route.free && route.path === path)
}

function routeOf({ path, answer, ...demand }: Endpoint): Route {
  return {
    method: demand.method,
    path,
    scopes: demand.scopes,
    permissions: demand.accepted,
    answer: (call, parameters) => {
      if ('repo' in parameters) {
        return inRepository(
          call,
          parameters,
          demand,
          (repository) =>
            issueAnswer(demand.method, path, {
              ...call,
              parameters,
              repository
            }) ?? answer
        )
      }
      const { org } = parameters
      const place = org !== undefined && {
        organization: call.model.organization(org)
      }
      return (
        endpointRefusal({ ...call, demand, ...(place && { place }) }) ?? answer
      )
    }
  }
}

function inRepository(
  call: RestCall,
  { owner, repo }: Parameters,
  demand: Demand,
  answer: (repository: Repository) => Answer
): Answer {
  const asked = `${owner}/${repo}`
  const repository = call.model.repository(asked)
  const refusal = endpointRefusal({ ...call, demand, place: { repository } })
  if (refusal || !repository) return refusal ?? notFound()
  if (isNamed(repository.fullName, asked)) return answer(repository)
  const query = /\?.*$/.exec(call.request.url ?? '')?.[0] ?? ''
  return moved(demand.method, lastingUrl(call, repository) + query)
}

// docs: "Best practices for using the REST API": where redirects lead to.
function currentPath({ model, path }: RestCall): string {
  const [, id, below = ''] = /^\/repositories\/(\d+)(\/.*)?$/.exec(path) ?? []
  const repository = id === undefined ? id : model.repositoryById(Number(id))
  return repository ? `/repos/${repository.fullName}${below}` : path
}

function matchRoute({
  request,
  path
}: RestCall): { route: Route; parameters: Record<string, string> } | undefined {
  const method = request.method === 'HEAD' ? 'GET' : request.method
  for (const route of ROUTES) {
    const pattern = route.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')
    const found = new RegExp(`^${pattern}$`).exec(path)
    if (found && route.method === method) {
      return { route, parameters: found.groups ?? {} }
    }
  }
  return undefined
}

function restHeaders(
  call: RestCall,
  route: Route | undefined
): OutgoingHttpHeaders {
  const { credentials, enterpriseVersion, request, token } = call
  const headers: OutgoingHttpHeaders = {
    'x-github-request-id': randomBytes(8).toString('hex').toUpperCase(),
    'x-github-media-type': 'github.v3; format=json',
    'x-github-api-version-selected': versionOf(request)
  }
  if (enterpriseVersion !== undefined) {
    headers['x-github-enterprise-version'] = enterpriseVersion
  } else if (credentials.state !== 'rejected') {
    for (const [name, value] of Object.entries(rateLimit(call))) {
      headers[`x-ratelimit-${name}`] = value
    }
  }
  if (!token) return headers
  // docs: "Personal access token expiration", the header's name
  if (token.expiresAt !== undefined) {
    headers['github-authentication-token-expiration'] = token.expiresAt
  }
  // docs: "Scopes for OAuth apps", sorted, and empty for a token without any
  if (hasScopes(token)) {
    headers['x-oauth-scopes'] = token.scopes.toSorted().join(', ')
    headers['x-accepted-oauth-scopes'] = route?.scopes ?? ''
  } else if (route?.permissions !== undefined) {
    headers['x-accepted-github-permissions'] = route.permissions
  }
  if (token.kind === 'oauth') {
    headers['x-oauth-client-id'] = '0123456789abcdef0123'
  }
  return headers
}

function describe({ origin, token }: RestCall, repository: Repository) {
  const { fullName, owner } = repository
  const access = accessOf(token, repository)
  return {
    id: repository.id,
    name: repository.name,
    full_name: fullName,
    private: repository.private,
    owner: { login: owner.login, id: owner.id, type: owner.type },
    html_url: `${origin}/${fullName}`,
    clone_url: `${origin}/${fullName}.git`,
    default_branch: 'main',
    archived: repository.archived,
    // What the account may do. A fine-grained token that was granted less
    // says so nowhere: https://github.com/semantic-release/github/issues/895
    ...(token &&
      token.kind !== 'installation' && {
        permissions: {
          admin: roleOf(token, repository) === 'admin',
          push: access === 'write' || token.kind === 'fine-grained',
          pull: true
        }
      })
  }
}

// docs: "Rate limits for the REST API"
function rateLimit({ now, token, used }: RestCall) {
  const limit = !token ? 60 : token.kind === 'installation' ? 1000 : 5000
  return {
    limit,
    remaining: Math.max(limit - used, 0),
    reset: Math.floor(now.getTime() / 1000) + 3600,
    used,
    resource: 'core'
  }
}

function versionOf({ headers }: IncomingMessage): string {
  return String(headers['x-github-api-version'] ?? VERSIONS[0])
}
