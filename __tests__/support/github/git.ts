import { type Answer, html, type Refusal, text } from './answers.ts'
import type { Credentials } from './credentials.ts'
import {
  type Access,
  accessOf,
  type Repository,
  scopesCover,
  type Token
} from './model.ts'

/** One request of git's smart HTTP protocol, before it reaches git. */
export interface GitCall {
  readonly credentials: Credentials
  readonly token: Token | undefined
  readonly service: string | undefined
  readonly repository: Repository | undefined
  /** The name in the path, when the repository was renamed since. */
  readonly movedTo: string | undefined
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
    // docs: "Renaming a repository", redirects for git operations
    applies: ({ movedTo }) => movedTo !== undefined,
    answer: ({ movedTo }) => ({
      ...html(301, 'Moved Permanently'),
      headers: { location: movedTo }
    })
  },
  {
    // https://github.com/semantic-release/semantic-release/issues/2232
    applies: (call) =>
      wanted(call) === 'write' &&
      call.token?.kind !== 'fine-grained' &&
      !may(call),
    answer: ({ repository, token }) =>
      text(
        403,
        `Permission to ${repository?.fullName}.git denied to ${token?.login}.\n`
      )
  },
  {
    // https://github.com/actions/checkout/issues/779: the same words for a
    // read-only fine-grained token, and for one without the scope, reads too.
    applies: (call) => !may(call) || !isCovered(call),
    answer: () => text(403, 'Write access to repository not granted.\n')
  }
]

function may(call: GitCall): boolean {
  return (
    wanted(call) === 'read' ||
    (call.repository !== undefined &&
      accessOf(call.token, call.repository) === 'write')
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
