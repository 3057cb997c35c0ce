/** What a host name stands for, decided by the Host header alone. */
export interface Host {
  /** The path under which REST is found; absent where only git is served. */
  readonly restRoot?: '' | '/api/v3'
  /** A GitHub Enterprise Server. */
  readonly enterprise: boolean
}

// docs: "Using the REST API", "Network details for GHE.com", and the note on
// `http(s)://HOSTNAME/api/v3` in the GitHub Enterprise Server edition.
const HOSTS: readonly (Host & { readonly name: RegExp })[] = [
  { name: /^api\.github\.com$/, restRoot: '', enterprise: false },
  { name: /^api\.[^.]+\.ghe\.com$/, restRoot: '', enterprise: false },
  { name: /^github\.com$/, enterprise: false },
  { name: /^[^.]+\.ghe\.com$/, enterprise: false },
  { name: /(?:)/, restRoot: '/api/v3', enterprise: true }
]

export function hostNamed(header: string): Host {
  const name = header.toLowerCase().replace(/:\d+$/, '')
  const host = HOSTS.find((row) => row.name.test(name))
  if (host === undefined) throw new Error(`No row for the host ${header}`)
  return host
}

/** The path as REST sees it; `undefined` when it is not for REST. */
export function restPath(host: Host, path: string): string | undefined {
  if (host.restRoot === undefined) return undefined
  if (path === host.restRoot) return '/'
  return path.startsWith(`${host.restRoot}/`)
    ? path.slice(host.restRoot.length)
    : undefined
}
