import { daysUntil, daysUntilDay } from '../github/expiry.ts'
import type { Links } from '../github/links.ts'
import type { TokenKind } from '../github/token-kind.ts'
import type { Answer, Facts, Refusal } from './facts.ts'
import type { Finding, Verdict } from './finding.ts'
import {
  isOpen,
  type Reason,
  type ReasonClass,
  reasons,
  type Subject
} from './reasons.ts'
import {
  type Asked,
  permissionsToAsk,
  scopesForGit,
  scopesToAsk
} from './requirements.ts'
import { findExcess } from './scope-findings.ts'
import { describeDays, formatMoment, trustedTime } from './time.ts'
import { tokenRequirement } from './token-requirement.ts'

export type Status = 'ok' | 'warning' | 'failed' | 'unknown' | 'skipped'

/** The classes of findings that may be made to fail the step. */
export const failClasses = [
  'invalid',
  'missing',
  'unknown',
  'expiring',
  'excess'
] as const

export type FailClass = (typeof failClasses)[number]

/** The facts, all findings, and what they come to. */
export interface Report {
  readonly token: {
    readonly name: string
    readonly kind: TokenKind
    readonly host: string
    readonly login: string | undefined
    readonly scopes: readonly string[] | undefined
    readonly expiresAt: Date | undefined
    readonly daysLeft: number | undefined
    /** The day by which it is to be replaced, and the days until then. */
    readonly rotateBy: Date | undefined
    readonly daysToRotation: number | undefined
    readonly assumedZone: string | undefined
    /** Whether the host reported an expiry that nobody understands. */
    readonly isExpiryStrange: boolean
    readonly hostVersion: string | undefined
  }
  /** The kind, or what the prefix of a token suggests that GitHub said nothing about. */
  readonly likelyKind: TokenKind
  readonly findings: readonly Finding[]
  readonly status: Status
  /** The reason of the most serious finding, `ok` when there is none. */
  readonly reason: Reason
  /** Whether GitHub accepts the token; undefined when it could not be asked. */
  readonly valid: boolean | undefined
  /** Which input holds the token that can be used, if one does. */
  readonly used: 'token' | 'fallback' | undefined
  /** What the token lacks, and what could not be proven, as it was asked for. */
  readonly missing: readonly string[]
  readonly unverified: readonly string[]
  /** The scopes it has beyond what was asked for. */
  readonly excess: readonly string[]
  /** The secret reference by which the token was found, when it was one. */
  readonly reference: string | undefined
  /** Which credential git uses without this action, a sentence each. */
  readonly shadows: readonly string[]
  readonly needs: Subject['needs'] & {
    readonly owners: readonly string[]
    /** The scopes that were asked for, without those the token has besides. */
    readonly askedScopes: readonly string[]
  }
  readonly links: Links
  /** Whether git is to be given the token. */
  readonly isForGit: boolean
  readonly failOn: readonly FailClass[]
  /** The days before its end from which on a token is warned of. */
  readonly warnDays: number
}

/** The most serious first. */
const severity: readonly ReasonClass[] = [
  'broken',
  'invalid',
  'missing',
  'expiring',
  'excess',
  'untidy',
  'unknown',
  'skipped',
  'fine'
]

/** What a class comes to when it does not fail the step. */
const statuses: Readonly<Record<ReasonClass, Status>> = {
  broken: 'failed',
  invalid: 'warning',
  missing: 'warning',
  expiring: 'warning',
  excess: 'warning',
  untidy: 'warning',
  unknown: 'unknown',
  skipped: 'skipped',
  fine: 'ok'
}

/** The most serious first. */
const statusOrder: readonly Status[] = [
  'failed',
  'skipped',
  'warning',
  'unknown',
  'ok'
]

/** For how many days a new token is asked when nothing says how many. */
const usualDays = 90

/** The longest lifetime GitHub offers, days. */
const mostDays = 366

/** What a report is about. */
export interface ReportSource extends Asked {
  readonly tokenName: string
  readonly host: { readonly name: string }
  readonly forbiddenScopes: readonly string[]
  readonly maxLifetimeDays: number | undefined
  readonly rotateBy: Date | undefined
  /** The repositories that are verified. */
  readonly repositories: readonly string[]
  /** The owners of what the token is for, the most important first. */
  readonly owners: readonly string[]
  readonly isForGit: boolean
  readonly failOn: readonly FailClass[]
  readonly warnDays: number
  readonly links: Links
}

/** Puts together facts and findings. */
export function makeReport(
  source: ReportSource,
  { answer, fallback, hint, now, reference, shadows }: Facts,
  findings: readonly Finding[]
): Report {
  const { tokenName, host, links, failOn, rotateBy } = source
  const { accepted } = answer
  const worst = bySeverity(findings, failOn)[0]?.reason ?? 'ok'
  const expiresAt = accepted?.expiry?.at
  const time = trustedTime(accepted, now)
  return {
    token: {
      name: tokenName,
      kind: accepted?.kind ?? 'unknown',
      host: host.name,
      login: accepted?.login,
      scopes: accepted?.scopes,
      expiresAt,
      daysLeft: expiresAt && daysUntil(expiresAt, time),
      rotateBy,
      daysToRotation: rotateBy && daysUntilDay(rotateBy, time),
      assumedZone: accepted?.expiry?.assumedZone,
      isExpiryStrange: accepted?.strangeExpiry !== undefined,
      hostVersion: accepted?.hostVersion
    },
    likelyKind: accepted?.kind ?? hint,
    findings,
    status: statusOf(worst, failOn),
    reason: worst,
    valid: isValid(answer),
    used: usedOf(answer, fallback),
    missing: requirementsOf(
      findings.filter(({ reason }) => reasons[reason].class === 'missing'),
      'missing',
      host
    ),
    unverified: requirementsOf(findings, 'unknown', host),
    excess:
      accepted === undefined
        ? []
        : findExcess(source, accepted, source.repositories.length > 0),
    reference,
    shadows,
    needs: {
      scopes: scopesToCreate(source, accepted?.scopes),
      askedScopes: scopesToCreate(source, undefined),
      permissions: permissionsToAsk(source, source.repositories),
      repositories: source.repositories,
      owner: source.owners[0] ?? '',
      owners: source.owners,
      days: Math.min(source.maxLifetimeDays ?? usualDays, mostDays)
    },
    links,
    isForGit: source.isForGit,
    failOn,
    warnDays: source.warnDays
  }
}

/**
 * The scopes of a token that replaces this one: those it has, or what git needs
 * when it has none, and those that were asked for; none that is forbidden.
 */
function scopesToCreate(
  source: ReportSource,
  held: readonly string[] | undefined
): readonly string[] {
  const asked = scopesToAsk(source)
  const isForGit = source.repositories.length > 0
  const all = [...(held ?? scopesForGit(asked, isForGit)), ...asked]
  return [...new Set(all)].filter(
    (scope) => !source.forbiddenScopes.includes(scope)
  )
}

/** Whether git may be given the token: it was accepted or could not be asked about. */
export function mayHandOut(report: Report): boolean {
  const isUnsafe = report.findings.some(
    ({ reason }) => reason === 'fork-unsafe'
  )
  return report.used !== undefined && report.status !== 'failed' && !isUnsafe
}

/** A problem of a report: all findings with one reason, in words. */
export interface Problem {
  readonly reason: Reason
  readonly level: 'error' | 'warning' | 'notice'
  readonly title: string
  /** What happened, the evidence, the fix, a link: a line each. */
  readonly lines: readonly string[]
  /** Where it is, when it is in a file of the workspace. */
  readonly place?: Place | undefined
}

/** A place in a file of the workspace; lines and columns count from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** The problems of a report, the most serious first. */
export function problemsOf(report: Report): readonly Problem[] {
  const found = new Set(
    bySeverity(report.findings, report.failOn).map(({ reason }) => reason)
  )
  found.delete('ok')
  return [...found].map((reason) =>
    describeProblem(
      reason,
      subjectOf(report, reason),
      report.findings.filter((one) => one.reason === reason),
      levels[statusOf(reason, report.failOn)]
    )
  )
}

/** A reason in the words of the table, about a subject. */
export function describeProblem(
  reason: Reason,
  subject: Subject,
  refusals: readonly Refusal[],
  level: Problem['level']
): Problem {
  const row = reasons[reason]
  const evidence = [...new Set(refusals.map((one) => one.evidence))]
  return {
    reason,
    level,
    title: `${subject.name}: ${row.title}`,
    lines: [
      `${row.what(subject)}.`,
      ...evidence.map((text) => (text.endsWith('?') ? text : `${text}.`)),
      `Fix: ${row.fix(subject)}.`,
      `More: ${subject.links.reason(reason)}`
    ]
  }
}

const levels: Readonly<Record<Status, Problem['level']>> = {
  failed: 'error',
  warning: 'warning',
  unknown: 'warning',
  skipped: 'notice',
  ok: 'notice'
}

/** What to do about the findings with one reason, empty when nothing. */
export function fixFor(report: Report, reason: Reason): string {
  return reasons[reason].fix(subjectOf(report, reason))
}

/** What happened that has one reason, a sentence without its full stop. */
export function whatOf(report: Report, reason: Reason): string {
  return reasons[reason].what(subjectOf(report, reason))
}

/** The status that a finding with this reason alone would give. */
export function statusOf(reason: Reason, failOn: readonly FailClass[]): Status {
  const { class: found } = reasons[reason]
  return failOn.some((one) => one === found) ? 'failed' : statuses[found]
}

/** `RELEASE_TOKEN (classic, @acme-bot)` */
export function describeToken({ token, used }: Report): string {
  const name = used === 'fallback' ? `Fallback of ${token.name}` : token.name
  const known = [
    ...(token.kind === 'unknown' ? [] : [token.kind]),
    ...(token.login === undefined ? [] : [`@${token.login}`])
  ]
  return known.length === 0 ? name : `${name} (${known.join(', ')})`
}

/** `expires on 2027-01-31 00:00 UTC (70 days left)` */
export function describeExpiry({ token }: Report): string {
  const { expiresAt, daysLeft, kind, isExpiryStrange } = token
  if (isExpiryStrange) return 'expiry not readable'
  if (expiresAt === undefined || daysLeft === undefined) {
    // https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app
    return kind === 'installation'
      ? 'expires with the job, or about an hour after it was made'
      : 'expiry not reported'
  }
  const zone =
    token.assumedZone === undefined
      ? ''
      : `, reading the zone ${token.assumedZone} as UTC`
  const verb = daysLeft < 0 ? 'expired' : 'expires'
  return `${verb} on ${formatMoment(expiresAt)} (${describeDays(daysLeft)}${zone})`
}

function subjectOf(report: Report, reason: Reason): Subject {
  const { token, links, used, reference } = report
  const findings = report.findings.filter((one) => one.reason === reason)
  const policy = findings.find((one) => one.policy !== undefined)?.policy
  return {
    name: token.name,
    isFallback: used === 'fallback',
    isForGit: report.isForGit,
    place:
      reference === undefined
        ? `as ${token.name} at ${links.secrets}`
        : `in 1Password, as ${reference}`,
    kind: report.likelyKind,
    needs: needsFor(report, findings, policy?.days),
    described: describeToken(report),
    host: token.host,
    links,
    requirements: findings
      .map(({ requirement }) => `\`${requirement}\``)
      .join(', '),
    policy
  }
}

/** A fine-grained token is for one owner: that of the place this is about. */
function needsFor(
  { needs }: Report,
  findings: readonly Finding[],
  mostDays = needs.days
): Subject['needs'] {
  const places = findings.map(
    ({ requirement }) => requirement.split(' ').at(-1) ?? ''
  )
  const repository = needs.repositories.find((name) => places.includes(name))
  const organization = needs.owners.find((name) => places.includes(name))
  const [owner = ''] = (repository ?? organization ?? needs.owner).split('/')
  return {
    ...needs,
    owner,
    repositories: needs.repositories.filter((name) =>
      name.startsWith(`${owner}/`)
    ),
    days: Math.min(mostDays, needs.days)
  }
}

function bySeverity(
  findings: readonly Finding[],
  failOn: readonly FailClass[]
): readonly Finding[] {
  return [...findings].sort((a, b) => rank(a, failOn) - rank(b, failOn))
}

function rank({ reason }: Finding, failOn: readonly FailClass[]): number {
  const status = statusOrder.indexOf(statusOf(reason, failOn))
  return status * severity.length + severity.indexOf(reasons[reason].class)
}

/** What was asked for and got a verdict; that the token is accepted was not. */
function requirementsOf(
  findings: readonly Finding[],
  wanted: Verdict,
  host: ReportSource['host']
): readonly string[] {
  return findings
    .filter(({ verdict }) => verdict === wanted)
    .map(({ requirement }) => requirement)
    .filter((requirement) => requirement !== tokenRequirement(host.name))
}

/** A policy that keeps a good token out says nothing about its validity. */
function isValid({ accepted, refusal }: Answer): boolean | undefined {
  if (accepted !== undefined) return true
  return reasons[refusal.reason].class === 'invalid' ? false : undefined
}

/** A token that could not be asked about may be good: an outage must not stop a push. */
export function isUsable({ refusal }: Answer): boolean {
  return refusal === undefined || isOpen(refusal.reason)
}

function usedOf(answer: Answer, fallback: Facts['fallback']): Report['used'] {
  if (!isUsable(answer)) return undefined
  const isFallback = fallback !== undefined && fallback.refusal === undefined
  return isFallback ? 'fallback' : 'token'
}
