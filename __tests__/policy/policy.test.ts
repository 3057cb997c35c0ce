import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  findSource,
  type Policy,
  readPolicy,
  readSource,
  type Source
} from '../../src/policy/policy.ts'
import { tokenKeys } from '../../src/policy/schema.ts'
import { readInputs } from '../../src/runner/inputs.ts'
import { readJob } from '../../src/runner/job.ts'
import { tokenDefaults } from '../../src/runner/token-inputs.ts'
import type { Run } from '../../src/verify/facts.ts'

type Given = Readonly<Record<string, string>>

const environment: Given = {
  GITHUB_REPOSITORY: 'acme/site',
  GITHUB_REPOSITORY_OWNER: 'acme',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_API_URL: 'https://api.github.com'
}

const inFile: Source = { form: 'file', name: '.github/tokens.yml' }

const defaults = new Map<string, string>(Object.entries(tokenDefaults))

/** Reads a policy in a file of acme/site; keys that are missing have their defaults. */
function read(
  text: string,
  {
    source = inFile,
    changes = {},
    fallbacks = {},
    mustEnd = false
  }: {
    readonly source?: Source
    readonly changes?: Given
    readonly fallbacks?: Given
    readonly mustEnd?: boolean
  } = {}
): Policy {
  const all = new Map([...defaults, ...Object.entries(fallbacks)])
  return readPolicy(source, text, readJob({ ...environment, ...changes }), {
    fallback: (key) => all.get(key) ?? '',
    mustEnd
  })
}

/** Reads one token with these keys, which are written as JSON. */
const readToken = (keys: Readonly<Record<string, unknown>>) => {
  const policy = read(JSON.stringify({ tokens: { A: keys } }))
  const [token] = policy.tokens
  if (token === undefined) throw new Error('There is no token')
  return { ...token, problems: policy.problems }
}

const problemsIn = ({ problems }: Pick<Policy, 'problems'>) =>
  problems.map(
    ({ line, column, complaint }) =>
      `${String(line)}:${String(column)} ${complaint}`
  )

const complaintsIn = ({ problems }: Pick<Policy, 'problems'>) =>
  problems.map(({ complaint }) => complaint)

/** What an input of the root action is read as, without git. */
function readRoot(given: Given) {
  const inputs = Object.entries({ ...given, 'configure-git': 'none' }).map(
    ([name, value]) => [`INPUT_${name.toUpperCase()}`, value] as const
  )
  return readInputs(
    { ...environment, ...Object.fromEntries(inputs) },
    readJob(environment)
  )
}

describe('a token of a policy', () => {
  test('has what is asked of it, and who rotates it', () => {
    const { tokens, problems, source } = read(
      [
        'tokens:',
        '  RELEASE_TOKEN:',
        '    purpose: pushes the release commit',
        '    owner: "@acme/release"',
        '    preset: [push, workflow-files]',
        '    repositories: [acme/site]',
        '    expected-login: acme-bot',
        '    rotate-by: 2027-01-31',
        '    server-url: https://github.acme.corp'
      ].join('\n')
    )
    expect({ problems, source }).toEqual({
      problems: [],
      source: inFile
    })
    const [token, ...others] = tokens
    expect(others).toEqual([])
    expect(token).toMatchObject({
      name: 'RELEASE_TOKEN',
      purpose: 'pushes the release commit',
      owners: ['@acme/release']
    })
    const [inputs, ...more] = token?.candidates ?? []
    expect(more).toEqual([])
    expect(inputs).toMatchObject({
      tokenName: 'RELEASE_TOKEN',
      expectedLogin: 'acme-bot',
      rotateBy: new Date('2027-01-31T00:00:00Z'),
      repositories: ['acme/site'],
      coverage: [{ owner: 'acme', name: 'site' }],
      owners: ['acme'],
      host: { name: 'github.acme.corp' },
      warnDays: 14,
      failOn: ['invalid', 'missing'],
      onEmpty: 'auto',
      mayWrite: false,
      mustEnd: false,
      isForGit: false,
      guardsFork: false,
      gitIdentity: false
    })
    expect(new Set(inputs?.preset.scopes)).toEqual(
      new Set(['repo', 'workflow'])
    )
    expect(inputs?.links.newToken([])).toBe(
      'https://github.acme.corp/settings/tokens/new?description=acme%2Fsite%20RELEASE_TOKEN'
    )
  })

  test('of which nothing is said is expected to be accepted', () => {
    const { tokens, problems } = read('tokens: {A: }')
    expect(problems).toEqual([])
    expect(tokens).toMatchObject([
      {
        name: 'A',
        purpose: '',
        owners: [],
        candidates: [
          {
            tokenName: 'A',
            scopes: [],
            permissions: [],
            rotateBy: undefined,
            repositories: []
          }
        ]
      }
    ])
  })

  test.each<readonly [string, unknown, string]>([
    ['scopes', ['repo', 'Read:Org'], 'repo, read:org'],
    ['scopes', 'repo, gist', 'repo gist'],
    [
      'permissions',
      { contents: 'write', 'pull-requests': 'read' },
      'contents: write\npull-requests: read'
    ],
    ['permissions', ['contents: write'], 'contents=write'],
    ['preset', ['push', 'org-read'], 'push, org-read'],
    ['forbid-scopes', ['delete_repo'], 'delete_repo'],
    ['expected-login', '@acme-bot', '@acme-bot'],
    ['repositories', ['acme/site', 'other/*'], 'acme/site\nother/*'],
    ['server-url', 'https://acme.ghe.com', 'https://acme.ghe.com'],
    ['api-url', 'https://api.acme.corp/v3/', 'https://api.acme.corp/v3/'],
    ['warn-days', '30', '30'],
    ['max-lifetime-days', '90', '90'],
    ['fail-on', ['expiring', 'excess'], 'expiring, excess'],
    ['fail-on', 'none', 'none'],
    ['on-empty', 'skip', 'skip'],
    ['write-probes', 'true', 'true'],
    // What is wrong with one is wrong with the other.
    ['scopes', 'sc<ope', 'sc<ope'],
    ['permissions', 'contents', 'contents'],
    ['preset', 'psuh', 'psuh'],
    ['forbid-scopes', '!', '!'],
    ['expected-login', 'a b', 'a b'],
    ['repositories', 'acme', 'acme'],
    ['server-url', 'http://github.com', 'http://github.com'],
    ['api-url', 'https://u:p@x', 'https://u:p@x'],
    ['warn-days', '1e3', '1e3'],
    ['max-lifetime-days', '0', '0'],
    ['fail-on', 'all', 'all'],
    ['on-empty', 'maybe', 'maybe'],
    ['write-probes', 'yes', 'yes']
  ])('reads %s %j like the input of the root action', (key, value, given) => {
    const { candidates, problems } = readToken({ [key]: value })
    const [{ links, ...inputs }] = candidates
    const { links: rootLinks, obstacles, ...root } = readRoot({ [key]: given })
    const { tokenName, guardsFork, ...rest } = inputs
    expect([tokenName, guardsFork]).toEqual(['A', false])
    expect(root).toMatchObject(rest)
    const told = obstacles
      .filter(({ reason }) => reason === 'input-invalid')
      .map(({ evidence }) => evidence)
    expect(complaintsIn({ problems })).toEqual(told)
    expect(links.reason('ok')).toBe(rootLinks.reason('ok'))
  })

  test('has every key but those that only a policy has in common with the root action', () => {
    const own = ['purpose', 'owner', 'any-of', 'rotate-by']
    expect(
      tokenKeys.filter((key) => {
        const { obstacles } = readRoot({ [key]: '!' })
        return !obstacles.some(({ evidence }) => evidence.startsWith(`${key}:`))
      })
    ).toEqual(own)
  })

  test('is told what is wrong at the key it is wrong with, all at once', () => {
    const policy = read(
      [
        'tokens:',
        '  A:',
        '    warn-days: ٣',
        '    scopes: [repo, sc<ope]',
        '    rotate-by: 2027-02-30',
        '  B:',
        '    write-probes: TRUE',
        '    presets: push',
        '    owner: a b!'
      ].join('\n')
    )
    expect(problemsIn(policy)).toEqual([
      '3:5 warn-days: "٣" is not a number of days from 0 to 3660',
      '4:5 scopes: "sc<ope" is not a scope',
      '5:5 rotate-by: "2027-02-30" is not a day like 2027-01-31',
      '8:5 unknown key "presets"; did you mean preset?',
      '9:5 owner: "b!" is none of @LOGIN and @ORG/TEAM'
    ])
  })

  test('says for whom there must be an end', () => {
    for (const mustEnd of [true, false]) {
      const { tokens } = read('tokens: {A: , B: {any-of: [C, D]}}', { mustEnd })
      const all = tokens.flatMap(({ candidates }) => candidates)
      expect(all.map((one) => one.mustEnd)).toEqual([mustEnd, mustEnd, mustEnd])
    }
  })
})

describe('the variables of a token', () => {
  test.each<readonly [unknown, readonly string[]]>([
    [undefined, ['A']],
    ['B', ['B']],
    [
      ['OLD', 'NEW', 'OLD'],
      ['OLD', 'NEW']
    ],
    ['A, B\nC', ['A', 'B', 'C']],
    ['toString constructor', ['toString', 'constructor']]
  ])('any-of %j are %j, each asked the same', (anyOf, names) => {
    const { candidates, name, problems } = readToken({
      ...(anyOf !== undefined && { 'any-of': anyOf }),
      scopes: 'repo'
    })
    expect(problems).toEqual([])
    expect(name).toBe('A')
    expect(candidates.map((one) => one.tokenName)).toEqual(names)
    const [{ links, tokenName, ...first }, ...others] = candidates
    expect(links.newToken([])).toContain(`%20${tokenName}`)
    for (const { links: own, tokenName: variable, ...other } of others) {
      expect(other).toEqual(first)
      // The link makes a token that is called like the variable.
      expect(own.newToken([])).toContain(`%20${variable}`)
    }
  })

  test.each(['1A', 'A-B', 'Ä', '__proto__', '${{x}}', 'A='])(
    'cannot be called %s',
    (name) => {
      expect(complaintsIn(readToken({ 'any-of': ['B', name] }))).toEqual([
        `any-of: "${name}" cannot be the name of an environment variable`
      ])
    }
  )
})

describe('who rotates a token', () => {
  test.each<readonly [unknown, readonly string[]]>([
    ['@mona', ['@mona']],
    ['mona', ['@mona']],
    ['@acme/release', ['@acme/release']],
    ['acme/release.team_1', ['@acme/release.team_1']],
    [
      ['@mona', 'mona', '@acme/release'],
      ['@mona', '@acme/release']
    ],
    ['@mona, @acme/release @hubot', ['@mona', '@acme/release', '@hubot']],
    // An enterprise gives its accounts a short code.
    ['@mona_acme', ['@mona_acme']]
  ])('is written %j for %j', (owner, owners) => {
    expect(readToken({ owner })).toMatchObject({ owners, problems: [] })
  })

  test.each([
    '@',
    '@@mona',
    '@-mona',
    '@acme/',
    '/release',
    '@acme/a/b',
    '@acme/.x',
    'mona@example.com',
    '#1',
    '[x](y)',
    '`@mona`',
    '<b>',
    'a'.repeat(101),
    `acme/${'a'.repeat(101)}`
  ])('cannot be written %s', (owner) => {
    const { owners, problems } = readToken({ owner })
    expect(owners).toEqual([])
    expect(complaintsIn({ problems })).toEqual([
      expect.stringMatching(/^owner: ".*" is none of @LOGIN and @ORG\/TEAM$/)
    ])
  })
})

describe('the purpose of a token', () => {
  test.each([
    ['pushes the release commit', 'pushes the release commit'],
    [' pushes\n the\t\u{a0}commit\r\n', 'pushes the commit'],
    ['a'.repeat(200), 'a'.repeat(200)]
  ])('%j is %j', (given, purpose) => {
    expect(readToken({ purpose: given })).toMatchObject({
      purpose,
      problems: []
    })
  })

  test('is a clause, and no page', () => {
    expect(readToken({ purpose: 'a'.repeat(201) })).toMatchObject({
      purpose: '',
      problems: [{ complaint: 'purpose: it is longer than 200 characters' }]
    })
  })
})

describe('a key that a token does not have', () => {
  test('falls back to what the action says, and others do not', () => {
    const { tokens, problems } = read(
      'tokens: {A: , B: {warn-days: 3, on-empty: fail}}',
      {
        fallbacks: {
          'warn-days': '60',
          'on-empty': 'skip',
          'fail-on': 'expiring'
        }
      }
    )
    expect(problems).toEqual([])
    expect(tokens.map(({ candidates: [one] }) => one)).toMatchObject([
      { warnDays: 60, onEmpty: 'skip', failOn: ['expiring'] },
      { warnDays: 3, onEmpty: 'fail', failOn: ['expiring'] }
    ])
  })

  test('is not blamed for what is wrong with the input of the action', () => {
    const fallbacks = { 'warn-days': 'x', 'fail-on': 'all' }
    expect(read('tokens: {A: }', { fallbacks }).problems).toEqual([])
    // But a key that says the same is.
    expect(
      problemsIn(read('tokens: {A: {warn-days: x}}', { fallbacks }))
    ).toEqual(['1:14 warn-days: "x" is not a number of days from 0 to 3660'])
  })

  test.each<readonly [Given, string]>([
    [
      { GITHUB_SERVER_URL: 'http://github.acme.corp' },
      '1:10 server-url: it must start with https://'
    ],
    [
      { GITHUB_REPOSITORY: '', GITHUB_REPOSITORY_OWNER: '' },
      '1:10 repositories: "/*" is none of OWNER/NAME, OWNER/* and *'
    ]
  ])('is told when the runner is to blame: %j', (changes, problem) => {
    expect(problemsIn(read('tokens: {A: }', { changes }))).toEqual([problem])
    const text =
      'tokens: {A: {server-url: https://x.example, repositories: acme/site}}'
    expect(problemsIn(read(text, { changes }))).toEqual([])
  })
})

describe('a policy', () => {
  const many = (count: number) =>
    `tokens:\n${Array.from({ length: count }, (_, n) => `  T${String(n)}:\n`).join('')}`

  test.each(['tokens: {}', 'tokens: { }'])(
    'of no tokens is a mistake: %s',
    (text) => {
      expect(problemsIn(read(text))).toEqual(['1:1 it names no tokens'])
    }
  )

  test('of an input without tokens is a mistake', () => {
    const source = { form: 'input', name: 'tokens' } as const
    for (const text of ['{}', '# none']) {
      expect(problemsIn(read(text, { source }))).toEqual([
        '1:1 it names no tokens'
      ])
    }
  })

  test('of another form is not told to have no tokens, too', () => {
    expect(problemsIn(read('tokens: x'))).toEqual([
      '1:1 tokens must name tokens, each with its keys'
    ])
  })

  test('tells of fifty mistakes, and how many more there are', () => {
    const text = `tokens:\n${Array.from({ length: 70 }, (_, n) => `  T${String(n)}: {warn-days: x}\n`).join('')}`
    const problems = problemsIn(read(text))
    expect(problems).toHaveLength(51)
    expect(problems.at(-1)).toBe('52:9 20 more mistakes')
  })

  test('does not blame any-of for the name of a token', () => {
    expect(problemsIn(read('tokens:\n  DOCS-TOKEN:\n'))).toEqual([
      '2:3 "DOCS-TOKEN" cannot be the name of an environment variable'
    ])
  })

  test('can have 1000 tokens, and no more', () => {
    const most = read(many(1000))
    expect(most.problems).toEqual([])
    expect(most.tokens).toHaveLength(1000)
    expect(problemsIn(read(many(1001)))).toEqual([
      '1:1 it names 1001 tokens, of at most 1000'
    ])
  })

  test.each<readonly [string, unknown, string]>([
    ['scopes', 'a,'.repeat(100_000) + 'b', '2 values'],
    [
      'scopes',
      Array.from({ length: 100_000 }, (_, n) => `s${String(n)}`),
      'scopes: 100000 values, of at most 200'
    ],
    [
      'permissions',
      Array.from({ length: 50_000 }, (_, n) => `p${String(n)}: read`),
      'permissions: 50000 values, of at most 200'
    ],
    [
      'any-of',
      Array.from({ length: 100_000 }, (_, n) => `A${String(n)}`),
      'any-of: 100000 values, of at most 200'
    ],
    [
      'repositories',
      Array.from({ length: 50_000 }, (_, n) => `a/${String(n)}`),
      'repositories: 50000 values, of at most 200'
    ],
    [
      'owner',
      Array.from({ length: 100_000 }, (_, n) => `@a${String(n)}`),
      'owner: 100000 values, of at most 200'
    ]
  ])('with a very long list of %s is a mistake', (key, value, complaint) => {
    // What is there many times is there once.
    const expected = complaint.startsWith('2 ') ? [] : [complaint]
    expect(complaintsIn(readToken({ [key]: value }))).toEqual(expected)
  })
})

describe('the source of a policy', () => {
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'policy-test-'))
    await mkdir(join(folder, '.github'))
    await writeFile(join(folder, '.github', 'tokens.yml'), 'tokens: {A: }\n')
    await mkdir(join(folder, 'folder.yml'))
    await writeFile(join(folder, 'latin.yml'), Buffer.from([0xe4, 0xff]))
    await writeFile(join(folder, 'empty.yml'), '')
  })

  afterAll(async () => {
    await rm(folder, { recursive: true })
  })

  const readFrom = (source: Source, run: Run = 'trusted', tokens = 'A: {}') =>
    readSource(source, tokens, { GITHUB_WORKSPACE: folder }, run)
  const fileOf = (name: string): Source => ({ form: 'file', name })

  test('is the input when there is one, and a file otherwise', () => {
    expect(findSource('A: {}', 'x.yml')).toEqual({
      form: 'input',
      name: 'tokens'
    })
    expect(findSource('', 'x.yml')).toEqual({ form: 'file', name: 'x.yml' })
    // Annotations need the name that the pull request shows.
    expect(findSource('', './.github//x/../tokens.yml')).toEqual({
      form: 'file',
      name: join('.github', 'tokens.yml')
    })
  })

  test('is a file of the workspace, by any way to it', () => {
    for (const name of [
      '.github/tokens.yml',
      './.github/../.github/tokens.yml',
      join(folder, '.github', 'tokens.yml')
    ]) {
      expect(readFrom(fileOf(name))).toBe('tokens: {A: }\n')
    }
    expect(readFrom(fileOf('empty.yml'))).toBe('')
    // What is no text is no policy, which is told of its content.
    expect(readFrom(fileOf('latin.yml'))).toBe('\u{fffd}\u{fffd}')
  })

  test('is told when it is not there', () => {
    expect(readFrom(fileOf('none.yml'))).toEqual({
      requirement: 'a policy',
      reason: 'policy-missing',
      evidence: 'There is no file none.yml in the workspace'
    })
  })

  test.each([
    ['folder.yml', 'folder.yml cannot be read: it is not a file'],
    ['empty.yml/x', /^empty\.yml\/x cannot be read: (?:Error: )?ENOTDIR\b/],
    ['a\0b', /^a\0b cannot be read: .*null bytes/],
    ['/dev/zero', '/dev/zero cannot be read: it is not a file']
  ])('is told when it cannot be read: %j', (name, evidence) => {
    expect(readFrom(fileOf(name))).toEqual({
      requirement: 'a policy',
      reason: 'policy-missing',
      evidence:
        typeof evidence === 'string'
          ? evidence
          : expect.stringMatching(evidence)
    })
  })

  test('is told when it is too large, before it is read', async () => {
    const path = join(folder, 'large.yml')
    const text = 'tokens: {A: }\n'
    await writeFile(path, text.padEnd(1024 * 1024, '#'))
    expect(readFrom(fileOf('large.yml'))).toHaveLength(1024 * 1024)
    // Its rest is a hole, which takes no room on the disk.
    await truncate(path, 2 ** 40)
    expect(readFrom(fileOf('large.yml'))).toEqual({
      requirement: 'a policy',
      reason: 'policy-missing',
      evidence: 'large.yml cannot be read: it is larger than 1 MiB'
    })
  })

  test('is no file when a fork works in a run with secrets, but may be the input', () => {
    expect(readFrom(fileOf('.github/tokens.yml'), 'fork-with-secrets')).toEqual(
      {
        requirement: 'a policy',
        reason: 'policy-untrusted',
        evidence: 'A fork may have written .github/tokens.yml'
      }
    )
    // Not even whether there is one is told.
    expect(readFrom(fileOf('none.yml'), 'fork-with-secrets')).toMatchObject({
      reason: 'policy-untrusted'
    })
    const input = { form: 'input', name: 'tokens' } as const
    expect(readFrom(input, 'fork-with-secrets')).toBe('A: {}')
  })

  test.each<Run>(['trusted', 'fork-without-secrets', 'dependabot'])(
    'may be a file in a run that is %s',
    (run) => {
      expect(readFrom(fileOf('.github/tokens.yml'), run)).toBe(
        'tokens: {A: }\n'
      )
    }
  )

  test('may be a file of the current folder when there is no workspace', () => {
    const source = fileOf(join(folder, 'empty.yml'))
    expect(readSource(source, '', {}, 'trusted')).toBe('')
    expect(readSource(fileOf('none.yml'), '', {}, 'trusted')).toMatchObject({
      reason: 'policy-missing'
    })
  })
})

test('any values of any keys are read or told, with few words at a place', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.string(), { maxLength: 4 }),
    fc.constantFrom(
      '',
      ' ',
      '@',
      '\0',
      '1e3',
      'NaN',
      '-1',
      'none',
      '*',
      '__proto__'
    )
  )
  const keys = fc.dictionary(fc.constantFrom(...tokenKeys), value, {
    maxKeys: 6
  })
  fc.assert(
    fc.property(fc.dictionary(fc.string(), keys), (tokens) => {
      const { tokens: found, problems } = read(JSON.stringify({ tokens }))
      expect(found.map(({ name }) => name).sort()).toEqual(
        Object.keys(tokens).sort()
      )
      for (const { line, column, complaint } of problems) {
        expect([line, column > 0]).toEqual([1, true])
        expect(complaint.length).toBeLessThan(500)
      }
      if (problems.length > 0) return
      for (const { purpose, owners, candidates } of found) {
        expect(purpose).not.toMatch(/[\r\n]/)
        for (const owner of owners) expect(owner).toMatch(/^@[\w./-]+$/)
        for (const { tokenName } of candidates) {
          expect(tokenName).toMatch(/^[A-Za-z_]\w*$/)
        }
      }
    }),
    { numRuns: 500 }
  )
})

test('any text has tokens or problems', () => {
  const pieces = fc.constantFrom(
    ...['tokens:', 'A:', 'scopes: ', '{', '}', '[', ']', ': ', '- ', '&a '],
    ...['*a', '"', '#', '---', '\n', '\n  ', '\n    ', '\t', '@x', 'repo']
  )
  const anyText = fc.oneof(
    fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary' })
  )
  const sources: readonly Source[] = [inFile, { form: 'input', name: 'tokens' }]
  fc.assert(
    fc.property(anyText, fc.constantFrom(...sources), (text, source) => {
      const { tokens, problems } = read(text, { source })
      expect(tokens.length + problems.length).toBeGreaterThan(0)
    }),
    { numRuns: 500 }
  )
})

describe('what is misspelt in a policy', () => {
  test.each([
    [
      'tokens: {A: {scopes: workflw}}',
      'scopes: "workflw" is not known; did you mean workflow?'
    ],
    [
      'tokens: {A: {permissions: {contnts: write}}}',
      'permissions: "contnts" is not known; did you mean contents?'
    ]
  ])('is told: %s', (text, complaint) => {
    expect(problemsIn(read(text))).toEqual([expect.stringContaining(complaint)])
  })

  test.each([
    'tokens: {A: {scopes: brand:new}}',
    'tokens: {A: {permissions: {brand_new: write}}}'
  ])('is not what is like nothing that is known: %s', (text) => {
    expect(problemsIn(read(text))).toEqual([])
  })

  test('is every wrong permission, as it is written', () => {
    const text =
      'tokens:\n  A:\n    permissions:\n      contents: wrte\n      issues: reed\n      pages: read\n'
    expect(problemsIn(read(text))).toEqual(
      ['contents: wrte', 'issues: reed'].map((item) =>
        expect.stringContaining(`"${item}" is not of the form`)
      )
    )
  })
})
