import { accessSync, constants } from 'node:fs'
import { isAbsolute } from 'node:path'
import type { Obstacle } from '../verify/facts.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** What the runner tells about the job this step belongs to. */
export interface Job {
  /** `owner/name`, or empty. */
  readonly repository: string
  readonly owner: string
  /** The number of the owner's account, or empty. */
  readonly ownerId: string
  readonly serverUrl: string
  readonly apiUrl: string
  readonly temp: string
  /** The home folder of this user, undefined without one. */
  readonly home: string | undefined
  /** The page of this workflow, undefined when it is not known. */
  readonly workflow: string | undefined
  /** Where the documentation of this version of the action is. */
  readonly action: { readonly url: string; readonly ref: string }
}

/**
 * Reads the variables the runner sets.
 * https://docs.github.com/actions/reference/workflows-and-actions/variables
 */
export function readJob(environment: Environment): Job {
  const read = (name: string) => environment[name] ?? ''
  const serverUrl = read('GITHUB_SERVER_URL') || 'https://github.com'
  const repository = read('GITHUB_REPOSITORY')
  // A local action (`uses: ./`) is in the workflow's own repository.
  const isLocal = read('GITHUB_ACTION_REPOSITORY') === ''
  const actionRepository = isLocal
    ? repository
    : read('GITHUB_ACTION_REPOSITORY')
  return {
    repository,
    owner: read('GITHUB_REPOSITORY_OWNER') || (repository.split('/')[0] ?? ''),
    ownerId: /^\d{1,20}$/.exec(read('GITHUB_REPOSITORY_OWNER_ID'))?.[0] ?? '',
    serverUrl,
    apiUrl: read('GITHUB_API_URL'),
    temp: read('RUNNER_TEMP'),
    home: homeOf(environment),
    workflow: workflowPage(`${serverUrl}/${repository}`, read),
    action: {
      url: `${serverUrl}/${actionRepository}`,
      ref: read(isLocal ? 'GITHUB_SHA' : 'GITHUB_ACTION_REF') || 'main'
    }
  }
}

/** `OWNER/NAME/.github/workflows/FILE@REF` is in GITHUB_WORKFLOW_REF. */
function workflowPage(
  repositoryUrl: string,
  read: (name: string) => string
): string | undefined {
  const file = /\/\.github\/workflows\/([\w.-]{1,200})@/.exec(
    read('GITHUB_WORKFLOW_REF')
  )?.[1]
  return file === undefined
    ? undefined
    : `${repositoryUrl}/actions/workflows/${file}`
}

/** Where git looks for the files of a user. */
function homeOf(environment: Environment): string | undefined {
  const { HOME = '', USERPROFILE = '' } = environment
  const home = HOME === '' ? USERPROFILE : HOME
  return isAbsolute(home) ? home : undefined
}

/** What a step needs that hands a token out, and what one needs that only tells. */
export const placesOf = {
  setup: ['GITHUB_ENV', 'GITHUB_OUTPUT', 'GITHUB_STATE', 'RUNNER_TEMP'],
  policy: ['GITHUB_OUTPUT']
} as const

/** Why this is no place for a step to run, if it is none. */
export function checkJob(
  environment: Environment,
  places: readonly string[]
): readonly Obstacle[] {
  const missing = places.filter((name) => !isPlace(environment[name] ?? ''))
  return missing.length === 0
    ? []
    : [
        {
          requirement: 'runner of GitHub Actions',
          reason: 'runner-unsuitable',
          evidence: `Not set, or nothing that can be written to: ${missing.join(', ')}`
        }
      ]
}

/** Whether a path names a file or folder that this step can write to. */
export function isPlace(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return isAbsolute(path)
  } catch {
    return false
  }
}
