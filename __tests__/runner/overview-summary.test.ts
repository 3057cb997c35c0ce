import { describe, expect, test } from '@jest/globals'
import { formatOverview } from '../../src/runner/overview-summary.ts'
import { longestSummary } from '../../src/runner/summary.ts'
import type { Finding } from '../../src/verify/finding.ts'
import type { TokenVerdict } from '../../src/verify/overview.ts'
import { makeReport, type Report } from '../../src/verify/report.ts'
import {
  hindrance,
  overviewOf,
  verdictWith
} from '../verify/overview-samples.ts'
import {
  daysFromNow,
  factsWith,
  findingWith,
  refused,
  source,
  tokenFacts
} from '../verify/samples.ts'

const granted = findingWith('ok', {
  requirement: 'repo',
  verdict: 'granted',
  evidence: 'It is one of its scopes'
})

const missing = findingWith('scope-missing', {
  requirement: 'workflow',
  evidence: 'Its scopes: repo'
})

const reasonsPage = 'https://github.com/tools/action/blob/v1/docs/reasons.md'

/** The row of a table about a finding, without what is to be done. */
const rowsOf = (html: string): readonly (readonly string[])[] =>
  [...html.matchAll(/^<tr><td>(.*)<\/td><\/tr>$/gm)].map(([, cells = '']) =>
    cells.split('</td><td>')
  )

/** The rows of the first table: one for each token. */
const tokensIn = (html: string) => rowsOf(html.split('</table>')[0] ?? '')

describe('the job summary of many tokens', () => {
  test('is a table of them, the worst first, and what was found out about each', () => {
    const good = makeReport(
      { ...source, tokenName: 'GOOD', rotateBy: daysFromNow(70) },
      factsWith({
        answer: {
          accepted: tokenFacts({
            expiry: { at: daysFromNow(70), assumedZone: undefined }
          })
        }
      }),
      [granted]
    )
    const bad = makeReport(
      { ...source, tokenName: 'BAD' },
      factsWith({ answer: { accepted: tokenFacts({ login: undefined }) } }),
      [granted, missing, findingWith('scope-unproven')]
    )
    const overview = overviewOf([
      verdictWith('GOOD', ['ok'], {
        reports: [good],
        purpose: 'deploys',
        owners: ['@mona', '@acme/release']
      }),
      verdictWith('BAD', ['failed'], {
        reports: [bad],
        issue: {
          number: 12,
          url: 'https://github.com/acme/site/issues/12',
          action: 'opened'
        }
      })
    ])
    const html = formatOverview(overview)
    expect(html.endsWith('</details>\n')).toBe(true)
    expect(
      // What is to be done is tested elsewhere.
      html
        .trimEnd()
        .split('\n')
        .map((line) =>
          line.replace(
            /(<td>)[A-Z][^<]*<a href="https:\/\/github\.com\/settings.*<\/td>/,
            '$1…</td>'
          )
        )
    ).toEqual([
      '<h3>❌ Tokens: 1 failed, 1 ok</h3>',
      '<table>',
      '<tr><th>Token</th><th>Status</th><th>Account</th><th>Expires</th><th>Problem</th></tr>',
      `<tr><td><code>BAD</code></td><td>❌ failed</td><td><code>classic</code></td><td></td><td><a href="${reasonsPage}#scope-missing">scope missing</a>, <a href="${reasonsPage}#scope-unproven">scope not proven</a>, <a href="https://github.com/acme/site/issues/12">issue 12</a> opened</td></tr>`,
      '<tr><td><code>GOOD</code></td><td>✅ ok</td><td><code>classic, @octocat</code></td><td>2027-01-31, rotate by 2027-01-31</td><td></td></tr>',
      '</table>',
      '<details open>',
      '<summary>❌ <code>BAD</code>: failed</summary>',
      '<table>',
      '<tr><th>Asked for</th><th>Verdict</th><th>Evidence</th><th>Fix</th></tr>',
      '<tr><td><code>repo</code></td><td>✅ granted</td><td><code>It is one of its scopes</code></td><td></td></tr>',
      `<tr><td><code>workflow</code></td><td>❌ <a href="${reasonsPage}#scope-missing">scope missing</a></td><td><code>Its scopes: repo</code></td><td>…</td></tr>`,
      expect.stringMatching(
        /^<tr><td><code>scope-unproven<\/code><\/td><td>❔ /
      ),
      '</table>',
      '</details>',
      '<details>',
      '<summary>✅ <code>GOOD</code>: ok</summary>',
      '<p>For: <code>deploys</code> · Owner: <code>@mona, @acme/release</code></p>',
      '<table>',
      '<tr><th>Asked for</th><th>Verdict</th><th>Evidence</th><th>Fix</th></tr>',
      '<tr><td><code>repo</code></td><td>✅ granted</td><td><code>It is one of its scopes</code></td><td></td></tr>',
      '</table>',
      '</details>'
    ])
  })

  test('unfolds what somebody has to look at', () => {
    const statuses = ['skipped', 'ok', 'unknown', 'warning', 'failed'] as const
    const html = formatOverview(
      overviewOf(statuses.map((status) => verdictWith(status, [status])))
    )
    expect(html.match(/^<details.*>$/gm)).toEqual([
      '<details open>',
      '<details open>',
      '<details open>',
      '<details>',
      '<details>'
    ])
    expect(tokensIn(html).map(([, status]) => status)).toEqual([
      '❌ failed',
      '⚠️ warning',
      '❔ unknown',
      '✅ ok',
      '⏭️ skipped'
    ])
  })

  test('says of each of several variables what was found out', () => {
    const html = formatOverview(
      overviewOf([verdictWith('A', ['failed', 'ok'])])
    )
    expect(tokensIn(html)).toEqual([
      ['<code>A</code>', '✅ ok', '<code>classic, @octocat</code>', '', '']
    ])
    expect(html.match(/^<p>.*<\/p>$/gm)).toEqual([
      '<p>❌ <code>A_0 (classic, @octocat)</code></p>',
      '<p>✅ <code>A_1 (classic, @octocat)</code></p>'
    ])
  })

  test('shows no account of a token that was not accepted', () => {
    const report = makeReport(
      source,
      factsWith({ answer: refused('token-rejected') }),
      [findingWith('token-rejected')]
    )
    const html = formatOverview(
      overviewOf([verdictWith('A', ['failed'], { reports: [report] })])
    )
    expect(tokensIn(html)[0]?.slice(2, 4)).toEqual(['', ''])
  })

  test.each([
    [
      { number: undefined, url: undefined, action: 'would be opened' },
      'issue would be opened'
    ],
    [
      { number: 3, url: 'https://x.example/"><b>', action: 'up to date' },
      '<a href="https://x.example/&quot;&gt;&lt;b&gt;">issue 3</a> up to date'
    ]
  ])('says what became of the issue %j', (issue, said) => {
    const html = formatOverview(
      overviewOf([verdictWith('A', ['ok'], { issue })])
    )
    expect(tokensIn(html)[0]?.[4]).toBe(said)
  })

  test('says what kept the action from its work, and nothing of tokens', () => {
    const html = formatOverview(
      overviewOf(
        [],
        [
          hindrance(
            'policy-missing',
            'There is no file x.yml in the workspace'
          ),
          hindrance(
            'policy-invalid',
            '.github/tokens.yml:3:5: unknown key "a"',
            3
          )
        ]
      )
    )
    const policy = 'https://github.com/tools/action/blob/v1/docs/policy.md'
    const link = (address: string) => `<a href="${address}">${address}</a>`
    expect(html).toBe(
      [
        '<h3>❌ Tokens: none was looked at</h3>',
        `<p>Nothing says what the tokens must be able to do.<br><code>There is no file x.yml in the workspace.</code><br>Fix: Check the repository out before this step (actions/checkout), correct policy-file, or write the policy into the input tokens: ${link(policy)}.<br>More: ${link(`${reasonsPage}#policy-missing`)}</p>`,
        `<p>The policy of the tokens cannot be used.<br><code>.github/tokens.yml:3:5: unknown key &quot;a&quot;.</code><br>Fix: Correct it; the keys are described at ${link(policy)}.<br>More: ${link(`${reasonsPage}#policy-invalid`)}</p>`,
        ''
      ].join('\n')
    )
  })
})

/** What an attacker would write into a policy, a secret or an answer. */
const hostile: readonly (readonly [name: string, text: string])[] = [
  [
    'the end of a cell and a picture',
    '</code></td><img src=x onerror=alert(1)>'
  ],
  ['the end of the details', '</summary></details><script>alert(1)</script>'],
  ['the end of an attribute', `" onmouseover="alert(1)' x='`],
  ['a mention', '@acme/team'],
  ['references', 'fixes #1, acme/site#2'],
  ['a link', '[x](javascript:alert(1))'],
  ['an address', 'https://evil.example/x'],
  ['pipes and backticks', '| a | `b` | ```c```'],
  ['line ends', 'a\n\n# b\r\n\r\nc\u{2028}\u{2028}d'],
  ['an HTML comment', '<!-- x'],
  ['an entity', '&lt;b&gt;'],
  ['NUL and bidirectional controls', 'a\0b\u{202e}c'],
  ['100 kB', 'a'.repeat(100_000)],
  ['100 kB of words', 'ab <b> '.repeat(15_000)]
]

const verdictOn = (text: string): TokenVerdict => {
  const finding: Finding = { ...missing, requirement: text, evidence: text }
  const report = (tokenName: string): Report =>
    makeReport(
      { ...source, tokenName },
      factsWith({ answer: { accepted: tokenFacts({ login: text }) } }),
      [finding]
    )
  return {
    name: text,
    purpose: text,
    owners: [text],
    reports: [report(text), report('OTHER')]
  }
}

describe('text from elsewhere', () => {
  const around = (html: string) =>
    html
      .replace(/<code>.*?<\/code>/gs, '')
      // The fix has the name of the token, which was tested elsewhere.
      .replace(/<td>(?!<)(?:[^<]|<(?!\/td>))*<\/td><\/tr>/g, '')

  test.each(hostile)('cannot leave its cell: %s', (_, text) => {
    const html = formatOverview(overviewOf([verdictOn(text)]))
    const calm = formatOverview(overviewOf([verdictOn('x')]))
    expect(around(html)).toBe(around(calm))
    for (const [, code = ''] of html.matchAll(/<code>(.*?)<\/code>/gs)) {
      expect(code).not.toMatch(/[<>"'\n\r\u{2028}]/u)
    }
    for (const tag of html.match(/<\/?[a-z]+[^>]*>/g) ?? []) {
      expect(tag).toMatch(
        /^<(?:\/?(?:h3|p|table|tr|th|td|code|a|details|summary)|br|details open|a href="https:\/\/[^"<>]*")>$/
      )
    }
    // An empty line would end the block in which GitHub applies no Markdown.
    expect(html.trimEnd()).not.toMatch(/\n\s*\n/)
    expect(html.length).toBeLessThan(500_000)
  })

  test.each(hostile)(
    'cannot leave what is wrong with a policy: %s',
    (_, text) => {
      const html = formatOverview(
        overviewOf([], [hindrance('policy-invalid', text, 1)])
      )
      for (const tag of html.match(/<\/?[a-z!][^>]*>/g) ?? []) {
        expect(tag).toMatch(
          /^<(?:\/?(?:h3|p|code|a)|br|a href="https:\/\/[^"<>]*")>$/
        )
      }
      expect(html.trimEnd().split('\n')).toHaveLength(2)
    }
  )
})

describe('the length of the job summary', () => {
  /** Tokens with as many findings, of which all are told. */
  const many = (count: number, findings: number) =>
    overviewOf(
      Array.from({ length: count }, (_, n) => {
        const name = `TOKEN_${String(n)}`
        const report = makeReport(
          { ...source, tokenName: name },
          factsWith(),
          Array.from({ length: findings }, (_x, index) => ({
            ...missing,
            requirement: `scope_${String(index)}`
          }))
        )
        return verdictWith(name, ['failed'], { reports: [report] })
      })
    )

  test.each([
    [1000, 1],
    [1000, 3],
    [1000, 20],
    [100, 200],
    [3, 2000]
  ])(
    'of %d tokens with %d findings each is within its limit',
    (count, findings) => {
      const html = formatOverview(many(count, findings))
      expect(html.length).toBeLessThanOrEqual(longestSummary)
      // All tokens are in the table, and as many details as there is room for.
      expect(tokensIn(html)).toHaveLength(count)
      const details = html.match(/^<\/details>$/gm)?.length ?? 0
      const rest = /^<p>The details of (\d+) more are in the log\.<\/p>$/m.exec(
        html
      )
      expect(details + Number(rest?.[1] ?? 0)).toBe(count)
      expect(html.match(/^<details/gm) ?? []).toHaveLength(details)
    }
  )

  test('leaves out details only when there is no room for them', () => {
    expect(formatOverview(many(100, 3))).not.toContain('more are in the log')
    const html = formatOverview(many(1000, 20))
    expect(html).toMatch(/<p>The details of \d+ more are in the log\.<\/p>\n$/)
    expect(html.length).toBeGreaterThan(longestSummary * 0.95)
  })
})
