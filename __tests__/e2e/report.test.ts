import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { OutgoingHttpHeaders } from 'node:http'
import type { Fault } from '../support/github/faults.ts'
import type { NewToken } from '../support/github/model.ts'
import { startWorld, type World } from '../support/world.ts'
import {
  asked,
  askedGit,
  failed,
  fine,
  lines,
  more,
  newToken,
  newTokenPage,
  play,
  readable,
  type Scene,
  scopeFix,
  secretsPage,
  usedByGit
} from './play.ts'

let world: World
let lateWorld: World

beforeAll(async () => {
  const minutesLate = 12
  ;[world, lateWorld] = await Promise.all([
    startWorld(),
    startWorld({ now: () => new Date(Date.now() - minutesLate * 60_000) })
  ])
})

afterAll(async () => {
  await Promise.all([world.close(), lateWorld.close()])
})

/** The answer to a good token, with no headers but these. */
function userAnswer(headers: OutgoingHttpHeaders): Fault {
  return { status: 200, headers, body: '{"login":"acme-bot"}' }
}

/** A repository that is public: every token may read it. */
const docs = { repositories: 'acme/docs' }
const docsReadable = 'granted read acme/docs (git may read it)'
const askedDocs = [
  'GET https://HOST/api/v3/user 200',
  'GET https://HOST/acme/docs.git/info/refs?service=git-upload-pack 200'
]

const accepted = 'granted accepted by HOST (It belongs to @acme-bot)'

describe('a good token', () => {
  const scene: Scene = {
    token: { scopes: ['repo', 'workflow'] },
    inputs: { scopes: 'repo, workflow' }
  }

  test.concurrent('is reported in the log, with two requests', async () => {
    const { exitCode, log, requests, result } = await play(world, scene)
    expect(log).toBe(
      lines(
        'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
        accepted,
        'granted repo (It is one of its scopes)',
        'granted workflow (It is one of its scopes)',
        readable,
        usedByGit
      )
    )
    expect(requests).toEqual(asked)
    expect(exitCode).toBe(0)
    expect(result.annotations).toEqual([])
  })

  test.concurrent('is told to later steps by the outputs', async () => {
    const { outputs, report } = await play(world, scene)
    expect(outputs).toEqual({ ...fine, scopes: 'repo,workflow' })
    const granted = { verdict: 'granted', reason: 'ok', fix: '' }
    expect(report).toEqual({
      token: {
        name: 'RELEASE_TOKEN',
        kind: 'classic',
        host: 'HOST',
        login: 'acme-bot',
        scopes: ['repo', 'workflow'],
        expiresAt: null
      },
      findings: [
        {
          requirement: 'accepted by HOST',
          evidence: 'It belongs to @acme-bot',
          ...granted
        },
        {
          requirement: 'repo',
          evidence: 'It is one of its scopes',
          ...granted
        },
        {
          requirement: 'workflow',
          evidence: 'It is one of its scopes',
          ...granted
        },
        {
          requirement: 'read acme/app',
          evidence: 'git may read it',
          ...granted
        }
      ],
      status: 'ok'
    })
  })

  test.concurrent('is shown in the job summary', async () => {
    const { summary } = await play(world, scene)
    expect(summary).toBe(
      lines(
        '<h3>✅ <code>RELEASE_TOKEN (classic, @acme-bot)</code>: ok</h3>',
        `<p><code>HOST</code> · expiry not reported · ${usedByGit}</p>`,
        '<table>',
        '<tr><th>Asked for</th><th>Verdict</th><th>Evidence</th><th>Fix</th></tr>',
        '<tr><td><code>accepted by HOST</code></td><td>✅ granted</td><td><code>It belongs to @acme-bot</code></td><td></td></tr>',
        '<tr><td><code>repo</code></td><td>✅ granted</td><td><code>It is one of its scopes</code></td><td></td></tr>',
        '<tr><td><code>workflow</code></td><td>✅ granted</td><td><code>It is one of its scopes</code></td><td></td></tr>',
        '<tr><td><code>read acme/app</code></td><td>✅ granted</td><td><code>git may read it</code></td><td></td></tr>',
        '</table>',
        '',
        ''
      )
    )
  })

  test.concurrent(
    'is reported without a summary when none is wanted',
    async () => {
      const seen = await play(world, { inputs: { summary: 'false' } })
      expect(seen.summary).toBe('')
      expect(seen.outputs).toEqual(fine)
    }
  )

  test.concurrent('is left alone by git when that is asked for', async () => {
    const seen = await play(world, { inputs: { 'configure-git': 'none' } })
    expect(seen.log).toBe(
      lines(
        'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
        accepted,
        'git is not configured, as asked'
      )
    )
    expect(seen.outputs).toEqual({ ...fine, 'git-configured': 'false' })
    expect(seen.exitCode).toBe(0)
    const [post] = await seen.job.post()
    expect(post).toMatchObject({
      outcome: 'success',
      log: 'Post job cleanup.\nNothing to remove: no credential was written'
    })
  })

  test.concurrent.each([
    ['DEPLOY_KEY_2', 'DEPLOY_KEY_2'],
    ['  DEPLOY_KEY_2 ', 'DEPLOY_KEY_2'],
    ['Deploy key 2.0-b', 'Deploy key 2.0-b'],
    ['A'.repeat(100), 'A'.repeat(100)],
    ['', 'token']
  ])('is called what token-name says: "%s"', async (given, name) => {
    const { log, report, result, summary } = await play(world, {
      inputs: { 'token-name': given, scopes: 'repo, gist' }
    })
    expect(log).toBe(
      lines(
        `${name} (classic, @acme-bot) on HOST 3.20.1: expiry not reported`,
        accepted,
        'granted repo (It is one of its scopes)',
        'missing gist (Its scopes: repo)',
        readable,
        'git is not configured',
        `##[error]${name} (classic, @acme-bot) lacks \`gist\`.`,
        'Its scopes: repo.',
        `Fix: ${scopeFix('repo,gist', name)}.`,
        more('scope-missing')
      )
    )
    expect(result.annotations).toMatchObject([
      { level: 'error', title: `${name}: scope missing` }
    ])
    expect(summary).toContain(
      `<h3>❌ <code>${name} (classic, @acme-bot)</code>: failed</h3>`
    )
    expect(report).toMatchObject({ token: { name } })
  })
})

describe('a token that lacks scopes', () => {
  const scene: Scene = {
    token: { scopes: ['public_repo', 'gist'] },
    inputs: { scopes: 'repo workflow\ngist', ...docs }
  }

  test.concurrent(
    'fails the step with one message for all of them',
    async () => {
      const { exitCode, log, outputs, result } = await play(world, scene)
      const message = lines(
        'RELEASE_TOKEN (classic, @acme-bot) lacks `repo`, `workflow`.',
        'Its scopes: gist, public_repo.',
        `Fix: ${scopeFix('gist,public_repo,repo,workflow')}.`,
        more('scope-missing')
      )
      expect(log).toBe(
        lines(
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          accepted,
          'missing repo (Its scopes: gist, public_repo)',
          'missing workflow (Its scopes: gist, public_repo)',
          'granted gist (It is one of its scopes)',
          docsReadable,
          'git is not configured',
          `##[error]${message}`
        )
      )
      expect(result.annotations).toHaveLength(1)
      expect(result.annotations[0]).toMatchObject({
        level: 'error',
        title: 'RELEASE_TOKEN: scope missing'
      })
      expect(outputs).toEqual({
        ...fine,
        status: 'failed',
        reason: 'scope-missing',
        scopes: 'gist,public_repo',
        missing: 'repo,workflow',
        'git-configured': 'false'
      })
      expect(exitCode).toBe(1)
    }
  )

  test.concurrent(
    'has the fix once in the summary, and with each finding in the report',
    async () => {
      const { report, summary } = await play(world, {
        ...scene,
        inputs: { scopes: 'gist, workflow, repo', ...docs }
      })
      const page = `${newTokenPage}?scopes=gist,public_repo,workflow,repo&amp;description=acme%2Fapp%20RELEASE_TOKEN`
      const tokens = 'https://HOST/settings/tokens'
      const reason = more('scope-missing').replace('More: ', '')
      expect(summary).toBe(
        lines(
          '<h3>❌ <code>RELEASE_TOKEN (classic, @acme-bot)</code>: failed</h3>',
          '<p><code>HOST</code> · expiry not reported · git is not configured</p>',
          '<table>',
          '<tr><th>Asked for</th><th>Verdict</th><th>Evidence</th><th>Fix</th></tr>',
          '<tr><td><code>accepted by HOST</code></td><td>✅ granted</td><td><code>It belongs to @acme-bot</code></td><td></td></tr>',
          '<tr><td><code>gist</code></td><td>✅ granted</td><td><code>It is one of its scopes</code></td><td></td></tr>',
          `<tr><td><code>workflow</code></td><td>❌ <a href="${reason}">scope missing</a></td><td><code>Its scopes: gist, public_repo</code></td><td>Add what is missing to the token at <a href="${tokens}">${tokens}</a>. Or: Create a token at <a href="${page}">${page}</a> (scopes: gist, public_repo, workflow, repo) and store it as RELEASE_TOKEN at <a href="${secretsPage}">${secretsPage}</a></td></tr>`,
          `<tr><td><code>repo</code></td><td>❌ <a href="${reason}">scope missing</a></td><td><code>Its scopes: gist, public_repo</code></td><td></td></tr>`,
          '<tr><td><code>read acme/docs</code></td><td>✅ granted</td><td><code>git may read it</code></td><td></td></tr>',
          '</table>',
          '',
          ''
        )
      )
      const missing = {
        verdict: 'missing',
        reason: 'scope-missing',
        evidence: 'Its scopes: gist, public_repo',
        fix: scopeFix('gist,public_repo,workflow,repo')
      }
      expect(report).toMatchObject({
        findings: [
          {},
          {},
          { requirement: 'workflow', ...missing },
          { requirement: 'repo', ...missing },
          { requirement: 'read acme/docs', verdict: 'granted' }
        ],
        status: 'failed'
      })
    }
  )
})

describe('the verdict about a scope', () => {
  const included = (scope: string) =>
    [0, 'granted', `It is included in its scope ${scope}`] as const
  const direct = [0, 'granted', 'It is one of its scopes'] as const
  const lacking = (scopes: string) =>
    [1, 'missing', `Its scopes: ${scopes}`] as const

  test.concurrent.each([
    ['repo', ['repo'], direct, ''],
    ['REPO', ['repo'], direct, ''],
    ['public_repo', ['repo'], included('repo'), 'repo'],
    ['repo:status', ['repo'], included('repo'), ''],
    ['security_events', ['repo'], included('repo'), ''],
    ['read:org', ['admin:org'], included('admin:org'), 'admin:org'],
    ['manage_runners:org', ['admin:org'], included('admin:org'), 'admin:org'],
    [
      'read:packages',
      ['write:packages'],
      included('write:packages'),
      'write:packages'
    ],
    ['user:email', ['gist', 'user'], included('user'), 'gist,user'],
    [
      'read:gpg_key',
      ['admin:gpg_key'],
      included('admin:gpg_key'),
      'admin:gpg_key'
    ],
    ['read:novelty', ['admin:novelty'], included('admin:novelty'), ''],
    ['repo', ['public_repo'], lacking('public_repo'), ''],
    ['workflow', ['repo'], lacking('repo'), ''],
    ['delete_repo', ['repo'], lacking('repo'), ''],
    ['admin:org', ['write:org'], lacking('write:org'), ''],
    [
      'delete:packages',
      ['write:packages'],
      lacking('write:packages'),
      'write:packages'
    ],
    ['gist', [], lacking('none'), ''],
    [
      'write:quantum',
      [],
      [
        0,
        'unknown',
        'This action does not know the scope write:quantum. Its scopes: none'
      ],
      ''
    ],
    [
      'read:repo_hook',
      ['repo'],
      [
        0,
        'unknown',
        'Its scope repo may include read:repo_hook. Its scopes: repo'
      ],
      ''
    ],
    ['read:repo_hook', ['gist'], lacking('gist'), 'gist']
  ] as const)(
    '%s, of a token with %j, is %j',
    async (scope, scopes, [exitCode, verdict, evidence], excess) => {
      const shown = scope.toLowerCase()
      const seen = await play(world, {
        token: { scopes },
        inputs: { scopes: scope, ...docs }
      })
      expect(seen.log.split('\n')[2]).toBe(
        `${verdict.padEnd(7)} ${shown} (${evidence})`
      )
      expect(seen.exitCode).toBe(exitCode)
      const [status, reason] =
        verdict === 'missing'
          ? ['failed', 'scope-missing']
          : excess !== ''
            ? ['warning', 'scope-excess']
            : verdict === 'unknown'
              ? ['unknown', 'scope-unproven']
              : ['ok', 'ok']
      expect(seen.outputs).toEqual({
        ...fine,
        status,
        reason,
        scopes: scopes.toSorted().join(','),
        missing: verdict === 'missing' ? shown : '',
        unverified: verdict === 'unknown' ? shown : '',
        excess,
        'git-configured': String(verdict !== 'missing')
      })
      expect(seen.requests).toEqual(askedDocs)
    }
  )

  test.concurrent(
    'warns about scopes that nobody knows, and goes on',
    async () => {
      const seen = await play(world, {
        inputs: { scopes: 'repo, write:quantum' }
      })
      expect(seen.log).toBe(
        lines(
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          accepted,
          'granted repo (It is one of its scopes)',
          'unknown write:quantum (This action does not know the scope write:quantum. Its scopes: repo)',
          readable,
          usedByGit,
          '##[warning]Whether RELEASE_TOKEN (classic, @acme-bot) has `write:quantum` cannot be told from its scopes.',
          'This action does not know the scope write:quantum. Its scopes: repo.',
          'Fix: Check the spelling where the evidence doubts it. What is spelled right cannot be proven from here.',
          more('scope-unproven')
        )
      )
      const link = more('scope-unproven').replace('More: ', '')
      expect(seen.summary).toContain(
        `<tr><td><code>write:quantum</code></td><td>❔ <a href="${link}">scope not proven</a></td><td><code>This action does not know the scope write:quantum. Its scopes: repo</code></td><td>Check the spelling where the evidence doubts it. What is spelled right cannot be proven from here</td></tr>`
      )
    }
  )
})

describe('a kind of token without scopes', () => {
  const user = '@acme-bot'
  test.concurrent.each<
    [
      name: string,
      token: Partial<NewToken>,
      kind: string,
      login: string,
      status: number
    ]
  >([
    ['fine-grained', { kind: 'fine-grained' }, 'fine-grained', user, 200],
    ['app-user', { kind: 'app-user' }, 'app-user', user, 200],
    [
      'stateless installation',
      { kind: 'installation' },
      'installation',
      '',
      403
    ],
    [
      'installation before 2026',
      { kind: 'installation', form: 'prefixed' },
      'installation',
      '',
      403
    ],
    [
      'installation before 2021',
      { kind: 'installation', form: 'legacy' },
      'installation',
      '',
      403
    ]
  ])(
    'is never judged by them: %s',
    async (_, token, kind, login, httpStatus) => {
      const seen = await play(world, {
        token,
        inputs: { scopes: 'repo, notifications' }
      })
      const evidence = `The kind of the token is ${kind}, and no scopes were reported`
      const known = login === '' ? `(${kind})` : `(${kind}, ${login})`
      expect(seen.log).toBe(
        lines(
          `RELEASE_TOKEN ${known} on HOST 3.20.1: ${
            kind === 'installation'
              ? 'expires with the job, or about an hour after it was made'
              : 'expiry not reported'
          }`,
          login === ''
            ? 'granted accepted by HOST (It is a token of kind installation, which acts as no user)'
            : accepted,
          `unknown repo (${evidence})`,
          `unknown notifications (${evidence})`,
          readable,
          usedByGit,
          `##[warning]RELEASE_TOKEN ${known} is of a kind that has permissions instead of scopes, so \`repo\`, \`notifications\` cannot be proven.`,
          `${evidence}.`,
          `Fix: Say what it needs in the input permissions. Or use a classic token: ${newToken('repo,notifications')}.`,
          more('kind-has-no-scopes')
        )
      )
      expect(seen.outputs).toEqual({
        ...fine,
        status: 'unknown',
        reason: 'kind-has-no-scopes',
        'token-kind': kind,
        login: login.slice(1),
        scopes: '',
        unverified: 'repo,notifications'
      })
      expect(seen.requests).toEqual([
        `GET https://HOST/api/v3/user ${httpStatus}`,
        askedGit
      ])
      expect(seen.exitCode).toBe(0)
    }
  )

  test.concurrent('is fine when no scope is asked for', async () => {
    const seen = await play(world, { token: { kind: 'fine-grained' } })
    expect(seen.outputs).toEqual({
      ...fine,
      'token-kind': 'fine-grained',
      scopes: ''
    })
    expect(seen.result.annotations).toEqual([])
  })
})

describe('a kind of token with scopes', () => {
  test.concurrent.each<[string, Partial<NewToken>, kind: string]>([
    ['OAuth', { kind: 'oauth', scopes: ['repo'] }, 'oauth'],
    [
      '40 hexadecimal digits, classic',
      { kind: 'classic', form: 'legacy', scopes: ['repo'] },
      'classic'
    ],
    [
      '40 hexadecimal digits, OAuth',
      { kind: 'oauth', form: 'legacy', scopes: ['repo'] },
      'oauth'
    ]
  ])('is judged by them: %s', async (_, token, kind) => {
    const [good, bad] = await Promise.all(
      ['repo, public_repo', 'repo, gist'].map((scopes) =>
        play(world, {
          token: { ...token },
          inputs: { scopes }
        })
      )
    )
    expect(good?.outputs).toEqual({ ...fine, 'token-kind': kind })
    expect(bad?.outputs).toEqual({
      ...fine,
      'token-kind': kind,
      status: 'failed',
      reason: 'scope-missing',
      missing: 'gist',
      'git-configured': 'false'
    })
  })

  test.concurrent(
    'is not judged when a proxy removed their header',
    async () => {
      const seen = await play(world, {
        faults: [userAnswer({})],
        inputs: { scopes: 'repo' }
      })
      expect(seen.log).toBe(
        lines(
          'RELEASE_TOKEN (classic, @acme-bot) on HOST: expiry not reported',
          accepted,
          'unknown repo (The kind of the token is classic, and no scopes were reported)',
          readable,
          usedByGit,
          '##[warning]HOST did not report the scopes of RELEASE_TOKEN (classic, @acme-bot), so `repo` cannot be proven.',
          'The kind of the token is classic, and no scopes were reported.',
          'Fix: Check that the token is a classic one, and whether a proxy removes the response header X-OAuth-Scopes.',
          more('scopes-not-reported')
        )
      )
      expect(seen.outputs).toEqual({
        ...fine,
        status: 'unknown',
        reason: 'scopes-not-reported',
        scopes: '',
        unverified: 'repo'
      })
    }
  )

  test.concurrent.each([
    ['no header', {}],
    ['an empty header', { 'x-oauth-scopes': '' }]
  ])('is not judged when nothing tells its kind: %s', async (_, headers) => {
    const seen = await play(world, {
      token: { kind: 'classic', form: 'legacy', scopes: [] },
      faults: [userAnswer(headers)],
      inputs: { scopes: 'repo', ...docs }
    })
    expect(seen.log).toBe(
      lines(
        'RELEASE_TOKEN (@acme-bot) on HOST: expiry not reported',
        accepted,
        'unknown repo (The kind of the token is unknown, and no scopes were reported)',
        docsReadable,
        usedByGit.replace('acme/*', 'acme/docs'),
        '##[warning]HOST did not report the scopes of RELEASE_TOKEN (@acme-bot), so `repo` cannot be proven.',
        'The kind of the token is unknown, and no scopes were reported.',
        'Fix: Check that the token is a classic one, and whether a proxy removes the response header X-OAuth-Scopes.',
        more('scopes-not-reported')
      )
    )
    expect(seen.exitCode).toBe(0)
    expect(seen.outputs).toEqual({
      ...fine,
      status: 'unknown',
      reason: 'scopes-not-reported',
      'token-kind': 'unknown',
      scopes: '',
      unverified: 'repo'
    })
  })

  test.concurrent.each([
    ['repo,workflow', 'repo,workflow'],
    ['  workflow ,,repo , ', 'workflow,repo'],
    [', ,', '']
  ])('is read from an oddly spaced header: "%s"', async (header, scopes) => {
    const seen = await play(world, {
      faults: [{ headers: { 'x-oauth-scopes': header } }]
    })
    expect(seen.outputs).toEqual({ ...fine, scopes })
  })
})

describe('a token that the host rejects', () => {
  const message = (create: string) =>
    lines(
      '##[error]HOST does not accept RELEASE_TOKEN.',
      'GET https://HOST/api/v3/user answered 401: Bad credentials.',
      `Fix: The token has expired, was revoked, is mistyped, or belongs to another host. ${create}.`,
      more('token-rejected')
    )

  test.concurrent.each<[string, Scene, string]>([
    [
      'it has expired',
      { token: { scopes: ['repo'], expired: true } },
      newToken('repo')
    ],
    [
      'it is fine-grained and has expired',
      { token: { kind: 'fine-grained', expired: true } },
      `Create a fine-grained token at https://HOST/settings/personal-access-tokens/new (resource owner: acme; repositories: acme/app; permissions: contents: write; expiration: 90 days) and store it as RELEASE_TOKEN at ${secretsPage}`
    ],
    [
      'it is legacy and has expired',
      { token: { kind: 'classic', form: 'legacy', expired: true } },
      newToken('repo')
    ]
  ])('fails the step and gets nowhere: %s', async (_, scene, create) => {
    const seen = await play(world, { ...scene, inputs: { scopes: 'repo' } })
    const evidence =
      'GET https://HOST/api/v3/user answered 401: Bad credentials'
    expect(seen.log).toBe(
      lines(
        `missing accepted by HOST (${evidence})`,
        `unknown repo (${evidence})`,
        `unknown read acme/app (${evidence})`,
        'git is not configured',
        message(create)
      )
    )
    expect(seen.outputs).toEqual(failed('token-rejected', 'repo,read acme/app'))
    expect(seen.report).toMatchObject({
      token: {
        name: 'RELEASE_TOKEN',
        kind: 'unknown',
        host: 'HOST',
        login: null,
        scopes: null,
        expiresAt: null
      },
      findings: [
        { verdict: 'missing' },
        { verdict: 'unknown' },
        { verdict: 'unknown' }
      ],
      status: 'failed'
    })
    expect(seen.requests).toEqual([
      'GET https://HOST/api/v3/user 401',
      askedGit.replace(/200$/, '401')
    ])
    expect(seen.exitCode).toBe(1)
    expect(seen.result.outcome).toBe('failure')
    const [post] = await seen.job.post()
    expect(post?.outcome).toBe('success')
  })
})

describe('the expiry of a token', () => {
  const day = 86_400_000
  const inDays = (days: number) => new Date(Date.now() + days * day)
  const iso = (moment: Date) =>
    `${moment.toISOString().slice(0, 19).replace('T', ' ')} UTC`

  /** What the first line of the log says, and the outputs. */
  async function expiryOf(expiresAt: string) {
    const { log, outputs, exitCode } = await play(world, {
      token: { scopes: ['repo'], expiresAt }
    })
    expect(exitCode).toBe(0)
    const [first = ''] = log.split('\n')
    return {
      said: first.replace(/^.*3\.20\.1: /, '').replace(/\d+ days/, 'N days'),
      at: outputs['expires-at'],
      status: outputs['status']
    }
  }

  test.concurrent.each([
    ['2093-09-03 02:34:04 UTC', '2093-09-03T02:34:04.000Z'],
    ['2093-09-03 02:34:04 GMT', '2093-09-03T02:34:04.000Z'],
    ['2093-12-13 00:00:00 +0100', '2093-12-12T23:00:00.000Z'],
    ['2093-04-26 20:23:26 -05:30', '2093-04-27T01:53:26.000Z'],
    ['2093-04-26T20:23:26Z', '2093-04-26T20:23:26.000Z'],
    ['2093-04-26T20:23:26+02:00', '2093-04-26T18:23:26.000Z'],
    ['2096-02-29 12:00:00 UTC', '2096-02-29T12:00:00.000Z'],
    ['9999-12-31 23:59:59 UTC', '9999-12-31T23:59:59.000Z']
  ])('is understood as "%s"', async (header, at) => {
    const shown = at.slice(0, 16).replace('T', ' ')
    expect(await expiryOf(header)).toEqual({
      said: `expires on ${shown} UTC (N days left)`,
      at,
      status: 'ok'
    })
  })

  test.concurrent(
    'is understood, with a word about it, in a zone that tells no offset',
    async () => {
      expect(await expiryOf('2093-09-03 02:34:04 CEST')).toEqual({
        said: 'expires on 2093-09-03 02:34 UTC (N days left, reading the zone CEST as UTC)',
        at: '2093-09-03T02:34:04.000Z',
        status: 'ok'
      })
    }
  )

  test.concurrent.each([
    'never',
    '0',
    '4102444800',
    '2093-02-31 00:00:00 UTC',
    '2093-13-01 00:00:00 UTC',
    '2093-01-01 25:00:00 UTC',
    '2093-01-01',
    '2093-01-01 00:00:00',
    'Fri, 01 Jan 2093 00:00:00 GMT',
    '2020-01-01 00:00:00 UTC, 2093-01-01 00:00:00 UTC',
    '10000-01-01 00:00:00 UTC'
  ])('is unknown when it is garbage: "%s"', async (header) => {
    expect(await expiryOf(header)).toEqual({
      said: 'expiry not readable',
      at: '',
      status: 'unknown'
    })
  })

  test.concurrent('is reported and no more when it is far', async () => {
    const expiry = inDays(14.5)
    const seen = await play(world, {
      token: { scopes: ['repo'], expiresAt: iso(expiry) }
    })
    const shown = iso(expiry).slice(0, 16)
    expect(seen.log).toBe(
      lines(
        `RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expires on ${shown} UTC (14 days left)`,
        accepted,
        readable,
        usedByGit
      )
    )
    expect(seen.outputs).toEqual({
      ...fine,
      'expires-at': `${expiry.toISOString().slice(0, 19)}.000Z`,
      'days-left': '14'
    })
    expect(seen.report).toMatchObject({
      token: { expiresAt: `${expiry.toISOString().slice(0, 19)}.000Z` }
    })
  })

  test.concurrent('warns when it is near, and goes on', async () => {
    const expiry = inDays(13.5)
    const seen = await play(world, {
      token: { scopes: ['repo'], expiresAt: iso(expiry) }
    })
    const shown = iso(expiry).slice(0, 16)
    expect(seen.log).toBe(
      lines(
        `RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expires on ${shown} UTC (13 days left)`,
        accepted,
        readable,
        `warning still valid for 14 days (It expires on ${shown} UTC (13 days left))`,
        usedByGit,
        '##[warning]RELEASE_TOKEN (classic, @acme-bot) expires soon.',
        `It expires on ${shown} UTC (13 days left).`,
        `Fix: ${newToken('repo')}.`,
        more('token-expiring')
      )
    )
    const link = more('token-expiring').replace('More: ', '')
    expect(seen.summary).toContain(
      `<td>⚠️ <a href="${link}">token expires soon</a></td>`
    )
    expect(seen.outputs).toEqual({
      ...fine,
      status: 'warning',
      reason: 'token-expiring',
      'expires-at': `${expiry.toISOString().slice(0, 19)}.000Z`,
      'days-left': '13'
    })
    expect(seen.exitCode).toBe(0)
  })

  test.concurrent(
    'of a fine-grained token leads to the page of its kind',
    async () => {
      const seen = await play(world, {
        token: { kind: 'fine-grained', expiresAt: iso(inDays(3.5)) }
      })
      expect(seen.log.split('\n').at(-2)).toBe(
        `Fix: Create a fine-grained token at https://HOST/settings/personal-access-tokens/new (resource owner: acme; repositories: acme/app; permissions: contents: read; expiration: 90 days) and store it as RELEASE_TOKEN at ${secretsPage}.`
      )
      expect(seen.outputs).toMatchObject({
        status: 'warning',
        reason: 'token-expiring',
        'days-left': '3'
      })
    }
  )

  test.concurrent(
    'is no finding for a kind that is always short-lived',
    async () => {
      const expiry = inDays(0.3)
      const seen = await play(world, {
        token: { kind: 'app-user', expiresAt: iso(expiry) }
      })
      const shown = iso(expiry).slice(0, 16)
      expect(seen.log).toBe(
        lines(
          `RELEASE_TOKEN (app-user, @acme-bot) on HOST 3.20.1: expires on ${shown} UTC (0 days left)`,
          accepted,
          readable,
          usedByGit
        )
      )
      expect(seen.outputs).toMatchObject({ status: 'ok', 'days-left': '0' })
    }
  )

  test.concurrent('does not hide that a scope is missing', async () => {
    const seen = await play(world, {
      token: { scopes: ['repo'], expiresAt: iso(inDays(0.5)) },
      inputs: { scopes: 'repo, gist' }
    })
    expect(seen.outputs).toMatchObject({
      status: 'failed',
      reason: 'scope-missing',
      'days-left': '0'
    })
    expect(
      seen.result.annotations.map(({ level, title }) => [level, title])
    ).toEqual([
      ['error', 'RELEASE_TOKEN: scope missing'],
      ['warning', 'RELEASE_TOKEN: token expires soon']
    ])
  })

  test.concurrent(
    'is compared with the clock of the host, and the difference told',
    async () => {
      const seen = await play(lateWorld, {
        // By the clock of this runner it is 13 days and 23:57, by that of the host more than 14.
        token: { scopes: ['repo'], expiresAt: iso(inDays(14 - 3 / 1440)) }
      })
      expect(seen.log.split('\n').slice(1)).toEqual([
        accepted,
        readable,
        'warning right clock (It is 12 minutes ahead of the clock of the host)',
        usedByGit,
        '##[warning]The clocks of this runner and of HOST differ.',
        'It is 12 minutes ahead of the clock of the host.',
        'Fix: Synchronise the clock of the runner: certificates and expiry dates are judged by it.',
        more('clock-skewed')
      ])
      expect(seen.outputs).toMatchObject({
        status: 'warning',
        reason: 'clock-skewed',
        'days-left': '14',
        'git-configured': 'true'
      })
      expect(seen.exitCode).toBe(0)
    }
  )
})
