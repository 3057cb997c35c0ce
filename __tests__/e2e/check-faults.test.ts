import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Fault, FAULTS, redirect } from '../support/github/faults.ts'
import type { RecordedRequest } from '../support/github/requests.ts'
import { startWorld, type World } from '../support/world.ts'
import {
  type CheckPlay,
  type CheckToken,
  groupOf,
  playCheck,
  reasonsIn,
  statusesIn
} from './check-play.ts'

let world: World
/** Another origin that would answer anything it is asked. */
let elsewhere: World
/** What comes of the policy when nothing goes wrong. */
let sound: CheckPlay

beforeAll(async () => {
  world = await startWorld()
  elsewhere = await startWorld({ authority: world.github.authority })
  sound = await play({})
})

afterAll(() => Promise.all([world.close(), elsewhere.close()]))

const names = ['GOOD', 'BAD', 'FINE', 'ENDING'] as const
type Name = (typeof names)[number]

const tokens: Readonly<Record<Name, CheckToken>> = {
  GOOD: {
    kind: 'fine-grained',
    permissions: { issues: 'write', actions: 'read' }
  },
  BAD: { scopes: ['gist'] },
  FINE: {},
  ENDING: { expiresAt: '2020-01-01 00:00:00 UTC' }
}

const policy = [
  'GOOD:',
  '  permissions: {issues: write, actions: read}',
  '  write-probes: true',
  'BAD:',
  '  scopes: [repo, gist]',
  '  repositories: acme/lib',
  'FINE:',
  '  preset: push',
  'ENDING:'
]

/** The policy of four tokens, of which some have their troubles. */
function play(
  troubles: Partial<Record<Name, Pick<CheckToken, 'faults' | 'faulty'>>>
): Promise<CheckPlay> {
  const troubled = names.map((name) => [
    name,
    { ...tokens[name], ...troubles[name] }
  ])
  return playCheck(world, {
    tokens: Object.fromEntries(troubled) as typeof tokens,
    policy
  })
}

/** Every request there is for the first token. */
const requests: Readonly<
  Record<string, (request: RecordedRequest) => boolean>
> = {
  account: ({ path }) => path.endsWith('/user'),
  git: ({ repository }) => repository !== undefined,
  description: ({ path }) => path.endsWith('/repos/acme/app'),
  read: ({ path }) => path.endsWith('/actions/artifacts'),
  write: ({ method }) => method === 'POST'
}

/** What goes wrong, what that means, and how often it is tried. */
const faults: Readonly<
  Record<string, readonly [() => Fault, reason: string, times: number]>
> = {
  html: [() => FAULTS.html, 'not-github', 1],
  badGateway: [() => FAULTS.badGateway, 'server-error', 3],
  serverError: [() => FAULTS.serverError, 'server-error', 3],
  emptyBody: [() => FAULTS.emptyBody, 'not-github', 1],
  truncatedJson: [() => FAULTS.truncatedJson, 'not-github', 1],
  wrongTypes: [() => FAULTS.wrongTypes, 'not-github', 1],
  jsonNull: [() => FAULTS.jsonNull, 'not-github', 1],
  largeBody: [() => FAULTS.largeBody, 'not-github', 1],
  hugeHeaders: [() => FAULTS.hugeHeaders, 'not-github', 1],
  disconnected: [() => FAULTS.disconnected, 'host-unreachable', 3],
  cutOff: [() => FAULTS.cutOff, 'answer-broken', 3],
  secondaryLimit: [() => FAULTS.secondaryLimit, 'rate-limited', 1],
  tooMany: [
    () => ({ status: 429, headers: { 'retry-after': '60' }, body: '{}' }),
    'rate-limited',
    1
  ],
  redirect: [
    () => redirect(`${elsewhere.github.url}/api/v3/user`),
    'redirected',
    1
  ]
}

const rows = Object.entries(faults)

/** The others are exactly as they are when nothing goes wrong. */
function expectOthersAsEver(seen: CheckPlay, troubled: Name): void {
  for (const name of names.filter((one) => one !== troubled)) {
    expect(groupOf(seen, name)).toEqual(groupOf(sound, name))
    const [entry, usual] = [seen, sound].map(({ report }) =>
      report.tokens.find((one) => one.name === name)
    )
    expect(entry).toEqual(usual)
    const asked = ({ requests }: CheckPlay) =>
      requests.filter((one) => one.startsWith(`${name} `)).toSorted()
    expect(asked(seen)).toEqual(asked(sound))
  }
  expect(elsewhere.github.requests).toEqual([])
}

const askedOf = (seen: CheckPlay, name: Name) =>
  seen.requests.filter((one) => one.startsWith(`${name} `)).length

test('without faults each token has its own verdict', () => {
  expect(statusesIn(sound)).toEqual({
    BAD: 'failed',
    ENDING: 'warning',
    GOOD: 'ok',
    FINE: 'ok'
  })
  expect(reasonsIn(sound)).toEqual({
    BAD: ['scope-missing', 'repository-not-visible'],
    ENDING: ['token-expiring'],
    GOOD: [],
    FINE: []
  })
  for (const isMeant of Object.values(requests)) {
    expect(
      world.github.requests.filter(
        (one) => one.tokenNames[0]?.startsWith('GOOD') && isMeant(one)
      ).length
    ).toBeGreaterThan(0)
  }
})

/**
 * Where it does not matter: of git the first line is enough, and of a list that it
 * is JSON.
 */
const enough: Readonly<Record<string, readonly string[]>> = {
  git: ['cutOff'],
  read: ['wrongTypes']
}

const cells = Object.keys(requests).flatMap((what) =>
  rows.map(([name, row]) => ({ what, name, row }))
)

test.concurrent.each(cells)(
  'a good token is never taken for a bad one: $name for $what',
  async ({ what, name, row: [fault, reason, times] }) => {
    const seen = await play({
      GOOD: { faults: [fault()], faulty: requests[what] ?? (() => false) }
    })
    const { GOOD: status } = statusesIn(seen)
    const isEnough = enough[what]?.includes(name) ?? false
    if (isEnough && status === 'ok') {
      expect(reasonsIn(seen)['GOOD']).toEqual([])
    } else {
      expect([status, reasonsIn(seen)['GOOD']]).toEqual(['unknown', [reason]])
      // When the token itself is not known nothing else is asked but git.
      const others = what === 'account' ? 1 : 4
      expect(askedOf(seen, 'GOOD')).toBe(others + times)
    }
    expectOthersAsEver(seen, 'GOOD')
    expect(seen.exitCode).toBe(1)
  }
)

test.concurrent.each(rows)(
  'a bad token is never taken for a good one: %s',
  async (_, [fault, reason, times]) => {
    const seen = await play({ BAD: { faults: [fault()] } })
    expect(statusesIn(seen)['BAD']).toBe('unknown')
    expect(reasonsIn(seen)['BAD']).toEqual([reason])
    expect(askedOf(seen, 'BAD')).toBe(2 * times)
    expectOthersAsEver(seen, 'BAD')
    expect([seen.outputs['status'], seen.exitCode]).toEqual(['warning', 0])
  }
)

test.concurrent.each(rows)(
  'what is known of a bad token stays known: %s',
  async (_, [fault]) => {
    const seen = await play({
      BAD: { faults: [fault()], faulty: requests['git'] ?? (() => false) }
    })
    expect(statusesIn(seen)['BAD']).toBe('failed')
    expect(reasonsIn(seen)['BAD']).toContain('scope-missing')
    expectOthersAsEver(seen, 'BAD')
  }
)

const passing = {
  badGateway: FAULTS.badGateway,
  disconnected: FAULTS.disconnected,
  cutOff: FAULTS.cutOff,
  tooMany: { status: 429, headers: { 'retry-after': '0' }, body: '{}' }
} as const satisfies Record<string, Fault>

test.concurrent.each(Object.entries(passing))(
  'what passes is forgotten: %s',
  async (_, fault) => {
    const seen = await play({
      GOOD: { faults: [fault, {}] },
      BAD: {
        faults: [fault, {}],
        faulty: requests['account'] ?? (() => false)
      },
      ENDING: { faults: [fault, fault, {}] }
    })
    expect(seen.log).toEqual(sound.log)
    expect(seen.report).toEqual(sound.report)
    expect(seen.summary).toBe(sound.summary)
    expect(askedOf(seen, 'ENDING')).toBe(3)
  }
)
