import type { Obstacle } from '../verify/facts.ts'
import { obstaclesOf, rawInput, readerOf } from './inputs.ts'
import { checkJob, type Environment, placesOf } from './job.ts'
import type { Reader } from './reader.ts'
import { mostDays, tokenDefaults } from './token-inputs.ts'

/** The inputs that actions have which judge the tokens of a policy. */
export interface PolicyInputs {
  /** The policy itself, when it stands in the workflow. */
  readonly tokens: string
  readonly policyFile: string
  /** The most requests that are in flight at a host. */
  readonly concurrency: number
  readonly summary: boolean
  /** The text of a key that a token of the policy does not have. */
  readonly fallback: (key: string) => string
  /** What is wrong with the inputs, all of it. */
  readonly obstacles: readonly Obstacle[]
}

/** What an input is when the workflow passes an empty text; check/action.yml says the same. */
export const policyDefaults = {
  'policy-file': '.github/tokens.yml',
  concurrency: '8',
  summary: 'true'
} as const

/** What tokens without these keys have; check/action.yml says the same. */
export const checkDefaults = {
  ...policyDefaults,
  'warn-days': tokenDefaults['warn-days'],
  'fail-on': tokenDefaults['fail-on'],
  'on-empty': tokenDefaults['on-empty']
} as const

/** More requests at once than GitHub allows are of no use. https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits */
const mostAtOnce = 100

/** Reads the inputs of `check`. */
export function readCheckInputs(environment: Environment): PolicyInputs {
  const reader = readerOf(environment, checkDefaults)
  const keys = {
    'warn-days': String(reader.number('warn-days', 'days', 0, mostDays) ?? 0),
    'fail-on': reader.failClasses('fail-on').join() || 'none',
    'on-empty': reader.choice('on-empty', ['auto', 'skip', 'fail'])
  }
  return readPolicyInputs(reader, environment, keys)
}

/** Reads what all such actions have; `keys` are those of tokens that lack them. */
export function readPolicyInputs(
  reader: Reader,
  environment: Environment,
  keys: Readonly<Record<string, string>>
): PolicyInputs {
  const known = new Map(Object.entries({ ...tokenDefaults, ...keys }))
  const concurrency = reader.number('concurrency', 'requests', 1, mostAtOnce)
  const tokens = rawInput(environment, 'tokens')
  const policyFile = reader.text('policy-file')
  if (tokens.trim() !== '' && policyFile !== policyDefaults['policy-file']) {
    reader.reject('policy-file', 'it has no effect beside tokens')
  }
  return {
    tokens,
    policyFile,
    concurrency: concurrency ?? 1,
    summary: reader.isTrue('summary'),
    fallback: (key) => known.get(key) ?? '',
    obstacles: [
      ...checkJob(environment, placesOf.policy),
      ...obstaclesOf(reader)
    ]
  }
}
