import type { Issue } from '../github/issues.ts'
import type { Marker } from './marker.ts'
import { isWorse, type Stage } from './stage.ts'

/** An issue of this action, and what it knows of itself. */
export interface Reminder {
  readonly issue: Issue
  readonly marker: Marker
}

/** What becomes of the reminder of one token. */
export type Step =
  'open' | 'reopen' | 'escalate' | 'update' | 'close' | 'settle' | 'none'

/**
 * What to do about a token whose condition is known: `stage` is undefined when
 * all is well.
 *
 * What a person closed stays closed until things get worse than they were then;
 * it is `settle`d, without a word, when all is well, so that the next problem has
 * an issue of its own.
 */
export function planStep(
  stage: Stage | undefined,
  reminder: Reminder | undefined
): Step {
  if (stage === undefined) {
    return reminder?.issue.isOpen === false ? 'settle' : 'close'
  }
  if (reminder === undefined) return 'open'
  const { issue, marker } = reminder
  if (!isWorse(stage, marker.stage)) return 'update'
  return issue.isOpen ? 'escalate' : 'reopen'
}

/**
 * The reminders of a token: that to go on with is the oldest that is open, else the
 * one a person closed last. Others that are open are duplicates, as two runs at
 * once leave them; others that a person closed are forgotten when all is well.
 */
export function sortReminders(reminders: readonly Reminder[]): {
  readonly current: Reminder | undefined
  readonly duplicates: readonly Reminder[]
  readonly forgotten: readonly Reminder[]
} {
  const byNumber = reminders.toSorted((a, b) => a.issue.number - b.issue.number)
  const [open, ...duplicates] = byNumber.filter(({ issue }) => issue.isOpen)
  const closed = byNumber.filter(
    ({ issue, marker }) => !issue.isOpen && marker.stage !== null
  )
  const current = open ?? closed.at(-1)
  return {
    current,
    duplicates,
    forgotten: closed.filter((one) => one !== current)
  }
}
