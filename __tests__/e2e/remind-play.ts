import { expect } from '@jest/globals'
import { join } from 'node:path'
import type { Fault } from '../support/github/faults.ts'
import type { NewRepository } from '../support/github/github.ts'
import type { NewToken } from '../support/github/model.ts'
import type { RecordedRequest } from '../support/github/requests.ts'
import type { Job, JobOptions, StepResult } from '../support/runner/job.ts'
import { actionFolder, startWorld, type World } from '../support/world.ts'
import {
  expectNoSecret,
  expectOwnCommandsOnly,
  withoutHeader
} from './expectations.ts'

/** When a test begins, by every clock. */
export const noon = new Date('2026-11-30T12:00:00Z')

/** A world in which it is noon. */
export const startReminders = () => startWorld({ now: () => noon })

export const daysAfter = (days: number, moment = noon) =>
  new Date(moment.getTime() + days * 86_400_000)

/** A day, as it is written: `2026-12-31`. */
export const dayIn = (days: number) =>
  daysAfter(days).toISOString().slice(0, 10)

/** How GitHub writes that a token expires in so many days, and some hours. */
export const expiresIn = (days: number) =>
  `${daysAfter(days + 0.25)
    .toISOString()
    .slice(0, 19)
    .replace('T', ' ')} UTC`

/** A repository whose workflow watches tokens: what is not said is as it should be. */
export interface DeskOptions {
  /** The token that is watched. */
  readonly token?: Partial<NewToken>
  /** The token that writes the issues. */
  readonly writer?: Partial<NewToken>
  readonly repository?: NewRepository
  /** The keys of the token in the policy. */
  readonly keys?: readonly string[]
}

/** One run of the workflow. */
export interface RunOptions {
  readonly inputs?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  /** The whole policy. */
  readonly policy?: string
  readonly job?: JobOptions
}

/** What became of a run. */
export interface Seen {
  readonly exitCode: number
  /** The log after its header, line by line. */
  readonly log: readonly string[]
  readonly outputs: Readonly<Record<string, string>>
  /** The output `issues`. */
  readonly issues: readonly {
    readonly token: string
    readonly number: number
    readonly url: string
    readonly action: string
  }[]
  readonly report: unknown
  readonly summary: string
  /** The requests with the token that writes issues: `GET /issues?…`. */
  readonly requests: readonly string[]
  /** Those of them that are no questions. */
  readonly writes: readonly string[]
  readonly result: StepResult
}

/** An issue as a person sees it. */
export interface IssueView {
  readonly number: number
  readonly title: string
  readonly body: readonly string[]
  /** `open`, or why it was closed. */
  readonly state: string
  readonly labels: readonly string[]
  readonly assignees: readonly string[]
  readonly comments: readonly string[]
}

export interface Desk {
  readonly world: World
  /** `owner/name` */
  readonly repository: string
  /** The token that is watched. */
  readonly secret: string
  readonly issueToken: string
  /** Today, by the clocks of the host and of the runner. */
  now: Date
  /** The keys of the token in the policy. */
  keys: readonly string[]
  /** Another token comes to be watched. */
  replace(token: Partial<NewToken>): void
  remind(options?: RunOptions): Promise<Seen>
  /** What goes wrong when the watched token is asked about. */
  readonly fault: Declare
  /** What goes wrong when issues are read and written. */
  readonly issueFault: Declare
  view(): readonly IssueView[]
  /** The numbers of the open issues. */
  open(): readonly number[]
}

/** Answers what takes it away again. */
type Declare = (fault: Fault, options?: FaultOptions) => () => void

export interface FaultOptions {
  readonly match?: (request: RecordedRequest) => boolean
  readonly times?: number
}

let count = 0

/** A repository with a token that is watched and one that writes issues. */
export async function openDesk(
  world: World,
  options: DeskOptions = {}
): Promise<Desk> {
  const { github } = world
  count += 1
  const id = count
  const repository = `acme/desk-${id}`
  await github.addRepository(repository, options.repository)
  const writer = `writer-${id}`
  const issueToken = github.addToken({
    name: writer,
    kind: 'installation',
    access: { [repository]: 'write' },
    ...(options.writer?.kind === undefined && {
      permissions: { issues: 'write' }
    }),
    ...options.writer
  })
  let watched = ''
  let made = 0
  const add = (token: Partial<NewToken> = {}) => {
    made += 1
    watched = `watched-${id}-${made}`
    return github.addToken({
      name: watched,
      kind: 'classic',
      login: 'acme-bot',
      access: { 'acme/*': 'write' },
      ...(token.kind === undefined && { scopes: ['repo'] }),
      ...token
    })
  }
  const secrets = [add(options.token)]
  const isAsked = ({ tokenNames }: RecordedRequest) =>
    tokenNames.includes(watched)
  const isWritten = ({ tokenNames }: RecordedRequest) =>
    tokenNames.includes(writer)
  const replaced = (text: string) =>
    text
      .replaceAll(`127.0.0.1:${github.port}`, 'HOST')
      .replaceAll(repository, 'acme/app')
      .replaceAll(encodeURIComponent(repository), 'acme%2Fapp')
  const declare =
    (isMeant: (request: RecordedRequest) => boolean): Declare =>
    (fault, { match, times } = {}) =>
      github.fault(
        (request) => isMeant(request) && (match?.(request) ?? true),
        fault,
        times === undefined ? {} : { times }
      )
  const desk: Desk = {
    world,
    repository,
    get secret() {
      return secrets.at(-1) ?? ''
    },
    issueToken,
    now: noon,
    keys: options.keys ?? [],
    replace(token) {
      secrets.push(add(token))
    },
    fault: declare(isAsked),
    issueFault: declare(isWritten),
    async remind(run = {}) {
      const job = await startJob(desk, run.job)
      const before = github.requests.length
      const { inputs = {}, env = {} } = run
      const result = await job.uses({
        action: join(actionFolder, 'remind'),
        name: 'octo/setup-github-token/remind@v1',
        with: {
          tokens: run.policy ?? policyOf(desk.keys),
          ...inputs
        },
        env: { RELEASE_TOKEN: desk.secret, ...env }
      })
      const requests = github.requests
        .slice(before)
        .filter(isWritten)
        .map((request) => describe(request, repository))
      const { report = '', ...outputs } = result.outputs
      const seen: Seen = {
        exitCode: result.exitCode,
        log: replaced(withoutHeader(result.log)).split('\n'),
        outputs: Object.fromEntries(
          Object.entries(outputs).map(([key, text]) => [key, replaced(text)])
        ),
        issues: JSON.parse(
          replaced(outputs['issues'] ?? '[]')
        ) as Seen['issues'],
        report: JSON.parse(replaced(report || 'null')),
        summary: replaced(result.summary),
        requests,
        writes: requests.filter(
          (one) => !one.startsWith('GET ') && !one.includes('graphql')
        ),
        result
      }
      expectOwnCommandsOnly(result, ownCommand)
      // No crash, and no stack trace.
      expect(result.stdout).not.toMatch(/internal error|%0A\s+at |file:\/\//)
      await expectNoSecret(
        result,
        job,
        [...secrets, issueToken, ...Object.values(env)].filter(
          (one) => one.length >= 10
        ),
        JSON.stringify(github.issues(repository)),
        JSON.stringify(github.labels(repository))
      )
      expect(job.env.size).toBe(jobEnvironmentSize(desk, run.job))
      return seen
    },
    view: () =>
      github.issues(repository).map((issue) => ({
        number: issue.number,
        title: replaced(issue.title),
        body: replaced(issue.body ?? '').split('\n'),
        state: issue.state === 'open' ? 'open' : String(issue.stateReason),
        labels: issue.labels,
        assignees: issue.assignees,
        comments: issue.comments.map(({ body }) => replaced(body))
      })),
    open: () =>
      github
        .issues(repository)
        .filter(({ state, pullRequest }) => state === 'open' && !pullRequest)
        .map(({ number }) => number)
  }
  // The clock of the host, for this token alone.
  github.fault(isAsked, {
    get headers() {
      return { date: desk.now.toUTCString() }
    }
  })
  return desk
}

/** A policy of one token. */
export const policyOf = (keys: readonly string[], name = 'RELEASE_TOKEN') =>
  [`${name}:`, ...keys.map((line) => `  ${line}`)].join('\n')

/** What to do about a token of which nothing is asked: what it has is not told. */
export const newToken =
  'Create a token at https://HOST/settings/tokens/new?description=acme%2Fapp%20RELEASE_TOKEN and store it as RELEASE_TOKEN at https://HOST/acme/app/settings/secrets/actions'

/** The body of an issue, as it is written on the first day; owner and purpose are known. */
export function bodyOf({
  end,
  wrong,
  steps,
  reasons,
  stage,
  day,
  isReplaced = false,
  isClassic = true,
  repository
}: {
  readonly end?: string | undefined
  readonly wrong: readonly string[]
  readonly steps: readonly string[]
  /** Whether another token is what helps. */
  readonly isReplaced?: boolean
  /** Whether what the token holds is known as a classic one. */
  readonly isClassic?: boolean | undefined
  readonly reasons: readonly string[]
  readonly stage: {
    readonly problem: string
    readonly threshold: number | null
  }
  /** The day of the end in the marker. */
  readonly day?: string | undefined
  /** What the policy says it is for. */
  readonly repository?: string | undefined
}): readonly string[] {
  const since = dayIn(0)
  const marker = { token: 'HOST/RELEASE_TOKEN', stage, since, end: day }
  const page = 'https://HOST/octo/setup-github-token/blob/v1/docs/reasons.md'
  return [
    `\`RELEASE_TOKEN\` on \`HOST\` needs attention since ${since}.${end === undefined ? '' : ` ${end}`}`,
    '',
    '### What is wrong',
    '',
    ...wrong,
    '',
    '### What breaks',
    '',
    'Without it, this does not work: `pushes the release commit`.',
    ...(repository === undefined ? [] : ['', `It is for \`${repository}\`.`]),
    '',
    '### What to do',
    '',
    ...[
      ...(isReplaced ? ['Sign in to `HOST` as the account of the token.'] : []),
      ...steps,
      ...(isReplaced
        ? [
            'A secret of an environment or of the organisation is replaced where it is, which may be elsewhere.',
            `Delete the old token at https://HOST/settings/tokens${isClassic ? '' : ' or https://HOST/settings/personal-access-tokens'}.`
          ]
        : []),
      'Run [the workflow that keeps this issue](https://HOST/acme/app/actions/workflows/ci.yml) again. It closes this issue when the token is as expected.'
    ].map((step, index) => `${index + 1}. ${step}`),
    '',
    `More: ${reasons.map((one) => `[${one}](${page}#${one})`).join(', ')}`,
    '',
    'Owner: @acme/release',
    '',
    'A workflow keeps this text, and finds it by its label: what is changed here is written over, comments stay.',
    '',
    `<!-- setup-github-token: ${JSON.stringify(marker)} -->`
  ]
}

/** A comment, with what keeps it from being made twice. */
export const commentOf = (text: string, about: string) =>
  `${text}\n\n<!-- setup-github-token: ${about} -->`

/** `GET /issues?state=all…`, below the repository when it is about that. */
function describe(
  { method, path, query, status }: RecordedRequest,
  repository: string
): string {
  const below = path
    .replace(/^\/api(\/v3)?/, '')
    .replace(`/repos/${repository}`, '')
  return `${method} ${below}${query === '' ? '' : `?${query}`} ${status}`
}

function jobEnvironment(desk: Desk, job: JobOptions = {}) {
  return {
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(clock)}`,
    CLOCK: String(desk.now.getTime()),
    ...job.env
  }
}

function jobEnvironmentSize(desk: Desk, job?: JobOptions): number {
  // Three more are the world's.
  return Object.keys(jobEnvironment(desk, job)).length + 3
}

function startJob(desk: Desk, options: JobOptions = {}): Promise<Job> {
  return desk.world.startJob({
    repository: desk.repository,
    token: desk.issueToken,
    ...options,
    env: jobEnvironment(desk, options)
  })
}

/** The clock of the runner: it runs, from the time that is said. */
const clock = `
const start = Number(process.env.CLOCK) - performance.now()
const now = () => start + performance.now()
const Real = Date
globalThis.Date = class extends Real {
  constructor(...all) { all.length === 0 ? super(now()) : super(...all) }
  static now() { return now() }
}`

const ownCommand =
  /^::(add-mask::|group::|endgroup::$|(error|warning|notice) title=[^:]+::)/
