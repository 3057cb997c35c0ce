import { chmod, lstat, mkdir, open, rm } from 'node:fs/promises'
import { basename, isAbsolute, join } from 'node:path'

/** Not a name actions/checkout would take for one of its own when it cleans up. */
export const namePrefix = 'setup-github-token-'

const nameFormat = new RegExp(`^${namePrefix}[0-9a-f-]{36}$`)

/** A name nobody can guess, for a folder in RUNNER_TEMP. */
export function newFolderName(): string {
  return `${namePrefix}${crypto.randomUUID()}`
}

/** A file to be made, with its exact mode. */
export interface NewFile {
  readonly name: string
  readonly mode: number
  readonly text: string
}

/**
 * Makes a folder with files in it. Nothing that exists is opened, followed or
 * changed: the folder must be new, and so must be the files.
 *
 * Everyone may enter the folder, since git fails for a user who cannot reach an
 * included config file; only its secret file is private.
 */
export async function createFolder(
  path: string,
  files: readonly NewFile[]
): Promise<void> {
  await mkdir(path, { mode: 0o700 })
  for (const { name, mode, text } of files) {
    const file = await open(join(path, name), 'wx', mode)
    try {
      // The umask may have taken bits away.
      await file.chmod(mode)
      await file.writeFile(text)
    } finally {
      await file.close()
    }
  }
  await chmod(path, 0o755)
}

/**
 * Removes a folder this action made, with all that is in it; one that is gone
 * already is fine.
 *
 * The name comes from the state of the step, which later steps could have
 * written: only a name of our form, directly in RUNNER_TEMP, is touched.
 *
 * @returns whether there was one
 * @throws Error that says why the folder was left alone or could not be removed
 */
export async function removeFolder(
  runnerTemp: string,
  name: string
): Promise<boolean> {
  if (!isAbsolute(runnerTemp)) {
    throw new Error('RUNNER_TEMP is not an absolute path')
  }
  if (!nameFormat.test(name) || basename(name) !== name) {
    throw new Error('the saved folder name is not one of this action')
  }
  const path = join(runnerTemp, name)
  const found = await lstat(path).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined
    throw error
  })
  if (found === undefined) return false
  if (!found.isDirectory()) {
    throw new Error('something else is in the place of its folder')
  }
  await rm(path, { recursive: true, force: true })
  return true
}
