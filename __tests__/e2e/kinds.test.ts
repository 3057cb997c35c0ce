import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { NewToken } from '../support/github/model.ts'
import { type Proxy, startProxy } from '../support/proxy.ts'
import { startWorld, type World } from '../support/world.ts'
import {
  failed,
  fine,
  more,
  newTokenPage,
  play,
  playRow,
  readable,
  type Row,
  type Scene,
  secretsPage,
  usedByGit
} from './play.ts'

let world: World
let proxy: Proxy

beforeAll(async () => {
  world = await startWorld()
  proxy = await startProxy({ target: world.github })
})

afterAll(async () => {
  await Promise.all([world.close(), proxy.close()])
})

interface Form {
  readonly what: string
  readonly token: Partial<NewToken>
  /** What is known of it in the first line. */
  readonly known: string
}

const repo = { scopes: ['repo'] }
const forms: readonly Form[] = [
  {
    what: 'classic',
    token: { kind: 'classic', ...repo },
    known: 'classic, @acme-bot'
  },
  {
    what: 'classic, 40 hexadecimal digits',
    token: { kind: 'classic', form: 'legacy', ...repo },
    known: 'classic, @acme-bot'
  },
  {
    what: 'oauth',
    token: { kind: 'oauth', ...repo },
    known: 'oauth, @acme-bot'
  },
  {
    what: 'oauth, 40 hexadecimal digits',
    token: { kind: 'oauth', form: 'legacy', ...repo },
    known: 'oauth, @acme-bot'
  },
  {
    what: 'fine-grained',
    token: { kind: 'fine-grained' },
    known: 'fine-grained, @acme-bot'
  },
  {
    what: 'app-user',
    token: { kind: 'app-user' },
    known: 'app-user, @acme-bot'
  },
  {
    what: 'installation, stateless',
    token: { kind: 'installation' },
    known: 'installation'
  },
  {
    what: 'installation, 40 characters',
    token: { kind: 'installation', form: 'prefixed' },
    known: 'installation'
  },
  {
    what: 'installation, before 2021',
    token: { kind: 'installation', form: 'legacy' },
    known: 'installation'
  }
]

interface Place {
  readonly host: string
  readonly version: string
  readonly api: string
  readonly job: () => Scene['job']
}

const behindProxy = (serverUrl: string, apiUrl: string) => () => ({
  serverUrl,
  apiUrl,
  env: { https_proxy: proxy.url }
})

const places: readonly Place[] = [
  { host: 'HOST', version: ' 3.20.1', api: 'HOST/api/v3', job: () => ({}) },
  {
    host: 'github.com',
    version: '',
    api: 'api.github.com',
    job: behindProxy('https://github.com', 'https://api.github.com')
  },
  {
    host: 'acme.ghe.com',
    version: '',
    api: 'api.acme.ghe.com',
    job: behindProxy('https://acme.ghe.com', 'https://api.acme.ghe.com')
  }
]

describe('a token that is accepted', () => {
  test.concurrent.each(
    places.flatMap((place) =>
      forms.map((form) => [form.what, place.host, form, place] as const)
    )
  )(
    'is known for what it is: %s, on %s',
    async (_, name, { token, known }, place) => {
      const seen = await play(world, { token, job: place.job() ?? {} })
      const [kind = '', login = ''] = known.split(', @')
      const isBot = kind === 'installation'
      expect(seen.log.split('\n')).toEqual([
        `RELEASE_TOKEN (${known}) on ${name}${place.version}: ${isBot ? 'expires with the job, or about an hour after it was made' : 'expiry not reported'}`,
        `granted accepted by ${name} (${isBot ? 'It is a token of kind installation, which acts as no user' : 'It belongs to @acme-bot'})`,
        readable,
        usedByGit
      ])
      expect(seen.outputs).toEqual({
        ...fine,
        'token-kind': kind,
        login,
        scopes: token.scopes?.join(',') ?? ''
      })
      expect(seen.report).toMatchObject({
        token: { kind, host: name },
        status: 'ok'
      })
      expect(seen.requests).toEqual([
        `GET https://${place.api}/user ${isBot ? 403 : 200}`,
        `GET https://${name}/acme/app.git/info/refs?service=git-upload-pack 200`
      ])
    }
  )

  test.concurrent.each<[string, Row]>([
    [
      'nothing tells the kind of',
      {
        scene: {
          token: { kind: 'classic', form: 'legacy', scopes: [] },
          inputs: {
            repositories: 'acme/docs',
            permissions: 'contents: read, issues: read'
          }
        },
        log: [
          'RELEASE_TOKEN (@acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          'unknown issues: read on acme/docs (Everybody may read it of a public repository)',
          'granted read acme/docs (git may read it)',
          'git uses it for acme/docs in the later steps of this job',
          '##[warning]Whether RELEASE_TOKEN (@acme-bot) has `issues: read on acme/docs` cannot be told.',
          'Everybody may read it of a public repository.',
          "Fix: Look it up at https://HOST/settings/personal-access-tokens; GitHub tells a token's permissions to nobody else.",
          more('permission-unproven')
        ],
        outputs: {
          status: 'unknown',
          reason: 'permission-unproven',
          'token-kind': 'unknown',
          scopes: '',
          unverified: 'issues: read on acme/docs'
        },
        requests: [
          'GET https://HOST/acme/docs.git/info/refs?service=git-upload-pack 200',
          'GET https://HOST/api/v3/repos/acme/docs 200',
          'GET https://HOST/api/v3/repos/acme/docs/issues?per_page=1 200',
          'GET https://HOST/api/v3/user 200'
        ]
      }
    ]
  ])('%s', (_, row) => playRow(world, row))
})

/** Another last character: its checksum is another one then. */
const mistype = (token: string) =>
  token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A')
const mistypeInside = (token: string) =>
  token.slice(0, 40) + (token.at(40) === 'A' ? 'B' : 'A') + token.slice(41)

describe('a token that is rejected', () => {
  const hint = 'Its checksum is wrong: it looks cut off or mistyped'
  const said = 'GET https://HOST/api/v3/user answered 401: Bad credentials'
  const stored = `and store it as RELEASE_TOKEN at ${secretsPage}`
  const classicFix = `Create a token at ${newTokenPage}?scopes=repo&description=acme%2Fapp%20RELEASE_TOKEN (scopes: repo) ${stored}`
  const fixes = new Map<unknown, string>([
    [
      'fine-grained',
      `Create a fine-grained token at https://HOST/settings/personal-access-tokens/new (resource owner: acme; repositories: acme/app; permissions: contents: write; expiration: 90 days) ${stored}`
    ],
    [
      'installation',
      'Such a token lives for hours at most: make it in the job that uses it, for instance with actions/create-github-app-token'
    ]
  ])

  const rejected = async (scene: Scene, evidence: string) => {
    const seen = await play(world, { ...scene, inputs: { scopes: 'repo' } })
    expect(seen.log.split('\n')).toEqual([
      `missing accepted by HOST (${evidence})`,
      `unknown repo (${evidence})`,
      `unknown read acme/app (${evidence})`,
      'git is not configured',
      '##[error]HOST does not accept RELEASE_TOKEN.',
      `${evidence}.`,
      `Fix: The token has expired, was revoked, is mistyped, or belongs to another host. ${fixes.get(scene.token?.kind) ?? classicFix}.`,
      more('token-rejected')
    ])
    expect(seen.outputs).toEqual(failed('token-rejected', 'repo,read acme/app'))
  }

  test.concurrent.each<[string, Partial<NewToken>, (token: string) => string]>([
    ['classic', { kind: 'classic' }, mistype],
    ['classic, cut off', { kind: 'classic' }, (token) => token.slice(0, -3)],
    ['oauth', { kind: 'oauth' }, mistype],
    ['app-user', { kind: 'app-user' }, mistype],
    ['fine-grained', { kind: 'fine-grained' }, mistypeInside],
    [
      'fine-grained, cut off',
      { kind: 'fine-grained' },
      (token) => token.slice(0, 70)
    ]
  ])('gets a hint when its checksum is wrong: %s', async (_, token, value) => {
    await rejected(
      { token, value, masked: (one) => [value(one)], isHarmless: true },
      `${said}. ${hint}`
    )
  })

  test.concurrent.each<[string, Partial<NewToken>]>(
    forms.map(({ what, token }) => [what, token])
  )('gets none when it has expired: %s', async (_, token) => {
    await rejected({ token: { ...token, expired: true } }, said)
  })

  test.concurrent.each<[string, Partial<NewToken>, (token: string) => string]>([
    ['40 hexadecimal digits', { kind: 'classic', form: 'legacy' }, mistype],
    ['installation, stateless', { kind: 'installation' }, mistype],
    [
      'installation, 40 characters',
      { kind: 'installation', form: 'prefixed' },
      mistype
    ],
    [
      'installation, before 2021',
      { kind: 'installation', form: 'legacy' },
      mistype
    ],
    [
      'a prefix that nobody knows',
      { kind: 'classic' },
      (token) => `xyz_${token.slice(4)}`
    ]
  ])(
    'gets none when its form has no checksum that is known: %s',
    async (_, token, value) => {
      await rejected(
        { token, value, masked: (one) => [value(one)], isHarmless: true },
        said
      )
    }
  )
})

describe('a token with a wrong checksum that is accepted', () => {
  test.concurrent.each<[string, Partial<NewToken>, (token: string) => string]>([
    ['classic', { kind: 'classic' }, mistype],
    ['fine-grained', { kind: 'fine-grained' }, mistypeInside]
  ])('gets no hint: %s', async (kind, token, value) => {
    const seen = await play(world, {
      token,
      value: (one) => {
        const given = value(one)
        world.github.fault(
          ({ path, authorizations }) =>
            path.endsWith('/user') &&
            authorizations.some((text) => text.endsWith(given)),
          { status: 200, body: '{"login":"acme-bot"}' }
        )
        return given
      },
      masked: (one) => [value(one)],
      isHarmless: true,
      inputs: { 'configure-git': 'none' }
    })
    expect(seen.log.split('\n')).toEqual([
      `RELEASE_TOKEN (${kind}, @acme-bot) on HOST: expiry not reported`,
      'granted accepted by HOST (It belongs to @acme-bot)',
      'git is not configured, as asked'
    ])
  })
})

describe('a refresh token', () => {
  test.concurrent.each<[string, Row]>([
    [
      'is refused',
      {
        scene: { token: { kind: 'refresh' }, inputs: { scopes: 'repo' } },
        log: [
          'missing accepted by HOST (GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'unknown repo (GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'unknown read acme/app (GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'git is not configured',
          '##[error]RELEASE_TOKEN is a refresh token, which HOST takes for nothing but to make another token.',
          'GET https://HOST/api/v3/user answered 401: Bad credentials.',
          `Fix: Make a token with it in the job, or better with actions/create-github-app-token. Or: Create a token at ${newTokenPage}?scopes=repo&description=acme%2Fapp%20RELEASE_TOKEN (scopes: repo) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('token-refresh')
        ],
        outputs: {
          valid: 'false',
          status: 'failed',
          reason: 'token-refresh',
          'token-kind': 'unknown',
          login: '',
          scopes: '',
          unverified: 'repo,read acme/app',
          'git-configured': 'false',
          used: ''
        },
        requests: [
          'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 401',
          'GET https://HOST/api/v3/user 401'
        ]
      }
    ],
    [
      'is refused, mistyped or not',
      {
        scene: {
          token: { kind: 'refresh' },
          value: (token) => mistype(token),
          masked: (token) => [mistype(token)],
          isHarmless: true
        },
        log: [
          'missing accepted by HOST (GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'unknown read acme/app (GET https://HOST/api/v3/user answered 401: Bad credentials)',
          'git is not configured',
          '##[error]RELEASE_TOKEN is a refresh token, which HOST takes for nothing but to make another token.',
          'GET https://HOST/api/v3/user answered 401: Bad credentials.',
          `Fix: Make a token with it in the job, or better with actions/create-github-app-token. Or: Create a token at ${newTokenPage}?scopes=repo&description=acme%2Fapp%20RELEASE_TOKEN (scopes: repo) and store it as RELEASE_TOKEN at ${secretsPage}.`,
          more('token-refresh')
        ],
        outputs: {
          valid: 'false',
          status: 'failed',
          reason: 'token-refresh',
          'token-kind': 'unknown',
          login: '',
          scopes: '',
          unverified: 'read acme/app',
          'git-configured': 'false',
          used: ''
        }
      }
    ]
  ])('%s', (_, row) => playRow(world, row))
})
