import { randomBytes } from 'node:crypto'
import { type Answer, problem, text } from './answers.ts'
import { type Account, isNamed, type Token } from './model.ts'

/** What the owners of an organization, or of its enterprise, have set. */
export interface OrganizationRules {
  /** Single sign-on is enforced. */
  readonly sso?: true
  readonly forbids?: readonly ('classic' | 'fine-grained')[]
  readonly longestLifetimeDays?: number
  /** Addresses are listed, and that of the caller is not. */
  readonly allowList?: true
  /** OAuth apps need an approval, and this one has none. */
  readonly oauthRestrictions?: true
}

/** A token at the door of an organization. */
export interface Visit {
  readonly token: Token | undefined
  readonly organization: Account
  readonly rules: OrganizationRules
  /** `https://HOST` of pages and git. */
  readonly origin: string
  /** Reads what anyone may read. */
  readonly isPublic: boolean
}

type Caller = Visit & { readonly token: Token }

interface Rule {
  readonly applies: (caller: Caller) => boolean
  readonly message: (caller: Caller) => string
  /** What git is told, when it is not the same. */
  readonly git?: (caller: Caller) => string
  readonly headers?: (caller: Caller) => Record<string, string>
}

// The first row that applies is the answer.
const RULES: readonly Rule[] = [
  {
    // docs: "Setting a personal access token policy for your organization"
    applies: ({ token, rules }) => forbids(rules, token, 'classic'),
    message: ({ organization: { login } }) =>
      `\`${login}\` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions.`
  },
  {
    // https://github.com/mislav/hub/issues/3363
    applies: ({ token, rules }) => forbids(rules, token, 'fine-grained'),
    message: ({ organization: { login } }) =>
      `\`${login}\` forbids access via a personal access token with fine-grained permissions. Please use a GitHub App, or an OAuth App.`
  },
  {
    // https://github.com/NixOS/org/issues/247, public repositories too
    applies: ({ token, rules }) =>
      token.kind === 'fine-grained' &&
      (token.lifetimeDays ?? 0) > (rules.longestLifetimeDays ?? Infinity),
    message: ({ organization, origin, rules, token }) =>
      `The '${organization.login}' organization forbids access via a fine-grained personal access tokens if the token's lifetime is greater than ${rules.longestLifetimeDays} days. Please adjust your token's lifetime at the following URL: ${origin}/settings/personal-access-tokens/${token.settingsId}`
  },
  {
    // docs: "Managing allowed IP addresses for your organization", for private
    // resources and every kind of token
    applies: ({ isPublic, rules }) => !isPublic && rules.allowList === true,
    message: ({ organization: { login } }) =>
      `Although you appear to have the correct authorization credentials, the \`${login}\` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.`
  },
  {
    // docs: "About OAuth app access restrictions"
    applies: ({ isPublic, rules, token }) =>
      !isPublic && rules.oauthRestrictions === true && token.kind === 'oauth',
    message: ({ organization: { login } }) =>
      `Although you appear to have the correct authorization credentials, the \`${login}\` organization has enabled OAuth App access restrictions, meaning that data access to third-parties is limited. For more information on these restrictions, including how to enable this app, visit https://docs.github.com/articles/restricting-access-to-your-organization-s-data/`
  },
  {
    // docs: "Authorizing a personal access token for use with single sign-on";
    // git: https://github.com/desktop/desktop/issues/9055
    applies: (caller) =>
      caller.token.kind === 'classic' && lacksSession(caller),
    message: () =>
      'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.',
    git: (caller) =>
      `The '${caller.organization.login}' organization has enabled or enforced SAML SSO. To access this repository, visit ${ssoUrl(caller)}`,
    headers: ssoHeaders
  },
  {
    // docs: "About authentication with single sign-on", OAuth apps
    applies: (caller) => caller.token.kind === 'oauth' && lacksSession(caller),
    message: () =>
      'Resource protected by organization SAML enforcement. You must grant your OAuth token access to this organization.',
    git: ({ organization: { login } }) =>
      `The '${login}' organization has enabled or enforced SAML SSO. To access this repository, you must re-authorize the OAuth Application 'Test'.`,
    headers: ssoHeaders
  }
]

export function organizationRefusal(
  visit: Visit,
  client: 'rest' | 'git'
): Answer | undefined {
  const { token } = visit
  if (!token) return undefined
  const caller = { ...visit, token }
  const rule = RULES.find(({ applies }) => applies(caller))
  if (!rule) return undefined
  if (client === 'git') {
    return text(403, `${(rule.git ?? rule.message)(caller)}\n`)
  }
  return problem(403, rule.message(caller), rule.headers?.(caller))
}

function forbids(
  rules: OrganizationRules,
  token: Token,
  kind: 'classic' | 'fine-grained'
): boolean {
  return token.kind === kind && rules.forbids?.includes(kind) === true
}

function lacksSession({
  isPublic,
  organization,
  rules,
  token
}: Caller): boolean {
  return (
    !isPublic &&
    rules.sso === true &&
    !token.authorizedFor.some((login) => isNamed(login, organization.login))
  )
}

function ssoUrl({ organization, origin }: Caller): string {
  const request = randomBytes(16).toString('hex').toUpperCase()
  return `${origin}/orgs/${organization.login}/sso?authorization_request=${request}`
}

function ssoHeaders(caller: Caller): Record<string, string> {
  return { 'x-github-sso': `required; url=${ssoUrl(caller)}` }
}
