import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  test
} from '@jest/globals'
import { checkout } from '../support/checkout.ts'
import {
  addSubmodules,
  mustSucceed,
  ourFolders,
  startGitJob,
  succeed,
  tokensSent
} from '../support/git.ts'
import { type GitHub, startGitHub } from '../support/github/github.ts'
import type { Job, StepResult } from '../support/runner/job.ts'
import { ambiguousRequests, postOf } from '../support/steps.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
let otherHost: GitHub

/** The host of the world, and the other one, by the names ssh URLs have for them. */
const [host, otherName] = ['127.0.0.1', 'localhost']

/** Uses of the action, each with a token of its own. */
const names = ['FIRST_TOKEN', 'SECOND_TOKEN', 'THIRD_TOKEN'] as const
const tokens: string[] = []

beforeAll(async () => {
  world = await startWorld()
  const { github } = world
  otherHost = await startGitHub({ authority: github.authority })
  for (const name of names) {
    tokens.push(
      github.addToken({
        name,
        kind: 'classic',
        login: 'acme-bot',
        scopes: ['repo'],
        access: { 'acme/*': 'write', 'other/*': 'write' }
      })
    )
  }
  const hidden = { private: true }
  await Promise.all([
    github.addRepository('acme/middle', hidden),
    github.addRepository('acme/outer', hidden),
    otherHost.addRepository('acme/lib', hidden)
  ])
  await addSubmodules(world, 'acme/middle', [
    { path: 'lib', of: 'acme/lib', url: '../lib.git' },
    { path: 'secret', of: 'other/secret', url: `git@${host}:other/secret.git` }
  ])
  await addSubmodules(world, 'acme/outer', [
    { path: 'middle', of: 'acme/middle', url: `git@${host}:acme/middle.git` },
    { path: 'own', of: 'other/secret', url: `${github.url}/other/secret` }
  ])
})

afterEach(() => {
  for (const one of [world.github, otherHost]) {
    expect(ambiguousRequests(one)).toEqual([])
    one.clearRequests()
  }
})

afterAll(() => Promise.all([world.close(), otherHost.close()]))

async function startCheckedOutJob(): Promise<Job> {
  const job = await startGitJob(world)
  await checkout(job, { version: 'v4', token: world.tokens.job })
  return job
}

/** How much of the host a use covers with a repository; 0 when it does not. */
function specificity(use: string, repository: string): number {
  const [owner = ''] = repository.split('/')
  const levels = ['*', `${owner}/*`, repository]
  return Math.max(...use.split(', ').map((one) => levels.indexOf(one) + 1))
}

/** Whose token must be sent: that of the most specific use, of those the last. */
function winnerOf(uses: readonly string[], repository: string) {
  const ranks = uses.map((use) => specificity(use, repository))
  const best = Math.max(0, ...ranks)
  return best > 0 ? names[ranks.lastIndexOf(best)] : undefined
}

/** Asks for each repository by https, and by ssh where a use covers it. */
async function expectWinners(job: Job, uses: readonly string[]) {
  const { github } = world
  const repositories = ['acme/lib', 'acme/app', 'other/secret']
  const winners = repositories.map(
    (name) => [name, winnerOf(uses, name)] as const
  )
  const commands = winners.flatMap(([name, winner]) => {
    const https = `git ls-remote "$GITHUB_SERVER_URL/${name}.git"`
    const ssh = [`git@${host}:${name}`, `ssh://git@${host}/${name}.git`]
    return winner === undefined
      ? [`${https} || true`]
      : [https, ...ssh.map((url) => `git ls-remote '${url}'`)]
  })
  github.clearRequests()
  await succeed(job, commands.join('\n'))
  // What checkout has left is for the whole host.
  const sent = winners.map(([name, winner]) => [
    name,
    [winner ?? 'GITHUB_TOKEN']
  ])
  expect([uses, tokensSent(github)]).toEqual([uses, Object.fromEntries(sent)])
}

/** All orders of all choices of two or more. */
function orders(items: readonly string[], chosen: string[] = []): string[][] {
  const longer = items
    .filter((item) => !chosen.includes(item))
    .flatMap((item) => orders(items, [...chosen, item]))
  return chosen.length > 1 ? [chosen, ...longer] : longer
}

describe('the most specific use wins, of the same level the last, and each post step takes back its own, for', () => {
  const levels = ['*', 'acme/*', 'acme/lib']
  const rows = [
    ...orders(levels),
    ...levels.map((level) => [level, level]),
    ['acme/*', 'acme/lib', 'acme/*'],
    ['acme/lib, acme/*', '*, other/secret', 'acme/*, acme/app']
  ]

  test.each(rows.map((uses) => ({ uses, title: uses.join(' | ') })))(
    '$title',
    async ({ uses }) => {
      const job = await startCheckedOutJob()
      const steps: StepResult[] = []
      for (const [index, repositories] of uses.entries()) {
        const token = tokens[index] ?? ''
        steps.push(mustSucceed(await world.setup(job, { token, repositories })))
      }
      await expectWinners(job, uses)

      for (let step = steps.pop(); step; step = steps.pop()) {
        const { stdout } = await postOf(job, step)
        expect(stdout).toBe('Removed the credential of this step\n')
        expect(await ourFolders(job)).toHaveLength(steps.length)
        await expectWinners(job, uses.slice(0, steps.length))
      }
      expect(await succeed(job, 'git config --list --show-origin')).not.toMatch(
        /file:\S*setup-github-token/
      )
    }
  )
})

describe('two uses for two owners', () => {
  const own = { repositories: 'acme/*' }
  const other = { repositories: 'other/*' }

  test.each([
    { order: 'in this order', steps: [own, other] },
    { order: 'in the other order', steps: [other, own] }
  ])(
    'each give their token to submodules of submodules, $order',
    async ({ steps }) => {
      const { github } = world
      const job = await startGitJob(world)
      for (const inputs of steps) {
        const token = inputs === own ? world.tokens.release : world.tokens.other
        mustSucceed(await world.setup(job, { token, ...inputs }))
      }
      const below = {
        'acme/middle': ['RELEASE_TOKEN'],
        'acme/lib': ['RELEASE_TOKEN'],
        'other/secret': ['OTHER_TOKEN']
      }
      github.clearRequests()
      await succeed(
        job,
        'git clone --quiet --recurse-submodules "$GITHUB_SERVER_URL/acme/outer" .'
      )
      expect(tokensSent(github)).toEqual({
        'acme/outer': ['RELEASE_TOKEN'],
        ...below
      })

      github.clearRequests()
      const branch = `nested-${String(steps.indexOf(own))}`
      await succeed(
        job,
        `git submodule --quiet foreach --recursive '
           git fetch --quiet origin
           git commit --quiet --allow-empty --message Nested
           git push --quiet origin HEAD:refs/heads/${branch}-$(basename "$name")'`
      )
      expect(tokensSent(github)).toEqual(below)

      for (const result of await job.post()) mustSucceed(result)
      expect(await ourFolders(job)).toEqual([])
    }
  )
})

test('two uses for two hosts each give their token to their own host', async () => {
  const { github } = world
  const token = otherHost.addToken({
    name: 'ELSEWHERE_TOKEN',
    kind: 'classic',
    login: 'acme-bot',
    scopes: ['repo'],
    access: { 'acme/*': 'write' }
  })
  const job = await startCheckedOutJob()
  const serverUrl = `https://${otherName}:${String(otherHost.port)}`
  const first = mustSucceed(await world.setup(job))
  const elsewhere = { token, 'server-url': serverUrl }
  const second = mustSucceed(await world.setup(job, elsewhere))
  const ask = async () => {
    github.clearRequests()
    otherHost.clearRequests()
    for (const name of [host, otherName]) {
      await job.run(`git ls-remote git@${name}:acme/lib`)
    }
    await job.run('git ls-remote "$GITHUB_SERVER_URL/acme/lib.git"')
    await job.run(`git ls-remote ${serverUrl}/acme/lib.git`)
    return [tokensSent(github), tokensSent(otherHost)]
  }
  const [ours, theirs] = [['RELEASE_TOKEN'], ['ELSEWHERE_TOKEN']]
  expect(await ask()).toEqual([{ 'acme/lib': ours }, { 'acme/lib': theirs }])
  await postOf(job, second)
  expect(await ask()).toEqual([{ 'acme/lib': ours }, { 'acme/lib': [] }])
  await postOf(job, first)
  expect(await ask()).toEqual([
    { 'acme/lib': ['GITHUB_TOKEN'] },
    { 'acme/lib': [] }
  ])
})

test('ssh URLs stay what they are for a repository whose own step says so', async () => {
  const job = await startCheckedOutJob()
  mustSucceed(await world.setup(job))
  const own = { repositories: 'acme/lib', 'ssh-to-https': 'false' }
  mustSucceed(await world.setup(job, own))
  const urls = ['git@H:acme/lib.git', 'ssh://git@H/acme/lib', 'git@H:acme/app']
  const asked = urls.map((url) => url.replace('H', host))
  expect(
    await succeed(
      job,
      asked.map((url) => `git ls-remote --get-url ${url}`).join('\n')
    )
  ).toBe([...asked.slice(0, 2), `${world.github.url}/acme/app`].join('\n'))
})

test('what an odd RUNNER_TEMP has of earlier steps is found', async () => {
  for (const odd of ['/', '/.', '/../_temp']) {
    const job = await startCheckedOutJob()
    const env = { RUNNER_TEMP: `${job.folders.temp}${odd}` }
    const other = { token: world.tokens.weak, 'fail-on': 'none' }
    mustSucceed(await world.setup(job, { repositories: 'acme/lib' }, { env }))
    mustSucceed(await world.setup(job, other, { env }))
    world.github.clearRequests()
    await succeed(job, 'git ls-remote "$GITHUB_SERVER_URL/acme/lib"')
    expect(tokensSent(world.github)).toEqual({ 'acme/lib': ['RELEASE_TOKEN'] })
  }
})
