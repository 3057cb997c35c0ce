import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { setTimeout } from 'node:timers/promises'

export type Body = string | Buffer | Readable | (() => Readable)

/** Header names are lower case throughout, so that one can replace another. */
export interface Answer {
  readonly status: number
  readonly headers: OutgoingHttpHeaders
  readonly body: Body
}

/** How an answer is sent; all of it at once when nothing is said. */
export interface Pace {
  /** So many bytes at a time, with so many milliseconds between them. */
  readonly drip?: { readonly bytes: number; readonly every: number }
  /** Half of the body is sent and the connection then destroyed. */
  readonly cutOff?: boolean
}

/** A row of a table of refusals; the first that applies is the answer. */
export interface Refusal<Call> {
  readonly applies: (call: Call) => boolean
  readonly answer: (call: Call) => Answer
}

export function text(
  status: number,
  message: string,
  headers: OutgoingHttpHeaders = {}
): Answer {
  // git shows the body as `remote: …` when it is text/plain, and only then.
  const type = { 'content-type': 'text/plain; charset=utf-8' }
  return { status, headers: { ...type, ...headers }, body: message }
}

export function html(status: number, title: string): Answer {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`
  }
}

export function json(
  status: number,
  value: unknown,
  headers: OutgoingHttpHeaders = {}
): Answer {
  const type = { 'content-type': 'application/json; charset=utf-8' }
  const body = JSON.stringify(value)
  return { status, headers: { ...type, ...headers }, body }
}

/** A refusal as REST words it. */
export function problem(
  status: number,
  message: string,
  headers: OutgoingHttpHeaders = {}
): Answer {
  const documentation_url = 'https://docs.github.com/rest'
  return json(
    status,
    { message, documentation_url, status: String(status) },
    headers
  )
}

export function notFound(): Answer {
  return problem(404, 'Not Found')
}

/** What GitHub says of a field that a write cannot have as it is. */
export interface FieldError {
  readonly resource: string
  readonly code: string
  readonly field: string
  readonly message?: string
  readonly value?: unknown
}

// docs: "Troubleshooting the REST API", validation failed
export function invalid(errors: readonly FieldError[]): Answer {
  const documentation_url = 'https://docs.github.com/rest'
  const message = 'Validation Failed'
  return json(422, { message, errors, documentation_url, status: '422' })
}

// docs: "Best practices for using the REST API", follow redirects
export function moved(method: string | undefined, url: string): Answer {
  return method === 'GET' || method === 'HEAD'
    ? json(301, { message: 'Moved Permanently', url }, { location: url })
    : json(307, { message: 'Temporary Redirect', url }, { location: url })
}

/** Lets an answer come about that nobody is given. */
export async function finish({ body }: Answer): Promise<void> {
  if (body instanceof Readable) await buffer(body)
}

export async function send(
  response: ServerResponse,
  { status, headers, body }: Answer,
  { drip, cutOff }: Pace,
  signal: AbortSignal
): Promise<void> {
  const source = readable(body)
  if (response.req.method === 'HEAD') {
    source.destroy()
    response.writeHead(status, { ...headers, ...lengthOf(body) }).end()
    return
  }
  if (cutOff) {
    const bytes = await buffer(source)
    response.writeHead(status, { ...headers, 'content-length': bytes.length })
    response.write(bytes.subarray(0, bytes.length / 2), () => {
      response.destroy()
    })
    return
  }
  response.writeHead(status, { ...headers, ...lengthOf(body) })
  if (!drip) return pipeline(source, response)
  response.flushHeaders()
  await pipeline(
    source,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        for (let from = 0; from < chunk.length; from += drip.bytes) {
          await setTimeout(drip.every, undefined, { signal })
          yield chunk.subarray(from, from + drip.bytes)
        }
      }
    },
    response
  )
}

function readable(body: Body): Readable {
  if (typeof body === 'function') return body()
  if (body instanceof Readable) return body
  return Readable.from([Buffer.from(body)], { objectMode: false })
}

function lengthOf(body: Body): OutgoingHttpHeaders {
  return typeof body === 'string' || Buffer.isBuffer(body)
    ? { 'content-length': Buffer.byteLength(body) }
    : {}
}
