import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  test
} from '@jest/globals'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { checkout } from '../support/checkout.ts'
import {
  filesWith,
  mustSucceed,
  ourFolders,
  startGitJob,
  succeed,
  tokensSent
} from '../support/git.ts'
import { hasProgram } from '../support/programs.ts'
import { type Proxy, startProxy } from '../support/proxy.ts'
import type { Job, StepResult } from '../support/runner/job.ts'
import { startWorld, type World } from '../support/world.ts'

let world: World
/** Leads every host to the stand-in, so that programs see the names of real ones. */
let proxy: Proxy

/** What each program gets from its repository and can only have from there. */
const greeting = 'Hello from acme'

const dotCom = 'https://github.com'
const enterprise = 'https://github.acme.corp'

beforeAll(async () => {
  world = await startWorld({ hostNames: ['codeload.github.com'] })
  proxy = await startProxy({ target: world.github })
  await Promise.all(
    Object.entries(repositories).map(([fullName, files]) =>
      world.github.addRepository(fullName, { private: true, files })
    )
  )
})

afterEach(() => {
  // Git alone has a token, and never two.
  const wrong = world.github.requests.filter(
    ({ repository, tokenNames }) =>
      tokenNames.length > (repository === undefined ? 0 : 1)
  )
  expect(wrong).toEqual([])
})

afterAll(() => Promise.all([world.close(), proxy.close()]))

const repositories: Record<string, Record<string, string>> = {
  'acme/js': {
    'package.json': JSON.stringify({
      name: '@acme/js',
      version: '1.0.0',
      main: 'main.js'
    }),
    'main.js': `module.exports = '${greeting}'\n`
  },
  // A build backend of its own, so that nothing else has to be installed.
  'acme/py': {
    'pyproject.toml': `
      [build-system]
      requires = []
      build-backend = "build"
      backend-path = ["."]`.replaceAll(/^ +/gm, ''),
    'build.py': `
import os, zipfile

def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    name = "acme_py-1.0.0-py3-none-any.whl"
    files = {
        "acme_py.py": "greeting = '${greeting}'\\n",
        "acme_py-1.0.0.dist-info/METADATA":
            "Metadata-Version: 2.1\\nName: acme-py\\nVersion: 1.0.0\\n",
        "acme_py-1.0.0.dist-info/WHEEL":
            "Wheel-Version: 1.0\\nGenerator: acme\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
        "acme_py-1.0.0.dist-info/RECORD": "",
    }
    with zipfile.ZipFile(os.path.join(wheel_directory, name), "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
    return name
`
  },
  'acme/go': goModule('github.com/acme/go'),
  'acme/go-enterprise': goModule('github.acme.corp/acme/go-enterprise.git'),
  'acme/rust': {
    'Cargo.toml':
      '[package]\nname = "acme-rust"\nversion = "1.0.0"\nedition = "2021"\n',
    'src/lib.rs': `pub const GREETING: &str = "${greeting}";\n`
  }
}

function goModule(path: string): Record<string, string> {
  return {
    'go.mod': `module ${path}\n\ngo 1.21\n`,
    'greet.go': `package greet\n\nconst Greeting = "${greeting}"\n`
  }
}

/** Where the shims of pyenv and rustup find the programs: not in the job's home. */
const shims = {
  PYENV_ROOT: process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'),
  RUSTUP_HOME: process.env['RUSTUP_HOME'] ?? join(homedir(), '.rustup')
}

interface Setting {
  readonly serverUrl?: string
  readonly env?: Record<string, string>
}

/** A job in which checkout has left the job's token, which may read acme/app alone. */
async function startCheckedOutJob({
  serverUrl = dotCom,
  env
}: Setting): Promise<Job> {
  const { tokens } = world
  const job = await startGitJob(world, {
    serverUrl,
    env: { https_proxy: proxy.url, ...shims, ...env }
  })
  await checkout(job, { version: 'v6', token: tokens.job })
  return job
}

/** The same, in which the action has covered the owner. */
async function startCoveredJob(setting: Setting): Promise<Job> {
  const job = await startCheckedOutJob(setting)
  mustSucceed(await world.setup(job, { repositories: 'acme/*' }))
  forgetRequests()
  return job
}

function forgetRequests(): void {
  world.github.clearRequests()
  proxy.connects.splice(0)
}

interface Consumer extends Setting {
  readonly program: string
  /** What the program is told to install. */
  readonly spec: string
  readonly repository: string
  /** Installs $SPEC, and prints what only its repository can have told. */
  readonly script: string
  /** May be asked besides the server of the job, without a token. */
  readonly alsoAsked?: readonly string[]
}

const npm = {
  program: 'npm',
  repository: 'acme/js',
  env: {
    // Not the default of npm 12.
    npm_config_allow_git: 'all',
    npm_config_audit: 'false',
    npm_config_update_notifier: 'false'
  },
  script: `
    echo '{ "dependencies": { "@acme/js": "'$SPEC'" } }' > package.json
    npm install >&2
    node --print "require('@acme/js')"`
}

// Where npm knows the host it asks for an archive first, and is told 404.
// https://github.com/npm/pacote/blob/main/lib/git.js
const npmOfDotCom = { ...npm, alsoAsked: ['codeload.github.com:443'] }

const pip = {
  program: 'pip',
  repository: 'acme/py',
  env: {
    PIP_CONFIG_FILE: '/dev/null',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_NO_CACHE_DIR: '1'
  },
  script: `
    pip install --no-index --no-deps --no-build-isolation \\
      --target installed "$SPEC" >&2
    PYTHONPATH=installed python3 -c 'import acme_py; print(acme_py.greeting)'`
}

// Without GOPRIVATE Go asks proxy.golang.org and sum.golang.org.
// https://go.dev/ref/mod#private-modules
const go = {
  program: 'go',
  env: {
    GOPRIVATE: 'github.com/acme,github.acme.corp/acme',
    // What is read-only the job could not remove.
    GOFLAGS: '-modcacherw',
    GOTOOLCHAIN: 'local'
  },
  script: `
    go mod init example.test/app >&2
    go get "$SPEC" >&2
    cat "$(go list -m -f '{{.Dir}}' "$SPEC")/greet.go"`
}

const cargo = {
  program: 'cargo',
  repository: 'acme/rust',
  env: { CARGO_NET_RETRY: '0' },
  script: `
    mkdir src && touch src/lib.rs
    echo '[package]
      name = "app"
      version = "1.0.0"
      edition = "2021"
      [dependencies]
      acme-rust = { git = "'$SPEC'" }' > Cargo.toml
    cargo fetch >&2
    cat "$HOME"/.cargo/git/checkouts/*/*/src/lib.rs`
}

// https://doc.rust-lang.org/cargo/reference/config.html#netgit-fetch-with-cli
const cargoWithGit = {
  ...cargo,
  env: { ...cargo.env, CARGO_NET_GIT_FETCH_WITH_CLI: 'true' },
  // About what is new: https://github.com/rust-lang/cargo/pull/2974
  alsoAsked: ['api.github.com:443']
}

const consumers: readonly Consumer[] = [
  { ...npmOfDotCom, spec: 'git+https://github.com/acme/js.git' },
  { ...npmOfDotCom, spec: 'git+ssh://git@github.com/acme/js.git' },
  { ...npmOfDotCom, spec: 'github:acme/js' },
  {
    ...npm,
    spec: 'git+https://github.acme.corp:8443/acme/js.git',
    serverUrl: `${enterprise}:8443`
  },
  {
    ...npm,
    spec: 'git+ssh://git@github.acme.corp/acme/js.git',
    serverUrl: `${enterprise}:8443`
  },
  { ...pip, spec: 'git+https://github.com/acme/py.git' },
  { ...pip, spec: 'git+ssh://git@github.com/acme/py' },
  { ...go, spec: 'github.com/acme/go', repository: 'acme/go' },
  {
    ...go,
    spec: 'github.acme.corp/acme/go-enterprise.git',
    repository: 'acme/go-enterprise',
    serverUrl: enterprise
  },
  { ...cargoWithGit, spec: 'https://github.com/acme/rust.git' },
  { ...cargoWithGit, spec: 'ssh://git@github.com/acme/rust.git' }
]

const ours = ['RELEASE_TOKEN']

/** Tests of a program are skipped where it is not installed, but never in CI. */
const testWith = (program: string) => (hasProgram(program) ? test : test.skip)

/** Runs a consumer as a step, in the job's own folders alone. */
function install(job: Job, { script, spec }: Consumer): Promise<StepResult> {
  forgetRequests()
  return job.run(script, { env: { SPEC: spec, TMPDIR: job.folders.temp } })
}

/** Runs what must fail because GitHub has refused the repository. */
async function expectRefusal(job: Job, consumer: Consumer): Promise<void> {
  const result = await install(job, consumer)
  expect(result.exitCode).not.toBe(0)
  expect(result.stdout).not.toContain(greeting)
  const answers = world.github.gitRequests(consumer.repository)
  expect(answers).not.toEqual([])
  expect(answers.filter(({ status }) => status < 400)).toEqual([])
}

/** No program has written the token down: in no cache, clone or lock file. */
async function expectTokenInCredentialAlone(job: Job): Promise<void> {
  const { release } = world.tokens
  const texts = [release, btoa(`x-access-token:${release}`)]
  const [folder = ''] = await ourFolders(job)
  expect(await filesWith(job.root, texts)).toEqual([
    join('work', '_temp', folder, 'credential')
  ])
}

describe.each(['npm', 'pip', 'go', 'cargo'])('%s', (program) => {
  const rows = consumers.filter((row) => row.program === program)

  testWith(program).each(rows)(
    'installs $spec with the token alone',
    async (row) => {
      const { repository, serverUrl = dotCom, alsoAsked = [] } = row
      const job = await startCoveredJob(row)
      const { stdout } = mustSucceed(await install(job, row))
      expect(stdout).toContain(greeting)
      expect(tokensSent(world.github)).toEqual({ [repository]: ours })
      const { hostname, port } = new URL(serverUrl)
      expect([`${hostname}:${port || '443'}`, ...alsoAsked]).toEqual(
        expect.arrayContaining(proxy.connects)
      )
      await expectTokenInCredentialAlone(job)
    }
  )

  // What succeeds above does so for no other reason.
  testWith(program).each(rows.slice(0, 1))(
    'cannot install $spec without the action',
    async (row) => {
      await expectRefusal(await startCheckedOutJob(row), row)
    }
  )
})

testWith('npm')(
  'npm ci installs with the token alone what the lock file names by ssh',
  async () => {
    const { github } = world
    const job = await startCoveredJob(npmOfDotCom)
    const resolved = `git+ssh://git@github.com/acme/js.git#${await github.head('acme/js')}`
    const dependencies = { '@acme/js': 'github:acme/js' }
    const said = await succeed(
      job,
      `
      echo "$MANIFEST" > package.json
      echo "$LOCK" > package-lock.json
      npm ci >&2
      node --print "require('@acme/js')"`,
      {
        env: {
          MANIFEST: JSON.stringify({ dependencies }),
          LOCK: JSON.stringify({
            lockfileVersion: 3,
            packages: {
              '': { dependencies },
              'node_modules/@acme/js': { version: '1.0.0', resolved }
            }
          })
        }
      }
    )
    expect(said).toBe(greeting)
    expect(tokensSent(github)).toEqual({ 'acme/js': ours })
  }
)

testWith('cargo')(
  'cargo asks without a token by libgit2, unless CARGO_NET_GIT_FETCH_WITH_CLI is set',
  async () => {
    const spec = 'https://github.com/acme/rust.git'
    const env = { ...cargo.env, CARGO_HTTP_CAINFO: world.github.caFile }
    const job = await startCoveredJob({ env })
    await expectRefusal(job, { ...cargo, spec })
    expect(tokensSent(world.github)).toEqual({ 'acme/rust': [] })
  }
)
