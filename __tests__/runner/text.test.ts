import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { escapeHtml, neutralise, truncate } from '../../src/runner/text.ts'
import { hostileText, isCommand } from './hostile.ts'

describe('neutralise', () => {
  test.each([
    ['plain text', 'Token rejected: 401', 'Token rejected: 401'],
    ['other scripts and emoji', 'Привет, 世界 👍 é', 'Привет, 世界 👍 é'],
    ['a scope', 'repo:status', 'repo:status'],
    ['colons inside a line', 'a::set-env name=A::b', 'a::set-env name=A::b'],
    ['a Markdown heading', '## Title', '## Title'],
    ['nothing', '', ''],
    [
      'a command after a line feed',
      'x\n::set-env name=A::b',
      'x\\u{000a}::set-env name=A::b'
    ],
    [
      'a command after a carriage return',
      'x\r::add-mask::e',
      'x\\u{000d}::add-mask::e'
    ],
    ['a command after CRLF', 'x\r\n::x::', 'x\\u{000d}\\u{000a}::x::'],
    ['a command', '::error::x', ': :error::x'],
    ['a command after spaces', '   ::error::x', '   : :error::x'],
    ['a command after a tab', '\t::error::x', '\\u{0009}::error::x'],
    [
      'a command after a no-break space',
      '\u{a0}::error::x',
      '\u{a0}: :error::x'
    ],
    ['a command after a byte order mark', '\u{feff}::x::', '\\u{feff}::x::'],
    ['three colons', ':::x::', ': ::x::'],
    ['a stop-commands command', '::stop-commands::t', ': :stop-commands::t'],
    ['an old command', '##[add-mask]a', '## [add-mask]a'],
    ['an old command inside a line', 'a ##[group] b', 'a ## [group] b'],
    ['an old command of Azure', '##vso[task.x]b', '## vso[task.x]b'],
    ['an old command after more signs', '####[x]', '#### [x]'],
    ['two old commands', '##[a]##[b]', '## [a]## [b]'],
    ['a colour', '\u{1b}[31mred\u{1b}[0m', '\\u{001b}[31mred\\u{001b}[0m'],
    [
      'a terminal link',
      '\u{1b}]8;;https://evil.example\u{7}click\u{1b}]8;;\u{7}',
      '\\u{001b}]8;;https://evil.example\\u{0007}click\\u{001b}]8;;\\u{0007}'
    ],
    ['an 8-bit control character', 'a\u{9b}31m', 'a\\u{009b}31m'],
    ['a next line character', 'a\u{85}::x::', 'a\\u{0085}::x::'],
    ['backspaces', 'ab\b\bcd', 'ab\\u{0008}\\u{0008}cd'],
    ['NUL', 'a\0b', 'a\\u{0000}b'],
    ['DEL', 'a\u{7f}b', 'a\\u{007f}b'],
    [
      'bidirectional overrides',
      'a\u{202e}b\u{2066}c\u{200f}',
      'a\\u{202e}b\\u{2066}c\\u{200f}'
    ],
    [
      'line and paragraph separators',
      'a\u{2028}b\u{2029}c',
      'a\\u{2028}b\\u{2029}c'
    ],
    [
      'zero-width characters',
      'a\u{200b}b\u{200d}c\u{2060}d\u{feff}e\u{ad}',
      'a\\u{200b}b\\u{200d}c\\u{2060}d\\u{feff}e\\u{00ad}'
    ],
    ['invisible tags', 'a\u{e0041}b', 'a\\u{e0041}b'],
    ['half a character', 'a\u{d800}b', 'a\\u{d800}b']
  ])('makes %s safe to print', (_, text, safe) => {
    expect(neutralise(text)).toBe(safe)
    expect(neutralise(safe)).toBe(safe)
  })

  test('lets nothing through that the runner or a terminal acts on', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const safe = neutralise(text)
        expect(safe).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
        expect(isCommand(safe)).toBe(false)
      }),
      { numRuns: 1000 }
    )
  })

  test.each([
    ['colons', ':'.repeat(100_000)],
    ['white space', ' '.repeat(100_000) + 'x'],
    ['signs', '#'.repeat(100_000)],
    ['signs and letters', ('##' + 'v'.repeat(50)).repeat(2_000)],
    ['white space before a colon', ' '.repeat(100_000) + ':x']
  ])('keeps 100 000 characters of harmless %s', (name, text) => {
    expect(neutralise(text)).toHaveLength(
      text.length + (name === 'colons' ? 1 : 0)
    )
  })
})

describe('truncate', () => {
  test.each([
    ['abc', 3, 'abc'],
    ['', 3, ''],
    ['ab cd', 5, 'ab cd'],
    ['ab cde', 5, 'ab…'],
    ['ab cd e', 6, 'ab cd…'],
    ['ab cd ef', 6, 'ab cd…'],
    ['ab\ncd ef', 6, 'ab\ncd…']
  ])('cuts %j to %d characters: %j', (text, limit, cut) => {
    expect(truncate(text, limit)).toBe(cut)
  })

  test('never leaves a part of a word, which may be a part of a token', () => {
    const token = 'ghp_' + 'a'.repeat(36)
    for (let before = 0; before < 120; before += 1) {
      const cut = truncate(`${'x '.repeat(before)}${token} more`, 100)
      expect(cut.length).toBeLessThanOrEqual(100)
      expect(cut.replace(token, '')).not.toMatch(/ghp_|a/)
    }
  })

  test('leaves nothing of a single long word', () => {
    expect(truncate('a'.repeat(100_000), 600)).toBe('…')
  })
})

describe('escapeHtml', () => {
  test.each([
    [
      '</td><img src=x onerror=alert(1)>',
      '&lt;/td&gt;&lt;img src=x onerror=alert(1)&gt;'
    ],
    [`"'`, '&quot;&#39;'],
    ['&lt;', '&amp;lt;'],
    ['plain', 'plain']
  ])('makes %j text of a page', (text, html) => {
    expect(escapeHtml(text)).toBe(html)
  })
})
