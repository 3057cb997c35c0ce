import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isCloud } from '../github/host.ts'
import type { Secret } from '../runner/secret.ts'
import type { Obstacle } from '../verify/facts.ts'
import type { GitHost } from './config-file.ts'
import type { NewFile } from './credential-folder.ts'

/** The folder of gh's configuration, in the folder of a step. */
export const ghFolder = 'gh'

const hostsName = 'hosts.yml'

/** The hosts gh knows, by name. */
type Hosts = Readonly<Record<string, unknown>>

/** An account gh is to use on a host. */
export interface GhAccount {
  readonly host: GitHost
  /** Undefined for a token that acts as no user. */
  readonly login: string | undefined
  readonly token: Secret
}

/**
 * The files that make gh use a token, and the tokens of other hosts that an
 * earlier step has given it. They are JSON, which is YAML as well.
 *
 * With a version gh does not take the files for those of an old gh, which it
 * would ask the host about and rewrite.
 * https://github.com/cli/cli/blob/trunk/internal/config/migration/multi_account.go
 */
export function ghFiles(
  { host, login, token }: GhAccount,
  earlier: Hosts
): readonly NewFile[] {
  const user = login ?? 'x-access-token'
  const credential = { oauth_token: token.reveal() }
  const account = {
    user,
    ...credential,
    users: { [user]: credential },
    git_protocol: 'https'
  }
  // With its port: without one, gh would send the token to another.
  const hosts = { ...earlier, [host.name]: account }
  const format = (content: unknown) => `${JSON.stringify(content)}\n`
  return [
    { name: `${ghFolder}/${hostsName}`, mode: 0o600, text: format(hosts) },
    {
      name: `${ghFolder}/config.yml`,
      mode: 0o600,
      text: format({ version: '1', git_protocol: 'https', prompt: 'disabled' })
    }
  ]
}

/**
 * What gh uses instead of its configuration, if there is something.
 * https://cli.github.com/manual/gh_help_environment
 */
export function findGhOverride(
  hostname: string,
  environment: Readonly<Record<string, string | undefined>>
): Obstacle | undefined {
  const names = isCloud(hostname)
    ? ['GH_TOKEN', 'GITHUB_TOKEN']
    : ['GH_ENTERPRISE_TOKEN', 'GITHUB_ENTERPRISE_TOKEN']
  const [name] = names.filter((one) => (environment[one] ?? '') !== '')
  return name === undefined
    ? undefined
    : {
        requirement: 'gh uses it',
        reason: 'credential-overridden',
        evidence: `${name} is set, for this step at least, and gh takes that wherever it is set`
      }
}

/** The hosts that an earlier step has told gh; none when gh has rewritten them. */
export async function readGhHosts(folder: string): Promise<Hosts> {
  try {
    const path = join(folder, ghFolder, hostsName)
    const hosts: unknown = JSON.parse(await readFile(path, 'utf8'))
    const isMap =
      typeof hosts === 'object' && hosts !== null && !Array.isArray(hosts)
    return isMap ? { ...hosts } : {}
  } catch {
    return {}
  }
}
