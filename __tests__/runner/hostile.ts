import fc from 'fast-check'

/**
 * Whether the runner takes a line of output for a command: `::name::` at its
 * start, after white space, or the old `##[name]` anywhere in it; its ancestor
 * Azure Pipelines takes `##vso[name]`.
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function isCommand(line: string): boolean {
  return line.trimStart().startsWith('::') || /##(?:vso)?\[/.test(line)
}

/** Any text, with what is dangerous far more often than by chance. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...['::', '##[', '##vso[', '#', '[', ':', ' ', '\t', '\r', '\n', '%0A'],
        ...[
          '\0',
          '\b',
          '\u{1b}[31m',
          '\u{1b}]8;;',
          '\u{7f}',
          '\u{85}',
          '\u{9b}'
        ],
        ...['\u{a0}', '\u{ad}', '\u{200b}', '\u{202e}', '\u{2028}', '\u{2029}'],
        ...[
          '\u{2066}',
          '\u{feff}',
          '\u{d800}',
          '\u{e0041}',
          'error::',
          ']',
          ','
        ]
      ),
      fc
        .integer({ min: 0, max: 0x10ffff })
        .map((point) => String.fromCodePoint(point)),
      fc.string()
    ),
    { maxLength: 12 }
  )
  .map((parts) => parts.join(''))
