import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  test
} from '@jest/globals'
import { existsSync } from 'node:fs'
import {
  mkdir,
  mkdtemp,
  readdir,
  rm,
  symlink,
  writeFile
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { checkout } from '../support/checkout.ts'
import {
  digests,
  mustSucceed,
  ourFolders,
  startGitJob,
  succeed,
  tokensSent
} from '../support/git.ts'
import type { Job, StepResult } from '../support/runner/job.ts'
import { actionFolder, startWorld, type World } from '../support/world.ts'

let world: World

const ours = ['RELEASE_TOKEN']

beforeAll(async () => {
  world = await startWorld()
})

afterEach(() => {
  const { github } = world
  expect(
    github.requests.filter(({ tokenNames }) => tokenNames.length > 1)
  ).toEqual([])
  github.clearRequests()
})

afterAll(() => world.close())

async function startCheckedOutJob(): Promise<Job> {
  const job = await startGitJob(world)
  await checkout(job, { version: 'v4', token: world.tokens.job })
  world.github.clearRequests()
  return job
}

/** The tokens that a git command of a later step sends. */
async function tokensOf(job: Job, script: string) {
  world.github.clearRequests()
  await job.run(script)
  return tokensSent(world.github)
}

/** The only post step there is. */
async function onlyPost(job: Job): Promise<StepResult> {
  const [result, ...more] = await job.post()
  if (result === undefined || more.length > 0) {
    throw new Error('There is not exactly one post step')
  }
  return result
}

/** Writes an action whose post step clears RUNNER_TEMP of what this action has there. */
async function writeRemover(job: Job): Promise<string> {
  const folder = join(job.root, 'remover')
  const files = {
    'action.yml': `name: Remover
description: Removes the folders of another action
runs:
  using: node24
  main: main.js
  post: post.js
`,
    'main.js': '',
    'post.js': `const { readdirSync, rmSync } = require('node:fs')
const temp = process.env.RUNNER_TEMP
for (const name of readdirSync(temp)) {
  if (!name.startsWith('setup-github-token-')) continue
  rmSync(temp + '/' + name, { recursive: true })
  console.log('removed ' + name)
}
`
  }
  await mkdir(folder)
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, name), text)
  }
  return folder
}

/** Runs the post script as the runner does when the main step saved this state. */
async function postWithState(job: Job, folder = ''): Promise<StepResult> {
  const script = join(actionFolder, 'dist', 'cleanup', 'index.js')
  return mustSucceed(
    await job.run('exec "$NODE" "$SCRIPT"', {
      env: { NODE: process.execPath, SCRIPT: script, STATE_folder: folder }
    })
  )
}

describe('after the post step', () => {
  test('git is as it was before the action', async () => {
    const job = await startCheckedOutJob()
    mustSucceed(await world.setup(job))
    expect(await tokensOf(job, 'git ls-remote')).toEqual({ 'acme/app': ours })

    const result = mustSucceed(await onlyPost(job))
    expect(result.annotations).toEqual([])
    expect(result.stdout).toBe('Removed the credential of this step\n')
    expect(await ourFolders(job)).toEqual([])
    await succeed(job, 'git status && git log && git config --list')
    expect(await tokensOf(job, 'git ls-remote')).toEqual({
      'acme/app': ['GITHUB_TOKEN']
    })
  })

  test('another one finds nothing to do', async () => {
    const job = await startCheckedOutJob()
    const { state } = mustSucceed(await world.setup(job))
    await onlyPost(job)
    const before = await digests(job.folders.workspace)
    const again = await postWithState(job, state['folder'])
    expect(again.annotations).toEqual([])
    expect(again.stdout).toBe('The credential of this step is gone already\n')
    expect(await digests(job.folders.workspace)).toEqual(before)
  })

  test('of another action that removed the folder, it says that it is gone already', async () => {
    const job = await startCheckedOutJob()
    mustSucceed(await world.setup(job))
    // Later in the job, so its post step comes first.
    const action = await writeRemover(job)
    mustSucceed(await job.uses({ action }))
    expect(await ourFolders(job)).toHaveLength(1)

    const [other, own, ...more] = await job.post()
    expect(more).toEqual([])
    expect(other?.stdout).toMatch(/^removed setup-github-token-\S+\n$/)
    expect(own).toMatchObject({
      outcome: 'success',
      stdout: 'The credential of this step is gone already\n',
      annotations: []
    })
    expect(await ourFolders(job)).toEqual([])
    await succeed(job, 'git status && git log && git config --list')
    expect(await tokensOf(job, 'git ls-remote')).toEqual({
      'acme/app': ['GITHUB_TOKEN']
    })
  })

  test.each([
    ['a token that lacks a scope', { scopes: 'repo' }, 'scope-missing'],
    ['a token that is empty', { token: '' }, 'token-empty'],
    ['a wrong input', { repositories: 'acme' }, 'input-invalid']
  ])(
    'of a main step that failed for %s nothing is left',
    async (_, inputs, reason) => {
      const job = await startCheckedOutJob()
      const { temp } = job.folders
      const result = await world.setup(job, {
        token: world.tokens.weak,
        ...inputs
      })
      expect(result.outcome).toBe('failure')
      expect(result.outputs).toMatchObject({
        reason,
        'git-configured': 'false'
      })
      expect([result.env, result.state]).toEqual([{}, {}])
      expect(await ourFolders(job)).toEqual([])
      expect(await tokensOf(job, 'git ls-remote')).toEqual({
        'acme/app': ['GITHUB_TOKEN']
      })

      const { stdout, annotations } = mustSucceed(await onlyPost(job))
      expect(stdout).toMatch(/^Nothing to remove/)
      expect(annotations).toEqual([])
      expect(existsSync(temp)).toBe(true)
    }
  )
})

describe('used twice in a job, the action', () => {
  let second: string

  beforeAll(() => {
    second = world.github.addToken({
      name: 'SECOND_TOKEN',
      kind: 'classic',
      login: 'acme-bot',
      scopes: ['repo'],
      access: { 'acme/*': 'write' }
    })
  })

  test('has git use the later token, and each post step removes its own', async () => {
    const job = await startCheckedOutJob()
    const first = mustSucceed(await world.setup(job))
    const later = mustSucceed(await world.setup(job, { token: second }))
    expect(await ourFolders(job)).toHaveLength(2)
    expect(await tokensOf(job, 'git ls-remote')).toEqual({
      'acme/app': ['SECOND_TOKEN']
    })

    await postWithState(job, later.state['folder'])
    expect(await ourFolders(job)).toEqual([first.state['folder']])
    expect(await tokensOf(job, 'git ls-remote')).toEqual({ 'acme/app': ours })

    await postWithState(job, first.state['folder'])
    expect(await ourFolders(job)).toEqual([])
    expect(await tokensOf(job, 'git ls-remote')).toEqual({
      'acme/app': ['GITHUB_TOKEN']
    })
    for (const result of await job.post()) {
      expect(mustSucceed(result).annotations).toEqual([])
    }
  })

  test('has git use one token for the owner and another for one repository', async () => {
    const job = await startCheckedOutJob()
    mustSucceed(await world.setup(job))
    const inputs = { token: second, repositories: 'acme/app' }
    mustSucceed(await world.setup(job, inputs))
    const both = `
      git ls-remote "$GITHUB_SERVER_URL/acme/app.git"
      git ls-remote "git@127.0.0.1:acme/lib.git"`
    expect(await tokensOf(job, both)).toEqual({
      'acme/app': ['SECOND_TOKEN'],
      'acme/lib': ours
    })
    for (const result of await job.post()) mustSucceed(result)
    expect(await ourFolders(job)).toEqual([])
  })
})

/**
 * Has the main step wait for ever after so many calls of a function of
 * `node:fs/promises` with our folder, and says so by a file.
 */
async function waitAfter(job: Job, name: string, calls: number) {
  const script = join(job.root, 'wait.mjs')
  const reached = join(job.root, 'reached')
  await writeFile(
    script,
    `import { writeFileSync } from 'node:fs'
     import promises from 'node:fs/promises'
     import { syncBuiltinESMExports } from 'node:module'
     const { ${name}: original } = promises
     let calls = 0
     promises.${name} = async (path, ...rest) => {
       const result = await original(path, ...rest)
       if (!String(path).includes('setup-github-token-')) return result
       calls += 1
       if (calls < ${calls}) return result
       writeFileSync(${JSON.stringify(reached)}, '')
       setInterval(() => result, 1000)
       return new Promise(() => {})
     }
     syncBuiltinESMExports()`
  )
  return {
    env: { NODE_OPTIONS: `--import=${pathToFileURL(script).href}` },
    onCondition: () => existsSync(reached)
  }
}

describe('a main step that ends half-way leaves nothing behind when', () => {
  const moments = [
    { moment: 'the folder is made', name: 'mkdir', calls: 1, files: [] },
    {
      moment: 'the first file is made',
      name: 'open',
      calls: 1,
      files: ['credential']
    },
    {
      moment: 'the credential is written',
      name: 'open',
      calls: 2,
      files: ['credential', 'owner.config']
    },
    {
      moment: 'all is written',
      name: 'chmod',
      calls: 1,
      files: ['config', 'credential', 'owner.config']
    }
  ]
  const ends = ['SIGKILL', 'cancel'] as const

  test.each(moments.flatMap((row) => ends.map((by) => ({ ...row, by }))))(
    '$moment and then comes $by',
    async ({ name, calls, files, by }) => {
      const job = await startCheckedOutJob()
      const { env, onCondition } = await waitAfter(job, name, calls)
      const interruption = { by, onCondition }
      const { outcome } = await world.setup(job, {}, { env, interruption })
      expect(outcome).toBe(by === 'cancel' ? 'cancelled' : 'failure')
      const [folder = '', ...more] = await ourFolders(job)
      expect(more).toEqual([])
      expect((await readdir(join(job.folders.temp, folder))).sort()).toEqual(
        files
      )
      expect(await tokensOf(job, 'git ls-remote')).toEqual({
        'acme/app': ['GITHUB_TOKEN']
      })

      const result = mustSucceed(await onlyPost(job))
      expect(result.annotations).toEqual([])
      expect(await ourFolders(job)).toEqual([])
    }
  )

  test.each(ends)('nothing is written yet and then comes %s', async (by) => {
    const job = await startCheckedOutJob()
    const remove = world.github.fault({ path: '/user' }, { delay: 3_600_000 })
    const onCondition = () =>
      world.github.requests.some(({ path }) => path.endsWith('/user'))
    const interruption = { by, onCondition }
    const { outcome } = await world.setup(job, {}, { interruption })
    remove()
    expect(outcome).toBe(by === 'cancel' ? 'cancelled' : 'failure')
    expect(await ourFolders(job)).toEqual([])
    const result = mustSucceed(await onlyPost(job))
    expect(result.annotations).toEqual([])
  })

  test('the job is cancelled after it', async () => {
    const job = await startCheckedOutJob()
    mustSucceed(await world.setup(job))
    const cancelled = await job.run('echo started; exec sleep 3600', {
      interruption: { by: 'cancel', onLine: (line) => line === 'started' }
    })
    expect(cancelled.outcome).toBe('cancelled')
    mustSucceed(await onlyPost(job))
    expect(await ourFolders(job)).toEqual([])
  })
})

describe('the post step touches nothing but its own folder when the state says', () => {
  const nameOf = (digit: number) =>
    `setup-github-token-0000000${digit}-0000-4000-8000-000000000000`
  const folder = nameOf(1)

  test.each([
    ['the parent folder', '..'],
    ['a folder outside', '../victim'],
    ['a folder outside, of our form', `../${folder}`],
    ['a folder outside, behind one of our form', `${folder}/../../victim`],
    ['an absolute path', '/etc'],
    ['RUNNER_TEMP itself', '.'],
    ['another folder', 'victim'],
    ['a file in a folder of our form', `${folder}/credential`],
    ['our form in upper case', folder.toUpperCase()],
    ['our form and more', `${folder}0`],
    ['a file in the place of the folder', nameOf(2)],
    ['a link in the place of the folder', nameOf(3)]
  ])('%s', async (_, state) => {
    const job = await startGitJob(world)
    const { temp } = job.folders
    const work = join(temp, '..')
    for (const place of [work, temp]) {
      for (const name of ['victim', folder]) {
        await mkdir(join(place, name))
        await writeFile(join(place, name, 'credential'), 'not ours\n')
      }
    }
    await writeFile(join(temp, nameOf(2)), 'not ours\n')
    await symlink(join(temp, 'victim'), join(temp, nameOf(3)))
    const filesOfOthers = async () =>
      Object.entries(await digests(work)).filter(
        // What the runner itself writes for each step.
        ([name]) => !/^_temp\/(_|[^/]+\.sh$)/.test(name)
      )
    const before = await filesOfOthers()

    const result = await postWithState(job, state)
    expect(result.annotations).toMatchObject([
      { level: 'warning', title: 'setup-github-token: credential not removed' }
    ])
    expect(await filesOfOthers()).toEqual(before)
  })
})

describe('the post step does not fail when', () => {
  test('RUNNER_TEMP is gone', async () => {
    const temp = await mkdtemp(join(tmpdir(), 'temp-'))
    const job = await startGitJob(world, { runner: { temp } })
    mustSucceed(await world.setup(job))
    await rm(temp, { recursive: true })
    const result = mustSucceed(await onlyPost(job))
    expect(result.annotations).toEqual([])
    expect(result.stdout).toBe('The credential of this step is gone already\n')
    expect(existsSync(temp)).toBe(false)
  })

  test('the workspace is gone', async () => {
    const job = await startGitJob(world)
    mustSucceed(await world.setup(job))
    await succeed(job, 'rm -r "$GITHUB_WORKSPACE"', { cwd: '..' })
    await mkdir(job.folders.workspace)
    mustSucceed(await onlyPost(job))
    expect(await ourFolders(job)).toEqual([])
  })
})
