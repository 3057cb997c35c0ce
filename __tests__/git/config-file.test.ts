import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  formatIncludes,
  formatSections,
  type GitConfig,
  type GitHost,
  levels
} from '../../src/git/config-file.ts'
import { gitFiles } from '../../src/git/configuration.ts'
import type { Coverage } from '../../src/git/coverage.ts'
import { createFolder } from '../../src/git/credential-folder.ts'
import { Secret } from '../../src/runner/secret.ts'
import { listConfig, passwordFor, run } from './real-git.ts'

const githubCom: GitHost = {
  name: 'github.com',
  webUrl: 'https://github.com',
  hostname: 'github.com'
}

const enterprise: GitHost = {
  name: 'github.acme.corp:8443',
  webUrl: 'https://github.acme.corp:8443',
  hostname: 'github.acme.corp'
}

const token = 'ghp_' + 'a'.repeat(36)
const checkoutHeader = 'AUTHORIZATION: basic checkout'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'config-file-test-'))
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

const printing = (password: string) =>
  `!echo username=x-access-token; echo password=${password}; :`

/** What sections are made from when only this is known. */
const configWith = (given: Partial<GitConfig> = {}): GitConfig => ({
  host: githubCom,
  coverage: [{ owner: 'acme' }],
  jobRepository: 'acme/site',
  jobOwnerId: '',
  helper: printing(token),
  sshToHttps: true,
  shunsNetrc: false,
  ...given
})

/** Writes a config file with the sections of all levels, and says where it is. */
async function write(given: Partial<GitConfig>): Promise<string> {
  const file = join(folder, 'config')
  const sections = formatSections(configWith(given))
  await writeFile(file, levels.map((level) => sections[level]).join(''))
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
  name: 'octocorp.ghe.com',
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
          ...['', 'Octo-Org/', 'octo-org/', 'a/'],
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
      paths.flatMap((path) => entriesFor(host, path, printing(token)))
    )
  })

  test('is given as it was, whatever the helper and the coverage', async () => {
    const owner = fc.stringMatching(/^[A-Za-z0-9]{1,4}$/)
    const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,4}$/)
    const coverage = fc.array(
      fc.record({ owner, name }, { requiredKeys: ['owner'] }),
      { minLength: 1, maxLength: 3 }
    )
    const text = fc
      .array(
        fc.oneof(
          fc.stringMatching(/^[ \t\n\r"'\\$`;#![\](){}=%&|<>*?~^-]$/),
          fc.constantFrom('\\n', '$(id)', '"; x', "' || x '", '\\"', 'é', '👍'),
          fc.string({ unit: 'grapheme', maxLength: 2 })
        ),
        { minLength: 1, maxLength: 20 }
      )
      .map((parts) => `!${parts.join('')}`.replaceAll('\0', '_'))
    await fc.assert(
      fc.asyncProperty(coverage, text, async (covered, helper) => {
        const file = await write({
          coverage: covered,
          // Longer than any owner above: its spelling adds nothing here.
          jobRepository: 'Octo-Org/Thing',
          helper
        })
        const paths = [
          ...covered.filter((one) => one.name === undefined),
          ...covered.filter((one) => one.name !== undefined)
        ].flatMap((one) => {
          const full = `${one.owner}/${one.name ?? ''}`
          return [...new Set([full, full.toLowerCase()])].flatMap((variant) =>
            one.name === undefined ? [variant] : spellingsOf(variant)
          )
        })
        expect(await listConfig(file)).toEqual(
          paths.flatMap((one) => entriesFor(githubCom, one, helper))
        )
      }),
      { numRuns: 20 }
    )
  })

  test.each([
    ['includes files in their order', ['a', '../b/c', 'a'], undefined],
    [
      'says who commits',
      [],
      { name: 'octocat', email: '1+octocat@users.noreply.github.com' }
    ],
    ['says it of hostile names', ['x'], { name: 'a"\\b\n[x]', email: '#;' }]
  ])('%s', async (_, paths, identity) => {
    const file = join(folder, 'includes')
    await writeFile(file, formatIncludes(paths, identity))
    expect(await listConfig(file)).toEqual([
      ...paths.map((path) => ['include.path', path]),
      ...(identity === undefined
        ? []
        : ['user', 'author', 'committer'].flatMap((section) => [
            [`${section}.name`, identity.name],
            [`${section}.email`, identity.email]
          ]))
    ])
  })

  test('has sections of every level of its own', () => {
    const sections = formatSections(
      configWith({ coverage: [{ owner: 'a', name: 'x' }, {}, { owner: 'a' }] })
    )
    const covered = levels.map((level) =>
      [...sections[level].matchAll(/^\[http "(.*)"\]$/gm)].map(([, url]) => url)
    )
    expect(covered).toEqual([
      ['https://github.com/', 'https://github.com/acme/'],
      ['https://github.com/a/'],
      spellingsOf('https://github.com/a/x')
    ])
  })

  test('asks for an empty password first where netrc has one', async () => {
    const emptyAuth = async (shunsNetrc: boolean) =>
      (await listConfig(await write({ shunsNetrc }))).filter(([key]) =>
        key.endsWith('.emptyauth')
      )
    expect(await emptyAuth(false)).toEqual([])
    expect(await emptyAuth(true)).toEqual([
      ['http.https://github.com/acme/.emptyauth', 'true']
    ])
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
  })

  test('no helper of the user is asked when ours has nothing', async () => {
    const env = await jobWith(await write({ helper: '!:' }))
    expect(
      await passwordFor('https://github.com/acme/site', env)
    ).toBeUndefined()
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
      const host = {
        name: hostname,
        webUrl: `https://${hostname}`,
        hostname
      }
      const text = formatSections(configWith({ host })).owner
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

describe('ssh addresses', () => {
  const numbered = 'org-1234@github.com:acme/site.git'

  test.each([
    [numbered, 'https://github.com/acme/site.git'],
    ['ssh://org-1234@github.com/acme/site', 'https://github.com/acme/site'],
    ['ssh://org-1234@github.com:22/acme/site', 'https://github.com/acme/site'],
    ['git@github.com:acme/site', 'https://github.com/acme/site'],
    ['org-1234@github.com:other/site', 'org-1234@github.com:other/site'],
    ['org-12345@github.com:acme/site', 'org-12345@github.com:acme/site'],
    ['org-@github.com:acme/site', 'org-@github.com:acme/site']
  ])(
    'of an organisation with its own certificates: %s leads to %s',
    async (url, target) => {
      const env = await jobWith(await write({ jobOwnerId: '1234' }))
      expect(await rewritten(url, env)).toBe(target)
    }
  )

  test('have no such user where the number of the owner is not known', async () => {
    const env = await jobWith(await write({ jobOwnerId: '' }))
    expect(await rewritten(numbered, env)).toBe(numbered)
  })

  test.each([
    'git@github.com:acme/site',
    'ssh://git@github.com/acme/site',
    'ssh://git@github.com:22/acme/site',
    'ssh://git@ssh.github.com:443/acme/site',
    'org-1234@github.com:acme/site',
    // The user's own rewrite to ssh must not apply either.
    'https://github.com/acme/site'
  ])('are left alone when that is wanted: %s', async (url) => {
    const file = await write({ sshToHttps: false, jobOwnerId: '1234' })
    const env = await jobWith(file)
    expect(await rewritten(url, env)).toBe(url)
  })
})

describe('the files of several steps', () => {
  /** Makes the files of steps one after the other, each of which knows of those before. */
  async function steps(
    ...coverages: readonly (readonly Coverage[])[]
  ): Promise<readonly string[]> {
    const temp = await mkdtemp(join(folder, 'steps-'))
    for (const [index, coverage] of coverages.entries()) {
      const path = join(temp, String(index))
      const earlier = coverages.slice(0, index).map((_, one) => String(one))
      const credential = {
        ...configWith({ coverage }),
        token: new Secret(`token-${String(index)}`),
        storage: 'file',
        identity: undefined
      } as const
      await createFolder(path, gitFiles(path, credential, earlier))
    }
    return coverages.map((_, index) => join(temp, String(index)))
  }

  const included = (paths: readonly string[]) => ({
    GIT_CONFIG_COUNT: String(paths.length),
    ...Object.fromEntries(
      paths.flatMap((path, index) => [
        [`GIT_CONFIG_KEY_${String(index)}`, 'include.path'],
        [`GIT_CONFIG_VALUE_${String(index)}`, join(path, 'config')]
      ])
    )
  })

  const all: readonly Coverage[] = [{}]
  const owner: readonly Coverage[] = [{ owner: 'acme' }]
  const repository: readonly Coverage[] = [{ owner: 'acme', name: 'site' }]

  test.each<
    readonly [
      string,
      readonly (readonly Coverage[])[],
      Readonly<Record<string, string | undefined>>
    ]
  >([
    [
      'the least specific first',
      [all, owner, repository],
      { 'acme/site': 'token-2', 'acme/x': 'token-1', 'other/x': 'token-0' }
    ],
    [
      'the most specific first',
      [repository, owner, all],
      { 'acme/site': 'token-0', 'acme/x': 'token-1', 'other/x': 'token-2' }
    ],
    [
      'the most specific in the middle',
      [owner, repository, all],
      { 'acme/site': 'token-1', 'acme/x': 'token-0', 'other/x': 'token-2' }
    ],
    [
      'all levels, and then what is in the middle',
      [[...all, ...owner, ...repository], owner],
      { 'acme/site': 'token-0', 'acme/x': 'token-1', 'other/x': 'token-0' }
    ],
    [
      'the same twice, of which the later counts',
      [owner, owner],
      {
        'acme/site': 'token-1',
        'acme/x': 'token-1',
        'other/x': undefined
      }
    ]
  ])('give what is most specific: %s', async (_, coverages, passwords) => {
    const paths = await steps(...coverages)
    const found = async (env: Record<string, string>) =>
      Object.fromEntries(
        await Promise.all(
          Object.keys(passwords).map(async (name) => [
            name,
            await passwordFor(`https://github.com/${name}`, env)
          ])
        )
      ) as unknown
    expect(await found(included(paths))).toEqual(passwords)
    // As in the config of a user, where only the last file may count.
    expect(await found(included(paths.slice(-1)))).toEqual(passwords)
  })

  test('give what is left when a later one is gone', async () => {
    const paths = await steps(owner, repository)
    await rm(paths[1] ?? '', { recursive: true })
    const env = included(paths)
    expect(await passwordFor('https://github.com/acme/site', env)).toBe(
      'token-0'
    )
  })

  test('give what is left when an earlier one is gone', async () => {
    const paths = await steps(repository, owner)
    await rm(paths[0] ?? '', { recursive: true })
    const env = included(paths)
    expect(await passwordFor('https://github.com/acme/site', env)).toBe(
      'token-1'
    )
  })
})
