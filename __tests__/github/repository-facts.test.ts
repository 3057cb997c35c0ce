import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  Connection,
  type HttpAnswer,
  type Question
} from '../../src/github/connection.ts'
import {
  askGit,
  describeRepository,
  isVague
} from '../../src/github/repository-facts.ts'
import type {
  Refusal,
  RepositoryAccess,
  RepositoryFacts
} from '../../src/verify/facts.ts'
import { type Reason, reasons } from '../../src/verify/reasons.ts'

const host = {
  name: 'github.acme.corp:8443',
  hostname: 'github.acme.corp',
  webUrl: 'https://github.acme.corp:8443',
  apiUrl: 'https://github.acme.corp:8443/api/v3'
}

type Given = Omit<HttpAnswer, 'request'>

/** A host that gives these answers one after the other, the last for ever. */
function play(...answers: readonly (Given | Error)[]) {
  const asked: Question[] = []
  const connection = new Connection(
    host,
    (question) => {
      asked.push(question)
      const answer = answers[Math.min(asked.length, answers.length) - 1]
      return answer instanceof Error
        ? Promise.reject(answer)
        : Promise.resolve(answer ?? { status: 200, headers: {}, body: '' })
    },
    new AbortController().signal,
    () => Promise.resolve()
  )
  return { connection, asked }
}

const refs = (body: unknown, status = 200): Given => ({
  status,
  headers: {},
  body
})

const said = (status: number, message: string): Given =>
  refs({ message }, status)

const moved = (location: string | undefined, status = 301): Given => ({
  status,
  headers: { location },
  body: 'Moved'
})

const services = { read: 'git-upload-pack', write: 'git-receive-pack' } as const

const pathOf = (name: string, access: RepositoryAccess = 'read') =>
  `/${name}.git/info/refs?service=${services[access]}`

const addressOf = (name: string, access: RepositoryAccess = 'read') =>
  host.webUrl + pathOf(name, access)

const good = {
  read: refs('001e# service=git-upload-pack'),
  write: refs('001f# service=git-receive-pack')
}

async function ask(
  access: RepositoryAccess,
  ...answers: readonly (Given | Error)[]
) {
  const { connection, asked } = play(...answers)
  const facts = await askGit(connection, host, 'acme/site', access)
  return { facts, asked }
}

const nothing = {
  name: 'acme/site',
  refusal: undefined,
  movedTo: undefined,
  description: undefined
}

const question = (name: string, access: RepositoryAccess): Question => ({
  about: 'git',
  method: 'GET',
  path: pathOf(name, access)
})

describe('git', () => {
  test.each(['read', 'write'] as const)(
    'is asked once about a repository to %s',
    async (access) => {
      expect(await ask(access, good[access])).toEqual({
        facts: { ...nothing, access },
        asked: [question('acme/site', access)]
      })
    }
  )

  test.each([
    '001e# service=git-upload-pack',
    '000eversion 2',
    // Of a server that counts in its own way.
    'ffff# service=git-upload-pack',
    '0000version 2',
    'zzzz# service=git-upload-pack',
    'zzzzversion 2'
  ])('may read when the first line is %j', async (line) => {
    expect((await ask('read', refs(line))).facts).toEqual({
      ...nothing,
      access: 'read'
    })
  })

  test.each([
    '001f# service=git-receive-pack',
    'ffff# service=git-receive-pack',
    'zzzz# service=git-receive-pack'
  ])('may write when the first line is %j', async (line) => {
    expect((await ask('write', refs(line))).facts).toEqual({
      ...nothing,
      access: 'write'
    })
  })

  test.each<readonly [unknown, string]>([
    ['', 'an empty body'],
    ['# service=git-upload-pack', 'unexpected text'],
    ['001e# service=git-upload-packs', 'unexpected text'],
    ['001e# service=git-upload-archive', 'unexpected text'],
    ['001e# service=git-receive-pack\n', 'unexpected text'],
    ['001e# service=git-upload-pack\n', 'unexpected text'],
    ['001e# service=git-receive-packs', 'unexpected text'],
    ['001e # service=git-upload-pack', 'unexpected text'],
    ['001e# service=', 'unexpected text'],
    ['001e', 'unexpected text'],
    ['0', 'unexpected text'],
    ['000eVERSION 2', 'unexpected text'],
    ['000eversion 2 ', 'unexpected text'],
    ['00version 2', 'unexpected text'],
    ['x001e# service=git-upload-pack', 'unexpected text'],
    ['000eversion 20', 'unexpected text'],
    ['000eversion 1', 'unexpected text'],
    ['version 2', 'unexpected text'],
    [`${'0'.repeat(40)} HEAD`, 'unexpected text'],
    ['<!DOCTYPE html>', 'an HTML page'],
    [{ message: '000eversion 2' }, 'JSON without the members GitHub sends'],
    [undefined, 'an empty body']
  ])('is none of GitHub when the first line is %j', async (line, described) => {
    for (const access of ['read', 'write'] as const) {
      expect((await ask(access, refs(line))).facts).toEqual({
        ...nothing,
        access,
        refusal: {
          reason: 'not-github',
          evidence: `GET ${addressOf('acme/site', access)} answered 200: ${described}`
        }
      })
    }
  })

  // The refs to read are an answer to another question, of a cache perhaps; and
  // there is no version 2 of the service that writes.
  test.each([
    ['write', '001e# service=git-upload-pack'],
    ['write', '000eversion 2'],
    ['read', '001f# service=git-receive-pack']
  ] as const)('is not proven to %s by %j', async (access, line) => {
    expect((await ask(access, refs(line))).facts).toEqual({
      ...nothing,
      access,
      refusal: {
        reason: 'not-github',
        evidence: `GET ${addressOf('acme/site', access)} answered 200: unexpected text`
      }
    })
  })

  test.each<readonly [RepositoryAccess, number, string, Reason]>([
    ['read', 401, 'Invalid username or token.', 'git-rejected'],
    ['write', 401, 'No anonymous write access.', 'credentials-dropped'],
    ['read', 404, 'Repository not found.', 'repository-not-visible'],
    ['write', 404, 'Repository not found.', 'repository-not-visible'],
    [
      'read',
      403,
      'Write access to repository not granted.',
      'contents-missing'
    ],
    ['write', 403, 'Write access to repository not granted.', 'push-refused'],
    [
      'write',
      403,
      'Permission to acme/site.git denied to octocat.',
      'push-refused'
    ],
    [
      'read',
      403,
      'Permission to acme/site.git denied to octocat.',
      'contents-missing'
    ],
    [
      'write',
      403,
      'This repository was archived so it is read-only.',
      'repository-archived'
    ],
    ['read', 403, 'Repository access blocked', 'repository-blocked'],
    ['read', 451, 'Repository access blocked', 'repository-blocked'],
    [
      'write',
      403,
      'This installation has been suspended',
      'installation-suspended'
    ],
    ['read', 403, 'SAML SSO', 'sso-required'],
    ['write', 403, 'Something', 'access-refused']
  ])(
    'that must %s is answered %d %s: %s',
    async (access, status, message, reason) => {
      expect(await ask(access, said(status, message))).toEqual({
        facts: {
          ...nothing,
          access,
          refusal: {
            reason,
            evidence: `GET ${addressOf('acme/site', access)} answered ${String(status)}: ${message.replace(/\.$/, '')}`
          }
        },
        asked: [question('acme/site', access)]
      })
    }
  )

  test('may not be there', async () => {
    const error = Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' })
    expect(await ask('read', error)).toEqual({
      facts: {
        ...nothing,
        access: 'read',
        refusal: {
          reason: 'certificate-untrusted',
          evidence: `GET ${addressOf('acme/site')}: its certificate is out of date (CERT_HAS_EXPIRED)`
        }
      },
      asked: [question('acme/site', 'read')]
    })
  })

  test('is no excuse for a mistake of this action', async () => {
    const { connection } = play()
    connection.ask = () => Promise.reject(new RangeError('a defect'))
    await expect(askGit(connection, host, 'a/b', 'read')).rejects.toThrow(
      'a defect'
    )
    await expect(
      describeRepository(connection, { ...nothing, access: 'read' })
    ).rejects.toThrow('a defect')
  })
})

describe('a renamed repository', () => {
  test.each([
    [addressOf('acme/new'), 'acme/new'],
    [pathOf('acme/new'), 'acme/new'],
    [`${host.webUrl}/acme/new/info/refs?service=git-upload-pack`, 'acme/new'],
    [`${host.webUrl}/acme/new.git/info/refs`, 'acme/new'],
    [addressOf('Ac-me/n.e_w'), 'Ac-me/n.e_w'],
    [addressOf('acme/new.git'), 'acme/new.git'],
    ['HTTPS://GitHub.Acme.Corp:8443/acme/new.git/info/refs', 'acme/new'],
    [`${host.webUrl}/x/../acme/new.git/info/refs`, 'acme/new'],
    [
      `${host.webUrl}/acme/new.git/info/refs?service=git-receive-pack`,
      'acme/new'
    ],
    [`${host.webUrl}/acme/new.git/info/refs#x`, 'acme/new']
  ])('at %s is asked about there', async (location, name) => {
    for (const status of [301, 302, 303, 307, 308]) {
      expect(await ask('read', moved(location, status), good.read)).toEqual({
        facts: { ...nothing, access: 'read', movedTo: name },
        asked: [question('acme/site', 'read'), question(name, 'read')]
      })
    }
  })

  test('is asked for the same as before', async () => {
    const { asked } = await ask(
      'write',
      moved(addressOf('acme/new', 'read')),
      good.write
    )
    expect(asked[1]).toEqual(question('acme/new', 'write'))
  })

  test.each([
    ...[undefined, '', ' ', 'https://', 'acme/new', '//'],
    // Another host, port, scheme, or somebody at it.
    'https://github.acme.corp/acme/new.git/info/refs',
    'https://github.acme.corp:8444/acme/new.git/info/refs',
    'http://github.acme.corp:8443/acme/new.git/info/refs',
    'https://evil.example/acme/new.git/info/refs',
    '//evil.example/acme/new.git/info/refs',
    '\\\\evil.example/acme/new.git/info/refs',
    'https://github.acme.corp:8443.evil.example/acme/new.git/info/refs',
    'https://github.acme.corp:8443@evil.example/acme/new.git/info/refs',
    'javascript:/acme/new.git/info/refs',
    'file:///acme/new.git/info/refs',
    // Another path.
    ...['/login', '/', '/acme/new', '/acme/new.git', '/info/refs'],
    ...['/acme/info/refs', '/a/b/c.git/info/refs', '/acme//info/refs'],
    ...['/acme/new.git/info/refs/', '/acme/new.git/info/refs/x'],
    ...['/acme/new.git/info/refsx', '/acme/new.git/INFO/refs'],
    ...['/acme/%6eew.git/info/refs', '/acme/n ew.git/info/refs'],
    ...['/acme/néw.git/info/refs', '/acme/new.git/../../info/refs'],
    ...['/acme/%2e%2e/info/refs', '/acme/../info/refs'],
    '/api/v3/repos/acme/new.git/info/refs'
  ])('is not looked for at %j', async (location) => {
    const { facts, asked } = await ask('read', moved(location), good.read)
    expect(facts).toMatchObject({
      ...nothing,
      refusal: { reason: 'redirected' }
    })
    expect(asked).toEqual([question('acme/site', 'read')])
  })

  test('is looked for five times at most', async () => {
    const names = Array.from({ length: 10 }, (_, n) => `acme/n${String(n)}`)
    const hops = names.map((name) => moved(addressOf(name)))
    const found = await ask('read', ...hops.slice(0, 5), good.read)
    expect(found.facts).toEqual({
      ...nothing,
      access: 'read',
      movedTo: 'acme/n4'
    })
    expect(found.asked).toHaveLength(6)
    const lost = await ask('read', ...hops)
    expect(lost.facts).toEqual({
      ...nothing,
      access: 'read',
      refusal: {
        reason: 'redirected',
        evidence: `GET ${addressOf('acme/n4')} answered 301: unexpected text, with a redirect to ${host.name}`
      }
    })
    expect(lost.asked).toHaveLength(6)
  })

  test('that is called as before is none', async () => {
    const { facts, asked } = await ask('read', moved(addressOf('acme/site')))
    expect(facts).toMatchObject({
      movedTo: undefined,
      refusal: { reason: 'redirected' }
    })
    expect(asked).toHaveLength(6)
  })

  test('may be one that cannot be seen', async () => {
    const { facts } = await ask(
      'write',
      moved(addressOf('acme/new')),
      said(404, 'Repository not found.')
    )
    expect(facts).toEqual({
      ...nothing,
      access: 'write',
      movedTo: 'acme/new',
      refusal: {
        reason: 'repository-not-visible',
        evidence: `GET ${addressOf('acme/new', 'write')} answered 404: Repository not found`
      }
    })
  })

  test('may be one that sends away', async () => {
    const { facts, asked } = await ask(
      'read',
      moved(addressOf('acme/new')),
      moved('https://login.example/')
    )
    expect(facts).toEqual({
      ...nothing,
      access: 'read',
      refusal: {
        reason: 'redirected',
        evidence: `GET ${addressOf('acme/new')} answered 301: unexpected text, with a redirect to login.example`
      }
    })
    expect(asked).toHaveLength(2)
  })

  test('is no redirect with another status', async () => {
    for (const status of [200, 400, 404]) {
      const { asked } = await ask('read', {
        ...moved(addressOf('acme/new')),
        status
      })
      expect(asked).toHaveLength(1)
    }
  })

  test('is asked about on this host alone, whatever the address', async () => {
    const piece = fc.constantFrom(
      ...[
        'https://',
        'http://',
        host.name,
        'evil.example',
        '@',
        ':',
        '/',
        '\\'
      ],
      ...['acme', 'new', '.git', '/info/refs', '..', '%2e', '?', '#', '\t', 'é']
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 10 }), async (pieces) => {
        const { asked } = await ask('read', moved(pieces.join('')), good.read)
        for (const { about, method, path } of asked) {
          expect({ about, method }).toEqual({ about: 'git', method: 'GET' })
          expect(path).toMatch(
            /^\/[\w.-]+\/[\w.-]+\.git\/info\/refs\?service=git-upload-pack$/
          )
          expect(new URL(path, host.webUrl).host).toBe(host.name)
        }
      })
    )
  })

  test.each([
    `/${'a'.repeat(1_000_000)}`,
    `/a/${'.git'.repeat(250_000)}`,
    '/a'.repeat(500_000),
    `/a/${'b.git/info/'.repeat(100_000)}`
  ])('may be at a very long address: %.10s', async (location) => {
    const { asked } = await ask('read', moved(location), good.read)
    expect(asked).toHaveLength(1)
  })
})

test('a refusal of git may be explained when it is vague', () => {
  const all = Object.keys(reasons) as Reason[]
  const facts = (refusal: Refusal | undefined): RepositoryFacts => ({
    ...nothing,
    access: 'read',
    refusal
  })
  expect(isVague(facts(undefined))).toBe(false)
  expect(
    all.filter((reason) => isVague(facts({ reason, evidence: 'x' }))).sort()
  ).toEqual([
    'access-refused',
    'contents-missing',
    'push-refused',
    'repository-not-visible'
  ])
})

describe('the API', () => {
  const evidence = 'git said so'

  const factsOf = (
    reason: Reason | undefined,
    access: RepositoryAccess = 'read'
  ): RepositoryFacts => ({
    ...nothing,
    access,
    refusal: reason && { reason, evidence }
  })

  const visible = (isPrivate: boolean): Given => ({
    status: 200,
    headers: {},
    // The role of the account, which says nothing about the token.
    body: {
      private: isPrivate,
      permissions: { admin: true, push: true, pull: true }
    }
  })

  const apiSaid = (status: number, message: string) =>
    `GET ${host.apiUrl}/repos/acme/site answered ${String(status)}: ${message}`

  test('is asked once, by the name of today', async () => {
    for (const [movedTo, path] of [
      [undefined, '/repos/acme/site'],
      ['acme/new', '/repos/acme/new']
    ] as const) {
      const { connection, asked } = play(visible(true))
      await describeRepository(connection, { ...factsOf(undefined), movedTo })
      expect(asked).toEqual([{ about: 'resource', method: 'GET', path }])
    }
  })

  test.each<
    readonly [RepositoryAccess, Reason | undefined, boolean, Reason | undefined]
  >([
    ['read', undefined, true, undefined],
    ['write', undefined, false, undefined],
    // It can be seen, so that git denies its contents.
    ['read', 'repository-not-visible', true, 'contents-missing'],
    ['write', 'repository-not-visible', true, 'push-refused'],
    ['write', 'repository-not-visible', false, 'push-refused'],
    ['read', 'contents-missing', true, 'contents-missing'],
    ['write', 'push-refused', false, 'push-refused'],
    ['write', 'access-refused', false, 'access-refused'],
    ['write', 'repository-archived', false, 'repository-archived']
  ])(
    'that shows a repository, to %s, to which git said %s, private: %j, means %s',
    async (access, before, isPrivate, after) => {
      const { connection } = play(visible(isPrivate))
      const facts = factsOf(before, access)
      expect(await describeRepository(connection, facts)).toEqual({
        ...facts,
        refusal: after && { reason: after, evidence },
        description: { isPrivate }
      })
    }
  )

  const noPermission = 'Resource not accessible by personal access token'

  test.each<readonly [Reason, number, string, Reason]>([
    ['push-refused', 404, 'Not Found', 'repository-not-visible'],
    ['contents-missing', 404, 'Not Found', 'repository-not-visible'],
    ['repository-not-visible', 404, 'Not Found', 'repository-not-visible'],
    ['access-refused', 403, 'SAML', 'sso-required'],
    ['repository-not-visible', 403, 'SAML', 'sso-required'],
    ['access-refused', 403, 'IP allow list', 'ip-forbidden'],
    ['push-refused', 403, noPermission, 'permission-missing'],
    ['access-refused', 401, 'Bad credentials', 'token-rejected'],
    ['access-refused', 451, 'Blocked', 'repository-blocked']
  ])(
    'to which git said %s, %d %s: means %s',
    async (before, status, message, after) => {
      const { connection, asked } = play(said(status, message))
      const facts = factsOf(before, 'write')
      const refusal = { reason: after, evidence: apiSaid(status, message) }
      expect(await describeRepository(connection, facts)).toEqual({
        ...facts,
        refusal,
        description: { refusal }
      })
      expect(asked).toHaveLength(1)
    }
  )

  test('that names a policy hands it on', async () => {
    const message =
      "forbids access if the token's lifetime is greater than 90 days"
    const { connection } = play(said(403, message))
    const refusal = {
      reason: 'lifetime-forbidden',
      evidence: apiSaid(403, message),
      policy: { days: 90, settingsId: undefined }
    }
    expect(
      await describeRepository(connection, factsOf('access-refused'))
    ).toEqual({ ...factsOf(undefined), refusal, description: { refusal } })
  })

  test.each<readonly [string, Given | Error]>([
    ['says nothing telling', said(403, 'Something')],
    ['is down', said(500, 'Down')],
    ['is limited', said(429, 'Later')],
    ['sends away', moved('https://evil.example/')],
    ['is none of GitHub', refs('<html>', 404)],
    ['cannot be reached', new Error('x')],
    ['is none of GitHub, and glad', refs('<html>')],
    ['tells no privacy', refs({})],
    ['tells privacy in words', refs({ private: 'true' })],
    ['is empty', refs(null)],
    ['is a list', refs([{ private: true }])]
  ])('that %s explains nothing, and why is told', async (_, given) => {
    for (const before of [
      undefined,
      ...(['push-refused', 'repository-not-visible'] as const)
    ]) {
      const { connection } = play(given)
      const facts = factsOf(before, 'write')
      const { description, ...rest } = await describeRepository(
        connection,
        facts
      )
      expect({ ...rest, description: undefined }).toEqual(facts)
      const reason = description?.refusal?.reason
      expect(reason && reasons[reason].class).toBe('unknown')
    }
  })

  test('that refuses takes nothing from what git allowed', async () => {
    for (const [status, message, reason] of [
      [404, 'Not Found', 'repository-not-visible'],
      [403, 'SAML', 'sso-required'],
      [401, 'Bad credentials', 'token-rejected']
    ] as const) {
      const { connection } = play(said(status, message))
      const facts = factsOf(undefined)
      expect(await describeRepository(connection, facts)).toEqual({
        ...facts,
        description: { refusal: { reason, evidence: apiSaid(status, message) } }
      })
    }
  })
})
