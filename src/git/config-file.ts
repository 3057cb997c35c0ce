import type { Coverage } from './coverage.ts'

/** The parts of a host that git's URLs are made of. */
export interface GitHost {
  /** `https://github.acme.corp:8443` */
  readonly webUrl: string
  /** `github.acme.corp` */
  readonly hostname: string
}

/** What the config file is made from. */
export interface GitConfig {
  readonly host: GitHost
  readonly coverage: readonly Coverage[]
  /** The workflow's repository, `owner/name`, as GitHub spells it. */
  readonly jobRepository: string
  /** Paths at which the credential file may be seen, the first readable one is used. */
  readonly credentialPaths: readonly string[]
}

/**
 * A git config file that gives git the credential for what is covered, and only
 * for that. It contains no secret.
 *
 * Sections for an owner come before those for a repository, because git takes
 * all matching helpers in the order of the file. Each has
 * - an empty `extraheader`: the more specific URL wins over the header that
 *   actions/checkout leaves for the host, from whatever file, and the empty value
 *   removes it. A second header would be answered 400.
 *   https://git-scm.com/docs/git-config#Documentation/git-config.txt-httplturlgt
 * - an empty `helper`, so that no other helper answers first or stores the token;
 * - `useHttpPath`, without which git-lfs asks for the host alone;
 *   https://git-scm.com/docs/gitcredentials#Documentation/gitcredentials.txt-useHttpPath
 * - `proactiveAuth`, with which git 2.46 and newer does not wait for a 401;
 * - `insteadOf` for ssh URLs, and for the https URL itself: the longest match
 *   wins, so no rewrite in a user's config applies.
 */
export function formatGitConfig({
  host,
  coverage,
  jobRepository,
  credentialPaths
}: GitConfig): string {
  const helper = formatHelper(credentialPaths)
  const coversAll = coverage.some(({ owner }) => owner === undefined)
  // git-lfs does not take an empty header for a reset at the level of the host,
  // where actions/checkout leaves its own for this owner.
  const owner = jobRepository.split('/')[0] ?? ''
  const sections =
    coversAll && owner !== '' ? [...coverage, { owner }] : coverage
  return [...sections]
    .sort((a, b) => specificity(a) - specificity(b))
    .flatMap((covered) => spellings(covered, jobRepository))
    .map((spelling) => formatSections(host, spelling, helper))
    .join('\n')
}

function specificity({ owner, name }: Coverage): number {
  return owner === undefined ? 0 : name === undefined ? 1 : 2
}

/** One way to write what is covered, as it follows the host in a URL. */
interface Spelling {
  readonly path: string
  /** The URL continues after it: with a slash, or at the root of the host. */
  readonly isFolder: boolean
}

/**
 * git matches URLs by whole path segments and case; GitHub ignores case and a
 * `.git` at the end. A wiki is a repository of its own. What is covered is spelled
 * as given, in lower case, and as GitHub does where that is known.
 */
function spellings(
  { owner, name }: Coverage,
  jobRepository: string
): readonly Spelling[] {
  if (owner === undefined) return [{ path: '', isFolder: true }]
  const isFolder = name === undefined
  const path = isFolder ? owner : `${owner}/${name}`
  const suffixes = isFolder ? [''] : ['', '.git', '.wiki', '.wiki.git']
  const [jobOwner = ''] = jobRepository.split('/')
  const lower = path.toLowerCase()
  const official = [jobOwner, jobRepository, `${jobOwner}/${name ?? ''}`].find(
    (text) => text.toLowerCase() === lower
  )
  return [...new Set([path, lower, official ?? path])].flatMap((variant) =>
    suffixes.map((suffix) => ({ path: `${variant}${suffix}`, isFolder }))
  )
}

function formatSections(
  { webUrl, hostname }: GitHost,
  { path, isFolder }: Spelling,
  helper: string
): string {
  const end = isFolder && path !== '' ? '/' : ''
  const url = `${webUrl}/${path}${end}`
  const credentialUrl = `${webUrl}${path === '' ? '' : `/${path}`}`
  const sshUrls = [
    ...sshUsers(hostname).flatMap((user) => [
      `${user}@${hostname}:${path}${end}`,
      `ssh://${user}@${hostname}/${path}${end}`,
      `ssh://${user}@${hostname}:22/${path}${end}`
    ]),
    // https://docs.github.com/authentication/troubleshooting-ssh/using-ssh-over-the-https-port
    ...(hostname === 'github.com'
      ? [`ssh://git@ssh.github.com:443/${path}${end}`]
      : [])
  ]
  return [
    `[http ${quote(url)}]`,
    '\textraheader = ""',
    '\tproactiveAuth = "basic"',
    `[credential ${quote(credentialUrl)}]`,
    '\thelper = ""',
    `\thelper = ${quote(helper)}`,
    '\tuseHttpPath = "true"',
    `[url ${quote(url)}]`,
    ...[...sshUrls, url].map((from) => `\tinsteadOf = ${quote(from)}`),
    `\tpushInsteadOf = ${quote(url)}`,
    ''
  ].join('\n')
}

/**
 * Who logs in by ssh: on GHE.com also the subdomain.
 * https://github.com/cli/cli/blob/trunk/internal/ghrepo/repo.go
 */
function sshUsers(hostname: string): readonly string[] {
  const [, subdomain] = /^([^.]+)\.ghe\.com$/.exec(hostname) ?? []
  return subdomain === undefined ? ['git'] : ['git', subdomain]
}

/**
 * A credential helper in shell, which git runs with `get`, `store` or `erase`.
 * It reads the file with the shell's own `read`: `cat` would be one more process
 * for every git command.
 * https://git-scm.com/docs/gitcredentials#_custom_helpers
 */
function formatHelper(credentialPaths: readonly string[]): string {
  const files = credentialPaths
    .map((path) => `'${path.replaceAll("'", String.raw`'\''`)}'`)
    .join(' ')
  const print = String.raw`while IFS= read -r line; do printf '%s\n' "$line"; done < "$file"; return 0`
  return [
    '!f() { test "$1" = get || return 0;',
    `for file in ${files}; do test -r "$file" || continue; ${print}; done;`,
    'echo "setup-github-token: the credential of this job cannot be read here" >&2; }; f'
  ].join(' ')
}

/** A value or subsection name in double quotes. https://git-scm.com/docs/git-config#_syntax */
function quote(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
  return `"${escaped}"`
}
