import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startWorld, type World } from '../support/world.ts'
import {
  type CheckPlay,
  type CheckScene,
  counted,
  more,
  playCheck,
  policyPage,
  statusesIn
} from './check-play.ts'

let world: World

beforeAll(async () => {
  world = await startWorld()
})

afterAll(() => world.close())

const path = '.github/tokens.yml'
const presets =
  'clone, push, protected-push, workflow-files, pull-request, trigger-workflows, dispatch, packages, gh-cli, org-read'
const keys =
  'purpose, owner, any-of, preset, scopes, permissions, forbid-scopes, expected-login, repositories, server-url, api-url, rotate-by, warn-days, max-lifetime-days, fail-on, on-empty, write-probes'

const mustHaveKeys =
  'must have keys below it, such as `preset: push`; the token itself goes into `env:` of the step'

/** What the log says when a policy cannot be used: each complaint at its place. */
const placed = (...complaints: readonly string[]) => [
  'Tokens: none was looked at',
  ...complaints.flatMap((complaint) => [
    `##[error]${complaint}${complaint.endsWith('?') ? '' : '.'}`,
    'The policy of the tokens cannot be used.',
    `Fix: Correct it; the keys are described at ${policyPage}.`,
    more('policy-invalid')
  ])
]

/** And when it stands in the workflow: all of them at once. */
const told = (...complaints: readonly string[]) => [
  'Tokens: none was looked at',
  '##[error]The policy of the tokens cannot be used.',
  ...complaints.map((one) => (one.endsWith('?') ? one : `${one}.`)),
  `Fix: Correct it; the keys are described at ${policyPage}.`,
  more('policy-invalid')
]

/** `file=FILE,line=LINE,col=COLUMN` of each annotation. */
const placesIn = ({ result: { stdout } }: CheckPlay) =>
  [
    ...stdout.matchAll(
      /^::error title=[^,]+,file=(\S+),line=(\d+),col=(\d+)::/gm
    )
  ].map(([, file, line, column]) => `${file}:${line}:${column}`)

async function playInvalid(
  lines: readonly string[],
  scene: CheckScene = {}
): Promise<CheckPlay> {
  const seen = await playCheck(world, {
    tokens: { GOOD: {} },
    files: { [path]: lines.join('\n') },
    ...scene
  })
  expect(seen.outputs).toEqual(counted('failed'))
  expect(seen.requests).toEqual([])
  expect(seen.exitCode).toBe(1)
  return seen
}

/** Each complaint is annotated at its place in the file. */
function expectPlaced(seen: CheckPlay, complaints: readonly string[]): void {
  expect(seen.log).toEqual(placed(...complaints.map((one) => `${path}:${one}`)))
  expect(placesIn(seen)).toEqual(
    complaints.map((one) => `${path}:${one.split(':').slice(0, 2).join(':')}`)
  )
}

describe('a policy file', () => {
  const good = 'tokens:\n  GOOD:\n    scopes: repo\n'
  const json = '{"tokens": {"GOOD": {"scopes": ["repo"], "warn-days": 3}}}'

  test.concurrent.each<[string, CheckScene]>([
    ['where it is looked for', { files: { [path]: good } }],
    [
      'of another name',
      { files: { 'a b/c.yaml': good }, inputs: { 'policy-file': 'a b/c.yaml' } }
    ],
    [
      'with a name that starts with ./',
      {
        files: { 'tokens.yml': good },
        inputs: { 'policy-file': ' ./tokens.yml ' }
      }
    ],
    [
      'whose name was passed as an empty text',
      { files: { [path]: good }, inputs: { 'policy-file': '' } }
    ],
    [
      'when the input tokens is blank',
      { files: { [path]: good }, inputs: { tokens: ' \n ' } }
    ],
    [
      'with line ends of Windows and a byte order mark',
      { files: { [path]: `\u{feff}${good.replaceAll('\n', '\r\n')}` } }
    ],
    ['of JSON', { files: { [path]: json } }],
    [
      'with comments, a start of the document and an anchor',
      {
        files: {
          [path]:
            `# ours\n---\ntokens:\n  GOOD: &good # it\n    scopes: [repo]\n  SAME:\n    any-of: GOOD\n    scopes: *x\n`.replace(
              '*x',
              'repo'
            )
        }
      }
    ]
  ])('is read: %s', async (_, scene) => {
    const seen = await playCheck(world, { tokens: { GOOD: {} }, ...scene })
    expect(seen.exitCode).toBe(0)
    expect(seen.log).toContain('granted repo (It is one of its scopes)')
  })

  test.concurrent.each<[string, Readonly<Record<string, string>>]>([
    ['where it is looked for', {}],
    ['that is named all the same', { 'policy-file': path }]
  ])('does not count beside the input: %s', async (_, inputs) => {
    const seen = await playCheck(world, {
      tokens: { GOOD: {} },
      policy: ['GOOD:'],
      files: { [path]: 'tokens: [\n' },
      inputs
    })
    expect(seen.outputs).toEqual(counted('ok', { ok: 1 }))
  })

  test.concurrent('of another name is a mistake beside the input', async () => {
    const seen = await playInvalid([], {
      files: { 'x.yml': good },
      policy: ['GOOD:'],
      inputs: { 'policy-file': 'x.yml' }
    })
    expect(seen.log).toEqual([
      'Tokens: none was looked at',
      '##[error]The inputs of this step cannot be used.',
      'policy-file: it has no effect beside tokens.',
      `Fix: Correct them in the workflow; the inputs are described at https://HOST/octo/setup-github-token#readme.`,
      more('input-invalid')
    ])
  })

  test.concurrent.each<[string, CheckScene, evidence: string]>([
    ['at all', {}, `There is no file ${path} in the workspace`],
    [
      'of that name',
      { files: { [path]: good }, inputs: { 'policy-file': 'x/y.yml' } },
      'There is no file x/y.yml in the workspace'
    ],
    [
      'but a folder',
      { inputs: { 'policy-file': '.' } },
      '. cannot be read: it is not a file'
    ],
    [
      'but a device',
      { inputs: { 'policy-file': '/dev/zero' } },
      '/dev/zero cannot be read: it is not a file'
    ],
    [
      'that is small enough',
      { files: { [path]: `${good}# ${'x'.repeat(1024 * 1024)}` } },
      `${path} cannot be read: it is larger than 1 MiB`
    ],
    [
      'that can be reached',
      {
        files: { [path]: good },
        inputs: { 'policy-file': `${path}/x` }
      },
      `${path}/x cannot be read: ENOTDIR: not a directory, stat 'ROOT/work/app/app/${path}/x'`
    ]
  ])('is missed when there is none %s', async (_, scene, evidence) => {
    const seen = await playInvalid([], {
      files: {},
      ...scene
    })
    expect(seen.log).toEqual([
      'Tokens: none was looked at',
      '##[error]Nothing says what the tokens must be able to do.',
      `${evidence}.`,
      `Fix: Check the repository out before this step (actions/checkout), correct policy-file, or write the policy into the input tokens: ${policyPage}.`,
      more('policy-missing')
    ])
    expect(seen.report).toEqual({
      status: 'failed',
      counts: { failed: 0, warning: 0, unknown: 0, ok: 0, skipped: 0 },
      problems: [{ reason: 'policy-missing', evidence }],
      tokens: []
    })
    expect(seen.result.annotations).toMatchObject([
      {
        level: 'error',
        title: 'setup-github-token/check: no policy',
        file: ''
      }
    ])
  })

  test.concurrent(
    'is judged as a whole, and each mistake shown where it is',
    async () => {
      const seen = await playInvalid([
        '# What our tokens must be able to do.',
        'tokens:',
        '  GOOD:',
        '    preset: psh',
        '    scope: repo',
        '    warn-days: soon',
        '    on-empty: maybe',
        '  DOCS_TOKEN:',
        '    scopes: repo',
        '    max-lifetime-days: 1e2',
        '    rotate-by: 2027-02-30',
        '  OTHER: {permissions: contents, server-url: http://acme.corp}',
        '  "":',
        '    owner: "@acme/a/b"',
        'token: 1'
      ])
      const complaints = [
        `4:5: preset: "psh" is none of ${presets}; did you mean push?`,
        '5:5: unknown key "scope"; did you mean scopes?',
        '6:5: warn-days: "soon" is not a number of days from 0 to 3660',
        '7:5: on-empty: "maybe" is none of auto, skip, fail',
        '10:5: max-lifetime-days: "1e2" is not a number of days from 1 to 3660',
        '11:5: rotate-by: "2027-02-30" is not a day like 2027-01-31',
        '12:11: permissions: "contents" is not of the form NAME: read, NAME: write or NAME: admin',
        '12:34: server-url: it must start with https://',
        '13:3: "" cannot be the name of an environment variable',
        '14:5: owner: "@acme/a/b" is none of @LOGIN and @ORG/TEAM',
        '15:1: unknown key "token"; did you mean tokens?'
      ].map((one) => `${path}:${one}`)
      const annotated = complaints.slice(0, 10)
      expect(seen.log).toEqual([
        ...placed(...annotated),
        ...complaints
          .slice(10)
          .map(() => 'setup-github-token/check: invalid policy')
      ])
      expect(placesIn(seen)).toEqual(
        annotated.map((one) => one.split(':').slice(0, 3).join(':'))
      )
      expect(seen.result.annotations).toHaveLength(10)
      expect(seen.result.annotations[1]).toMatchObject({
        level: 'error',
        title: 'setup-github-token/check: invalid policy',
        file: path,
        line: '5'
      })
      expect(seen.report.problems).toEqual(
        complaints.map((evidence) => ({ reason: 'policy-invalid', evidence }))
      )
      for (const complaint of complaints) {
        expect(seen.summary).toContain(
          complaint.replaceAll('"', '&quot;').replace(/https:\/\/$/, 'https://')
        )
      }
    }
  )

  test.concurrent('has the same places with other line ends', async () => {
    const text =
      '\u{feff}tokens:\r\n  GOOD:\r\n    # é 🙂\r\n    scops: repo\r\n'
    const seen = await playInvalid([text])
    expect(seen.log).toEqual(
      placed(`${path}:4:5: unknown key "scops"; did you mean scopes?`)
    )
    expect(placesIn(seen)).toEqual([`${path}:4:5`])
  })

  test.concurrent.each<[string, readonly string[], ...string[]]>([
    ['nothing', [''], '1:1: the policy must have the key tokens'],
    ['a comment', ['# later'], '1:1: the policy must have the key tokens'],
    ['a list', ['- GOOD'], '1:1: the policy must have the key tokens'],
    [
      'no tokens',
      ['tokens:'],
      '1:1: tokens must name tokens, each with its keys'
    ],
    ['an empty list of them', ['tokens: {}'], '1:1: it names no tokens'],
    [
      'a token that is a text',
      ['tokens:', '  GOOD: repo'],
      `2:3: GOOD ${mustHaveKeys}`
    ],
    [
      'keys that have no value',
      [
        'tokens:',
        '  GOOD:',
        '    preset:',
        '    scopes: []',
        '    permissions: {}',
        '    owner: ""',
        '    purpose: !!str',
        '  OTHER: {any-of: }'
      ],
      ...[
        '3:5: preset',
        '4:5: scopes',
        '5:5: permissions',
        '6:5: owner',
        '7:5: purpose',
        '8:11: any-of'
      ].map((key) => `${key} has no value: give it one, or leave the key out`)
    ],
    [
      'a key that is there twice, and more mistakes',
      [
        'tokens:',
        '  GOOD:',
        '    preset: psh',
        '    presets: push',
        '    preset: push',
        '  BAD: repo'
      ],
      '4:5: unknown key "presets"; did you mean preset?',
      '5:5: this key is there a second time',
      `6:3: BAD ${mustHaveKeys}`
    ],
    [
      'keys one level too high',
      ['tokens:', '  GOOD:', '  preset: push', '  scopes: [repo]'],
      '3:3: preset is a key of a token: indent it below the name of one',
      '4:3: scopes is a key of a token: indent it below the name of one'
    ],
    [
      'a list of tokens',
      ['tokens:', '  - GOOD:', '      preset: push'],
      '1:1: tokens is a list: write NAME: without the dash before it'
    ],
    [
      'names of tokens beside the key for them',
      ['tokens:', '  GOOD:', 'OTHER:', '  preset: push'],
      '3:1: unknown key "OTHER": names of tokens stand below `tokens`'
    ],
    [
      'names of tokens without the key for them',
      ['GOOD:', '  preset: push'],
      '1:1: unknown key "GOOD": names of tokens stand below `tokens`'
    ],
    [
      'a key that is nearly the one for the tokens',
      ['token: push'],
      '1:1: unknown key "token"; did you mean tokens?'
    ],
    [
      'variables that are those of the runner',
      [
        'tokens:',
        '  ACTIONS_RUNTIME_TOKEN:',
        '  INPUT_TOKEN:',
        '  runner_token:',
        '  GOOD:',
        '    any-of: [GOOD, Input_Token]'
      ],
      '2:3: "ACTIONS_RUNTIME_TOKEN" cannot be the name of an environment variable',
      '3:3: "INPUT_TOKEN" cannot be the name of an environment variable',
      '4:3: "runner_token" cannot be the name of an environment variable',
      '6:5: any-of: "Input_Token" cannot be the name of an environment variable'
    ],
    [
      'scopes and permissions that are nearly others',
      [
        'tokens:',
        '  GOOD:',
        '    scopes: [rpo, worklow]',
        '    permissions:',
        '      content: write'
      ],
      '3:5: scopes: "rpo" is not known; did you mean repo?',
      '3:5: scopes: "worklow" is not known; did you mean workflow?',
      '4:5: permissions: "content" is not known; did you mean contents?'
    ],
    [
      'a forbidden scope that is nearly another',
      ['tokens:', '  GOOD:', '    forbid-scopes: delete-repo'],
      '3:5: forbid-scopes: "delete-repo" is not known; did you mean delete_repo?'
    ],
    [
      'several permissions that are none',
      [
        'tokens:',
        '  GOOD:',
        '    permissions: |',
        '      contents: wirte',
        '      issues=read',
        '      Actions :  none',
        '      write-all',
        '  OTHER:',
        '    permissions: [contents: read, {issues: maybe, actions: read}, packages]'
      ],
      ...[
        '3:5: permissions: "contents: wirte"',
        '3:5: permissions: "Actions :  none"',
        '3:5: permissions: "write-all"',
        '9:5: permissions: "issues: maybe"',
        '9:5: permissions: "packages"'
      ].map(
        (one) =>
          `${one} is not of the form NAME: read, NAME: write or NAME: admin`
      )
    ],
    [
      'words that are nearly others',
      [
        'tokens:',
        '  GOOD:',
        '    on-empty: skp',
        '    write-probes: ture',
        '    fail-on: exess'
      ],
      '3:5: on-empty: "skp" is none of auto, skip, fail; did you mean skip?',
      '4:5: write-probes: "ture" is none of true, false; did you mean true?',
      '5:5: fail-on: "exess" is none of invalid, missing, unknown, expiring, excess; did you mean excess?'
    ],
    [
      'values of the wrong form',
      [
        'tokens:',
        '  GOOD:',
        '    warn-days: [1]',
        '    scopes: {novelty: yes}',
        '    permissions:',
        '      contents: [read]'
      ],
      '3:5: warn-days must be one value',
      '4:5: scopes must be one value, or a list of values',
      '5:5: permissions must be lines of the form NAME: LEVEL'
    ],
    [
      'a mapping of what is a list',
      ['tokens:', '  GOOD:', '    scopes: {repo: yes}'],
      '3:5: scopes must be one value, or a list of values'
    ],
    [
      'a key that is like none',
      ['tokens:', '  GOOD:', '    expires-when: never'],
      `3:5: unknown key "expires-when"; known are ${keys}`
    ],
    [
      'members of every object',
      [
        'tokens:',
        '  GOOD:',
        '    constructor: 1',
        '    __proto__: {scopes: x}'
      ],
      `3:5: unknown key "constructor"; known are ${keys}`,
      `4:5: unknown key "__proto__"; known are ${keys}`
    ]
  ])('cannot be used with %s', async (_, text, ...complaints) => {
    const seen = await playInvalid(text)
    expectPlaced(seen, complaints)
  })

  // Which variables hold tokens is not known then: what looks like one is masked.
  test.concurrent.each<[string, readonly string[], complaint: string]>([
    [
      'a token twice',
      ['tokens:', '  GOOD: {}', '  GOOD:'],
      '3:3: this key is there a second time'
    ],
    [
      'a mention without quotes',
      ['tokens:', '  GOOD:', '    owner: @acme/release'],
      '3:12: a value that starts with @ or ` must be in quotes'
    ],
    [
      'a second document',
      ['tokens:', '  GOOD:', '---', 'tokens:'],
      '3:1: a second document starts here'
    ]
  ])('cannot be read with %s', async (_, text, complaint) => {
    const seen = await playInvalid(text)
    expectPlaced(seen, [complaint])
  })

  test.concurrent.each<[string, string | Buffer]>([
    ['tabs', 'tokens:\n\tGOOD:\n'],
    ['brackets that are left open', 'tokens: {GOOD: {'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0, 1, 0x80, 0x0a])],
    ['zeros', Buffer.alloc(4096)],
    ['brackets without end', `tokens: ${'['.repeat(100_000)}`],
    ['keys without end', `tokens:\n  GOOD: ${'{a: '.repeat(50_000)}`],
    [
      'aliases of aliases',
      [
        'a: &a [x,x,x,x,x,x,x,x,x]',
        ...['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].map(
          (name, index) =>
            `${name}: &${name} [${Array(9)
              .fill(`*${'abcdefghi'.charAt(index)}`)
              .join()}]`
        ),
        'tokens: *j'
      ].join('\n')
    ],
    ['an alias of itself', 'tokens: &a\n  GOOD: *a\n'],
    ['a tag', 'tokens: !!js/function "x"\n'],
    [
      'more than a thousand tokens',
      `tokens:\n${Array.from({ length: 1001 }, (_, at) => `  T${at}:\n`).join('')}`
    ],
    [
      'a thousand mistakes',
      `tokens:\n  GOOD:\n${Array.from({ length: 1000 }, (_, at) => `    k${at}: 1\n`).join('')}`
    ]
  ])('fails, and nothing worse, with %s', async (what, content) => {
    const seen = await playInvalid([], {
      files: { [path]: content },
      tokens: {}
    })
    expect(seen.report.problems.length).toBeGreaterThan(0)
    for (const { reason, evidence } of seen.report.problems) {
      expect([what, reason]).toEqual([what, 'policy-invalid'])
      expect(evidence).toMatch(/^\.github\/tokens\.yml:\d+:\d+: /)
      expect(evidence.length).toBeLessThan(600)
    }
    expect(seen.result.annotations.length).toBeLessThanOrEqual(10)
  })
})

describe('a policy in the workflow', () => {
  test.concurrent('is judged as a whole', async () => {
    const seen = await playInvalid([], {
      files: {},
      policy: [
        'GOOD:',
        '  preset: [push, clones]',
        '  fail-on: missing, none',
        '  forbid-scopes: repo',
        '  scopes: [repo, "x y!"]',
        '  expected-login: "@a/b"',
        '  max-lifetime-days: 0',
        '  repositories: a/b/c',
        '  write-probes: perhaps',
        '  any-of: [GOOD, A-B]',
        `  purpose: ${'x'.repeat(201)}`
      ]
    })
    expect(seen.log).toEqual(
      told(
        `tokens:2:3: preset: "clones" is none of ${presets}; did you mean clone?`,
        'tokens:3:3: fail-on: "none" stands alone',
        'tokens:4:3: forbid-scopes: "repo" is asked for as well',
        'tokens:5:3: scopes: "y!" is not a scope',
        'tokens:6:3: expected-login: "@a/b" is not a login',
        'tokens:7:3: max-lifetime-days: "0" is not a number of days from 1 to 3660',
        'tokens:8:3: repositories: "a/b/c" is none of OWNER/NAME, OWNER/* and *',
        'tokens:9:3: write-probes: "perhaps" is none of true, false',
        'tokens:10:3: any-of: "A-B" cannot be the name of an environment variable',
        'tokens:11:3: purpose: it is longer than 200 characters'
      )
    )
    expect(placesIn(seen)).toEqual([])
    expect(seen.result.annotations).toHaveLength(1)
  })

  test.concurrent('is told of with the inputs that are wrong', async () => {
    const seen = await playInvalid([], {
      files: {},
      policy: ['GOOD:', '  presets: push'],
      inputs: {
        'warn-days': '-1',
        'fail-on': 'missing, exess',
        'on-empty': 'no',
        concurrency: '0',
        summary: 'yes'
      }
    })
    expect(seen.log).toEqual([
      'Tokens: none was looked at',
      '##[error]The inputs of this step cannot be used.',
      'warn-days: "-1" is not a number of days from 0 to 3660.',
      'fail-on: "exess" is none of invalid, missing, unknown, expiring, excess; did you mean excess?',
      'on-empty: "no" is none of auto, skip, fail.',
      'concurrency: "0" is not a number of requests from 1 to 100.',
      'summary: "yes" is none of true, false.',
      'Fix: Correct them in the workflow; the inputs are described at https://HOST/octo/setup-github-token#readme.',
      more('input-invalid'),
      '##[error]The policy of the tokens cannot be used.',
      'tokens:2:3: unknown key "presets"; did you mean preset?',
      `Fix: Correct it; the keys are described at ${policyPage}.`,
      more('policy-invalid')
    ])
  })

  test.concurrent.each([
    ['concurrency', '101', '"101" is not a number of requests from 1 to 100'],
    ['concurrency', '1e1', '"1e1" is not a number of requests from 1 to 100'],
    ['concurrency', '٣', '"٣" is not a number of requests from 1 to 100'],
    ['warn-days', '1.5', '"1.5" is not a number of days from 0 to 3660']
  ])('is not used with the input %s: %s', async (name, value, complaint) => {
    const seen = await playInvalid([], {
      files: {},
      policy: ['GOOD:'],
      inputs: { [name]: value }
    })
    expect(seen.report.problems).toEqual([
      { reason: 'input-invalid', evidence: `${name}: ${complaint}` }
    ])
  })

  test.concurrent('may be what a file is', async () => {
    const seen = await playCheck(world, {
      tokens: { GOOD: {} },
      policy: ['tokens:', '  GOOD:', '    scopes: repo']
    })
    expect(statusesIn(seen)).toEqual({ GOOD: 'ok' })
    expect(seen.log).toContain('granted repo (It is one of its scopes)')
    const wrong = await playInvalid([], {
      files: {},
      policy: ['tokens:', '  GOOD:', '    scops: repo']
    })
    expect(wrong.log).toEqual(
      told('tokens:3:5: unknown key "scops"; did you mean scopes?')
    )
  })

  test.concurrent('may list permissions as mappings', async () => {
    const seen = await playCheck(world, {
      tokens: {
        GOOD: {
          kind: 'installation',
          permissions: { issues: 'read', actions: 'write' }
        }
      },
      policy: [
        'GOOD:',
        '  permissions: [contents: read, "issues: read", {actions: read, checks: read}]',
        '  repositories: acme/app'
      ]
    })
    expect(
      seen.report.tokens[0]?.reports[0]?.findings.map(
        ({ requirement, verdict }) => [requirement, verdict]
      )
    ).toEqual([
      ['accepted by HOST', 'granted'],
      ['issues: read on acme/app', 'granted'],
      ['actions: read on acme/app', 'granted'],
      ['checks: read on acme/app', 'missing'],
      // What `contents: read` is.
      ['read acme/app', 'granted']
    ])
  })

  test.concurrent('is taken for the text it is', async () => {
    const seen = await playCheck(world, {
      tokens: { GOOD: {}, NO: {} },
      policy: [
        'GOOD: {scopes: repo, warn-days: 007, write-probes: TRUE, purpose: 1e3}',
        'NO:',
        '  purpose: no'
      ]
    })
    expect(seen.log).toEqual(expect.arrayContaining(['For: 1e3', 'For: no']))
    expect(statusesIn(seen)).toEqual({ GOOD: 'ok', NO: 'ok' })
  })

  test.concurrent('may hold a token, which is not shown', async () => {
    const seen = await playInvalid([], {
      files: {},
      policy: ({ GOOD = '' }) => [
        'GOOD:',
        `  ${GOOD}: x`,
        `  warn-days: ${GOOD}`,
        `  owner: "@${GOOD}x"`,
        `${GOOD}: ${GOOD}`
      ],
      masked: ({ GOOD = '' }) => [GOOD, `${GOOD}x`]
    })
    expect(seen.log.slice(2, -2)).toEqual([
      `tokens:2:3: unknown key "***"; known are ${keys}.`,
      'tokens:3:3: warn-days: "***" is not a number of days from 0 to 3660.',
      `tokens:5:1: *** ${mustHaveKeys}.`
    ])
  })
})
