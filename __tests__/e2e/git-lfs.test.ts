import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  test
} from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { checkout } from '../support/checkout.ts'
import {
  digests,
  mustSucceed,
  startGitJob,
  succeed,
  tokensSent
} from '../support/git.ts'
import { type GitHub, startGitHub } from '../support/github/github.ts'
import { hasProgram } from '../support/programs.ts'
import type { Job, JobOptions } from '../support/runner/job.ts'
import { startWorld, type World } from '../support/world.ts'

// Not on every machine; on those of GitHub it is, and CI must not skip.
const describeWithLfs = hasProgram('git-lfs') ? describe : describe.skip

let world: World
let everywhere: string
let elsewhere: GitHub

const ours = ['RELEASE_TOKEN']

beforeAll(async () => {
  world = await startWorld()
  const { github } = world
  elsewhere = await startGitHub({ authority: github.authority })
  everywhere = github.addToken({
    name: 'EVERYWHERE_TOKEN',
    kind: 'classic',
    scopes: ['repo'],
    access: { '*': 'write' }
  })
  const lfs = { 'model.bin': 'weights\n' }
  await Promise.all([
    github.addRepository('acme/media', { private: true, lfs }),
    github.addRepository('acme-evil/media', { private: true, lfs }),
    github.addRepository('other/media', { private: true, lfs }),
    github.addRepository('other/public', { lfs })
  ])
})

afterEach(() => {
  const { github } = world
  expect(
    github.requests.filter(({ tokenNames }) => tokenNames.length > 1)
  ).toEqual([])
  expect(
    github.storage.requests.filter(
      ({ authorizations, status }) =>
        authorizations.length > 0 || status !== 200
    )
  ).toEqual([])
  github.clearRequests()
  elsewhere.clearRequests()
})

afterAll(() => Promise.all([world.close(), elsewhere.close()]))

/** Starts a job on a machine that has git-lfs, as its package sets it up. */
async function startLfsJob(options?: JobOptions): Promise<Job> {
  const job = await startGitJob(world, {
    ...options,
    env: { GIT_CONFIG_NOSYSTEM: '0', ...options?.env }
  })
  job.env.set('GIT_CONFIG_SYSTEM', join(job.root, 'gitconfig'))
  await succeed(job, 'git lfs install --system --skip-repo')
  return job
}

/** Commits a new file to be kept by git-lfs, and pushes it to a new branch. */
async function pushNewFile(job: Job, cwd = '') {
  const branch = `lfs-${randomUUID()}`
  const text = `content of ${branch}`
  const { stdout, stderr } = mustSucceed(
    await job.run(
      `git lfs install --local
       git lfs track 'large.bin'
       echo '${text}' > large.bin
       git add .
       git commit --quiet --message Large
       git push origin HEAD:refs/heads/${branch}`,
      { cwd }
    )
  )
  return { branch, text, log: stdout + stderr }
}

/** What git-lfs alone has sent since the record was cleared. */
function lfsTokensSent() {
  const requests = world.github.requests.filter(({ path }) =>
    path.includes('/info/lfs/')
  )
  return tokensSent({ requests })
}

/** The methods of the requests to the storage since the record was cleared. */
function transfers(): string[] {
  return world.github.storage.requests.map(({ method }) => method)
}

const coverages = ['acme/*', 'acme/app', '*']

const combinations = (['v4', 'v6'] as const).flatMap((version) =>
  coverages.flatMap((repositories) => [
    {
      steps: `checkout ${version} and then the action for ${repositories}`,
      version,
      repositories,
      actionFirst: false
    },
    {
      steps: `the action for ${repositories} and then checkout ${version}`,
      version,
      repositories,
      actionFirst: true
    }
  ])
)

describeWithLfs('git-lfs sends the token alone after', () => {
  test.each(combinations)(
    '$steps',
    async ({ version, repositories, actionFirst }) => {
      const { github, tokens } = world
      const job = await startLfsJob()
      const home = await digests(job.folders.home)
      const setup = async () =>
        mustSucceed(await world.setup(job, { repositories }))

      if (actionFirst) await setup()
      const { post } = await checkout(job, { version, token: tokens.job })
      if (!actionFirst) await setup()

      // From the workspace.
      github.clearRequests()
      const { branch, text, log } = await pushNewFile(job)
      expect(tokensSent(github)).toEqual({ 'acme/app': ours })
      expect(lfsTokensSent()).toEqual({ 'acme/app': ours })
      expect(transfers()).toEqual(['PUT'])
      expect(log).not.toMatch(/warning|error/i)

      // What is here already, anew.
      github.clearRequests()
      const again = await succeed(
        job,
        `rm -r .git/lfs/objects large.bin
         GIT_LFS_SKIP_SMUDGE=1 git checkout --quiet large.bin
         git lfs pull
         cat large.bin`
      )
      expect(again).toBe(text)
      expect(tokensSent(github)).toEqual({ 'acme/app': ours })
      expect(transfers()).toEqual(['GET'])

      // To another folder, where checkout has left nothing.
      github.clearRequests()
      const cloned = await succeed(
        job,
        `git clone --quiet --branch ${branch} "$GITHUB_SERVER_URL/acme/app" other
         cat other/large.bin`,
        { cwd: '..' }
      )
      expect(cloned).toBe(text)
      expect(lfsTokensSent()).toEqual({ 'acme/app': ours })
      expect(transfers()).toEqual(['GET'])
      github.clearRequests()
      await pushNewFile(job, '../other')
      expect(tokensSent(github)).toEqual({ 'acme/app': ours })
      expect(transfers()).toEqual(['PUT'])

      // The post steps, that of the last step first.
      if (actionFirst) await post()
      for (const result of await job.post()) mustSucceed(result)
      github.clearRequests()
      const fetch = 'rm -r .git/lfs/objects && git lfs fetch origin HEAD'
      if (actionFirst) {
        // By `lfs.<url>.access` git-lfs knows not even to try without a token.
        expect((await job.run(fetch)).exitCode).not.toBe(0)
        expect(tokensSent(github)).toEqual({})
      } else {
        await succeed(job, fetch)
        expect(transfers()).toEqual(['GET'])
        await pushNewFile(job)
        expect(tokensSent(github)).toEqual({ 'acme/app': ['GITHUB_TOKEN'] })
        expect(lfsTokensSent()).toEqual({ 'acme/app': ['GITHUB_TOKEN'] })
        await post()
      }
      expect(await digests(job.folders.home)).toEqual(home)
    }
  )
})

describeWithLfs('git-lfs sends the token alone', () => {
  const host = '127.0.0.1'
  const urls = [
    `git@${host}:acme/app.git`,
    `git@${host}:acme/app`,
    `ssh://git@${host}/acme/app.git`,
    `ssh://git@${host}/acme/app`,
    `ssh://git@${host}:22/acme/app`
  ]

  test.each(
    coverages.flatMap((repositories) =>
      urls.map((url) => ({ repositories, url }))
    )
  )('for $repositories with the remote $url', async ({ repositories, url }) => {
    const { github } = world
    const job = await startLfsJob()
    mustSucceed(await world.setup(job, { repositories }))
    await succeed(job, `git clone --quiet ${url} .`)
    github.clearRequests()
    const { branch, text, log } = await pushNewFile(job)
    expect(tokensSent(github)).toEqual({ 'acme/app': ours })
    expect(lfsTokensSent()).toEqual({ 'acme/app': ours })
    expect(log).not.toMatch(/warning|error/i)

    github.clearRequests()
    const cloned = await succeed(
      job,
      `git clone --quiet --branch ${branch} ${url} other && cat other/large.bin`,
      { cwd: '..' }
    )
    expect(cloned).toBe(text)
    expect(lfsTokensSent()).toEqual({ 'acme/app': ours })
    expect(transfers()).toEqual(['GET'])
  })

  test.each(
    (['v4', 'v6'] as const).flatMap((version) =>
      coverages.map((repositories) => ({ version, repositories }))
    )
  )(
    'for $repositories in what checkout $version made, with the remote changed to ssh',
    async ({ version, repositories }) => {
      const { github, tokens } = world
      const job = await startLfsJob()
      await checkout(job, { version, token: tokens.job })
      mustSucceed(await world.setup(job, { repositories }))
      github.clearRequests()
      await succeed(job, `git remote set-url origin git@${host}:acme/app.git`)
      await pushNewFile(job)
      expect(tokensSent(github)).toEqual({ 'acme/app': ours })
      expect(lfsTokensSent()).toEqual({ 'acme/app': ours })
    }
  )

  test.each(['acme/*', 'ACME/*', 'acme/App', '*'])(
    'in the job of Acme/app, as GitHub spells it, for %s',
    async (repositories) => {
      const { github, tokens } = world
      const job = await startLfsJob({ repository: 'Acme/app' })
      await checkout(job, { version: 'v6', token: tokens.job })
      mustSucceed(await world.setup(job, { repositories }))
      github.clearRequests()
      const { log } = await pushNewFile(job)
      expect(tokensSent(github)).toEqual({ 'Acme/app': ours })
      expect(lfsTokensSent()).toEqual({ 'Acme/app': ours })
      expect(log).not.toMatch(/warning|error/i)
    }
  )

  test.each(['acme/*', 'acme/media', '*'])(
    'for %s when another repository is checked out with lfs',
    async (repositories) => {
      const { github, tokens } = world
      const job = await startLfsJob()
      mustSucceed(await world.setup(job, { repositories }))
      github.clearRequests()
      await checkout(job, {
        version: 'v6',
        token: tokens.job,
        repository: 'acme/media'
      })
      expect(await succeed(job, 'cat model.bin')).toBe('weights')
      expect(tokensSent(github)).toEqual({ 'acme/media': ours })
      expect(lfsTokensSent()).toEqual({ 'acme/media': ours })
    }
  )

  test('of each owner, after the action was used for two', async () => {
    const { github, tokens } = world
    const job = await startLfsJob()
    mustSucceed(await world.setup(job))
    mustSucceed(
      await world.setup(job, {
        token: tokens.other,
        'token-name': 'OTHER_TOKEN',
        repositories: 'other/*'
      })
    )
    github.clearRequests()
    const printed = await succeed(
      job,
      `git clone --quiet "$GITHUB_SERVER_URL/acme/media"
       git clone --quiet "git@${host}:other/media" others
       cat media/model.bin others/model.bin`
    )
    expect(printed).toBe('weights\nweights')
    expect(lfsTokensSent()).toEqual({
      'acme/media': ours,
      'other/media': ['OTHER_TOKEN']
    })
  })
})

// For `*` the header that checkout left is removed at the host, which git-lfs
// does not understand: only the owner of the job has a section of its own.
// https://github.com/git-lfs/git-lfs/blob/v3.3.0/lfshttp/client.go (extraHeaders)
describeWithLfs('git-lfs does not send the token for *, but git does', () => {
  test.each(['v4', 'v6'] as const)(
    'where checkout %s left another for a repository of another owner',
    async (version) => {
      const { github, tokens } = world
      const job = await startLfsJob()
      await checkout(job, {
        version,
        token: tokens.other,
        repository: 'other/media'
      })
      const inputs = { token: everywhere, 'token-name': 'EVERYWHERE_TOKEN' }
      mustSucceed(await world.setup(job, { ...inputs, repositories: '*' }))
      github.clearRequests()
      await succeed(job, 'git fetch --quiet origin main')
      expect(tokensSent(github)).toEqual({
        'other/media': ['EVERYWHERE_TOKEN']
      })
      await pushNewFile(job)
      expect(lfsTokensSent()).toEqual({ 'other/media': ['OTHER_TOKEN'] })
    }
  )
})

describeWithLfs('git-lfs does not send the token', () => {
  const uncovered = [
    ['acme/app', 'acme/media'],
    ['acme/*', 'acme-evil/media'],
    ['acme/*', 'other/media'],
    ['acme/app', 'other/media']
  ] as const

  test.each(uncovered)('for %s to %s', async (repositories, repository) => {
    const { github } = world
    const job = await startLfsJob()
    mustSucceed(await world.setup(job, { repositories }))
    github.clearRequests()
    const { exitCode } = await job.run(
      `git init --quiet .
       git remote add origin "$GITHUB_SERVER_URL/${repository}.git"
       git lfs track '*.bin'
       echo secret > large.bin
       git add .
       git commit --quiet --message Large
       git lfs push origin HEAD`
    )
    expect(exitCode).not.toBe(0)
    expect(lfsTokensSent()).toEqual({ [repository]: [] })
    expect(transfers()).toEqual([])
  })

  test.each(['acme/*', 'acme/app'])(
    'for %s to a public repository of another owner, which it can read',
    async (repositories) => {
      const { github } = world
      const job = await startLfsJob()
      mustSucceed(await world.setup(job, { repositories }))
      github.clearRequests()
      const text = await succeed(
        job,
        'git clone --quiet "$GITHUB_SERVER_URL/other/public" . && cat model.bin'
      )
      expect(text).toBe('weights')
      expect(tokensSent(github)).toEqual({ 'other/public': [] })
      expect(transfers()).toEqual(['GET'])
    }
  )

  test.each(['acme/*', '*'])(
    'for %s to a server elsewhere, which .lfsconfig names',
    async (repositories) => {
      const { github } = world
      const job = await startLfsJob()
      mustSucceed(await world.setup(job, { repositories }))
      github.clearRequests()
      const { exitCode } = await job.run(
        `git clone --quiet "$GITHUB_SERVER_URL/acme/app" .
         git config --file .lfsconfig lfs.url "${elsewhere.url}/acme/app/info/lfs"
         git lfs track '*.bin'
         echo secret > large.bin
         git add .
         git commit --quiet --message Large
         git lfs push origin HEAD`
      )
      expect(exitCode).not.toBe(0)
      expect(elsewhere.requests).not.toEqual([])
      expect(elsewhere.requests.flatMap((row) => row.tokenNames)).toEqual([])
      expect(lfsTokensSent()).toEqual({})
    }
  )

  test.each(['v4', 'v6'] as const)(
    'for acme/app where checkout %s left a token for another repository',
    async (version) => {
      const { github, tokens } = world
      const job = await startLfsJob()
      const { post } = await checkout(job, {
        version,
        token: tokens.other,
        repository: 'other/media'
      })
      mustSucceed(await world.setup(job, { repositories: 'acme/app' }))
      github.clearRequests()
      await pushNewFile(job)
      expect(tokensSent(github)).toEqual({ 'other/media': ['OTHER_TOKEN'] })
      await post()
    }
  )
})
