import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A file for curl with more characters than this is none. */
const longest = 1024 * 1024

/**
 * The password that curl, and so git, finds for a host in the netrc file of a
 * home folder: the first `machine` with that name, or `default`.
 * https://everything.curl.dev/usingcurl/netrc.html
 */
export async function findInNetrc(
  home: string | undefined,
  hostname: string
): Promise<string | undefined> {
  if (home === undefined) return undefined
  const name = process.platform === 'win32' ? '_netrc' : '.netrc'
  const text = await readFile(join(home, name), 'utf8').catch(() => '')
  if (text.length > longest) return undefined
  const words = withoutRemarks(text).split(/\s+/)
  let applies = false
  for (let at = 0; at < words.length; at += 1) {
    const [word, value] = words.slice(at, at + 2)
    if (word === 'default') applies = true
    if (!takesValue.has(word ?? '')) continue
    at += 1
    if (word === 'machine') applies = value?.toLowerCase() === hostname
    if (word === 'password' && applies) return value
  }
  return undefined
}

/** Words that are followed by a value, whatever that is. */
const takesValue: ReadonlySet<string> = new Set([
  'machine',
  'login',
  'password',
  'account'
])

/** Comments take a line; a macro goes on until an empty one. */
function withoutRemarks(text: string): string {
  let isMacro = false
  return text
    .split('\n')
    .filter((line) => {
      const [word = ''] = line.trimStart().split(/\s/, 1)
      if (word === 'macdef') isMacro = true
      if (line.trim() === '') isMacro = false
      return !isMacro && !word.startsWith('#')
    })
    .join('\n')
}
