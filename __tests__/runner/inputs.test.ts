import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import {
  defaults,
  type Inputs,
  rawInput,
  readInputs
} from '../../src/runner/inputs.ts'
import { readJob } from '../../src/runner/job.ts'
import { refuse } from '../../src/verify/findings.ts'
import { makeReport, problemsOf } from '../../src/verify/report.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inputs-test-'))
  await writeFile(join(folder, 'file'), '')
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

type Given = Readonly<Record<string, string>>

/** Reads inputs in a job of acme/site on github.com. */
function read(given: Given, environment: Given = {}): Inputs {
  const file = join(folder, 'file')
  const job = {
    GITHUB_ENV: file,
    GITHUB_OUTPUT: file,
    GITHUB_STATE: file,
    RUNNER_TEMP: folder,
    GITHUB_REPOSITORY: 'acme/site',
    GITHUB_REPOSITORY_OWNER: 'acme',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_API_URL: 'https://api.github.com',
    ...environment
  }
  const inputs = Object.entries(given).map(
    ([name, value]) => [`INPUT_${name.toUpperCase()}`, value] as const
  )
  return readInputs({ ...job, ...Object.fromEntries(inputs) }, readJob(job))
}

/** What a reader is told is wrong. */
function complaints(given: Given): readonly string[] {
  return read(given).obstacles.map(({ evidence }) => evidence)
}

const githubCom = {
  name: 'github.com',
  hostname: 'github.com',
  webUrl: 'https://github.com',
  apiUrl: 'https://api.github.com'
}

describe('rawInput', () => {
  test.each([
    ['token-name', { 'INPUT_TOKEN-NAME': 'A' }, 'A'],
    ['token', { INPUT_TOKEN: ' a\n' }, ' a\n'],
    ['token', {}, '']
  ])('%s of %j is %j', (name, environment, value) => {
    expect(rawInput(environment, name)).toBe(value)
  })
})

describe('the defaults', () => {
  let declared: Readonly<Record<string, { readonly default?: unknown }>>

  beforeAll(async () => {
    const path = join(import.meta.dirname, '../../action.yml')
    const action = parse(await readFile(path, 'utf8')) as {
      inputs: typeof declared
    }
    declared = action.inputs
  })

  test('are those of inputs that are all read, and no other input is', async () => {
    const asked = new Set<string>()
    const recording = new Proxy<Record<string, string>>(
      {},
      {
        get: (_, name) => {
          asked.add(String(name))
          return undefined
        }
      }
    )
    readInputs(recording, readJob({}))
    const read = [...asked]
      .filter((name) => name.startsWith('INPUT_'))
      .map((name) => name.slice('INPUT_'.length))
    // The token is read on its own, by whoever calls rawInput with a name.
    const folder = join(import.meta.dirname, '../../src')
    const files = await readdir(folder, { recursive: true })
    for (const file of files.filter((path) => path.endsWith('.ts'))) {
      const code = await readFile(join(folder, file), 'utf8')
      if (file !== join('runner', 'inputs.ts')) {
        expect([file, /INPUT_|getInput/.test(code)]).toEqual([file, false])
      }
      for (const [, name = ''] of code.matchAll(
        /\brawInput\(\s*\w+,\s*'([^']+)'/g
      )) {
        read.push(name.toUpperCase())
      }
    }
    expect([...read].sort()).toEqual(
      Object.keys(declared)
        .map((name) => name.toUpperCase())
        .sort()
    )
  })

  test('are those of action.yml', () => {
    const declaredDefaults = Object.keys(defaults).map((name) => [
      name,
      declared[name]?.default
    ])
    expect(Object.entries(defaults)).toEqual(declaredDefaults)
  })

  test('are what empty inputs stand for', () => {
    const expressions: Given = {
      '${{ github.repository_owner }}/*': 'acme/*',
      '${{ github.server_url }}': 'https://github.com'
    }
    const given = Object.entries(declared).map(
      ([name, { default: text }]) =>
        [name, expressions[String(text)] ?? String(text)] as const
    )
    const { links, ...inputs } = read(Object.fromEntries(given))
    const { links: defaultLinks, ...defaultInputs } = read({})
    expect(inputs).toEqual(defaultInputs)
    expect(JSON.stringify(links)).toBe(JSON.stringify(defaultLinks))
  })

  test('ask for nothing, and cover the owner of the repository', () => {
    const { links, ...inputs } = read({})
    expect(inputs).toEqual({
      tokenName: 'token',
      scopes: [],
      coverage: [{ owner: 'acme' }],
      host: githubCom,
      configureGit: 'job',
      summary: true,
      obstacles: []
    })
    expect(links.secrets).toBe(
      'https://github.com/acme/site/settings/secrets/actions'
    )
  })
})

describe('right inputs', () => {
  test('are all read', () => {
    const { links, ...inputs } = read({
      'token-name': ' RELEASE_TOKEN ',
      scopes: 'repo, workflow',
      repositories: 'acme/site\nother/*',
      'server-url': 'https://github.acme.corp:8443',
      'api-url': 'https://api.acme.corp/v3/',
      'configure-git': 'none',
      summary: 'false'
    })
    expect(inputs).toEqual({
      tokenName: 'RELEASE_TOKEN',
      scopes: ['repo', 'workflow'],
      coverage: [{ owner: 'acme', name: 'site' }, { owner: 'other' }],
      host: {
        name: 'github.acme.corp:8443',
        hostname: 'github.acme.corp',
        webUrl: 'https://github.acme.corp:8443',
        apiUrl: 'https://api.acme.corp/v3'
      },
      configureGit: 'none',
      summary: false,
      obstacles: []
    })
    expect(links.newToken(['repo', 'workflow'])).toBe(
      'https://github.acme.corp:8443/settings/tokens/new?scopes=repo,workflow&description=acme%2Fsite%20RELEASE_TOKEN'
    )
  })

  test.each([
    ['repo,workflow', ['repo', 'workflow']],
    ['repo workflow', ['repo', 'workflow']],
    ['repo\r\nworkflow\n', ['repo', 'workflow']],
    [' ,, repo ,\t,workflow,', ['repo', 'workflow']],
    ['repo,repo,repo', ['repo']],
    ['REPO,Read:Org', ['repo', 'read:org']],
    ['', []],
    [' ,\n', []],
    ['brand:new_scope', ['brand:new_scope']],
    [
      '__proto__,constructor,toString',
      ['__proto__', 'constructor', 'tostring']
    ],
    [
      Array.from({ length: 200 }, (_, n) => `s${String(n)}`).join(' '),
      {
        length: 200
      }
    ]
  ])('scopes %j are %j', (scopes, expected) => {
    const inputs = read({ scopes })
    expect(inputs.obstacles).toEqual([])
    if (Array.isArray(expected)) expect(inputs.scopes).toEqual(expected)
    else expect(inputs.scopes).toHaveLength(expected.length)
  })

  test.each([
    ['true', true],
    ['TRUE', true],
    ['True', true],
    [' true ', true],
    ['false', false],
    ['FALSE', false],
    ['', true]
  ])('summary %j is %j', (summary, expected) => {
    expect(read({ summary })).toMatchObject({
      summary: expected,
      obstacles: []
    })
  })

  test.each([
    ['job', 'job'],
    ['NONE', 'none'],
    [' none\n', 'none'],
    ['', 'job']
  ])('configure-git %j is %s', (mode, expected) => {
    expect(read({ 'configure-git': mode })).toMatchObject({
      configureGit: expected,
      obstacles: []
    })
  })

  test.each([
    ['RELEASE_TOKEN', 'RELEASE_TOKEN'],
    [' release-token.2 of the bot\n', 'release-token.2 of the bot'],
    ['_', '_'],
    ['a'.repeat(100), 'a'.repeat(100)],
    ['', 'token'],
    [' \t\n', 'token']
  ])('token-name %j is %j', (given, tokenName) => {
    expect(read({ 'token-name': given })).toMatchObject({
      tokenName,
      obstacles: []
    })
  })

  test('use the server of the job when none is named', () => {
    const inputs = read(
      {},
      {
        GITHUB_SERVER_URL: 'https://github.acme.corp',
        GITHUB_API_URL: 'https://github.acme.corp/api/v3'
      }
    )
    expect(inputs.host).toEqual({
      name: 'github.acme.corp',
      hostname: 'github.acme.corp',
      webUrl: 'https://github.acme.corp',
      apiUrl: 'https://github.acme.corp/api/v3'
    })
  })
})

describe('wrong inputs', () => {
  test('are all told at once', () => {
    const { obstacles } = read({
      scopes: 'repo, sc<ope, läse:org',
      repositories: 'acme/site, https://github.com/acme/site, acme',
      'server-url': 'http://github.com',
      'api-url': 'https://user:pass@github.com',
      'configure-git': 'always',
      summary: 'maybe',
      'token-name': 'a@b'
    })
    expect(obstacles).toEqual(
      [
        'api-url: it must not have a user name, a query or a fragment',
        'server-url: it must start with https://',
        'scopes: "sc<ope" is not a scope',
        'scopes: "läse:org" is not a scope',
        'token-name: it is not the name of a secret',
        'repositories: "https://github.com/acme/site" is none of OWNER/NAME, OWNER/* and *',
        'repositories: "acme" is none of OWNER/NAME, OWNER/* and *',
        'configure-git: "always" is none of job, none',
        'summary: "maybe" is none of true, false'
      ].map((evidence) => ({
        requirement: 'valid inputs',
        reason: 'input-invalid',
        evidence
      }))
    )
  })

  test('can be every input but the token, and each is told by its name', async () => {
    const path = join(import.meta.dirname, '../../action.yml')
    const { inputs } = parse(await readFile(path, 'utf8')) as {
      inputs: Readonly<Record<string, unknown>>
    }
    for (const name of Object.keys(inputs)) {
      const found = complaints({ [name]: '@' })
      expect(found.map((text) => text.split(':')[0])).toEqual(
        name === 'token' ? [] : [name]
      )
    }
  })

  test('are told together with an unsuitable runner', () => {
    const { obstacles } = readInputs({ INPUT_SUMMARY: '2' }, readJob({}))
    expect(obstacles.map(({ reason }) => reason)).toEqual([
      'runner-unsuitable',
      'input-invalid',
      'input-invalid'
    ])
    expect(obstacles.at(1)?.evidence).toBe(
      'repositories: "/*" is none of OWNER/NAME, OWNER/* and *'
    )
  })

  test.each(['on', 'off', 'yes', 'no', 'y', '1', '0', 'truee', 'true false'])(
    'include the boolean %j',
    (summary) => {
      expect(complaints({ summary })).toEqual([
        `summary: "${summary}" is none of true, false`
      ])
    }
  )

  test.each([
    ['a mention', '@acme/team'],
    ['an at sign', 'A@B'],
    ['a slash', 'A/B'],
    ['a colon', 'A:B'],
    ['a log command', '::error::x'],
    ['an address', 'https://evil.example'],
    ['a tag', '<img>'],
    ['a link', '[x](y)'],
    ['backticks', '`A`'],
    ['quotes', '"A"'],
    ['an ampersand', 'A&B'],
    ['a plus sign', 'A+B'],
    ['a number sign', '#1'],
    ['an asterisk', '*A*'],
    ['a line end inside', 'A\nB'],
    ['a tab inside', 'A\tB'],
    ['an expression', '${{ secrets.A }}'],
    ['a bidirectional control', 'A\u{202e}B'],
    ['letters of another script', 'Ä'],
    ['101 characters', 'a'.repeat(101)],
    ['100 000 words', 'A '.repeat(100_000)]
  ])('include a name of the token with %s', (_, name) => {
    const inputs = read({ 'token-name': name, scopes: 'repo' })
    expect(inputs.obstacles).toEqual([
      {
        requirement: 'valid inputs',
        reason: 'input-invalid',
        // Not quoted: it is what must not be printed.
        evidence: 'token-name: it is not the name of a secret'
      }
    ])
    expect(inputs.tokenName).toBe('token')
    expect(inputs.links.newToken([])).toBe(
      'https://github.com/settings/tokens/new?description=acme%2Fsite%20token'
    )
    const refusal = { reason: 'input-invalid', evidence: 'x' } as const
    const report = makeReport(
      inputs,
      { answer: { refusal }, now: new Date(0) },
      inputs.obstacles.map(refuse)
    )
    expect(report.token.name).toBe('token')
    expect(problemsOf(report).map(({ title }) => title)).toEqual([
      'token: invalid input'
    ])
  })

  test('never quote an address, which may hold a password', () => {
    const password = 'p'.repeat(20)
    const given = `https://user:${password}@github.com`
    const found = complaints({ 'server-url': given, 'api-url': given })
    expect(found).toHaveLength(2)
    expect(found.join()).not.toContain(password)
  })

  test.each(['scopes', 'repositories'])(
    'of 100 000 %s are one complaint',
    (name) => {
      const items = Array.from({ length: 100_000 }, (_, n) => `a/${String(n)}`)
      expect(complaints({ [name]: items.join() })).toEqual([
        `${name}: 100000 values, of at most 200`
      ])
    }
  )

  test('of great length are not quoted in full', () => {
    const [complaint = '', ...others] = complaints({
      scopes: 'a'.repeat(100_000)
    })
    expect(others).toEqual([])
    expect(complaint).toMatch(/^scopes: ".{1,80}" is not a scope$/)
  })

  test('leave no part of a token that came in the wrong way', () => {
    const token = `github_pat_${'a'.repeat(22)}_${'b'.repeat(59)}`
    const [complaint = ''] = complaints({ scopes: `x/${token}` })
    expect(complaint).not.toMatch(/aaaa|bbbb/)
  })

  test('leave no host that messages could speak of', () => {
    const inputs = read({ 'server-url': 'nonsense', 'api-url': 'nonsense' })
    expect(inputs.host).toEqual({ ...githubCom, name: 'an unknown host' })
  })
})
