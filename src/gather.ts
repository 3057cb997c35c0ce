import { checkGitEnvironment } from './git/environment.ts'
import { findGhOverride } from './git/github-cli.ts'
import type { RunGit } from './git/run-git.ts'
import { findShadows } from './git/shadow-check.ts'
import { type GitVersion, readGitVersion } from './git/version.ts'
import { readRun } from './runner/event.ts'
import type { Inputs } from './runner/inputs.ts'
import type { Environment } from './runner/job.ts'
import type { Secret } from './runner/secret.ts'
import type { TokenInput, UsableToken } from './runner/token.ts'
import { leaveUnasked, type Outcome, untrimmed } from './outcome.ts'
import type { Facts, Obstacle } from './verify/facts.ts'
import type { Reason } from './verify/reasons.ts'
import { isUsable } from './verify/report.ts'

/** The tokens that came in; the second is used when the first cannot be. */
export interface Tokens {
  readonly token: TokenInput
  readonly fallback: TokenInput
}

/** What the outside world is asked with. */
export interface World {
  readonly environment: Environment
  /** The home folder of this user, undefined without one. */
  readonly home: string | undefined
  readonly runGit: RunGit
  readonly now: () => Date
}

/** The facts, and the token they are about when there is one. */
export interface Gathered {
  readonly facts: Facts
  readonly secret: Secret | undefined
  /** The git of this machine, when it is asked for and can be given a token. */
  readonly gitVersion: GitVersion | undefined
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
  const [wrong] = inputs.obstacles
  const isRight = wrong === undefined
  const ask = async (input: TokenInput) =>
    isRight && input.secret !== undefined
      ? askHost(input, inputs, deadline)
      : leaveUnasked(input, inputs, run, wrong?.reason)
  const hasToken = [token, fallback].some(({ secret }) => secret !== undefined)
  const [first, local] = await Promise.all([
    ask(token),
    isRight && hasToken
      ? lookAround(inputs, token.secret ?? fallback.secret, world)
      : { obstacles: [], shadows: [], gitVersion: undefined }
  ])
  const asked = await chooseToken(first, fallback, ask)
  const { secret, trimmed, ...answers } = asked
  return {
    secret,
    gitVersion: local.gitVersion,
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

async function askHost(
  token: UsableToken,
  inputs: Inputs,
  deadline: AbortSignal
): Promise<Outcome> {
  // Half of this action's start-up time is in there; bad inputs end before.
  const { askAbout, connect } = await import('./ask.ts')
  return askAbout(connect(inputs.host, token.secret, deadline), token, inputs)
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
  first: Outcome,
  fallback: TokenInput,
  ask: (input: TokenInput) => Promise<Outcome>
): Promise<Outcome & Pick<Facts, 'fallback'>> {
  const token = first.answer.refusal
  const { secret, refusal: unusable } = fallback
  const isThere =
    unusable?.reason !== 'token-empty' &&
    (secret === undefined || first.secret?.equals(secret) !== true)
  if (token === undefined || !givesWay.has(token.reason) || !isThere) {
    return { ...first, fallback: undefined }
  }
  const second = await ask(fallback)
  return isUsable(second.answer)
    ? { ...second, fallback: { token, refusal: undefined } }
    : { ...first, fallback: { token, refusal: second.answer.refusal } }
}

/** What this machine tells: whether git can be configured, and what it does without. */
async function lookAround(
  { host, covered, configureGit, githubCli }: Inputs,
  token: Secret | undefined,
  { environment, home, runGit }: World
): Promise<
  Pick<Facts, 'obstacles' | 'shadows'> & Pick<Gathered, 'gitVersion'>
> {
  const isConfigured = configureGit !== 'none'
  const [version, shadows] = await Promise.all([
    isConfigured ? readGitVersion(runGit) : undefined,
    findShadows(
      { host, repositories: covered, token },
      {
        runGit,
        workspace: environment['GITHUB_WORKSPACE'] ?? '',
        home,
        hasAskpass: (environment['GIT_ASKPASS'] ?? '') !== ''
      }
    )
  ])
  const settings = isConfigured ? checkGitEnvironment(environment) : undefined
  const isHomeless = configureGit === 'global' && home === undefined
  const gh = githubCli ? findGhOverride(host.hostname, environment) : undefined
  const isUnfit = version !== undefined && 'reason' in version
  return {
    obstacles: [
      ...(isUnfit ? [version] : []),
      ...(settings === undefined ? [] : [settings]),
      ...(isHomeless ? [homeless] : []),
      ...(gh === undefined ? [] : [gh])
    ],
    shadows,
    gitVersion: isUnfit ? undefined : version
  }
}

const homeless: Obstacle = {
  requirement: 'a home folder',
  reason: 'git-not-configured',
  evidence: 'HOME is not set, so there is no ~/.gitconfig to write to'
}
