/** What a host name stands for, decided by the Host header alone. */
export interface Host {
  /** The path under which REST is found; absent where only git is served. */
  readonly restRoot?: '' | '/api/v3'
  /** The path of GraphQL; absent where only git is served. */
  readonly graphqlPath?: '/graphql' | '/api/graphql'
  /** A GitHub Enterprise Server. */
  readonly enterprise: boolean
}

const API: Host = {
  restRoot: '',
  graphqlPath: '/graphql',
  enterprise: false
}

// docs: "Using the REST API", "Network details for GHE.com", and the note on
// `http(s)://HOSTNAME/api/v3` in the GitHub Enterprise Server edition; of GraphQL,
// "Forming calls with GraphQL" in both editions.
const HOSTS: readonly (Host & { readonly name: RegExp })[] = [
  { name: /^api\.github\.com$/, ...API },
  { name: /^api\.[^.]+\.ghe\.com$/, ...API },
  { name: /^github\.com$/, enterprise: false },
  { name: /^[^.]+\.ghe\.com$/, enterprise: false },
  {
    name: /(?:)/,
    restRoot: '/api/v3',
    graphqlPath: '/api/graphql',
    enterprise: true
  }
]

export function hostNamed(header: string): Host {
  const name = header.toLowerCase().replace(/:\d+$/, '')
  const host = HOSTS.find((row) => row.name.test(name))
  if (host === undefined) throw new Error(`No row for the host ${header}`)
  return host
}

/** The path as REST sees it; `undefined` when it is not for REST. */
export function restPath(host: Host, path: string): string | undefined {
  if (host.restRoot === undefined || path === host.graphqlPath) return undefined
  if (path === host.restRoot) return '/'
  return path.startsWith(`${host.restRoot}/`)
    ? path.slice(host.restRoot.length)
    : undefined
}
