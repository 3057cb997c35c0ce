import pLimit, { type LimitFunction } from 'p-limit'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Secret } from '../runner/secret.ts'
import type { Refusal } from '../verify/facts.ts'
import { within } from './deadline.ts'
import { describeFailure } from './failures.ts'
import type { Host } from './host.ts'
import { findRefusal, isPassing, waitFor } from './refusals.ts'

/**
 * A request. What it is about decides where it goes and what its answers mean:
 * `account` and `resource` are asked of the REST API, `graphql` of the other one,
 * `git` of the smart HTTP protocol.
 */
export interface Question {
  readonly about: 'account' | 'resource' | 'git' | 'graphql'
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  readonly path: string
  /** What a write sends, as JSON; an empty object when nothing is said. */
  readonly body?: object
  /**
   * It takes effect each time it is sent: it is sent again only when it certainly
   * was not carried out.
   */
  readonly once?: true
  /** The largest answer that is read, bytes, when it may be a large one. */
  readonly largestBody?: number
}

/** A complete answer; of git's protocol, its first line. */
export interface HttpAnswer {
  /** What was asked, for messages: `GET https://api.github.com/user`. */
  readonly request: string
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Parsed JSON, or text when it is none. */
  readonly body: unknown
}

/** Sends one request and reads its answer. */
export type Send = (
  question: Question,
  signal: AbortSignal
) => Promise<Omit<HttpAnswer, 'request'>>

/** The host gave no answer that says anything about the token. */
export class NoAnswerError extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal, options?: ErrorOptions) {
    super(refusal.evidence, options)
    this.refusal = refusal
  }
}

/** A complete answer, or why there is none. */
export type Reply =
  | { readonly answer: HttpAnswer; readonly refusal?: undefined }
  | { readonly answer?: undefined; readonly refusal: Refusal }

/** Whoever answers questions: a connection. */
export type Answerer = Pick<Connection, 'ask'>

/** Asks, and gives back why there was no answer. */
export async function askFor(
  connection: Answerer,
  question: Question
): Promise<Reply> {
  try {
    return { answer: await connection.ask(question) }
  } catch (error) {
    if (error instanceof NoAnswerError) return { refusal: error.refusal }
    throw error
  }
}

/** How often a question is asked while the failure may pass. */
const attempts = 3

/** Until an answer must be complete, milliseconds. */
const timeout = 10_000

/** The longest pause between two attempts a host may ask for, milliseconds. */
const longestPause = 20_000

/**
 * GitHub asks not to send many requests at the same time.
 * https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
const mostInFlight = 8

/** One host, as one token sees it. */
export class Connection {
  readonly #host: Host
  readonly #send: Send
  readonly #deadline: AbortSignal
  readonly #pause: (milliseconds: number) => Promise<unknown>
  readonly #limit: LimitFunction

  /**
   * Nothing is asked any more once `deadline` has come. Connections that share a
   * `limit` have no more requests in flight together than it allows.
   */
  constructor(
    host: Host,
    send: Send,
    deadline: AbortSignal,
    pause = (milliseconds: number): Promise<unknown> =>
      sleep(milliseconds, undefined, { signal: deadline }),
    limit = pLimit(mostInFlight)
  ) {
    this.#host = host
    this.#send = send
    this.#deadline = deadline
    this.#limit = limit
    this.#pause = pause
  }

  /**
   * Asks and returns the answer, whatever its status. Failures that may pass are
   * tried again, after the pause the host asks for when it is short.
   *
   * @throws NoAnswerError when there was no complete answer
   */
  async ask(question: Question): Promise<HttpAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.#limit(() => this.#attempt(question))
      const { refusal, pause = pauseBefore(refusal, attempt) } = outcome
      const mayPass =
        refusal !== undefined &&
        isPassing(refusal.reason) &&
        (question.once === undefined || refusal.reason === 'rate-limited') &&
        pause <= longestPause
      if (!mayPass || attempt === attempts) {
        if (outcome.answer === undefined) throw outcome.error
        return outcome.answer
      }
      // A pause that the deadline ends is followed by an attempt that says so.
      await this.#pause(pause).catch(() => undefined)
    }
  }

  async #attempt(question: Question): Promise<Outcome> {
    const { about, method, path } = question
    const request = `${method} ${baseOf(this.#host, about)}${path}`
    try {
      const sent = await within(timeout, this.#deadline, (signal) =>
        this.#send(question, signal)
      )
      const answer = { request, ...sent }
      return {
        answer,
        refusal: findRefusal(answer, about),
        pause: waitFor(answer.headers)
      }
    } catch (cause) {
      const refusal = describeFailure(cause, request)
      return { error: new NoAnswerError(refusal, { cause }), refusal }
    }
  }
}

/** A connection that is asked the same only once, whoever wants to know it. */
export function askOnce(connection: Answerer): Answerer {
  const asked = new Map<string, Promise<HttpAnswer>>()
  return {
    ask(question) {
      const { about, method, path } = question
      const key = `${about} ${method} ${path}`
      const answer = asked.get(key) ?? connection.ask(question)
      asked.set(key, answer)
      return answer
    }
  }
}

/** Where a question goes to. https://docs.github.com/graphql/guides/forming-calls-with-graphql#the-graphql-endpoint */
export function baseOf(
  { webUrl, apiUrl }: Host,
  about: Question['about']
): string {
  if (about === 'git') return webUrl
  return about === 'graphql' ? apiUrl.replace(/\/api\/v3$/, '/api') : apiUrl
}

/**
 * How long to wait when the host does not say, milliseconds. Whoever asks again
 * within a minute of a rate limit makes it worse.
 * https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately
 */
function pauseBefore(refusal: Refusal | undefined, attempt: number): number {
  return refusal?.reason === 'rate-limited' ? 60_000 : 250 * 2 ** attempt
}

type Outcome =
  | {
      readonly answer: HttpAnswer
      readonly refusal: Refusal | undefined
      readonly pause: number | undefined
    }
  | {
      readonly answer?: undefined
      readonly error: NoAnswerError
      readonly refusal: Refusal
      readonly pause?: undefined
    }

/** The connection to `host` with `token`; nothing is asked any more after `deadline`. */
export function connect(
  host: Host,
  token: Secret,
  deadline: AbortSignal
): Connection {
  return reach(host)(token, deadline)
}

/**
 * What connects to a host with one token after the other. All of them together
 * have no more requests in flight than `limit` allows, and share what does not
 * depend on the token.
 */
export function reach(
  host: Host,
  limit = pLimit(mostInFlight)
): (token: Secret, deadline: AbortSignal) => Connection {
  let client: Promise<(token: Secret) => Send> | undefined
  return (token, deadline) => {
    const send: Send = async (question, signal) => {
      // Not at the top: @actions/github throws while it is imported when the proxy
      // cannot be used, which is a failure like any other.
      client ??= import('./client.ts').then(({ createClient }) =>
        createClient(host)
      )
      return (await client)(token)(question, signal)
    }
    return new Connection(host, send, deadline, undefined, limit)
  }
}
