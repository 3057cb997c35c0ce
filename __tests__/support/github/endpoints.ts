import { type Answer, invalid, json, notFound, problem } from './answers.ts'

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

/** What an owner may switch off, or never switched on, in a repository. */
export type Feature =
  'issues' | 'code-scanning' | 'dependabot' | 'pages' | 'secret-scanning'

/** What an endpoint asks of its caller; only issues and labels do anything. */
export interface Endpoint {
  readonly method: Method
  readonly path: string
  /** `X-Accepted-GitHub-Permissions`: comma is "and", semicolon is "or". */
  readonly accepted: string
  /** `X-Accepted-OAuth-Scopes`: any one of them is enough. */
  readonly scopes: string
  /** What a caller gets who may: nothing is there, and no write is valid. */
  readonly answer: Answer
  /** Reads what is public without a token or a permission. */
  readonly open?: true
  /** Only for accounts that administer the repository. */
  readonly admin?: true
  /** Refuses installation tokens. */
  readonly usersOnly?: true
  readonly feature?: Feature
}

const LIST = json(200, [])
const OBJECT = json(200, {})
const INVALID = problem(422, 'Validation Failed')
const ABSENT = notFound()

const missing = (resource: string, field: string) =>
  invalid([{ resource, code: 'missing_field', field }])

type Row = Omit<Endpoint, 'method' | 'path' | 'accepted' | 'answer'>

const row = (
  method: Method,
  path: string,
  accepted: string,
  answer: Answer,
  more: Row
): Endpoint => ({ method, path, accepted, answer, ...more })

// Permissions: docs, "Permissions required for fine-grained personal access
// tokens". Scopes, what needs an administrator, and what apps may not ask: the
// descriptions in GitHub's OpenAPI. `open`: the sentence "This endpoint can be
// used without authentication […] if only public resources are requested" of
// the REST documentation. What an invalid write gets: trufflehog's analyzer of
// fine-grained tokens. The comment of each row is the name of its page.
export const ENDPOINTS: readonly Endpoint[] = [
  ...repositoryRows([
    // docs: "List commits"
    row('GET', '/commits', 'contents=read', LIST, {
      scopes: 'repo',
      open: true
    }),
    // docs: "List branches"
    row('GET', '/branches', 'contents=read', LIST, {
      scopes: 'repo',
      open: true
    }),
    // docs: "Create or update file contents", under Contents and Workflows
    row(
      'PUT',
      '/contents/{path}',
      'contents=write; contents=write,workflows=write',
      INVALID,
      { scopes: 'repo' }
    ),
    // docs: "Generate release notes content for a release"
    row('POST', '/releases/generate-notes', 'contents=write', INVALID, {
      scopes: 'repo'
    }),
    // docs: "List artifacts for a repository"
    row('GET', '/actions/artifacts', 'actions=read', OBJECT, {
      scopes: 'repo',
      open: true
    }),
    // docs: "List repository workflows"
    row('GET', '/actions/workflows', 'actions=read', OBJECT, {
      scopes: 'repo',
      open: true
    }),
    // docs: "Create a workflow dispatch event"
    row(
      'POST',
      '/actions/workflows/{workflow}/dispatches',
      'actions=write',
      ABSENT,
      { scopes: 'repo' }
    ),
    // docs: "List repository variables"
    row('GET', '/actions/variables', 'actions_variables=read', OBJECT, {
      scopes: 'repo',
      admin: true
    }),
    // docs: "Update a repository variable"
    row(
      'PATCH',
      '/actions/variables/{name}',
      'actions_variables=write',
      ABSENT,
      {
        scopes: 'repo',
        admin: true
      }
    ),
    // docs: "List repository secrets"
    row('GET', '/actions/secrets', 'secrets=read', OBJECT, {
      scopes: 'repo',
      admin: true
    }),
    // docs: "Create or update a repository secret"
    row('PUT', '/actions/secrets/{name}', 'secrets=write', INVALID, {
      scopes: 'repo',
      admin: true
    }),
    // docs: "Get GitHub Actions permissions for a repository"
    row('GET', '/actions/permissions', 'administration=read', OBJECT, {
      scopes: 'repo',
      admin: true
    }),
    // docs: "List deploy keys"
    row('GET', '/keys', 'administration=read', LIST, {
      scopes: 'repo',
      admin: true
    }),
    // docs: "Get page views"
    row('GET', '/traffic/views', 'administration=read', OBJECT, {
      scopes: 'repo',
      admin: true
    }),
    // docs: "List attestations"
    row('GET', '/attestations/{digest}', 'attestations=read', OBJECT, {
      scopes: 'repo',
      open: true
    }),
    // docs: "Create an attestation"
    row('POST', '/attestations', 'attestations=write', INVALID, {
      scopes: 'repo'
    }),
    // docs: "List check runs for a Git reference"; not for fine-grained tokens
    row('GET', '/commits/{ref}/check-runs', 'checks=read', OBJECT, {
      scopes: 'repo',
      open: true
    }),
    // docs: "Create a check run"
    row('POST', '/check-runs', 'checks=write', INVALID, { scopes: 'repo' }),
    // docs: "List code scanning alerts for a repository"
    row('GET', '/code-scanning/alerts', 'security_events=read', LIST, {
      scopes: 'repo, security_events',
      feature: 'code-scanning'
    }),
    // docs: "Update a code scanning alert"
    row('PATCH', '/code-scanning/alerts/{n}', 'security_events=write', ABSENT, {
      scopes: 'repo, security_events',
      feature: 'code-scanning'
    }),
    // docs: "List codespaces in a repository for the authenticated user"
    row('GET', '/codespaces', 'codespaces=read', OBJECT, {
      scopes: 'codespace',
      usersOnly: true
    }),
    // docs: "Get default attributes for a codespace", a read that takes write
    row('GET', '/codespaces/new', 'codespaces=write', OBJECT, {
      scopes: 'codespace'
    }),
    // docs: "Check if permissions defined by a devcontainer have been accepted"
    row('GET', '/codespaces/permissions_check', 'codespaces=write', INVALID, {
      scopes: 'codespace'
    }),
    // docs: "List available machine types for a repository"
    row('GET', '/codespaces/machines', 'codespaces_metadata=read', OBJECT, {
      scopes: 'codespace'
    }),
    // docs: "List repository secrets" of codespaces, a read that takes write
    row('GET', '/codespaces/secrets', 'codespaces_secrets=write', OBJECT, {
      scopes: 'repo'
    }),
    // docs: "Get the combined status for a specific reference"
    row('GET', '/commits/{ref}/status', 'statuses=read', OBJECT, {
      scopes: 'repo, repo:status',
      open: true
    }),
    // docs: "Create a commit status"
    row('POST', '/statuses/{sha}', 'statuses=write', INVALID, {
      scopes: 'repo, repo:status'
    }),
    // docs: "Create or update custom property values for a repository"
    row(
      'PATCH',
      '/properties/values',
      'repository_custom_properties=write',
      INVALID,
      { scopes: 'repo' }
    ),
    // docs: "List Dependabot alerts for a repository"
    row('GET', '/dependabot/alerts', 'vulnerability_alerts=read', LIST, {
      scopes: 'repo, security_events',
      feature: 'dependabot'
    }),
    // docs: "Update a Dependabot alert"
    row(
      'PATCH',
      '/dependabot/alerts/{n}',
      'vulnerability_alerts=write',
      ABSENT,
      {
        scopes: 'repo, security_events',
        feature: 'dependabot'
      }
    ),
    // docs: "List repository secrets" of Dependabot
    row('GET', '/dependabot/secrets', 'dependabot_secrets=read', OBJECT, {
      scopes: 'repo',
      admin: true
    }),
    // docs: "Create or update a repository secret" of Dependabot
    row(
      'PUT',
      '/dependabot/secrets/{name}',
      'dependabot_secrets=write',
      INVALID,
      {
        scopes: 'repo',
        admin: true
      }
    ),
    // docs: "List deployments"
    row('GET', '/deployments', 'deployments=read', LIST, {
      scopes: 'repo, repo_deployment',
      open: true
    }),
    // docs: "Create a deployment"
    row('POST', '/deployments', 'deployments=write', INVALID, {
      scopes: 'repo, repo_deployment'
    }),
    // docs: "List environment variables"
    row('GET', '/environments/{env}/variables', 'environments=read', OBJECT, {
      scopes: 'repo'
    }),
    // docs: "Update an environment variable"
    row(
      'PATCH',
      '/environments/{env}/variables/{name}',
      'environments=write',
      ABSENT,
      { scopes: 'repo', admin: true }
    ),
    // docs: "List repository issues"
    row('GET', '/issues', 'issues=read', LIST, {
      scopes: 'repo',
      open: true,
      feature: 'issues'
    }),
    // docs: "Create an issue"
    row('POST', '/issues', 'issues=write', missing('Issue', 'title'), {
      scopes: 'repo',
      feature: 'issues'
    }),
    // docs: "Get an issue"
    row('GET', '/issues/{n}', 'issues=read', ABSENT, {
      scopes: 'repo',
      open: true,
      feature: 'issues'
    }),
    // docs: "Update an issue", under Issues and under Pull requests
    row('PATCH', '/issues/{n}', 'issues=write; pull_requests=write', ABSENT, {
      scopes: 'repo',
      feature: 'issues'
    }),
    // docs: "List issue comments", under Issues and under Pull requests
    row(
      'GET',
      '/issues/{n}/comments',
      'issues=read; pull_requests=read',
      ABSENT,
      { scopes: 'repo', open: true, feature: 'issues' }
    ),
    // docs: "Create an issue comment", under Issues and under Pull requests
    row(
      'POST',
      '/issues/{n}/comments',
      'issues=write; pull_requests=write',
      ABSENT,
      { scopes: 'repo', feature: 'issues' }
    ),
    // docs: "Get a label", under Issues and under Pull requests
    row('GET', '/labels/{name}', 'issues=read; pull_requests=read', ABSENT, {
      scopes: 'repo',
      open: true
    }),
    // docs: "Create a label", under Issues and under Pull requests
    row(
      'POST',
      '/labels',
      'issues=write; pull_requests=write',
      missing('Label', 'name'),
      { scopes: 'repo' }
    ),
    // docs: "Update a label", under Issues and under Pull requests
    row(
      'PATCH',
      '/labels/{name}',
      'issues=write; pull_requests=write',
      ABSENT,
      {
        scopes: 'repo'
      }
    ),
    // docs: "Get a GitHub Pages site"
    row('GET', '/pages', 'pages=read', OBJECT, {
      scopes: 'repo',
      open: true,
      feature: 'pages'
    }),
    // docs: "Cancel a GitHub Pages deployment"
    row('POST', '/pages/deployments/{id}/cancel', 'pages=write', ABSENT, {
      scopes: 'repo',
      feature: 'pages'
    }),
    // docs: "List pull requests"
    row('GET', '/pulls', 'pull_requests=read', LIST, {
      scopes: 'repo',
      open: true
    }),
    // docs: "Create a pull request"
    row('POST', '/pulls', 'pull_requests=write', INVALID, { scopes: 'repo' }),
    // docs: "List repository security advisories"
    row('GET', '/security-advisories', 'repository_advisories=read', LIST, {
      scopes: 'repo, repository_advisories:read',
      open: true
    }),
    // docs: "Create a repository security advisory"
    row(
      'POST',
      '/security-advisories',
      'repository_advisories=write',
      INVALID,
      {
        scopes: 'repo, repository_advisories:write'
      }
    ),
    // docs: "List repository webhooks"
    row('GET', '/hooks', 'repository_hooks=read', LIST, {
      scopes: 'admin:repo_hook, read:repo_hook, repo, write:repo_hook',
      admin: true
    }),
    // docs: "Update a repository webhook"
    row('PATCH', '/hooks/{id}', 'repository_hooks=write', ABSENT, {
      scopes: 'admin:repo_hook, repo, write:repo_hook',
      admin: true
    }),
    // docs: "List secret scanning alerts for a repository"
    row('GET', '/secret-scanning/alerts', 'secret_scanning_alerts=read', LIST, {
      scopes: 'repo, security_events',
      feature: 'secret-scanning'
    }),
    // docs: "Update a secret scanning alert"
    row(
      'PATCH',
      '/secret-scanning/alerts/{n}',
      'secret_scanning_alerts=write',
      ABSENT,
      { scopes: 'repo, security_events', feature: 'secret-scanning' }
    )
  ]),

  ...organizationRows([
    // docs: "Get GitHub Actions permissions for an organization"
    row(
      'GET',
      '/actions/permissions',
      'organization_administration=read',
      OBJECT,
      { scopes: 'admin:org' }
    ),
    // docs: "List teams"
    row('GET', '/teams', 'members=read', LIST, {
      scopes: 'admin:org, read:org, repo, user, write:org'
    }),
    // docs: "List pending organization invitations"
    row('GET', '/invitations', 'members=read', LIST, { scopes: 'admin:org' }),
    // docs: "List organization members", the public ones for everybody
    row('GET', '/members', 'members=read', LIST, {
      scopes: 'admin:org, read:org, write:org',
      open: true
    }),
    // docs: "List organization repositories"
    row('GET', '/repos', 'metadata=read', LIST, { scopes: 'repo', open: true }),
    // docs: "List organization webhooks"
    row('GET', '/hooks', 'organization_hooks=read', LIST, {
      scopes: 'admin:org_hook'
    }),
    // docs: "List organization secrets"
    row('GET', '/actions/secrets', 'organization_secrets=read', OBJECT, {
      scopes: 'admin:org'
    }),
    // docs: "List organization variables"
    row(
      'GET',
      '/actions/variables',
      'organization_actions_variables=read',
      OBJECT,
      { scopes: 'admin:org' }
    ),
    // docs: "List self-hosted runners for an organization"
    row(
      'GET',
      '/actions/runners',
      'organization_self_hosted_runners=read',
      OBJECT,
      { scopes: 'admin:org, manage_runners:org' }
    ),
    // docs: "List custom images for an organization"
    row(
      'GET',
      '/actions/hosted-runners/images/custom',
      'organization_runner_custom_images=read',
      OBJECT,
      { scopes: 'admin:org, manage_runners:org' }
    ),
    // docs: "List organization secrets" of Dependabot
    row(
      'GET',
      '/dependabot/secrets',
      'organization_dependabot_secrets=read',
      OBJECT,
      { scopes: 'admin:org' }
    ),
    // docs: "List organization secrets" of codespaces
    row(
      'GET',
      '/codespaces/secrets',
      'organization_codespaces_secrets=read',
      OBJECT,
      { scopes: 'admin:org', usersOnly: true }
    ),
    // docs: "List codespaces for the organization"
    row('GET', '/codespaces', 'organization_codespaces=read', OBJECT, {
      scopes: 'admin:org',
      usersOnly: true
    }),
    // docs: "List users blocked by an organization"
    row('GET', '/blocks', 'organization_user_blocking=read', LIST, {
      scopes: 'admin:org'
    }),
    // docs: "List projects for organization"
    row('GET', '/projectsV2', 'organization_projects=read', LIST, {
      scopes: 'project, read:project'
    }),
    // docs: "Get all organization roles for an organization"
    row(
      'GET',
      '/organization-roles',
      'organization_custom_org_roles=read',
      OBJECT,
      { scopes: 'admin:org' }
    ),
    // docs: "Get all custom properties for an organization"
    row(
      'GET',
      '/properties/schema',
      'organization_custom_properties=read',
      LIST,
      { scopes: 'admin:org, read:org, write:org' }
    ),
    // docs: "Get Copilot seat information and settings for an organization"
    row(
      'GET',
      '/copilot/billing',
      'organization_copilot_seat_management=read; organization_administration=read',
      OBJECT,
      { scopes: 'admin:org, manage_billing:copilot, read:org, write:org' }
    ),
    // docs: "Get Copilot organization usage metrics"
    row(
      'GET',
      '/copilot/metrics/reports/organization-28-day/latest',
      'organization_copilot_metrics=read',
      OBJECT,
      { scopes: 'admin:org, read:org, write:org' }
    ),
    // docs: "Get Copilot cloud agent permissions for an organization"
    row(
      'GET',
      '/copilot/coding-agent/permissions',
      'organization_copilot_agent_settings=read',
      OBJECT,
      { scopes: 'admin:org' }
    ),
    // docs: "Get Copilot content exclusion rules for an organization"
    row(
      'GET',
      '/copilot/content_exclusion',
      'organization_copilot_content_exclusion=read',
      OBJECT,
      { scopes: 'admin:org, copilot, read:org, write:org' }
    ),
    // docs: "Get summary stats"
    row(
      'GET',
      '/insights/api/summary-stats',
      'organization_api_insights=read',
      OBJECT,
      { scopes: 'admin:org' }
    ),
    // docs: "List campaigns for an organization"
    row('GET', '/campaigns', 'organization_campaigns=read', LIST, {
      scopes: 'repo, security_events'
    }),
    // docs: "List hosted compute network configurations for an organization"
    row(
      'GET',
      '/settings/network-configurations',
      'organization_network_configurations=read',
      OBJECT,
      { scopes: 'read:network_configurations, write:network_configurations' }
    ),
    // docs: "List private registries for an organization"
    row(
      'GET',
      '/private-registries',
      'organization_private_registries=read',
      OBJECT,
      { scopes: 'admin:org' }
    ),
    // docs: "List issue types for an organization"
    row('GET', '/issue-types', 'issue_types=read', LIST, {
      scopes: 'admin:org, read:org, write:org'
    }),
    // docs: "List issue fields for an organization"
    row('GET', '/issue-fields', 'issue_fields=read', LIST, {
      scopes: 'admin:org, read:org, write:org'
    })
  ]),
  // docs: "List organization events for the authenticated user"
  row(
    'GET',
    '/users/{username}/events/orgs/{org}',
    'organization_events=read',
    LIST,
    { scopes: 'admin:org, read:org, write:org', usersOnly: true }
  ),

  ...accountRows([
    // docs: "List users blocked by the authenticated user"
    row('GET', '/user/blocks', 'blocking=read', LIST, { scopes: 'user' }),
    // docs: "Block a user"
    row('PUT', '/user/blocks/{username}', 'blocking=write', ABSENT, {
      scopes: 'user'
    }),
    // docs: "List secrets for the authenticated user"
    row(
      'GET',
      '/user/codespaces/secrets',
      'codespaces_user_secrets=read',
      OBJECT,
      { scopes: 'codespace, codespace:secrets' }
    ),
    // docs: "Create or update a secret for the authenticated user"
    row(
      'PUT',
      '/user/codespaces/secrets/{name}',
      'codespaces_user_secrets=write',
      INVALID,
      { scopes: 'codespace, codespace:secrets' }
    ),
    // docs: "List email addresses for the authenticated user"
    row('GET', '/user/emails', 'emails=read', LIST, {
      scopes: 'user, user:email'
    }),
    // docs: "Set primary email visibility for the authenticated user"
    row('PATCH', '/user/email/visibility', 'emails=write', INVALID, {
      scopes: 'user'
    }),
    // docs: "List followers of the authenticated user"
    row('GET', '/user/followers', 'followers=read', LIST, {
      scopes: 'read:user, user, user:follow'
    }),
    // docs: "Create a gist"
    row('POST', '/gists', 'gists=write', INVALID, { scopes: 'gist' }),
    // docs: "List GPG keys for the authenticated user"
    row('GET', '/user/gpg_keys', 'gpg_keys=read', LIST, {
      scopes: 'admin:gpg_key, read:gpg_key, write:gpg_key'
    }),
    // docs: "Create a GPG key for the authenticated user"
    row('POST', '/user/gpg_keys', 'gpg_keys=write', INVALID, {
      scopes: 'admin:gpg_key, write:gpg_key'
    }),
    // docs: "List public SSH keys for the authenticated user"
    row('GET', '/user/keys', 'keys=read', LIST, {
      scopes: 'admin:public_key, read:public_key, write:public_key'
    }),
    // docs: "Create a public SSH key for the authenticated user"
    row('POST', '/user/keys', 'keys=write', INVALID, {
      scopes: 'admin:public_key, write:public_key'
    }),
    // docs: "List SSH signing keys for the authenticated user"
    row(
      'GET',
      '/user/ssh_signing_keys',
      'git_signing_ssh_public_keys=read',
      LIST,
      {
        scopes:
          'admin:ssh_signing_key, read:ssh_signing_key, write:ssh_signing_key'
      }
    ),
    // docs: "Create a SSH signing key for the authenticated user"
    row(
      'POST',
      '/user/ssh_signing_keys',
      'git_signing_ssh_public_keys=write',
      INVALID,
      { scopes: 'admin:ssh_signing_key, write:ssh_signing_key' }
    ),
    // docs: "Get interaction restrictions for your public repositories"
    row('GET', '/user/interaction-limits', 'interaction_limits=read', OBJECT, {
      scopes: 'user'
    }),
    // docs: "Set interaction restrictions for your public repositories"
    row(
      'PUT',
      '/user/interaction-limits',
      'interaction_limits=write',
      INVALID,
      {
        scopes: 'user'
      }
    ),
    // docs: "Get billing usage report for a user"
    row(
      'GET',
      '/users/{username}/settings/billing/usage',
      'plan=read',
      OBJECT,
      {
        scopes: 'user'
      }
    ),
    // docs: "List repository invitations for the authenticated user"
    row(
      'GET',
      '/user/repository_invitations',
      'private_repository_invitations=read',
      LIST,
      { scopes: 'repo, repo:invite' }
    ),
    // docs: "Add social accounts for the authenticated user"
    row('POST', '/user/social_accounts', 'profile=write', INVALID, {
      scopes: 'user'
    }),
    // docs: "List repositories starred by the authenticated user"
    row('GET', '/user/starred', 'starring=read', LIST, {
      scopes: 'public_repo, repo'
    })
  ])
]

function repositoryRows(rows: readonly Endpoint[]): Endpoint[] {
  return rows.map((one) => ({
    ...one,
    path: `/repos/{owner}/{repo}${one.path}`
  }))
}

function organizationRows(rows: readonly Endpoint[]): Endpoint[] {
  return rows.map((one) => ({ ...one, path: `/orgs/{org}${one.path}` }))
}

function accountRows(rows: readonly Endpoint[]): Endpoint[] {
  return rows.map((one) => ({ ...one, usersOnly: true }))
}
