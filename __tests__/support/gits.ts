import { execFileSync } from 'node:child_process'
import { delimiter, join } from 'node:path'

/** A git for the action and the later steps of a job. */
export interface Git {
  /** `git 2.39.5`, for the names of tests. */
  readonly name: string
  /** Where it is; empty for the one on the PATH. */
  readonly folder: string
  /** The one every other test uses. */
  readonly isOnPath: boolean
  /** Has a job find it before any other. */
  readonly env: Readonly<Record<string, string>>
  /** `isBefore(2, 46)` */
  isBefore(major: number, minor: number): boolean
}

/**
 * The git on the PATH, and those of TEST_GITS: folders with a `git` in each,
 * separated as in PATH. Of one version there is one.
 */
export const gits: readonly Git[] = ['', ...testGits()]
  .map(readGit)
  .filter(
    ({ name }, index, all) =>
      index === all.findIndex((git) => git.name === name)
  )

function testGits(): readonly string[] {
  const folders = process.env['TEST_GITS'] ?? ''
  return folders.split(delimiter).filter((folder) => folder !== '')
}

function readGit(folder: string): Git {
  const program = folder === '' ? 'git' : join(folder, 'git')
  const printed = execFileSync(program, ['--version'], { encoding: 'utf8' })
  const [version = '', first, second] = /(\d+)\.(\d+)[.\d]*/.exec(printed) ?? []
  const [ownMajor, ownMinor] = [Number(first), Number(second)]
  const path = process.env['PATH'] ?? ''
  return {
    name: `git ${version}`,
    folder,
    isOnPath: folder === '',
    env: folder === '' ? {} : { PATH: `${folder}${delimiter}${path}` },
    isBefore: (major, minor) =>
      ownMajor === major ? ownMinor < minor : ownMajor < major
  }
}
