import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Runs git, in a folder if one is named, and gives back what it printed. */
export type RunGit = (
  args: readonly string[],
  folder?: string
) => Promise<string>

/** What git may see of this process's environment: no input, and so no token. */
const passedOn =
  /^(PATH|HOME|USERPROFILE|XDG_CONFIG_HOME|SYSTEMROOT|PATHEXT|TMPDIR|TEMP|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|DEVELOPER_DIR|GIT_CONFIG_\w+)$/

/** Runs the git on the PATH; its environment has nothing of this step's inputs. */
export const runGit: RunGit = async (args, folder) => {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) =>
      passedOn.test(name.toUpperCase())
    )
  )
  const { stdout } = await promisify(execFile)('git', args, {
    env,
    timeout: 10_000,
    ...(folder !== undefined && { cwd: folder })
  })
  return stdout
}
