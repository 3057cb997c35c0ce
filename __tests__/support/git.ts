import { createHash } from 'node:crypto'
import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { GitHub } from './github/github.ts'
import type { Job, JobOptions, RunOptions, StepResult } from './runner/job.ts'
import type { World } from './world.ts'

/** Starts a job whose git can commit, knows nothing of this machine and uses no ssh. */
export function startGitJob(world: World, options?: JobOptions): Promise<Job> {
  return world.startJob({
    ...options,
    env: {
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_SSH_COMMAND: 'false',
      GIT_AUTHOR_NAME: 'Octocat',
      GIT_AUTHOR_EMAIL: 'octocat@users.noreply.github.com',
      GIT_COMMITTER_NAME: 'Octocat',
      GIT_COMMITTER_EMAIL: 'octocat@users.noreply.github.com',
      ...options?.env
    }
  })
}

/** Runs a script as a step that must succeed, and answers what it printed. */
export async function succeed(
  job: Job,
  script: string,
  options?: RunOptions
): Promise<string> {
  const { exitCode, stdout, stderr } = await job.run(script, options)
  if (exitCode !== 0) {
    throw new Error(`Exit code ${exitCode} of:\n${script}\n${stderr}`)
  }
  return stdout.trim()
}

/** A step that has ended well; its log says why one has not. */
export function mustSucceed(result: StepResult): StepResult {
  if (result.outcome !== 'success') {
    throw new Error(`The outcome is ${result.outcome}:\n${result.log}`)
  }
  return result
}

/**
 * The tokens git and git-lfs have sent since the record was cleared, by
 * repository as written in the URL. Two in one request are told as `ONE and OTHER`.
 */
export function tokensSent(
  github: Pick<GitHub, 'requests'>
): Record<string, readonly string[]> {
  const sent = new Map<string, Set<string>>()
  for (const { repository, tokenNames } of github.requests) {
    if (repository === undefined) continue
    const names = sent.get(repository) ?? new Set()
    sent.set(repository, names)
    if (tokenNames.length > 0) names.add(tokenNames.join(' and '))
  }
  return Object.fromEntries(
    [...sent].map(([repository, names]) => [repository, [...names].sort()])
  )
}

/** The names of all files below a folder with a digest of what they are. */
export async function digests(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true })
  const rows = entries.sort().map(async (name) => {
    const path = join(folder, name)
    const found = await lstat(path)
    const content = found.isFile()
      ? await readFile(path)
      : found.isSymbolicLink()
        ? await readlink(path)
        : ''
    const hash = createHash('sha256').update(content).digest('hex')
    return [name, `${found.mode.toString(8)} ${hash}`] as const
  })
  return Object.fromEntries(await Promise.all(rows))
}

/** The files below a folder that hold one of some texts. */
export async function filesWith(
  folder: string,
  texts: readonly string[]
): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true })
  const found = await Promise.all(
    entries.map(async (name) => {
      const path = join(folder, name)
      if (!(await lstat(path)).isFile()) return []
      const content = await readFile(path, 'latin1')
      return texts.some((text) => content.includes(text)) ? [name] : []
    })
  )
  return found.flat().sort()
}

/** What this action has in RUNNER_TEMP. */
export async function ourFolders(job: Job): Promise<string[]> {
  const names = await readdir(job.folders.temp)
  return names.filter((name) => name.includes('setup-github-token'))
}

export interface Submodule {
  readonly path: string
  /** As written in `.gitmodules`. */
  readonly url: string
  /** The repository whose head is recorded. */
  readonly of: string
}

/** Adds submodules to the branch `main` of a repository, behind GitHub's back. */
export async function addSubmodules(
  world: World,
  repository: string,
  submodules: readonly Submodule[]
): Promise<void> {
  const { github } = world
  const job = await startGitJob(world)
  const commands = submodules.map(async ({ path, url, of }) =>
    [
      `git config --file .gitmodules 'submodule.${path}.path' '${path}'`,
      `git config --file .gitmodules 'submodule.${path}.url' '${url}'`,
      `git update-index --add --cacheinfo '160000,${await github.head(of)},${path}'`
    ].join('\n')
  )
  await succeed(
    job,
    [
      'git clone --quiet "$BARE" .',
      ...(await Promise.all(commands)),
      'git add .gitmodules',
      'git commit --quiet --message "Add submodules"',
      'git push --quiet origin HEAD:main'
    ].join('\n'),
    { env: { BARE: github.bare(repository) } }
  )
}
