import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathWith } from '../support/steps.ts'
import { startWorld, type World } from '../support/world.ts'
import {
  type CheckToken,
  counted,
  groupOf,
  more,
  playCheck,
  reasonsIn,
  statusesIn
} from './check-play.ts'
import { newToken } from './play.ts'

let world: World
let folder: string

beforeAll(async () => {
  world = await startWorld()
  folder = await mkdtemp(join(tmpdir(), 'check-'))
})

afterAll(async () => {
  await world.close()
  await rm(folder, { recursive: true, force: true })
})

const accepted = 'granted accepted by HOST (It belongs to @acme-bot)'
const known = (name: string) =>
  `${name} (classic, @acme-bot) on HOST 3.20.1: expiry not reported`

/** A day so many days from today, in UTC. */
const day = (days: number) =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

/** A moment that many days from now, with half an hour to spare, as GitHub writes it. */
const moment = (days: number) => {
  const date = new Date(Date.now() + days * 86_400_000 + 1_800_000)
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

describe('one token', () => {
  interface Case {
    readonly token?: CheckToken
    readonly keys?: readonly string[]
    readonly inputs?: Readonly<Record<string, string>>
    readonly status: string
    /** What its group says after its first two lines, in order. */
    readonly says?: readonly (string | RegExp)[]
    readonly reasons?: readonly string[]
    readonly requests?: readonly string[]
  }

  const soon = [`still valid for 14 days`, 'token-expiring'] as const
  const probe = (rest: string) => `TOKEN ${rest}`
  const user = probe('GET https://HOST/api/v3/user 200')

  test.concurrent.each<[string, Case]>([
    ['that nothing is asked of', { status: 'ok', requests: [user] }],
    [
      'that is no good is only warned of when fail-on says so',
      {
        token: { scopes: ['gist'] },
        keys: ['scopes: repo', 'fail-on: none'],
        status: 'warning',
        says: [
          'missing repo (Its scopes: gist)',
          'warning no more scopes than asked for (Not asked for: gist)'
        ],
        reasons: ['scope-missing', 'scope-excess']
      }
    ],
    [
      'that is no good is only warned of when the input says so',
      {
        token: { scopes: ['gist'] },
        keys: ['scopes: repo'],
        inputs: { 'fail-on': 'invalid' },
        status: 'warning',
        reasons: ['scope-missing', 'scope-excess']
      }
    ],
    [
      'has its own fail-on before that of the input',
      {
        token: { scopes: ['repo', 'gist'] },
        keys: ['scopes: repo', 'fail-on: [excess, missing]'],
        inputs: { 'fail-on': 'none' },
        status: 'failed',
        says: [
          'granted repo (It is one of its scopes)',
          'missing no more scopes than asked for (Not asked for: gist)'
        ],
        reasons: ['scope-excess']
      }
    ],
    [
      'that is rejected is only warned of when that is asked for',
      {
        token: { expired: true },
        keys: ['fail-on: missing'],
        status: 'warning',
        reasons: ['token-rejected']
      }
    ],
    [
      'that cannot be judged fails when that is asked for',
      {
        token: { faults: [{ status: 200, body: '<html>' }] },
        keys: ['fail-on: unknown'],
        status: 'failed',
        reasons: ['not-github']
      }
    ],
    [
      'that expires soon',
      {
        token: { expiresAt: moment(13) },
        status: 'warning',
        says: [
          /^warning still valid for 14 days \(It expires on \S+ \d\d:\d\d UTC \(13 days left\)\)$/
        ],
        reasons: [soon[1]]
      }
    ],
    [
      'that does not expire so soon',
      { token: { expiresAt: moment(14) }, status: 'ok', says: [] }
    ],
    [
      'that expires within its own warn-days',
      {
        token: { expiresAt: moment(20) },
        keys: ['warn-days: 30', 'fail-on: expiring'],
        inputs: { 'warn-days': '1' },
        status: 'failed',
        reasons: ['token-expiring']
      }
    ],
    [
      'that expires within the warn-days of the input',
      {
        token: { expiresAt: moment(20) },
        inputs: { 'warn-days': '21', 'fail-on': 'expiring' },
        status: 'failed',
        reasons: ['token-expiring']
      }
    ],
    [
      'that is of another account',
      {
        keys: ['expected-login: "@release-bot"'],
        status: 'failed',
        says: ['missing belongs to @release-bot (It belongs to @acme-bot)'],
        reasons: ['login-unexpected']
      }
    ],
    [
      'that is of the right account, in capitals',
      {
        keys: ['expected-login: ACME-Bot'],
        status: 'ok',
        says: ['granted belongs to @ACME-Bot (It belongs to @acme-bot)']
      }
    ],
    [
      'that has a scope it must not have',
      {
        token: { scopes: ['repo', 'admin:org'] },
        keys: ['forbid-scopes: [admin:org, delete_repo]'],
        status: 'failed',
        says: [
          'missing no admin:org (It is one of its scopes)',
          'granted no delete_repo (Its scopes: admin:org, repo)'
        ],
        reasons: ['scope-forbidden']
      }
    ],
    [
      'that is valid for too long',
      {
        token: { expiresAt: moment(91) },
        keys: ['max-lifetime-days: 90'],
        status: 'warning',
        says: [
          /^warning valid for at most 90 days \(It expires on .* \(91 days left\)\)$/
        ],
        reasons: ['lifetime-excess']
      }
    ],
    [
      'that is valid for as long as it may be',
      {
        token: { expiresAt: moment(90) },
        keys: ['max-lifetime-days: "90"'],
        status: 'ok'
      }
    ],
    [
      'that says nothing of its lifetime',
      {
        keys: ['max-lifetime-days: 90'],
        status: 'unknown',
        says: ['unknown valid for at most 90 days (GitHub reported no expiry)'],
        reasons: ['expiry-unknown']
      }
    ],
    [
      'that is to be replaced soon',
      {
        keys: [`rotate-by: ${day(13)}`],
        status: 'warning',
        says: [
          `warning not due for rotation within 14 days (It is to be replaced by ${day(13)} (13 days left))`
        ],
        reasons: ['rotation-due']
      }
    ],
    [
      'that should have been replaced',
      {
        keys: [`rotate-by: "${day(-3)}"`, 'fail-on: expiring'],
        status: 'failed',
        says: [
          `missing not due for rotation within 14 days (It is to be replaced by ${day(-3)} (3 days ago))`
        ],
        reasons: ['rotation-due']
      }
    ],
    [
      'that is to be replaced one day',
      {
        keys: [`rotate-by: ${day(14)}`],
        status: 'ok',
        says: [
          `granted not due for rotation within 14 days (It is to be replaced by ${day(14)} (14 days left))`
        ]
      }
    ],
    [
      'that has the permissions it needs',
      {
        token: {
          kind: 'fine-grained',
          permissions: { issues: 'write', actions: 'read' }
        },
        keys: [
          'permissions: [issues=read, "actions: read", contents=write]',
          'repositories: acme/app'
        ],
        status: 'ok',
        requests: [
          'GET https://HOST/acme/app.git/info/refs?service=git-receive-pack 200',
          'GET https://HOST/api/v3/repos/acme/app 200',
          'GET https://HOST/api/v3/repos/acme/app/actions/artifacts?per_page=1 200',
          'GET https://HOST/api/v3/repos/acme/app/issues?per_page=1 200',
          'GET https://HOST/api/v3/user 200'
        ].map(probe)
      }
    ],
    [
      'that lacks a permission',
      {
        token: { kind: 'fine-grained', permissions: { issues: 'read' } },
        keys: ['permissions: {issues: read, actions: read}'],
        status: 'failed',
        reasons: ['permission-missing']
      }
    ],
    [
      'that may prove what it may write',
      {
        token: { kind: 'fine-grained', permissions: { issues: 'write' } },
        keys: ['permissions: {issues: write}', 'write-probes: true'],
        status: 'ok',
        requests: [
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 200',
          'GET https://HOST/api/v3/repos/acme/app 200',
          'GET https://HOST/api/v3/user 200',
          'POST https://HOST/api/v3/repos/acme/app/issues 422'
        ].map(probe)
      }
    ],
    [
      'that proves by a write that it may not write',
      {
        token: { kind: 'fine-grained', permissions: { issues: 'read' } },
        keys: ['permissions: {issues: write}', 'write-probes: "true"'],
        status: 'failed',
        reasons: ['permission-missing']
      }
    ],
    [
      'that cannot see its repository',
      {
        keys: ['repositories: [other/secret]'],
        status: 'failed',
        reasons: ['repository-not-visible'],
        requests: [
          'GET https://HOST/api/v3/repos/other/secret 404',
          'GET https://HOST/api/v3/user 200',
          'GET https://HOST/other/secret.git/info/refs?service=git-upload-pack 404'
        ].map(probe)
      }
    ],
    [
      'with white space around it',
      {
        token: { value: (token) => `\u{feff} ${token}\r\n` },
        status: 'warning',
        says: [
          'warning stored without white space (The value begins or ends with it)'
        ],
        reasons: ['token-untrimmed']
      }
    ],
    [
      'with a server-url nobody listens at',
      {
        keys: ['server-url: https://127.0.0.1:1'],
        status: 'unknown',
        reasons: ['host-unreachable'],
        requests: []
      }
    ]
  ])('%s', async (_, row) => {
    const seen = await playCheck(world, {
      tokens: { TOKEN: row.token ?? {} },
      policy: ['TOKEN:', ...(row.keys ?? []).map((line) => `  ${line}`)],
      ...(row.inputs && { inputs: row.inputs })
    })
    expect(seen.outputs).toEqual(counted(row.status, { [row.status]: 1 }))
    expect(reasonsIn(seen)).toEqual({ TOKEN: row.reasons ?? [] })
    if (row.says !== undefined) {
      const said = groupOf(seen, 'TOKEN').filter(
        (line) => !/^(Rotate by|TOKEN |granted accepted)/.test(line)
      )
      expect(said).toEqual(
        row.says.map((one) =>
          typeof one === 'string' ? one : expect.stringMatching(one)
        )
      )
    }
    if (row.requests !== undefined) {
      expect(seen.requests.toSorted()).toEqual(row.requests)
    }
  })

  test.concurrent('is told when it is to be replaced', async () => {
    const seen = await playCheck(world, {
      tokens: { TOKEN: { expiresAt: moment(40) } },
      policy: ['TOKEN:', `  rotate-by: ${day(5)}`, '  warn-days: 30']
    })
    expect(groupOf(seen, 'TOKEN')[0]).toBe(`Rotate by: ${day(5)}`)
    expect(seen.log.slice(-4)).toEqual([
      '##[warning]TOKEN (classic, @acme-bot) is to be replaced soon, or should have been already.',
      `It is to be replaced by ${day(5)} (5 days left).`,
      `Fix: ${newToken('repo', 'TOKEN')}. Then set \`rotate-by\` in the policy to the next day.`,
      more('rotation-due')
    ])
    expect(seen.summary).toContain(
      `<td>${moment(40).slice(0, 10)}, rotate by ${day(5)}</td>`
    )
    expect(seen.report.tokens[0]).toMatchObject({ rotateBy: day(5) })
  })
})

describe('secret references', () => {
  /** A PATH on which op says this; what it was asked, and with what. */
  async function withOp(script: string) {
    const place = await mkdtemp(join(folder, 'op-'))
    const [asked, seen] = [join(place, 'asked'), join(place, 'seen')]
    const PATH = await pathWith(
      place,
      'op',
      `printf '%s\\n' "$@" >> '${asked}'; env >> '${seen}'; ${script}`
    )
    return { PATH, place, asked, seen }
  }

  test('are resolved by op, which sees no other token', async () => {
    const answers = {
      ONE: world.github.addToken({
        name: 'op-one',
        kind: 'classic',
        login: 'acme-bot',
        scopes: ['repo']
      }),
      TWO: world.github.addToken({
        name: 'op-two',
        kind: 'classic',
        login: 'other-bot',
        scopes: ['gist']
      })
    }
    const op = await withOp('cat "$(dirname "$0")/${3##*/}"')
    const bin = op.PATH.split(':')[0] ?? ''
    await writeFile(join(bin, 'one'), answers.ONE)
    await writeFile(join(bin, 'two'), `${answers.TWO}\n`)
    const seen = await playCheck(world, {
      tokens: { PLAIN: {}, SPARE: {} },
      env: () => ({
        ONE: 'op://ci/release token/one',
        TWO: 'op://ci/release token/two',
        OP_SERVICE_ACCOUNT_TOKEN: 'of this step'
      }),
      job: { env: { PATH: op.PATH } },
      policy: [
        'ONE:',
        '  scopes: repo',
        'PLAIN:',
        'TWO:',
        '  scopes: repo',
        'ANY:',
        '  any-of: [SPARE, ONE]'
      ],
      masked: ({ PLAIN = '', SPARE = '' }) => [
        answers.ONE,
        PLAIN,
        answers.TWO,
        SPARE
      ]
    })
    expect(statusesIn(seen)).toEqual({
      TWO: 'failed',
      ONE: 'ok',
      PLAIN: 'ok',
      ANY: 'ok'
    })
    expect(seen.log).toContain(
      'Fix: Add what is missing to the token at https://HOST/settings/tokens. Or: Create a token at https://HOST/settings/tokens/new?scopes=gist,repo&description=acme%2Fapp%20TWO (scopes: gist, repo) and store it in 1Password, as op://ci/release token/two.'
    )
    const asked = (await readFile(op.asked, 'utf8')).match(/op:.*/g) ?? []
    expect(asked.toSorted()).toEqual([
      'op://ci/release token/one',
      'op://ci/release token/two'
    ])
    const environment = await readFile(op.seen, 'utf8')
    expect(environment).toContain('OP_SERVICE_ACCOUNT_TOKEN=of this step\n')
    expect(environment).not.toMatch(/^(INPUT_.*|ONE|TWO|PLAIN|SPARE)=/m)
    for (const secret of Object.values(seen.tokens)) {
      expect(environment.includes(secret)).toBe(false)
    }
  })

  test('that op cannot resolve concern no other token', async () => {
    const op = await withOp(
      'echo "[ERROR] 2026/01/02 03:04:05 no item \\"::error::x\\" in <b>" >&2; exit 1'
    )
    const seen = await playCheck(world, {
      tokens: { PLAIN: {} },
      env: () => ({ ONE: ' op://ci/item/field ' }),
      job: { env: { PATH: op.PATH } },
      policy: ['ONE:', 'PLAIN:']
    })
    expect(seen.log).toEqual([
      '##[group]❌ ONE: failed',
      'unknown accepted by HOST (op: no item "::error::x" in <b>)',
      '##[endgroup]',
      '##[group]✅ PLAIN: ok',
      known('PLAIN'),
      accepted,
      '##[endgroup]',
      'Tokens: 1 failed, 1 ok',
      '##[error]ONE holds a 1Password secret reference, which op could not resolve.',
      'op: no item "::error::x" in <b>.',
      'Fix: Give this step OP_SERVICE_ACCOUNT_TOKEN (or OP_CONNECT_HOST and OP_CONNECT_TOKEN) in its `env:`, and check the reference: op://VAULT/ITEM/FIELD.',
      more('op-failed')
    ])
  })

  test('are not resolved for a policy that cannot be used', async () => {
    const op = await withOp('echo never')
    const seen = await playCheck(world, {
      tokens: { PLAIN: {} },
      env: () => ({ ONE: 'op://ci/item/field' }),
      job: { env: { PATH: op.PATH } },
      policy: ['PLAIN:', 'ONE:', '  scope: repo'],
      masked: ({ PLAIN = '' }) => [PLAIN]
    })
    expect(seen.outputs).toEqual(counted('failed'))
    await expect(readFile(op.asked, 'utf8')).rejects.toThrow('ENOENT')
  })
})
