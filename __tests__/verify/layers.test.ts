import { expect, test } from '@jest/globals'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'

const sources = resolve(import.meta.dirname, '../../src')

/** Modules that reach the network or belong to what does. */
const withEffects = [
  'connection.ts',
  'client.ts',
  'issues.ts',
  'token-facts.ts',
  'repository-facts.ts',
  'permission-facts.ts'
].map((name) => join('github', name))

/** Packages that only compute. */
const pure: ReadonlySet<string> = new Set(['leven'])

/** What a module imports, types left out: the compiler drops them. */
async function importsOf(file: string): Promise<readonly string[]> {
  const code = await readFile(join(sources, file), 'utf8')
  const clauses =
    /\b(?:import|export)\s+(?!type\b)(?:[\w*{}\s,]+?\bfrom\s+)?'([^']+)'|\bimport\(\s*['"`]([^'"`]+)|\brequire\(/g
  return [...code.matchAll(clauses)].map(
    ([whole, name, dynamic]) => name ?? dynamic ?? whole
  )
}

const inProject = (file: string, name: string) =>
  relative(sources, resolve(sources, dirname(file), name))

/** A module and all it imports, by the way that leads there. */
async function reachedFrom(file: string): Promise<Map<string, string>> {
  const reached = new Map([[file, file]])
  for (const [current, way] of reached) {
    if (!current.endsWith('.ts')) continue
    for (const name of await importsOf(current)) {
      const target = name.startsWith('.') ? inProject(current, name) : name
      if (!reached.has(target)) reached.set(target, `${way} → ${target}`)
    }
  }
  return reached
}

const verify = (await readdir(join(sources, 'verify')))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join('verify', name))

test('there is a verdict to speak of', () => {
  expect(verify).toContain(join('verify', 'findings.ts'))
})

test('imports are found, and types are none', async () => {
  expect(await importsOf(join('github', 'token-facts.ts'))).toEqual([
    './connection.ts',
    './expiry.ts',
    './login.ts',
    './refusals.ts',
    './scopes.ts',
    './token-kind.ts'
  ])
  expect(await importsOf(join('git', 'configuration.ts'))).toEqual([
    'node:path',
    './config-file.ts',
    './credential.ts',
    './credential-cache.ts',
    './credential-folder.ts'
  ])
})

test.each(verify)('%s judges without input or output', async (file) => {
  const code = await readFile(join(sources, file), 'utf8')
  expect(code).not.toMatch(/['"`]node:|\bprocess\b|\bfetch\(|\bnew Date\(\)/)
  // Not even the types of what does input and output.
  for (const module of withEffects) {
    expect(code).not.toContain(module.split(/[/\\]/).at(-1))
  }
  const reached = await reachedFrom(file)
  const wrong = [...reached].filter(
    ([target]) =>
      withEffects.includes(target) ||
      (!target.endsWith('.ts') && !pure.has(target))
  )
  expect(wrong.map(([, way]) => way)).toEqual([])
})

test('what reaches the network is known', async () => {
  const reached = await Promise.all(
    (await readdir(join(sources, 'github'))).map(async (name) => {
      const file = join('github', name)
      const modules = await reachedFrom(file)
      return modules.has(join('github', 'client.ts')) ? [file] : []
    })
  )
  expect(reached.flat().sort()).toEqual([...withEffects].sort())
})
