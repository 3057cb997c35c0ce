import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Fault } from '../support/github/faults.ts'
import { type GitHub, startGitHub } from '../support/github/github.ts'
import { startWorld, type World } from '../support/world.ts'
import {
  type CheckPlay,
  type CheckToken,
  counted,
  groupOf,
  more,
  playCheck,
  reasonsIn,
  statusesIn
} from './check-play.ts'
import { formsOf } from './expectations.ts'

let world: World
let other: GitHub
let third: GitHub

beforeAll(async () => {
  world = await startWorld()
  const { authority } = world.github
  ;[other, third] = await Promise.all([
    startGitHub({ authority, enterpriseVersion: '3.18.2' }),
    startGitHub({ authority })
  ])
  await other.addRepository('acme/app', { private: true })
})

afterAll(() => Promise.all([world.close(), other.close(), third.close()]))

const user = (name: string, status = 200, host = 'HOST') =>
  `${name} GET https://${host}/api/v3/user ${status}`
const refs = (name: string, repository: string, service = 'upload') =>
  `${name} GET https://HOST/${repository}.git/info/refs?service=git-${service}-pack 200`

/** No request to a host had one of these tokens. */
function expectUnseen({ requests }: GitHub, ...tokens: readonly string[]) {
  const sent = requests.flatMap((one) => one.authorizations).join('\n')
  for (const form of tokens.flatMap(formsOf)) {
    expect(sent.includes(form)).toBe(false)
  }
}

describe('several hosts', () => {
  test.concurrent(
    'are asked about their own tokens, and no other',
    async () => {
      const seen = await playCheck(world, {
        tokens: {
          HERE: {},
          THERE: {
            at: other,
            login: 'there-bot',
            access: { 'acme/*': 'read' }
          },
          ELSEWHERE: { at: third, login: 'else-bot', scopes: ['gist'] }
        },
        policy: [
          'HERE:',
          '  preset: clone',
          'THERE:',
          '  server-url: https://OTHER/',
          '  preset: clone',
          '  repositories: acme/app',
          'ELSEWHERE:',
          `  server-url: ${third.url}`,
          '  scopes: repo'
        ],
        other
      })
      const place = `127.0.0.1:${third.port}`
      expect(seen.log.map((line) => line.replaceAll(place, 'THIRD'))).toEqual([
        '##[group]❌ ELSEWHERE: failed',
        'ELSEWHERE (classic, @else-bot) on THIRD 3.20.1: expiry not reported',
        'granted accepted by THIRD (It belongs to @else-bot)',
        'missing repo (Its scopes: gist)',
        'warning no more scopes than asked for (Not asked for: gist)',
        '##[endgroup]',
        '##[group]✅ HERE: ok',
        'HERE (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
        'granted accepted by HOST (It belongs to @acme-bot)',
        'granted repo (It is one of its scopes)',
        'granted read acme/app (git may read it)',
        '##[endgroup]',
        '##[group]✅ THERE: ok',
        'THERE (classic, @there-bot) on OTHER 3.18.2: expiry not reported',
        'granted accepted by OTHER (It belongs to @there-bot)',
        'granted repo (It is one of its scopes)',
        'granted read acme/app (git may read it)',
        '##[endgroup]',
        'Tokens: 1 failed, 2 ok',
        '##[error]ELSEWHERE (classic, @else-bot) lacks `repo`.',
        'Its scopes: gist.',
        'Fix: Add what is missing to the token at https://THIRD/settings/tokens. Or: Create a token at https://THIRD/settings/tokens/new?scopes=gist,repo&description=acme%2Fapp%20ELSEWHERE (scopes: gist, repo) and store it as ELSEWHERE at https://HOST/acme/app/settings/secrets/actions.',
        more('scope-missing'),
        '##[warning]ELSEWHERE (classic, @else-bot) has more scopes than were asked for.',
        'Not asked for: gist.',
        'Fix: Remove them from the token at https://THIRD/settings/tokens; if they are needed, add them to the input scopes.',
        more('scope-excess')
      ])
      expect(seen.requests.toSorted()).toEqual([
        refs('HERE', 'acme/app'),
        user('HERE'),
        refs('THERE', 'acme/app').replace('HOST', 'OTHER'),
        user('THERE', 200, 'OTHER')
      ])
      const { HERE = '', THERE = '', ELSEWHERE = '' } = seen.tokens
      expectUnseen(world.github, THERE, ELSEWHERE)
      expectUnseen(other, HERE, ELSEWHERE)
      expectUnseen(third, HERE, THERE)
      expect(third.requests).toHaveLength(1)
    }
  )

  test.concurrent("do not get each other's troubles", async () => {
    const seen = await playCheck(world, {
      tokens: {
        HERE: {},
        THERE: { at: other, login: 'x', faults: [{ disconnect: true }] },
        NOWHERE: {}
      },
      policy: [
        'THERE:',
        '  server-url: https://OTHER',
        'NOWHERE:',
        '  server-url: https://127.0.0.1:1',
        'HERE:'
      ],
      masked: ({ HERE = '', THERE = '', NOWHERE = '' }) => [
        THERE,
        NOWHERE,
        HERE
      ],
      other
    })
    expect(statusesIn(seen)).toEqual({
      THERE: 'unknown',
      NOWHERE: 'unknown',
      HERE: 'ok'
    })
    expect(seen.requests).toEqual([
      user('HERE'),
      ...Array.from({ length: 3 }, () => user('THERE', 0, 'OTHER'))
    ])
  })

  test.concurrent('see a token that both shall know', async () => {
    const seen = await playCheck(world, {
      tokens: { TOKEN: {} },
      policy: [
        'TOKEN:',
        'MIRROR_TOKEN:',
        '  any-of: TOKEN',
        '  server-url: https://OTHER'
      ],
      other
    })
    expect(statusesIn(seen)).toEqual({ MIRROR_TOKEN: 'failed', TOKEN: 'ok' })
    expect(reasonsIn(seen)).toMatchObject({ MIRROR_TOKEN: ['token-rejected'] })
    expect(seen.requests).toEqual([user('TOKEN')])
  })

  test.concurrent.each([
    ['http://github.acme.corp', 'it must start with https://'],
    [
      'https://me@github.acme.corp',
      'it must not have a user name, a query or a fragment'
    ],
    [
      'https://github.acme.corp/acme',
      'it must be https://HOST[:PORT] without a path'
    ],
    [
      '"https://github.com\\\\@evil.example"',
      'it has characters a host name cannot have; write other scripts in their xn-- form'
    ]
  ])('are not asked at an address like %s', async (url, complaint) => {
    const seen = await playCheck(world, {
      tokens: { TOKEN: {} },
      policy: ['TOKEN:', `  server-url: ${url}`]
    })
    expect(seen.report.problems).toEqual([
      {
        reason: 'policy-invalid',
        evidence: `tokens:2:3: server-url: ${complaint}`
      }
    ])
    expect(seen.requests).toEqual([])
  })
})

describe('a token under two names', () => {
  test.concurrent('is asked about once', async () => {
    const seen = await playCheck(world, {
      tokens: { TOKEN: { scopes: ['repo', 'gist'] } },
      env: ({ TOKEN = '' }) => ({ SAME: TOKEN }),
      policy: [
        'TOKEN:',
        '  scopes: repo, gist',
        '  repositories: acme/app, acme/lib',
        'SAME:',
        '  preset: push',
        '  repositories: acme/app',
        'AGAIN:',
        '  any-of: [TOKEN, SAME]',
        '  scopes: [repo, gist]',
        '  repositories: acme/lib, acme/docs'
      ]
    })
    expect(statusesIn(seen)).toEqual({
      SAME: 'warning',
      TOKEN: 'ok',
      AGAIN: 'ok'
    })
    expect(reasonsIn(seen)['SAME']).toEqual(['scope-excess'])
    expect(seen.requests.toSorted()).toEqual([
      refs('TOKEN', 'acme/app', 'receive'),
      refs('TOKEN', 'acme/app'),
      refs('TOKEN', 'acme/docs'),
      refs('TOKEN', 'acme/lib'),
      user('TOKEN')
    ])
  })

  test.concurrent('is told for itself how it is stored', async () => {
    const seen = await playCheck(world, {
      tokens: { TOKEN: {} },
      env: ({ TOKEN = '' }) => ({ UNTIDY: ` ${TOKEN}` }),
      policy: ['UNTIDY:', 'TOKEN:']
    })
    expect(reasonsIn(seen)).toEqual({ UNTIDY: ['token-untrimmed'], TOKEN: [] })
    expect(seen.requests).toEqual([user('TOKEN')])
  })

  test.concurrent(
    'is asked about once also when the answer is no',
    async () => {
      const permissions = ['permissions: {issues: read, actions: read}']
      const seen = await playCheck(world, {
        tokens: {
          TOKEN: { kind: 'fine-grained', permissions: { issues: 'read' } }
        },
        env: ({ TOKEN = '' }) => ({ SAME: TOKEN }),
        policy: ['TOKEN:', 'SAME:'].flatMap((name) => [
          name,
          ...permissions.map((line) => `  ${line}`)
        ])
      })
      expect(seen.outputs).toEqual(counted('failed', { failed: 2 }))
      expect(new Set(seen.requests).size).toBe(seen.requests.length)
      expect(seen.result.annotations.map(({ title }) => title)).toEqual([
        'TOKEN: permission missing',
        'SAME: permission missing'
      ])
    }
  )
})

describe('tokens of which one is enough', () => {
  const html: Fault = { status: 200, body: '<html>' }
  const good: CheckToken = {}
  const weak: CheckToken = { scopes: ['gist'] }
  const bad: CheckToken = { expired: true }
  const empty: CheckToken = { value: () => '' }
  const down: CheckToken = { faults: [html] }
  const expiring: CheckToken = { expiresAt: '2020-01-01 00:00:00 UTC' }

  /** Whatever there is of them is masked. */
  const play = (
    first: CheckToken | undefined,
    second: CheckToken | undefined,
    ...keys: readonly string[]
  ): Promise<CheckPlay> =>
    playCheck(world, {
      tokens: {
        ...(first && { FIRST: first }),
        ...(second && { SECOND: second })
      },
      policy: [
        'EITHER:',
        '  any-of: [FIRST, SECOND]',
        '  scopes: repo',
        ...keys.map((key) => `  ${key}`)
      ],
      masked: ({ FIRST, SECOND }) => [
        ...(FIRST === undefined || first === empty ? [] : [FIRST]),
        ...(SECOND === undefined || second === empty ? [] : [SECOND])
      ]
    })

  test.concurrent.each<
    [
      string,
      CheckToken | undefined,
      CheckToken | undefined,
      status: string,
      each: readonly [string, string],
      titles: readonly string[]
    ]
  >([
    ['the first is good', good, bad, 'ok', ['ok', 'failed'], []],
    ['the second is good', weak, good, 'ok', ['failed', 'ok'], []],
    ['both are good', good, good, 'ok', ['ok', 'ok'], []],
    ['the first is empty', empty, good, 'ok', ['failed', 'ok'], []],
    ['the first is not passed', undefined, good, 'ok', ['failed', 'ok'], []],
    ['the second is not answered', good, down, 'ok', ['ok', 'unknown'], []],
    [
      'the first is not passed and the second not answered',
      undefined,
      down,
      'unknown',
      ['failed', 'unknown'],
      ['EITHER: SECOND: not GitHub']
    ],
    [
      'the first is not passed and the second bad',
      undefined,
      bad,
      'failed',
      ['failed', 'failed'],
      ['EITHER: SECOND: token rejected']
    ],
    [
      'the first is not answered and the second bad',
      down,
      bad,
      'unknown',
      ['unknown', 'failed'],
      ['EITHER: FIRST: not GitHub']
    ],
    [
      'the first is bad and the second expired by its own account',
      bad,
      expiring,
      'warning',
      ['failed', 'warning'],
      ['EITHER: SECOND: token expires soon']
    ],
    [
      'neither is good',
      weak,
      bad,
      'failed',
      ['failed', 'failed'],
      ['EITHER: FIRST: scope missing', 'EITHER: FIRST: more scopes than needed']
    ],
    [
      'both are empty',
      empty,
      empty,
      'failed',
      ['failed', 'failed'],
      ['EITHER: FIRST: token is empty']
    ],
    [
      'neither is passed',
      undefined,
      undefined,
      'failed',
      ['failed', 'failed'],
      ['EITHER: FIRST: token not passed']
    ]
  ])('are judged when %s', async (_, first, second, status, each, titles) => {
    const seen = await play(first, second)
    expect(seen.outputs).toEqual(counted(status, { [status]: 1 }))
    expect(seen.report.tokens[0]?.reports.map((one) => one.status)).toEqual(
      each
    )
    expect(
      seen.report.tokens[0]?.reports.map(({ token: { name } }) => name)
    ).toEqual(['FIRST', 'SECOND'])
    expect(seen.result.annotations.map(({ title }) => title)).toEqual(titles)
  })

  test.concurrent('are all told of in the log and the summary', async () => {
    const seen = await play(weak, good)
    expect(seen.log).toEqual([
      '##[group]✅ EITHER: ok',
      'FIRST (classic, @acme-bot): failed',
      'FIRST (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
      'granted accepted by HOST (It belongs to @acme-bot)',
      'missing repo (Its scopes: gist)',
      'warning no more scopes than asked for (Not asked for: gist)',
      'SECOND (classic, @acme-bot): ok',
      'SECOND (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
      'granted accepted by HOST (It belongs to @acme-bot)',
      'granted repo (It is one of its scopes)',
      '##[endgroup]',
      'Tokens: 1 ok'
    ])
    expect(seen.summary.split('\n')).toEqual(
      expect.arrayContaining([
        '<tr><td><code>EITHER</code></td><td>✅ ok</td><td><code>classic, @acme-bot</code></td><td></td><td></td></tr>',
        '<p>❌ <code>FIRST (classic, @acme-bot)</code></p>',
        '<p>✅ <code>SECOND (classic, @acme-bot)</code></p>'
      ])
    )
    expect(seen.exitCode).toBe(0)
  })

  test.concurrent('are told of by the entry when none is good', async () => {
    const seen = await play(weak, undefined)
    expect(seen.log).toEqual([
      '##[group]❌ EITHER: failed',
      'FIRST (classic, @acme-bot): failed',
      'FIRST (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
      'granted accepted by HOST (It belongs to @acme-bot)',
      'missing repo (Its scopes: gist)',
      'warning no more scopes than asked for (Not asked for: gist)',
      'SECOND: failed',
      'unknown accepted by HOST (No variable of its environment has this name)',
      'unknown repo (No variable of its environment has this name)',
      '##[endgroup]',
      'Tokens: 1 failed',
      '##[error]FIRST (classic, @acme-bot) lacks `repo`.',
      'Its scopes: gist.',
      'Fix: Add what is missing to the token at https://HOST/settings/tokens. Or: Create a token at https://HOST/settings/tokens/new?scopes=gist,repo&description=acme%2Fapp%20FIRST (scopes: gist, repo) and store it as FIRST at https://HOST/acme/app/settings/secrets/actions.',
      more('scope-missing'),
      'One of FIRST, SECOND must be as expected for EITHER, and none is.',
      '##[warning]FIRST (classic, @acme-bot) has more scopes than were asked for.',
      'Not asked for: gist.',
      'Fix: Remove them from the token at https://HOST/settings/tokens; if they are needed, add them to the input scopes.',
      more('scope-excess'),
      'One of FIRST, SECOND must be as expected for EITHER, and none is.'
    ])
  })

  test.concurrent(
    'are skipped when one is empty, that is no mistake, and the other is not passed',
    async () => {
      const seen = await play(undefined, empty, 'on-empty: skip')
      expect(seen.outputs).toEqual(counted('skipped', { skipped: 1 }))
      expect(seen.requests).toEqual([])
    }
  )

  test.concurrent(
    "are skipped when all are empty and that is nobody's mistake",
    async () => {
      const seen = await play(empty, empty, 'on-empty: skip')
      expect(seen.outputs).toEqual(counted('skipped', { skipped: 1 }))
      expect(seen.requests).toEqual([])
    }
  )

  test.concurrent('are judged by those that are not skipped', async () => {
    const skipped = await play(empty, weak, 'on-empty: skip')
    expect(skipped.outputs).toEqual(counted('failed', { failed: 1 }))
    expect(groupOf(skipped, 'EITHER')).toContain('FIRST: skipped')
    const rescued = await play(empty, good, 'on-empty: skip')
    expect(rescued.outputs).toEqual(counted('ok', { ok: 1 }))
  })

  test.concurrent('are asked about once when they are the same', async () => {
    const seen = await playCheck(world, {
      tokens: { FIRST: {} },
      env: ({ FIRST = '' }) => ({ SECOND: FIRST }),
      policy: ['EITHER:', '  any-of: [FIRST, SECOND, FIRST]', '  scopes: repo']
    })
    expect(seen.outputs).toEqual(counted('ok', { ok: 1 }))
    expect(seen.requests).toEqual([user('FIRST')])
    expect(seen.report.tokens[0]?.reports).toHaveLength(2)
  })
})
