import { type Host, isCloud } from './host.ts'
import type { Permission } from './permissions.ts'

/** Addresses a message may send its reader to. */
export interface Links {
  /** The host itself. */
  readonly web: string
  /** Its API. */
  readonly api: string
  /** The page of classic tokens, and the one that creates one, filled in. */
  readonly tokens: string
  readonly newToken: (scopes: readonly string[]) => string
  /** The page of fine-grained tokens, and the one that creates one, filled in. */
  readonly fineGrained: string
  readonly newFineGrainedToken: (token: NewFineGrainedToken) => string
  /** The pages with the secrets of the workflow's repository. */
  readonly secrets: string
  readonly dependabotSecrets: string
  /** The settings of the workflow's repository, its labels and its issues. */
  readonly settings: string
  readonly labels: string
  readonly issue: (number: number) => string
  /** The documentation of this action. */
  readonly readme: string
  readonly policy: string
  /** The explanation of a reason. */
  readonly reason: (reason: string) => string
}

/** What the form for a new fine-grained token is filled in with. */
export interface NewFineGrainedToken {
  readonly name: string
  /** The resource owner. */
  readonly owner: string
  /** The number of days it is valid. */
  readonly days: number
  readonly permissions: readonly Permission[]
}

/** The longest name of a fine-grained token, characters. */
const longestName = 40

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
  const description = `${repository} ${tokenName}`.trim()
  return {
    web: host.webUrl,
    api: host.apiUrl,
    tokens: `${host.webUrl}/settings/tokens`,
    newToken: (scopes) =>
      `${host.webUrl}/settings/tokens/new${formatQuery({
        ...(scopes.length > 0 && { scopes: scopes.join(',') }),
        description
      })}`,
    fineGrained: `${host.webUrl}/settings/personal-access-tokens`,
    newFineGrainedToken: ({ name, owner, days, permissions }) => {
      const page = `${host.webUrl}/settings/personal-access-tokens/new`
      // GitHub Enterprise Server documents no way to fill the form in.
      return isCloud(host.hostname)
        ? page +
            formatQuery({
              name: name.slice(0, longestName),
              description,
              target_name: owner,
              expires_in: String(days),
              ...Object.fromEntries(
                permissions.map((one) => [one.name, one.level])
              )
            })
        : page
    },
    secrets: `${serverUrl}/${repository}/settings/secrets/actions`,
    dependabotSecrets: `${serverUrl}/${repository}/settings/secrets/dependabot`,
    settings: `${serverUrl}/${repository}/settings`,
    labels: `${serverUrl}/${repository}/labels`,
    issue: (number) => `${serverUrl}/${repository}/issues/${String(number)}`,
    readme: `${action.url}#readme`,
    policy: `${action.url}/blob/${action.ref}/docs/policy.md`,
    reason: (reason) =>
      `${action.url}/blob/${action.ref}/docs/reasons.md#${reason}`
  }
}

function formatQuery(fields: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(fields).toString()
  // Commas may stand in a query, and people read this link.
  return `?${query.replaceAll('%2C', ',').replaceAll('+', '%20')}`
}
