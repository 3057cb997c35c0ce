import { describe, expect, test } from '@jest/globals'
import {
  formatPermission,
  isImpossible,
  isKnownPermission
} from '../../src/github/permissions.ts'
import { isKnownScope } from '../../src/github/scopes.ts'
import { presets } from '../../src/verify/presets.ts'

const rows = [...presets].map(
  ([name, { scopes, permissions }]) =>
    [name, scopes, permissions.map(formatPermission)] as const
)

test('the tasks that have a name, in both vocabularies', () => {
  expect(rows).toEqual([
    ['clone', ['repo'], ['contents: read']],
    ['push', ['repo'], ['contents: write']],
    ['protected-push', ['repo'], ['contents: write']],
    [
      'workflow-files',
      ['repo', 'workflow'],
      ['contents: write', 'workflows: write']
    ],
    ['pull-request', ['repo'], ['contents: write', 'pull_requests: write']],
    ['trigger-workflows', ['repo'], ['contents: write']],
    ['dispatch', ['repo'], ['actions: write']],
    ['packages', ['write:packages'], ['packages: write']],
    ['gh-cli', ['repo', 'read:org', 'gist'], ['metadata: read']],
    ['org-read', ['read:org'], ['members: read']]
  ])
})

describe('a preset', () => {
  test.each([...presets])('%s asks for what GitHub knows', (_, preset) => {
    expect(preset.scopes.filter((scope) => !isKnownScope(scope))).toEqual([])
    expect(preset.permissions.filter((one) => !isKnownPermission(one))).toEqual(
      []
    )
  })

  test.each([...presets])('%s asks for nothing twice', (_, preset) => {
    const names = [
      ...preset.scopes,
      ...preset.permissions.map((one) => one.name)
    ]
    expect(new Set(names).size).toBe(names.length)
  })

  test.each([...presets])(
    '%s asks for something of every kind',
    (_, preset) => {
      expect(preset.scopes).not.toEqual([])
      expect(preset.permissions).not.toEqual([])
    }
  )

  test('is beyond fine-grained tokens only for packages', () => {
    const impossible = [...presets].filter(([, { permissions }]) =>
      permissions.some((one) => isImpossible(one, 'fine-grained'))
    )
    expect(impossible.map(([name]) => name)).toEqual(['packages'])
  })

  test.each([
    '',
    'Push',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty'
  ])('is not called %j', (name) => {
    expect(presets.get(name)).toBeUndefined()
  })
})
