import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createToken } from '../support/github/tokens.ts'
import type { JobOptions } from '../support/runner/job.ts'
import { type Proxy, startProxy } from '../support/proxy.ts'
import { pathWith } from '../support/steps.ts'
import type { World } from '../support/world.ts'
import {
  dayIn,
  daysAfter,
  type Desk,
  expiresIn,
  openDesk,
  policyOf,
  startReminders
} from './remind-play.ts'
import { expectMasksFirst } from './expectations.ts'

let world: World
let proxy: Proxy

beforeAll(async () => {
  world = await startReminders()
  proxy = await startProxy({ target: world.github })
})

afterAll(() => Promise.all([world.close(), proxy.close()]))

/** Everything that people can read in the repository. */
const written = (desk: Desk) => JSON.stringify(desk.view())

const event = (isPrivate: boolean): JobOptions => ({
  event: { repository: { id: 1, private: isPrivate } }
})

const refusing = () =>
  openDesk(world, {
    token: { access: { 'acme/*': 'read' }, expiresAt: expiresIn(29) },
    keys: [
      'preset: push',
      'repositories: acme/lib',
      'expected-login: acme-boss'
    ]
  })

describe('the account of a token', () => {
  const denied = 'Permission to acme/lib.git denied to'

  test.concurrent.each<
    [string, Record<string, string>, JobOptions | undefined]
  >([
    ['by default', {}, undefined],
    ['in a public repository', {}, event(false)],
    ['where that is asked for', { 'show-login': 'false' }, event(true)]
  ])('is not named in an issue %s', async (_, inputs, job = {}) => {
    const desk = await refusing()
    const seen = await desk.remind({ inputs, job })
    desk.now = daysAfter(16)
    await desk.remind({ inputs, job })
    expect(desk.view()).toMatchObject([{ comments: [expect.anything()] }])
    expect(written(desk)).not.toMatch(/acme-bo/i)
    expect(written(desk)).toContain(`${denied} its account`)
    // The log of the run is for those who may read it.
    expect(seen.log.join('\n')).toContain(`${denied} acme-bot`)
  })

  test.concurrent.each<[string, Record<string, string>, JobOptions]>([
    ['in a private repository', {}, event(true)],
    ['where that is asked for', { 'show-login': 'true' }, event(false)]
  ])('is named in an issue %s', async (_, inputs, job) => {
    const desk = await refusing()
    await desk.remind({ inputs, job })
    expect(written(desk)).toContain(`${denied} acme-bot`)
    expect(written(desk)).toContain('RELEASE_TOKEN (classic, `@acme-bot`)')
    expect((await desk.remind({ inputs, job })).writes).toEqual([])
  })
})

describe('the scopes of a token', () => {
  const keys = ['scopes: workflow', 'fail-on: [missing, excess]']
  const token = { scopes: ['repo', 'gist'], expiresAt: expiresIn(29) }

  test.concurrent('are not told in a public repository', async () => {
    const desk = await openDesk(world, { token, keys })
    const seen = await desk.remind({ job: event(false) })
    expect(desk.open()).toEqual([1])
    expect(written(desk)).not.toMatch(/\brepo\b(?!s)|gist|Its scope|Not asked/)
    expect(written(desk)).toContain('?scopes=workflow&description=')
    expect(written(desk)).toContain('(scopes: workflow)')
    expect(seen.log.join('\n')).toContain('Its scopes: gist, repo')
  })

  test.concurrent('are told in a private one', async () => {
    const desk = await openDesk(world, { token, keys })
    await desk.remind({ job: event(true) })
    expect(written(desk)).toContain('`Its scopes: gist, repo`')
    expect(written(desk)).toContain('(scopes: gist, repo, workflow)')
  })
})

test.concurrent('the time of day is not told', async () => {
  const desk = await openDesk(world, {
    token: { expiresAt: expiresIn(29) },
    keys: [`rotate-by: ${dayIn(20)}`]
  })
  await desk.remind({ job: event(true) })
  desk.now = daysAfter(16)
  await desk.remind({ job: event(true) })
  desk.replace({ expiresAt: expiresIn(400) })
  desk.keys = []
  await desk.remind()
  expect(desk.view()).toMatchObject([
    { state: 'completed', comments: [expect.anything(), expect.anything()] }
  ])
  expect(written(desk).replaceAll('https://HOST', '')).not.toMatch(/\d:\d\d/)
})

describe('no secret', () => {
  test.concurrent('is in an issue, whatever the host says', async () => {
    const desk = await openDesk(world)
    // Not one of this run: a form that nobody masked.
    const others = [
      createToken('installation'),
      createToken('classic'),
      createToken('fine-grained')
    ]
    const basic = btoa(`x-access-token:${desk.secret}`)
    for (const text of [...others, desk.secret, desk.issueToken, basic]) {
      const stop = desk.fault({
        status: 418,
        body: JSON.stringify({ message: `No ${text} today` })
      })
      const seen = await desk.remind()
      stop()
      expect(seen.exitCode).toBe(0)
      const all = written(desk) + seen.log.join('\n') + seen.summary
      // No piece of it either.
      for (let at = 0; at + 12 <= text.length; at += 4) {
        expect(all.includes(text.slice(at, at + 12))).toBe(false)
      }
      expect(written(desk)).toContain('answered 418: No')
    }
  })

  test.concurrent('is seen by op, which is asked for issue-token', async () => {
    const desk = await openDesk(world, {
      token: { expiresAt: expiresIn(29) }
    })
    const place = await mkdtemp(join(tmpdir(), 'remind-op-'))
    try {
      const [answer, asked, environment] = [
        join(place, 'answer'),
        join(place, 'asked'),
        join(place, 'environment')
      ]
      await writeFile(answer, desk.issueToken)
      const PATH = await pathWith(
        place,
        'op',
        `printf '%s\\n' "$@" >> '${asked}'; env >> '${environment}'; cat '${answer}'`
      )
      const seen = await desk.remind({
        inputs: { 'issue-token': ' op://ci/issues/token ' },
        env: { OP_SERVICE_ACCOUNT_TOKEN: 'of this step' },
        job: { env: { PATH } }
      })
      expect(seen.issues).toMatchObject([{ number: 1, action: 'opened' }])
      expect(await readFile(asked, 'utf8')).toBe(
        'read\n--no-newline\nop://ci/issues/token\n'
      )
      const known = await readFile(environment, 'utf8')
      expect(known).toContain('OP_SERVICE_ACCOUNT_TOKEN=of this step\n')
      expect(known).not.toMatch(/^(INPUT_.*|RELEASE_TOKEN)=/m)
      expect(known.includes(desk.secret)).toBe(false)
      // It is asked when the others are known.
      expectMasksFirst(seen.result, [desk.secret, desk.issueToken])
    } finally {
      await rm(place, { recursive: true })
    }
  })

  test.concurrent('is printed before it is masked', async () => {
    const desk = await openDesk(world)
    const seen = await desk.remind()
    expectMasksFirst(seen.result, [desk.issueToken, desk.secret])
  })
})

describe('text from elsewhere means nothing', () => {
  /** What GitHub would make something of, outside of code. */
  const proseOf = (desk: Desk) =>
    desk
      .view()
      .flatMap(({ body, comments }) => [...body, ...comments])
      .map((line) =>
        line
          .replace(/^Owner: .*$|<!-- setup-github-token: .* -->$/, '')
          .replaceAll(/(`+)(?!`).*?(?<!`)\1(?!`)/g, '')
          .replaceAll(/\\[^\w\s]/g, '')
      )
      .join('\n')

  const expectInert = (desk: Desk) => {
    expect(proseOf(desk)).not.toMatch(/[@<>]|(^|\s)#\d|\w#\d|\]\(javascript/)
    expect(proseOf(desk)).not.toMatch(/^#{1,2} |^\||evil/m)
  }

  const texts = [
    '@org/team @everyone fixes #1 and acme/site#2',
    '</td><img src=x onerror=alert(1)> <!-- -->',
    '`a` ``b`` ``` [x](javascript:alert(1))',
    '\n\n@org/team\n\n# Title\n\n| a |\n| - |\n\n<details>'
  ]

  test.concurrent.each(texts)('of the host: %j', async (text) => {
    const desk = await openDesk(world)
    desk.fault({ status: 418, body: JSON.stringify({ message: text }) })
    await desk.remind()
    expect(desk.view()).toHaveLength(1)
    expectInert(desk)
    expect((await desk.remind()).writes).toEqual([])
  })

  test.concurrent.each(texts)('of the policy: %j', async (text) => {
    const desk = await openDesk(world, {
      token: { expired: true },
      keys: [`purpose: ${JSON.stringify(text)}`, 'owner: [ann, "@acme/ops"]']
    })
    await desk.remind()
    expectInert(desk)
    expect(desk.view()[0]?.body).toContain('Owner: @ann, @acme/ops')
    expect((await desk.remind()).writes).toEqual([])
  })

  test.concurrent('of any length', async () => {
    const desk = await openDesk(world)
    const message = `${'@org/team '.repeat(10_000)}fixes #1`
    desk.fault({ status: 418, body: JSON.stringify({ message }) })
    expect((await desk.remind()).exitCode).toBe(0)
    expectInert(desk)
    expect(written(desk).length).toBeLessThan(5000)
  })

  test.concurrent('of the title', async () => {
    const desk = await openDesk(world, { token: { expired: true } })
    await desk.remind({ inputs: { title: '  {problem}:\n `{name}` $& ' } })
    expect(desk.view()[0]?.title).toBe('token rejected: `RELEASE_TOKEN` $&')
  })
})

test.concurrent(
  'many tokens have an issue each, also of one secret',
  async () => {
    const desk = await openDesk(world, { token: { expired: true } })
    const names = ['A_TOKEN', 'B_TOKEN', 'C_TOKEN']
    const run = {
      policy: names.map((name) => policyOf([], name)).join('\n'),
      env: Object.fromEntries(names.map((name) => [name, desk.secret]))
    }
    const seen = await desk.remind(run)
    expect(seen.issues.map(({ token, number }) => [token, number])).toEqual([
      ['A_TOKEN', 1],
      ['B_TOKEN', 2],
      ['C_TOKEN', 3]
    ])
    expect((await desk.remind(run)).writes).toEqual([])
    expect(desk.open()).toEqual([1, 2, 3])
  }
)

test.concurrent(
  'on github.com the addresses are those of github.com',
  async () => {
    const desk = await openDesk(world, { token: { expiresAt: expiresIn(29) } })
    const job = {
      serverUrl: 'https://github.com',
      apiUrl: 'https://api.github.com',
      env: { https_proxy: proxy.url }
    }
    const seen = await desk.remind({ job })
    expect(seen.issues).toEqual([
      {
        token: 'RELEASE_TOKEN',
        number: 1,
        url: 'https://github.com/acme/app/issues/1',
        action: 'opened'
      }
    ])
    expect(desk.view()[0]?.body[0]).toContain('`RELEASE_TOKEN` on `github.com`')
    expect((await desk.remind({ job })).writes).toEqual([])
  }
)
