import { type Answer, html, type Refusal, text } from './answers.ts'
import type { Credentials } from './credentials.ts'
import {
  type Access,
  type Account,
  accessOf,
  entryFor,
  type Repository,
  roleOf,
  scopesCover,
  type Token
} from './model.ts'
import { organizationRefusal, type OrganizationRules } from './organizations.ts'

/** One request of git's smart HTTP protocol, before it reaches git. */
export interface GitCall {
  readonly credentials: Credentials
  readonly token: Token | undefined
  readonly service: string | undefined
  readonly repository: Repository | undefined
  /** The name in the path, when the repository was renamed since. */
  readonly movedTo: string | undefined
  /** `https://HOST` of pages and git. */
  readonly origin: string
  readonly rulesOf: (owner: Account) => OrganizationRules
}

const basic = { 'www-authenticate': 'Basic realm="GitHub"' }

const wanted = ({ service }: GitCall): Access =>
  service === 'git-receive-pack' ? 'write' : 'read'

// The first row that applies is the answer; none, and git itself answers.
const REFUSALS: readonly Refusal<GitCall>[] = [
  {
    // https://github.com/suzuki-shunsuke/ghtkn/issues/165, and for public ones
    // https://github.com/scfuzzbench/scfuzzbench/pull/18
    applies: ({ credentials }) => credentials.state === 'rejected',
    answer: () =>
      text(
        401,
        'Invalid username or token. Password authentication is not supported for Git operations.\n',
        basic
      )
  },
  {
    // docs: "Suspending a GitHub App installation"
    applies: ({ token }) =>
      token?.suspended === true && token.kind === 'installation',
    answer: () => text(403, 'This installation has been suspended\n')
  },
  {
    // What suspended accounts report; only the first sentences are certain.
    applies: ({ token }) => token?.suspended === true,
    answer: () =>
      text(
        403,
        'Your account is suspended. Please visit https://support.github.com for more information.\n'
      )
  },
  {
    // GitHub's blog, 2011: "Git dumb HTTP transport to be turned off"
    applies: ({ service }) => service === undefined,
    answer: () => text(403, 'Please upgrade your git client.\n')
  },
  {
    // https://github.com/isomorphic-git/isomorphic-git/issues/1856
    applies: (call) => !call.token && wanted(call) === 'write',
    answer: () => text(401, 'No anonymous write access.\n', basic)
  },
  {
    // docs: "About remote repositories", cloning with HTTPS URLs: git is to ask
    // for credentials, and not told whether there is such a repository.
    applies: ({ token, repository }) =>
      !token && (!repository || repository.private),
    answer: () => text(401, 'Repository not found.\n', basic)
  },
  {
    // docs: "Cloning error: repository not found"
    applies: ({ token, repository }) =>
      !repository || accessOf(token, repository) === undefined,
    answer: () => text(404, 'Repository not found.\n')
  },
  {
    // See the rules of organizations.
    applies: (call) => refusalOfOwner(call) !== undefined,
    answer: (call) => refusalOfOwner(call) ?? text(404, '')
  },
  {
    // docs: "Get a repository", 403; the words for git are not documented.
    applies: ({ repository }) => Boolean(repository?.blocked),
    answer: () => text(403, 'Repository access blocked\n')
  },
  {
    // docs: "Renaming a repository", redirects for git operations
    applies: ({ movedTo }) => movedTo !== undefined,
    answer: ({ movedTo }) => ({
      ...html(301, 'Moved Permanently'),
      headers: { location: movedTo }
    })
  },
  {
    // docs: "Archiving repositories"
    applies: (call) =>
      wanted(call) === 'write' && call.repository?.archived === true,
    answer: () =>
      text(403, 'This repository was archived so it is read-only.\n')
  },
  {
    // https://github.com/semantic-release/semantic-release/issues/2232
    applies: (call) =>
      wanted(call) === 'write' &&
      (isRoleTooLow(call) ||
        (call.token?.kind !== 'fine-grained' &&
          !lacksContents(call) &&
          !may(call))),
    answer: ({ repository, token }) =>
      text(
        403,
        `Permission to ${repository?.fullName}.git denied to ${token?.login}.\n`
      )
  },
  {
    // https://github.com/actions/checkout/issues/779: the same words for a
    // read-only fine-grained token, and for one without the scope or without
    // Contents at all, reads too: https://github.com/moghtech/komodo/issues/1482
    applies: (call) => !may(call) || !isCovered(call),
    answer: () => text(403, 'Write access to repository not granted.\n')
  }
]

function may(call: GitCall): boolean {
  const { repository, token } = call
  if (!repository) return false
  return wanted(call) === 'write'
    ? accessOf(token, repository) === 'write'
    : !repository.private || !lacksContents(call)
}

function lacksContents({ repository, token }: GitCall): boolean {
  return repository !== undefined && entryFor(token, repository) === 'none'
}

function isRoleTooLow({ repository, token }: GitCall): boolean {
  return (
    token !== undefined &&
    repository !== undefined &&
    accessOf(token, repository) === 'write' &&
    roleOf(token, repository) === 'read'
  )
}

function refusalOfOwner(call: GitCall): Answer | undefined {
  const { origin, repository, rulesOf, token } = call
  if (!repository) return undefined
  const { owner, private: isPrivate } = repository
  const isPublic = !isPrivate && wanted(call) === 'read'
  return organizationRefusal(
    { token, organization: owner, rules: rulesOf(owner), origin, isPublic },
    'git'
  )
}

function isCovered(call: GitCall): boolean {
  return (
    !call.token ||
    !call.repository ||
    scopesCover(call.token, call.repository, wanted(call))
  )
}

export function gitRefusal(call: GitCall): Answer | undefined {
  return REFUSALS.find(({ applies }) => applies(call))?.answer(call)
}
