import { describe, expect, test } from '@jest/globals'
import pLimit from 'p-limit'
import {
  type Answerer,
  askFor,
  askOnce,
  baseOf,
  Connection,
  type HttpAnswer,
  NoAnswerError,
  type Question,
  type Send
} from '../../src/github/connection.ts'

type Answer = Awaited<ReturnType<Send>>

const host = {
  name: 'github.acme.corp',
  hostname: 'github.acme.corp',
  webUrl: 'https://github.acme.corp',
  apiUrl: 'https://github.acme.corp/api/v3'
}

const user: Question = { about: 'account', method: 'GET', path: '/user' }

const request = 'GET https://github.acme.corp/api/v3/user'

/** A deadline that does not come. */
const never = new AbortController().signal

const ok: Answer = { status: 200, headers: {}, body: { login: 'x' } }

const answer = (
  status: number,
  headers: HttpAnswer['headers'] = {}
): Answer => ({ status, headers, body: { message: 'Something' } })

const failure = (code: string) => Object.assign(new Error(code), { code })

const isAnswer = (outcome: unknown): outcome is HttpAnswer =>
  typeof outcome === 'object' && outcome !== null && 'request' in outcome

/** Asks a host that gives these outcomes one after the other, the last for ever. */
const ask = (...outcomes: readonly (Answer | Error)[]) =>
  askAbout(user, outcomes)

async function askAbout(
  asking: Question,
  outcomes: readonly (Answer | Error)[]
) {
  const questions: Question[] = []
  const pauses: number[] = []
  const connection = new Connection(
    host,
    (question, signal) => {
      expect(signal).toBeInstanceOf(AbortSignal)
      expect(signal.aborted).toBe(false)
      questions.push(question)
      const outcome = outcomes[Math.min(questions.length, outcomes.length) - 1]
      if (outcome instanceof Error) return Promise.reject(outcome)
      return Promise.resolve(outcome ?? ok)
    },
    never,
    (milliseconds) => {
      pauses.push(milliseconds)
      return Promise.resolve()
    }
  )
  const asked: unknown = await connection
    .ask(asking)
    .catch((error: unknown) => error)
  expect(new Set(questions)).toEqual(new Set([asking]))
  if (!isAnswer(asked)) {
    return { outcome: asked, attempts: questions.length, pauses }
  }
  const { request: named, ...outcome } = asked
  expect(named).toBe(
    `${asking.method} ${baseOf(host, asking.about)}${asking.path}`
  )
  return { outcome, attempts: questions.length, pauses }
}

describe('the name of a request', () => {
  test.each<readonly [Question, string]>([
    [user, request],
    [
      { about: 'resource', method: 'GET', path: '/repos/a/b' },
      'GET https://github.acme.corp/api/v3/repos/a/b'
    ],
    [
      { about: 'resource', method: 'PATCH', path: '/repos/a/b/hooks/1' },
      'PATCH https://github.acme.corp/api/v3/repos/a/b/hooks/1'
    ],
    [
      { about: 'git', method: 'GET', path: '/a/b.git/info/refs?service=x' },
      'GET https://github.acme.corp/a/b.git/info/refs?service=x'
    ]
  ])('for %j is %s', async (question, named) => {
    const connection = new Connection(host, () => Promise.resolve(ok), never)
    expect(await connection.ask(question)).toEqual({ request: named, ...ok })
    const failing = new Connection(
      host,
      () => Promise.reject(failure('CERT_HAS_EXPIRED')),
      never
    )
    await expect(failing.ask(question)).rejects.toMatchObject({
      refusal: {
        reason: 'certificate-untrusted',
        evidence: `${named}: its certificate is out of date (CERT_HAS_EXPIRED)`
      }
    })
  })
})

describe('a question to a host', () => {
  test.each<readonly [string, Answer]>([
    ['a success', ok],
    [
      'a success without a request left',
      {
        ...ok,
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' }
      }
    ],
    ['a rejection', { ...answer(401), body: { message: 'Bad credentials' } }],
    ['a refusal', answer(403)],
    ['not found', answer(404)],
    ['a redirect', answer(302)],
    ['a page', { ...answer(401), body: '<html>' }],
    ['a limit that is long', answer(429, { 'retry-after': '60' })],
    [
      'a limit just longer than the longest pause',
      answer(429, { 'retry-after': '21' })
    ],
    ['a limit without a pause', answer(429)],
    [
      'a limit of another status without a pause',
      { ...answer(403), body: { message: 'API rate limit exceeded' } }
    ],
    [
      'a limit that is used up until nobody knows when',
      answer(403, { 'x-ratelimit-remaining': '0' })
    ],
    [
      'a limit with a pause that is no number',
      answer(429, { 'retry-after': 'soon' })
    ],
    [
      'an error that asks for a long pause',
      answer(503, { 'retry-after': '3600' })
    ]
  ])('is asked once when the answer is %s', async (_, given) => {
    expect(await ask(given, ok)).toEqual({
      outcome: given,
      attempts: 1,
      pauses: []
    })
  })

  test.each<readonly [string, Answer | Error, number]>([
    ['an error of the server', answer(500), 500],
    ['a bad gateway', answer(502), 500],
    [
      'an unavailable server that names a pause',
      answer(503, { 'retry-after': '7' }),
      7000
    ],
    ['a short limit', answer(429, { 'retry-after': '1' }), 1000],
    [
      'a limit of the longest pause',
      answer(403, { 'retry-after': '20' }),
      20_000
    ],
    ['a limit that ends at once', answer(429, { 'retry-after': '0' }), 0],
    ['a lost connection', failure('ECONNRESET'), 500],
    ['a refused connection', failure('ECONNREFUSED'), 500],
    ['an unknown name', failure('EAI_AGAIN'), 500],
    ['an answer that was cut off', new TypeError('terminated'), 500]
  ])('is asked again after %s', async (_, first, pause) => {
    expect(await ask(first, ok)).toEqual({
      outcome: ok,
      attempts: 2,
      pauses: [pause]
    })
  })

  test('is asked three times, with longer pauses', async () => {
    const error = answer(500)
    expect(await ask(error)).toEqual({
      outcome: error,
      attempts: 3,
      pauses: [500, 1000]
    })
    expect(await ask(error, error, ok)).toMatchObject({
      outcome: ok,
      attempts: 3
    })
    expect(await ask(answer(429, { 'retry-after': '2' }), error, ok)).toEqual({
      outcome: ok,
      attempts: 3,
      pauses: [2000, 1000]
    })
  })

  test.each<readonly [string, Error, number, string]>([
    [
      'host-unreachable',
      failure('ENOTFOUND'),
      3,
      'its name could not be resolved (ENOTFOUND)'
    ],
    [
      'host-timeout',
      Object.assign(new Error('late'), { name: 'TimeoutError' }),
      1,
      'no complete answer came in time'
    ],
    [
      'certificate-untrusted',
      failure('CERT_HAS_EXPIRED'),
      1,
      'its certificate is out of date (CERT_HAS_EXPIRED)'
    ],
    [
      'proxy-failed',
      failure('UND_ERR_ABORTED'),
      1,
      'the proxy refused to connect (UND_ERR_ABORTED)'
    ],
    [
      'not-github',
      failure('ANSWER_TOO_LARGE'),
      1,
      'its answer is too large to be read (ANSWER_TOO_LARGE)'
    ],
    ['host-unreachable', new Error('what?'), 3, 'the request failed']
  ])('without an answer ends as %s', async (reason, cause, attempts, said) => {
    const asked = await ask(cause)
    expect(asked.outcome).toBeInstanceOf(NoAnswerError)
    expect(asked.outcome).toMatchObject({
      refusal: {
        reason,
        evidence: `${request}: ${said}`
      },
      cause
    })
    expect(asked.attempts).toBe(attempts)
  })

  test('is given up when a limit follows an error', async () => {
    const limit = answer(429)
    expect(await ask(answer(500), limit, ok)).toEqual({
      outcome: limit,
      attempts: 2,
      pauses: [500]
    })
  })

  test('ends with what the last attempt gave', async () => {
    const error = answer(500)
    expect(await ask(failure('ECONNRESET'), error)).toMatchObject({
      outcome: error,
      attempts: 3
    })
    expect(await ask(error, error, failure('ECONNRESET'))).toMatchObject({
      outcome: { refusal: { reason: 'host-unreachable' } },
      attempts: 3
    })
    const rejected = answer(401)
    expect(await ask(error, rejected)).toMatchObject({
      outcome: rejected,
      attempts: 2
    })
  })
})

describe('a question that takes effect each time', () => {
  const create: Question = {
    about: 'resource',
    method: 'POST',
    path: '/repos/acme/site/issues',
    body: { title: 'x' },
    once: true
  }
  const again: Question = { ...create, method: 'PATCH' }

  test.each<readonly [string, Answer | Error]>([
    ['an error of the server', answer(500)],
    ['a bad gateway', answer(502)],
    [
      'an unavailable server that names a pause',
      answer(503, { 'retry-after': '1' })
    ],
    ['a lost connection', failure('ECONNRESET')],
    ['a refused connection', failure('ECONNREFUSED')],
    ['an answer that was cut off', new TypeError('terminated')]
  ])('is not asked again after %s: it may be done', async (_, doubtful) => {
    const { once, ...often } = again
    expect(once).toBe(true)
    const asked = await askAbout(create, [doubtful, ok])
    expect([asked.attempts, asked.pauses]).toEqual([1, []])
    if (doubtful instanceof Error) {
      expect(asked.outcome).toBeInstanceOf(NoAnswerError)
      expect(asked.outcome).toMatchObject({ cause: doubtful })
    } else {
      expect(asked.outcome).toEqual(doubtful)
    }
    // Another one is.
    expect(await askAbout(often, [doubtful, ok])).toMatchObject({
      outcome: ok,
      attempts: 2
    })
  })

  test.each<readonly [string, Answer, number]>([
    ['a short limit', answer(429, { 'retry-after': '1' }), 1000],
    [
      'a limit of the longest pause',
      answer(403, { 'retry-after': '20' }),
      20_000
    ],
    [
      'a limit on how much is written',
      {
        status: 403,
        headers: { 'retry-after': '5' },
        body: { message: 'You have exceeded a secondary rate limit' }
      },
      5000
    ]
  ])('is asked again after %s: it was not done', async (_, limit, pause) => {
    expect(await askAbout(create, [limit, ok])).toEqual({
      outcome: ok,
      attempts: 2,
      pauses: [pause]
    })
  })

  test.each<readonly [string, Answer]>([
    ['long', answer(429, { 'retry-after': '60' })],
    ['of unknown length', answer(429)]
  ])('is not asked again after a limit that is %s', async (_, limit) => {
    expect(await askAbout(create, [limit, ok])).toEqual({
      outcome: limit,
      attempts: 1,
      pauses: []
    })
  })

  test('is not asked again when a failure follows a limit', async () => {
    const limit = answer(429, { 'retry-after': '1' })
    const error = answer(502)
    expect(await askAbout(create, [limit, error, ok])).toEqual({
      outcome: error,
      attempts: 2,
      pauses: [1000]
    })
    expect(await askAbout(create, [limit])).toMatchObject({
      outcome: limit,
      attempts: 3
    })
  })
})

describe('whoever asks once', () => {
  /** Counts what it is asked, and answers or fails with the number of it. */
  function counting(fails = false) {
    const asked: string[] = []
    const answerer: Answerer = {
      ask: ({ about, method, path }) => {
        asked.push(`${about} ${method} ${path}`)
        const count = asked.length
        return fails
          ? Promise.reject(
              new NoAnswerError({
                reason: 'host-timeout',
                evidence: String(count)
              })
            )
          : Promise.resolve({ ...ok, request, status: 200 + count })
      }
    }
    return { asked, answerer: askOnce(answerer) }
  }

  test('gets the same answer to the same question, now and later', async () => {
    const { asked, answerer } = counting()
    const [first, second] = await Promise.all([
      answerer.ask(user),
      answerer.ask({ ...user })
    ])
    const third = await answerer.ask(user)
    expect([first, second, third].map(({ status }) => status)).toEqual([
      201, 201, 201
    ])
    expect(asked).toEqual(['account GET /user'])
  })

  test('gets other answers to other questions', async () => {
    const { asked, answerer } = counting()
    const questions: readonly Question[] = [
      user,
      { ...user, path: '/users' },
      { ...user, method: 'PATCH' },
      { ...user, about: 'resource' },
      { ...user, about: 'git' }
    ]
    const answers = await Promise.all(
      [...questions, ...questions].map((one) => answerer.ask(one))
    )
    expect(answers.map(({ status }) => status)).toEqual([
      201, 202, 203, 204, 205, 201, 202, 203, 204, 205
    ])
    expect(asked).toHaveLength(questions.length)
  })

  test('gets no second answer when there was none', async () => {
    const { asked, answerer } = counting(true)
    const replies = [await askFor(answerer, user), await askFor(answerer, user)]
    expect(replies).toEqual(
      replies.map(() => ({
        refusal: { reason: 'host-timeout', evidence: '1' }
      }))
    )
    expect(asked).toHaveLength(1)
  })
})

test('what is thrown and is no missing answer stays thrown', async () => {
  const defect = new TypeError('x is not a function')
  const answerer: Answerer = { ask: () => Promise.reject(defect) }
  await expect(askFor(answerer, user)).rejects.toBe(defect)
})

describe('the address of what is asked', () => {
  const at = (webUrl: string, apiUrl: string) => ({ ...host, webUrl, apiUrl })

  test.each([
    [
      'github.com',
      at('https://github.com', 'https://api.github.com'),
      'https://api.github.com'
    ],
    [
      'GHE.com',
      at('https://acme.ghe.com', 'https://api.acme.ghe.com'),
      'https://api.acme.ghe.com'
    ],
    // https://docs.github.com/enterprise-server@latest/graphql/guides/forming-calls-with-graphql#the-graphql-endpoint
    ['GitHub Enterprise Server', host, 'https://github.acme.corp/api'],
    [
      'a server at a port',
      at('https://x.example:8443', 'https://x.example:8443/api/v3'),
      'https://x.example:8443/api'
    ],
    [
      'an unusual path',
      at('https://x.example', 'https://x.example/api/v3/proxy'),
      'https://x.example/api/v3/proxy'
    ]
  ])('of GraphQL at %s is a sibling of the REST API', (_, where, base) => {
    expect(baseOf(where, 'graphql')).toBe(base)
    expect(baseOf(where, 'account')).toBe(where.apiUrl)
    expect(baseOf(where, 'resource')).toBe(where.apiUrl)
    expect(baseOf(where, 'git')).toBe(where.webUrl)
  })
})

describe('many questions at once', () => {
  /** A host that answers when it is told to, and counts what waits for it. */
  function holdBack() {
    const waiting: (() => void)[] = []
    let most = 0
    const send: Send = () =>
      new Promise((resolve) => {
        waiting.push(() => {
          resolve(ok)
        })
        most = Math.max(most, waiting.length)
      })
    return { send, waiting, most: () => most }
  }

  /** Everything that can happen without another answer has happened. */
  const settle = () =>
    new Promise((resolve) => {
      setImmediate(resolve)
    })

  test.each([
    [1, 1],
    [8, 8],
    [9, 8],
    [50, 8]
  ])('are %d, of which %d are in flight', async (count, inFlight) => {
    const { send, waiting, most } = holdBack()
    const connection = new Connection(host, send, never)
    const asked = Promise.all(
      Array.from({ length: count }, () => connection.ask(user))
    )
    let answered = 0
    for (; answered < count; answered += 1) {
      await settle()
      expect(waiting).toHaveLength(Math.min(inFlight, count - answered))
      waiting.shift()?.()
    }
    expect(await asked).toHaveLength(count)
    expect(most()).toBe(inFlight)
  })

  test('of several connections are in flight together as a shared limit allows', async () => {
    const { send, waiting, most } = holdBack()
    const limit = pLimit(3)
    const connections = Array.from(
      { length: 4 },
      () => new Connection(host, send, never, undefined, limit)
    )
    const count = 12
    const asked = Promise.all(
      connections.flatMap((one) => [1, 2, 3].map(() => one.ask(user)))
    )
    for (let answered = 0; answered < count; answered += 1) {
      await settle()
      expect(waiting).toHaveLength(Math.min(3, count - answered))
      waiting.shift()?.()
    }
    expect(await asked).toHaveLength(count)
    expect(most()).toBe(3)
  })

  test('of several connections without one do not wait for each other', async () => {
    const { send, waiting, most } = holdBack()
    const connections = [1, 2].map(() => new Connection(host, send, never))
    const asked = Promise.all(
      connections.flatMap((one) =>
        Array.from({ length: 8 }, () => one.ask(user))
      )
    )
    await settle()
    expect(most()).toBe(16)
    for (const resolve of waiting) resolve()
    expect(await asked).toHaveLength(16)
  })

  test('that share a limit do not hold it while they pause', async () => {
    const limit = pLimit(1)
    const pausing = new Connection(
      host,
      () => Promise.resolve(answer(500)),
      never,
      () => new Promise(() => undefined),
      limit
    )
    const other = new Connection(
      host,
      () => Promise.resolve(ok),
      never,
      undefined,
      limit
    )
    // It pauses for ever.
    void pausing.ask(user)
    await settle()
    expect(await other.ask(user)).toMatchObject(ok)
  })

  test('are not held up by one that fails', async () => {
    let count = 0
    const connection = new Connection(
      host,
      () => {
        count += 1
        return Promise.reject(failure('CERT_HAS_EXPIRED'))
      },
      never
    )
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => connection.ask(user))
    )
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(
      new Set(['rejected'])
    )
    expect(count).toBe(20)
  })

  test('are asked while others pause', async () => {
    const asked: string[] = []
    let resume: (() => void) | undefined
    const connection = new Connection(
      host,
      ({ path }) => {
        asked.push(path)
        return Promise.resolve(path.startsWith('/slow') ? answer(500) : ok)
      },
      never,
      () =>
        new Promise<void>((resolve) => {
          const before = resume
          resume = () => {
            before?.()
            resolve()
          }
        })
    )
    const slow = Array.from({ length: 8 }, (_, n) =>
      connection.ask({ ...user, path: `/slow/${String(n)}` })
    )
    await settle()
    expect(await connection.ask({ ...user, path: '/quick' })).toMatchObject(ok)
    for (let attempt = 1; attempt < 3; attempt += 1) {
      resume?.()
      await settle()
    }
    expect((await Promise.all(slow)).map(({ status }) => status)).toEqual(
      Array.from({ length: 8 }, () => 500)
    )
    expect(asked.filter((path) => path === '/slow/0')).toHaveLength(3)
  })
})

describe('the deadline', () => {
  const late = () =>
    Object.assign(new Error('The operation was aborted due to timeout'), {
      name: 'TimeoutError'
    })

  /** Answers only when it is given up, as fetch does. */
  const silent: Send = (_, signal) =>
    new Promise((_resolve, reject) => {
      const giveUp = () => {
        reject(signal.reason as Error)
      }
      if (signal.aborted) giveUp()
      else signal.addEventListener('abort', giveUp)
    })

  const timedOut = {
    refusal: {
      reason: 'host-timeout',
      evidence: `${request}: no complete answer came in time`
    }
  }

  test('ends what is in flight and what waits for its turn', async () => {
    const deadline = new AbortController()
    let sent = 0
    const connection = new Connection(
      host,
      (question, signal) => {
        sent += 1
        return silent(question, signal)
      },
      deadline.signal
    )
    const asked = Array.from({ length: 20 }, () =>
      connection.ask(user).catch((error: unknown) => error)
    )
    deadline.abort(late())
    for (const outcome of await Promise.all(asked)) {
      expect(outcome).toBeInstanceOf(NoAnswerError)
      expect(outcome).toMatchObject(timedOut)
    }
    // No second attempt for any of them.
    expect(sent).toBe(20)
  })

  test('that has come ends everything that is asked later', async () => {
    const connection = new Connection(host, silent, AbortSignal.abort(late()))
    for (const question of [user, { ...user, path: '/repos/a/b' }]) {
      await expect(connection.ask(question)).rejects.toMatchObject({
        refusal: { reason: 'host-timeout' }
      })
    }
  })

  test('ends a pause, and the attempt after it says so', async () => {
    const deadline = new AbortController()
    let sent = 0
    const connection = new Connection(
      host,
      (question, signal) => {
        sent += 1
        if (sent > 1) return silent(question, signal)
        // The pause has begun when this runs.
        setImmediate(() => {
          deadline.abort(late())
        })
        return Promise.resolve(answer(503, { 'retry-after': '20' }))
      },
      deadline.signal
    )
    await expect(connection.ask(user)).rejects.toMatchObject(timedOut)
    expect(sent).toBe(2)
    // Far less than the pause, which is 20 seconds.
  }, 10_000)

  test('does not matter to what was answered before', async () => {
    const deadline = new AbortController()
    const connection = new Connection(
      host,
      () => Promise.resolve(ok),
      deadline.signal
    )
    const asked = await connection.ask(user)
    deadline.abort(late())
    expect(asked).toEqual({ request, ...ok })
  })
})
