import { basename, join } from 'node:path'

/** Where the parts of a job are on disk, as on a hosted runner. */
export type Folders = Record<
  'workspace' | 'temp' | 'toolCache' | 'home',
  string
>

export function foldersIn(root: string, repository: string): Folders {
  const name = basename(repository)
  return {
    workspace: join(root, 'work', name, name),
    temp: join(root, 'work', '_temp'),
    toolCache: join(root, 'work', '_tool'),
    home: join(root, 'home')
  }
}

// https://docs.github.com/actions/reference/workflows-and-actions/contexts#github-context
export function githubContext(
  folders: Folders,
  options: {
    repository: string
    serverUrl: string
    apiUrl: string
    eventName: string
  }
): Record<string, string> {
  const { repository, serverUrl, apiUrl, eventName } = options
  const sha = 'c0ffee'.padEnd(40, '0')
  return {
    repository,
    repository_id: '1296269',
    repository_owner: repository.split('/')[0] ?? '',
    repository_owner_id: '583231',
    server_url: serverUrl,
    api_url: apiUrl,
    graphql_url: `${apiUrl.replace(/\/v3$/, '')}/graphql`,
    event_name: eventName,
    event_path: join(folders.temp, '_github_workflow', 'event.json'),
    workspace: folders.workspace,
    ref: 'refs/heads/main',
    ref_name: 'main',
    ref_type: 'branch',
    ref_protected: 'false',
    head_ref: '',
    base_ref: '',
    sha,
    actor: 'octocat',
    actor_id: '583231',
    triggering_actor: 'octocat',
    workflow: 'CI',
    workflow_ref: `${repository}/.github/workflows/ci.yml@refs/heads/main`,
    workflow_sha: sha,
    job: 'build',
    run_id: '1658821493',
    run_number: '3',
    run_attempt: '1',
    retention_days: '90'
  }
}

// https://docs.github.com/actions/reference/workflows-and-actions/contexts#runner-context
export function runnerContext(
  folders: Folders,
  debug: boolean
): Record<string, string> {
  return {
    os: OPERATING_SYSTEMS[process.platform] ?? 'Linux',
    arch: process.arch.toUpperCase(),
    name: 'stand-in',
    environment: 'github-hosted',
    temp: folders.temp,
    tool_cache: folders.toolCache,
    workspace: join(folders.workspace, '..'),
    ...(debug ? { debug: '1' } : {})
  }
}

const OPERATING_SYSTEMS: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'macOS',
  linux: 'Linux',
  win32: 'Windows'
}
