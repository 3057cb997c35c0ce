import { daysUntil } from '../github/expiry.ts'
import {
  closeScopes,
  isKnownScope,
  findPossibleCover
} from '../github/scopes.ts'
import { hasScopes, type TokenKind } from '../github/token-kind.ts'
import type { Answer, Facts, Obstacle, TokenFacts } from './facts.ts'
import { type Reason, reasons } from './reasons.ts'

/** `unknown` is an honest answer: neither proven nor disproven. */
export type Verdict = 'granted' | 'missing' | 'unknown'

/** A requirement judged on the facts. */
export interface Finding {
  readonly requirement: string
  readonly verdict: Verdict
  readonly reason: Reason
  /** What the verdict stands on, a sentence. */
  readonly evidence: string
}

/** What the token must be and have. */
export interface Requirements {
  readonly scopes: readonly string[]
  /** The host that must accept the token. */
  readonly host: { readonly name: string }
}

/** A token that expires in fewer days is worth a warning. */
const warnDays = 14

/** Clocks may differ by so many milliseconds. */
const greatestSkew = 5 * 60_000

/** Judges every requirement on the facts, in the order they were asked for. */
export function judge(
  requirements: Requirements,
  facts: Facts
): readonly Finding[] {
  const { answer, now, obstacles } = facts
  return [
    judgeToken(requirements.host.name, answer),
    ...requirements.scopes.map((scope) => judgeScope(scope, answer)),
    ...judgeLifetime(answer, now),
    ...judgeClock(answer, now),
    ...obstacles.map(refuse)
  ]
}

/** The finding for something that is in the way. */
export function refuse({ requirement, reason, evidence }: Obstacle): Finding {
  return { requirement, verdict: 'missing', reason, evidence }
}

function judgeToken(hostName: string, answer: Answer): Finding {
  const requirement = `accepted by ${hostName}`
  if (answer.refusal !== undefined) {
    const isRejected = reasons[answer.refusal.reason].class === 'invalid'
    const verdict = isRejected ? 'missing' : 'unknown'
    return { requirement, verdict, ...answer.refusal }
  }
  const { login, kind } = answer.accepted
  return {
    requirement,
    verdict: 'granted',
    reason: 'ok',
    evidence:
      login === undefined
        ? `It is a token of kind ${kind}, which acts as no user`
        : `It belongs to @${login}`
  }
}

function judgeScope(scope: string, answer: Answer): Finding {
  if (answer.refusal !== undefined) {
    return { requirement: scope, verdict: 'unknown', ...answer.refusal }
  }
  const { kind, scopes } = answer.accepted
  if (scopes === undefined) {
    const mayHaveScopes = hasScopes(kind) || kind === 'unknown'
    return {
      requirement: scope,
      verdict: 'unknown',
      reason: mayHaveScopes ? 'scopes-not-reported' : 'kind-has-no-scopes',
      evidence: `The kind of the token is ${kind}, and no scopes were reported`
    }
  }
  return { requirement: scope, ...judgeReportedScope(scope, scopes) }
}

function judgeReportedScope(
  scope: string,
  scopes: readonly string[]
): Omit<Finding, 'requirement'> {
  const reported = describeScopes(scopes)
  const direct = scopes.includes(scope)
  if (direct || closeScopes(scopes).has(scope)) {
    const source = scopes.find((held) => closeScopes([held]).has(scope))
    const evidence = direct
      ? 'It is one of its scopes'
      : `It is included in its scope ${String(source)}`
    return { verdict: 'granted', reason: 'ok', evidence }
  }
  if (!isKnownScope(scope)) {
    return {
      verdict: 'unknown',
      reason: 'scope-unproven',
      evidence: `This action does not know the scope ${scope}. ${reported}`
    }
  }
  const cover = findPossibleCover(scopes, scope)
  if (cover !== undefined) {
    return {
      verdict: 'unknown',
      reason: 'scope-unproven',
      evidence: `Its scope ${cover} may include ${scope}. ${reported}`
    }
  }
  return { verdict: 'missing', reason: 'scope-missing', evidence: reported }
}

/** `Its scopes: repo, workflow`; a list of any length stays a sentence. */
function describeScopes(scopes: readonly string[]): string {
  const shown = scopes.slice(0, 20)
  const rest = scopes.length - shown.length
  const list = shown.length === 0 ? 'none' : shown.join(', ')
  return `Its scopes: ${list}${rest === 0 ? '' : ` and ${String(rest)} more`}`
}

/** Kinds that are made anew for every job or every few hours, and always expire soon. */
const shortLived: ReadonlySet<TokenKind> = new Set(['installation', 'app-user'])

/** Only an expiry that is near is a finding; one that is not reported says nothing. */
function judgeLifetime(answer: Answer, now: Date): readonly Finding[] {
  const { expiry, kind } = answer.accepted ?? {}
  if (expiry === undefined || kind === undefined || shortLived.has(kind)) {
    return []
  }
  const days = daysUntil(expiry.at, trustedTime(answer.accepted, now))
  if (days >= warnDays) return []
  return [
    {
      requirement: `valid for ${String(warnDays)} more days`,
      verdict: 'missing',
      reason: 'token-expiring',
      evidence: `${days < 0 ? 'It expired' : 'It expires'} on ${formatMoment(expiry.at)} (${describeDays(days)})`
    }
  ]
}

/** A clock that is off makes every judgement by date wrong, here and in git. */
function judgeClock(answer: Answer, now: Date): readonly Finding[] {
  const hostTime = answer.accepted?.hostTime
  if (hostTime === undefined) return []
  const skew = now.getTime() - hostTime.getTime()
  if (Math.abs(skew) < greatestSkew) return []
  const minutes = Math.round(skew / 60_000)
  const direction = minutes > 0 ? 'ahead of' : 'behind'
  return [
    {
      requirement: 'right clock',
      verdict: 'missing',
      reason: 'clock-skewed',
      evidence: `It is ${String(Math.abs(minutes))} minutes ${direction} the clock of the host`
    }
  ]
}

/** Expiry is compared with the host's own clock where it is known. */
export function trustedTime(facts: TokenFacts | undefined, now: Date): Date {
  return facts?.hostTime ?? now
}

/** `14 days left`, `1 day left`, `3 days ago` */
export function describeDays(days: number): string {
  const count = Math.abs(days)
  const unit = count === 1 ? 'day' : 'days'
  return `${String(count)} ${unit} ${days < 0 ? 'ago' : 'left'}`
}

/** `2027-01-31 00:00 UTC` */
export function formatMoment(moment: Date): string {
  return `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
