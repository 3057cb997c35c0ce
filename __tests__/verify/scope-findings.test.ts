import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  formatPermission,
  type Permission,
  permissionNames
} from '../../src/github/permissions.ts'
import { scopeNames } from '../../src/github/scopes.ts'
import type { TokenKind } from '../../src/github/token-kind.ts'
import type { TokenFacts } from '../../src/verify/facts.ts'
import type { Verdict } from '../../src/verify/finding.ts'
import type { Reason } from '../../src/verify/reasons.ts'
import {
  findExcess,
  judgeExcess,
  judgeForbiddenScope,
  judgeScope,
  judgeTranslated
} from '../../src/verify/scope-findings.ts'
import { askedWith, kinds, tokenFacts } from './samples.ts'

const judgeScopes = (scopes: readonly string[], facts: Partial<TokenFacts>) =>
  scopes.map((scope) => judgeScope(scope, tokenFacts(facts)))

describe('a scope', () => {
  test.each([
    [
      'it is one of the scopes',
      'repo',
      ['gist', 'repo'],
      'It is one of its scopes'
    ],
    [
      'a scope includes it',
      'public_repo',
      ['gist', 'repo'],
      'It is included in its scope repo'
    ],
    [
      'a scope includes one that includes it',
      'read:org',
      ['admin:org'],
      'It is included in its scope admin:org'
    ],
    [
      'an unheard-of scope is there',
      'new_scope',
      ['new_scope'],
      'It is one of its scopes'
    ],
    [
      'an unheard-of family includes it',
      'read:new',
      ['admin:new'],
      'It is included in its scope admin:new'
    ],
    [
      'two scopes include it',
      'read:org',
      ['write:org', 'admin:org'],
      'It is included in its scope write:org'
    ],
    [
      'the name is that of an object member',
      '__proto__',
      ['__proto__'],
      'It is one of its scopes'
    ]
  ])('is granted when %s', (_, scope, scopes, evidence) => {
    expect(judgeScopes([scope], { scopes })).toEqual([
      { requirement: scope, verdict: 'granted', reason: 'ok', evidence }
    ])
  })

  test.each([
    ['repo', [], 'Its scopes: none'],
    ['repo', ['public_repo'], 'Its scopes: public_repo'],
    ['workflow', ['repo', 'user'], 'Its scopes: repo, user'],
    ['delete_repo', ['repo'], 'Its scopes: repo'],
    ['admin:org', ['write:org'], 'Its scopes: write:org'],
    ['admin:repo_hook', ['public_repo'], 'Its scopes: public_repo'],
    ['admin:org_hook', ['repo'], 'Its scopes: repo'],
    ['scim:enterprise', ['read:enterprise'], 'Its scopes: read:enterprise'],
    ['admin:enterprise', ['scim:enterprise'], 'Its scopes: scim:enterprise'],
    ['repo', ['brand_new'], 'Its scopes: brand_new'],
    [
      'repo',
      Array.from({ length: 30 }, (_, n) => `s${String(n)}`),
      `Its scopes: ${Array.from({ length: 20 }, (_, n) => `s${String(n)}`).join(', ')} and 10 more`
    ]
  ])('%s is missing among %j', (scope, scopes, evidence) => {
    expect(judgeScopes([scope], { scopes })).toEqual([
      {
        requirement: scope,
        verdict: 'missing',
        reason: 'scope-missing',
        evidence
      }
    ])
  })

  test.each([
    ...['admin:repo_hook', 'write:repo_hook', 'read:repo_hook'].map(
      (scope) =>
        [
          scope,
          ['repo'],
          `Its scope repo may include ${scope}. Its scopes: repo`
        ] as const
    ),
    [
      'scim:enterprise',
      ['gist', 'admin:enterprise'],
      'Its scope admin:enterprise may include scim:enterprise. Its scopes: gist, admin:enterprise'
    ] as const,
    ...['admin:new', '__proto__', 'constructor', 'toString'].map(
      (scope) =>
        [
          scope,
          ['repo'],
          `This action does not know the scope ${scope}. Its scopes: repo`
        ] as const
    ),
    ...[
      ['repoo', 'repo'],
      ['delete-repo', 'delete_repo'],
      ['workflows', 'workflow'],
      ['read_org', 'read:org']
    ].map(
      ([scope = '', meant = '']) =>
        [
          scope,
          ['gist'],
          `This action does not know the scope ${scope}; perhaps ${meant} is meant. Its scopes: gist`
        ] as const
    ),
    [
      'new',
      [],
      'This action does not know the scope new. Its scopes: none'
    ] as const
  ])('%s is not proven by %j', (scope, scopes, evidence) => {
    expect(judgeScopes([scope], { scopes })).toEqual([
      {
        requirement: scope,
        verdict: 'unknown',
        reason: 'scope-unproven',
        evidence
      }
    ])
  })

  test.each<[TokenKind, Reason]>([
    ['classic', 'scopes-not-reported'],
    ['oauth', 'scopes-not-reported'],
    ['unknown', 'scopes-not-reported'],
    ['fine-grained', 'kind-has-no-scopes'],
    ['app-user', 'kind-has-no-scopes'],
    ['installation', 'kind-has-no-scopes']
  ])(
    'of a token of kind %s without reported scopes is unknown: %s',
    (kind, reason) => {
      const scopes = ['repo', 'new', 'admin:repo_hook']
      expect(judgeScopes(scopes, { kind, scopes: undefined })).toEqual(
        scopes.map((requirement) => ({
          requirement,
          verdict: 'unknown',
          reason,
          evidence: `The kind of the token is ${kind}, and no scopes were reported`
        }))
      )
    }
  )
})

describe('every combination of kind, scopes and requirement', () => {
  const reported = {
    nothing: undefined,
    'no scope': [],
    repo: ['repo'],
    'public_repo, workflow': ['public_repo', 'workflow'],
    'admin:org': ['admin:org'],
    'admin:new': ['admin:new']
  } as const

  type Reported = Exclude<keyof typeof reported, 'nothing'>
  const [y, n, u] = ['granted', 'missing', 'unknown'] as const

  const verdicts: Readonly<
    Record<string, Readonly<Record<Reported, Verdict>>>
  > = {
    repo: {
      'no scope': n,
      repo: y,
      'public_repo, workflow': n,
      'admin:org': n,
      'admin:new': n
    },
    public_repo: {
      'no scope': n,
      repo: y,
      'public_repo, workflow': y,
      'admin:org': n,
      'admin:new': n
    },
    workflow: {
      'no scope': n,
      repo: n,
      'public_repo, workflow': y,
      'admin:org': n,
      'admin:new': n
    },
    'read:org': {
      'no scope': n,
      repo: n,
      'public_repo, workflow': n,
      'admin:org': y,
      'admin:new': n
    },
    'read:repo_hook': {
      'no scope': n,
      repo: u,
      'public_repo, workflow': n,
      'admin:org': n,
      'admin:new': n
    },
    'read:new': {
      'no scope': u,
      repo: u,
      'public_repo, workflow': u,
      'admin:org': u,
      'admin:new': y
    },
    new: {
      'no scope': u,
      repo: u,
      'public_repo, workflow': u,
      'admin:org': u,
      'admin:new': u
    }
  }

  const combinations = kinds.flatMap((kind) =>
    // Only classic and OAuth tokens have scopes.
    (Object.keys(reported) as (keyof typeof reported)[])
      .filter(
        (held) => held === 'nothing' || kind === 'classic' || kind === 'oauth'
      )
      .flatMap((held) =>
        Object.entries(verdicts).map(([scope, row]) => ({
          kind,
          held,
          scope,
          verdict: held === 'nothing' ? u : row[held]
        }))
      )
  )

  test.each(combinations)(
    '$kind with $held, asked for $scope: $verdict',
    ({ kind, held, scope, verdict }) => {
      const scopes = reported[held]
      expect(
        judgeScopes([scope], { kind, scopes }).map((one) => one.verdict)
      ).toEqual([verdict])
    }
  )
})

describe('a scope the token must not have', () => {
  const judge = (scope: string, facts: Partial<TokenFacts>) =>
    judgeForbiddenScope(scope, tokenFacts(facts))

  test.each([
    ['repo', ['gist', 'repo'], 'It is one of its scopes'],
    ['public_repo', ['repo'], 'It is included in its scope repo'],
    ['read:org', ['admin:org'], 'It is included in its scope admin:org'],
    ['new', ['new'], 'It is one of its scopes'],
    ['__proto__', ['__proto__'], 'It is one of its scopes']
  ])('%s is found among %j', (scope, scopes, evidence) => {
    expect(judge(scope, { scopes })).toEqual({
      requirement: `no ${scope}`,
      verdict: 'missing',
      reason: 'scope-forbidden',
      evidence
    })
  })

  test.each([
    ['repo', [], 'Its scopes: none'],
    ['repo', ['public_repo'], 'Its scopes: public_repo'],
    ['admin:org', ['read:org', 'repo'], 'Its scopes: read:org, repo'],
    ['delete_repo', ['repo'], 'Its scopes: repo']
  ])('%s is not among %j', (scope, scopes, evidence) => {
    expect(judge(scope, { scopes })).toEqual({
      requirement: `no ${scope}`,
      verdict: 'granted',
      reason: 'ok',
      evidence
    })
  })

  test.each([
    ['read:repo_hook', 'repo'],
    ['admin:repo_hook', 'repo'],
    ['scim:enterprise', 'admin:enterprise']
  ])('%s may be a part of %s', (scope, held) => {
    expect(judge(scope, { scopes: ['gist', held] })).toEqual({
      requirement: `no ${scope}`,
      verdict: 'unknown',
      reason: 'scope-unproven',
      evidence: `Its scope ${held} may include ${scope}`
    })
  })

  test.each([
    ['repoo', ['gist'], '; perhaps repo is meant. Its scopes: gist'],
    ['delete-repo', [], '; perhaps delete_repo is meant. Its scopes: none'],
    ['something_new', ['repo'], '. Its scopes: repo'],
    ['constructor', ['repo'], '. Its scopes: repo']
  ])(
    '%s is one that nobody knows, and not proven by %j',
    (scope, scopes, hint) => {
      expect(judge(scope, { scopes })).toEqual({
        requirement: `no ${scope}`,
        verdict: 'unknown',
        reason: 'scope-unproven',
        evidence: `This action does not know the scope ${scope}${hint}`
      })
    }
  )

  test.each<TokenKind>(['fine-grained', 'app-user', 'installation'])(
    'is not in a token of kind %s, which has none',
    (kind) => {
      expect(judge('repo', { kind, scopes: undefined })).toEqual({
        requirement: 'no repo',
        verdict: 'granted',
        reason: 'ok',
        evidence: `A token of kind ${kind} has no scopes`
      })
    }
  )

  test.each<TokenKind>(['classic', 'oauth', 'unknown'])(
    'may be in a token of kind %s whose scopes were not reported',
    (kind) => {
      expect(judge('repo', { kind, scopes: undefined })).toEqual({
        requirement: 'no repo',
        verdict: 'unknown',
        reason: 'scopes-not-reported',
        evidence: `The kind of the token is ${kind}, and no scopes were reported`
      })
    }
  )
})

describe('a permission that is asked of a token with scopes', () => {
  const read = (name: string): Permission => ({ name, level: 'read' })
  const write = (name: string): Permission => ({ name, level: 'write' })
  const judge = (permission: Permission, scopes: readonly string[]) => {
    const { requirement, ...finding } = judgeTranslated(
      permission,
      tokenFacts({ scopes })
    )
    expect(requirement).toBe(formatPermission(permission))
    return finding
  }

  test.each([
    [write('issues'), ['repo'], 'It is included in its scope repo'],
    [read('issues'), ['gist', 'repo'], 'It is included in its scope repo'],
    [write('workflows'), ['workflow'], 'It is included in its scope workflow'],
    [
      write('statuses'),
      ['repo:status'],
      'It is included in its scope repo:status'
    ],
    [write('statuses'), ['repo'], 'It is included in its scope repo'],
    [read('members'), ['admin:org'], 'It is included in its scope admin:org'],
    [
      read('packages'),
      ['write:packages'],
      'It is included in its scope write:packages'
    ],
    [read('emails'), ['user'], 'It is included in its scope user'],
    // The scope itself is named before one that includes it.
    [
      read('emails'),
      ['user', 'user:email'],
      'It is included in its scope user:email'
    ]
  ])('is granted: %j by %j', (permission, scopes, evidence) => {
    expect(judge(permission, scopes)).toEqual({
      verdict: 'granted',
      reason: 'ok',
      evidence
    })
  })

  test.each([
    [
      write('issues'),
      ['public_repo'],
      'Its scope public_repo includes a part of it. Its scopes: public_repo'
    ],
    [
      write('administration'),
      ['repo'],
      'Its scope repo includes a part of it. Its scopes: repo'
    ],
    [
      write('repository_hooks'),
      ['repo'],
      'Its scope repo includes a part of it. Its scopes: repo'
    ],
    [
      read('issues'),
      [],
      'It can read public repositories alone. Its scopes: none'
    ],
    [
      read('metadata'),
      ['gist'],
      'It can read public repositories alone. Its scopes: gist'
    ],
    [
      write('administration'),
      ['gist'],
      'This action knows no scope that is the same. Its scopes: gist'
    ],
    [
      read('interaction_limits'),
      ['user'],
      'This action knows no scope that is the same. Its scopes: user'
    ],
    [
      read('nonsense'),
      ['repo'],
      'This action knows no scope that is the same. Its scopes: repo'
    ],
    [
      { name: 'issues', level: 'admin' } as const,
      ['repo:status'],
      'This action knows no scope that is the same. Its scopes: repo:status'
    ],
    [
      read('constructor'),
      ['repo'],
      'This action knows no scope that is the same. Its scopes: repo'
    ]
  ])('is not proven: %j by %j', (permission, scopes, evidence) => {
    expect(judge(permission, scopes)).toEqual({
      verdict: 'unknown',
      reason: 'permission-unproven',
      evidence
    })
  })

  test.each([
    [write('issues'), [], 'repo', 'none'],
    [write('workflows'), ['repo'], 'workflow', 'repo'],
    [read('secrets'), ['public_repo'], 'repo', 'public_repo'],
    [write('packages'), ['read:packages'], 'write:packages', 'read:packages'],
    [write('members'), ['repo'], 'admin:org', 'repo'],
    [write('gists'), ['repo', 'user'], 'gist', 'repo, user']
  ])('is missing: %j from %j', (permission, scopes, needed, held) => {
    expect(judge(permission, scopes)).toEqual({
      verdict: 'missing',
      reason: 'scope-missing',
      evidence: `It would need the scope ${needed}. Its scopes: ${held}`
    })
  })

  test.each<TokenKind>(['classic', 'oauth'])(
    'is unknown when the scopes of a token of kind %s were not reported',
    (kind) => {
      const facts = tokenFacts({ kind, scopes: undefined })
      expect(judgeTranslated(write('issues'), facts)).toEqual({
        requirement: 'issues: write',
        verdict: 'unknown',
        reason: 'scopes-not-reported',
        evidence: `The kind of the token is ${kind}, and no scopes were reported`
      })
    }
  )

  test('is never lost by having more scopes', () => {
    const order: readonly Verdict[] = ['missing', 'unknown', 'granted']
    fc.assert(
      fc.property(
        fc.constantFrom(...permissionNames),
        fc.constantFrom('read' as const, 'write' as const, 'admin' as const),
        fc.array(fc.constantFrom(...scopeNames), { maxLength: 4 }),
        fc.array(fc.constantFrom(...scopeNames), { maxLength: 4 }),
        (name, level, few, more) => {
          const permission = { name, level }
          const before = judge(permission, few).verdict
          const after = judge(permission, [...few, ...more]).verdict
          expect(order.indexOf(after)).toBeGreaterThanOrEqual(
            order.indexOf(before)
          )
        }
      ),
      { numRuns: 500 }
    )
  })

  test('to read a repository is never missing where that may be public', () => {
    for (const name of ['contents', 'issues', 'pull_requests', 'metadata']) {
      expect(judge(read(name), []).verdict).toBe('unknown')
    }
  })
})

describe('what a token has in excess', () => {
  const asked = (scopes: readonly string[]) => askedWith({ scopes })

  test.each([
    ['nothing was asked for', [], ['repo', 'admin:org'], []],
    ['it has what was asked for', ['repo'], ['repo'], []],
    ['it has a part of that', ['repo'], ['public_repo', 'repo:status'], []],
    [
      'it has another scope',
      ['repo'],
      ['gist', 'repo', 'user'],
      ['gist', 'user']
    ],
    ['it has a wider scope', ['public_repo'], ['repo'], ['repo']],
    ['GitHub ticked repo, too', ['workflow'], ['repo', 'workflow'], []],
    ['it is one nobody knows', ['repo'], ['repo', 'new'], ['new']],
    ['one nobody knows was asked for', ['new'], ['new', 'gist'], []],
    [
      'the name is that of an object member',
      ['repo'],
      ['__proto__'],
      ['__proto__']
    ]
  ])('when %s', (_, wanted, scopes, excess) => {
    expect(findExcess(asked(wanted), { scopes }, false)).toEqual(excess)
    expect(judgeExcess(asked(wanted), tokenFacts({ scopes }), false)).toEqual(
      excess.length === 0
        ? []
        : [
            {
              requirement: 'no more scopes than asked for',
              verdict: 'missing',
              reason: 'scope-excess',
              evidence: `Not asked for: ${excess.join(', ')}`
            }
          ]
    )
  })

  test('is judged by the scopes that permissions stand for', () => {
    const permissions: readonly Permission[] = [
      { name: 'contents', level: 'write' },
      { name: 'workflows', level: 'write' }
    ]
    const scopes = ['repo', 'workflow', 'admin:org']
    expect(findExcess(askedWith({ permissions }), { scopes }, false)).toEqual([
      'admin:org'
    ])
  })

  test.each(kinds)(
    'is nothing when no scopes were reported, of kind %s',
    (kind) => {
      const facts = tokenFacts({ kind, scopes: undefined })
      expect(judgeExcess(asked(['repo']), facts, false)).toEqual([])
    }
  )

  test('is nothing that a permission may need', () => {
    const permissions: readonly Permission[] = [
      { name: 'contents', level: 'read' },
      { name: 'administration', level: 'write' }
    ]
    const scopes = ['repo', 'delete_repo']
    expect(findExcess(askedWith({ permissions }), { scopes }, false)).toEqual(
      []
    )
  })

  test.each<
    readonly [string, Permission, readonly string[], readonly string[]]
  >([
    [
      'which it includes a part of',
      { name: 'repository_hooks', level: 'write' },
      ['admin:repo_hook', 'gist'],
      ['gist']
    ],
    [
      'which no scope is the same as',
      { name: 'administration', level: 'write' },
      ['repo', 'user'],
      []
    ],
    ['which nobody knows', { name: 'unheard', level: 'write' }, ['repo'], []]
  ])('is judged by a permission %s', (_, permission, scopes, excess) => {
    const asked = askedWith({ permissions: [permission] })
    expect(findExcess(asked, { scopes }, false)).toEqual(excess)
  })

  test('is nothing that a preset stands for', () => {
    const preset = {
      scopes: ['read:org', 'gist'],
      permissions: [{ name: 'members', level: 'read' } as const]
    }
    const scopes = ['gist', 'read:org', 'repo', 'workflow']
    expect(findExcess(askedWith({ preset }), { scopes }, false)).toEqual([
      'repo',
      'workflow'
    ])
    expect(
      findExcess(askedWith({ preset, scopes: ['workflow'] }), { scopes }, false)
    ).toEqual([])
  })

  test('is not the scope git needs for repositories, unless a lesser one was asked for', () => {
    const scopes = ['repo', 'gist']
    expect(findExcess(asked(['gist']), { scopes }, true)).toEqual([])
    expect(findExcess(asked(['gist']), { scopes }, false)).toEqual(['repo'])
    expect(
      findExcess(asked(['gist', 'public_repo']), { scopes }, true)
    ).toEqual(['repo'])
  })

  test('is not judged by what is misspelt', () => {
    expect(findExcess(asked(['repos']), { scopes: ['repo'] }, false)).toEqual(
      []
    )
  })

  test('of any length is a sentence', () => {
    const scopes = Array.from({ length: 30 }, (_, n) => `s${String(n)}`)
    const [finding] = judgeExcess(
      asked(['repo']),
      tokenFacts({ scopes }),
      false
    )
    expect(finding?.evidence).toBe(
      `Not asked for: ${scopes.slice(0, 20).join(', ')} and 10 more`
    )
  })
})
