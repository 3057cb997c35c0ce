import { closestMatch } from 'leven'
import {
  type Document,
  type ErrorCode,
  isMap,
  isScalar,
  LineCounter,
  parseDocument
} from 'yaml'
import { describeError, truncate } from '../runner/text.ts'
import { policySchema, tokenKeys } from './schema.ts'

/** A place in a policy; lines and columns count from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Something that is wrong with a policy. */
export interface Problem extends Position {
  /** A clause: `unknown key "presets"; did you mean preset?` */
  readonly complaint: string
}

/** What a policy says about one token. */
export interface TokenEntry {
  readonly name: string
  /** The text of a key, as an input of that name would have it; empty without it. */
  readonly text: (key: string) => string
  /** Where a key is, or the name of the token when it has no such key. */
  readonly position: (key: string) => Position
}

/** What a text says about tokens, and all that is wrong with its form. */
export interface PolicyDocument {
  readonly entries: readonly TokenEntry[]
  readonly problems: readonly Problem[]
}

type Path = readonly PropertyKey[]

/** The largest text that is taken for a policy, characters. */
const longestText = 1024 * 1024

const start: Position = { line: 1, column: 1 }

/** What variables of an environment are called. */
export const variableFormat = /^(?!__proto__$)[A-Za-z_]\w{0,99}$/

/** What the parser says in words for programmers, or not at all. */
const words: Partial<Readonly<Record<ErrorCode, string>>> = {
  BAD_SCALAR_START: 'a value that starts with @ or ` must be in quotes',
  DUPLICATE_KEY: 'this key is there a second time',
  MULTIPLE_DOCS: 'a second document starts here',
  RESOURCE_EXHAUSTION: 'it is nested too deeply'
}

/**
 * Reads a policy: a file, or an input that holds what is below `tokens` in one.
 *
 * All values are the text that stands there: `1e3` is no number and `yes` no
 * boolean, as they are none in an input.
 */
export function readDocument(
  text: string,
  form: 'file' | 'input'
): PolicyDocument {
  const fail = (complaint: string) => ({
    entries: [],
    problems: [{ ...start, complaint }]
  })
  if (text.length > longestText) return fail('it is larger than 1 MiB')
  try {
    return read(text, form === 'file' ? ['tokens'] : [])
  } catch (error) {
    // Aliases without end, or nothing that the parser expects.
    return fail(`it cannot be read: ${describeError(error)}`)
  }
}

function read(text: string, root: Path): PolicyDocument {
  const lines = new LineCounter()
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return line === 0 ? start : { line, column: col }
  }
  const document = parseDocument(text, {
    schema: 'failsafe',
    stringKeys: true,
    lineCounter: lines,
    prettyErrors: false
  })
  const [first] = document.errors
  if (first !== undefined) {
    const isHopeless = first.code === 'RESOURCE_EXHAUSTION'
    const errors = isHopeless ? [first] : document.errors
    return {
      entries: [],
      problems: errors.map(({ pos: [offset], code, message }) => ({
        ...positionAt(offset),
        complaint: words[code] ?? message
      }))
    }
  }
  const value: unknown = document.toJS()
  const policy = root.length === 0 ? { tokens: value } : value
  const below = (path: Path) => path.slice(1 - root.length)
  const position = (path: Path) => positionAt(offsetOf(document, below(path)))
  const tokens = membersOf(membersOf(policy).get('tokens'))
  const parsed = policySchema.safeParse(withoutEmpty(policy))
  return {
    entries: [...tokens].map(([name, keys]) => ({
      name,
      text: (key) => textOf(membersOf(keys).get(key)),
      position: (key) => position(['tokens', name, key])
    })),
    problems: [
      ...(parsed.error?.issues ?? []).flatMap((issue) =>
        describeIssue(issue).map(({ path, complaint }) => ({
          ...position(path),
          complaint
        }))
      ),
      ...[...tokens.keys()]
        .filter((name) => !variableFormat.test(name))
        .map((name) => ({
          ...position(['tokens', name]),
          complaint: `${quote(name)} cannot be the name of an environment variable`
        }))
    ].sort((a, b) => a.line - b.line || a.column - b.column)
  }
}

type Issue = NonNullable<
  ReturnType<typeof policySchema.safeParse>['error']
>['issues'][number]

/** What is wrong, and where: each unknown key for itself. */
function describeIssue(
  issue: Issue
): readonly { readonly path: Path; readonly complaint: string }[] {
  const { path } = issue
  if (issue.code === 'unrecognized_keys') {
    const known = path.length === 0 ? ['tokens'] : tokenKeys
    return issue.keys.map((key) => ({
      path: [...path, key],
      complaint: `unknown key ${quote(key)}${suggest(key, known)}`
    }))
  }
  const key = path.at(-1)
  const subject = key === undefined ? 'the policy' : String(key)
  return [{ path, complaint: `${subject} ${issue.message}` }]
}

function suggest(key: string, known: readonly string[]): string {
  const close = closestMatch(key, known, { maxDistance: 3 })
  return close === undefined
    ? `; known are ${known.join(', ')}`
    : `; did you mean ${close}?`
}

/** Tokens of which nothing is expected but to be accepted have no keys. */
function withoutEmpty(policy: unknown): unknown {
  const members = membersOf(policy)
  if (!members.has('tokens')) return policy
  const tokens = members.get('tokens')
  if (typeof tokens !== 'object') return policy
  return {
    ...Object.fromEntries(members),
    tokens: Object.fromEntries(
      [...membersOf(tokens)].map(([name, keys]) => [
        name,
        keys === '' ? null : keys
      ])
    )
  }
}

/** The members of an object itself; none of what is no object. */
function membersOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value)
      : []
  )
}

/** The text an input would have: a list and a mapping are lines. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  const lines = Array.isArray(value)
    ? (value as readonly unknown[])
    : [...membersOf(value)].map(([key, level]) =>
        typeof level === 'string' ? `${key}: ${level}` : undefined
      )
  return lines.filter((line) => typeof line === 'string').join('\n')
}

/** Where the last key of a path is that is there. */
function offsetOf({ contents }: Document, path: Path): number {
  let offset = 0
  let node: unknown = contents
  for (const name of path) {
    const pair = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && key.value === name)
      : undefined
    if (!isScalar(pair?.key)) break
    offset = pair.key.range?.[0] ?? offset
    node = pair.value
  }
  return offset
}

function quote(text: string): string {
  return `"${truncate(text, 80)}"`
}
