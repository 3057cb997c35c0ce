import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  test
} from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { checkout } from '../support/checkout.ts'
import {
  mustSucceed,
  startGitJob,
  succeed,
  tokensSent
} from '../support/git.ts'
import type { Job } from '../support/runner/job.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
let reader: string

beforeAll(async () => {
  world = await startWorld()
  const { github } = world
  const wiki = { 'Home.md': '# Guide\n' }
  await Promise.all([
    github.addRepository('acme/guide', { private: true, wiki }),
    github.addRepository('acme/other', { private: true, wiki })
  ])
  reader = github.addToken({
    name: 'READER_TOKEN',
    kind: 'classic',
    login: 'reader',
    scopes: ['repo'],
    access: { 'acme/*': 'read' }
  })
})

afterEach(() => {
  const { github } = world
  expect(
    github.requests.filter(({ tokenNames }) => tokenNames.length > 1)
  ).toEqual([])
  github.clearRequests()
})

afterAll(() => world.close())

const host = '127.0.0.1'
const coverages = ['acme/*', 'acme/guide', '*']

/** Pushes a new page to a new branch of the wiki, and sees it arrive. */
async function pushPage(job: Job): Promise<void> {
  const branch = `page-${randomUUID()}`
  const pushed = await succeed(
    job,
    `echo '# Page' > Page.md
     git add Page.md
     git commit --quiet --message Page
     git push --quiet origin HEAD:refs/heads/${branch}
     git rev-parse HEAD`
  )
  expect(await world.github.head('acme/guide.wiki', branch)).toBe(pushed)
}

describe('a wiki is cloned and pushed to with the token alone', () => {
  const urls = [
    '"$GITHUB_SERVER_URL/acme/guide.wiki.git"',
    '"$GITHUB_SERVER_URL/acme/guide.wiki"',
    `git@${host}:acme/guide.wiki.git`,
    `ssh://git@${host}/acme/guide.wiki.git`
  ]

  test.each(
    coverages.flatMap((repositories) =>
      urls.map((url) => ({ repositories, url }))
    )
  )('for $repositories by $url', async ({ repositories, url }) => {
    const { github } = world
    const job = await startGitJob(world)
    mustSucceed(await world.setup(job, { repositories }))
    github.clearRequests()
    await succeed(job, `git clone --quiet ${url} .`)
    await pushPage(job)
    expect(tokensSent(github)).toEqual({ 'acme/guide': ['RELEASE_TOKEN'] })
  })

  test.each(
    (['v4', 'v6'] as const).flatMap((version) =>
      coverages.flatMap((repositories) => [
        { version, repositories, order: 'before' } as const,
        { version, repositories, order: 'after' } as const
      ])
    )
  )(
    'for $repositories when the action comes $order its checkout $version',
    async ({ version, repositories, order }) => {
      const { github } = world
      const job = await startGitJob(world)
      const setup = async () =>
        mustSucceed(await world.setup(job, { repositories }))
      if (order === 'before') await setup()
      await checkout(job, {
        version,
        token: reader,
        repository: 'acme/guide.wiki'
      })
      if (order === 'after') await setup()
      github.clearRequests()
      await succeed(job, 'git fetch --quiet origin')
      await pushPage(job)
      expect(tokensSent(github)).toEqual({ 'acme/guide': ['RELEASE_TOKEN'] })
    }
  )
})

test('a push to the wiki of a repository that is not covered is not given the token', async () => {
  const { github } = world
  const job = await startGitJob(world)
  mustSucceed(await world.setup(job, { repositories: 'acme/guide' }))
  github.clearRequests()
  const { exitCode } = await job.run(
    `git init --quiet .
     git commit --quiet --allow-empty --message Page
     git push "$GITHUB_SERVER_URL/acme/other.wiki.git" HEAD:refs/heads/page`
  )
  expect(exitCode).toBe(128)
  expect(tokensSent(github)).toEqual({ 'acme/other': [] })
})
