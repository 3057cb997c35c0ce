import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'

interface Input {
  default: string
  deprecationMessage: string
}

/** What the runner takes from an `action.yml`. */
export interface Action {
  inputs: Map<string, Input>
  main: string
  post: string | undefined
  postIf: string
}

/** The contexts an input's default may use, by name and key. */
export type Contexts = Record<string, Record<string, string>>

/** The runner's own checks of `action.yml`, for the one kind of action we run. */
export async function readAction(folder: string): Promise<Action> {
  const file = join(folder, 'action.yml')
  // The failsafe schema keeps `true` and `3600` as the text they are given as.
  const manifest = mapping(
    parse(await readFile(file, 'utf8'), { schema: 'failsafe' })
  )
  const runs = mapping(manifest['runs'])
  const main = text(runs['main'])
  if (text(runs['using']) !== 'node24')
    throw new Error(`${file}: not a node24 action`)
  if (main === '') throw new Error(`${file}: runs.main is missing`)
  if ('pre' in runs) throw new Error(`${file}: runs.pre is not supported here`)
  return {
    inputs: new Map(
      Object.entries(mapping(manifest['inputs'])).map(([name, value]) => {
        const input = mapping(value)
        return [
          name,
          {
            default: text(input['default']),
            deprecationMessage: text(input['deprecationMessage'])
          }
        ]
      })
    ),
    main: join(folder, main),
    post: 'post' in runs ? join(folder, text(runs['post'])) : undefined,
    postIf: text(runs['post-if']) || 'always()'
  }
}

/**
 * Joins what a workflow gives with the action's defaults.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionRunner.cs
 */
export function resolveInputs(
  action: Action,
  given: Record<string, string>,
  contexts: Contexts
): { inputs: Map<string, string>; warnings: string[] } {
  const inputs = new Map(Object.entries(given))
  const givenNames = new Set([...inputs.keys()].map(lowerCase))
  const validNames = new Set([...action.inputs.keys()].map(lowerCase))
  const warnings: string[] = []
  for (const [name, input] of action.inputs) {
    if (!givenNames.has(lowerCase(name))) {
      inputs.set(name, evaluate(input.default, contexts))
    } else if (input.deprecationMessage !== '') {
      warnings.push(
        `Input '${name}' has been deprecated with message: ${input.deprecationMessage}`
      )
    }
  }
  const unexpected = Object.keys(given).filter(
    (name) => !validNames.has(lowerCase(name))
  )
  if (unexpected.length > 0) {
    warnings.push(
      `Unexpected input(s) '${unexpected.join("', '")}', valid inputs are ['${[...action.inputs.keys()].join("', '")}']`
    )
  }
  return { inputs, warnings }
}

/** Replaces each `${{ context.key }}`; anything cleverer is an error here. */
export function evaluate(template: string, contexts: Contexts): string {
  return template.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => {
    const [, context = '', key = ''] =
      /^\s*(\w+)\.(\w+)\s*$/.exec(expression.toLowerCase()) ?? []
    const value = new Map(Object.entries(contexts[context] ?? {})).get(key)
    if (value === undefined) {
      throw new Error(`Unrecognized expression '${expression.trim()}'`)
    }
    return value
  })
}

function lowerCase(name: string): string {
  return name.toLowerCase()
}

function mapping(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
