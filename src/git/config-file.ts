import type { Coverage } from './coverage.ts'
import type { Identity } from './identity.ts'

/** The parts of a host that git's URLs are made of. */
export interface GitHost {
  /** `github.acme.corp:8443` */
  readonly name: string
  /** `https://github.acme.corp:8443` */
  readonly webUrl: string
  /** `github.acme.corp` */
  readonly hostname: string
}

/** What the sections of a config file are made from. */
export interface GitConfig {
  readonly host: GitHost
  readonly coverage: readonly Coverage[]
  /** The workflow's repository, `owner/name`, as GitHub spells it. */
  readonly jobRepository: string
  /** The number of its owner's account, or empty. */
  readonly jobOwnerId: string
  /** The command that gives git the credential. */
  readonly helper: string
  /** Whether ssh URLs of what is covered use HTTPS. */
  readonly sshToHttps: boolean
  /** Whether git must be kept from asking netrc first. */
  readonly shunsNetrc: boolean
}

/**
 * How much of a host a section is for, the least first. git takes all helpers
 * that match, in their order: what is more specific must come later, whichever
 * step it is from.
 */
export const levels = ['host', 'owner', 'repository'] as const

export type Level = (typeof levels)[number]

/**
 * Sections of git config, by level, that give git the credential for what is
 * covered, and only for that. They contain no secret. Each has
 * - an empty `extraheader`: the more specific URL wins over the header that
 *   actions/checkout leaves for the host, from whatever file, and the empty value
 *   removes it. A second header would be answered 400.
 *   https://git-scm.com/docs/git-config#Documentation/git-config.txt-httplturlgt
 * - an empty `helper`, so that no other helper answers first or stores the token;
 * - `useHttpPath`, without which git-lfs asks for the host alone;
 *   https://git-scm.com/docs/gitcredentials#Documentation/gitcredentials.txt-useHttpPath
 * - `proactiveAuth`, with which git 2.46 and newer does not wait for a 401;
 * - `emptyAuth` where an older git would find another password in netrc: curl
 *   does not look there when it is given one, were it empty;
 *   https://git-scm.com/docs/git-config#Documentation/git-config.txt-httpemptyAuth
 * - `insteadOf` for ssh URLs, and for the https URL itself: the longest match
 *   wins, so no rewrite in a user's config applies.
 */
export function formatSections(
  config: GitConfig
): Readonly<Record<Level, string>> {
  const { coverage, jobRepository } = config
  const [jobOwner = ''] = jobRepository.split('/')
  const format = (covered: readonly Coverage[]) =>
    covered
      .flatMap((one) => spellings(one, jobRepository))
      .map((spelling) => formatSpelling(config, spelling))
      .join('\n')
  const at = (level: Level) =>
    coverage.filter((covered) => levelOf(covered) === level)
  // git-lfs does not take an empty header for a reset at the level of the host,
  // where actions/checkout leaves its own for this owner.
  const lfs = jobOwner === '' ? [] : [{ owner: jobOwner }]
  return {
    host: format(at('host').flatMap((all) => [all, ...lfs])),
    owner: format(at('owner')),
    repository: format(at('repository'))
  }
}

/**
 * A config file that includes others in their order, and says who commits. The
 * paths are relative, since a container sees the files elsewhere; git ignores an
 * include that is not there.
 * https://git-scm.com/docs/git-config#_includes
 */
export function formatIncludes(
  paths: readonly string[],
  identity: Identity | undefined
): string {
  return [
    '[include]',
    ...paths.map((path) => `\tpath = ${quote(path)}`),
    ...(identity === undefined
      ? []
      : // Those of an author and a committer would come first.
        ['user', 'author', 'committer'].flatMap((section) => [
          `[${section}]`,
          `\tname = ${quote(identity.name)}`,
          `\temail = ${quote(identity.email)}`
        ])),
    ''
  ].join('\n')
}

function levelOf({ owner, name }: Coverage): Level {
  return owner === undefined
    ? 'host'
    : name === undefined
      ? 'owner'
      : 'repository'
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

function formatSpelling(
  { host, jobOwnerId, helper, sshToHttps, shunsNetrc }: GitConfig,
  { path, isFolder }: Spelling
): string {
  const end = isFolder && path !== '' ? '/' : ''
  const url = `${host.webUrl}/${path}${end}`
  const credentialUrl = `${host.webUrl}${path === '' ? '' : `/${path}`}`
  const ssh = sshUrls(host, jobOwnerId, `${path}${end}`)
  return [
    `[http ${quote(url)}]`,
    '\textraheader = ""',
    '\tproactiveAuth = "basic"',
    ...(shunsNetrc ? ['\temptyAuth = "true"'] : []),
    `[credential ${quote(credentialUrl)}]`,
    '\thelper = ""',
    `\thelper = ${quote(helper)}`,
    '\tuseHttpPath = "true"',
    `[url ${quote(url)}]`,
    ...[...(sshToHttps ? ssh : []), url].map(
      (from) => `\tinsteadOf = ${quote(from)}`
    ),
    `\tpushInsteadOf = ${quote(url)}`,
    // Each stands for itself, where another step rewrites more than this.
    ...(sshToHttps ? [] : ssh).flatMap((from) => [
      `[url ${quote(from)}]`,
      `\tinsteadOf = ${quote(from)}`
    ]),
    ''
  ].join('\n')
}

/** The ways to write a path of a host for ssh. */
function sshUrls(
  { hostname }: GitHost,
  jobOwnerId: string,
  path: string
): readonly string[] {
  return [
    ...sshUsers(hostname, jobOwnerId).flatMap((user) => [
      `${user}@${hostname}:${path}`,
      `ssh://${user}@${hostname}/${path}`,
      `ssh://${user}@${hostname}:22/${path}`
    ]),
    // https://docs.github.com/authentication/troubleshooting-ssh/using-ssh-over-the-https-port
    ...(hostname === 'github.com'
      ? [`ssh://git@ssh.github.com:443/${path}`]
      : [])
  ]
}

/**
 * Who logs in by ssh: on GHE.com also the subdomain, and with a certificate of an
 * organisation that one.
 * https://github.com/cli/cli/blob/trunk/internal/ghrepo/repo.go
 * https://docs.github.com/organizations/managing-git-access-to-your-organizations-repositories/about-ssh-certificate-authorities
 */
function sshUsers(hostname: string, jobOwnerId: string): readonly string[] {
  const [, subdomain] = /^([^.]+)\.ghe\.com$/.exec(hostname) ?? []
  return [
    'git',
    ...(subdomain === undefined ? [] : [subdomain]),
    ...(jobOwnerId === '' ? [] : [`org-${jobOwnerId}`])
  ]
}

/** A value or subsection name in double quotes. https://git-scm.com/docs/git-config#_syntax */
export function quote(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
  return `"${escaped}"`
}

/** What `quote` was given. */
export function unquote(quoted: string): string {
  return quoted
    .slice(1, -1)
    .replaceAll(/\\(.)/g, (_, escaped: string) =>
      escaped === 'n' ? '\n' : escaped
    )
}
