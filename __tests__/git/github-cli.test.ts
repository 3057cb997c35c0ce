import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  findGhOverride,
  type GhAccount,
  ghFiles,
  ghFolder,
  readGhHosts
} from '../../src/git/github-cli.ts'
import { Secret } from '../../src/runner/secret.ts'

const token = 'ghp_' + 'a'.repeat(36)

const account: GhAccount = {
  host: {
    name: 'github.com',
    webUrl: 'https://github.com',
    hostname: 'github.com'
  },
  login: 'octocat',
  token: new Secret(token)
}

const accountOf = (user: string, secret = token) => ({
  user,
  oauth_token: secret,
  users: { [user]: { oauth_token: secret } },
  git_protocol: 'https'
})

/** The hosts that gh is told of. */
function hostsOf(changes: Partial<GhAccount> = {}, earlier = {}): unknown {
  const [hosts] = ghFiles({ ...account, ...changes }, earlier)
  return JSON.parse(hosts?.text ?? '')
}

describe('the files of gh', () => {
  test('are for this user alone, and of a version that gh does not rewrite', () => {
    const files = ghFiles(account, {})
    expect(files.map(({ name, mode }) => [name, mode])).toEqual([
      ['gh/hosts.yml', 0o600],
      ['gh/config.yml', 0o600]
    ])
    expect(files[1]?.text).toBe(
      '{"version":"1","git_protocol":"https","prompt":"disabled"}\n'
    )
  })

  test.each<readonly [string, Partial<GhAccount>, unknown]>([
    ['an account', {}, { 'github.com': accountOf('octocat') }],
    [
      'a token that acts as no user',
      { login: undefined },
      { 'github.com': accountOf('x-access-token') }
    ],
    [
      'an app',
      { login: 'release-bot[bot]' },
      { 'github.com': accountOf('release-bot[bot]') }
    ],
    [
      'a host with its port, and not the one without it',
      {
        host: {
          name: 'github.acme.corp:8443',
          webUrl: 'https://github.acme.corp:8443',
          hostname: 'github.acme.corp'
        }
      },
      {
        'github.acme.corp:8443': accountOf('octocat')
      }
    ],
    [
      'a user that YAML would take for a number',
      { login: '0123' },
      { 'github.com': accountOf('0123') }
    ]
  ])('name %s', (_, changes, expected) => {
    expect(hostsOf(changes)).toEqual(expected)
  })

  test('keep the other hosts of an earlier step, and not its token for this one', () => {
    const earlier = {
      'github.com': accountOf('hubot', 'old'),
      'github.acme.corp': accountOf('mona', 'other')
    }
    expect(hostsOf({}, earlier)).toEqual({
      'github.com': accountOf('octocat'),
      'github.acme.corp': accountOf('mona', 'other')
    })
  })
})

describe('the hosts of an earlier step', () => {
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'github-cli-test-'))
  })

  afterAll(async () => {
    await rm(folder, { recursive: true })
  })

  const readText = async (text: string) => {
    await mkdir(join(folder, ghFolder), { recursive: true })
    await writeFile(join(folder, ghFolder, 'hosts.yml'), text)
    return readGhHosts(folder)
  }

  test('are those that were written', async () => {
    const text = ghFiles(account, {})[0]?.text ?? ''
    expect(await readText(text)).toEqual({ 'github.com': accountOf('octocat') })
  })

  test.each([
    ['an empty file', ''],
    ['what gh has rewritten', 'github.com:\n    user: octocat\n'],
    ['a cut file', '{"github.com":'],
    ['a text', '"github.com"'],
    ['null', 'null'],
    ['a number', '7'],
    ['a list', '["github.com"]']
  ])('are none in %s', async (_, text) => {
    expect(await readText(text)).toEqual({})
  })

  test('are none where there is no file', async () => {
    expect(await readGhHosts(join(folder, 'nowhere'))).toEqual({})
    await mkdir(join(folder, 'odd', ghFolder, 'hosts.yml'), { recursive: true })
    expect(await readGhHosts(join(folder, 'odd'))).toEqual({})
  })
})

const said = (name: string) => ({
  requirement: 'gh uses it',
  reason: 'credential-overridden',
  evidence: `${name} is set, for this step at least, and gh takes that wherever it is set`
})

describe('a variable that gh prefers', () => {
  const all = {
    GH_TOKEN: 'a',
    GITHUB_TOKEN: 'b',
    GH_ENTERPRISE_TOKEN: 'c',
    GITHUB_ENTERPRISE_TOKEN: 'd'
  }

  test.each<
    readonly [
      string,
      Readonly<Record<string, string>>,
      ReturnType<typeof said> | undefined
    ]
  >([
    ['github.com', {}, undefined],
    ['github.com', { GH_TOKEN: '' }, undefined],
    ['github.com', { GH_TOKEN: 'a' }, said('GH_TOKEN')],
    ['github.com', { GITHUB_TOKEN: 'a' }, said('GITHUB_TOKEN')],
    ['github.com', { GH_TOKEN: '', GITHUB_TOKEN: 'a' }, said('GITHUB_TOKEN')],
    ['github.com', all, said('GH_TOKEN')],
    ['github.com', { GH_ENTERPRISE_TOKEN: 'a' }, undefined],
    ['acme.ghe.com', all, said('GH_TOKEN')],
    ['github.acme.corp', { GH_TOKEN: 'a', GITHUB_TOKEN: 'b' }, undefined],
    ['github.acme.corp', all, said('GH_ENTERPRISE_TOKEN')],
    [
      'github.acme.corp',
      { GITHUB_ENTERPRISE_TOKEN: 'a' },
      said('GITHUB_ENTERPRISE_TOKEN')
    ]
  ])('for %s among %j is told: %j', (host, environment, expected) => {
    expect(findGhOverride(host, environment)).toEqual(expected)
  })
})
