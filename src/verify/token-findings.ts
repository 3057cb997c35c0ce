import { daysUntil, daysUntilDay } from '../github/expiry.ts'
import { isShortLived } from '../github/token-kind.ts'
import type { Answer, Facts, Fallback, Run } from './facts.ts'
import { type Finding, grant, leaveOpen, refuse } from './finding.ts'
import type { Expectations } from './findings.ts'
import { reasons } from './reasons.ts'
import { tokenRequirement } from './token-requirement.ts'
import { truncate } from '../runner/text.ts'
import {
  countDays,
  describeDays,
  formatDay,
  formatMoment,
  trustedTime
} from './time.ts'

type TimedFacts = Pick<Facts, 'answer' | 'now'>

/** A header that is quoted is cut to so many characters. */
const longestQuote = 100

/** Clocks may differ by so many milliseconds. */
const greatestSkew = 5 * 60_000

export function judgeToken(hostName: string, answer: Answer): Finding {
  const requirement = tokenRequirement(hostName)
  if (answer.refusal !== undefined) {
    // A step that cannot do its job has not learnt anything about the token.
    return reasons[answer.refusal.reason].class === 'broken'
      ? leaveOpen(requirement, answer.refusal)
      : refuse({ requirement, ...answer.refusal })
  }
  const { login, kind } = answer.accepted
  return grant(
    requirement,
    login === undefined
      ? `It is a token of kind ${kind}, which acts as no user`
      : `It belongs to @${login}`
  )
}

/** That another token is used is never told in passing. */
export function judgeFallback(
  fallback: Fallback | undefined
): readonly Finding[] {
  if (fallback === undefined) return []
  const { token, refusal } = fallback
  return [
    refusal === undefined
      ? refuse({
          requirement: 'usable without its fallback',
          reason: 'fallback-used',
          evidence: `It was not used: ${token.evidence}`
        })
      : refuse({
          requirement: 'usable fallback-token',
          reason: 'fallback-unusable',
          evidence: `The fallback: ${refusal.evidence}`
        })
  ]
}

/** GitHub ignores case in logins. */
export function judgeLogin(
  expected: string | undefined,
  { accepted, refusal }: Answer
): readonly Finding[] {
  if (expected === undefined) return []
  const requirement = `belongs to @${expected}`
  if (refusal !== undefined) return [leaveOpen(requirement, refusal)]
  const { login, kind } = accepted
  if (login === undefined) {
    const evidence = `GitHub names no account for a token of kind ${kind}`
    return [refuse({ requirement, reason: 'login-unknown', evidence })]
  }
  const evidence = `It belongs to @${login}`
  return [
    login.toLowerCase() === expected.toLowerCase()
      ? grant(requirement, evidence)
      : refuse({ requirement, reason: 'login-unexpected', evidence })
  ]
}

/** Whether the account is known well enough to commit as it. */
export function judgeIdentity(
  isWanted: boolean,
  { accepted, refusal }: Answer
): readonly Finding[] {
  if (!isWanted) return []
  const requirement = 'git identity'
  if (refusal !== undefined) return [leaveOpen(requirement, refusal)]
  const { login, accountId, kind } = accepted
  if (login !== undefined && accountId !== undefined) {
    return [
      grant(
        requirement,
        `It is @${login}; GIT_AUTHOR_* and GIT_COMMITTER_* of a step come first`
      )
    ]
  }
  const evidence =
    login === undefined
      ? `GitHub names no account for a token of kind ${kind}`
      : `GitHub did not tell the number of @${login}`
  return [refuse({ requirement, reason: 'identity-unknown', evidence })]
}

/**
 * Only an expiry that is near, or that nobody can read, is a finding; one that is
 * not reported says nothing.
 */
export function judgeExpiry(
  warnDays: number,
  { answer, now }: TimedFacts
): readonly Finding[] {
  const { expiry, strangeExpiry, kind } = answer.accepted ?? {}
  if (kind === undefined || isShortLived(kind)) return []
  if (strangeExpiry !== undefined) {
    return [
      refuse({
        requirement: `still valid for ${countDays(warnDays)}`,
        reason: 'expiry-unreadable',
        evidence: `GitHub reported the expiry "${truncate(strangeExpiry, longestQuote)}"`
      })
    ]
  }
  if (expiry === undefined) return []
  const days = daysUntil(expiry.at, trustedTime(answer.accepted, now))
  if (days >= warnDays) return []
  return [
    refuse({
      requirement: `still valid for ${countDays(warnDays)}`,
      reason: 'token-expiring',
      evidence: `${days < 0 ? 'It expired' : 'It expires'} on ${formatMoment(expiry.at)} (${describeDays(days)})`
    })
  ]
}

/** Whether the day has come by which the token is to be replaced. */
export function judgeRotation(
  { rotateBy, warnDays }: Pick<Expectations, 'rotateBy' | 'warnDays'>,
  { answer, now }: TimedFacts
): readonly Finding[] {
  if (rotateBy === undefined) return []
  const days = daysUntilDay(rotateBy, trustedTime(answer.accepted, now))
  const requirement = `not due for rotation within ${countDays(warnDays)}`
  const evidence = `It is to be replaced by ${formatDay(rotateBy)} (${describeDays(days)})`
  return [
    days >= warnDays
      ? grant(requirement, evidence)
      : refuse({ requirement, reason: 'rotation-due', evidence })
  ]
}

/** Whether a day is known to remind of, when there must be one. */
export function judgeEnd(
  { mustEnd, rotateBy }: Pick<Expectations, 'mustEnd' | 'rotateBy'>,
  { answer: { accepted } }: Pick<Facts, 'answer'>
): readonly Finding[] {
  if (!mustEnd || rotateBy !== undefined || accepted === undefined) return []
  const { expiry, strangeExpiry, kind } = accepted
  const isKnown = expiry !== undefined || strangeExpiry !== undefined
  if (isKnown || isShortLived(kind)) return []
  return [
    refuse({
      requirement: 'a day to remind of',
      reason: 'end-unknown',
      evidence: 'GitHub reported no expiry'
    })
  ]
}

/** Whether the token is valid for no longer than it may be. */
export function judgeLifetime(
  most: number | undefined,
  { answer, now }: TimedFacts
): readonly Finding[] {
  if (most === undefined) return []
  const requirement = `valid for at most ${countDays(most)}`
  const { accepted, refusal } = answer
  if (refusal !== undefined) return [leaveOpen(requirement, refusal)]
  const { expiry, kind } = accepted
  if (expiry !== undefined) {
    const days = daysUntil(expiry.at, trustedTime(accepted, now))
    const evidence = `It expires on ${formatMoment(expiry.at)} (${describeDays(days)})`
    return [
      days <= most
        ? grant(requirement, evidence)
        : refuse({ requirement, reason: 'lifetime-excess', evidence })
    ]
  }
  if (kind === 'installation') {
    const evidence = 'An installation token is valid for about an hour'
    return [grant(requirement, evidence)]
  }
  const evidence = 'GitHub reported no expiry'
  return [refuse({ requirement, reason: 'expiry-unknown', evidence })]
}

/** A clock that is off makes every judgement by date wrong, here and in git. */
export function judgeClock({ answer, now }: TimedFacts): readonly Finding[] {
  const hostTime = answer.accepted?.hostTime
  if (hostTime === undefined) return []
  const skew = now.getTime() - hostTime.getTime()
  if (Math.abs(skew) < greatestSkew) return []
  const minutes = Math.round(skew / 60_000)
  const direction = minutes > 0 ? 'ahead of' : 'behind'
  return [
    refuse({
      requirement: 'right clock',
      reason: 'clock-skewed',
      evidence: `It is ${String(Math.abs(minutes))} minutes ${direction} the clock of the host`
    })
  ]
}

/** A fork that works in a run with secrets must not find a credential in git. */
export function judgeRun(run: Run, isGuarded: boolean): readonly Finding[] {
  return run === 'fork-with-secrets' && isGuarded
    ? [
        refuse({
          requirement: 'no fork in a run with secrets',
          reason: 'fork-unsafe',
          evidence: 'The event of this run is about a pull request from a fork'
        })
      ]
    : []
}
