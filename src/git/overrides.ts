import type { Obstacle } from '../verify/facts.ts'
import {
  authorizationsFor,
  type ConfigEntry,
  readConfig,
  rewriteOf
} from './config-entries.ts'
import type { RunGit } from './run-git.ts'

/**
 * Why git does not use the token for a repository although it was configured: a
 * setting that is for less of the host than what is covered, and so comes first.
 * Its value may hold a secret, and is not told.
 *
 * @param repositories `owner/name` of those that are known to be covered
 */
export async function findOverride(
  webUrl: string,
  repositories: readonly string[],
  workspace: string,
  run: RunGit
): Promise<Obstacle | undefined> {
  if (repositories.length === 0) return undefined
  const entries = await readConfig(run, workspace || undefined)
  for (const repository of repositories) {
    for (const suffix of ['', '.git']) {
      const entry = findEntry(entries, `${webUrl}/${repository}${suffix}`)
      if (entry !== undefined) {
        return {
          requirement: `git uses it for ${repository}`,
          reason: 'credential-overridden',
          evidence: `In ${entry.origin} (${entry.scope} config) ${entry.what} for ${repository}${suffix} is more specific than what is covered`
        }
      }
    }
  }
  return undefined
}

function findEntry(
  entries: readonly ConfigEntry[],
  url: string
): (ConfigEntry & { readonly what: string }) | undefined {
  const [header] = authorizationsFor(entries, url)
  if (header !== undefined) return { ...header, what: 'a header' }
  const rewrite = rewriteOf(entries, url)
  const isOther =
    rewrite !== undefined &&
    rewrite.base + url.slice(rewrite.entry.value.length) !== url
  return isOther ? { ...rewrite.entry, what: 'a rewrite' } : undefined
}
