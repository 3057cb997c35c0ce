import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import type { Answer } from './answers.ts'
import type { Repositories } from './repositories.ts'

export interface BackendCall {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** The path below the repositories' root. */
  readonly path: string
  readonly query: string
  /** The account that pushes; nobody may push without one. */
  readonly login: string | undefined
}

/** `git http-backend`, the CGI program that is git's own server. */
export interface Backend {
  answer(call: BackendCall): Promise<Answer>
  close(): Promise<void>
}

export async function createBackend(
  repositories: Repositories
): Promise<Backend> {
  const { environment, root } = repositories
  const { stdout } = await promisify(execFile)('git', ['--exec-path'], {
    env: environment
  })
  const program = join(stdout.trim(), 'git-http-backend')
  const children = new Set<ChildProcess>()

  return {
    async answer({ request, response, path, query, login }) {
      const { headers } = request
      const child = spawn(program, {
        env: {
          ...environment,
          GIT_PROJECT_ROOT: root,
          GIT_HTTP_EXPORT_ALL: '1',
          PATH_INFO: path,
          QUERY_STRING: query,
          REQUEST_METHOD: request.method,
          REMOTE_ADDR: '127.0.0.1',
          REMOTE_USER: login,
          CONTENT_TYPE: headers['content-type'],
          CONTENT_LENGTH: headers['content-length'],
          HTTP_CONTENT_ENCODING: headers['content-encoding'],
          GIT_PROTOCOL: singular(headers['git-protocol'])
        },
        stdio: ['pipe', 'pipe', 'ignore']
      })
      children.add(child)
      child.on('close', () => children.delete(child))
      // A client that went away must not leave a process behind.
      response.on('close', () => {
        if (!response.writableFinished) child.kill()
      })
      // It may answer without having read everything.
      child.stdin.on('error', () => request.unpipe(child.stdin).resume())
      request.pipe(child.stdin)
      const failed = once(child, 'error').then(([error]) => {
        throw error as Error
      })
      failed.catch(() => undefined)
      return Promise.race([cgiAnswer(child.stdout), failed])
    },
    async close() {
      await Promise.all(
        [...children].map(async (child) => {
          const closed = once(child, 'close')
          child.kill('SIGKILL')
          // A program it has started may hold the other ends.
          child.stdin?.destroy()
          child.stdout?.destroy()
          await closed
        })
      )
    }
  }
}

// RFC 3875, section 6: header lines, an empty line, and the body.
async function cgiAnswer(output: Readable): Promise<Answer> {
  const chunks = output[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  let head = Buffer.alloc(0)
  while (!head.includes('\r\n\r\n')) {
    const next: IteratorResult<Buffer, unknown> = await chunks.next()
    if (next.done) throw new Error('git http-backend ended without an answer')
    head = Buffer.concat([head, next.value])
  }
  const end = head.indexOf('\r\n\r\n')
  const headers = Object.fromEntries(
    head
      .subarray(0, end)
      .toString()
      .split('\r\n')
      .map((line) => {
        const colon = line.indexOf(':')
        return [
          line.slice(0, colon).toLowerCase(),
          line.slice(colon + 1).trim()
        ]
      })
  )
  const { status = '200', ...others } = headers
  return {
    status: Number.parseInt(status, 10),
    headers: others,
    body: Readable.from(rest(head.subarray(end + 4), chunks), {
      objectMode: false
    })
  }
}

async function* rest(
  first: Buffer,
  chunks: AsyncIterator<Buffer>
): AsyncGenerator<Buffer> {
  yield first
  yield* { [Symbol.asyncIterator]: () => chunks }
}

function singular(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(':') : value
}
