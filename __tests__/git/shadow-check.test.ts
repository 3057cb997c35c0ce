import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  test
} from '@jest/globals'
import fc from 'fast-check'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GitHost } from '../../src/git/config-file.ts'
import { gitFiles } from '../../src/git/configuration.ts'
import { createFolder } from '../../src/git/credential-folder.ts'
import type { RunGit } from '../../src/git/run-git.ts'
import { findShadows } from '../../src/git/shadow-check.ts'
import { Secret } from '../../src/runner/secret.ts'
import { run } from './real-git.ts'

const host: GitHost = {
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
const jobToken = 'ghs_' + 'b'.repeat(36)
const oldToken = 'ghp_' + 'c'.repeat(36)

const byJob =
  ', with another token of kind installation, as GITHUB_TOKEN is one'

let root: string
let count = 0

/** The folders of a job in which nothing was configured yet. */
let home: string
let workspace: string
let temp: string
let environment: Record<string, string>

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'shadow-check-test-')))
})

afterAll(async () => {
  await rm(root, { recursive: true })
})

beforeEach(async () => {
  count += 1
  const folder = join(root, String(count))
  home = join(folder, 'home')
  workspace = join(folder, 'workspace')
  temp = join(folder, 'temp')
  for (const one of [home, workspace, temp])
    await mkdir(one, { recursive: true })
  environment = {
    HOME: home,
    GIT_CONFIG_GLOBAL: join(home, '.gitconfig'),
    GIT_CONFIG_NOSYSTEM: '0',
    GIT_CONFIG_SYSTEM: join(folder, 'system')
  }
  await git('init', '--quiet', workspace)
})

const runGit: RunGit = async (args, { folder = root } = {}) => {
  const { code, stdout, stderr } = await run('git', ['-C', folder, ...args], {
    env: environment
  })
  if (code !== 0) throw new Error(stderr)
  return stdout
}

/** Runs git as a step of the job does. */
const git = (...args: string[]) =>
  runGit(args, { folder: args[0] === 'init' ? root : workspace })

const set = (scope: string, key: string, value: string) =>
  git('config', `--${scope}`, '--add', key, value)

const netrc = (text: string) => writeFile(join(home, '.netrc'), text)

/** What is said of these repositories when git should use the token. */
const shadows = (
  repositories: readonly string[] = ['acme/site'],
  on: GitHost = host,
  hasAskpass = false,
  given: string | null = token
) =>
  findShadows(
    {
      host: on,
      repositories,
      token: given === null ? undefined : new Secret(given)
    },
    { runGit, workspace, home, hasAskpass }
  )

const basic = (password: string) =>
  `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${password}`).toString('base64')}`

/** What actions/checkout leaves until version 5. */
const checkoutHeader = (password = jobToken, url = host.webUrl) =>
  set('local', `http.${url}/.extraheader`, basic(password))

/** What actions/checkout leaves since version 6. */
async function checkoutFile(password = jobToken, url = host.webUrl) {
  const name = 'git-credentials-0d1b6a4c-6c0f-4f8e-9a43-5d2c1c6a7b8e.config'
  const file = join(temp, name)
  await git(
    'config',
    '--file',
    file,
    `http.${url}/.extraheader`,
    basic(password)
  )
  await set('local', `includeIf.gitdir:${workspace}/.git.path`, file)
  await set(
    'local',
    `includeIf.gitdir:${workspace}/.git/worktrees/*.path`,
    file
  )
}

/** What an earlier step of this action leaves, for these owners. */
async function earlierStep(...owners: readonly string[]) {
  const folder = join(temp, 'setup-github-token-abcdef')
  const credential = {
    host,
    coverage: owners.map((owner) => ({ owner })),
    jobRepository: 'acme/site',
    jobOwnerId: '',
    sshToHttps: true,
    shunsNetrc: false,
    token: new Secret(oldToken),
    storage: 'file',
    identity: undefined
  } as const
  await createFolder(folder, gitFiles(folder, credential, []))
  environment = {
    ...environment,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'include.path',
    GIT_CONFIG_VALUE_0: join(folder, 'config')
  }
}

const checkout = 'the header that actions/checkout left'
const saidOf = (source: string, repository = 'acme/site') =>
  `Without this step, git uses for ${repository} ${source}`
const said = (source: string) => [saidOf(source)]

describe('a job in which nothing is configured', () => {
  test('has no other credential', async () => {
    expect(await shadows()).toEqual([])
  })

  test('has none for no repository', async () => {
    await checkoutHeader()
    expect(await shadows([])).toEqual([])
  })

  test('has none when git cannot be run, but for what git does not tell', async () => {
    const question = { host, repositories: ['acme/site'], token: undefined }
    const broken = {
      runGit: () => Promise.reject(new Error('ENOENT')),
      workspace,
      home,
      hasAskpass: false
    }
    expect(await findShadows(question, broken)).toEqual([])
    await netrc(`machine github.com login x password ${jobToken}`)
    expect(await findShadows(question, broken)).toEqual(
      said(`the netrc file${byJob}`)
    )
  })

  test('may have no checkout', async () => {
    await set('global', 'credential.helper', 'store')
    const question = { host, repositories: ['acme/site'], token: undefined }
    const world = { runGit, workspace: '', home, hasAskpass: false }
    expect(await findShadows(question, world)).toEqual(
      said('whatever the credential helper store knows')
    )
  })
})

describe('a header', () => {
  test('that actions/checkout left until version 5 is found', async () => {
    await checkoutHeader()
    expect(await shadows()).toEqual(said(`${checkout}${byJob}`))
  })

  test('that actions/checkout left since version 6 is found', async () => {
    await checkoutFile()
    expect(await shadows()).toEqual(said(`${checkout}${byJob}`))
  })

  test('that actions/checkout left on an Enterprise Server is found', async () => {
    await checkoutHeader(jobToken, enterprise.webUrl)
    expect(await shadows(['acme/site'], enterprise)).toEqual(
      said(`${checkout}${byJob}`)
    )
    expect(await shadows()).toEqual([])
  })

  test('of another checkout is none of this one', async () => {
    const other = join(root, 'other')
    await checkoutFile()
    const question = { host, repositories: ['acme/site'], token: undefined }
    await git('init', '--quiet', other)
    expect(
      await findShadows(question, {
        runGit,
        workspace: other,
        home,
        hasAskpass: false
      })
    ).toEqual([])
  })

  test.each(['global', 'system'])(
    'in the %s config is found',
    async (scope) => {
      await set(scope, 'http.https://github.com/.extraheader', basic(oldToken))
      expect(await shadows()).toEqual(
        said(
          `a header in the ${scope} config, with another token of kind classic`
        )
      )
    }
  )

  test('for every host is found', async () => {
    await set('global', 'http.extraheader', basic(oldToken))
    expect(await shadows()).toEqual(
      said('a header in the global config, with another token of kind classic')
    )
  })

  test('of the environment is found', async () => {
    environment = {
      ...environment,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'http.https://github.com/.extraheader',
      GIT_CONFIG_VALUE_0: basic(jobToken)
    }
    expect(await shadows()).toEqual(
      said(`a header in the command config${byJob}`)
    )
  })

  test.each([
    ['http.https://github.com/.extraheader', 'X-Trace: 1'],
    ['http.https://github.com/.extraheader', 'Proxy-Authorization: basic eA=='],
    ['http.https://github.acme.corp/.extraheader', 'AUTHORIZATION: basic eA=='],
    ['http.https://api.github.com/.extraheader', 'AUTHORIZATION: basic eA=='],
    ['http.https://github.com/other/.extraheader', 'AUTHORIZATION: basic eA==']
  ])(
    'is none of a credential for the repository: %s, %s',
    async (key, value) => {
      await set('local', key, value)
      expect(await shadows()).toEqual([])
    }
  )

  test.each(['local', 'global'])(
    'that was taken back in the %s config is none',
    async (scope) => {
      await set(
        'system',
        'http.https://github.com/.extraheader',
        basic(oldToken)
      )
      await set(scope, 'http.https://github.com/.extraheader', '')
      expect(await shadows()).toEqual([])
    }
  )

  test('that was taken back for the owner is none for that owner alone', async () => {
    await checkoutHeader()
    await set('global', 'http.https://github.com/acme/.extraheader', '')
    expect(await shadows(['acme/site', 'other/site'])).toEqual([
      saidOf(`${checkout}${byJob}`, 'other/site')
    ])
  })

  test('is not taken back by one that is less specific', async () => {
    await checkoutHeader()
    await set('local', 'http.extraheader', '')
    expect(await shadows()).toEqual(said(`${checkout}${byJob}`))
  })

  test('is sent together with another one for the owner', async () => {
    await checkoutHeader()
    await set(
      'local',
      'http.https://github.com/acme/.extraheader',
      'X-Trace: 1'
    )
    expect(await shadows()).toEqual(said(`${checkout}${byJob}`))
  })

  test.each<
    readonly [
      string,
      number,
      readonly (readonly [scope: string, path: string])[]
    ]
  >([
    [
      'for the host, in two files,',
      2,
      [
        ['global', '/'],
        ['local', '/']
      ]
    ],
    [
      'for the host, three times,',
      3,
      [
        ['global', '/'],
        ['local', '/'],
        ['local', '/']
      ]
    ],
    [
      'for every host and then for this one',
      2,
      [
        ['global', ''],
        ['local', '/']
      ]
    ],
    [
      'for the host and then for the owner',
      2,
      [
        ['global', '/'],
        ['local', '/acme/']
      ]
    ],
    [
      'for the host, the owner, and the repository',
      3,
      [
        ['system', '/'],
        ['global', '/acme'],
        ['local', '/acme/site']
      ]
    ]
  ])(
    'that is there more than once is told with the number: %s %d',
    async (_, number, places) => {
      for (const [scope, path] of places) {
        const section = path === '' ? '' : `https://github.com${path}.`
        await set(scope, `http.${section}extraheader`, basic(jobToken))
      }
      expect(await shadows()).toEqual([
        `Without this step, git uses for acme/site ${String(number)} Authorization headers, which GitHub answers with 400`
      ])
    }
  )

  test('is ignored when it is less specific than one before it', async () => {
    await set(
      'global',
      'http.https://github.com/acme/.extraheader',
      basic(oldToken)
    )
    await checkoutHeader()
    expect(await shadows(['acme/site', 'other/site'])).toEqual([
      saidOf(
        'a header in the global config, with another token of kind classic'
      ),
      saidOf(`${checkout}${byJob}`, 'other/site')
    ])
  })

  test('is ignored when another header before it is more specific', async () => {
    await set('global', 'http.https://github.com/acme/.extraheader', 'X: 1')
    await checkoutHeader()
    expect(await shadows()).toEqual([])
  })

  test('that came after one was taken back is found', async () => {
    await set('global', 'http.https://github.com/.extraheader', basic(oldToken))
    await set('local', 'http.https://github.com/.extraheader', '')
    await checkoutHeader()
    expect(await shadows()).toEqual(said(`${checkout}${byJob}`))
  })
})

describe('whose a credential is', () => {
  test.each<readonly [string, string, string | null, string]>([
    ['the same', token, token, ', with the same token'],
    ['of another kind', jobToken, token, byJob],
    [
      'of the same kind',
      oldToken,
      token,
      ', with another token of kind classic'
    ],
    [
      'a fine-grained token',
      `github_pat_${'d'.repeat(22)}_${'e'.repeat(59)}`,
      token,
      ', with another token of kind fine-grained'
    ],
    ['a password', 'hunter2', token, ', with another credential'],
    [
      'nearly the same',
      `${token}x`,
      token,
      ', with another token of kind classic'
    ],
    ['there when there is no token', jobToken, null, byJob]
  ])('is told: one that is %s', async (_, password, given, owner) => {
    await checkoutHeader(password)
    expect(await shadows(['acme/site'], host, false, given)).toEqual(
      said(`${checkout}${owner}`)
    )
  })

  test.each([
    `AUTHORIZATION: bearer ${token}`,
    'AUTHORIZATION: basic',
    'AUTHORIZATION: basic !!!',
    `Authorization: token ${token}`
  ])('is not told when it cannot be seen: case %#', async (value) => {
    await set('local', 'http.https://github.com/.extraheader', value)
    expect(await shadows()).toEqual(said(checkout))
  })

  test('is told of a header in any case', async () => {
    const value = basic(token).replace(
      'AUTHORIZATION: basic',
      'authorization:Basic'
    )
    await set('local', 'http.https://github.com/.extraheader', value)
    expect(await shadows()).toEqual(said(`${checkout}, with the same token`))
  })
})

describe('a token in an address', () => {
  const rewrite = (base: string, from: string) =>
    set('global', `url.${base}.insteadOf`, from)
  const inRewrite = 'a token in url.*.insteadOf'
  const inRemote = 'a token in the address of a remote'

  test.each([
    [`https://x-access-token:${jobToken}@github.com/`, 'https://github.com/'],
    [`https://${jobToken}@github.com/`, 'https://github.com/'],
    [`https://x:${jobToken}@github.com/acme/`, 'https://github.com/acme/'],
    [`https://x:${jobToken}@mirror.example/`, 'https://github.com/'],
    [`https://${jobToken}:x-oauth-basic@github.com/`, 'https://github.com/']
  ])('that git puts in is found: case %#', async (base, from) => {
    await rewrite(base, from)
    expect(await shadows()).toEqual(said(`${inRewrite}${byJob}`))
  })

  test.each([
    [`https://x:${jobToken}@github.com/other/`, 'https://github.com/other/'],
    [`https://x:${jobToken}@github.com/`, 'git@github.com:'],
    [`https://x:${jobToken}@github.com/`, 'ssh://git@github.com/'],
    [`https://x:${jobToken}@github.com/`, 'https://github.com/Acme/'],
    [`https://x:${jobToken}@github.acme.corp/`, 'https://github.acme.corp/'],
    ['git@github.com:', 'https://github.com/'],
    ['https://mirror.example/', 'https://github.com/'],
    ['https://octocat@github.com/', 'https://github.com/']
  ])('is none for the repository: case %#', async (base, from) => {
    await rewrite(base, from)
    expect(await shadows()).toEqual([])
  })

  test('is the one of the longest address', async () => {
    await rewrite(`https://x:${oldToken}@github.com/`, 'https://github.com/')
    await rewrite(
      `https://x:${jobToken}@github.com/acme/`,
      'https://github.com/acme/'
    )
    expect(await shadows(['acme/site', 'other/site'])).toEqual([
      saidOf(`${inRewrite}${byJob}`),
      saidOf(`${inRewrite}, with another token of kind classic`, 'other/site')
    ])
  })

  test('is not used when a longer address has none', async () => {
    await rewrite(`https://x:${oldToken}@github.com/`, 'https://github.com/')
    await rewrite('https://github.com/acme/', 'https://github.com/acme/')
    expect(await shadows()).toEqual([])
  })

  test.each([
    `https://x-access-token:${token}@github.com/acme/site`,
    `https://${token}@github.com/acme/site.git`,
    `https://${token}:@github.com/acme/site`,
    `https://${token}:x-oauth-basic@github.com/acme/site`,
    `https://x:${token}@github.com/acme/site/`,
    `https://x:${token}@github.com/acme/site.git/`,
    `https://x:${token}@GitHub.com/Acme/Site.git`,
    `https://x:${token}@github.com:443/acme/site`
  ])('of a remote is found: case %#', async (address) => {
    await git('remote', 'add', 'origin', address)
    expect(await shadows()).toEqual(said(`${inRemote}, with the same token`))
  })

  test.each([
    'https://github.com/acme/site',
    'git@github.com:acme/site.git',
    'ssh://git@github.com/acme/site',
    `https://x:${jobToken}@github.acme.corp/acme/site`,
    `https://x:${jobToken}@github.com/acme/site2`,
    `https://x:${jobToken}@github.com/acme/site/wiki`,
    `https://x:${jobToken}@github.com/acme/site.wiki.git`,
    `https://x:${jobToken}@github.com/acme`,
    `https://x:${jobToken}@github.com:8443/acme/site`,
    `http://x:${jobToken}@github.com/acme/site`,
    'https://octocat@github.com/acme/site',
    'https://octocat:@github.com/acme/site',
    '../elsewhere'
  ])('is not in the remote: case %#', async (address) => {
    await git('remote', 'add', 'origin', address)
    expect(await shadows()).toEqual([])
  })
})

describe('a user name in an address', () => {
  const old = 'f'.repeat(40)
  const remote = (userinfo: string) =>
    git('remote', 'add', 'origin', `https://${userinfo}@github.com/acme/site`)

  test.each<readonly [string, string, string]>([
    [old, old, ', with the same token'],
    [`${old}:x-oauth-basic`, old, ', with the same token'],
    [`${oldToken}:hunter2`, token, ', with another token of kind classic'],
    ['octocat:hunter2', token, ', with another credential'],
    [`octocat:${old}`, old, ', with the same token'],
    [`octocat:${old}`, token, ', with another credential'],
    [`${old}:${jobToken}`, token, byJob]
  ])(
    'is told from a token by its prefix, or as the token itself: case %#',
    async (userinfo, given, owner) => {
      await remote(userinfo)
      expect(await shadows(['acme/site'], host, false, given)).toEqual(
        said(`a token in the address of a remote${owner}`)
      )
    }
  )

  test('is no token when it is neither', async () => {
    await remote(old)
    expect(await shadows()).toEqual([])
  })
})

describe('an address without a token', () => {
  test('has the name of a user and no more', async () => {
    await git('remote', 'add', 'origin', 'https://octocat@github.com/acme/site')
    expect(await shadows()).toEqual([])
  })

  test('is that of another repository than the one that has a token', async () => {
    const address = `https://x:${jobToken}@github.com/other/site`
    await git('remote', 'add', 'other', address)
    expect(await shadows(['acme/site', 'other/site'])).toEqual([
      saidOf(`a token in the address of a remote${byJob}`, 'other/site')
    ])
  })
})

describe('a netrc file', () => {
  test.each([
    `machine github.com login x password ${jobToken}`,
    `default login x password ${jobToken}`
  ])('is found: case %#', async (text) => {
    await netrc(text)
    expect(await shadows()).toEqual(said(`the netrc file${byJob}`))
  })

  test('for another host is not', async () => {
    await netrc(`machine a.example login x password ${jobToken}`)
    expect(await shadows()).toEqual([])
  })

  test('knows no ports', async () => {
    await netrc(`machine github.acme.corp login x password ${token}`)
    expect(await shadows(['acme/site'], enterprise)).toEqual(
      said('the netrc file, with the same token')
    )
  })
})

describe('a credential helper', () => {
  const helper = (value: string, key = 'credential.helper') =>
    set('global', key, value)

  test.each([
    ['store', 'store'],
    ['store --file ~/.credentials', 'store'],
    ['cache --timeout=3600', 'cache'],
    ['manager', 'manager'],
    ['osxkeychain', 'osxkeychain'],
    [
      '/usr/local/share/gcm-core/git-credential-manager',
      'git-credential-manager'
    ],
    ['/opt/my tools/helper', 'my'],
    ['C:\\Programs\\git-credential-wincred', 'git-credential-wincred'],
    ['!gh auth git-credential', 'of a shell command'],
    [
      `!f() { echo username=x; echo password=${jobToken}; }; f`,
      'of a shell command'
    ],
    [`!echo password=${jobToken}`, 'of a shell command'],
    [jobToken, 'of a shell command']
  ])('%s is called %s', async (value, name) => {
    await helper(value)
    expect(await shadows()).toEqual(
      said(`whatever the credential helper ${name} knows`)
    )
  })

  test.each([
    'credential.https://github.com.helper',
    'credential.https://github.com/.helper',
    'credential.https://github.com/acme.helper'
  ])('for the address is found: %s', async (key) => {
    await helper('store', key)
    expect(await shadows()).toEqual(
      said('whatever the credential helper store knows')
    )
  })

  test.each([
    'credential.https://github.acme.corp.helper',
    'credential.https://github.com/other.helper'
  ])('for another address is not: %s', async (key) => {
    await helper('store', key)
    expect(await shadows()).toEqual([])
  })

  test('is the next one when the first was taken back', async () => {
    await set('system', 'credential.helper', 'osxkeychain')
    await helper('')
    await helper('cache')
    await helper('store')
    expect(await shadows()).toEqual(
      said('whatever the credential helper cache knows')
    )
  })

  test('is the first of those that are asked', async () => {
    await set('system', 'credential.helper', 'osxkeychain')
    await helper('store')
    expect(await shadows()).toEqual(
      said('whatever the credential helper osxkeychain knows')
    )
  })

  test('that was taken back is not asked', async () => {
    await set('system', 'credential.helper', 'osxkeychain')
    await helper('', 'credential.https://github.com.helper')
    expect(await shadows()).toEqual([])
    await helper('store')
    expect(await shadows()).toEqual(
      said('whatever the credential helper store knows')
    )
  })
})

test('the program that asks for passwords is told', async () => {
  expect(await shadows(['acme/site'], host, true)).toEqual(said('GIT_ASKPASS'))
})

describe('an earlier step of this action', () => {
  test('is told from other helpers', async () => {
    await earlierStep('acme')
    expect(await shadows()).toEqual(
      said('the credential of an earlier step of this action')
    )
  })

  test.each<readonly [string, () => Promise<unknown>]>([
    ['the header of actions/checkout until version 5', () => checkoutHeader()],
    ['the header of actions/checkout since version 6', () => checkoutFile()],
    ['another helper', () => set('global', 'credential.helper', 'store')],
    [
      'a token in url.*.insteadOf',
      () =>
        set(
          'global',
          `url.https://x:${jobToken}@github.com/.insteadOf`,
          'https://github.com/'
        )
    ]
  ])('comes before %s, for what it covers', async (_, configure) => {
    await configure()
    await earlierStep('acme')
    const [covered = '', other = ''] = await shadows([
      'acme/site',
      'other/site'
    ])
    expect(covered).toBe(
      saidOf('the credential of an earlier step of this action')
    )
    expect(other).toMatch(/^Without this step, git uses for other\/site /)
    expect(other).not.toContain('earlier step')
  })
})

test('what git finds first is told: a header, an address, netrc, a helper, a program', async () => {
  await checkoutHeader()
  await set(
    'global',
    `url.https://x:${oldToken}@github.com/.insteadOf`,
    'https://github.com/'
  )
  await git(
    'remote',
    'add',
    'origin',
    `https://x:${oldToken}@github.com/acme/site`
  )
  await netrc(`machine github.com login x password ${oldToken}`)
  await set('global', 'credential.helper', 'store')

  const found: string[] = []
  const look = async () => {
    const [sentence = ''] = await shadows(['acme/site'], host, true)
    found.push(
      sentence.replace(
        /^Without this step, git uses for acme\/site |, with .*/g,
        ''
      )
    )
  }
  await look()
  await git(
    'config',
    '--local',
    '--unset',
    'http.https://github.com/.extraheader'
  )
  await look()
  await writeFile(join(home, '.gitconfig'), '[credential]\n\thelper = store\n')
  await look()
  await git('remote', 'remove', 'origin')
  await look()
  await netrc('')
  await look()
  await writeFile(join(home, '.gitconfig'), '')
  await look()
  expect(found).toEqual([
    checkout,
    'a token in url.*.insteadOf',
    'a token in the address of a remote',
    'the netrc file',
    'whatever the credential helper store knows',
    'GIT_ASKPASS'
  ])
})

describe('no sentence', () => {
  /** Every part of a text with eight characters. */
  const partsOf = (text: string) =>
    Array.from({ length: text.length - 7 }, (_, at) => text.slice(at, at + 8))

  const secret = fc.stringMatching(/^(gh[ps]_)?[0-9A-Z]{12,40}$/)
  const places: readonly ((value: string) => readonly string[])[] = [
    (value) => [
      'local',
      'file:.git/config',
      `http.https://github.com/.extraheader\n${basic(value)}`
    ],
    (value) => [
      'global',
      `file:/${value}/config`,
      `http.extraheader\nAuthorization: ${value}`
    ],
    (value) => [
      'local',
      'file:.git/config',
      `http.https://github.com/.extraheader\nAUTHORIZATION: bearer ${value}`
    ],
    (value) => [
      'global',
      'file:x',
      `url.https://x:${value}@github.com/.insteadof\nhttps://github.com/`
    ],
    (value) => [
      'global',
      'file:x',
      `url.https://${value}@github.com/.insteadof\nhttps://github.com/`
    ],
    (value) => [
      'local',
      'file:x',
      `remote.origin.url\nhttps://x:${value}@github.com/acme/site`
    ],
    (value) => [
      'local',
      'file:x',
      `remote.${value}.url\nhttps://${value}@github.com/acme/site`
    ],
    (value) => [
      'global',
      'file:x',
      `credential.helper\n!f() { echo password=${value}; }; f`
    ],
    (value) => ['global', 'file:x', `credential.helper\nstore --file=${value}`],
    (value) => ['global', 'file:x', `credential.helper\n/opt/${value}/helper`],
    (value) => ['global', 'file:x', `credential.helper\n/opt/${value}`],
    (value) => ['global', 'file:x', `credential.helper\n${value}0`],
    (value) => [
      'global',
      `file:/setup-github-token-${value}`,
      'credential.helper\nx'
    ],
    (value) => [
      'global',
      'file:x',
      `credential.https://${value}@github.com.helper\nx`
    ],
    (value) => ['command', 'command line:', `${value}.${value}\n${value}`]
  ]

  test('has a part of a secret in it, wherever that is', async () => {
    await fc.assert(
      fc.asyncProperty(
        secret,
        secret,
        fc.shuffledSubarray([...places]),
        fc.boolean(),
        fc.boolean(),
        async (value, other, chosen, inNetrc, isToken) => {
          await netrc(
            inNetrc ? `machine github.com login ${value} password ${value}` : ''
          )
          const printed = chosen.flatMap((place) => place(value)).join('\0')
          const found = await findShadows(
            {
              host,
              repositories: ['acme/site', 'other/site'],
              token: new Secret(isToken ? value : other)
            },
            {
              runGit: () => Promise.resolve(`${printed}\0`),
              workspace,
              home,
              hasAskpass: true
            }
          )
          expect(found).toHaveLength(2)
          const text = found.join('\n')
          const encoded = Buffer.from(`x-access-token:${value}`).toString(
            'base64'
          )
          for (const part of [...partsOf(value), ...partsOf(encoded)]) {
            expect(text).not.toContain(part)
          }
          // Nor is there anything that the log could take for a command.
          expect(text).not.toMatch(/::|##\[|[\r\0]/)
        }
      ),
      { numRuns: 300 }
    )
  })

  test('has a secret of a real job in it', async () => {
    await checkoutFile(jobToken)
    await checkoutHeader(oldToken)
    await set(
      'global',
      `url.https://x:${oldToken}@github.com/.insteadOf`,
      'https://github.com/'
    )
    await git(
      'remote',
      'add',
      'origin',
      `https://x:${oldToken}@github.com/acme/site`
    )
    await netrc(`machine github.com login x password ${oldToken}`)
    await set('global', 'credential.helper', `!echo password=${oldToken}`)
    const text = (await shadows(['acme/site', 'other/site'])).join('\n')
    for (const one of [token, oldToken, jobToken]) {
      expect(partsOf(one).filter((part) => text.includes(part))).toEqual([])
    }
  })
})
