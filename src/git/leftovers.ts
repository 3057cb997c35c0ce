import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isFolderName } from './credential-folder.ts'
import { takeBack } from './removal.ts'
import type { RunGit } from './run-git.ts'

/**
 * Removes the folders of steps whose job was killed: those of this user that are
 * older than this job, and that no step of this job speaks of.
 *
 * The runner empties RUNNER_TEMP when a job starts; a runner that does not, or
 * could not, shall not keep tokens.
 *
 * @param jobStart when the runner wrote the event of this job
 */
export async function sweepLeftovers(
  temp: string,
  jobStart: Date,
  known: readonly string[],
  run: RunGit
): Promise<void> {
  // Where there is no such folder, what comes next will say so.
  const names = (await readdir(temp).catch(() => [])).filter(isFolderName)
  for (const name of names.filter((one) => !known.includes(one))) {
    try {
      const { mtime, uid } = await lstat(join(temp, name))
      const isOurs = process.getuid === undefined || uid === process.getuid()
      if (isOurs && mtime < jobStart) await takeBack({ temp, name }, run)
    } catch {
      // What a killed job left is no reason to fail this one, nor to keep the rest.
    }
  }
}
