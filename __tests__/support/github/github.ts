import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { type Authority, createAuthority } from '../certificates.ts'
import { type Answer, finish, html, send, text } from './answers.ts'
import { createBackend } from './backend.ts'
import { credentialsIn } from './credentials.ts'
import type { Feature } from './endpoints.ts'
import {
  type Fault,
  Faults,
  type Match,
  overlay,
  replacement
} from './faults.ts'
import { gitRefusal } from './git.ts'
import { graphqlAnswer, isMutation } from './graphql.ts'
import { hostNamed, restPath } from './hosts.ts'
import { type IssueActions, issueActions } from './issue-actions.ts'
import { lfsAnswer, lfsFiles, lfsPath } from './lfs.ts'
import { SecondaryLimit } from './limits.ts'
import {
  type Account,
  type Blocked,
  isNamed,
  Model,
  type NewOrganization,
  type NewToken,
  type NewUser
} from './model.ts'
import { createRepositories } from './repositories.ts'
import {
  gitPath,
  isWrite,
  type RecordedRequest,
  recordOf,
  saysAnything
} from './requests.ts'
import { isFree, restAnswer } from './rest.ts'
import { startStorage, type Storage } from './storage.ts'

export interface GitHubOptions {
  /** More names for the certificate. */
  readonly hostNames?: readonly string[]
  /** Shared by stand-ins that one client must trust. */
  readonly authority?: Authority
  /** The version that GitHub Enterprise Server hosts give. */
  readonly enterpriseVersion?: string
  /** The clock behind the Date header and the rate limit. */
  readonly now?: () => Date
  /** Milliseconds before each answer. */
  readonly latency?: number
  /** How much a token may write before it meets the secondary rate limit. */
  readonly writesPerMinute?: number
}

export interface NewRepository {
  readonly private?: boolean
  readonly files?: Record<string, string>
  /** Files that are kept by Git LFS. */
  readonly lfs?: Record<string, string>
  /** A wiki has a repository of its own, and only once it has a page. */
  readonly wiki?: Record<string, string>
  /** Names it had before; they lead to it. */
  readonly formerly?: readonly string[]
  readonly archived?: true
  readonly blocked?: Blocked
  /** Endpoints of these say that there is no such thing here. */
  readonly disabledFeatures?: readonly Feature[]
}

/**
 * A stand-in for GitHub on loopback: REST, GraphQL, git and Git LFS on one origin,
 * the objects of Git LFS on another.
 */
export interface GitHub extends IssueActions {
  readonly port: number
  readonly url: string
  readonly authority: Authority
  /** The certificate authority, for NODE_EXTRA_CA_CERTS and GIT_SSL_CAINFO. */
  readonly caFile: string
  /** Every request so far, in the order of arrival. */
  readonly requests: readonly RecordedRequest[]
  /** The other origin, and the requests to it. */
  readonly storage: Pick<Storage, 'url' | 'requests'>
  /** `METHOD /path` of each request to an API that could have changed something. */
  readonly changes: readonly string[]
  /** The largest number of requests that were in flight at once. */
  readonly mostInFlight: number
  gitRequests(repository: string): RecordedRequest[]
  /** And those to the storage, and the changes. */
  clearRequests(): void
  addUser(user: NewUser): Account
  /** Before or after its repositories. */
  addOrganization(organization: NewOrganization): Account
  addRepository(fullName: string, options?: NewRepository): Promise<void>
  /** Answers the token itself. */
  addToken(token: NewToken): string
  revoke(token: string): void
  /** Answers what takes it away again; the last one declared comes first. */
  fault(match: Match, fault: Fault, options?: { times?: number }): () => void
  /** The commit a branch is at. */
  head(fullName: string, branch?: string): Promise<string>
  /** The folder of the bare repository. */
  bare(fullName: string): string
  close(): Promise<void>
}

const HOST_NAMES = [
  'localhost',
  '127.0.0.1',
  'github.com',
  'api.github.com',
  '*.ghe.com',
  'api.acme.ghe.com',
  'github.acme.corp'
]

export async function startGitHub({
  hostNames = [],
  authority: given,
  enterpriseVersion = '3.20.1',
  now = () => new Date(),
  latency = 0,
  writesPerMinute = Infinity
}: GitHubOptions = {}): Promise<GitHub> {
  const authority = given ?? (await createAuthority())
  const folder = await mkdtemp(join(tmpdir(), 'github-'))
  const caFile = join(folder, 'authority.pem')
  await writeFile(caFile, authority.certificatePem)
  const repositories = await createRepositories(folder)
  const backend = await createBackend(repositories)
  const model = new Model()
  const faults = new Faults()
  const requests: RecordedRequest[] = []
  const changes: string[] = []
  let inFlight = 0
  let mostInFlight = 0
  const used = new Map<string, number>()
  const limit = new SecondaryLimit(writesPerMinute)
  const closing = new AbortController()
  const certificate = await authority.issue([...HOST_NAMES, ...hostNames])
  const storage = await startStorage(certificate, model)

  const sockets = new Set<Socket>()
  const server = createServer({ ...certificate }, (request, response) => {
    const record = recordOf(request, model)
    requests.push(record)
    mostInFlight = Math.max(mostInFlight, ++inFlight)
    response.on('close', () => (inFlight -= 1))
    respond(request, response, record).catch((error: unknown) => {
      // The client went away or the stand-in is being closed. All else is a
      // defect of the stand-in, and must not pass for an answer of GitHub.
      if (response.headersSent || closing.signal.aborted) response.destroy()
      else response.writeHead((record.status = 599)).end(String(error))
    })
  })

  async function respond(
    request: IncomingMessage,
    response: ServerResponse,
    record: RecordedRequest
  ): Promise<void> {
    const fault = faults.take(record) ?? {}
    const body = await bodyOf(request, record)
    const delay = latency + (fault.delay ?? 0)
    if (delay > 0) {
      await setTimeout(delay, undefined, { signal: closing.signal })
    }
    const ask = () => answerTo(request, response, record, body)
    const lost = fault.disconnect === true || fault.status !== undefined
    if (lost && fault.afterwards) await finish(await ask())
    if (fault.disconnect) {
      request.socket.destroy()
      return
    }
    const answer = replacement(fault) ?? overlay(await ask(), fault)
    // Before the first byte leaves, so that whoever has the answer has this.
    record.status = answer.status
    const headers = { date: now().toUTCString(), ...answer.headers }
    await send(response, { ...answer, headers }, fault, closing.signal)
  }

  // Whatever becomes of the answer, the request was sent. The body of a request
  // of git is git's to read.
  async function bodyOf(
    request: IncomingMessage,
    { host: name, method, path }: RecordedRequest
  ): Promise<string> {
    const host = hostNamed(name)
    const below = path === host.graphqlPath ? path : restPath(host, path)
    if (below === undefined || !isWrite(method)) return ''
    const body = await textOf(request)
    const isChange =
      path === host.graphqlPath ? isMutation(body) : saysAnything(body)
    if (isChange) changes.push(`${method} ${below}`)
    return body
  }

  function answerTo(
    request: IncomingMessage,
    response: ServerResponse,
    record: RecordedRequest,
    body: string
  ): Answer | Promise<Answer> {
    // https://github.com/actions/checkout/issues/2299
    if (record.authorizations.length > 1) {
      return text(400, 'Duplicate header: "Authorization"\n')
    }
    const host = hostNamed(record.host)
    // Pages and git are not on the host whose name starts with `api.`.
    const webHost = host.enterprise
      ? record.host
      : record.host.replace(/^api\./i, '')
    const origin = `https://${webHost}`
    const path = restPath(host, record.path)
    const credentials = credentialsIn(record.authorizations[0], model)
    const token =
      credentials.state === 'accepted' ? credentials.token : undefined

    if (record.path === host.graphqlPath) {
      const { method } = record
      return graphqlAnswer({ method, model, credentials, token, origin, body })
    }
    if (path !== undefined) {
      const caller = token?.name ?? ''
      const count = (used.get(caller) ?? 0) + (isFree(path) ? 0 : 1)
      used.set(caller, count)
      return restAnswer({
        request,
        model,
        credentials,
        token,
        path,
        body,
        origin,
        root: `https://${record.host}${host.restRoot ?? ''}`,
        enterpriseVersion: host.enterprise ? enterpriseVersion : undefined,
        used: count,
        limited: saysAnything(body) && limit.refuses(caller, now()),
        now: now()
      })
    }

    const rulesOf = (owner: Account) => model.rulesOf(owner)
    const lfs = lfsPath(record.path)
    if (lfs) {
      return lfsAnswer({
        request,
        credentials,
        token,
        operation: lfs.operation,
        repository: model.repository(lfs.repository),
        origin,
        rulesOf,
        storage
      })
    }

    const git = gitPath(record.path)
    if (!git) return html(404, 'Page not found')
    const repository = model.repository(git.repository)
    const name = repository?.fullName ?? git.repository
    const file = `/${name}${git.wiki ? '.wiki' : ''}.git/${git.operation}`
    const query = record.query && `?${record.query}`
    return (
      gitRefusal({
        credentials,
        token,
        service: record.service,
        repository: git.wiki && !repository?.wiki ? undefined : repository,
        movedTo: isNamed(name, git.repository)
          ? undefined
          : origin + file + query,
        origin,
        rulesOf
      }) ??
      backend.answer({
        request,
        response,
        path: file.toLowerCase(),
        query: record.query,
        login: token?.login
      })
    )
  }

  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo

  return {
    ...issueActions(model, now),
    port,
    url: `https://127.0.0.1:${port}`,
    authority,
    caFile,
    requests,
    storage,
    changes,
    get mostInFlight() {
      return mostInFlight
    },
    gitRequests: (fullName) =>
      requests.filter(
        ({ repository }) =>
          repository !== undefined && isNamed(repository, fullName)
      ),
    clearRequests() {
      requests.splice(0)
      storage.requests.splice(0)
      changes.splice(0)
    },
    addUser: (user) => model.addAccount(user, 'User'),
    addOrganization: (organization) => model.addOrganization(organization),
    async addRepository(fullName, options = {}) {
      const readme = { 'README.md': `# ${fullName}\n` }
      const { files = readme, lfs = {}, wiki } = options
      await repositories.create(fullName, {
        ...files,
        ...lfsFiles(lfs, storage)
      })
      if (wiki) await repositories.create(`${fullName}.wiki`, wiki)
      model.addRepository({
        fullName,
        private: options.private ?? false,
        wiki: wiki !== undefined,
        archived: options.archived === true,
        blocked: options.blocked ?? false,
        disabledFeatures: options.disabledFeatures ?? [],
        formerly: options.formerly ?? []
      })
    },
    addToken: (token) => model.addToken(token),
    revoke: (token) => {
      model.revoke(token)
    },
    fault: (match, fault, { times } = {}) => faults.add(match, fault, times),
    head: (fullName, branch = 'main') => repositories.head(fullName, branch),
    bare: (fullName) => repositories.path(fullName),
    async close() {
      if (closing.signal.aborted) return
      closing.abort()
      const closed = once(server, 'close')
      server.close()
      // Also those whose handshake has not ended, of which the server knows nothing.
      for (const socket of sockets) socket.destroy()
      await Promise.all([closed, backend.close(), storage.close()])
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}
