import type { Feature } from './endpoints.ts'
import { Tracker } from './issues.ts'
import type { OrganizationRules } from './organizations.ts'
import { createToken, type TokenForm, type TokenKind } from './tokens.ts'

/** `none` is a repository that was selected, but not its contents. */
export type Access = 'none' | 'read' | 'write'

/** Of a permission, and of the role of an account; each holds those before it. */
export const LEVELS = ['read', 'write', 'admin'] as const
export type Level = (typeof LEVELS)[number]

export interface Account {
  readonly id: number
  readonly login: string
  readonly name: string | null
  readonly type: 'User' | 'Organization' | 'Bot'
}

export interface Repository {
  readonly id: number
  readonly owner: Account
  readonly name: string
  readonly fullName: string
  readonly private: boolean
  readonly wiki: boolean
  readonly archived: boolean
  readonly blocked: Blocked | false
  readonly disabledFeatures: readonly Feature[]
}

/** Blocked by GitHub: for its terms, or for legal reasons. */
export type Blocked = true | 'legal'

export interface Token {
  /** What a test calls it; never the secret. */
  readonly name: string
  readonly kind: TokenKind
  readonly login: string
  readonly scopes: readonly string[]
  /** The raw text of the expiration header, in any format. */
  readonly expiresAt: string | undefined
  /**
   * By `owner/name`, `owner/*` or `*`. For tokens with scopes it is what the
   * account may do, for all others what the token was granted.
   */
  readonly access: Readonly<Record<string, Access>>
  /** By API name; `contents` and `metadata` follow `access`. */
  readonly permissions: Readonly<Record<string, Level>>
  /** What the account may do in the repositories it may write to. */
  readonly role: Level
  /** The organizations it was authorized for, behind single sign-on. */
  readonly authorizedFor: readonly string[]
  readonly lifetimeDays: number | undefined
  /** The number in the URL of its settings. */
  readonly settingsId: number
  /** Waits for the approval of its organization. */
  readonly pending: boolean
  /** Its account, or its installation, is suspended. */
  readonly suspended: boolean
  accepted: boolean
}

export interface NewUser {
  readonly login: string
  readonly id?: number
  readonly name?: string
}

export interface NewOrganization extends OrganizationRules {
  readonly login: string
  readonly id?: number
}

export interface NewRepository extends Pick<
  Repository,
  'fullName' | 'private' | 'wiki' | 'archived' | 'blocked' | 'disabledFeatures'
> {
  /** Names it had before; they lead to it. */
  readonly formerly: readonly string[]
}

export interface NewToken {
  readonly name: string
  readonly kind: TokenKind
  readonly form?: TokenForm
  readonly login?: string
  readonly scopes?: readonly string[]
  readonly expiresAt?: string
  readonly expired?: boolean
  readonly access?: Readonly<Record<string, Access>>
  readonly permissions?: Readonly<Record<string, Level>>
  readonly role?: Level
  readonly authorizedFor?: readonly string[]
  readonly lifetimeDays?: number
  readonly settingsId?: number
  readonly pending?: true
  readonly suspended?: true
}

/** Everything the stand-in knows, as data. */
export class Model {
  readonly #accounts = new Map<string, Account>()
  readonly #repositories = new Map<string, Repository>()
  readonly #rules = new Map<string, OrganizationRules>()
  readonly #tokens = new Map<string, Token>()
  readonly #trackers = new Map<number, Tracker>()
  #lastId = 1000

  addAccount(user: NewUser, type: Account['type']): Account {
    const account = {
      id: user.id ?? ++this.#lastId,
      login: user.login,
      name: user.name ?? null,
      type
    }
    this.#accounts.set(user.login.toLowerCase(), account)
    return account
  }

  account(login: string): Account | undefined {
    return this.#accounts.get(login.toLowerCase())
  }

  /** Also of one that came with its repositories. */
  addOrganization({ login, id, ...rules }: NewOrganization): Account {
    const known = this.account(login)
    if (known && (known.type !== 'Organization' || id !== undefined)) {
      throw new Error(`The account ${login} exists`)
    }
    this.#rules.set(login.toLowerCase(), rules)
    const added = { login, ...(id !== undefined && { id }) }
    return known ?? this.addAccount(added, 'Organization')
  }

  organization(login: string): Account | undefined {
    const account = this.account(login)
    return account?.type === 'Organization' ? account : undefined
  }

  rulesOf({ login }: Account): OrganizationRules {
    return this.#rules.get(login.toLowerCase()) ?? {}
  }

  addRepository({ fullName, formerly, ...rest }: NewRepository): Repository {
    const [login, name, ...more] = fullName.split('/')
    if (!login || !name || more.length > 0) {
      throw new Error(`Not owner/name: ${fullName}`)
    }
    const owner =
      this.account(login) ?? this.addAccount({ login }, 'Organization')
    const repository = { id: ++this.#lastId, owner, name, fullName, ...rest }
    for (const known of [fullName, ...formerly]) {
      this.#repositories.set(known.toLowerCase(), repository)
    }
    return repository
  }

  /** By any name it has or had. */
  repository(fullName: string): Repository | undefined {
    return this.#repositories.get(fullName.toLowerCase())
  }

  repositoryById(id: number): Repository | undefined {
    return [...this.#repositories.values()].find((row) => row.id === id)
  }

  tracker({ id }: Repository): Tracker {
    const tracker = this.#trackers.get(id) ?? new Tracker(() => ++this.#lastId)
    this.#trackers.set(id, tracker)
    return tracker
  }

  /** Answers the secret, which nothing else in the model repeats. */
  addToken(token: NewToken): string {
    if (this.tokens.some(({ name }) => name === token.name)) {
      throw new Error(`The token ${token.name} exists`)
    }
    const ungranted = contradictionIn(token)
    if (ungranted) throw new Error(`The token ${token.name}: ${ungranted}`)
    const bot = token.kind === 'installation'
    const login = token.login ?? (bot ? 'github-actions[bot]' : 'octocat')
    if (!this.account(login)) this.addAccount({ login }, bot ? 'Bot' : 'User')
    const secret = createToken(token.kind, token.form)
    this.#tokens.set(secret, {
      name: token.name,
      kind: token.kind,
      login,
      scopes: token.scopes ?? [],
      expiresAt: token.expiresAt,
      access: token.access ?? {},
      permissions: token.permissions ?? {},
      role: token.role ?? 'admin',
      authorizedFor: token.authorizedFor ?? [],
      lifetimeDays: token.lifetimeDays,
      settingsId: token.settingsId ?? ++this.#lastId,
      pending: token.pending === true,
      suspended: token.suspended === true,
      // docs: "Refreshing user access tokens": it is for that alone.
      accepted: token.expired !== true && token.kind !== 'refresh'
    })
    return secret
  }

  get tokens(): Token[] {
    return [...this.#tokens.values()]
  }

  token(secret: string): Token | undefined {
    return this.#tokens.get(secret)
  }

  revoke(secret: string): void {
    const token = this.token(secret)
    if (!token) throw new Error('There is no such token to revoke')
    token.accepted = false
  }
}

// GitHub ignores case in the names of owners and repositories.
export function isNamed(name: string, other: string): boolean {
  return name.toLowerCase() === other.toLowerCase()
}

// docs: "Permissions required for fine-grained personal access tokens": there
// is no row for these.
const NOT_FOR_FINE_GRAINED = ['checks', 'packages']

function contradictionIn(token: NewToken): string | undefined {
  const names = Object.keys(token.permissions ?? {})
  const withoutContents = Object.values(token.access ?? {}).includes('none')
  if (hasScopes(token) && (names.length > 0 || withoutContents)) {
    return 'one with scopes has no permissions'
  }
  if (names.includes('contents')) return 'contents follows its access'
  return token.kind === 'fine-grained' &&
    names.some((name) => NOT_FOR_FINE_GRAINED.includes(name))
    ? 'a fine-grained one cannot be granted this'
    : undefined
}

export function hasScopes({ kind }: Pick<Token, 'kind'>): boolean {
  return kind === 'classic' || kind === 'oauth'
}

/** What the token's entries say, before scopes; the closest entry wins. */
export function entryFor(
  token: Token | undefined,
  { fullName, owner }: Repository
): Access | undefined {
  // docs: "Managing your personal access tokens": public resources only.
  if (!token || token.pending) return undefined
  const entries = new Map(
    Object.entries(token.access).map(([key, access]) => [
      key.toLowerCase(),
      access
    ])
  )
  return (
    entries.get(fullName.toLowerCase()) ??
    entries.get(`${owner.login.toLowerCase()}/*`) ??
    entries.get('*')
  )
}

export function accessOf(
  token: Token | undefined,
  repository: Repository
): Access | undefined {
  return (
    entryFor(token, repository) ?? (repository.private ? undefined : 'read')
  )
}

/** What the account may do; an app that acts for itself has no role. */
export function roleOf(token: Token, repository: Repository): Level {
  if (token.kind === 'installation') return 'admin'
  const entry = entryFor(token, repository)
  if (entry === undefined) return 'read'
  return hasScopes(token) && entry !== 'write' ? 'read' : token.role
}

// docs: "Scopes for OAuth apps", the rows `repo` and `public_repo`.
export function scopesCover(
  token: Token,
  repository: Repository,
  access: Access
): boolean {
  if (!hasScopes(token)) return true
  if (!repository.private && access === 'read') return true
  return (
    token.scopes.includes('repo') ||
    (!repository.private && token.scopes.includes('public_repo'))
  )
}
