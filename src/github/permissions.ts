import type { TokenKind } from './token-kind.ts'

/** What a permission allows; each level includes those before it. */
export const levels = ['read', 'write', 'admin'] as const

export type Level = (typeof levels)[number]

/** A permission of a fine-grained or app token, named as in the API: `contents: write`. */
export interface Permission {
  readonly name: string
  readonly level: Level
}

/** What a permission is for: one is asked about at a repository, an organisation or the account. */
export type Area = 'repository' | 'organization' | 'account'

/**
 * How much stands behind a probe. `tried`: documented by GitHub, and other tools
 * are known to probe this way. `documented`: by GitHub, no more; it proves
 * something only when GitHub's own answer names the permission.
 */
export type Trust = 'tried' | 'documented'

/** A request whose answer tells whether a permission is there. */
export interface Probe {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  /** Below the repository or organisation, or the root of the API. */
  readonly path: string
  /** What is answered to a token with the permission. */
  readonly proof: readonly number[]
  readonly trust: Trust
}

interface PermissionRow {
  readonly area: Area
  /** Absent: read and write. */
  readonly levels?: readonly Level[]
  readonly read?: Probe
  /**
   * A write that is invalid or about something that does not exist. GitHub looks
   * at permissions first, so that only who may write learns what is wrong with it.
   */
  readonly write?: Probe
  /** Classic scopes of which each includes the permission at that level. */
  readonly scopes?: Partial<Readonly<Record<Level, readonly string[]>>>
  /** Classic scopes that include a part of it. */
  readonly partly?: readonly string[]
  /** Kinds of token that can never have it. */
  readonly never?: readonly TokenKind[]
}

/** A name nothing has; a secret or variable cannot even be called so. */
export const noName = 'setup-github-token-probe'

/** An id nothing has. */
export const noId = '4294967289'

const noCommit = '0'.repeat(40)

function reads(path: string, ...more: readonly number[]): Probe {
  return { method: 'GET', path, proof: [200, ...more], trust: 'tried' }
}

function documented(probe: Probe): Probe {
  return { ...probe, trust: 'documented' }
}

function invalid(
  method: 'POST' | 'PUT' | 'PATCH',
  path: string,
  ...proof: readonly number[]
): Probe {
  return { method, path, proof, trust: 'tried' }
}

/** What `repo` includes of a repository, of which `public_repo` may be enough. */
const repo = { read: ['repo'], write: ['repo'] }
const publicRepo = ['public_repo']

/**
 * The permissions of fine-grained and app tokens. A new one is one new row.
 *
 * Names: https://docs.github.com/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens
 * Scopes: "personal access tokens (classic) need the … scope" on the page of each
 * endpoint. Probes: the endpoints the first page lists for a permission, in the
 * way https://github.com/trufflesecurity/trufflehog/tree/main/pkg/analyzer/analyzers/github
 * asks them where they are `tried`.
 */
const rows: Readonly<Record<string, PermissionRow>> = {
  actions: {
    area: 'repository',
    read: reads('/actions/artifacts?per_page=1'),
    write: invalid('POST', `/actions/workflows/${noName}/dispatches`, 404, 422),
    scopes: repo,
    partly: publicRepo
  },
  actions_variables: {
    area: 'repository',
    read: reads('/actions/variables?per_page=1'),
    write: invalid('PATCH', `/actions/variables/${noName}`, 404, 422),
    scopes: repo
  },
  // To write includes what `delete_repo` is needed for.
  administration: {
    area: 'repository',
    read: documented(reads('/actions/permissions')),
    scopes: { read: ['repo'] },
    partly: ['repo', 'delete_repo']
  },
  artifact_metadata: { area: 'repository' },
  attestations: {
    area: 'repository',
    read: reads(`/attestations/sha256:${noCommit}${'0'.repeat(24)}`, 404),
    write: invalid('POST', '/attestations', 422),
    scopes: repo,
    partly: publicRepo
  },
  // https://docs.github.com/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens#fine-grained-personal-access-tokens-limitations
  checks: {
    area: 'repository',
    read: reads('/commits/HEAD/check-runs?per_page=1'),
    write: documented(invalid('POST', '/check-runs', 422)),
    scopes: { read: ['repo'] },
    partly: publicRepo,
    never: ['fine-grained']
  },
  code_quality: { area: 'repository' },
  codespaces: {
    area: 'repository',
    read: reads('/codespaces?per_page=1'),
    scopes: { read: ['codespace'], write: ['codespace'] }
  },
  codespaces_lifecycle_admin: { area: 'repository' },
  codespaces_metadata: {
    area: 'repository',
    levels: ['read'],
    read: reads('/codespaces/machines'),
    scopes: { read: ['codespace'] }
  },
  // GitHub asks for `write` even to list their names.
  codespaces_secrets: {
    area: 'repository',
    levels: ['write'],
    write: {
      method: 'GET',
      path: '/codespaces/secrets?per_page=1',
      proof: [200],
      trust: 'tried'
    },
    scopes: { write: ['repo'] }
  },
  // Proven by git itself, for every kind of token: see repository-facts.ts.
  contents: { area: 'repository', scopes: repo, partly: publicRepo },
  dependabot_secrets: {
    area: 'repository',
    read: reads('/dependabot/secrets?per_page=1'),
    write: invalid('PUT', `/dependabot/secrets/${noName}`, 422),
    scopes: repo
  },
  deployments: {
    area: 'repository',
    read: reads('/deployments?per_page=1'),
    write: invalid('POST', '/deployments', 409, 422),
    scopes: { read: ['repo_deployment'], write: ['repo_deployment'] },
    partly: publicRepo
  },
  discussions: {
    area: 'repository',
    scopes: repo,
    partly: [...publicRepo, 'write:discussion', 'read:discussion']
  },
  environments: {
    area: 'repository',
    read: reads(`/environments/${noName}/variables?per_page=1`, 404),
    write: invalid(
      'PATCH',
      `/environments/${noName}/variables/${noName}`,
      404,
      422
    ),
    scopes: repo
  },
  issues: {
    area: 'repository',
    read: reads('/issues?per_page=1', 410),
    write: documented(invalid('POST', '/issues', 410, 422)),
    scopes: repo,
    partly: publicRepo
  },
  merge_queues: { area: 'repository' },
  metadata: {
    area: 'repository',
    levels: ['read'],
    read: reads(''),
    scopes: { read: ['repo'] },
    partly: publicRepo
  },
  // https://docs.github.com/packages/learn-github-packages/about-permissions-for-github-packages
  packages: {
    area: 'repository',
    scopes: { read: ['read:packages'], write: ['write:packages'] },
    never: ['fine-grained']
  },
  pages: {
    area: 'repository',
    read: reads('/pages', 404),
    write: invalid('POST', `/pages/deployments/${noName}/cancel`, 404),
    scopes: repo,
    partly: publicRepo
  },
  pull_requests: {
    area: 'repository',
    read: reads('/pulls?per_page=1'),
    write: invalid('POST', '/pulls', 422),
    scopes: repo,
    partly: publicRepo
  },
  repository_advisories: {
    area: 'repository',
    read: reads('/security-advisories?per_page=1'),
    write: invalid('POST', '/security-advisories', 422),
    scopes: repo,
    partly: publicRepo
  },
  repository_custom_properties: {
    area: 'repository',
    write: documented(invalid('PATCH', '/properties/values', 422)),
    scopes: { write: ['repo'] }
  },
  // A hook that does not exist and one that is hidden from those who are no
  // administrator are both answered 404: no invalid write tells.
  repository_hooks: {
    area: 'repository',
    read: reads('/hooks?per_page=1'),
    scopes: { read: ['read:repo_hook'], write: ['admin:repo_hook'] },
    partly: ['repo', 'public_repo', 'write:repo_hook']
  },
  secret_scanning_alerts: {
    area: 'repository',
    read: reads('/secret-scanning/alerts?per_page=1', 404),
    write: invalid('PATCH', `/secret-scanning/alerts/${noId}`, 404, 422),
    scopes: { read: ['security_events'], write: ['security_events'] },
    partly: publicRepo
  },
  secrets: {
    area: 'repository',
    read: reads('/actions/secrets?per_page=1'),
    write: invalid('PUT', `/actions/secrets/${noName}`, 422),
    scopes: repo
  },
  // Code scanning.
  security_events: {
    area: 'repository',
    read: reads('/code-scanning/alerts?per_page=1', 404),
    write: invalid('PATCH', `/code-scanning/alerts/${noId}`, 404, 422),
    scopes: { read: ['security_events'], write: ['security_events'] },
    partly: publicRepo
  },
  statuses: {
    area: 'repository',
    read: reads('/commits/HEAD/status'),
    write: invalid('POST', `/statuses/${noCommit}`, 422),
    scopes: { read: ['repo:status'], write: ['repo:status'] },
    partly: publicRepo
  },
  // Dependabot alerts.
  vulnerability_alerts: {
    area: 'repository',
    read: reads('/dependabot/alerts?per_page=1'),
    write: invalid('PATCH', `/dependabot/alerts/${noId}`, 404, 422),
    scopes: { read: ['security_events'], write: ['security_events'] },
    partly: publicRepo
  },
  // No request tells without leaving something behind.
  workflows: {
    area: 'repository',
    levels: ['write'],
    scopes: { write: ['workflow'] }
  },

  members: {
    area: 'organization',
    read: documented(reads('/teams?per_page=1')),
    scopes: { read: ['read:org'], write: ['admin:org'] },
    partly: ['write:org']
  },
  organization_actions_variables: {
    area: 'organization',
    read: documented(reads('/actions/variables?per_page=1')),
    scopes: { read: ['admin:org'], write: ['admin:org'] }
  },
  organization_administration: {
    area: 'organization',
    read: documented(reads('/actions/permissions')),
    scopes: { read: ['admin:org'], write: ['admin:org'] }
  },
  organization_campaigns: {
    area: 'organization',
    read: documented(reads('/campaigns?per_page=1'))
  },
  organization_codespaces: {
    area: 'organization',
    read: documented(reads('/codespaces?per_page=1')),
    scopes: { read: ['admin:org'], write: ['admin:org'] }
  },
  organization_codespaces_secrets: {
    area: 'organization',
    read: documented(reads('/codespaces/secrets?per_page=1')),
    scopes: { read: ['admin:org'], write: ['admin:org'] }
  },
  organization_codespaces_settings: {
    area: 'organization',
    levels: ['write'],
    scopes: { write: ['admin:org'] }
  },
  organization_copilot_seat_management: {
    area: 'organization',
    read: documented(reads('/copilot/billing'))
  },
  organization_custom_org_roles: {
    area: 'organization',
    read: documented(reads('/organization-roles')),
    scopes: { read: ['admin:org'], write: ['admin:org'] }
  },
  organization_custom_properties: {
    area: 'organization',
    levels: ['read', 'write', 'admin'],
    read: documented(reads('/properties/schema'))
  },
  organization_dependabot_secrets: {
    area: 'organization',
    read: documented(reads('/dependabot/secrets?per_page=1')),
    scopes: { read: ['admin:org'], write: ['admin:org'] }
  },
  organization_hooks: {
    area: 'organization',
    read: documented(reads('/hooks?per_page=1')),
    scopes: { read: ['admin:org_hook'], write: ['admin:org_hook'] }
  },
  organization_network_configurations: {
    area: 'organization',
    read: documented(reads('/settings/network-configurations?per_page=1')),
    scopes: {
      read: ['read:network_configurations'],
      write: ['write:network_configurations']
    }
  },
  organization_private_registries: {
    area: 'organization',
    read: documented(reads('/private-registries?per_page=1')),
    scopes: { read: ['admin:org'], write: ['admin:org'] }
  },
  organization_projects: {
    area: 'organization',
    levels: ['read', 'write', 'admin'],
    read: documented(reads('/projectsV2?per_page=1')),
    scopes: { read: ['read:project'], write: ['project'] }
  },
  organization_secrets: {
    area: 'organization',
    read: documented(reads('/actions/secrets?per_page=1')),
    scopes: { read: ['admin:org'], write: ['admin:org'] }
  },
  organization_self_hosted_runners: {
    area: 'organization',
    read: documented(reads('/actions/runners?per_page=1')),
    scopes: { read: ['admin:org'], write: ['admin:org'] },
    partly: ['manage_runners:org']
  },
  organization_user_blocking: {
    area: 'organization',
    read: documented(reads('/blocks?per_page=1'))
  },

  blocking: {
    area: 'account',
    read: reads('/user/blocks?per_page=1'),
    scopes: { read: ['user'], write: ['user'] }
  },
  codespaces_user_secrets: {
    area: 'account',
    read: reads('/user/codespaces/secrets?per_page=1'),
    write: invalid('PUT', `/user/codespaces/secrets/${noName}`, 422),
    scopes: { read: ['codespace:secrets'], write: ['codespace:secrets'] }
  },
  emails: {
    area: 'account',
    read: reads('/user/emails?per_page=1'),
    scopes: { read: ['user:email'], write: ['user'] }
  },
  followers: {
    area: 'account',
    read: reads('/user/followers?per_page=1'),
    scopes: { write: ['user:follow'] },
    partly: ['read:user']
  },
  gists: {
    area: 'account',
    levels: ['write'],
    write: invalid('POST', '/gists', 422),
    scopes: { write: ['gist'] }
  },
  git_signing_ssh_public_keys: {
    area: 'account',
    read: reads('/user/ssh_signing_keys?per_page=1'),
    write: invalid('POST', '/user/ssh_signing_keys', 422),
    scopes: {
      read: ['read:ssh_signing_key'],
      write: ['admin:ssh_signing_key']
    },
    partly: ['write:ssh_signing_key']
  },
  gpg_keys: {
    area: 'account',
    read: reads('/user/gpg_keys?per_page=1'),
    write: invalid('POST', '/user/gpg_keys', 422),
    scopes: { read: ['read:gpg_key'], write: ['admin:gpg_key'] },
    partly: ['write:gpg_key']
  },
  interaction_limits: {
    area: 'account',
    read: reads('/user/interaction-limits', 204)
  },
  keys: {
    area: 'account',
    read: reads('/user/keys?per_page=1'),
    write: invalid('POST', '/user/keys', 422),
    scopes: { read: ['read:public_key'], write: ['admin:public_key'] },
    partly: ['write:public_key']
  },
  plan: { area: 'account', levels: ['read'], scopes: { read: ['user'] } },
  private_repository_invitations: {
    area: 'account',
    read: reads('/user/repository_invitations?per_page=1'),
    scopes: { read: ['repo:invite'], write: ['repo:invite'] }
  },
  profile: {
    area: 'account',
    levels: ['write'],
    write: invalid('POST', '/user/social_accounts', 422),
    scopes: { write: ['user'] }
  },
  // Everyone's stars and watched repositories are public: no read tells.
  starring: { area: 'account', partly: ['repo', 'public_repo'] },
  watching: { area: 'account', partly: ['repo', 'notifications'] }
}

const table: ReadonlyMap<string, PermissionRow> = new Map(Object.entries(rows))

export const permissionNames: readonly string[] = [...table.keys()]

/**
 * What a job can give to its GITHUB_TOKEN, as a workflow spells it.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#permissions
 */
const jobPermissions: ReadonlySet<string> = new Set([
  'actions',
  'attestations',
  'checks',
  'contents',
  'deployments',
  'discussions',
  'issues',
  'packages',
  'pages',
  'pull-requests',
  'security-events',
  'statuses'
])

/** A permission as a line of `permissions:` of a job, if a job can have it. */
export function formatForJob({ name, level }: Permission): string | undefined {
  const key = name.replaceAll('_', '-')
  return jobPermissions.has(key) ? `${key}: ${level}` : undefined
}

/** What a permission is for; one that is not known is taken for a repository's. */
export function areaOf({ name }: Permission): Area {
  return table.get(name)?.area ?? 'repository'
}

/** Whether GitHub's documentation knows the permission, at that level. */
export function isKnownPermission({ name, level }: Permission): boolean {
  const row = table.get(name)
  return row !== undefined && (row.levels ?? ['read', 'write']).includes(level)
}

/** Whether tokens of this kind can never have the permission. */
export function isImpossible({ name }: Permission, kind: TokenKind): boolean {
  const { area, never } = table.get(name) ?? {}
  // An installation acts as no user, and has no account.
  const isHomeless = area === 'account' && kind === 'installation'
  return isHomeless || (never?.includes(kind) ?? false)
}

/**
 * The request that tells most about a permission, and what it tells: one to
 * write can be disproven by reading, but proven only by a write.
 */
export function findProbe(
  { name, level }: Permission,
  mayWrite: boolean
): Probe | undefined {
  const { read, write } = table.get(name) ?? {}
  const isFree = write?.method === 'GET'
  return level !== 'read' && (mayWrite || isFree) ? (write ?? read) : read
}

/** Whether a probe is about writing. */
export function isWriteProbe({ name }: Permission, probe: Probe): boolean {
  return table.get(name)?.write === probe
}

/** The classic scopes of which each includes a permission, and those with a part of it. */
export function scopesFor({ name, level }: Permission): {
  readonly full: readonly string[]
  readonly partial: readonly string[]
} {
  const { scopes, partly } = table.get(name) ?? {}
  return { full: scopes?.[level] ?? [], partial: partly ?? [] }
}

/**
 * The permissions that are the same as a scope. `repo` is not among them: it is
 * nearly everything a fine-grained token can be given one by one.
 */
const permissionsByScope: ReadonlyMap<string, Permission> = new Map(
  (
    [
      ['workflow', 'workflows', 'write'],
      ['repo:status', 'statuses', 'write'],
      ['repo_deployment', 'deployments', 'write'],
      ['read:packages', 'packages', 'read'],
      ['write:packages', 'packages', 'write'],
      ['delete:packages', 'packages', 'write'],
      ['read:repo_hook', 'repository_hooks', 'read'],
      ['write:repo_hook', 'repository_hooks', 'write'],
      ['admin:repo_hook', 'repository_hooks', 'write'],
      ['read:org', 'members', 'read'],
      ['admin:org_hook', 'organization_hooks', 'write'],
      ['project', 'organization_projects', 'write'],
      ['read:project', 'organization_projects', 'read'],
      ['gist', 'gists', 'write'],
      ['user:email', 'emails', 'read'],
      ['read:gpg_key', 'gpg_keys', 'read'],
      ['write:gpg_key', 'gpg_keys', 'write'],
      ['admin:gpg_key', 'gpg_keys', 'write'],
      ['read:public_key', 'keys', 'read'],
      ['write:public_key', 'keys', 'write'],
      ['admin:public_key', 'keys', 'write']
    ] as const
  ).map(([scope, name, level]) => [scope, { name, level }])
)

/** The permission that stands for a scope with other kinds of token. */
export function permissionForScope(scope: string): Permission | undefined {
  return permissionsByScope.get(scope)
}

/** `contents: write` */
export function formatPermission({ name, level }: Permission): string {
  return `${name}: ${level}`
}

/** Each permission once, at the highest level that is in the list. */
export function mergePermissions(
  permissions: readonly Permission[]
): readonly Permission[] {
  const highest = new Map<string, Permission>()
  for (const permission of permissions) {
    const { name, level } = permission
    const other = highest.get(name)
    if (other === undefined || includes(level, other.level)) {
      highest.set(name, permission)
    }
  }
  return [...highest.values()]
}

/** Whether a level is as high as another one, or higher. */
export function includes(level: Level, other: Level): boolean {
  return levels.indexOf(level) >= levels.indexOf(other)
}
