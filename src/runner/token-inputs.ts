import {
  type Coverage,
  namedRepositories,
  ownersOf,
  parseCoverage
} from '../git/coverage.ts'
import { findHost, type Host, parseHttps } from '../github/host.ts'
import { makeLinks } from '../github/links.ts'
import {
  areaOf,
  findProbe,
  mergePermissions,
  type Permission
} from '../github/permissions.ts'
import type { OnEmpty } from '../verify/empty.ts'
import type { Expectations } from '../verify/findings.ts'
import { presets } from '../verify/presets.ts'
import type { ReportSource } from '../verify/report.ts'
import type { Job } from './job.ts'
import { parseScope, parseWord, type Reader } from './reader.ts'

/** What is asked of one token, and of whom, checked and typed. */
export interface TokenInputs extends Expectations, ReportSource {
  readonly host: Host
  readonly coverage: readonly Coverage[]
  /** Every repository that is known to be covered, verified or not. */
  readonly covered: readonly string[]
  readonly onEmpty: OnEmpty
  readonly mayWrite: boolean
}

/** What an input, or a key of a policy, is when none is given; action.yml says the same. */
export const tokenDefaults = {
  'warn-days': '14',
  'fail-on': 'invalid, missing',
  'on-empty': 'auto',
  'write-probes': 'false'
} as const

/** More days than this are a mistake. */
export const mostDays = 3660

/** What messages speak of when `server-url` names no host, or none is meant. */
export const unknownHost: Host = {
  name: 'an unknown host',
  hostname: 'github.com',
  webUrl: 'https://github.com',
  apiUrl: 'https://api.github.com'
}

/** What an action knows of a token besides the keys that all of them share. */
export type TokenUse = Pick<
  TokenInputs,
  | 'tokenName'
  | 'isForGit'
  | 'guardsFork'
  | 'gitIdentity'
  | 'rotateBy'
  | 'mustEnd'
>

/** Reads what is asked of a token: the same for every action. */
export function readTokenInputs(
  reader: Reader,
  job: Job,
  use: TokenUse
): TokenInputs {
  const apiUrl = reader.parse('api-url', '', (text) =>
    text === '' ? undefined : parseHttps(text)
  )
  const host =
    reader.parse('server-url', job.serverUrl, (text) =>
      findHost(text, apiUrl, job)
    ) ?? unknownHost
  const coverage = reader.list(
    'repositories',
    `${job.owner}/*`,
    parseCoverage,
    'is none of OWNER/NAME, OWNER/* and *'
  )
  const scopes = reader.list('scopes', '', parseScope, 'is not a scope')
  const chosen = reader
    .list('preset', '', parseWord, 'is not a preset')
    .flatMap((name) => reader.known('preset', name, presets))
  const preset = {
    scopes: chosen.flatMap((one) => one.scopes),
    permissions: chosen.flatMap((one) => one.permissions),
    doubts: chosen.flatMap((one) => one.doubts ?? [])
  }
  const permissions = mergePermissions(reader.permissions('permissions'))
  // A host that is not the runner's own does not have the workflow's repository.
  const isOwnHost = host.webUrl === originOf(job.serverUrl)
  const isNeeded =
    use.isForGit || [...preset.permissions, ...permissions].some(isOfRepository)
  return {
    ...use,
    scopes,
    permissions,
    preset,
    forbiddenScopes: reader.forbidden('forbid-scopes', [
      ...preset.scopes,
      ...scopes
    ]),
    expectedLogin: reader.login('expected-login'),
    warnDays: reader.number('warn-days', 'days', 0, mostDays) ?? 0,
    maxLifetimeDays: reader.number('max-lifetime-days', 'days', 1, mostDays),
    failOn: reader.failClasses('fail-on'),
    onEmpty: reader.choice('on-empty', ['auto', 'skip', 'fail']),
    mayWrite: reader.isTrue('write-probes'),
    host,
    links: makeLinks({ tokenName: use.tokenName, host, job }),
    coverage,
    repositories: namedRepositories(
      coverage,
      isOwnHost && isNeeded ? job.repository : ''
    ),
    covered: namedRepositories(coverage, isOwnHost ? job.repository : ''),
    owners: ownersOf(coverage, job.owner)
  }
}

/** Whether a repository is needed to tell about a permission. */
function isOfRepository(permission: Permission): boolean {
  const isAsked =
    permission.name === 'contents' || findProbe(permission, true) !== undefined
  return isAsked && areaOf(permission) === 'repository'
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined
}
