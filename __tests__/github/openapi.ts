import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Area, Probe } from '../../src/github/permissions.ts'

// GitHub's own description of its REST API, as far as it is needed here.
// https://github.com/octokit/openapi

interface Reference {
  readonly $ref: string
}

interface Schema {
  readonly properties?: Readonly<Record<string, unknown>>
  readonly required?: readonly string[]
  readonly anyOf?: readonly (Schema | Reference)[]
  readonly oneOf?: readonly (Schema | Reference)[]
}

interface Parameter {
  readonly name: string
  readonly in: string
}

interface Body {
  readonly required?: boolean
  readonly content: Readonly<
    Record<string, { readonly schema: Schema | Reference } | undefined>
  >
}

export interface Operation {
  readonly parameters?: readonly (Parameter | Reference)[]
  readonly requestBody?: Body | Reference
  readonly responses: Readonly<Record<string, unknown>>
}

export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>
  }
}

const folder = join(
  dirname(createRequire(import.meta.url).resolve('@octokit/openapi')),
  'generated'
)

const read = new Map<string, Description>()

/** The description of a product: `api.github.com`, `ghes-3.19`. */
export function readDescription(product: string): Description {
  const known = read.get(product)
  if (known !== undefined) return known
  const text = readFileSync(join(folder, `${product}.json`), 'utf8')
  const description = JSON.parse(text) as Description
  read.set(product, description)
  return description
}

const roots: Readonly<Record<Area, string>> = {
  repository: '/repos/acme/site',
  organization: '/orgs/acme',
  account: ''
}

/** Where a probe goes, as the action sends it. */
export function pathOf(area: Area, { path }: Pick<Probe, 'path'>): string {
  return roots[area] + path
}

/** What is described for a request; the plainest path that fits. */
export function findOperation(
  { paths }: Description,
  method: string,
  path: string
): Operation | undefined {
  const parts = (path.split('?')[0] ?? '').split('/')
  const fits = (template: string) => {
    const wanted = template.split('/')
    return (
      wanted.length === parts.length &&
      wanted.every((part, at) => part.startsWith('{') || part === parts[at])
    )
  }
  const [found] = Object.keys(paths)
    .filter((template) => fits(template))
    .sort((a, b) => a.split('{').length - b.split('{').length)
  return found === undefined ? undefined : paths[found]?.[method.toLowerCase()]
}

function resolve<T extends object>(
  description: Description,
  value: T | Reference
): T {
  if (!('$ref' in value)) return value
  const found = value.$ref
    .slice('#/'.length)
    .split('/')
    .reduce<unknown>(
      (at, key) => (at as Readonly<Record<string, unknown>>)[key],
      description
    )
  return found as T
}

/** The query parameters an operation knows. */
export function queryOf(
  description: Description,
  { parameters = [] }: Operation
): readonly string[] {
  return parameters
    .map((one) => resolve(description, one))
    .filter((one) => one.in === 'query')
    .map(({ name }) => name)
}

/** The members of which a valid body has at least one, whatever else it has. */
export function bodyMembers(
  area: Area,
  probe: Pick<Probe, 'method' | 'path'>
): readonly string[] {
  const description = readDescription('api.github.com')
  const operation = findOperation(
    description,
    probe.method,
    pathOf(area, probe)
  )
  if (operation?.requestBody === undefined) return []
  const body = resolve(description, operation.requestBody)
  const found = body.content['application/json']
  if (body.required !== true || found === undefined) return []
  const requiredBy = (given: Schema | Reference): readonly string[] => {
    const schema = resolve(description, given)
    const choices = (schema.anyOf ?? schema.oneOf ?? []).map(requiredBy)
    // Each of them asks for something, or an empty body fits one of them.
    const ofChoices = choices.every(({ length }) => length > 0) ? choices : []
    return [...(schema.required ?? []), ...ofChoices.flat()]
  }
  return requiredBy(found.schema)
}
