import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { mkdir, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isPrivate, readRun } from '../../src/runner/event.ts'
import type { Run } from '../../src/verify/facts.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'event-test-'))
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

/** A run of an event with this text for its payload. */
function runWithText(name: string, text: string, actor = 'octocat'): Run {
  const path = join(folder, 'event.json')
  writeFileSync(path, text)
  return readRun({
    GITHUB_EVENT_NAME: name,
    GITHUB_EVENT_PATH: path,
    GITHUB_ACTOR: actor,
    GITHUB_REPOSITORY: 'acme/site'
  })
}

const runOf = (name: string, payload: unknown, actor?: string) =>
  runWithText(name, JSON.stringify(payload), actor)

const repository = { id: 1, full_name: 'acme/site' }
const fork = { id: 2, full_name: 'mona/site' }

/** The payload of an event about a pull request from this repository. */
const pullFrom = (repo: unknown, login: unknown = 'mona') => ({
  repository,
  pull_request: { user: { login }, head: { repo } }
})

const withoutSecrets = [
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment'
]

const withSecrets = ['pull_request_target', 'workflow_run']

/** Of a run whose event cannot be read nothing is proven. */
function expectUnproven(path: string | undefined) {
  const runsOf = (names: readonly string[]) =>
    names.map((name) =>
      readRun({ GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: path })
    )
  expect(runsOf(withoutSecrets)).toEqual(['trusted', 'trusted', 'trusted'])
  expect(runsOf(withSecrets)).toEqual([
    'fork-with-secrets',
    'fork-with-secrets'
  ])
  expect(runsOf(['push', 'schedule', ''])).toEqual([
    'trusted',
    'trusted',
    'trusted'
  ])
}

describe('a pull request', () => {
  test.each(withoutSecrets)('of a fork gets no secrets: %s', (name) => {
    expect(runOf(name, pullFrom(fork))).toBe('fork-without-secrets')
  })

  test.each(withoutSecrets)(
    'of a fork that was deleted gets none: %s',
    (name) => {
      expect(runOf(name, pullFrom(null))).toBe('fork-without-secrets')
    }
  )

  test.each(withoutSecrets)(
    'of its own repository is an ordinary one: %s',
    (name) => {
      expect(runOf(name, pullFrom(repository))).toBe('trusted')
    }
  )

  test('is told apart by ids, whatever the names are', () => {
    const renamed = { id: 1, full_name: 'acme/renamed' }
    const impostor = { id: 2, full_name: 'acme/site' }
    expect(runOf('pull_request', pullFrom(renamed))).toBe('trusted')
    expect(runOf('pull_request', pullFrom(impostor))).toBe(
      'fork-without-secrets'
    )
  })

  test.each(withoutSecrets)(
    'of Dependabot gets the secrets of Dependabot: %s',
    (name) => {
      expect(runOf(name, pullFrom(repository, 'dependabot[bot]'))).toBe(
        'dependabot'
      )
      // Whoever runs it again.
      expect(
        runOf(name, pullFrom(repository, 'dependabot[bot]'), 'octocat')
      ).toBe('dependabot')
    }
  )

  test('is not of Dependabot because of who runs it', () => {
    expect(runOf('pull_request', pullFrom(repository), 'dependabot[bot]')).toBe(
      'trusted'
    )
  })

  test.each([
    'dependabot',
    'Dependabot[bot]',
    'dependabot[bot] ',
    ['dependabot[bot]']
  ])('is not of Dependabot when its author is %j', (login) => {
    expect(runOf('pull_request', pullFrom(repository, login))).toBe('trusted')
  })
})

describe('an event that proves nothing is taken for an ordinary one, but for one of a fork when it has secrets,', () => {
  test.each<readonly [string, unknown]>([
    ['no payload', null],
    ['a list', []],
    ['a text', 'pull_request'],
    ['a number', 5],
    ['nothing in it', {}],
    ['no pull request', { repository }],
    ['no head', { repository, pull_request: {} }],
    ['a head that is null', { repository, pull_request: { head: null } }],
    ['no repository of the head', { repository, pull_request: { head: {} } }],
    ['a repository of the head without an id', pullFrom({})],
    ['an id that is a text', pullFrom({ id: '2' })],
    ['an id that is null', pullFrom({ id: null })],
    ['an id that is an object', pullFrom({ id: { id: 2 } })],
    ['a list for the repository of the head', pullFrom([2])],
    ['a text for the repository of the head', pullFrom('mona/site')],
    ['no repository', { pull_request: { head: { repo: fork } } }],
    [
      'an id of the repository that is a text',
      {
        repository: { id: '1' },
        pull_request: { head: { repo: fork } }
      }
    ]
  ])('with %s', (_, payload) => {
    for (const name of withoutSecrets) {
      expect(runOf(name, payload)).toBe('trusted')
    }
    for (const name of withSecrets) {
      expect(runOf(name, payload)).toBe('fork-with-secrets')
    }
  })

  test.each([
    ['nothing', ''],
    [
      'half of it',
      '{"repository":{"id":1},"pull_request":{"head":{"repo":null'
    ],
    ['HTML', '<html>'],
    ['a byte order mark and JSON after it', '\u{feff}{}'],
    [
      'members of a prototype',
      '{"__proto__":{"pull_request":{"head":{"repo":null}},"repository":{"id":1}}}'
    ],
    [
      'a prototype for a head',
      '{"repository":{"id":1},"pull_request":{"__proto__":{"head":{"repo":null}}}}'
    ],
    [
      'a prototype for an author',
      '{"repository":{"id":1},"pull_request":{"user":{"__proto__":{"login":"dependabot[bot]"}}}}'
    ],
    ['a hundred thousand lists', '['.repeat(100_000)],
    [
      'a hundred thousand lists that end',
      '['.repeat(100_000) + ']'.repeat(100_000)
    ]
  ])('with %s in its file', (_, text) => {
    expect(runWithText('pull_request', text)).toBe('trusted')
    for (const name of withSecrets) {
      expect(runWithText(name, text)).toBe('fork-with-secrets')
    }
    expect(Object.hasOwn(Object.prototype, 'pull_request')).toBe(false)
  })

  test.each([
    ['none', undefined],
    ['an empty one', ''],
    ['one that is not there', '/nowhere/event.json'],
    ['one with NUL in it', 'a\0b']
  ])('with %s for its path', (_, path) => {
    expectUnproven(path)
  })

  test('with a folder for its file', async () => {
    const path = join(folder, 'folder')
    await mkdir(path)
    expectUnproven(path)
  })

  test('with a file that is larger than any event', async () => {
    const path = join(folder, 'huge.json')
    const text = JSON.stringify(pullFrom(fork))
    const file = await open(path, 'w')
    await file.write(text)
    // Its rest is a hole, which takes no room on the disk.
    await file.truncate(25 * 1024 * 1024 + 1)
    await file.close()
    expectUnproven(path)
  })
})

describe('an event that is no pull request', () => {
  test.each(['push', 'create', 'deployment', 'deployment_status'])(
    'and that Dependabot caused gets its secrets: %s',
    (name) => {
      expect(runOf(name, { repository }, 'dependabot[bot]')).toBe('dependabot')
      expect(runOf(name, { repository }, 'octocat')).toBe('trusted')
      expect(runOf(name, { repository }, 'Dependabot[bot]')).toBe('trusted')
    }
  )

  test.each([
    'delete',
    'issue_comment',
    'issues',
    'merge_group',
    'release',
    'repository_dispatch',
    'schedule',
    'workflow_call',
    'workflow_dispatch',
    '',
    '__proto__',
    'constructor',
    'PULL_REQUEST'
  ])('is an ordinary run, whoever caused it: %j', (name) => {
    const payload = { ...pullFrom(fork), workflow_run: workflowRun({}) }
    expect(runOf(name, payload, 'dependabot[bot]')).toBe('trusted')
  })

  test('may have no name', () => {
    expect(readRun({})).toBe('trusted')
  })
})

/** The run that a `workflow_run` event is about. */
const workflowRun = (changes: Readonly<Record<string, unknown>>) => ({
  event: 'pull_request',
  head_repository: fork,
  ...changes
})

describe('a run with secrets', () => {
  const target = (repo: unknown) => runOf('pull_request_target', pullFrom(repo))

  test('is about a fork when its pull request is', () => {
    expect(target(fork)).toBe('fork-with-secrets')
    expect(target(null)).toBe('fork-with-secrets')
    expect(target(repository)).toBe('trusted')
    expect(target({ id: 1, full_name: 'acme/renamed' })).toBe('trusted')
  })

  test('is about a fork also when Dependabot opened the pull request', () => {
    expect(
      runOf('pull_request_target', pullFrom(fork, 'dependabot[bot]'))
    ).toBe('fork-with-secrets')
  })

  const after = (changes: Readonly<Record<string, unknown>>) =>
    runOf('workflow_run', { repository, workflow_run: workflowRun(changes) })

  test.each([...withoutSecrets, 'pull_request_target'])(
    'is about a fork after a run of it for %s',
    (event) => {
      expect(after({ event })).toBe('fork-with-secrets')
      expect(after({ event, head_repository: null })).toBe('fork-with-secrets')
      expect(after({ event, head_repository: repository })).toBe('trusted')
    }
  )

  test.each(['push', 'schedule', 'workflow_dispatch', 'release', '', 'pull'])(
    'is about no fork after a run for %j',
    (event) => {
      expect(after({ event })).toBe('trusted')
      expect(after({ event, head_repository: null })).toBe('trusted')
      expect(
        runOf('workflow_run', { repository, workflow_run: { event } })
      ).toBe('trusted')
    }
  )

  test.each(['pull_request_new', null, 5, ['push'], { push: 1 }, undefined])(
    'may be about a fork after a run for %j',
    (event) => {
      expect(after({ event })).toBe('fork-with-secrets')
      expect(after({ event, head_repository: repository })).toBe('trusted')
    }
  )

  test.each<readonly [string, unknown]>([
    ['no payload', null],
    ['nothing in it', { repository }],
    ['a run that is null', { repository, workflow_run: null }],
    [
      'no repository of the head',
      { repository, workflow_run: { event: 'pull_request' } }
    ],
    [
      'a repository of the head without an id',
      {
        repository,
        workflow_run: workflowRun({ head_repository: { name: 'site' } })
      }
    ],
    [
      'ids that are texts',
      {
        repository: { id: '1' },
        workflow_run: workflowRun({ head_repository: { id: '1' } })
      }
    ],
    [
      'no ids',
      {
        repository: {},
        workflow_run: workflowRun({ head_repository: {} })
      }
    ],
    ['no repository', { workflow_run: workflowRun({}) }]
  ])('that proves nothing may be about a fork: %s', (_, payload) => {
    expect(runOf('workflow_run', payload)).toBe('fork-with-secrets')
  })

  test('is about a fork when neither repository of a pull request has an id', () => {
    for (const id of [undefined, null, '1', {}]) {
      const json = {
        repository: { id },
        pull_request: { head: { repo: { id } } }
      }
      expect(runOf('pull_request_target', json)).toBe('fork-with-secrets')
    }
  })

  test('is not about a pull request that the event does not name', () => {
    const payload = { ...pullFrom(fork), workflow_run: workflowRun({}) }
    expect(runOf('push', payload)).toBe('trusted')
    expect(
      runOf('workflow_run', {
        ...pullFrom(fork),
        workflow_run: workflowRun({ event: 'push' })
      })
    ).toBe('trusted')
    expect(
      runOf('pull_request_target', {
        ...pullFrom(repository),
        workflow_run: workflowRun({})
      })
    ).toBe('trusted')
  })
})

const runs: readonly Run[] = [
  'trusted',
  'fork-without-secrets',
  'dependabot',
  'fork-with-secrets'
]
const names = fc.constantFrom(
  ...withoutSecrets,
  'pull_request_target',
  'workflow_run',
  'push',
  'schedule'
)

/** Any JSON, with the members that are looked at far more often than by chance. */
const { payload } = fc.letrec<{ payload: unknown }>((tie) => ({
  payload: fc.oneof(
    { depthSize: 'medium' },
    fc.constantFrom(null, 1, 2, '1', 'dependabot[bot]', 'pull_request'),
    fc.jsonValue(),
    fc.array(tie('payload'), { maxLength: 2 }),
    fc.dictionary(
      fc.constantFrom(
        ...['repository', 'pull_request', 'workflow_run', 'head', 'repo'],
        ...['head_repository', 'user', 'login', 'id', 'event', '__proto__']
      ),
      tie('payload'),
      { maxKeys: 4 }
    )
  )
}))

test('any JSON is a run', () => {
  fc.assert(
    fc.property(names, payload, (name, json) => {
      expect(runs).toContain(runOf(name, json))
    }),
    { numRuns: 500 }
  )
})

test('any text is a run', () => {
  fc.assert(
    fc.property(names, fc.string({ unit: 'binary' }), (name, text) => {
      expect(runs).toContain(runWithText(name, text))
    })
  )
})

test('two repositories are the same only when their ids are', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (id, headId) => {
      const json = {
        repository: { id },
        pull_request: { head: { repo: { id: headId } } }
      }
      const isSame = id === headId
      expect(runOf('pull_request', json)).toBe(
        isSame ? 'trusted' : 'fork-without-secrets'
      )
      expect(runOf('pull_request_target', json)).toBe(
        isSame ? 'trusted' : 'fork-with-secrets'
      )
    })
  )
})

test('a run with secrets is trusted only for two ids that are the same number', () => {
  fc.assert(
    fc.property(payload, payload, (id, headId) => {
      const json = {
        repository: { id },
        pull_request: { head: { repo: { id: headId } } },
        workflow_run: {
          event: 'pull_request',
          head_repository: { id: headId }
        }
      }
      const isSame = typeof id === 'number' && id === headId
      for (const name of withSecrets) {
        expect(runOf(name, json)).toBe(isSame ? 'trusted' : 'fork-with-secrets')
      }
    })
  )
})

describe('a repository', () => {
  const isPrivateIn = (text: string | undefined) => {
    const path = join(folder, 'private.json')
    if (text !== undefined) writeFileSync(path, text)
    return isPrivate({
      ...(text !== undefined && { GITHUB_EVENT_PATH: path })
    })
  }

  test('is private when the event says so', () => {
    const text = '{"repository":{"private":true,"visibility":"internal"}}'
    expect(isPrivateIn(text)).toBe(true)
  })

  test.each([
    '{"repository":{"private":false}}',
    '{"repository":{"private":"true"}}',
    '{"repository":{"private":1}}',
    '{"repository":{"private":null}}',
    '{"repository":{}}',
    '{"repository":[true]}',
    '{"private":true}',
    '{"__proto__":{"repository":{"private":true}}}',
    '{"repository":{"__proto__":{"private":true}}}',
    '{"schedule":"0 0 * * *"}',
    'null',
    '[]',
    '',
    '<html>',
    undefined
  ])('is taken for a public one by %j', (text) => {
    expect(isPrivateIn(text)).toBe(false)
  })

  test('is taken for a public one without its event', () => {
    for (const path of ['', '/nowhere/event.json', 'a\0b', folder]) {
      expect(isPrivate({ GITHUB_EVENT_PATH: path })).toBe(false)
    }
  })

  test('is private or not by any JSON', () => {
    fc.assert(
      fc.property(payload, (json) => {
        const isSaid =
          typeof json === 'object' &&
          json !== null &&
          Object.hasOwn(json, 'repository') &&
          JSON.stringify(json).includes('"private":true')
        const found = isPrivateIn(JSON.stringify(json))
        expect(found && !isSaid).toBe(false)
      })
    )
  })
})
