import type { Links } from '../github/links.ts'
import {
  formatForJob,
  formatPermission,
  type Permission
} from '../github/permissions.ts'
import {
  hasScopes,
  mayHaveScopes,
  type TokenKind
} from '../github/token-kind.ts'
import type { Refusal } from './facts.ts'
import { countDays } from './time.ts'
import { tokenRequirement } from './token-requirement.ts'

/**
 * What a reason means for the status of the report.
 * `fine`: nothing is wrong · `invalid`: GitHub does not take the token ·
 * `missing`: the token lacks something · `expiring`: it soon will be invalid ·
 * `excess`: it has or lives more than it should · `untidy`: it works, but not as
 * it should · `unknown`: not proven either way · `skipped`: there is no token,
 * which is nobody's mistake · `broken`: the step itself cannot do its job.
 */
export type ReasonClass =
  | 'fine'
  | 'invalid'
  | 'missing'
  | 'expiring'
  | 'excess'
  | 'untidy'
  | 'unknown'
  | 'skipped'
  | 'broken'

/** What the sentences of a reason may speak of. */
export interface Subject {
  /** The name of the secret. */
  readonly name: string
  /** Whether the token is the one of `fallback-token`. */
  readonly isFallback: boolean
  /** Whether git is to be given the token. */
  readonly isForGit: boolean
  /** Where it is stored: `as RELEASE_TOKEN at https://…`. */
  readonly place: string
  /** The name with what GitHub told: `RELEASE_TOKEN (classic, @acme-bot)`. */
  readonly described: string
  readonly kind: TokenKind
  /** What a token that replaces it needs. */
  readonly needs: {
    /** The scopes it has and those that were asked for. */
    readonly scopes: readonly string[]
    readonly permissions: readonly Permission[]
    /** `owner/name` of those that are verified. */
    readonly repositories: readonly string[]
    /** Who owns them. */
    readonly owner: string
    /** How many days it may be valid. */
    readonly days: number
  }
  /** The host the token is for. */
  readonly host: string
  readonly links: Links
  /** The requirements this is about, ready to print. */
  readonly requirements: string
  /** What the policy said that this is about. */
  readonly policy: Refusal['policy']
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

/** What every list of words in a message looks like. */
const list = (words: readonly string[]) => words.join(', ')

/** The link fills the form in; the text is for where the link does not. */
const createFineGrained = ({ name, needs, links }: Subject) => {
  const { permissions, repositories, owner, days } = needs
  const filled = links.newFineGrainedToken({
    name,
    owner,
    days,
    permissions
  })
  return `Create a fine-grained token at ${filled} (resource owner: ${owner}; repositories: ${list(repositories) || 'those it is for'}; permissions: ${list(permissions.map(formatPermission)) || 'those it needs'}; expiration: ${countDays(days)})`
}

const createClassic = ({ needs: { scopes }, links }: Subject) =>
  `Create a token at ${links.newToken(scopes)}${scopes.length === 0 ? '' : ` (scopes: ${list(scopes)})`}`

const storeIt = ({ isFallback, links, place }: Subject) =>
  isFallback
    ? `pass it as fallback-token, from a secret at ${links.secrets}`
    : `store it ${place}`

const replaceToken = (subject: Subject) => {
  if (subject.kind === 'installation') {
    return 'Such a token lives for hours at most: make it in the job that uses it, for instance with actions/create-github-app-token'
  }
  const create =
    subject.kind === 'fine-grained' ? createFineGrained : createClassic
  return `${create(subject)} and ${storeIt(subject)}`
}

/** How a token that has permissions gets more of them. */
const extendPermissions = (subject: Subject) => {
  const { kind, links, needs } = subject
  const wanted =
    list(needs.permissions.map(formatPermission)) || 'what it needs'
  if (kind === 'installation') {
    const forJob = needs.permissions.map(formatForJob)
    const job = forJob.every((line) => line !== undefined)
      ? `add ${list(forJob) || 'what it needs'} to \`permissions:\` of the job; it acts on the workflow's own repository alone`
      : 'use another token: a job cannot give it all of this'
    return `If it is GITHUB_TOKEN, ${job}. If it is a token of a GitHub App, add ${wanted} to the app, and the repository to its installation`
  }
  if (kind === 'app-user') {
    return `Add ${wanted} to the GitHub App, and the repository to its installation`
  }
  return `Edit the token at ${links.fineGrained}: it needs ${wanted} for ${list(needs.repositories) || 'the repositories it is for'}. Or: ${replaceToken(subject)}`
}

/** How a token gets access to the contents of a repository. */
const extendAccess = (subject: Subject) =>
  hasScopes(subject.kind)
    ? `Give the account of the token that access to the repository, and the token the scope \`repo\` (for public repositories \`public_repo\`) at ${subject.links.tokens}`
    : extendPermissions(subject)

const narrowCoverage = ({ isForGit }: Subject) =>
  isForGit
    ? 'If git is not to use the token there, name the repositories it is for in the input repositories, or set configure-git to none'
    : 'If the token is not for that repository, name those it is for in `repositories`'

/** Fine-grained tokens are authorised when they are made. https://docs.github.com/enterprise-cloud@latest/authentication/authenticating-with-single-sign-on/authorizing-a-personal-access-token-for-use-with-single-sign-on */
const authoriseSso = ({ kind, links, host }: Subject) =>
  mayHaveScopes(kind)
    ? `The account of the token opens ${links.tokens}, chooses "Configure SSO" next to the token and authorises the organisation`
    : `The account of the token signs in to the organisation on ${host} once, and then authorises or creates the token again`

const askOrganisation = 'Ask an owner of the organisation'

const storeValue = ({ place }: Subject) =>
  `Store the token alone, without anything around it, ${place}`

const isAboutToken = ({ host, requirements }: Subject) =>
  requirements.includes(`\`${tokenRequirement(host)}\``)

/** What could not be verified: the token, or something that was asked of it. */
const unverified = (subject: Subject) =>
  isAboutToken(subject) ? subject.name : subject.requirements

/** Who gave no answer: a host has an API beside the pages and git. */
const silent = (subject: Subject) =>
  isAboutToken(subject) ? `the API of ${subject.host}` : subject.host

/** Where the account of the token finds it. */
const settingsPage = ({ kind, links }: Subject) =>
  kind === 'fine-grained' ? links.fineGrained : links.tokens

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
  'policy-invalid': {
    class: 'broken',
    title: 'invalid policy',
    what: () => 'The policy of the tokens cannot be used',
    fix: ({ links }) => `Correct it; the keys are described at ${links.policy}`
  },
  'policy-missing': {
    class: 'broken',
    title: 'no policy',
    what: () => 'Nothing says what the tokens must be able to do',
    fix: ({ links }) =>
      `Check the repository out before this step (actions/checkout), correct policy-file, or write the policy into the input tokens: ${links.policy}`
  },
  'policy-untrusted': {
    class: 'broken',
    title: 'policy not trusted',
    what: () =>
      'The policy was not read, because a fork works in this run and could send the tokens to a host of its own',
    fix: () =>
      'Run this on pull_request, which gives forks no secrets, or write the policy into the input tokens'
  },
  'issues-disabled': {
    class: 'broken',
    title: 'issues are disabled',
    what: () =>
      'No issue can remind of tokens: this repository has issues disabled',
    fix: ({ links }) =>
      `Enable "Issues" under Features at ${links.settings}, or run this in a repository that has them`
  },
  'issues-forbidden': {
    class: 'broken',
    title: 'no access to issues',
    what: () =>
      'No issue can remind of tokens: issue-token may not read or write issues here',
    fix: () =>
      'Add the line `issues: write` to `permissions:` of the job, or pass an issue-token that has it (a classic one needs `repo`)'
  },
  'issue-token-rejected': {
    class: 'broken',
    title: 'issue-token rejected',
    what: () =>
      'No issue can remind of tokens: issue-token is none that GitHub accepts',
    fix: () =>
      'Leave issue-token out, which then is the token of the job, or pass one that is valid here'
  },
  'label-refused': {
    class: 'broken',
    title: 'label refused',
    what: () =>
      'No issue can remind of tokens: the label it is found by could not be made',
    fix: ({ links }) =>
      `Make the labels of the input labels at ${links.labels}, or add the line \`issues: write\` to \`permissions:\` of the job`
  },
  'assignee-refused': {
    class: 'broken',
    title: 'assignee refused',
    what: () =>
      'Issues that remind of tokens have nobody assigned: GitHub refuses whom the input assignees names',
    fix: () =>
      'Name accounts in assignees that have access to this repository, or leave it empty'
  },
  'issues-refused': {
    class: 'broken',
    title: 'issues refused',
    what: () => 'No issue can remind of tokens: GitHub refuses that here',
    fix: () =>
      'The evidence says why: a policy of the organisation, single sign-on, a repository that is archived or has moved. Pass an issue-token that may write issues here, or run this in another repository'
  },
  'issues-unreached': {
    class: 'broken',
    title: 'issues not up to date',
    what: () => 'The issues that remind of tokens are not up to date',
    fix: () =>
      'Run the job again later; what is there already is found again and not opened twice'
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
  'variable-missing': {
    class: 'broken',
    title: 'token not passed',
    what: ({ name }) => `This step has no environment variable ${name}`,
    fix: ({ name }) =>
      `Add \`${name}: \${{ secrets.${name} }}\` to \`env:\` of the step, or correct the name in the policy`
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
    title: 'token is an expression',
    what: ({ name }) =>
      `${name} holds a workflow expression instead of its value`,
    fix: ({ name }) =>
      `Pass \${{ secrets.${name} }}, which the runner evaluates in the workflow`
  },
  'op-missing': {
    class: 'broken',
    title: '1Password CLI not found',
    what: ({ name }) =>
      `${name} holds a 1Password secret reference, and there is no op on the PATH to resolve it`,
    fix: ({ name, links }) =>
      `Install the 1Password CLI in an earlier step, for instance with 1password/install-cli-action, or store the token itself as ${name} at ${links.secrets}`
  },
  'op-failed': {
    class: 'broken',
    title: '1Password CLI failed',
    what: ({ name }) =>
      `${name} holds a 1Password secret reference, which op could not resolve`,
    fix: () =>
      'Give this step OP_SERVICE_ACCOUNT_TOKEN (or OP_CONNECT_HOST and OP_CONNECT_TOKEN) in its `env:`, and check the reference: op://VAULT/ITEM/FIELD'
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
  'token-refresh': {
    class: 'invalid',
    title: 'refresh token',
    what: ({ name, host }) =>
      `${name} is a refresh token, which ${host} takes for nothing but to make another token`,
    fix: (subject) =>
      `Make a token with it in the job, or better with actions/create-github-app-token. Or: ${replaceToken(subject)}`
  },
  'account-suspended': {
    class: 'invalid',
    title: 'account suspended',
    what: ({ name, host }) => `The account of ${name} is suspended on ${host}`,
    fix: (subject) =>
      `Have the account restored, or use another one. ${replaceToken(subject)}`
  },
  'installation-suspended': {
    class: 'invalid',
    title: 'installation suspended',
    what: ({ name }) =>
      `The installation of the GitHub App that ${name} belongs to is suspended`,
    fix: () =>
      'Have the owner of the app, or of the account it is installed in, unsuspend it'
  },
  'fallback-unusable': {
    class: 'invalid',
    title: 'fallback not usable',
    what: ({ name }) => `Neither ${name} nor its fallback-token can be used`,
    fix: ({ name }) =>
      `Replace the token in fallback-token, or leave that input empty and replace ${name}`
  },

  'skipped-fork': {
    class: 'skipped',
    title: 'skipped in a fork',
    what: ({ name }) =>
      `${name} is empty: GitHub withholds secrets from pull requests of forks`,
    fix: ({ isForGit }) =>
      isForGit
        ? "Nothing needs to be done; later steps that need the token can ask for `if: steps.ID.outputs.valid == 'true'`"
        : 'Nothing needs to be done'
  },
  'skipped-dependabot': {
    class: 'skipped',
    title: 'skipped for Dependabot',
    what: ({ name }) =>
      `${name} is empty: runs of Dependabot get Dependabot's secrets instead of those of Actions`,
    fix: ({ name, links }) =>
      `If this run needs the token, store it as ${name} at ${links.dependabotSecrets} as well`
  },
  'skipped-empty': {
    class: 'skipped',
    title: 'skipped without a token',
    what: ({ name }) => `${name} is empty, and on-empty says to skip it then`,
    fix: ({ name, links }) =>
      `If this run needs the token, store it as ${name} at ${links.secrets}`
  },
  'token-expiring': {
    class: 'expiring',
    title: 'token expires soon',
    what: ({ described }) => `${described} expires soon`,
    fix: replaceToken
  },

  'rotation-due': {
    class: 'expiring',
    title: 'rotation is due',
    what: ({ described }) =>
      `${described} is to be replaced soon, or should have been already`,
    fix: (subject) =>
      `${replaceToken(subject)}. Then set \`rotate-by\` in the policy to the next day`
  },
  'expiry-unreadable': {
    class: 'unknown',
    title: 'expiry not readable',
    what: ({ name, host }) =>
      `When ${name} expires is not known: ${host} reported it in a form this action does not understand`,
    fix: (subject) =>
      `Look at ${settingsPage(subject)} when it expires, and report the form as an issue of this action`
  },
  'end-unknown': {
    class: 'untidy',
    title: 'no day to remind of',
    what: ({ described }) =>
      `Nothing can remind of ${described}: GitHub reports no expiry, and the policy has no \`rotate-by\``,
    fix: () =>
      'Set `rotate-by` in the policy to the day it is to be replaced by, or create it anew with an expiration'
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
    fix: () =>
      'Check the spelling where the evidence doubts it. What is spelled right cannot be proven from here'
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
    fix: (subject) =>
      `Say what it needs in the input permissions. Or use a classic token: ${createClassic(subject)} and ${storeIt(subject)}`
  },
  'scope-forbidden': {
    class: 'missing',
    title: 'forbidden scope',
    what: ({ described, requirements }) =>
      `${described} has a scope it must not have: ${requirements} was asked for`,
    fix: (subject) =>
      `Remove it from the token at ${subject.links.tokens}, or from the input forbid-scopes`
  },
  'scope-excess': {
    class: 'excess',
    title: 'more scopes than needed',
    what: ({ described }) => `${described} has more scopes than were asked for`,
    fix: ({ links }) =>
      `Remove them from the token at ${links.tokens}; if they are needed, add them to the input scopes`
  },
  'login-unexpected': {
    class: 'missing',
    title: 'another account',
    what: ({ described, requirements }) =>
      `${described} is not the token of the account that was asked for: ${requirements}`,
    fix: ({ place }) =>
      `Store a token of that account ${place}, or correct the input expected-login`
  },
  'login-unknown': {
    class: 'unknown',
    title: 'account not known',
    what: ({ described, requirements }) =>
      `Whether ${described} ${requirements} cannot be told`,
    fix: () =>
      'Leave the input expected-login empty for tokens that act as no user'
  },
  'identity-unknown': {
    class: 'unknown',
    title: 'no account to commit as',
    what: ({ described }) =>
      `git-identity could not be set: GitHub does not say as whom ${described} would commit`,
    fix: () =>
      'Set user.name and user.email in a later step, for GITHUB_TOKEN github-actions[bot] and 41898282+github-actions[bot]@users.noreply.github.com, and leave git-identity out'
  },
  'lifetime-excess': {
    class: 'excess',
    title: 'valid for too long',
    what: ({ described }) =>
      `${described} is valid for longer than max-lifetime-days`,
    fix: replaceToken
  },
  'expiry-unknown': {
    class: 'unknown',
    title: 'expiry not reported',
    what: ({ described, host }) =>
      `${host} did not report when ${described} expires; it may never do`,
    fix: (subject) =>
      `Look at its expiry at ${settingsPage(subject)}, and give it one`
  },

  'permission-missing': {
    class: 'missing',
    title: 'permission missing',
    what: ({ described, requirements }) => `${described} lacks ${requirements}`,
    fix: extendPermissions
  },
  'permission-unproven': {
    class: 'unknown',
    title: 'permission not proven',
    what: ({ described, requirements }) =>
      `Whether ${described} has ${requirements} cannot be told`,
    fix: (subject) => {
      const { kind } = subject
      if (hasScopes(kind)) return 'Say what the token needs in the input scopes'
      return kind === 'installation' || kind === 'app-user'
        ? 'Look it up in the settings of the GitHub App, or for GITHUB_TOKEN in `permissions:` of the job'
        : `Look it up at ${subject.links.fineGrained}; GitHub tells a token's permissions to nobody else`
    }
  },
  'write-unproven': {
    class: 'unknown',
    title: 'write not proven',
    what: ({ described, requirements }) =>
      `Whether ${described} has ${requirements} shows only when something is written`,
    fix: () =>
      'Set write-probes to true to have it proven by writes that are invalid and change nothing'
  },
  'kind-cannot': {
    class: 'missing',
    title: 'impossible for this kind of token',
    what: ({ described, requirements, kind }) =>
      `${described} cannot have ${requirements}: GitHub does not offer it to a token of kind ${kind}`,
    fix: (subject) => {
      if (subject.kind === 'installation') {
        return `Use the token of a user: ${createFineGrained(subject)} and ${storeIt(subject)}`
      }
      return subject.needs.scopes.length === 0
        ? 'Use ${{ github.token }} or another token of a GitHub App'
        : `Use \${{ github.token }} where that is enough, or a classic token: ${createClassic(subject)} and ${storeIt(subject)}`
    }
  },
  'role-missing': {
    class: 'missing',
    title: 'role missing',
    what: ({ described, requirements }) =>
      `The account of ${described} has too low a role for ${requirements}, whatever the token was granted`,
    fix: () =>
      'Have an administrator of the repository give the account the role that the evidence names'
  },
  'feature-disabled': {
    class: 'unknown',
    title: 'feature switched off',
    what: ({ requirements }) =>
      `${requirements} cannot be proven: what it is for is switched off there`,
    fix: () => 'Switch the feature on, or do not ask for the permission'
  },

  'repository-not-visible': {
    class: 'missing',
    title: 'repository not visible',
    what: ({ described, requirements }) =>
      `${described} cannot see a repository: ${requirements}`,
    fix: (subject) => {
      const { kind, links } = subject
      const causes: Partial<Record<TokenKind, string>> = {
        'fine-grained': `Check at ${links.fineGrained} the four usual causes: the repository is not among those selected; the resource owner of the token is another account; an owner of the organisation has not approved the token yet; or the repository was renamed or deleted`,
        'app-user':
          'Check that the account of the token may see the repository, that the GitHub App has it in its installation, and that it was not renamed or deleted',
        installation:
          "A GITHUB_TOKEN sees the workflow's own repository alone; a GitHub App needs the repository in its installation"
      }
      const cause =
        causes[kind] ??
        `Check that the account of the token may see the repository, that the token has the scope \`repo\` and is authorised for single sign-on at ${links.tokens}, and that the repository was not renamed or deleted`
      return `${cause}. ${narrowCoverage(subject)}`
    }
  },
  'contents-missing': {
    class: 'missing',
    title: 'contents not readable',
    what: ({ described, requirements }) =>
      `${described} cannot read what is in a repository: ${requirements}`,
    fix: (subject) => `${extendAccess(subject)}. ${narrowCoverage(subject)}`
  },
  'push-refused': {
    class: 'missing',
    title: 'push refused',
    what: ({ described, requirements }) =>
      `${described} cannot push to a repository: ${requirements}`,
    fix: extendAccess
  },
  'repository-archived': {
    class: 'missing',
    title: 'repository archived',
    what: ({ requirements }) =>
      `A repository is archived and nobody can change it: ${requirements}`,
    fix: () => 'Unarchive it in its settings, or use another repository'
  },
  'repository-blocked': {
    class: 'missing',
    title: 'repository blocked',
    what: ({ host, requirements }) =>
      `${host} has blocked a repository: ${requirements}`,
    fix: ({ links }) => `Its owner finds the reason at ${links.web}`
  },
  'repository-renamed': {
    class: 'untidy',
    title: 'repository renamed',
    what: () => 'A repository was renamed, and the workflow uses its old name',
    fix: () =>
      'Use its new name in the input repositories and in the addresses git is given: git before 2.46 cannot follow the redirect of a private repository'
  },
  'git-rejected': {
    class: 'missing',
    title: 'git does not take the token',
    what: ({ described, host }) =>
      `${host} takes ${described} for its API, but not for git`,
    fix: replaceToken
  },
  'credentials-dropped': {
    class: 'unknown',
    title: 'token did not arrive',
    what: ({ name, host }) =>
      `${host} answered as if ${name} had not been sent`,
    fix: ({ links }) =>
      `Look for a proxy that removes the header Authorization on the way to ${links.web} and ${links.api}`
  },
  'sso-required': {
    class: 'missing',
    title: 'single sign-on required',
    what: ({ described, requirements }) =>
      `${described} is not authorised for single sign-on of the organisation: ${requirements}`,
    fix: authoriseSso
  },
  'sso-partial': {
    class: 'unknown',
    title: 'organisations left out',
    what: ({ host, requirements }) =>
      `${host} left organisations out of its answer because the token is not authorised for their single sign-on: ${requirements}`,
    fix: authoriseSso
  },
  'ip-forbidden': {
    class: 'missing',
    title: 'IP address not allowed',
    what: ({ requirements }) =>
      `The IP allow list of the organisation does not have the address of this runner: ${requirements}`,
    fix: () =>
      `${askOrganisation} to add the address, or run the job on a runner whose address is on the list; the token is not at fault`
  },
  'classic-forbidden': {
    class: 'missing',
    title: 'classic tokens forbidden',
    what: ({ described, requirements }) =>
      `The organisation does not let classic tokens in, which ${described} is: ${requirements}`,
    fix: (subject) => `${createFineGrained(subject)} and ${storeIt(subject)}`
  },
  'fine-grained-forbidden': {
    class: 'missing',
    title: 'fine-grained tokens forbidden',
    what: ({ described, requirements }) =>
      `The organisation does not let fine-grained tokens in, which ${described} is: ${requirements}`,
    fix: () =>
      `${askOrganisation} to allow them, or use a token of a GitHub App`
  },
  'lifetime-forbidden': {
    class: 'missing',
    title: 'lifetime forbidden',
    what: ({ described, requirements, policy }) =>
      `The organisation or enterprise lets no token in that is valid for more than ${policy?.days === undefined ? 'a number of days' : countDays(policy.days)}, as ${described} is: ${requirements}`,
    fix: (subject) => {
      const { policy } = subject
      const page = settingsPage(subject)
      const settings =
        policy?.settingsId === undefined ? page : `${page}/${policy.settingsId}`
      return `Give the token a shorter lifetime at ${settings}. Or: ${replaceToken(subject)}`
    }
  },
  'oauth-forbidden': {
    class: 'missing',
    title: 'OAuth app not approved',
    what: ({ described, requirements }) =>
      `The organisation restricts OAuth apps and has not approved the one of ${described}: ${requirements}`,
    fix: () =>
      `${askOrganisation} to approve the app, or use a token of another kind`
  },

  'fallback-used': {
    class: 'untidy',
    title: 'fallback used',
    what: ({ name, described }) =>
      `${name} could not be used. ${described} is used instead`,
    fix: ({ kind, name, links }) =>
      `Store a token that can be used as ${name} at ${links.secrets}; runs for forks and Dependabot do not get it${
        kind === 'installation'
          ? ". Until then, if the fallback is GITHUB_TOKEN: what it pushes or opens starts no workflow, it cannot change workflow files, and it acts on the workflow's own repository alone"
          : ''
      }`
  },
  'fork-unsafe': {
    class: 'untidy',
    title: 'a fork works here',
    what: ({ name }) =>
      `git does not get ${name}: this run has secrets, and a fork decides what it works on`,
    fix: () =>
      'Use the event pull_request, or a job that never checks out the fork. Whoever is certain that no code of the fork runs in this job sets allow-unsafe-fork-credentials to true'
  },

  'host-unreachable': {
    class: 'unknown',
    title: 'host unreachable',
    what: (subject) =>
      `${unverified(subject)} could not be verified: ${silent(subject)} did not answer`,
    fix: checkHost
  },
  'host-timeout': {
    class: 'unknown',
    title: 'no answer in time',
    what: (subject) =>
      `${unverified(subject)} could not be verified: ${silent(subject)} did not answer in time`,
    fix: checkHost
  },
  'proxy-failed': {
    class: 'unknown',
    title: 'proxy failed',
    what: (subject) =>
      `${unverified(subject)} could not be verified: the proxy failed`,
    fix: ({ host }) =>
      `Check https_proxy and its credentials, or add ${host} to no_proxy`
  },
  'certificate-untrusted': {
    class: 'unknown',
    title: 'certificate not trusted',
    what: (subject) =>
      `${unverified(subject)} could not be verified: the certificate of ${silent(subject)} is not trusted`,
    fix: () =>
      'If the host has a certificate authority of its own, set NODE_EXTRA_CA_CERTS (in `env:` of the job or in the .env file of the runner) to a PEM file with it; git needs the same file in GIT_SSL_CAINFO. Otherwise the host needs a certificate that is valid for its name'
  },
  'rate-limited': {
    class: 'unknown',
    title: 'rate limit',
    what: (subject) =>
      `${unverified(subject)} could not be verified: ${silent(subject)} limits the rate of requests`,
    fix: () => 'Run the job again later'
  },
  'server-error': {
    class: 'unknown',
    title: 'server error',
    what: (subject) =>
      `${unverified(subject)} could not be verified: ${silent(subject)} answered with an error of its own`,
    fix: ({ host, links }) =>
      host === 'github.com'
        ? 'See https://www.githubstatus.com and run the job again later'
        : `See whether ${links.web} works and run the job again later`
  },
  'access-refused': {
    class: 'unknown',
    title: 'access refused',
    what: (subject) =>
      `${unverified(subject)} could not be verified: ${silent(subject)} refused the request`,
    fix: ({ links }) =>
      `Look whether the token works where it was created; its owner finds more at ${links.web}`
  },
  redirected: {
    class: 'unknown',
    title: 'redirected',
    what: (subject) =>
      `${unverified(subject)} could not be verified: ${silent(subject)} redirects elsewhere, and a token goes nowhere but to the host it was given for`,
    fix: () => 'Use the address it redirects to as server-url or api-url'
  },
  'not-github': {
    class: 'unknown',
    title: 'not GitHub',
    what: (subject) =>
      `${unverified(subject)} could not be verified: ${silent(subject)} does not answer like GitHub`,
    fix: checkHost
  },
  'answer-broken': {
    class: 'unknown',
    title: 'answer cut off',
    what: (subject) =>
      `${unverified(subject)} could not be verified: the answer of ${silent(subject)} was cut off`,
    fix: () => 'Run the job again; if it stays, look for a proxy in between'
  },

  'git-missing': {
    class: 'broken',
    title: 'git not found',
    what: () => 'git cannot be run on this runner',
    fix: () =>
      'Install git 2.31 or newer and put it on the PATH before this step, or correct what it complains about, or set configure-git to none'
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
    what: () => 'What later steps need could not be written',
    fix: () =>
      'Check that this job can write to RUNNER_TEMP and to the files of the runner in it, with configure-git: global also to ~/.gitconfig (for which HOME must be set), and that the disk is not full'
  },
  'credential-overridden': {
    class: 'untidy',
    title: 'something else comes first',
    what: ({ name, requirements }) =>
      `Something on this runner comes before ${name}, so this is not so: ${requirements}`,
    fix: () =>
      'Remove it where it is set, or, for git, name the repository itself in the input repositories'
  },
  'credential-cache-missing': {
    class: 'broken',
    title: 'git cannot keep the token in memory',
    what: () =>
      'git has no working credential-cache daemon here, which credential-storage: memory needs; the token was written nowhere',
    fix: () =>
      'Install a git that has git credential-cache, which needs Unix sockets, or set credential-storage to file'
  }
} as const satisfies Record<string, ReasonRow>

/** A stable kebab-case code. */
export type Reason = keyof typeof reasons

/** Whether a reason leaves it open what is the case: neither good nor bad. */
export function isOpen(reason: Reason): boolean {
  return reasons[reason].class === 'unknown'
}
