import { describe, expect, test } from '@jest/globals'
import {
  Connection,
  type HttpAnswer,
  type Question
} from '../../src/github/connection.ts'
import {
  askAboutPermissions,
  leavePermissions,
  type Place
} from '../../src/github/permission-facts.ts'
import {
  findProbe,
  type Level,
  type Permission
} from '../../src/github/permissions.ts'
import type { PermissionFacts, ProbeAnswer } from '../../src/verify/facts.ts'

const host = {
  name: 'github.com',
  hostname: 'github.com',
  webUrl: 'https://github.com',
  apiUrl: 'https://api.github.com'
}

const site: Place = { area: 'repository', name: 'acme/site' }
const docs: Place = { area: 'repository', name: 'acme/docs' }
const acme: Place = { area: 'organization', name: 'acme' }
const account: Place = { area: 'account', name: '' }

const everywhere: readonly Place[] = [site, docs, acme, account]

const need = (name: string, level: Level): Permission => ({ name, level })

type Given = Omit<HttpAnswer, 'request'>

/** Asks a host that gives every question this answer. */
async function ask(
  permissions: readonly Permission[],
  {
    places = [site],
    mayWrite = false,
    given = { status: 200, headers: {}, body: [] }
  }: {
    readonly places?: readonly Place[]
    readonly mayWrite?: boolean
    readonly given?: Given | Error
  } = {}
) {
  const asked: Question[] = []
  const connection = new Connection(
    host,
    (question) => {
      asked.push(question)
      return given instanceof Error
        ? Promise.reject(given)
        : Promise.resolve(given)
    },
    new AbortController().signal,
    () => Promise.resolve()
  )
  const facts = await Promise.all(
    places.map((place) =>
      askAboutPermissions(connection, permissions, place, mayWrite)
    )
  )
  return { facts: facts.flat(), asked }
}

const issues = need('issues', 'read')
const path = '/repos/acme/site/issues?per_page=1'

describe('what is asked about a permission', () => {
  test.each<readonly [Permission, boolean, readonly string[]]>([
    [issues, false, [`GET ${path}`, 'GET /repos/acme/docs/issues?per_page=1']],
    [
      need('issues', 'write'),
      true,
      ['POST /repos/acme/site/issues', 'POST /repos/acme/docs/issues']
    ],
    [
      need('metadata', 'read'),
      false,
      ['GET /repos/acme/site', 'GET /repos/acme/docs']
    ],
    [need('members', 'read'), false, ['GET /orgs/acme/teams?per_page=1']],
    [need('emails', 'read'), false, ['GET /user/emails?per_page=1']],
    [need('keys', 'write'), true, ['POST /user/keys']],
    [need('gists', 'write'), false, []],
    [need('contents', 'write'), true, []],
    [need('workflows', 'write'), true, []],
    [need('nonsense', 'read'), true, []],
    [need('__proto__', 'read'), true, []],
    [need('constructor', 'write'), true, []]
  ])('%j, writing %j, is %j', async (permission, mayWrite, requests) => {
    const { facts, asked } = await ask([permission], {
      places: everywhere,
      mayWrite
    })
    expect(asked.map(({ method, path: to }) => `${method} ${to}`)).toEqual(
      requests
    )
    expect(new Set(asked.map(({ about }) => about)).size).toBe(
      Math.min(1, requests.length)
    )
    expect(asked.every(({ about }) => about === 'resource')).toBe(true)
    for (const fact of facts) {
      expect(fact.probe).toBe(findProbe(permission, mayWrite))
      expect(fact.answer === undefined).toBe(fact.probe === undefined)
    }
  })

  test('is asked at each place it is for, and told in that order', async () => {
    const permissions = [
      need('members', 'read'),
      issues,
      need('contents', 'write'),
      need('emails', 'read')
    ]
    const { facts } = await ask(permissions, { places: everywhere })
    expect(
      facts.map(({ permission, place }) => [permission.name, place])
    ).toEqual([
      ['issues', 'acme/site'],
      ['contents', 'acme/site'],
      ['issues', 'acme/docs'],
      ['contents', 'acme/docs'],
      ['members', 'acme'],
      ['emails', '']
    ])
  })

  test.each<readonly [readonly Permission[], readonly Place[]]>([
    [[], everywhere],
    [[issues], [acme, account]],
    [[need('members', 'read')], [site, account]],
    [[need('emails', 'read')], [site, acme]]
  ])('is nothing for %j at %j', async (permissions, places) => {
    expect(await ask(permissions, { places })).toEqual({ facts: [], asked: [] })
  })

  test('is left open where the token sees nothing', () => {
    const permissions = [need('members', 'read'), issues, need('pulls', 'read')]
    const open = { place: 'acme/site', probe: undefined, answer: undefined }
    expect(leavePermissions(permissions, site)).toEqual([
      { permission: issues, ...open },
      { permission: need('pulls', 'read'), ...open }
    ])
    expect(leavePermissions(permissions, account)).toEqual([])
  })
})

describe('an answer to a probe', () => {
  test.each<[string, unknown]>([
    ['a page of HTML', '<html></html>'],
    ['text', 'ok'],
    ['nothing', ''],
    ['null', null]
  ])('is not one of GitHub when it is %s', async (_, body) => {
    const given = { status: 200, headers: {}, body }
    const { facts } = await ask([issues], { given })
    expect(facts[0]?.answer?.refusal?.reason).toBe('not-github')
  })

  test('may have no content', async () => {
    const given = { status: 204, headers: {}, body: '' }
    const { facts } = await ask([issues], { given })
    expect(facts[0]?.answer?.refusal).toBeUndefined()
  })

  const evidence = `GET https://api.github.com${path} answered`

  test.each<readonly [string, Given, ProbeAnswer]>([
    [
      'a success',
      {
        status: 200,
        headers: { 'x-accepted-github-permissions': 'issues=read' },
        body: [{ title: '::error::x https://evil.example' }]
      },
      {
        status: 200,
        accepted: 'issues=read',
        isPartial: false,
        refusal: undefined,
        evidence: `${evidence} 200`
      }
    ],
    [
      'a success without a body',
      { status: 204, headers: {}, body: undefined },
      {
        status: 204,
        accepted: undefined,
        isPartial: false,
        refusal: undefined,
        evidence: `${evidence} 204`
      }
    ],
    [
      'a part of a list',
      {
        status: 200,
        headers: { 'x-github-sso': 'partial-results; organizations=21955855' },
        body: []
      },
      {
        status: 200,
        accepted: undefined,
        isPartial: true,
        refusal: undefined,
        evidence: `${evidence} 200`
      }
    ],
    [
      'a refusal that names the permission',
      {
        status: 403,
        headers: { 'x-accepted-github-permissions': 'issues=read' },
        body: { message: 'Resource not accessible by personal access token' }
      },
      {
        status: 403,
        accepted: 'issues=read',
        isPartial: false,
        refusal: {
          reason: 'permission-missing',
          evidence: `${evidence} 403: Resource not accessible by personal access token`
        },
        evidence: `${evidence} 403: Resource not accessible by personal access token`
      }
    ],
    [
      'single sign-on',
      {
        status: 403,
        headers: { 'x-github-sso': 'required; url=https://github.com/x' },
        body: { message: 'No' }
      },
      {
        status: 403,
        accepted: undefined,
        isPartial: false,
        refusal: { reason: 'sso-required', evidence: `${evidence} 403: No` },
        evidence: `${evidence} 403: No`
      }
    ],
    [
      'nothing there',
      { status: 404, headers: {}, body: { message: 'Not Found' } },
      {
        status: 404,
        accepted: undefined,
        isPartial: false,
        refusal: {
          reason: 'repository-not-visible',
          evidence: `${evidence} 404: Not Found`
        },
        evidence: `${evidence} 404: Not Found`
      }
    ],
    [
      'a redirect',
      {
        status: 301,
        headers: { location: 'https://api.github.com/repositories/1/issues' },
        body: { message: 'Moved Permanently' }
      },
      {
        status: 301,
        accepted: undefined,
        isPartial: false,
        refusal: {
          reason: 'redirected',
          evidence: `${evidence} 301: Moved Permanently, with a redirect to api.github.com`
        },
        evidence: `${evidence} 301: Moved Permanently`
      }
    ],
    [
      'what is not valid',
      { status: 422, headers: {}, body: { message: 'Validation Failed' } },
      {
        status: 422,
        accepted: undefined,
        isPartial: false,
        refusal: {
          reason: 'access-refused',
          evidence: `${evidence} 422: Validation Failed`
        },
        evidence: `${evidence} 422: Validation Failed`
      }
    ]
  ])('can be %s', async (_, given, answer) => {
    const { facts, asked } = await ask([issues], { given })
    const expected: PermissionFacts = {
      permission: issues,
      place: 'acme/site',
      probe: findProbe(issues, false),
      answer
    }
    expect(facts).toEqual([expected])
    expect(asked).toHaveLength(1)
  })

  test.each([
    ['partial-results; organizations=1', true],
    [' Partial-Results', true],
    ['partial-resultsx', false],
    ['x partial-results', false],
    ['required; url=x', false],
    ['', false]
  ])('with X-GitHub-SSO: %j is a part: %j', async (header, isPartial) => {
    const given = { status: 200, headers: { 'x-github-sso': header }, body: [] }
    const { facts } = await ask([issues], { given })
    expect(facts[0]?.answer?.isPartial).toBe(isPartial)
  })

  test('can be none', async () => {
    const given = Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' })
    const { facts, asked } = await ask([issues], { given })
    const said = `GET https://api.github.com${path}: its certificate is out of date (CERT_HAS_EXPIRED)`
    expect(facts.map(({ answer }) => answer)).toEqual([
      {
        status: undefined,
        accepted: undefined,
        isPartial: false,
        refusal: { reason: 'certificate-untrusted', evidence: said },
        evidence: said
      }
    ])
    expect(asked).toHaveLength(1)
  })

  test('that is none leaves the others as they are', async () => {
    const connection = new Connection(
      host,
      (question) =>
        question.path.includes('/issues')
          ? Promise.reject(new Error('x'))
          : Promise.resolve({ status: 200, headers: {}, body: [] }),
      new AbortController().signal,
      () => Promise.resolve()
    )
    const facts = await askAboutPermissions(
      connection,
      [issues, need('pull_requests', 'read')],
      site,
      false
    )
    expect(
      facts.map(({ answer }) => [answer?.status, answer?.refusal?.reason])
    ).toEqual([
      [undefined, 'host-unreachable'],
      [200, undefined]
    ])
  })

  test('is never made from a mistake of this action', async () => {
    const connection = new Connection(
      host,
      () => Promise.reject(new Error('x')),
      new AbortController().signal
    )
    connection.ask = () => Promise.reject(new RangeError('a defect'))
    await expect(
      askAboutPermissions(connection, [issues], site, false)
    ).rejects.toThrow('a defect')
  })
})
