// Breaks the bundle in one place at a time, and sees that a test notices: of each
// thing that git, gh or another user would not forgive. A test that nothing can
// make fail proves nothing.
//
//   npm run mutants                 all of them
//   npm run mutants -- netrc modes  those whose names have one of these words
//
// Some need a git that is not the one on the PATH: TEST_GITS, as for the tests.
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { type Git, gits } from '../__tests__/support/gits.ts'
import { type Mutant, mutants } from './mutations.ts'

/** What the tests have to say: of so many that ran, so many failed. */
interface Verdict {
  readonly ran: number
  readonly failed: number
  readonly log: string
}

const root = join(import.meta.dirname, '..')
const scratch = mkdtempSync(join(tmpdir(), 'mutants-'))
const action = join(scratch, 'action')

/** The files of the bundle of all actions, and that of the post step. */
const [bundle, cleanup] = [listFiles('dist'), listFiles('dist/cleanup')]

function listFiles(folder: string): readonly string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.js'))
    .map((name) => join(folder, name))
}

function restore(): void {
  rmSync(action, { recursive: true, force: true })
  const copied = ['action.yml', 'check', 'remind', 'package.json', 'dist']
  for (const name of copied) {
    cpSync(join(root, name), join(action, name), { recursive: true })
  }
}

function mutate({ name, edits, inCleanup }: Mutant): void {
  for (const [from, to] of edits) {
    replace(name, bundle, from, to)
    if (inCleanup) replace(name, cleanup, from, to)
  }
}

/** Replaces what stands in one place of some files. */
function replace(
  name: string,
  files: readonly string[],
  from: string,
  to: string
): void {
  let found = 0
  for (const file of files) {
    const path = join(action, file)
    const text = readFileSync(path, 'utf8')
    found += text.split(from).length - 1
    writeFileSync(
      path,
      text.replace(from, () => to)
    )
  }
  if (found !== 1) throw new Error(`${name}: found ${found} times:\n${from}`)
}

/** The git a mutant needs; null when there is none. */
function gitFor({ git }: Mutant): Git | null | undefined {
  return git === undefined ? undefined : (gits.find(git) ?? null)
}

function runTests({ file, only = '' }: Mutant, git: Git | undefined): Verdict {
  const report = join(scratch, 'report.json')
  rmSync(report, { force: true })
  const name = git?.name.replaceAll('.', String.raw`\.`) ?? ''
  const pattern = only.replaceAll('GIT', name)
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
      ...['--json', '--outputFile', report],
      ...['--runTestsByPath', testFile(file)],
      ...(pattern === '' ? [] : ['--testNamePattern', pattern])
    ],
    {
      cwd: root,
      encoding: 'utf8',
      env: {
        ...process.env,
        ACTION_FOLDER: action,
        // No more gits than the one that makes the difference.
        TEST_GITS: git === undefined || git.isOnPath ? '' : git.folder
      }
    }
  )
  const log = `${stdout}\n${stderr}`
  if (!existsSync(report)) throw new Error(`jest said nothing:\n${log}`)
  const counts = JSON.parse(readFileSync(report, 'utf8')) as {
    readonly numPassedTests: number
    readonly numFailedTests: number
    readonly numRuntimeErrorTestSuites: number
  }
  if (counts.numRuntimeErrorTestSuites > 0) throw new Error(log)
  const { numPassedTests: passed, numFailedTests: failed } = counts
  return { ran: passed + failed, failed, log }
}

function testFile(file: string): string {
  return join(root, '__tests__', 'e2e', `${file}.test.ts`)
}

const words = process.argv.slice(2)
const wanted = mutants.filter(
  ({ name }) => words.length === 0 || words.some((word) => name.includes(word))
)

const sound = new Set<string>()

/** Tells what became of a mutant; an unbroken bundle must pass what is to notice. */
function judge(mutant: Mutant): 'killed' | 'survived' | 'not run' {
  const git = gitFor(mutant)
  if (git === null) return 'not run'
  const { name, file, only = '' } = mutant
  if (!existsSync(testFile(file))) {
    throw new Error(`${name}: there is no ${basename(testFile(file))}`)
  }
  restore()
  mutate(mutant)
  const { ran, failed } = runTests(mutant, git)
  if (ran === 0) throw new Error(`${name}: no test of ${file} is ${only}`)
  if (failed === 0) return 'survived'
  const tests = `${file} ${only} ${git?.name ?? ''}`
  if (!sound.has(tests)) {
    restore()
    const unbroken = runTests(mutant, git)
    if (unbroken.failed > 0) {
      throw new Error(`${name}: fails without it:\n${unbroken.log}`)
    }
    sound.add(tests)
  }
  return 'killed'
}

const counts = { killed: 0, survived: 0, 'not run': 0, error: 0 }
try {
  for (const mutant of wanted) {
    const start = Date.now()
    let outcome: keyof typeof counts
    let remark = ''
    try {
      outcome = judge(mutant)
      if (outcome === 'not run') remark = ', no git in TEST_GITS differs here'
    } catch (error) {
      outcome = 'error'
      remark = `: ${String(error)}`
    }
    counts[outcome] += 1
    const seconds = Math.round((Date.now() - start) / 1000)
    console.log(`${outcome}: ${mutant.name} (${seconds} s)${remark}`)
  }
} finally {
  rmSync(scratch, { recursive: true })
}
console.log(
  Object.entries(counts)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', ')
)
if (counts.survived + counts.error > 0 || wanted.length === 0) {
  process.exitCode = 1
}
