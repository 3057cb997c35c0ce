import type { Gathered } from './gather.ts'
import type { GitCredential } from './git/configuration.ts'
import { formatCoverage } from './git/coverage.ts'
import type { GhAccount } from './git/github-cli.ts'
import { identityOf } from './git/identity.ts'
import { findInNetrc } from './git/netrc.ts'
import { lacksProactiveAuth, losesConfigCount } from './git/version.ts'
import type { Inputs } from './runner/inputs.ts'
import type { Job } from './runner/job.ts'
import type { Secret } from './runner/secret.ts'

/** What later steps are given. */
export interface Handover {
  readonly git: GitHandover | undefined
  /** The account for gh, when it is to have one. */
  readonly gh: GhAccount | undefined
}

/** What git is given, and how. */
export interface GitHandover {
  readonly credential: GitCredential
  /** `owner/name` of the repositories that are known to be covered. */
  readonly covered: readonly string[]
  /** For how long a daemon keeps the token. */
  readonly cacheSeconds: number
  /** Whether git is told in the config of the user as well. */
  readonly isGlobal: boolean
  /** Whether git loses GIT_CONFIG_COUNT on its way to nested submodules. */
  readonly losesConfigCount: boolean
}

/** Puts together what later steps are given of a token. */
export async function planHandover(
  token: Secret,
  { facts, gitVersion }: Gathered,
  inputs: Inputs,
  job: Job
): Promise<Handover> {
  const { host } = inputs
  const { accepted } = facts.answer
  return {
    git: gitVersion && {
      credential: {
        host,
        coverage: inputs.coverage,
        jobRepository: job.repository,
        jobOwnerId: job.ownerId,
        sshToHttps: inputs.sshToHttps,
        // A newer git sends the credential before it looks for another.
        shunsNetrc:
          lacksProactiveAuth(gitVersion) &&
          (await findInNetrc(job.home, host.hostname)) !== undefined,
        token,
        storage: inputs.storage,
        identity:
          inputs.gitIdentity && accepted !== undefined
            ? identityOf(accepted, host.hostname)
            : undefined
      },
      covered: inputs.covered,
      cacheSeconds: inputs.cacheSeconds,
      isGlobal: inputs.configureGit === 'global',
      losesConfigCount: losesConfigCount(gitVersion)
    },
    gh: inputs.githubCli ? { host, login: accepted?.login, token } : undefined
  }
}

/** `git uses it for acme/* in the later steps of this job` */
export function describeHandover({ git, gh }: Handover): string {
  const covered = git?.credential.coverage.map(formatCoverage).join(', ')
  const users = [
    ...(covered === undefined ? [] : [`git uses it for ${covered}`]),
    ...(gh === undefined ? [] : [`gh uses it for ${gh.host.name}`])
  ].join(', ')
  const limit =
    git?.credential.storage === 'memory'
      ? `, for ${String(git.cacheSeconds)} seconds`
      : ''
  return `${users} in the later steps of this job${limit}`
}
