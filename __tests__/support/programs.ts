import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const isCi = process.env['CI'] === 'true'

/** Whether a test can act as another user; always so under CI. */
export const isRoot = isCi || process.getuid?.() === 0

/**
 * Whether a program is on PATH. Always so under CI: there a test that needs one
 * fails where it is missing, and is never skipped.
 */
export function hasProgram(name: string): boolean {
  if (isCi) return true
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.some((folder) => isExecutable(join(folder, name)))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
