import { hintKind } from '../github/token-kind.ts'
import type { Secret } from '../runner/secret.ts'
import {
  authorizationsFor,
  type ConfigEntry,
  readConfig,
  rewriteOf,
  settingsFor,
  subsectionOf,
  withoutReset
} from './config-entries.ts'
import type { GitHost } from './config-file.ts'
import { namePrefix } from './credential-folder.ts'
import { findInNetrc } from './netrc.ts'
import type { RunGit } from './run-git.ts'

/** What the shadow check looks at. */
export interface ShadowQuestion {
  readonly host: GitHost
  /** `owner/name` of what git is asked for. */
  readonly repositories: readonly string[]
  /** The token that git should use. */
  readonly token: Secret | undefined
}

/** Where the credential of another program may be. */
export interface ShadowWorld {
  readonly runGit: RunGit
  /** The folder of the checkout. */
  readonly workspace: string
  readonly home: string | undefined
  /** Whether a program of the user is asked for passwords. */
  readonly hasAskpass: boolean
}

/** A credential that git finds without this action. */
interface Shadow {
  /** `the header that actions/checkout left` */
  readonly source: string
  /** The secret itself, to tell whose it is, when it can be seen. */
  readonly secret: string | undefined
}

/**
 * Which credential git sends for each repository without this action, a sentence
 * each. What git finds first wins: a header, the address, netrc, a helper. Secrets
 * are looked at to tell whose they are, and are never part of the answer.
 * https://git-scm.com/docs/gitcredentials
 */
export async function findShadows(
  { host, repositories, token }: ShadowQuestion,
  world: ShadowWorld
): Promise<readonly string[]> {
  const [entries, netrc] = await Promise.all([
    readConfig(world.runGit, world.workspace || undefined),
    findInNetrc(world.home, host.hostname)
  ])
  const finders = [
    findHeader,
    findInAddress,
    findInRemote,
    () => netrc !== undefined && { source: 'the netrc file', secret: netrc },
    findHelper,
    () => world.hasAskpass && { source: 'GIT_ASKPASS', secret: undefined }
  ]
  return repositories.flatMap((repository) => {
    const url = `${host.webUrl}/${repository}`
    for (const find of finders) {
      const shadow = find(entries, url, token)
      if (shadow) {
        const owner = describeOwner(shadow.secret, token)
        return [
          `Without this step, git uses for ${repository} ${shadow.source}${owner}`
        ]
      }
    }
    return []
  })
}

type Finder = (
  entries: readonly ConfigEntry[],
  url: string,
  token: Secret | undefined
) => Shadow | false

/** A header is sent before anything else is asked. */
const findHeader: Finder = (entries, url) => {
  const [entry, ...others] = authorizationsFor(entries, url)
  if (entry === undefined) return false
  return others.length > 0
    ? {
        source: `${String(others.length + 1)} Authorization headers, which GitHub answers with 400`,
        secret: undefined
      }
    : { source: describeHeader(entry, url), secret: passwordOf(entry.value) }
}

/**
 * The name of the file that actions/checkout writes since version 6, and the key
 * that it has always set.
 * https://github.com/actions/checkout/blob/main/src/git-auth-helper.ts
 */
function describeHeader({ scope, origin, key }: ConfigEntry, url: string) {
  const isCheckout =
    /git-credentials-[0-9a-f-]+\.config$/i.test(origin) ||
    (scope === 'local' && key === `http.${new URL(url).origin}/.extraheader`)
  return isCheckout
    ? 'the header that actions/checkout left'
    : `a header in the ${scope} config`
}

/** The password in a header, `AUTHORIZATION: basic BASE64`. */
export function passwordOf(header: string): string | undefined {
  const encoded = /^authorization:\s*basic\s+(\S+)/i.exec(header)?.[1]
  const text = Buffer.from(encoded ?? '', 'base64').toString()
  const colon = text.indexOf(':')
  return colon < 0 ? undefined : text.slice(colon + 1)
}

/** `url.https://x:TOKEN@github.com/.insteadOf https://github.com/` */
const findInAddress: Finder = (entries, url, token) => {
  const secret = secretIn(rewriteOf(entries, url)?.base ?? '', token)
  return (
    secret !== undefined && { source: 'a token in url.*.insteadOf', secret }
  )
}

/** `remote.origin.url https://x:TOKEN@github.com/acme/app` */
const findInRemote: Finder = (entries, url, token) => {
  const secrets = entries
    .filter(
      (entry) =>
        ['url', 'pushurl'].some((name) =>
          subsectionOf(entry, 'remote', name)
        ) && isRepository(entry.value, url)
    )
    .map(({ value }) => secretIn(value, token))
  const secret = secrets.find((found) => found !== undefined)
  return (
    secret !== undefined && {
      source: 'a token in the address of a remote',
      secret
    }
  )
}

/** Whether an address is that of a repository; GitHub ignores case and `.git`. */
function isRepository(address: string, url: string): boolean {
  if (!URL.canParse(address)) return false
  const { origin, pathname } = new URL(address)
  const path = pathname.replace(/\/$/, '').replace(/\.git$/, '')
  return `${origin}${path}`.toLowerCase() === url.toLowerCase()
}

/**
 * The secret in an address: the password, or the user name where that is a token,
 * as in `https://TOKEN@` and `https://TOKEN:x-oauth-basic@`.
 */
function secretIn(
  address: string,
  token: Secret | undefined
): string | undefined {
  if (!URL.canParse(address)) return undefined
  const { username, password } = new URL(address)
  const isToken =
    hintKind(username) !== 'unknown' || token?.equals(username) === true
  return isToken ? username : password || undefined
}

/** Helpers are asked one after the other; an empty one takes back those before it. */
const findHelper: Finder = (entries, url) => {
  const helpers = withoutReset(
    settingsFor(entries, 'credential', 'helper', url).map(({ entry }) => entry)
  )
  const [first] = helpers
  if (first === undefined) return false
  const source = first.origin.includes(namePrefix)
    ? 'the credential of an earlier step of this action'
    : `whatever the credential helper ${nameOfHelper(first.value)} knows`
  return { source, secret: undefined }
}

/** A helper may have a secret in its arguments, or be one. */
function nameOfHelper(value: string): string {
  const word = value.split(/\s/, 1)[0] ?? ''
  const name = word.split(/[/\\]/).at(-1) ?? ''
  return /^[a-z][a-z-]{0,39}$/i.test(name) ? name : 'of a shell command'
}

/** Whose the credential is, as far as it can be told without asking GitHub. */
function describeOwner(
  secret: string | undefined,
  token: Secret | undefined
): string {
  if (secret === undefined) return ''
  if (token?.equals(secret) === true) return ', with the same token'
  const kind = hintKind(secret)
  if (kind === 'unknown') return ', with another credential'
  const aside = kind === 'installation' ? ', as GITHUB_TOKEN is one' : ''
  return `, with another token of kind ${kind}${aside}`
}
