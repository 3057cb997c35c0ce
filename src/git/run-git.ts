import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describeError } from '../runner/text.ts'

/** How git is run, when not in this process's folder and with no input. */
export interface RunOptions {
  readonly folder?: string | undefined
  /** What git reads from its standard input: the only way for a secret. */
  readonly input?: string
  /** Without the `GIT_CONFIG_*` variables of the job, which may be broken. */
  readonly isApart?: boolean
}

/** Runs git and gives back what it printed; rejects when it fails. */
export type RunGit = (
  args: readonly string[],
  options?: RunOptions
) => Promise<string>

/**
 * What git may see of this process's environment: no input, and so no token. By
 * the last one the runner finds processes that outlive the job.
 */
const passedOn =
  /^(PATH|HOME|USERPROFILE|XDG_CONFIG_HOME|SYSTEMROOT|PATHEXT|TMPDIR|TEMP|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|DEVELOPER_DIR|GIT_EXEC_PATH|GIT_CONFIG_\w+|RUNNER_TRACKING_ID)$/

/** Runs the git on the PATH; its environment has nothing of this step's inputs. */
export const runGit: RunGit = async (
  args,
  { folder, input = '', isApart = false } = {}
) => {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => {
      const upper = name.toUpperCase()
      return (
        passedOn.test(upper) && !(isApart && upper.startsWith('GIT_CONFIG_'))
      )
    })
  )
  const running = promisify(execFile)('git', args, {
    env,
    timeout: 10_000,
    ...(folder !== undefined && { cwd: folder })
  })
  // A git that fails may be gone before it has read everything.
  running.child.stdin?.on('error', () => undefined).end(input)
  return (await running).stdout
}

/** What git complained about when it failed, or what else went wrong. */
export function complaintOf(error: unknown): string {
  const { stderr } = error as { stderr?: unknown }
  return typeof stderr === 'string' && stderr.trim() !== ''
    ? stderr.trim().replaceAll(/\s*\n\s*/g, '; ')
    : describeError(error)
}
