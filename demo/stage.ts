import { styleText } from 'node:util'

let scene = 0

/** Announces what comes next. */
export function announce(title: string): void {
  scene += 1
  console.log(`\n${styleText('bold', `${String(scene)}. ${title}`)}`)
}

/** Shows lines of a job's log, annotations in the colours GitHub gives them. */
export function showLog(log: string): void {
  const lines = log.split('\n')
  // The header of a step repeats its inputs.
  const start = lines.indexOf('##[endgroup]') + 1
  for (const line of lines.slice(start)) console.log(`   ${paint(line)}`)
}

/** Shows a text as it is. */
export function showLines(lines: readonly string[]): void {
  for (const line of lines) console.log(`   │ ${line}`)
}

/** Shows a command before what it printed. */
export function showCommand(command: string): void {
  console.log(`   ${styleText('cyan', `$ ${command}`)}`)
}

/** Says whether something is as promised, and remembers when it is not. */
export function claim(text: string, isTrue: boolean): void {
  const mark = isTrue ? styleText('green', '✔') : styleText('red', '✘')
  console.log(`   ${mark} ${text}`)
  if (!isTrue) process.exitCode = 1
}

function paint(line: string): string {
  if (line.startsWith('##[error]')) {
    return styleText('red', `Error: ${line.slice(9)}`)
  }
  if (line.startsWith('##[warning]')) {
    return styleText('yellow', `Warning: ${line.slice(11)}`)
  }
  if (line.startsWith('##[notice]')) return `Notice: ${line.slice(10)}`
  if (line.startsWith('##[group]')) return styleText('bold', line.slice(9))
  if (line === '##[endgroup]') return ''
  if (line.startsWith('granted')) return styleText('green', line)
  if (line.startsWith('missing')) return styleText('red', line)
  if (line.startsWith('unknown')) return styleText('yellow', line)
  return line
}
