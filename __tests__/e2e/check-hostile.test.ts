import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { dirname } from 'node:path'
import { startWorld, type World } from '../support/world.ts'
import {
  type CheckPlay,
  counted,
  groupOf,
  more,
  playCheck,
  policyPage,
  reasonsIn,
  statusesIn
} from './check-play.ts'

let world: World

beforeAll(async () => {
  world = await startWorld()
})

afterAll(() => world.close())

/** What somebody writes, and how it is shown on one line. */
const hostile: readonly [string, text: string, shown?: string][] = [
  [
    'a command on a new line',
    'x\n::set-env name=A::b',
    'x\\u{000a}::set-env name=A::b'
  ],
  ['a mask', '::add-mask::ok', '::add-mask::ok'],
  [
    'a command after a carriage return',
    'x\r::error::e',
    'x\\u{000d}::error::e'
  ],
  ['the old form of a command', 'mid ##[add-mask]a', 'mid ## [add-mask]a'],
  ['an end of the group', '##[endgroup]', '## [endgroup]'],
  ['escapes of the runner', '%0A::warning::w%25'],
  ['an end of commands', '::stop-commands::t'],
  ['escape sequences', '\x1b[31m\b\0', '\\u{001b}[31m\\u{0008}\\u{0000}'],
  [
    'other directions and line ends of Unicode',
    'a\u{202e}b\u{2028}c\u{85}d',
    'a\\u{202e}b\\u{2028}c\\u{0085}d'
  ],
  [
    'an end of the details',
    '</code></summary></details><img src=x onerror="y">'
  ],
  ['a mention and a reference', '@acme/team fixes #1 `x` | [y](javascript:z)'],
  ['what a title is made of', 'a,b:c']
]

const escapeHtml = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')

/** What is known of the one that is good, whatever the other says. */
function expectGoodAsEver(seen: CheckPlay): void {
  expect(groupOf(seen, 'GOOD')).toEqual([
    'GOOD (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
    'granted accepted by HOST (It belongs to @acme-bot)'
  ])
}

describe('a hostile message of the host', () => {
  test.concurrent.each(hostile)(
    'is one harmless line: %s',
    async (_, message, shown = message) => {
      const body = JSON.stringify({
        message,
        documentation_url: 'https://evil.example/'
      })
      const seen = await playCheck(world, {
        tokens: { EVIL: { faults: [{ status: 403, body }] }, GOOD: {} },
        policy: ['EVIL:', 'GOOD:']
      })
      const evidence = `GET https://HOST/api/v3/user answered 403: ${shown}`
      expect(seen.log).toEqual([
        '##[group]❔ EVIL: unknown',
        `unknown accepted by HOST (${evidence})`,
        '##[endgroup]',
        '##[group]✅ GOOD: ok',
        ...groupOf(seen, 'GOOD'),
        '##[endgroup]',
        'Tokens: 1 unknown, 1 ok',
        '##[warning]EVIL could not be verified: the API of HOST refused the request.',
        `${evidence}.`,
        'Fix: Look whether the token works where it was created; its owner finds more at https://HOST.',
        more('access-refused')
      ])
      expectGoodAsEver(seen)
      expect(seen.summary).toContain(`<code>${escapeHtml(evidence)}</code>`)
      expect(seen.summary).not.toContain('evil.example')
      expect(seen.outputs).toEqual(counted('unknown', { unknown: 1, ok: 1 }))
    }
  )

  test.concurrent('is cut when it is long', async () => {
    const body = JSON.stringify({ message: '@acme '.repeat(20_000) })
    const seen = await playCheck(world, {
      tokens: { EVIL: { faults: [{ status: 403, body }] }, GOOD: {} },
      policy: ['EVIL:', 'GOOD:']
    })
    expectGoodAsEver(seen)
    expect(seen.result.stdout.length).toBeLessThan(6000)
    expect(seen.summary.length).toBeLessThan(4000)
  })
})

describe('a login that none can be', () => {
  const logins: readonly (readonly [string, login: string])[] = [
    ...hostile.map(([what, login]) => [what, login] as const),
    ['a long one', 'a'.repeat(100_000)]
  ]

  test.concurrent.each(logins)(
    'is no answer of GitHub: %s',
    async (_, login) => {
      const body = JSON.stringify({ login })
      const seen = await playCheck(world, {
        tokens: { EVIL: { faults: [{ body }] }, GOOD: {} },
        policy: ['EVIL:', 'GOOD:']
      })
      expect(reasonsIn(seen)).toEqual({ EVIL: ['not-github'], GOOD: [] })
      expectGoodAsEver(seen)
    }
  )
})

test.concurrent('hostile headers are harmless in every channel', async () => {
  const seen = await playCheck(world, {
    tokens: {
      EVIL: {
        faults: [
          {
            headers: {
              'x-oauth-scopes':
                'repo, ::error::x, ##[error]y, </details>, @acme/team, __proto__',
              'x-github-enterprise-version': '::error::3 ##[add-mask]ok </b>',
              'github-authentication-token-expiration':
                '##[error]2093 </details> @acme/team',
              'x-github-sso': 'required; url=https://evil.example/sso',
              date: '::error::never'
            }
          }
        ]
      },
      GOOD: {}
    },
    policy: ['EVIL:', '  scopes: repo, toString', 'GOOD:']
  })
  expect(groupOf(seen, 'EVIL')).toEqual([
    'EVIL (classic, @acme-bot) on HOST ::error::3 ## [add-mask]ok </b>: expiry not readable',
    'granted accepted by HOST (It belongs to @acme-bot)',
    'granted repo (It is one of its scopes)',
    expect.stringMatching(/^unknown tostring \(/),
    'unknown still valid for 14 days (GitHub reported the expiry "## [error]2093 </details> @acme/team")'
  ])
  expectGoodAsEver(seen)
  expect(seen.summary).not.toContain('evil.example')
})

describe('a purpose', () => {
  test.concurrent.each(hostile)(
    'is shown as it is: %s',
    async (_, purpose, told = purpose) => {
      const seen = await playCheck(world, {
        tokens: { GOOD: {} },
        // JSON is YAML, and says every character.
        policy: [JSON.stringify({ GOOD: { purpose, owner: ['@acme/team'] } })]
      })
      // White space of any kind is one space.
      const shown = told.replaceAll(/\\u\{(000a|000d|2028)\}/g, ' ')
      expect(groupOf(seen, 'GOOD').slice(0, 2)).toEqual([
        `For: ${shown}`,
        'Owner: @acme/team'
      ])
      const escaped = escapeHtml(shown.replace(/^::/, ': :'))
      expect(seen.summary).toContain(
        `<p>For: <code>${escaped}</code> · Owner: <code>@acme/team</code></p>`
      )
      expect(seen.report.tokens[0]).toMatchObject({
        purpose: purpose.replaceAll(/\s+/g, ' '),
        owners: ['@acme/team']
      })
    }
  )
})

describe('a policy file that somebody else wrote', () => {
  const path = '.github/tokens.yml'

  test.concurrent.each(hostile)(
    'names its mistakes harmlessly: %s',
    async (_, text, shown = text) => {
      const seen = await playCheck(world, {
        tokens: { GOOD: {} },
        files: {
          [path]: JSON.stringify({
            tokens: { GOOD: { [text]: '1', owner: text } }
          })
        }
      })
      const [problem] = seen.report.problems
      expect(problem?.evidence).toContain(`: unknown key "${text}"`)
      // Its place is behind the key `tokens`, of the file of one line.
      expect(seen.log.slice(0, 3)).toEqual([
        'Tokens: none was looked at',
        expect.stringMatching(/^##\[error\]\.github\/tokens\.yml:1:20: /),
        'The policy of the tokens cannot be used.'
      ])
      expect(seen.log[1]).toContain(`:1:20: unknown key "${shown}"`)
      expect(seen.log).toContain(
        `Fix: Correct it; the keys are described at ${policyPage}.`
      )
      expect(seen.exitCode).toBe(1)
    }
  )

  test.concurrent('is cut where it is long', async () => {
    const long = '</details>'.repeat(10_000)
    const seen = await playCheck(world, {
      tokens: { GOOD: {} },
      files: {
        [path]: JSON.stringify({
          tokens: {
            GOOD: { [long]: '1', purpose: long, 'warn-days': long },
            [long]: {}
          }
        })
      }
    })
    expect(seen.report.problems.length).toBeGreaterThan(3)
    expect(seen.result.stdout.length).toBeLessThan(10_000)
    expect(seen.summary.length).toBeLessThan(10_000)
  })

  test.concurrent('may be called anything', async () => {
    const name = 'a,b:c%0A::error::x <img> @acme.yml'
    const seen = await playCheck(world, {
      tokens: { GOOD: {} },
      files: { [name]: 'tokens: {GOOD: {x: 1}}' },
      inputs: { 'policy-file': name }
    })
    expect(seen.result.annotations).toMatchObject([
      { level: 'error', file: name, line: '1' }
    ])
    expect(seen.log.slice(1, 3)).toEqual([
      expect.stringContaining(`##[error]${name}:1:17: unknown key "x"; known`),
      'The policy of the tokens cannot be used.'
    ])
  })
})

describe('names of tokens', () => {
  const strange = ['constructor', 'toString', 'hasOwnProperty', 'valueOf']

  test.concurrent('are no members of every object', async () => {
    const seen = await playCheck(world, {
      tokens: { GOOD: {} },
      policy: [...strange, 'GOOD'].map((name) => `${name}:`)
    })
    expect(seen.outputs).toEqual(counted('failed', { failed: 4, ok: 1 }))
    expect(reasonsIn(seen)).toEqual({
      ...Object.fromEntries(
        strange.map((name) => [name, ['variable-missing']])
      ),
      GOOD: []
    })
    expectGoodAsEver(seen)
  })

  test.concurrent('may be these, when they are passed', async () => {
    const seen = await playCheck(world, {
      tokens: Object.fromEntries(strange.map((name) => [name, {}])),
      policy: strange.map((name) => `${name}:`)
    })
    expect(
      seen.report.tokens.map(({ name, status }) => [name, status])
    ).toEqual(strange.map((name) => [name, 'ok']))
  })

  test.concurrent('cannot be that of a prototype', async () => {
    const seen = await playCheck(world, {
      tokens: { GOOD: {} },
      policy: ['__proto__: {scopes: repo}', 'GOOD:']
    })
    expect(seen.report.problems[0]).toEqual({
      reason: 'policy-invalid',
      evidence:
        'tokens:1:1: "__proto__" cannot be the name of an environment variable'
    })
    expect(seen.requests).toEqual([])
  })

  test.concurrent(
    'may be that of any variable, which is no token then',
    async () => {
      const PATH = [dirname(process.execPath), '/usr/bin', '/bin'].join(':')
      const seen = await playCheck(world, {
        tokens: { GOOD: {} },
        policy: ['PATH:', 'GOOD:'],
        job: { env: { PATH } },
        masked: ({ GOOD = '' }) => [PATH, GOOD]
      })
      expect(statusesIn(seen)).toEqual({ PATH: 'failed', GOOD: 'ok' })
      expect(reasonsIn(seen)).toEqual({ PATH: ['token-rejected'], GOOD: [] })
      expectGoodAsEver(seen)
    }
  )
})
