import { spawn } from 'node:child_process'
import { basename, delimiter, dirname } from 'node:path'
import { text } from 'node:stream/consumers'

/** What became of a command. */
export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/**
 * The gits that tests are to run, each with a PATH on which it comes first: the
 * machine's own, and those in the folders that the variable TEST_GITS lists.
 */
export const gits: readonly { readonly name: string; readonly path: string }[] =
  [
    { name: 'the git on the PATH', path: process.env['PATH'] ?? '' },
    ...(process.env['TEST_GITS'] ?? '')
      .split(delimiter)
      .filter((folder) => folder !== '')
      .map((folder) => ({
        name: basename(dirname(folder)),
        path: [folder, process.env['PATH']].join(delimiter)
      }))
  ]

/** Does something while PATH is another one. */
export async function withPath<T>(
  path: string,
  act: () => Promise<T>
): Promise<T> {
  const { PATH } = process.env
  process.env['PATH'] = path
  try {
    return await act()
  } finally {
    process.env['PATH'] = PATH
  }
}

/** Runs a program that knows nothing of this machine's git configuration. */
export async function run(
  program: string,
  args: readonly string[],
  {
    input = '',
    env = {}
  }: {
    readonly input?: string
    readonly env?: Readonly<Record<string, string>>
  } = {}
): Promise<Outcome> {
  const child = spawn(program, args, {
    env: {
      PATH: process.env['PATH'],
      LC_ALL: 'C',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_TERMINAL_PROMPT: '0',
      ...env
    }
  })
  // A program that does not read its input may be gone before it is written.
  child.stdin.on('error', () => undefined).end(input)
  const [code, stdout, stderr] = await Promise.all([
    new Promise<number | null>((resolve, reject) => {
      child.on('error', reject).on('close', resolve)
    }),
    text(child.stdout),
    text(child.stderr)
  ])
  return { code, stdout, stderr }
}

/** The entries of a config file as git reads them, in their order. */
export async function listConfig(
  file: string
): Promise<readonly (readonly [key: string, value: string])[]> {
  const { code, stdout, stderr } = await run('git', [
    ...['config', '--file', file, '--list', '-z']
  ])
  if (code !== 0) throw new Error(stderr)
  return stdout
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => {
      const end = entry.indexOf('\n')
      return [entry.slice(0, end), entry.slice(end + 1)] as const
    })
}

/** The password git gets for an address from helpers alone, if it gets one. */
export async function passwordFor(
  url: string,
  env: Readonly<Record<string, string>>
): Promise<string | undefined> {
  const { code, stdout } = await run('git', ['credential', 'fill'], {
    input: `url=${url}\n\n`,
    env
  })
  if (code !== 0) return undefined
  return /^password=(.*)$/m.exec(stdout)?.[1]
}
