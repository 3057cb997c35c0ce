import { neutralise, truncate } from './text.ts'

/** Text of a code span is cut to so many characters. */
const longestCode = 500

/**
 * Text from anywhere as a code span: GitHub neither interprets anything in it nor
 * links or notifies `@names` and `#numbers`.
 * https://github.github.com/gfm/#code-spans
 */
export function formatCode(text: string): string {
  const plain = truncate(neutralise(text), longestCode)
  if (plain === '') return ''
  const runs = plain.match(/`+/g) ?? []
  const fence = '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1)
  // The spaces are taken away again, and so would others be.
  const pad = /^[` ]|[` ]$/.test(plain) ? ' ' : ''
  return `${fence}${pad}${plain}${pad}${fence}`
}

/**
 * A sentence of this action for Markdown: its code and its addresses stay, and
 * whatever else means something to GitHub does not.
 */
export function formatProse(text: string): string {
  return neutralise(text)
    .split(/(`[^`]+`|https:\/\/[^\s()<]*[^\s()<.,;:])/)
    .map((part, index) => (index % 2 === 1 ? part : escapeProse(part)))
    .join('')
}

function escapeProse(text: string): string {
  return text
    .split(/([@#][\w/-]+)/)
    .map((part, index) =>
      index % 2 === 1
        ? `\`${part}\``
        : part.replace(
            // An underscore inside of a word means nothing.
            /[\\`*{}[\]<>|~&]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g,
            '\\$&'
          )
    )
    .join('')
}
