import { readdir, readFile } from 'node:fs/promises'

/**
 * Ends the processes that a job has left running, and tells their names. The
 * runner finds them by a variable which they have inherited.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/JobExtension.cs
 */
export async function endOrphans(trackingId: string): Promise<string[]> {
  const names: string[] = []
  // Only Linux lets us read the environment of a process from a file.
  const entries = await readdir('/proc').catch(() => [])
  for (const pid of entries.filter((entry) => /^\d+$/.test(entry))) {
    const read = (file: string) =>
      readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')
    const variables = (await read('environ')).split('\0')
    if (!variables.includes(`RUNNER_TRACKING_ID=${trackingId}`)) continue
    names.push((await read('comm')).trimEnd())
    try {
      process.kill(Number(pid), 'SIGKILL')
    } catch {
      // It has ended by itself in the meantime.
    }
  }
  return names
}
