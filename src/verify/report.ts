import { daysUntil } from '../github/expiry.ts'
import type { Links } from '../github/links.ts'
import type { TokenKind } from '../github/token-kind.ts'
import type { Answer, Facts } from './facts.ts'
import {
  describeDays,
  type Finding,
  formatMoment,
  trustedTime
} from './findings.ts'
import {
  type Reason,
  type ReasonClass,
  reasons,
  type Subject
} from './reasons.ts'

export type Status = 'ok' | 'warning' | 'failed' | 'unknown'

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
    readonly assumedZone: string | undefined
    readonly hostVersion: string | undefined
  }
  /** The scopes the token has and those that were asked for. */
  readonly neededScopes: readonly string[]
  readonly findings: readonly Finding[]
  readonly status: Status
  /** The reason of the most serious finding, `ok` when there is none. */
  readonly reason: Reason
  /** Whether GitHub accepts the token; undefined when it could not be asked. */
  readonly valid: boolean | undefined
  readonly links: Links
}

/** The most serious first. */
const severity: readonly ReasonClass[] = [
  'broken',
  'invalid',
  'missing',
  'expiring',
  'untidy',
  'unknown',
  'fine'
]

/** The status that the most serious class comes to. */
const statuses: Readonly<Record<ReasonClass, Status>> = {
  broken: 'failed',
  invalid: 'failed',
  missing: 'failed',
  expiring: 'warning',
  untidy: 'warning',
  unknown: 'unknown',
  fine: 'ok'
}

/** What a report is about. */
export interface ReportSource {
  readonly tokenName: string
  readonly scopes: readonly string[]
  readonly host: { readonly name: string }
  readonly links: Links
}

/** Puts together facts and findings. */
export function makeReport(
  { tokenName, scopes, host, links }: ReportSource,
  { answer, now }: Pick<Facts, 'answer' | 'now'>,
  findings: readonly Finding[]
): Report {
  const worst = [...findings].sort(bySeverity)[0]?.reason ?? 'ok'
  const { accepted } = answer
  const expiresAt = accepted?.expiry?.at
  return {
    token: {
      name: tokenName,
      kind: accepted?.kind ?? 'unknown',
      host: host.name,
      login: accepted?.login,
      scopes: accepted?.scopes,
      expiresAt,
      daysLeft: expiresAt && daysUntil(expiresAt, trustedTime(accepted, now)),
      assumedZone: accepted?.expiry?.assumedZone,
      hostVersion: accepted?.hostVersion
    },
    neededScopes: [...new Set([...(accepted?.scopes ?? []), ...scopes])],
    findings,
    status: statusOf(worst),
    reason: worst,
    valid: isValid(answer),
    links
  }
}

/** A problem of a report: all findings with one reason, in words. */
export interface Problem {
  readonly reason: Reason
  readonly level: 'error' | 'warning'
  readonly title: string
  /** What happened, the evidence, the fix, a link: a line each. */
  readonly lines: readonly string[]
}

/** The problems of a report, the most serious first. */
export function problemsOf(report: Report): readonly Problem[] {
  const found = new Set(
    [...report.findings].sort(bySeverity).map(({ reason }) => reason)
  )
  found.delete('ok')
  return [...found].map((reason) => {
    const row = reasons[reason]
    const findings = report.findings.filter((one) => one.reason === reason)
    const subject = subjectOf(report, reason)
    const evidence = [...new Set(findings.map((one) => one.evidence))]
    return {
      reason,
      level: statusOf(reason) === 'failed' ? 'error' : 'warning',
      title: `${report.token.name}: ${row.title}`,
      lines: [
        `${row.what(subject)}.`,
        ...evidence.map((text) => `${text}.`),
        `Fix: ${fixFor(report, reason)}.`,
        `More: ${report.links.reason(reason)}`
      ]
    }
  })
}

/** What to do about the findings with one reason, empty when nothing. */
export function fixFor(report: Report, reason: Reason): string {
  return reasons[reason].fix(subjectOf(report, reason))
}

/** The status that a finding with this reason alone would give. */
export function statusOf(reason: Reason): Status {
  return statuses[reasons[reason].class]
}

/** `RELEASE_TOKEN (classic, @acme-bot)` */
export function describeToken({ token }: Report): string {
  const known = [
    ...(token.kind === 'unknown' ? [] : [token.kind]),
    ...(token.login === undefined ? [] : [`@${token.login}`])
  ]
  return known.length === 0 ? token.name : `${token.name} (${known.join(', ')})`
}

/** `expires on 2027-01-31 00:00 UTC (70 days left)` */
export function describeExpiry({ token }: Report): string {
  const { expiresAt, daysLeft } = token
  if (expiresAt === undefined || daysLeft === undefined) {
    return 'expiry not reported'
  }
  const zone =
    token.assumedZone === undefined
      ? ''
      : `, reading the zone ${token.assumedZone} as UTC`
  const verb = daysLeft < 0 ? 'expired' : 'expires'
  return `${verb} on ${formatMoment(expiresAt)} (${describeDays(daysLeft)}${zone})`
}

function subjectOf(report: Report, reason: Reason): Subject {
  const { token, neededScopes, links, findings } = report
  return {
    name: token.name,
    kind: token.kind,
    scopes: neededScopes,
    described: describeToken(report),
    host: token.host,
    links,
    requirements: findings
      .filter((finding) => finding.reason === reason)
      .map(({ requirement }) => `\`${requirement}\``)
      .join(', ')
  }
}

function bySeverity(a: Finding, b: Finding): number {
  const rank = ({ reason }: Finding) => severity.indexOf(reasons[reason].class)
  return rank(a) - rank(b)
}

function isValid({ accepted, refusal }: Answer): boolean | undefined {
  if (accepted !== undefined) return true
  return reasons[refusal.reason].class === 'invalid' ? false : undefined
}
