// What a check of many tokens costs, on a host that is 50 ms away.
import { join } from 'node:path'
import { actionFolder, startWorld } from '../__tests__/support/world.ts'
import { type Command, measure, measureMemory } from './measure.ts'
import { environmentOf } from './runner.ts'

/** Milliseconds before each answer. */
const latency = 50

/** The default of the input. */
const concurrency = 8

const counts = [1, 10, 100, 1000] as const

/** Prints time, requests and memory for each number of tokens. */
export async function benchCheck(rounds: number): Promise<void> {
  const world = await startWorld({ latency })
  try {
    const { github } = world
    const tokens = Array.from({ length: Math.max(...counts) }, (_, index) => {
      const name = `TOKEN_${String(index)}`
      const secret = github.addToken({
        name,
        kind: 'classic',
        login: 'acme-bot',
        scopes: ['repo']
      })
      return [name, secret] as const
    })
    const base = await environmentOf(world, await world.startJob())
    const commandFor = (count: number): Command => {
      const some = tokens.slice(0, count)
      return {
        argv: [process.execPath, join(actionFolder, 'dist', 'check.js')],
        env: {
          ...base,
          ...Object.fromEntries(some),
          INPUT_TOKENS: some.map(([name]) => `${name}:\n`).join('')
        }
      }
    }
    console.log()
    console.log(
      `| Tokens, ${String(latency)} ms away | Requests | Time / (tokens × ${String(latency)} ms ÷ ${String(concurrency)}) | Without the start | Memory, MiB more than with 1 |`
    )
    console.log('| --- | --- | --- | --- | --- |')
    let first: { readonly start: number; readonly memory: number } | undefined
    for (const count of counts) {
      const command = commandFor(count)
      github.clearRequests()
      const memory = await measureMemory(command)
      const requests = github.requests.length
      const { check } = await measure({ check: command }, rounds)
      // Of one token, all but its round trip is the start.
      first ??= { start: check.wall - latency, memory }
      const ideal = (count * latency) / concurrency
      const trips = Math.ceil(count / concurrency) * latency
      const ratios = [check.wall / ideal, (check.wall - first.start) / trips]
      console.log(
        `| ${String(count)} | ${String(requests)} | ${ratios.map((ratio) => ratio.toFixed(2)).join(' (≤ 1.30) | ')} | ${(memory - first.memory).toFixed(0)} (≤ 60) |`
      )
    }
  } finally {
    await world.close()
  }
}
