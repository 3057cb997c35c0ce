import type { RunGit } from './run-git.ts'

/** A setting of git, as the commands of later steps see it. */
export interface ConfigEntry {
  /** `local`, `global`, `system`, `worktree` or `command`. */
  readonly scope: string
  /** `file:.git/config` */
  readonly origin: string
  /** With the section and the name in lower case: `http.https://github.com/.extraheader`. */
  readonly key: string
  /** May hold a secret, and is never printed. */
  readonly value: string
}

/**
 * Every setting git has in a folder, in the order in which git takes them; none
 * when git cannot tell.
 * https://git-scm.com/docs/git-config#Documentation/git-config.txt---show-scope
 */
export async function readConfig(
  runGit: RunGit,
  folder: string | undefined
): Promise<readonly ConfigEntry[]> {
  const args = ['config', '--list', '--show-scope', '--show-origin', '-z']
  const printed = await runGit(args, { folder }).catch(() => '')
  const fields = printed.split('\0')
  const entries: ConfigEntry[] = []
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [scope = '', origin = '', setting = ''] = fields.slice(at, at + 3)
    const end = setting.indexOf('\n')
    entries.push({
      scope,
      origin,
      key: end < 0 ? setting : setting.slice(0, end),
      value: end < 0 ? '' : setting.slice(end + 1)
    })
  }
  return entries
}

/** The name a section is for: of `url.https://github.com/.insteadof` the address. */
export function subsectionOf(
  { key }: ConfigEntry,
  section: string,
  name: string
): string | undefined {
  const [start, end] = [`${section}.`, `.${name}`]
  return key.startsWith(start) &&
    key.endsWith(end) &&
    key.length > start.length + end.length
    ? key.slice(start.length, -end.length)
    : undefined
}

/** A setting that applies to an address. */
export interface AddressSetting {
  readonly entry: ConfigEntry
  /** How much of the address its section is for. */
  readonly specificity: number
}

/**
 * The settings of one name that apply to an address, in their order.
 * https://git-scm.com/docs/git-config#Documentation/git-config.txt-httplturlgt
 */
export function settingsFor(
  entries: readonly ConfigEntry[],
  section: string,
  name: string,
  url: string
): readonly AddressSetting[] {
  return entries
    .map((entry) => ({
      entry,
      specificity: specificityOf(entry, section, name, url)
    }))
    .filter(({ specificity }) => specificity >= 0)
}

/** The settings that are left when empty values have taken back those before them. */
export function withoutReset(
  entries: readonly ConfigEntry[]
): readonly ConfigEntry[] {
  return entries.slice(entries.findLastIndex(({ value }) => value === '') + 1)
}

/**
 * The settings that git uses together: it ignores those that are less specific
 * than one before them, and adds the others.
 * https://github.com/git/git/blob/master/urlmatch.c
 */
export function withoutLessSpecific(
  settings: readonly AddressSetting[]
): readonly ConfigEntry[] {
  let best = 0
  return settings.flatMap(({ entry, specificity }) => {
    if (specificity < best) return []
    best = specificity
    return [entry]
  })
}

/** The Authorization headers that git sends to an address. */
export function authorizationsFor(
  entries: readonly ConfigEntry[],
  url: string
): readonly ConfigEntry[] {
  return withoutReset(
    withoutLessSpecific(settingsFor(entries, 'http', 'extraheader', url))
  ).filter(({ value }) => /^authorization:/i.test(value))
}

/** The rewrite of an address: of several, git takes the longest. */
export function rewriteOf(
  entries: readonly ConfigEntry[],
  url: string
): { readonly entry: ConfigEntry; readonly base: string } | undefined {
  return entries
    .filter(({ value }) => value !== '' && url.startsWith(value))
    .flatMap((entry) => {
      const base = subsectionOf(entry, 'url', 'insteadof')
      return base === undefined ? [] : [{ entry, base }]
    })
    .sort((a, b) => b.entry.value.length - a.entry.value.length)[0]
}

/** How much of an address a section is for; -1 when it is for another one. */
function specificityOf(
  entry: ConfigEntry,
  section: string,
  name: string,
  url: string
): number {
  if (entry.key === `${section}.${name}`) return 0
  const pattern = subsectionOf(entry, section, name)
  if (pattern === undefined || !URL.canParse(pattern)) return -1
  const [asked, wanted] = [new URL(url), new URL(pattern)]
  const path = wanted.pathname.replace(/\/$/, '')
  const isInside = `${asked.pathname}/`.startsWith(`${path}/`)
  return asked.origin === wanted.origin && isInside ? path.length + 1 : -1
}
