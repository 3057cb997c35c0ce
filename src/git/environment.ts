import type { Obstacle } from '../verify/facts.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** More than anyone has; git itself would read as many variables. */
const mostEntries = 10_000

/** `section.name` or `section.any text.name` */
const keyFormat = /^[a-z0-9-]+\.(?:[^\n]*\.)?[a-z][a-z0-9-]*$/i

/**
 * Why nothing can be appended to the `GIT_CONFIG_*` variables that are there, or
 * undefined. git refuses every command when the count is not a number, an entry
 * is missing or a key is none, so an entry of ours must not be put on top of
 * such a state.
 * https://git-scm.com/docs/git-config#Documentation/git-config.txt-GITCONFIGCOUNT
 */
export function checkGitEnvironment(
  environment: Environment
): Obstacle | undefined {
  const broken = (evidence: string): Obstacle => ({
    requirement: 'working GIT_CONFIG_* variables',
    reason: 'git-environment-broken',
    evidence
  })
  const count = environment['GIT_CONFIG_COUNT'] ?? ''
  if (!/^\d*$/.test(count) || Number(count) > mostEntries) {
    return broken(`GIT_CONFIG_COUNT is ${JSON.stringify(count.slice(0, 40))}`)
  }
  for (let index = 0; index < Number(count); index += 1) {
    const names = entryNames(index)
    const missing = names.find((name) => environment[name] === undefined)
    if (missing !== undefined) {
      return broken(`GIT_CONFIG_COUNT is ${count}, but ${missing} is not set`)
    }
    if (!keyFormat.test(environment[names[0]] ?? '')) {
      return broken(`${names[0]} is not the name of a git setting`)
    }
  }
  return undefined
}

/** A variable for later steps. */
export type Variable = readonly [name: string, value: string]

/**
 * The variables that make every git command of the job include a config file,
 * after the entries that are there. These are repeated, since they may have been
 * set for this step alone and git refuses a count that is more than there is. The
 * count comes last: until it is written the new entry does not exist.
 */
export function includeConfigFile(
  environment: Environment,
  path: string
): readonly Variable[] {
  const index = countEntries(environment)
  const present = Array.from({ length: index }, (_, entry) => entryNames(entry))
  const [key, value] = entryNames(index)
  return [
    ...present.flat().map((name) => [name, environment[name] ?? ''] as const),
    [key, includePath],
    [value, path],
    ['GIT_CONFIG_COUNT', String(index + 1)]
  ]
}

/**
 * The variable by which an old git tells the git commands it runs of `-c` options,
 * with one more that includes a config file. It is not documented, but reaches
 * submodules of submodules where GIT_CONFIG_COUNT does not.
 * https://github.com/git/git/blob/v2.31.0/config.c `git_config_push_parameter`
 */
export function includeAsParameter(
  environment: Environment,
  path: string
): Variable {
  const name = 'GIT_CONFIG_PARAMETERS'
  const parameter = `${includePath}=${path}`.replaceAll(
    /['!]/g,
    String.raw`'\$&'`
  )
  const present = environment[name] ?? ''
  return [name, `${present} '${parameter}'`.trimStart()]
}

/** The config files that the variables include. */
export function includedConfigFiles(
  environment: Environment
): readonly string[] {
  return Array.from({ length: countEntries(environment) }, (_, index) => {
    const [key, value] = entryNames(index)
    return environment[key] === includePath ? (environment[value] ?? '') : ''
  }).filter((path) => path !== '')
}

const includePath = 'include.path'

function countEntries(environment: Environment): number {
  return Number(environment['GIT_CONFIG_COUNT'] ?? '')
}

/** The variables of one entry, which are counted from 0. */
function entryNames(index: number): readonly [key: string, value: string] {
  return [
    `GIT_CONFIG_KEY_${String(index)}`,
    `GIT_CONFIG_VALUE_${String(index)}`
  ]
}
