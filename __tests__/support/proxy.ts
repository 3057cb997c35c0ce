import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'

export interface ProxyOptions {
  /** Where every tunnel ends, whatever host the client asked for. */
  readonly target: { readonly port: number }
  readonly credentials?: {
    readonly username: string
    readonly password: string
  }
}

export interface Proxy {
  readonly port: number
  /** For `https_proxy`; carries the credentials when there are any. */
  readonly url: string
  /** The `host:port` of each CONNECT, in order. */
  readonly connects: string[]
  /** The same for those answered 407. */
  readonly refused: string[]
  close(): Promise<void>
}

/**
 * An HTTP proxy on loopback which leads every host to one local port, so that
 * a client can use real host names and nothing leaves the machine.
 */
export async function startProxy({
  target,
  credentials
}: ProxyOptions): Promise<Proxy> {
  const connects: string[] = []
  const refused: string[] = []
  const sockets = new Set<Duplex>()
  const expected =
    credentials &&
    'Basic ' +
      Buffer.from(`${credentials.username}:${credentials.password}`).toString(
        'base64'
      )

  const track = (socket: Duplex) => {
    sockets.add(socket)
    // A client that hangs up is no reason to end the test run.
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
  }

  const server = createServer((_, response) => {
    // Only tunnels: a plain request would have to be sent on to its host.
    response.writeHead(501).end()
  })
  server.on('connection', track)
  server.on(
    'connect',
    (request: IncomingMessage, client: Duplex, head: Buffer) => {
      const authority = request.url ?? ''
      if (expected && request.headers['proxy-authorization'] !== expected) {
        refused.push(authority)
        client.end(
          'HTTP/1.1 407 Proxy Authentication Required\r\n' +
            'Proxy-Authenticate: Basic realm="proxy"\r\n' +
            'Content-Length: 0\r\nConnection: close\r\n\r\n'
        )
        return
      }
      connects.push(authority)
      const upstream: Socket = connect(target.port, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n')
        upstream.write(head)
        upstream.pipe(client).pipe(upstream)
      })
      track(upstream)
      upstream.on('close', () => client.destroy())
      client.on('close', () => upstream.destroy())
    }
  )
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const userinfo = credentials
    ? `${encodeURIComponent(credentials.username)}:${encodeURIComponent(credentials.password)}@`
    : ''

  return {
    port,
    url: `http://${userinfo}127.0.0.1:${port}`,
    connects,
    refused,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        for (const socket of sockets) socket.destroy()
      })
  }
}
