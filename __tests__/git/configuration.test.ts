import { describe, expect, test } from '@jest/globals'
import { formatIncludes, formatSections } from '../../src/git/config-file.ts'
import { type GitCredential, gitFiles } from '../../src/git/configuration.ts'
import { formatHelper } from '../../src/git/credential.ts'
import { askCache } from '../../src/git/credential-cache.ts'
import { Secret } from '../../src/runner/secret.ts'

const token = 'ghp_' + 'a'.repeat(36)

const scope = {
  host: {
    name: 'github.acme.corp:8443',
    webUrl: 'https://github.acme.corp:8443',
    hostname: 'github.acme.corp'
  },
  coverage: [{}, { owner: 'acme' }, { owner: 'acme', name: 'site' }],
  jobRepository: 'acme/site',
  jobOwnerId: '1234',
  sshToHttps: true,
  shunsNetrc: false
} as const

const credential: GitCredential = {
  ...scope,
  token: new Secret(token),
  storage: 'file',
  identity: undefined
}

const printFile = String.raw`{ while IFS= read -r line; do printf '%s\n' "$line"; done < "$place"; }`

const fileHelper = formatHelper(
  ['/temp/folder/credential', '/github/runner_temp/folder/credential'],
  printFile
)
const cacheHelper = formatHelper(
  ['/temp/folder/cache/socket', '/github/runner_temp/folder/cache/socket'],
  askCache('github.acme.corp:8443')
)

/** The files without a secret, which everyone may read. */
const open = (helper: string, includes: readonly string[]) => {
  const sections = formatSections({ ...scope, helper })
  return [
    { name: 'host.config', text: sections.host, mode: 0o644 },
    { name: 'owner.config', text: sections.owner, mode: 0o644 },
    { name: 'repository.config', text: sections.repository, mode: 0o644 },
    { name: 'config', text: formatIncludes(includes, undefined), mode: 0o644 }
  ]
}

const own = ['host.config', 'owner.config', 'repository.config']

describe('the files git is given', () => {
  test('are the secret, for this user alone, and config without it, for all', () => {
    expect(gitFiles('/temp/folder', credential, [])).toEqual([
      {
        name: 'credential',
        mode: 0o600,
        text: `username=x-access-token\npassword=${token}\n`
      },
      ...open(fileHelper, own)
    ])
  })

  test('have no secret when git keeps it in memory', () => {
    const files = gitFiles(
      '/temp/folder',
      { ...credential, storage: 'memory' },
      []
    )
    expect(files).toEqual(open(cacheHelper, own))
    expect(JSON.stringify(files)).not.toContain(token)
  })

  test('include those of earlier steps before their own, level by level', () => {
    expect(gitFiles('/temp/folder', credential, ['a', 'b']).at(-1)).toEqual(
      open(fileHelper, [
        '../a/host.config',
        '../b/host.config',
        'host.config',
        '../a/owner.config',
        '../b/owner.config',
        'owner.config',
        '../a/repository.config',
        '../b/repository.config',
        'repository.config'
      ]).at(-1)
    )
  })

  test('say who commits, in the one that is included', () => {
    const identity = { name: 'octocat', email: '1+octocat@x' }
    expect(gitFiles('/t', { ...credential, identity }, []).at(-1)).toEqual({
      name: 'config',
      mode: 0o644,
      text: formatIncludes(own, identity)
    })
  })

  test('are only those of levels at which something is covered', () => {
    const coverage = [{ owner: 'acme' }]
    const files = gitFiles('/temp/folder', { ...credential, coverage }, [])
    expect(files.map(({ name }) => name)).toEqual([
      'credential',
      'owner.config',
      'config'
    ])
  })
})
