import type { Expiry } from '../github/expiry.ts'
import type { TokenKind } from '../github/token-kind.ts'
import type { Reason } from './reasons.ts'

/** Why there is no answer about the token. */
export interface Refusal {
  readonly reason: Reason
  /** What was seen, a sentence; may contain text from the host. */
  readonly evidence: string
}

/** What GitHub said about a token it accepted. */
export interface TokenFacts {
  readonly kind: TokenKind
  /** The account, when GitHub named it. */
  readonly login: string | undefined
  /** The scopes it reported; undefined when it reported none of a scope-bearing kind. */
  readonly scopes: readonly string[] | undefined
  readonly expiry: Expiry | undefined
  /** The version of a GitHub Enterprise Server. */
  readonly hostVersion: string | undefined
  /** The clock of the host, which expiry is compared with. */
  readonly hostTime: Date | undefined
}

/** Never a judgement: the token as GitHub described it, or why it did not. */
export type Answer =
  | { readonly accepted: TokenFacts; readonly refusal?: undefined }
  | { readonly accepted?: undefined; readonly refusal: Refusal }

/** Something else that is wrong: with the way the token is stored, the inputs, git. */
export interface Obstacle extends Refusal {
  readonly requirement: string
}

/** What is needed to judge. */
export interface Facts {
  readonly answer: Answer
  readonly obstacles: readonly Obstacle[]
  /** The clock of the runner. */
  readonly now: Date
}
