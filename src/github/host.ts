/** A GitHub host: where people and git go, and where its REST API is. */
export interface Host {
  /** Host name and port, as in a URL: `github.com`, `github.acme.corp:8443`. */
  readonly name: string
  /** Host name without the port, for ssh. */
  readonly hostname: string
  /** `https://github.com`, without a slash at the end. */
  readonly webUrl: string
  /** `https://api.github.com`, without a slash at the end. */
  readonly apiUrl: string
}

/** The addresses the runner names, `GITHUB_SERVER_URL` and `GITHUB_API_URL`. */
export interface RunnerUrls {
  readonly serverUrl: string
  readonly apiUrl: string
}

/** An address that cannot be used; the message says why, without the address. */
export class HostError extends Error {}

/**
 * The host of a `server-url`. Its API is, in this order: the `api-url`; the
 * runner's `GITHUB_API_URL` when the server is the runner's own and that API is
 * on the same host; the address the host's product gives it.
 * https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api
 * https://docs.github.com/enterprise-cloud@latest/admin/data-residency/network-details-for-ghecom
 *
 * @throws HostError for the server-url
 */
export function findHost(
  serverUrl: string,
  apiUrl: URL | undefined,
  runner: RunnerUrls
): Host {
  const web = parseHttps(serverUrl)
  if (web.pathname !== '/') {
    throw new HostError('it must be https://HOST[:PORT] without a path')
  }
  const api = apiUrl ?? runnerApi(web, runner) ?? derivedApi(web)
  return {
    name: web.host,
    hostname: web.hostname,
    webUrl: web.origin,
    apiUrl: `${api.origin}${api.pathname.replace(/\/$/, '')}`
  }
}

/**
 * An https address with nothing in it but a host, a port and a path. Everything
 * that could make a reader and a program see two different hosts is refused.
 *
 * @throws HostError
 */
export function parseHttps(text: string): URL {
  // What the URL parser would silently repair: backslashes, white space, other scripts.
  if (!/^[\x21-\x5b\x5d-\x7e]+$/.test(text)) {
    throw new HostError(
      'it has characters a host name cannot have; write other scripts in their xn-- form'
    )
  }
  if (!/^https:\/\//i.test(text)) {
    throw new HostError('it must start with https://')
  }
  if (!URL.canParse(text)) throw new HostError('it is not a URL')
  const url = new URL(text)
  // A port or an empty user name that the URL parser drops is still seen in the text.
  if (/[@?#]/.test(text)) {
    throw new HostError('it must not have a user name, a query or a fragment')
  }
  // `https://0x7f.1`, `https://evil%2eexample`, `https:///evil.example`
  if (!text.toLowerCase().startsWith(`https://${url.hostname}`)) {
    throw new HostError('its host name must be written in its plain form')
  }
  if (url.hostname.endsWith('.')) {
    throw new HostError('its host name must not end with a dot')
  }
  return url
}

function runnerApi(web: URL, runner: RunnerUrls): URL | undefined {
  if (!URL.canParse(runner.serverUrl) || !URL.canParse(runner.apiUrl)) {
    return undefined
  }
  const server = new URL(runner.serverUrl)
  const api = new URL(runner.apiUrl)
  const sameHost = [web.host, `api.${web.host}`].includes(api.host)
  return server.origin === web.origin && api.protocol === 'https:' && sameHost
    ? api
    : undefined
}

/** Whether GitHub itself runs the host. */
export function isCloud(hostname: string): boolean {
  return hostname === 'github.com' || hostname.endsWith('.ghe.com')
}

function derivedApi(web: URL): URL {
  return isCloud(web.hostname)
    ? new URL(`https://api.${web.host}`)
    : new URL('/api/v3', web.origin)
}
