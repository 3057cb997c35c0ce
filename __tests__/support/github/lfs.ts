import type { IncomingMessage } from 'node:http'
import { json as jsonOf } from 'node:stream/consumers'
import { type Answer, json } from './answers.ts'
import { type GitCall, gitRefusal } from './git.ts'
import type { Storage } from './storage.ts'

export interface LfsPath {
  readonly repository: string
  readonly operation: string
}

/** One request of the API of Git LFS, before it is answered. */
export interface LfsCall extends Omit<GitCall, 'service' | 'movedTo'> {
  readonly request: IncomingMessage
  readonly operation: string
  readonly storage: Storage
}

// https://github.com/git-lfs/git-lfs/blob/main/docs/api/batch.md
interface Batch {
  readonly operation?: 'upload' | 'download'
  readonly objects?: readonly LfsObject[]
}

interface LfsObject {
  readonly oid: string
  readonly size: number
}

const TYPE = { 'content-type': 'application/vnd.git-lfs+json' }

/** The parts of a path of the API of Git LFS. */
export function lfsPath(path: string): LfsPath | undefined {
  const [, repository, operation] =
    /^\/([^/]+\/[^/]+?)(?:\.git)?\/info\/lfs\/(objects\/batch|locks\/verify)$/.exec(
      path
    ) ?? []
  return repository && operation ? { repository, operation } : undefined
}

/** Who may push may upload and lock, who may fetch may download. */
export async function lfsAnswer(call: LfsCall): Promise<Answer> {
  const batch = (await jsonOf(call.request)) as Batch
  const writes =
    call.operation === 'locks/verify' || batch.operation === 'upload'
  const refusal = gitRefusal({
    ...call,
    service: writes ? 'git-receive-pack' : 'git-upload-pack',
    movedTo: undefined
  })
  if (refusal) return inJson(refusal)
  if (call.operation === 'locks/verify') {
    // https://github.com/git-lfs/git-lfs/blob/main/docs/api/locking.md
    return json(200, { ours: [], theirs: [] }, TYPE)
  }
  const { storage } = call
  const objects = (batch.objects ?? []).map((object) => ({
    ...object,
    ...(writes ? upload(object, storage) : download(object, storage))
  }))
  return json(200, { transfer: 'basic', objects }, TYPE)
}

/** The files of a commit that has these as objects of Git LFS. */
export function lfsFiles(
  contents: Record<string, string>,
  storage: Storage
): Record<string, string> {
  const paths = Object.keys(contents)
  if (paths.length === 0) return {}
  const attributes = paths.map((path) => `${path} filter=lfs -text\n`).join('')
  const pointers = Object.entries(contents).map(([path, content]) => {
    const oid = storage.add(Buffer.from(content))
    const size = Buffer.byteLength(content)
    // https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
    const version = 'https://git-lfs.github.com/spec/v1'
    const pointer = `version ${version}\noid sha256:${oid}\nsize ${size}\n`
    return [path, pointer] as const
  })
  return { '.gitattributes': attributes, ...Object.fromEntries(pointers) }
}

// Without `authenticated`, so that the client is free to add a header of its own.
function link(oid: string, storage: Storage): object {
  return { href: storage.link(oid), expires_in: 3600 }
}

// What is there already is not asked for again.
function upload({ oid }: LfsObject, storage: Storage): object {
  return storage.has(oid) ? {} : { actions: { upload: link(oid, storage) } }
}

function download({ oid }: LfsObject, storage: Storage): object {
  return storage.has(oid)
    ? { actions: { download: link(oid, storage) } }
    : { error: { code: 404, message: 'Object does not exist on the server' } }
}

// docs of git-lfs: "Authentication" of the server API; a client looks for
// `LFS-Authenticate` first.
function inJson({ status, headers, body }: Answer): Answer {
  const challenge = headers['www-authenticate']
  return json(
    status,
    { message: typeof body === 'string' ? body.trim() : '' },
    {
      ...TYPE,
      ...(challenge !== undefined && {
        'www-authenticate': challenge,
        'lfs-authenticate': challenge
      })
    }
  )
}
