import { closestMatch } from 'leven'
import type { Storage } from '../git/configuration.ts'
import {
  type Coverage,
  namedRepositories,
  ownersOf,
  parseCoverage
} from '../git/coverage.ts'
import { findHost, type Host, HostError, parseHttps } from '../github/host.ts'
import { makeLinks } from '../github/links.ts'
import {
  areaOf,
  findProbe,
  type Level,
  levels,
  mergePermissions,
  type Permission
} from '../github/permissions.ts'
import { scopeFormat } from '../github/scopes.ts'
import { loginFormat } from '../github/login.ts'
import type { OnEmpty } from '../verify/empty.ts'
import type { Obstacle } from '../verify/facts.ts'
import type { Expectations } from '../verify/findings.ts'
import { presets } from '../verify/presets.ts'
import {
  type FailClass,
  failClasses,
  type ReportSource
} from '../verify/report.ts'
import { checkJob, type Environment, type Job } from './job.ts'
import { truncate } from './text.ts'

/** The inputs of the root action, without the tokens, checked and typed. */
export interface Inputs extends Expectations, ReportSource {
  readonly host: Host
  readonly coverage: readonly Coverage[]
  /** Every repository that is known to be covered, verified or not. */
  readonly covered: readonly string[]
  readonly configureGit: ConfigureGit
  /** Where git finds the token, and for how many seconds when that is in memory. */
  readonly storage: Storage
  readonly cacheSeconds: number
  readonly sshToHttps: boolean
  /** Whether gh is to use the token. */
  readonly githubCli: boolean
  readonly onEmpty: OnEmpty
  readonly mayWrite: boolean
  readonly summary: boolean
  /** What is wrong with the inputs, all of it; their values are then not to be used. */
  readonly obstacles: readonly Obstacle[]
}

/** For the job alone, in the config of the user as well, or not at all. */
export type ConfigureGit = 'job' | 'global' | 'none'

/** Longer lists are a mistake, and would not fit into a report. */
const longestList = 200

/** What an input is when the workflow passes an empty text; action.yml says the same. */
export const defaults = {
  'token-name': 'token',
  'configure-git': 'job',
  'credential-storage': 'file',
  'credential-timeout': '3600',
  'ssh-to-https': 'true',
  'git-identity': 'false',
  'github-cli': 'false',
  'warn-days': '14',
  'fail-on': 'invalid, missing',
  'on-empty': 'auto',
  'write-probes': 'false',
  'allow-unsafe-fork-credentials': 'false',
  summary: 'true'
} as const

type Defaulted = keyof typeof defaults

/** More days than this are a mistake. */
const mostDays = 3660

/** git counts whole seconds, and this step asks once itself. */
const leastSeconds = 3

/** No job lives longer, seconds. https://docs.github.com/actions/reference/limits */
const mostSeconds = 5 * 24 * 3600

/** What messages speak of when `server-url` names no host. */
const unknownHost: Host = {
  name: 'an unknown host',
  hostname: 'github.com',
  webUrl: 'https://github.com',
  apiUrl: 'https://api.github.com'
}

/** The value of an input as the runner passes it on. */
export function rawInput(environment: Environment, name: string): string {
  return environment[`INPUT_${name.toUpperCase()}`] ?? ''
}

/** Reads every input but the token, and says everything that is wrong with them. */
export function readInputs(environment: Environment, job: Job): Inputs {
  const reader = new Reader(environment)
  const apiUrl = reader.parse('api-url', '', (text) =>
    text === '' ? undefined : parseHttps(text)
  )
  const host =
    reader.parse('server-url', job.serverUrl, (text) =>
      findHost(text, apiUrl, job)
    ) ?? unknownHost
  const tokenName = reader.name('token-name')
  const coverage = reader.list(
    'repositories',
    `${job.owner}/*`,
    parseCoverage,
    'is none of OWNER/NAME, OWNER/* and *'
  )
  const scopes = reader.list('scopes', '', parseScope, 'is not a scope')
  const chosen = reader
    .list('preset', '', parseWord, 'is not a preset')
    .flatMap((name) => reader.known('preset', name, presets))
  const preset = {
    scopes: chosen.flatMap((one) => one.scopes),
    permissions: chosen.flatMap((one) => one.permissions),
    doubts: chosen.flatMap((one) => one.doubts ?? [])
  }
  const permissions = mergePermissions(reader.permissions('permissions'))
  const configureGit = reader.choice('configure-git', ['job', 'global', 'none'])
  const storage = reader.choice('credential-storage', ['file', 'memory'])
  const gitIdentity = reader.isTrue('git-identity')
  const githubCli = reader.isTrue('github-cli')
  if (configureGit === 'none') {
    const unused = 'it has no effect with configure-git: none'
    if (gitIdentity) reader.reject('git-identity', unused)
    if (storage === 'memory') reader.reject('credential-storage', unused)
  }
  if (configureGit === 'global' && storage === 'memory') {
    reader.reject(
      'configure-git',
      'a helper that is set after this step could store the token, which credential-storage: memory is to avoid; use job'
    )
  }
  if (githubCli && storage === 'memory') {
    reader.reject(
      'github-cli',
      'gh keeps the token in a file, which credential-storage: memory is to avoid'
    )
  }
  // A host that is not the runner's own does not have the workflow's repository.
  const isOwnHost = host.webUrl === originOf(job.serverUrl)
  const isNeeded =
    configureGit !== 'none' ||
    [...preset.permissions, ...permissions].some(isOfRepository)
  const own = isOwnHost && isNeeded ? job.repository : ''
  return {
    tokenName,
    scopes,
    permissions,
    preset,
    forbiddenScopes: reader.forbidden('forbid-scopes', [
      ...preset.scopes,
      ...scopes
    ]),
    expectedLogin: reader.login('expected-login'),
    warnDays: reader.number('warn-days', 'days', 0, mostDays) ?? 0,
    maxLifetimeDays: reader.number('max-lifetime-days', 'days', 1, mostDays),
    failOn: reader.failClasses('fail-on'),
    onEmpty: reader.choice('on-empty', ['auto', 'skip', 'fail']),
    mayWrite: reader.isTrue('write-probes'),
    guardsFork:
      !reader.isTrue('allow-unsafe-fork-credentials') &&
      (configureGit !== 'none' || githubCli),
    host,
    links: makeLinks({ tokenName, host, job }),
    coverage,
    repositories: namedRepositories(coverage, own),
    covered: namedRepositories(coverage, isOwnHost ? job.repository : ''),
    owners: ownersOf(coverage, job.owner),
    configureGit,
    storage,
    cacheSeconds:
      reader.number(
        'credential-timeout',
        'seconds',
        leastSeconds,
        mostSeconds
      ) ?? 0,
    sshToHttps: reader.isTrue('ssh-to-https'),
    gitIdentity,
    githubCli,
    summary: reader.isTrue('summary'),
    obstacles: [...checkJob(environment), ...reader.obstacles]
  }
}

/** Reads inputs and collects what is wrong with them. */
class Reader {
  readonly #environment: Environment
  readonly obstacles: Obstacle[] = []

  constructor(environment: Environment) {
    this.#environment = environment
  }

  /** One value; `parse` throws a HostError that says what is wrong. */
  parse<T>(
    name: string,
    fallback: string,
    parse: (text: string) => T
  ): T | undefined {
    try {
      return parse(this.#text(name, fallback))
    } catch (error) {
      if (!(error instanceof HostError)) throw error
      // Not quoted: an address may hold a password.
      this.reject(name, error.message)
      return undefined
    }
  }

  /** A name for people: letters, digits and what stands between words. */
  name(name: 'token-name'): string {
    const text = this.#text(name, defaults[name])
    if (/^[\w. -]{1,100}$/.test(text)) return text
    this.reject(name, 'it is not the name of a secret')
    return defaults[name]
  }

  /** One of a few words, of which the first is as good as any when none was given. */
  choice<T extends string>(name: Defaulted, choices: readonly [T, ...T[]]): T {
    const text = this.#text(name, defaults[name]).toLowerCase()
    const choice = choices.find((candidate) => candidate === text)
    if (choice === undefined) {
      this.reject(name, `${quote(text)} is none of ${choices.join(', ')}`)
    }
    return choice ?? choices[0]
  }

  isTrue(name: Defaulted): boolean {
    return this.choice(name, ['true', 'false']) === 'true'
  }

  /** A whole number of some unit; undefined when none was given. */
  number(
    name: 'warn-days' | 'max-lifetime-days' | 'credential-timeout',
    unit: 'days' | 'seconds',
    least: number,
    most: number
  ): number | undefined {
    const fallback = name === 'max-lifetime-days' ? '' : defaults[name]
    const text = this.#text(name, fallback)
    if (text === '') return undefined
    const value = /^\d{1,6}$/.test(text) ? Number(text) : NaN
    if (value >= least && value <= most) return value
    this.reject(
      name,
      `${quote(text)} is not a number of ${unit} from ${String(least)} to ${String(most)}`
    )
    return undefined
  }

  /** The login of an account, with or without the `@` people write before it. */
  login(name: 'expected-login'): string | undefined {
    const text = this.#text(name)
    if (text === '') return undefined
    const login = text.replace(/^@/, '')
    if (loginFormat.test(login)) return login
    this.reject(name, `${quote(text)} is not a login`)
    return undefined
  }

  /** Classes of findings, or the word `none`. */
  failClasses(name: 'fail-on'): readonly FailClass[] {
    const words = this.list(name, defaults[name], parseWord, 'is not a class')
    if (words.includes('none')) {
      if (words.length > 1) this.reject(name, '"none" stands alone')
      return []
    }
    const known = new Map(failClasses.map((word) => [word as string, word]))
    return words.flatMap((word) => this.known(name, word, known))
  }

  /** Scopes, none of which is asked for elsewhere. */
  forbidden(name: string, asked: readonly string[]): readonly string[] {
    const scopes = this.list(name, '', parseScope, 'is not a scope')
    for (const scope of scopes.filter((one) => asked.includes(one))) {
      this.reject(name, `${quote(scope)} is asked for as well`)
    }
    return scopes
  }

  /** What a word of a list stands for. */
  known<T>(
    name: string,
    word: string,
    table: ReadonlyMap<string, T>
  ): readonly T[] {
    const found = table.get(word)
    if (found !== undefined) return [found]
    const words = [...table.keys()]
    const close = closestMatch(word, words, { maxDistance: 3 })
    this.reject(
      name,
      `${quote(word)} is none of ${words.join(', ')}${close === undefined ? '' : `; did you mean ${close}?`}`
    )
    return []
  }

  /** `contents: write` lines, or `contents=write, issues=read`. */
  permissions(name: 'permissions'): readonly Permission[] {
    // Colons and equal signs may have white space around them, or none.
    const words = this.#text(name)
      .replaceAll(/[:=]/g, ' : ')
      .split(/[\s,]+/)
      .filter((word) => word !== '')
    const items: Permission[] = []
    for (let at = 0; at < words.length; at += 3) {
      const [key = '', colon, level = ''] = words.slice(at, at + 3)
      const permission = colon === ':' ? parsePermission(key, level) : undefined
      if (permission === undefined) {
        const text = words.slice(at, at + 3).join(' ')
        this.reject(
          name,
          `${quote(text)} is not of the form NAME: read, NAME: write or NAME: admin`
        )
        // What follows cannot be told apart any more.
        return []
      }
      items.push(permission)
    }
    return items.length > longestList
      ? this.#tooLong(name, items.length)
      : items
  }

  /** Values separated by commas or white space, each only once. */
  list<T>(
    name: string,
    fallback: string,
    parse: (item: string) => T | undefined,
    complaint: string
  ): readonly T[] {
    const text = this.#text(name, fallback)
    const items = [...new Set(text.split(/[\s,]+/))].filter(
      (item) => item !== ''
    )
    if (items.length > longestList) return this.#tooLong(name, items.length)
    const values = items.flatMap((item) => {
      const value = parse(item)
      if (value !== undefined) return [value]
      this.reject(name, `${quote(item)} ${complaint}`)
      return []
    })
    return [...new Set(values)]
  }

  /** What was given, without white space around it. */
  #text(name: string, fallback = ''): string {
    return rawInput(this.#environment, name).trim() || fallback
  }

  #tooLong(name: string, length: number): readonly [] {
    this.reject(
      name,
      `${String(length)} values, of at most ${String(longestList)}`
    )
    return []
  }

  /** Something is wrong with an input. */
  reject(name: string, complaint: string): void {
    this.obstacles.push({
      requirement: 'valid inputs',
      reason: 'input-invalid',
      evidence: `${name}: ${complaint}`
    })
  }
}

/** Scopes are lower case; which ones there are is not for the input to know. */
function parseScope(item: string): string | undefined {
  const scope = item.toLowerCase()
  return scopeFormat.test(scope) ? scope : undefined
}

/** A word of a closed list, which is looked up later. */
function parseWord(item: string): string {
  return item.toLowerCase()
}

/** `pull-requests`, as workflows spell it, is `pull_requests`. */
function parsePermission(key: string, word: string): Permission | undefined {
  const name = key.toLowerCase().replaceAll('-', '_')
  const level = levels.find((one): one is Level => one === word.toLowerCase())
  return /^[a-z]\w{0,59}$/.test(name) && level !== undefined
    ? { name, level }
    : undefined
}

/** Whether a repository is needed to tell about a permission. */
function isOfRepository(permission: Permission): boolean {
  const isAsked =
    permission.name === 'contents' || findProbe(permission, true) !== undefined
  return isAsked && areaOf(permission) === 'repository'
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined
}

function quote(text: string): string {
  return `"${truncate(text, 80)}"`
}
