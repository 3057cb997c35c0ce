import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  formatGitConfig,
  type GitConfig,
  type GitHost
} from '../../src/git/config-file.ts'
import type { Coverage } from '../../src/git/coverage.ts'
import { listConfig, passwordFor, run } from './real-git.ts'

const githubCom: GitHost = {
  webUrl: 'https://github.com',
  hostname: 'github.com'
}

const enterprise: GitHost = {
  webUrl: 'https://github.acme.corp:8443',
  hostname: 'github.acme.corp'
}

const token = 'ghp_' + 'a'.repeat(36)
const checkoutHeader = 'AUTHORIZATION: basic checkout'

let folder: string
let credential: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'config-file-test-'))
  credential = await writeCredential(join(folder, 'credential'))
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

async function writeCredential(path: string, password = token) {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, `username=x-access-token\npassword=${password}\n`)
  return path
}

/** Writes a config file made from this, and says where it is. */
async function write(given: Partial<GitConfig>): Promise<string> {
  const file = join(folder, 'config')
  const config = {
    host: githubCom,
    coverage: [{ owner: 'acme' }],
    jobRepository: 'acme/site',
    credentialPaths: [credential],
    ...given
  }
  await writeFile(file, formatGitConfig(config))
  return file
}

/**
 * The environment of a job in which actions/checkout and a user's own helpers
 * and rewrites are configured, and then this file is included.
 */
async function jobWith(file: string): Promise<Record<string, string>> {
  const global = join(folder, 'gitconfig')
  await writeFile(
    global,
    [
      '[http "https://github.com/"]',
      `\textraheader = ${checkoutHeader}`,
      '[http "https://github.acme.corp:8443/"]',
      `\textraheader = ${checkoutHeader}`,
      '[credential]',
      '\thelper = "!echo username=user; echo password=of-the-user; :"',
      '[url "git@github.com:"]',
      '\tinsteadOf = https://github.com/',
      ''
    ].join('\n')
  )
  return {
    GIT_CONFIG_GLOBAL: global,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'include.path',
    GIT_CONFIG_VALUE_0: file
  }
}

/** The value of `http.extraheader` that git sends to an address. */
async function headersFor(url: string, env: Record<string, string>) {
  const { stdout } = await run(
    'git',
    ['config', '--get-urlmatch', 'http.extraheader', url],
    { env }
  )
  return stdout.replace(/\n$/, '')
}

async function rewritten(url: string, env: Record<string, string>) {
  const { stdout } = await run('git', ['ls-remote', '--get-url', url], { env })
  return stdout.trim()
}

const gheCom: GitHost = {
  webUrl: 'https://octocorp.ghe.com',
  hostname: 'octocorp.ghe.com'
}

/** The entries that stand for one spelling of a repository or an owner. */
function entriesFor(
  { webUrl, hostname }: GitHost,
  path: string,
  helper: unknown
): readonly (readonly [string, unknown])[] {
  const url = `${webUrl}/${path}`
  const users = hostname === gheCom.hostname ? ['git', 'octocorp'] : ['git']
  const from = [
    ...users.flatMap((user) => [
      `${user}@${hostname}:${path}`,
      `ssh://${user}@${hostname}/${path}`,
      `ssh://${user}@${hostname}:22/${path}`
    ]),
    ...(hostname === 'github.com'
      ? [`ssh://git@ssh.github.com:443/${path}`]
      : []),
    url
  ]
  const credentialUrl = url.replace(/\/$/, '')
  return [
    [`http.${url}.extraheader`, ''],
    [`http.${url}.proactiveauth`, 'basic'],
    [`credential.${credentialUrl}.helper`, ''],
    [`credential.${credentialUrl}.helper`, helper],
    [`credential.${credentialUrl}.usehttppath`, 'true'],
    ...from.map((value) => [`url.${url}.insteadof`, value] as const),
    [`url.${url}.pushinsteadof`, url]
  ]
}

const anyHelper: unknown = expect.stringMatching(/^!f\(\) \{ .* \}; f$/)

/** How a repository may be written in an address. */
const spellingsOf = (path: string) =>
  ['', '.git', '.wiki', '.wiki.git'].map((suffix) => path + suffix)

describe('the config file, as git reads it', () => {
  test.each<readonly [string, GitHost, readonly Coverage[], readonly string[]]>(
    [
      ['an owner', githubCom, [{ owner: 'acme' }], ['acme/']],
      [
        'an owner with capitals',
        githubCom,
        [{ owner: 'Acme' }],
        ['Acme/', 'acme/']
      ],
      [
        'an owner on a host with a port',
        enterprise,
        [{ owner: 'acme' }],
        ['acme/']
      ],
      [
        'a repository',
        githubCom,
        [{ owner: 'acme', name: 'site' }],
        spellingsOf('acme/site')
      ],
      [
        'a repository with capitals',
        githubCom,
        [{ owner: 'Acme', name: 'Site' }],
        [...spellingsOf('Acme/Site'), ...spellingsOf('acme/site')]
      ],
      [
        'all, and the owner of the job',
        githubCom,
        [{}],
        ['', 'Octo-Org/', 'octo-org/']
      ],
      [
        'what is more specific after what is less',
        githubCom,
        [
          { owner: 'b', name: 'x' },
          {},
          { owner: 'a' },
          { owner: 'a', name: 'x' }
        ],
        [
          ...['', 'a/', 'Octo-Org/', 'octo-org/'],
          ...spellingsOf('b/x'),
          ...spellingsOf('a/x')
        ]
      ],
      [
        'an owner on GHE.com, whose subdomain logs in by ssh as well',
        gheCom,
        [{ owner: 'acme' }],
        ['acme/']
      ],
      [
        'the owner of the job, as GitHub spells it too',
        githubCom,
        [{ owner: 'OCTO-org' }],
        ['OCTO-org/', 'octo-org/', 'Octo-Org/']
      ],
      [
        'the owner of the job in lower case, as GitHub spells it too',
        githubCom,
        [{ owner: 'octo-org' }],
        ['octo-org/', 'Octo-Org/']
      ],
      [
        'the repository of the job, as GitHub spells it too',
        githubCom,
        [{ owner: 'octo-ORG', name: 'thing' }],
        [
          ...spellingsOf('octo-ORG/thing'),
          ...spellingsOf('octo-org/thing'),
          ...spellingsOf('Octo-Org/Thing')
        ]
      ],
      [
        'the repository of the job once when it is given as GitHub spells it',
        githubCom,
        [{ owner: 'Octo-Org', name: 'Thing' }],
        [...spellingsOf('Octo-Org/Thing'), ...spellingsOf('octo-org/thing')]
      ],
      [
        'another repository of the owner of the job, as GitHub spells the owner',
        githubCom,
        [{ owner: 'octo-org', name: 'thing2' }],
        [...spellingsOf('octo-org/thing2'), ...spellingsOf('Octo-Org/thing2')]
      ],
      [
        'an owner that begins like that of the job',
        githubCom,
        [{ owner: 'octo-org2' }, { owner: 'octo' }],
        ['octo-org2/', 'octo/']
      ],
      ['nothing', githubCom, [], []]
    ]
  )('covers %s', async (_, host, coverage, paths) => {
    const file = await write({
      host,
      coverage,
      jobRepository: 'Octo-Org/Thing'
    })
    expect(await listConfig(file)).toEqual(
      paths.flatMap((path) => entriesFor(host, path, anyHelper))
    )
  })

  test('is given as it was, whatever the paths and the coverage', async () => {
    const owner = fc.stringMatching(/^[A-Za-z0-9]{1,4}$/)
    const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,4}$/)
    const coverage = fc.array(
      fc.record({ owner, name }, { requiredKeys: ['owner'] }),
      { minLength: 1, maxLength: 3 }
    )
    // A file name of any characters a file system takes, up to its 255 bytes.
    const folderName = fc
      .array(
        fc.oneof(
          fc.stringMatching(/^[ \t\n\r"'\\$`;#![\](){}=%&|<>*?~^-]$/),
          fc.constantFrom('\\n', '$(id)', '"; x', "' || x '", '\\"', 'é', '👍'),
          fc.string({ unit: 'grapheme', maxLength: 2 })
        ),
        { minLength: 1, maxLength: 20 }
      )
      .map((parts) => `x${parts.join('')}`.replaceAll(/[/\0]/g, '_'))
      .filter((text) => Buffer.byteLength(text) < 250)
    await fc.assert(
      fc.asyncProperty(coverage, folderName, async (covered, odd) => {
        const path = await writeCredential(join(folder, odd, 'credential'))
        const file = await write({
          coverage: covered,
          // Longer than any owner above: its spelling adds nothing here.
          jobRepository: 'Octo-Org/Thing',
          credentialPaths: [path]
        })
        const entries = await listConfig(file)
        const helper = entries.find(([, value]) => value.startsWith('!'))?.[1]
        const paths = [
          ...covered.filter((one) => one.name === undefined),
          ...covered.filter((one) => one.name !== undefined)
        ].flatMap((one) => {
          const full = `${one.owner}/${one.name ?? ''}`
          return [...new Set([full, full.toLowerCase()])].flatMap((variant) =>
            one.name === undefined ? [variant] : spellingsOf(variant)
          )
        })
        expect(entries).toEqual(
          paths.flatMap((one) => entriesFor(githubCom, one, helper))
        )
        const address = `https://github.com/${(paths[0] ?? '').replace(/\/$/, '/x')}`
        const env = { GIT_CONFIG_GLOBAL: file }
        expect(await passwordFor(address, env)).toBe(token)
        await rm(join(folder, odd), { recursive: true })
      }),
      { numRuns: 20 }
    )
  })

  test.each([
    'a b',
    'quo"te',
    "apos'trophe",
    'back\\slash',
    '$HOME and `id` and $(id)',
    'hash # and ; semicolon',
    ' space around ',
    '-dash',
    'line\nbreak',
    "'\\''",
    '[section]'
  ])('finds the credential in a folder named %j', async (odd) => {
    const path = await writeCredential(join(folder, odd, 'credential'))
    const file = await write({ credentialPaths: [path] })
    expect(
      await passwordFor('https://github.com/acme/site', {
        GIT_CONFIG_GLOBAL: file
      })
    ).toBe(token)
  })

  test('has no secret in it', () => {
    const text = formatGitConfig({
      host: githubCom,
      coverage: [{}],
      jobRepository: 'acme/site',
      credentialPaths: [credential]
    })
    expect(text).toContain(credential)
    expect(text).not.toContain(token)
    expect(text).not.toMatch(/password|x-access-token/)
  })
})

describe('in a job with other credentials', () => {
  const covered = ['used', token, ''] as const
  const others = ['not used', 'of-the-user', checkoutHeader] as const

  const owner: readonly Coverage[] = [{ owner: 'acme' }]
  const repository: readonly Coverage[] = [{ owner: 'acme', name: 'site' }]

  test.each<
    readonly [
      string,
      GitHost,
      readonly Coverage[],
      readonly [string, string | undefined, string]
    ]
  >([
    ['https://github.com/acme/site', githubCom, owner, covered],
    ['https://github.com/acme/site.git', githubCom, owner, covered],
    ['https://github.com/acme/site.git/info/lfs', githubCom, owner, covered],
    ['https://github.com/acme', githubCom, owner, covered],
    ['https://GitHub.com:443/acme/site', githubCom, owner, covered],
    ['https://github.com/acme-evil/site', githubCom, owner, others],
    ['https://github.com/other/acme', githubCom, owner, others],
    ['https://github.com/', githubCom, owner, others],
    ['https://github.com/acme/site', githubCom, repository, covered],
    ['https://github.com/acme/site.git', githubCom, repository, covered],
    ['https://github.com/acme/site.wiki.git', githubCom, repository, covered],
    ['https://github.com/acme/site-evil', githubCom, repository, others],
    ['https://github.com/acme/site.evil', githubCom, repository, others],
    ['https://github.com/acme/other', githubCom, repository, others],
    [
      'https://github.com/acme/site',
      githubCom,
      [{ owner: 'ACME', name: 'Site' }],
      covered
    ],
    [
      'https://github.com/ACME/Site.git',
      githubCom,
      [{ owner: 'ACME', name: 'Site' }],
      covered
    ],
    ['https://github.com/ACME/x', githubCom, [{ owner: 'ACME' }], covered],
    ['https://github.com/any/thing', githubCom, [{}], covered],
    ['https://github.com/acme/thing', githubCom, [{}], covered],
    ['https://github.acme.corp:8443/acme/site', enterprise, owner, covered],
    ['https://github.acme.corp:8443/other/site', enterprise, owner, others],
    ['https://github.acme.corp:8443/any/thing', enterprise, [{}], covered],
    // Another origin has neither our credential nor the one of checkout.
    [
      'https://github.acme.corp/acme/site',
      enterprise,
      owner,
      ['not used', 'of-the-user', '']
    ],
    [
      'http://github.com/acme/site',
      githubCom,
      owner,
      ['not used', 'of-the-user', '']
    ],
    [
      'https://github.com.evil.example/acme/site',
      githubCom,
      [{}],
      ['not used', 'of-the-user', '']
    ]
  ])(
    'for %s on %j with %j the token is %j',
    async (url, host, coverage, [, password, header]) => {
      const env = await jobWith(await write({ host, coverage }))
      expect({
        password: await passwordFor(url, env),
        header: await headersFor(url, env)
      }).toEqual({ password, header })
    }
  )

  test('no helper of the user answers first or stores the token', async () => {
    const file = await write({})
    const env = await jobWith(file)
    const { stdout } = await run(
      'git',
      ['config', '--get-all', 'credential.https://github.com/acme.helper'],
      { env }
    )
    expect(stdout.split('\n')[0]).toBe('')
    await rm(credential)
    try {
      expect(
        await passwordFor('https://github.com/acme/site', env)
      ).toBeUndefined()
    } finally {
      await writeCredential(credential)
    }
  })

  test.each([
    ['git@github.com:acme/site.git', 'https://github.com/acme/site.git'],
    ['ssh://git@github.com/acme/site', 'https://github.com/acme/site'],
    ['ssh://git@github.com:22/acme/site', 'https://github.com/acme/site'],
    ['ssh://git@ssh.github.com:443/acme/site', 'https://github.com/acme/site'],
    // The user rewrites all of github.com to ssh; not what is covered.
    ['https://github.com/acme/site', 'https://github.com/acme/site'],
    ['https://github.com/other/site', 'git@github.com:other/site'],
    ['git@github.com:other/site', 'git@github.com:other/site'],
    ['git@github.com:acme-evil/site', 'git@github.com:acme-evil/site'],
    ['git@github.com.evil:acme/site', 'git@github.com.evil:acme/site'],
    [
      'ssh://git@github.com:2222/acme/site',
      'ssh://git@github.com:2222/acme/site'
    ]
  ])('%s leads to %s', async (url, target) => {
    const env = await jobWith(await write({}))
    expect(await rewritten(url, env)).toBe(target)
  })

  test.each([
    [
      'git@github.acme.corp:acme/site',
      'https://github.acme.corp:8443/acme/site'
    ],
    [
      'ssh://git@github.acme.corp/acme/site',
      'https://github.acme.corp:8443/acme/site'
    ],
    [
      'ssh://git@ssh.github.com:443/acme/site',
      'ssh://git@ssh.github.com:443/acme/site'
    ]
  ])('of an Enterprise Server %s leads to %s', async (url, target) => {
    const env = await jobWith(await write({ host: enterprise }))
    expect(await rewritten(url, env)).toBe(target)
  })

  test.each([
    [
      'octocorp@octocorp.ghe.com:acme/site.git',
      'https://octocorp.ghe.com/acme/site.git'
    ],
    [
      'git@octocorp.ghe.com:acme/site.git',
      'https://octocorp.ghe.com/acme/site.git'
    ],
    [
      'ssh://octocorp@octocorp.ghe.com/acme/site',
      'https://octocorp.ghe.com/acme/site'
    ],
    [
      'ssh://octocorp@octocorp.ghe.com:22/acme/site',
      'https://octocorp.ghe.com/acme/site'
    ],
    ['other@octocorp.ghe.com:acme/site', 'other@octocorp.ghe.com:acme/site'],
    [
      'octocorp@octocorp.ghe.com:other/site',
      'octocorp@octocorp.ghe.com:other/site'
    ]
  ])('on GHE.com %s leads to %s', async (url, target) => {
    const env = await jobWith(await write({ host: gheCom }))
    expect(await rewritten(url, env)).toBe(target)
  })

  test.each(['a.b.ghe.com', 'ghe.com', 'octocorp.ghe.com.evil.example'])(
    'on %s, which is no subdomain of GHE.com, nobody else logs in by ssh',
    (hostname) => {
      const text = formatGitConfig({
        host: { webUrl: `https://${hostname}`, hostname },
        coverage: [{ owner: 'acme' }],
        jobRepository: 'acme/site',
        credentialPaths: [credential]
      })
      const users = [...text.matchAll(/(\w+)@/g)].map(([, user]) => user)
      expect(new Set(users)).toEqual(new Set(['git']))
    }
  )

  test('the spelling of the job has the token for what the workflow spells otherwise', async () => {
    const coverage = [{ owner: 'ACME', name: 'site' }]
    const file = await write({ coverage, jobRepository: 'Acme/Site' })
    const env = await jobWith(file)
    for (const path of ['Acme/Site', 'Acme/Site.git', 'acme/site', 'ACME/site'])
      expect(await passwordFor(`https://github.com/${path}`, env)).toBe(token)
    expect(await passwordFor('https://github.com/Acme/Other', env)).toBe(
      'of-the-user'
    )
  })

  test('no rewrite of the user for pushes applies either', async () => {
    const env = await jobWith(await write({}))
    const repo = join(folder, 'repo')
    await run('git', ['init', '-q', repo], { env })
    const url = 'https://github.com/acme/site'
    await run('git', ['-C', repo, 'remote', 'add', 'origin', url], { env })
    const { stdout } = await run(
      'git',
      [
        ...['-c', 'url.git@github.com:.pushInsteadOf=https://github.com/'],
        ...['-C', repo, 'remote', 'get-url', '--push', 'origin']
      ],
      { env }
    )
    expect(stdout.trim()).toBe(url)
  })
})

describe('the helper, run by a plain shell', () => {
  async function helperFor(...credentialPaths: readonly string[]) {
    const entries = await listConfig(await write({ credentialPaths }))
    return (
      entries.find(([, value]) => value.startsWith('!'))?.[1].slice(1) ?? ''
    )
  }

  const ask = (helper: string, operation: string) =>
    run('sh', ['-c', `${helper} ${operation}`], {
      input: 'protocol=https\nhost=github.com\npath=acme/site\n\n'
    })

  test.each([
    ['plain', 'a'.repeat(40)],
    ['quotes, a backslash, per cent and dollar', 'a"b\\c%s$d'],
    ['more of them', `'\\n\\\\%d%%\`id\`$(id)\${x}!&;|<>*?[]{}~#`],
    ['spaces at its ends', ' a b '],
    ['a leading dash', '-n -e x'],
    ['100 000 characters', 'b'.repeat(100_000)]
  ])('gives the token exactly: %s', async (_, password) => {
    const path = await writeCredential(join(folder, 'exact'), password)
    expect(await ask(await helperFor(path), 'get')).toEqual({
      code: 0,
      stdout: `username=x-access-token\npassword=${password}\n`,
      stderr: ''
    })
  })

  test.each(['store', 'erase', 'other', ''])(
    'does nothing for %j',
    async (operation) => {
      expect(await ask(await helperFor(credential), operation)).toEqual({
        code: 0,
        stdout: '',
        stderr: ''
      })
    }
  )

  test('takes the first file that can be read', async () => {
    const missing = join(folder, 'missing')
    const second = await writeCredential(join(folder, 'second'), 'second')
    expect(
      await ask(await helperFor(missing, second, credential), 'get')
    ).toEqual({
      code: 0,
      stdout: 'username=x-access-token\npassword=second\n',
      stderr: ''
    })
  })

  test('says so when there is none', async () => {
    const missing = join(folder, 'missing')
    expect(await ask(await helperFor(missing, `${missing}2`), 'get')).toEqual({
      code: 0,
      stdout: '',
      stderr:
        'setup-github-token: the credential of this job cannot be read here\n'
    })
  })

  test('gives no part of a file without its last line end', async () => {
    const path = join(folder, 'cut')
    await writeFile(path, 'username=x-access-token\npassword=abc')
    const { stdout } = await ask(await helperFor(path), 'get')
    expect(stdout).toBe('username=x-access-token\n')
  })
})
