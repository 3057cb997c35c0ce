import { expect } from '@jest/globals'
import { readdir } from 'node:fs/promises'
import type { Fault } from '../support/github/faults.ts'
import type { NewToken } from '../support/github/model.ts'
import type { RecordedRequest } from '../support/github/requests.ts'
import type { Job, JobOptions, StepResult } from '../support/runner/job.ts'
import type { World } from '../support/world.ts'
import {
  expectMasksFirst,
  expectNoSecret,
  expectOwnCommandsOnly,
  withoutHeader
} from './expectations.ts'

/** One step of the action in a job of its own: what is not said is as it should be. */
export interface Scene {
  /** The token that is made for this step; a classic one with `repo`. */
  readonly token?: Partial<NewToken>
  /** What the input `token` holds, made of the token; the token itself. */
  readonly value?: (token: string) => string
  /** What is masked, in order; the token. */
  readonly masked?: (token: string) => readonly string[]
  /** What goes wrong when this token is asked about; each once, the last one for ever. */
  readonly faults?: Faults
  /** What goes wrong when git's protocol is asked about a repository. */
  readonly gitFaults?: Faults
  /** What goes wrong when the API is asked about anything but the account. */
  readonly restFaults?: Faults
  /** What goes wrong when the API is asked what proves a permission. */
  readonly probeFaults?: Faults
  readonly inputs?: Readonly<Record<string, string>>
  readonly job?: JobOptions
  /** Whether the value may be seen where it was written: it is no secret. */
  readonly isHarmless?: boolean
}

export type Faults = readonly Fault[] | ((token: string) => readonly Fault[])

/** What became of it, with everything that differs from run to run replaced. */
export interface Play {
  readonly exitCode: number
  /** The log after its header, as a person sees it. */
  readonly log: string
  readonly outputs: Readonly<Record<string, string>>
  /** The output `report`. */
  readonly report: unknown
  readonly summary: string
  /** Those to the API in order of arrival, and then those to git's protocol. */
  readonly requests: readonly string[]
  /** The names of the credential folders that are there now. */
  readonly folders: readonly string[]
  readonly token: string
  readonly job: Job
  readonly result: StepResult
}

let count = 0

/**
 * Runs the step and proves what must hold for every run, whatever happens: the
 * masks come first, nothing else is a command, no secret is anywhere, and git
 * is given the token exactly when the outputs say so.
 */
export async function play(world: World, scene: Scene = {}): Promise<Play> {
  count += 1
  const name = `TOKEN_${count}`
  const token = world.github.addToken({
    name,
    kind: 'classic',
    login: 'acme-bot',
    access: { 'acme/*': 'write' },
    ...(scene.token?.kind === undefined && { scopes: ['repo'] }),
    ...scene.token
  })
  const isOurs = ({ tokenNames }: RecordedRequest) => tokenNames.includes(name)
  for (const [name, isAbout] of Object.entries(about)) {
    const faults = scene[name as keyof typeof about] ?? []
    const rows = typeof faults === 'function' ? faults(token) : faults
    for (const [index, fault] of [...rows.entries()].toReversed()) {
      const isLast = index === rows.length - 1
      world.github.fault(
        (request) => isOurs(request) && isAbout(request),
        fault,
        isLast ? {} : { times: 1 }
      )
    }
  }
  const job = await world.startJob({
    ...scene.job,
    // This machine's own settings are no part of a test.
    env: { GIT_CONFIG_NOSYSTEM: '1', ...scene.job?.env }
  })
  const value = scene.value?.(token) ?? token
  const result = await world.setup(job, { token: value, ...scene.inputs })
  const masked = scene.masked?.(token) ?? [token]

  const replaced = placeholders(world, job)
  const { report = '', ...outputs } = result.outputs
  const seen: Play = {
    exitCode: result.exitCode,
    log: replaced(withoutHeader(result.log)),
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([key, text]) => [key, replaced(text)])
    ),
    report: JSON.parse(replaced(report)),
    summary: replaced(result.summary),
    requests: requestsOf(world, isOurs).map(replaced),
    folders: (await readdir(job.folders.temp)).filter((entry) =>
      entry.startsWith('setup-github-token-')
    ),
    token,
    job,
    result
  }
  expectMasksFirst(result, masked)
  expectOwnCommandsOnly(
    result,
    /^::(add-mask::|(error|warning|notice) title=[^:]+::)/
  )
  if (scene.isHarmless !== true) {
    await expectNoSecret(result, job, [...masked, token])
  }
  expectGitAsReported(seen)
  return seen
}

/** A scene, and the whole of what comes of it. */
export interface Row {
  readonly scene: Scene
  /** The log, line by line. */
  readonly log: readonly string[]
  /** Which outputs differ from those of a token that is as it should be. */
  readonly outputs: Partial<typeof fine>
  /** Requests, sorted; absent when they are not what it is about. */
  readonly requests?: readonly string[]
}

/** Runs a row's step and compares all there is. */
export async function playRow(world: World, row: Row): Promise<Play> {
  const seen = await play(world, row.scene)
  expect(seen.log.split('\n')).toEqual(row.log)
  expect(seen.outputs).toEqual({ ...fine, ...row.outputs })
  if (row.requests !== undefined) {
    expect(seen.requests.toSorted()).toEqual(row.requests)
  }
  expect(seen.exitCode).toBe(seen.outputs['status'] === 'failed' ? 1 : 0)
  expect(world.github.changes).toEqual([])
  return seen
}

const isGit = ({ repository }: RecordedRequest) => repository !== undefined
const isAccount = ({ path }: RecordedRequest) =>
  /^(\/api\/v3)?\/user$/.test(path)
const isDescription = ({ path }: RecordedRequest) =>
  /^(\/api\/v3)?\/repos\/[^/]+\/[^/]+$/.test(path)

/** Which requests each list of faults is for. */
const about = {
  faults: isAccount,
  gitFaults: isGit,
  restFaults: (request: RecordedRequest) =>
    !isGit(request) && !isAccount(request),
  probeFaults: (request: RecordedRequest) =>
    !isGit(request) && !isAccount(request) && !isDescription(request)
} satisfies Partial<Record<keyof Scene, (request: RecordedRequest) => boolean>>

/** Requests, those to git's protocol last: both are sent at the same time. */
export function requestsOf(
  { github }: World,
  isMeant: (request: RecordedRequest) => boolean
): readonly string[] {
  return github.requests
    .filter(isMeant)
    .toSorted((one, other) => Number(isGit(one)) - Number(isGit(other)))
    .map(({ method, host, path, query, status }) => {
      const rest = query === '' ? '' : `?${query}`
      return `${method} https://${host}${path}${rest} ${status}`
    })
}

/** What git is asked before a clone. */
export const askedGit =
  'GET https://HOST/acme/app.git/info/refs?service=git-upload-pack 200'

/** The two requests of the happy path. */
export const asked = ['GET https://HOST/api/v3/user 200', askedGit]

/** What is said of the workflow's own repository. */
export const readable = 'granted read acme/app (git may read it)'

/** What is said of git when it is given the token. */
export const usedByGit = 'git uses it for acme/* in the later steps of this job'

/** All outputs but the report, for a token that is as it should be. */
export const fine = {
  valid: 'true',
  status: 'ok',
  reason: 'ok',
  'token-kind': 'classic',
  login: 'acme-bot',
  scopes: 'repo',
  missing: '',
  unverified: '',
  excess: '',
  'expires-at': '',
  'days-left': '',
  'git-configured': 'true',
  used: 'token'
}

export const secretsPage = 'https://HOST/acme/app/settings/secrets/actions'
export const newTokenPage = 'https://HOST/settings/tokens/new'

/** What to do about missing scopes; the link has those held and those asked for. */
export function scopeFix(scopes: string, name = 'RELEASE_TOKEN'): string {
  return `Add what is missing to the token at https://HOST/settings/tokens. Or: ${newToken(scopes, name)}`
}

/** To replace a classic token; the link has the scopes, and so has the text. */
export function newToken(scopes: string, name = 'RELEASE_TOKEN'): string {
  const list = scopes.split(',').join(', ')
  return `Create a token at ${newTokenPage}?scopes=${scopes}&description=acme%2Fapp%20${encodeURIComponent(name)} (scopes: ${list}) and store it as ${name} at ${secretsPage}`
}

/** The outputs when nothing is known of the token. */
export const unproven = (reason: string, unverified = '') => ({
  ...fine,
  valid: '',
  status: 'unknown',
  reason,
  'token-kind': 'unknown',
  login: '',
  scopes: '',
  unverified
})

/** The outputs of a step that had no token to ask about, or did not get to it. */
export const failed = (reason: string, unverified = '') => ({
  ...unproven(reason, unverified),
  valid: 'false',
  status: 'failed',
  'git-configured': 'false',
  used: ''
})

/** The last line of a message. */
export function more(reason: string): string {
  return `More: https://HOST/octo/setup-github-token/blob/v1/docs/reasons.md#${reason}`
}

/** A log, line by line. */
export function lines(...all: readonly string[]): string {
  return all.join('\n')
}

function placeholders(world: World, job: Job): (text: string) => string {
  return (text) =>
    text
      .replaceAll(`127.0.0.1:${world.github.port}`, 'HOST')
      .replaceAll(job.root, 'ROOT')
      .replaceAll(
        /setup-github-token-[0-9a-f-]{32,36}/g,
        'setup-github-token-FOLDER'
      )
}

function expectGitAsReported({ result, outputs, folders }: Play): void {
  const isConfigured = outputs['git-configured'] === 'true'
  const keys = ['GIT_CONFIG_COUNT', 'GIT_CONFIG_KEY_0', 'GIT_CONFIG_VALUE_0']
  expect(Object.keys(result.env).sort()).toEqual(isConfigured ? keys : [])
  expect(Object.keys(result.state)).toEqual(isConfigured ? ['folder'] : [])
  expect(folders).toEqual(isConfigured ? [result.state['folder']] : [])
}
