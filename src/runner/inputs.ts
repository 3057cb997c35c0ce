import { type Coverage, parseCoverage } from '../git/coverage.ts'
import { findHost, type Host, HostError, parseHttps } from '../github/host.ts'
import { type Links, makeLinks } from '../github/links.ts'
import { scopeFormat } from '../github/scopes.ts'
import type { Obstacle } from '../verify/facts.ts'
import { checkJob, type Environment, type Job } from './job.ts'
import { truncate } from './text.ts'

/** The inputs of the root action, without the token, checked and typed. */
export interface Inputs {
  readonly tokenName: string
  readonly scopes: readonly string[]
  readonly coverage: readonly Coverage[]
  readonly host: Host
  readonly links: Links
  readonly configureGit: ConfigureGit
  readonly summary: boolean
  /** What is wrong with the inputs, all of it; their values are then not to be used. */
  readonly obstacles: readonly Obstacle[]
}

export type ConfigureGit = 'job' | 'none'

/** Longer lists are a mistake, and would not fit into a report. */
const longestList = 200

/** What an input is when the workflow passes an empty text; action.yml says the same. */
export const defaults = {
  'token-name': 'token',
  'configure-git': 'job',
  summary: 'true'
} as const

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
  const scopes = reader.list('scopes', '', parseScope, 'is not a scope')
  const tokenName = reader.name('token-name')
  return {
    tokenName,
    scopes,
    host,
    links: makeLinks({ tokenName, host, job }),
    coverage: reader.list(
      'repositories',
      `${job.owner}/*`,
      parseCoverage,
      'is none of OWNER/NAME, OWNER/* and *'
    ),
    configureGit: reader.choice('configure-git', ['job', 'none']),
    summary: reader.choice('summary', ['true', 'false']) === 'true',
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
      return parse(rawInput(this.#environment, name).trim() || fallback)
    } catch (error) {
      if (!(error instanceof HostError)) throw error
      // Not quoted: an address may hold a password.
      this.#reject(name, error.message)
      return undefined
    }
  }

  /** A name for people: letters, digits and what stands between words. */
  name(name: 'token-name'): string {
    const text = rawInput(this.#environment, name).trim() || defaults[name]
    if (/^[\w. -]{1,100}$/.test(text)) return text
    this.#reject(name, 'it is not the name of a secret')
    return defaults[name]
  }

  /** One of a few words, of which the first is as good as any when none was given. */
  choice<T extends string>(
    name: keyof typeof defaults,
    choices: readonly [T, ...T[]]
  ): T {
    const text =
      rawInput(this.#environment, name).trim().toLowerCase() || defaults[name]
    const choice = choices.find((candidate) => candidate === text)
    if (choice === undefined) {
      this.#reject(name, `${quote(text)} is none of ${choices.join(', ')}`)
    }
    return choice ?? choices[0]
  }

  /** Values separated by commas or white space, each only once. */
  list<T>(
    name: string,
    fallback: string,
    parse: (item: string) => T | undefined,
    complaint: string
  ): readonly T[] {
    const text = rawInput(this.#environment, name).trim() || fallback
    const items = [...new Set(text.split(/[\s,]+/))].filter(
      (item) => item !== ''
    )
    if (items.length > longestList) {
      this.#reject(
        name,
        `${String(items.length)} values, of at most ${String(longestList)}`
      )
      return []
    }
    return items.flatMap((item) => {
      const value = parse(item)
      if (value !== undefined) return [value]
      this.#reject(name, `${quote(item)} ${complaint}`)
      return []
    })
  }

  #reject(name: string, complaint: string): void {
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

function quote(text: string): string {
  return `"${truncate(text, 80)}"`
}
