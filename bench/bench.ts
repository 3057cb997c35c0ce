// What the action costs, as ratios of commands measured side by side in one run.
import { join } from 'node:path'
import { actionFolder, startWorld } from '../__tests__/support/world.ts'
import { createFolder, newFolderName } from '../src/git/credential-folder.ts'
import { type Command, measure, measureMemory } from './measure.ts'

const rounds = Number(process.env['ROUNDS'] ?? 25)

interface Row {
  readonly what: string
  readonly ratio: number
  readonly target?: number
}

const world = await startWorld()
try {
  const job = await world.startJob()
  const rows = [...(await benchStart()), ...(await benchGit())]
  console.log('| What | Ratio | Target |')
  console.log('| --- | --- | --- |')
  for (const { what, ratio, target } of rows) {
    const wanted = target === undefined ? '' : `≤ ${target.toFixed(2)}`
    console.log(`| ${what} | ${ratio.toFixed(2)} | ${wanted} |`)
  }
  await job.finish()

  async function benchStart(): Promise<readonly Row[]> {
    const commandFiles = `${job.root}/commands`
    await job.run(`touch ${commandFiles}-{env,output,state,summary}`)
    const env = {
      PATH: process.env['PATH'] ?? '',
      HOME: job.root,
      RUNNER_TEMP: job.folders.temp,
      GITHUB_ENV: `${commandFiles}-env`,
      GITHUB_OUTPUT: `${commandFiles}-output`,
      GITHUB_STATE: `${commandFiles}-state`,
      GITHUB_STEP_SUMMARY: `${commandFiles}-summary`,
      GITHUB_REPOSITORY: 'acme/app',
      GITHUB_REPOSITORY_OWNER: 'acme',
      GITHUB_SERVER_URL: world.github.url,
      NODE_EXTRA_CA_CERTS: world.github.caFile
    }
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
        what: 'whole run, one request, CPU / `node -e 0`',
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

  async function benchGit(): Promise<readonly Row[]> {
    await world.setup(job)
    const url = `${world.github.url}/acme/app`
    const env = {
      PATH: process.env['PATH'] ?? '',
      HOME: job.root,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      GIT_SSL_CAINFO: world.github.caFile
    }
    const credential = btoa(`x-access-token:${world.tokens.release}`)
    const header = {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `http.${world.github.url}/.extraheader`,
      GIT_CONFIG_VALUE_0: `AUTHORIZATION: basic ${credential}`
    }
    const argv = ['git', 'ls-remote', url]
    const costs = await measure(
      {
        header: { argv, env: { ...env, ...header } },
        ours: { argv, env: { ...env, ...Object.fromEntries(job.env) } }
      },
      rounds
    )
    return [
      {
        what: '`git ls-remote`, wall / header of actions/checkout',
        ratio: costs.ours.wall / costs.header.wall,
        target: 1.15
      },
      {
        what: '`git ls-remote`, CPU / header of actions/checkout',
        ratio: costs.ours.cpu / costs.header.cpu
      }
    ]
  }
} finally {
  await world.close()
}
