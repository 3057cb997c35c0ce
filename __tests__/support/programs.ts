import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * Whether a program is on PATH. Always so under CI: there a test that needs one
 * fails where it is missing, and is never skipped.
 */
export function hasProgram(name: string): boolean {
  if (process.env['CI'] === 'true') return true
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
