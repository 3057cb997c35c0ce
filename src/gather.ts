import { checkGitEnvironment } from './git/environment.ts'
import { checkGitVersion, type RunGit } from './git/version.ts'
import { openApi } from './github/api.ts'
import { askAboutToken } from './github/token-facts.ts'
import type { Inputs } from './runner/inputs.ts'
import type { Environment } from './runner/job.ts'
import type { TokenInput } from './runner/token.ts'
import type { Facts, Obstacle } from './verify/facts.ts'

/** What the outside world is asked with. */
export interface World {
  readonly environment: Environment
  readonly runGit: RunGit
  readonly now: () => Date
}

/**
 * Gathers everything that is judged. GitHub and git are asked side by side, and
 * only when there is a token and all inputs are right.
 */
export async function gatherFacts(
  token: TokenInput,
  inputs: Inputs,
  world: World
): Promise<Facts> {
  const obstacles = [...inputs.obstacles, ...(token.trimmed ? [untrimmed] : [])]
  const now = world.now()
  if (token.secret === undefined) {
    return { answer: { refusal: token.refusal }, obstacles, now }
  }
  const [obstacle] = inputs.obstacles
  if (obstacle !== undefined) {
    const { reason } = obstacle
    const evidence = 'The host was not asked about the token'
    return { answer: { refusal: { reason, evidence } }, obstacles, now }
  }
  const [answer, gitObstacles] = await Promise.all([
    askAboutToken(openApi(inputs.host, token.secret), token.secret),
    inputs.configureGit === 'none' ? [] : checkGit(world)
  ])
  return {
    answer,
    obstacles: [...obstacles, ...gitObstacles],
    now: world.now()
  }
}

const untrimmed: Obstacle = {
  requirement: 'stored without white space',
  reason: 'token-untrimmed',
  evidence: 'The value begins or ends with it'
}

async function checkGit(world: World): Promise<readonly Obstacle[]> {
  const found = [
    await checkGitVersion(world.runGit),
    checkGitEnvironment(world.environment)
  ]
  return found.filter((obstacle) => obstacle !== undefined)
}
