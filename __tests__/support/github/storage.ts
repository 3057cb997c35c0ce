import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { Certificate } from '../certificates.ts'
import { type Answer, type Refusal, send, text } from './answers.ts'
import type { Model } from './model.ts'
import { type RecordedRequest, recordOf } from './requests.ts'

/**
 * Where GitHub has the objects of Git LFS: on another origin, whose links are
 * signed and which has no business with anybody's token.
 */
export interface Storage {
  readonly url: string
  /** Every request so far, in the order of arrival. */
  readonly requests: RecordedRequest[]
  has(oid: string): boolean
  /** Answers the oid. */
  add(content: Buffer): string
  /** An `href` with which an object may be uploaded or downloaded. */
  link(oid: string): string
  close(): Promise<void>
}

interface StorageCall {
  readonly record: RecordedRequest
  readonly signature: string
}

// The first row that applies is the answer.
const REFUSALS: readonly Refusal<StorageCall>[] = [
  {
    // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
    applies: ({ record }) => record.authorizations.length > 0,
    answer: () => text(400, 'Only one auth mechanism allowed\n')
  },
  {
    applies: ({ record, signature }) =>
      new URLSearchParams(record.query).get('X-Amz-Signature') !== signature,
    answer: () => text(403, 'AccessDenied\n')
  }
]

export async function startStorage(
  certificate: Certificate,
  model: Model
): Promise<Storage> {
  const objects = new Map<string, Buffer>()
  const requests: RecordedRequest[] = []
  const signature = randomUUID()
  const closing = new AbortController()

  const server = createServer({ ...certificate }, (request, response) => {
    const record = recordOf(request, model)
    requests.push(record)
    const call = { record, signature }
    const refusal = REFUSALS.find(({ applies }) => applies(call))?.answer(call)
    const answer = buffer(request).then(
      (content) => refusal ?? answerTo(request, record, content)
    )
    answer
      .then((given) => {
        record.status = given.status
        return send(response, given, {}, closing.signal)
      })
      .catch(() => response.destroy())
  })

  function answerTo(
    { method }: IncomingMessage,
    { path }: RecordedRequest,
    content: Buffer
  ): Answer {
    const oid = path.slice(1)
    if (method === 'PUT') {
      if (oidOf(content) !== oid) return text(400, 'BadDigest\n')
      objects.set(oid, content)
      return text(200, '')
    }
    const object = objects.get(oid)
    if (method !== 'GET' || !object) return text(404, 'NoSuchKey\n')
    const headers = { 'content-type': 'application/octet-stream' }
    return { status: 200, headers, body: object }
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    url,
    requests,
    has: (oid) => objects.has(oid),
    add(content) {
      const oid = oidOf(content)
      objects.set(oid, content)
      return oid
    },
    link: (oid) => `${url}/${oid}?X-Amz-Signature=${signature}`,
    async close() {
      closing.abort()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    }
  }
}

function oidOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}
