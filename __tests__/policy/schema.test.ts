import { describe, expect, test } from '@jest/globals'
import * as z from 'zod'
import { parse } from 'yaml'
import { permissionNames } from '../../src/github/permissions.ts'
import { readDocument } from '../../src/policy/document.ts'
import { policySchema, tokenKeys } from '../../src/policy/schema.ts'
import { tokenDefaults } from '../../src/runner/token-inputs.ts'
import { presets } from '../../src/verify/presets.ts'
import { failClasses } from '../../src/verify/report.ts'

/** As much of JSON Schema as a policy needs. */
interface Schema {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Schema | boolean
  readonly propertyNames?: Schema
  readonly items?: Schema
}

const understood = new Set([
  ...['$schema', 'type', 'description', 'enum', 'anyOf', 'properties'],
  ...['required', 'additionalProperties', 'propertyNames', 'items']
])

const schema = z.toJSONSchema(policySchema, { io: 'input' }) as Schema
const token = findToken()

function findToken(): Schema {
  const { additionalProperties } = schema.properties?.['tokens'] ?? {}
  const all =
    typeof additionalProperties === 'object' ? additionalProperties : {}
  return all.anyOf?.find(({ type }) => type === 'object') ?? {}
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

/** Whether a value is one an editor takes by this schema. */
function isTaken(value: unknown, by: Schema): boolean {
  const { type, properties = {}, required = [], items } = by
  const types = typeof type === 'string' ? [type] : type
  if (types?.includes(typeOf(value)) === false) return false
  if (by.enum !== undefined && !by.enum.includes(value)) return false
  if (by.anyOf !== undefined && !by.anyOf.some((one) => isTaken(value, one))) {
    return false
  }
  if (Array.isArray(value)) {
    return items === undefined || value.every((one) => isTaken(one, items))
  }
  if (typeof value !== 'object' || value === null) return true
  const { additionalProperties = true } = by
  return (
    required.every((name) => Object.hasOwn(value, name)) &&
    Object.entries(value).every(([name, member]) => {
      const own = Object.hasOwn(properties, name) ? properties[name] : undefined
      const rule = own ?? additionalProperties
      return typeof rule === 'boolean' ? rule : isTaken(member, rule)
    })
  )
}

/** All that a schema consists of. */
function* partsOf(whole: Schema): Generator<Schema> {
  yield whole
  const { additionalProperties, items, propertyNames } = whole
  const parts = [
    ...(whole.anyOf ?? []),
    ...Object.values(whole.properties ?? {}),
    ...(typeof additionalProperties === 'object' ? [additionalProperties] : []),
    ...(items === undefined ? [] : [items]),
    ...(propertyNames === undefined ? [] : [propertyNames])
  ]
  for (const part of parts) yield* partsOf(part)
}

describe('the JSON Schema of a policy', () => {
  test('has no part that this test does not understand', () => {
    for (const part of partsOf(schema)) {
      expect(Object.keys(part).filter((key) => !understood.has(key))).toEqual(
        []
      )
    }
  })

  test('is that of an object with tokens and nothing else', () => {
    expect(schema).toMatchObject({
      type: 'object',
      required: ['tokens'],
      additionalProperties: false
    })
    expect(Object.keys(schema.properties ?? {})).toEqual(['tokens'])
  })

  test('knows the keys of a token and no other, and says what each is', () => {
    expect(token).toMatchObject({ type: 'object', additionalProperties: false })
    expect(token.required ?? []).toEqual([])
    expect(Object.keys(token.properties ?? {})).toEqual(tokenKeys)
    for (const [key, { description }] of Object.entries(
      token.properties ?? {}
    )) {
      expect([key, description]).toEqual([
        key,
        expect.stringMatching(/^[A-Z].*\.$/)
      ])
    }
    expect(schema.description).toMatch(/\.$/)
  })

  /** The words that editors offer for a key. */
  const offered = (key: string): readonly unknown[] => {
    const { [key]: own = {} } = token.properties ?? {}
    return [...new Set([...partsOf(own)].flatMap((part) => part.enum ?? []))]
  }

  test('offers the words there are', () => {
    expect(offered('preset')).toEqual([...presets.keys()])
    expect(offered('fail-on')).toEqual([...failClasses, 'none'])
    expect(offered('on-empty')).toEqual(['auto', 'skip', 'fail'])
    expect(offered('permissions')).toEqual(['read', 'write', 'admin'])
    const others = tokenKeys.filter((key) => offered(key).length === 0)
    expect(others).toHaveLength(tokenKeys.length - 4)
  })

  test('has every default among the values it takes', () => {
    for (const [key, value] of Object.entries(tokenDefaults)) {
      expect(isTaken({ tokens: { A: { [key]: value } } }, schema)).toBe(true)
    }
  })

  test.each<readonly [string, boolean]>([
    ['tokens: {}', true],
    ['tokens: {A: {}}', true],
    ['tokens: {A: null}', true],
    ['tokens: {A: }', true],
    ['tokens: {A: {purpose: deploys, owner: "@acme/release"}}', true],
    ['tokens: {A: {owner: ["@mona", "@acme/release"]}}', true],
    ['tokens: {A: {preset: push}, B: {preset: [push, clone]}}', true],
    // A preset of a later version is for the action to judge.
    ['tokens: {A: {preset: brand-new}}', true],
    ['tokens: {A: {scopes: repo}, B: {scopes: [repo, "read:org"]}}', true],
    ['tokens: {A: {permissions: {contents: write, issues: read}}}', true],
    ['tokens: {A: {permissions: "contents: write"}}', true],
    ['tokens: {A: {permissions: ["contents: write"]}}', true],
    ['tokens: {A: {rotate-by: 2027-01-31, warn-days: 30}}', true],
    ['tokens: {A: {write-probes: true}, B: {write-probes: "false"}}', true],
    ['tokens: {A: {any-of: [OLD, NEW], fail-on: [invalid, none]}}', true],
    ['{}', false],
    ['[]', false],
    ['text', false],
    ['tokens: [A]', false],
    ['tokens: A', false],
    ['tokens: {A: push}', false],
    ['tokens: {A: [push]}', false],
    ['tokens: {A: {presets: push}}', false],
    ['{tokens: {A: {}}, version: 1}', false],
    ['tokens: {A: {warn-days: [1]}}', false],
    ['tokens: {A: {server-url: {a: b}}}', false],
    ['tokens: {A: {scopes: {repo: yes}}}', false],
    ['tokens: {A: {scopes: [[repo]]}}', false],
    ['tokens: {A: {permissions: [contents: write]}}', true],
    ['tokens: {A: {permissions: {contents: [write]}}}', false]
  ])('takes %s: %j', (text, isRight) => {
    // An editor sees numbers and booleans, and the schema of the action is the same.
    const value: unknown = parse(text)
    expect(isTaken(value, schema)).toBe(isRight)
    expect(policySchema.safeParse(value).success).toBe(isRight)
  })

  test.each([
    'tokens: {A: {preset: [push, clone], rotate-by: 2027-01-31}}',
    'tokens: {A: {warn-days: 30, write-probes: true}}',
    'tokens: {A: {presets: push}}',
    'tokens: {A: {warn-days: [1]}}',
    'tokens: {A: push}',
    'tokens: A',
    'text'
  ])('agrees with the action on %s', (text) => {
    const { problems } = readDocument(text, 'file')
    expect(isTaken(parse(text), schema)).toBe(problems.length === 0)
  })
})

test('every permission can be asked for', () => {
  for (const name of permissionNames) {
    const value = { tokens: { A: { permissions: { [name]: 'read' } } } }
    expect(isTaken(value, schema)).toBe(true)
  }
})
