/**
 * The scopes of classic and OAuth tokens, each with the scopes it includes.
 * https://docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps#available-scopes
 * Rows with another source say so. A new scope is one new row.
 */
const includedScopes: Readonly<Record<string, readonly string[]>> = {
  repo: [
    'repo:status',
    'repo_deployment',
    'public_repo',
    'repo:invite',
    'security_events'
  ],
  'repo:status': [],
  repo_deployment: [],
  public_repo: [],
  'repo:invite': [],
  security_events: [],
  workflow: [],
  'write:packages': ['read:packages'],
  'read:packages': [],
  'delete:packages': [],
  'admin:org': ['write:org', 'manage_runners:org'],
  'write:org': ['read:org'],
  'read:org': [],
  // https://docs.github.com/rest/actions/self-hosted-runners
  'manage_runners:org': [],
  'admin:public_key': ['write:public_key'],
  'write:public_key': ['read:public_key'],
  'read:public_key': [],
  'admin:repo_hook': ['write:repo_hook'],
  'write:repo_hook': ['read:repo_hook'],
  'read:repo_hook': [],
  'admin:org_hook': [],
  gist: [],
  notifications: [],
  user: ['read:user', 'user:email', 'user:follow'],
  'read:user': [],
  'user:email': [],
  'user:follow': [],
  delete_repo: [],
  'write:discussion': ['read:discussion'],
  'read:discussion': [],
  // https://docs.github.com/enterprise-cloud@latest/rest/enterprise-admin
  'admin:enterprise': [
    'manage_runners:enterprise',
    'manage_billing:enterprise',
    'read:enterprise'
  ],
  'manage_runners:enterprise': [],
  'manage_billing:enterprise': [],
  'read:enterprise': [],
  // https://docs.github.com/enterprise-cloud@latest/admin/managing-iam/provisioning-user-accounts-with-scim
  'scim:enterprise': [],
  audit_log: ['read:audit_log'],
  'read:audit_log': [],
  codespace: ['codespace:secrets'],
  'codespace:secrets': [],
  copilot: ['manage_billing:copilot'],
  'manage_billing:copilot': [],
  project: ['read:project'],
  'read:project': [],
  'admin:gpg_key': ['write:gpg_key'],
  'write:gpg_key': ['read:gpg_key'],
  'read:gpg_key': [],
  'admin:ssh_signing_key': ['write:ssh_signing_key'],
  'write:ssh_signing_key': ['read:ssh_signing_key'],
  'read:ssh_signing_key': [],
  // https://docs.github.com/rest/orgs/network-configurations
  'write:network_configurations': ['read:network_configurations'],
  'read:network_configurations': [],
  // GitHub Enterprise Server only.
  // https://docs.github.com/enterprise-server@latest/rest/enterprise-admin
  site_admin: [],
  'admin:pre_receive_hook': []
}

const tree: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(includedScopes)
)

/**
 * Scopes that may cover others although no tree of GitHub's says so: the
 * documentation of `repo` claims repository webhooks, which have scopes of
 * their own. What is in this list is neither granted nor missing.
 */
const perhapsIncluded: ReadonlyMap<string, readonly string[]> = new Map([
  ['repo', ['admin:repo_hook', 'write:repo_hook', 'read:repo_hook']],
  // GitHub's own page for new tokens shows it as a part of that scope.
  ['admin:enterprise', ['scim:enterprise']]
])

/**
 * Scopes GitHub's page for new tokens ticks together with another one, which is
 * of no use without them: nobody can be blamed for having both.
 * https://github.com/settings/tokens/new
 */
const tickedAlong: ReadonlyMap<string, readonly string[]> = new Map([
  ['workflow', ['repo']]
])

export const scopeNames: readonly string[] = [...tree.keys()]

/** The scopes that come along when these are chosen on GitHub's page. */
export function impliedOnPage(scopes: readonly string[]): readonly string[] {
  return scopes.flatMap((scope) => tickedAlong.get(scope) ?? [])
}

/** Whether GitHub's documentation knows the scope. */
export function isKnownScope(scope: string): boolean {
  return tree.has(scope)
}

/**
 * The scopes a token has: the ones it reports and all they include. GitHub
 * normalises the list it reports (`user,gist,user:email` becomes `user,gist`),
 * so a requirement is never compared with the list itself. Unknown scopes stay.
 */
export function closeScopes(scopes: readonly string[]): ReadonlySet<string> {
  const closed = new Set(scopes)
  // A Set visits what is added while it is iterated.
  for (const scope of closed) {
    for (const included of includedBy(scope)) closed.add(included)
  }
  return closed
}

/** The scope that may, or may not, cover the required one. */
export function findPossibleCover(
  scopes: readonly string[],
  required: string
): string | undefined {
  return scopes.find((scope) => perhapsIncluded.get(scope)?.includes(required))
}

/** What a scope is made of; they end up in outputs, which scripts use. */
export const scopeFormat = /^\w[\w:.-]{0,59}$/

/**
 * The scopes in an `X-OAuth-Scopes` header: comma separated, sorted by GitHub,
 * empty for a token without scopes. Lower case, as the ones that are required.
 */
export function parseScopesHeader(header: string): readonly string[] {
  return header
    .split(',')
    .map((scope) => scope.trim().toLowerCase())
    .filter((scope) => scopeFormat.test(scope))
}

/** Families GitHub adds later follow `admin:x` ⊇ `write:x` ⊇ `read:x`, as `gh` assumes too. */
function includedBy(scope: string): readonly string[] {
  const known = tree.get(scope)
  if (known !== undefined) return known
  if (scope.startsWith('admin:')) return [`write:${scope.slice(6)}`]
  if (scope.startsWith('write:')) return [`read:${scope.slice(6)}`]
  return []
}
