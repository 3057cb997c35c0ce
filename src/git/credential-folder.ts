import { chmod, lstat, mkdir, open } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'

/** Not a name actions/checkout would take for one of its own when it cleans up. */
export const namePrefix = 'setup-github-token-'

const nameFormat = new RegExp(`^${namePrefix}[0-9a-f-]{36}$`)

/** A name nobody can guess, for a folder in RUNNER_TEMP. */
export function newFolderName(): string {
  return `${namePrefix}${crypto.randomUUID()}`
}

/** Whether a name is one that `newFolderName` makes. */
export function isFolderName(name: string): boolean {
  return nameFormat.test(name)
}

/**
 * The name of the folder of a step that a path goes through, in RUNNER_TEMP:
 * where another step of this job has put something.
 */
export function folderNameIn(
  runnerTemp: string,
  path: string
): string | undefined {
  const start = forGit(join(runnerTemp, '/'))
  const [name = ''] = forGit(path).startsWith(start)
    ? forGit(path).slice(start.length).split('/')
    : []
  return isFolderName(name) ? name : undefined
}

/** git takes forward slashes on every system, and a backslash for an escape. */
export function forGit(path: string): string {
  return process.platform === 'win32' ? path.replaceAll('\\', '/') : path
}

/** The config file in a folder, which includes the others. */
export const configName = 'config'

/** The path of the config file in a folder, as git is told it. */
export function configPath(folder: string): string {
  return forGit(`${folder}/${configName}`)
}

/** Whether there is something at a path. */
export async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false
  )
}

/** A file to be made, with its exact mode. */
export interface NewFile {
  /** Its path in the folder. */
  readonly name: string
  readonly mode: number
  readonly text: string
}

/**
 * Makes a folder with files in it. Nothing that exists is opened, followed or
 * changed: the folder must be new, and so must be the files.
 *
 * Everyone may enter the folder, since git fails for a user who cannot reach an
 * included config file; its secret files are private, and the folders in it.
 */
export async function createFolder(
  path: string,
  files: readonly NewFile[],
  folders: readonly string[] = []
): Promise<void> {
  await mkdir(path, { mode: 0o700 })
  for (const name of folders) await mkdir(join(path, name), { mode: 0o700 })
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
 * The path of a folder of this action, from its name.
 *
 * @throws Error when that is no name of ours, or there is no RUNNER_TEMP
 */
export function folderPath(runnerTemp: string, name: string): string {
  if (!isAbsolute(runnerTemp)) {
    throw new Error('RUNNER_TEMP is not an absolute path')
  }
  if (!isFolderName(name)) {
    throw new Error('the saved folder name is not one of this action')
  }
  return join(runnerTemp, name)
}

/**
 * Whether there is a folder at a path.
 *
 * @throws Error when something else is there
 */
export async function isFolder(path: string): Promise<boolean> {
  const found = await lstat(path).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined
    throw error
  })
  if (found?.isDirectory() === false) {
    throw new Error('something else is in the place of its folder')
  }
  return found !== undefined
}
