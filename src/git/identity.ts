import type { TokenFacts } from '../verify/facts.ts'

/** Who makes commits. */
export interface Identity {
  readonly name: string
  readonly email: string
}

/**
 * The account of a token with the no-reply address that GitHub attributes to it,
 * also after it was renamed; undefined when GitHub names no account.
 * https://docs.github.com/account-and-profile/reference/email-addresses-reference#your-noreply-email-address
 */
export function identityOf(
  { login, accountId }: TokenFacts,
  hostname: string
): Identity | undefined {
  return login === undefined || accountId === undefined
    ? undefined
    : {
        name: login,
        email: `${String(accountId)}+${login}@users.noreply.${hostname}`
      }
}
