import { closestMatch } from 'leven'
import {
  type Document,
  type ErrorCode,
  isMap,
  isScalar,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap
} from 'yaml'
import { quote } from '../runner/reader.ts'
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

/** More names than this are a mistake. */
const mostTokens = 1000

/** Of more mistakes than this it is only said how many there are. */
export const mostProblems = 50

/** A complaint is cut to so many characters. */
const longestComplaint = 300

/** So often a part may be repeated by its anchor. */
const mostAliases = 10_000

/** What variables with tokens may be called: others are the runner's own. */
export const variableFormat =
  /^(?!__proto__$|(?:ACTIONS|INPUT|RUNNER)_)[A-Za-z_]\w{0,99}$/i

/** What the parser says in words for programmers, or not at all. */
const words: Partial<Readonly<Record<ErrorCode, string>>> = {
  BAD_SCALAR_START: 'a value that starts with @ or ` must be in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a value with a colon in it must be in quotes',
  MULTIPLE_DOCS: 'a second document starts here',
  RESOURCE_EXHAUSTION: 'it is nested too deeply'
}

/** A mistake before it is known at which line it is. */
interface Mistake {
  /** Characters from the start. */
  readonly offset: number
  /** Most are never read. */
  readonly complaint: string | (() => string)
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
  const plain = text.replace(/^\u{feff}/u, '')
  const fail = (complaint: string) => ({
    entries: [],
    problems: locate(plain, [{ offset: 0, complaint }])
  })
  if (plain.length > longestText) return fail('it is larger than 1 MiB')
  try {
    return read(plain, form)
  } catch (error) {
    // Aliases without end, or nothing that the parser expects.
    return fail(`it cannot be read: ${describeError(error)}`)
  }
}

function read(text: string, form: 'file' | 'input'): PolicyDocument {
  const document = parseDocument(text, {
    schema: 'failsafe',
    stringKeys: true,
    resolveKnownTags: false,
    // The parser compares each key with all others.
    uniqueKeys: false,
    prettyErrors: false
  })
  const stop = (mistakes: readonly Mistake[]) => ({
    entries: [],
    problems: locate(text, mistakes)
  })
  const [first] = document.errors
  if (first !== undefined) {
    const isHopeless = first.code === 'RESOURCE_EXHAUSTION'
    return stop(
      (isHopeless ? [first] : document.errors).map(
        ({ pos: [offset], code, message }) => ({
          offset,
          complaint: words[code] ?? message
        })
      )
    )
  }
  const repeated = findRepeated(document)
  const value: unknown = document.toJS({ maxAliasCount: mostAliases })
  // An input may be what a file is.
  const names = [...membersOf(value).keys()]
  const root = form === 'file' || names.join() === 'tokens' ? ['tokens'] : []
  const policy = root.length === 0 ? { tokens: value } : value
  const find = offsetFinder(document)
  const offsetOf = (path: Path) => find(path.slice(1 - root.length))
  const tokens = membersOf(membersOf(policy).get('tokens'))
  if (tokens.size > mostTokens) {
    const complaint = `it names ${String(tokens.size)} tokens, of at most ${String(mostTokens)}`
    return stop([{ offset: offsetOf(['tokens']), complaint }])
  }
  const parsed = policySchema.safeParse(withoutEmpty(policy))
  const ofForm = (parsed.error?.issues ?? []).flatMap((issue) =>
    describeIssue(issue, policy)
  )
  const told = new Set(ofForm.map(({ path }) => path.join('\n')))
  const mistakes = [
    ...ofForm,
    ...findEmpty(tokens).filter(({ path }) => !told.has(path.join('\n'))),
    ...[...tokens.keys()]
      .filter((name) => !variableFormat.test(name))
      .map((name) => ({
        path: ['tokens', name],
        complaint: `${quote(name)} cannot be the name of an environment variable`
      }))
  ]
  return {
    entries: [...tokens].map(([name, keys]) => ({
      name,
      text: (key) => textOf(membersOf(keys).get(key), key === 'permissions'),
      position: (key) => positionIn(text, offsetOf(['tokens', name, key]))
    })),
    problems: locate(text, [
      ...repeated,
      ...mistakes.map(({ path, complaint }) => ({
        offset: offsetOf(path),
        complaint
      }))
    ])
  }
}

/** Keys without a value: what somebody wanted to ask for would not be asked. */
function findEmpty(
  tokens: ReadonlyMap<string, unknown>
): readonly (Pick<Mistake, 'complaint'> & { readonly path: Path })[] {
  const isBlank = (value: unknown) =>
    typeof value === 'string' && value.trim() === ''
  const isEmpty = (value: unknown) =>
    typeof value === 'object' && value !== null
      ? Object.values(value).every(isBlank)
      : isBlank(value)
  return [...tokens].flatMap(([name, keys]) =>
    [...membersOf(keys)]
      .filter(([, value]) => isEmpty(value))
      .map(([key]) => ({
        path: ['tokens', name, key],
        complaint: `${key} has no value: give it one, or leave the key out`
      }))
  )
}

/** Mistakes at their places, in the order of these; not more than anybody reads. */
function locate(
  text: string,
  mistakes: readonly Mistake[]
): readonly Problem[] {
  const sorted = mistakes.toSorted((a, b) => a.offset - b.offset)
  const rest = sorted.length - mostProblems
  const next = sorted[mostProblems]
  return [
    ...sorted.slice(0, mostProblems),
    ...(next === undefined
      ? []
      : [{ offset: next.offset, complaint: `${String(rest)} more mistakes` }])
  ].map(({ offset, complaint }) => ({
    ...positionIn(text, offset),
    complaint: truncate(
      typeof complaint === 'string' ? complaint : complaint(),
      longestComplaint
    )
  }))
}

function positionIn(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

/** Keys that are there a second time. */
function findRepeated(document: Document): readonly Mistake[] {
  const mistakes: Mistake[] = []
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>()
      for (const { key } of items) {
        if (!isScalar(key)) continue
        if (seen.has(key.value)) {
          const offset = key.range?.[0] ?? 0
          mistakes.push({
            offset,
            complaint: 'this key is there a second time'
          })
        }
        seen.add(key.value)
      }
    }
  })
  return mistakes
}

type Issue = NonNullable<
  ReturnType<typeof policySchema.safeParse>['error']
>['issues'][number]

/** What is wrong, and where: each unknown key for itself. */
function describeIssue(
  issue: Issue,
  policy: unknown
): readonly (Pick<Mistake, 'complaint'> & { readonly path: Path })[] {
  const { path } = issue
  const members = membersOf(policy)
  if (issue.code === 'unrecognized_keys') {
    const isTop = path.length === 0
    return issue.keys.map((key) => ({
      path: [...path, key],
      complaint: () =>
        isTop && membersOf(members.get(key)).size > 0
          ? `unknown key ${quote(key)}: names of tokens stand below \`tokens\``
          : `unknown key ${quote(key)}${suggest(key, isTop ? ['tokens'] : tokenKeys)}`
    }))
  }
  const [, name = '', ...keys] = path.map(String)
  if (path.length === 1) {
    // Another key that is there was meant, and is told of.
    if (!members.has('tokens') && members.size > 0) return []
    const complaint = Array.isArray(members.get('tokens'))
      ? 'tokens is a list: write NAME: without the dash before it'
      : `tokens ${issue.message}`
    return [{ path, complaint }]
  }
  if (path.length === 2) {
    const complaint = tokenKeys.includes(name)
      ? `${name} is a key of a token: indent it below the name of one`
      : `${name} ${issue.message}`
    return [{ path, complaint }]
  }
  const subject = keys[0] ?? 'the policy'
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
  if (typeof tokens !== 'object' || Array.isArray(tokens)) return policy
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
function textOf(value: unknown, mayMap: boolean): string {
  if (typeof value === 'string') return value
  if (!mayMap && !Array.isArray(value)) return ''
  const lines = Array.isArray(value)
    ? value.map((item) => (typeof item === 'string' ? item : linesOf(item)))
    : [linesOf(value)]
  return lines.filter((line) => line !== '').join('\n')
}

/** What finds where the last key of a path is that is there. */
function offsetFinder({ contents }: Document): (path: Path) => number {
  const known = new Map<YAMLMap, ReadonlyMap<unknown, Pair>>()
  const pairsOf = (node: unknown) => {
    if (!isMap(node)) return undefined
    const pairs =
      known.get(node) ??
      new Map(
        node.items.map((pair) => [
          isScalar(pair.key) ? pair.key.value : undefined,
          pair
        ])
      )
    known.set(node, pairs)
    return pairs
  }
  return (path) => {
    let offset = 0
    let node: unknown = contents
    for (const name of path) {
      const pair = pairsOf(node)?.get(name)
      if (!isScalar(pair?.key)) break
      offset = pair.key.range?.[0] ?? offset
      node = pair.value
    }
    return offset
  }
}

/** A mapping as lines; what is in it that is no text is told elsewhere. */
function linesOf(value: unknown): string {
  return [...membersOf(value)]
    .filter(([, level]) => typeof level === 'string')
    .map(([key, level]) => `${key}: ${String(level)}`)
    .join('\n')
}
