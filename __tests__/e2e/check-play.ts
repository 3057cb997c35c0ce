import { expect } from '@jest/globals'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Fault } from '../support/github/faults.ts'
import type { GitHub } from '../support/github/github.ts'
import type { NewToken } from '../support/github/model.ts'
import type { RecordedRequest } from '../support/github/requests.ts'
import type { Job, JobOptions, StepResult } from '../support/runner/job.ts'
import { actionFolder, type World } from '../support/world.ts'
import {
  commandsIn,
  expectMasksFirst,
  expectNoSecret,
  expectOwnCommandsOnly,
  withoutHeader
} from './expectations.ts'

/** A token that is made for a step: what is not said is as it should be. */
export type CheckToken = Partial<NewToken> & {
  /** Where it is known; the host of the workflow. */
  readonly at?: GitHub
  /** What goes wrong when it is asked about something; each once, the last one for ever. */
  readonly faults?: readonly Fault[]
  /** Which of its requests that is for; all. */
  readonly faulty?: (request: RecordedRequest) => boolean
  /** What the variable holds, made of the token; the token itself. */
  readonly value?: (token: string) => string
}

/** One step of the action `check` in a job of its own. */
export interface CheckScene {
  /** By the environment variable of the step that holds it. */
  readonly tokens?: Readonly<Record<string, CheckToken>>
  /** More of the step's environment, made of the tokens. */
  readonly env?: (
    tokens: Readonly<Record<string, string>>
  ) => Readonly<Record<string, string>>
  /** The input `tokens`, line by line. `https://OTHER` is the other host. */
  readonly policy?:
    | readonly string[]
    | ((tokens: Readonly<Record<string, string>>) => readonly string[])
  /** Files of the workspace by their paths. */
  readonly files?: Readonly<Record<string, string | Buffer>>
  readonly inputs?: Readonly<Record<string, string>>
  readonly job?: JobOptions
  readonly other?: GitHub
  /** What is masked, in the order of the policy; the tokens as they stand here. */
  readonly masked?: (
    tokens: Readonly<Record<string, string>>
  ) => readonly string[]
}

/** What became of it, with everything that differs from run to run replaced. */
export interface CheckPlay {
  readonly exitCode: number
  /** The log after its header, line by line, as a person sees it. */
  readonly log: readonly string[]
  /** All outputs but the report. */
  readonly outputs: Readonly<Record<string, string>>
  readonly report: CheckReport
  readonly summary: string
  /** `VARIABLE GET https://HOST/api/v3/user 200`, in order of arrival. */
  readonly requests: readonly string[]
  readonly tokens: Readonly<Record<string, string>>
  readonly job: Job
  readonly result: StepResult
}

/** The output `report`, as far as tests look into it. */
export interface CheckReport {
  readonly status: string
  readonly counts: Readonly<Record<string, number>>
  readonly problems: readonly {
    readonly reason: string
    readonly evidence: string
  }[]
  readonly tokens: readonly CheckedToken[]
}

export interface CheckedToken {
  readonly name: string
  readonly status: string
  readonly reports: readonly {
    readonly token: { readonly name: string; readonly host: string }
    readonly status: string
    readonly findings: readonly {
      readonly requirement: string
      readonly verdict: string
      readonly reason: string
      readonly evidence: string
      readonly fix: string
    }[]
  }[]
}

let count = 0

/**
 * Runs the step and proves what must hold for every run, whatever happens: the
 * masks come first, nothing else is a command that is not meant, no secret is
 * anywhere, nothing is written, and the status is told alike in every place.
 */
export async function playCheck(
  world: World,
  scene: CheckScene
): Promise<CheckPlay> {
  count += 1
  const made = Object.entries(scene.tokens ?? {}).map(([variable, token]) => ({
    variable,
    token,
    name: `${variable}#${count}`,
    secret: addToken(world, `${variable}#${count}`, token)
  }))
  const tokens = Object.fromEntries(
    made.map(({ variable, secret }) => [variable, secret])
  )
  const job = await world.startJob({
    ...scene.job,
    // This machine's own settings are no part of a test.
    env: { GIT_CONFIG_NOSYSTEM: '1', ...scene.job?.env }
  })
  for (const [path, content] of Object.entries(scene.files ?? {})) {
    const file = join(job.folders.workspace, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, content)
  }
  const before = await filesIn(job)
  const { policy } = scene
  const given = typeof policy === 'function' ? policy(tokens) : policy
  const result = await check(job, {
    with: {
      ...(given && {
        tokens: given
          .join('\n')
          .replaceAll('https://OTHER', scene.other?.url ?? 'https://OTHER')
      }),
      ...scene.inputs
    },
    env: {
      ...Object.fromEntries(
        made.map(({ variable, secret, token: { value } }) => [
          variable,
          value?.(secret) ?? secret
        ])
      ),
      ...scene.env?.(tokens)
    }
  })
  const hosts = [world.github, ...(scene.other ? [scene.other] : [])]
  const replaced = (text: string) =>
    text
      .replaceAll(`127.0.0.1:${world.github.port}`, 'HOST')
      .replaceAll(`127.0.0.1:${scene.other?.port ?? ''}`, 'OTHER')
      .replaceAll(job.root, 'ROOT')
  const { report = '', ...outputs } = result.outputs
  const seen: CheckPlay = {
    exitCode: result.exitCode,
    log: replaced(withoutHeader(result.log)).split('\n'),
    outputs,
    report: JSON.parse(replaced(report)) as CheckReport,
    summary: replaced(result.summary),
    requests: hosts.flatMap(({ requests }) =>
      requests.flatMap((request) =>
        made
          .filter(({ name }) => request.tokenNames.includes(name))
          .map(({ variable }) => replaced(describe(variable, request)))
      )
    ),
    tokens,
    job,
    result
  }
  const masked = scene.masked?.(tokens) ?? Object.values(tokens)
  expectMasksFirst(result, masked)
  expectOwnCommandsOnly(result, ownCommand)
  expectFoldsInTurn(result)
  expectOwnMarkupOnly(seen)
  await expectNoSecret(result, job, [...masked, ...Object.values(tokens)])
  await expectNothingWritten(seen, before)
  expectOneStatus(seen)
  for (const { changes, requests } of hosts) {
    expect(changes).toEqual([])
    // None without a token, and none with two.
    expect(requests.filter((one) => one.tokenNames.length !== 1)).toEqual([])
  }
  return seen
}

/** Runs the action `check` as a step of a job. */
export function check(
  job: Job,
  options: {
    readonly with: Record<string, string>
    readonly env: Record<string, string>
  }
): Promise<StepResult> {
  return job.uses({
    action: join(actionFolder, 'check'),
    name: 'octo/setup-github-token/check@v1',
    ...options
  })
}

function addToken(world: World, name: string, token: CheckToken): string {
  const { at = world.github, faults = [], faulty, ...about } = token
  for (const [index, fault] of [...faults.entries()].toReversed()) {
    at.fault(
      (request) =>
        request.tokenNames.includes(name) && (faulty?.(request) ?? true),
      fault,
      index === faults.length - 1 ? {} : { times: 1 }
    )
  }
  return at.addToken({
    name,
    kind: 'classic',
    login: 'acme-bot',
    access: { 'acme/*': 'write' },
    ...(about.kind === undefined && { scopes: ['repo'] }),
    ...about
  })
}

function describe(
  variable: string,
  { method, host, path, query, status }: RecordedRequest
): string {
  const rest = query === '' ? '' : `?${query}`
  return `${variable} ${method} https://${host}${path}${rest} ${status}`
}

/** The outputs besides the report, of a run in which so many tokens are so. */
export function counted(
  status: string,
  counts: Readonly<Record<string, number>> = {}
): Readonly<Record<string, string>> {
  const none = { failed: 0, warning: 0, unknown: 0, ok: 0, skipped: 0 }
  const all = Object.entries({ ...none, ...counts })
  return {
    status,
    ...Object.fromEntries(all.map(([name, value]) => [name, String(value)]))
  }
}

/** The status of each token of a report, by its name. */
export function statusesIn({ report }: CheckPlay): Record<string, string> {
  return Object.fromEntries(
    report.tokens.map(({ name, status }) => [name, status])
  )
}

/** The reasons of what is not granted, by the name of the token, each once. */
export function reasonsIn({
  report
}: CheckPlay): Record<string, readonly string[]> {
  return Object.fromEntries(
    report.tokens.map(({ name, reports }) => [
      name,
      [
        ...new Set(
          reports.flatMap(({ findings }) =>
            findings
              .map(({ reason }) => reason)
              .filter((reason) => reason !== 'ok')
          )
        )
      ]
    ])
  )
}

/** The lines of the group of a token, without those that begin and end it. */
export function groupOf(
  { log }: Pick<CheckPlay, 'log'>,
  name: string
): readonly string[] {
  const start = log.findIndex((line) =>
    new RegExp(`^##\\[group\\]\\S+ ${name}: \\w+$`).test(line)
  )
  expect(start).toBeGreaterThanOrEqual(0)
  return log.slice(start + 1, log.indexOf('##[endgroup]', start))
}

/** The message of a reason about a token, the last line of which links to it. */
export function more(reason: string): string {
  return `More: https://HOST/octo/setup-github-token/blob/v1/docs/reasons.md#${reason}`
}

/** Where the keys of a policy are described. */
export const policyPage =
  'https://HOST/octo/setup-github-token/blob/v1/docs/policy.md'

const property = String.raw`=[^:,]+`
const ownCommand = new RegExp(
  `^::(add-mask::|group::\\S+ \\w+: \\w+$|endgroup::$|(error|warning|notice) title${property}(,file${property},line=\\d+,col=\\d+)?::)`
)

/** No group is left open, none is in another. */
function expectFoldsInTurn({ stdout }: StepResult): void {
  const folds = commandsIn(stdout)
    .map((line) => /^::(group|endgroup)::/.exec(line)?.[1])
    .filter((name) => name !== undefined)
  expect(folds).toEqual(
    folds.map((_, index) => (index % 2 === 0 ? 'group' : 'endgroup'))
  )
}

/** HTML without an empty line, and text about tokens from elsewhere in `code` alone. */
function expectOwnMarkupOnly({ summary, report }: CheckPlay): void {
  expect(summary.trimEnd()).not.toMatch(/\n\s*\n/)
  const rest = summary
    .replaceAll(/<code>[^<>]*<\/code>/g, '')
    .replaceAll(ownLink, '')
    .replaceAll(ownTag, '')
  expect(rest).not.toMatch(/[<>]/)
  if (report.problems.length === 0) expect(rest).not.toMatch(/[@`]|https?:/)
  expect(summary.match(/<details/g)?.length).toBe(
    summary.match(/<\/details>/g)?.length
  )
}

const ownLink =
  /<a href="https:\/\/(HOST|OTHER|127\.0\.0\.1:\d+)[^"<>\s]*">[^<>]*<\/a>/g
const ownTag = /<(\/?(h3|table|tr|th|td|details|summary|p)|br|details open)>/g

/** Every file of the job but those through which the runner is told things. */
async function filesIn({ folders, root }: Job): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  return entries
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter(
      (path) => !/^_(runner_|github_)/.test(relativeTo(folders.temp, path))
    )
    .sort()
}

function relativeTo(folder: string, path: string): string {
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : ''
}

async function expectNothingWritten(
  { job, result }: CheckPlay,
  before: readonly string[]
): Promise<void> {
  expect(await filesIn(job)).toEqual(before)
  expect([result.env, result.state]).toEqual([{}, {}])
  const folder = join(job.folders.temp, '_runner_file_commands')
  const told = await Promise.all(
    (await readdir(folder))
      .filter((name) => /^(add_path|set_env|save_state)_/.test(name))
      .map((name) => readFile(join(folder, name), 'utf8'))
  )
  expect(told).toEqual(['', '', ''])
  // The action has no post script: there is nothing to undo.
  expect(await job.post()).toEqual([])
}

/** The exit code, the outputs and the report tell the same. */
function expectOneStatus({ exitCode, outputs, report }: CheckPlay): void {
  const { status, ...counts } = outputs
  expect(exitCode).toBe(status === 'failed' ? 1 : 0)
  expect(report.status).toBe(status)
  expect(report.counts).toEqual(
    Object.fromEntries(
      Object.entries(counts).map(([name, value]) => [name, Number(value)])
    )
  )
  const statuses = report.tokens.map((one) => one.status)
  const sum = Object.values(report.counts).reduce((a, b) => a + b, 0)
  expect(statuses).toHaveLength(sum)
  expect(statuses).toEqual(
    ['failed', 'warning', 'unknown', 'ok', 'skipped'].flatMap((name) =>
      Array.from({ length: report.counts[name] ?? 0 }, () => name)
    )
  )
  const isHindered = report.problems.length > 0
  expect(status).toBe(isHindered ? 'failed' : (statuses[0] ?? 'ok'))
}
