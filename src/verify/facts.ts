import type { Expiry } from '../github/expiry.ts'
import type { Permission, Probe } from '../github/permissions.ts'
import type { TokenKind } from '../github/token-kind.ts'
import type { Reason } from './reasons.ts'

/** Why something was refused, or there is no answer about it. */
export interface Refusal {
  readonly reason: Reason
  /** What was seen, a sentence; may contain text from the host. */
  readonly evidence: string
  /** What a policy on the lifetime of tokens said. */
  readonly policy?: {
    /** The longest lifetime it allows. */
    readonly days: number | undefined
    /** The number of the token on its settings page. */
    readonly settingsId: string | undefined
  }
}

/** What GitHub said about a token it accepted. */
export interface TokenFacts {
  readonly kind: TokenKind
  /** The account, when GitHub named it. */
  readonly login: string | undefined
  /** The number of the account, which stays when it is renamed. */
  readonly accountId: number | undefined
  /** The scopes it reported; undefined when it reported none of a scope-bearing kind. */
  readonly scopes: readonly string[] | undefined
  readonly expiry: Expiry | undefined
  /** What GitHub reported as its expiry and nobody understands. */
  readonly strangeExpiry: string | undefined
  /** The version of a GitHub Enterprise Server. */
  readonly hostVersion: string | undefined
  /** The clock of the host, which expiry is compared with. */
  readonly hostTime: Date | undefined
}

/** Never a judgement: the token as GitHub described it, or why it did not. */
export type Answer =
  | { readonly accepted: TokenFacts; readonly refusal?: undefined }
  | { readonly accepted?: undefined; readonly refusal: Refusal }

/** What git must be able to do with a repository: `write` is to push to it. */
export type RepositoryAccess = 'read' | 'write'

/** What git and the API said about a repository. */
export interface RepositoryFacts {
  /** `owner/name`, as it was asked for. */
  readonly name: string
  readonly access: RepositoryAccess
  /** Why git may not; undefined when it may. */
  readonly refusal: Refusal | undefined
  /** Its name of today, when it was renamed since. */
  readonly movedTo: string | undefined
  /** What the API told, when it was asked: what it shows, or why it does not. */
  readonly description: Description | undefined
}

/** A repository as the API describes it, or why it does not. */
export type Description =
  | { readonly isPrivate: boolean; readonly refusal?: undefined }
  | { readonly isPrivate?: undefined; readonly refusal: Refusal }

/** What a probe of a permission was answered. */
export interface PermissionFacts {
  readonly permission: Permission
  /** The repository or organisation it was asked about; empty for the account. */
  readonly place: string
  /** What was sent; undefined when nothing could tell. */
  readonly probe: Probe | undefined
  readonly answer: ProbeAnswer | undefined
}

export interface ProbeAnswer {
  /** Undefined when there was no answer, for the reason in `refusal`. */
  readonly status: number | undefined
  /** `X-Accepted-GitHub-Permissions`: what the endpoint asks for. */
  readonly accepted: string | undefined
  /** Whether organisations were left out for want of single sign-on. */
  readonly isPartial: boolean
  readonly refusal: Refusal | undefined
  readonly evidence: string
}

/** Something else that is wrong: with the way the token is stored, the inputs, git. */
export interface Obstacle extends Refusal {
  readonly requirement: string
}

/**
 * What decides about secrets in this run: nothing, a fork or Dependabot from
 * which GitHub withholds them, or a fork that works in a run that has them.
 */
export type Run =
  'trusted' | 'fork-without-secrets' | 'dependabot' | 'fork-with-secrets'

/** What is needed to judge. */
export interface Facts {
  readonly answer: Answer
  /** The kind of token that its prefix suggests: for advice, never for a verdict. */
  readonly hint: TokenKind
  readonly repositories: readonly RepositoryFacts[]
  readonly permissions: readonly PermissionFacts[]
  /** Which of the inputs these facts are about, and why it is the second one. */
  readonly fallback: Fallback | undefined
  readonly run: Run
  /** The secret reference by which the token was found, when it was one. */
  readonly reference?: string | undefined
  /** Which credential git uses without this action, a sentence each. */
  readonly shadows: readonly string[]
  readonly obstacles: readonly Obstacle[]
  /** The clock of the runner. */
  readonly now: Date
}

/** `fallback-token` was asked about because `token` could not be used. */
export interface Fallback {
  /** Why not. */
  readonly token: Refusal
  /** Why the fallback cannot be used either; undefined when the facts are about it. */
  readonly refusal: Refusal | undefined
}
