import { readFileSync, statSync } from 'node:fs'
import { normalize, resolve } from 'node:path'
import { closestMatch } from 'leven'
import { makeLinks } from '../github/links.ts'
import { permissionNames } from '../github/permissions.ts'
import { scopeNames } from '../github/scopes.ts'
import type { Environment, Job } from '../runner/job.ts'
import { quote, Reader } from '../runner/reader.ts'
import { readTokenInputs, type TokenInputs } from '../runner/token-inputs.ts'
import { describeError } from '../runner/text.ts'
import type { Obstacle, Run } from '../verify/facts.ts'
import {
  mostProblems,
  type Problem,
  readDocument,
  type TokenEntry,
  variableFormat
} from './document.ts'

/** A token as a policy wants it to be. */
export interface PolicyToken {
  readonly name: string
  /** What breaks without it, a clause; empty when nobody said. */
  readonly purpose: string
  /** Who rotates it: `@acme/release`. */
  readonly owners: readonly string[]
  /** What is asked of it, once for each variable that may hold it. */
  readonly candidates: readonly [TokenInputs, ...TokenInputs[]]
}

/** What tokens must be able to do, and where that is written. */
export interface Policy {
  readonly source: Source
  readonly tokens: readonly PolicyToken[]
  /** What is wrong with it, by place; the tokens are not to be used then. */
  readonly problems: readonly Problem[]
}

/** A file of the workspace, or the input `tokens` of a step. */
export interface Source {
  readonly form: 'file' | 'input'
  /** The path of the file, or the name of the input. */
  readonly name: string
}

/** What an action adds to what a policy says. */
export interface PolicyUse {
  /** The text of a key that a token does not have. */
  readonly fallback: (key: string) => string
  /** Whether a day must be known by which a token ends. */
  readonly mustEnd: boolean
}

/** Bytes. */
const largestFile = 1024 * 1024

/** A clause that stands in a sentence. */
const longestPurpose = 200

/** Where a policy comes from: the input `tokens` when there is one, else a file. */
export function findSource(tokens: string, policyFile: string): Source {
  return tokens === ''
    ? { form: 'file', name: normalize(policyFile) }
    : { form: 'input', name: 'tokens' }
}

/** The text of a policy, or why there is none. */
export function readSource(
  { form, name }: Source,
  tokens: string,
  environment: Environment,
  run: Run
): string | Obstacle {
  if (form === 'input') return tokens
  const requirement = 'a policy'
  if (run === 'fork-with-secrets') {
    // It could name another host for the tokens of this run.
    return {
      requirement,
      reason: 'policy-untrusted',
      evidence: `A fork may have written ${name}`
    }
  }
  const path = resolve(environment['GITHUB_WORKSPACE'] ?? '', name)
  try {
    const found = statSync(path)
    if (!found.isFile()) throw new Error('it is not a file')
    if (found.size > largestFile) throw new Error('it is larger than 1 MiB')
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as { code?: unknown }
    return {
      requirement,
      reason: 'policy-missing',
      evidence:
        code === 'ENOENT'
          ? `There is no file ${name} in the workspace`
          : `${name} cannot be read: ${describeError(error)}`
    }
  }
}

/** Reads what is asked of tokens, and says everything that is wrong with it. */
export function readPolicy(
  source: Source,
  text: string,
  job: Job,
  use: PolicyUse
): Policy {
  const { entries, problems } = readDocument(text, source.form)
  const read = entries.map((entry) => readToken(entry, job, use))
  const complaints = read.flatMap((one) => one.complaints)
  const all = [
    ...problems,
    ...complaints.slice(0, mostProblems).map((describe) => describe())
  ]
  const next = complaints[mostProblems]
  if (next !== undefined) {
    const rest = complaints.length - mostProblems
    all.push({ ...next(), complaint: `${String(rest)} more mistakes` })
  }
  if (problems.length === 0 && entries.length === 0) {
    all.push({ line: 1, column: 1, complaint: 'it names no tokens' })
  }
  return {
    source,
    tokens: read.map(({ token }) => token),
    problems: all.toSorted((a, b) => a.line - b.line || a.column - b.column)
  }
}

/** One token, by the same rules as the inputs of the root action. */
function readToken(
  entry: TokenEntry,
  job: Job,
  { fallback, mustEnd }: PolicyUse
): {
  readonly token: PolicyToken
  /** Where something is takes time to find out. */
  readonly complaints: readonly (() => Problem)[]
} {
  const { name, text, position } = entry
  const reader = new Reader((key) => text(key).trim() || fallback(key))
  const variables = reader.list(
    'any-of',
    '',
    parseVariable,
    'cannot be the name of an environment variable'
  )
  const [first = name, ...others] = variables
  const inputs = readTokenInputs(reader, job, {
    tokenName: first,
    isForGit: false,
    guardsFork: false,
    gitIdentity: false,
    rotateBy: reader.date('rotate-by'),
    mustEnd
  })
  for (const scope of inputs.scopes) {
    doubt(reader, 'scopes', scope, scopeNames)
  }
  for (const scope of inputs.forbiddenScopes) {
    doubt(reader, 'forbid-scopes', scope, scopeNames)
  }
  for (const permission of inputs.permissions) {
    doubt(reader, 'permissions', permission.name, permissionNames)
  }
  const candidateFor = (tokenName: string) => ({
    ...inputs,
    tokenName,
    links: makeLinks({ tokenName, host: inputs.host, job })
  })
  const token: PolicyToken = {
    name,
    purpose: reader.clause('purpose', longestPurpose),
    owners: reader.list(
      'owner',
      '',
      parseOwner,
      'is none of @LOGIN and @ORG/TEAM'
    ),
    candidates: [inputs, ...others.map(candidateFor)]
  }
  return {
    token,
    complaints: reader.complaints
      // What an input is to blame for was told of the input.
      .filter(({ name: key }) => text(key) !== '' || fallback(key) === '')
      .map(({ name: key, complaint }) => () => ({
        ...position(key),
        complaint: `${key}: ${complaint}`
      }))
  }
}

/** What is unknown may be new, unless it is very like something else. */
function doubt(
  reader: Reader,
  key: string,
  word: string,
  known: readonly string[]
): void {
  const close = closestMatch(word, known, { maxDistance: 2 })
  if (close === undefined || known.includes(word)) return
  reader.reject(key, `${quote(word)} is not known; did you mean ${close}?`)
}

function parseVariable(item: string): string | undefined {
  return variableFormat.test(item) ? item : undefined
}

/** `@acme/release`, with or without the `@`, which YAML wants in quotes. */
function parseOwner(item: string): string | undefined {
  const owner = item.replace(/^@/, '')
  return /^[A-Za-z0-9][\w-]{0,99}(\/[A-Za-z0-9][\w.-]{0,99})?$/.test(owner)
    ? `@${owner}`
    : undefined
}
