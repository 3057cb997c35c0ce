import type { Repository } from './model.ts'

/** The REST root, and the path of a request below it. */
export interface Address {
  readonly root: string
  readonly path: string
}

/**
 * A URL that outlives the name of a repository: what GitHub has in redirects
 * and in the links between pages. It is of the request's own path, or of
 * another path below the repository.
 */
export function lastingUrl(
  { root, path }: Address,
  { id }: Pick<Repository, 'id'>,
  below = path.split('/').slice(4).join('/')
): string {
  return [root, 'repositories', id, ...(below ? [below] : [])].join('/')
}
