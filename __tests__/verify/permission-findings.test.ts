import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  findProbe,
  formatPermission,
  isImpossible,
  isKnownPermission,
  type Permission,
  permissionNames,
  type Probe
} from '../../src/github/permissions.ts'
import type { TokenKind } from '../../src/github/token-kind.ts'
import type {
  ProbeAnswer,
  Refusal,
  RepositoryFacts
} from '../../src/verify/facts.ts'
import type { Finding } from '../../src/verify/finding.ts'
import {
  judgeContents,
  judgePermission
} from '../../src/verify/permission-findings.ts'
import type { Reason } from '../../src/verify/reasons.ts'
import {
  allReasons,
  askedWith,
  kinds,
  probeAnswer,
  probeWith,
  repositoryFacts,
  tokenFacts
} from './samples.ts'

const place = 'acme/site'
const secret = [repositoryFacts()]
const open = [repositoryFacts({ description: { isPrivate: false } })]

const issues: Permission = { name: 'issues', level: 'read' }

/** A permission of a fine-grained token, when this was answered to this probe. */
function judge(
  permission: Permission,
  probe: Probe | undefined,
  answer: ProbeAnswer | undefined,
  repositories: readonly RepositoryFacts[] = secret
): Pick<Finding, 'verdict' | 'reason' | 'evidence'> {
  const found = judgePermission(
    permission,
    'fine-grained',
    [{ permission, place, probe, answer }],
    repositories
  )
  expect(found.map(({ requirement }) => requirement)).toEqual([
    `${formatPermission(permission)} on ${place}`
  ])
  const [finding] = found
  if (finding === undefined) throw new Error('There is no finding')
  const { verdict, reason, evidence } = finding
  return { verdict, reason, evidence }
}

const granted = (evidence: string) =>
  ({ verdict: 'granted', reason: 'ok', evidence }) as const
const unproven = (evidence: string) =>
  ({ verdict: 'unknown', reason: 'permission-unproven', evidence }) as const
const missing = (evidence: string) =>
  ({ verdict: 'missing', reason: 'permission-missing', evidence }) as const

/** The request this action would send. */
function realProbe(permission: Permission, mayWrite: boolean): Probe {
  const probe = findProbe(permission, mayWrite)
  if (probe === undefined) throw new Error(formatPermission(permission))
  return probe
}

const issuesToWrite: Permission = { name: 'issues', level: 'write' }
const pulls: Permission = { name: 'pull_requests', level: 'write' }
const workflows: Permission = { name: 'workflows', level: 'write' }

const seen = 'GET x answered 200'

describe('a permission to read, of which a request that reads succeeded,', () => {
  test.each([
    ['issues=read', granted(seen)],
    ['issues=write', granted(seen)],
    [' issues = read ', granted(seen)],
    ['issues=read,metadata=read', granted(seen)],
    ['issues=read; issues=write,pull_requests=read', granted(seen)],
    ['metadata=read', unproven(`${seen}; it needs metadata=read`)],
    [
      'issues=read; pull_requests=read',
      unproven(`${seen}; it needs issues=read; pull_requests=read`)
    ],
    ['issues2=read', unproven(`${seen}; it needs issues2=read`)],
    ['pull_requests=read', unproven(`${seen}; it needs pull_requests=read`)]
  ])('is proven only when GitHub asked for it: %j', (accepted, verdict) => {
    for (const trust of ['tried', 'documented'] as const) {
      const answer = probeAnswer({ accepted })
      expect(judge(issues, probeWith({ trust }), answer)).toEqual(verdict)
    }
  })

  test('is proven without a word about what GitHub asks for by a request that is known to tell', () => {
    const [tried, documented] = (['tried', 'documented'] as const).map(
      (trust) => judge(issues, probeWith({ trust }), probeAnswer())
    )
    expect(tried).toEqual(granted(seen))
    expect(documented).toEqual(unproven(seen))
  })

  test.each(['', '  ', ';', ',', 'issues', 'issues=', 'issues=owner', '=read'])(
    'is not proven when what GitHub asks for is not understood: %j',
    (accepted) => {
      for (const trust of ['tried', 'documented'] as const) {
        const answer = probeAnswer({ accepted })
        const { verdict, reason } = judge(issues, probeWith({ trust }), answer)
        expect([verdict, reason]).toEqual(['unknown', 'permission-unproven'])
      }
    }
  )

  test.each([
    'allows_permissionless_access=true',
    'issues=read; allows_permissionless_access=true'
  ])('is not proven when anybody is answered: %s', (accepted) => {
    const verdict = judge(issues, probeWith(), probeAnswer({ accepted }))
    expect(verdict.verdict).toBe('unknown')
  })

  test('is not proven in a public repository', () => {
    const told = unproven('Everybody may read it of a public repository')
    for (const accepted of [undefined, 'issues=read']) {
      expect(
        judge(issues, probeWith(), probeAnswer({ accepted }), open)
      ).toEqual(told)
    }
  })

  test('is not proven when organisations were left out', () => {
    const answer = probeAnswer({ isPartial: true, accepted: 'issues=read' })
    expect(judge(issues, probeWith(), answer)).toEqual({
      verdict: 'unknown',
      reason: 'sso-partial',
      evidence: seen
    })
  })

  test.each([204, 301, 304, 409])(
    'is not proven by a success that does not tell: %d',
    (status) => {
      expect(judge(issues, probeWith(), probeAnswer({ status }))).toEqual(
        unproven(seen)
      )
    }
  )

  test.each([
    [200, undefined, granted(seen)],
    [410, undefined, granted(seen)],
    [404, 'issues=read', granted(`${seen}; it needs issues=read`)],
    [404, 'issues=write', granted(`${seen}; it needs issues=write`)],
    [404, 'metadata=read', unproven(`${seen}; it needs metadata=read`)],
    // A server that does not have the endpoint answers the same.
    [404, undefined, unproven(seen)]
  ])(
    'is proven by an answer that tells, of which 404 is none on its own: %d, %j',
    (status, accepted, verdict) => {
      const probe = probeWith({ proof: [200, 404, 410] })
      const refusal: Refusal = {
        reason: 'repository-not-visible',
        evidence: 'x'
      }
      const answer = probeAnswer({ status, accepted, refusal })
      expect(judge(issues, probe, answer)).toEqual(verdict)
    }
  )
})

describe('a permission to write', () => {
  test('is not proven by reading', () => {
    for (const accepted of [undefined, 'issues=read', 'metadata=read']) {
      const probe = realProbe(issuesToWrite, false)
      expect(judge(issuesToWrite, probe, probeAnswer({ accepted }))).toEqual({
        verdict: 'unknown',
        reason: 'write-unproven',
        evidence: `It may read: ${seen}`
      })
    }
  })

  const told422 = 'POST x answered 422, which only those who may write are told'
  const invalid = probeAnswer({ status: 422, evidence: 'POST x answered 422' })

  test.each([
    [issuesToWrite, undefined, unproven('POST x answered 422')],
    [issuesToWrite, 'issues=write', granted(told422)],
    [
      issuesToWrite,
      'issues=read',
      unproven('POST x answered 422; it needs issues=read')
    ],
    [
      issuesToWrite,
      'issues=write; pull_requests=write',
      unproven(
        'POST x answered 422; it needs issues=write; pull_requests=write'
      )
    ],
    [pulls, undefined, granted(told422)],
    [pulls, 'pull_requests=write', granted(told422)],
    [
      pulls,
      'contents=write',
      unproven('POST x answered 422; it needs contents=write')
    ]
  ])(
    'is judged by an invalid write, in a public repository too: %j, %j',
    (permission, accepted, verdict) => {
      const probe = realProbe(permission, true)
      const answer = { ...invalid, accepted }
      expect(judge(permission, probe, answer, secret)).toEqual(verdict)
      expect(judge(permission, probe, answer, open)).toEqual(verdict)
    }
  )

  test('may be proven in a public repository by a write, which is said', () => {
    const probe = realProbe(issuesToWrite, false)
    const answer = probeAnswer({ accepted: 'issues=read' })
    expect(judge(issuesToWrite, probe, answer, open)).toEqual({
      verdict: 'unknown',
      reason: 'write-unproven',
      evidence: `It may read: ${seen}`
    })
  })

  test('is not proven by reading, and nobody is sent to a write that does not tell', () => {
    const permission: Permission = {
      name: 'organization_projects',
      level: 'admin'
    }
    const accepted = 'organization_projects=write'
    for (const mayWrite of [false, true]) {
      const probe = realProbe(permission, mayWrite)
      const answer = probeAnswer({ accepted })
      for (const repositories of [[], secret, open]) {
        expect(judge(permission, probe, answer, repositories)).toEqual(
          unproven(`It may read: ${seen}`)
        )
      }
    }
  })

  test('is said to be open to a write only when there is one that could tell', () => {
    const found = new Map<Reason, string[]>()
    for (const name of permissionNames) {
      const permission: Permission = { name, level: 'write' }
      const [reading, writing] = [false, true].map((mayWrite) =>
        findProbe(permission, mayWrite)
      )
      if (
        reading === undefined ||
        !isKnownPermission(permission) ||
        isImpossible(permission, 'fine-grained')
      ) {
        continue
      }
      const { reason } = judge(
        permission,
        reading,
        probeAnswer({
          status: reading.proof[0],
          accepted: 'metadata=read'
        })
      )
      found.set(reason, [...(found.get(reason) ?? []), name])
      expect([name, reason === 'write-unproven']).toEqual([
        name,
        writing?.method !== 'GET'
      ])
    }
    expect([...found.keys()].sort()).toEqual([
      'permission-unproven',
      'write-unproven'
    ])
  })

  test('that even a reader needs is proven by reading', () => {
    const permission: Permission = {
      name: 'codespaces_secrets',
      level: 'write'
    }
    const answer = probeAnswer({ accepted: 'codespaces_secrets=write' })
    const probe = realProbe(permission, false)
    expect(judge(permission, probe, answer)).toEqual(granted(seen))
  })

  test('that no request tells is unknown', () => {
    for (const [probe, answer] of [
      [undefined, undefined],
      [probeWith(), undefined],
      [undefined, probeAnswer()]
    ] as const) {
      expect(judge(workflows, probe, answer)).toEqual(
        unproven('No request can tell without changing something')
      )
    }
    // There is no request that reads, but one that writes.
    const permission: Permission = { name: 'profile', level: 'write' }
    expect(judge(permission, findProbe(permission, false), undefined)).toEqual({
      verdict: 'unknown',
      reason: 'write-unproven',
      evidence: 'Nothing was sent: no request that only reads can tell'
    })
  })
})

describe('a permission for which a request was refused', () => {
  const evidence = 'GET x answered 403: Resource not accessible'
  const refusal: Refusal = { reason: 'permission-missing', evidence }
  const forbidden = (accepted: string | undefined) =>
    probeAnswer({ status: 403, accepted, refusal, evidence })
  const left = (accepted: string) =>
    unproven(`${evidence}; it needs ${accepted}`)
  const lost = (accepted: string) =>
    missing(`${evidence}; it needs ${accepted}`)

  test.each([
    [issues, 'issues=read', lost('issues=read')],
    [issuesToWrite, 'issues=read', lost('issues=read')],
    [issuesToWrite, 'issues=write', lost('issues=write')],
    [
      issuesToWrite,
      'issues=write; pull_requests=write',
      lost('issues=write; pull_requests=write')
    ],
    [
      issuesToWrite,
      'contents=write,workflows=write; issues=write',
      lost('contents=write,workflows=write; issues=write')
    ],
    // One that may read may still be refused a write.
    [issues, 'issues=write', left('issues=write')],
    [issuesToWrite, 'issues=admin', left('issues=admin')],
    // Any of them may be what it lacks.
    [issues, 'issues=read,metadata=read', left('issues=read,metadata=read')],
    [
      workflows,
      'contents=write; contents=write,workflows=write',
      left('contents=write; contents=write,workflows=write')
    ],
    [issues, 'metadata=read', left('metadata=read')],
    [issues, 'pull_requests=read', left('pull_requests=read')]
  ])(
    'is missing only when GitHub asked for it alone: %j, %j',
    (permission, accepted, verdict) => {
      for (const trust of ['tried', 'documented'] as const) {
        const probe = probeWith({ trust })
        const answer = forbidden(accepted)
        expect(judge(permission, probe, answer)).toEqual(verdict)
        expect(judge(permission, probe, answer, open)).toEqual(verdict)
      }
    }
  )

  test('is missing without a word about what GitHub asks for by a request that is known to tell', () => {
    const [tried, documented] = (['tried', 'documented'] as const).map(
      (trust) => judge(issues, probeWith({ trust }), forbidden(undefined))
    )
    expect(tried).toEqual(missing(evidence))
    expect(documented).toEqual(unproven(evidence))
  })

  test.each(['', ' ', ';', ',', 'issues', 'issues=', 'issues=owner', '=read'])(
    'is not missing when what GitHub asks for is not understood: %j',
    (accepted) => {
      for (const trust of ['tried', 'documented'] as const) {
        const { verdict, reason } = judge(
          issues,
          probeWith({ trust }),
          forbidden(accepted)
        )
        expect([verdict, reason]).toEqual(['unknown', 'permission-unproven'])
      }
    }
  )

  const others: readonly (readonly [Reason, Finding['verdict']])[] = [
    ['role-missing', 'missing'],
    ['sso-required', 'missing'],
    ['ip-forbidden', 'missing'],
    ['lifetime-forbidden', 'missing'],
    ['fine-grained-forbidden', 'missing'],
    ['repository-archived', 'missing'],
    ['repository-blocked', 'missing'],
    ['feature-disabled', 'unknown'],
    ['rate-limited', 'unknown'],
    ['server-error', 'unknown'],
    ['access-refused', 'unknown'],
    ['host-unreachable', 'unknown'],
    ['host-timeout', 'unknown'],
    ['answer-broken', 'unknown'],
    ['redirected', 'unknown'],
    ['not-github', 'unknown']
  ]

  test.each(others)(
    'with %s has that for a reason, whatever GitHub asked for: %s',
    (reason, verdict) => {
      const other: Refusal = {
        reason,
        evidence: 'Other',
        policy: { days: 8, settingsId: undefined }
      }
      for (const status of [403, undefined]) {
        const answer = { ...forbidden('issues=read'), status, refusal: other }
        expect(
          judgePermission(
            issues,
            'fine-grained',
            [{ permission: issues, place, probe: probeWith(), answer }],
            secret
          )
        ).toEqual([
          { requirement: 'issues: read on acme/site', verdict, ...other }
        ])
      }
    }
  )

  test('as if there were nothing is unknown', () => {
    const hidden: Refusal = { reason: 'repository-not-visible', evidence: 'x' }
    const answer = probeAnswer({
      status: 404,
      refusal: hidden,
      accepted: 'issues=read',
      evidence: 'GET x answered 404: Not Found'
    })
    expect(judge(issues, probeWith(), answer)).toEqual(
      unproven('GET x answered 404: Not Found')
    )
  })
})

describe('where a permission is asked about', () => {
  test('is told, each place on its own, and no other permission', () => {
    const refusal: Refusal = { reason: 'permission-missing', evidence: 'No' }
    const facts = [
      { permission: issues, place, probe: probeWith(), answer: probeAnswer() },
      {
        permission: issues,
        place: 'acme/blog',
        probe: probeWith(),
        answer: probeAnswer({ status: 403, refusal, evidence: 'No' })
      },
      {
        permission: pulls,
        place: 'acme/other',
        probe: probeWith(),
        answer: probeAnswer()
      }
    ]
    const repositories = [
      repositoryFacts(),
      repositoryFacts({ name: 'acme/blog' })
    ]
    expect(
      judgePermission(issues, 'installation', facts, repositories)
    ).toEqual([
      { requirement: 'issues: read on acme/site', ...granted(seen) },
      { requirement: 'issues: read on acme/blog', ...missing('No') }
    ])
  })

  test('is the account when it is no place', () => {
    const permission: Permission = { name: 'emails', level: 'read' }
    const fact = {
      permission,
      place: '',
      probe: probeWith(),
      answer: probeAnswer()
    }
    expect(judgePermission(permission, 'app-user', [fact], open)).toEqual([
      { requirement: 'emails: read', ...granted(seen) }
    ])
  })

  test('is an organisation, of which nothing is public', () => {
    const permission: Permission = { name: 'members', level: 'read' }
    const answer = probeAnswer({ accepted: 'members=read' })
    const fact = { permission, place: 'acme', probe: probeWith(), answer }
    expect(judgePermission(permission, 'fine-grained', [fact], open)).toEqual([
      { requirement: 'members: read on acme', ...granted(seen) }
    ])
  })

  test('is a repository by its new name', () => {
    const repositories = [
      repositoryFacts({
        name: 'acme/old',
        movedTo: place,
        description: { isPrivate: false }
      })
    ]
    expect(judge(issues, probeWith(), probeAnswer(), repositories)).toEqual(
      unproven('Everybody may read it of a public repository')
    )
  })

  test.each(allReasons)(
    'is no place that tells when the API does not show it because of %s',
    (reason) => {
      const hidden = [
        repositoryFacts({
          description: { refusal: { reason, evidence: 'Hidden' } }
        })
      ]
      const refusal: Refusal = { reason: 'permission-missing', evidence: 'No' }
      const answers = [
        probeAnswer(),
        probeAnswer({ accepted: 'issues=read' }),
        probeAnswer({ status: 403, refusal })
      ]
      for (const answer of answers) {
        expect(judge(issues, probeWith(), answer, hidden)).toEqual({
          verdict: 'unknown',
          reason,
          evidence: 'Hidden'
        })
      }
    }
  )

  test('is one like any other when the API was not asked about it', () => {
    const repositories = [repositoryFacts({ description: undefined })]
    expect(judge(issues, probeWith(), probeAnswer(), repositories)).toEqual(
      granted(seen)
    )
  })

  test('may be nowhere', () => {
    expect(judgePermission(issues, 'fine-grained', [], secret)).toEqual([
      {
        requirement: 'issues: read',
        ...unproven('Nothing was named to ask GitHub about')
      }
    ])
  })
})

describe('a permission', () => {
  test.each<[string, TokenKind]>([
    ['packages', 'fine-grained'],
    ['checks', 'fine-grained'],
    // An installation acts as no user, and has no account.
    ['emails', 'installation'],
    ['gists', 'installation'],
    ['codespaces_user_secrets', 'installation']
  ])('%s is missing from every token of kind %s', (name, kind) => {
    for (const level of ['read', 'write', 'admin'] as const) {
      const permission = { name, level }
      const facts = [
        { permission, place, probe: probeWith(), answer: probeAnswer() }
      ]
      expect(judgePermission(permission, kind, facts, secret)).toEqual([
        {
          requirement: `${name}: ${level}`,
          verdict: 'missing',
          reason: 'kind-cannot',
          evidence: `No token of kind ${kind} can have it`
        }
      ])
    }
  })

  test.each<TokenKind>(['app-user', 'installation', 'unknown'])(
    'packages may be there in one of kind %s',
    (kind) => {
      const permission: Permission = { name: 'packages', level: 'read' }
      expect(judgePermission(permission, kind, [], secret)).toMatchObject([
        { verdict: 'unknown', reason: 'permission-unproven' }
      ])
    }
  )

  test.each<[Permission, string]>([
    [
      { name: 'isues', level: 'read' },
      'This action does not know the permission isues; perhaps issues is meant'
    ],
    [
      { name: 'pull_request', level: 'write' },
      'This action does not know the permission pull_request; perhaps pull_requests is meant'
    ],
    [
      { name: 'nonsense', level: 'read' },
      'This action does not know the permission nonsense'
    ],
    [
      { name: 'constructor', level: 'read' },
      'This action does not know the permission constructor'
    ],
    [{ name: 'issues', level: 'admin' }, 'issues has no level admin'],
    [{ name: 'metadata', level: 'write' }, 'metadata has no level write'],
    [{ name: 'workflows', level: 'read' }, 'workflows has no level read']
  ])('that GitHub does not have is unknown: %j', (permission, evidence) => {
    for (const kind of kinds) {
      expect(judgePermission(permission, kind, [], secret)).toEqual([
        { requirement: formatPermission(permission), ...unproven(evidence) }
      ])
    }
  })

  const headers = fc.oneof(
    fc.constant(undefined),
    fc.string(),
    fc
      .array(
        fc.constantFrom(
          ...['issues', 'pull_requests', 'metadata', '__proto__'],
          ...['=read', '=write', '=admin', '=', ',', ';', ' ', 'true']
        ),
        { maxLength: 12 }
      )
      .map((parts) => parts.join(''))
  )
  const permissions = fc.record({
    name: fc.constantFrom(...permissionNames),
    level: fc.constantFrom('read' as const, 'write' as const, 'admin' as const)
  })
  const statuses = fc.constantFrom(undefined, 200, 204, 403, 404, 409, 410, 422)

  test('is never missing without a refusal, whatever GitHub answered', () => {
    fc.assert(
      fc.property(
        permissions,
        headers,
        statuses,
        fc.boolean(),
        fc.boolean(),
        (permission, accepted, status, mayWrite, isPrivate) => {
          const probe = findProbe(permission, mayWrite)
          const answer = probeAnswer({ status, accepted })
          const [found] = judgePermission(
            permission,
            'app-user',
            [{ permission, place, probe, answer }],
            [repositoryFacts({ description: { isPrivate } })]
          )
          expect(found?.verdict).not.toBe('missing')
          if (found?.verdict === 'granted') {
            expect(probe?.proof).toContain(status)
          }
        }
      ),
      { numRuns: 1000 }
    )
  })

  test('is neither proven nor missing when GitHub asked for others', () => {
    const others = fc.constantFrom('contents', 'metadata', 'issues_', 'x')
    const alternative = fc.array(
      fc.tuple(others, fc.constantFrom('read', 'write', 'admin')),
      { minLength: 1, maxLength: 3 }
    )
    fc.assert(
      fc.property(
        fc.array(alternative, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        fc.constantFrom(issues, issuesToWrite),
        (alternatives, isRefused, permission) => {
          const accepted = alternatives
            .map((all) => all.map((one) => one.join('=')).join(','))
            .join('; ')
          const refusal: Refusal = {
            reason: 'permission-missing',
            evidence: 'x'
          }
          const answer = isRefused
            ? probeAnswer({ status: 403, accepted, refusal })
            : probeAnswer({ accepted })
          expect(judge(permission, probeWith(), answer).verdict).toBe('unknown')
        }
      )
    )
  })
})

describe('contents', () => {
  const contents = (level: 'read' | 'write'): Permission => ({
    name: 'contents',
    level
  })
  const ofPreset = (level: 'read' | 'write', scopes: readonly string[]) => ({
    preset: { scopes, permissions: [contents(level), issues] }
  })
  const withPermissions: readonly TokenKind[] = [
    'fine-grained',
    'app-user',
    'installation',
    'unknown'
  ]

  test.each(kinds)(
    'that git is asked about is no finding, of kind %s',
    (kind) => {
      const facts = tokenFacts({ kind })
      for (const asked of [
        askedWith({ permissions: [contents('write')] }),
        askedWith(ofPreset('write', ['repo'])),
        askedWith(ofPreset('write', []))
      ]) {
        expect(judgeContents(asked, facts, secret)).toEqual([])
      }
    }
  )

  test.each(kinds)(
    'that nobody asked for is no finding, of kind %s',
    (kind) => {
      const asked = askedWith({ scopes: ['repo'], permissions: [issues] })
      expect(judgeContents(asked, tokenFacts({ kind }), [])).toEqual([])
    }
  )

  test.each(withPermissions)(
    'is unknown when there is no repository to ask about, of kind %s',
    (kind) => {
      for (const level of ['read', 'write'] as const) {
        for (const scopes of [[], ['repo']]) {
          const permissions = [contents(level), issues]
          for (const asked of [
            askedWith({ scopes, permissions }),
            askedWith(ofPreset(level, scopes)),
            askedWith({ ...ofPreset(level, scopes), permissions: [issues] })
          ]) {
            expect(judgeContents(asked, tokenFacts({ kind }), [])).toEqual([
              {
                requirement: `contents: ${level}`,
                ...unproven('No repository was named to ask git about')
              }
            ])
          }
        }
      }
    }
  )

  describe.each<TokenKind>(['classic', 'oauth'])(
    'when there is no repository to ask about, of kind %s,',
    (kind) => {
      const granted = {
        verdict: 'granted',
        reason: 'ok',
        evidence: 'It is included in its scope repo'
      } as const

      test.each([
        ['write', ['repo'], granted],
        ['read', ['repo'], granted],
        [
          'write',
          ['gist'],
          {
            verdict: 'missing',
            reason: 'scope-missing',
            evidence: 'It would need the scope repo. Its scopes: gist'
          }
        ],
        [
          'write',
          ['public_repo'],
          unproven(
            'Its scope public_repo includes a part of it. Its scopes: public_repo'
          )
        ],
        [
          'read',
          [],
          unproven('It can read public repositories alone. Its scopes: none')
        ]
      ] as const)('%s is judged by the scopes %j', (level, scopes, verdict) => {
        const asked = askedWith({ permissions: [contents(level), issues] })
        const facts = tokenFacts({ kind, scopes })
        expect(judgeContents(asked, facts, [])).toEqual([
          { requirement: `contents: ${level}`, ...verdict }
        ])
      })

      test('is no finding when scopes were asked for, which stand for it', () => {
        const permissions = [contents('write')]
        for (const asked of [
          askedWith({ scopes: ['repo'], permissions }),
          askedWith(ofPreset('write', ['repo']))
        ]) {
          expect(
            judgeContents(asked, tokenFacts({ kind, scopes: [] }), [])
          ).toEqual([])
        }
      })
    }
  )
})
