import { beforeAll, describe, expect, test } from '@jest/globals'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { Environment } from '../../src/runner/job.ts'
import {
  checkDefaults,
  policyDefaults,
  readCheckInputs
} from '../../src/runner/policy-inputs.ts'
import {
  rawIssueToken,
  readReminderInputs,
  reminderDefaults
} from '../../src/runner/reminder-inputs.ts'
import { tokenDefaults } from '../../src/runner/token-inputs.ts'

type Given = Readonly<Record<string, string>>

const environmentOf = (given: Given): Environment =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      `INPUT_${name.toUpperCase()}`,
      value
    ])
  )

/** What is wrong with the inputs, and not with the place they are read in. */
const complaintsIn = ({
  obstacles
}: ReturnType<typeof readCheckInputs>): readonly string[] =>
  obstacles
    .filter(({ reason }) => reason === 'input-invalid')
    .map(({ evidence }) => evidence)

const readCheck = (given: Given) => readCheckInputs(environmentOf(given))
const readRemind = (given: Given) => readReminderInputs(environmentOf(given))

/** The names of the inputs that are asked for. */
function askedBy(read: (environment: Environment) => unknown) {
  const asked = new Set<string>()
  read(
    new Proxy<Record<string, string>>(
      {},
      {
        get: (_, name) => {
          asked.add(String(name))
          return undefined
        }
      }
    )
  )
  return [...asked]
    .filter((name) => name.startsWith('INPUT_'))
    .map((name) => name.slice('INPUT_'.length).toLowerCase())
}

type Declared = Readonly<Record<string, { readonly default?: unknown }>>

const declaredIn = async (action: string): Promise<Declared> => {
  const path = join(import.meta.dirname, '../..', action, 'action.yml')
  return (parse(await readFile(path, 'utf8')) as { inputs: Declared }).inputs
}

describe.each([
  [
    'check',
    checkDefaults,
    (environment: Environment) => readCheckInputs(environment)
  ],
  [
    'remind',
    reminderDefaults,
    (environment: Environment) => {
      readReminderInputs(environment)
      rawIssueToken(environment)
    }
  ]
] as const)('the inputs of %s', (action, defaults, read) => {
  let declared: Declared

  beforeAll(async () => {
    declared = await declaredIn(action)
  })

  test('are all read, and no other is', () => {
    expect(askedBy(read).sort()).toEqual(Object.keys(declared).sort())
  })

  test('have the defaults that action.yml has', () => {
    const known = new Map<string, string>(Object.entries(defaults))
    for (const [name, { default: text }] of Object.entries(declared)) {
      expect([name, known.get(name) ?? '']).toEqual([
        name,
        name === 'issue-token' ? '' : text
      ])
    }
    expect(declared['issue-token']?.default).toBe(
      action === 'remind' ? '${{ github.token }}' : undefined
    )
  })

  test('can all be empty, as a workflow may pass them', () => {
    const empty = Object.fromEntries(
      Object.keys(declared).map((name) => [name, ' '])
    )
    const withDefaults = Object.fromEntries(
      Object.entries(declared).map(([name, { default: text }]) => [
        name,
        String(text)
      ])
    )
    for (const given of [empty, withDefaults, {}]) {
      const inputs = action === 'check' ? readCheck(given) : readRemind(given)
      expect(complaintsIn(inputs)).toEqual([])
      expect(inputs).toMatchObject({
        policyFile: '.github/tokens.yml',
        concurrency: 8,
        summary: true
      })
    }
  })

  test('are told by their names when they are wrong, all at once', () => {
    const free = ['tokens', 'policy-file', 'issue-token', 'title', 'labels']
    const names = Object.keys(declared).filter(
      (name) => ![...free, 'assignees'].includes(name)
    )
    const given = Object.fromEntries(names.map((name) => [name, '!']))
    const inputs = action === 'check' ? readCheck(given) : readRemind(given)
    expect(
      complaintsIn(inputs)
        .map((text) => text.split(':')[0])
        .sort()
    ).toEqual([...names].sort())
  })

  test('are told together with an unsuitable runner', () => {
    const { obstacles } =
      action === 'check'
        ? readCheck({ summary: '2' })
        : readRemind({ summary: '2' })
    expect(obstacles.map(({ reason }) => reason)).toEqual([
      'runner-unsuitable',
      'input-invalid'
    ])
  })

  test.each([
    ['1', 1],
    ['100', 100],
    [' 08 ', 8]
  ])('may have the concurrency %j', (concurrency, expected) => {
    const inputs =
      action === 'check'
        ? readCheck({ concurrency })
        : readRemind({ concurrency })
    expect(inputs.concurrency).toBe(expected)
    expect(complaintsIn(inputs)).toEqual([])
  })

  test.each(['0', '101', '-1', '1e1', '1.5', 'all', '٣', 'NaN'])(
    'may not have the concurrency %j',
    (concurrency) => {
      const inputs =
        action === 'check'
          ? readCheck({ concurrency })
          : readRemind({ concurrency })
      expect(inputs.concurrency).toBe(1)
      expect(complaintsIn(inputs)).toEqual([
        `concurrency: "${concurrency}" is not a number of requests from 1 to 100`
      ])
    }
  )
})

describe('the defaults', () => {
  test('of policies are in both actions, and those of tokens in check', () => {
    expect(checkDefaults).toMatchObject(policyDefaults)
    expect(reminderDefaults).toMatchObject(policyDefaults)
    for (const name of ['warn-days', 'fail-on', 'on-empty'] as const) {
      expect(checkDefaults[name]).toBe(tokenDefaults[name])
    }
  })
})

describe('the policy in an input', () => {
  test('is passed on as it is, for its lines and columns to be right', () => {
    const tokens = '\n  A:\n    scopes: repo\n'
    expect(readCheck({ tokens }).tokens).toBe(tokens)
    expect(readRemind({ tokens }).tokens).toBe(tokens)
    expect(readCheck({}).tokens).toBe('')
  })

  test('may be in a file of any name', () => {
    expect(readCheck({ 'policy-file': ' a b/c.yml ' }).policyFile).toBe(
      'a b/c.yml'
    )
  })
})

describe('a token without a key of its own', () => {
  const keys = ['warn-days', 'fail-on', 'on-empty', 'write-probes']
  const others = [
    'scopes',
    'server-url',
    '__proto__',
    'constructor',
    'toString'
  ]

  test('has that of check', () => {
    const { fallback } = readCheck({})
    expect(keys.map(fallback)).toEqual([
      '14',
      'invalid,missing',
      'auto',
      'false'
    ])
    expect(others.map(fallback)).toEqual(others.map(() => ''))
    const other = readCheck({
      'warn-days': ' 60 ',
      'fail-on': 'Expiring, excess\nexpiring',
      'on-empty': 'SKIP'
    })
    expect(keys.map(other.fallback)).toEqual([
      '60',
      'expiring,excess',
      'skip',
      'false'
    ])
    expect(readCheck({ 'fail-on': 'none' }).fallback('fail-on')).toBe('none')
  })

  test('has one that is right when that of check is wrong', () => {
    const { fallback } = readCheck({
      'warn-days': 'x',
      'fail-on': 'all',
      'on-empty': 'x'
    })
    expect(keys.map(fallback)).toEqual(['0', 'none', 'auto', 'false'])
  })

  test('is reminded of from the largest number of days on', () => {
    const { fallback } = readRemind({ 'warn-days': '7, 60 1' })
    expect(keys.map(fallback)).toEqual([
      '60',
      'invalid, missing',
      'auto',
      'false'
    ])
    expect(readRemind({ 'warn-days': ',' }).fallback('warn-days')).toBe('0')
    expect(others.map(fallback)).toEqual(others.map(() => ''))
  })
})

describe('the inputs of remind', () => {
  test('are all read', () => {
    expect(
      readRemind({
        'warn-days': '1, 60',
        title: ' Replace {name}\n now ',
        labels: 'token rotation,\nops',
        assignees: '@mona, hubot',
        'show-login': 'TRUE',
        'dry-run': 'true',
        summary: 'false',
        concurrency: '3',
        'policy-file': 'tokens.yml'
      })
    ).toMatchObject({
      thresholds: [60, 1],
      title: 'Replace {name} now',
      labels: ['token rotation', 'ops'],
      assignees: ['mona', 'hubot'],
      showLogin: 'true',
      isDry: true,
      summary: false,
      concurrency: 3,
      policyFile: 'tokens.yml'
    })
  })

  test('remind in good time, under a label, and of everybody', () => {
    expect(readRemind({})).toMatchObject({
      thresholds: [30, 14, 7, 1],
      title: '{name}: {problem}',
      labels: ['token-rotation'],
      assignees: [],
      showLogin: 'auto',
      isDry: false
    })
  })

  test('have a label by which issues are found again, whatever is given', () => {
    for (const labels of ['', ' ', ',', '\n,\n']) {
      expect(readRemind({ labels }).labels).toEqual(['token-rotation'])
    }
  })

  test.each([
    ['labels', 'a'.repeat(50), []],
    [
      'labels',
      `${'a '.repeat(25)}b`,
      [`labels: "${'a '.repeat(25)}b" is longer than 50 characters`]
    ],
    ['title', `{name}${'a'.repeat(144)}`, []],
    [
      'title',
      'Rotate!',
      ['title: it must say {name}, which token it is about']
    ],
    [
      'title',
      `{name}${'a'.repeat(145)}`,
      ['title: it is longer than 150 characters']
    ],
    ['show-login', 'yes', ['show-login: "yes" is none of auto, true, false']],
    ['dry-run', '1', ['dry-run: "1" is none of true, false']],
    [
      'warn-days',
      '30, soon',
      ['warn-days: "soon" is not a number of days from 0 to 3660']
    ]
  ])('%s may be or not be %j', (name, value, complaints) => {
    expect(complaintsIn(readRemind({ [name]: value }))).toEqual(complaints)
  })
})

test('the token that writes the issues is passed on as it is', () => {
  expect(rawIssueToken({ 'INPUT_ISSUE-TOKEN': ' x\n' })).toBe(' x\n')
  expect(rawIssueToken({})).toBe('')
})
