import { isShortLived } from '../github/token-kind.ts'
import { type Reason, reasons } from '../verify/reasons.ts'
import { type Report, statusOf } from '../verify/report.ts'

/** What a reminder is about, from the least urgent. */
export const problems = [
  'unknown',
  'unwanted',
  'expiring',
  'missing',
  'invalid'
] as const

export type ProblemKind = (typeof problems)[number]

/** How bad things are. */
export interface Stage {
  readonly problem: ProblemKind
  /** The smallest number of days that was fallen below; null without a date. */
  readonly threshold: number | null
}

/**
 * What a report means for a reminder: nothing can be said (`skipped`, or the step
 * itself is `broken`), all is `well`, or a person has to do something.
 */
export type Condition =
  | { readonly is: 'skipped' | 'broken' | 'well' }
  | {
      readonly is: 'bad'
      readonly stage: Stage
      readonly reasons: readonly Reason[]
    }

/**
 * Nothing that was asked could tell, and asking again next week will not either.
 * All else that is not known must be seen by somebody.
 */
const unprovable: ReadonlySet<Reason> = new Set([
  'scope-unproven',
  'kind-has-no-scopes',
  'login-unknown',
  'identity-unknown',
  'expiry-unknown',
  'permission-unproven',
  'write-unproven',
  'feature-disabled'
])

/**
 * What is not known of a token with which nothing is wrong, when a day was
 * reminded of before: the day is not known any more.
 */
export function isEndLost(report: Report, before: Stage | null): boolean {
  return (
    before !== null &&
    (before.threshold !== null || before.problem === 'expiring') &&
    report.findings.some(({ reason }) => reason === 'end-unknown')
  )
}

/** Judges a report; `thresholds` are numbers of days, of which 0 always is one. */
export function conditionOf(
  report: Report,
  thresholds: readonly number[]
): Condition {
  const found = [...new Set(report.findings.map(({ reason }) => reason))]
  const classes = found.map((reason) => reasons[reason].class)
  if (classes.includes('broken')) return { is: 'broken' }
  if (classes.includes('skipped')) return { is: 'skipped' }
  const bad = found.flatMap((reason) => {
    const problem = problemOf(reason, report)
    return problem === undefined ? [] : [{ reason, problem }]
  })
  const worst = problems.findLast((one) =>
    bad.some(({ problem }) => problem === one)
  )
  if (worst === undefined) return { is: 'well' }
  return {
    is: 'bad',
    stage: {
      problem: worst,
      threshold: fallBelow(daysLeft(report), thresholds)
    },
    reasons: bad.map(({ reason }) => reason)
  }
}

function problemOf(
  reason: Reason,
  { failOn }: Report
): ProblemKind | undefined {
  const { class: found } = reasons[reason]
  switch (found) {
    case 'invalid':
    case 'missing':
    case 'expiring':
      return found
    case 'unknown':
      return unprovable.has(reason) ? undefined : found
    case 'excess':
      return statusOf(reason, failOn) === 'failed' ? 'unwanted' : undefined
    case 'fine':
    case 'untidy':
    case 'skipped':
    case 'broken':
      return undefined
  }
}

/** Whole days until the token ends, or is to be replaced; undefined without a date. */
export function daysLeft({ token }: Report): number | undefined {
  const { kind, daysLeft: own, daysToRotation } = token
  const all = [isShortLived(kind) ? undefined : own, daysToRotation].filter(
    (days) => days !== undefined
  )
  return all.length === 0 ? undefined : Math.min(...all)
}

/** Whether things are worse than they were: for whoever was told of that already. */
export function isWorse(now: Stage, before: Stage | null): boolean {
  if (before === null) return true
  if (rank(now) > rank(before)) return true
  if (now.threshold === null) return false
  return before.threshold === null
    ? rank(now) === rank(before)
    : now.threshold < before.threshold
}

/** The smallest number of days that has been fallen below, of which 0 always is one. */
export function fallBelow(
  days: number | undefined,
  thresholds: readonly number[]
): number | null {
  if (days === undefined) return null
  const fallen = [...thresholds, 0].filter((threshold) => days < threshold)
  return fallen.length === 0 ? null : Math.min(...fallen)
}

function rank({ problem }: Stage): number {
  return problems.indexOf(problem)
}

/** Of two stages the problem and the threshold that are the more urgent. */
export function worstOf(one: Stage, other: Stage | null): Stage {
  if (other === null) return one
  const thresholds = [one.threshold, other.threshold].filter(
    (threshold) => threshold !== null
  )
  return {
    problem: rank(one) > rank(other) ? one.problem : other.problem,
    threshold: thresholds.length === 0 ? null : Math.min(...thresholds)
  }
}
