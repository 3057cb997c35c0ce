import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  type AcceptedPermissions,
  isDisproof,
  isProof,
  parseAcceptedPermissions
} from '../../src/github/accepted-permissions.ts'
import {
  includes,
  type Level,
  levels,
  type Permission
} from '../../src/github/permissions.ts'

/** `contents: write` */
function permission(text: string): Permission {
  const [name = '', level] = text.split(': ')
  const found = levels.find((one) => one === level)
  if (found === undefined) throw new Error(`${text} has no level`)
  return { name, level: found }
}

const parsed = (header: string | undefined) =>
  parseAcceptedPermissions(header)?.map((one) => Object.fromEntries(one))

function accept(header: string): AcceptedPermissions {
  const accepted = parseAcceptedPermissions(header)
  if (accepted === undefined) throw new Error('There is no header')
  return accepted
}

// Seen in answers of GitHub.
const either = 'issues=write; pull_requests=write'
const more = 'contents=write; contents=write,workflows=write'
const nobody = 'allows_permissionless_access=true'
const metadata = 'metadata=read'

describe('the header X-Accepted-GitHub-Permissions', () => {
  test.each<
    readonly [string, readonly Readonly<Record<string, Level | undefined>>[]]
  >([
    [either, [{ issues: 'write' }, { pull_requests: 'write' }]],
    [more, [{ contents: 'write' }, { contents: 'write', workflows: 'write' }]],
    [metadata, [{ metadata: 'read' }]],
    ['organization_projects=admin', [{ organization_projects: 'admin' }]],
    ['a=read,b=write', [{ a: 'read', b: 'write' }]],
    ['  a = read ;b=write  ', [{ a: 'read' }, { b: 'write' }]],
    ['a=read;b=read,c=read', [{ a: 'read' }, { b: 'read', c: 'read' }]],
    ['brand_new=read', [{ brand_new: 'read' }]],
    // Asked for twice: both are needed.
    ['a=read,a=write', [{ a: 'write' }]],
    ['a=admin,a=read,a=write', [{ a: 'admin' }]],
    ['a=write; a=read', [{ a: 'write' }, { a: 'read' }]],
    // What is no permission, or is not understood.
    [nobody, [{ allows_permissionless_access: undefined }]],
    ['a', [{ a: undefined }]],
    ['a=READ', [{ a: undefined }]],
    ['a=read=write', [{ a: undefined }]],
    ['a=none,b=read', [{ a: undefined, b: 'read' }]],
    ['a=read,', [{ a: 'read', '': undefined }]],
    ['a=read; <html>', [{ a: 'read' }, { '<html>': undefined }]],
    [';', [{ '': undefined }, { '': undefined }]]
  ])('%j asks for %p', (header, accepted) => {
    expect(parsed(header)).toStrictEqual(accepted)
  })

  test('may be missing, which is not the same as empty', () => {
    expect(parsed(undefined)).toBeUndefined()
    expect(parsed('')).toStrictEqual([{ '': undefined }])
  })

  test.each<readonly [string, boolean, boolean]>([
    // As it is meant to be.
    ...['a=read', ' a = read ', 'a=read;a=read', 'a=read,a=read'].map(
      (header) => [header, true, true] as const
    ),
    // Whoever may do more may do this.
    ...['a=write', 'a=admin', 'a=read,a=write', 'a=write,a=read'].map(
      (header) => [header, true, false] as const
    ),
    // Nothing in it is a permission that is understood.
    ...[
      ...['', ' ', '\t', ';', ',', '=', ';;', ',,', '==', nobody, '<html>'],
      ...['a', 'a=', 'a=none', 'a=READ', 'a=reads', 'a:read', 'a=maintain'],
      ...['a=read=write', 'a=read=', 'a=read b=read', 'a==read', '=read']
    ].map((header) => [header, false, false] as const),
    // Something else may have been enough.
    ...[
      ...['a=read;', ';a=read', 'a=read;;b=read', 'a=read; b=true'],
      ...['a=read; b', 'a=read; =write', 'a=read;,', `a=read; ${nobody}`]
    ].map((header) => [header, false, true] as const),
    // Something else may have been missing.
    ...[
      ...['a=read,', ',a=read', 'a=read,,', 'a=read, b', 'a=read,b=true'],
      ...['a=read,=write', 'a=read, <html>', 'b:read, a=read']
    ].map((header) => [header, true, false] as const)
  ])('%j proves a: read (%j) and disproves it (%j)', (header, ...expected) => {
    const accepted = accept(header)
    const one = permission('a: read')
    expect([isProof(accepted, one), isDisproof(accepted, one)]).toEqual(
      expected
    )
  })

  test.each(['__proto__', 'constructor', 'toString'])(
    'may ask for %s, which is no permission of all',
    (name) => {
      const accepted = accept(`${name}=write`)
      expect(accepted).toEqual([new Map([[name, 'write']])])
      expect(isProof(accepted, { name, level: 'read' })).toBe(true)
      for (const other of ['contents', 'valueOf', 'hasOwnProperty']) {
        expect(isProof(accepted, { name: other, level: 'read' })).toBe(false)
        expect(isDisproof(accepted, { name: other, level: 'admin' })).toBe(
          false
        )
      }
    }
  )

  test.each([
    ['a=read;'.repeat(100_000), 100_001],
    ['a=read;'.repeat(99_999) + 'a=read', 100_000],
    ['='.repeat(100_000), 1],
    [','.repeat(100_000), 1],
    ['; '.repeat(100_000), 100_001],
    [' '.repeat(1_000_000) + 'a=read', 1],
    ['a'.repeat(1_000_000), 1]
  ])('may be very long: %.20s', (header, count) => {
    expect(accept(header).length).toBe(count)
  })

  test('is read, whatever it is', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...['contents', 'issues', 'read', 'write', 'admin', '=', ';', ',', ' '],
        ...['__proto__', 'constructor', 'true']
      ),
      fc.string({ unit: 'grapheme', maxLength: 3 })
    )
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const header = pieces.join('')
        const accepted = accept(header)
        expect(accepted.length).toBe(header.split(';').length)
        for (const alternative of accepted) {
          expect(alternative.size).toBeGreaterThan(0)
          for (const level of alternative.values()) {
            expect([...levels, undefined]).toContain(level)
          }
        }
      })
    )
  })
})

describe('an endpoint that answered', () => {
  test.each([
    [metadata, 'metadata: read'],
    ['issues=write', 'issues: write'],
    ['issues=write', 'issues: read'],
    ['projects=admin', 'projects: write'],
    [more, 'contents: write'],
    [more, 'contents: read'],
    ['a=read,b=write', 'a: read'],
    ['a=read,b=write', 'b: write'],
    ['a=write; a=read', 'a: read']
  ])('those with %s proves %s', (header, wanted) => {
    expect(isProof(accept(header), permission(wanted))).toBe(true)
  })

  test.each([
    // The other permission may be the one that was enough.
    [either, 'issues: write'],
    [either, 'pull_requests: read'],
    [more, 'workflows: write'],
    [more, 'contents: admin'],
    [metadata, 'metadata: write'],
    [metadata, 'contents: read'],
    ['issues=read', 'issues: write'],
    ['a=write; a=read', 'a: write'],
    ['a=read; b=read', 'a: read'],
    ['a=read,b', 'b: read'],
    [nobody, 'allows_permissionless_access: read']
  ])('those with %s does not prove %s', (header, wanted) => {
    expect(isProof(accept(header), permission(wanted))).toBe(false)
  })
})

describe('an endpoint that refused', () => {
  test.each([
    [metadata, 'metadata: read'],
    [metadata, 'metadata: write'],
    [either, 'issues: write'],
    [either, 'pull_requests: write'],
    [more, 'contents: write'],
    ['issues=read', 'issues: write'],
    ['a=write; a=read', 'a: read']
  ])('those without %s disproves %s', (header, wanted) => {
    expect(isDisproof(accept(header), permission(wanted))).toBe(true)
  })

  test.each([
    ['issues=write', 'issues: read'],
    // It may be the other one that is missing.
    ['a=read,b=write', 'a: read'],
    ['a=read,b=write', 'b: write'],
    [more, 'workflows: write'],
    [more, 'contents: read'],
    [metadata, 'contents: write'],
    ['a=write; b=read', 'a: read'],
    ['a=read,b', 'b: read'],
    [nobody, 'allows_permissionless_access: admin']
  ])('those without %s does not disprove %s', (header, wanted) => {
    expect(isDisproof(accept(header), permission(wanted))).toBe(false)
  })
})

describe('what an endpoint accepts', () => {
  const names = ['a', 'b', 'c']
  const level = fc.constantFrom(...levels)
  const known = fc.uniqueArray(fc.tuple(fc.constantFrom(...names), level), {
    maxLength: 3,
    selector: ([name]) => name
  })
  const strange = fc.constantFrom(
    ...['', ' ', 'd', 'd=', 'd=none', 'd=READ', 'd=read=write', 'd:read'],
    ...['<html>', nobody]
  )
  const alternative = fc
    .record({ known, strange: fc.array(strange, { maxLength: 2 }) })
    .filter((one) => one.known.length + one.strange.length > 0)
  const alternatives = fc.array(alternative, { minLength: 1, maxLength: 4 })
  const wanted = fc.record({ name: fc.constantFrom(...names), level })

  interface Alternative {
    readonly known: readonly (readonly [string, Level])[]
    /** What is not understood. */
    readonly strange: readonly string[]
  }

  const headerOf = (all: readonly Alternative[]) =>
    all
      .map((one) =>
        [
          ...one.known.map(([name, asked]) => `${name}=${asked}`),
          ...one.strange
        ].join(',')
      )
      .join('; ')

  /** Every set of permissions a token can have. */
  const grants = names.reduce<readonly ReadonlyMap<string, Level>[]>(
    (all, name) => [
      ...all,
      ...levels.flatMap((one) =>
        all.map((map) => new Map([...map, [name, one]]))
      )
    ],
    [new Map()]
  )

  const has = (grant: ReadonlyMap<string, Level>, one: Permission) => {
    const granted = grant.get(one.name)
    return granted !== undefined && includes(granted, one.level)
  }

  /** Whether a token is accepted, which has or lacks what is not understood. */
  const isAccepted = (
    grant: ReadonlyMap<string, Level>,
    isStrange: boolean,
    all: readonly Alternative[]
  ) =>
    all.some(
      (one) =>
        (isStrange || one.strange.length === 0) &&
        one.known.every(([name, asked]) => has(grant, { name, level: asked }))
    )

  test('is proven when no token without it would be accepted', () => {
    expect(grants).toHaveLength(64)
    fc.assert(
      fc.property(alternatives, wanted, (all, one) => {
        const accepted = accept(headerOf(all))
        const others = grants.filter((grant) => !has(grant, one))
        expect(isProof(accepted, one)).toBe(
          !others.some((grant) => isAccepted(grant, true, all))
        )
      })
    )
  })

  test('is disproven when no token with it would be refused', () => {
    fc.assert(
      fc.property(alternatives, wanted, (all, one) => {
        const accepted = accept(headerOf(all))
        const those = grants.filter((grant) => has(grant, one))
        expect(isDisproof(accepted, one)).toBe(
          those.every((grant) => isAccepted(grant, false, all))
        )
      })
    )
  })

  test('disproves nothing with something strange in every alternative', () => {
    fc.assert(
      fc.property(alternatives, strange, wanted, (all, more, one) => {
        const others = all.map((each) => ({
          ...each,
          strange: [...each.strange, more]
        }))
        const accepted = accept(headerOf(others))
        expect(isDisproof(accepted, one)).toBe(false)
        // What else is needed makes the permission no less necessary.
        expect(isProof(accepted, one)).toBe(isProof(accept(headerOf(all)), one))
      })
    )
  })

  test('proves nothing with an alternative that is strange', () => {
    fc.assert(
      fc.property(alternatives, strange, wanted, (all, more, one) => {
        const others = [...all, { known: [], strange: [more] }]
        const accepted = accept(headerOf(others))
        expect(isProof(accepted, one)).toBe(false)
        expect(isDisproof(accepted, one)).toBe(
          isDisproof(accept(headerOf(all)), one)
        )
      })
    )
  })

  test('proves lower levels and disproves higher ones as well', () => {
    fc.assert(
      fc.property(alternatives, wanted, (all, one) => {
        const accepted = accept(headerOf(all))
        for (const other of levels) {
          const another = { ...one, level: other }
          if (includes(one.level, other) && isProof(accepted, one)) {
            expect(isProof(accepted, another)).toBe(true)
          }
          if (includes(other, one.level) && isDisproof(accepted, one)) {
            expect(isDisproof(accepted, another)).toBe(true)
          }
        }
      })
    )
  })

  test('has no lower level disproven than the one that is proven', () => {
    fc.assert(
      fc.property(alternatives, wanted, wanted, (all, one, another) => {
        const accepted = accept(headerOf(all))
        if (!isProof(accepted, one) || !isDisproof(accepted, another)) return
        expect(another.name).toBe(one.name)
        expect(includes(another.level, one.level)).toBe(true)
      })
    )
  })
})
