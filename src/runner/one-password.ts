import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Refusal } from '../verify/facts.ts'
import { readToken, type TokenInput, trim } from './token.ts'
import { describeError, truncate } from './text.ts'

/** What a secret reference starts with: `op://vault/item/field`. */
const scheme = 'op://'

/** Until op must have answered, milliseconds. */
const longestWait = 30_000

/** Gives back what a secret reference stands for. */
export type ReadReference = (reference: string) => Promise<string>

/** Whether an input holds a reference to a secret in place of one. */
export function isReference(raw: string): boolean {
  return trim(raw).startsWith(scheme)
}

/**
 * Reads a token from an input, by way of 1Password when the input is a secret
 * reference. The reference is no secret; what it stands for is.
 * https://developer.1password.com/docs/cli/secret-reference-syntax/
 */
export async function resolveToken(
  raw: string,
  read: ReadReference
): Promise<TokenInput> {
  if (!isReference(raw)) return readToken(raw)
  const text = trim(raw)
  try {
    const printed = await read(text)
    if (trim(printed) === '') throw new Error('it printed nothing')
    return { ...readToken(printed), reference: text }
  } catch (error) {
    return { masks: [], trimmed: false, refusal: explain(error) }
  }
}

/**
 * Asks the 1Password CLI, which finds its own credential in the environment of
 * this step; the inputs are kept from it, and the variables that are `hidden`.
 * https://developer.1password.com/docs/cli/reference/commands/read/
 */
export async function readWithOp(
  reference: string,
  hidden: ReadonlySet<string> = new Set()
): Promise<string> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !name.startsWith('INPUT_') && !hidden.has(name)
    )
  )
  const running = promisify(execFile)(
    'op',
    ['read', '--no-newline', reference],
    { env, timeout: longestWait, killSignal: 'SIGKILL' }
  )
  // It would wait for an answer to what it asks at a terminal.
  running.child.stdin?.end()
  return (await running).stdout
}

function explain(error: unknown): Refusal {
  const { code, killed, stderr } = error as {
    code?: unknown
    killed?: unknown
    stderr?: unknown
  }
  if (code === 'ENOENT') {
    return { reason: 'op-missing', evidence: 'op was not found on the PATH' }
  }
  const said = typeof stderr === 'string' ? stderr.trim() : ''
  const complaint =
    killed === true && code === null
      ? 'it did not answer within 30 seconds'
      : said.replace(/^\[ERROR\] [\d/]+ [\d:]+ /, '').replaceAll(/\s+/g, ' ') ||
        describeError(error)
  return { reason: 'op-failed', evidence: `op: ${truncate(complaint, 300)}` }
}
