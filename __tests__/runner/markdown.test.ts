import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parsers } from 'prettier/plugins/markdown'
import { formatCode, formatProse } from '../../src/runner/markdown.ts'
import { neutralise } from '../../src/runner/text.ts'
import { hostileText } from './hostile.ts'

interface Node {
  readonly type: string
  readonly value?: string
  readonly url?: string
  readonly children?: readonly Node[]
}

type ParserOptions = Parameters<typeof parsers.markdown.parse>[1]

/** What GitHub-flavoured Markdown is, by the parser of Prettier. */
const parse = async (markdown: string): Promise<Node> =>
  (await parsers.markdown.parse(
    markdown,
    // All that this parser looks at.
    { originalText: markdown } as ParserOptions
  )) as Node

function* nodesIn(node: Node): Generator<Node> {
  yield node
  for (const child of node.children ?? []) yield* nodesIn(child)
}

/** What is in a text of Markdown, but for what everything is in. */
async function contentOf(markdown: string): Promise<readonly Node[]> {
  const frame = ['root', 'paragraph', 'list', 'listItem', 'text', 'sentence']
  return [...nodesIn(await parse(markdown))].filter(
    ({ type }) =>
      !frame.includes(type) && type !== 'whitespace' && type !== 'word'
  )
}

const textOf = (node: Node): string =>
  node.value ?? (node.children ?? []).map(textOf).join('')

const hostile: readonly (readonly [name: string, text: string])[] = [
  ['a mention', '@acme/team'],
  ['references', 'fixes #1, acme/site#2, GH-3'],
  ['the end of a details element', '</details><img src=x onerror=alert(1)>'],
  ['a script', '<script>alert(1)</script>'],
  ['an HTML comment', '<!-- setup-github-token: {} -->'],
  ['a link', '[x](javascript:alert(1))'],
  ['half a link', '](javascript:alert(1))'],
  ['a picture', '![x](https://evil.example/x.png)'],
  ['a reference link', '[x]: https://evil.example'],
  ['a link in angles', '<https://evil.example>'],
  ['pipes', '| a | b |'],
  ['emphasis', '**a** _b_ ~~c~~ *d*'],
  ['a heading', '# a'],
  ['a task', '- [ ] a'],
  ['an entity', '&lt;b&gt; &#64;mona'],
  ['a backslash', 'a\\'],
  ['backslashes before all', '\\`\\*\\<\\\\'],
  ['a code span', '`a`'],
  ['a fence', '```\na\n```'],
  ['a fence that stays open', '~~~~\n```js\n'],
  ['line ends', 'a\n\n# b\r\n- c\u{2028}d'],
  ['NUL', 'a\0b'],
  ['bidirectional controls', 'a\u{202e}b\u{2066}c'],
  ['zero width', 'a\u{200b}b\u{feff}'],
  ['half a surrogate pair', 'a\u{d800}b'],
  ['an emoji by its name', ':tada:'],
  ['mathematics', '$a_1$'],
  ['a log command', '::error::x'],
  ['a token that it is not', '${{ secrets.A }}'],
  ...Array.from(
    { length: 6 },
    (_, count) =>
      [
        `${String(count + 1)} backticks`,
        `a ${'`'.repeat(count + 1)} b`
      ] as const
  ),
  ['backticks alone', '```'],
  ['backticks at both ends', '``a`'],
  ['runs of all lengths', '` `` ``` ```` `````'],
  ['spaces around', ' a ']
]

/** Where text stands in an issue. */
const contexts: readonly ((markdown: string) => string)[] = [
  (markdown) => `${markdown} on GitHub.`,
  (markdown) => `What is said: ${markdown}.`,
  (markdown) => `- ${markdown}`,
  (markdown) => `- **title**: words\n  - ${markdown}\n`,
  (markdown) => `1. ${markdown} and more\n2. another`
]

describe('text as code', () => {
  test.each([
    ['a', '`a`'],
    ['', ''],
    ['@acme/team', '`@acme/team`'],
    ['a`b', '``a`b``'],
    ['a``b`c', '```a``b`c```'],
    ['`a', '`` `a ``'],
    ['a`', '`` a` ``'],
    [' a', '`  a `'],
    ['a\nb', '`a\\u{000a}b`'],
    ['a\u{202e}b', '`a\\u{202e}b`']
  ])('%j is %j', (text, markdown) => {
    expect(formatCode(text)).toBe(markdown)
  })

  test.each(hostile)('is one code span, and all of it: %s', async (_, text) => {
    for (const inContext of contexts) {
      const [calm, wild] = await Promise.all(
        ['x', text].map((one) => contentOf(inContext(formatCode(one))))
      )
      expect(wild?.map(({ type }) => type)).toEqual(
        calm?.map(({ type }) => type)
      )
      const found = wild?.find(({ type }) => type === 'inlineCode')
      expect(found?.value).toBe(neutralise(text))
    }
  })

  test('is one code span, whatever is in it', async () => {
    const anyText = fc.oneof(
      hostileText,
      fc
        .array(
          fc.constantFrom('`', '``', ' ', 'a', '\\', '<b>', '\n', '|', ']('),
          {
            minLength: 1
          }
        )
        .map((parts) => parts.join(''))
    )
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        // What is white space alone has nothing to show.
        fc.pre(text.trim() !== '')
        const content = await contentOf(`It says ${formatCode(text)}.`)
        expect(content.map(({ type }) => type)).toEqual(['inlineCode'])
        expect(content[0]?.value).toBe(neutralise(text))
      }),
      { numRuns: 300 }
    )
  })

  test('is cut where it is long, at the end of a word', async () => {
    const text = 'ab <b> '.repeat(15_000)
    const markdown = formatCode(text)
    expect(markdown.length).toBeLessThan(510)
    expect(markdown).toMatch(/^`(?:ab <b> )+(?:ab|ab <b>)…`$/)
    expect(formatCode('a'.repeat(500))).toBe(`\`${'a'.repeat(500)}\``)
    // No part of a word is shown: it may be a token.
    expect(formatCode('a'.repeat(501))).toBe('`…`')
    expect(formatCode('`'.repeat(100_000))).toBe('`…`')
    expect(await contentOf(formatCode('` '.repeat(50_000)))).toHaveLength(1)
  })
})

describe('a sentence', () => {
  test.each([
    ['It has what it needs', 'It has what it needs'],
    [
      'Add `issues: write` to `permissions:`',
      'Add `issues: write` to `permissions:`'
    ],
    [
      'Look at https://github.com/acme/site_x.',
      'Look at https://github.com/acme/site_x.'
    ],
    [
      'Look (https://github.com/a?b=c&d=e_f), then',
      'Look (https://github.com/a?b=c&d=e_f), then'
    ],
    ['Of @octocat and @acme/team', 'Of `@octocat` and `@acme/team`'],
    ['See #12 and acme/site#3', 'See `#12` and acme/site`#3`'],
    ['a*b_c{d}[e]<f>|~&\\', 'a\\*b_c\\{d\\}\\[e\\]\\<f\\>\\|\\~\\&\\\\'],
    ['RELEASE_TOKEN (classic)', 'RELEASE_TOKEN (classic)'],
    ['_a_ b_ _c a__b', '\\_a\\_ b\\_ \\_c a\\_\\_b'],
    ['one ` alone', 'one \\` alone'],
    ['a\nb', 'a\\\\u\\{000a\\}b'],
    ['', '']
  ])('%j is %j', (text, markdown) => {
    expect(formatProse(text)).toBe(markdown)
  })

  test.each([
    ['Replace RELEASE_TOKEN at https://github.com/a_b_c, and `run` it'],
    ['It (classic, @acme-bot) lacks `read:org`, <b>'],
    ['*a* _b_ **c** [d](e) ![f](g) ~~h~~ | i & &amp; \\ \\\\ {j}']
  ])('shows what was written: %s', async (text) => {
    const shown = textOf(await parse(formatProse(text)))
    expect(shown).toBe(text.replaceAll('`', ''))
  })

  const kindsOf = async (text: string) => [
    ...new Set(
      (await contentOf(`It says ${formatProse(text)}, no more.`)).map(
        ({ type }) => type
      )
    )
  ]

  test.each(hostile)('has no markup of others: %s', async (_, text) => {
    const kinds = await kindsOf(text)
    // Addresses of https are links, and names are code.
    const expected = text.includes('https://')
      ? ['inlineCode', 'link']
      : ['inlineCode']
    expect(kinds.filter((type) => !expected.includes(type))).toEqual([])
  })

  test('mentions nobody and refers to nothing', async () => {
    const names = fc.constantFrom(
      ...[
        '@mona',
        '@acme/team',
        '#1',
        'acme/site#2',
        ' ',
        '(',
        '`',
        '\\',
        '.',
        ':'
      ]
    )
    const texts = fc.array(names).map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const root = await parse(`It says ${formatProse(text)}.`)
        const plain = [...nodesIn(root)].filter(({ type }) =>
          ['text', 'word'].includes(type)
        )
        for (const { value = '' } of plain) {
          expect(value).not.toMatch(/[@#]\w/)
        }
      }),
      { numRuns: 300 }
    )
  })

  test('has no markup, whatever is in it', async () => {
    const pieces = fc.constantFrom(
      ...[
        '*',
        '_',
        '[',
        '](',
        ')',
        '<b>',
        '</details>',
        '`',
        '``',
        '\\',
        '&lt;'
      ],
      ...['~~', '|', '!', '#', '@', 'a', ' ', '\n', '\0', '\u{202e}', '$', '{']
    )
    const texts = fc.array(pieces).map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const kinds = await kindsOf(text)
        expect(kinds.filter((type) => type !== 'inlineCode')).toEqual([])
      }),
      { numRuns: 300 }
    )
  })

  test('of 100 kB takes its time by its length alone', () => {
    for (const piece of ['`', '@', '#', '*', 'https://', '@a', 'https:// ']) {
      const text = piece.repeat(100_000 / piece.length)
      expect(formatProse(text).length).toBeGreaterThanOrEqual(text.length)
    }
  })
})
