import type { Obstacle } from '../verify/facts.ts'
import type { RunGit } from './run-git.ts'

/** The first git that reads GIT_CONFIG_COUNT. https://github.com/git/git/blob/master/Documentation/RelNotes/2.31.0.txt */
const oldest = { major: 2, minor: 31 } as const

const requirement = 'git 2.31 or newer'

/** Why the git of this machine cannot be given a credential, or undefined. */
export async function checkGitVersion(
  run: RunGit
): Promise<Obstacle | undefined> {
  let printed: string
  try {
    printed = await run(['--version'])
  } catch (error) {
    const { code, signal } = error as { code?: unknown; signal?: unknown }
    return {
      requirement,
      reason: 'git-missing',
      evidence: `git --version failed (${String(code ?? signal)})`
    }
  }
  const [, major, minor] = /\b(\d+)\.(\d+)/.exec(printed) ?? []
  const isEnough =
    Number(major) > oldest.major ||
    (Number(major) === oldest.major && Number(minor) >= oldest.minor)
  return isEnough
    ? undefined
    : {
        requirement,
        reason: 'git-too-old',
        evidence: `git --version printed: ${printed.trim().slice(0, 100)}`
      }
}
