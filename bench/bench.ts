// What the action costs, as ratios of commands measured side by side in one run.
import { join } from 'node:path'
import {
  actionFolder,
  startWorld,
  type World
} from '../__tests__/support/world.ts'
import { createFolder, newFolderName } from '../src/git/credential-folder.ts'
import { findProbe, permissionNames } from '../src/github/permissions.ts'
import { benchCheck } from './check.ts'
import { benchGit } from './git.ts'
import { type Command, measure, measureMemory } from './measure.ts'
import { environmentOf } from './runner.ts'

const rounds = Number(process.env['ROUNDS'] ?? 25)

interface Row {
  readonly what: string
  readonly ratio: number
  readonly target?: number
}

const world = await startWorld()
try {
  const job = await world.startJob()
  const rows = [...(await benchStart()), ...(await benchVerdict())]
  console.log('| What | Ratio | Target |')
  console.log('| --- | --- | --- |')
  for (const { what, ratio, target } of rows) {
    const wanted = target === undefined ? '' : `≤ ${target.toFixed(2)}`
    console.log(`| ${what} | ${ratio.toFixed(2)} | ${wanted} |`)
  }
  await job.finish()

  async function benchStart(): Promise<readonly Row[]> {
    const env = await environmentOf(world, job)
    const main = join(actionFolder, 'dist', 'index.js')
    const post = join(actionFolder, 'dist', 'cleanup', 'index.js')
    const folder = newFolderName()
    const files = ['credential', 'config'].map((name) => ({
      name,
      mode: 0o600,
      text: name
    }))
    const node = (...args: string[]) => [process.execPath, ...args]
    const commands = {
      empty: { argv: node('-e', '0'), env },
      error: { argv: node(main), env: { ...env, INPUT_TOKEN: '' } },
      whole: {
        argv: node(main),
        env: {
          ...env,
          INPUT_TOKEN: world.tokens.release,
          INPUT_SCOPES: 'repo'
        }
      },
      post: {
        argv: node(post),
        env: { ...env, STATE_folder: folder },
        prepare: () => createFolder(join(job.folders.temp, folder), files)
      }
    } satisfies Record<string, Command>
    const costs = await measure(commands, rounds)
    const memory = {
      empty: await measureMemory(commands.empty),
      error: await measureMemory(commands.error),
      whole: await measureMemory(commands.whole),
      post: await measureMemory(commands.post)
    }
    const cpu = (name: keyof typeof commands) =>
      costs[name].cpu / costs.empty.cpu
    return [
      {
        what: 'start to first error, CPU / `node -e 0`',
        ratio: cpu('error'),
        target: 3.3
      },
      {
        what: 'whole run, two requests, CPU / `node -e 0`',
        ratio: cpu('whole')
      },
      { what: 'post step, CPU / `node -e 0`', ratio: cpu('post'), target: 1.5 },
      {
        what: 'start to first error, memory / `node -e 0`',
        ratio: memory.error / memory.empty
      },
      {
        what: 'whole run, memory / `node -e 0`',
        ratio: memory.whole / memory.empty
      },
      {
        what: 'post step, memory / `node -e 0`',
        ratio: memory.post / memory.empty
      }
    ]
  }

  /** What the requests of a verdict wait for each other, in round trips. */
  async function benchVerdict(): Promise<readonly Row[]> {
    const latency = 50
    const distant = await startWorld({ latency })
    try {
      const [near, far] = await Promise.all([
        commandsIn(world),
        commandsIn(distant)
      ])
      const costs = await measure(
        Object.fromEntries([
          ...near.map(
            ([count, command]) => [`near ${count}`, command] as const
          ),
          ...far.map(([count, command]) => [`far ${count}`, command] as const)
        ]),
        Math.ceil(rounds / 3)
      )
      const wall = (name: string) => costs[name]?.wall ?? NaN
      return near.map(([count]) => ({
        what: `time to verdict, ${count} requirements of a fine-grained token, round trips of ${latency} ms`,
        ratio: (wall(`far ${count}`) - wall(`near ${count}`)) / latency
      }))
    } finally {
      await distant.close()
    }
  }

  /** The action judging one, ten and thirty requirements, in a job of that world. */
  async function commandsIn(
    place: World
  ): Promise<readonly (readonly [number, Command])[]> {
    const names = permissionNames.filter(
      (name) => findProbe({ name, level: 'read' }, false)?.method === 'GET'
    )
    const token = place.github.addToken({
      name: 'BENCH_TOKEN',
      kind: 'fine-grained',
      login: 'acme-bot',
      access: { 'acme/*': 'write' }
    })
    const env = await environmentOf(place, await place.startJob())
    return [1, 10, 30].map((count) => [
      count,
      {
        argv: [process.execPath, join(actionFolder, 'dist', 'index.js')],
        env: {
          ...env,
          INPUT_TOKEN: token,
          INPUT_PERMISSIONS: ['contents', ...names]
            .slice(0, count)
            .map((name) => `${name}: read`)
            .join(),
          'INPUT_CONFIGURE-GIT': 'none'
        }
      }
    ])
  }
} finally {
  await world.close()
}
await benchCheck(Math.ceil(rounds / 8))
await benchGit(rounds)
