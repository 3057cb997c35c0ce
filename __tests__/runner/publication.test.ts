import { describe, expect, test } from '@jest/globals'
import { publish, publishCrash } from '../../src/runner/publication.ts'
import { Results } from '../../src/runner/results.ts'
import { Secret } from '../../src/runner/secret.ts'
import type { TokenFacts } from '../../src/verify/facts.ts'
import type { Finding } from '../../src/verify/finding.ts'
import { type Reason, reasons } from '../../src/verify/reasons.ts'
import { makeReport } from '../../src/verify/report.ts'
import {
  daysFromNow,
  factsWith,
  findingWith,
  refused,
  source,
  tokenFacts
} from '../verify/samples.ts'
import { readFileCommands } from './file-commands.ts'
import { useRecorder } from './recorder.ts'

const recorder = useRecorder()
const outputs = async () => readFileCommands(await recorder.read('output'))

const accepted: Finding = {
  requirement: 'accepted by github.com',
  verdict: 'granted',
  reason: 'ok',
  evidence: 'It belongs to @octocat'
}

const missing = (requirement: string): Finding => ({
  requirement,
  verdict: 'missing',
  reason: 'scope-missing',
  evidence: 'Its scopes: repo'
})

const git = { configured: true, described: 'git uses it' }

async function publishReport(
  findings: readonly Finding[],
  facts: Partial<TokenFacts> = {},
  wantsSummary = true
) {
  const answer = { accepted: tokenFacts(facts) }
  const report = makeReport(source, factsWith({ answer }), findings)
  const channels = {
    log: recorder.log,
    results: new Results(recorder.log.redactor)
  }
  await publish(report, git, wantsSummary, channels)
  return report
}

describe('a report', () => {
  test('is printed: the facts, every verdict, what became of git, every problem', async () => {
    await publishReport([accepted, missing('workflow')], {
      hostVersion: '3.19.1',
      expiry: { at: daysFromNow(70), assumedZone: undefined }
    })
    expect(recorder.printed.split('\n')).toEqual([
      'RELEASE_TOKEN (classic, @octocat) on github.com 3.19.1: expires on 2027-01-31 12:00 UTC (70 days left)',
      'granted accepted by github.com (It belongs to @octocat)',
      'missing workflow (Its scopes: repo)',
      'git uses it',
      expect.stringMatching(
        /^::error title=RELEASE_TOKEN%3A scope missing::RELEASE_TOKEN \(classic, @octocat\) lacks `workflow`\.%0AIts scopes: repo\.%0AFix: /
      ),
      ''
    ])
  })

  test('calls a finding that fails nothing a warning, and gives its verdict to later steps', async () => {
    const untidy: Finding = {
      ...missing('stored without white space'),
      reason: 'token-untrimmed',
      evidence: 'Seen'
    }
    const excess: Finding = {
      ...missing('no more scopes than asked for'),
      reason: 'scope-excess',
      evidence: 'Not asked for: gist'
    }
    const expiring: Finding = {
      ...missing('valid for 14 more days'),
      reason: 'token-expiring',
      evidence: 'Soon'
    }
    const unproven: Finding = {
      ...missing('admin:repo_hook'),
      verdict: 'unknown',
      reason: 'scope-unproven'
    }
    await publishReport([accepted, untidy, expiring, unproven, excess])
    expect(recorder.printed.split('\n').slice(1, 6)).toEqual([
      'granted accepted by github.com (It belongs to @octocat)',
      'warning stored without white space (Seen)',
      'warning valid for 14 more days (Soon)',
      'unknown admin:repo_hook (Its scopes: repo)',
      'warning no more scopes than asked for (Not asked for: gist)'
    ])
    const { report = '', status } = await outputs()
    expect(status).toBe('warning')
    expect(JSON.parse(report)).toMatchObject({
      findings: [
        { verdict: 'granted' },
        { verdict: 'missing', reason: 'token-untrimmed' },
        { verdict: 'missing', reason: 'token-expiring' },
        { verdict: 'unknown', reason: 'scope-unproven' },
        { verdict: 'missing', reason: 'scope-excess' }
      ]
    })
  })

  test('is given to later steps', async () => {
    await publishReport(
      [accepted, missing('workflow'), missing('delete_repo')],
      { expiry: { at: daysFromNow(70.5), assumedZone: undefined } }
    )
    const { report = '', ...others } = await outputs()
    expect(others).toEqual({
      valid: 'true',
      status: 'failed',
      reason: 'scope-missing',
      'token-kind': 'classic',
      login: 'octocat',
      scopes: 'repo',
      missing: 'workflow,delete_repo',
      unverified: '',
      excess: '',
      'expires-at': '2027-02-01T00:00:00.000Z',
      'days-left': '70',
      'git-configured': 'true',
      used: 'token'
    })
    const fix: unknown = expect.stringMatching(
      /^Add what is missing to the token at https:\/\/github\.com\/settings\/tokens\. Or: Create a token at https:\/\/github\.com\/settings\/tokens\/new\?scopes=repo,workflow&/
    )
    expect(JSON.parse(report)).toEqual({
      token: {
        name: 'RELEASE_TOKEN',
        kind: 'classic',
        host: 'github.com',
        login: 'octocat',
        scopes: ['repo'],
        expiresAt: '2027-02-01T00:00:00.000Z'
      },
      findings: [
        { ...accepted, fix: '' },
        { ...missing('workflow'), fix },
        { ...missing('delete_repo'), fix }
      ],
      status: 'failed'
    })
  })

  test('has empty outputs for what is not known', async () => {
    const refusal = { reason: 'host-timeout', evidence: 'No answer' } as const
    const report = makeReport(source, factsWith({ answer: { refusal } }), [
      { requirement: 'accepted by github.com', verdict: 'unknown', ...refusal }
    ])
    const channels = {
      log: recorder.log,
      results: new Results(recorder.log.redactor)
    }
    await publish(report, { ...git, configured: false }, false, channels)
    const { report: json = '', ...others } = await outputs()
    expect(others).toEqual({
      valid: '',
      status: 'unknown',
      reason: 'host-timeout',
      'token-kind': 'unknown',
      login: '',
      scopes: '',
      missing: '',
      unverified: '',
      excess: '',
      'expires-at': '',
      'days-left': '',
      'git-configured': 'false',
      // It may be a good one.
      used: 'token'
    })
    expect(JSON.parse(json)).toMatchObject({
      token: { login: null, scopes: null, expiresAt: null }
    })
    expect(recorder.printed.split('\n')[0]).toBe(
      'unknown accepted by github.com (No answer)'
    )
  })

  test('gives lists to later steps', async () => {
    await publishReport(
      [
        accepted,
        missing('workflow'),
        findingWith('permission-unproven', {
          requirement: 'issues: write',
          verdict: 'unknown'
        }),
        findingWith('scope-unproven', {
          requirement: 'new',
          verdict: 'unknown'
        })
      ],
      { scopes: ['repo', 'gist', 'user'] }
    )
    expect(await outputs()).toMatchObject({
      scopes: 'repo,gist,user',
      missing: 'workflow',
      unverified: 'issues: write,new',
      excess: 'gist,user'
    })
  })

  test('tells which token is used, and which credential git would use', async () => {
    const token = { reason: 'token-empty', evidence: 'Empty' } as const
    const facts = factsWith({
      fallback: { token, refusal: undefined },
      shadows: [
        'Without this step, git uses for acme/site the netrc file',
        'Without ::error::x'
      ]
    })
    const report = makeReport(source, facts, [accepted])
    const channels = {
      log: recorder.log,
      results: new Results(recorder.log.redactor)
    }
    await publish(report, git, true, channels)
    expect(recorder.printed.split('\n')).toEqual([
      'Fallback of RELEASE_TOKEN (classic, @octocat) on github.com: expiry not reported',
      'granted accepted by github.com (It belongs to @octocat)',
      'Without this step, git uses for acme/site the netrc file',
      'Without ::error::x',
      'git uses it',
      ''
    ])
    expect(await outputs()).toMatchObject({ used: 'fallback' })
    expect(await recorder.read('summary')).toContain(
      ' · git uses it · Without this step, git uses for acme/site the netrc file · '
    )
  })

  test('of a run without a token has a notice, and no word that it was valid', async () => {
    const answer = refused('skipped-fork', 'It is an empty text')
    const report = makeReport(source, factsWith({ answer }), [
      findingWith('skipped-fork', {
        requirement: 'accepted by github.com',
        verdict: 'unknown',
        evidence: 'It is an empty text'
      })
    ])
    const channels = {
      log: recorder.log,
      results: new Results(recorder.log.redactor)
    }
    const left = { configured: false, described: 'git is not configured' }
    await publish(report, left, false, channels)
    expect(recorder.printed.split('\n')).toEqual([
      'skipped accepted by github.com (It is an empty text)',
      'git is not configured',
      expect.stringMatching(
        /^::notice title=RELEASE_TOKEN%3A skipped in a fork::RELEASE_TOKEN is empty: /
      ),
      ''
    ])
    expect(await outputs()).toMatchObject({
      valid: '',
      status: 'skipped',
      reason: 'skipped-fork',
      used: '',
      missing: '',
      unverified: '',
      'git-configured': 'false'
    })
  })

  test.each([true, false])(
    'has a summary when one is wanted: %j',
    async (is) => {
      await publishReport([accepted], {}, is)
      expect((await recorder.read('summary')).startsWith('<h3>')).toBe(is)
    }
  )

  test('prints no more annotations than GitHub shows, and gives all to later steps', async () => {
    const findings = (Object.keys(reasons) as Reason[]).map((reason) => ({
      ...missing(reason),
      reason
    }))
    expect(findings.length).toBeGreaterThan(15)
    await publishReport(findings)
    expect(recorder.printed.match(/^::(?:error|warning) /gm)).toHaveLength(10)
    // The most serious ones.
    expect(recorder.printed).not.toMatch(/^::warning /m)
    const { report = '' } = await outputs()
    expect(JSON.parse(report)).toMatchObject({
      findings: findings.map(({ reason }) => ({ reason }))
    })
  })

  test('is no failure when its summary cannot be written', async () => {
    const results = new Results(recorder.log.redactor)
    results.appendSummary = () => Promise.reject(new Error('ENOSPC'))
    const report = makeReport(source, factsWith(), [])
    await publish(report, git, true, { log: recorder.log, results })
    expect(recorder.printed.split('\n').slice(-2)).toEqual([
      'The job summary could not be written: ENOSPC',
      ''
    ])
    expect(await outputs()).toMatchObject({ status: 'ok' })
  })

  test('nowhere has a secret in it', async () => {
    const token = 'secret-' + 'a'.repeat(36)
    recorder.log.mask(new Secret(token))
    recorder.printed = ''
    const finding = { ...missing('workflow'), evidence: `Its scopes: ${token}` }
    await publishReport([finding], { login: token, scopes: [token] })
    const everything =
      recorder.printed +
      (await recorder.read('output')) +
      (await recorder.read('summary'))
    expect(everything).toContain('***')
    expect(everything).not.toContain(token)
  })

  test('obeys no text of the host', async () => {
    const text = 'x\n::set-env name=A::b\r##[add-mask]c'
    await publishReport([{ ...missing('workflow'), evidence: text }], {
      login: text,
      hostVersion: text
    })
    const lines = recorder.printed.split(/[\r\n]/)
    expect(lines.filter((line) => /^\s*::/.test(line))).toEqual([
      expect.stringMatching(/^::error title=/)
    ])
    expect(recorder.printed).not.toContain('##[')
    const { login } = await outputs()
    expect(login).toBe(text)
  })
})

describe('a crash', () => {
  const action = { url: 'https://github.com/tools/action', ref: 'v1' }
  const crash = (error: unknown) => {
    const channels = {
      log: recorder.log,
      results: new Results(recorder.log.redactor)
    }
    publishCrash(error, action, channels)
  }

  test('is told without a stack trace, and as a failure', async () => {
    crash(new TypeError('x is not a function'))
    expect(recorder.printed).toBe(
      '::error title=setup-github-token%3A internal error::' +
        'This action failed in a way it does not understand.%0A' +
        'TypeError: x is not a function%0A' +
        'Fix: Report it as an issue of this action, with the lines above.%0A' +
        'More: https://github.com/tools/action/issues\n'
    )
    expect(await outputs()).toEqual({
      status: 'failed',
      reason: 'internal-error'
    })
  })

  test('shows no secret of the error', () => {
    const token = 'secret-' + 'a'.repeat(36)
    recorder.log.mask(new Secret(token))
    recorder.printed = ''
    crash(
      Object.assign(
        new Error(`failed with ${token}`, { cause: new Error(token) }),
        { config: { token }, request: token }
      )
    )
    expect(recorder.printed).toContain('Error: failed with ***')
    expect(recorder.printed).not.toContain(token)
  })

  test('is told also when outputs cannot be written', () => {
    const results = new Results(recorder.log.redactor)
    results.setOutput = () => {
      throw new Error('ENOSPC')
    }
    publishCrash(new Error('first'), action, { log: recorder.log, results })
    expect(recorder.printed).toContain('Error: first')
  })

  test.each([['a text'], [undefined], [null], [42]])(
    'can be of any type: %j',
    (thrown) => {
      crash(thrown)
      expect(recorder.printed).toContain(`%0A${String(thrown)}%0A`)
    }
  )
})
