import { createToken, type TokenForm, type TokenKind } from './tokens.ts'

export type Access = 'read' | 'write'

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
}

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
  accepted: boolean
}

export interface NewUser {
  readonly login: string
  readonly id?: number
  readonly name?: string
}

export interface NewRepository {
  readonly fullName: string
  readonly private: boolean
  /** A wiki has a repository of its own, once it has a page. */
  readonly wiki: boolean
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
}

/** Everything the stand-in knows, as data. */
export class Model {
  readonly #accounts = new Map<string, Account>()
  readonly #repositories = new Map<string, Repository>()
  readonly #tokens = new Map<string, Token>()
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

  /** Answers the secret, which nothing else in the model repeats. */
  addToken(token: NewToken): string {
    if (this.tokens.some(({ name }) => name === token.name)) {
      throw new Error(`The token ${token.name} exists`)
    }
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
      accepted: token.expired !== true
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

export function hasScopes({ kind }: Token): boolean {
  return kind === 'classic' || kind === 'oauth'
}

/** What the token's entries say, before scopes; the closest entry wins. */
export function accessOf(
  token: Token | undefined,
  { fullName, owner, private: isPrivate }: Repository
): Access | undefined {
  const name = fullName.toLowerCase()
  const entries = new Map(
    Object.entries(token?.access ?? {}).map(([key, access]) => [
      key.toLowerCase(),
      access
    ])
  )
  return (
    entries.get(name) ??
    entries.get(`${owner.login.toLowerCase()}/*`) ??
    entries.get('*') ??
    (isPrivate ? undefined : 'read')
  )
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
