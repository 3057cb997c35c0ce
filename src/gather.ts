import { askAbout, type TokenAnswers } from './ask.ts'
import { checkGitEnvironment } from './git/environment.ts'
import type { RunGit } from './git/run-git.ts'
import { findShadows } from './git/shadow-check.ts'
import { checkGitVersion } from './git/version.ts'
import { readRun } from './runner/event.ts'
import type { Inputs } from './runner/inputs.ts'
import type { Environment } from './runner/job.ts'
import type { Secret } from './runner/secret.ts'
import type { TokenInput } from './runner/token.ts'
import type { Facts, Obstacle } from './verify/facts.ts'
import { type Reason, reasons } from './verify/reasons.ts'

/** The tokens that came in; the second is used when the first cannot be. */
export interface Tokens {
  readonly token: TokenInput
  readonly fallback: TokenInput
}

/** What the outside world is asked with. */
export interface World {
  readonly environment: Environment
  readonly runGit: RunGit
  readonly now: () => Date
}

/** The facts, and the token they are about when there is one. */
export interface Gathered {
  readonly facts: Facts
  readonly secret: Secret | undefined
}

/** Until everything must have been asked, milliseconds. */
const longestStep = 60_000

/**
 * Gathers everything that is judged. GitHub and git are asked side by side, and
 * only when there is a token and all inputs are right.
 */
export async function gatherFacts(
  { token, fallback }: Tokens,
  inputs: Inputs,
  world: World
): Promise<Gathered> {
  const run = readRun(world.environment)
  const deadline = AbortSignal.timeout(longestStep)
  const ask = (input: TokenInput) => askAbout(input, inputs, run, deadline)
  const hasToken = [token, fallback].some(({ secret }) => secret !== undefined)
  const [first, local] = await Promise.all([
    ask(token),
    hasToken && inputs.obstacles.length === 0
      ? lookAround(inputs, token.secret ?? fallback.secret, world)
      : { obstacles: [], shadows: [] }
  ])
  const asked = await chooseToken(first, fallback, ask)
  const { secret, trimmed, ...answers } = asked
  return {
    secret,
    facts: {
      ...answers,
      run,
      shadows: local.shadows,
      obstacles: [
        ...inputs.obstacles,
        ...(trimmed ? [untrimmed] : []),
        ...local.obstacles
      ],
      now: world.now()
    }
  }
}

/** Why the fallback takes the place of a token. */
const givesWay: ReadonlySet<Reason> = new Set([
  'token-empty',
  'skipped-empty',
  'skipped-fork',
  'skipped-dependabot',
  'token-rejected',
  'token-refresh',
  'account-suspended',
  'installation-suspended'
])

/** The first token, or the fallback when that is the one that can be used. */
async function chooseToken(
  first: TokenAnswers,
  fallback: TokenInput,
  ask: (input: TokenInput) => Promise<TokenAnswers>
): Promise<TokenAnswers & Pick<Facts, 'fallback'>> {
  const token = first.answer.refusal
  const { secret, refusal: unusable } = fallback
  const isThere =
    unusable?.reason !== 'token-empty' &&
    (secret === undefined || first.secret?.equals(secret) !== true)
  if (token === undefined || !givesWay.has(token.reason) || !isThere) {
    return { ...first, fallback: undefined }
  }
  const second = await ask(fallback)
  const { refusal } = second.answer
  const isUsable =
    refusal === undefined || reasons[refusal.reason].class === 'unknown'
  return isUsable
    ? { ...second, fallback: { token, refusal: undefined } }
    : { ...first, fallback: { token, refusal } }
}

/** What this machine tells: whether git can be configured, and what it does without. */
async function lookAround(
  { host, repositories, configureGit }: Inputs,
  token: Secret | undefined,
  { environment, runGit }: World
): Promise<Pick<Facts, 'obstacles' | 'shadows'>> {
  const isConfigured = configureGit !== 'none'
  const [version, shadows] = await Promise.all([
    isConfigured ? checkGitVersion(runGit) : undefined,
    findShadows(
      { host, repositories, token },
      {
        runGit,
        workspace: environment['GITHUB_WORKSPACE'] ?? '',
        home: environment['HOME'] ?? '',
        hasAskpass: (environment['GIT_ASKPASS'] ?? '') !== ''
      }
    )
  ])
  const settings = isConfigured ? checkGitEnvironment(environment) : undefined
  const obstacles = [version, settings].filter((one) => one !== undefined)
  return { obstacles, shadows }
}

const untrimmed: Obstacle = {
  requirement: 'stored without white space',
  reason: 'token-untrimmed',
  evidence: 'The value begins or ends with it'
}
