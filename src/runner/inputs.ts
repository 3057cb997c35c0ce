import type { Storage } from '../git/configuration.ts'
import type { Obstacle } from '../verify/facts.ts'
import { checkJob, type Environment, type Job, placesOf } from './job.ts'
import { Reader } from './reader.ts'
import {
  readTokenInputs,
  tokenDefaults,
  type TokenInputs
} from './token-inputs.ts'

/** The inputs of the root action, without the tokens, checked and typed. */
export interface Inputs extends TokenInputs {
  readonly configureGit: ConfigureGit
  /** Where git finds the token, and for how many seconds when that is in memory. */
  readonly storage: Storage
  readonly cacheSeconds: number
  readonly sshToHttps: boolean
  /** Whether gh is to use the token. */
  readonly githubCli: boolean
  readonly summary: boolean
  /** What is wrong with the inputs, all of it; their values are then not to be used. */
  readonly obstacles: readonly Obstacle[]
}

/** For the job alone, in the config of the user as well, or not at all. */
export type ConfigureGit = 'job' | 'global' | 'none'

/** What an input is when the workflow passes an empty text; action.yml says the same. */
export const defaults = {
  ...tokenDefaults,
  'token-name': 'token',
  'configure-git': 'job',
  'credential-storage': 'file',
  'credential-timeout': '3600',
  'ssh-to-https': 'true',
  'git-identity': 'false',
  'github-cli': 'false',
  'allow-unsafe-fork-credentials': 'false',
  summary: 'true'
} as const

/** git counts whole seconds, and this step asks once itself. */
const leastSeconds = 3

/** No job lives longer, seconds. https://docs.github.com/actions/reference/limits */
const mostSeconds = 5 * 24 * 3600

/** The value of an input as the runner passes it on. */
export function rawInput(environment: Environment, name: string): string {
  return environment[`INPUT_${name.toUpperCase()}`] ?? ''
}

/** A reader of inputs that fall back to these values. */
export function readerOf(
  environment: Environment,
  fallbacks: Readonly<Record<string, string>>
): Reader {
  const known = new Map(Object.entries(fallbacks))
  return new Reader(
    (name) => rawInput(environment, name).trim() || (known.get(name) ?? '')
  )
}

/** Everything that is wrong with the inputs a reader has read. */
export function obstaclesOf({ complaints }: Reader): readonly Obstacle[] {
  return complaints.map(({ name, complaint }) => ({
    requirement: 'valid inputs',
    reason: 'input-invalid',
    evidence: `${name}: ${complaint}`
  }))
}

/** Reads every input but the token, and says everything that is wrong with them. */
export function readInputs(environment: Environment, job: Job): Inputs {
  const reader = readerOf(environment, defaults)
  const tokenName = reader.name('token-name', defaults['token-name'])
  const configureGit = reader.choice('configure-git', ['job', 'global', 'none'])
  const storage = reader.choice('credential-storage', ['file', 'memory'])
  const gitIdentity = reader.isTrue('git-identity')
  const githubCli = reader.isTrue('github-cli')
  if (configureGit === 'none') {
    const unused = 'it has no effect with configure-git: none'
    if (gitIdentity) reader.reject('git-identity', unused)
    if (storage === 'memory') reader.reject('credential-storage', unused)
  }
  if (configureGit === 'global' && storage === 'memory') {
    reader.reject(
      'configure-git',
      'a helper that is set after this step could store the token, which credential-storage: memory is to avoid; use job'
    )
  }
  if (githubCli && storage === 'memory') {
    reader.reject(
      'github-cli',
      'gh keeps the token in a file, which credential-storage: memory is to avoid'
    )
  }
  const guardsFork =
    !reader.isTrue('allow-unsafe-fork-credentials') &&
    (configureGit !== 'none' || githubCli)
  const isForGit = configureGit !== 'none'
  return {
    ...readTokenInputs(reader, job, {
      tokenName,
      isForGit,
      guardsFork,
      gitIdentity,
      rotateBy: undefined,
      mustEnd: false
    }),
    configureGit,
    storage,
    cacheSeconds:
      reader.number(
        'credential-timeout',
        'seconds',
        leastSeconds,
        mostSeconds
      ) ?? 0,
    sshToHttps: reader.isTrue('ssh-to-https'),
    githubCli,
    summary: reader.isTrue('summary'),
    obstacles: [
      ...checkJob(environment, placesOf.setup),
      ...obstaclesOf(reader)
    ]
  }
}
