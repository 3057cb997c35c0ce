import type { Obstacle } from '../verify/facts.ts'
import { complaintOf, type RunGit } from './run-git.ts'

/** The git of a machine: `2.39` of 2.39.5. */
export interface GitVersion {
  readonly major: number
  readonly minor: number
}

/** The first git that reads GIT_CONFIG_COUNT. https://github.com/git/git/blob/master/Documentation/RelNotes/2.31.0.txt */
const oldest: GitVersion = { major: 2, minor: 31 }

const requirement = 'git 2.31 or newer'

/** Asks git for its version, or says why git cannot be given a credential. */
export async function readGitVersion(
  run: RunGit
): Promise<GitVersion | Obstacle> {
  let printed: string
  try {
    printed = await run(['--version'])
  } catch (error) {
    const { code, signal } = error as { code?: unknown; signal?: unknown }
    return {
      requirement,
      reason: 'git-missing',
      evidence: `git --version failed (${String(code ?? signal)}): ${complaintOf(error)}`
    }
  }
  const [, major, minor] = /\b(\d+)\.(\d+)/.exec(printed) ?? []
  const version = { major: Number(major), minor: Number(minor) }
  const isKnown = major !== undefined && !isBefore(version, oldest)
  return isKnown
    ? version
    : {
        requirement,
        reason: 'git-too-old',
        evidence: `git --version printed: ${printed.trim().slice(0, 100)}`
      }
}

/**
 * Whether git loses GIT_CONFIG_COUNT on its way to submodules of submodules.
 * `sanitize_submodule_env` of https://github.com/git/git/blob/v2.35.0/git-submodule.sh
 */
export function losesConfigCount(version: GitVersion): boolean {
  return isBefore(version, { major: 2, minor: 36 })
}

/** Whether git waits for a 401 before it sends a credential. https://github.com/git/git/blob/master/Documentation/RelNotes/2.46.0.txt */
export function lacksProactiveAuth(version: GitVersion): boolean {
  return isBefore(version, { major: 2, minor: 46 })
}

function isBefore(version: GitVersion, other: GitVersion): boolean {
  return version.major === other.major
    ? version.minor < other.minor
    : version.major < other.major
}
