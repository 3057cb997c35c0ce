import { rawInput, readerOf } from './inputs.ts'
import type { Environment } from './job.ts'
import {
  policyDefaults,
  type PolicyInputs,
  readPolicyInputs
} from './policy-inputs.ts'
import { mostDays } from './token-inputs.ts'

/** The inputs of `remind`, without the token that writes the issues. */
export interface ReminderInputs extends PolicyInputs {
  readonly title: string
  readonly labels: readonly [string, ...string[]]
  readonly assignees: readonly string[]
  /** Numbers of days, the largest first. */
  readonly thresholds: readonly number[]
  /** Whether issues name accounts; `auto`: in private repositories. */
  readonly showLogin: 'auto' | 'true' | 'false'
  readonly isDry: boolean
}

/** What an input is when the workflow passes an empty text; remind/action.yml says the same. */
export const reminderDefaults = {
  ...policyDefaults,
  'warn-days': '30, 14, 7, 1',
  title: '{name}: {problem}',
  labels: 'token-rotation',
  'show-login': 'auto',
  'dry-run': 'false'
} as const

/** https://docs.github.com/rest/issues/labels#create-a-label */
const longestLabel = 50

/** Room for what `{name}` and `{problem}` become. */
const longestTitle = 150

/** Reads the inputs of `remind`. */
export function readReminderInputs(environment: Environment): ReminderInputs {
  const reader = readerOf(environment, reminderDefaults)
  const thresholds = reader.days('warn-days', mostDays)
  const [first = reminderDefaults.labels, ...others] = reader.phrases(
    'labels',
    longestLabel
  )
  const title = reader.clause('title', longestTitle)
  if (title !== '' && !title.includes('{name}')) {
    reader.reject('title', 'it must say {name}, which token it is about')
  }
  const inputs = {
    title,
    labels: [first, ...others] as const,
    assignees: reader
      .phrases('assignees', longestLabel)
      .map((login) => login.replace(/^@/, '')),
    thresholds,
    showLogin: reader.choice('show-login', ['auto', 'true', 'false']),
    isDry: reader.isTrue('dry-run')
  }
  const keys = { 'warn-days': String(thresholds[0] ?? 0) }
  return { ...inputs, ...readPolicyInputs(reader, environment, keys) }
}

/** The token that writes the issues, as the runner passes it on. */
export function rawIssueToken(environment: Environment): string {
  return rawInput(environment, 'issue-token')
}
