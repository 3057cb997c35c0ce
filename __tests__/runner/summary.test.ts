import { describe, expect, test } from '@jest/globals'
import { formatSummary } from '../../src/runner/summary.ts'
import type { TokenFacts } from '../../src/verify/facts.ts'
import type { Finding } from '../../src/verify/finding.ts'
import { type Reason, reasons } from '../../src/verify/reasons.ts'
import { fixFor, makeReport, type Report } from '../../src/verify/report.ts'
import {
  daysFromNow,
  factsWith,
  source,
  tokenFacts
} from '../verify/samples.ts'

const granted: Finding = {
  requirement: 'repo',
  verdict: 'granted',
  reason: 'ok',
  evidence: 'It is one of its scopes'
}

const missing: Finding = {
  requirement: 'workflow',
  verdict: 'missing',
  reason: 'scope-missing',
  evidence: 'Its scopes: repo'
}

function reportOf(
  findings: readonly Finding[],
  facts: Partial<TokenFacts> = {},
  tokenName = 'RELEASE_TOKEN'
): Report {
  const answer = { accepted: tokenFacts(facts) }
  return makeReport({ ...source, tokenName }, factsWith({ answer }), findings)
}

/** The cells of the rows below the headings. */
const rowsOf = (report: Report): readonly (readonly string[])[] =>
  [...formatSummary(report, 'x').matchAll(/^<tr><td>(.*)<\/td><\/tr>$/gm)].map(
    ([, cells = '']) => cells.split('</td><td>')
  )

describe('the job summary', () => {
  test('is one table of what was asked for', () => {
    const report = reportOf([granted, missing], {
      expiry: { at: daysFromNow(70), assumedZone: undefined }
    })
    const page =
      'https://github.com/settings/tokens/new?scopes=repo,workflow&amp;description=acme%2Fsite%20RELEASE_TOKEN'
    const tokens = 'https://github.com/settings/tokens'
    const secrets = 'https://github.com/acme/site/settings/secrets/actions'
    expect(formatSummary(report, 'git is not configured').split('\n')).toEqual([
      '<h3>❌ <code>RELEASE_TOKEN (classic, @octocat)</code>: failed</h3>',
      '<p><code>github.com</code> · expires on 2027-01-31 12:00 UTC (70 days left) · git is not configured</p>',
      '<table>',
      '<tr><th>Asked for</th><th>Verdict</th><th>Evidence</th><th>Fix</th></tr>',
      '<tr><td><code>repo</code></td><td>✅ granted</td><td><code>It is one of its scopes</code></td><td></td></tr>',
      '<tr><td><code>workflow</code></td><td>❌ <a href="https://github.com/tools/action/blob/v1/docs/reasons.md#scope-missing">scope missing</a></td>' +
        '<td><code>Its scopes: repo</code></td>' +
        `<td>Add what is missing to the token at <a href="${tokens}">${tokens}</a>. Or: Create a token at <a href="${page}">${page}</a> (scopes: repo, workflow) and store it as RELEASE_TOKEN at <a href="${secrets}">${secrets}</a></td></tr>`,
      '</table>',
      ''
    ])
  })

  test('says what to do once for each reason, at its first finding', () => {
    const unproven: Finding = {
      ...missing,
      requirement: 'admin:repo_hook',
      verdict: 'unknown',
      reason: 'scope-unproven'
    }
    const findings = [
      granted,
      missing,
      unproven,
      { ...missing, requirement: 'gist' },
      { ...unproven, requirement: 'new_scope' },
      granted
    ]
    const rows = rowsOf(reportOf(findings))
    expect(rows.map(([requirement]) => requirement)).toEqual(
      findings.map(({ requirement }) => `<code>${requirement}</code>`)
    )
    const fixes = rows.map((cells) => cells[3])
    expect(fixes[1]).toMatch(/^Add what is missing /)
    expect(fixes[2]).toBe(
      'Check the spelling where the evidence doubts it. What is spelled right cannot be proven from here'
    )
    expect([0, 3, 4, 5].map((row) => fixes[row])).toEqual(['', '', '', ''])
  })

  const marksOfClasses: Readonly<Record<string, string>> = {
    fine: '✅',
    expiring: '⚠️',
    untidy: '⚠️',
    excess: '⚠️',
    skipped: '⏭️',
    unknown: '❔',
    invalid: '❌',
    missing: '❌',
    broken: '❌'
  }

  test.each(Object.keys(reasons) as Reason[])(
    'marks %s by its class, whatever its verdict, and links to what it means',
    (reason) => {
      const { class: name, title } = reasons[reason]
      const mark = marksOfClasses[name] ?? ''
      const link = `<a href="https://github.com/tools/action/blob/v1/docs/reasons.md#${reason}">${title}</a>`
      const said = `${mark} ${reason === 'ok' ? 'granted' : link}`
      for (const verdict of ['granted', 'missing', 'unknown'] as const) {
        const [row] = rowsOf(reportOf([{ ...missing, reason, verdict }]))
        expect(row?.[1]).toBe(said)
      }
    }
  )

  test.each(Object.keys(reasons) as Reason[])(
    'makes links of the addresses in the fix for %s, and code of `this`',
    (reason) => {
      const report = reportOf([{ ...missing, reason }])
      const fix = rowsOf(report)[0]?.[3] ?? ''
      const links = [...fix.matchAll(/<a href="([^"]*)">([^<]*)<\/a>/g)]
      const addresses =
        fixFor(report, reason).match(/https:\/\/[^\s()]+/g) ?? []
      // Punctuation that follows an address is no part of it.
      expect(links.map(([, address = '']) => address)).toEqual(
        addresses.map((text) =>
          text.replace(/[.,;:]$/, '').replaceAll('&', '&amp;')
        )
      )
      for (const [, address, text] of links) expect(text).toBe(address)
      expect(fix).not.toContain('`')
      // Nothing else was done to its words.
      const words = fix
        .replace(/<\/?code>/g, '`')
        .replace(/<[^>]*>/g, '')
        .replaceAll('&quot;', '"')
        .replaceAll('&#39;', "'")
        .replaceAll('&amp;', '&')
      expect(words).toBe(fixFor(report, reason))
    }
  )

  test('of a token that was not accepted says nothing about expiry', () => {
    const refusal = {
      reason: 'token-rejected',
      evidence: 'GET /user answered 401: Bad credentials'
    } as const
    const report = makeReport(source, factsWith({ answer: { refusal } }), [
      { requirement: 'accepted by github.com', verdict: 'missing', ...refusal }
    ])
    expect(formatSummary(report, 'git is not configured').split('\n')[1]).toBe(
      '<p><code>github.com</code> · git is not configured</p>'
    )
  })

  test('says which credential git would use, and nothing in it is markup', () => {
    const shadows = [
      'Without this step, git uses for acme/site <b>',
      'Without it'
    ]
    const report = makeReport(source, factsWith({ shadows }), [granted])
    expect(formatSummary(report, 'x').split('\n')[1]).toBe(
      '<p><code>github.com</code> · expiry not reported · x · Without this step, git uses for acme/site &lt;b&gt; · Without it</p>'
    )
  })

  test('marks by what fails the step', () => {
    const report = makeReport({ ...source, failOn: [] }, factsWith(), [missing])
    expect(formatSummary(report, 'x')).toMatch(/^<h3>⚠️ .*: warning<\/h3>\n/)
    expect(rowsOf(report)[0]?.[1]).toMatch(/^⚠️ /)
  })

  test.each([
    ['ok', [granted], '✅'],
    ['failed', [missing], '❌'],
    ['warning', [{ ...missing, reason: 'token-untrimmed' } as const], '⚠️'],
    ['skipped', [{ ...missing, reason: 'skipped-fork' } as const], '⏭️'],
    [
      'unknown',
      [{ ...missing, verdict: 'unknown', reason: 'scope-unproven' } as const],
      '❔'
    ]
  ])('marks the status %s', (status, findings, mark) => {
    expect(formatSummary(reportOf(findings), 'x')).toMatch(
      new RegExp(`^<h3>${mark} .*: ${status}</h3>\n`)
    )
  })
})

const hostile: readonly (readonly [name: string, text: string])[] = [
  [
    'the end of a cell and a picture',
    '</code></td><img src=x onerror=alert(1)>'
  ],
  ['a script', '<script>alert(1)</script>'],
  ['the end of an attribute', `" onmouseover="alert(1)' x='`],
  ['a mention', '@acme/team'],
  ['references', 'fixes #1, acme/site#2'],
  ['a link', '[x](javascript:alert(1))'],
  ['an address', 'https://evil.example/x'],
  ['pipes and backticks', '| a | `b` | ```c```'],
  ['line ends', 'a\n\n# b\r\n\r\nc\u{2028}\u{2028}d'],
  ['an HTML comment', '<!-- x'],
  ['an entity', '&lt;b&gt;'],
  ['a log command', '\n::error::x'],
  ['100 kB', 'a'.repeat(100_000)],
  ['100 kB of words', 'ab <b> '.repeat(15_000)]
]

/** The text of all code elements, and what is around them. */
function partsOf(html: string) {
  const codes = [...html.matchAll(/<code>(.*?)<\/code>/gs)].map(
    ([, text = '']) => text
  )
  return { codes, around: html.replace(/<code>.*?<\/code>/gs, '') }
}

describe('text from elsewhere', () => {
  test.each(hostile)('cannot leave its cell: %s', (_, text) => {
    const calm = formatSummary(
      reportOf([{ ...missing, requirement: 'x', evidence: 'x' }], {
        login: 'x'
      }),
      'x'
    )
    const html = formatSummary(
      reportOf([{ ...missing, requirement: text, evidence: text }], {
        login: text
      }),
      'x'
    )
    const { codes, around } = partsOf(html)
    // It is in `code` and nowhere else, where nobody is mentioned, and nothing linked.
    expect(around).toBe(partsOf(calm).around)
    expect(codes).toHaveLength(4)
    for (const code of codes) {
      expect(code).not.toMatch(/[<>"'\n\r\u{2028}]/u)
      expect(code).not.toMatch(/&(?!amp;|lt;|gt;|quot;|#39;)/)
    }
    // An empty line would end the block in which GitHub applies no Markdown.
    expect(html.trimEnd()).not.toMatch(/\n\s*\n/)
    expect(html.length).toBeLessThan(20_000)
  })

  test.each(hostile)('cannot leave the name of the token: %s', (_, text) => {
    const html = formatSummary(reportOf([missing], {}, text), 'x')
    const tags = html.match(/<\/?[a-z]+[^>]*>/g) ?? []
    for (const tag of tags) {
      expect(tag).toMatch(
        /^<(?:\/?(?:h3|p|table|tr|th|td|code|a)|br|a href="https:\/\/[^"<>]*")>$/
      )
    }
    expect(html.trimEnd()).not.toMatch(/\n\s*\n/)
  })

  test('makes no page long: a fix is as long as its parts may be', () => {
    // As many and as long as the inputs may be.
    const scopes = Array.from(
      { length: 200 },
      (_, n) => `${String(n)}${'a'.repeat(57)}`
    )
    const name = 'a'.repeat(100)
    const findings = scopes.map(
      (requirement) =>
        ({ ...missing, requirement, reason: 'scope-unproven' }) as const
    )
    const html = formatSummary(reportOf(findings, { scopes }, name), 'x')
    expect(html.length).toBeLessThan(100_000)
    for (const scope of scopes) {
      expect(html.split(`<code>${scope}</code>`)).toHaveLength(2)
    }
  })

  test('is not cut in the middle of a word, which may be a token', () => {
    const token = 'ghp_' + 'a'.repeat(36)
    for (let length = 540; length < 620; length += 1) {
      const evidence = `${'x '.repeat(length / 2)}${token}`
      const html = formatSummary(reportOf([{ ...missing, evidence }]), 'y')
      expect(html.replace(token, '')).not.toContain('ghp_')
    }
  })
})
