// Checks every action.yml and every workflow with GitHub's own language service, which
// is told the inputs and outputs of our actions. usage: npm run lint:actions
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type ActionsMetadataProvider,
  type ContextProviderConfig,
  registerLogger,
  validate
} from '@actions/languageservice'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { parse } from 'yaml'
import { findWorkflows, listActions, repository, root } from './workflows.ts'

type Metadata = NonNullable<
  Awaited<ReturnType<ActionsMetadataProvider['fetchActionMetadata']>>
>
type Context = NonNullable<Parameters<ContextProviderConfig['getContext']>[1]>

const actions = listActions()

/** Reads what one of our actions takes and gives. What others do is theirs to say. */
function readMetadata(name: string, folder = ''): Metadata | undefined {
  if (name !== repository) return { name, description: '' }
  const file = join(folder, 'action.yml')
  return actions.includes(file)
    ? (parse(readFileSync(join(root, file), 'utf8')) as Metadata)
    : undefined
}

/** Names the outputs of a step that uses one of our actions. */
function addOutputs(uses: string, step: Context): void {
  const [, name = '', ...folders] = uses.replace(/@.*/, '').split('/')
  const declared = readMetadata(name, folders.join('/'))?.outputs
  const outputs = step.get('outputs')
  const anything = step.get('outcome')
  if (!declared || !isContext(outputs) || !anything) return
  for (const output of Object.keys(declared)) outputs.add(output, anything)
  outputs.complete = true
}

// The class is not to be had from here.
function isContext(value: unknown): value is Context {
  return typeof value === 'object' && value !== null && 'complete' in value
}

/** Checks a file; tells in which line and column it is at fault. */
async function check(
  file: string,
  name: string,
  text: string,
  indent = 0
): Promise<string[]> {
  const document = TextDocument.create(`file:///${name}`, 'yaml', 1, text)
  const diagnostics = await validate(document, {
    actionsMetadataProvider: {
      fetchActionMetadata: ({ name, path }) =>
        Promise.resolve(readMetadata(name, path))
    },
    contextProviderConfig: {
      getContext: (name, context, { job }) => {
        const steps = name === 'steps' ? job?.steps : undefined
        for (const step of steps ?? []) {
          const known = context?.get(step.id)
          if ('uses' in step && isContext(known)) {
            addOutputs(step.uses.value, known)
          }
        }
        return Promise.resolve(undefined) // As it is now, that is.
      }
    }
  })
  return diagnostics
    .filter(({ severity = 1 }) => severity <= 2) // Errors and warnings.
    .map(({ message, range: { start } }) => {
      const column = Math.max(start.character - indent, 0) + 1
      const text = typeof message === 'string' ? message : message.value
      return `${file}:${start.line + 1}:${column}: ${text}`
    })
}

registerLogger({
  error: (message) => {
    throw new Error(message)
  },
  warn: console.warn,
  info: console.info,
  log: console.log
})

const { workflows, policies, problems } = findWorkflows()
const findings = [...problems]
for (const file of actions) {
  const text = readFileSync(join(root, file), 'utf8')
  findings.push(...(await check(file, file, text)))
}
for (const { file, name, text, indent } of workflows) {
  findings.push(...(await check(file, name, text, indent)))
}
for (const finding of findings) console.error(finding)
console.log(
  `language service: ${actions.length} actions, ${workflows.length} workflows, findings: ${findings.length}; policies, which are not for it: ${policies}`
)
if (findings.length > 0) process.exitCode = 1
