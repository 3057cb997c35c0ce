import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  findHost,
  HostError,
  isCloud,
  parseHttps
} from '../../src/github/host.ts'

const nowhere = { serverUrl: '', apiUrl: '' }
const onGithubCom = {
  serverUrl: 'https://github.com',
  apiUrl: 'https://api.github.com'
}

const characters =
  'it has characters a host name cannot have; write other scripts in their xn-- form'
const scheme = 'it must start with https://'
const extras = 'it must not have a user name, a query or a fragment'
const plain = 'its host name must be written in its plain form'
const dot = 'its host name must not end with a dot'
const path = 'it must be https://HOST[:PORT] without a path'

describe('an https address', () => {
  test.each([
    ['https://github.com', 'https://github.com/'],
    ['https://github.com/', 'https://github.com/'],
    ['HTTPS://GitHub.COM', 'https://github.com/'],
    ['https://github.com:443', 'https://github.com/'],
    ['https://h.example:8443/api/v3', 'https://h.example:8443/api/v3'],
    ['https://127.0.0.1:8443', 'https://127.0.0.1:8443/'],
    ['https://[::1]:8443', 'https://[::1]:8443/'],
    ['https://xn--bcher-kva.example', 'https://xn--bcher-kva.example/'],
    ['https://localhost', 'https://localhost/']
  ])('can be %s', (text, href) => {
    expect(parseHttps(text).href).toBe(href)
  })

  test.each([
    ['', characters],
    [' https://github.com', characters],
    ['https://github.com\n', characters],
    ['https://git\thub.com', characters],
    ['https://github.com\0', characters],
    ['https://github.com\\@evil.example', characters],
    ['https:\\\\github.com', characters],
    ['https://gіthub.com', characters],
    ['https://github。com', characters],
    ['https://git\u{ad}hub.com', characters],
    ['https://bücher.example', characters],
    ['http://github.com', scheme],
    ['//github.com', scheme],
    ['github.com', scheme],
    ['https:github.com', scheme],
    ['https:/github.com', scheme],
    ['file:///etc/passwd', scheme],
    ['ssh://git@github.com', scheme],
    ['git@github.com:acme', scheme],
    ['javascript:alert(1)', scheme],
    ['httpss://github.com', scheme],
    ['https://', 'it is not a URL'],
    ['https://github.com:99999', 'it is not a URL'],
    ['https://github.com:port', 'it is not a URL'],
    ['https://[::1', 'it is not a URL'],
    ['https://git hub.com', characters],
    ['https://a%2fb.example', 'it is not a URL'],
    ['https://user@github.com', extras],
    ['https://user:pass@github.com', extras],
    ['https://github.com@evil.example', extras],
    ['https://@github.com', extras],
    ['https://:@github.com', extras],
    ['https://github.com?x=1', extras],
    ['https://github.com/?', extras],
    ['https://github.com#x', extras],
    ['https://github.com/#', extras],
    ['https://github%2ecom', plain],
    ['https:///github.com', plain],
    ['https://0x7f.1', plain],
    ['https://2130706433', plain],
    ['https://[0:0::1]', plain],
    ['https://github.com.', dot],
    ['https://github.com.:443/api', dot]
  ])('cannot be %j', (text, message) => {
    expect(() => parseHttps(text)).toThrow(new HostError(message))
    expect(() => parseHttps(text)).toThrow(HostError)
  })

  test('that is refused is not quoted', () => {
    const password = 'p'.repeat(20)
    for (const text of [
      `https://u:${password}@github.com`,
      `http://u:${password}@github.com`,
      `https://u:${password}`,
      `https://${password} .`,
      `https://github.com/?${password}`
    ]) {
      expect(() => parseHttps(text)).toThrow(
        expect.objectContaining({
          message: expect.not.stringContaining(password)
        })
      )
    }
  })

  test('is seen the same by a reader and by the program', () => {
    const piece = fc.constantFrom(
      ...['https://', 'github.com', 'evil.example', '@', ':', '443', '/', '\\'],
      ...['.', '?', '#', ' ', '\t', 'é', '[', ']', '%40', 'user']
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const text = `https://${pieces.join('')}`
        let url: URL
        try {
          url = parseHttps(text)
        } catch (error) {
          expect(error).toBeInstanceOf(HostError)
          return
        }
        expect(url).toMatchObject({
          protocol: 'https:',
          username: '',
          password: '',
          search: '',
          hash: ''
        })
        const [read] =
          /^(?:\[[^\]]*\]|[^:/]*)/.exec(text.slice(8).toLowerCase()) ?? []
        expect(read).toBe(url.hostname)
      }),
      { numRuns: 500 }
    )
  })

  test('of 100 000 characters is decided about', () => {
    expect(() => parseHttps(`https://${'a.'.repeat(50_000)}`)).toThrow(
      HostError
    )
    expect(() => parseHttps('@'.repeat(100_000))).toThrow(HostError)
  })
})

describe('a host', () => {
  test.each([
    [
      'https://github.com',
      {
        name: 'github.com',
        hostname: 'github.com',
        webUrl: 'https://github.com',
        apiUrl: 'https://api.github.com'
      }
    ],
    [
      'https://GitHub.com:443/',
      {
        name: 'github.com',
        hostname: 'github.com',
        webUrl: 'https://github.com',
        apiUrl: 'https://api.github.com'
      }
    ],
    [
      'https://acme.ghe.com',
      {
        name: 'acme.ghe.com',
        hostname: 'acme.ghe.com',
        webUrl: 'https://acme.ghe.com',
        apiUrl: 'https://api.acme.ghe.com'
      }
    ],
    [
      'https://github.acme.corp',
      {
        name: 'github.acme.corp',
        hostname: 'github.acme.corp',
        webUrl: 'https://github.acme.corp',
        apiUrl: 'https://github.acme.corp/api/v3'
      }
    ],
    [
      'https://github.acme.corp:8443',
      {
        name: 'github.acme.corp:8443',
        hostname: 'github.acme.corp',
        webUrl: 'https://github.acme.corp:8443',
        apiUrl: 'https://github.acme.corp:8443/api/v3'
      }
    ],
    [
      'https://[::1]:8443',
      {
        name: '[::1]:8443',
        hostname: '[::1]',
        webUrl: 'https://[::1]:8443',
        apiUrl: 'https://[::1]:8443/api/v3'
      }
    ]
  ])('of %s has these addresses', (serverUrl, host) => {
    expect(findHost(serverUrl, undefined, nowhere)).toEqual(host)
  })

  test.each([
    [
      'https://github.com.evil.example',
      'https://github.com.evil.example/api/v3'
    ],
    ['https://notgithub.com', 'https://notgithub.com/api/v3'],
    ['https://myghe.com', 'https://myghe.com/api/v3'],
    ['https://ghe.com', 'https://ghe.com/api/v3'],
    [
      'https://acme.ghe.com.evil.example',
      'https://acme.ghe.com.evil.example/api/v3'
    ],
    ['https://api.github.com', 'https://api.github.com/api/v3'],
    ['https://www.github.com', 'https://www.github.com/api/v3']
  ])(
    'that only looks like a cloud, %s, has its own API',
    (serverUrl, apiUrl) => {
      expect(findHost(serverUrl, undefined, onGithubCom).apiUrl).toBe(apiUrl)
    }
  )

  test.each([
    ['https://github.com/acme', path],
    ['https://github.acme.corp/api/v3', path],
    ['https://github.com//', path],
    ['http://github.com', scheme],
    ['https://github.com@evil.example', extras]
  ])('cannot be at %s', (serverUrl, message) => {
    expect(() => findHost(serverUrl, undefined, nowhere)).toThrow(
      new HostError(message)
    )
  })

  test.each([
    ['https://api.acme.corp/v3', 'https://api.acme.corp/v3'],
    ['https://api.acme.corp/v3/', 'https://api.acme.corp/v3'],
    ['https://api.acme.corp/', 'https://api.acme.corp'],
    ['https://api.acme.corp:9443', 'https://api.acme.corp:9443']
  ])('has the API it is given, %s', (given, apiUrl) => {
    expect(
      findHost('https://github.com', new URL(given), onGithubCom).apiUrl
    ).toBe(apiUrl)
  })
})

describe('the API the runner names', () => {
  const corp = 'https://github.acme.corp'

  test.each([
    [
      'is used for the server of the runner, below its own host',
      corp,
      { serverUrl: corp, apiUrl: `${corp}/rest` },
      `${corp}/rest`
    ],
    [
      'is used for the server of the runner, on its API host',
      corp,
      { serverUrl: `${corp}/`, apiUrl: 'https://api.github.acme.corp/' },
      'https://api.github.acme.corp'
    ],
    [
      'is used whatever the spelling of the server',
      'https://GITHUB.acme.corp:443',
      { serverUrl: corp, apiUrl: `${corp}/rest` },
      `${corp}/rest`
    ],
    [
      'is used with the port of the server',
      `${corp}:8443`,
      { serverUrl: `${corp}:8443`, apiUrl: `${corp}:8443/rest` },
      `${corp}:8443/rest`
    ],
    [
      'is not used for another server',
      'https://other.corp',
      { serverUrl: corp, apiUrl: `${corp}/rest` },
      'https://other.corp/api/v3'
    ],
    [
      'of github.com is not used for an Enterprise Server',
      corp,
      onGithubCom,
      `${corp}/api/v3`
    ],
    [
      'of an Enterprise Server is not used for github.com',
      'https://github.com',
      { serverUrl: corp, apiUrl: `${corp}/api/v3` },
      'https://api.github.com'
    ],
    [
      'is not used when it is on another host',
      corp,
      { serverUrl: corp, apiUrl: 'https://evil.example/api/v3' },
      `${corp}/api/v3`
    ],
    [
      'is not used when its host only starts alike',
      corp,
      { serverUrl: corp, apiUrl: `${corp}.evil.example` },
      `${corp}/api/v3`
    ],
    [
      'is not used on another port',
      corp,
      { serverUrl: corp, apiUrl: `${corp}:8443/api/v3` },
      `${corp}/api/v3`
    ],
    [
      'is not used without TLS',
      corp,
      { serverUrl: corp, apiUrl: 'http://github.acme.corp/rest' },
      `${corp}/api/v3`
    ],
    [
      'is not used when the server was reached without TLS',
      corp,
      { serverUrl: 'http://github.acme.corp', apiUrl: `${corp}/rest` },
      `${corp}/api/v3`
    ],
    [
      'is not used when it is no address',
      corp,
      { serverUrl: corp, apiUrl: 'nonsense' },
      `${corp}/api/v3`
    ],
    [
      'loses a user name',
      corp,
      {
        serverUrl: corp,
        apiUrl: 'https://user:pass@github.acme.corp/rest?x#y'
      },
      `${corp}/rest`
    ]
  ])('%s', (_, serverUrl, runner, apiUrl) => {
    expect(findHost(serverUrl, undefined, runner).apiUrl).toBe(apiUrl)
  })
})

describe('the hosts that GitHub runs', () => {
  test.each(['github.com', 'acme.ghe.com', 'a.b.ghe.com'])(
    'have %s among them',
    (hostname) => {
      expect(isCloud(hostname)).toBe(true)
    }
  )

  test.each([
    ...['ghe.com', 'myghe.com', 'api.github.com', 'notgithub.com'],
    ...['github.com.evil.example', 'acme.ghe.com.evil.example'],
    ...['github.acme.corp', 'github.com:8443', '']
  ])('do not have %j among them', (hostname) => {
    expect(isCloud(hostname)).toBe(false)
  })
})
