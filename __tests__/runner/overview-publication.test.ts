import { describe, expect, test } from '@jest/globals'
import {
  describeIssue,
  listIssues,
  publishOverview
} from '../../src/runner/overview-publication.ts'
import { formatOverview } from '../../src/runner/overview-summary.ts'
import { Results } from '../../src/runner/results.ts'
import { Secret } from '../../src/runner/secret.ts'
import type { Overview } from '../../src/verify/overview.ts'
import { makeReport, type Status } from '../../src/verify/report.ts'
import {
  hindrance,
  overviewOf,
  reportWith,
  verdictWith
} from '../verify/overview-samples.ts'
import {
  daysFromNow,
  factsWith,
  findingWith,
  source,
  tokenFacts
} from '../verify/samples.ts'
import { readFileCommands } from './file-commands.ts'
import { isCommand } from './hostile.ts'
import { useRecorder } from './recorder.ts'

const recorder = useRecorder()

interface Told {
  readonly status: string
  readonly counts: Readonly<Record<Status, number>>
  readonly problems: readonly { readonly reason: string }[]
  readonly tokens: readonly {
    readonly name: string
    readonly reports: readonly {
      readonly findings: readonly { readonly verdict: string }[]
    }[]
  }[]
}

/** Publishes, and gives back what was printed and what later steps are told. */
async function publish(overview: Overview, wantsSummary = true) {
  const channels = {
    log: recorder.log,
    results: new Results(recorder.log.redactor)
  }
  await publishOverview(overview, wantsSummary, channels)
  const outputs = readFileCommands(await recorder.read('output'))
  const { report = '' } = outputs
  return {
    lines: recorder.printed.trimEnd().split('\n'),
    annotations:
      recorder.printed.match(/^::(?:error|warning|notice) .*$/gm) ?? [],
    outputs,
    told: (report === '' ? undefined : JSON.parse(report)) as Told | undefined,
    summary: await recorder.read('summary')
  }
}

const reasonsPage = 'https://github.com/tools/action/blob/v1/docs/reasons.md'

describe('an overview', () => {
  test('is printed: each token folded away, the counts, and every problem', async () => {
    const good = makeReport(
      { ...source, tokenName: 'GOOD', rotateBy: daysFromNow(70) },
      factsWith({
        answer: {
          accepted: tokenFacts({
            expiry: { at: daysFromNow(70), assumedZone: undefined },
            hostVersion: '3.19.1'
          })
        }
      }),
      [findingWith('ok', { requirement: 'repo', verdict: 'granted' })]
    )
    const { lines } = await publish(
      overviewOf([
        verdictWith('GOOD', ['ok'], {
          reports: [good],
          purpose: 'deploys',
          owners: ['@mona', '@acme/release'],
          issue: {
            number: 12,
            url: 'https://github.com/acme/site/issues/12',
            action: 'closed'
          }
        }),
        verdictWith('BAD', ['failed', 'failed'])
      ])
    )
    expect(lines).toEqual([
      '::group::❌ BAD: failed',
      'BAD_0 (classic, @octocat): failed',
      'BAD_0 (classic, @octocat) on github.com: expiry not reported',
      'missing scope-missing (Seen scope-missing)',
      'BAD_1 (classic, @octocat): failed',
      'BAD_1 (classic, @octocat) on github.com: expiry not reported',
      'missing scope-missing (Seen scope-missing)',
      '::endgroup::',
      '::group::✅ GOOD: ok',
      'For: deploys',
      'Owner: @mona, @acme/release',
      'Rotate by: 2027-01-31',
      'Issue 12 closed: https://github.com/acme/site/issues/12',
      'GOOD (classic, @octocat) on github.com 3.19.1: expires on 2027-01-31 12:00 UTC (70 days left)',
      'granted repo (Seen ok)',
      '::endgroup::',
      'Tokens: 1 failed, 1 ok',
      expect.stringMatching(
        /^::error title=BAD%3A BAD_0%3A scope missing::BAD_0 \(classic, @octocat\) lacks `scope-missing`\.%0ASeen scope-missing\.%0AFix: .*%0AMore: .*#scope-missing%0AOne of BAD_0, BAD_1 must be as expected for BAD, and none is\.$/
      )
    ])
  })

  test('is given to later steps', async () => {
    const { outputs, told } = await publish(
      overviewOf([
        verdictWith('A', ['ok'], { purpose: 'deploys', owners: ['@mona'] }),
        verdictWith('B', ['failed', 'unknown']),
        verdictWith('C', ['skipped'])
      ])
    )
    const { report, ...others } = outputs
    expect(report).not.toContain('\n')
    expect(others).toEqual({
      status: 'unknown',
      failed: '0',
      warning: '0',
      unknown: '1',
      ok: '1',
      skipped: '1'
    })
    const token = (name: string) => ({
      name,
      kind: 'classic',
      host: 'github.com',
      login: 'octocat',
      scopes: ['repo'],
      expiresAt: null
    })
    const finding = (reason: string) => ({
      requirement: reason,
      verdict: 'missing',
      reason,
      evidence: `Seen ${reason}`,
      fix: expect.any(String)
    })
    const nothing = { purpose: '', owners: [], rotateBy: null }
    expect(told).toEqual({
      status: 'unknown',
      counts: { failed: 0, warning: 0, unknown: 1, ok: 1, skipped: 1 },
      problems: [],
      tokens: [
        {
          ...nothing,
          name: 'B',
          status: 'unknown',
          reports: [
            {
              token: token('B_0'),
              findings: [finding('scope-missing')],
              status: 'failed'
            },
            {
              token: token('B_1'),
              findings: [finding('scope-unproven')],
              status: 'unknown'
            }
          ]
        },
        {
          name: 'A',
          purpose: 'deploys',
          owners: ['@mona'],
          rotateBy: null,
          status: 'ok',
          reports: [
            { token: token('A_0'), findings: [finding('ok')], status: 'ok' }
          ]
        },
        {
          ...nothing,
          name: 'C',
          status: 'skipped',
          reports: [
            {
              token: token('C_0'),
              findings: [finding('skipped-fork')],
              status: 'skipped'
            }
          ]
        }
      ]
    })
  })

  test('is in the job summary, unless nobody wants that', async () => {
    const overview = overviewOf([verdictWith('A', ['warning'])])
    expect((await publish(overview, false)).summary).toBe('')
    expect((await publish(overview)).summary).toBe(
      `${formatOverview(overview)}\n`
    )
  })

  test('is told also where no summary can be written', async () => {
    const results = new Results(recorder.log.redactor)
    results.appendSummary = () => Promise.reject(new Error('ENOSPC'))
    await publishOverview(overviewOf([verdictWith('A', ['ok'])]), true, {
      log: recorder.log,
      results
    })
    expect(recorder.printed).toMatch(
      /\nThe job summary could not be written: ENOSPC\n$/
    )
  })

  test('without tokens says what kept it from them, at its place', async () => {
    const { lines, outputs, told } = await publish(
      overviewOf(
        [],
        [
          hindrance(
            'policy-invalid',
            '.github/tokens.yml:3:5: unknown key "a"',
            3
          ),
          hindrance(
            'policy-invalid',
            '.github/tokens.yml:7:5: unknown key "b"',
            7
          ),
          hindrance('input-invalid', 'warn-days: "x" is wrong')
        ]
      )
    )
    const policy =
      'Fix: Correct it; the keys are described at https://github.com/tools/action/blob/v1/docs/policy.md.'
    const problem = (line: number, key: string) =>
      `::error title=setup-github-token/check%3A invalid policy,file=.github/tokens.yml,line=${String(line)},col=5::.github/tokens.yml:${String(line)}:5: unknown key "${key}".%0AThe policy of the tokens cannot be used.%0A${policy}%0AMore: ${reasonsPage}#policy-invalid`
    expect(lines).toEqual([
      'Tokens: none was looked at',
      expect.stringMatching(
        /^::error title=setup-github-token\/check%3A invalid input::/
      ),
      problem(3, 'a'),
      problem(7, 'b')
    ])
    expect(outputs).toMatchObject({ status: 'failed', failed: '0', ok: '0' })
    expect(told).toMatchObject({
      status: 'failed',
      problems: [
        {
          reason: 'policy-invalid',
          evidence: '.github/tokens.yml:3:5: unknown key "a"'
        },
        { reason: 'policy-invalid' },
        {
          reason: 'input-invalid',
          evidence: 'warn-days: "x" is wrong'
        }
      ],
      tokens: []
    })
  })
})

describe('annotations', () => {
  const many = (count: number, status: Status, prefix = 'T') =>
    Array.from({ length: count }, (_, n) =>
      verdictWith(`${prefix}${String(n)}`, [status])
    )

  test('are as many as GitHub shows, and the other problems are lines', async () => {
    const { annotations, lines } = await publish(
      overviewOf([
        ...many(4, 'unknown', 'U'),
        ...many(4, 'warning', 'W'),
        ...many(5, 'failed', 'F')
      ])
    )
    const titles = annotations.map((line) =>
      /^::(\w+) title=(\w+)%3A/.exec(line)?.slice(1, 3).join(' ')
    )
    expect(titles).toEqual([
      ...['F0', 'F1', 'F2', 'F3', 'F4'].map((name) => `error ${name}_0`),
      ...['W0', 'W1', 'W2', 'W3', 'U0'].map((name) => `warning ${name}_0`)
    ])
    expect(lines.slice(-3)).toEqual(
      ['U1', 'U2', 'U3'].map((name) => `${name}_0: scope not proven`)
    )
  })

  test('of skipped tokens are one for each reason', async () => {
    const { annotations } = await publish(
      overviewOf([
        ...many(30, 'skipped', 'S'),
        verdictWith('D', ['skipped'], {
          reports: [reportWith('D', 'skipped-dependabot')]
        })
      ])
    )
    expect(annotations).toHaveLength(2)
    expect(annotations[0]).toMatch(
      /^::notice title=S0_0%3A .*%0AThe same goes for 29 more\.$/
    )
    expect(annotations[1]).toMatch(/^::notice title=D%3A /)
    expect(annotations[1]).not.toContain('more.')
  })

  test('of skipped tokens leave room for all others', async () => {
    const { annotations } = await publish(
      overviewOf([...many(30, 'skipped', 'S'), ...many(10, 'failed', 'F')])
    )
    expect(annotations.map((line) => line.split(' ')[0])).toEqual([
      ...Array.from({ length: 10 }, () => '::error'),
      '::notice'
    ])
  })

  test('are none when all is well', async () => {
    const { annotations } = await publish(overviewOf(many(3, 'ok')))
    expect(annotations).toEqual([])
  })
})

describe('the length of the report', () => {
  /** Tokens with as many findings, of which every second is granted. */
  const many = (count: number, findings: number, evidence = 'Seen') =>
    overviewOf(
      Array.from({ length: count }, (_, n) => {
        const name = `TOKEN_${String(n)}`
        const report = makeReport(
          { ...source, tokenName: name },
          factsWith(),
          Array.from({ length: findings }, (_x, index) =>
            index % 2 === 0
              ? findingWith('ok', { verdict: 'granted', evidence })
              : findingWith('scope-missing', { evidence })
          )
        )
        return verdictWith(name, ['failed'], { reports: [report] })
      })
    )

  const verdictsIn = (told: Told | undefined) =>
    new Set(
      told?.tokens.flatMap(({ reports }) =>
        reports.flatMap(({ findings }) =>
          findings.map(({ verdict }) => verdict)
        )
      )
    )

  test.each<readonly [number, number, readonly string[]]>([
    [10, 10, ['granted', 'missing']],
    [1000, 1, []],
    [60, 20, ['missing']],
    [1000, 20, []]
  ])(
    'of %d tokens with %d findings is within its limit, and has of these %j',
    async (count, findings, verdicts) => {
      const evidence = 'Seen '.repeat(60)
      const { outputs, told } = await publish(
        many(count, findings, evidence),
        false
      )
      const { report = '' } = outputs
      expect(report.length).toBeLessThanOrEqual(500_000)
      expect(told?.tokens).toHaveLength(count)
      expect([...verdictsIn(told)].sort()).toEqual(verdicts)
      expect(told?.counts.failed).toBe(findings > 1 ? count : 0)
    }
  )

  test.each([
    [500_000, ['granted', 'missing']],
    [500_001, ['missing']]
  ])('of %d characters has of these %j', async (length, verdicts) => {
    const overview = many(50, 10)
    const padded = (characters: number) => ({
      ...overview,
      verdicts: overview.verdicts.map((verdict, index) =>
        index === 0 ? { ...verdict, purpose: 'p'.repeat(characters) } : verdict
      )
    })
    const { outputs } = await publish(padded(0), false)
    await recorder.empty('output')
    const missingLength = length - (outputs['report'] ?? '').length
    const { told } = await publish(padded(missingLength), false)
    expect([...verdictsIn(told)].sort()).toEqual(verdicts)
  })

  test('is the whole while that is short enough', async () => {
    const { told } = await publish(many(1000, 1, 'x'), false)
    expect([...verdictsIn(told)]).toEqual(['granted'])
  })
})

describe('text from elsewhere', () => {
  const texts = [
    '\n::error::x',
    '##[add-mask]x',
    '\r::set-output name=a::b',
    'a\u{202e}b\0',
    '</code><img src=x>',
    '@acme/team fixes #1'
  ]

  test.each(texts)('is no command, wherever it stands: %j', async (text) => {
    const report = makeReport(
      { ...source, tokenName: text },
      factsWith({ answer: { accepted: tokenFacts({ login: text }) } }),
      [findingWith('scope-missing', { requirement: text, evidence: text })]
    )
    const calm = /^::(?:group::|endgroup::$|error title=)/
    const { lines } = await publish(
      overviewOf(
        [
          verdictWith(text, ['failed'], {
            reports: [report, report],
            purpose: text,
            owners: [text],
            issue: { number: 1, url: text, action: text }
          })
        ],
        [
          {
            ...hindrance('policy-invalid', text),
            place: { file: text, line: 1, column: 1 }
          }
        ]
      )
    )
    for (const line of lines.flatMap((one) => one.split('\r'))) {
      if (!calm.test(line)) expect(isCommand(line)).toBe(false)
      expect(line).not.toMatch(/\0|\u{202e}/u)
    }
    expect(lines.filter((line) => calm.test(line))).toHaveLength(4)
  })

  test('has no secret in any channel', async () => {
    const token = 'secret-' + 'a'.repeat(36)
    recorder.log.mask(new Secret(token))
    recorder.printed = ''
    const report = makeReport(
      { ...source, tokenName: token },
      factsWith({ answer: { accepted: tokenFacts({ login: token }) } }),
      [findingWith('scope-missing', { evidence: `"${token}"` })]
    )
    const { outputs, summary } = await publish(
      overviewOf(
        [
          verdictWith(token, ['failed'], {
            reports: [report],
            purpose: token,
            owners: [token]
          })
        ],
        [hindrance('policy-invalid', token, 1)]
      )
    )
    expect(
      [recorder.printed, JSON.stringify(outputs), summary].join()
    ).not.toContain('a'.repeat(36))
  })
})

describe('issues', () => {
  const url = 'https://github.com/acme/site/issues/12'

  test.each([
    [{ number: 12, url, action: 'opened' }, `Issue 12 opened: ${url}`],
    [
      { number: undefined, url: undefined, action: 'would be opened' },
      'Issue would be opened'
    ]
  ])('%j are told as %s', (issue, told) => {
    expect(describeIssue(issue)).toBe(told)
  })

  test('are listed for later steps, by their tokens', () => {
    const overview = overviewOf([
      verdictWith('A', ['ok'], { issue: undefined }),
      verdictWith('B', ['failed'], {
        issue: { number: 12, url, action: 'opened' }
      }),
      verdictWith('C', ['failed'], {
        issue: { number: undefined, url: undefined, action: 'would be opened' }
      }),
      verdictWith('D', ['ok'])
    ])
    expect(JSON.parse(listIssues(overview))).toEqual([
      { token: 'B', number: 12, url, action: 'opened' }
    ])
    expect(listIssues(overviewOf([]))).toBe('[]')
  })
})
