import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { RecordedRequest } from '../support/github/requests.ts'
import { startWorld, type World } from '../support/world.ts'
import { expectMasksFirst } from './expectations.ts'
import {
  asked,
  lines,
  more,
  play,
  readable,
  type Scene,
  secretsPage,
  usedByGit
} from './play.ts'

let world: World

beforeAll(async () => {
  world = await startWorld()
})

afterAll(async () => {
  await world.close()
})

const json = (token: string) => JSON.stringify({ login: 'acme-bot', token })

// `play` proves of each run that the masks come first, are the ones expected,
// and that nothing of the token is anywhere after them.
describe('the masks come before everything else', () => {
  test.concurrent.each<[string, Scene, exitCode: number]>([
    ['with a good token', {}, 0],
    ['with a token that lacks a scope', { inputs: { scopes: 'gist' } }, 1],
    ['with an expired token', { token: { expired: true } }, 1],
    ['with a fine-grained token', { token: { kind: 'fine-grained' } }, 0],
    [
      'with a stateless installation token',
      { token: { kind: 'installation' } },
      0
    ],
    [
      'with an old installation token',
      { token: { kind: 'installation', form: 'legacy' } },
      0
    ],
    [
      'with 40 hexadecimal digits',
      { token: { kind: 'classic', form: 'legacy', scopes: ['repo'] } },
      0
    ],
    [
      'with bad inputs',
      { inputs: { 'server-url': 'nowhere', summary: '?' } },
      1
    ],
    ['without summary', { inputs: { summary: 'false' } }, 0],
    [
      'when the host is not GitHub',
      { faults: [{ status: 200, body: '<html>' }] },
      0
    ]
  ])('%s', async (_, scene, exitCode) => {
    expect((await play(world, scene)).exitCode).toBe(exitCode)
  })

  test.concurrent('before the host is asked', async () => {
    const token = world.github.addToken({ name: 'SLOW', kind: 'classic' })
    const isSlow = ({ tokenNames }: RecordedRequest) =>
      tokenNames.includes('SLOW')
    world.github.fault(isSlow, { delay: 60_000 })
    const job = await world.startJob()
    const { stdout, masks } = await world.setup(
      job,
      { token },
      {
        interruption: {
          by: 'SIGKILL',
          onCondition: () => world.github.requests.some(isSlow)
        }
      }
    )
    expectMasksFirst({ stdout, masks }, [token])
    expect(stdout).not.toMatch(/^(?!::add-mask::)./m)
  })

  test.concurrent(
    'with debug logging, which shows no header and no body',
    async () => {
      const { log, exitCode, outputs } = await play(world, {
        job: {
          debug: true,
          env: {
            ACTIONS_STEP_DEBUG: 'true',
            ACTIONS_RUNNER_DEBUG: 'true',
            RUNNER_DEBUG: '1',
            DEBUG: '*'
          }
        }
      })
      const masks = Array.from({ length: 5 }, () => '::add-mask::***')
      const position = log.indexOf('##[debug]')
      expect(log.slice(0, position).trimEnd().split('\n')).toEqual([
        ...masks.slice(0, log.split('::add-mask::***').length - 1),
        'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
        'granted accepted by HOST (It belongs to @acme-bot)',
        readable,
        usedByGit
      ])
      // What remains is what the runner says of the files of the step.
      for (const line of log.slice(position).split('\n')) {
        expect(line).toMatch(
          /^##\[debug\](GIT_CONFIG_(COUNT|KEY_0|VALUE_0)='|Save intra-action state folder = setup-github-token-FOLDER$|Set output [a-z-]+ = )/
        )
      }
      expect(outputs['status']).toBe('ok')
      expect(exitCode).toBe(0)
    }
  )
})

describe('a token with something around it', () => {
  test.concurrent.each<[string, before: string, after: string]>([
    ['spaces', '  ', ' \t'],
    ['a line feed', '', '\n'],
    ['CRLF', '', '\r\n'],
    ['a byte order mark', '\u{feff}', ''],
    ['a zero-width space', '\u{200b}', '\u{200b}'],
    ['zero-width joiners and a word joiner', '\u{200c}\u{2060}', '\u{200d}'],
    ['no-break spaces', '\u{a0}', '\u{202f}'],
    ['everything at once', '\r\n\u{feff} \t', '\u{200b}\n\n']
  ])(
    'is masked, asked about and used without it: %s',
    async (_, before, after) => {
      const seen = await play(world, {
        value: (token) => before + token + after
      })
      expect(seen.log).toBe(
        lines(
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          readable,
          'warning stored without white space (The value begins or ends with it)',
          usedByGit,
          '##[warning]RELEASE_TOKEN was stored with white space or invisible characters around it, which this action removed.',
          'The value begins or ends with it.',
          `Fix: Store the token alone, without anything around it, as RELEASE_TOKEN at ${secretsPage}.`,
          more('token-untrimmed')
        )
      )
      expect(seen.outputs).toMatchObject({
        valid: 'true',
        status: 'warning',
        reason: 'token-untrimmed'
      })
      expect(seen.requests).toEqual(asked)
    }
  )
})

describe('a text that is no token', () => {
  test.concurrent.each<[string, Scene]>([
    ['JSON', { value: (token) => `{"token":"${token}"}` }],
    [
      'JSON with two secrets',
      {
        value: (token) => `{"password": "correct-horse", "token": "${token}"}`,
        masked: (token) => ['correct-horse', token]
      }
    ],
    ['a line before it', { value: (token) => `user name\n${token}` }],
    ['a line after it', { value: (token) => `${token}\r\nexpires soon` }],
    ['a word before it', { value: (token) => `Bearer ${token}` }],
    ['a tab inside', { value: (token) => `${token}\t2027` }],
    [
      'another script inside',
      {
        value: (token) => `${token}\u{200b}`.repeat(2) + 'x'
      }
    ],
    [
      'an expression',
      {
        value: () => '${{ secrets.RELEASE_TOKEN }}',
        masked: () => ['secrets.RELEASE_TOKEN'],
        isHarmless: true
      }
    ]
  ])('has every word masked that may be a secret: %s', async (_, scene) => {
    const seen = await play(world, scene)
    expect(seen.exitCode).toBe(1)
    expect(seen.outputs).toMatchObject({ valid: 'false', status: 'failed' })
    expect(seen.requests).toEqual([])
  })

  test.concurrent.each([
    ['empty', ''],
    ['white space', ' \r\n\t'],
    ['one character', 'a'],
    ['a word', 'test'],
    ['a boolean', 'true'],
    ['a prefix', 'ghp_'],
    ['nine characters', '123456789'],
    ['three asterisks', '***'],
    ['many asterisks', '*'.repeat(40)]
  ])('is not masked, for it would star the log: %s', async (_, value) => {
    const seen = await play(world, {
      value: () => value,
      masked: () => [],
      isHarmless: true
    })
    expect(seen.result.stdout).not.toContain('::add-mask::')
    expect(seen.result.masks).toEqual([])
    expect(seen.exitCode).toBe(1)
    expect(seen.requests).toEqual([])
  })
})

describe('a server that echoes the token', () => {
  const basic = (token: string) =>
    Buffer.from(`x-access-token:${token}`).toString('base64')
  const withBody = (body: object, status = 200) => ({
    status,
    headers: { 'x-oauth-scopes': 'repo' },
    body: JSON.stringify(body)
  })

  test.concurrent.each<[string, NonNullable<Scene['faults']>]>([
    ['as the login', (token) => [withBody({ login: token })]],
    ['in the message', (token) => [withBody({ message: `No ${token}!` }, 403)]],
    [
      'in the message, after three hundred characters',
      (token) => [withBody({ message: 'm'.repeat(280) + token }, 403)]
    ],
    [
      'in the message, as Basic credential',
      (token) => [withBody({ message: `No ${basic(token)}!` }, 403)]
    ],
    [
      'in the message, in base64',
      (token) => [
        withBody(
          { message: `No ${Buffer.from(token).toString('base64')}!` },
          403
        )
      ]
    ],
    ['in a text', (token) => [{ status: 400, body: `Bad token ${token}` }]],
    [
      'in its headers',
      (token) => [
        {
          headers: {
            'x-oauth-scopes': `repo, ${token}`,
            'x-github-enterprise-version': token,
            'github-authentication-token-expiration': token,
            deprecation: token,
            link: `<https://example.com/${token}>; rel="deprecation"`,
            'x-github-request-id': token
          }
        }
      ]
    ],
    [
      'where it redirects to',
      (token) => [
        { status: 302, headers: { location: `https://${token}.example/` } }
      ]
    ],
    [
      'when it asks to wait',
      (token) => [
        { status: 429, headers: { 'retry-after': `99${token}` } },
        withBody({ login: 'acme-bot' })
      ]
    ]
  ])('is not repeated: %s', async (_, faults) => {
    const seen = await play(world, { faults, inputs: { scopes: 'gist' } })
    // The runner would mask it, but others do not: it must not be there at all.
    expect(seen.result.stdout.split(seen.token)).toHaveLength(2)
  })

  test.concurrent('is not repeated, neither in debug logs', async () => {
    const seen = await play(world, {
      faults: (token) => [
        { status: 403, headers: { deprecation: token }, body: json(token) }
      ],
      job: { debug: true }
    })
    expect(seen.result.stdout.split(seen.token)).toHaveLength(2)
  })

  test.concurrent('shows three asterisks where the token was', async () => {
    const seen = await play(world, {
      faults: (token) => [withBody({ message: `Token ${token} is odd` }, 403)]
    })
    expect(seen.outputs['reason']).toBe('access-refused')
    expect(seen.result.stdout).toContain('answered 403: Token *** is odd')
    expect(JSON.stringify(seen.report)).toContain(
      'answered 403: Token *** is odd'
    )
  })

  test.concurrent("is not repeated when it is somebody else's", async () => {
    const strangers = [
      `ghp_${'a'.repeat(36)}`,
      `ghs_123456_${'a-b.c_'.repeat(80)}`,
      `github_pat_${'A1'.repeat(11)}_${'z'.repeat(59)}`
    ]
    const seen = await play(world, {
      faults: [withBody({ message: strangers.join(' ').slice(0, 280) }, 403)]
    })
    for (const stranger of strangers) {
      expect(seen.result.stdout).not.toContain(stranger.slice(0, 40))
    }
    expect(seen.result.stdout).toContain('answered 403: ***')
  })
})

describe('two inputs with the same text', () => {
  test.concurrent('do not make the name of the token a leak', async () => {
    const token = world.tokens.release
    const job = await world.startJob()
    const result = await world.setup(job, { 'token-name': token })
    expect(result.stdout.split(token)).toHaveLength(2)
    expect(result.exitCode).toBe(0)
  })
})
