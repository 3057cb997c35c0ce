import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Readable } from 'node:stream'
import { type Fault, FAULTS, redirect } from '../support/github/faults.ts'
import { startWorld, type World } from '../support/world.ts'
import {
  asked,
  askedGit,
  failed,
  lines,
  more,
  play,
  readable,
  scopeFix,
  unproven,
  usedByGit as git
} from './play.ts'

let world: World
/** Another origin that would answer anything it is asked. */
let elsewhere: World

beforeAll(async () => {
  world = await startWorld()
  elsewhere = await startWorld()
})

afterAll(async () => {
  await Promise.all([world.close(), elsewhere.close()])
})

const accepted = 'granted accepted by HOST (It belongs to @acme-bot)'
const request = (status: number) => `GET https://HOST/api/v3/user ${status}`
const told = (status: number, said: string) =>
  `GET https://HOST/api/v3/user answered ${status}: ${said}`

const hostile: readonly [string, text: string, shown: string][] = [
  [
    'a command on a new line',
    'x\n::set-env name=A::b',
    'x\\u{000a}::set-env name=A::b'
  ],
  [
    'a command after a carriage return',
    'x\r::add-mask::e',
    'x\\u{000d}::add-mask::e'
  ],
  ['a command after spaces', '   ::error::e', '   ::error::e'],
  ['the old form of a command', 'mid ##[add-mask]a', 'mid ## [add-mask]a'],
  ['a group', '##[group]g', '## [group]g'],
  [
    'a command of Azure Pipelines',
    '##vso[task.setvariable variable=a]b',
    '## vso[task.setvariable variable=a]b'
  ],
  ['escapes of the runner', '%0A::warning::w%25', '%0A::warning::w%25'],
  ['an end of commands', '::stop-commands::t', '::stop-commands::t'],
  [
    'escape sequences',
    '\x1b]8;;e\x07l\x1b[31m\b\0',
    '\\u{001b}]8;;e\\u{0007}l\\u{001b}[31m\\u{0008}\\u{0000}'
  ],
  [
    'a link made of escape sequences',
    '\x1b]8;;http://e\x07l\x1b[31m\b\0 here',
    '\\u{001b}]8;;… here'
  ],
  [
    'addresses',
    'Renew it at https://evil.example/login?a=b, or (HTTP://e.example) now',
    'Renew it at … or (… now'
  ],
  [
    'line ends of Unicode',
    'a\u{2028}b\u{2029}c\u{85}d',
    'a\\u{2028}b\\u{2029}c\\u{0085}d'
  ],
  [
    'other directions and zero widths',
    'a\u{202e}b\u{2066}c\u{200b}d\u{feff}e',
    'a\\u{202e}b\\u{2066}c\\u{200b}d\\u{feff}e'
  ],
  ['what a title is made of', 'a,b:c', 'a,b:c'],
  [
    'HTML',
    '</code></td><img src=x onerror="alert(1)">',
    '</code></td><img src=x onerror="alert(1)">'
  ],
  [
    'Markdown, a mention and a reference',
    '@acme/team fixes #1 `x` | [y](javascript:z)',
    '@acme/team fixes #1 `x` | [y](javascript:z)'
  ]
]

const escapeHtml = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')

describe('a hostile message of the host', () => {
  test.concurrent.each(hostile)(
    'is one harmless line: %s',
    async (_, message, shown) => {
      const seen = await play(world, {
        faults: [
          {
            status: 403,
            body: JSON.stringify({
              message,
              documentation_url: 'https://evil.example/'
            })
          }
        ]
      })
      const evidence = told(403, shown)
      expect(seen.log).toBe(
        lines(
          `unknown accepted by HOST (${evidence})`,
          readable,
          git,
          '##[warning]RELEASE_TOKEN could not be verified: the API of HOST refused the request.',
          `${evidence}.`,
          'Fix: Look whether the token works where it was created; its owner finds more at https://HOST.',
          more('access-refused')
        )
      )
      expect(seen.outputs).toEqual(unproven('access-refused'))
      expect(seen.result.annotations).toMatchObject([
        { level: 'warning', title: 'RELEASE_TOKEN: access refused' }
      ])
      const link = more('access-refused').replace('More: ', '')
      expect(seen.summary).toBe(
        lines(
          '<h3>❔ <code>RELEASE_TOKEN</code>: unknown</h3>',
          `<p><code>HOST</code> · ${git}</p>`,
          '<table>',
          '<tr><th>Asked for</th><th>Verdict</th><th>Evidence</th><th>Fix</th></tr>',
          `<tr><td><code>accepted by HOST</code></td><td>❔ <a href="${link}">access refused</a></td><td><code>${escapeHtml(evidence)}</code></td><td>Look whether the token works where it was created; its owner finds more at <a href="https://HOST">https://HOST</a></td></tr>`,
          '<tr><td><code>read acme/app</code></td><td>✅ granted</td><td><code>git may read it</code></td><td></td></tr>',
          '</table>',
          '',
          ''
        )
      )
    }
  )

  test.concurrent('is cut when it is long', async () => {
    const seen = await play(world, {
      faults: [
        {
          status: 403,
          body: JSON.stringify({ message: 'word '.repeat(20_000) })
        }
      ]
    })
    const [first = ''] = seen.log.split('\n')
    expect(first).toMatch(
      /^unknown accepted by HOST \(GET https:\/\/HOST\/api\/v3\/user answered 403: (word )+word…\)$/
    )
    expect(first.length).toBeLessThan(500)
    expect(seen.summary.length).toBeLessThan(2000)
    expect(seen.result.stdout.length).toBeLessThan(4000)
  })
})

describe('a login that none can be', () => {
  test.concurrent.each([
    ...hostile.map(([what, login]) => [what, login] as const),
    ['a very long one', 'a'.repeat(100_000)] as const,
    ['shell', '$(touch x)'] as const,
    ['nothing', ''] as const
  ])('is no answer of GitHub: %s', async (_, login) => {
    const seen = await play(world, {
      faults: [{ status: 200, body: JSON.stringify({ login }) }]
    })
    expect(seen.log.split('\n').slice(0, 4)).toEqual([
      `unknown accepted by HOST (${told(200, 'JSON without the members GitHub sends')})`,
      readable,
      git,
      '##[warning]RELEASE_TOKEN could not be verified: the API of HOST does not answer like GitHub.'
    ])
    expect(seen.outputs).toEqual(unproven('not-github'))
  })

  test.concurrent.each([
    'a',
    'acme-bot',
    'mona_acme',
    'dependabot[bot]',
    'A.b-C_9'
  ])('is none of these: %s', async (login) => {
    const seen = await play(world, {
      faults: [{ status: 200, body: JSON.stringify({ login }) }]
    })
    expect(seen.outputs).toMatchObject({ login, status: 'ok', valid: 'true' })
  })
})

describe('hostile headers', () => {
  test.concurrent('are harmless in every channel', async () => {
    const seen = await play(world, {
      faults: [
        {
          headers: {
            'x-oauth-scopes':
              'repo, ::error::x, ##[error]y, <img src=x>, \u{85}::warning::z, @acme/team',
            'x-github-enterprise-version': '::error::3 ##[add-mask]repo <b>',
            'github-authentication-token-expiration': '##[error]2093',
            deprecation: '@0',
            sunset: '::warning::s',
            link: '<https://evil.example/::error::x>; rel="deprecation"',
            'x-github-sso': 'required; url=https://evil.example/sso',
            'x-accepted-oauth-scopes': '::error::x',
            date: '::error::never'
          }
        }
      ],
      inputs: { scopes: 'repo, gist' }
    })
    const scopes = 'Its scopes: repo'
    expect(seen.log).toBe(
      lines(
        'RELEASE_TOKEN (classic, @acme-bot) on HOST ::error::3 ## [add-mask]repo <b>: expiry not readable',
        accepted,
        'granted repo (It is one of its scopes)',
        `missing gist (${scopes})`,
        readable,
        'unknown still valid for 14 days (GitHub reported the expiry "## [error]2093")',
        'git is not configured',
        '##[error]RELEASE_TOKEN (classic, @acme-bot) lacks `gist`.',
        `${scopes}.`,
        `Fix: ${scopeFix('repo,gist')}.`,
        more('scope-missing'),
        '##[warning]When RELEASE_TOKEN expires is not known: HOST reported it in a form this action does not understand.',
        'GitHub reported the expiry "## [error]2093".',
        'Fix: Look at https://HOST/settings/tokens when it expires, and report the form as an issue of this action.',
        more('expiry-unreadable')
      )
    )
    expect(seen.summary).toContain('<td><code>Its scopes: repo</code></td>')
    expect(seen.summary).not.toContain('evil.example')
    expect(seen.result.annotations).toHaveLength(2)
  })

  test.concurrent(
    'cannot make a scope out of another header or a list without end',
    async () => {
      const many = Array.from({ length: 1500 }, (_, index) => `s${index}`)
      const seen = await play(world, {
        faults: [{ headers: { 'x-oauth-scopes': many.join(', ') } }],
        inputs: { scopes: 'repo' }
      })
      expect(seen.log.split('\n')[2]).toBe(
        `missing repo (Its scopes: ${many.slice(0, 20).join(', ')} and 1480 more)`
      )
      expect(seen.exitCode).toBe(1)
    }
  )

  test.concurrent('cannot ask for prototypes', async () => {
    const seen = await play(world, {
      faults: [
        {
          headers: { 'x-oauth-scopes': '__proto__, constructor, toString' },
          body: '{"login":"acme-bot","__proto__":{"scopes":["repo"]},"constructor":1}'
        }
      ],
      inputs: { scopes: 'repo, toString, valueOf' }
    })
    expect(seen.log.split('\n').slice(2, 5)).toEqual([
      'missing repo (Its scopes: __proto__, constructor, tostring)',
      'granted tostring (It is one of its scopes)',
      'unknown valueof (This action does not know the scope valueof. Its scopes: __proto__, constructor, tostring)'
    ])
  })
})

const notGitHub = 'not-github'

describe('a broken answer', () => {
  const html = told(200, 'an HTML page')
  const empty = told(200, 'an empty body')
  const noMembers = told(200, 'JSON without the members GitHub sends')
  const notJson = told(200, 'unexpected text')
  const failed = (what: string) => `GET https://HOST/api/v3/user: ${what}`
  const ok: Fault = { status: 200 }
  const body = (text: string): Fault => ({ ...ok, body: text })

  test.concurrent.each<
    [string, Fault, evidence: string, reason?: string, times?: number]
  >([
    ['a page of HTML', FAULTS.html, html],
    ['HTML that calls itself JSON', { body: ' \n<html>' }, html],
    ['nothing', FAULTS.emptyBody, empty],
    ['204', { status: 204 }, told(204, 'an empty body')],
    ['truncated JSON', FAULTS.truncatedJson, notJson],
    ['members of wrong types', FAULTS.wrongTypes, noMembers],
    ['null', FAULTS.jsonNull, empty],
    ['a list', body('[{"login":"acme-bot"}]'), noMembers],
    ['a number', body('7'), noMembers],
    ['a text', body('"acme-bot"'), notJson],
    ['a text of HTML in JSON', body('"<b>acme-bot"'), html],
    ['no login', body('{"id":1}'), noMembers],
    ['a login that is null', body('{"login":null}'), noMembers],
    ['a login that is a list', body('{"login":["acme-bot"]}'), noMembers],
    [
      '5 MB of JSON',
      FAULTS.largeBody,
      failed('its answer is too large to be read (ANSWER_TOO_LARGE)')
    ],
    [
      'a body without end',
      FAULTS.endlessBody,
      failed('its answer is too large to be read (ANSWER_TOO_LARGE)')
    ],
    [
      'a gigabyte in a megabyte of gzip',
      FAULTS.gzipBomb,
      failed('its answer is too large to be read (ANSWER_TOO_LARGE)')
    ],
    [
      'headers without end',
      FAULTS.hugeHeaders,
      failed('its answer is not valid HTTP (UND_ERR_HEADERS_OVERFLOW)')
    ],
    [
      'a body that is cut off',
      FAULTS.cutOff,
      failed('the answer ended early (UND_ERR_SOCKET)'),
      'answer-broken',
      3
    ],
    [
      'a connection that is reset',
      FAULTS.disconnected,
      failed('the connection failed (UND_ERR_SOCKET)'),
      'host-unreachable',
      3
    ]
  ])(
    'proves nothing, and stops nothing: %s',
    async (_, fault, evidence, reason = notGitHub, times = 1) => {
      const seen = await play(world, { faults: [fault] })
      const what = {
        [notGitHub]: 'the API of HOST does not answer like GitHub',
        'answer-broken': 'the answer of the API of HOST was cut off',
        'host-unreachable': 'the API of HOST did not answer'
      }[reason]
      expect(seen.log.split('\n').slice(0, 5)).toEqual([
        `unknown accepted by HOST (${evidence})`,
        readable,
        git,
        `##[warning]RELEASE_TOKEN could not be verified: ${what}.`,
        `${evidence}.`
      ])
      expect(seen.outputs).toEqual(unproven(reason))
      expect(seen.requests).toHaveLength(times + 1)
      expect(seen.requests.at(-1)).toBe(askedGit)
      expect(seen.exitCode).toBe(0)
    }
  )

  test.concurrent('that drips is given up after ten seconds', async () => {
    const seen = await play(world, {
      faults: [
        {
          ...ok,
          body: () => Readable.from([Buffer.alloc(4096, ' ')]),
          drip: { bytes: 1, every: 100 }
        }
      ]
    })
    const evidence = failed('no complete answer came in time')
    expect(seen.log).toBe(
      lines(
        `unknown accepted by HOST (${evidence})`,
        readable,
        git,
        '##[warning]RELEASE_TOKEN could not be verified: the API of HOST did not answer in time.',
        `${evidence}.`,
        'Fix: Check that server-url (HOST) and its API (https://HOST/api/v3) are the right addresses and that this runner reaches them, through its proxy if it has one.',
        more('host-timeout')
      )
    )
    expect(seen.outputs).toEqual(unproven('host-timeout'))
    expect(seen.requests).toEqual(asked)
  })

  test.concurrent.each([
    ['a reset connection', FAULTS.disconnected, 0],
    ['a cut-off answer', FAULTS.cutOff, 200],
    ['a server error', { ...FAULTS.badGateway, status: 502 }, 502],
    [
      'a rate limit',
      {
        status: 429,
        headers: { 'retry-after': '0' },
        body: '{"message":"slow down"}'
      },
      429
    ]
  ])('is forgotten when it passes: %s', async (_, fault, status) => {
    const seen = await play(world, { faults: [fault, {}] })
    expect(seen.requests).toEqual([request(status), request(200), askedGit])
    expect(seen.log).toBe(
      lines(
        'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
        accepted,
        readable,
        git
      )
    )
    expect(seen.outputs).toMatchObject({ status: 'ok', valid: 'true' })
  })
})

describe('a redirect', () => {
  test.concurrent.each([301, 302, 303, 307, 308])(
    'to another origin is not followed, and no token sent there: %d',
    async (status) => {
      const target = `https://127.0.0.1:${elsewhere.github.port}/api/v3/user`
      const seen = await play(world, { faults: [redirect(target, status)] })
      const evidence = told(
        status,
        `an empty body, with a redirect to 127.0.0.1:${elsewhere.github.port}`
      )
      expect(seen.log).toBe(
        lines(
          `unknown accepted by HOST (${evidence})`,
          readable,
          git,
          '##[warning]RELEASE_TOKEN could not be verified: the API of HOST redirects elsewhere, and a token goes nowhere but to the host it was given for.',
          `${evidence}.`,
          'Fix: Use the address it redirects to as server-url or api-url.',
          more('redirected')
        )
      )
      expect(seen.outputs).toEqual(unproven('redirected'))
      expect(seen.requests).toEqual([request(status), askedGit])
      expect(elsewhere.github.requests).toEqual([])
    }
  )

  test.concurrent.each([
    ['the same origin', '/api/v3/users/acme-bot', ''],
    ['itself', '/api/v3/user', ''],
    ['plain HTTP', 'http://127.0.0.1/api/v3/user', ''],
    ['a script', 'javascript:alert(1)', ''],
    [
      'a look-alike',
      'https://github.com.evil.example/user',
      'github.com.evil.example'
    ],
    ['no URL', 'https://[::error::', ''],
    ['a command', 'https://x.example/%0A::error::x', 'x.example'],
    ['a name with a token', 'https://me:pass@x.example/', 'x.example']
  ])('is not followed: to %s', async (_, location, shown) => {
    const seen = await play(world, { faults: [redirect(location)] })
    const target = shown === '' ? '' : `, with a redirect to ${shown}`
    expect(seen.log.split('\n')[0]).toBe(
      `unknown accepted by HOST (${told(302, 'an empty body')}${target})`
    )
    expect(seen.outputs).toEqual(unproven('redirected'))
    expect(seen.requests).toEqual([request(302), askedGit])
    expect(seen.exitCode).toBe(0)
  })

  test.concurrent.each(['javascript:alert(1)', 'file:///etc/passwd'])(
    'is not followed: to what is no address of a host, %s',
    async (location) => {
      const seen = await play(world, { faults: [redirect(location)] })
      expect(seen.outputs).toEqual(unproven('redirected'))
      expect(seen.requests).toEqual([request(302), askedGit])
      expect(seen.log).not.toContain(location)
    }
  )

  test.concurrent('without an address is one too', async () => {
    const seen = await play(world, { faults: [{ status: 304 }] })
    expect(seen.outputs).toEqual(unproven('redirected'))
  })
})

describe('an answer that is no success', () => {
  const page = '<!DOCTYPE html><h1>Error</h1>'
  const message = (text: string) => JSON.stringify({ message: text })

  test.concurrent.each<
    [status: number, body: string, said: string, reason: string, times: number]
  >([
    [400, message('Bad Request'), 'Bad Request', 'access-refused', 1],
    [400, page, 'an HTML page', notGitHub, 1],
    [
      401,
      message('Requires authentication'),
      'Requires authentication',
      'credentials-dropped',
      1
    ],
    [
      401,
      message('Must authenticate to access this API.'),
      'Must authenticate to access this API',
      'credentials-dropped',
      1
    ],
    [
      401,
      message('The gateway does not know these credentials.'),
      'The gateway does not know these credentials',
      'access-refused',
      1
    ],
    [401, page, 'an HTML page', notGitHub, 1],
    [401, '<h1>Bad credentials</h1>', 'an HTML page', notGitHub, 1],
    [401, 'Bad credentials', 'unexpected text', notGitHub, 1],
    [401, '', 'an empty body', notGitHub, 1],
    [401, '{}', 'JSON without the members GitHub sends', notGitHub, 1],
    [
      401,
      '{"message":{"x":"Bad credentials"}}',
      'JSON without the members GitHub sends',
      notGitHub,
      1
    ],
    [403, message('Forbidden'), 'Forbidden', 'access-refused', 1],
    [403, page, 'an HTML page', notGitHub, 1],
    [404, message('Not Found'), 'Not Found', notGitHub, 1],
    [404, page, 'an HTML page', notGitHub, 1],
    [410, message('Gone'), 'Gone', 'access-refused', 1],
    [410, page, 'an HTML page', notGitHub, 1],
    [418, message('teapot'), 'teapot', 'access-refused', 1],
    [418, page, 'an HTML page', notGitHub, 1],
    [429, message('slow down'), 'slow down', 'rate-limited', 1],
    [429, page, 'an HTML page', 'rate-limited', 1],
    [500, message('Server Error'), 'Server Error', 'server-error', 3],
    [500, page, 'an HTML page', 'server-error', 3],
    [501, message('no'), 'no', 'server-error', 3],
    [502, message('Bad Gateway'), 'Bad Gateway', 'server-error', 3],
    [502, page, 'an HTML page', 'server-error', 3],
    [503, message('maintenance'), 'maintenance', 'server-error', 3],
    [503, page, 'an HTML page', 'server-error', 3],
    [504, '', 'an empty body', 'server-error', 3],
    [599, page, 'an HTML page', 'server-error', 3]
  ])('%d with %s proves nothing', async (status, body, said, reason, times) => {
    const seen = await play(world, {
      faults: [{ status, body }],
      inputs: { scopes: 'repo' }
    })
    expect(seen.log.split('\n').slice(0, 4)).toEqual([
      `unknown accepted by HOST (${told(status, said)})`,
      `unknown repo (${told(status, said)})`,
      readable,
      git
    ])
    expect(seen.outputs).toEqual(unproven(reason, 'repo'))
    expect(seen.result.annotations.map(({ level }) => level)).toEqual([
      'warning'
    ])
    expect(seen.requests).toEqual([
      ...Array.from({ length: times }, () => request(status)),
      askedGit
    ])
    expect(seen.exitCode).toBe(0)
    expect(seen.result.outcome).toBe('success')
  })

  // Of the account, which is not what they are about.
  test.each<[status: number, body: string, reason: string]>([
    [451, message('blocked'), 'access-refused'],
    [451, page, notGitHub]
  ])('%d with %s proves nothing', async (status, body, reason) => {
    const seen = await play(world, { faults: [{ status, body }] })
    expect(seen.outputs).toEqual(unproven(reason))
  })

  // A policy says nothing about the token itself.
  test.concurrent.each([
    ['Sorry. Your account was suspended', 'account-suspended', 'false'],
    [
      'Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled',
      'ip-forbidden',
      ''
    ]
  ])('403 with "%s" refuses the token', async (said, reason, valid) => {
    const seen = await play(world, {
      faults: [{ status: 403, body: message(`${said}.`) }]
    })
    expect(seen.log.split('\n').slice(0, 3)).toEqual([
      `missing accepted by HOST (${told(403, said)})`,
      readable,
      'git is not configured'
    ])
    expect(seen.outputs).toMatchObject({
      valid,
      status: 'failed',
      reason,
      'git-configured': 'false',
      used: ''
    })
    expect(seen.requests).toEqual([request(403), askedGit])
    expect(seen.exitCode).toBe(1)
  })

  test.concurrent.each([
    message('Bad credentials'),
    message('BAD CREDENTIALS'),
    '{"message":"Bad credentials","documentation_url":"https://evil.example"}'
  ])('401 with %s is the only one that rejects', async (body) => {
    const seen = await play(world, { faults: [{ status: 401, body }] })
    expect(seen.outputs).toEqual(failed('token-rejected'))
    expect(seen.requests).toEqual([request(401), askedGit])
    expect(seen.exitCode).toBe(1)
    expect(seen.log).not.toContain('evil.example')
  })
})

describe('a rate limit', () => {
  const limited = (
    headers: Record<string, string>,
    { status = 403, text = 'Forbidden' } = {}
  ): Fault => ({ status, headers, body: JSON.stringify({ message: text }) })
  const epoch = (seconds: number) =>
    String(Math.floor(Date.now() / 1000) + seconds)

  test.concurrent.each<[string, () => Fault]>([
    ['retry-after of a second', () => limited({ 'retry-after': '1' })],
    ['retry-after of nothing', () => limited({ 'retry-after': '0' })],
    [
      '429 with retry-after',
      () => limited({ 'retry-after': '1' }, { status: 429 })
    ],
    [
      'a reset in a second',
      () =>
        limited({
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': epoch(1)
        })
    ],
    [
      'a reset that has passed',
      () =>
        limited({
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': epoch(-100)
        })
    ]
  ])('that is short is waited for: %s', async (_, fault) => {
    const seen = await play(world, { faults: [fault(), {}] })
    expect(seen.requests).toEqual([
      request(fault().status ?? 0),
      request(200),
      askedGit
    ])
    expect(seen.outputs).toMatchObject({ status: 'ok', valid: 'true' })
  })

  test.concurrent.each<[string, () => Fault]>([
    ['retry-after of 21 seconds', () => limited({ 'retry-after': '21' })],
    ['retry-after of 11 days', () => limited({ 'retry-after': '999999' })],
    [
      '429 with retry-after',
      () => limited({ 'retry-after': '60' }, { status: 429 })
    ],
    [
      'a reset in an hour',
      () =>
        limited({
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': epoch(3600)
        })
    ],
    [
      'words alone, for which it is a minute',
      () => limited({}, { text: 'You have exceeded a secondary rate limit.' })
    ],
    ['429 alone, for which it is a minute', () => limited({}, { status: 429 })],
    [
      'no request left, and no word until when',
      () => limited({ 'x-ratelimit-remaining': '0' })
    ]
  ])('that is long is not: %s', async (_, fault) => {
    // Were it asked again, the answer would be good.
    const seen = await play(world, { faults: [fault(), {}] })
    expect(seen.requests).toEqual([request(fault().status ?? 0), askedGit])
    expect(seen.outputs).toEqual(unproven('rate-limited'))
    expect(seen.log).toContain(
      '##[warning]RELEASE_TOKEN could not be verified: the API of HOST limits the rate of requests.'
    )
    expect(seen.exitCode).toBe(0)
  })

  test.concurrent.each([
    'API rate limit exceeded for user ID 1001.',
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
    'Maximum number of login attempts exceeded. Please try again later.'
  ])('is no verdict about the token: %s', async (text) => {
    const seen = await play(world, { faults: [limited({}, { text })] })
    expect(seen.outputs).toEqual(unproven('rate-limited'))
    expect(seen.requests).toEqual([request(403), askedGit])
  })
})
