import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** What one run of a command took, in milliseconds. */
export interface Cost {
  readonly wall: number
  /** User and system time, of its children too. */
  readonly cpu: number
}

/** A command, and the environment it sees. */
export interface Command {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** What must be there before each run, and costs nothing. */
  readonly prepare?: () => Promise<unknown>
}

/** The medians of several runs. */
export type Costs<Name extends string> = Readonly<Record<Name, Cost>>

// bash tells the CPU time of a finished child, which Node does not.
const script =
  'TIMEFORMAT="%3R %3U %3S"; time "$@" > /dev/null 2> /dev/null < /dev/null'

/**
 * Runs the commands in turn, `rounds` times, so that whatever else the machine
 * does meets all of them alike.
 */
export async function measure<Name extends string>(
  commands: Readonly<Record<Name, Command>>,
  rounds: number
): Promise<Costs<Name>> {
  const names = Object.keys(commands) as Name[]
  const runs = new Map<Name, Cost[]>(names.map((name) => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names)
      runs.get(name)?.push(await runOnce(commands[name]))
  }
  return Object.fromEntries(
    names.map((name) => {
      const costs = runs.get(name) ?? []
      return [
        name,
        {
          wall: median(costs.map(({ wall }) => wall)),
          cpu: median(costs.map(({ cpu }) => cpu))
        }
      ]
    })
  ) as Costs<Name>
}

/** The most memory a Node.js script holds, in MiB. */
export async function measureMemory({
  argv,
  env,
  prepare
}: Command): Promise<number> {
  await prepare?.()
  const [node = '', ...args] = argv
  const hook =
    'data:text/javascript,process.on("exit",()=>process.stderr.write("\\nmaxRSS="+process.resourceUsage().maxRSS))'
  const { stderr } = await promisify(execFile)(
    node,
    ['--import', hook, ...args],
    { env }
  ).catch((error: unknown) => error as { stderr: string })
  return Number(/maxRSS=(\d+)/.exec(stderr)?.[1]) / 1024
}

async function runOnce({ argv, env, prepare }: Command): Promise<Cost> {
  await prepare?.()
  const { stderr } = await promisify(execFile)(
    'bash',
    ['-c', script, 'bash', ...argv],
    { env }
  ).catch((error: unknown) => error as { stderr: string })
  const [wall = 0, user = 0, system = 0] = stderr.trim().split(' ').map(Number)
  return { wall: wall * 1000, cpu: (user + system) * 1000 }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
