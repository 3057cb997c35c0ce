// How the runner names the environment variables it makes.

/** Spaces become `_`; hyphens stay. */
export function inputVariables(
  inputs: Map<string, string>
): Record<string, string> {
  return Object.fromEntries(
    [...inputs].map(([name, value]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      value
    ])
  )
}

/** A state's name keeps its case. */
export function stateVariables(
  state: Map<string, string>
): Record<string, string> {
  return Object.fromEntries(
    [...state].map(([name, value]) => [`STATE_${name}`, value])
  )
}

export function contextVariables(
  prefix: 'GITHUB_' | 'RUNNER_',
  context: Record<string, string>
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(context).map(([name, value]) => [
      prefix + name.toUpperCase(),
      value
    ])
  )
}
