import type { Permission } from '../github/permissions.ts'
import type { TokenKind } from '../github/token-kind.ts'

/** What a task needs of a classic token, and of a fine-grained or app token. */
export interface Preset {
  readonly scopes: readonly string[]
  readonly permissions: readonly Permission[]
  /** What cannot be told about it for a kind of token. */
  readonly doubts?: readonly Doubt[]
}

interface Doubt {
  readonly preset: string
  readonly kind: TokenKind
  readonly evidence: string
}

const contents = {
  read: { name: 'contents', level: 'read' },
  write: { name: 'contents', level: 'write' }
} as const

/**
 * Tasks in both vocabularies. A new task is one new row.
 * https://docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps
 * https://docs.github.com/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens
 */
const rows: Readonly<Record<string, Preset>> = {
  clone: { scopes: ['repo'], permissions: [contents.read] },
  push: { scopes: ['repo'], permissions: [contents.write] },
  // Whether its account may bypass the rules of a branch shows at the push.
  'protected-push': { scopes: ['repo'], permissions: [contents.write] },
  'workflow-files': {
    scopes: ['repo', 'workflow'],
    permissions: [contents.write, { name: 'workflows', level: 'write' }]
  },
  'pull-request': {
    scopes: ['repo'],
    permissions: [contents.write, { name: 'pull_requests', level: 'write' }]
  },
  // https://docs.github.com/actions/how-tos/write-workflows/choose-when-workflows-run/trigger-a-workflow#triggering-a-workflow-from-a-workflow
  'trigger-workflows': {
    scopes: ['repo'],
    permissions: [contents.write],
    doubts: [
      {
        preset: 'trigger-workflows',
        kind: 'installation',
        evidence:
          'What GITHUB_TOKEN pushes starts no workflow; what the token of another app pushes does'
      }
    ]
  },
  // https://docs.github.com/rest/actions/workflows#create-a-workflow-dispatch-event
  dispatch: {
    scopes: ['repo'],
    permissions: [{ name: 'actions', level: 'write' }]
  },
  packages: {
    scopes: ['write:packages'],
    permissions: [{ name: 'packages', level: 'write' }]
  },
  // https://cli.github.com/manual/gh_auth_login
  'gh-cli': {
    scopes: ['repo', 'read:org', 'gist'],
    permissions: [{ name: 'metadata', level: 'read' }]
  },
  'org-read': {
    scopes: ['read:org'],
    permissions: [{ name: 'members', level: 'read' }]
  }
}

export const presets: ReadonlyMap<string, Preset> = new Map(
  Object.entries(rows)
)
