import { join } from 'node:path'
import {
  configPath,
  type Credential,
  gitFiles,
  type GitOutcome,
  leaveGit
} from './git/configuration.ts'
import { formatCoverage } from './git/coverage.ts'
import {
  createFolder,
  newFolderName,
  removeFolder
} from './git/credential-folder.ts'
import { includeConfigFile } from './git/environment.ts'
import type { Environment } from './runner/job.ts'
import type { Results } from './runner/results.ts'
import { describeError } from './runner/text.ts'

/** Where the effects of a step go. */
export interface Target {
  /** RUNNER_TEMP */
  readonly temp: string
  readonly environment: Environment
  readonly results: Results
}

/**
 * Makes git use the credential in the later steps of this job.
 *
 * The post step learns the name of the folder before there is one, so that it
 * removes what was written even when this step is killed half-way. When
 * something fails, nothing is left behind.
 */
export async function configureGit(
  credential: Credential,
  { temp, environment, results }: Target
): Promise<GitOutcome> {
  const name = newFolderName()
  const folder = join(temp, name)
  const variables = includeConfigFile(environment, configPath(folder))
  const secret = variables.find(([, value]) => results.hasSecret(value))
  if (secret !== undefined) {
    return leaveGit({
      requirement: 'GIT_CONFIG_* variables without a secret',
      reason: 'git-environment-secret',
      evidence: `${secret[0]} holds a token`
    })
  }
  try {
    results.saveState('folder', name)
    await createFolder(folder, gitFiles(folder, credential))
    for (const [key, value] of variables) results.exportVariable(key, value)
  } catch (error) {
    // The post step will try again, and say so when it fails.
    await removeFolder(temp, name).catch(() => undefined)
    return leaveGit({
      requirement: 'git configured',
      reason: 'git-not-configured',
      evidence: describeError(error)
    })
  }
  const covered = credential.coverage.map(formatCoverage).join(', ')
  return {
    configured: true,
    described: `git uses it for ${covered} in the later steps of this job`
  }
}
