import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  test
} from '@jest/globals'
import { createHash } from 'node:crypto'
import { request } from 'node:https'
import { text as textOf } from 'node:stream/consumers'
import { type GitHub, startGitHub } from './github/github.ts'

let github: GitHub
let tokens: Readonly<Record<string, string>>

const content = 'weights\n'
const oid = digest(content)

beforeAll(async () => {
  github = await startGitHub()
  const lfs = { 'model.bin': content }
  await Promise.all([
    github.addRepository('acme/media', { private: true, lfs }),
    github.addRepository('acme/public', { lfs }),
    github.addRepository('other/media', { private: true })
  ])
  const classic = { kind: 'classic', scopes: ['repo'] } as const
  tokens = {
    writer: github.addToken({
      ...classic,
      name: 'writer',
      access: { 'acme/*': 'write' }
    }),
    reader: github.addToken({
      ...classic,
      name: 'reader',
      access: { 'acme/*': 'read' }
    })
  }
})

afterEach(() => {
  github.clearRequests()
})

afterAll(() => github.close())

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

interface Question {
  readonly method?: string
  /** The name of the token. */
  readonly as?: string
  readonly body?: string
}

interface Transfer {
  readonly objects: readonly {
    readonly actions?: Readonly<Record<string, { readonly href: string }>>
    readonly error?: { readonly code: number }
  }[]
}

async function ask(url: string, { method = 'POST', as, body }: Question) {
  const authorization = `Basic ${btoa(`x-access-token:${tokens[as ?? '']}`)}`
  return new Promise<{
    status: number | undefined
    headers: NodeJS.Dict<string | string[]>
    body: string
  }>((resolve, reject) => {
    request(
      url,
      {
        method,
        agent: false,
        ca: github.authority.certificatePem,
        headers: as === undefined ? {} : { authorization }
      },
      (response) => {
        const { statusCode: status, headers } = response
        textOf(response).then(
          (text) => {
            resolve({ status, headers, body: text })
          },
          (error: unknown) => {
            reject(error instanceof Error ? error : new Error(String(error)))
          }
        )
      }
    )
      .on('error', reject)
      .end(body)
  })
}

function askBatch(
  repository: string,
  operation: 'upload' | 'download',
  as?: string,
  id = oid
) {
  const objects = [{ oid: id, size: content.length }]
  return ask(`${github.url}/${repository}/info/lfs/objects/batch`, {
    ...(as !== undefined && { as }),
    body: JSON.stringify({ operation, objects })
  })
}

async function linkFor(operation: 'upload' | 'download', id = oid) {
  const { body } = await askBatch('acme/media.git', operation, 'writer', id)
  const [object] = (JSON.parse(body) as Transfer).objects
  return object?.actions?.[operation]?.href ?? ''
}

describe('Git LFS', () => {
  test.each([
    [undefined, 'acme/media', 401, 401],
    ['reader', 'acme/media', 200, 403],
    ['writer', 'acme/media', 200, 200],
    ['writer', 'acme/media.git', 200, 200],
    [undefined, 'acme/public', 200, 401],
    ['writer', 'other/media', 404, 404],
    ['unknown', 'acme/public', 401, 401]
  ])(
    'answers %s in %s %d to a download and %d to an upload',
    async (as, repository, download, upload) => {
      expect(await askBatch(repository, 'download', as)).toMatchObject({
        status: download
      })
      expect(await askBatch(repository, 'upload', as)).toMatchObject({
        status: upload
      })
      expect(
        await ask(`${github.url}/${repository}/info/lfs/locks/verify`, {
          ...(as !== undefined && { as }),
          body: '{}'
        })
      ).toMatchObject({ status: upload })
      const [name] = repository.split('.git')
      expect(github.requests.map(({ repository }) => repository)).toEqual([
        name,
        name,
        name
      ])
      expect(github.requests[0]?.tokenNames).toEqual(as ? [as] : [])
    }
  )

  test('asks for credentials by both names of the header', async () => {
    const { headers, body } = await askBatch('acme/media', 'download')
    expect(headers).toMatchObject({
      'lfs-authenticate': 'Basic realm="GitHub"',
      'www-authenticate': 'Basic realm="GitHub"',
      'content-type': 'application/vnd.git-lfs+json'
    })
    expect(JSON.parse(body)).toEqual({ message: 'Repository not found.' })
  })

  test('asks for no upload of what is there, and tells what is not', async () => {
    expect(await linkFor('upload')).toBe('')
    const missing = await askBatch(
      'acme/media',
      'download',
      'reader',
      digest('other')
    )
    expect(JSON.parse(missing.body)).toMatchObject({
      objects: [{ error: { code: 404 } }]
    })
  })

  test('keeps what is uploaded to another origin, if it is what was said', async () => {
    const text = 'new weights\n'
    const href = await linkFor('upload', digest(text))
    expect(new URL(href).origin).toBe(github.storage.url)
    expect(github.storage.url).not.toBe(github.url)
    const method = 'PUT'
    expect(await ask(href, { method, body: 'other' })).toMatchObject({
      status: 400
    })
    expect(await ask(href, { method, body: text })).toMatchObject({
      status: 200
    })
    const link = await linkFor('download', digest(text))
    expect(await ask(link, { method: 'GET' })).toMatchObject({
      status: 200,
      body: text
    })
  })

  test('has a storage that takes no header and only links that are signed', async () => {
    const method = 'GET'
    const href = await linkFor('download')
    expect(await ask(href, { method, as: 'writer' })).toMatchObject({
      status: 400
    })
    const unsigned = href.replace(/\?.*/, '')
    expect(await ask(unsigned, { method })).toMatchObject({ status: 403 })
    expect(
      github.storage.requests.map(({ tokenNames, status }) => [
        tokenNames,
        status
      ])
    ).toEqual([
      [['writer'], 400],
      [[], 403]
    ])
  })
})
