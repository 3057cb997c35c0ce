import { describe, expect, test } from '@jest/globals'
import type { Permission } from '../../src/github/permissions.ts'
import type { TokenKind } from '../../src/github/token-kind.ts'
import {
  accessFor,
  type Asked,
  findContents,
  permissionsToAsk,
  type Requirements,
  requirementsFor,
  scopesToAsk
} from '../../src/verify/requirements.ts'
import { askedWith, kinds } from './samples.ts'

const read = (name: string): Permission => ({ name, level: 'read' })
const write = (name: string): Permission => ({ name, level: 'write' })
const admin = (name: string): Permission => ({ name, level: 'admin' })

const none: Requirements = { scopes: [], permissions: [], translated: [] }

const withScopes: readonly TokenKind[] = ['classic', 'oauth']
const withPermissions: readonly TokenKind[] = [
  'fine-grained',
  'app-user',
  'installation'
]

const all = ['repo', 'workflow']

const both = askedWith({
  scopes: all,
  permissions: [write('contents'), write('issues')]
})

/** A task in both vocabularies. */
const preset = {
  scopes: ['repo', 'read:org'],
  permissions: [write('contents'), read('members')]
}

describe('a token of which nothing was asked', () => {
  test.each(kinds)('and whose kind is %s is judged by nothing', (kind) => {
    expect(requirementsFor(kind, askedWith())).toEqual(none)
  })
})

describe('a token that has scopes', () => {
  test.each<readonly [string, Asked, Requirements]>([
    ['scopes', askedWith({ scopes: all }), { ...none, scopes: all }],
    ['both', both, { ...none, scopes: all }],
    [
      'permissions, which are translated,',
      askedWith({
        permissions: [write('contents'), read('issues'), write('unheard')]
      }),
      { ...none, translated: [read('issues'), write('unheard')] }
    ],
    ['a preset', askedWith({ preset }), { ...none, scopes: preset.scopes }],
    [
      'a preset and scopes',
      askedWith({ preset, scopes: ['workflow', 'read:org', 'gist'] }),
      { ...none, scopes: ['repo', 'read:org', 'workflow', 'gist'] }
    ],
    [
      'a preset and permissions, which are translated,',
      askedWith({ preset, permissions: [read('contents'), read('issues')] }),
      { ...none, scopes: preset.scopes, translated: [read('issues')] }
    ],
    [
      'a preset and both',
      { ...both, preset },
      { ...none, scopes: ['repo', 'read:org', 'workflow'] }
    ],
    [
      'two presets with one scope',
      askedWith({ preset: { scopes: ['repo', 'repo'], permissions: [] } }),
      { ...none, scopes: ['repo'] }
    ]
  ])('and of which are asked %s is judged by its scopes', (_, asked, found) => {
    for (const kind of withScopes) {
      expect(requirementsFor(kind, asked)).toEqual(found)
    }
  })
})

describe('a token that has permissions', () => {
  const strange = ['repo', 'user', '__proto__']

  test.each<readonly [string, Asked, Requirements]>([
    [
      'permissions, but for contents,',
      askedWith({ permissions: [write('contents'), read('pages')] }),
      { ...none, permissions: [read('pages')] }
    ],
    ['contents alone', askedWith({ permissions: [write('contents')] }), none],
    ['both', both, { ...none, permissions: [write('issues')] }],
    [
      'scopes, which are translated where one is the same,',
      askedWith({ scopes: ['workflow', 'read:org', ...strange] }),
      {
        ...none,
        permissions: [write('workflows'), read('members')],
        // These are nothing a permission stands for.
        scopes: strange
      }
    ],
    [
      'several scopes of one permission',
      askedWith({
        scopes: ['read:packages', 'write:packages', 'read:packages']
      }),
      { ...none, permissions: [write('packages')] }
    ],
    [
      'a preset, whose scopes are nothing to prove,',
      askedWith({ preset }),
      { ...none, permissions: [read('members')] }
    ],
    [
      'a preset and permissions',
      askedWith({ preset, permissions: [write('members'), read('pages')] }),
      { ...none, permissions: [write('members'), read('pages')] }
    ],
    [
      'a preset and scopes',
      askedWith({ preset, scopes: ['workflow', 'repo', 'gist'] }),
      {
        ...none,
        permissions: [read('members'), write('workflows'), write('gists')],
        scopes: ['repo']
      }
    ],
    [
      'a preset and both',
      { ...both, preset },
      { ...none, permissions: [read('members'), write('issues')] }
    ],
    [
      'a preset of contents alone',
      askedWith({
        preset: { scopes: ['repo'], permissions: [write('contents')] }
      }),
      none
    ]
  ])(
    'and of which are asked %s is judged by its permissions',
    (_, asked, found) => {
      for (const kind of withPermissions) {
        expect(requirementsFor(kind, asked)).toEqual(found)
      }
    }
  )
})

describe('a token of an unknown kind', () => {
  test.each<readonly [string, Asked, Requirements]>([
    ['both', both, { ...none, scopes: all, permissions: [write('issues')] }],
    ['scopes', askedWith({ scopes: all }), { ...none, scopes: all }],
    [
      'permissions',
      askedWith({ permissions: [read('pages'), read('contents')] }),
      { ...none, permissions: [read('pages')] }
    ],
    [
      'a preset',
      askedWith({ preset }),
      { ...none, permissions: [read('members')] }
    ],
    [
      'a preset and both',
      { ...both, preset },
      {
        ...none,
        scopes: all,
        permissions: [read('members'), write('issues')]
      }
    ]
  ])(
    'is judged by explicit scopes and all permissions when asked for %s',
    (_, asked, found) => {
      expect(requirementsFor('unknown', asked)).toEqual(found)
    }
  )
})

test('the permissions that are judged are those asked for, not copies', () => {
  const permissions = [write('issues'), read('pages')]
  for (const kind of withPermissions) {
    const found = requirementsFor(kind, askedWith({ permissions })).permissions
    expect(found.map((one, index) => one === permissions[index])).toEqual([
      true,
      true
    ])
  }
  const scopes = ['workflow', 'read:org']
  const [first, second] = [0, 1].map(
    () => requirementsFor('fine-grained', askedWith({ scopes })).permissions
  )
  expect(first?.every((one, index) => one === second?.[index])).toBe(true)
})

describe('git', () => {
  test.each<
    readonly [
      asked: readonly Permission[],
      ofPreset: readonly Permission[],
      contents: Permission | undefined,
      access: 'read' | 'write'
    ]
  >([
    [[], [], undefined, 'read'],
    [[read('contents')], [], read('contents'), 'read'],
    [[write('contents')], [], write('contents'), 'write'],
    [[admin('contents')], [], admin('contents'), 'write'],
    [[write('issues'), write('workflows')], [], undefined, 'read'],
    [[write('issues'), write('contents')], [], write('contents'), 'write'],
    [[], [read('contents')], read('contents'), 'read'],
    [[], [write('contents'), write('issues')], write('contents'), 'write'],
    [[], [write('members')], undefined, 'read'],
    [[write('contents')], [read('contents')], write('contents'), 'write'],
    [[read('contents')], [write('contents')], write('contents'), 'write']
  ])(
    'with %j, and %j of a preset, proves %j, which is to %s',
    (permissions, ofPreset, contents, access) => {
      const asked = askedWith({
        scopes: ['repo'],
        permissions,
        preset: { scopes: ['repo'], permissions: ofPreset }
      })
      expect(findContents(asked)).toEqual(contents)
      expect(accessFor(asked)).toBe(access)
    }
  )
})

describe('a new classic token', () => {
  test.each<readonly [string, Asked, readonly string[]]>([
    ['nothing', askedWith(), []],
    ['scopes', both, all],
    [
      'permissions',
      askedWith({ permissions: [write('contents'), write('workflows')] }),
      ['repo', 'workflow']
    ],
    [
      'permissions of one scope',
      askedWith({ permissions: [write('contents'), read('issues')] }),
      ['repo']
    ],
    [
      'permissions no scope includes',
      askedWith({
        permissions: [
          write('administration'),
          read('nonsense'),
          read('blocking')
        ]
      }),
      ['user']
    ],
    ['a preset', askedWith({ preset }), ['repo', 'read:org']],
    [
      'a preset and scopes',
      askedWith({ preset, scopes: ['gist', 'repo'] }),
      ['repo', 'read:org', 'gist']
    ],
    [
      'a preset and permissions',
      askedWith({ preset, permissions: [write('workflows')] }),
      ['repo', 'read:org', 'workflow']
    ],
    ['a preset and both', { ...both, preset }, ['repo', 'read:org', 'workflow']]
  ])('for which %s were asked needs these scopes', (_, asked, scopes) => {
    expect(scopesToAsk(asked)).toEqual(scopes)
  })
})

describe('a new fine-grained token', () => {
  test.each<readonly [string, Asked, readonly Permission[]]>([
    ['nothing', askedWith(), [read('contents')]],
    [
      'permissions',
      askedWith({
        scopes: ['repo', 'user'],
        permissions: [write('contents')]
      }),
      [write('contents')]
    ],
    ['repo', askedWith({ scopes: ['repo'] }), [write('contents')]],
    [
      'scopes',
      askedWith({ scopes: ['workflow', 'read:org', 'user'] }),
      [read('contents'), write('workflows'), read('members')]
    ],
    [
      'what it can never have',
      askedWith({
        permissions: [write('packages'), write('checks'), write('issues')]
      }),
      [read('contents'), write('issues')]
    ],
    [
      'what GitHub does not know',
      askedWith({
        permissions: [
          write('isues'),
          admin('issues'),
          read('constructor'),
          read('pages')
        ]
      }),
      [read('contents'), read('pages')]
    ],
    [
      'one permission twice',
      askedWith({ permissions: [read('issues'), write('issues')] }),
      [read('contents'), write('issues')]
    ],
    ['a preset', askedWith({ preset }), [write('contents'), read('members')]],
    [
      'a preset and permissions',
      askedWith({ preset, permissions: [read('contents'), read('pages')] }),
      [write('contents'), read('members'), read('pages')]
    ],
    [
      'a preset and scopes',
      askedWith({ preset, scopes: ['workflow', 'gist'] }),
      [write('contents'), read('members'), write('workflows'), write('gists')]
    ],
    [
      // Its scope repo is no reason to let a token write.
      'a preset that reads',
      askedWith({
        preset: { scopes: ['repo'], permissions: [read('contents')] }
      }),
      [read('contents')]
    ]
  ])('for which %s was asked needs these permissions', (_, asked, expected) => {
    expect(permissionsToAsk(asked, ['acme/site'])).toEqual(expected)
  })

  test.each<readonly [string, Asked, readonly Permission[]]>([
    ['nothing', askedWith(), []],
    ['repo', askedWith({ scopes: ['repo'] }), []],
    [
      'permissions of an organisation',
      askedWith({ permissions: [read('members')] }),
      [read('members')]
    ],
    [
      'contents',
      askedWith({ permissions: [write('contents')] }),
      [write('contents')]
    ],
    ['a preset', askedWith({ preset }), [write('contents'), read('members')]]
  ])(
    'for which %s was asked, and no repository, needs these permissions',
    (_, asked, expected) => {
      expect(permissionsToAsk(asked, [])).toEqual(expected)
    }
  )
})
