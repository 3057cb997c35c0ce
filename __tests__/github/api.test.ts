import { describe, expect, test } from '@jest/globals'
import { Api, type ApiAnswer, NoAnswerError } from '../../src/github/api.ts'

const host = {
  name: 'github.acme.corp',
  hostname: 'github.acme.corp',
  webUrl: 'https://github.acme.corp',
  apiUrl: 'https://github.acme.corp/api/v3'
}

const ok: ApiAnswer = { status: 200, headers: {}, body: { login: 'x' } }

const answer = (
  status: number,
  headers: ApiAnswer['headers'] = {}
): ApiAnswer => ({ status, headers, body: { message: 'Something' } })

const failure = (code: string) => Object.assign(new Error(code), { code })

/** Asks an API that gives these outcomes one after the other, the last for ever. */
async function ask(...outcomes: readonly (ApiAnswer | Error)[]) {
  const paths: string[] = []
  const pauses: number[] = []
  const api = new Api(
    host,
    (path, signal) => {
      expect(signal).toBeInstanceOf(AbortSignal)
      expect(signal.aborted).toBe(false)
      paths.push(path)
      const outcome = outcomes[Math.min(paths.length, outcomes.length) - 1]
      if (outcome instanceof Error) return Promise.reject(outcome)
      return Promise.resolve(outcome ?? ok)
    },
    (milliseconds) => {
      pauses.push(milliseconds)
      return Promise.resolve()
    }
  )
  const outcome = await api.get('/user').catch((error: unknown) => error)
  expect(new Set(paths)).toEqual(new Set(['/user']))
  return { outcome, attempts: paths.length, pauses }
}

test('the address of a path is below the API of the host', () => {
  const api = new Api(host, () => Promise.resolve(ok))
  expect(api.address('/user')).toBe('https://github.acme.corp/api/v3/user')
})

describe('a question to the API', () => {
  test.each<readonly [string, ApiAnswer]>([
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

  test.each<readonly [string, ApiAnswer | Error, number]>([
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
      'its answer is larger than 1 MiB (ANSWER_TOO_LARGE)'
    ],
    ['host-unreachable', new Error('what?'), 3, 'the request failed']
  ])('without an answer ends as %s', async (reason, cause, attempts, said) => {
    const asked = await ask(cause)
    expect(asked.outcome).toBeInstanceOf(NoAnswerError)
    expect(asked.outcome).toMatchObject({
      refusal: {
        reason,
        evidence: `GET https://github.acme.corp/api/v3/user: ${said}`
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
