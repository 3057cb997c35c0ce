import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { HttpAnswer, Question } from '../../src/github/connection.ts'
import {
  describeAnswer,
  findRefusal,
  isPassing,
  messageOf,
  notGitHub,
  waitFor
} from '../../src/github/refusals.ts'
import type { Refusal } from '../../src/verify/facts.ts'
import { type Reason, reasons } from '../../src/verify/reasons.ts'

type About = Question['about']

const request = 'GET https://api.github.com/user'

function answer(
  status: number,
  body: unknown,
  headers: HttpAnswer['headers'] = {}
): HttpAnswer {
  return { request, status, headers, body }
}

const html = '<!DOCTYPE html><title>Sign in</title>'

const bodies = {
  'Bad credentials': [{ message: 'Bad credentials' }, 'Bad credentials'],
  'another message': [{ message: 'Something else' }, 'Something else'],
  'no message': [{ error: 'x' }, 'JSON without the members GitHub sends'],
  HTML: [html, 'an HTML page'],
  text: ['upstream error', 'unexpected text'],
  nothing: ['', 'an empty body']
} as const

type Body = keyof typeof bodies

/** What each status means, with each body, whatever was asked about. */
const matrix: readonly (readonly [
  statuses: readonly number[],
  reasons: Readonly<Record<Body, Reason | undefined>>
])[] = [
  [
    [200, 201, 202, 204, 206],
    {
      'Bad credentials': undefined,
      'another message': undefined,
      'no message': undefined,
      HTML: undefined,
      text: undefined,
      nothing: undefined
    }
  ],
  [
    [300, 301, 302, 303, 304, 307, 308],
    {
      'Bad credentials': 'redirected',
      'another message': 'redirected',
      'no message': 'redirected',
      HTML: 'redirected',
      text: 'redirected',
      nothing: 'redirected'
    }
  ],
  [
    [400, 402, 403, 405, 406, 407, 409, 410, 418, 422, 426, 499],
    {
      'Bad credentials': 'access-refused',
      'another message': 'access-refused',
      'no message': 'not-github',
      HTML: 'not-github',
      text: 'not-github',
      nothing: 'not-github'
    }
  ],
  [
    [429],
    {
      'Bad credentials': 'rate-limited',
      'another message': 'rate-limited',
      'no message': 'rate-limited',
      HTML: 'rate-limited',
      text: 'rate-limited',
      nothing: 'rate-limited'
    }
  ],
  [
    [500, 501, 502, 503, 504, 511, 599],
    {
      'Bad credentials': 'server-error',
      'another message': 'server-error',
      'no message': 'server-error',
      HTML: 'server-error',
      text: 'server-error',
      nothing: 'server-error'
    }
  ]
]

const ofAccount: typeof matrix = [
  [[401], rejections('token-rejected', 'access-refused')],
  // An API that does not know the path of the account is none of GitHub.
  [[404], rejections('not-github', 'not-github')],
  // No repository is asked about; what says so filters for somebody else.
  [[451], rejections('access-refused', 'access-refused')]
]

/** Where what was asked about makes a difference. */
const differences: Readonly<Record<About, typeof matrix>> = {
  account: ofAccount,
  graphql: ofAccount,
  resource: [
    [[401], rejections('token-rejected', 'access-refused')],
    [[404], rejections('access-refused', 'access-refused')],
    [[451], rejections('repository-blocked', 'repository-blocked')]
  ],
  git: [
    [[401, 404], rejections('access-refused', 'access-refused')],
    [[451], rejections('repository-blocked', 'repository-blocked')]
  ]
}

function rejections(bad: Reason, other: Reason): Record<Body, Reason> {
  return {
    ...always('not-github'),
    'Bad credentials': bad,
    'another message': other
  }
}

function always(reason: Reason): Record<Body, Reason> {
  return {
    'Bad credentials': reason,
    'another message': reason,
    'no message': reason,
    HTML: reason,
    text: reason,
    nothing: reason
  }
}

const abouts = ['account', 'resource', 'git'] as const

const cells = abouts.flatMap((about) =>
  [...matrix, ...differences[about]].flatMap(([statuses, row]) =>
    statuses.flatMap((status) =>
      (Object.keys(bodies) as Body[]).map(
        (body) => [about, status, body, row[body]] as const
      )
    )
  )
)

describe('an answer', () => {
  test.each(cells)(
    'about %s, %d with %s: %s',
    (about, status, name, reason) => {
      const [body, described] = bodies[name]
      expect(findRefusal(answer(status, body), about)).toEqual(
        reason && {
          reason,
          evidence: `${request} answered ${String(status)}: ${described}`
        }
      )
    }
  )

  test.each<readonly [string, HttpAnswer, Reason | undefined]>([
    [
      '403 with the limit used up',
      answer(403, { message: 'API' }, { 'x-ratelimit-remaining': '0' }),
      'rate-limited'
    ],
    [
      '403 with requests left',
      answer(403, { message: 'API' }, { 'x-ratelimit-remaining': '10' }),
      'access-refused'
    ],
    [
      '403 that asks to come back later',
      answer(403, html, { 'retry-after': '60' }),
      'rate-limited'
    ],
    [
      '403 of the primary limit',
      answer(403, { message: 'API rate limit exceeded for user ID 1.' }),
      'rate-limited'
    ],
    [
      '403 of the secondary limit',
      answer(403, { message: 'You have exceeded a secondary RATE LIMIT.' }),
      'rate-limited'
    ],
    [
      '403 after too many wrong tokens',
      answer(403, {
        message: 'Maximum number of login attempts exceeded. Please try later.'
      }),
      'rate-limited'
    ],
    [
      '403 of single sign-on',
      answer(403, {
        message: 'Resource protected by organization SAML enforcement.'
      }),
      'sso-required'
    ],
    [
      '403 of an account that was suspended',
      answer(403, { message: 'Sorry. Your account was suspended.' }),
      'account-suspended'
    ],
    [
      '401 in other letters',
      answer(401, { message: 'BAD CREDENTIALS' }),
      'token-rejected'
    ],
    [
      '401 that says more than that',
      answer(401, { message: 'Bad credentials.' }),
      'token-rejected'
    ],
    [
      '401 of an API gateway',
      answer(401, { message: 'Invalid authentication credentials' }),
      'access-refused'
    ],
    [
      '401 of another service',
      answer(401, { message: 'Credentials are missing' }),
      'access-refused'
    ],
    [
      '401 with other words around ours',
      answer(401, { message: 'notbad credentialsx' }),
      'access-refused'
    ],
    [
      '401 of an Enterprise Server in private mode',
      answer(401, { message: 'Must authenticate to access this API.' }),
      'credentials-dropped'
    ],
    [
      '401 of a proxy that speaks of credentials on a page',
      answer(401, '<h1>Bad credentials</h1>'),
      'not-github'
    ],
    [
      '200 with the limit used up',
      answer(200, { login: 'x' }, { 'x-ratelimit-remaining': '0' }),
      undefined
    ],
    [
      '401 with a message of another type',
      answer(401, { message: { toString: 'Bad credentials' } }),
      'not-github'
    ],
    ['401 with a list', answer(401, ['Bad credentials']), 'not-github'],
    ['401 with null', answer(401, null), 'not-github']
  ])('%s', (_, given, reason) => {
    expect(findRefusal(given, 'account')?.reason).toBe(reason)
  })

  test.each(abouts)(
    'about %s, with an empty message, is none of GitHub',
    (about) => {
      for (const status of [401, 403, 404, 410, 418, 451]) {
        for (const message of ['', '\n']) {
          const refusal = findRefusal(answer(status, { message }), about)
          expect(refusal?.reason).toBe('not-github')
        }
      }
    }
  )

  test.each([
    [null, 'an empty body'],
    [undefined, 'an empty body'],
    ['', 'an empty body'],
    ['\n <html>', 'an HTML page'],
    ['{"login":', 'unexpected text'],
    [[], 'JSON without the members GitHub sends'],
    [{ login: {} }, 'JSON without the members GitHub sends'],
    [42, 'JSON without the members GitHub sends'],
    [false, 'JSON without the members GitHub sends']
  ])('200 with %j is not one of GitHub', (body, described) => {
    expect(notGitHub(answer(200, body))).toEqual({
      reason: 'not-github',
      evidence: `${request} answered 200: ${described}`
    })
  })
})

describe('the evidence', () => {
  const date = 'Sun, 22 Nov 2026 12:00:00 GMT'

  test.each<readonly [string, number, HttpAnswer['headers'], string]>([
    [
      'where a redirect leads',
      302,
      { location: 'https://login.acme.corp:8443/sso?x=1' },
      ', with a redirect to login.acme.corp:8443'
    ],
    [
      'no more of its address than the host',
      301,
      {
        location: `https://user:${'p'.repeat(20)}@h.example/${'q'.repeat(20)}`
      },
      ', with a redirect to h.example'
    ],
    [
      'nothing about a redirect within the host',
      302,
      { location: '/user' },
      ''
    ],
    [
      'nothing about an address that is none',
      302,
      { location: 'https://' },
      ''
    ],
    [
      'nothing about an address without TLS',
      302,
      { location: 'http://x.example' },
      ''
    ],
    [
      'nothing about an address of another kind',
      302,
      { location: 'javascript://x.example/%0aalert(1)' },
      ''
    ],
    [
      'nothing about the address of an error',
      503,
      { location: 'https://x' },
      ''
    ],
    [
      'how long to wait',
      429,
      { 'retry-after': '60' },
      ', and asks to wait 60 seconds'
    ],
    [
      'how long to wait until the limit is reset',
      403,
      {
        date,
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(Date.parse(date) / 1000 + 90)
      },
      ', and asks to wait 90 seconds'
    ]
  ])('says %s', (_, status, headers, hint) => {
    const given = answer(status, { message: 'No' }, headers)
    expect(findRefusal(given, 'account')?.evidence).toBe(
      `${request} answered ${String(status)}: No${hint}`
    )
  })
})

describe('the message of a body', () => {
  test.each([
    [{ message: 'x' }, 'x'],
    [{ message: '' }, undefined],
    [{ message: ' \n' }, undefined],
    [{ message: 42 }, undefined],
    [{ message: null }, undefined],
    [{}, undefined],
    [['message'], undefined],
    [null, undefined],
    ['message', undefined],
    [undefined, undefined]
  ])('of %j is %j', (body, message) => {
    expect(messageOf(body)).toBe(message)
  })

  test.each([
    ['See https://evil.example/x?y=z#a for more', 'See … for more'],
    ['See HTTP://evil.example.', 'See …'],
    ['https://a.example https://b.example\nhttps://c.example', '… …\n…'],
    ['xhttps://evil.example', 'x…'],
    ['(https://evil.example)', '(…'],
    ['<a href="https://evil.example/">x</a>', '<a href="…'],
    ['Use https: //x or http:/x', 'Use https: //x or http:/x'],
    ['https://', 'https://'],
    ['An end.', 'An end'],
    ['Ends..', 'Ends.'],
    ['It. goes. on', 'It. goes. on']
  ])('%j is quoted without addresses: %j', (message, quoted) => {
    expect(describeAnswer(answer(403, { message }))).toBe(
      `${request} answered 403: ${quoted}`
    )
    const refusal = findRefusal(answer(403, { message }), 'account')
    expect(refusal).toEqual({
      reason: 'access-refused',
      evidence: `${request} answered 403: ${quoted}`
    })
  })

  test('may be an address of 100 000 characters, or as many addresses', () => {
    for (const message of [
      `https://${'a'.repeat(100_000)}`,
      'https://a '.repeat(100_000),
      'https:/'.repeat(100_000)
    ]) {
      const evidence = describeAnswer(answer(403, { message }))
      expect(evidence.length).toBeLessThan(400)
      expect(evidence.replace(request, '')).not.toContain('https://')
    }
  })

  test.each([
    ['a'.repeat(2000), 'a'.repeat(2000)],
    ['a'.repeat(2001), '…'],
    ['a'.repeat(100_000), '…'],
    [`${'a'.repeat(1999)} b`, `${'a'.repeat(1999)}…`],
    ['ab '.repeat(1000), `${'ab '.repeat(665)}ab…`]
  ])('is cut between words at 2000 characters: %.5s', (message, shortened) => {
    expect(messageOf({ message })).toBe(shortened)
  })

  test.each([
    [0, 'rate-limited'],
    [1990, 'rate-limited'],
    [1991, 'access-refused'],
    [2000, 'access-refused'],
    [100_000, 'access-refused']
  ])('with a telling text after %d characters: %s', (length, reason) => {
    const message = `${' '.repeat(length)}rate limit`
    expect(findRefusal(answer(403, { message }), 'resource')?.reason).toBe(
      reason
    )
  })

  test('is cut between words, as a token may be one of them', () => {
    const token = 'ghp_' + 'a'.repeat(36)
    for (let count = 100; count < 160; count += 1) {
      const said = describeAnswer(
        answer(403, { message: `${'x '.repeat(count)}${token} y` })
      )
      expect(said.length).toBeLessThan(400)
      expect(said.replace(token, '')).not.toContain('ghp_')
    }
  })

  // The address is left out, and what follows it moves up into what is shown.
  test('is cut between words behind a long address too', () => {
    const token = 'ghp_' + 'a'.repeat(36)
    for (let length = 1900; length < 2000; length += 1) {
      const message = `https://${'a'.repeat(length - 8)} ${token} y`
      const said = describeAnswer(answer(403, { message }))
      expect(said.replace(token, '')).not.toContain('ghp_')
    }
  })

  test('may be a page of 100 000 spaces', () => {
    const body = ' '.repeat(100_000)
    expect(findRefusal(answer(403, body), 'account')?.reason).toBe('not-github')
  })
})

describe('how long a host asks to wait', () => {
  const date = 'Sun, 22 Nov 2026 12:00:00 GMT'
  const epoch = Date.parse(date) / 1000

  test.each<readonly [string, HttpAnswer['headers'], number | undefined]>([
    ['not at all', {}, undefined],
    ['in seconds', { 'retry-after': '60' }, 60_000],
    ['no time', { 'retry-after': '0' }, 0],
    ['as a date, which GitHub never does', { 'retry-after': date }, undefined],
    ['a negative time', { 'retry-after': '-1' }, undefined],
    ['a fraction', { 'retry-after': '1.5' }, undefined],
    ['an exponent', { 'retry-after': '1e3' }, undefined],
    ['in other digits', { 'retry-after': '٣' }, undefined],
    ['for ever', { 'retry-after': '9'.repeat(400) }, undefined],
    [
      'until the limit is reset, by its own clock',
      {
        date,
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(epoch + 90)
      },
      90_000
    ],
    [
      'until a moment that has passed',
      {
        date,
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(epoch - 90)
      },
      0
    ],
    [
      'in seconds and until the reset: the seconds count',
      {
        date,
        'retry-after': '5',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(epoch + 90)
      },
      5000
    ],
    [
      'with requests left',
      {
        date,
        'x-ratelimit-remaining': '7',
        'x-ratelimit-reset': String(epoch + 90)
      },
      undefined
    ],
    [
      'until garbage',
      { date, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'soon' },
      undefined
    ],
    ['until nothing', { 'x-ratelimit-remaining': '0' }, undefined]
  ])('%s', (_, headers, milliseconds) => {
    expect(waitFor(headers)).toBe(milliseconds)
  })

  test.each([undefined, 'garbage'])(
    'by the clock of the runner when its own is %j',
    (hostDate) => {
      const wait = waitFor({
        date: hostDate,
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 1000)
      })
      expect(wait).toBeGreaterThan(0)
      expect(wait).toBeLessThanOrEqual(1_001_000)
    }
  )
})

test('only failures that may pass are worth another attempt', () => {
  const all = Object.keys(reasons) as Reason[]
  expect(all.filter(isPassing).sort()).toEqual([
    'answer-broken',
    'host-unreachable',
    'rate-limited',
    'server-error'
  ])
})

interface Entry {
  readonly reason: Reason
  readonly status: number
  readonly about: readonly About[]
  /** As they have been seen. */
  readonly exact: readonly string[]
  /** As they may be written one day, or elsewhere. */
  readonly loose: readonly string[]
  /** What is about something else. */
  readonly near: readonly string[]
}

const url = 'https://github.com/settings/personal-access-tokens/12885303'

/** The texts of GitHub that have a reason of their own. */
const catalogue: readonly Entry[] = [
  {
    reason: 'rate-limited',
    status: 403,
    about: abouts,
    exact: [
      'API rate limit exceeded for user ID 1.',
      'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
      'Maximum number of login attempts exceeded. Please try again later.'
    ],
    loose: [
      'RATE LIMITS apply',
      'The rate limits were exceeded',
      'Too many Login Attempts'
    ],
    near: ['Rates are limited', 'ratelimit', 'An attempt to log in', 'limit']
  },
  {
    reason: 'token-rejected',
    status: 401,
    about: ['account', 'resource'],
    exact: ['Bad credentials'],
    loose: ['BAD CREDENTIALS', 'Error: bad credentials.', '"Bad credentials"'],
    near: [
      'Bad credential',
      'Badcredentials',
      'notbad credentials',
      'bad credentialss',
      'Invalid credentials'
    ]
  },
  {
    reason: 'credentials-dropped',
    status: 401,
    about: abouts,
    exact: [
      'Must authenticate to access this API.',
      'Requires authentication',
      'No anonymous write access.',
      'Repository not found.'
    ],
    loose: [
      'You must authenticate first',
      'This endpoint REQUIRES AUTHENTICATION!',
      'No anonymous read access'
    ],
    near: [
      'Must authenticated',
      'Two-factor authentication is required',
      'anonymous access',
      'Repositories not found'
    ]
  },
  {
    reason: 'git-rejected',
    status: 401,
    about: ['git'],
    exact: [
      'Invalid username or token. Password authentication is not supported for Git operations.',
      'Invalid username or password.',
      'Support for password authentication was removed on August 13, 2021.'
    ],
    loose: [
      'INVALID USERNAME OR TOKEN',
      'Authentication failed for the repository'
    ],
    near: [
      'Invalid username',
      'Invalid username or tokens',
      'passwords authentication',
      'Bad credentials'
    ]
  },
  {
    reason: 'sso-required',
    status: 403,
    about: abouts,
    exact: [
      'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.',
      'Resource protected by organization SAML enforcement. You must grant your OAuth token access to this organization.',
      "The 'acme' organization has enabled or enforced SAML SSO. To access this repository, visit https://github.com/orgs/acme/sso?authorization_request=A1",
      "The 'acme' organization has enabled or enforced SAML SSO. To access this repository, you must re-authorize the OAuth Application 'X'"
    ],
    loose: ['A saml session is needed', '`acme` enforces SAML-based sign-on'],
    near: ['A samlet', 'Single sign-on', 'isaml']
  },
  {
    reason: 'ip-forbidden',
    status: 403,
    about: abouts,
    exact: [
      'Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.'
    ],
    loose: [
      'The "acme" enterprise has an ip allowlist',
      'See the IP ALLOW LIST of `acme`',
      'The IP allow-list of "acme" is enabled'
    ],
    near: [
      ...['Your IP address', 'The allow list', 'a zip allow list', 'IP allow'],
      ...['IP allow  list', 'IP allowed list', 'VIP allowlist']
    ]
  },
  {
    reason: 'lifetime-forbidden',
    status: 403,
    about: abouts,
    exact: [
      `The 'NixOS' organization forbids access via a fine-grained personal access tokens if the token's lifetime is greater than 366 days. Please adjust your token's lifetime at the following URL: ${url}`,
      `The 'NixOS' organization forbids access via a fine-grained personal access tokens if the token's lifetime is greater than 90 days. Please adjust your token's lifetime at the following URL: ${url}`,
      `The 'acme' enterprise forbids access via a fine-grained personal access tokens if the token's lifetime is greater than 8 days. Please adjust your token's lifetime at the following URL: ${url}`
    ],
    loose: [
      'The `acme` Organization Forbids Access via a fine-grained personal access token if its LIFETIME is greater than 366 days',
      "“acme” forbids access via a personal access token (classic) if the token's lifetime is greater than 30 days",
      'acme forbids access via tokens with lifetimes greater than 30 days',
      'The policies of `acme` FORBID ACCESS via tokens of such a lifetime'
    ],
    near: [
      "The token's lifetime is over",
      'It forbids accesses of a lifetime',
      'acme forbade access for a lifetime',
      'acme forbids access via lifetimed tokens'
    ]
  },
  {
    reason: 'classic-forbidden',
    status: 403,
    about: abouts,
    exact: [
      '`acme` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions.',
      "'acme' forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions."
    ],
    loose: [
      'The "acme" enterprise FORBIDS ACCESS via personal access tokens (Classic)',
      'acme forbids access via any token (classic)',
      'The policies of acme forbid access via a personal access token (classic)'
    ],
    near: ['acme forbids access via classic tokens', 'A token (classic) is old']
  },
  {
    reason: 'fine-grained-forbidden',
    status: 403,
    about: abouts,
    exact: [
      '`acme` forbids access via a personal access token with fine-grained permissions. Please use a GitHub App, or an OAuth App.'
    ],
    loose: [
      "The 'acme' enterprise FORBIDS ACCESS via Fine-Grained personal access tokens",
      '"acme" forbids access via a fine-grained personal access token',
      'The policies of acme forbid access via fine-grained tokens'
    ],
    near: [
      'Please use fine-grained permissions',
      'acme forbids access via tokens'
    ]
  },
  {
    reason: 'oauth-forbidden',
    status: 403,
    about: abouts,
    exact: [
      'Although you appear to have the correct authorization credentials, the `acme` organization has enabled OAuth App access restrictions, meaning that data access to third-parties is limited.'
    ],
    loose: [
      'the "acme" organization has enabled oauth app access restrictions',
      'OAUTH APP ACCESS RESTRICTIONS are on',
      'There is an OAuth App access restriction'
    ],
    near: [
      'OAuth App restrictions',
      'The OAuth App has no access',
      'OAuth App access is restricted'
    ]
  },
  {
    reason: 'installation-suspended',
    status: 403,
    about: abouts,
    exact: ['This installation has been suspended'],
    loose: [
      'The INSTALLATION HAS BEEN SUSPENDED.',
      'Your app installation has been suspended by its owner'
    ],
    near: ['This installation was removed', 'reinstallations are suspended']
  },
  {
    reason: 'account-suspended',
    status: 403,
    about: abouts,
    exact: [
      'Sorry. Your account was suspended. Please contact support@github.com.',
      'Your account is suspended. Please visit https://support.github.com for more information.'
    ],
    loose: ['ACCOUNT HAS BEEN SUSPENDED', 'The account is suspended'],
    near: ['Your account may be suspended', 'accounts suspended', 'suspended']
  },
  {
    reason: 'repository-blocked',
    status: 403,
    about: abouts,
    exact: ['Repository access blocked'],
    loose: ['REPOSITORY ACCESS BLOCKED.', 'Access blocked by staff'],
    near: ['Repository blocked', 'access is blocked', 'accessblocked']
  },
  {
    reason: 'repository-archived',
    status: 403,
    about: abouts,
    exact: [
      'This repository was archived so it is read-only.',
      'Repository was archived so is read-only.'
    ],
    loose: ['READ-ONLY, as it was ARCHIVED', 'It is archived and "read-only"'],
    near: ['It was archived', 'It is read-only', 'unarchived, not read-only']
  },
  {
    reason: 'role-missing',
    status: 403,
    about: abouts,
    exact: [
      'Must have admin rights to Repository.',
      'Must have push access to view repository collaborators.',
      'Must have push access'
    ],
    loose: [
      'You MUST HAVE ADMIN access',
      'You must have write access to do that',
      'You must have maintain rights'
    ],
    near: ['Must have a token', 'must have been an admin', 'Must admin']
  },
  {
    reason: 'permission-missing',
    status: 403,
    about: ['resource'],
    exact: [
      'Resource not accessible by personal access token',
      'Resource not accessible by integration'
    ],
    loose: [
      'RESOURCE NOT ACCESSIBLE BY a token',
      'The resource not accessible by "integration"'
    ],
    near: ['Resource not accessible', 'Resources not accessible by integration']
  },
  {
    reason: 'feature-disabled',
    status: 403,
    about: ['resource'],
    exact: [
      'Dependabot alerts are disabled for this repository.',
      'Advanced Security must be enabled for this repository to use code scanning.',
      'Code Security must be enabled for this repository to use code scanning.'
    ],
    loose: [
      'Code scanning is NOT ENABLED for this repository',
      'Issues DISABLED',
      'Issues MUST BE ENABLED'
    ],
    near: [
      ...['It was enabled', 'disable', 'undisabled', 'It must enable issues'],
      ...['It must be enabledx', 'must have been enabled']
    ]
  },
  {
    reason: 'feature-disabled',
    status: 410,
    about: ['resource'],
    exact: [
      'Issues are disabled for this repo',
      'Issues has been disabled in this repository.'
    ],
    loose: [
      'DISABLED',
      'Discussions are not enabled',
      'Issues must be enabled first'
    ],
    near: ['Gone', 'This issue was deleted']
  },
  {
    reason: 'contents-missing',
    status: 403,
    about: ['git'],
    exact: [
      'Permission to acme/site.git denied to octocat.',
      'Permission to acme/site.git denied to github-actions[bot].',
      'Write access to repository not granted.'
    ],
    loose: [
      'PERMISSION TO "acme/site" DENIED',
      'write access to repository NOT GRANTED'
    ],
    near: [
      'Permission denied',
      'Permission to acme / site denied',
      'Permissions to acme/site denied',
      'Write access granted'
    ]
  },
  {
    reason: 'repository-not-visible',
    status: 404,
    about: ['resource', 'git'],
    exact: ['Repository not found.'],
    loose: ['REPOSITORY NOT FOUND', 'The repository not found here'],
    near: ['Nothing found', 'not founded', 'knot found', 'Repository gone']
  },
  {
    reason: 'repository-not-visible',
    status: 404,
    about: ['resource'],
    exact: ['Not Found'],
    loose: ['NOT FOUND', 'It was not found here'],
    near: ['Not there', 'found']
  },
  {
    reason: 'repository-not-visible',
    status: 404,
    about: ['git'],
    exact: [],
    loose: [],
    // As any web server says it.
    near: ['Not Found', 'The page was not found', 'repositorynot found']
  }
]

const texts = (kind: 'exact' | 'loose' | 'near') =>
  catalogue.flatMap((entry) =>
    entry[kind].map((message) => [entry.reason, message, entry] as const)
  )

describe('the reason', () => {
  test.each([...texts('exact'), ...texts('loose')])(
    '%s is told by: %s',
    (reason, message, { status, about }) => {
      for (const one of about) {
        const refusal = findRefusal(answer(status, { message }), one)
        expect(refusal?.reason).toBe(reason)
        // Lines around it, as git shows them, take nothing away.
        const lines = { message: `remote: ${message}\nremote: x` }
        expect(findRefusal(answer(status, lines), one)?.reason).toBe(reason)
      }
    }
  )

  test.each(texts('near'))(
    '%s is not told by: %s',
    (_, message, { status, about }) => {
      for (const one of about) {
        expect(findRefusal(answer(status, { message }), one)).toEqual({
          reason: 'access-refused',
          evidence: `${request} answered ${String(status)}: ${message}`
        })
      }
    }
  )

  test.each([...texts('exact'), ...texts('loose')])(
    '%s is not told by another status, or by a page: %s',
    (reason, message, { status }) => {
      for (const about of abouts) {
        for (const other of [400, 418, 422]) {
          const refusal = findRefusal(answer(other, { message }), about)
          expect(refusal?.reason).toBe('access-refused')
        }
        const page = answer(status, `<h1>${message}</h1>`)
        expect(findRefusal(page, about)?.reason).toBe('not-github')
        expect(findRefusal(answer(200, { message }), about)).toBeUndefined()
      }
      expect(reasons[reason].class).not.toBe('fine')
    }
  )

  test.each(
    texts('exact').filter(([, , { about }]) => about.length < abouts.length)
  )('%s is told only of what it is about: %s', (_, message, entry) => {
    for (const about of abouts.filter((one) => !entry.about.includes(one))) {
      const refusal = findRefusal(answer(entry.status, { message }), about)
      expect(refusal?.reason).toBe(
        entry.status === 404 && about === 'account'
          ? 'not-github'
          : 'access-refused'
      )
    }
  })

  test('that is told by a text is in the table above', () => {
    const others = [
      ...['ok', 'not-github', 'access-refused', 'redirected', 'server-error']
    ]
    expect(
      others.filter((one) => catalogue.some((e) => e.reason === one))
    ).toEqual([])
  })
})

describe('single sign-on', () => {
  const required = {
    'x-github-sso':
      'required; url=https://github.com/orgs/acme/sso?authorization_request=A1'
  }
  const partial = {
    'x-github-sso': 'partial-results; organizations=21955855,20582480'
  }

  test.each<readonly [number, string, HttpAnswer['headers'], Reason]>([
    [403, 'Something', required, 'sso-required'],
    [404, 'Not Found', required, 'sso-required'],
    [403, 'Something', { 'x-github-sso': ' Required;url=x' }, 'sso-required'],
    [403, 'Something', { 'x-github-sso': 'REQUIRED' }, 'sso-required'],
    [403, 'Something', partial, 'access-refused'],
    [404, 'Not Found', partial, 'repository-not-visible'],
    [403, 'Something', { 'x-github-sso': '' }, 'access-refused'],
    [403, 'Something', { 'x-github-sso': 'requiredx' }, 'access-refused'],
    [403, 'Something', { 'x-github-sso': 'not required' }, 'access-refused'],
    [422, 'Something', required, 'access-refused'],
    [401, 'Bad credentials', required, 'token-rejected']
  ])('%d %s with %j: %s', (status, message, headers, reason) => {
    expect(
      findRefusal(answer(status, { message }, headers), 'resource')
    ).toEqual({
      reason,
      evidence: `${request} answered ${String(status)}: ${message}`
    })
  })

  test.each([required, partial])(
    'is no refusal of a success: %j',
    (headers) => {
      expect(findRefusal(answer(200, [], headers), 'resource')).toBeUndefined()
    }
  )

  test('is required of a page as well', () => {
    expect(findRefusal(answer(403, html, required), 'git')?.reason).toBe(
      'sso-required'
    )
  })
})

describe('of several reasons', () => {
  const limit = 'API rate limit exceeded'
  const lifetime = 'forbids access: lifetime'
  const classic = 'forbids access (classic)'
  const fineGrained = 'forbids access, fine-grained'

  test.each<readonly [string, string, HttpAnswer['headers'], About, Reason]>([
    [
      'a limit comes before all others',
      texts('exact')
        .filter(([, , { status }]) => status === 403)
        .map(([, message]) => message.slice(0, 60))
        .join('\n'),
      {},
      'resource',
      'rate-limited'
    ],
    ['a limit comes before SAML', `SAML ${limit}`, {}, 'git', 'rate-limited'],
    [
      'a limit that only a header tells comes before what is said',
      'Resource protected by organization SAML enforcement.',
      { 'retry-after': '5', 'x-github-sso': 'required' },
      'resource',
      'rate-limited'
    ],
    [
      'a lifetime comes before the kinds of token',
      `${classic} ${fineGrained} ${lifetime}`,
      {},
      'resource',
      'lifetime-forbidden'
    ],
    [
      'the kind that is forbidden comes before the one that is recommended',
      `${fineGrained} ${classic}`,
      {},
      'git',
      'classic-forbidden'
    ],
    [
      'single sign-on comes before a list of addresses',
      'IP allow list',
      { 'x-github-sso': 'required; url=https://x.example' },
      'resource',
      'sso-required'
    ],
    [
      'an archive comes before a role',
      'Must have push access: it was archived and is read-only',
      {},
      'resource',
      'repository-archived'
    ],
    [
      'a role comes before a permission',
      'Resource not accessible by integration. Must have admin rights.',
      {},
      'resource',
      'role-missing'
    ],
    [
      'a permission comes before what is switched off',
      'Resource not accessible by integration, or disabled',
      {},
      'resource',
      'permission-missing'
    ]
  ])('%s', (_, message, headers, about, reason) => {
    const refusal = findRefusal(answer(403, { message }, headers), about)
    expect(refusal?.reason).toBe(reason)
  })

  test('a limit with its own status comes before all others', () => {
    for (const [, message] of texts('exact')) {
      for (const about of abouts) {
        const refusal = findRefusal(answer(429, { message }), about)
        expect(refusal?.reason).toBe('rate-limited')
      }
    }
  })

  test('a server that fails says nothing about the token', () => {
    for (const [, message] of texts('exact')) {
      for (const about of abouts) {
        const refusal = findRefusal(answer(500, { message }), about)
        expect(refusal?.reason).toBe('server-error')
      }
    }
  })
})

describe('a policy on lifetimes', () => {
  const policyOf = (message: string) =>
    findRefusal(answer(403, { message }), 'resource')?.policy

  const told = (days: string, address = url) =>
    `The 'acme' organization forbids access via a fine-grained personal access tokens if the token's lifetime is greater than ${days}. Please adjust your token's lifetime at the following URL: ${address}`

  test.each<readonly [string, NonNullable<Refusal['policy']>]>([
    [told('366 days'), { days: 366, settingsId: '12885303' }],
    [told('90 days'), { days: 90, settingsId: '12885303' }],
    [told('8 DAYS'), { days: 8, settingsId: '12885303' }],
    [told('1 day'), { days: 1, settingsId: '12885303' }],
    [told('99999 days'), { days: undefined, settingsId: '12885303' }],
    [told('-5 days'), { days: undefined, settingsId: '12885303' }],
    [told('1e3 days'), { days: undefined, settingsId: '12885303' }],
    [told('a year'), { days: undefined, settingsId: '12885303' }],
    [told('90 days', ''), { days: 90, settingsId: undefined }],
    [
      told(
        '90 days',
        'https://evil.example/settings/personal-access-tokens/7?x=y#z'
      ),
      { days: 90, settingsId: '7' }
    ],
    [
      told('90 days', 'https://github.com/settings/tokens/7'),
      { days: 90, settingsId: '7' }
    ],
    [
      told('90 days', 'https://github.com/settings/keys/7'),
      { days: 90, settingsId: undefined }
    ],
    [told('90 days', `${url}x`), { days: 90, settingsId: undefined }],
    [
      told('90 days', `${url}${'1'.repeat(10)}`),
      { days: 90, settingsId: undefined }
    ],
    ['x forbids access: lifetime', { days: undefined, settingsId: undefined }]
  ])('%s', (message, policy) => {
    expect(policyOf(message)).toEqual(policy)
  })

  test('is quoted without its address', () => {
    expect(
      findRefusal(answer(403, { message: told('90 days') }), 'git')
    ).toEqual({
      reason: 'lifetime-forbidden',
      evidence: `${request} answered 403: ${told('90 days', '…')}`,
      policy: { days: 90, settingsId: '12885303' }
    })
  })

  test.each(
    texts('exact').filter(([reason]) => reason !== 'lifetime-forbidden')
  )('is no part of %s: %s', (_, message, { status, about }) => {
    for (const one of about) {
      expect(
        findRefusal(answer(status, { message: `${message} ${url}` }), one)
      ).not.toHaveProperty('policy')
    }
  })

  test('has nothing but numbers, whatever the text', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...['forbids access', ' lifetime ', 'greater than ', '9 days', '0 day'],
        ...[url, '/personal-access-tokens/', '12', 'https://evil.example', ' ']
      ),
      fc.string({ maxLength: 5 })
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const policy = policyOf(`forbids access lifetime ${pieces.join('')}`)
        expect(Object.keys(policy ?? {}).sort()).toEqual(['days', 'settingsId'])
        expect(policy?.settingsId ?? '0').toMatch(/^\d{1,15}$/)
        expect(policy?.days ?? 0).toBeGreaterThanOrEqual(0)
        expect(policy?.days ?? 0).toBeLessThan(10_000)
      })
    )
  })
})

describe('whatever a host says', () => {
  const words = [
    ...texts('exact').map(([, message]) => message),
    ...['https://evil.example/?x=y', 'HTTPS://evil.example', 'http://x', '\n']
  ]
  const message = fc
    .array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 8 })), {
      maxLength: 6
    })
    .map((parts) => parts.join(' '))
  const status = fc.oneof(
    fc.constantFrom(200, 401, 403, 404, 410, 429, 451, 500),
    fc.integer({ min: 200, max: 599 })
  )
  const headers = fc.dictionary(
    fc.constantFrom(
      ...['x-github-sso', 'retry-after', 'location', 'date'],
      ...['x-ratelimit-remaining', 'x-ratelimit-reset']
    ),
    fc.oneof(
      fc.constantFrom(
        'required',
        '0',
        '60',
        'https://evil.example/x',
        ...words
      ),
      fc.string({ unit: 'grapheme' })
    )
  )

  test('is a refusal unless it is a success, and quotes no address', () => {
    fc.assert(
      fc.property(
        status,
        fc.oneof(fc.record({ message }), fc.jsonValue()),
        headers,
        fc.constantFrom(...abouts),
        (code, body, given, about) => {
          const refusal = findRefusal(answer(code, body, given), about)
          expect(refusal === undefined).toBe(code < 300)
          if (refusal === undefined) return
          expect(Object.keys(reasons)).toContain(refusal.reason)
          expect(reasons[refusal.reason].class).not.toBe('fine')
          const { evidence } = refusal
          expect(
            evidence.startsWith(`${request} answered ${String(code)}: `)
          ).toBe(true)
          expect(evidence.slice(request.length)).not.toMatch(/https?:\/\/\S/i)
          expect(evidence.length).toBeLessThan(700)
        }
      )
    )
  })
})

describe('a text of 100 000 characters and more', () => {
  const telling = [
    ...texts('exact').map(([, message]) => message),
    ...texts('loose').map(([, message]) => message)
  ]

  /** What is almost the text, for as long as it takes. */
  const nearMisses = (text: string): readonly string[] => {
    const [first = ''] = text.split(' ')
    const times = (piece: string) =>
      piece.repeat(Math.ceil(2_000_000 / Math.max(piece.length, 1)))
    return [
      times(text.slice(0, -1)),
      times(`${first} `),
      times(first),
      text.slice(0, -2) + ' '.repeat(2_000_000),
      text.replaceAll(' ', ' '.repeat(100_000)),
      text.replaceAll(/\d+/g, '9'.repeat(100_000)),
      `${times('\n ')}x`
    ]
  }

  test.each(telling)('almost like this is decided about: %s', (text) => {
    for (const near of nearMisses(text)) {
      for (const about of abouts) {
        for (const status of [401, 403, 404, 410]) {
          for (const body of [{ message: near }, near]) {
            expect(findRefusal(answer(status, body), about)).toBeDefined()
          }
        }
      }
    }
  })

  test.each([
    ['x-github-sso', ' '.repeat(2_000_000)],
    ['x-github-sso', 'required'.repeat(250_000)],
    ['x-github-sso', `${'\t '.repeat(1_000_000)}requireD x`],
    ['retry-after', '9'.repeat(2_000_000)],
    ['location', `https://${'a'.repeat(2_000_000)}`],
    ['location', `https://${'a.'.repeat(1_000_000)}`],
    ['x-ratelimit-reset', '9'.repeat(2_000_000)],
    ['date', '9 '.repeat(1_000_000)]
  ])('in the header %s is decided about', (name, value) => {
    for (const status of [302, 403, 404, 429]) {
      const headers = { 'x-ratelimit-remaining': '0', [name]: value }
      for (const about of abouts) {
        const given = answer(status, { message: 'x' }, headers)
        const refusal = findRefusal(given, about)
        expect(refusal?.evidence.startsWith(`${request} answered`)).toBe(true)
      }
    }
  })
})
