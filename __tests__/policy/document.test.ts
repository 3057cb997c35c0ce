import { afterEach, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  type PolicyDocument,
  readDocument,
  variableFormat
} from '../../src/policy/document.ts'
import { tokenKeys } from '../../src/policy/schema.ts'

const file = (...lines: readonly string[]) =>
  readDocument(lines.join('\n'), 'file')

/** What is said to be wrong, with its place: `3:5 unknown key`. */
const problemsIn = ({ problems }: PolicyDocument): readonly string[] =>
  problems.map(
    ({ line, column, complaint }) =>
      `${String(line)}:${String(column)} ${complaint}`
  )

/** Every token by its name, with the text of these keys. */
const textsIn = ({ entries }: PolicyDocument, ...keys: readonly string[]) =>
  entries.map(({ name, text }) => [name, ...keys.map(text)])

const known = `known are ${tokenKeys.join(', ')}`

const prototypes = [Object.prototype, Array.prototype, Function.prototype]
const members = prototypes.map((one) => Reflect.ownKeys(one).length)

/** No text of a policy may add anything to what all objects have. */
afterEach(() => {
  expect(prototypes.map((one) => Reflect.ownKeys(one).length)).toEqual(members)
})

describe('a policy', () => {
  test('in a file names tokens below a key, and in an input at once', () => {
    const inFile = file(
      'tokens:',
      '  RELEASE_TOKEN:',
      '    preset: [push, workflow-files]',
      '    repositories:',
      '      - acme/site',
      '      - acme/blog',
      '  OTHER: {}'
    )
    const inInput = readDocument(
      'RELEASE_TOKEN:\n  preset: [push, workflow-files]\n  repositories:\n  - acme/site\n  - acme/blog\nOTHER: {}\n',
      'input'
    )
    for (const document of [inFile, inInput]) {
      expect(problemsIn(document)).toEqual([])
      expect(textsIn(document, 'preset', 'repositories', 'scopes')).toEqual([
        ['RELEASE_TOKEN', 'push\nworkflow-files', 'acme/site\nacme/blog', ''],
        ['OTHER', '', '', '']
      ])
    }
    const [token] = inFile.entries
    expect(token?.position('repositories')).toEqual({ line: 4, column: 5 })
    // A key that is not there is where it would belong.
    expect(token?.position('scopes')).toEqual({ line: 2, column: 3 })
    expect(inInput.entries[0]?.position('repositories')).toEqual({
      line: 3,
      column: 3
    })
  })

  test('can have every key, and each but the permissions as one value', () => {
    for (const key of tokenKeys) {
      const document = file('tokens:', '  A:', `    ${key}: x`)
      expect(problemsIn(document)).toEqual([])
      expect(textsIn(document, key)).toEqual([['A', 'x']])
    }
  })

  test('has permissions as lines, as a list and as a mapping', () => {
    for (const value of [
      '"contents: write\\nissues: read"',
      '["contents: write", "issues: read"]',
      '{contents: write, issues: read}'
    ]) {
      const document = file('tokens:', '  A:', `    permissions: ${value}`)
      expect(problemsIn(document)).toEqual([])
      expect(textsIn(document, 'permissions')).toEqual([
        ['A', 'contents: write\nissues: read']
      ])
    }
  })

  test('asks nothing of tokens without keys', () => {
    const document = file('tokens:', '  A:', '  B: {}', '  C: ""')
    expect(problemsIn(document)).toEqual([])
    expect(textsIn(document, 'scopes')).toEqual([
      ['A', ''],
      ['B', ''],
      ['C', '']
    ])
  })

  test.each([
    'yes',
    'no',
    'on',
    'off',
    'TRUE',
    'true',
    'null',
    '~',
    '1e3',
    '-5',
    '5',
    '007',
    'NaN',
    '.inf',
    '٣',
    '0x10',
    '1_000',
    '12:30:45',
    '2027-01-31',
    '=',
    '<<'
  ])('has %s for the text that stands there', (word) => {
    const document = file(
      'tokens:',
      '  A:',
      `    warn-days: ${word}`,
      `    scopes: [${word}, b]`
    )
    expect(problemsIn(document)).toEqual([])
    expect(textsIn(document, 'warn-days', 'scopes')).toEqual([
      ['A', word, `${word}\nb`]
    ])
  })

  test('keeps its values whatever version of YAML it asks for', () => {
    const document = file(
      '%YAML 1.1',
      '---',
      'tokens:',
      '  A: {write-probes: yes}',
      '...'
    )
    expect(problemsIn(document)).toEqual([])
    expect(textsIn(document, 'write-probes')).toEqual([['A', 'yes']])
  })

  test('has texts of several lines', () => {
    const document = file(
      'tokens:',
      '  A:',
      '    scopes: |',
      '      repo',
      '      gist',
      '    purpose: >-',
      '      pushes the',
      '      commit'
    )
    expect(textsIn(document, 'scopes', 'purpose')).toEqual([
      ['A', 'repo\ngist\n', 'pushes the commit']
    ])
  })

  test('may say once what several tokens have', () => {
    const document = file(
      'tokens:',
      '  A: &all',
      '    scopes: &scopes [repo, gist]',
      '  B: *all',
      '  C:',
      '    scopes: *scopes'
    )
    expect(problemsIn(document)).toEqual([])
    expect(textsIn(document, 'scopes')).toEqual([
      ['A', 'repo\ngist'],
      ['B', 'repo\ngist'],
      ['C', 'repo\ngist']
    ])
    const [, b, c] = document.entries
    // Where it is repeated, and not where it was said first.
    expect(b?.position('scopes')).toEqual({ line: 4, column: 3 })
    expect(c?.position('scopes')).toEqual({ line: 6, column: 5 })
  })

  test.each([
    ['line ends of Windows', 'tokens:\r\n  A:\r\n    scopes: repo\r\n'],
    ['a byte order mark', '\u{feff}tokens:\n  A:\n    scopes: repo\n'],
    ['a beginning and an end', '---\ntokens:\n  A:\n    scopes: repo\n...\n'],
    ['comments', '# a\ntokens: # b\n  A: # c\n    scopes: repo # d\n#e'],
    ['no line end', 'tokens: {A: {scopes: repo}}']
  ])('can have %s', (_, text) => {
    const document = readDocument(text, 'file')
    expect(problemsIn(document)).toEqual([])
    expect(textsIn(document, 'scopes')).toEqual([['A', 'repo']])
  })
})

describe('a problem', () => {
  test.each<readonly [string, readonly string[], readonly string[]]>([
    [
      'a key that nearly is one',
      ['tokens:', '  A:', '    presets: push', '    scope: repo'],
      [
        '3:5 unknown key "presets"; did you mean preset?',
        '4:5 unknown key "scope"; did you mean scopes?'
      ]
    ],
    [
      'a key that is none',
      ['tokens:', '  A:', '    something-else: 1'],
      [`3:5 unknown key "something-else"; ${known}`]
    ],
    [
      'a key beside the tokens',
      ['version: 1', 'tokens:', '  A: {}'],
      ['1:1 unknown key "version"; known are tokens']
    ],
    [
      'a text for a token',
      ['tokens:', '  A: push', '  B: {}'],
      [
        '2:3 A must have keys below it, such as `preset: push`; the token itself goes into `env:` of the step'
      ]
    ],
    [
      'a list for a token',
      ['tokens:', '  A: {}', '  B: [push]'],
      [
        '3:3 B must have keys below it, such as `preset: push`; the token itself goes into `env:` of the step'
      ]
    ],
    [
      'words for nothing',
      ['tokens:', '  A: null', '  B: ~'],
      [
        '2:3 A must have keys below it, such as `preset: push`; the token itself goes into `env:` of the step',
        '3:3 B must have keys below it, such as `preset: push`; the token itself goes into `env:` of the step'
      ]
    ],
    [
      'a list where there is one value',
      ['tokens:', '  A:', '    warn-days: [1]', '    server-url: []'],
      ['3:5 warn-days must be one value', '4:5 server-url must be one value']
    ],
    [
      'a mapping where there is a list',
      ['tokens:', '  A:', '    scopes: {repo: yes}'],
      ['3:5 scopes must be one value, or a list of values']
    ],
    [
      'a list in a list',
      ['tokens:', '  A:', '    scopes:', '      - [repo]'],
      ['3:5 scopes must be one value, or a list of values']
    ],
    [
      'a list among permissions',
      ['tokens:', '  A:', '    permissions:', '      - [contents]'],
      ['3:5 permissions must be lines of the form NAME: LEVEL']
    ],
    [
      'a key without a value',
      ['tokens:', '  A:', '    preset:', '    scopes: []', '    owner: ""'],
      ['preset', 'scopes', 'owner'].map(
        (key, line) =>
          `${3 + line}:5 ${key} has no value: give it one, or leave the key out`
      )
    ],
    [
      'a key of a token that is one level too high',
      ['tokens:', '  preset: push', '  A:'],
      ['2:3 preset is a key of a token: indent it below the name of one']
    ],
    [
      'names of tokens one level too high',
      ['A:', '  preset: push'],
      ['1:1 unknown key "A": names of tokens stand below `tokens`']
    ],
    [
      'a list of tokens',
      ['tokens:', '  - A:'],
      ['1:1 tokens is a list: write NAME: without the dash before it']
    ],
    [
      'a list for a level',
      ['tokens:', '  A:', '    permissions:', '      contents: [write]'],
      ['3:5 permissions must be lines of the form NAME: LEVEL']
    ],
    [
      'a list that holds itself',
      ['tokens:', '  A:', '    scopes: &all [*all]'],
      ['3:5 scopes must be one value, or a list of values']
    ],
    [
      'a merge, which YAML 1.2 does not have',
      ['tokens:', '  A: &a {}', '  B:', '    <<: *a'],
      [`4:5 unknown key "<<"; ${known}`]
    ],
    [
      'a key twice',
      ['tokens:', '  A:', '    scopes: a', '    preset: b', '    scopes: c'],
      ['5:5 this key is there a second time']
    ],
    [
      'a token twice',
      ['tokens:', '  A: {}', '  "A": {}'],
      ['3:3 this key is there a second time']
    ],
    [
      'an owner without quotes',
      ['tokens:', '  A:', '    owner: @acme/release'],
      ['3:12 a value that starts with @ or ` must be in quotes']
    ],
    [
      'owners without quotes, and code',
      ['tokens:', '  A:', '    owner: [@mona]', '    purpose: `x`'],
      [
        '3:13 a value that starts with @ or ` must be in quotes',
        '4:14 a value that starts with @ or ` must be in quotes'
      ]
    ],
    [
      'a tab',
      ['tokens:', '  A:', '\tscopes: repo'],
      ['3:1 Tabs are not allowed as indentation']
    ],
    [
      'a colon in a text',
      ['tokens:', '  A:', '    purpose: deploys: all'],
      ['3:14 a value with a colon in it must be in quotes']
    ],
    [
      'a quote that does not end',
      ['tokens:', '  A:', '    purpose: "x'],
      ['3:16 Missing closing "quote']
    ],
    [
      'a second document',
      ['tokens:', '  A: {}', '---', 'tokens:', '  B: {}'],
      ['3:1 a second document starts here']
    ],
    [
      'a key that is no text',
      ['tokens:', '  ? [a, b]', '  : {}'],
      ['2:5 With stringKeys, all keys must be strings']
    ],
    [
      'names that no variable can have',
      ['tokens:', '  1A: {}', '  A-B: {}', '  "": {}', '  Ä: {}', '  a b: {}'],
      [
        '2:3 "1A" cannot be the name of an environment variable',
        '3:3 "A-B" cannot be the name of an environment variable',
        '4:3 "" cannot be the name of an environment variable',
        '5:3 "Ä" cannot be the name of an environment variable',
        '6:3 "a b" cannot be the name of an environment variable'
      ]
    ],
    [
      'the members of a flow mapping',
      ['tokens: {A: {scopes: [repo], presets: push}, "b c": {warn-days: []}}'],
      [
        '1:30 unknown key "presets"; did you mean preset?',
        '1:46 "b c" cannot be the name of an environment variable',
        '1:54 warn-days must be one value'
      ]
    ],
    ['a text', ['hello'], ['1:1 the policy must have the key tokens']],
    ['a list', ['- A', '- B'], ['1:1 the policy must have the key tokens']],
    ['nothing', [''], ['1:1 the policy must have the key tokens']],
    [
      'white space',
      [' ', '\t', ''],
      ['1:1 the policy must have the key tokens']
    ],
    [
      'comments alone',
      ['# tokens:', '#   A: {}'],
      ['1:1 the policy must have the key tokens']
    ],
    [
      'nothing below its key',
      ['# x', 'tokens:'],
      ['2:1 tokens must name tokens, each with its keys']
    ],
    [
      'a text below its key',
      ['tokens: RELEASE_TOKEN'],
      ['1:1 tokens must name tokens, each with its keys']
    ]
  ])('is told at its place: %s', (_, lines, problems) => {
    expect(problemsIn(file(...lines))).toEqual(problems)
    // The place is that of an editor, whatever ends its lines.
    expect(problemsIn(readDocument(lines.join('\r\n'), 'file'))).toEqual(
      problems
    )
  })

  test('is told with all others at once, sorted by place', () => {
    const document = file(
      'tokens:',
      '  b c:',
      '    warn-days: {x: y}',
      '    scope: repo',
      '  A: {presets: push, owner: {a: b}}',
      '  D: push',
      'version: 2'
    )
    expect(problemsIn(document)).toEqual([
      '2:3 "b c" cannot be the name of an environment variable',
      '3:5 warn-days must be one value',
      '4:5 unknown key "scope"; did you mean scopes?',
      '5:7 unknown key "presets"; did you mean preset?',
      '5:22 owner must be one value, or a list of values',
      '6:3 D must have keys below it, such as `preset: push`; the token itself goes into `env:` of the step',
      '7:1 unknown key "version"; known are tokens'
    ])
    // What can be read of them is read all the same.
    expect(document.entries.map(({ name }) => name)).toEqual(['b c', 'A', 'D'])
  })

  test('of an input is told where it is in that', () => {
    const document = readDocument('A:\n  presets: push\n1: {}\n', 'input')
    expect(problemsIn(document)).toEqual([
      '2:3 unknown key "presets"; did you mean preset?',
      '3:1 "1" cannot be the name of an environment variable'
    ])
    expect(problemsIn(readDocument('push', 'input'))).toEqual([
      '1:1 tokens must name tokens, each with its keys'
    ])
  })

  test.each(['', ' \n', '# nothing\n', '{}'])(
    'is none that an input has no tokens, which is told elsewhere: %j',
    (text) => {
      expect(readDocument(text, 'input')).toEqual({ entries: [], problems: [] })
    }
  )
})

describe('the names that all objects have', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']

  test('are names like others for tokens, but for one that no object can have', () => {
    const document = file(
      'tokens:',
      ...names.map((name) => `  ${name}: {scopes: repo}`)
    )
    expect(problemsIn(document)).toEqual([
      '2:3 "__proto__" cannot be the name of an environment variable'
    ])
    expect(textsIn(document, 'scopes', ...names)).toEqual(
      names.map((name) => [name, 'repo', '', '', '', ''])
    )
    expect(variableFormat.test('__proto__')).toBe(false)
    expect(variableFormat.test('__proto__x')).toBe(true)
  })

  test('are unknown keys', () => {
    const keys = names.map((name) => `    ${name}: {scopes: repo}`)
    const document = file('tokens:', '  A:', ...keys)
    expect(problemsIn(document)).toEqual(
      names.map(
        (name, index) =>
          `${String(index + 3)}:5 unknown key "${name}"; ${known}`
      )
    )
    expect(textsIn(document, 'scopes')).toEqual([['A', '']])
    expect(problemsIn(file('tokens: {A: {}}', '__proto__: {x: y}'))).toEqual([
      '2:1 unknown key "__proto__": names of tokens stand below `tokens`'
    ])
  })

  test('give a policy no tokens, and a token no keys', () => {
    const document = file('__proto__:', '  tokens: {A: {}}')
    expect(document.entries).toEqual([])
    expect(problemsIn(document)).toContain(
      '1:1 unknown key "__proto__": names of tokens stand below `tokens`'
    )
    const other = file('tokens: {A: {__proto__: {scopes: repo}}}')
    expect(textsIn(other, 'scopes')).toEqual([['A', '']])
  })
})

describe('a text that is made to do harm', () => {
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x]',
    ...['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map(
      (name, index) =>
        `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefgh'.charAt(index)}`).join(', ')}]`
    ),
    'tokens: {A: {scopes: *i}}'
  ].join('\n')

  test.each<readonly [string, string, RegExp]>([
    ['aliases of aliases', bomb, /^1:1 it cannot be read: Excessive alias/],
    [
      'an alias of nothing',
      'tokens: *all',
      /^1:1 it cannot be read: Unresolved alias/
    ],
    ['300 000 lists', '['.repeat(300_000), /^1:\d+ it is nested too deeply$/],
    [
      '100 000 mappings',
      '{a: '.repeat(100_000),
      /^1:\d+ it is nested too deeply$/
    ],
    [
      '100 000 items of items',
      '- '.repeat(100_000),
      /^1:\d+ it is nested too deeply$/
    ],
    [
      '300 000 keys of keys',
      '? '.repeat(300_000),
      /^1:\d+ it is nested too deeply$/
    ],
    [
      'more than 1 MiB',
      `tokens: {A: {}}\n${'#'.repeat(1024 * 1024)}`,
      /^1:1 it is larger than 1 MiB$/
    ]
  ])('is one problem: %s', (_, text, problem) => {
    const document = readDocument(text, 'file')
    expect(document.entries).toEqual([])
    expect(problemsIn(document)).toEqual([expect.stringMatching(problem)])
  })

  test('is none when it has 1 MiB of comments', () => {
    const text = 'tokens: {A: {}}\n'
    const whole = text + '#'.repeat(1024 * 1024 - text.length)
    expect(problemsIn(readDocument(whole, 'file'))).toEqual([])
    expect(problemsIn(readDocument(`${whole}#`, 'file'))).toHaveLength(1)
  })

  test('is quoted in part: a word is shown whole or not at all', () => {
    const word = 'k'.repeat(1000)
    expect(
      problemsIn(file('tokens:', `  "one two ${word}":`, `    ${word}: 1`))
    ).toEqual([
      '2:3 "one two…" cannot be the name of an environment variable',
      `3:5 unknown key "…"; ${known}`
    ])
  })
})

const forms = fc.constantFrom('file' as const, 'input' as const)

/** Texts with what means something to YAML, and to objects, far more often than by chance. */
const pieces = fc.constantFrom(
  ...['tokens:', 'tokens', 'A:', 'B: ', 'scopes: ', 'preset', 'permissions: '],
  ...[
    '__proto__: ',
    'constructor: ',
    'toString',
    '{',
    '}',
    '[',
    ']',
    ': ',
    ','
  ],
  ...['- ', '? ', '| ', '>', '&a ', '*a ', '!x ', '!!str ', '<<: ', '@x', '`'],
  ...['"', "'", '#', '%YAML 1.1', '---', '...', '\n', '\n  ', '\n    ', '\t'],
  ...['\r\n', '\u{feff}', '\0', '\u{2028}', '\u{d800}', 'repo', 'yes', '1e3']
)
const anyText = fc.oneof(
  fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
  fc
    .array(fc.oneof(pieces, fc.string()), { maxLength: 20 })
    .map((parts) => `tokens:\n  A:\n    ${parts.join('')}`),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ maxLength: 60 })
)

test('any text is read, and each problem has a place in it and few words', () => {
  fc.assert(
    fc.property(anyText, forms, (text, form) => {
      const { entries, problems } = readDocument(text, form)
      const lines = text.split('\n')
      for (const { line, column, complaint } of problems) {
        expect(complaint).toMatch(/\S/)
        expect(complaint.length).toBeLessThan(400)
        expect(line).toBeGreaterThanOrEqual(1)
        expect(line).toBeLessThanOrEqual(lines.length)
        expect(column).toBeGreaterThanOrEqual(1)
        expect(column).toBeLessThanOrEqual(text.length + 1)
      }
      for (const { name, text: read, position } of entries) {
        for (const key of [...tokenKeys, '__proto__', 'constructor', 'x']) {
          expect(typeof read(key)).toBe('string')
          expect(position(key).line).toBeLessThanOrEqual(lines.length)
        }
        expect(typeof name).toBe('string')
      }
      expect(Reflect.ownKeys(Object.prototype)).toHaveLength(members[0] ?? 0)
      expect(Object.hasOwn(Object.prototype, 'scopes')).toBe(false)
    }),
    { numRuns: 500 }
  )
})

test('any values of a token are what stands in its file', () => {
  const value = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('scopes', 'purpose', 'preset'), value),
      (keys) => {
        // JSON is YAML.
        const text = JSON.stringify({ tokens: { A: keys } })
        const document = readDocument(text, 'file')
        expect(problemsIn(document)).toEqual([])
        for (const [key, written] of Object.entries(keys)) {
          expect(document.entries[0]?.text(key)).toBe(written)
        }
      }
    )
  )
})

test.each<[string, 'file' | 'input']>([
  ['A: {preset: push}', 'input'],
  ['tokens: {A: {preset: push}}', 'input'],
  ['tokens: {A: {preset: push}}', 'file']
])('%j is a policy of a %s', (text, form) => {
  const { entries, problems } = readDocument(text, form)
  expect(problems).toEqual([])
  expect(entries.map(({ name, text: read }) => [name, read('preset')])).toEqual(
    [['A', 'push']]
  )
})

test('permissions may be a list of mappings', () => {
  const { entries, problems } = readDocument(
    'tokens: {A: {permissions: [contents: write, "issues=read"]}}',
    'file'
  )
  expect(problems).toEqual([])
  expect(entries[0]?.text('permissions')).toBe('contents: write\nissues=read')
})
