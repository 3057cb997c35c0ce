/**
 * Makes text from anywhere safe to print on one line of a workflow log.
 *
 * Control and format characters (line ends, escape sequences, bidirectional
 * overrides, zero-width characters) become visible escapes, and nothing is left
 * that the runner could take for a command: it reads `::name::` at the start of
 * a line and the old `##[name]` anywhere in it, and a lone carriage return ends
 * a line too.
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function neutralise(text: string): string {
  return text
    .replace(
      /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
      (character) =>
        `\\u{${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`
    )
    .replace(/##(?=\w*\[)/g, '## ')
    .replace(/^(\s*:)(?=:)/, '$1 ')
}

/**
 * Cuts text to `limit` characters, with an ellipsis where something was cut. No
 * word is cut in two: the redactor would not know the first half of a token.
 */
export function truncate(text: string, limit: number): string {
  return text.length <= limit
    ? text
    : text.slice(0, limit).replace(/\s?\S*$/, '…')
}

/** Text for an HTML attribute or element of the job summary. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

/** What was thrown, without its stack. */
export function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
