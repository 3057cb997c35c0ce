// Finds every workflow that is shown or run here: each YAML of the Markdown files, of
// which a whole workflow is made when it is only a part of one, and the files in
// .github/workflows. Line N of a workflow is line N of the file it comes from.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

export interface Workflow {
  /** The file it comes from. */
  readonly file: string
  /** A name of its own: that of the file and the heading, readme.a-fallback.yml. */
  readonly name: string
  readonly text: string
  /** By how many columns it was moved to the right. */
  readonly indent: number
}

interface Fence {
  readonly language: string
  readonly isYaml: boolean
  /** The number of the line that opens it. */
  readonly line: number
  readonly lines: readonly string[]
  /** The heading above it, and its number there when it is not the first. */
  readonly name: string
}

interface Frame {
  readonly above: readonly string[]
  readonly indent: number
  readonly below: readonly string[]
}

export const root = join(import.meta.dirname, '..')

/** What this action is called whoever owns it. */
export const repository = 'setup-github-token'

const commit = '0123456789abcdef0123456789abcdef01234567'

/** Tells which files git knows of, or would; not those that are ignored. */
function listFiles(pattern: string): string[] {
  return execFileSync(
    'git',
    [
      'ls-files',
      ...['--cached', '--others', '--exclude-standard', '-z', '--'],
      `:(glob)${pattern}`
    ],
    { cwd: root, encoding: 'utf8' }
  )
    .split('\0')
    .filter((file) => file !== '' && existsSync(join(root, file)))
}

export function listActions(): string[] {
  return listFiles('**/action.yml')
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
}

function readFences(markdown: string): Fence[] {
  const fences: Fence[] = []
  const counts = new Map<string, number>()
  let heading = ''
  let open: { lines: string[]; end: RegExp } | undefined
  for (const [index, line] of markdown.split('\n').entries()) {
    if (open !== undefined) {
      if (open.end.test(line)) open = undefined
      else open.lines.push(line)
      continue
    }
    heading = /^#+ +(.*)/.exec(line)?.[1] ?? heading
    const [, mark, language = ''] = /^ *(`{3,}|~{3,}) *(\S*)/.exec(line) ?? []
    if (mark === undefined) continue
    const isYaml = /^ya?ml$/i.test(language)
    const key = `${slug(heading)}.${isYaml}`
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    const name = `${slug(heading)}${count === 1 ? '' : `.${count}`}`
    const lines: string[] = []
    fences.push({ language, isYaml, line: index + 1, lines, name })
    open = { lines, end: new RegExp(`^ *${mark} *$`) }
  }
  if (open !== undefined) throw new Error('a fence does not end')
  return fences
}

const stepKeys = new Set([
  ...['id', 'if', 'name', 'uses', 'with', 'run', 'shell', 'env'],
  ...['working-directory', 'continue-on-error', 'timeout-minutes']
])

/** What a step is taken to follow when it asks for the outputs of `token`. */
function formatTokenStep(text: string): string[] {
  return text.includes('steps.token.') && !/\bid: token\b/.test(text)
    ? [`      - { id: token, uses: OWNER/${repository}@COMMIT }`]
    : []
}

/** A workflow and a job of which nothing can be said but what is in the part. */
function frameJob(keys: readonly string[]): Frame {
  const job = {
    name: 'Part',
    'runs-on': 'ubuntu-latest',
    // Whose secrets they are is not for some steps to say.
    environment: 'part'
  }
  return {
    above: ['jobs:', '  part:'],
    indent: 4,
    below: [
      ...Object.entries(job)
        .filter(([key]) => !keys.includes(key))
        .map(([key, value]) => `    ${key}: ${value}`),
      'name: Part',
      'on: [pull_request, push]',
      'permissions: {}',
      'concurrency: { group: part, cancel-in-progress: false }'
    ]
  }
}

function frameSteps(text: string): Frame {
  const job = frameJob([])
  return {
    above: [...job.above, '    steps:', ...formatTokenStep(text)],
    indent: 6,
    below: job.below
  }
}

function frameStep(text: string, keys: readonly string[]): Frame {
  const steps = frameSteps(text)
  const isWhole = keys.includes('uses') || keys.includes('run')
  return {
    above: [...steps.above, '      -'],
    indent: 8,
    below: [...(isWhole ? [] : ['        run: ./build']), ...steps.below]
  }
}

/** Tells what some YAML is a part of; `null` when it is no workflow at all. */
function frame(text: string): Frame | null {
  const content: unknown = parse(text)
  if (Array.isArray(content)) return frameSteps(text)
  const keys =
    typeof content === 'object' && content !== null ? Object.keys(content) : []
  if (keys.includes('on') && keys.includes('jobs')) {
    return { above: [], indent: 0, below: [] }
  }
  if (keys.includes('tokens')) return null // A policy.
  if (keys.includes('steps')) return frameJob(keys)
  if (keys.length > 0 && keys.every((key) => stepKeys.has(key))) {
    return frameStep(text, keys)
  }
  throw new Error('no workflow, job, step, list of steps or policy')
}

function buildText(fence: Fence, { above, indent, below }: Frame): string {
  const gap = fence.line - above.length
  if (gap < 0) throw new Error(`a part needs ${above.length} lines above it`)
  return [
    ...Array.from({ length: gap }, () => ''),
    ...above,
    ...fence.lines.map((line) =>
      line === '' ? '' : ' '.repeat(indent) + line
    ),
    ...below,
    ''
  ]
    .join('\n')
    .replaceAll('OWNER/', 'owner/')
    .replaceAll('@COMMIT', `@${commit}`)
}

/** Makes a workflow of what is in a fence; `null` when it is something else. */
function readWorkflow(file: string, fence: Fence): Workflow | null {
  // In a list, all of it stands to the right.
  const margin = /^ */.exec(fence.lines[0] ?? '')?.[0].length ?? 0
  const lines = fence.lines.map((line) => line.slice(margin))
  const framed = frame(lines.join('\n'))
  return framed === null
    ? null
    : {
        file,
        name: `${slug(file.replace(/\.md$/, ''))}.${fence.name}.yml`,
        text: buildText({ ...fence, lines }, framed),
        indent: framed.indent - margin
      }
}

/** Finds all workflows, and says of what it cannot be told whether it is one. */
export function findWorkflows(): {
  readonly workflows: readonly Workflow[]
  readonly policies: number
  readonly problems: readonly string[]
} {
  const workflows: Workflow[] = []
  const problems: string[] = []
  let policies = 0
  const attempt = (place: string, action: () => void): void => {
    try {
      action()
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      problems.push(`${place}: ${message.replace(/\n[^]*/, '')}`)
    }
  }

  for (const file of listFiles('**/*.md')) {
    const markdown = readFileSync(join(root, file), 'utf8')
    attempt(file, () => {
      let count = 0
      for (const fence of readFences(markdown)) {
        attempt(`${file}:${fence.line}`, () => {
          if (fence.language === '')
            throw new Error('a fence names no language')
          if (!fence.isYaml) return
          count += 1
          const workflow = readWorkflow(file, fence)
          if (workflow === null) policies += 1
          else workflows.push(workflow)
        })
      }
      const all = markdown.match(/(```|~~~) *ya?ml\b/gi) ?? []
      if (all.length !== count) {
        throw new Error('YAML in a quotation or in another fence')
      }
    })
  }

  for (const file of listFiles('.github/workflows/*.y*ml')) {
    const text = readFileSync(join(root, file), 'utf8')
    workflows.push({ file, name: file, text, indent: 0 })
  }
  return { workflows, policies, problems }
}
