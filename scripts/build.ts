// Builds dist/ from src/: compiles to lib/, then bundles each entry. ncc does not
// empty its output folder, so everything is removed first.
import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const bin = (name: string) => join(root, 'node_modules', '.bin', name)
const run = (name: string, ...args: string[]) =>
  execFileSync(bin(name), args, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit']
  })

for (const folder of ['lib', 'dist']) {
  rmSync(join(root, folder), { recursive: true, force: true })
}
run('tsc', '--project', 'tsconfig.json')
run(
  'ncc',
  'build',
  'lib/index.js',
  '--out',
  'dist',
  '--license',
  'licenses.txt'
)
run('ncc', 'build', 'lib/cleanup.js', '--out', 'dist/cleanup')
// What the runner starts decides which action of the one bundle it is.
for (const name of ['check', 'remind']) {
  writeFileSync(join(root, 'dist', `${name}.js`), "import './index.js'\n")
}
