import { basename } from 'node:path'
import type { Secret } from '../runner/secret.ts'
import { formatGitConfig, type GitHost } from './config-file.ts'
import type { Obstacle } from '../verify/facts.ts'
import type { Coverage } from './coverage.ts'
import type { NewFile } from './credential-folder.ts'

/** What git is to be given. */
export interface Credential {
  readonly host: GitHost
  readonly coverage: readonly Coverage[]
  /** The workflow's repository, `owner/name`. */
  readonly jobRepository: string
  readonly token: Secret
}

/** What became of git, for the reader and for later steps. */
export interface GitOutcome {
  readonly configured: boolean
  /** A clause for the reader. */
  readonly described: string
  /** What prevented it. */
  readonly obstacle?: Obstacle | undefined
}

/** git was left alone, because of an obstacle if there is one. */
export function leaveGit(obstacle?: Obstacle): GitOutcome {
  return { configured: false, described: 'git is not configured', obstacle }
}

const configName = 'config'
const credentialName = 'credential'

/** The config file that git includes, in the folder made of `gitFiles`. */
export function configPath(folder: string): string {
  return forGit(`${folder}/${configName}`)
}

/**
 * The files that make git use a credential: the secret, which only this user can
 * read, and the config, which has no secret in it.
 *
 * `x-access-token` is a user name GitHub takes with every kind of token.
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/authenticating-as-a-github-app-installation#about-authentication-as-a-github-app-installation
 */
export function gitFiles(
  folder: string,
  { token, ...scope }: Credential
): readonly NewFile[] {
  const credentialPaths = [
    forGit(`${folder}/${credentialName}`),
    // Where the runner mounts RUNNER_TEMP in a container action.
    // https://docs.github.com/actions/reference/runners/github-hosted-runners#docker-container-filesystem
    `/github/runner_temp/${basename(folder)}/${credentialName}`
  ]
  return [
    {
      name: credentialName,
      mode: 0o600,
      text: `username=x-access-token\npassword=${token.reveal()}\n`
    },
    {
      name: configName,
      mode: 0o644,
      text: formatGitConfig({ ...scope, credentialPaths })
    }
  ]
}

/** git takes forward slashes on every system, and a backslash for an escape. */
function forGit(path: string): string {
  return process.platform === 'win32' ? path.replaceAll('\\', '/') : path
}
