import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  type Subject,
  type Wording,
  writeAllClear,
  writeEscalation,
  writeIssue
} from '../../src/reminders/issue-text.ts'
import { type Marker, readMarker } from '../../src/reminders/marker.ts'
import type { TokenFacts } from '../../src/verify/facts.ts'
import type { Finding } from '../../src/verify/finding.ts'
import type { TokenVerdict } from '../../src/verify/overview.ts'
import { type Reason, reasons } from '../../src/verify/reasons.ts'
import {
  makeReport,
  type Report,
  type ReportSource
} from '../../src/verify/report.ts'
import {
  allReasons,
  daysFromNow,
  factsWith,
  findingWith,
  now,
  source,
  tokenFacts
} from '../verify/samples.ts'

const wording: Wording = {
  title: '{name}: {problem}',
  showsLogin: false,
  workflow: 'https://github.com/acme/site/actions/workflows/tokens.yml'
}

const marker: Marker = {
  token: 'github.com/RELEASE_TOKEN',
  stage: { problem: 'expiring', threshold: 14 },
  since: '2026-11-20'
}

interface Wanted {
  readonly findings?: readonly Finding[]
  readonly facts?: Partial<TokenFacts>
  readonly source?: Partial<ReportSource>
  readonly verdict?: Partial<TokenVerdict>
  readonly reasons?: readonly Reason[]
  /** What GitHub said last. */
  readonly end?: string
}

function report({ findings = [], facts, ...wanted }: Wanted): Report {
  return makeReport(
    { ...source, ...wanted.source },
    factsWith({ answer: { accepted: tokenFacts(facts) } }),
    findings
  )
}

function subject(wanted: Wanted): Subject {
  const { findings = [] } = wanted
  return {
    verdict: {
      name: 'RELEASE_TOKEN',
      purpose: 'pushes the release commit',
      owners: ['@acme/release', '@ann'],
      reports: [report(wanted)],
      ...wanted.verdict
    },
    reasons: wanted.reasons ?? findings.map(({ reason }) => reason)
  }
}

const write = (wanted: Wanted, changes: Partial<Wording> = {}) =>
  writeIssue(
    subject(wanted),
    { ...marker, ...(wanted.end !== undefined && { end: wanted.end }) },
    { ...wording, ...changes },
    now
  )

const linesOf = (wanted: Wanted, changes?: Partial<Wording>) =>
  write(wanted, changes).body.split('\n')

const expiry = (days: number): Partial<TokenFacts> => ({
  expiry: { at: daysFromNow(days), assumedZone: undefined }
})

const expiring: Finding = findingWith('token-expiring', {
  requirement: 'still valid for 14 days',
  evidence: 'It expires on 2026-12-01 12:00 UTC (9 days left)'
})

const reasonPage = 'https://github.com/tools/action/blob/v1/docs/reasons.md'
const markerLine =
  '<!-- setup-github-token: {"token":"github.com/RELEASE_TOKEN","stage":{"problem":"expiring","threshold":14},"since":"2026-11-20"} -->'
const step =
  'Run [the workflow that keeps this issue](https://github.com/acme/site/actions/workflows/tokens.yml) again. It closes this issue when the token is as expected.'
const signIn = 'Sign in to `github.com` as the account of the token.'
const elsewhere =
  'A secret of an environment or of the organisation is replaced where it is, which may be elsewhere.'
const oldToken = 'Delete the old token at https://github.com/settings/tokens.'
const kept =
  'A workflow keeps this text, and finds it by its label: what is changed here is written over, comments stay.'
const newToken =
  'Create a token at https://github.com/settings/tokens/new?scopes=repo,workflow&description=acme%2Fsite%20RELEASE_TOKEN (scopes: repo, workflow) and store it as RELEASE_TOKEN at https://github.com/acme/site/settings/secrets/actions'

describe('an issue', () => {
  test('tells what, since when, what breaks, what to do and who', () => {
    const text = write({ findings: [expiring], facts: expiry(9) })
    expect(text.title).toBe('RELEASE_TOKEN: expires on 2026-12-01')
    expect(text.body.split('\n')).toEqual([
      '`RELEASE_TOKEN` on `github.com` needs attention since 2026-11-20. It expires on 2026-12-01 (9 days left).',
      '',
      '### What is wrong',
      '',
      '- **token expires soon**: RELEASE_TOKEN (classic) expires soon.',
      '  - `It expires on 2026-12-01 (9 days left)`',
      '',
      '### What breaks',
      '',
      'Without it, this does not work: `pushes the release commit`.',
      '',
      'It is for `acme/site`.',
      '',
      '### What to do',
      '',
      `1. ${signIn}`,
      `2. ${newToken}.`,
      `3. ${elsewhere}`,
      `4. ${oldToken}`,
      `5. ${step}`,
      '',
      `More: [token-expiring](${reasonPage}#token-expiring)`,
      '',
      'Owner: @acme/release, @ann',
      '',
      kept,
      '',
      markerLine
    ])
  })

  test('says so when nobody said what the token is for, nor who has it', () => {
    const lines = linesOf(
      {
        findings: [findingWith('token-rejected', { evidence: 'Seen' })],
        source: { repositories: [] },
        verdict: { purpose: '', owners: [] }
      },
      { workflow: undefined }
    )
    expect(lines).toEqual([
      '`RELEASE_TOKEN` on `github.com` needs attention since 2026-11-20.',
      '',
      '### What is wrong',
      '',
      '- **token rejected**: github.com does not accept RELEASE_TOKEN.',
      '  - `Seen`',
      '',
      '### What breaks',
      '',
      'The policy does not say: `purpose` is the key for it.',
      '',
      '### What to do',
      '',
      `1. ${signIn}`,
      `2. The token has expired, was revoked, is mistyped, or belongs to another host. ${newToken.replace('scopes=repo,', 'scopes=').replace('scopes: repo, ', 'scopes: ')}.`,
      `3. ${elsewhere}`,
      `4. ${oldToken}`,
      '5. Run the workflow that keeps this issue again. It closes this issue when the token is as expected.',
      '',
      `More: [token-rejected](${reasonPage}#token-rejected)`,
      '',
      kept,
      '',
      markerLine
    ])
  })

  test('has the most serious first, what calls for somebody alone, and each step once', () => {
    const findings = [
      findingWith('rate-limited', { requirement: 'a', evidence: 'One' }),
      findingWith('clock-skewed'),
      expiring,
      findingWith('scope-missing', { requirement: 'gist', evidence: 'Two' }),
      findingWith('scope-missing', { requirement: 'user', evidence: 'Two' }),
      findingWith('rate-limited', { requirement: 'b', evidence: 'Three' })
    ]
    const { title, body } = write({
      findings,
      reasons: ['rate-limited', 'token-expiring', 'scope-missing']
    })
    const lines = body.split('\n')
    expect(title).toBe('RELEASE_TOKEN: scope missing')
    expect(lines.slice(4, 12)).toEqual([
      '- **scope missing**: RELEASE_TOKEN (classic) lacks `gist`, `user`.',
      '  - `Two`',
      '- **token expires soon**: RELEASE_TOKEN (classic) expires soon.',
      '  - `It expires on 2026-12-01 (9 days left)`',
      '- **rate limit**: `a`, `b` could not be verified: github.com limits the rate of requests.',
      '  - `One`',
      '  - `Three`',
      ''
    ])
    expect(lines.filter((line) => /^\d+\. /.test(line))).toEqual([
      `1. ${signIn}`,
      `2. Add what is missing to the token at https://github.com/settings/tokens. Or: ${newToken}.`,
      `3. ${newToken}.`,
      '4. Run the job again later.',
      `5. ${elsewhere}`,
      `6. ${oldToken}`,
      `7. ${step}`
    ])
    expect(body).not.toContain('clock')
  })

  test('tells of several variables of which one is enough', () => {
    const findings = [findingWith('token-rejected')]
    const second = report({ findings, source: { tokenName: 'OLD_TOKEN' } })
    const third = report({
      findings: [findingWith('scope-missing'), findingWith('rate-limited')],
      source: { tokenName: 'THIRD_TOKEN' }
    })
    const lines = linesOf({
      findings,
      verdict: { reports: [report({ findings }), second, third] }
    })
    const start = lines.indexOf('### What is wrong')
    expect(lines.slice(start + 2, lines.indexOf('### What breaks'))).toEqual([
      '- **token rejected**: github.com does not accept RELEASE_TOKEN.',
      '  - `Seen token-rejected`',
      '- One of `RELEASE_TOKEN`, `OLD_TOKEN`, `THIRD_TOKEN` must be as expected, and none is.',
      '  - `OLD_TOKEN`: token rejected',
      '  - `THIRD_TOKEN`: scope missing',
      ''
    ])
  })

  test.each(allReasons)('has words of its own for %s', (reason) => {
    const { title, body } = write({
      findings: [findingWith(reason)],
      reasons: [reason]
    })
    if (reason === 'ok') return
    expect(title).toBe(`RELEASE_TOKEN: ${reasons[reason].title}`)
    expect(body).toContain(`- **${reasons[reason].title}**: `)
    expect(body).toContain(`More: [${reason}](${reasonPage}#${reason})`)
    expect(readMarker(body)).toEqual(marker)
    expect(body).not.toMatch(/undefined|\[object|NaN/)
  })
})

describe('the end of a token', () => {
  const first = (wanted: Wanted) =>
    (linesOf({ findings: [findingWith('scope-missing')], ...wanted })[0] ?? '')
      .split('. ')
      .slice(1)

  test.each<[string, Wanted, string[]]>([
    ['is not told when it is not known', {}, []],
    [
      'is what GitHub said last when it says nothing any more',
      { end: '2026-12-06' },
      ['GitHub said last that it expires on 2026-12-06.']
    ],
    [
      'is what GitHub says now, whatever it said last',
      { facts: expiry(3), end: '2026-12-06' },
      ['It expires on 2026-11-25 (3 days left).']
    ],
    [
      'is told in days',
      { facts: expiry(1.9) },
      ['It expires on 2026-11-24 (1 day left).']
    ],
    [
      'is told when it has come',
      { facts: expiry(-2.5) },
      ['It expired on 2026-11-20 (3 days ago).']
    ],
    [
      'is the day of rotation when that comes first',
      { facts: expiry(40), source: { rotateBy: new Date('2026-12-02') } },
      ['It is to be replaced by 2026-12-02 (10 days left).']
    ],
    [
      'is the expiry when that comes first',
      { facts: expiry(3), source: { rotateBy: new Date('2026-12-02') } },
      ['It expires on 2026-11-25 (3 days left).']
    ],
    [
      'is none of a token that lives for an hour',
      { facts: { ...expiry(0.01), kind: 'installation' } },
      []
    ]
  ])('%s', (_, wanted, told) => {
    expect(first(wanted)).toEqual(told)
  })
})

describe('the title', () => {
  const titleOf = (title: string, wanted: Wanted = {}) =>
    write({ findings: [expiring], facts: expiry(9), ...wanted }, { title })
      .title

  test.each([
    ['{problem}', 'expires on 2026-12-01'],
    [
      '[{name}] {problem} ({name})',
      '[RELEASE_TOKEN] expires on 2026-12-01 (RELEASE_TOKEN)'
    ],
    ['Rotate', 'Rotate'],
    ["$& $1 $' {name} {other}", "$& $1 $' RELEASE_TOKEN {other}"],
    ['{name} \u202e\u0007', 'RELEASE_TOKEN \\u{202e}\\u{0007}']
  ])('of the form %j is %j', (form, title) => {
    expect(titleOf(form)).toBe(title)
  })

  test('tells the day of a rotation', () => {
    const found = {
      findings: [findingWith('rotation-due')],
      source: { rotateBy: new Date('2026-12-02') }
    }
    expect(titleOf('{problem}', found)).toBe('to be replaced by 2026-12-02')
  })

  test.each([
    ['2026-11-20', 'expired on 2026-11-20'],
    ['2026-11-22', 'expired on 2026-11-22'],
    ['2026-11-23', 'token rejected']
  ])('of a token that is rejected and ended on %s is %j', (end, title) => {
    const found = { findings: [findingWith('token-rejected')], end }
    expect(titleOf('{problem}', found)).toBe(title)
  })

  test('tells no end of a token about which nobody can tell', () => {
    const found = { findings: [findingWith('server-error')], end: '2026-11-20' }
    expect(titleOf('{problem}', found)).toBe('server error')
  })

  test('is no longer than GitHub takes', () => {
    const words = 'word '.repeat(80).trim()
    expect(titleOf(`${words} {name}`).length).toBeLessThanOrEqual(256)
  })
})

describe('who everybody may know', () => {
  const denied = findingWith('push-refused', {
    requirement: 'write acme/site',
    evidence:
      'GET https://github.com/x answered 403: Permission to acme/site.git denied to octocat'
  })
  const login = findingWith('login-unexpected', {
    requirement: 'belongs to @acme-bot',
    evidence: 'It belongs to @octocat'
  })

  test('the account is not named', () => {
    const text = JSON.stringify(write({ findings: [denied, login, expiring] }))
    expect(text).not.toMatch(/octocat|acme-bot/i)
    expect(text).toContain('Permission to acme/site.git denied to its account')
    expect(text).toContain('It belongs to its account')
    expect(text).toContain('belongs to its account')
    expect(text).toContain('RELEASE_TOKEN (classic) expires soon')
  })

  test('the account is named where that is asked for', () => {
    const { body } = write({ findings: [denied, login] }, { showsLogin: true })
    expect(body).toContain('denied to octocat`')
    expect(body).toContain('`It belongs to @octocat`')
    expect(body).toContain('RELEASE_TOKEN (classic, `@octocat`) cannot push')
  })

  test.each([
    'OctoCat',
    '@octocat.',
    '"octocat"',
    'octocat,',
    "octocat's",
    '(octocat)',
    '@OCTOCAT'
  ])('the account is not named as %s', (name) => {
    const { body } = write({
      findings: [findingWith('access-refused', { evidence: `No ${name} here` })]
    })
    expect(body).not.toMatch(/octocat/i)
    expect(body).toContain('its account')
  })

  test('words in which the name occurs stay', () => {
    const evidence = 'octocats, my-octocat, octocat-2, octocat/app, a.octocat'
    const { body } = write({
      findings: [findingWith('access-refused', { evidence })]
    })
    expect(body).toContain(`\`${evidence}\``)
  })

  test('a bot is not named', () => {
    const evidence = 'It belongs to @acme-app[bot] now'
    const { body } = write({
      findings: [findingWith('access-refused', { evidence })],
      facts: { login: undefined, kind: 'installation' }
    })
    expect(body).toContain('`It belongs to its account now`')
  })

  test.each([true, false])('no moment is told, only days: %j', (showsLogin) => {
    const wanted = { findings: [expiring], facts: expiry(9) }
    const text =
      JSON.stringify(write(wanted, { showsLogin })) +
      writeEscalation(subject(wanted), marker) +
      writeAllClear(subject(wanted).verdict, { ...wording, showsLogin })
    expect(text).not.toMatch(/\d\d:\d\d/)
    expect(text).toContain('2026-12-01')
  })
})

describe('what a token has besides', () => {
  const found: Wanted = {
    findings: [
      findingWith('scope-missing', {
        requirement: 'workflow',
        evidence: 'Its scopes: repo, delete_repo'
      }),
      findingWith('scope-excess', { evidence: 'Not asked for: delete_repo' }),
      findingWith('permission-missing', { evidence: 'Seen by all' })
    ],
    facts: { scopes: ['repo', 'delete_repo'] }
  }

  test('is not told to everybody, and not asked for again', () => {
    const { body } = write(found)
    expect(body).not.toMatch(/delete_repo|Its scope|Not asked for/)
    expect(body).toContain('`Seen by all`')
    expect(body).toContain(`${newToken}.`)
  })

  test('is told where the account is', () => {
    const { body } = write(found, { showsLogin: true })
    expect(body).toContain('  - `Its scopes: repo, delete_repo`')
    expect(body).toContain('  - `Not asked for: delete_repo`')
    expect(body).toContain('(scopes: repo, delete_repo, workflow)')
  })

  test.each([
    [false, 'store it as RELEASE_TOKEN at https://github.com/acme/site'],
    [true, 'store it in 1Password, as op://ci/release token/credential']
  ])('nor is where it is stored, unless that is: %j', (showsLogin, place) => {
    const wanted = subject({ findings: [expiring] })
    const [only] = wanted.verdict.reports
    const reference = 'op://ci/release token/credential'
    const { body } = writeIssue(
      {
        ...wanted,
        verdict: { ...wanted.verdict, reports: [{ ...only, reference }] }
      },
      marker,
      { ...wording, showsLogin },
      now
    )
    expect(body).toContain(place)
    expect(body.includes('op://')).toBe(showsLogin)
  })
})

describe('who replaces a token', () => {
  const stepsOf = (wanted: Wanted, changes?: Partial<Wording>) =>
    linesOf(wanted, changes).filter((line) => /^\d+\. /.test(line))

  test('signs in as the account, which is named where that is asked for', () => {
    const [first] = stepsOf({ findings: [expiring] }, { showsLogin: true })
    expect(first).toBe('1. Sign in to `github.com` as `@octocat`.')
  })

  test.each<[string, Wanted]>([
    [
      'for what another one does not help',
      { findings: [findingWith('ip-forbidden')] }
    ],
    [
      'of an app, which makes them itself',
      {
        findings: [findingWith('token-rejected')],
        facts: { kind: 'installation', login: undefined }
      }
    ]
  ])('is nobody %s', (_, wanted) => {
    const steps = stepsOf(wanted)
    expect(steps).toHaveLength(2)
    expect(steps.join('\n')).not.toMatch(
      /Sign in|Delete the old|organisation is replaced/
    )
  })

  test.each([
    ['classic', ['tokens']],
    ['fine-grained', ['personal-access-tokens']],
    ['unknown', ['tokens', 'personal-access-tokens']]
  ] as const)('deletes a token whose kind is %s where it is', (kind, pages) => {
    const lines = linesOf({
      findings: [expiring],
      facts: { ...expiry(9), kind }
    })
    const urls = pages.map((page) => `https://github.com/settings/${page}`)
    expect(lines).toContain(`4. Delete the old token at ${urls.join(' or ')}.`)
  })
})

describe('text from elsewhere means nothing', () => {
  const hostile = [
    '@org/team and @everyone',
    'fixes #1',
    'GH-1 and acme/site#1',
    '</td><img src=x onerror=alert(1)>',
    '`code` ``more`` ```',
    '](javascript:alert(1))',
    '<!-- x --> <details>',
    '# Title | a | b |\n---\n- [x] done',
    '\r\n\r\n@someone',
    '*bold* _it_ ~~no~~ [a](https://evil.example)',
    '\u202e\u200b\u0000\u001b[31m'
  ]

  test.each(hostile)('as evidence: %j', (evidence) => {
    const { body } = write({
      findings: [findingWith('access-refused', { evidence })]
    })
    const lines = body.split('\n')
    const told = lines[lines.indexOf('### What is wrong') + 3] ?? ''
    expect(told).toMatch(/^ {2}- (`+)(?!`).*(?<!`)\1$/)
    expect(lines.filter((line) => line.includes('@'))).toEqual([
      'Owner: @acme/release, @ann'
    ])
  })

  test.each(hostile)('as what the token is for: %j', (purpose) => {
    const { body } = write({
      findings: [findingWith('token-rejected')],
      verdict: { purpose }
    })
    const told = body.split('\n').find((line) => line.includes('not work'))
    expect(told).toMatch(
      /^Without it, this does not work: (`+)(?!`).*(?<!`)\1\.$/
    )
  })

  test.each(hostile)('as a requirement: %j', (requirement) => {
    const { body } = write({
      findings: [findingWith('scope-missing', { requirement })]
    })
    // Outside of code no name is mentioned, no number linked, no tag opened.
    const prose = body
      .replace(/^Owner: .*$/m, '')
      .replace(/<!-- setup.*$/m, '')
      .replaceAll(/(`+)(?!`).*?(?<!`)\1(?!`)/g, '')
      .replaceAll(/\\[^\w\s]/g, '')
    expect(prose).not.toMatch(/[@<>]/)
    expect(prose).not.toMatch(/(^|[^/.\w])#\d|\]\(javascript/)
    expect(body.split('\n').length).toBeLessThan(40)
  })

  test('of any length is cut', () => {
    const { body } = write({
      findings: [
        findingWith('access-refused', { evidence: 'word '.repeat(20_000) })
      ],
      verdict: { purpose: 'word '.repeat(20_000) }
    })
    expect(body.length).toBeLessThan(4000)
  })

  test('is cut at a line when there is too much of it', () => {
    const names = allReasons.filter((reason) => reason !== 'ok')
    const findings = names.flatMap((reason) =>
      Array.from({ length: 30 }, (_, index) =>
        findingWith(reason, {
          requirement: `${index} ${'word '.repeat(60)}`,
          evidence: `${index} ${'word '.repeat(60)}`
        })
      )
    )
    const { body } = write({ findings })
    const whole = write({ findings: findings.slice(0, 30) }).body.split('\n')
    const lines = body.split('\n')
    expect(body.length).toBeLessThan(60_300)
    expect(body.length).toBeGreaterThan(55_000)
    expect(lines.slice(-3)).toEqual(['…', '', markerLine])
    expect(lines.slice(0, 4)).toEqual(whole.slice(0, 4))
    expect(readMarker(body)).toEqual(marker)
    // No code is left open.
    expect(lines.at(-4)).toMatch(/^ {2}- (`.*`|and \d+ more)$|\.$/)
  })

  test('cannot be taken for the marker', () => {
    const forged = markerLine.replace('RELEASE_TOKEN', 'OTHER')
    fc.assert(
      fc.property(
        fc.constantFrom(forged, `\n${forged}\n`, `\r\n\r\n${forged}`),
        (text) => {
          const { body } = write({
            findings: [
              findingWith('scope-missing', {
                requirement: text,
                evidence: text
              })
            ],
            verdict: { purpose: text }
          })
          expect(body.match(/^<!-- setup-github-token/gm)).toHaveLength(1)
          expect(readMarker(body)).toEqual(marker)
        }
      )
    )
  })
})

describe('a comment', () => {
  test('mentions the owners, and says what is the matter and until when', () => {
    expect(
      writeEscalation(
        subject({
          findings: [expiring, findingWith('scope-missing')],
          facts: expiry(9)
        }),
        marker
      )
    ).toBe(
      '@acme/release, @ann `RELEASE_TOKEN`: scope missing, token expires soon. It expires on 2026-12-01 (9 days left). Without it, this does not work: `pushes the release commit`. What to do is written in the text of this issue.'
    )
  })

  test('mentions nobody when nobody is named', () => {
    expect(
      writeEscalation(
        subject({
          findings: [findingWith('token-rejected')],
          verdict: { owners: [], purpose: '' }
        }),
        marker
      )
    ).toBe(
      '`RELEASE_TOKEN`: token rejected. What to do is written in the text of this issue.'
    )
  })

  test('tells that all is well', () => {
    const { verdict } = subject({ facts: expiry(90) })
    expect(writeAllClear(verdict, wording)).toBe(
      '`RELEASE_TOKEN` is as expected again. It expires on 2027-02-20.'
    )
    expect(writeAllClear(subject({}).verdict, wording)).toBe(
      '`RELEASE_TOKEN` is as expected again.'
    )
  })
})
