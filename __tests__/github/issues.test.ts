import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  test
} from '@jest/globals'
import nock from 'nock'
import { connect } from '../../src/github/connection.ts'
import {
  IssueError,
  Issues,
  isSame,
  type IssueText
} from '../../src/github/issues.ts'
import { Secret } from '../../src/runner/secret.ts'

const apiUrl = 'https://api.github.com'
const host = {
  name: 'github.com',
  hostname: 'github.com',
  webUrl: 'https://github.com',
  apiUrl
}
const repository = '/repos/acme/app'

beforeAll(() => {
  nock.disableNetConnect()
})

afterEach(() => {
  expect(nock.pendingMocks()).toEqual([])
  nock.cleanAll()
})

afterAll(() => {
  nock.restore()
})

const issuesWith = (
  redact = (text: string) => text,
  pause: (milliseconds: number) => Promise<unknown> = () => Promise.resolve()
) =>
  new Issues(
    connect(host, new Secret('x'.repeat(40)), new AbortController().signal),
    host,
    'acme/app',
    redact,
    pause
  )

const issues = issuesWith()

const text: IssueText = { title: 'Title', body: 'Body' }

const bot = { login: 'github-actions[bot]', id: 41898282 }

/** An issue as GitHub sends it, changed as wanted. */
const sent = (changes: object = {}) => ({
  number: 7,
  title: 'Title',
  body: 'Body',
  state: 'open',
  locked: false,
  user: bot,
  ...changes
})

/** The error that a promise is rejected with. */
async function errorOf(promise: Promise<unknown>): Promise<IssueError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason
  )
  expect(error).toBeInstanceOf(IssueError)
  return error as IssueError
}

/** What a write sent, as JSON. */
function capture() {
  const bodies: unknown[] = []
  const take = (body: unknown) => {
    bodies.push(body)
    return true
  }
  return { bodies, take }
}

describe('who writes', () => {
  const asked = { query: 'query { viewer { login databaseId } }' }
  const graphql = () => nock(apiUrl).post('/graphql', asked)

  test('is whom GraphQL names', async () => {
    graphql().reply(200, {
      data: { viewer: { login: bot.login, databaseId: bot.id } }
    })
    expect(await issues.author()).toEqual(bot)
  })

  test.each([null, undefined, '1', 1.5])(
    'has no number when it is %j',
    async (databaseId) => {
      const viewer = { login: 'ann', databaseId }
      graphql().reply(200, { data: { viewer } })
      expect(await issues.author()).toEqual({ login: 'ann', id: undefined })
    }
  )

  test.each<[string, number, nock.Body]>([
    ['200 with errors', 200, { errors: [{ message: 'No' }], data: null }],
    ['200 with a viewer that is null', 200, { data: { viewer: null } }],
    ['200 with a login that is none', 200, { data: { viewer: { login: 1 } } }],
    ['200 with nothing', 200, ''],
    ['200 with a page', 200, '<html></html>'],
    ['401', 401, { message: 'Bad credentials' }],
    ['403', 403, { message: 'Resource not accessible by integration' }],
    ['404', 404, { message: 'Not Found' }]
  ])('is whom REST names when GraphQL answers %s', async (_, status, body) => {
    graphql().reply(status, body)
    nock(apiUrl).get('/user').reply(200, { login: 'ann', id: 12 })
    expect(await issues.author()).toEqual({ login: 'ann', id: 12 })
  })

  test('is GitHub Actions when neither names anybody to an app', async () => {
    graphql().reply(404, { message: 'Not Found' })
    nock(apiUrl)
      .get('/user')
      .reply(403, { message: 'Resource not accessible by integration' })
    expect(await issues.author()).toEqual({
      login: 'github-actions[bot]',
      id: undefined,
      isAssumed: true
    })
  })

  test.each<[string, number, object, string]>([
    [
      'a rejected token',
      401,
      { message: 'Bad credentials' },
      'issue-token-rejected'
    ],
    ['a refusal', 403, { message: 'SAML' }, 'issues-refused'],
    ['a redirect', 301, { message: 'Moved' }, 'issues-refused'],
    ['an answer of something else', 200, {}, 'issues-unreached']
  ])('is not guessed after %s', async (_, status, body, reason) => {
    graphql().reply(404, { message: 'Not Found' })
    nock(apiUrl).get('/user').reply(status, body)
    expect((await errorOf(issues.author())).refusal.reason).toBe(reason)
  })

  test('is not guessed while GraphQL fails', async () => {
    graphql().times(3).reply(502, '<html></html>')
    const error = await errorOf(issues.author())
    expect(error.refusal).toEqual({
      reason: 'issues-unreached',
      evidence: 'POST https://api.github.com/graphql answered 502: an HTML page'
    })
    expect([error.isDoubtful, error.isGeneral]).toEqual([false, false])
  })

  test('is not guessed while GraphQL limits the rate', async () => {
    graphql().reply(
      403,
      { message: 'You have exceeded a secondary rate limit.' },
      { 'retry-after': '60' }
    )
    const error = await errorOf(issues.author())
    expect(error.refusal.reason).toBe('issues-unreached')
    expect(error.isGeneral).toBe(true)
  })

  test('is not guessed when nothing answers', async () => {
    graphql().times(3).replyWithError('gone')
    expect((await errorOf(issues.author())).isDoubtful).toBe(true)
  })
})

describe('two accounts', () => {
  test.each([
    [bot, bot, true],
    [{ ...bot, login: 'renamed' }, bot, true],
    [{ ...bot, id: 1 }, bot, false],
    [{ ...bot, id: undefined }, bot, true],
    [{ login: 'GitHub-Actions[Bot]', id: 5 }, { ...bot, id: undefined }, true],
    [{ login: 'mallory', id: undefined }, bot, false],
    [{ login: 'github-actions', id: undefined }, bot, false],
    [undefined, bot, false]
  ])('%j and %j are one: %j', (one, other, same) => {
    expect(isSame(one, other)).toBe(same)
  })
})

/** The header that leads to a page of a list. */
const linkTo = (number: number, root = apiUrl) => ({
  link: `<${root}/repositories/1/list?page=1>; rel="prev", <${root}/repositories/1/list?page=${number}>; rel="next"`
})

/** A page that is not the first, whose address GitHub makes. */
const pageAt = (number: number) =>
  nock(apiUrl).get(`/repositories/1/list?page=${number}`)

describe('the list', () => {
  const first = (label = 'token-rotation') =>
    nock(apiUrl).get(
      `${repository}/issues?state=all&labels=${label}&per_page=100`
    )
  const many = (from: number, length = 100) =>
    Array.from({ length }, (_, index) => sent({ number: from + index }))
  const list = () => issues.list('token-rotation')

  test('has what matters of each issue', async () => {
    first().reply(200, [
      sent(),
      sent({
        number: 8,
        body: 'One\r\nTwo\n',
        state: 'closed',
        locked: true,
        user: { login: 'ann', id: 12 }
      }),
      sent({ number: 9, body: null, user: { login: 'ann' } })
    ])
    expect(await list()).toEqual([
      {
        number: 7,
        title: 'Title',
        body: 'Body',
        isOpen: true,
        isLocked: false,
        author: bot
      },
      {
        number: 8,
        title: 'Title',
        body: 'One\nTwo\n',
        isOpen: false,
        isLocked: true,
        author: { login: 'ann', id: 12 }
      },
      {
        number: 9,
        title: 'Title',
        body: '',
        isOpen: true,
        isLocked: false,
        author: { login: 'ann', id: undefined }
      }
    ])
  })

  test('asks for a label as it is called', async () => {
    first('%C3%BC%20%26%20a%2Fb%23c').reply(200, [])
    expect(await issues.list('ü & a/b#c')).toEqual([])
  })

  test('follows the links to further pages', async () => {
    first().reply(200, many(1), linkTo(2))
    pageAt(2).reply(200, many(101), linkTo(3))
    pageAt(3).reply(200, many(201, 1))
    const numbers = (await list()).map(({ number }) => number)
    expect(numbers).toEqual(Array.from({ length: 201 }, (_, at) => at + 1))
  })

  test('ends where no link leads further', async () => {
    first().reply(200, many(1))
    expect(await list()).toHaveLength(100)
  })

  test.each(['https://evil.example', `${apiUrl}.evil.example`, 'http://x'])(
    'does not follow a link to %s',
    async (root) => {
      first().reply(200, many(1, 2), linkTo(2, root))
      expect((await errorOf(list())).refusal.reason).toBe('issues-unreached')
    }
  )

  test('leaves out pull requests and issues of nobody', async () => {
    first().reply(
      200,
      [
        sent({ number: 99, pull_request: { url: '' } }),
        sent({ number: 100, user: null })
      ],
      linkTo(2)
    )
    pageAt(2).reply(200, many(101, 1))
    expect(await list()).toHaveLength(1)
  })

  test('is not believed when it has no end', async () => {
    first().reply(200, many(1, 1), linkTo(2))
    pageAt(2).times(50).reply(200, many(1, 1), linkTo(2))
    const error = await errorOf(list())
    expect(error.refusal.reason).toBe('issues-unreached')
  })

  test('may be large', async () => {
    const body = 'b'.repeat(60_000)
    first().reply(
      200,
      many(1).map((issue) => ({ ...issue, body }))
    )
    expect(await list()).toHaveLength(100)
  })

  test.each<[string, nock.Body]>([
    ['a page', '<html></html>'],
    ['nothing', ''],
    ['an object', {}],
    ['an issue without a number', [sent({ number: undefined })]],
    ['an issue with a strange number', [sent({ number: '7' })]],
    ['an issue without a title', [sent({ title: null })]],
    ['an issue with a strange body', [sent({ body: {} })]]
  ])('is not believed when it is %s', async (_, body) => {
    first().reply(200, body)
    const error = await errorOf(list())
    expect(error.refusal.reason).toBe('issues-unreached')
    expect(error.refusal.evidence).toMatch(/per_page=100 answered 200: /)
  })

  test('fails as a whole when a page does', async () => {
    first().reply(200, many(1), linkTo(2))
    pageAt(2).times(3).reply(500, { message: 'Server Error' })
    expect((await errorOf(list())).isDoubtful).toBe(true)
  })
})

describe('a new issue', () => {
  const post = (take: (body: unknown) => boolean = () => true) =>
    nock(apiUrl).post(`${repository}/issues`, take)
  const create = () => issues.create(text, ['a', 'b c'], ['ann'])

  test('may be refused for itself alone', async () => {
    post().reply(403, { message: 'No' })
    const error = await errorOf(create())
    expect(error.refusal.reason).toBe('issues-refused')
    expect([error.isDoubtful, error.isGeneral]).toEqual([false, false])
  })

  test('has a text, labels and assignees', async () => {
    const { bodies, take } = capture()
    post(take).reply(201, sent({ number: 12 }))
    expect(await create()).toEqual({
      number: 12,
      title: 'Title',
      body: 'Body',
      isOpen: true,
      isLocked: false,
      author: bot
    })
    expect(bodies).toEqual([
      { title: 'Title', body: 'Body', labels: ['a', 'b c'], assignees: ['ann'] }
    ])
  })

  test.each<[string, number, nock.Body]>([
    ['a server error', 500, { message: 'Server Error' }],
    ['a gateway', 502, '<html></html>'],
    ['a portal', 200, '<html></html>'],
    ['half an issue', 201, { number: 12 }]
  ])('is tried once, and may be there, after %s', async (_, status, body) => {
    post().reply(status, body)
    const error = await errorOf(create())
    expect(error.isDoubtful).toBe(true)
    expect(error.isGeneral).toBe(false)
    expect(error.refusal.reason).toBe('issues-unreached')
  })

  test('is tried once, and may be there, after no answer', async () => {
    post().replyWithError('gone')
    expect((await errorOf(create())).isDoubtful).toBe(true)
  })

  test('is tried again after a short pause that GitHub asks for', async () => {
    const limit = { message: 'You have exceeded a secondary rate limit' }
    post().reply(403, limit, { 'retry-after': '0' })
    post().reply(201, sent())
    expect((await create()).number).toBe(7)
  })

  test.each<[string, number, object, string, string?]>([
    [
      'no permission',
      403,
      { message: 'Resource not accessible by integration' },
      'issues-forbidden'
    ],
    [
      'no role',
      403,
      { message: 'Must have admin rights to Repository.' },
      'issues-forbidden'
    ],
    ['no repository', 404, { message: 'Not Found' }, 'issues-forbidden'],
    [
      'a rejected token',
      401,
      { message: 'Bad credentials' },
      'issue-token-rejected'
    ],
    [
      'no issues',
      410,
      { message: 'Issues has been disabled in this repository.' },
      'issues-disabled'
    ],
    [
      'an assignee who may not',
      422,
      {
        message: 'Validation Failed',
        errors: [{ resource: 'Issue', field: 'assignees', code: 'invalid' }]
      },
      'assignee-refused',
      ' (assignees: ann)'
    ],
    [
      'a policy of the organisation',
      403,
      { message: 'Resource protected by organization SAML enforcement.' },
      'issues-refused'
    ],
    [
      'an archive',
      403,
      { message: 'Repository was archived so is read-only.' },
      'issues-refused'
    ]
  ])(
    'is certainly not there, nor will others be, after %s',
    async (_, status, body, reason, more = '') => {
      post().reply(status, body)
      const error = await errorOf(create())
      expect(error.refusal.reason).toBe(reason)
      expect(error.refusal.evidence).toBe(
        `POST https://api.github.com/repos/acme/app/issues answered ${status}: ${(body as { message: string }).message.replace(/\.$/, '')}${more}`
      )
      expect([error.isDoubtful, error.isGeneral]).toEqual([false, true])
    }
  )

  test('is certainly not there after a rate limit, and others will have to wait', async () => {
    post().reply(403, { message: 'limit' }, { 'retry-after': '60' })
    const error = await errorOf(create())
    expect(error.refusal.evidence).toMatch(/, and asks to wait 60 seconds$/)
    expect([error.isDoubtful, error.isGeneral]).toEqual([false, true])
  })
})

describe('a change', () => {
  test.each([
    [undefined, {}],
    ['open' as const, { state: 'open' }],
    ['completed' as const, { state: 'closed', state_reason: 'completed' }],
    ['not_planned' as const, { state: 'closed', state_reason: 'not_planned' }]
  ])('to %j says no more than that', async (state, more) => {
    const { bodies, take } = capture()
    nock(apiUrl).patch(`${repository}/issues/7`, take).reply(200, sent())
    await issues.update(7, text, state)
    expect(bodies).toEqual([{ title: 'Title', body: 'Body', ...more }])
  })

  test('is tried again: it does no harm twice', async () => {
    const patch = () => nock(apiUrl).patch(`${repository}/issues/7`)
    patch().reply(502, '')
    patch().reply(200, sent())
    await issues.update(7, text)
  })

  test('is refused when the issue is gone', async () => {
    nock(apiUrl)
      .patch(`${repository}/issues/7`)
      .reply(410, { message: 'This issue was deleted' })
    const error = await errorOf(issues.update(7, text))
    expect(error.refusal.reason).toBe('issues-refused')
    // Of others it says nothing.
    expect([error.isDoubtful, error.isGeneral]).toEqual([false, false])
  })
})

describe('comments', () => {
  test('are those of one author, on all pages', async () => {
    const first = nock(apiUrl).get(
      `${repository}/issues/7/comments?per_page=100`
    )
    const by = (user: object | null, body: unknown) => ({ user, body })
    first.reply(
      200,
      [
        by(bot, 'One'),
        by({ login: 'ann', id: 12 }, 'Two'),
        by(null, 'Three'),
        by(bot, null),
        ...Array.from({ length: 96 }, () => by({ login: 'ann', id: 12 }, ''))
      ],
      linkTo(2)
    )
    pageAt(2).reply(200, [by({ ...bot, login: 'renamed' }, 'Four')])
    expect(await issues.comments(7, bot)).toEqual(['One', 'Four'])
  })

  test('are added once', async () => {
    const { bodies, take } = capture()
    const post = () =>
      nock(apiUrl).post(`${repository}/issues/7/comments`, take)
    post().reply(201, { body: 'Text' })
    await issues.comment(7, 'Text')
    expect(bodies).toEqual([{ body: 'Text' }])
    post().reply(500, { message: 'Server Error' })
    expect((await errorOf(issues.comment(7, 'Text'))).isDoubtful).toBe(true)
  })
})

describe('what something in between answers', () => {
  test.each<[string, nock.Body]>([
    ['a page', '<html></html>'],
    ['nothing', ''],
    ['another issue', sent({ number: 8 })]
  ])('is no change that was made: %s', async (_, body) => {
    nock(apiUrl).patch(`${repository}/issues/7`).reply(200, body)
    const error = await errorOf(issues.update(7, text))
    expect([error.refusal.reason, error.isDoubtful]).toEqual([
      'issues-unreached',
      true
    ])
  })

  test('is no comment that was added', async () => {
    nock(apiUrl)
      .post(`${repository}/issues/7/comments`)
      .reply(200, '<html></html>')
    const error = await errorOf(issues.comment(7, 'Text'))
    expect(error.isDoubtful).toBe(true)
  })
})

describe('a label', () => {
  const get = () => nock(apiUrl).get(`${repository}/labels/needs%20care%2Fnow`)
  const post = (take: (body: unknown) => boolean = () => true) =>
    nock(apiUrl).post(`${repository}/labels`, take)
  const ensure = () => issues.ensureLabel('needs care/now')

  test('is left as it is', async () => {
    get().reply(200, { name: 'Needs Care/Now' })
    await ensure()
  })

  test('is made when there is none', async () => {
    const { bodies, take } = capture()
    get().reply(404, { message: 'Not Found' })
    post(take).reply(201, {})
    await ensure()
    expect(bodies).toEqual([
      {
        name: 'needs care/now',
        color: 'd93f0b',
        description: 'A token needs attention'
      }
    ])
  })

  test('may have been made by somebody else meanwhile', async () => {
    get().reply(404, { message: 'Not Found' })
    post().reply(422, {
      message: 'Validation Failed',
      errors: [{ resource: 'Label', code: 'already_exists', field: 'name' }]
    })
    await ensure()
  })

  test.each<[string, number, object]>([
    [
      'issues-forbidden',
      403,
      { message: 'Resource not accessible by integration' }
    ],
    [
      'label-refused',
      403,
      {
        message:
          'You do not have permission to create labels on this repository.'
      }
    ],
    [
      'issues-refused',
      403,
      { message: 'Repository was archived so is read-only.' }
    ],
    [
      'label-refused',
      422,
      {
        message: 'Validation Failed',
        errors: [{ code: 'invalid', field: 'name' }]
      }
    ]
  ])('is refused as %s with %d: %j', async (reason, status, body) => {
    get().reply(404, { message: 'Not Found' })
    post().reply(status, body)
    const error = await errorOf(ensure())
    expect(error.refusal.reason).toBe(reason)
    expect([error.isDoubtful, error.isGeneral]).toEqual([false, true])
  })

  test('is not refused by a rate limit', async () => {
    get().reply(404, { message: 'Not Found' })
    post().reply(403, { message: 'limit' }, { 'retry-after': '60' })
    const error = await errorOf(ensure())
    expect(error.refusal.reason).toBe('issues-unreached')
    expect(error.isGeneral).toBe(true)
  })
})

describe('what is written', () => {
  test('goes through the redactor', async () => {
    const { bodies, take } = capture()
    const redacted = issuesWith((one) => one.replaceAll('SECRET', '***'))
    const hot = { title: 'T SECRET', body: 'B SECRET SECRET' }
    nock(apiUrl).post(`${repository}/issues`, take).reply(201, sent())
    nock(apiUrl).patch(`${repository}/issues/7`, take).reply(200, sent())
    nock(apiUrl)
      .post(`${repository}/issues/7/comments`, take)
      .reply(201, { body: '' })
    await redacted.create(hot, [], [])
    await redacted.update(7, hot)
    await redacted.comment(7, 'C SECRET')
    expect(JSON.stringify(bodies)).not.toContain('SECRET')
    expect(bodies).toEqual([
      { title: 'T ***', body: 'B *** ***', labels: [], assignees: [] },
      { title: 'T ***', body: 'B *** ***' },
      { body: 'C ***' }
    ])
  })
})

describe('many writes', () => {
  test('are followed by a pause of a second before each request', async () => {
    const pauses: number[] = []
    const pacing = issuesWith(undefined, (milliseconds) => {
      pauses.push(milliseconds)
      return Promise.resolve()
    })
    const change = async (times: number) => {
      nock(apiUrl)
        .patch(`${repository}/issues/7`)
        .times(times)
        .reply(200, sent())
      for (let count = 0; count < times; count += 1) {
        await pacing.update(7, text)
      }
    }
    const look = async () => {
      nock(apiUrl)
        .get(`${repository}/issues/7/comments?per_page=100`)
        .reply(200, [])
      await pacing.comments(7, bot)
    }
    await change(20)
    await look()
    expect(pauses).toEqual([])
    await change(2)
    expect(pauses).toEqual([1000, 1000])
    await look()
    expect(pauses).toEqual([1000, 1000, 1000])
  })

  test('are not what is only read', async () => {
    const pauses: number[] = []
    const pacing = issuesWith(undefined, (milliseconds) => {
      pauses.push(milliseconds)
      return Promise.resolve()
    })
    nock(apiUrl)
      .get(`${repository}/issues/7/comments?per_page=100`)
      .times(30)
      .reply(200, [])
    for (let count = 0; count < 30; count += 1) await pacing.comments(7, bot)
    expect(pauses).toEqual([])
  })
})
