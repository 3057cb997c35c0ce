// Writes what is made from code: the tables of inputs, outputs and keys in the
// documentation, and the JSON Schema of policies. With --check it only says
// whether they are up to date.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { parse } from 'yaml'
import { toJSONSchema } from 'zod/mini'
import { policySchema, tokenSchema } from '../src/policy/schema.ts'

interface Metadata {
  readonly inputs: Record<string, { description: string; default?: string }>
  readonly outputs: Record<string, { description: string }>
}

type Table = readonly string[]

const root = join(import.meta.dirname, '..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const actionIn = (folder: string) =>
  parse(read(join(folder, 'action.yml'))) as Metadata

/** Editors know this version of JSON Schema best. */
const schemaOptions = { target: 'draft-7', io: 'input' } as const

function inputsOf(folder: string): Table {
  return [
    '| Input | Default | Meaning |',
    '| --- | --- | --- |',
    ...Object.entries(actionIn(folder).inputs).map(
      ([name, { default: value = '', description }]) =>
        `| \`${name}\` | ${value === '' ? '' : `\`${value}\``} | ${description} |`
    )
  ]
}

function outputsOf(folder: string): Table {
  return [
    '| Output | Meaning |',
    '| --- | --- |',
    ...Object.entries(actionIn(folder).outputs).map(
      ([name, { description }]) => `| \`${name}\` | ${description} |`
    )
  ]
}

function keys(): Table {
  const { properties = {} } = toJSONSchema(tokenSchema, schemaOptions)
  return [
    '| Key | Meaning |',
    '| --- | --- |',
    ...Object.entries(properties).map(([name, form]) => {
      const { description = '' } = form as { description?: string }
      return `| \`${name}\` | ${description} |`
    })
  ]
}

/** The tables of each page, by the name of their place in it. */
const pages: Readonly<Record<string, Readonly<Record<string, Table>>>> = {
  'README.md': { inputs: inputsOf('.'), outputs: outputsOf('.') },
  'docs/policy.md': {
    keys: keys(),
    'inputs of check': inputsOf('check'),
    'outputs of check': outputsOf('check'),
    'inputs of remind': inputsOf('remind'),
    'outputs of remind': outputsOf('remind')
  }
}

function fillIn(page: string, name: string, table: Table): string {
  const start = `<!-- ${name}: written by npm run docs -->`
  const end = `<!-- end of ${name} -->`
  const from = page.indexOf(start)
  const to = page.indexOf(end)
  if (from < 0 || to < from) throw new Error(`There is no place for ${name}`)
  return [
    page.slice(0, from + start.length),
    '',
    table.join('\n'),
    '',
    page.slice(to)
  ].join('\n')
}

async function write(file: string, text: string): Promise<void> {
  const path = join(root, file)
  const options = { ...(await resolveConfig(path)), filepath: path }
  const after = await format(text, options)
  if (!process.argv.includes('--check')) writeFileSync(path, after)
  else if (after !== read(file)) {
    console.error(`${file} is not up to date: npm run docs`)
    process.exitCode = 1
  }
}

for (const [file, tables] of Object.entries(pages)) {
  const page = Object.entries(tables).reduce(
    (text, [name, table]) => fillIn(text, name, table),
    read(file)
  )
  await write(file, page)
}
const schema = toJSONSchema(policySchema, schemaOptions)
await write(
  'schema/tokens.schema.json',
  JSON.stringify({ title: 'Policy of GitHub tokens', ...schema })
)
