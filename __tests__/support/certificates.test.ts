import { afterEach, describe, expect, test } from '@jest/globals'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { type Authority, createAuthority } from './certificates.ts'

/** Calls `use` with the port of a server that presents such a certificate. */
async function serving(
  authority: Authority,
  hostNames: string[],
  use: (port: number) => Promise<void>
): Promise<void> {
  const server = createServer(await authority.issue(hostNames), (_, answer) =>
    answer.writeHead(404).end('served')
  )
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  try {
    await use((server.address() as AddressInfo).port)
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

/** `accepted`, or the code of the error that Node ends the handshake with. */
function handshake(
  port: number,
  servername: string,
  ca: string
): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', servername, ca }, () => {
      socket.destroy()
      resolve('accepted')
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? error.message)
    })
  })
}

function run(
  program: string,
  parameters: string[],
  env: NodeJS.ProcessEnv
): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, parameters, { env }, (_, stdout, stderr) => {
      resolve(stdout + stderr)
    })
  })
}

describe('a certificate', () => {
  let folder: string | undefined

  afterEach(async () => {
    if (folder !== undefined) await rm(folder, { recursive: true })
    folder = undefined
  })

  test.each([
    ['a name it was issued for', 'github.acme.corp', 'accepted'],
    ['a name its wildcard covers', 'acme.ghe.com', 'accepted'],
    [
      'a name two labels deep',
      'api.acme.ghe.com',
      'ERR_TLS_CERT_ALTNAME_INVALID'
    ],
    ['another name', 'github.com', 'ERR_TLS_CERT_ALTNAME_INVALID']
  ])('for %s is judged by its names', async (_, servername, expected) => {
    const authority = await createAuthority()
    await serving(
      authority,
      ['github.acme.corp', '*.ghe.com'],
      async (port) => {
        const { certificatePem } = authority
        expect(await handshake(port, servername, certificatePem)).toBe(expected)
      }
    )
  })

  test('of one authority is refused by those who trust another', async () => {
    const [one, other] = [await createAuthority(), await createAuthority()]
    await serving(one, ['localhost'], async (port) => {
      expect(await handshake(port, 'localhost', other.certificatePem)).toBe(
        'UNABLE_TO_VERIFY_LEAF_SIGNATURE'
      )
    })
  })

  test('for an IP address is accepted by Node and by git, when told to trust the authority', async () => {
    const authority = await createAuthority()
    folder = await mkdtemp(join(tmpdir(), 'certificates-'))
    const ca = join(folder, 'authority.pem')
    await writeFile(ca, authority.certificatePem)
    const fetchIt = (port: number, env: NodeJS.ProcessEnv) =>
      run(
        process.execPath,
        [
          '--input-type=module',
          '--eval',
          `console.log(await (await fetch('https://127.0.0.1:${port}')).text())`
        ],
        { PATH: process.env['PATH'], ...env }
      )
    const listIt = (port: number, env: NodeJS.ProcessEnv) =>
      run('git', ['ls-remote', `https://127.0.0.1:${port}/acme/app`], {
        PATH: process.env['PATH'],
        HOME: folder,
        GIT_CONFIG_NOSYSTEM: '1',
        LC_ALL: 'C',
        ...env
      })

    await serving(authority, ['127.0.0.1'], async (port) => {
      expect(await fetchIt(port, { NODE_EXTRA_CA_CERTS: ca })).toBe('served\n')
      expect(await fetchIt(port, {})).toContain('fetch failed')
      // The server is none of git's: past the handshake, that is its complaint.
      expect(await listIt(port, { GIT_SSL_CAINFO: ca })).toContain('not found')
      expect(await listIt(port, {})).toMatch(/certificate/i)
    })
  })
})
