// What each git operation costs with a credential of this action, beside the
// header of actions/checkout and the helper of `gh auth setup-git`.
import { execFile } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { hasProgram } from '../__tests__/support/programs.ts'
import { startWorld, type World } from '../__tests__/support/world.ts'
import { type Command, type Cost, measure } from './measure.ts'

/** Milliseconds that every answer of the host takes longer. */
const latencies = [0, 50]

const operations = {
  'ls-remote': 'git ls-remote "$URL"',
  clone: 'git clone --quiet "$URL" "$(mktemp --directory)"',
  fetch: 'git -C "$CLONE" fetch --quiet "$URL" main',
  push: 'git -C "$CLONE" push --quiet "$URL" "HEAD:refs/heads/bench-$$"'
}

type Operation = keyof typeof operations

/** One line of the table. */
interface Line {
  readonly git: string
  readonly latency: number
  readonly operation: Operation
  readonly requests: Readonly<Record<string, number>>
  readonly costs: Readonly<Record<string, Cost>>
}

/** Measures the git on PATH and those of TEST_GITS, and prints a table. */
export async function benchGit(rounds: number): Promise<void> {
  const { TEST_GITS = '' } = process.env
  const folders = ['', ...TEST_GITS.split(delimiter)].filter(
    (folder, index) => folder !== '' || index === 0
  )
  const lines: Line[] = []
  for (const latency of latencies) {
    const world = await startWorld({ latency })
    try {
      for (const folder of folders) {
        lines.push(...(await benchOne(world, folder, latency, rounds)))
      }
    } finally {
      await world.close()
    }
  }
  print(lines)
}

async function benchOne(
  world: World,
  folder: string,
  latency: number,
  rounds: number
): Promise<readonly Line[]> {
  const PATH = [folder, process.env['PATH'] ?? '']
    .filter((part) => part !== '')
    .join(delimiter)
  const { stdout } = await promisify(execFile)('git', ['--version'], {
    env: { PATH }
  })
  const git = stdout.replace('git version', '').trim()
  const credentials = await makeCredentials(world, PATH)
  const lines: Line[] = []
  for (const operation of Object.keys(operations) as Operation[]) {
    const commands = Object.fromEntries(
      Object.entries(credentials).map(([name, env]) => [
        name,
        { argv: ['sh', '-c', operations[operation]], env }
      ])
    )
    const requests = await countRequests(world, commands)
    const costs = await measure(commands, rounds)
    lines.push({ git, latency, operation, requests, costs })
  }
  return lines
}

/** The environments that make git use each kind of credential. */
async function makeCredentials(
  world: World,
  PATH: string
): Promise<Readonly<Record<string, Record<string, string>>>> {
  const { github, tokens } = world
  const base = async () => {
    const job = await world.startJob({ env: { PATH } })
    const clone = join(job.root, 'clone')
    await promisify(execFile)('git', [
      'clone',
      '--quiet',
      github.bare('acme/app'),
      clone
    ])
    const env = {
      PATH,
      HOME: job.root,
      TMPDIR: await mkdtemp(join(job.root, 'tmp-')),
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      GIT_SSL_CAINFO: github.caFile,
      URL: `${github.url}/acme/app`,
      CLONE: clone
    }
    return { job, env }
  }
  const ours = async (inputs: Record<string, string>) => {
    const { job, env } = await base()
    await world.setup(job, inputs)
    return { ...env, ...Object.fromEntries(job.env) }
  }
  const header = (await base()).env
  const encoded = btoa(`x-access-token:${tokens.release}`)
  const gh = async () => {
    const env = await ours({ 'configure-git': 'none', 'github-cli': 'true' })
    // As `gh auth setup-git` writes it.
    await writeFile(
      join(env.HOME, '.gitconfig'),
      `[credential "${github.url}"]\n\thelper = \n\thelper = !gh auth git-credential\n`
    )
    return env
  }
  return {
    header: {
      ...header,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `http.${github.url}/.extraheader`,
      GIT_CONFIG_VALUE_0: `AUTHORIZATION: basic ${encoded}`
    },
    file: await ours({}),
    memory: await ours({ 'credential-storage': 'memory' }),
    ...(hasProgram('gh') ? { gh: await gh() } : {})
  }
}

/** How many requests each command sends; all of them must do what they are for. */
async function countRequests(
  { github }: World,
  commands: Readonly<Record<string, Command>>
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {}
  for (const [name, { argv, env }] of Object.entries(commands)) {
    github.clearRequests()
    const [program = '', ...args] = argv
    await promisify(execFile)(program, args, { env })
    counts[name] = github.requests.length
  }
  return counts
}

function print(lines: readonly Line[]): void {
  const names = Object.keys(lines[0]?.costs ?? {})
  const others = names.filter((name) => name !== 'header')
  const list = (words: readonly string[]) => words.join(' · ')
  console.log()
  console.log(
    `| git | Latency | Operation | Requests: ${list(names)} | Wall / header: ${list(others)} | CPU / header: ${list(others)} |`
  )
  console.log('| --- | --- | --- | --- | --- | --- |')
  for (const { git, latency, operation, requests, costs } of lines) {
    const ratios = (of: keyof Cost) =>
      list(
        others.map((name) =>
          ((costs[name]?.[of] ?? NaN) / (costs['header']?.[of] ?? NaN)).toFixed(
            2
          )
        )
      )
    const counts = list(names.map((name) => String(requests[name])))
    console.log(
      `| ${git} | ${latency} ms | ${operation} | ${counts} | ${ratios('wall')} | ${ratios('cpu')} |`
    )
  }
}
