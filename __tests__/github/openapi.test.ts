import { describe, expect, test } from '@jest/globals'
import {
  areaOf,
  findProbe,
  levels,
  permissionNames,
  type Probe
} from '../../src/github/permissions.ts'
import {
  findOperation,
  type Operation,
  pathOf,
  queryOf,
  readDescription
} from './openapi.ts'

const cloud = readDescription('api.github.com')
const server = readDescription('ghes-3.19')

/** Every probe once: `METHOD /path`, whose permission it is, and the probe. */
const probes = permissionNames.flatMap((name) => {
  const found = new Set<Probe>()
  for (const level of levels) {
    for (const mayWrite of [false, true]) {
      const probe = findProbe({ name, level }, mayWrite)
      if (probe !== undefined) found.add(probe)
    }
  }
  return [...found].map((probe) => {
    const path = pathOf(areaOf({ name, level: 'read' }), probe)
    return [`${probe.method} ${path}`, name, probe, path] as const
  })
})

/** Everything the API is asked. */
const requests: readonly (readonly [
  method: string,
  path: string,
  proof: readonly number[]
])[] = [
  ['GET', '/user', [200]],
  ['GET', '/repos/acme/site', [200]],
  ...probes.map(
    ([, , { method, proof }, path]) => [method, path, proof] as const
  )
]

function described(method: string, path: string): Operation {
  const operation = findOperation(cloud, method, path)
  if (operation === undefined) throw new Error('It is not described')
  return operation
}

describe("GitHub's description of its API", () => {
  test.each(requests)('has %s %s', (method, path) => {
    expect(findOperation(cloud, method, path)).toBeDefined()
  })

  test.each(requests)('has the query of %s %s', (method, path) => {
    const { searchParams } = new URL(path, 'https://api.example')
    const known = queryOf(cloud, described(method, path))
    expect(
      [...searchParams.keys()].filter((key) => !known.includes(key))
    ).toEqual([])
  })

  test('has every answer that proves something, but those that are listed', () => {
    const missing = requests.flatMap(([method, path, proof]) => {
      const { responses } = described(method, path)
      return proof
        .filter((status) => !(String(status) in responses))
        .map((status) => `${method} ${path}: ${String(status)}`)
    })
    const repo = '/repos/acme/site'
    const nothing = 'setup-github-token-probe'
    const noCommit = '0'.repeat(40)
    expect(missing).toEqual([
      // Of these endpoints only success is described. Where nothing has the
      // name, GitHub says 404; a body without what is required, 422.
      `POST ${repo}/actions/workflows/${nothing}/dispatches: 404`,
      `POST ${repo}/actions/workflows/${nothing}/dispatches: 422`,
      `PATCH ${repo}/actions/variables/${nothing}: 404`,
      `PATCH ${repo}/actions/variables/${nothing}: 422`,
      `GET ${repo}/attestations/sha256:${'0'.repeat(64)}: 404`,
      `POST ${repo}/check-runs: 422`,
      `PUT ${repo}/dependabot/secrets/${nothing}: 422`,
      `GET ${repo}/environments/${nothing}/variables?per_page=1: 404`,
      `PATCH ${repo}/environments/${nothing}/variables/${nothing}: 404`,
      `PATCH ${repo}/environments/${nothing}/variables/${nothing}: 422`,
      // Described for `POST /issues`, which is the same feature.
      `GET ${repo}/issues?per_page=1: 410`,
      `PUT ${repo}/actions/secrets/${nothing}: 422`,
      // Described for the alerts of the two other kinds.
      `PATCH ${repo}/code-scanning/alerts/4294967289: 422`,
      `POST ${repo}/statuses/${noCommit}: 422`
    ])
  })

  test('has every permission, but those that are listed', () => {
    const { properties = {} } =
      cloud.components.schemas['app-permissions'] ?? {}
    expect(permissionNames.filter((name) => !(name in properties))).toEqual([
      // Fine-grained tokens have them, under the names that
      // X-Accepted-GitHub-Permissions and the page "Permissions required for
      // fine-grained personal access tokens" give them.
      ...['actions_variables', 'codespaces_lifecycle_admin'],
      ...['codespaces_metadata', 'codespaces_secrets'],
      ...['repository_advisories', 'organization_actions_variables'],
      ...['organization_campaigns', 'organization_codespaces'],
      ...[
        'organization_codespaces_secrets',
        'organization_codespaces_settings'
      ],
      ...['organization_dependabot_secrets'],
      ...['organization_network_configurations'],
      ...['organization_private_registries'],
      // Of an account: the schema has only those an app can ask a user for,
      // and calls `emails` and `keys` `email_addresses` and `git_ssh_keys`.
      ...['blocking', 'codespaces_user_secrets', 'emails', 'gists'],
      ...['git_signing_ssh_public_keys', 'keys', 'plan'],
      ...['private_repository_invitations', 'watching']
    ])
  })

  test('has the levels of the permissions it has', () => {
    const { properties = {} } =
      cloud.components.schemas['app-permissions'] ?? {}
    for (const name of permissionNames) {
      const schema = properties[name] as
        { readonly enum?: readonly string[] } | undefined
      for (const level of schema?.enum ?? []) expect(levels).toContain(level)
    }
  })
})

describe("GitHub Enterprise Server's description of its API", () => {
  test('has what every token is asked', () => {
    expect(findOperation(server, 'GET', '/user')).toBeDefined()
    expect(findOperation(server, 'GET', '/repos/acme/site')).toBeDefined()
  })

  test('has every probe, but those that are listed', () => {
    const repo = '/repos/acme/site'
    expect(
      probes
        .filter(
          ([, , { method }, path]) =>
            findOperation(server, method, path) === undefined
        )
        .map(([request]) => request)
    ).toEqual([
      `GET ${repo}/attestations/sha256:${'0'.repeat(64)}`,
      `POST ${repo}/attestations`,
      `GET ${repo}/codespaces?per_page=1`,
      `GET ${repo}/codespaces/machines`,
      `GET ${repo}/codespaces/secrets?per_page=1`,
      `GET ${repo}/security-advisories?per_page=1`,
      `POST ${repo}/security-advisories`,
      'GET /orgs/acme/campaigns?per_page=1',
      'GET /orgs/acme/codespaces?per_page=1',
      'GET /orgs/acme/codespaces/secrets?per_page=1',
      'GET /orgs/acme/copilot/billing',
      'GET /orgs/acme/settings/network-configurations?per_page=1',
      'GET /orgs/acme/projectsV2?per_page=1',
      'GET /orgs/acme/blocks?per_page=1',
      'GET /user/codespaces/secrets?per_page=1',
      'PUT /user/codespaces/secrets/setup-github-token-probe'
    ])
  })

  // What a server does not have it answers with 404. That is no proof then: the
  // judgement demands X-Accepted-GitHub-Permissions of every 404.
  test('has every probe to which 404 is a proof, but those that are listed', () => {
    expect(
      probes
        .filter(
          ([, , { method, proof }, path]) =>
            proof.includes(404) &&
            findOperation(server, method, path) === undefined
        )
        .map(([request]) => request)
    ).toEqual([`GET /repos/acme/site/attestations/sha256:${'0'.repeat(64)}`])
  })
})
