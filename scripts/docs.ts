// Writes the tables of inputs and outputs in README.md from action.yml. With
// --check it only says whether they are up to date.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { parse } from 'yaml'

interface Metadata {
  readonly inputs: Record<string, { description: string; default?: string }>
  readonly outputs: Record<string, { description: string }>
}

const root = join(import.meta.dirname, '..')
const readme = join(root, 'README.md')
const { inputs, outputs } = parse(
  readFileSync(join(root, 'action.yml'), 'utf8')
) as Metadata

function formatDefault(value = ''): string {
  return value === '' ? '' : `\`${value}\``
}

const tables: Record<string, readonly string[]> = {
  inputs: [
    '| Input | Default | Meaning |',
    '| --- | --- | --- |',
    ...Object.entries(inputs).map(
      ([name, input]) =>
        `| \`${name}\` | ${formatDefault(input.default)} | ${input.description} |`
    )
  ],
  outputs: [
    '| Output | Meaning |',
    '| --- | --- |',
    ...Object.entries(outputs).map(
      ([name, output]) => `| \`${name}\` | ${output.description} |`
    )
  ]
}

const before = readFileSync(readme, 'utf8')
let after = before
for (const [name, lines] of Object.entries(tables)) {
  const start = `<!-- ${name}: written by npm run docs -->`
  const end = `<!-- end of ${name} -->`
  const from = after.indexOf(start)
  const to = after.indexOf(end)
  if (from < 0 || to < from)
    throw new Error(`README.md has no place for ${name}`)
  after = [
    after.slice(0, from + start.length),
    '',
    lines.join('\n'),
    '',
    after.slice(to)
  ].join('\n')
}
after = await format(after, {
  ...(await resolveConfig(readme)),
  parser: 'markdown'
})

if (!process.argv.includes('--check')) writeFileSync(readme, after)
else if (after !== before) {
  console.error('README.md does not match action.yml: npm run docs')
  process.exitCode = 1
}
