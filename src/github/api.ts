import { setTimeout as sleep } from 'node:timers/promises'
import type { Secret } from '../runner/secret.ts'
import type { Refusal } from '../verify/facts.ts'
import type { Host } from './host.ts'
import { describeFailure, findRefusal, isPassing, waitFor } from './refusals.ts'

/** A complete answer of the API; `body` is parsed JSON, or text when it is none. */
export interface ApiAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: unknown
}

/** Sends one GET request to the API and reads the whole answer. */
export type Get = (path: string, signal: AbortSignal) => Promise<ApiAnswer>

/** The API gave no answer that says anything about the token. */
export class NoAnswerError extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal, options?: ErrorOptions) {
    super(refusal.evidence, options)
    this.refusal = refusal
  }
}

/** How often a question is asked while the failure may pass. */
const attempts = 3

/** Until an answer must be complete, milliseconds. */
const timeout = 10_000

/** The longest pause between two attempts a host may ask for, milliseconds. */
const longestPause = 20_000

/** The API of one host, as one token sees it. */
export class Api {
  readonly #host: Host
  readonly #get: Get
  readonly #pause: (milliseconds: number) => Promise<unknown>

  constructor(
    host: Host,
    get: Get,
    pause: (milliseconds: number) => Promise<unknown> = sleep
  ) {
    this.#host = host
    this.#get = get
    this.#pause = pause
  }

  /** The address that `path` is asked at, for messages. */
  address(path: string): string {
    return `${this.#host.apiUrl}${path}`
  }

  /**
   * Asks for `path` and returns the answer, whatever its status. Failures that
   * may pass are tried again, after the pause the host asks for when it is short.
   *
   * @throws NoAnswerError when there was no complete answer
   */
  async get(path: string): Promise<ApiAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.#attempt(path)
      const { refusal, pause = pauseBefore(refusal, attempt) } = outcome
      const mayPass =
        refusal !== undefined &&
        isPassing(refusal.reason) &&
        pause <= longestPause
      if (!mayPass || attempt === attempts) {
        if (outcome.answer === undefined) throw outcome.error
        return outcome.answer
      }
      await this.#pause(pause)
    }
  }

  async #attempt(path: string): Promise<Outcome> {
    try {
      const answer = await this.#get(path, AbortSignal.timeout(timeout))
      return {
        answer,
        refusal: findRefusal(answer, this.address(path)),
        pause: waitFor(answer.headers)
      }
    } catch (cause) {
      const refusal = describeFailure(cause, this.address(path))
      return { error: new NoAnswerError(refusal, { cause }), refusal }
    }
  }
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
      readonly answer: ApiAnswer
      readonly refusal: Refusal | undefined
      readonly pause: number | undefined
    }
  | {
      readonly answer?: undefined
      readonly error: NoAnswerError
      readonly refusal: Refusal
      readonly pause?: undefined
    }

/** The API of `host` for `token`. */
export function openApi(host: Host, token: Secret): Api {
  let client: Promise<Get> | undefined
  return new Api(host, async (path, signal) => {
    // Half of this action's start-up time is this module; bad inputs end before.
    client ??= import('./client.ts').then(({ createClient }) =>
      createClient(host, token)
    )
    return (await client)(path, signal)
  })
}
