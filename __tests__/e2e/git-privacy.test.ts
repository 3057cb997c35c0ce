import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  test
} from '@jest/globals'
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { checkout } from '../support/checkout.ts'
import {
  digests,
  filesWith,
  mustSucceed,
  ourFolders,
  startGitJob,
  succeed,
  tokensSent
} from '../support/git.ts'
import type { Job, JobOptions } from '../support/runner/job.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
let folder: string

const ours = ['RELEASE_TOKEN']

beforeAll(async () => {
  world = await startWorld()
  folder = await mkdtemp(join(tmpdir(), 'git-privacy-'))
})

afterEach(() => {
  const { github } = world
  expect(
    github.requests.filter(({ tokenNames }) => tokenNames.length > 1)
  ).toEqual([])
  github.clearRequests()
})

afterAll(async () => {
  await world.close()
  await rm(folder, { recursive: true })
})

/** A later step that does with the repository what a release does. */
const release = `
  git fetch --quiet origin main
  git commit --quiet --allow-empty --message Release
  git push --quiet origin HEAD:refs/heads/$(git rev-parse HEAD)
`

async function startCheckedOutJob(options?: JobOptions): Promise<Job> {
  const job = await startGitJob(world, options)
  await checkout(job, { version: 'v6', token: world.tokens.job })
  return job
}

describe('git uses the token, and gives it to nobody else, in spite of', () => {
  test('a home that is not there', async () => {
    const { github } = world
    const job = await startCheckedOutJob()
    const { home } = job.folders
    await rm(home, { recursive: true })
    mustSucceed(await world.setup(job))
    github.clearRequests()
    await succeed(job, release)
    expect(tokensSent(github)).toEqual({ 'acme/app': ours })
    await expect(stat(home)).rejects.toThrow('ENOENT')
  })

  test.each<[name: string, env: Record<string, string>, exported: string]>([
    [
      'entries',
      {
        GIT_CONFIG_COUNT: '2',
        GIT_CONFIG_KEY_0: 'acme.first',
        GIT_CONFIG_VALUE_0: 'kept',
        GIT_CONFIG_KEY_1: 'acme.second',
        GIT_CONFIG_VALUE_1: ''
      },
      '3'
    ],
    [
      'a count of none',
      { GIT_CONFIG_COUNT: '', GIT_CONFIG_PARAMETERS: "'acme.first=kept'" },
      '1'
    ],
    [
      'left-overs behind the count',
      {
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'acme.first',
        GIT_CONFIG_VALUE_0: 'kept',
        GIT_CONFIG_KEY_1: 'nothing',
        GIT_CONFIG_VALUE_1: 'nothing'
      },
      '2'
    ]
  ])('%s in the environment of the job, which stay', async (_, env, count) => {
    const { github } = world
    const job = await startCheckedOutJob({ env })
    const result = mustSucceed(await world.setup(job))
    expect(result.env).toMatchObject({ GIT_CONFIG_COUNT: count })
    github.clearRequests()
    await succeed(job, release)
    expect(tokensSent(github)).toEqual({ 'acme/app': ours })
    expect(await succeed(job, 'git config acme.first')).toBe('kept')
  })

  test('a global configuration elsewhere', async () => {
    const { github } = world
    const file = join(folder, 'global')
    await writeFile(file, '[acme]\n\tfirst = kept\n')
    const job = await startCheckedOutJob({ env: { GIT_CONFIG_GLOBAL: file } })
    mustSucceed(await world.setup(job))
    github.clearRequests()
    await succeed(job, release)
    expect(tokensSent(github)).toEqual({ 'acme/app': ours })
    expect(await succeed(job, 'git config acme.first')).toBe('kept')
  })
})

describe('the action', () => {
  test.each(['v4', 'v6'] as const)(
    'changes no byte of the home, the workspace and what checkout %s left',
    async (version) => {
      const { tokens } = world
      const job = await startGitJob(world)
      await checkout(job, { version, token: tokens.job })
      const { home, workspace, temp } = job.folders
      await writeFile(join(home, '.gitconfig'), '[acme]\n\tkey = value\n')
      const state = async () => [
        await digests(home),
        await digests(workspace),
        (await readdir(temp)).filter((name) => name.startsWith('git-'))
      ]
      const before = await state()
      mustSucceed(await world.setup(job))
      expect(await state()).toEqual(before)
      for (const result of await job.post()) mustSucceed(result)
      expect(await state()).toEqual(before)
    }
  )

  test.each(['077', '000'])(
    'writes a private credential and a public config under the umask %s',
    async (mask) => {
      const job = await startGitJob(world)
      const usual = process.umask(mask)
      const result = await world.setup(job).finally(() => process.umask(usual))
      mustSucceed(result)
      const [name = '', ...more] = await ourFolders(job)
      expect(more).toEqual([])
      expect(name).toMatch(/^setup-github-token-[0-9a-f-]{36}$/)
      expect(result.state).toEqual({ folder: name })
      const modeOf = async (path: string) => {
        const { mode } = await stat(join(job.folders.temp, path))
        return (mode & 0o7777).toString(8)
      }
      expect(await modeOf(name)).toBe('755')
      expect(await modeOf(join(name, 'config'))).toBe('644')
      expect(await modeOf(join(name, 'credential'))).toBe('600')
    }
  )

  test.each(['credential', 'owner.config', 'config'])(
    'writes nothing through a link that somebody planted as %s',
    async (name) => {
      const job = await startGitJob(world)
      const victim = join(job.root, 'victim')
      await writeFile(victim, 'untouched')
      // At the only moment there is: the folder is made, and no file in it.
      const script = join(job.root, 'plant.mjs')
      await writeFile(
        script,
        `import { symlinkSync } from 'node:fs'
         import promises from 'node:fs/promises'
         import { syncBuiltinESMExports } from 'node:module'
         const { mkdir } = promises
         promises.mkdir = async (path, ...rest) => {
           await mkdir(path, ...rest)
           if (!path.includes('setup-github-token-')) return
           symlinkSync(${JSON.stringify(victim)}, path + '/${name}')
         }
         syncBuiltinESMExports()`
      )
      const env = { NODE_OPTIONS: `--import=${pathToFileURL(script).href}` }
      const result = await world.setup(job, {}, { env })
      expect(await readFile(victim, 'utf8')).toBe('untouched')
      expect(result.outputs).toMatchObject({ 'git-configured': 'false' })
      expect(await ourFolders(job)).toEqual([])
    }
  )

  test.each([
    ['a space', 'with a space'],
    ['quotes', `it's "quoted"`],
    ['what a shell expands', '$HOME `id` $(id) *'],
    ['what git unescapes', String.raw`back\slash\n #;`],
    ['a line break', 'two\nlines'],
    ['what git interpolates', '%(prefix) ~ %h']
  ])('works in a RUNNER_TEMP that has %s in its name', async (_, name) => {
    const { github, tokens } = world
    const temp = join(folder, name)
    await mkdir(temp)
    const job = await startGitJob(world, { runner: { temp } })
    await checkout(job, { version: 'v4', token: tokens.job })
    mustSucceed(await world.setup(job))
    github.clearRequests()
    await succeed(job, release)
    expect(tokensSent(github)).toEqual({ 'acme/app': ours })
    for (const result of await job.post()) mustSucceed(result)
    expect(await readdir(temp)).toEqual([])
  })
})

describe('the token is', () => {
  let job: Job
  let texts: string[]

  // Writes down the arguments and the environment that each git is started with.
  const wrapper = (log: string) => `#!/bin/sh
{ printf '%s\\n' "$@"; env; } >> '${log}'
PATH=\${PATH#*:} exec git "$@"
`

  beforeAll(async () => {
    const { release: token } = world.tokens
    texts = [
      token,
      btoa(token).replace(/=+$/, ''),
      btoa(`x-access-token:${token}`).replace(/=+$/, ''),
      Buffer.from(token).toString('hex')
    ]
    const bin = join(folder, 'bin')
    await mkdir(bin)
    await writeFile(join(bin, 'git'), wrapper(join(folder, 'calls')), {
      mode: 0o755
    })
    job = await startCheckedOutJob({
      secrets: [token],
      env: { PATH: `${bin}:${process.env['PATH'] ?? ''}` }
    })
  })

  const showsIt = (text: string) =>
    texts.filter((secret) => text.includes(secret)).length

  test('in no argument and no environment of a git the action runs', async () => {
    const calls = join(folder, 'calls')
    await writeFile(calls, '')
    const result = mustSucceed(await world.setup(job))
    const text = await readFile(calls, 'utf8')
    expect(text).toMatch(/^--version$/m)
    expect(text).not.toMatch(/^INPUT_/m)
    expect(showsIt(text)).toBe(0)
    expect(showsIt(JSON.stringify([result.env, result.state]))).toBe(0)
  })

  test('in no argument and no environment of the git of later steps', async () => {
    const calls = join(folder, 'calls')
    await writeFile(calls, '')
    await succeed(job, release)
    const text = await readFile(calls, 'utf8')
    expect(text).toMatch(/^push$/m)
    expect(text).toMatch(/^GIT_CONFIG_COUNT=/m)
    expect(showsIt(text)).toBe(0)
  })

  test.each([
    'GIT_TRACE',
    'GIT_TRACE_CURL',
    'GIT_TRACE_SETUP',
    'GIT_TRACE2',
    'GIT_TRACE2_EVENT'
  ])('in no trace by %s', async (variable) => {
    const trace = join(folder, variable)
    await succeed(job, release, { env: { [variable]: trace } })
    const text = await readFile(trace, 'utf8')
    expect(text).not.toBe('')
    expect(showsIt(text)).toBe(0)
  })

  test.each([
    'env',
    'set',
    'git config --list --show-origin',
    'git remote --verbose',
    'git ls-remote --get-url',
    'git push --verbose --dry-run origin HEAD 2>&1',
    'GIT_CURL_VERBOSE=1 git ls-remote 2>&1',
    'git var -l'
  ])('not shown by `%s`', async (command) => {
    const text = await succeed(job, command)
    expect(text).not.toBe('')
    expect(showsIt(text)).toBe(0)
  })

  test('in no file but the credential, and in none after the post step', async () => {
    const [name = ''] = await ourFolders(job)
    const credential = join('work', '_temp', name, 'credential')
    expect(await filesWith(job.root, texts)).toEqual([credential])
    for (const result of await job.post()) mustSucceed(result)
    expect(await filesWith(job.root, texts)).toEqual([])
    expect(showsIt(job.log.join('\n'))).toBe(0)
  })
})
