import { trim, trimStart } from './text.ts'

/** A workflow command: `::name key=value,key=value::data`. */
export interface Command {
  /** In lower case: the runner compares without case. */
  name: string
  /** Keys in lower case. */
  properties: Map<string, string>
  data: string
}

interface Syntax {
  separator: string
  properties: [escape: string, character: string][]
  data: [escape: string, character: string][]
}

// The order matters: `%25` comes last, so that it cannot make a new escape.
const DOUBLE_COLON: Syntax = {
  separator: ',',
  properties: [
    ['%0D', '\r'],
    ['%0A', '\n'],
    ['%3A', ':'],
    ['%2C', ','],
    ['%25', '%']
  ],
  data: [
    ['%0D', '\r'],
    ['%0A', '\n'],
    ['%25', '%']
  ]
}

const BRACKET_ESCAPES: Syntax['data'] = [
  ['%3B', ';'],
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%5D', ']'],
  ['%25', '%']
]

const BRACKET: Syntax = {
  separator: ';',
  properties: BRACKET_ESCAPES,
  data: BRACKET_ESCAPES
}

/**
 * Reads a line's workflow command: `::…::` at its start, or the older `##[…]`
 * anywhere in it. Only names the runner knows make a command.
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function parseCommand(
  line: string,
  known: (name: string) => boolean
): Command | undefined {
  return doubleColon(trimStart(line), known) ?? bracket(line, known)
}

function doubleColon(
  line: string,
  known: (name: string) => boolean
): Command | undefined {
  const end = line.indexOf('::', 2)
  if (!line.startsWith('::') || end < 0) return undefined
  return command(line.slice(2, end), line.slice(end + 2), DOUBLE_COLON, known)
}

function bracket(
  line: string,
  known: (name: string) => boolean
): Command | undefined {
  const start = line.indexOf('##[')
  const end = line.indexOf(']', start)
  if (start < 0 || end < 0) return undefined
  return command(
    line.slice(start + 3, end),
    line.slice(end + 1),
    BRACKET,
    known
  )
}

function command(
  head: string,
  data: string,
  syntax: Syntax,
  known: (name: string) => boolean
): Command | undefined {
  const [, name = '', rest = ''] = /^([^ ]*) ?(.*)$/s.exec(head) ?? []
  if (!known(name.toLowerCase())) return undefined
  const properties = new Map<string, string>()
  for (const pair of trim(rest).split(syntax.separator)) {
    const [, key, value] = /^=*([^=]+)=+([^=].*)$/s.exec(pair) ?? []
    if (key !== undefined && value !== undefined) {
      properties.set(key.toLowerCase(), unescape(value, syntax.properties))
    }
  }
  return {
    name: name.toLowerCase(),
    properties,
    data: unescape(data, syntax.data)
  }
}

function unescape(text: string, escapes: Syntax['data']): string {
  return escapes.reduce(
    (result, [escape, character]) => result.replaceAll(escape, character),
    text
  )
}
