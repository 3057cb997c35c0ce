import { rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { cacheFolder, endCache } from './credential-cache.ts'
import {
  configPath,
  exists,
  folderPath,
  isFolder
} from './credential-folder.ts'
import { excludeGlobally } from './global-config.ts'
import { complaintOf, type RunGit } from './run-git.ts'

/** What a step left behind. */
export interface Trace {
  /** RUNNER_TEMP */
  readonly temp: string
  /** The name of its folder there. */
  readonly name: string
  readonly globalConfig?: GlobalConfig | undefined
}

/** The config file of a user, in the home folder. */
export const globalConfigName = '.gitconfig'

/** The config file of a user that was changed. */
interface GlobalConfig {
  readonly file: string
  /** Whether it was made for this. */
  readonly isNew: boolean
}

/** What the post step must be told to take it back. */
export function stateOf({
  name,
  globalConfig
}: Trace): readonly (readonly [key: string, value: string])[] {
  return [
    ['folder', name],
    ...(globalConfig === undefined
      ? []
      : ([
          ['globalConfig', globalConfig.file],
          ['globalConfigIsNew', String(globalConfig.isNew)]
        ] as const))
  ]
}

/** What the main step has told; undefined when there is nothing to take back. */
export function readState(
  environment: Readonly<Record<string, string | undefined>>
): Trace | undefined {
  const read = (key: string) => environment[key] ?? ''
  const [name, file] = [read('STATE_folder'), read('STATE_globalConfig')]
  return name === ''
    ? undefined
    : {
        temp: read('RUNNER_TEMP'),
        name,
        globalConfig:
          file === ''
            ? undefined
            : { file, isNew: read('STATE_globalConfigIsNew') === 'true' }
      }
}

/**
 * Takes back all a step has left: what it added to a user's config, the daemon
 * that holds its token, its folder. What is gone already is fine.
 *
 * The state it comes from could have been written by later steps: only a folder
 * with a name of ours, directly in RUNNER_TEMP, and the lines that include a file
 * of it in a `.gitconfig` are touched.
 *
 * @returns whether there was a folder
 * @throws Error that says what could not be taken back, after the rest was
 */
export async function takeBack(trace: Trace, run: RunGit): Promise<boolean> {
  const folder = folderPath(trace.temp, trace.name)
  const [excluded, removed] = await Promise.allSettled([
    forgetInclude(trace.globalConfig, configPath(folder)),
    removeFolder(folder, run)
  ])
  const failures = [excluded, removed]
    .filter((outcome) => outcome.status === 'rejected')
    .map(({ reason }) => complaintOf(reason))
  if (failures.length > 0) throw new Error(failures.join('; '))
  return removed.status === 'fulfilled' && removed.value
}

async function forgetInclude(
  globalConfig: GlobalConfig | undefined,
  ours: string
): Promise<void> {
  if (globalConfig === undefined) return
  const { file, isNew } = globalConfig
  if (basename(file) !== globalConfigName) {
    throw new Error('the saved path is not that of a .gitconfig')
  }
  if (await exists(file)) {
    await excludeGlobally(file, (path) => path === ours, isNew)
  }
}

async function removeFolder(folder: string, run: RunGit): Promise<boolean> {
  if (!(await isFolder(folder))) return false
  try {
    if (await exists(join(folder, cacheFolder))) await endCache(folder, run)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return true
}
