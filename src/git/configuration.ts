import { basename } from 'node:path'
import type { Secret } from '../runner/secret.ts'
import type { Obstacle } from '../verify/facts.ts'
import {
  formatIncludes,
  formatSections,
  type GitConfig,
  levels
} from './config-file.ts'
import { formatCredential, formatHelper } from './credential.ts'
import { askCache, socketPath } from './credential-cache.ts'
import { configName, forGit, type NewFile } from './credential-folder.ts'
import type { Identity } from './identity.ts'

/** Where git finds the token: in a private file, or in the memory of a daemon. */
export type Storage = 'file' | 'memory'

/** What git is to be given. */
export interface GitCredential extends Omit<GitConfig, 'helper'> {
  readonly token: Secret
  readonly storage: Storage
  /** Who commits, when that is the token's account. */
  readonly identity: Identity | undefined
}

/** What became of git, for the reader and for later steps. */
export interface GitOutcome {
  readonly configured: boolean
  /** A clause for the reader. */
  readonly described: string
  /** What prevented it, or comes before it. */
  readonly obstacle?: Obstacle | undefined
}

/** git was left alone, because of an obstacle if there is one. */
export function leaveGit(obstacle?: Obstacle): GitOutcome {
  return { configured: false, described: 'git is not configured', obstacle }
}

const credentialName = 'credential'

/**
 * The files that make git use a credential: the secret, which only this user can
 * read, and config without it.
 *
 * @param earlier names of the folders of earlier steps. Their sections are
 *   repeated between those of this one, so that what is most specific comes last
 *   whichever step it is from; those that are gone count no more.
 */
export function gitFiles(
  folder: string,
  { token, storage, identity, ...config }: GitCredential,
  earlier: readonly string[]
): readonly NewFile[] {
  const helper =
    storage === 'memory'
      ? formatHelper(placesOf(folder, socketPath), askCache(config.host.name))
      : formatHelper(placesOf(folder, credentialName), printFile)
  const sections = formatSections({ ...config, helper })
  const nameOf = (level: string) => `${level}.${configName}`
  const includes = levels.flatMap((level) => [
    ...earlier.map((name) => `../${name}/${nameOf(level)}`),
    nameOf(level)
  ])
  const secret = {
    name: credentialName,
    mode: 0o600,
    text: formatCredential(token)
  }
  const open = [
    ...levels.map((level) => ({ name: nameOf(level), text: sections[level] })),
    { name: configName, text: formatIncludes(includes, identity) }
  ].filter(({ text }) => text !== '')
  return [
    ...(storage === 'file' ? [secret] : []),
    ...open.map((file) => ({ ...file, mode: 0o644 }))
  ]
}

/** By the shell's own `read`: `cat` would be one more process for every git command. */
const printFile = String.raw`{ while IFS= read -r line; do printf '%s\n' "$line"; done < "$place"; }`

/** Where something in a folder is, also for a container action, which sees RUNNER_TEMP elsewhere. */
function placesOf(folder: string, name: string): readonly string[] {
  return [
    forGit(`${folder}/${name}`),
    // https://docs.github.com/actions/reference/runners/github-hosted-runners#docker-container-filesystem
    `/github/runner_temp/${basename(folder)}/${name}`
  ]
}
