import type { Secret } from '../runner/secret.ts'
import type { Answer, Refusal, TokenFacts } from '../verify/facts.ts'
import { askFor, type Answerer, type HttpAnswer } from './connection.ts'
import { parseExpiry } from './expiry.ts'
import { loginFormat } from './login.ts'
import { findRefusal, messageOf, notGitHub } from './refusals.ts'
import { parseScopesHeader } from './scopes.ts'
import {
  hasScopes,
  hintKind,
  resolveKind,
  type TokenKind
} from './token-kind.ts'

/** What the token itself suggests; GitHub's answer decides. */
export interface TokenHints {
  readonly secret: Secret
  /** Whether its checksum is not the one of its other characters. */
  readonly looksMistyped: boolean
}

/**
 * Asks the host what it knows about a token, in one request.
 *
 * `GET /user` names the account, and its headers carry scopes, expiry and the
 * version of the host. It needs no permission; to an installation token GitHub
 * answers that it is one.
 * https://docs.github.com/rest/users/users#get-the-authenticated-user
 */
export async function askAboutToken(
  connection: Answerer,
  hints: TokenHints
): Promise<Answer> {
  const { answer, refusal } = await askFor(connection, {
    about: 'account',
    method: 'GET',
    path: '/user'
  })
  return answer === undefined ? { refusal } : readAnswer(answer, hints)
}

function readAnswer(answer: HttpAnswer, hints: TokenHints): Answer {
  if (isInstallation(answer)) {
    return { accepted: describe(answer, 'installation') }
  }
  const refusal = findRefusal(answer, 'account')
  if (refusal !== undefined) return { refusal: explain(refusal, hints) }
  const account = accountOf(answer.body)
  if (account === undefined) return { refusal: notGitHub(answer) }
  return {
    accepted: { ...describe(answer, hintKind(hints.secret)), ...account }
  }
}

/** What the shape of a rejected token adds; of an accepted one it says nothing. */
function explain(
  refusal: Refusal,
  { secret, looksMistyped }: TokenHints
): Refusal {
  if (refusal.reason !== 'token-rejected') return refusal
  // https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens
  if (secret.startsWith('ghr_') || secret.startsWith('r1.')) {
    return { ...refusal, reason: 'token-refresh' }
  }
  return looksMistyped
    ? {
        ...refusal,
        evidence: `${refusal.evidence}. Its checksum is wrong: it looks cut off or mistyped`
      }
    : refusal
}

/** An installation acts as no user. https://docs.github.com/rest/authentication/endpoints-available-for-github-app-installation-access-tokens */
function isInstallation(answer: HttpAnswer): boolean {
  return (
    answer.status === 403 &&
    /not accessible by integration/i.test(messageOf(answer.body) ?? '')
  )
}

function describe({ headers }: HttpAnswer, hint: TokenKind) {
  const scopesHeader = headers['x-oauth-scopes']
  const scopes =
    scopesHeader === undefined ? undefined : parseScopesHeader(scopesHeader)
  const oauthClientId = headers['x-oauth-client-id']
  const kind = resolveKind(hint, { scopes, oauthClientId })
  const header = headers['github-authentication-token-expiration']
  const expiryHeader = header?.trim() === '' ? undefined : header
  const expiry = parseExpiry(expiryHeader)
  const hostTime = new Date(headers['date'] ?? '')
  return {
    kind,
    login: undefined,
    accountId: undefined,
    scopes: hasScopes(kind) ? scopes : undefined,
    expiry,
    strangeExpiry: expiry === undefined ? expiryHeader : undefined,
    hostVersion: headers['x-github-enterprise-version'],
    hostTime: Number.isNaN(hostTime.getTime()) ? undefined : hostTime
  }
}

function accountOf(
  body: unknown
): Pick<TokenFacts, 'login' | 'accountId'> | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const { login, id } = body as { login?: unknown; id?: unknown }
  if (typeof login !== 'string' || !loginFormat.test(login)) return undefined
  return { login, accountId: Number.isSafeInteger(id) ? Number(id) : undefined }
}
