import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Obstacle } from '../verify/facts.ts'

/** Runs git and gives back what it printed. */
export type RunGit = (...args: readonly string[]) => Promise<string>

/** What git may see of this process's environment: no input, and so no token. */
const passedOn = [
  'PATH',
  'HOME',
  'SYSTEMROOT',
  'PATHEXT',
  'TMPDIR',
  'TEMP',
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
  'DEVELOPER_DIR'
]

/** Runs the git on the PATH; its environment has nothing of this step's inputs. */
export const runGit: RunGit = async (...args) => {
  const env = Object.fromEntries(
    passedOn.map((name) => [name, process.env[name]])
  )
  const { stdout } = await promisify(execFile)('git', args, {
    env,
    timeout: 10_000
  })
  return stdout
}

/** The first git that reads GIT_CONFIG_COUNT. https://github.com/git/git/blob/master/Documentation/RelNotes/2.31.0.txt */
const oldest = { major: 2, minor: 31 } as const

const requirement = 'git 2.31 or newer'

/** Why the git of this machine cannot be given a credential, or undefined. */
export async function checkGitVersion(
  run: RunGit
): Promise<Obstacle | undefined> {
  let printed: string
  try {
    printed = await run('--version')
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
