// Checks every workflow with zizmor and actionlint, which .ci/programs installs: both
// are looked for in the folders of TEST_LINTERS, separated by colons, and then on the
// PATH. What stays as it is, .ci/zizmor.yml explains. usage: npm run lint:workflows
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { findWorkflows, root } from './workflows.ts'

const linters: Record<string, readonly string[]> = {
  zizmor: [
    ...['--offline', '--no-progress', '--quiet', '--color=never'],
    ...['--persona=auditor', '--strict-collection'],
    ...['--format=plain', '--config=.ci/zizmor.yml']
  ],
  actionlint: ['-no-color', '-shellcheck=', '-pyflakes=']
}

const scratch = mkdtempSync(join(tmpdir(), 'workflows-'))
const { workflows, problems } = findWorkflows()
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1

/** Writes the workflows that are not files yet; names them all. */
function writeWorkflows(): string[] {
  return workflows.map(({ file, name, text }) => {
    if (name === file) return file
    writeFileSync(join(scratch, name), text)
    return join(scratch, name)
  })
}

/** Puts the files that people know in the place of those that were written. */
function nameFiles(output: string): string {
  return workflows
    .filter(({ file, name }) => name !== file)
    .reduce(
      (text, { file, name }) =>
        text.replaceAll(new RegExp(`\\S*[/\\\\]${name}`, 'g'), () => file),
      output
    )
}

function runLinter(linter: string, paths: readonly string[]): void {
  const { TEST_LINTERS: folders = '', PATH = '', CI } = process.env
  const { status, error, stdout, stderr } = spawnSync(
    linter,
    [...(linters[linter] ?? []), ...paths],
    {
      cwd: root,
      encoding: 'utf8',
      env: {
        ...process.env,
        PATH: folders === '' ? PATH : `${folders}${delimiter}${PATH}`
      }
    }
  )
  if (error) {
    console.error(
      `${linter}: ${paths.length} workflows not checked, it is not here: ${error.message}`
    )
    if (CI === 'true') process.exitCode = 1
    return
  }
  if (status === 0) {
    console.log(`${linter}: ${paths.length} workflows, no findings`)
    return
  }
  console.error(nameFiles(stdout + stderr))
  console.error(`${linter}: failed, ${paths.length} workflows`)
  process.exitCode = 1
}

try {
  const paths = writeWorkflows()
  for (const linter of Object.keys(linters)) runLinter(linter, paths)
} finally {
  rmSync(scratch, { recursive: true })
}
