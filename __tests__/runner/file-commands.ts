/**
 * The names and values in a file of commands for the runner, as it reads them.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#multiline-strings
 */
export function readFileCommands(
  text: string
): Readonly<Record<string, string>> {
  const values: Record<string, string> = {}
  const lines = text.split('\n')
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    if (line === '') continue
    const [, name = '', delimiter = ''] = /^([^=]+?)<<(.+)$/.exec(line) ?? []
    const end = lines.indexOf(delimiter)
    if (name === '' || end < 0) throw new Error(`Not a command: ${line}`)
    values[name] = lines
      .splice(0, end + 1)
      .slice(0, -1)
      .join('\n')
  }
  return values
}
