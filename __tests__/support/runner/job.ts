import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readAction, resolveInputs, type Contexts } from './action.ts'
import {
  runChild,
  type ChildOptions,
  type Interruption,
  type Pause
} from './child.ts'
import {
  foldersIn,
  githubContext,
  runnerContext,
  type Folders
} from './contexts.ts'
import {
  createCommandFiles,
  processCommandFiles,
  type CommandFiles
} from './files.ts'
import { Masker } from './masker.ts'
import { endOrphans } from './orphans.ts'
import { Step, type Annotation } from './step.ts'
import { linesOf, trim } from './text.ts'
import {
  contextVariables,
  inputVariables,
  stateVariables
} from './variables.ts'

export interface JobOptions {
  repository?: string
  serverUrl?: string
  apiUrl?: string
  eventName?: string
  event?: object
  /** The job's own `env:`. */
  env?: Record<string, string>
  /** Values of `secrets.*` in use: masked from the start. */
  secrets?: string[]
  /** `github.token`: masked from the start, and never in the environment. */
  token?: string
  /** More of the `github` context, over the defaults: `{ head_ref: 'topic' }`. */
  github?: Record<string, string>
  /** More of the `runner` context. */
  runner?: Record<string, string>
  /** The run was started with "Enable debug logging". */
  debug?: boolean
  /** Sees each line of the job's log as it is written. */
  print?: (line: string) => void
  /** Waits between the signals of a cancellation. */
  pause?: Pause
}

interface StepOptions {
  id?: string
  env?: Record<string, string>
  interruption?: Interruption
}

export interface UsesOptions extends StepOptions {
  /** The folder with the `action.yml`. */
  action: string
  with?: Record<string, string>
  /** What the workflow calls it. */
  name?: `${string}/${string}@${string}`
}

export interface RunOptions extends StepOptions {
  /** The step's `working-directory`, from the workspace. */
  cwd?: string
}

export type Outcome = 'success' | 'failure' | 'cancelled'

export interface StepResult {
  outcome: Outcome
  exitCode: number
  signal: NodeJS.Signals | null
  /** As written by the process, unmasked. */
  stdout: string
  stderr: string
  /** The first line of `stdout`. */
  firstLine: string
  /** As a person sees it: in order of arrival, processed, masked. */
  log: string
  annotations: Annotation[]
  /** What the runner itself had to say against the step. */
  errors: string[]
  /** The values given to `add-mask`. */
  masks: string[]
  outputs: Record<string, string>
  /** What was added by GITHUB_ENV. */
  env: Record<string, string>
  state: Record<string, string>
  summary: string
}

/** What the main and the post script of one step share. */
interface StepContext {
  /** GITHUB_ACTION, GITHUB_ACTION_REPOSITORY and GITHUB_ACTION_REF. */
  github: { action: string; action_repository: string; action_ref: string }
  env: Record<string, string>
  inputs: Map<string, string>
  state: Map<string, string>
}

interface PostStep {
  context: StepContext
  script: string
  condition: (outcome: Outcome) => boolean
}

const CONDITIONS = new Map<string, PostStep['condition']>([
  ['always()', () => true],
  ['success()', (outcome) => outcome === 'success'],
  ['failure()', (outcome) => outcome === 'failure'],
  ['cancelled()', (outcome) => outcome === 'cancelled'],
  ['!cancelled()', (outcome) => outcome !== 'cancelled']
])

/** Starts a job in a private folder that is laid out as the runner's own. */
export async function createJob(options: JobOptions = {}): Promise<Job> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'runner-')))
  const job = new Job(root, options)
  for (const folder of Object.values(job.folders)) {
    await mkdir(folder, { recursive: true })
  }
  return job
}

/**
 * One job of a workflow run, step by step. Each step runs whatever became of
 * those before it, as if written with `if: always()`.
 */
export class Job {
  readonly root: string
  readonly folders: Folders
  /** The job's `env:` and what steps have added to it by GITHUB_ENV. */
  readonly env: Map<string, string>
  /** The job's whole log so far. */
  readonly log: string[] = []
  outcome: Outcome = 'success'

  readonly #options: JobOptions
  readonly #contexts: { github: Contexts[string]; runner: Contexts[string] }
  readonly #masker = new Masker()
  readonly #paths: string[] = []
  readonly #posts: PostStep[] = []
  readonly #trackingId = `github_${randomUUID()}`

  constructor(root: string, options: JobOptions) {
    const {
      repository = 'acme/app',
      serverUrl = 'https://github.com',
      apiUrl = serverUrl === 'https://github.com'
        ? 'https://api.github.com'
        : `${serverUrl}/api/v3`,
      eventName = 'push',
      token = ''
    } = options
    this.root = root
    this.folders = foldersIn(root, repository)
    this.env = new Map(Object.entries(options.env ?? {}))
    this.#options = options
    this.#contexts = {
      github: {
        ...githubContext(this.folders, {
          repository,
          serverUrl,
          apiUrl,
          eventName
        }),
        ...options.github
      },
      runner: {
        ...runnerContext(this.folders, options.debug ?? false),
        ...options.runner
      }
    }
    for (const secret of options.secrets ?? []) this.#masker.add(trim(secret))
    if (token !== '') {
      this.#masker.add(token)
      this.#masker.add(btoa(`x-access-token:${token}`))
    }
  }

  /** Runs an action's main script, and remembers its post script. */
  async uses({
    action: folder,
    with: given = {},
    name = `acme/${basename(folder)}@v1`,
    ...options
  }: UsesOptions): Promise<StepResult> {
    const action = await readAction(resolve(folder))
    const condition = CONDITIONS.get(action.postIf)
    if (!condition) throw new Error(`Unsupported post-if '${action.postIf}'`)
    const { inputs, warnings } = resolveInputs(action, given, {
      ...this.#contexts,
      github: {
        ...this.#contexts.github,
        token: this.#options.token ?? ''
      }
    })
    const [path = '', ref = ''] = name.split('@')
    const context: StepContext = {
      github: {
        action: options.id ?? `__${path.replaceAll('/', '_')}`,
        action_repository: path.split('/').slice(0, 2).join('/'),
        action_ref: ref
      },
      env: options.env ?? {},
      inputs,
      state: new Map()
    }
    // Before the main script, so that its death does not matter.
    if (action.post !== undefined) {
      this.#posts.push({ context, script: action.post, condition })
    }
    const step = this.#step()
    for (const warning of warnings) step.warning(warning)
    this.#writeHeader(step, name, context)
    return this.#execute(step, context, {
      command: [nodeBinary(), action.main],
      cwd: this.folders.workspace,
      interruption: options.interruption
    })
  }

  /** Runs a script as a `run:` step with the default shell does. */
  async run(
    script: string,
    { cwd = '', ...options }: RunOptions = {}
  ): Promise<StepResult> {
    const file = join(this.folders.temp, `${randomUUID()}.sh`)
    await writeFile(file, script)
    const context: StepContext = {
      github: {
        action: options.id ?? '__run',
        action_repository: '',
        action_ref: ''
      },
      env: options.env ?? {},
      inputs: new Map(),
      state: new Map()
    }
    const step = this.#step()
    this.#writeHeader(step, linesOf(script)[0] ?? '', context)
    return this.#execute(step, context, {
      command: ['bash', '-e', file],
      cwd: resolve(this.folders.workspace, cwd),
      interruption: options.interruption
    })
  }

  /** Runs the post scripts, that of the last step first. */
  async post(): Promise<StepResult[]> {
    const results: StepResult[] = []
    for (let next = this.#posts.pop(); next; next = this.#posts.pop()) {
      if (!next.condition(this.outcome)) continue
      const step = this.#step()
      step.write('Post job cleanup.')
      results.push(
        await this.#execute(step, next.context, {
          command: [nodeBinary(), next.script],
          cwd: this.folders.workspace,
          interruption: undefined
        })
      )
    }
    return results
  }

  /** Hides what is masked by now: text that it changes holds a secret. */
  mask(text: string): string {
    return this.#masker.mask(text)
  }

  /** Removes everything, and tells which programs steps had left running. */
  async finish(): Promise<string[]> {
    const orphans = await endOrphans(this.#trackingId)
    await rm(this.root, { recursive: true, force: true })
    return orphans
  }

  #step(): Step {
    return new Step({
      masker: this.#masker,
      debug: this.#options.debug ?? false,
      workspace: this.folders.workspace,
      print: (line) => {
        this.log.push(line)
        this.#options.print?.(line)
      }
    })
  }

  // Comes before the action can mask anything.
  #writeHeader(step: Step, title: string, context: StepContext): void {
    const env = new Map([...this.env, ...Object.entries(context.env)])
    step.write(`##[group]Run ${title}`)
    for (const [heading, values] of [
      ['with:', [...context.inputs].filter(([, value]) => value !== '')],
      ['env:', [...env]]
    ] as const) {
      if (values.length > 0) step.write(heading)
      for (const [name, value] of values) step.write(`  ${name}: ${value}`)
    }
    step.write('##[endgroup]')
  }

  async #execute(
    step: Step,
    context: StepContext,
    child: Pick<ChildOptions, 'command' | 'cwd' | 'interruption'>
  ): Promise<StepResult> {
    const files = await createCommandFiles(this.folders.temp)
    await this.#writeEvent()
    const { exitCode, signal, cancelled, stdout, stderr } = await runChild({
      ...child,
      env: this.#environment(context, files),
      onLine: (line) => {
        step.receive(line)
      },
      pause: this.#options.pause
    })
    const isScript = context.github.action_repository === ''
    if (exitCode !== 0 && isScript && !cancelled) {
      step.error(`Process completed with exit code ${exitCode}.`)
    }
    await processCommandFiles(files, step)
    if (cancelled) step.error('The operation was canceled.')

    const failed = step.failed || exitCode !== 0
    const outcome = cancelled ? 'cancelled' : failed ? 'failure' : 'success'
    this.#remember(step, context, outcome)
    return {
      outcome,
      exitCode,
      signal,
      stdout,
      stderr,
      firstLine: linesOf(stdout)[0] ?? '',
      log: step.log.join('\n'),
      annotations: step.annotations,
      errors: step.errors,
      masks: step.masks,
      outputs: Object.fromEntries(step.outputs),
      env: Object.fromEntries(step.env),
      state: Object.fromEntries(step.state),
      summary: step.summary
    }
  }

  #remember(step: Step, context: StepContext, outcome: Outcome): void {
    if (outcome !== 'success' && this.outcome !== 'cancelled') {
      this.outcome = outcome
    }
    for (const [name, value] of step.env) this.env.set(name, value)
    for (const [name, value] of step.state) context.state.set(name, value)
    this.#paths.push(...step.paths)
  }

  // Written anew for each step, as the runner does.
  async #writeEvent(): Promise<void> {
    const file = this.#contexts.github['event_path'] ?? ''
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, JSON.stringify(this.#options.event ?? {}, null, 2))
  }

  /**
   * Nothing of the developer's own environment but PATH. What comes later wins:
   * no step can set GITHUB_* or RUNNER_* for another.
   * https://github.com/actions/runner/blob/main/src/Runner.Worker/Handlers/NodeScriptActionHandler.cs
   */
  #environment(
    context: StepContext,
    files: CommandFiles
  ): Record<string, string> {
    const env: Record<string, string> = {
      CI: 'true',
      HOME: this.folders.home,
      LANG: 'C.UTF-8',
      PATH: process.env['PATH'] ?? '',
      RUNNER_TRACKING_ID: this.#trackingId,
      ...Object.fromEntries(this.env),
      ...context.env,
      ...stateVariables(context.state),
      ...inputVariables(context.inputs)
    }
    const paths = new Set([...this.#paths.toReversed(), env['PATH'] ?? ''])
    return {
      ...env,
      PATH: [...paths].join(delimiter),
      ...contextVariables('GITHUB_', {
        ...this.#contexts.github,
        ...context.github,
        ...files
      }),
      ...contextVariables('RUNNER_', this.#contexts.runner),
      GITHUB_ACTIONS: 'true'
    }
  }
}

/** This repository's own Node 24, when it is installed. */
function nodeBinary(): string {
  const local = fileURLToPath(
    new URL('../../../node_modules/.bin/node', import.meta.url)
  )
  return existsSync(local) ? local : process.execPath
}
