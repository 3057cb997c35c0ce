import { rmSync } from 'node:fs'
import {
  type FileHandle,
  open,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat
} from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { quote, unquote } from './config-file.ts'
import { forGit } from './credential-folder.ts'

/** How often a file is tried that another process has locked. */
const mostAttempts = 40

/** Milliseconds between two attempts, at least and at most. */
const [shortestPause, longestPause] = [50, 250]

/** What `includeGlobally` writes for one folder. */
const entryFormat = /\[includeIf "gitdir[^\n]*\]\n\tpath = ("[^\n]*")(?:\n|$)/g

/**
 * Has git include a config file in the repositories below some folders, by the
 * config of a user: for programs that drop the environment of the job. Jobs that
 * share the file have other folders.
 *
 * Nothing but `includeIf` will do: actions/checkout rewrites `include.path` and
 * `url.*.insteadOf` of this file. The entries come last, after what the user says
 * about helpers.
 * https://git-scm.com/docs/git-config#_conditional_includes
 *
 * @throws Error when the file cannot be written, or stays locked
 */
export async function includeGlobally(
  file: string,
  folders: readonly string[],
  path: string
): Promise<void> {
  const entries = folders.map((folder) => {
    const pattern = quote(`${condition}:${escapeGlob(forGit(folder))}/`)
    return `[includeIf ${pattern}]\n\tpath = ${quote(path)}`
  })
  const block = Buffer.from(entries.join('\n')).toString('latin1')
  // A file without a last line end gets none, so that it can be had back.
  await edit(file, (text) => {
    if (/\\\n?$/.test(text)) {
      throw new Error(`the last line of ${file} ends with a backslash`)
    }
    return text === '' || text.endsWith('\n')
      ? `${text}${block}\n`
      : `${text}\n${block}`
  })
}

/**
 * Takes back what `includeGlobally` wrote, to the byte.
 *
 * @param isOurs whether an included file is one to take back
 * @param isNew whether the file came with this; then none is left that is empty
 * @throws Error when the file cannot be written, or stays locked
 */
export async function excludeGlobally(
  file: string,
  isOurs: (path: string) => boolean,
  isNew: boolean
): Promise<void> {
  await edit(file, (text) => {
    let rest = text
    for (const [entry, path = ''] of text.matchAll(entryFormat)) {
      if (!isOurs(unquote(Buffer.from(path, 'latin1').toString()))) continue
      const added = entry.endsWith('\n') ? entry : `\n${entry}`
      rest = rest.replace(added, () => '')
    }
    return rest === '' && isNew ? undefined : rest
  })
}

/** Whether there is no such file, or nothing in it but what jobs like this have added. */
export async function isOurOwn(file: string): Promise<boolean> {
  const text = await readFile(file, 'latin1').catch(() => undefined)
  return (
    text === undefined ||
    (text !== '' && text.replaceAll(entryFormat, '') === '')
  )
}

/** git compares as the file system does. */
const condition = process.platform === 'win32' ? 'gitdir/i' : 'gitdir'

/**
 * Changes a file as git does: under its lock, and all at once. The text has a
 * character for each byte; undefined removes the file.
 * https://github.com/git/git/blob/master/lockfile.h
 */
async function edit(
  file: string,
  change: (text: string) => string | undefined
): Promise<void> {
  const path = await realpath(file).catch(() => followLink(file))
  const lock = `${path}.lock`
  const handle = await openLock(lock)
  let isHeld = true
  // The runner cancels with a signal: no lock must outlive this process then.
  const release = () => {
    rmSync(lock, { force: true })
    process.exit(1)
  }
  process.on('SIGINT', release).on('SIGTERM', release)
  try {
    const found = await stat(path).catch(() => undefined)
    const before = found === undefined ? '' : await readFile(path, 'latin1')
    const after = change(before)
    if (after === undefined) await rm(path, { force: true })
    if (after === undefined || after === before) return
    if (found !== undefined) await handle.chmod(found.mode & 0o7777)
    await handle.writeFile(after, 'latin1')
    await handle.close()
    await rename(lock, path)
    // From here on it may be the lock of another process.
    isHeld = false
  } finally {
    await handle.close()
    if (isHeld) await rm(lock, { force: true })
    process.off('SIGINT', release).off('SIGTERM', release)
  }
}

/** Where a link points that leads nowhere yet; the path itself when it is none. */
async function followLink(path: string): Promise<string> {
  return readlink(path).then(
    (target) => resolve(dirname(path), target),
    () => path
  )
}

/** Waits for other processes. What one has left that died is for the user to remove. */
async function openLock(lock: string): Promise<FileHandle> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await open(lock, 'wx', 0o666)
    } catch (error) {
      const isLocked = (error as { code?: unknown }).code === 'EEXIST'
      if (!isLocked) throw error
      if (attempt === mostAttempts) {
        throw new Error(
          `${lock} is there, as if another process were writing; remove it if none is`,
          { cause: error }
        )
      }
      const spread = longestPause - shortestPause
      await setTimeout(shortestPause + Math.random() * spread)
    }
  }
}

/** A folder's name in a pattern of git. */
function escapeGlob(path: string): string {
  return path.replaceAll(/[\\*?[]/g, String.raw`\$&`)
}
