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
 * Reads `owner/name`, `owner/*` or `*`. Nothing else is covered, whatever it may
 * mean to git.
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

/**
 * The repositories that are named, each once, and `own` first when it is covered.
 * GitHub ignores case in names.
 */
export function namedRepositories(
  coverage: readonly Coverage[],
  own: string
): readonly string[] {
  const named = coverage
    .filter(({ name }) => name !== undefined)
    .map(formatCoverage)
  const all = coverage.some((one) => covers(one, own)) ? [own, ...named] : named
  return withoutRepeats(all)
}

/** Each name once, as it is spelled first. */
function withoutRepeats(names: readonly string[]): readonly string[] {
  const lower = names.map((name) => name.toLowerCase())
  return names.filter(
    (name, index) => name !== '' && lower.indexOf(name.toLowerCase()) === index
  )
}

/** The owners of what is covered, `own` when no other is named. */
export function ownersOf(
  coverage: readonly Coverage[],
  own: string
): readonly string[] {
  return withoutRepeats(coverage.map(({ owner }) => owner ?? own))
}

function covers({ owner, name }: Coverage, repository: string): boolean {
  if (repository === '') return false
  const [itsOwner = '', itsName = ''] = repository.toLowerCase().split('/')
  return (
    (owner === undefined || owner.toLowerCase() === itsOwner) &&
    (name === undefined || name.toLowerCase() === itsName)
  )
}
