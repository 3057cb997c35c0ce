import type { Obstacle, Refusal } from './facts.ts'
import { isOpen, reasons } from './reasons.ts'

/** `unknown` is an honest answer: neither proven nor disproven. */
export type Verdict = 'granted' | 'missing' | 'unknown'

/** A requirement judged on the facts. */
export interface Finding extends Obstacle {
  readonly verdict: Verdict
}

/** The requirement is met. */
export function grant(requirement: string, evidence: string): Finding {
  return { requirement, verdict: 'granted', reason: 'ok', evidence }
}

/** The requirement is not met, or cannot be proven, as the class of the reason says. */
export function refuse({ requirement, ...refusal }: Obstacle): Finding {
  const { reason } = refusal
  const isUnknown = isOpen(reason) || reasons[reason].class === 'skipped'
  return { requirement, verdict: isUnknown ? 'unknown' : 'missing', ...refusal }
}

/** Nothing can be said about a requirement, because of something else. */
export function leaveOpen(requirement: string, refusal: Refusal): Finding {
  return { requirement, verdict: 'unknown', ...refusal }
}
