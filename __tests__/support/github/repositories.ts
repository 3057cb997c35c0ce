import { execFile, spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import { promisify } from 'node:util'

const run = promisify(execFile)

// What GitHub allows a client, and no housekeeping that outlives a request.
const CONFIG = `[init]
	defaultBranch = main
[uploadpack]
	allowFilter = true
	allowAnySHA1InWant = true
[gc]
	auto = 0
[maintenance]
	auto = false
[receive]
	autogc = false
[safe]
	directory = *
`

/** The bare repositories on disk, and the environment their git runs in. */
export interface Repositories {
  readonly root: string
  readonly environment: NodeJS.ProcessEnv
  path(fullName: string): string
  create(fullName: string, files: Record<string, string>): Promise<void>
  head(fullName: string, branch: string): Promise<string>
}

export async function createRepositories(
  folder: string
): Promise<Repositories> {
  const root = join(folder, 'repositories')
  const home = join(folder, 'home')
  await mkdir(root)
  await mkdir(home)
  const config = join(home, '.gitconfig')
  await writeFile(config, CONFIG)

  // Nothing of the developer's own git: not its configuration, not GIT_*.
  const environment = {
    ...Object.fromEntries(
      Object.entries(process.env).filter(([name]) =>
        /^(path|systemroot|windir|temp|tmp|tmpdir)$/i.test(name)
      )
    ),
    HOME: home,
    XDG_CONFIG_HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: config,
    LC_ALL: 'C'
  }

  // GitHub ignores case in names, so on disk there is only one.
  const path = (fullName: string) => join(root, `${fullName.toLowerCase()}.git`)

  return {
    root,
    environment,
    path,
    async create(fullName, files) {
      await run('git', ['init', '--quiet', '--bare', path(fullName)], {
        env: environment
      })
      const importer = spawn('git', ['fast-import', '--quiet'], {
        cwd: path(fullName),
        env: environment,
        stdio: ['pipe', 'ignore', 'pipe']
      })
      const exit = new Promise<number | null>((resolve, reject) => {
        importer.on('error', reject)
        importer.on('close', resolve)
      })
      importer.stdin.end(firstCommit(files))
      const [code, complaint] = await Promise.all([
        exit,
        textOf(importer.stderr)
      ])
      if (code !== 0) throw new Error(`git fast-import: ${complaint}`)
    },
    async head(fullName, branch) {
      const { stdout } = await run(
        'git',
        ['rev-parse', '--verify', `refs/heads/${branch}`],
        { cwd: path(fullName), env: environment }
      )
      return stdout.trim()
    }
  }
}

// With a fixed date the same files give the same commit id in every run.
function firstCommit(files: Record<string, string>): string {
  const data = (value: string) => `data ${Buffer.byteLength(value)}\n${value}\n`
  return [
    'commit refs/heads/main\n',
    'committer octocat <octocat@users.noreply.github.com> 1767225600 +0000\n',
    data('Initial commit'),
    ...Object.entries(files).map(
      ([path, content]) => `M 100644 inline ${path}\n${data(content)}`
    )
  ].join('')
}
