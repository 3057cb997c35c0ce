import type { Secret } from '../runner/secret.ts'
import type { Answer } from '../verify/facts.ts'
import { type Api, type ApiAnswer, NoAnswerError } from './api.ts'
import { parseExpiry } from './expiry.ts'
import { findRefusal, messageOf, notGitHub } from './refusals.ts'
import { parseScopesHeader } from './scopes.ts'
import {
  hasScopes,
  hintKind,
  resolveKind,
  type TokenKind
} from './token-kind.ts'

/**
 * The logins of users, managed users (`name_acme`) and apps (`name[bot]`). It ends
 * up in outputs, which scripts use: nothing else is taken for one.
 */
const loginFormat = /^[A-Za-z0-9_.-]{1,100}(\[bot\])?$/

/**
 * Asks the host what it knows about a token, in one request.
 *
 * `GET /user` names the account, and its headers carry scopes, expiry and the
 * version of the host. It needs no permission; to an installation token GitHub
 * answers that it is one.
 * https://docs.github.com/rest/users/users#get-the-authenticated-user
 */
export async function askAboutToken(api: Api, token: Secret): Promise<Answer> {
  try {
    return readAnswer(
      await api.get('/user'),
      hintKind(token),
      api.address('/user')
    )
  } catch (error) {
    if (error instanceof NoAnswerError) return { refusal: error.refusal }
    throw error
  }
}

function readAnswer(
  answer: ApiAnswer,
  hint: TokenKind,
  address: string
): Answer {
  if (isInstallation(answer)) {
    return { accepted: describe(answer, 'installation') }
  }
  const refusal = findRefusal(answer, address)
  if (refusal !== undefined) return { refusal }
  const login = loginOf(answer.body)
  if (login === undefined) return { refusal: notGitHub(answer, address) }
  return { accepted: { ...describe(answer, hint), login } }
}

/** An installation acts as no user. https://docs.github.com/rest/authentication/endpoints-available-for-github-app-installation-access-tokens */
function isInstallation(answer: ApiAnswer): boolean {
  return (
    answer.status === 403 &&
    /not accessible by integration/i.test(messageOf(answer.body) ?? '')
  )
}

function describe({ headers }: ApiAnswer, hint: TokenKind) {
  const scopesHeader = headers['x-oauth-scopes']
  const scopes =
    scopesHeader === undefined ? undefined : parseScopesHeader(scopesHeader)
  const oauthClientId = headers['x-oauth-client-id']
  const kind = resolveKind(hint, { scopes, oauthClientId })
  const hostTime = new Date(headers['date'] ?? '')
  return {
    kind,
    login: undefined,
    scopes: hasScopes(kind) ? scopes : undefined,
    expiry: parseExpiry(headers['github-authentication-token-expiration']),
    hostVersion: headers['x-github-enterprise-version'],
    hostTime: Number.isNaN(hostTime.getTime()) ? undefined : hostTime
  }
}

function loginOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const { login } = body as { login?: unknown }
  return typeof login === 'string' && loginFormat.test(login)
    ? login
    : undefined
}
