import { relative } from 'node:path'
import { parseCommand, type Command } from './commands.ts'
import type { Masker } from './masker.ts'
import { linesOf, trim } from './text.ts'

type Level = 'error' | 'warning' | 'notice'

/**
 * As shown next to a run. The runner masks the message and **not** the title
 * or the file: a secret in those is a leak.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/ExecutionContext.cs (AddIssue)
 */
export interface Annotation {
  level: Level
  message: string
  title: string
  file: string
  line: string
}

const MAX_ANNOTATIONS_PER_LEVEL = 10
const MAX_MESSAGE_LENGTH = 4096

export interface StepOptions {
  masker: Masker
  debug: boolean
  workspace: string
  /** Sees each line of the log as it is written. */
  print: (line: string) => void
}

/**
 * What one step has said and set so far.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs
 */
export class Step {
  readonly log: string[] = []
  readonly annotations: Annotation[] = []
  readonly errors: string[] = []
  readonly masks: string[] = []
  readonly paths: string[] = []
  readonly outputs = new Map<string, string>()
  readonly env = new Map<string, string>()
  readonly state = new Map<string, string>()
  summary = ''
  failed = false

  readonly #options: StepOptions
  #echo: boolean
  #stopToken: string | undefined

  constructor(options: StepOptions) {
    this.#options = options
    this.#echo = options.debug
  }

  /** Takes one line of the step's output, from either stream. */
  receive(line: string): void {
    const command = parseCommand(line, (name) => this.#isKnown(name))
    if (command === undefined || !this.#process(command, line)) this.write(line)
  }

  write(text: string): void {
    const masked = this.#options.masker.mask(text)
    this.log.push(masked)
    this.#options.print(masked)
  }

  debug(text: string): void {
    if (!this.#options.debug) return
    for (const line of text.split(/\r?\n/)) this.write(`##[debug]${line}`)
  }

  warning(message: string): void {
    this.#annotate('warning', message)
  }

  /** An error of the runner itself, which alone does not fail the step. */
  error(message: string): void {
    this.errors.push(this.#options.masker.mask(message))
    this.#annotate('error', message)
  }

  fail(...messages: string[]): void {
    for (const message of messages) this.error(message)
    this.failed = true
  }

  setEnv(name: string, value: string): void {
    requireName(name)
    this.env.set(name, value)
    this.debug(`${name}='${value}'`)
  }

  saveState(name: string, value: string): void {
    this.state.set(name, value)
    this.debug(`Save intra-action state ${name} = ${value}`)
  }

  setOutput(name: string, value: string): void {
    requireName(name)
    this.outputs.set(name, value)
    this.debug(`Set output ${name} = ${value}`)
  }

  /** Masked line by line, which also makes every line end an LF. */
  summarize(markdown: string): void {
    this.summary = linesOf(markdown)
      .map((line) => `${this.#options.masker.mask(line)}\n`)
      .join('')
  }

  #isKnown(name: string): boolean {
    return name === this.#stopToken?.toLowerCase() || COMMAND_NAMES.has(name)
  }

  /** False when the line is to be printed as it is. */
  #process(command: Command, line: string): boolean {
    if (this.#stopToken !== undefined) {
      if (command.name !== this.#stopToken.toLowerCase()) return false
      this.write(line)
      this.#stopToken = undefined
      return true
    }
    if (this.#echo && !SILENT.has(command.name)) this.write(line)
    try {
      this.#execute(command, line)
    } catch (error) {
      this.fail(
        `Unable to process command '${SILENT.has(command.name) ? command.name : line}' successfully.`,
        error instanceof Error ? error.message : String(error)
      )
    }
    return true
  }

  #execute({ name, properties, data }: Command, line: string): void {
    switch (name as CommandName) {
      case 'add-mask':
        this.#addMask(data)
        break
      case 'debug':
        this.debug(data)
        break
      case 'error':
      case 'warning':
      case 'notice':
        this.#annotate(name as Level, data, properties)
        break
      case 'group':
        this.write(`##[group]${data}`)
        break
      case 'endgroup':
        this.write('##[endgroup]')
        break
      case 'echo':
        this.#setEcho(data)
        break
      case 'stop-commands':
        this.#stop(data, line)
        break
      case 'set-output':
        this.warning(deprecated(name))
        this.setOutput(properties.get('name') ?? '', data)
        break
      case 'save-state':
        this.warning(deprecated(name))
        this.saveState(requireName(properties.get('name') ?? ''), data)
        break
      case 'set-env':
      case 'add-path':
        throw new Error(
          `The \`${name}\` command is disabled. Please upgrade to using Environment Files or opt into unsecure command execution by setting the \`ACTIONS_ALLOW_UNSECURE_COMMANDS\` environment variable to \`true\`. For more information see: https://github.blog/changelog/2020-10-01-github-actions-deprecating-set-env-and-add-path-commands/`
        )
      case 'add-matcher':
      case 'remove-matcher':
        // Problem matchers only add annotations; no step here needs one.
        break
    }
  }

  #addMask(value: string): void {
    if (trim(value) === '') {
      this.warning(
        "Can't add secret mask for empty string in ##[add-mask] command."
      )
      return
    }
    if (this.#echo) this.write('::add-mask::***')
    this.masks.push(value)
    this.#options.masker.add(value)
  }

  #setEcho(value: string): void {
    const echo = { on: true, off: false }[trim(value).toLowerCase()]
    if (echo === undefined) {
      throw new Error(
        `Invalid echo command value. Possible values can be: 'on', 'off'. Current value is: '${value}'.`
      )
    }
    this.#echo = echo
  }

  #stop(token: string, line: string): void {
    const name = token.toLowerCase()
    if (token === '' || name === 'pause-logging' || COMMAND_NAMES.has(name)) {
      throw new Error(
        "You cannot use a endToken that is an empty string, the string 'pause-logging', or another workflow command."
      )
    }
    this.#stopToken = token
    if (token.length > 6) this.#options.masker.add(token)
    this.write(line)
  }

  #annotate(
    level: Level,
    text: string,
    properties = new Map<string, string>()
  ): void {
    const message = this.#options.masker.mask(text).slice(0, MAX_MESSAGE_LENGTH)
    const sameLevel = this.annotations.filter((other) => other.level === level)
    if (sameLevel.length < MAX_ANNOTATIONS_PER_LEVEL) {
      this.annotations.push({
        level,
        message,
        title: properties.get('title') ?? '',
        file: this.#repositoryPath(properties.get('file') ?? ''),
        line: properties.get('line') ?? ''
      })
    }
    if (message !== '') this.write(`##[${level}]${message}`)
  }

  #repositoryPath(file: string): string {
    const { workspace } = this.#options
    return file.startsWith(`${workspace}/`) ? relative(workspace, file) : file
  }
}

// https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
const COMMANDS = [
  'add-mask',
  'add-matcher',
  'add-path',
  'debug',
  'echo',
  'endgroup',
  'error',
  'group',
  'notice',
  'remove-matcher',
  'save-state',
  'set-env',
  'set-output',
  'stop-commands',
  'warning'
] as const

type CommandName = (typeof COMMANDS)[number]

const COMMAND_NAMES = new Set<string>(COMMANDS)

/** Commands that `echo on` does not print, nor an error about them. */
const SILENT = new Set([
  'add-mask',
  'debug',
  'error',
  'warning',
  'notice',
  'stop-commands'
])

function deprecated(command: string): string {
  return `The \`${command}\` command is deprecated and will be disabled soon. Please upgrade to using Environment Files. For more information see: https://github.blog/changelog/2022-10-11-github-actions-deprecating-save-state-and-set-output-commands/`
}

function requireName(name: string): string {
  if (name === '') throw new Error('The name must not be empty.')
  return name
}
