import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startWorld, type World } from '../support/world.ts'
import { type CheckScene, counted, more, playCheck } from './check-play.ts'
import { lines, scopeFix, secretsPage } from './play.ts'

let world: World

beforeAll(async () => {
  world = await startWorld()
})

afterAll(() => world.close())

const accepted = 'granted accepted by HOST (It belongs to @acme-bot)'
const known = (name: string) =>
  `${name} (classic, @acme-bot) on HOST 3.20.1: expiry not reported`

describe('tokens of several kinds and states', () => {
  const scene: CheckScene = {
    tokens: {
      RELEASE_TOKEN: { scopes: ['repo', 'workflow'] },
      ISSUES_TOKEN: {
        kind: 'fine-grained',
        permissions: { issues: 'write' },
        expiresAt: '2093-01-01 00:00:00 UTC'
      },
      DOCS_TOKEN: { scopes: ['gist'] }
    },
    policy: [
      'RELEASE_TOKEN:',
      '  purpose: pushes the release commit',
      '  owner: ["@acme/release", octocat]',
      '  preset: [push, workflow-files]',
      '  repositories: [acme/app]',
      'ISSUES_TOKEN:',
      '  permissions:',
      '    issues: write',
      'DOCS_TOKEN:',
      '  purpose: publishes gists',
      '  scopes: gist, repo'
    ]
  }
  const issues = 'GET https://HOST/api/v3/repos/acme/app/issues?per_page=1'
  const unproven = `It may read: ${issues} answered 200`

  test.concurrent('are told in the log, the worst first', async () => {
    const seen = await playCheck(world, scene)
    expect(seen.log).toEqual([
      '##[group]❌ DOCS_TOKEN: failed',
      'For: publishes gists',
      known('DOCS_TOKEN'),
      accepted,
      'granted gist (It is one of its scopes)',
      'missing repo (Its scopes: gist)',
      '##[endgroup]',
      '##[group]❔ ISSUES_TOKEN: unknown',
      expect.stringMatching(
        /^ISSUES_TOKEN \(fine-grained, @acme-bot\) on HOST 3\.20\.1: expires on 2093-01-01 00:00 UTC \(\d+ days left\)$/
      ),
      accepted,
      `unknown issues: write on acme/app (${unproven})`,
      'granted read acme/app (git may read it)',
      '##[endgroup]',
      '##[group]✅ RELEASE_TOKEN: ok',
      'For: pushes the release commit',
      'Owner: @acme/release, @octocat',
      known('RELEASE_TOKEN'),
      accepted,
      'granted repo (It is one of its scopes)',
      'granted workflow (It is one of its scopes)',
      'granted write acme/app (git may push to it)',
      '##[endgroup]',
      'Tokens: 1 failed, 1 unknown, 1 ok',
      '##[error]DOCS_TOKEN (classic, @acme-bot) lacks `repo`.',
      'Its scopes: gist.',
      `Fix: ${scopeFix('gist,repo', 'DOCS_TOKEN')}.`,
      more('scope-missing'),
      '##[warning]Whether ISSUES_TOKEN (fine-grained, @acme-bot) has `issues: write on acme/app` shows only when something is written.',
      `${unproven}.`,
      'Fix: Set write-probes to true to have it proven by writes that are invalid and change nothing.',
      more('write-unproven')
    ])
    expect(seen.result.annotations).toMatchObject([
      { level: 'error', title: 'DOCS_TOKEN: scope missing', file: '' },
      { level: 'warning', title: 'ISSUES_TOKEN: write not proven', file: '' }
    ])
    expect(seen.exitCode).toBe(1)
  })

  test.concurrent('are told to later steps by the outputs', async () => {
    const { outputs, report } = await playCheck(world, scene)
    expect(outputs).toEqual(counted('failed', { failed: 1, unknown: 1, ok: 1 }))
    const granted = (requirement: string, evidence: string) => ({
      ...{ requirement, verdict: 'granted', reason: 'ok' },
      ...{ evidence, fix: '' }
    })
    const belongs = granted('accepted by HOST', 'It belongs to @acme-bot')
    expect(report).toEqual({
      status: 'failed',
      counts: { failed: 1, warning: 0, unknown: 1, ok: 1, skipped: 0 },
      problems: [],
      tokens: [
        {
          name: 'DOCS_TOKEN',
          purpose: 'publishes gists',
          owners: [],
          rotateBy: null,
          status: 'failed',
          reports: [
            {
              token: {
                name: 'DOCS_TOKEN',
                kind: 'classic',
                host: 'HOST',
                login: 'acme-bot',
                scopes: ['gist'],
                expiresAt: null
              },
              status: 'failed',
              findings: [
                belongs,
                granted('gist', 'It is one of its scopes'),
                {
                  requirement: 'repo',
                  verdict: 'missing',
                  reason: 'scope-missing',
                  evidence: 'Its scopes: gist',
                  fix: scopeFix('gist,repo', 'DOCS_TOKEN')
                }
              ]
            }
          ]
        },
        {
          name: 'ISSUES_TOKEN',
          purpose: '',
          owners: [],
          rotateBy: null,
          status: 'unknown',
          reports: [
            {
              token: {
                name: 'ISSUES_TOKEN',
                kind: 'fine-grained',
                host: 'HOST',
                login: 'acme-bot',
                scopes: null,
                expiresAt: '2093-01-01T00:00:00.000Z'
              },
              status: 'unknown',
              findings: [
                belongs,
                {
                  requirement: 'issues: write on acme/app',
                  verdict: 'unknown',
                  reason: 'write-unproven',
                  evidence: unproven,
                  fix: 'Set write-probes to true to have it proven by writes that are invalid and change nothing'
                },
                granted('read acme/app', 'git may read it')
              ]
            }
          ]
        },
        {
          name: 'RELEASE_TOKEN',
          purpose: 'pushes the release commit',
          owners: ['@acme/release', '@octocat'],
          rotateBy: null,
          status: 'ok',
          reports: [
            {
              token: {
                name: 'RELEASE_TOKEN',
                kind: 'classic',
                host: 'HOST',
                login: 'acme-bot',
                scopes: ['repo', 'workflow'],
                expiresAt: null
              },
              status: 'ok',
              findings: [
                belongs,
                granted('repo', 'It is one of its scopes'),
                granted('workflow', 'It is one of its scopes'),
                granted('write acme/app', 'git may push to it')
              ]
            }
          ]
        }
      ]
    })
  })

  test.concurrent('are shown in the job summary', async () => {
    const { summary } = await playCheck(world, scene)
    const reason = (name: string) => more(name).replace('More: ', '')
    const link = (url: string) => `<a href="${url}">${url}</a>`
    const page =
      'https://HOST/settings/tokens/new?scopes=gist,repo&amp;description=acme%2Fapp%20DOCS_TOKEN'
    const heading =
      '<tr><th>Asked for</th><th>Verdict</th><th>Evidence</th><th>Fix</th></tr>'
    const granted = (what: string, evidence: string) =>
      `<tr><td><code>${what}</code></td><td>✅ granted</td><td><code>${evidence}</code></td><td></td></tr>`
    const belongs = granted('accepted by HOST', 'It belongs to @acme-bot')
    const scopeMissing = `<a href="${reason('scope-missing')}">scope missing</a>`
    const writeUnproven = `<a href="${reason('write-unproven')}">write not proven</a>`
    expect(summary).toBe(
      lines(
        '<h3>❌ Tokens: 1 failed, 1 unknown, 1 ok</h3>',
        '<table>',
        '<tr><th>Token</th><th>Status</th><th>Account</th><th>Expires</th><th>Problem</th></tr>',
        `<tr><td><code>DOCS_TOKEN</code></td><td>❌ failed</td><td><code>classic, @acme-bot</code></td><td></td><td>${scopeMissing}</td></tr>`,
        `<tr><td><code>ISSUES_TOKEN</code></td><td>❔ unknown</td><td><code>fine-grained, @acme-bot</code></td><td>2093-01-01</td><td>${writeUnproven}</td></tr>`,
        '<tr><td><code>RELEASE_TOKEN</code></td><td>✅ ok</td><td><code>classic, @acme-bot</code></td><td></td><td></td></tr>',
        '</table>',
        '<details open>',
        '<summary>❌ <code>DOCS_TOKEN</code>: failed</summary>',
        '<p>For: <code>publishes gists</code></p>',
        '<table>',
        heading,
        belongs,
        granted('gist', 'It is one of its scopes'),
        `<tr><td><code>repo</code></td><td>❌ ${scopeMissing}</td><td><code>Its scopes: gist</code></td><td>Add what is missing to the token at ${link('https://HOST/settings/tokens')}. Or: Create a token at ${link(page)} (scopes: gist, repo) and store it as DOCS_TOKEN at ${link(secretsPage)}</td></tr>`,
        '</table>',
        '</details>',
        '<details open>',
        '<summary>❔ <code>ISSUES_TOKEN</code>: unknown</summary>',
        '<table>',
        heading,
        belongs,
        `<tr><td><code>issues: write on acme/app</code></td><td>❔ ${writeUnproven}</td><td><code>${unproven}</code></td><td>Set write-probes to true to have it proven by writes that are invalid and change nothing</td></tr>`,
        granted('read acme/app', 'git may read it'),
        '</table>',
        '</details>',
        '<details>',
        '<summary>✅ <code>RELEASE_TOKEN</code>: ok</summary>',
        '<p>For: <code>pushes the release commit</code> · Owner: <code>@acme/release, @octocat</code></p>',
        '<table>',
        heading,
        belongs,
        granted('repo', 'It is one of its scopes'),
        granted('workflow', 'It is one of its scopes'),
        granted('write acme/app', 'git may push to it'),
        '</table>',
        '</details>',
        '',
        ''
      )
    )
  })

  test.concurrent('are asked about no more than is needed', async () => {
    const { requests } = await playCheck(world, scene)
    const refs = 'https://HOST/acme/app.git/info/refs?service'
    expect(requests.toSorted()).toEqual([
      'DOCS_TOKEN GET https://HOST/api/v3/user 200',
      `ISSUES_TOKEN GET ${refs}=git-upload-pack 200`,
      'ISSUES_TOKEN GET https://HOST/api/v3/repos/acme/app 200',
      `ISSUES_TOKEN ${issues} 200`,
      'ISSUES_TOKEN GET https://HOST/api/v3/user 200',
      `RELEASE_TOKEN GET ${refs}=git-receive-pack 200`,
      'RELEASE_TOKEN GET https://HOST/api/v3/user 200'
    ])
  })

  test.concurrent(
    'are told without a summary when none is wanted',
    async () => {
      const seen = await playCheck(world, {
        ...scene,
        inputs: { summary: 'false' }
      })
      expect(seen.summary).toBe('')
      expect(seen.outputs).toEqual(
        counted('failed', { failed: 1, unknown: 1, ok: 1 })
      )
    }
  )

  test.concurrent('are told of no more when debugging', async () => {
    const [seen, debugged] = await Promise.all(
      [false, true].map((debug) =>
        playCheck(world, { ...scene, job: { debug } })
      )
    )
    const said = (play: typeof seen) =>
      play?.result.stdout
        .split('\n')
        .filter((line) => !line.startsWith('::add-mask::'))
    expect(said(debugged)).toEqual(said(seen))
    expect(debugged?.summary).toBe(seen?.summary)
  })
})
