import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  writeFile
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runChild } from '../support/runner/child.ts'
import { actionFolder, startWorld, type World } from '../support/world.ts'
import { expectMasksFirst, formsOf } from './expectations.ts'
import {
  failed as failedFor,
  lines,
  more,
  play,
  readable,
  type Scene,
  secretsPage,
  usedByGit
} from './play.ts'

let world: World

beforeAll(async () => {
  world = await startWorld()
})

afterAll(async () => {
  await world.close()
})

const readme = 'https://HOST/octo/setup-github-token#readme'
const notAsked = 'The host was not asked about the token'

/** What is said of a token that was not asked about. */
const unasked = (host: string) => `unknown accepted by ${host} (${notAsked})`

/** What is said of the workflow's own repository then. */
const unread = `unknown read acme/app (${notAsked})`

/** The outputs of a step that did not get to asking. */
const failed = (unverified = '') => ({
  ...failedFor('input-invalid', unverified),
  valid: ''
})

/** The message about inputs that cannot be used, with all that is wrong. */
function inputsRefused(...complaints: readonly string[]): string {
  return lines(
    '##[error]The inputs of this step cannot be used.',
    `${notAsked}.`,
    ...complaints.map((one) => (one.endsWith('?') ? one : `${one}.`)),
    `Fix: Correct them in the workflow; the inputs are described at ${readme}.`,
    more('input-invalid')
  )
}

describe('bad inputs', () => {
  test.concurrent('are all told at once, and nothing is sent', async () => {
    const seen = await play(world, {
      inputs: {
        scopes: 'repo, "gist" re po!',
        repositories: 'acme, acme/app/x\nother/..  -x/y acme/app.git',
        'server-url': 'github.acme.corp',
        'api-url': 'ftp://api.github.com',
        'configure-git': 'jbo',
        summary: 'maybe'
      }
    })
    const complaints = [
      'configure-git: "jbo" is none of job, global, none; did you mean job?',
      'api-url: it must start with https://',
      'server-url: it must start with https://',
      ...['acme', 'acme/app/x', 'other/..', '-x/y', 'acme/app.git'].map(
        (text) => `repositories: "${text}" is none of OWNER/NAME, OWNER/* and *`
      ),
      'scopes: ""gist"" is not a scope',
      'scopes: "po!" is not a scope',
      'summary: "maybe" is none of true, false'
    ]
    expect(seen.log).toBe(
      lines(
        unasked('an unknown host'),
        `unknown repo (${notAsked})`,
        `unknown re (${notAsked})`,
        ...complaints.map((text) => `missing valid inputs (${text})`),
        'git is not configured',
        inputsRefused(...complaints)
      )
    )
    expect(seen.outputs).toEqual(failed('repo,re'))
    expect(seen.requests).toEqual([])
    expect(seen.exitCode).toBe(1)
    expect(seen.result.annotations).toHaveLength(1)
    expect(seen.report).toMatchObject({ status: 'failed' })
  })

  test.concurrent('do not hide that the token is none', async () => {
    const seen = await play(world, {
      value: () => '',
      masked: () => [],
      inputs: { summary: 'maybe' }
    })
    expect(
      seen.result.annotations.map(({ level, title }) => [level, title])
    ).toEqual([
      ['error', 'RELEASE_TOKEN: invalid input'],
      ['error', 'RELEASE_TOKEN: token is empty']
    ])
    expect(seen.outputs).toEqual(failedFor('input-invalid', 'read acme/app'))
  })

  test.concurrent.each([
    [
      'an empty text is the default',
      { scopes: '', 'configure-git': '', summary: '' }
    ],
    [
      'capitals and spaces do not matter',
      { 'configure-git': ' JOB ', summary: ' TRUE' }
    ],
    [
      'separators do not matter',
      { scopes: ' ,repo,,\n\trepo ;'.replace(';', '') }
    ],
    ['repositories of all owners are covered', { repositories: '*' }]
  ])('are none of these: %s', async (_, inputs) => {
    const seen = await play(world, { inputs: { ...inputs } })
    expect(seen.outputs).toMatchObject({
      status: 'ok',
      'git-configured': 'true'
    })
  })
})

describe('a text that is no token', () => {
  const store = `Store the token alone, without anything around it, as RELEASE_TOKEN at ${secretsPage}`
  const resolve =
    'Pass ${{ secrets.RELEASE_TOKEN }}, which the runner evaluates in the workflow'
  const malformed = 'RELEASE_TOKEN holds characters that no token has'
  const empty = `Store the token as RELEASE_TOKEN at ${secretsPage}, and check the workflow for the five usual causes: the name of the secret is misspelt; it belongs to an environment the job does not name (\`environment:\`); a reusable workflow was called without \`secrets:\`; an organisation secret is not shared with this repository; or GitHub withholds it, as it does from pull requests of forks and of Dependabot`
  const twice = (token: string, between: string) => token + between + token

  interface Case {
    readonly scene: Scene
    readonly reason: string
    readonly what: string
    readonly evidence: string
    readonly fix: string
  }

  const isEmpty = {
    reason: 'token-empty',
    what: 'RELEASE_TOKEN is empty',
    evidence: 'It is an empty text',
    fix: empty
  }
  const hasBreak = {
    reason: 'token-malformed',
    what: malformed,
    evidence: 'There is a line break inside it',
    fix: store
  }
  const hasSpace = { ...hasBreak, evidence: 'There is white space inside it' }
  const isForeign = {
    ...hasBreak,
    evidence: 'There are characters outside of visible ASCII in it'
  }
  const isJson = {
    reason: 'token-json',
    what: 'RELEASE_TOKEN holds a JSON document instead of a token',
    evidence: 'It starts like a JSON document',
    fix: store
  }
  const isShort = {
    reason: 'token-too-short',
    what: 'RELEASE_TOKEN does not look like a token: it is too short',
    evidence: 'It is shorter than any token',
    fix: store
  }
  const harmless = (text: string): Scene => ({
    value: () => text,
    masked: () => [],
    isHarmless: true
  })
  const split = (between: string): Scene => ({
    value: (token) => twice(token, between)
  })

  test.concurrent.each<[string, Case]>([
    ['nothing', { scene: harmless(''), ...isEmpty }],
    ['white space', { scene: harmless(' \r\n\t\u{feff}'), ...isEmpty }],
    [
      'asterisks',
      {
        scene: harmless('***'),
        reason: 'token-masked',
        what: 'RELEASE_TOKEN holds the asterisks of a masked value instead of the token',
        evidence: 'It consists of asterisks',
        fix: `Copy the token from where it was created, not from a log, and store it as RELEASE_TOKEN at ${secretsPage}`
      }
    ],
    ['a word', { scene: harmless('hunter2'), ...isShort }],
    ['a boolean', { scene: harmless('false'), ...isShort }],
    ['a line feed inside', { scene: split('\n'), ...hasBreak }],
    ['CRLF inside', { scene: split('\r\n'), ...hasBreak }],
    ['a lone CR inside', { scene: split('\r'), ...hasBreak }],
    ['a space inside', { scene: split(' '), ...hasSpace }],
    ['a tab inside', { scene: split('\t'), ...hasSpace }],
    [
      'a zero-width space inside',
      {
        scene: split('\u{200b}'),
        ...isForeign
      }
    ],
    [
      'an escape sequence inside',
      {
        scene: {
          value: (token) => twice(token, '\x1b[0m'),
          masked: (token) => [token, `[0m${token}`]
        },
        ...isForeign
      }
    ],
    [
      'a JSON object',
      {
        scene: { value: (token) => JSON.stringify({ token }) },
        ...isJson
      }
    ],
    [
      'a JSON list',
      {
        scene: { value: (token) => JSON.stringify([token]) },
        ...isJson
      }
    ],
    [
      'a token in quotes',
      {
        scene: { value: (token) => JSON.stringify(token) },
        ...isJson
      }
    ],
    [
      'an expression',
      {
        scene: {
          value: () => '${{ secrets.ANOTHER_NAME }}',
          masked: () => ['secrets.ANOTHER_NAME']
        },
        reason: 'token-reference',
        what: 'RELEASE_TOKEN holds a workflow expression instead of its value',
        evidence: 'It starts like a workflow expression that was not evaluated',
        fix: resolve
      }
    ],
    [
      'what stands in an expression',
      {
        scene: {
          value: () => 'secrets.ANOTHER_NAME',
          masked: () => ['secrets.ANOTHER_NAME']
        },
        reason: 'token-reference',
        what: 'RELEASE_TOKEN holds a workflow expression instead of its value',
        evidence: 'It starts like a workflow expression that was not evaluated',
        fix: resolve
      }
    ]
  ])('is told as what it is, and not quoted: %s', async (_, row) => {
    const { scene, reason, what, evidence, fix } = row
    const seen = await play(world, scene)
    expect(seen.log).toBe(
      lines(
        `missing accepted by HOST (${evidence})`,
        `unknown read acme/app (${evidence})`,
        'git is not configured',
        `##[error]${what}.`,
        `${evidence}.`,
        `Fix: ${fix}.`,
        more(reason)
      )
    )
    expect(seen.outputs).toEqual(failedFor(reason, 'read acme/app'))
    expect(seen.report).toMatchObject({
      findings: [
        { reason, evidence, fix },
        { verdict: 'unknown', reason }
      ]
    })
    expect(seen.requests).toEqual([])
    expect(seen.exitCode).toBe(1)
  })
})

describe('an address', () => {
  const scheme = 'it must start with https://'
  const characters =
    'it has characters a host name cannot have; write other scripts in their xn-- form'
  const parts = 'it must not have a user name, a query or a fragment'
  const dot = 'its host name must not end with a dot'
  const plain = 'its host name must be written in its plain form'
  const path = 'it must be https://HOST[:PORT] without a path'
  const noUrl = 'it is not a URL'

  const refused: readonly [string, string][] = [
    ['http://github.com', scheme],
    ['http://127.0.0.1:8080', scheme],
    ['//github.com', scheme],
    ['github.com', scheme],
    ['git@github.com:acme/app.git', scheme],
    ['ssh://git@github.com', scheme],
    ['file:///etc/passwd', scheme],
    ['javascript:alert(1)', scheme],
    ['data:text/html,x', scheme],
    ['https:/github.com', scheme],
    ['https:github.com', scheme],
    ['https://github.com@evil.example', parts],
    ['https://user:s3cret-pass@github.com', parts],
    ['https://@github.com', parts],
    ['https://github.com?x', parts],
    ['https://github.com#x', parts],
    ['https://github.com\\@evil.example', characters],
    ['https://github.com\\.evil.example', characters],
    ['https://g\u{456}thub.com', characters],
    ['https://github\u{3002}com', characters],
    ['https://github.com\u{200b}.evil.example', characters],
    ['https://github.com evil.example', characters],
    ['https://github.com\nevil.example', characters],
    ['https://github.com.', dot],
    ['https://github.com.:443', dot],
    ['https://0x7f.1', plain],
    ['https://git%68ub.com', plain],
    ['https:///github.com', plain],
    ['https://', noUrl],
    ['https://github.com:99999', noUrl],
    ['https://[::1', noUrl],
    ['https://exa mple', characters]
  ]

  test.concurrent.each(refused)(
    'is refused, and not quoted: %j',
    async (address, complaint) => {
      const seen = await play(world, {
        inputs: { 'server-url': address, 'api-url': address }
      })
      expect(seen.log).toBe(
        lines(
          unasked('an unknown host'),
          `missing valid inputs (api-url: ${complaint})`,
          `missing valid inputs (server-url: ${complaint})`,
          'git is not configured',
          inputsRefused(`api-url: ${complaint}`, `server-url: ${complaint}`)
        )
      )
      expect(seen.outputs).toEqual(failed())
      expect(seen.requests).toEqual([])
    }
  )

  test.concurrent('is refused as api-url alone', async () => {
    const seen = await play(world, {
      inputs: { 'api-url': 'https://user:s3cret-pass@github.com' }
    })
    expect(seen.log).toBe(
      lines(
        unasked('HOST'),
        unread,
        `missing valid inputs (api-url: ${parts})`,
        'git is not configured',
        inputsRefused(`api-url: ${parts}`)
      )
    )
    expect(seen.requests).toEqual([])
  })

  test.concurrent.each([
    'https://github.com/acme',
    'https://github.com//',
    'https://github.com/api/v3'
  ])('with a path is no server-url: %s', async (address) => {
    const seen = await play(world, { inputs: { 'server-url': address } })
    expect(seen.log).toContain(inputsRefused(`server-url: ${path}`))
    expect(seen.requests).toEqual([])
  })

  test.concurrent('may have what means the same', async () => {
    const { port } = world.github
    const seen = await play(world, {
      inputs: {
        'server-url': ` HTTPS://LOCALHOST:${port}/ `,
        'api-url': `https://127.0.0.1:${port}/api/v3/`
      }
    })
    // The repository of the workflow is on another host, as far as names tell.
    expect(seen.requests).toEqual(['GET https://HOST/api/v3/user 200'])
    expect(seen.log.replaceAll(String(port), 'PORT')).toBe(
      lines(
        'RELEASE_TOKEN (classic, @acme-bot) on localhost:PORT 3.20.1: expiry not reported',
        'granted accepted by localhost:PORT (It belongs to @acme-bot)',
        usedByGit
      )
    )
  })
})

describe('hostile inputs', () => {
  test.concurrent.each([
    ['markup', '::error::x\r\n##[add-mask]y \x1b[31m<b>`|@acme/team\u{202e}'],
    ['a command', '::error::x'],
    ['a line break', 'RELEASE\nTOKEN'],
    ['HTML', '<b>RELEASE_TOKEN'],
    ['another script', 'TOK\u{415}N'],
    ['an expression', '${{ secrets.RELEASE_TOKEN }}'],
    ['more characters than a name has', 'A'.repeat(101)]
  ])(
    'are refused as the name of the token, and not quoted: %s',
    async (_, name) => {
      const seen = await play(world, {
        inputs: { 'token-name': name, scopes: 'gist' }
      })
      const complaint = 'token-name: it is not the name of a secret'
      expect(seen.log).toBe(
        lines(
          unasked('HOST'),
          `unknown gist (${notAsked})`,
          unread,
          `missing valid inputs (${complaint})`,
          'git is not configured',
          inputsRefused(complaint)
        )
      )
      expect(seen.result.annotations).toMatchObject([
        { level: 'error', title: 'token: invalid input' }
      ])
      expect(seen.summary.split('\n')[0]).toBe(
        '<h3>❌ <code>token</code>: failed</h3>'
      )
      expect(seen.report).toMatchObject({ token: { name: 'token' } })
      expect(seen.outputs).toEqual(failed('gist,read acme/app'))
      expect(seen.requests).toEqual([])
      expect(seen.exitCode).toBe(1)
    }
  )

  test.concurrent('are harmless as scopes', async () => {
    const seen = await play(world, {
      inputs: {
        scopes:
          '##[add-mask]repo <img> %0A::warning::x \x1b[31m a\u{202e}b `x` $(id)'
      }
    })
    const complaints = [
      '## [add-mask]repo',
      '<img>',
      '%0A::warning::x',
      '\\u{001b}[31m',
      'a\\u{202e}b',
      '`x`',
      '$(id)'
    ].map((text) => `scopes: "${text}" is not a scope`)
    expect(seen.log).toBe(
      lines(
        unasked('HOST'),
        unread,
        ...complaints.map((text) => `missing valid inputs (${text})`),
        'git is not configured',
        inputsRefused(...complaints)
      )
    )
  })

  test.concurrent(
    'are harmless as scopes that look like commands',
    async () => {
      const seen = await play(world, { inputs: { scopes: '::error::x' } })
      const complaint = 'scopes: "::error::x" is not a scope'
      expect(seen.log).toBe(
        lines(
          unasked('HOST'),
          unread,
          `missing valid inputs (${complaint})`,
          'git is not configured',
          inputsRefused(complaint)
        )
      )
    }
  )

  test.concurrent('are harmless as the names of prototypes', async () => {
    const scopes = ['__proto__', 'constructor', 'tostring', 'hasownproperty']
    const seen = await play(world, {
      token: { scopes: [] },
      inputs: { scopes: scopes.join(','), repositories: 'acme/docs' }
    })
    expect(seen.log.split('\n').slice(2, -2 - 7)).toEqual(
      scopes.map(
        (scope) =>
          `unknown ${scope} (This action does not know the scope ${scope}. Its scopes: none)`
      )
    )
    expect(seen.outputs).toMatchObject({
      status: 'unknown',
      reason: 'scope-unproven',
      missing: '',
      unverified: scopes.join(',')
    })
  })

  test.concurrent.each([
    ['scopes', (index: number) => index.toString(36)],
    ['repositories', (index: number) => `a/${index.toString(36)}`]
  ])('are refused in any number: %s', async (input, item) => {
    // As many as fit into one environment variable of Linux.
    const items = Array.from({ length: 20_000 }, (_, index) => item(index))
    const seen = await play(world, { inputs: { [input]: items.join(',') } })
    const complaint = `${input}: 20000 values, of at most 200`
    expect(seen.log).toBe(
      lines(
        unasked('HOST'),
        ...(input === 'repositories' ? [] : [unread]),
        `missing valid inputs (${complaint})`,
        'git is not configured',
        inputsRefused(complaint)
      )
    )
  })

  test.concurrent('are counted once each', async () => {
    const seen = await play(world, {
      inputs: { scopes: 'repo,'.repeat(20_000) }
    })
    expect(seen.log).toBe(
      lines(
        'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
        'granted accepted by HOST (It belongs to @acme-bot)',
        'granted repo (It is one of its scopes)',
        readable,
        usedByGit
      )
    )
  })

  test.concurrent('are quoted only in part when they are long', async () => {
    const seen = await play(world, {
      inputs: { scopes: `${'x'.repeat(70)}! ${'y'.repeat(100_000)}` }
    })
    expect(seen.result.stdout.length).toBeLessThan(3000)
    expect(seen.outputs['reason']).toBe('input-invalid')
  })
})

describe('the GIT_CONFIG_* variables of the job', () => {
  test.concurrent.each<[string, Record<string, string>, evidence: string]>([
    ['a word', { GIT_CONFIG_COUNT: 'abc' }, 'GIT_CONFIG_COUNT is "abc"'],
    ['negative', { GIT_CONFIG_COUNT: '-1' }, 'GIT_CONFIG_COUNT is "-1"'],
    ['an exponent', { GIT_CONFIG_COUNT: '1e9' }, 'GIT_CONFIG_COUNT is "1e9"'],
    [
      'very many',
      { GIT_CONFIG_COUNT: '999999999' },
      'GIT_CONFIG_COUNT is "999999999"'
    ],
    [
      'a command',
      { GIT_CONFIG_COUNT: '1\n::error::x' },
      'GIT_CONFIG_COUNT is "1\\n::error::x"'
    ],
    [
      'without a key',
      { GIT_CONFIG_COUNT: '1', GIT_CONFIG_VALUE_0: 'x' },
      'GIT_CONFIG_COUNT is 1, but GIT_CONFIG_KEY_0 is not set'
    ],
    [
      'without a value',
      { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'a.b' },
      'GIT_CONFIG_COUNT is 1, but GIT_CONFIG_VALUE_0 is not set'
    ]
  ])('are not added to when they are broken: %s', async (_, env, evidence) => {
    const seen = await play(world, { job: { env } })
    expect(seen.log.split('\n').slice(1, 7)).toEqual([
      'granted accepted by HOST (It belongs to @acme-bot)',
      readable,
      `missing working GIT_CONFIG_* variables (${evidence})`,
      'git is not configured',
      '##[error]The GIT_CONFIG_* variables of this job are broken, with which every git command fails.',
      `${evidence}.`
    ])
    expect(seen.outputs).toMatchObject({
      valid: 'true',
      status: 'failed',
      reason: 'git-environment-broken'
    })
  })

  test.concurrent(
    'are added to, and what looks like the end of a value stays in it',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'runner-temp-'))
      const temp = join(folder, 'a\nEOF\nGITHUB_ENV_DELIMITER\r\nGIT_DIR=x<<y')
      await mkdir(temp)
      try {
        const job = await world.startJob({
          runner: { temp },
          env: {
            GIT_CONFIG_COUNT: '1',
            GIT_CONFIG_KEY_0: 'alias.a',
            GIT_CONFIG_VALUE_0: 'x\nEOF\nB=c'
          }
        })
        const result = await world.setup(job)
        const [name = ''] = await readdir(temp)
        expect(result.env).toEqual({
          GIT_CONFIG_COUNT: '2',
          GIT_CONFIG_KEY_0: 'alias.a',
          GIT_CONFIG_VALUE_0: 'x\nEOF\nB=c',
          GIT_CONFIG_KEY_1: 'include.path',
          GIT_CONFIG_VALUE_1: `${temp}/${name}/config`
        })
        expect(result.errors).toEqual([])
        expect(result.exitCode).toBe(0)
      } finally {
        await rm(folder, { recursive: true })
      }
    }
  )
})

describe('a runner that is none', () => {
  interface Run {
    readonly exitCode: number
    /** What was printed after the masks, with placeholders. */
    readonly said: string
    readonly stderr: string
    readonly outputs: string
    readonly temp: readonly string[]
  }

  /** Runs the bundle with the environment of a step, but for these variables. */
  async function start(
    change: (folder: string) => Record<string, string>,
    entry = join('dist', 'index.js')
  ): Promise<Run> {
    const folder = await mkdtemp(join(tmpdir(), 'no-runner-'))
    const temp = join(folder, 'temp')
    await mkdir(temp)
    const file = (name: string) => join(folder, name)
    for (const name of ['env', 'output', 'state', 'summary']) {
      await writeFile(file(name), '')
    }
    const token = world.tokens.release
    try {
      const { exitCode, stdout, stderr } = await runChild({
        command: [process.execPath, join(actionFolder, entry)],
        cwd: folder,
        env: {
          PATH: process.env['PATH'] ?? '',
          NODE_EXTRA_CA_CERTS: world.github.caFile,
          GITHUB_SERVER_URL: world.github.url,
          GITHUB_REPOSITORY: 'acme/app',
          GITHUB_REPOSITORY_OWNER: 'acme',
          GITHUB_ACTION_REPOSITORY: 'octo/setup-github-token',
          GITHUB_ACTION_REF: 'v1',
          GITHUB_ENV: file('env'),
          GITHUB_OUTPUT: file('output'),
          GITHUB_STATE: file('state'),
          GITHUB_STEP_SUMMARY: file('summary'),
          RUNNER_TEMP: temp,
          INPUT_TOKEN: token,
          'INPUT_TOKEN-NAME': 'RELEASE_TOKEN',
          ...change(folder)
        },
        onLine: () => undefined,
        interruption: undefined,
        pause: undefined
      })
      expectMasksFirst({ stdout, masks: [...formsOf(token)] }, [token])
      const outputs = await readFile(file('output'), 'utf8')
      return {
        exitCode,
        said: stdout
          .replaceAll(/^::add-mask::.*\n/gm, '')
          .replaceAll(`127.0.0.1:${world.github.port}`, 'HOST')
          .replaceAll(folder, 'FOLDER')
          .replaceAll('%0A', '\n'),
        stderr,
        outputs: outputs.replaceAll(/ghadelimiter_[0-9a-f-]+/g, 'END'),
        temp: await readdir(temp)
      }
    } finally {
      await rm(folder, { recursive: true })
    }
  }

  const names = ['GITHUB_ENV', 'GITHUB_OUTPUT', 'GITHUB_STATE', 'RUNNER_TEMP']
  const places = [
    ['not set', ''],
    ['not there', '/nonexistent/place'],
    ['relative', 'place']
  ] as const

  test.concurrent.each(
    names.flatMap((name) =>
      places.map(([what, value]) => [name, what, value] as const)
    )
  )('is told, without a stack trace: %s is %s', async (name, _, value) => {
    const run = await start(() => ({ [name]: value }))
    const evidence = `Not set, or nothing that can be written to: ${name}`
    expect(run.said).toBe(
      lines(
        unasked('HOST'),
        unread,
        `missing runner of GitHub Actions (${evidence})`,
        'git is not configured',
        '::error title=RELEASE_TOKEN%3A runner not suitable::The runner did not provide what this action needs.',
        `${notAsked}.`,
        `${evidence}.`,
        'Fix: Run this as a step of a GitHub Actions job, on Actions Runner 2.327.1 or newer.',
        more('runner-unsuitable'),
        ''
      )
    )
    expect(run.stderr).toBe('')
    expect(run.exitCode).toBe(1)
    expect(run.temp).toEqual([])
    expect(run.outputs).toEqual(
      name === 'GITHUB_OUTPUT'
        ? ''
        : expect.stringContaining('runner-unsuitable')
    )
  })

  describe('for check', () => {
    const checking = (changes: Record<string, string>) =>
      start(
        () => ({
          RELEASE_TOKEN: world.tokens.release,
          INPUT_TOKENS: 'RELEASE_TOKEN:',
          'INPUT_POLICY-FILE': '',
          ...changes
        }),
        join('dist', 'check.js')
      )

    test.concurrent('is one that takes its outputs, and no more', async () => {
      const run = await checking({
        GITHUB_ENV: '',
        GITHUB_STATE: '',
        RUNNER_TEMP: ''
      })
      expect(run.said).toBe(
        lines(
          '::group::✅ RELEASE_TOKEN: ok',
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          '::endgroup::',
          'Tokens: 1 ok',
          ''
        )
      )
      expect(run.outputs).toContain('status<<END\nok\nEND')
      expect([run.exitCode, run.stderr, run.temp]).toEqual([0, '', []])
    })

    test.concurrent.each(places)(
      'is told when it takes none: %s',
      async (_, value) => {
        const run = await checking({ GITHUB_OUTPUT: value })
        expect(run.said).toBe(
          lines(
            'Tokens: none was looked at',
            '::error title=setup-github-token/check%3A runner not suitable::The runner did not provide what this action needs.',
            'Not set, or nothing that can be written to: GITHUB_OUTPUT.',
            'Fix: Run this as a step of a GitHub Actions job, on Actions Runner 2.327.1 or newer.',
            more('runner-unsuitable'),
            ''
          )
        )
        expect([run.exitCode, run.stderr, run.outputs]).toEqual([1, '', ''])
      }
    )
  })

  test.concurrent('is told with everything else that is wrong', async () => {
    const run = await start(() => ({
      ...Object.fromEntries(names.map((name) => [name, ''])),
      INPUT_SUMMARY: 'maybe'
    }))
    expect(run.said.split('\n').slice(2, 4)).toEqual([
      `missing runner of GitHub Actions (Not set, or nothing that can be written to: ${names.join(', ')})`,
      'missing valid inputs (summary: "maybe" is none of true, false)'
    ])
    expect(run.exitCode).toBe(1)
    expect(run.stderr).toBe('')
  })

  test.concurrent.each([
    ['not set', ''],
    ['not there', '/nonexistent/place']
  ])('is none of those without a summary: %s', async (_, value) => {
    const run = await start(() => ({ GITHUB_STEP_SUMMARY: value }))
    expect(run.said).toBe(
      lines(
        'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
        'granted accepted by HOST (It belongs to @acme-bot)',
        readable,
        usedByGit,
        ''
      )
    )
    expect(run.exitCode).toBe(0)
    expect(run.stderr).toBe('')
  })

  test.concurrent(
    'does not fail a good token when the summary cannot be written',
    async () => {
      const run = await start((folder) => ({
        GITHUB_STEP_SUMMARY: join(folder, 'temp')
      }))
      expect(run.said).toBe(
        lines(
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          readable,
          usedByGit,
          "The job summary could not be written: EISDIR: illegal operation on a directory, open 'FOLDER/temp'",
          ''
        )
      )
      expect(run.exitCode).toBe(0)
      expect(run.stderr).toBe('')
    }
  )

  test.concurrent.each(['GITHUB_ENV', 'GITHUB_STATE'])(
    'leaves no credential when %s cannot be written',
    async (name) => {
      const run = await start((folder) => ({ [name]: folder }))
      const evidence = `EISDIR: illegal operation on a directory, open 'FOLDER'`
      expect(run.said.split('\n').slice(1, 7)).toEqual([
        'granted accepted by HOST (It belongs to @acme-bot)',
        readable,
        `missing git configured (${evidence})`,
        'git is not configured',
        '::error title=RELEASE_TOKEN%3A git not configured::What later steps need could not be written.',
        `${evidence}.`
      ])
      expect(run.temp).toEqual([])
      expect(run.outputs).toContain('git-configured<<END\nfalse\nEND')
      expect(run.exitCode).toBe(1)
      expect(run.stderr).toBe('')
    }
  )

  test.concurrent('says so when RUNNER_TEMP is no folder', async () => {
    const run = await start((folder) => ({ RUNNER_TEMP: join(folder, 'env') }))
    expect(run.said.split('\n').slice(1, 6)).toEqual([
      'granted accepted by HOST (It belongs to @acme-bot)',
      readable,
      expect.stringMatching(
        /^missing git configured \(ENOTDIR: not a directory, mkdir 'FOLDER\/env\/setup-github-token-[0-9a-f-]+'\)$/
      ),
      'git is not configured',
      '::error title=RELEASE_TOKEN%3A git not configured::What later steps need could not be written.'
    ])
    expect(run.exitCode).toBe(1)
    expect(run.stderr).toBe('')
  })

  test.concurrent(
    'ends in a message, not in a stack trace, when this action crashes',
    async () => {
      const run = await start((folder) => ({ GITHUB_OUTPUT: folder }))
      expect(run.said).toBe(
        lines(
          'RELEASE_TOKEN (classic, @acme-bot) on HOST 3.20.1: expiry not reported',
          'granted accepted by HOST (It belongs to @acme-bot)',
          readable,
          usedByGit,
          '::error title=setup-github-token%3A internal error::This action failed in a way it does not understand.',
          "Error: EISDIR: illegal operation on a directory, open 'FOLDER'",
          'Fix: Report it as an issue of this action, with the lines above.',
          'More: https://HOST/octo/setup-github-token/issues',
          ''
        )
      )
      expect(run.stderr).toBe('')
      expect(run.exitCode).toBe(1)
    }
  )
})
