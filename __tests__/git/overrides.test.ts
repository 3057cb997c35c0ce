import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatSections } from '../../src/git/config-file.ts'
import type { Coverage } from '../../src/git/coverage.ts'
import { findOverride } from '../../src/git/overrides.ts'
import type { RunGit } from '../../src/git/run-git.ts'
import { run } from './real-git.ts'

const webUrl = 'https://github.com'

let folder: string

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'overrides-test-')))
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

const owner: Coverage = { owner: 'acme' }
const one: Coverage = { owner: 'acme', name: 'app' }

/** Asks a git whose user has a setting, after it was configured for a coverage. */
async function ask(
  setting: readonly [key: string, value: string] | undefined,
  covered: Coverage
) {
  const [global, config] = ['gitconfig', 'config'].map((name) =>
    join(folder, name)
  ) as [string, string]
  await writeFile(global, '')
  if (setting !== undefined) {
    await run('git', ['config', '--file', global, ...setting])
  }
  const sections = formatSections({
    host: { name: 'github.com', webUrl, hostname: 'github.com' },
    coverage: [covered],
    jobRepository: 'acme/app',
    jobOwnerId: '',
    helper: '!f() { :; }; f',
    sshToHttps: true,
    shunsNetrc: false
  })
  await writeFile(config, Object.values(sections).join('\n'))
  const git: RunGit = async (args) => {
    const env = {
      GIT_CONFIG_GLOBAL: global,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'include.path',
      GIT_CONFIG_VALUE_0: config
    }
    return (await run('git', args, { env })).stdout
  }
  return findOverride(webUrl, ['acme/app', 'acme/lib'], '', git)
}

const header = 'Authorization: Basic eDp5'

test.each<
  readonly [
    name: string,
    setting: readonly [key: string, value: string] | undefined,
    covered: Coverage
  ]
>([
  ['nothing', undefined, owner],
  ['a header for the host', [`http.${webUrl}/.extraheader`, header], owner],
  ['one for the owner', [`http.${webUrl}/acme/.extraheader`, header], owner],
  [
    'one for another repository',
    [`http.${webUrl}/acme/other.extraheader`, header],
    owner
  ],
  [
    'one for a repository that is covered by name',
    [`http.${webUrl}/acme/app.extraheader`, header],
    one
  ],
  [
    'another header for a repository',
    [`http.${webUrl}/acme/app.extraheader`, 'X-Test: 1'],
    owner
  ],
  [
    'a rewrite of the host',
    ['url.git@github.com:.insteadOf', `${webUrl}/`],
    owner
  ]
])('does not come first: %s', async (_, setting, covered) => {
  expect(await ask(setting, covered)).toBeUndefined()
})

test.each<
  readonly [
    setting: readonly [key: string, value: string],
    what: string,
    repository: string,
    suffix: string
  ]
>([
  [[`http.${webUrl}/acme/app.extraheader`, header], 'a header', 'app', ''],
  [
    [`http.${webUrl}/acme/app.git.extraheader`, header],
    'a header',
    'app',
    '.git'
  ],
  [[`http.${webUrl}/acme/lib.extraheader`, header], 'a header', 'lib', ''],
  [
    ['url.git@github.com:acme/app.insteadOf', `${webUrl}/acme/app`],
    'a rewrite',
    'app',
    ''
  ],
  [
    [`url.https://x:secret@github.com/acme/l.insteadOf`, `${webUrl}/acme/l`],
    'a rewrite',
    'lib',
    ''
  ]
])(
  'comes first, and is told without its value: %j',
  async (setting, what, repository, suffix) => {
    expect(await ask(setting, owner)).toEqual({
      requirement: `git uses it for acme/${repository}`,
      reason: 'credential-overridden',
      evidence: `In file:${join(folder, 'gitconfig')} (global config) ${what} for acme/${repository}${suffix} is more specific than what is covered`
    })
  }
)
