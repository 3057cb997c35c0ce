import { Buffer } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Step } from './step.ts'
import { linesOf } from './text.ts'

const SUMMARY_LIMIT = 1024 * 1024

// In the order in which the runner processes them.
// https://github.com/actions/runner/blob/main/src/Runner.Worker/FileCommandManager.cs
const PREFIXES = {
  path: 'add_path_',
  env: 'set_env_',
  step_summary: 'step_summary_',
  state: 'save_state_',
  output: 'set_output_'
}

type FileCommand = keyof typeof PREFIXES

const FILE_COMMANDS = Object.keys(PREFIXES) as FileCommand[]

/** The file behind each of GITHUB_PATH, GITHUB_ENV, GITHUB_STEP_SUMMARY, … */
export type CommandFiles = Record<FileCommand, string>

/** Makes a step's empty files. As with the runner they stay until the job ends. */
export async function createCommandFiles(temp: string): Promise<CommandFiles> {
  const folder = join(temp, '_runner_file_commands')
  const suffix = randomUUID()
  const files = Object.fromEntries(
    FILE_COMMANDS.map((name) => [name, join(folder, PREFIXES[name] + suffix)])
  ) as CommandFiles
  await mkdir(folder, { recursive: true })
  await Promise.all(Object.values(files).map((file) => writeFile(file, '')))
  return files
}

/** Carries out what a step has written to its files. */
export async function processCommandFiles(
  files: CommandFiles,
  step: Step
): Promise<void> {
  for (const name of FILE_COMMANDS) {
    const bytes = await readFile(files[name]).catch(() => undefined)
    if (bytes === undefined) step.debug(`File does not exist '${files[name]}'`)
    else {
      try {
        PROCESSORS[name](bytes, step)
      } catch (error) {
        step.fail(
          `Unable to process file command '${name}' successfully.`,
          error instanceof Error ? error.message : String(error)
        )
      }
    }
  }
}

const PROCESSORS: Record<FileCommand, (bytes: Buffer, step: Step) => void> = {
  path: (bytes, step) => {
    step.paths.push(...linesOf(textOf(bytes)).filter((line) => line !== ''))
  },
  env: (bytes, step) => {
    for (const [name, value] of keyValuePairs(textOf(bytes))) {
      if (name.toUpperCase() === 'NODE_OPTIONS') {
        step.error(
          `Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.`
        )
      } else step.setEnv(name, value)
    }
  },
  step_summary: (bytes, step) => {
    if (bytes.length <= SUMMARY_LIMIT) step.summarize(textOf(bytes))
    else {
      const kilobytes = Math.trunc(bytes.length / 1024)
      step.error(
        `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of ${SUMMARY_LIMIT / 1024}k, got ${kilobytes}k. For more information see: https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#adding-a-markdown-summary`
      )
    }
  },
  state: (bytes, step) => {
    for (const [name, value] of keyValuePairs(textOf(bytes))) {
      step.saveState(name, value)
    }
  },
  output: (bytes, step) => {
    for (const [name, value] of keyValuePairs(textOf(bytes))) {
      step.setOutput(name, value)
    }
  }
}

function textOf(bytes: Buffer): string {
  return new TextDecoder().decode(bytes)
}

/**
 * Yields the `NAME=VALUE` and `NAME<<DELIMITER` pairs of a file. Pairs before a
 * malformed line count: it is an iterator that throws, there as here.
 */
export function* keyValuePairs(
  text: string
): Generator<[name: string, value: string]> {
  // Only LF ends a line here, and a last line may lack it.
  const lines = text.split('\n')
  const endsWithLineFeed = lines.at(-1) === ''
  if (endsWithLineFeed) lines.pop()

  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? ''
    if (line === '') continue
    const equals = line.indexOf('=')
    const heredoc = line.indexOf('<<')
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      yield [line.slice(0, equals), line.slice(equals + 1)]
    } else if (heredoc >= 0) {
      const name = line.slice(0, heredoc)
      const delimiter = line.slice(heredoc + 2)
      if (name === '' || delimiter === '') {
        throw new Error(
          `Invalid format '${line}'. Name must not be empty and delimiter must not be empty`
        )
      }
      const end = lines.indexOf(delimiter, index + 1)
      if (end < 0) {
        throw new Error(
          endsWithLineFeed || index === lines.length - 1
            ? `Invalid value. Matching delimiter not found '${delimiter}'`
            : 'Invalid value. EOF marker missing new line.'
        )
      }
      yield [name, lines.slice(index + 1, end).join('\n')]
      index = end
    } else throw new Error(`Invalid format '${line}'`)
  }
}
