import type { IncomingMessage } from 'node:http'
import { authorizationsOf, tokenIn } from './credentials.ts'
import { lfsPath } from './lfs.ts'
import type { Model } from './model.ts'

export interface RecordedRequest {
  readonly method: string
  /** The Host header. */
  readonly host: string
  readonly path: string
  readonly query: string
  /** `git-upload-pack` or `git-receive-pack`, for a request of git. */
  readonly service?: string
  /** The `owner/name` a request of git or git-lfs is about, as the client wrote it. */
  readonly repository?: string
  /** The raw header values, one for each Authorization header. */
  readonly authorizations: readonly string[]
  /** The name of the token in each of them, or `unknown`. */
  readonly tokenNames: readonly string[]
  /** 0 as long as there is none, and for a connection that was destroyed. */
  status: number
}

export interface GitPath {
  readonly repository: string
  readonly wiki: boolean
  readonly operation: string
}

/** The parts of a path of git's smart HTTP protocol. */
export function gitPath(path: string): GitPath | undefined {
  const [, repository, wiki, operation] =
    /^\/([^/]+\/[^/]+?)(\.wiki)?(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/.exec(
      path
    ) ?? []
  return repository && operation
    ? { repository, wiki: wiki !== undefined, operation }
    : undefined
}

export function recordOf(
  request: IncomingMessage,
  model: Model
): RecordedRequest {
  const target = request.url ?? '/'
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  const query = mark < 0 ? '' : target.slice(mark + 1)
  const git = gitPath(path)
  const service = git?.operation.startsWith('git-')
    ? git.operation
    : new URLSearchParams(query).get('service')
  const repository = git?.repository ?? lfsPath(path)?.repository
  const authorizations = authorizationsOf(request.rawHeaders)
  return {
    method: request.method ?? '',
    host: request.headers.host ?? '',
    path,
    query,
    ...(repository !== undefined && { repository }),
    ...(git && service !== null && { service }),
    authorizations,
    tokenNames: authorizations.map(
      (value) => tokenIn(value, model)?.name ?? 'unknown'
    ),
    status: 0
  }
}

export function isWrite(method: string): boolean {
  return !['GET', 'HEAD', 'OPTIONS'].includes(method)
}

/** Whether the body of a write has anything that could be put into effect. */
export function saysAnything(body: string): boolean {
  if (body === '') return false
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null
      ? Object.values(value).some((member) => !isEmpty(member))
      : !isEmpty(value)
  } catch {
    return true
  }
}

function isEmpty(value: unknown): boolean {
  return (
    value === null ||
    value === '' ||
    (typeof value === 'object' && Object.keys(value).length === 0)
  )
}
