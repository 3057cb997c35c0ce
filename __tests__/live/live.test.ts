import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { actionFolder, startWorld, type World } from '../support/world.ts'

let world: World

beforeAll(async () => {
  world = await startWorld()
})

afterAll(async () => {
  await world.close()
})

/** Runs the live test as `npm run test:live` does, with nothing else in its environment. */
async function run(env: Record<string, string>) {
  const script = join(actionFolder, 'live', 'live.ts')
  return new Promise<{ exitCode: number; lines: readonly string[] }>(
    (resolve) => {
      const child = execFile(
        process.execPath,
        [script],
        { env: { PATH: process.env['PATH'] ?? '', ...env } },
        (_error, stdout, stderr) => {
          const lines = (stdout + stderr).trimEnd().split('\n')
          resolve({ exitCode: child.exitCode ?? -1, lines })
        }
      )
    }
  )
}

describe('the live test', () => {
  test('says what it takes and is content when it has no token', async () => {
    const { exitCode, lines } = await run({})
    expect(exitCode).toBe(0)
    expect(lines[0]).toBe(
      'Nothing was asked: there is no token in the environment. It takes:'
    )
    expect(lines).toContain('  LIVE_CLASSIC: a classic token')
  })

  test('reads, and tells what held and what could not be asked', async () => {
    const { github } = world
    const token = github.addToken({
      name: 'LIVE',
      kind: 'fine-grained',
      login: 'acme-bot',
      access: { 'acme/app': 'read' },
      permissions: { issues: 'read' }
    })
    const scopeless = github.addToken({ name: 'SCOPELESS', kind: 'classic' })
    github.clearRequests()
    const { exitCode, lines } = await run({
      SERVER_URL: github.url,
      NODE_EXTRA_CA_CERTS: github.caFile,
      LIVE_FINE_GRAINED: token,
      LIVE_SCOPELESS: scopeless,
      LIVE_PRIVATE: 'acme/app',
      LIVE_HIDDEN: 'other/secret'
    })
    const told = lines.filter((line) =>
      /scopes|issues: read|404|OAuth/.test(line)
    )
    expect(told).toEqual([
      'held       A classic token without scopes has an empty X-OAuth-Scopes header (200, x-oauth-scopes: )',
      'held       A fine-grained token has no X-OAuth-Scopes header (200, x-oauth-scopes: absent)',
      'not asked  Only the token of an OAuth app has an X-OAuth-Client-Id header (set LIVE_OAUTH, LIVE_CLASSIC)',
      'not asked  A push to a repository that is not visible is answered 404 (set LIVE_INSTALLATION)',
      'held       A 404 has an X-Accepted-GitHub-Permissions header (404, x-accepted-github-permissions: metadata=read)',
      'held       The probe of issues: read is about that permission (200, needs issues=read)'
    ])
    expect(exitCode).toBe(0)
    expect(lines.at(-1)).toMatch(/^\d+ held, 0 did not hold$/)
    expect(new Set(github.requests.map(({ method }) => method))).toEqual(
      new Set(['GET'])
    )
    for (const secret of [token, scopeless]) {
      expect(lines.join('\n').includes(secret)).toBe(false)
    }
  })

  test('fails when GitHub does something else, and says what', async () => {
    const { github } = world
    const token = github.addToken({
      name: 'NOT_SCOPELESS',
      kind: 'classic',
      scopes: ['repo']
    })
    const { exitCode, lines } = await run({
      SERVER_URL: github.url,
      NODE_EXTRA_CA_CERTS: github.caFile,
      LIVE_SCOPELESS: token
    })
    expect(exitCode).toBe(1)
    expect(lines[0]).toBe(
      'NOT HELD   A classic token without scopes has an empty X-OAuth-Scopes header (200, x-oauth-scopes: repo)'
    )
    expect(lines.at(-1)).toBe('0 held, 1 did not hold')
  })
})
