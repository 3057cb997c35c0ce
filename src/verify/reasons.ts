import type { Links } from '../github/links.ts'
import type { TokenKind } from '../github/token-kind.ts'

/**
 * What a reason means for the status of the report.
 * `fine`: nothing is wrong · `invalid`: GitHub does not take the token ·
 * `missing`: the token lacks something · `expiring`: it soon will be invalid ·
 * `untidy`: it works, but not as it should · `unknown`: not proven either way ·
 * `broken`: the step itself cannot do its job.
 */
export type ReasonClass =
  'fine' | 'invalid' | 'missing' | 'expiring' | 'untidy' | 'unknown' | 'broken'

/** What the sentences of a reason may speak of. */
export interface Subject {
  /** The name of the secret. */
  readonly name: string
  /** The name with what GitHub told: `RELEASE_TOKEN (classic, @acme-bot)`. */
  readonly described: string
  readonly kind: TokenKind
  /** The scopes the token has and those that were asked for. */
  readonly scopes: readonly string[]
  /** The host the token is for. */
  readonly host: string
  readonly links: Links
  /** The requirements this is about, ready to print. */
  readonly requirements: string
}

interface ReasonRow {
  readonly class: ReasonClass
  /** The title of the annotation. */
  readonly title: string
  /** What happened, a sentence. */
  readonly what: (subject: Subject) => string
  /** What to do, a sentence with links. */
  readonly fix: (subject: Subject) => string
}

const replaceToken = ({ name, kind, scopes, links }: Subject) => {
  const page =
    kind === 'fine-grained' ? links.fineGrained : links.newToken(scopes)
  return `Create a token at ${page} and store it as ${name} at ${links.secrets}`
}

const storeValue = ({ name, links }: Subject) =>
  `Store the token alone, without anything around it, as ${name} at ${links.secrets}`

const checkHost = ({ host, links }: Subject) =>
  `Check that server-url (${host}) and its API (${links.api}) are the right addresses and that this runner reaches them, through its proxy if it has one`

const nothing = () => ''

/**
 * Every reason, the one place where its class and its words are. Each has a
 * heading in docs/reasons.md.
 */
export const reasons = {
  ok: {
    class: 'fine',
    title: 'ok',
    what: ({ described }) => `${described} has what was asked for`,
    fix: nothing
  },

  'input-invalid': {
    class: 'broken',
    title: 'invalid input',
    what: () => 'The inputs of this step cannot be used',
    fix: ({ links }) =>
      `Correct them in the workflow; the inputs are described at ${links.readme}`
  },
  'runner-unsuitable': {
    class: 'broken',
    title: 'runner not suitable',
    what: () => 'The runner did not provide what this action needs',
    fix: () =>
      'Run this as a step of a GitHub Actions job, on Actions Runner 2.327.1 or newer'
  },
  'internal-error': {
    class: 'broken',
    title: 'internal error',
    what: () => 'This action failed in a way it does not understand',
    fix: () => 'Report it as an issue of this action, with the lines above'
  },

  'token-empty': {
    class: 'invalid',
    title: 'token is empty',
    what: ({ name }) => `${name} is empty`,
    fix: ({ name, links }) =>
      `Store the token as ${name} at ${links.secrets}, and check the workflow for the five usual causes: ` +
      'the name of the secret is misspelt; it belongs to an environment the job does not name (`environment:`); ' +
      'a reusable workflow was called without `secrets:`; an organisation secret is not shared with this repository; ' +
      'or GitHub withholds it, as it does from pull requests of forks and of Dependabot'
  },
  'token-malformed': {
    class: 'invalid',
    title: 'token is malformed',
    what: ({ name }) => `${name} holds characters that no token has`,
    fix: storeValue
  },
  'token-json': {
    class: 'invalid',
    title: 'token is a JSON document',
    what: ({ name }) => `${name} holds a JSON document instead of a token`,
    fix: storeValue
  },
  'token-reference': {
    class: 'invalid',
    title: 'token is a reference',
    what: ({ name }) =>
      `${name} holds a reference to a token instead of the token`,
    fix: ({ name }) =>
      `Resolve the reference in an earlier step and pass its result, or pass \${{ secrets.${name} }}`
  },
  'token-masked': {
    class: 'invalid',
    title: 'token was masked',
    what: ({ name }) =>
      `${name} holds the asterisks of a masked value instead of the token`,
    fix: ({ name, links }) =>
      `Copy the token from where it was created, not from a log, and store it as ${name} at ${links.secrets}`
  },
  'token-too-short': {
    class: 'invalid',
    title: 'not a token',
    what: ({ name }) => `${name} does not look like a token: it is too short`,
    fix: storeValue
  },
  'token-rejected': {
    class: 'invalid',
    title: 'token rejected',
    what: ({ name, host }) => `${host} does not accept ${name}`,
    fix: (subject) =>
      `The token has expired, was revoked, is mistyped, or belongs to another host. ${replaceToken(subject)}`
  },
  'token-expiring': {
    class: 'expiring',
    title: 'token expires soon',
    what: ({ described }) => `${described} expires soon`,
    fix: replaceToken
  },

  'token-untrimmed': {
    class: 'untidy',
    title: 'white space around the token',
    what: ({ name }) =>
      `${name} was stored with white space or invisible characters around it, which this action removed`,
    fix: storeValue
  },
  'clock-skewed': {
    class: 'untidy',
    title: 'wrong clock',
    what: ({ host }) => `The clocks of this runner and of ${host} differ`,
    fix: () =>
      'Synchronise the clock of the runner: certificates and expiry dates are judged by it'
  },

  'scope-missing': {
    class: 'missing',
    title: 'scope missing',
    what: ({ described, requirements }) => `${described} lacks ${requirements}`,
    fix: (subject) =>
      subject.kind === 'classic'
        ? `Add what is missing to the token at ${subject.links.tokens}. Or: ${replaceToken(subject)}`
        : replaceToken(subject)
  },
  'scope-unproven': {
    class: 'unknown',
    title: 'scope not proven',
    what: ({ described, requirements }) =>
      `Whether ${described} has ${requirements} cannot be told from its scopes`,
    fix: ({ requirements }) =>
      `Check the spelling if GitHub has no scope ${requirements}; otherwise nothing needs to be done`
  },
  'scopes-not-reported': {
    class: 'unknown',
    title: 'scopes not reported',
    what: ({ described, host, requirements }) =>
      `${host} did not report the scopes of ${described}, so ${requirements} cannot be proven`,
    fix: () =>
      'Check that the token is a classic one, and whether a proxy removes the response header X-OAuth-Scopes'
  },
  'kind-has-no-scopes': {
    class: 'unknown',
    title: 'token has no scopes',
    what: ({ described, requirements }) =>
      `${described} is of a kind that has permissions instead of scopes, so ${requirements} cannot be proven`,
    fix: ({ name, scopes, links }) =>
      `Leave the input scopes empty for this kind of token, or store a classic token, created at ${links.newToken(scopes)}, as ${name}`
  },

  'host-unreachable': {
    class: 'unknown',
    title: 'host unreachable',
    what: ({ name, links }) =>
      `${name} could not be verified: ${links.api} did not answer`,
    fix: checkHost
  },
  'host-timeout': {
    class: 'unknown',
    title: 'no answer in time',
    what: ({ name, links }) =>
      `${name} could not be verified: ${links.api} did not answer in time`,
    fix: checkHost
  },
  'proxy-failed': {
    class: 'unknown',
    title: 'proxy failed',
    what: ({ name }) => `${name} could not be verified: the proxy failed`,
    fix: ({ host }) =>
      `Check https_proxy and its credentials, or add ${host} to no_proxy`
  },
  'certificate-untrusted': {
    class: 'unknown',
    title: 'certificate not trusted',
    what: ({ name, links }) =>
      `${name} could not be verified: the certificate of ${links.api} is not trusted`,
    fix: () =>
      'If the host has a certificate authority of its own, set NODE_EXTRA_CA_CERTS (in `env:` of the job or in the .env file of the runner) to a PEM file with it; git needs the same file in GIT_SSL_CAINFO. Otherwise the host needs a certificate that is valid for its name'
  },
  'rate-limited': {
    class: 'unknown',
    title: 'rate limit',
    what: ({ name, host }) =>
      `${name} could not be verified: ${host} limits the rate of requests`,
    fix: () => 'Run the job again later'
  },
  'server-error': {
    class: 'unknown',
    title: 'server error',
    what: ({ name, links }) =>
      `${name} could not be verified: ${links.api} answered with an error of its own`,
    fix: ({ host, links }) =>
      host === 'github.com'
        ? 'See https://www.githubstatus.com and run the job again later'
        : `See whether ${links.web} works and run the job again later`
  },
  'access-refused': {
    class: 'unknown',
    title: 'access refused',
    what: ({ name, host }) =>
      `${name} could not be verified: ${host} refused the request`,
    fix: ({ links }) =>
      `Look whether the token works where it was created; its owner finds more at ${links.web}`
  },
  redirected: {
    class: 'unknown',
    title: 'redirected',
    what: ({ name, links }) =>
      `${name} could not be verified: ${links.api} redirects elsewhere, and a token goes nowhere but to the host it was given for`,
    fix: () => 'Use the address it redirects to as server-url or api-url'
  },
  'not-github': {
    class: 'unknown',
    title: 'not GitHub',
    what: ({ name, links }) =>
      `${name} could not be verified: ${links.api} does not answer like GitHub`,
    fix: checkHost
  },
  'answer-broken': {
    class: 'unknown',
    title: 'answer cut off',
    what: ({ name, links }) =>
      `${name} could not be verified: the answer of ${links.api} was cut off`,
    fix: () => 'Run the job again; if it stays, look for a proxy in between'
  },

  'git-missing': {
    class: 'broken',
    title: 'git not found',
    what: () => 'git cannot be run on this runner',
    fix: () =>
      'Install git 2.31 or newer and put it on the PATH before this step, or set configure-git to none'
  },
  'git-too-old': {
    class: 'broken',
    title: 'git too old',
    what: () => 'git on this runner is older than 2.31',
    fix: () =>
      'Update git to 2.31 or newer before this step, or set configure-git to none'
  },
  'git-environment-broken': {
    class: 'broken',
    title: 'GIT_CONFIG_* is broken',
    what: () =>
      'The GIT_CONFIG_* variables of this job are broken, with which every git command fails',
    fix: () =>
      'Correct them where they are set (`env:` of the workflow or an earlier step): GIT_CONFIG_COUNT must be the number of GIT_CONFIG_KEY_n and GIT_CONFIG_VALUE_n pairs, counted from 0'
  },
  'git-environment-secret': {
    class: 'broken',
    title: 'token in GIT_CONFIG_*',
    what: () =>
      'The GIT_CONFIG_* variables of this job hold a token, and this action would have to repeat them for later steps',
    fix: () =>
      'Remove the setting with the token: this action gives git a credential without one'
  },
  'git-not-configured': {
    class: 'broken',
    title: 'git not configured',
    what: () => 'The files git needs could not be written',
    fix: () =>
      'Check that this job can write to RUNNER_TEMP and to the files of the runner in it, and that the disk is not full'
  }
} as const satisfies Record<string, ReasonRow>

/** A stable kebab-case code. */
export type Reason = keyof typeof reasons
