import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { type Proxy, startProxy } from '../support/proxy.ts'
import { startWorld, type World } from '../support/world.ts'
import {
  lines,
  play,
  readable,
  type Scene,
  unproven,
  usedByGit as git
} from './play.ts'

const credentials = { username: 'acme', password: 'p@ss:word' }

let world: World
let proxy: Proxy
let lockedProxy: Proxy
/** A port nobody listens at. */
let deadPort: number

beforeAll(async () => {
  world = await startWorld({
    hostNames: [
      'api.github.acme.corp',
      'github.com.evil.example',
      'api.github.com.evil.example'
    ]
  })
  proxy = await startProxy({ target: world.github })
  lockedProxy = await startProxy({ target: world.github, credentials })
  deadPort = await unusedPort()
})

afterAll(async () => {
  await Promise.all([world.close(), proxy.close(), lockedProxy.close()])
})

function unusedPort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => {
        resolve(port)
      })
    })
  })
}

interface Route {
  readonly serverUrl?: string
  readonly apiUrl?: string
  readonly env?: Record<string, string>
  readonly inputs?: Record<string, string>
}

/** A job on `serverUrl` that reaches everything by the proxy, and only by it. */
function by(route: Route): Scene {
  const { serverUrl = 'https://github.com', apiUrl, env, inputs } = route
  return {
    job: {
      serverUrl,
      ...(apiUrl !== undefined && { apiUrl }),
      env: { https_proxy: proxy.url, ...env }
    },
    ...(inputs && { inputs })
  }
}

// One after the other: what the proxy was asked for belongs to one step.
async function playAlone(scene: Scene) {
  proxy.connects.splice(0)
  lockedProxy.connects.splice(0)
  lockedProxy.refused.splice(0)
  const seen = await play(world, scene)
  return { ...seen, connects: [...proxy.connects] }
}

const accepted = (host: string) =>
  `granted accepted by ${host} (It belongs to @acme-bot)`

/** What git is asked about the workflow's own repository. */
const gitOn = (url: string) =>
  `GET ${url}/acme/app.git/info/refs?service=git-upload-pack 200`

describe('the API that is asked', () => {
  test.each<[string, Route, api: string, host: string]>([
    ['github.com', {}, 'api.github.com/user', 'github.com'],
    [
      'github.com in capitals, with its port and a slash',
      { inputs: { 'server-url': 'HTTPS://GitHub.COM:443/' } },
      'api.github.com/user',
      'github.com'
    ],
    [
      'a tenant of GHE.com',
      {
        serverUrl: 'https://acme.ghe.com',
        apiUrl: 'https://api.acme.ghe.com'
      },
      'api.acme.ghe.com/user',
      'acme.ghe.com'
    ],
    [
      'a tenant of GHE.com that is not the host of the workflow',
      { inputs: { 'server-url': 'https://acme.ghe.com' } },
      'api.acme.ghe.com/user',
      'acme.ghe.com'
    ],
    [
      'a GitHub Enterprise Server',
      { serverUrl: 'https://github.acme.corp' },
      'github.acme.corp/api/v3/user',
      'github.acme.corp 3.20.1'
    ],
    [
      'a GitHub Enterprise Server that is not the host of the workflow',
      { inputs: { 'server-url': 'https://github.acme.corp' } },
      'github.acme.corp/api/v3/user',
      'github.acme.corp 3.20.1'
    ],
    [
      'a GitHub Enterprise Server with a port',
      { inputs: { 'server-url': 'https://github.acme.corp:8443' } },
      'github.acme.corp:8443/api/v3/user',
      'github.acme.corp:8443 3.20.1'
    ],
    [
      'the api-url of an unusual host',
      {
        inputs: {
          'server-url': 'https://github.acme.corp',
          'api-url': 'https://api.acme.ghe.com/'
        }
      },
      'api.acme.ghe.com/user',
      'github.acme.corp'
    ],
    [
      'GITHUB_API_URL when it is on the host of the workflow',
      {
        serverUrl: 'https://github.acme.corp',
        apiUrl: 'https://github.acme.corp/api/v3/'
      },
      'github.acme.corp/api/v3/user',
      'github.acme.corp 3.20.1'
    ],
    [
      'GITHUB_API_URL when it is that host with api in front',
      {
        serverUrl: 'https://github.acme.corp',
        apiUrl: 'https://api.github.acme.corp/api/v3'
      },
      'api.github.acme.corp/api/v3/user',
      'github.acme.corp 3.20.1'
    ],
    [
      'not GITHUB_API_URL when it is elsewhere',
      {
        serverUrl: 'https://github.acme.corp',
        apiUrl: 'https://api.github.com.evil.example'
      },
      'github.acme.corp/api/v3/user',
      'github.acme.corp 3.20.1'
    ],
    [
      'not GITHUB_API_URL when it is on another port',
      {
        serverUrl: 'https://github.acme.corp',
        apiUrl: 'https://github.acme.corp:8443/api/v3'
      },
      'github.acme.corp/api/v3/user',
      'github.acme.corp 3.20.1'
    ],
    [
      'not GITHUB_API_URL when it is not https',
      { apiUrl: 'http://api.github.com' },
      'api.github.com/user',
      'github.com'
    ],
    [
      'not GITHUB_API_URL when the token is for another host',
      {
        serverUrl: 'https://github.acme.corp',
        apiUrl: 'https://github.acme.corp/api/v3',
        inputs: { 'server-url': 'https://github.com' }
      },
      'api.github.com/user',
      'github.com'
    ],
    [
      'a look-alike of github.com, only at itself',
      { inputs: { 'server-url': 'https://github.com.evil.example' } },
      'github.com.evil.example/api/v3/user',
      'github.com.evil.example 3.20.1'
    ],
    [
      'a look-alike of GHE.com, only at itself',
      { inputs: { 'server-url': 'https://acme-ghe.com' } },
      '',
      'acme-ghe.com'
    ]
  ])('is that of %s', async (_, route, api, host) => {
    const seen = await playAlone(by(route))
    const [, authority = ''] = /^([^/]+)\//.exec(api) ?? []
    const name = host.replace(' 3.20.1', '')
    // Another host than that of the workflow does not have its repository.
    const { serverUrl = 'https://github.com' } = route
    const isOwn = serverUrl === `https://${name}`
    if (api === '') {
      // Not in the certificate of the stand-in: it is not asked any further.
      expect(seen.connects).toEqual([`${name}:443`])
      expect(seen.outputs['reason']).toBe('certificate-untrusted')
      return
    }
    expect(seen.requests).toEqual([
      `GET https://${api} 200`,
      ...(isOwn ? [gitOn(`https://${name}`)] : [])
    ])
    expect(new Set(seen.connects)).toEqual(
      new Set(
        [authority, ...(isOwn ? [name] : [])].map((one) =>
          one.includes(':') ? one : `${one}:443`
        )
      )
    )
    expect(seen.log).toBe(
      lines(
        `RELEASE_TOKEN (classic, @acme-bot) on ${host}: expiry not reported`,
        accepted(name),
        ...(isOwn ? [readable] : []),
        git
      )
    )
    expect(seen.report).toMatchObject({ token: { host: name } })
    expect(seen.exitCode).toBe(0)
  })
})

describe('the links of a message', () => {
  test.each([
    [
      'github.com',
      {},
      'https://github.com/settings/tokens',
      'https://github.com'
    ],
    [
      'another host than that of the workflow',
      { inputs: { 'server-url': 'https://acme.ghe.com' } },
      'https://acme.ghe.com/settings/tokens',
      'https://github.com'
    ],
    [
      'a GitHub Enterprise Server',
      { serverUrl: 'https://github.acme.corp:8443' },
      'https://github.acme.corp:8443/settings/tokens',
      'https://github.acme.corp:8443'
    ]
  ])(
    'create the token on the host it is for, and store it where the workflow is: %s',
    async (_, route: Route, page, workflowHost) => {
      const { log, connects } = await playAlone(
        by({ ...route, inputs: { ...route.inputs, scopes: 'repo, gist' } })
      )
      expect(log.split('\n').slice(-2)).toEqual([
        `Fix: Add what is missing to the token at ${page}. Or: Create a token at ${page}/new?scopes=repo,gist&description=acme%2Fapp%20RELEASE_TOKEN (scopes: repo, gist) and store it as RELEASE_TOKEN at ${workflowHost}/acme/app/settings/secrets/actions.`,
        `More: ${workflowHost}/octo/setup-github-token/blob/v1/docs/reasons.md#scope-missing`
      ])
      const hosts = connects.map((one) => one.replace(/^api\./, ''))
      expect(new Set(hosts).size).toBe(1)
    }
  )
})

describe('git afterwards', () => {
  test('uses the real name, by the same proxy, with the token', async () => {
    const seen = await playAlone(by({ env: { https_proxy: lockedProxy.url } }))
    const listed = await seen.job.run(
      'git ls-remote https://github.com/acme/app.git main'
    )
    expect(listed.stdout).toBe(
      `${await world.github.head('acme/app')}\trefs/heads/main\n`
    )
    expect(new Set(lockedProxy.connects)).toEqual(
      new Set(['api.github.com:443', 'github.com:443'])
    )
    expect(proxy.connects).toEqual([])
    const [post] = await seen.job.post()
    expect(post?.log).toBe(
      'Post job cleanup.\nRemoved the credential of this step'
    )
    const after = await seen.job.run(
      'git ls-remote https://github.com/acme/app.git main'
    )
    expect(after.exitCode).not.toBe(0)
  })
})

const api = 'https://api.github.com'
const moreOn = (reason: string) =>
  `More: https://github.com/octo/setup-github-token/blob/v1/docs/reasons.md#${reason}`
const checkHost = `Fix: Check that server-url (github.com) and its API (${api}) are the right addresses and that this runner reaches them, through its proxy if it has one.`

describe('the proxy', () => {
  test.each<[string, () => Record<string, string>]>([
    ['https_proxy', () => ({ https_proxy: lockedProxy.url })],
    ['HTTPS_PROXY', () => ({ https_proxy: '', HTTPS_PROXY: lockedProxy.url })],
    [
      'an address without a scheme',
      () => ({ https_proxy: `127.0.0.1:${proxy.port}` })
    ],
    [
      'https_proxy while no_proxy names others',
      () => ({
        https_proxy: lockedProxy.url,
        no_proxy: 'github.com.evil.example,acme.ghe.com'
      })
    ]
  ])('is used, with its credentials: %s', async (_, env) => {
    const seen = await playAlone(by({ env: env() }))
    expect(new Set([...seen.connects, ...lockedProxy.connects])).toEqual(
      new Set(['api.github.com:443', 'github.com:443'])
    )
    expect(seen.requests).toEqual([
      `GET ${api}/user 200`,
      gitOn('https://github.com')
    ])
    expect(seen.outputs['status']).toBe('ok')
    expect(seen.result.stdout).not.toContain('p@ss')
    expect(seen.result.stdout).not.toContain('p%40ss')
  })

  test('that refuses the credentials is named, once, without them', async () => {
    const wrong = `http://acme:s3cret-pass@127.0.0.1:${lockedProxy.port}`
    const seen = await playAlone(by({ env: { https_proxy: wrong } }))
    const evidence = `GET ${api}/user: the proxy refused to connect (UND_ERR_ABORTED)`
    expect(seen.log).toBe(
      lines(
        `unknown accepted by github.com (${evidence})`,
        `unknown read acme/app (${evidence})`,
        git,
        '##[warning]RELEASE_TOKEN could not be verified: the proxy failed.',
        `${evidence}.`,
        'Fix: Check https_proxy and its credentials, or add github.com to no_proxy.',
        moreOn('proxy-failed')
      )
    )
    expect(seen.outputs).toEqual(unproven('proxy-failed', 'read acme/app'))
    expect(seen.exitCode).toBe(0)
    expect(lockedProxy.refused.toSorted()).toEqual([
      'api.github.com:443',
      'github.com:443'
    ])
    expect(seen.requests).toEqual([])
    expect(seen.result.stdout).not.toContain('s3cret-pass')
  })

  test('that is down is not gone around', async () => {
    const seen = await playAlone(
      by({
        env: { https_proxy: `http://acme:s3cret-pass@127.0.0.1:${deadPort}` }
      })
    )
    const evidence = `GET ${api}/user: the connection failed (ECONNREFUSED)`
    expect(seen.log).toBe(
      lines(
        `unknown accepted by github.com (${evidence})`,
        `unknown read acme/app (${evidence})`,
        git,
        '##[warning]RELEASE_TOKEN could not be verified: the API of github.com did not answer.',
        `${evidence}.`,
        checkHost,
        moreOn('host-unreachable')
      )
    )
    expect(seen.outputs).toEqual(unproven('host-unreachable', 'read acme/app'))
    expect(seen.requests).toEqual([])
    expect(seen.result.stdout).not.toContain('s3cret-pass')
  })

  test.each([
    ['http://[::error::', 'is not http://HOST:PORT (ERR_INVALID_URL)'],
    ['proxy.example:3128', 'is not http://HOST:PORT (ERR_INVALID_URL)'],
    ['http://', 'is not http://HOST:PORT (ERR_INVALID_URL)'],
    ['socks5://127.0.0.1:1080', 'is not http://HOST:PORT (UND_ERR_INVALID_ARG)']
  ])('that cannot be used is not gone around: %s', async (address, what) => {
    const seen = await playAlone(
      by({
        env: { https_proxy: address },
        // Would the proxy be gone around, this name would not resolve.
        inputs: { 'server-url': 'https://github.invalid' }
      })
    )
    const evidence = `GET https://github.invalid/api/v3/user: the address in https_proxy ${what}`
    expect(seen.log).toBe(
      lines(
        `unknown accepted by github.invalid (${evidence})`,
        git,
        '##[warning]RELEASE_TOKEN could not be verified: the proxy failed.',
        `${evidence}.`,
        'Fix: Check https_proxy and its credentials, or add github.invalid to no_proxy.',
        moreOn('proxy-failed')
      )
    )
    expect(seen.outputs).toEqual(unproven('proxy-failed'))
  })

  test.each([
    ['its name', 'localhost'],
    ['its name among others', 'example.com, localhost ,acme.ghe.com'],
    ['its name and port', 'localhost:PORT'],
    ['everything', '*']
  ])('is not used for a host in no_proxy: %s', async (_, noProxy) => {
    const { port } = world.github
    const seen = await playAlone({
      job: {
        env: {
          https_proxy: proxy.url,
          no_proxy: noProxy.replace('PORT', String(port))
        }
      },
      inputs: { 'server-url': `https://localhost:${port}` }
    })
    expect(seen.connects).toEqual([])
    expect(seen.requests).toEqual([
      `GET https://localhost:${port}/api/v3/user 200`
    ])
  })

  test('is not used for a name in no_proxy, which is then asked directly', async () => {
    // A name that never resolves: https://www.rfc-editor.org/rfc/rfc6761#section-6.4
    const seen = await playAlone(
      by({
        env: { no_proxy: 'github.invalid' },
        inputs: { 'server-url': 'https://github.invalid' }
      })
    )
    expect(seen.connects).toEqual([])
    expect(seen.outputs).toEqual(unproven('host-unreachable'))
  })
})

describe('an address that cannot be asked', () => {
  test('for its port, is told as such and not asked', async () => {
    const host = 'https://github.acme.corp:6000'
    const seen = await playAlone(by({ inputs: { 'server-url': host } }))
    const evidence = `GET ${host}/api/v3/user: its port is one that HTTP clients refuse to use`
    expect(seen.log).toBe(
      lines(
        `unknown accepted by github.acme.corp:6000 (${evidence})`,
        git,
        '##[warning]RELEASE_TOKEN could not be verified: the API of github.acme.corp:6000 did not answer.',
        `${evidence}.`,
        `Fix: Check that server-url (github.acme.corp:6000) and its API (${host}/api/v3) are the right addresses and that this runner reaches them, through its proxy if it has one.`,
        moreOn('host-unreachable')
      )
    )
    expect(seen.outputs).toEqual(unproven('host-unreachable'))
    expect(seen.connects).toEqual([])
  })
})

describe('a certificate', () => {
  test('of an unknown authority is refused, with the advice to name it', async () => {
    const seen = await playAlone(by({ env: { NODE_EXTRA_CA_CERTS: '' } }))
    const evidence = `GET ${api}/user: the authority of its certificate is not known here (UNABLE_TO_VERIFY_LEAF_SIGNATURE)`
    expect(seen.log).toBe(
      lines(
        `unknown accepted by github.com (${evidence})`,
        `unknown read acme/app (${evidence})`,
        git,
        '##[warning]RELEASE_TOKEN could not be verified: the certificate of the API of github.com is not trusted.',
        `${evidence}.`,
        'Fix: If the host has a certificate authority of its own, set NODE_EXTRA_CA_CERTS (in `env:` of the job or in the .env file of the runner) to a PEM file with it; git needs the same file in GIT_SSL_CAINFO. Otherwise the host needs a certificate that is valid for its name.',
        moreOn('certificate-untrusted')
      )
    )
    expect(seen.outputs).toEqual(
      unproven('certificate-untrusted', 'read acme/app')
    )
    expect(seen.exitCode).toBe(0)
    expect(new Set(seen.connects)).toEqual(
      new Set(['api.github.com:443', 'github.com:443'])
    )
    expect(seen.requests).toEqual([])
  })

  test('for another name is refused, and nothing is sent', async () => {
    const seen = await playAlone(
      by({ inputs: { 'server-url': 'https://git.unlisted.example' } })
    )
    expect(seen.log.split('\n')[0]).toBe(
      'unknown accepted by git.unlisted.example (GET https://git.unlisted.example/api/v3/user: its certificate is for another name (ERR_TLS_CERT_ALTNAME_INVALID))'
    )
    expect(seen.outputs).toEqual(unproven('certificate-untrusted'))
    expect(seen.connects).toEqual(['git.unlisted.example:443'])
    expect(seen.requests).toEqual([])
  })
})
