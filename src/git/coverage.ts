/**
 * A part of the repositories of a host for which git is given the token: one
 * repository, all of an owner, or (without an owner) all.
 */
export interface Coverage {
  readonly owner?: string
  readonly name?: string
}

/** Characters GitHub allows in a login; managed users have an underscore. */
const ownerFormat = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/
const nameFormat = /^[A-Za-z0-9._-]{1,100}$/

/**
 * Reads `owner/name`, `owner/*` or `*`. Nothing else gets into a git config
 * file, so there is nothing to escape in it later.
 *
 * @returns undefined when the text is none of these
 */
export function parseCoverage(text: string): Coverage | undefined {
  if (text === '*') return {}
  const [owner = '', name = '', ...rest] = text.split('/')
  if (rest.length > 0 || !ownerFormat.test(owner)) return undefined
  if (name === '*') return { owner }
  const isName =
    nameFormat.test(name) && !/^\.+$/.test(name) && !/\.git$/i.test(name)
  return isName ? { owner, name } : undefined
}

/** The text `parseCoverage` reads. */
export function formatCoverage({ owner, name }: Coverage): string {
  return owner === undefined ? '*' : `${owner}/${name ?? '*'}`
}
