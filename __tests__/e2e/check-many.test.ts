import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Readable } from 'node:stream'
import type { Fault } from '../support/github/faults.ts'
import type { GitHubOptions } from '../support/github/github.ts'
import { startWorld, type World } from '../support/world.ts'
import {
  type CheckToken,
  counted,
  playCheck,
  statusesIn
} from './check-play.ts'

let world: World

beforeAll(async () => {
  world = await startWorld()
})

afterAll(() => world.close())

/** Tokens `T1`, `T2`, …, of which each is as `about` says. */
function many(
  count: number,
  about: (at: number) => CheckToken = () => ({})
): Record<string, CheckToken> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `T${index + 1}`,
      about(index + 1)
    ])
  )
}

/** A policy in which the same is asked of all of them. */
const policyFor = (
  tokens: Record<string, unknown>,
  ...keys: readonly string[]
) =>
  Object.keys(tokens).flatMap((name) => [
    `${name}:`,
    ...keys.map((key) => `  ${key}`)
  ])

const user = (name: string, status = 200) =>
  `${name} GET https://HOST/api/v3/user ${status}`

/** Starts a world that takes its time, and counts what it has not answered yet. */
async function startSlow(options: GitHubOptions = {}) {
  const slow = await startWorld({ latency: 250, ...options })
  const { github } = slow
  let most = 0
  github.fault(() => {
    const waiting = github.requests.filter(({ status }) => status === 0)
    most = Math.max(most, waiting.length)
    return false
  }, {})
  return { ...slow, mostWaiting: () => most }
}

describe('requests', () => {
  test.concurrent.each([
    [1, 8],
    [3, 12],
    [8, 20]
  ])('are in flight %d at a time, at each host', async (most, count) => {
    const slow = await startSlow()
    const { authority } = slow.github
    const other = await startSlow({ authority })
    try {
      const tokens = many(count, (at) => (at % 2 ? {} : { at: other.github }))
      const seen = await playCheck(slow, {
        tokens,
        policy: Object.keys(tokens).flatMap((name, index) => [
          `${name}:`,
          '  scopes: repo',
          index % 2
            ? '  server-url: https://OTHER'
            : '  repositories: [acme/app, acme/lib]'
        ]),
        other: other.github,
        inputs: { concurrency: String(most) }
      })
      expect(seen.outputs).toEqual(counted('ok', { ok: count }))
      // Each token has a question about itself, half of them two about git.
      expect(slow.github.requests).toHaveLength((count / 2) * 3)
      expect(other.github.requests).toHaveLength(count / 2)
      expect([slow.mostWaiting(), other.mostWaiting()]).toEqual([most, most])
    } finally {
      await Promise.all([slow.close(), other.close()])
    }
  })

  test.concurrent('are eight at a time when nothing is said', async () => {
    const slow = await startSlow()
    try {
      const tokens = many(20)
      await playCheck(slow, { tokens, policy: policyFor(tokens) })
      expect(slow.mostWaiting()).toBe(8)
    } finally {
      await slow.close()
    }
  })

  test.concurrent('are more at a time when that is asked for', async () => {
    const slow = await startSlow()
    try {
      const tokens = many(60)
      await playCheck(slow, {
        tokens,
        policy: policyFor(tokens),
        inputs: { concurrency: '100' }
      })
      expect(slow.mostWaiting()).toBeGreaterThan(8)
    } finally {
      await slow.close()
    }
  })
})

describe('a token', () => {
  test.concurrent.each([2, 8])(
    'that is slow holds up no other, with concurrency: %d',
    async (concurrency) => {
      const answered = new Set<string>()
      let release: () => unknown = () => undefined
      const allOthers = new Promise<void>((resolve) => {
        release = resolve
      })
      // The answer to the first is not complete before all others were asked.
      const waiting: Fault = {
        body: () =>
          Readable.from(
            (async function* () {
              await allOthers
              yield '{"login":"acme-bot"}'
            })()
          )
      }
      const note = (name: string) => {
        answered.add(name)
        if (answered.size === 12) release()
        return false
      }
      const seen = await playCheck(world, {
        tokens: {
          SLOW: { faults: [waiting] },
          ...many(12, (at) => ({ faults: [{}], faulty: () => note(`T${at}`) }))
        },
        policy: ['SLOW:', '  scopes: repo', ...policyFor(many(12))],
        inputs: { concurrency: String(concurrency) }
      })
      expect(seen.outputs).toEqual(counted('ok', { ok: 13 }))
      expect(seen.requests).toHaveLength(13)
      expect(seen.requests.slice(0, concurrency)).toContain(user('SLOW'))
    }
  )

  test.concurrent(
    'that has to wait holds up no other, even one at a time',
    async () => {
      const wait: Fault = {
        status: 429,
        headers: { 'retry-after': '4' },
        body: '{"message":"slow down"}'
      }
      const tokens = { WAIT: { faults: [wait, {}] }, ...many(9) }
      const seen = await playCheck(world, {
        tokens,
        policy: policyFor(tokens),
        inputs: { concurrency: '1' }
      })
      expect(seen.outputs).toEqual(counted('ok', { ok: 10 }))
      expect(seen.requests).toEqual([
        user('WAIT', 429),
        ...Object.keys(many(9)).map((name) => user(name)),
        user('WAIT')
      ])
    }
  )

  test.concurrent(
    'that gets no answer changes no verdict but its own',
    async () => {
      const tokens: Record<string, CheckToken> = {
        ...many(4),
        HANGS: { faults: [{ delay: 30_000 }] },
        CUT: { faults: [{ disconnect: true }] },
        BAD: { expired: true },
        WEAK: { scopes: ['gist'] }
      }
      const seen = await playCheck(world, {
        tokens,
        policy: policyFor(tokens, 'scopes: repo', 'fail-on: invalid, missing')
      })
      expect(statusesIn(seen)).toEqual({
        ...{ BAD: 'failed', WEAK: 'failed', HANGS: 'unknown', CUT: 'unknown' },
        ...{ T1: 'ok', T2: 'ok', T3: 'ok', T4: 'ok' }
      })
      expect(seen.log).toEqual(
        expect.arrayContaining([
          'unknown accepted by HOST (GET https://HOST/api/v3/user: no complete answer came in time)',
          'unknown accepted by HOST (GET https://HOST/api/v3/user: the connection failed (UND_ERR_SOCKET))'
        ])
      )
      expect(seen.requests.filter((one) => one.startsWith('CUT'))).toHaveLength(
        3
      )
    }
  )
})

describe('a list', () => {
  const progressIn = (log: readonly string[]) =>
    log.filter((line) => line.startsWith('Asked about'))

  test.concurrent.each([
    [20, []],
    [21, [3, 6, 9, 12, 15, 18, 21]],
    [41, [5, 10, 15, 20, 25, 30, 35, 40, 41]]
  ])('of %d is told of while it is asked about', async (count, steps) => {
    const tokens = many(count)
    const seen = await playCheck(world, { tokens, policy: policyFor(tokens) })
    expect(progressIn(seen.log)).toEqual(
      steps.map((asked) => `Asked about ${asked} of ${count} tokens`)
    )
    expect(seen.log.slice(0, steps.length)).toEqual(progressIn(seen.log))
    expect(seen.outputs).toEqual(counted('ok', { ok: count }))
  })

  test.concurrent('has a group for each, the worst first', async () => {
    const tokens: Record<string, CheckToken> = {
      OK_1: {},
      SKIPPED: { value: () => '' },
      WARNED: { scopes: ['repo', 'gist'] },
      UNKNOWN: { faults: [{ body: '<html>' }] },
      FAILED_1: { expired: true },
      OK_2: {},
      FAILED_2: { scopes: [] }
    }
    const seen = await playCheck(world, {
      tokens,
      policy: policyFor(tokens, 'scopes: repo', 'on-empty: skip'),
      masked: (made) =>
        Object.keys(tokens)
          .filter((name) => name !== 'SKIPPED')
          .map((name) => made[name] ?? '')
    })
    const groups = seen.log.filter((line) => line.startsWith('##[group]'))
    expect(groups).toEqual([
      '##[group]❌ FAILED_1: failed',
      '##[group]❌ FAILED_2: failed',
      '##[group]⚠️ WARNED: warning',
      '##[group]❔ UNKNOWN: unknown',
      '##[group]✅ OK_1: ok',
      '##[group]✅ OK_2: ok',
      '##[group]⏭️ SKIPPED: skipped'
    ])
    expect(seen.log).toContain(
      'Tokens: 2 failed, 1 warning, 1 unknown, 2 ok, 1 skipped'
    )
    expect(seen.result.annotations.map(({ title }) => title)).toEqual([
      'FAILED_1: token rejected',
      'FAILED_2: scope missing',
      'WARNED: more scopes than needed',
      'UNKNOWN: not GitHub',
      'SKIPPED: skipped without a token'
    ])
    const rows = seen.summary.match(
      /^<tr><td><code>\w+<\/code><\/td><td>\S+ (failed|warning|unknown|ok|skipped)</gm
    )
    expect(rows).toHaveLength(7)
  })

  test.concurrent(
    'has ten annotations at most, and the rest in log and summary',
    async () => {
      const tokens = many(13, (at) => ({
        scopes: at > 6 ? [] : ['repo', 'gist']
      }))
      const seen = await playCheck(world, {
        tokens,
        policy: policyFor(tokens, 'scopes: repo')
      })
      expect(seen.outputs).toEqual(counted('failed', { failed: 7, warning: 6 }))
      const worstFirst = [7, 8, 9, 10, 11, 12, 13, 1, 2, 3]
      expect(seen.result.annotations.map(({ title }) => title)).toEqual(
        worstFirst.map((at) =>
          at > 6 ? `T${at}: scope missing` : `T${at}: more scopes than needed`
        )
      )
      expect(seen.log.slice(-3)).toEqual(
        [4, 5, 6].map((at) => `T${at}: more scopes than needed`)
      )
      for (const name of Object.keys(tokens)) {
        expect(seen.summary).toContain(`<code>${name}</code>`)
      }
      expect(
        seen.summary.match(/<details( open)?>\n<summary>\S+ <code>T\d+/g)
      ).toEqual(
        [...worstFirst, 4, 5, 6].map((at, index) =>
          index < 10
            ? `<details open>\n<summary>${at > 6 ? '❌' : '⚠️'} <code>T${at}`
            : `<details>\n<summary>⚠️ <code>T${at}`
        )
      )
    }
  )

  test.concurrent(
    'names three problems in a row, and counts more',
    async () => {
      const tokens: Record<string, CheckToken> = {
        OF_FIVE: { scopes: ['gist', 'repo'], login: 'somebody' },
        OF_FOUR: { scopes: ['gist'], login: 'somebody' },
        OF_THREE: { scopes: ['gist'] }
      }
      const seen = await playCheck(world, {
        tokens,
        policy: policyFor(
          tokens,
          'scopes: read:org',
          'forbid-scopes: repo',
          'expected-login: acme-bot',
          'rotate-by: 2020-01-31'
        )
      })
      const rows = seen.summary.match(/^<tr><td><code>OF_.*$/gm) ?? []
      expect(rows.map((row) => row.replaceAll(/<[^<>]+>/g, '|'))).toEqual([
        '|||OF_FIVE|||❌ failed|||classic, @somebody|||rotate by 2020-01-31|||scope missing|, |forbidden scope|, |another account|, 2 more||',
        '|||OF_FOUR|||❌ failed|||classic, @somebody|||rotate by 2020-01-31|||scope missing|, |another account|, |rotation is due|, 1 more||',
        '|||OF_THREE|||❌ failed|||classic, @acme-bot|||rotate by 2020-01-31|||scope missing|, |rotation is due|, |more scopes than needed|||'
      ])
    }
  )

  test.concurrent(
    'of a thousand is told in what there is room for',
    async () => {
      const names = Array.from({ length: 1000 }, (_, at) => `N${at}`)
      const seen = await playCheck(world, {
        tokens: { TOKEN: {} },
        // More than fits into a variable of Linux.
        files: {
          '.github/tokens.yml': [
            'tokens:',
            ...names.flatMap((name) => [
              `  ${name}:`,
              '    any-of: TOKEN',
              '    scopes: repo:status, repo_deployment, public_repo, gist',
              `    purpose: ${'x'.repeat(199)}`
            ])
          ].join('\n')
        }
      })
      expect(seen.requests).toEqual([user('TOKEN')])
      expect(seen.outputs).toEqual(counted('failed', { failed: 1000 }))
      const { report = '' } = seen.result.outputs
      expect(report.length).toBeGreaterThan(100_000)
      expect(report.length).toBeLessThanOrEqual(500_000)
      expect(seen.report.tokens.map(({ name }) => name)).toEqual(names)
      expect(Buffer.byteLength(seen.summary)).toBeLessThan(1024 * 1024)
      expect(seen.summary.length).toBeGreaterThan(500_000)
      const rows = seen.summary.match(/^<tr><td><code>N\d+<\/code>/gm)
      expect(rows).toHaveLength(1000)
      expect(seen.summary.match(/^<details open>$/gm)).toHaveLength(10)
      const details = seen.summary.match(/^<details( open)?>$/gm)?.length ?? 0
      expect(details).toBeGreaterThan(100)
      expect(seen.summary).toContain(
        `<p>The details of ${1000 - details} more are in the log.</p>`
      )
    }
  )
})
