import { join } from 'node:path'
import {
  type GitHub,
  type GitHubOptions,
  startGitHub
} from './github/github.ts'
import {
  createJob,
  type Job,
  type JobOptions,
  type StepResult,
  type UsesOptions
} from './runner/job.ts'

/**
 * The repository of this action, whose committed `dist/` is what runs;
 * `scripts/mutants.ts` has the tests run a broken copy instead.
 */
export const actionFolder =
  process.env['ACTION_FOLDER'] ?? join(import.meta.dirname, '..', '..')

/** What the workflows of the tests call the action. */
export const actionName = 'octo/setup-github-token@v1'

/** GitHub with the owners, repositories and tokens that the tests speak of. */
export interface World {
  readonly github: GitHub
  readonly tokens: {
    /** Classic, `repo` and `workflow`, of `acme-bot`: writes to `acme/*`. */
    readonly release: string
    /** Classic, `public_repo`, of `acme-bot`. */
    readonly weak: string
    /** Classic, `repo`, of `other-bot`: writes to `other/*`. */
    readonly other: string
    /** The job's own GITHUB_TOKEN: writes to `acme/app` alone. */
    readonly job: string
  }
  /** Starts a job of a workflow in `acme/app`; `close` ends it. */
  startJob(options?: JobOptions): Promise<Job>
  /** Runs the root action as a step of a job. */
  setup(
    job: Job,
    inputs?: Record<string, string>,
    options?: Partial<UsesOptions>
  ): Promise<StepResult>
  close(): Promise<void>
}

/** Starts the world; names in it stay the same from test to test. */
export async function startWorld(options?: GitHubOptions): Promise<World> {
  const github = await startGitHub(options)
  github.addUser({ login: 'acme-bot', id: 1001 })
  github.addUser({ login: 'other-bot', id: 1002 })
  await Promise.all([
    github.addRepository('acme/app', {
      private: true,
      files: { 'README.md': '# App\n' }
    }),
    github.addRepository('acme/lib', {
      private: true,
      files: { 'lib.txt': 'lib\n' }
    }),
    github.addRepository('acme/docs', { files: { 'index.md': '# Docs\n' } }),
    github.addRepository('acme-evil/app', {
      private: true,
      files: { 'README.md': '# Not acme\n' }
    }),
    github.addRepository('other/secret', {
      private: true,
      files: { 'secret.txt': 'other\n' }
    })
  ])
  const tokens = {
    release: github.addToken({
      name: 'RELEASE_TOKEN',
      kind: 'classic',
      login: 'acme-bot',
      scopes: ['repo', 'workflow'],
      access: { 'acme/*': 'write' }
    }),
    weak: github.addToken({
      name: 'WEAK_TOKEN',
      kind: 'classic',
      login: 'acme-bot',
      scopes: ['public_repo'],
      access: { 'acme/*': 'write' }
    }),
    other: github.addToken({
      name: 'OTHER_TOKEN',
      kind: 'classic',
      login: 'other-bot',
      scopes: ['repo'],
      access: { 'other/*': 'write' }
    }),
    job: github.addToken({
      name: 'GITHUB_TOKEN',
      kind: 'installation',
      access: { 'acme/app': 'write' }
    })
  }
  const jobs: Job[] = []
  return {
    github,
    tokens,
    async startJob(jobOptions = {}) {
      const job = await createJob({
        repository: 'acme/app',
        serverUrl: github.url,
        token: tokens.job,
        ...jobOptions,
        env: {
          NODE_EXTRA_CA_CERTS: github.caFile,
          GIT_SSL_CAINFO: github.caFile,
          GIT_TERMINAL_PROMPT: '0',
          ...jobOptions.env
        }
      })
      jobs.push(job)
      return job
    },
    setup: (job, inputs = {}, stepOptions = {}) =>
      job.uses({
        action: actionFolder,
        name: actionName,
        ...stepOptions,
        with: {
          token: tokens.release,
          'token-name': 'RELEASE_TOKEN',
          ...inputs
        }
      }),
    async close() {
      await Promise.all(jobs.map((job) => job.finish()))
      await github.close()
    }
  }
}
