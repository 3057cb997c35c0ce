import { describe, expect, test } from '@jest/globals'
import {
  areaOf,
  findProbe,
  formatForJob,
  formatPermission,
  includes,
  isImpossible,
  isKnownPermission,
  isWriteProbe,
  type Level,
  levels,
  mergePermissions,
  noId,
  noName,
  type Permission,
  permissionForScope,
  permissionNames,
  scopesFor
} from '../../src/github/permissions.ts'
import {
  closeScopes,
  isKnownScope,
  scopeNames
} from '../../src/github/scopes.ts'
import type { TokenKind } from '../../src/github/token-kind.ts'
import { bodyMembers } from './openapi.ts'

/** What no permission is called, and every object has. */
const inherited = [
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '']
]

const permissions: readonly Permission[] = permissionNames.flatMap((name) =>
  levels.map((level) => ({ name, level }))
)

/** Every probe once, with a permission it is of. */
const probes = permissionNames.flatMap((name) => {
  const found = new Set(
    levels.flatMap((level) =>
      [false, true].map((mayWrite) => findProbe({ name, level }, mayWrite))
    )
  )
  return [...found].flatMap((probe) =>
    probe === undefined
      ? []
      : [
          [
            `${name} (${probe.method} ${probe.path})`,
            { name, level: 'write' } satisfies Permission,
            probe
          ] as const
        ]
  )
})

const writes = probes.filter(([, , { method }]) => method !== 'GET')

describe('the table of permissions', () => {
  test('has names as the API spells them, each once', () => {
    expect(permissionNames.filter((name) => !/^[a-z_]+$/.test(name))).toEqual(
      []
    )
    expect(new Set(permissionNames).size).toBe(permissionNames.length)
    expect(permissionNames.length).toBeGreaterThan(60)
  })

  test('knows a level that is the lowest or the highest of each', () => {
    for (const name of permissionNames) {
      const known = levels.filter((level) => isKnownPermission({ name, level }))
      expect([
        ['read'],
        ['write'],
        ['read', 'write'],
        ['read', 'write', 'admin']
      ]).toContainEqual(known)
    }
  })

  test.each<readonly [string, readonly Level[]]>([
    ['contents', ['read', 'write']],
    ['issues', ['read', 'write']],
    ['metadata', ['read']],
    ['plan', ['read']],
    ['workflows', ['write']],
    ['gists', ['write']],
    ['profile', ['write']],
    ['codespaces_secrets', ['write']],
    ['organization_projects', ['read', 'write', 'admin']],
    ['organization_custom_properties', ['read', 'write', 'admin']],
    ['nonsense', []],
    ...inherited.map((name) => [name, []] as const)
  ])('knows these levels of %s: %j', (name, known) => {
    expect(
      levels.filter((level) => isKnownPermission({ name, level }))
    ).toEqual(known)
  })

  test.each([
    ['contents', 'repository'],
    ['workflows', 'repository'],
    ['secrets', 'repository'],
    ['members', 'organization'],
    ['organization_secrets', 'organization'],
    ['emails', 'account'],
    ['gists', 'account'],
    ['nonsense', 'repository'],
    ...inherited.map((name) => [name, 'repository'] as const)
  ])('says what %s is for: %s', (name, area) => {
    expect(areaOf({ name, level: 'read' })).toBe(area)
  })

  test('has all that starts with organization_ for organisations', () => {
    for (const { name, level } of permissions) {
      const isNamed = name.startsWith('organization_') || name === 'members'
      expect(areaOf({ name, level }) === 'organization').toBe(isNamed)
    }
  })

  test.each<readonly [TokenKind, readonly string[]]>([
    ['fine-grained', ['checks', 'packages']],
    // An installation is no user.
    [
      'installation',
      permissionNames.filter(
        (name) => areaOf({ name, level: 'read' }) === 'account'
      )
    ],
    ['classic', []],
    ['oauth', []],
    ['app-user', []],
    ['unknown', []]
  ])('never offers %s tokens %j', (kind, impossible) => {
    for (const level of levels) {
      expect(
        [...permissionNames, ...inherited, 'nonsense'].filter((name) =>
          isImpossible({ name, level }, kind)
        )
      ).toEqual(impossible)
    }
  })
})

describe('a probe', () => {
  test.each(probes)(
    'of %s has a path below its place',
    (_, permission, probe) => {
      const isWholePath = areaOf(permission) === 'account'
      expect(probe.path).toMatch(isWholePath ? /^\/\w/ : /^$|^\/\w/)
      expect(probe.path).toMatch(/^[\w/.:?=&-]*$/)
      expect(probe.path).not.toContain('..')
      expect(probe.path).not.toContain('//')
      if (isWholePath) expect(probe.path).toMatch(/^\/(user|gists)(\/|\?|$)/)
    }
  )

  test.each(probes)('of %s never deletes', (_, __, { method }) => {
    expect(['GET', 'POST', 'PUT', 'PATCH']).toContain(method)
  })

  test.each(probes)('of %s has something that proves it', (_, __, probe) => {
    expect(probe.proof.length).toBeGreaterThan(0)
    // A refusal to say who is asking, or of what, proves nothing.
    for (const status of [401, 403, 429]) {
      expect(probe.proof).not.toContain(status)
    }
    if (probe.method === 'GET') expect(probe.proof[0]).toBe(200)
    // A write that succeeded would have been one.
    else expect(probe.proof.filter((status) => status < 400)).toEqual([])
  })

  test.each(probes)('of %s reads no more than one of many', (_, __, probe) => {
    const { searchParams } = new URL(probe.path, 'https://api.example')
    expect([{}, { per_page: '1' }]).toContainEqual(
      Object.fromEntries(searchParams)
    )
  })

  test.each(writes)(
    'of %s can write nothing, whatever the token may',
    (_, permission, probe) => {
      const isOfNothing = [noName, noId, '0'.repeat(40)].some((nothing) =>
        probe.path.split('/').includes(nothing)
      )
      const members = bodyMembers(areaOf(permission), probe)
      expect(isOfNothing || members.length > 0).toBe(true)
    }
  )

  test('that would create what it names names what cannot be called so', () => {
    const creating = writes.filter(([, , { method }]) => method === 'PUT')
    for (const [, , { path }] of creating) {
      expect(path.endsWith(`/secrets/${noName}`)).toBe(true)
      // The name of a secret has nothing but letters, digits and underscores.
      expect(noName).not.toMatch(/^\w+$/)
    }
    // Of the others the body is not enough either.
    expect(
      creating
        .filter(
          ([, permission, probe]) =>
            bodyMembers(areaOf(permission), probe).length === 0
        )
        .map(([, { name }]) => name)
    ).toEqual(['dependabot_secrets'])
  })

  test('that GitHub answers with 404 is a proof only of what may be absent', () => {
    const found = permissionNames.filter((name) =>
      findProbe({ name, level: 'read' }, false)?.proof.includes(404)
    )
    expect(found).toEqual([
      ...['attestations', 'environments', 'pages'],
      ...['secret_scanning_alerts', 'security_events']
    ])
  })
})

describe('the probe that tells most', () => {
  test.each<
    readonly [Permission, boolean, string | undefined, boolean | undefined]
  >([
    [{ name: 'issues', level: 'read' }, false, 'GET /issues?per_page=1', false],
    [{ name: 'issues', level: 'read' }, true, 'GET /issues?per_page=1', false],
    [
      { name: 'issues', level: 'write' },
      false,
      'GET /issues?per_page=1',
      false
    ],
    [{ name: 'issues', level: 'write' }, true, 'POST /issues', true],
    [{ name: 'metadata', level: 'read' }, false, 'GET ', false],
    // To read what only those who may write can read changes nothing.
    [
      { name: 'codespaces_secrets', level: 'write' },
      false,
      'GET /codespaces/secrets?per_page=1',
      true
    ],
    [
      { name: 'codespaces_secrets', level: 'write' },
      true,
      'GET /codespaces/secrets?per_page=1',
      true
    ],
    [{ name: 'codespaces_secrets', level: 'read' }, true, undefined, undefined],
    // No write is known: a read disproves at least.
    [
      { name: 'administration', level: 'write' },
      true,
      'GET /actions/permissions',
      false
    ],
    [
      { name: 'organization_projects', level: 'admin' },
      true,
      'GET /projectsV2?per_page=1',
      false
    ],
    [{ name: 'gists', level: 'write' }, false, undefined, undefined],
    [{ name: 'gists', level: 'write' }, true, 'POST /gists', true],
    [{ name: 'workflows', level: 'write' }, true, undefined, undefined],
    [{ name: 'contents', level: 'write' }, true, undefined, undefined],
    [{ name: 'nonsense', level: 'write' }, true, undefined, undefined],
    ...inherited.map(
      (name) => [{ name, level: 'write' }, true, undefined, undefined] as const
    )
  ])('of %j, writing %j, is %s', (permission, mayWrite, sent, isWrite) => {
    const probe = findProbe(permission, mayWrite)
    expect(probe && `${probe.method} ${probe.path}`).toBe(sent)
    expect(probe && isWriteProbe(permission, probe)).toBe(isWrite)
  })

  test('only reads unless it may write', () => {
    for (const permission of permissions) {
      expect(findProbe(permission, false)?.method ?? 'GET').toBe('GET')
      if (permission.level !== 'read') continue
      expect(findProbe(permission, true)).toBe(findProbe(permission, false))
    }
  })

  test('is about writing only at the permission it belongs to', () => {
    const probe = findProbe({ name: 'issues', level: 'write' }, true)
    if (probe === undefined) throw new Error('There is none')
    for (const name of [...permissionNames, ...inherited]) {
      expect(isWriteProbe({ name, level: 'write' }, probe)).toBe(
        name === 'issues'
      )
    }
    expect(isWriteProbe({ name: 'issues', level: 'write' }, { ...probe })).toBe(
      false
    )
  })
})

describe('the scopes for a permission', () => {
  test.each<readonly [Permission, readonly string[], readonly string[]]>([
    [{ name: 'contents', level: 'read' }, ['repo'], ['public_repo']],
    [{ name: 'contents', level: 'write' }, ['repo'], ['public_repo']],
    [{ name: 'workflows', level: 'write' }, ['workflow'], []],
    [{ name: 'workflows', level: 'read' }, [], []],
    [{ name: 'administration', level: 'write' }, [], ['repo', 'delete_repo']],
    [{ name: 'members', level: 'read' }, ['read:org'], ['write:org']],
    [{ name: 'packages', level: 'write' }, ['write:packages'], []],
    [{ name: 'organization_campaigns', level: 'read' }, [], []],
    // `user:follow` lets an account follow, and reads nothing.
    [{ name: 'followers', level: 'read' }, [], ['read:user']],
    [{ name: 'followers', level: 'write' }, ['user:follow'], ['read:user']],
    [{ name: 'contents', level: 'admin' }, [], ['public_repo']],
    [{ name: 'nonsense', level: 'read' }, [], []],
    ...inherited.map((name) => [{ name, level: 'read' }, [], []] as const)
  ])('%j are %j, and of a part %j', (permission, full, partial) => {
    expect(scopesFor(permission)).toEqual({ full, partial })
  })

  test('are known', () => {
    for (const permission of permissions) {
      const { full, partial } = scopesFor(permission)
      expect([...full, ...partial].filter((one) => !isKnownScope(one))).toEqual(
        []
      )
    }
  })

  test('are asked for at a level that there is', () => {
    for (const permission of permissions) {
      if (scopesFor(permission).full.length === 0) continue
      expect([
        formatPermission(permission),
        isKnownPermission(permission)
      ]).toEqual([formatPermission(permission), true])
    }
  })

  test('to write include those to read', () => {
    const odd = permissionNames.filter((name) => {
      const read = scopesFor({ name, level: 'read' }).full
      const write = scopesFor({ name, level: 'write' }).full
      return (
        read.length > 0 &&
        !write.every((scope) =>
          read.some((one) => closeScopes([scope]).has(one))
        )
      )
    })
    expect(odd).toEqual([])
  })
})

describe('the permission for a scope', () => {
  test.each<readonly [string, Permission | undefined]>([
    ['workflow', { name: 'workflows', level: 'write' }],
    ['repo:status', { name: 'statuses', level: 'write' }],
    ['read:org', { name: 'members', level: 'read' }],
    ['read:packages', { name: 'packages', level: 'read' }],
    ['gist', { name: 'gists', level: 'write' }],
    ['repo', undefined],
    ['public_repo', undefined],
    ['admin:org', undefined],
    ['nonsense', undefined],
    ...inherited.map((name) => [name, undefined] as const)
  ])('%s is %j', (scope, permission) => {
    expect(permissionForScope(scope)).toEqual(permission)
  })

  test('is known, and the scope gives at least a part of it', () => {
    const odd = scopeNames.filter((scope) => {
      const permission = permissionForScope(scope)
      if (permission === undefined) return false
      expect(isKnownPermission(permission)).toBe(true)
      const { full, partial } = scopesFor(permission)
      return ![...full, ...partial].includes(scope)
    })
    // Only to write a package can delete one with a permission.
    expect(odd).toEqual(['delete:packages'])
  })
})

describe('permissions', () => {
  test.each<readonly [readonly string[], readonly string[]]>([
    [[], []],
    [['a: read'], ['a: read']],
    [['a: read', 'a: read'], ['a: read']],
    [['a: read', 'a: write'], ['a: write']],
    [['a: write', 'a: read'], ['a: write']],
    [['a: read', 'a: admin', 'a: write'], ['a: admin']],
    [
      ['b: read', 'a: write', 'b: write', 'c: read'],
      ['b: write', 'a: write', 'c: read']
    ],
    [
      ['__proto__: read', 'constructor: write', '__proto__: write'],
      ['__proto__: write', 'constructor: write']
    ]
  ])('%j are merged to %j', (given, merged) => {
    const parsed = given.map((text): Permission => {
      const [name = '', level] = text.split(': ')
      return { name, level: levels.find((one) => one === level) ?? 'read' }
    })
    expect(mergePermissions(parsed).map(formatPermission)).toEqual(merged)
  })

  test('of a level include those before it', () => {
    expect(
      levels.map((level) => levels.filter((other) => includes(level, other)))
    ).toEqual([['read'], ['read', 'write'], ['read', 'write', 'admin']])
  })
})

test.each([
  ['contents', 'write', 'contents: write'],
  ['pull_requests', 'write', 'pull-requests: write'],
  ['security_events', 'read', 'security-events: read'],
  ['workflows', 'write', undefined],
  ['members', 'read', undefined],
  ['__proto__', 'read', undefined]
] as const)('%s: %s is a line of a job: %s', (name, level, line) => {
  expect(formatForJob({ name, level })).toBe(line)
})
