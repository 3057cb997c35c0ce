import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readFile } from 'node:fs/promises'
import type { IncomingHttpHeaders } from 'node:http'
import { request } from 'node:https'
import { text } from 'node:stream/consumers'
import { readDescription } from '../github/openapi.ts'
import { type Fault, FAULTS, limitedUntil } from './github/faults.ts'
import { type GitHub, startGitHub } from './github/github.ts'
import type { IssueChanges } from './github/issues.ts'
import type { NewToken } from './github/model.ts'

let github: GitHub
let time = Date.parse('2026-11-22T12:00:00.000Z')
let count = 0

beforeAll(async () => {
  github = await startGitHub({ now: () => new Date(time) })
  for (const login of ['octocat', 'hubot', 'stranger']) {
    github.addUser({ login })
  }
  await Promise.all([
    github.addRepository('acme/private', { private: true }),
    github.addRepository('acme/public'),
    github.addRepository('acme/old', { private: true, archived: true }),
    github.addRepository('acme/off', { disabledFeatures: ['issues'] })
  ])
})

afterAll(() => github.close())

type Subject = Omit<NewToken, 'name'>

const all = { '*': 'write' } as const
const classic: Subject = { kind: 'classic', scopes: ['repo'], access: all }
const installation: Subject = {
  kind: 'installation',
  access: all,
  permissions: { issues: 'write' }
}
const fine: Subject = { ...installation, kind: 'fine-grained' }
/** Somebody who may do what everybody may. */
const stranger: Subject = {
  kind: 'classic',
  login: 'stranger',
  scopes: ['public_repo']
}

interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** Of JSON. */
  readonly value: unknown
}

interface Request {
  readonly method: string
  readonly token?: string | undefined
  readonly host?: string
  readonly body?: string
}

async function send(
  to: GitHub,
  path: string,
  { body = '', host = 'localhost', method, token }: Request
): Promise<Reply> {
  const ca = await readFile(to.caFile)
  return new Promise((resolve, reject) => {
    request(to.url + path, {
      method,
      ca,
      servername: 'localhost',
      agent: false,
      headers: {
        'user-agent': 'test',
        host,
        // Node would not say so itself for every method.
        'content-length': Buffer.byteLength(body),
        ...(token !== undefined && { authorization: `Bearer ${token}` })
      }
    })
      .on('response', (response) => {
        const { headers, statusCode: status = 0 } = response
        text(response)
          .then((answer) => {
            const isPage = answer.startsWith('<')
            const value: unknown = isPage ? answer : JSON.parse(answer)
            resolve({ status, headers, value })
          })
          .catch(reject)
      })
      .on('error', reject)
      .end(body)
  })
}

/** `METHOD URL`, which may start at the REST root, as a token made for it. */
function rest(
  subject: Subject | undefined,
  line: string,
  fields?: unknown,
  host = 'localhost'
): Promise<Reply> {
  const [method = '', url = ''] = line.split(' ')
  const root = host === 'api.github.com' ? '' : '/api/v3'
  const path = url.replace(/^https:\/\/[^/]+/, '').replace(/^\/api\/v3/, '')
  return send(github, root + path, {
    method,
    host,
    token: subject && tokenOf(subject),
    ...(fields !== undefined && {
      body: typeof fields === 'string' ? fields : JSON.stringify(fields)
    })
  })
}

function tokenOf(subject: Subject, of: GitHub = github): string {
  return of.addToken({ name: `token ${++count}`, ...subject })
}

async function seen(reply: Promise<Reply>): Promise<[number, unknown]> {
  const { status, value } = await reply
  return [status, (value as { message?: string }).message]
}

function numbersIn({ value }: Reply): readonly number[] {
  return (value as readonly { number: number }[]).map(({ number }) => number)
}

/** The URLs of a Link header. */
function linksOf({ headers }: Reply): Record<string, string> {
  const link = String(headers['link'] ?? '')
  return Object.fromEntries(
    Array.from(link.matchAll(/<([^>]+)>; rel="(\w+)"/g)).map(
      ([, url = '', name = '']) => [name, url]
    )
  )
}

/** A repository of its own. */
async function newRepository(
  options?: Parameters<GitHub['addRepository']>[1]
): Promise<string> {
  const fullName = `acme/new-${++count}`
  await github.addRepository(fullName, options)
  return fullName
}

function tick(): void {
  time += 1000
}

const admin = 'Must have admin rights to Repository.'
const byApp = 'Resource not accessible by integration'
const byToken = 'Resource not accessible by personal access token'

describe('an issue', () => {
  test('is made as it was asked for', async () => {
    const repository = await newRepository()
    const { headers, status, value } = await rest(
      classic,
      `POST /repos/${repository}/issues`,
      {
        title: 'One',
        body: '```yaml\nid: 1\n```\r\n',
        labels: ['bug', { name: 'New' }],
        assignees: ['hubot'],
        state: 'closed'
      }
    )
    const url = `https://localhost/api/v3/repos/${repository}/issues/1`
    expect([status, headers.location]).toEqual([201, url])
    expect(value).toMatchObject({
      url,
      html_url: `https://localhost/${repository}/issues/1`,
      number: 1,
      title: 'One',
      body: '```yaml\nid: 1\n```\r\n',
      state: 'open',
      state_reason: null,
      locked: false,
      labels: [
        { name: 'bug', color: 'ededed', description: null },
        { name: 'New' }
      ],
      user: { login: 'octocat', type: 'User' },
      assignees: [{ login: 'hubot' }],
      comments: 0,
      created_at: '2026-11-22T12:00:00Z',
      closed_at: null,
      closed_by: null,
      performed_via_github_app: null
    })
    expect(value).not.toHaveProperty('pull_request')
    expect(github.issues(repository)).toMatchObject([
      { number: 1, title: 'One', labels: ['bug', 'New'], author: 'octocat' }
    ])
    expect(await rest(classic, `GET /repos/${repository}/issues/1`)).toEqual(
      expect.objectContaining({ status: 200, value })
    )
  })

  test.each([
    ['classic', classic, 'octocat', 'User'],
    ['installation', installation, 'github-actions[bot]', 'Bot'],
    [
      'installation of another app',
      { ...installation, login: 'acme[bot]' },
      'acme[bot]',
      'Bot'
    ]
  ] as const)(
    'of a token of the kind %s is of the account that the token is of',
    async (_, subject, login, type) => {
      const repository = await newRepository()
      const path = `/repos/${repository}/issues`
      const { value } = await rest(subject, `POST ${path}`, { title: 'One' })
      expect(value).toMatchObject({ user: { login, type } })
      const { user } = value as { user: { id: number } }
      const token = tokenOf(subject)
      expect(await viewer(token, 'login databaseId')).toEqual({
        login,
        databaseId: user.id
      })
      expect(await viewer(token, 'login')).toEqual({ login })
    }
  )

  async function viewer(token: string, members: string): Promise<unknown> {
    const body = JSON.stringify({ query: `{viewer{${members}}}` })
    const call = { method: 'POST', token, body }
    const { value } = await send(github, '/api/graphql', call)
    return (value as { data: { viewer: unknown } }).data.viewer
  }

  test.each([
    ['issue', '/issues/1'],
    ['issue', '/issues/2'],
    ['issue-comment', '/issues/1/comments'],
    ['label', '/labels/bug']
  ])('has every member a %s must have, and no other', async (name, path) => {
    const repository = await newRepository()
    github.addIssue(repository, { title: 'One', labels: ['bug'] })
    github.addIssue(repository, { title: 'Two', pullRequest: true })
    github.commentOn(repository, 1, 'Hello')
    const { value } = await rest(fine, `GET /repos/${repository}${path}`)
    const [view] = (Array.isArray(value) ? value : [value]) as object[]
    const { properties, required } =
      readDescription('api.github.com').components.schemas[name] ?? {}
    const members = Object.keys(view ?? {})
    expect(members).toEqual(expect.arrayContaining([...(required ?? ['x'])]))
    expect(Object.keys(properties ?? {})).toEqual(
      expect.arrayContaining(members)
    )
  })

  test.each<[string, IssueChanges[], object]>([
    [
      'is closed as completed',
      [{ state: 'closed' }],
      { state: 'closed', state_reason: 'completed', closed_by: {} }
    ],
    [
      'is closed for the reason that is told',
      [{ state: 'closed', stateReason: 'not_planned' }],
      { state: 'closed', state_reason: 'not_planned' }
    ],
    [
      'is open again',
      [{ state: 'closed' }, { state: 'open' }],
      {
        state: 'open',
        state_reason: 'reopened',
        closed_by: null,
        closed_at: null
      }
    ],
    [
      'keeps its reason when its state is not changed',
      [{ state: 'closed' }, { state: 'closed', stateReason: 'duplicate' }],
      { state: 'closed', state_reason: 'completed' }
    ],
    ['has another title', [{ title: 'Two' }], { title: 'Two', body: 'Text' }],
    ['has no body', [{ body: null }], { title: 'One', body: null }],
    [
      'has other labels, and no others',
      [{ labels: ['bug', 'BUG', 'new'] }, { labels: ['NEW'] }],
      { labels: [{ name: 'new' }] }
    ],
    ['has no labels', [{ labels: [] }], { labels: [] }],
    [
      'has each label once',
      [{ labels: ['a', 'A'] }],
      { labels: [{ name: 'a' }] }
    ],
    ['has an assignee', [{ assignees: ['hubot'] }], { comments: 0 }]
  ])('%s', async (_, steps, expected) => {
    const repository = await newRepository()
    const asked = github.addIssue(repository, {
      title: 'One',
      body: 'Text',
      labels: ['old']
    })
    const acted = github.addIssue(repository, {
      title: 'One',
      body: 'Text',
      labels: ['old']
    })
    for (const { stateReason, ...fields } of steps) {
      tick()
      const path = `/repos/${repository}/issues/${asked.number}`
      const { status } = await rest(installation, `PATCH ${path}`, {
        ...fields,
        state_reason: stateReason
      })
      expect(status).toBe(200)
      // The same by somebody in a browser.
      const changes = { ...fields, stateReason }
      github.editIssue(repository, acted.number, changes, 'github-actions[bot]')
    }
    const views = await Promise.all(
      [asked, acted].map(({ number }) =>
        rest(fine, `GET /repos/${repository}/issues/${number}`)
      )
    )
    for (const { value } of views) expect(value).toMatchObject(expected)
    expect({ ...asked, id: 0, number: 0 }).toEqual({
      ...acted,
      id: 0,
      number: 0,
      author: asked.author
    })
    expect(asked.updatedAt).toEqual(new Date(time))
  })

  test.each<[string, string, unknown, unknown[]]>([
    ['no title', 'POST /issues', {}, [['title', 'missing_field']]],
    [
      'a blank title',
      'POST /issues',
      { title: ' ' },
      [['title', 'missing_field']]
    ],
    [
      'a title of another type',
      'POST /issues',
      { title: 7 },
      [['title', 'missing_field']]
    ],
    [
      'two errors',
      'POST /issues',
      { title: 'x'.repeat(257), labels: 'bug' },
      [
        ['title', 'custom', 'title is too long (maximum is 256 characters)'],
        ['labels', 'invalid', 'bug']
      ]
    ],
    [
      'too long a body',
      'POST /issues',
      { title: 'x', body: '🦑'.repeat(65_537) },
      [['body', 'custom', 'body is too long (maximum is 65536 characters)']]
    ],
    [
      'a body of another type',
      'POST /issues',
      { title: 'x', body: 7 },
      [['body', 'invalid', 7]]
    ],
    [
      'no names for labels',
      'POST /issues',
      { title: 'x', labels: [7] },
      [['labels', 'invalid', [7]]]
    ],
    [
      'assignees who are no users',
      'POST /issues',
      { title: 'x', assignees: ['hubot', 'nobody', 'github-actions[bot]'] },
      [
        [
          'assignees',
          'invalid',
          'assignees nobody, github-actions[bot] cannot be assigned to this issue',
          ['nobody', 'github-actions[bot]']
        ]
      ]
    ],
    [
      'an empty title',
      'PATCH /issues/1',
      { title: '' },
      [['title', 'missing_field']]
    ],
    [
      'no such state',
      'PATCH /issues/1',
      { state: 'done' },
      [['state', 'invalid', 'done']]
    ],
    [
      'no such reason',
      'PATCH /issues/1',
      { state_reason: 'no' },
      [['state_reason', 'invalid', 'no']]
    ],
    ['no comment', 'POST /issues/1/comments', {}, [['body', 'missing_field']]],
    [
      'too long a comment',
      'POST /issues/1/comments',
      { body: 'x'.repeat(65_537) },
      [
        [
          'data',
          'unprocessable',
          'Body is too long (maximum is 65536 characters)'
        ]
      ]
    ],
    ['no name', 'POST /labels', {}, [['name', 'missing_field']]],
    [
      'too long a name and no color',
      'POST /labels',
      { name: 'x'.repeat(51), color: '#fff' },
      [
        ['name', 'custom', 'name is too long (maximum is 50 characters)'],
        ['color', 'invalid', '#fff']
      ]
    ],
    [
      'the name of another',
      'POST /labels',
      { name: 'BUG' },
      [['name', 'already_exists']]
    ]
  ])('is not changed by a write with %s', async (_, line, fields, told) => {
    const repository = await newRepository()
    const issue = github.addIssue(repository, {
      title: 'One',
      labels: ['bug']
    })
    const before = { ...issue }
    const { status, value } = await rest(
      fine,
      line.replace(' ', ` /repos/${repository}`),
      fields
    )
    expect(status).toBe(422)
    const { errors, message } = value as {
      message: string
      errors: {
        field: string
        code: string
        message?: string
        value?: unknown
      }[]
    }
    expect(message).toBe('Validation Failed')
    expect(
      errors.map(({ code, field, message, value }) =>
        [field, code, message, value].filter((part) => part !== undefined)
      )
    ).toEqual(told)
    expect(github.issues(repository)).toEqual([before])
    expect(github.labels(repository)).toHaveLength(1)
  })

  test.each([
    ['{"title":', 'Problems parsing JSON'],
    ['["One"]', 'Body should be a JSON object'],
    ['null', 'Body should be a JSON object']
  ])('is not made of %s', async (body, message) => {
    const reply = rest(fine, 'POST /repos/acme/public/issues', body)
    expect(await seen(reply)).toEqual([400, message])
  })

  test('is as long as it may be, in characters', async () => {
    const repository = await newRepository()
    const { status } = await rest(fine, `POST /repos/${repository}/issues`, {
      title: '🦑'.repeat(256),
      body: '🦑'.repeat(65_536)
    })
    expect(status).toBe(201)
  })

  test('has its own number however many are made at once', async () => {
    const repository = await newRepository()
    const replies = await Promise.all(
      Array.from({ length: 20 }, () =>
        rest(installation, `POST /repos/${repository}/issues`, {
          title: 'One',
          labels: ['new']
        })
      )
    )
    const found = replies.map(
      ({ value }) => (value as { number: number }).number
    )
    expect(new Set(found).size).toBe(20)
    expect(github.issues(repository)).toHaveLength(20)
    expect(github.labels(repository)).toHaveLength(1)
  })

  test('of somebody who may only read has no labels and assignees', async () => {
    const repository = await newRepository()
    const fields = { title: 'One', labels: ['bug'], assignees: ['nobody'] }
    const path = `/repos/${repository}/issues`
    const { status, value } = await rest(stranger, `POST ${path}`, fields)
    expect(status).toBe(201)
    expect(value).toMatchObject({ labels: [], assignees: [] })
    await rest(stranger, `PATCH ${path}/1`, { title: 'Two', labels: ['bug'] })
    expect(github.issues(repository)).toMatchObject([
      { title: 'Two', labels: [] }
    ])
    expect(github.labels(repository)).toEqual([])
  })

  test('of somebody else is changed by those alone who may write', async () => {
    const repository = await newRepository()
    github.addIssue(repository, { title: 'One', author: 'octocat' })
    const line = `PATCH /repos/${repository}/issues/1`
    const fields = { state: 'closed' }
    expect(await seen(rest(stranger, line, fields))).toEqual([403, admin])
    expect((await rest(installation, line, fields)).status).toBe(200)
    expect(github.issues(repository)).toMatchObject([
      { state: 'closed', closedBy: 'github-actions[bot]' }
    ])
  })

  test('that was deleted is gone', async () => {
    const repository = await newRepository()
    github.addIssue(repository, { title: 'One' })
    github.removeIssue(repository, 1)
    for (const line of ['GET', 'PATCH'].map(
      (method) => `${method} /repos/${repository}/issues/1`
    )) {
      expect(await seen(rest(fine, line, {}))).toEqual([
        410,
        'This issue was deleted'
      ])
    }
    expect(
      numbersIn(await rest(fine, `GET /repos/${repository}/issues`))
    ).toEqual([])
    // Its number is not given away again.
    expect(github.addIssue(repository, { title: 'Two' }).number).toBe(2)
  })

  test.each([
    ['GET', '', 301, undefined],
    ['PATCH', '', 307, { title: 'Two' }],
    ['POST', '/comments', 307, { body: 'Hello' }]
  ])(
    'that was transferred is found by where %s%s is sent: %i',
    async (method, below, status, fields) => {
      const repository = await newRepository()
      const other = await newRepository({ private: true })
      github.addLabel(other, 'bug')
      github.addIssue(other, { title: 'Zero' })
      github.addIssue(repository, { title: 'One', labels: ['bug', 'old'] })
      github.removeIssue(repository, 1, other)
      const line = `${method} /repos/${repository}/issues/1${below}`
      const reply = await rest(classic, line, fields)
      const url = reply.headers.location ?? ''
      expect(reply.status).toBe(status)
      expect(url).toMatch(
        new RegExp(
          `^https://localhost/api/v3/repositories/\\d+/issues/2${below}$`
        )
      )
      const { value } = await rest(classic, `${method} ${url}`, fields)
      expect(value).toHaveProperty('id')
      expect(github.issues(repository)).toEqual([])
      expect(github.issues(other)).toMatchObject([{}, { labels: ['bug'] }])
      // Nobody learns of what is hidden from them.
      expect((await rest(stranger, line, fields)).status).toBe(404)
    }
  )

  test.each([
    ['GET', 'issues/7'],
    ['PATCH', 'issues/7'],
    ['GET', 'issues/7/comments'],
    ['POST', 'issues/7/comments'],
    ['GET', 'issues/x']
  ])('that never was is not found by %s %s', async (method, path) => {
    const line = `${method} /repos/acme/public/${path}`
    expect((await rest(fine, line, { body: 'x' })).status).toBe(404)
  })
})

describe('the list of issues', () => {
  let repository: string

  beforeAll(async () => {
    repository = await newRepository()
    const rows = [
      { title: 'One', labels: ['a'] },
      { title: 'Two', labels: ['a', 'b'], author: 'hubot' },
      { title: 'Three', pullRequest: true, labels: ['b'] },
      { title: 'Four', author: 'github-actions[bot]' },
      { title: 'Five', labels: ['A long one'] }
    ]
    for (const row of rows) {
      tick()
      github.addIssue(repository, row)
    }
    github.closeIssue(repository, 4, 'hubot')
    tick()
    github.commentOn(repository, 1, 'Hello')
  })

  test.each([
    ['', [5, 3, 2, 1]],
    ['?state=open', [5, 3, 2, 1]],
    ['?state=closed', [4]],
    ['?state=all', [5, 4, 3, 2, 1]],
    ['?labels=a', [2, 1]],
    ['?labels=a,b', [2]],
    ['?labels=B', [3, 2]],
    ['?labels=a%20long%20one', [5]],
    ['?labels=c', []],
    ['?creator=HUBOT', [2]],
    ['?creator=github-actions%5Bbot%5D&state=all', [4]],
    ['?direction=asc', [1, 2, 3, 5]],
    ['?sort=updated', [1, 5, 3, 2]],
    ['?sort=comments&direction=asc', [2, 3, 5, 1]],
    ['?per_page=3', [5, 3, 2]],
    ['?per_page=3&page=2', [1]],
    ['?per_page=3&page=3', []],
    ['?per_page=0&page=x', [5, 3, 2, 1]]
  ])('%s is %j', async (query, expected) => {
    const line = `GET /repos/${repository}/issues${query}`
    expect(numbersIn(await rest(undefined, line))).toEqual(expected)
    expect(
      numbersIn(await rest(fine, line, undefined, 'api.github.com'))
    ).toEqual(expected)
  })

  test.each(['since=2026-01-01T00:00:00Z', 'assignee=*', 'sort=x', 'lables=a'])(
    'is not played with ?%s',
    async (query) => {
      const line = `GET /repos/${repository}/issues?${query}`
      await expect(rest(fine, line)).rejects.toThrow(SyntaxError)
      expect(github.requests.at(-1)?.status).toBe(599)
    }
  )

  test('tells pull requests by a member', async () => {
    const { value } = await rest(fine, `GET /repos/${repository}/issues`)
    const found = (value as object[]).map((view) => 'pull_request' in view)
    expect(found).toEqual([false, true, false, false])
    expect(value).toMatchObject([
      {},
      {
        html_url: `https://localhost/${repository}/pull/3`,
        pull_request: { html_url: `https://localhost/${repository}/pull/3` }
      },
      {},
      {}
    ])
  })

  test.each([
    ['state=all', {}],
    ['state=all&per_page=5', {}],
    ['state=all&per_page=2', { next: 2, last: 3 }],
    ['state=all&per_page=2&page=2', { prev: 1, next: 3, last: 3, first: 1 }],
    ['state=all&per_page=2&page=3', { prev: 2, first: 1 }]
  ])('?%s has links to %j', async (query, expected) => {
    const reply = await rest(fine, `GET /repos/${repository}/issues?${query}`)
    const links = linksOf(reply)
    const pages = Object.entries(links).map(([name, url]) => [
      name,
      Number(new URL(url).searchParams.get('page'))
    ])
    expect(Object.fromEntries(pages)).toEqual(expected)
    for (const url of Object.values(links)) {
      expect(url).toMatch(
        /^https:\/\/localhost\/api\/v3\/repositories\/\d+\/issues\?state=all&per_page=2&page=\d$/
      )
    }
  })

  test.each([
    ['localhost', ['first', 'last', 'next', 'prev']],
    ['api.github.com', ['next', 'prev']]
  ])('at %s is whole to whoever follows %j', async (host, relations) => {
    const pages: (readonly number[])[] = []
    const names: string[] = []
    let url = `/repos/${repository}/issues?state=all&per_page=2`
    while (url) {
      const reply = await rest(fine, `GET ${url}`, undefined, host)
      const { next = '', prev } = linksOf(reply)
      if (prev !== undefined) {
        const back = await rest(fine, `GET ${prev}`, undefined, host)
        expect(numbersIn(back)).toEqual(pages.at(-1))
      }
      pages.push(numbersIn(reply))
      names.push(...Object.keys(linksOf(reply)))
      url = next
    }
    expect(pages).toEqual([[5, 4], [3, 2], [1]])
    expect([...new Set(names)].sort()).toEqual(relations)
  })

  test.each([
    ['localhost', [3, 3, 2]],
    ['api.github.com', [3, 2, 1]]
  ])(
    'at %s moves, or does not, when there is a new one in front',
    async (host, expected) => {
      const fullName = await newRepository()
      const add = () => {
        tick()
        return github.addIssue(fullName, { title: 'One' }).number
      }
      add()
      add()
      expect(add()).toBe(3)
      let url = `/repos/${fullName}/issues?per_page=1`
      const found: number[] = []
      for (let page = 0; page < 3; page++) {
        const reply = await rest(fine, `GET ${url}`, undefined, host)
        found.push(...numbersIn(reply))
        url = linksOf(reply)['next'] ?? ''
        if (page === 0) add()
      }
      expect(found).toEqual(expected)
    }
  )

  test('has at most a hundred on a page', async () => {
    const fullName = await newRepository()
    for (let number = 0; number < 101; number++) {
      github.addIssue(fullName, { title: 'One' })
    }
    const path = `/repos/${fullName}/issues`
    const found = async (query: string) =>
      numbersIn(await rest(fine, `GET ${path}${query}`))
    expect(await found('')).toHaveLength(30)
    expect(await found('?per_page=500')).toHaveLength(100)
    expect(await found('?per_page=100&page=2')).toEqual([1])
  })
})

describe('a comment', () => {
  test('is added at the end, and counted', async () => {
    const repository = await newRepository()
    github.addIssue(repository, { title: 'One' })
    github.commentOn(repository, 1, 'First', 'hubot')
    const path = `/repos/${repository}/issues/1`
    tick()
    const reply = await rest(installation, `POST ${path}/comments`, {
      body: 'Second'
    })
    const { id } = reply.value as { id: number }
    expect(reply.status).toBe(201)
    expect(reply.value).toMatchObject({
      html_url: `https://localhost/${repository}/issues/1#issuecomment-${id}`,
      body: 'Second',
      user: { login: 'github-actions[bot]', type: 'Bot' },
      created_at: new Date(time).toISOString().replace('.000Z', 'Z')
    })
    expect((await rest(fine, `GET ${path}`)).value).toMatchObject({
      comments: 2
    })
    const list = await rest(fine, `GET ${path}/comments?per_page=1`)
    expect(list.value).toMatchObject([{ body: 'First' }])
    const next = await rest(fine, `GET ${linksOf(list)['next']}`)
    expect(next.value).toEqual([reply.value])
    expect(linksOf(next)['first']).toMatch(
      /\/repositories\/\d+\/issues\/1\/comments\?per_page=1&page=1$/
    )
    expect(github.issues(repository)).toMatchObject([
      {
        comments: [
          { author: 'hubot', body: 'First' },
          { author: 'github-actions[bot]', body: 'Second' }
        ]
      }
    ])
  })

  test.each([
    ['somebody who may write', 201, classic],
    ['somebody who may read', 403, stranger],
    ['an app', 403, installation]
  ])('of %s on what is locked is answered %i', async (_, status, subject) => {
    const repository = await newRepository()
    github.addIssue(repository, { title: 'One', author: 'stranger' })
    const line = `POST /repos/${repository}/issues/1/comments`
    expect((await rest(subject, line, { body: 'x' })).status).toBe(201)
    github.lockIssue(repository, 1)
    const reply = await rest(subject, line, { body: 'x' })
    expect(reply.status).toBe(status)
    if (status === 403) {
      expect(reply.value).toMatchObject({
        message: 'Unable to create comment because issue is locked.'
      })
    }
    const view = await rest(fine, `GET /repos/${repository}/issues/1`)
    expect(view.value).toMatchObject({
      locked: true,
      comments: status === 201 ? 2 : 1
    })
  })
})

describe('a label', () => {
  test.each([
    ['A%20label%2F1', 200],
    ['a%20LABEL%2F1', 200],
    ['a', 404]
  ])('is found by %s: %i', async (name, status) => {
    const repository = await newRepository()
    github.addLabel(repository, 'A label/1')
    const line = `GET /repos/${repository}/labels/${name}`
    const { value, ...reply } = await rest(undefined, line)
    expect(reply.status).toBe(status)
    if (status === 200) expect(value).toMatchObject({ name: 'A label/1' })
  })

  test('is made once, however many ask for it at once', async () => {
    const repository = await newRepository()
    const fields = { name: 'Bug', color: 'FF0000', description: 'It hurts' }
    const replies = await Promise.all(
      Array.from({ length: 5 }, () =>
        rest(installation, `POST /repos/${repository}/labels`, fields)
      )
    )
    expect(replies.map(({ status }) => status).sort()).toEqual([
      201, 422, 422, 422, 422
    ])
    expect(replies.find(({ status }) => status === 201)?.value).toMatchObject(
      fields
    )
    expect(replies.find(({ status }) => status === 422)?.value).toMatchObject({
      message: 'Validation Failed',
      errors: [{ resource: 'Label', code: 'already_exists', field: 'name' }]
    })
    expect(github.labels(repository)).toHaveLength(1)
  })

  test('is not made by somebody who may only read', async () => {
    const line = 'POST /repos/acme/public/labels'
    expect(await seen(rest(stranger, line, { name: 'Bug' }))).toEqual([
      403,
      'You do not have permission to create labels on this repository.'
    ])
    expect(github.labels('acme/public')).toEqual([])
  })
})

describe('what a token may', () => {
  beforeAll(() => {
    for (const repository of ['private', 'public', 'old', 'off']) {
      github.addIssue(`acme/${repository}`, {
        title: 'One',
        author: 'stranger',
        labels: ['x']
      })
    }
  })

  const held = {
    'issues: read': { issues: 'read' },
    'issues: write': { issues: 'write' },
    'pull_requests: read': { pull_requests: 'read' },
    'pull_requests: write': { pull_requests: 'write' }
  } as const
  const list = 'GET /repos/acme/private/issues'
  const create = 'POST /repos/acme/private/issues'
  const get = 'GET /repos/acme/private/issues/1'
  const update = 'PATCH /repos/acme/private/issues/1'
  const listComments = 'GET /repos/acme/private/issues/1/comments'
  const comment = 'POST /repos/acme/private/issues/1/comments'
  const getLabel = 'GET /repos/acme/private/labels/x'
  const createLabel = 'POST /repos/acme/private/labels'

  test.each<[string, keyof typeof held, number, string]>([
    [list, 'issues: read', 200, 'issues=read'],
    [list, 'pull_requests: write', 403, 'issues=read'],
    [create, 'issues: write', 201, 'issues=write'],
    [create, 'issues: read', 403, 'issues=write'],
    [create, 'pull_requests: write', 403, 'issues=write'],
    [get, 'issues: read', 200, 'issues=read'],
    [get, 'pull_requests: write', 403, 'issues=read'],
    [update, 'issues: write', 200, 'issues=write; pull_requests=write'],
    [update, 'pull_requests: write', 200, 'issues=write; pull_requests=write'],
    [update, 'issues: read', 403, 'issues=write; pull_requests=write'],
    [
      listComments,
      'pull_requests: read',
      200,
      'issues=read; pull_requests=read'
    ],
    [comment, 'pull_requests: write', 201, 'issues=write; pull_requests=write'],
    [comment, 'issues: read', 403, 'issues=write; pull_requests=write'],
    [getLabel, 'pull_requests: read', 200, 'issues=read; pull_requests=read'],
    [
      createLabel,
      'pull_requests: write',
      201,
      'issues=write; pull_requests=write'
    ],
    [
      createLabel,
      'pull_requests: read',
      403,
      'issues=write; pull_requests=write'
    ]
  ])('at %s with %s is answered %i', async (line, name, status, accepted) => {
    const fields = { title: 'x', body: 'x', name: `label ${++count}` }
    const subject = { ...installation, permissions: held[name] }
    const reply = await rest(subject, line, fields)
    expect(reply.status).toBe(status)
    expect(reply.headers['x-accepted-github-permissions']).toBe(accepted)
    if (status !== 403) return
    expect(reply.value).toMatchObject({ message: byApp })
    const ofUser = { ...subject, kind: 'fine-grained' } as const
    expect(await seen(rest(ofUser, line, fields))).toEqual([403, byToken])
  })

  const callers = {
    nobody: undefined,
    'no scope': { ...classic, scopes: [] },
    public_repo: stranger,
    repo: classic
  }

  test.each<[string, keyof typeof callers, number]>([
    ['GET /repos/acme/public/issues', 'nobody', 200],
    ['GET /repos/acme/public/issues/1', 'nobody', 200],
    ['GET /repos/acme/public/issues/1/comments', 'nobody', 200],
    ['GET /repos/acme/public/labels/x', 'nobody', 200],
    ['POST /repos/acme/public/issues', 'nobody', 401],
    ['POST /repos/acme/public/issues/1/comments', 'nobody', 401],
    ['GET /repos/acme/private/issues', 'nobody', 404],
    ['GET /repos/acme/private/issues/1', 'no scope', 404],
    ['POST /repos/acme/public/issues', 'no scope', 404],
    ['POST /repos/acme/public/issues', 'public_repo', 201],
    ['POST /repos/acme/public/issues/1/comments', 'public_repo', 201],
    ['PATCH /repos/acme/public/issues/1', 'public_repo', 200],
    ['POST /repos/acme/private/issues', 'public_repo', 404],
    ['POST /repos/acme/private/issues', 'repo', 201]
  ])('at %s with the scope %s is answered %i', async (line, name, status) => {
    const subject = callers[name]
    const fields = { title: 'x', body: 'x' }
    const { headers, ...reply } = await rest(subject, line, fields)
    expect(reply.status).toBe(status)
    if (subject) expect(headers['x-accepted-oauth-scopes']).toBe('repo')
  })

  test.each([
    ['GET /issues', 410],
    ['POST /issues', 410],
    ['GET /issues/1', 410],
    ['PATCH /issues/1', 410],
    ['GET /issues/1/comments', 410],
    ['POST /issues/1/comments', 410],
    ['GET /labels/x', 200],
    ['POST /labels', 201]
  ])('where issues are off, at %s: %i', async (line, status) => {
    const reply = await rest(fine, line.replace(' ', ' /repos/acme/off'), {
      title: 'x',
      body: 'x',
      name: `label ${++count}`
    })
    expect(reply.status).toBe(status)
    if (status === 410) {
      expect(reply.value).toMatchObject({
        message: line.startsWith('GET')
          ? 'Issues are disabled for this repo'
          : 'Issues has been disabled in this repository.'
      })
    }
    expect(github.issues('acme/off')).toMatchObject([{ title: 'One' }])
  })

  test.each([
    ['GET /issues/1', 200],
    ['POST /issues', 403],
    ['PATCH /issues/1', 403],
    ['POST /issues/1/comments', 403],
    ['POST /labels', 403]
  ])('in an archive, at %s: %i', async (line, status) => {
    const fields = { title: 'x', body: 'x', name: 'new' }
    const reply = rest(fine, line.replace(' ', ' /repos/acme/old'), fields)
    const message = 'Repository was archived so is read-only.'
    expect(await seen(reply)).toEqual([
      status,
      status === 403 ? message : undefined
    ])
  })
})

describe('what others do', () => {
  test('shows where it is asked for', async () => {
    const repository = await newRepository()
    const issue = github.addIssue(repository, {
      title: 'One',
      author: 'newcomer',
      state: 'closed'
    })
    expect(issue).toMatchObject({ closedBy: 'newcomer', state: 'closed' })
    github.reopenIssue(repository, 1)
    expect(issue).toMatchObject({ state: 'open', stateReason: 'reopened' })
    github.closeIssue(repository, 1, 'helper[bot]')
    const { value } = await rest(fine, `GET /repos/${repository}/issues/1`)
    expect(value).toMatchObject({
      user: { login: 'newcomer', type: 'User' },
      closed_by: { login: 'helper[bot]', type: 'Bot' }
    })
    const found = github.issues(repository)
    await rest(fine, `POST /repos/${repository}/issues`, { title: 'Two' })
    expect(found).toHaveLength(2)
  })

  test('is no change by a request', async () => {
    const repository = await newRepository()
    github.clearRequests()
    github.addIssue(repository, { title: 'One' })
    github.commentOn(repository, 1, 'Hello')
    expect(github.changes).toEqual([])
    await rest(fine, `PATCH /repos/${repository}/issues/1`, { title: 'Two' })
    await rest(fine, `PATCH /repos/${repository}/issues/1`, {})
    expect(github.changes).toEqual([`PATCH /repos/${repository}/issues/1`])
  })

  test.each<[string, () => unknown]>([
    ['in no repository', () => github.issues('acme/none')],
    [
      'to no issue',
      () => {
        github.lockIssue('acme/public', 1000)
      }
    ],
    [
      'to nowhere',
      () => {
        github.removeIssue('acme/public', 1, 'acme/none')
      }
    ],
    [
      'twice',
      () => [
        github.addLabel('acme/public', 'twice'),
        github.addLabel('acme/public', 'TWICE')
      ]
    ]
  ])('is never done %s', (_, act) => {
    expect(act).toThrow(/^There is no |^The label TWICE exists$/)
  })
})

describe('a fault', () => {
  async function under(fault: Fault): Promise<[Reply | string, number]> {
    const repository = await newRepository()
    const path = `/repos/${repository}/issues`
    const remove = github.fault({ method: 'POST', path }, fault)
    const reply = await rest(fine, `POST ${path}`, { title: 'One' }).catch(
      (error: unknown) => String(error)
    )
    remove()
    return [reply, github.issues(repository).length]
  }

  test.each<[string, number | string, number, Fault]>([
    ['badGateway', 502, 0, FAULTS.badGateway],
    ['serverError', 500, 0, FAULTS.serverError],
    ['secondaryLimit', 403, 0, FAULTS.secondaryLimit],
    ['primaryLimit', 403, 0, FAULTS.primaryLimit],
    ['disconnected', 'Error: socket hang up', 0, FAULTS.disconnected],
    ['cutOff', 'Error: aborted', 1, FAULTS.cutOff],
    ['badGateway, afterwards', 502, 1, later(FAULTS.badGateway)],
    ['serverError, afterwards', 500, 1, later(FAULTS.serverError)],
    ['secondaryLimit, afterwards', 403, 1, later(FAULTS.secondaryLimit)],
    [
      'disconnected, afterwards',
      'Error: socket hang up',
      1,
      later(FAULTS.disconnected)
    ],
    ['jsonNull, afterwards', 201, 1, later(FAULTS.jsonNull)]
  ])(
    '%s is answered %s, with so many issues made: %i',
    async (_, status, made, fault) => {
      const [reply, found] = await under(fault)
      expect(typeof reply === 'string' ? reply : reply.status).toBe(status)
      expect(found).toBe(made)
      const recorded = fault.disconnect ? 0 : fault.cutOff ? 201 : status
      expect(github.requests.at(-1)?.status).toBe(recorded)
    }
  )

  function later(fault: Fault): Fault {
    return { ...fault, afterwards: true }
  }

  test.each<[string, Fault, string, Record<string, string>]>([
    [
      'secondaryLimit',
      FAULTS.secondaryLimit,
      'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
      { 'retry-after': '60' }
    ],
    [
      'primaryLimit',
      FAULTS.primaryLimit,
      'API rate limit exceeded for installation ID 1.',
      { 'x-ratelimit-remaining': '0' }
    ],
    [
      'primaryLimit until a time',
      limitedUntil(new Date('2026-11-22T13:00:00.500Z')),
      'API rate limit exceeded for installation ID 1.',
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1795352400' }
    ],
    ['serverError', FAULTS.serverError, 'Server Error', {}]
  ])('%s says what it is', async (_, fault, message, headers) => {
    const [reply] = await under(fault)
    expect(reply).toMatchObject({ value: { message }, headers })
  })

  test('says in its documentation which limit it is', async () => {
    const [reply] = await under(FAULTS.secondaryLimit)
    expect(reply).toHaveProperty(
      'value.documentation_url',
      expect.stringMatching(/#about-secondary-rate-limits$/)
    )
  })
})

describe('the secondary rate limit', () => {
  test('is met by a token that writes too much in a minute', async () => {
    const other = await startGitHub({
      now: () => new Date(time),
      writesPerMinute: 2
    })
    await other.addRepository('acme/app')
    const path = '/api/v3/repos/acme/app/issues'
    const busy = tokenOf(installation, other)
    const write = async (title: string, token = busy) => {
      const body = title && JSON.stringify({ title })
      const call = { method: 'POST', token, body }
      return (await send(other, path, call)).status
    }
    expect(await write('One')).toBe(201)
    // What says nothing is no content.
    expect(await write('')).toBe(422)
    expect(await write('Two')).toBe(201)
    expect(await write('Three')).toBe(403)
    expect(await write('Four', tokenOf(installation, other))).toBe(201)
    const read = await send(other, path, { method: 'GET', token: busy })
    expect(read.status).toBe(200)
    time += 60_000
    expect(await write('Five')).toBe(201)
    const titles = other.issues('acme/app').map(({ title }) => title)
    expect(titles).toEqual(['One', 'Two', 'Four', 'Five'])
    await other.close()
  })
})
