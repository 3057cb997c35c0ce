import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  writeFile
} from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { mustSucceed, succeed, tokensSent } from './git.ts'
import type { RecordedRequest } from './github/requests.ts'
import type { GitHub } from './github/github.ts'
import type { Job, StepResult } from './runner/job.ts'
import { actionFolder, type World } from './world.ts'

/**
 * Runs the post script of one step now, as the runner does with what its main
 * script saved. `job.post()` runs it once more.
 */
export async function postOf(
  job: Job,
  { state }: Pick<StepResult, 'state'>
): Promise<StepResult> {
  const saved = Object.entries(state).map(([key, value]) => [
    `STATE_${key}`,
    value
  ])
  return mustSucceed(
    await job.run('exec "$NODE" "$SCRIPT"', {
      env: {
        NODE: process.execPath,
        SCRIPT: join(actionFolder, 'dist', 'cleanup', 'index.js'),
        ...(Object.fromEntries(saved) as Record<string, string>)
      }
    })
  )
}

/** Requests with more than one Authorization header, which GitHub answers with 400. */
export function ambiguousRequests({
  requests
}: GitHub): readonly RecordedRequest[] {
  return requests.filter(({ tokenNames }) => tokenNames.length > 1)
}

/** A PATH on which a program is this shell script, in a new folder below another. */
export async function pathWith(
  folder: string,
  name: string,
  script: string
): Promise<string> {
  await mkdir(folder, { recursive: true })
  const bin = await mkdtemp(join(folder, 'bin-'))
  await chmod(bin, 0o755)
  await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return [bin, process.env['PATH'] ?? ''].join(delimiter)
}

/** How a file or a memory dump may show a token. */
export function formsOf(token: string): readonly string[] {
  const bytes = Buffer.from(token)
  return [
    token,
    btoa(token).replace(/=+$/, ''),
    btoa(`x-access-token:${token}`).replace(/=+$/, ''),
    bytes.toString('hex')
  ]
}

/** git as a program runs it that drops the environment of the job. */
export const detachedGit =
  'env -i HOME="$HOME" PATH="$PATH" GIT_SSL_CAINFO="$GIT_SSL_CAINFO" GIT_TERMINAL_PROMPT=0 GIT_CONFIG_NOSYSTEM=1 GIT_SSH_COMMAND=false git'

/** The tokens that git sends for a script of a later step, which must succeed. */
export async function tokensOf(
  { github }: World,
  job: Job,
  script: string,
  env: Record<string, string> = {}
): Promise<Record<string, readonly string[]>> {
  github.clearRequests()
  await succeed(job, script, { env })
  return tokensSent(github)
}

/** Where the user of a job has the config of git. */
export function userConfigOf(job: Job): string {
  return join(job.env.get('HOME') ?? job.folders.home, '.gitconfig')
}

/** The text of a file, undefined where there is none. */
export function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined)
}

/** The processes that serve a socket of a job, by what Linux knows of them. */
export async function daemonsOf({
  folders
}: Job): Promise<{ pid: number; argv: string; environ: string[] }[]> {
  const entries = await readdir('/proc').catch(() => [])
  const all = entries
    .filter((name) => /^\d+$/.test(name))
    .map(async (pid) => {
      const read = (file: string) =>
        readFile(`/proc/${pid}/${file}`, 'latin1').catch(() => '')
      const [argv, environ] = [await read('cmdline'), await read('environ')]
      return { pid: Number(pid), argv, environ: environ.split('\0') }
    })
  return (await Promise.all(all)).filter(
    ({ argv }) => argv.includes('daemon') && argv.includes(folders.temp)
  )
}
