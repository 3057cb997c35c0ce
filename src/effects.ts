import { existsSync } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { gitFiles, type GitOutcome, leaveGit } from './git/configuration.ts'
import { CacheError, cacheFolder, cacheToken } from './git/credential-cache.ts'
import {
  configPath,
  createFolder,
  folderNameIn,
  newFolderName,
  type NewFile
} from './git/credential-folder.ts'
import {
  includeAsParameter,
  includeConfigFile,
  includedConfigFiles,
  type Variable
} from './git/environment.ts'
import { ghFiles, ghFolder, readGhHosts } from './git/github-cli.ts'
import {
  excludeGlobally,
  includeGlobally,
  isOurOwn
} from './git/global-config.ts'
import { sweepLeftovers } from './git/leftovers.ts'
import { findOverride } from './git/overrides.ts'
import {
  globalConfigName,
  stateOf,
  takeBack,
  type Trace
} from './git/removal.ts'
import { complaintOf, type RunGit } from './git/run-git.ts'
import { passwordOf } from './git/shadow-check.ts'
import { describeHandover, type Handover } from './handover.ts'
import type { Environment } from './runner/job.ts'
import type { Results } from './runner/results.ts'

/** Where the effects of a step go. */
export interface Target {
  /** RUNNER_TEMP */
  readonly temp: string
  /** The home folder of this user, undefined without one. */
  readonly home: string | undefined
  readonly environment: Environment
  readonly results: Results
  readonly runGit: RunGit
}

/**
 * Makes git, and gh, use the credential in the later steps of this job.
 *
 * The post step learns what will be written before it is, so that it takes it
 * back even when this step is killed half-way. When something fails, nothing is
 * left behind.
 */
export async function handOut(
  handover: Handover,
  target: Target
): Promise<GitOutcome> {
  const { temp, results, runGit } = target
  const trace = await planTrace(handover, target)
  const variables = variablesFor(handover, join(temp, trace.name), target)
  const token = handover.git?.credential.token
  const secret = variables.find(
    ([, value]) =>
      results.hasSecret(value) ||
      token?.equals(passwordOf(value) ?? '') === true
  )
  if (secret !== undefined) {
    return leaveGit({
      requirement: 'GIT_CONFIG_* variables without a secret',
      reason: 'git-environment-secret',
      evidence: `${secret[0]} holds a token`
    })
  }
  try {
    for (const [key, value] of stateOf(trace)) results.saveState(key, value)
    await write(handover, trace, target)
    for (const [key, value] of variables) results.exportVariable(key, value)
  } catch (error) {
    // The post step will try again, and say so when it fails.
    await takeBack(trace, runGit).catch(() => undefined)
    return leaveGit({
      requirement: 'git configured',
      reason:
        error instanceof CacheError
          ? 'credential-cache-missing'
          : 'git-not-configured',
      evidence: complaintOf(error)
    })
  }
  return {
    configured: handover.git !== undefined,
    described: describeHandover(handover),
    obstacle:
      handover.git &&
      (await findOverride(
        handover.git.credential.host.webUrl,
        handover.git.covered,
        target.environment['GITHUB_WORKSPACE'] ?? '',
        runGit
      ))
  }
}

/** What there will be to take back. */
async function planTrace(
  { git }: Handover,
  { temp, home }: Target
): Promise<Trace> {
  const name = newFolderName()
  if (git?.isGlobal !== true || home === undefined) return { temp, name }
  const file = join(home, globalConfigName)
  return { temp, name, globalConfig: { file, isNew: await isOurOwn(file) } }
}

/** What later steps find in their environment. */
function variablesFor(
  { git, gh }: Handover,
  folder: string,
  { environment }: Target
): readonly Variable[] {
  const path = configPath(folder)
  const variables: Variable[] = []
  if (git !== undefined) {
    variables.push(...includeConfigFile(environment, path))
    if (git.losesConfigCount) {
      variables.push(includeAsParameter(environment, path))
    }
    if (git.isGlobal && environment[cargoUsesGit] === undefined) {
      variables.push([cargoUsesGit, 'true'])
    }
  }
  if (gh !== undefined) variables.push([ghConfigDir, join(folder, ghFolder)])
  return variables
}

/** With its own git, cargo reads nothing of what git does. https://doc.rust-lang.org/cargo/reference/config.html#netgit-fetch-with-cli */
const cargoUsesGit = 'CARGO_NET_GIT_FETCH_WITH_CLI'

/** Where gh looks for its configuration. https://cli.github.com/manual/gh_help_environment */
const ghConfigDir = 'GH_CONFIG_DIR'

async function write(
  handover: Handover,
  { name, globalConfig }: Trace,
  target: Target
): Promise<void> {
  const { temp, environment, runGit } = target
  const earlier = findEarlier(target)
  const start = await jobStart(environment)
  if (start !== undefined) {
    await sweepLeftovers(temp, start, [...earlier.git, ...earlier.gh], runGit)
  }
  const folder = join(temp, name)
  await makeFolder(folder, handover, earlier, temp)
  if (handover.git?.credential.storage === 'memory') {
    const { credential, cacheSeconds: seconds } = handover.git
    const { host, token } = credential
    await cacheToken(folder, { host: host.name, token, seconds }, runGit)
  }
  if (globalConfig !== undefined) {
    await includeForUser(globalConfig.file, folder, target)
  }
}

/** Names of the folders of earlier steps of this job. */
interface Earlier {
  readonly git: readonly string[]
  /** That of the last one at most. */
  readonly gh: readonly string[]
}

function findEarlier({ temp, environment }: Target): Earlier {
  const find = (path: string) => folderNameIn(temp, path) ?? []
  return {
    git: includedConfigFiles(environment).flatMap(find),
    gh: [environment[ghConfigDir] ?? ''].flatMap(find)
  }
}

/** Makes the folder of this step, which the token is in unless memory keeps it. */
async function makeFolder(
  folder: string,
  { git, gh }: Handover,
  earlier: Earlier,
  temp: string
): Promise<void> {
  const files: NewFile[] = []
  const privateFolders: string[] = []
  if (git !== undefined) {
    files.push(...gitFiles(folder, git.credential, earlier.git))
    if (git.credential.storage === 'memory') privateFolders.push(cacheFolder)
  }
  if (gh !== undefined) {
    const [name] = earlier.gh
    const hosts = name === undefined ? {} : await readGhHosts(join(temp, name))
    files.push(...ghFiles(gh, hosts))
    privateFolders.push(ghFolder)
  }
  await createFolder(folder, files, privateFolders)
}

/** Has the config of the user include that of this step, and no dead one. */
async function includeForUser(
  file: string,
  folder: string,
  { temp, environment }: Target
): Promise<void> {
  // What a killed job has left there points nowhere.
  const isDead = (path: string) =>
    folderNameIn(temp, path) !== undefined && !existsSync(path)
  await excludeGlobally(file, isDead, false)
  const workspace = environment['GITHUB_WORKSPACE'] ?? ''
  const places = await Promise.all(
    [workspace, temp].map((place) => realpath(place).catch(() => ''))
  )
  await includeGlobally(
    file,
    places.filter((place) => place !== ''),
    configPath(folder)
  )
}

/** When the runner wrote the event of this job; undefined when it did not. */
async function jobStart(environment: Environment): Promise<Date | undefined> {
  return stat(environment['GITHUB_EVENT_PATH'] ?? '').then(
    ({ mtime }) => mtime,
    () => undefined
  )
}
