import { join } from 'node:path'
import type { Secret } from '../runner/secret.ts'
import { formatCredential } from './credential.ts'
import { complaintOf, type RunGit } from './run-git.ts'

/** The folder of the socket, in which git wants nobody else to be. */
export const cacheFolder = 'cache'

/** The socket of the daemon, in the folder of a step. */
export const socketPath = `${cacheFolder}/socket`

/** A shell command that prints the credential the daemon at `$place` has. */
export function askCache(host: string): string {
  // Without the path, which the daemon would compare.
  const question = String.raw`printf 'protocol=https\nhost=%s\n\n' '${host}'`
  return String.raw`answer=$(${question} | git credential-cache --socket "$place" get) && test -n "$answer" && printf '%s\n' "$answer"`
}

/** git cannot keep a token in memory here; the message says why. */
export class CacheError extends Error {}

/**
 * Gives a token to git's own daemon, which keeps it in memory for some seconds and
 * then ends. It serves a socket of this step alone.
 * https://git-scm.com/docs/git-credential-cache
 *
 * @throws CacheError when git has no such daemon here, or it does not answer
 */
export async function cacheToken(
  folder: string,
  { host, token, seconds }: { host: string; token: Secret; seconds: number },
  run: RunGit
): Promise<void> {
  const ask = (args: readonly string[], credential: string) =>
    run(['credential-cache', '--socket', join(folder, socketPath), ...args], {
      folder,
      isApart: true,
      input: `protocol=https\nhost=${host}\n${credential}\n`
    }).catch((error: unknown) => {
      throw new CacheError(complaintOf(error))
    })
  const credential = formatCredential(token)
  await ask(['--timeout', String(seconds), 'store'], credential)
  if (!(await ask(['get'], '')).includes(credential)) {
    throw new CacheError('git credential-cache does not give back what it got')
  }
}

/**
 * Ends the daemon of a step; one that has ended is fine.
 *
 * @throws Error when it goes on, with the token in its memory
 */
export async function endCache(folder: string, run: RunGit): Promise<void> {
  const socket = join(folder, socketPath)
  const outlives =
    'the daemon with the token goes on until credential-timeout, or until the runner ends the processes of this job; its socket is removed'
  try {
    await run(['credential-cache', '--socket', socket, 'exit'], {
      folder,
      isApart: true
    })
  } catch (error) {
    throw new Error(`${complaintOf(error)}: ${outlives}`, { cause: error })
  }
  if (await isServed(socket)) throw new Error(outlives)
}

/** Whether someone listens at a socket: one that was killed leaves it behind. */
async function isServed(socket: string): Promise<boolean> {
  const { connect } = await import('node:net')
  return new Promise((resolve) => {
    const connection = connect(socket)
    connection.once('error', () => {
      resolve(false)
    })
    connection.once('connect', () => {
      connection.destroy()
      resolve(true)
    })
  })
}
