import { truncate } from '../runner/text.ts'
import type { Refusal } from '../verify/facts.ts'
import type { Reason } from '../verify/reasons.ts'
import type { HttpAnswer, Question } from './connection.ts'

/** Text of the host that is quoted as evidence is cut to so many characters. */
const longestQuote = 300

/** Texts are looked for in so many characters of a message. */
const longestMessage = 2000

type About = Question['about']

interface RefusalRow {
  readonly reason: Reason
  readonly status: (status: number) => boolean
  /** What the request must have been about; absent when any will do. */
  readonly about?: readonly About[]
  /** All of these are in the message of the answer. */
  readonly message?: readonly RegExp[]
  readonly headers?: (headers: HttpAnswer['headers']) => boolean
}

const is =
  (...statuses: number[]) =>
  (status: number) =>
    statuses.includes(status)

/**
 * What the answers of the host mean that are no success; the first row that
 * matches tells. A refusal of GitHub has a message, in JSON or (for git) as plain
 * text; anything else comes from something in between. The words vary, so that
 * only the telling ones are looked for.
 * https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api
 */
const refusals: readonly RefusalRow[] = [
  // https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
  { reason: 'rate-limited', status: is(429) },
  {
    reason: 'rate-limited',
    status: is(403),
    headers: (headers) =>
      headers['x-ratelimit-remaining'] === '0' ||
      headers['retry-after'] !== undefined
  },
  { reason: 'rate-limited', status: is(403), message: [/rate limit/i] },
  // Too many failed logins from one address, whatever token comes next.
  // https://docs.github.com/rest/authentication/authenticating-to-the-rest-api#failed-login-limit
  { reason: 'rate-limited', status: is(403), message: [/login attempts/i] },

  // https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#401-unauthorized
  {
    reason: 'token-rejected',
    status: is(401),
    about: ['account', 'resource'],
    message: [/\bbad credentials\b/i]
  },
  // What GitHub says to somebody who sent no token at all.
  // https://docs.github.com/enterprise-server@latest/admin/configuring-settings/hardening-security-for-your-enterprise/enabling-private-mode
  {
    reason: 'credentials-dropped',
    status: is(401),
    message: [
      /\b(must authenticate|requires authentication|no anonymous|repository not found)\b/i
    ]
  },
  // https://docs.github.com/get-started/git-basics/about-remote-repositories#cloning-with-https-urls
  {
    reason: 'git-rejected',
    status: is(401),
    about: ['git'],
    message: [
      /\b(invalid username or (token|password)|password authentication|authentication failed)\b/i
    ]
  },

  // https://docs.github.com/enterprise-cloud@latest/rest/authentication/authenticating-to-the-rest-api#authenticating-with-saml-single-sign-on
  {
    reason: 'sso-required',
    status: is(403, 404),
    headers: (headers) => /^\s*required\b/i.test(headers['x-github-sso'] ?? '')
  },
  { reason: 'sso-required', status: is(403), message: [/\bsaml\b/i] },
  // https://docs.github.com/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/managing-allowed-ip-addresses-for-your-organization
  {
    reason: 'ip-forbidden',
    status: is(403),
    message: [/\bip allow[- ]?lists?\b/i]
  },
  // https://docs.github.com/organizations/managing-programmatic-access-to-your-organization/setting-a-personal-access-token-policy-for-your-organization
  {
    reason: 'lifetime-forbidden',
    status: is(403),
    message: [/\bforbids? access\b/i, /\blifetimes?\b/i]
  },
  {
    reason: 'classic-forbidden',
    status: is(403),
    message: [/\bforbids? access\b/i, /\(classic\)/i]
  },
  {
    reason: 'fine-grained-forbidden',
    status: is(403),
    message: [/\bforbids? access\b/i, /\bfine-grained\b/i]
  },
  // https://docs.github.com/organizations/managing-oauth-access-to-your-organizations-data/about-oauth-app-access-restrictions
  {
    reason: 'oauth-forbidden',
    status: is(403),
    message: [/\boauth app access restrictions?\b/i]
  },
  // https://docs.github.com/apps/maintaining-github-apps/suspending-a-github-app-installation
  {
    reason: 'installation-suspended',
    status: is(403),
    message: [/\binstallation has been suspended\b/i]
  },
  {
    reason: 'account-suspended',
    status: is(403),
    message: [/\baccount (is|was|has been) suspended\b/i]
  },

  {
    reason: 'repository-blocked',
    status: is(451),
    about: ['resource', 'git'],
    message: []
  },
  {
    reason: 'repository-blocked',
    status: is(403),
    message: [/\baccess blocked\b/i]
  },
  // https://docs.github.com/repositories/archiving-a-github-repository/archiving-repositories
  {
    reason: 'repository-archived',
    status: is(403),
    message: [/\barchived\b/i, /\bread-only\b/i]
  },
  {
    reason: 'role-missing',
    status: is(403),
    message: [/\bmust have (admin|maintain|push|write)/i]
  },
  // https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#resource-not-accessible
  {
    reason: 'permission-missing',
    status: is(403),
    about: ['resource'],
    message: [/\bresource not accessible by\b/i]
  },
  {
    reason: 'feature-disabled',
    status: is(403, 410),
    about: ['resource'],
    message: [/\b(disabled|not enabled|must be enabled)\b/i]
  },
  // Both are also said when the other is meant.
  // https://github.com/actions/checkout/issues/779
  {
    reason: 'contents-missing',
    status: is(403),
    about: ['git'],
    message: [
      /\b(permission to \S+ denied|write access to repository not granted)\b/i
    ]
  },

  { reason: 'server-error', status: (status) => status >= 500 },
  { reason: 'redirected', status: (status) => status >= 300 && status < 400 },
  // An API that does not know the path asked for is another product's.
  { reason: 'not-github', status: is(404), about: ['account'] },
  {
    reason: 'repository-not-visible',
    status: is(404),
    about: ['resource'],
    message: [/\bnot found\b/i]
  },
  {
    reason: 'repository-not-visible',
    status: is(404),
    about: ['git'],
    message: [/\brepository not found\b/i]
  },
  {
    reason: 'access-refused',
    status: (status) => status >= 400,
    message: []
  },
  { reason: 'not-github', status: (status) => status >= 400 }
]

/** Failures that may be gone a moment later. */
const passing: ReadonlySet<Reason> = new Set([
  'host-unreachable',
  'answer-broken',
  'rate-limited',
  'server-error'
])

export function isPassing(reason: Reason): boolean {
  return passing.has(reason)
}

/** What an answer refuses, or undefined when it is a success. */
export function findRefusal(
  answer: HttpAnswer,
  about: About
): Refusal | undefined {
  const message = messageOf(answer.body)
  const row = refusals.find(
    (candidate) =>
      candidate.status(answer.status) &&
      (candidate.about?.includes(about) ?? true) &&
      (candidate.headers?.(answer.headers) ?? true) &&
      (candidate.message === undefined ||
        (message !== undefined &&
          candidate.message.every((pattern) => pattern.test(message))))
  )
  if (row === undefined) return undefined
  const policy =
    row.reason === 'lifetime-forbidden' && message !== undefined
      ? readPolicy(message)
      : undefined
  return {
    reason: row.reason,
    evidence: `${describeAnswer(answer)}${describeHint(answer)}`,
    ...(policy && { policy })
  }
}

/**
 * The number of days a lifetime policy allows, and the number by which the
 * settings page knows the token. Nothing else of the address is taken over.
 * https://github.com/NixOS/org/issues/247
 */
function readPolicy(message: string): NonNullable<Refusal['policy']> {
  const days = /\bgreater than (\d{1,4}) days?\b/i.exec(message)?.[1]
  const id = /\/settings\/(?:personal-access-)?tokens\/(\d{1,15})\b/.exec(
    message
  )?.[1]
  return {
    days: days === undefined ? undefined : Number(days),
    settingsId: id
  }
}

/** What the headers add: where a redirect leads, how long to wait. */
function describeHint({ status, headers }: HttpAnswer): string {
  const location = headers['location'] ?? ''
  if (status < 400 && /^https:/i.test(location) && URL.canParse(location)) {
    return `, with a redirect to ${new URL(location).host}`
  }
  const wait = waitFor(headers)
  return wait === undefined
    ? ''
    : `, and asks to wait ${String(Math.ceil(wait / 1000))} seconds`
}

/** The refusal for a success that does not have the shape GitHub's answers have. */
export function notGitHub(answer: HttpAnswer): Refusal {
  return {
    reason: 'not-github',
    evidence: `${answer.request} answered ${String(answer.status)}: ${describeBody(answer.body)}`
  }
}

/** `GET https://api.github.com/user answered 401: Bad credentials` */
export function describeAnswer({ request, status, body }: HttpAnswer): string {
  const message = messageOf(body)
  const said =
    message === undefined
      ? describeBody(body)
      : truncate(message.replace(addresses, '…'), longestQuote).replace(
          /\.$/,
          ''
        )
  return `${request} answered ${String(status)}: ${said}`
}

/**
 * How long the host asks to wait, milliseconds; undefined when it does not say.
 * https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately
 */
export function waitFor(headers: HttpAnswer['headers']): number | undefined {
  const seconds = headers['retry-after']
  if (seconds !== undefined && /^\d{1,6}$/.test(seconds)) {
    return Number(seconds) * 1000
  }
  const reset = headers['x-ratelimit-reset']
  const isUsedUp = headers['x-ratelimit-remaining'] === '0'
  if (isUsedUp && reset !== undefined && /^\d{1,12}$/.test(reset)) {
    const now = Date.parse(headers['date'] ?? '') || Date.now()
    return Math.max(0, Number(reset) * 1000 - now)
  }
  return undefined
}

/** Whoever answered: an address in a message is not one to send a reader to. */
const addresses = /https?:\/\/\S+|\S*authorization_request\S*/gi

/** The message of a body in the form GitHub gives it. */
export function messageOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const { message } = body as { message?: unknown }
  return typeof message === 'string' && message.trim() !== ''
    ? truncate(message, longestMessage)
    : undefined
}

function describeBody(body: unknown): string {
  if (body === '' || body === undefined || body === null) {
    return 'an empty body'
  }
  if (typeof body !== 'string') return 'JSON without the members GitHub sends'
  return /^\s*</.test(body) ? 'an HTML page' : 'unexpected text'
}
