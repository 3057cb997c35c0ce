import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
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
import { refuse } from '../../src/verify/finding.ts'
import { presets } from '../../src/verify/presets.ts'
import { failClasses, makeReport, problemsOf } from '../../src/verify/report.ts'
import { factsWith } from '../verify/samples.ts'

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
    // The tokens are read on their own.
    const folder = join(import.meta.dirname, '../../src')
    const files = await readdir(folder, { recursive: true })
    for (const file of files.filter((path) => path.endsWith('.ts'))) {
      const code = await readFile(join(folder, file), 'utf8')
      // 1Password's program is not to see the inputs: that module has to name them.
      const named = ['inputs.ts', 'one-password.ts'].map((name) =>
        join('runner', name)
      )
      if (!named.includes(file)) {
        expect([file, /INPUT_|getInput/.test(code)]).toEqual([file, false])
      }
      for (const [, name = ''] of code.matchAll(
        file === 'setup.ts' ? /\bread\('([^']+)'\)/g : /$^/g
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
      permissions: [],
      preset: { scopes: [], permissions: [], doubts: [] },
      forbiddenScopes: [],
      expectedLogin: undefined,
      warnDays: 14,
      maxLifetimeDays: undefined,
      failOn: ['invalid', 'missing'],
      onEmpty: 'auto',
      mayWrite: false,
      guardsFork: true,
      coverage: [{ owner: 'acme' }],
      repositories: ['acme/site'],
      covered: ['acme/site'],
      owners: ['acme'],
      host: githubCom,
      configureGit: 'job',
      storage: 'file',
      cacheSeconds: 3600,
      sshToHttps: true,
      gitIdentity: false,
      githubCli: false,
      isForGit: true,
      rotateBy: undefined,
      mustEnd: false,
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
      permissions: 'contents: write\nissues: read',
      preset: 'org-read',
      'forbid-scopes': 'admin:org delete_repo',
      'expected-login': '@acme-bot',
      'warn-days': '30',
      'max-lifetime-days': '90',
      'fail-on': 'invalid, expiring',
      'on-empty': 'skip',
      'write-probes': 'true',
      'allow-unsafe-fork-credentials': 'TRUE',
      repositories: 'other/*\nacme/site',
      'server-url': 'https://github.acme.corp:8443',
      'api-url': 'https://api.acme.corp/v3/',
      'configure-git': 'none',
      'credential-storage': 'file',
      'credential-timeout': '60',
      'ssh-to-https': 'false',
      'github-cli': 'true',
      summary: 'false'
    })
    expect(inputs).toEqual({
      tokenName: 'RELEASE_TOKEN',
      scopes: ['repo', 'workflow'],
      permissions: [
        { name: 'contents', level: 'write' },
        { name: 'issues', level: 'read' }
      ],
      preset: {
        scopes: ['read:org'],
        permissions: [{ name: 'members', level: 'read' }],
        doubts: []
      },
      forbiddenScopes: ['admin:org', 'delete_repo'],
      expectedLogin: 'acme-bot',
      warnDays: 30,
      maxLifetimeDays: 90,
      failOn: ['invalid', 'expiring'],
      onEmpty: 'skip',
      mayWrite: true,
      guardsFork: false,
      storage: 'file',
      cacheSeconds: 60,
      sshToHttps: false,
      gitIdentity: false,
      githubCli: true,
      coverage: [{ owner: 'other' }, { owner: 'acme', name: 'site' }],
      repositories: ['acme/site'],
      covered: ['acme/site'],
      owners: ['other', 'acme'],
      host: {
        name: 'github.acme.corp:8443',
        hostname: 'github.acme.corp',
        webUrl: 'https://github.acme.corp:8443',
        apiUrl: 'https://api.acme.corp/v3'
      },
      configureGit: 'none',
      isForGit: false,
      rotateBy: undefined,
      mustEnd: false,
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
    ['Repo, repo,gist REPO', ['repo', 'gist']],
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
    ['Global', 'global'],
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
      'credential-storage': 'disk',
      'credential-timeout': '0',
      'ssh-to-https': 'ssh',
      'git-identity': 'bot',
      'github-cli': 'gh',
      summary: 'maybe',
      'token-name': 'a@b',
      permissions: 'contents',
      preset: 'psuh',
      'forbid-scopes': '!',
      'expected-login': 'a b',
      'warn-days': 'x',
      'max-lifetime-days': '0',
      'fail-on': 'warnings',
      'on-empty': 'ok',
      'write-probes': '1',
      'allow-unsafe-fork-credentials': 'yes'
    })
    expect(obstacles).toEqual(
      [
        'token-name: it is not the name of a secret',
        'configure-git: "always" is none of job, global, none',
        'credential-storage: "disk" is none of file, memory',
        'git-identity: "bot" is none of true, false',
        'github-cli: "gh" is none of true, false',
        'allow-unsafe-fork-credentials: "yes" is none of true, false',
        'api-url: it must not have a user name, a query or a fragment',
        'server-url: it must start with https://',
        'repositories: "https://github.com/acme/site" is none of OWNER/NAME, OWNER/* and *',
        'repositories: "acme" is none of OWNER/NAME, OWNER/* and *',
        'scopes: "sc<ope" is not a scope',
        'scopes: "läse:org" is not a scope',
        'preset: "psuh" is none of clone, push, protected-push, workflow-files, pull-request, trigger-workflows, dispatch, packages, gh-cli, org-read; did you mean push?',
        'permissions: "contents" is not of the form NAME: read, NAME: write or NAME: admin',
        'forbid-scopes: "!" is not a scope',
        'expected-login: "a b" is not a login',
        'warn-days: "x" is not a number of days from 0 to 3660',
        'max-lifetime-days: "0" is not a number of days from 1 to 3660',
        'fail-on: "warnings" is none of invalid, missing, unknown, expiring, excess',
        'on-empty: "ok" is none of auto, skip, fail',
        'write-probes: "1" is none of true, false',
        'credential-timeout: "0" is not a number of seconds from 3 to 432000',
        'ssh-to-https: "ssh" is none of true, false',
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
      const found = complaints({ [name]: '!' })
      expect(found.map((text) => text.split(':')[0])).toEqual(
        name === 'token' || name === 'fallback-token' ? [] : [name]
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
    (given) => {
      for (const name of [
        'summary',
        'write-probes',
        'allow-unsafe-fork-credentials',
        'ssh-to-https',
        'git-identity',
        'github-cli'
      ]) {
        const { obstacles, ...inputs } = read({ [name]: given })
        expect(obstacles.map(({ evidence }) => evidence)).toEqual([
          `${name}: "${given}" is none of true, false${given === 'truee' ? '; did you mean true?' : ''}`
        ])
        expect([name, inputs.configureGit]).toEqual([name, 'job'])
      }
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
      factsWith({ answer: { refusal } }),
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

  test.each(['scopes', 'repositories', 'forbid-scopes', 'preset', 'fail-on'])(
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

const write = (name: string) => ({ name, level: 'write' }) as const
const onlyRead = (name: string) => ({ name, level: 'read' }) as const

describe('permissions', () => {
  test.each([
    ['contents: write', [write('contents')]],
    ['contents:write', [write('contents')]],
    ['contents=write', [write('contents')]],
    ['contents = write', [write('contents')]],
    ['contents :write', [write('contents')]],
    ['contents\n:\nwrite', [write('contents')]],
    ['Contents: WRITE', [write('contents')]],
    ['', []],
    [' ,\n,\t', []],
    [
      'contents: write\nissues: read\n',
      [write('contents'), onlyRead('issues')]
    ],
    [
      'contents: write\r\n  issues: read\r\n',
      [write('contents'), onlyRead('issues')]
    ],
    ['contents=write,issues=read', [write('contents'), onlyRead('issues')]],
    [
      ' ,, contents : write ,\t, issues=read ,',
      [write('contents'), onlyRead('issues')]
    ],
    ['contents: write issues: read', [write('contents'), onlyRead('issues')]],
    ['contents:\u{a0}write\u{2003}', [write('contents')]],
    ['pull-requests: write', [write('pull_requests')]],
    ['pull_requests: write', [write('pull_requests')]],
    [
      'organization_projects: admin',
      [{ name: 'organization_projects', level: 'admin' } as const]
    ],
    // Which ones there are is not for the input to know.
    ['brand-new: write', [write('brand_new')]],
    [
      'constructor: read, tostring: write',
      [onlyRead('constructor'), write('tostring')]
    ],
    // The highest level of each.
    ['issues: read, issues: write', [write('issues')]],
    ['issues: write, issues: read', [write('issues')]],
    ['pull-requests: read\npull_requests: write', [write('pull_requests')]],
    [
      'issues: write, pages: read, issues: admin, issues: read',
      [{ name: 'issues', level: 'admin' } as const, onlyRead('pages')]
    ]
  ])('%j are %j', (permissions, expected) => {
    expect(read({ permissions })).toMatchObject({
      permissions: expected,
      obstacles: []
    })
  })

  const form = 'is not of the form NAME: read, NAME: write or NAME: admin'

  test.each([
    ['contents', '"contents"'],
    ['contents:', '"contents:"'],
    [': write', '": write"'],
    ['contents: none', '"contents: none"'],
    ['contents: readwrite', '"contents: readwrite"'],
    ['contents write', '"contents write"'],
    ['write-all', '"write-all"'],
    ['- contents: write', '"- contents: write"'],
    ['contents:: write', '"contents:: write"'],
    ['contents: write # to push', '"contents: write # to push"'],
    ['{ contents: write }', '"{ contents: write }"'],
    ['__proto__: write', '"__proto__: write"'],
    ['con/tents: write', '"con/tents: write"'],
    ['läse: read', '"läse: read"'],
    ['1st: read', '"1st: read"'],
    [`${'a'.repeat(61)}: read`, `"${'a'.repeat(61)}: read"`],
    ['contents: write\u{200b}', '"contents: write\u{200b}"'],
    ['issues: read, contents, pages: read', '"contents"']
  ])('cannot be %j', (permissions, quoted) => {
    const inputs = read({ permissions })
    expect(inputs.obstacles.map(({ evidence }) => evidence)).toEqual([
      `permissions: ${quoted} ${form}`
    ])
    expect(inputs.permissions).toEqual([])
  })

  test.each([
    ['letters', 'a'.repeat(100_000)],
    ['colons', ':'.repeat(100_000)],
    ['equal signs', '= '.repeat(50_000)],
    ['hyphens', 'a-'.repeat(50_000) + ': write'],
    ['names without a level', 'a:'.repeat(50_000)],
    ['spaces inside', `contents${' '.repeat(100_000)}write`],
    ['letters for a level', `contents: ${'w'.repeat(100_000)}`]
  ])('of 100 000 characters are one short complaint: %s', (_, permissions) => {
    const [complaint = '', ...others] = complaints({ permissions })
    expect(others).toEqual([])
    expect(complaint.endsWith(form)).toBe(true)
    expect(complaint.length).toBeLessThan(200)
  })

  test('of 100 000 spaces are none', () => {
    const permissions = ' \n'.repeat(50_000)
    expect(read({ permissions })).toMatchObject({
      permissions: [],
      obstacles: []
    })
  })

  test('of 100 000 items are one complaint', () => {
    const items = Array.from(
      { length: 100_000 },
      (_, n) => `a${String(n)}: read`
    )
    expect(complaints({ permissions: items.join('\n') })).toEqual([
      'permissions: 100000 values, of at most 200'
    ])
  })

  test('are read back however they are written', () => {
    const item = fc.record({
      name: fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/),
      level: fc.constantFrom('read', 'write', 'admin'),
      colon: fc.stringMatching(/^[ \t]{0,2}[:=]\s{0,2}$/),
      end: fc.stringMatching(/^[\s,]{1,4}$/)
    })
    fc.assert(
      fc.property(
        fc.uniqueArray(item, { selector: ({ name }) => name, maxLength: 10 }),
        (items) => {
          const permissions = items
            .map(({ name, colon, level, end }) => name + colon + level + end)
            .join('')
          expect(read({ permissions })).toMatchObject({
            permissions: items.map(({ name, level }) => ({ name, level })),
            obstacles: []
          })
        }
      )
    )
  })

  test('of any text are permissions or complaints', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(
          fc.constantFrom(
            'contents',
            'write',
            ':',
            '=',
            ',',
            ' ',
            '\n',
            '-',
            '#'
          )
        )
        .map((parts) => parts.join(''))
    )
    fc.assert(
      fc.property(text, (permissions) => {
        const inputs = read({ permissions })
        expect(inputs.obstacles.length).toBeLessThan(20)
        for (const { name, level } of inputs.permissions) {
          expect(name).toMatch(/^[a-z][a-z0-9_]*$/)
          expect(['read', 'write', 'admin']).toContain(level)
        }
      })
    )
  })
})

describe('presets', () => {
  test.each([...presets])('%s stands for both', (preset, expected) => {
    expect(read({ preset })).toMatchObject({
      scopes: [],
      permissions: [],
      preset: expected,
      obstacles: []
    })
  })

  test('add up with each other, and leave the other inputs as they are', () => {
    expect(
      read({
        preset: 'clone, Push\nworkflow-files push',
        scopes: 'gist, repo',
        permissions: 'contents: read, pages: read'
      })
    ).toMatchObject({
      scopes: ['gist', 'repo'],
      permissions: [onlyRead('contents'), onlyRead('pages')],
      preset: {
        scopes: ['repo', 'repo', 'repo', 'workflow'],
        permissions: [
          onlyRead('contents'),
          write('contents'),
          write('contents'),
          write('workflows')
        ]
      },
      obstacles: []
    })
  })

  const known = [...presets.keys()].join(', ')

  test.each([
    ['psuh', '; did you mean push?'],
    ['pushh', '; did you mean push?'],
    ['workflow-file', '; did you mean workflow-files?'],
    ['pull_request', '; did you mean pull-request?'],
    ['gh_cli', '; did you mean gh-cli?'],
    ['ghcli', '; did you mean gh-cli?'],
    ['something-else-entirely', ''],
    ['__proto__', ''],
    ['constructor', ''],
    ['tostring', '']
  ])('cannot be %s', (preset, hint) => {
    const inputs = read({ preset })
    expect(inputs.obstacles.map(({ evidence }) => evidence)).toEqual([
      `preset: "${preset}" is none of ${known}${hint}`
    ])
    expect(inputs.preset).toEqual({
      scopes: [],
      permissions: [],
      doubts: []
    })
  })

  test('of great length are not quoted in full', () => {
    const [complaint = '', ...others] = complaints({
      preset: 'p'.repeat(100_000)
    })
    expect(others).toEqual([])
    expect(complaint.length).toBeLessThan(300)
  })
})

describe('what fails the step', () => {
  test.each([
    ['', ['invalid', 'missing']],
    ['none', []],
    [' NONE\n', []],
    ['invalid', ['invalid']],
    ['Invalid, MISSING', ['invalid', 'missing']],
    [failClasses.join('\n'), failClasses],
    ['excess unknown', ['excess', 'unknown']],
    ['missing,missing', ['missing']],
    ['missing Missing MISSING', ['missing']],
    ['none, NONE', []]
  ])('with fail-on %j is %j', (failOn, expected) => {
    expect(read({ 'fail-on': failOn })).toMatchObject({
      failOn: expected,
      obstacles: []
    })
  })

  test.each(['none, missing', 'missing none', 'none, none2'])(
    'cannot be none and something else: %s',
    (failOn) => {
      const inputs = read({ 'fail-on': failOn })
      expect(inputs.obstacles.map(({ evidence }) => evidence)).toEqual([
        'fail-on: "none" stands alone'
      ])
      expect(inputs.failOn).toEqual([])
    }
  )

  const known = failClasses.join(', ')

  test.each([
    ['mising', ['"mising"'], ['; did you mean missing?']],
    ['expired', ['"expired"'], ['; did you mean expiring?']],
    ['broken', ['"broken"'], ['']],
    ['untidy fine', ['"untidy"', '"fine"'], ['', '']],
    ['false', ['"false"'], ['']],
    ['__proto__ constructor', ['"__proto__"', '"constructor"'], ['', '']]
  ])('cannot be %s', (failOn, quoted, hints) => {
    expect(complaints({ 'fail-on': failOn })).toEqual(
      quoted.map(
        (text, index) =>
          `fail-on: ${text} is none of ${known}${hints[index] ?? ''}`
      )
    )
  })
})

describe('a number of days', () => {
  test.each([
    ['', 14, undefined],
    ['14', 14, 14],
    [' 14 \n', 14, 14],
    ['1', 1, 1],
    ['007', 7, 7],
    ['3660', 3660, 3660]
  ])('can be %j', (days, warnDays, maxLifetimeDays) => {
    expect(
      read({ 'warn-days': days, 'max-lifetime-days': days })
    ).toMatchObject({ warnDays, maxLifetimeDays, obstacles: [] })
  })

  test('can be 0 for a warning, and not for a lifetime', () => {
    expect(read({ 'warn-days': '0' })).toMatchObject({
      warnDays: 0,
      obstacles: []
    })
    expect(complaints({ 'max-lifetime-days': '0' })).toEqual([
      'max-lifetime-days: "0" is not a number of days from 1 to 3660'
    ])
  })

  test.each([
    ...[
      '1e3',
      '-5',
      '+5',
      'NaN',
      'Infinity',
      '٣',
      '１４',
      '0x10',
      '1.5',
      '1,5'
    ],
    ...[
      '3661',
      '99999',
      '14 days',
      '14d',
      '1 4',
      'null',
      'true',
      '--',
      '__proto__'
    ]
  ])('cannot be %j', (days) => {
    expect(
      complaints({ 'warn-days': days, 'max-lifetime-days': days })
    ).toEqual([
      `warn-days: "${days}" is not a number of days from 0 to 3660`,
      `max-lifetime-days: "${days}" is not a number of days from 1 to 3660`
    ])
  })

  test('of 100 000 digits are not quoted', () => {
    expect(complaints({ 'warn-days': '9'.repeat(100_000) })).toEqual([
      'warn-days: "…" is not a number of days from 0 to 3660'
    ])
  })
})

describe('the account that is expected', () => {
  test.each([
    ['', undefined],
    [' \n', undefined],
    ['octocat', 'octocat'],
    ['@octocat', 'octocat'],
    [' @Octo-Cat\n', 'Octo-Cat'],
    ['mona_acme', 'mona_acme'],
    ['release-bot[bot]', 'release-bot[bot]'],
    ['__proto__', '__proto__']
  ])('can be %j', (login, expectedLogin) => {
    expect(read({ 'expected-login': login })).toMatchObject({
      expectedLogin,
      obstacles: []
    })
  })

  test.each([
    '@',
    '@@octocat',
    'octo cat',
    'octocat,hubot',
    'https://github.com/octocat',
    'octocat[bot]x',
    '[bot]',
    'öctocat',
    '::error::x'
  ])('cannot be %j', (login) => {
    expect(complaints({ 'expected-login': login })).toEqual([
      `expected-login: "${login}" is not a login`
    ])
  })
})

test.each([
  ['auto', 'auto'],
  ['SKIP', 'skip'],
  [' fail\n', 'fail'],
  ['', 'auto']
])('on-empty %j is %s', (given, onEmpty) => {
  expect(read({ 'on-empty': given })).toMatchObject({ onEmpty, obstacles: [] })
})

test.each<
  readonly [
    string,
    'mayWrite' | 'guardsFork' | 'gitIdentity' | 'githubCli',
    boolean
  ]
>([
  ['write-probes', 'mayWrite', true],
  ['git-identity', 'gitIdentity', true],
  ['github-cli', 'githubCli', true],
  ['allow-unsafe-fork-credentials', 'guardsFork', false]
])('%s is off unless it is switched on', (name, member, on) => {
  const found = ['', 'false', 'FALSE', 'true', ' True '].map((given) => {
    const inputs = read({ [name]: given })
    expect(inputs.obstacles).toEqual([])
    return inputs[member]
  })
  expect(found).toEqual([!on, !on, !on, on, on])
})

test.each([
  ['job', 'false', true],
  ['global', 'false', true],
  ['none', 'false', false],
  ['none', 'true', true]
])(
  'a fork is guarded against with configure-git: %s and github-cli: %s, unless that is allowed: %j',
  (mode, githubCli, isGuarded) => {
    const found = ['false', 'true'].map(
      (allowed) =>
        read({
          'configure-git': mode,
          'github-cli': githubCli,
          'allow-unsafe-fork-credentials': allowed
        }).guardsFork
    )
    expect(found).toEqual([isGuarded, false])
  }
)

test.each([
  ['', 'file'],
  ['FILE', 'file'],
  [' memory\n', 'memory']
])('credential-storage %j is %s', (given, storage) => {
  expect(read({ 'credential-storage': given })).toMatchObject({
    storage,
    obstacles: []
  })
})

test.each([
  ['', 3600],
  ['3', 3],
  [' 060 ', 60],
  ['432000', 432_000]
])('credential-timeout %j is %d', (given, cacheSeconds) => {
  expect(read({ 'credential-timeout': given })).toMatchObject({
    cacheSeconds,
    obstacles: []
  })
})

test.each(['0', '2', '432001', '-1', '1.5', '1e3', '60s', 'never', '٣'])(
  'credential-timeout cannot be %j',
  (given) => {
    expect(complaints({ 'credential-timeout': given })).toEqual([
      `credential-timeout: "${given}" is not a number of seconds from 3 to 432000`
    ])
  }
)

const noIdentity = 'git-identity: it has no effect with configure-git: none'
const noMemory = 'credential-storage: it has no effect with configure-git: none'
const noGh =
  'github-cli: gh keeps the token in a file, which credential-storage: memory is to avoid'

test.each<readonly [Given, readonly string[]]>([
  [{ 'git-identity': 'true' }, []],
  [{ 'git-identity': 'true', 'configure-git': 'global' }, []],
  [{ 'git-identity': 'true', 'configure-git': 'none' }, [noIdentity]],
  [{ 'git-identity': 'false', 'configure-git': 'none' }, []],
  [{ 'github-cli': 'true' }, []],
  [{ 'github-cli': 'true', 'configure-git': 'none' }, []],
  [{ 'github-cli': 'true', 'credential-storage': 'memory' }, [noGh]],
  [{ 'github-cli': 'false', 'credential-storage': 'memory' }, []],
  [{ 'credential-storage': 'memory', 'configure-git': 'none' }, [noMemory]],
  [
    {
      'git-identity': 'true',
      'github-cli': 'true',
      'configure-git': 'none',
      'credential-storage': 'memory'
    },
    [noIdentity, noMemory, noGh]
  ]
])('of %j the conflicts are %j', (given, conflicts) => {
  expect(complaints(given)).toEqual(conflicts)
})

test('scopes that are forbidden are read as those that are required', () => {
  expect(
    read({
      'forbid-scopes': 'Admin:Org,\n delete_repo DELETE_REPO delete_repo'
    })
  ).toMatchObject({
    forbiddenScopes: ['admin:org', 'delete_repo'],
    obstacles: []
  })
})

test('what is covered is known even where nothing is verified', () => {
  const inputs = read({ 'configure-git': 'none', repositories: 'acme/*' })
  expect(inputs).toMatchObject({ repositories: [], covered: ['acme/site'] })
})

test.each([
  [{ scopes: 'repo gist', 'forbid-scopes': 'GIST, user' }, ['gist']],
  [{ preset: 'push', 'forbid-scopes': 'repo' }, ['repo']],
  [{ scopes: 'public_repo', 'forbid-scopes': 'repo' }, []]
])('%j asks for what it forbids: %j', (given, both) => {
  expect(complaints(given)).toEqual(
    both.map((scope) => `forbid-scopes: "${scope}" is asked for as well`)
  )
})

describe('the repositories that are verified', () => {
  test.each<readonly [string, readonly string[]]>([
    ['', ['acme/site']],
    ['acme/*', ['acme/site']],
    ['*', ['acme/site']],
    ['acme/site', ['acme/site']],
    ['other/*', []],
    ['acme/blog', ['acme/blog']],
    [
      'acme/*, acme/blog, other/tools',
      ['acme/site', 'acme/blog', 'other/tools']
    ],
    ['acme/blog acme/site', ['acme/site', 'acme/blog']],
    // Each once, spelled as GitHub does where that is known.
    ['ACME/Site', ['acme/site']],
    ['ACME/*', ['acme/site']],
    ['acme/site, ACME/SITE, acme/*', ['acme/site']],
    ['acme/Blog, acme/blog', ['acme/Blog']]
  ])('of %j are %j', (repositories, expected) => {
    expect(read({ repositories })).toMatchObject({
      repositories: expected,
      obstacles: []
    })
  })

  test('do not include that of the workflow on another host', () => {
    const given = {
      'server-url': 'https://github.acme.corp',
      preset: 'push',
      repositories: 'acme/*, acme/blog'
    }
    expect(read(given).repositories).toEqual(['acme/blog'])
  })

  test('include that of the workflow when its host is written in another way', () => {
    for (const url of ['https://GitHub.com', 'https://github.com:443/']) {
      expect(read({ 'server-url': url }).repositories).toEqual(['acme/site'])
    }
  })

  test.each<readonly [Given, readonly string[]]>([
    [{}, []],
    [{ scopes: 'repo' }, []],
    [{ permissions: 'members: read' }, []],
    [{ permissions: 'emails: read, gists: write' }, []],
    [{ preset: 'org-read' }, []],
    [{ permissions: 'issues: read' }, ['acme/site']],
    [{ permissions: 'members: read, contents: read' }, ['acme/site']],
    [{ preset: 'push' }, ['acme/site']],
    [{ preset: 'gh-cli' }, ['acme/site']],
    [{ repositories: 'acme/*, acme/blog' }, ['acme/blog']],
    [
      { repositories: 'acme/*, acme/blog', preset: 'push' },
      ['acme/site', 'acme/blog']
    ],
    [{ repositories: 'other/*', preset: 'push' }, []]
  ])('without git, and with %j, are %j', (given, expected) => {
    expect(read({ ...given, 'configure-git': 'none' })).toMatchObject({
      repositories: expected,
      obstacles: []
    })
  })

  test('are none when there is no repository', () => {
    const environment = { GITHUB_REPOSITORY: '', GITHUB_REPOSITORY_OWNER: '' }
    expect(read({ repositories: '*' }, environment)).toMatchObject({
      repositories: [],
      owners: [],
      obstacles: []
    })
  })

  test.each([
    ['', ['acme']],
    ['*', ['acme']],
    ['other/*', ['other']],
    ['*, other/tools', ['acme', 'other']],
    ['Other/tools, acme/*, ACME/site', ['Other', 'acme']]
  ])('of %j have these owners: %j', (repositories, owners) => {
    expect(read({ repositories }).owners).toEqual(owners)
  })
})
