import type { Host } from './host.ts'

/** Addresses a message may send its reader to. */
export interface Links {
  /** The host itself. */
  readonly web: string
  /** Its API. */
  readonly api: string
  /** The page of classic tokens, and the one that creates one, filled in. */
  readonly tokens: string
  readonly newToken: (scopes: readonly string[]) => string
  /** The page of fine-grained tokens. */
  readonly fineGrained: string
  /** The page with the secrets of the workflow's repository. */
  readonly secrets: string
  /** The documentation of this action. */
  readonly readme: string
  /** The explanation of a reason. */
  readonly reason: (reason: string) => string
}

/** What the links are made of. */
export interface LinkSource {
  readonly host: Host
  readonly tokenName: string
  readonly job: {
    /** The workflow's repository, `owner/name`, and the host it is on. */
    readonly repository: string
    readonly serverUrl: string
    /** This action's own repository, and the ref in use. */
    readonly action: { readonly url: string; readonly ref: string }
  }
}

/**
 * Every link that messages use.
 * https://docs.github.com/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens
 */
export function makeLinks({
  host,
  tokenName,
  job: { repository, serverUrl, action }
}: LinkSource): Links {
  return {
    web: host.webUrl,
    api: host.apiUrl,
    tokens: `${host.webUrl}/settings/tokens`,
    newToken: (scopes) => {
      const query = new URLSearchParams({
        ...(scopes.length > 0 && { scopes: scopes.join(',') }),
        description: `${repository} ${tokenName}`.trim()
      })
      // Commas may stand in a query, and people read this link.
      const filled = query
        .toString()
        .replaceAll('%2C', ',')
        .replaceAll('+', '%20')
      return `${host.webUrl}/settings/tokens/new?${filled}`
    },
    fineGrained: `${host.webUrl}/settings/personal-access-tokens`,
    secrets: `${serverUrl}/${repository}/settings/secrets/actions`,
    readme: `${action.url}#readme`,
    reason: (reason) =>
      `${action.url}/blob/${action.ref}/docs/reasons.md#${reason}`
  }
}
