import type {
  Description,
  RepositoryAccess,
  RepositoryFacts,
  Refusal
} from '../verify/facts.ts'
import { isOpen, type Reason } from '../verify/reasons.ts'
import { askFor, type Answerer, type HttpAnswer } from './connection.ts'
import type { Host } from './host.ts'
import { findRefusal, notGitHub } from './refusals.ts'

/** More redirects than this are a loop. */
const mostRedirects = 5

const services = { read: 'git-upload-pack', write: 'git-receive-pack' } as const

/** A renamed repository answers with the address of the new one. */
const refsPath = /^\/([\w.-]+\/[\w.-]+?)(?:\.git)?\/info\/refs$/

/**
 * Asks as git does before it clones or pushes: GitHub answers with the refs, or
 * refuses, and nothing is written. It holds for every kind of token, and sees
 * neither the rules of branches nor what is in a push.
 * https://git-scm.com/docs/gitprotocol-http#_discovering_references
 */
export async function askGit(
  connection: Answerer,
  host: Pick<Host, 'webUrl'>,
  name: string,
  access: RepositoryAccess
): Promise<RepositoryFacts> {
  const { name: current, refusal } = await askRefs(
    connection,
    host,
    name,
    access
  )
  // A redirect that leads nowhere gives no new name.
  const isMoved = current !== name && refusal?.reason !== 'redirected'
  return {
    name,
    access,
    refusal,
    movedTo: isMoved ? current : undefined,
    description: undefined
  }
}

/** The answer to git's question, and the name under which it was given. */
async function askRefs(
  connection: Answerer,
  host: Pick<Host, 'webUrl'>,
  name: string,
  access: RepositoryAccess,
  redirects = 0
): Promise<Pick<RepositoryFacts, 'name' | 'refusal'>> {
  const { answer, refusal } = await askFor(connection, {
    about: 'git',
    method: 'GET',
    path: `/${name}.git/info/refs?service=${services[access]}`
  })
  if (answer === undefined) return { name, refusal }
  const next = movedTo(answer, host)
  return next === undefined || redirects === mostRedirects
    ? { name, refusal: refusalOf(answer, access) }
    : askRefs(connection, host, next, access, redirects + 1)
}

/** Where a redirect leads, when it stays on the host. https://docs.github.com/repositories/creating-and-managing-repositories/renaming-a-repository */
function movedTo(
  { status, headers }: HttpAnswer,
  { webUrl }: Pick<Host, 'webUrl'>
): string | undefined {
  const location = headers['location'] ?? ''
  if (status < 300 || status >= 400 || !URL.canParse(location, webUrl)) {
    return undefined
  }
  const url = new URL(location, webUrl)
  return url.origin === webUrl ? refsPath.exec(url.pathname)?.[1] : undefined
}

function refusalOf(
  answer: HttpAnswer,
  access: RepositoryAccess
): Refusal | undefined {
  const refusal = findRefusal(answer, 'git')
  if (refusal !== undefined) {
    return refusal.reason === 'contents-missing' && access === 'write'
      ? { ...refusal, reason: 'push-refused' }
      : refusal
  }
  const line = typeof answer.body === 'string' ? answer.body.slice(4) : ''
  return firstLines[access].includes(line) ? undefined : notGitHub(answer)
}

/**
 * The first line of what is offered, after its length. A server of version 2 of
 * the protocol, which has no service that writes, may begin with the version.
 * https://git-scm.com/docs/gitprotocol-v2#_http_transport
 */
const firstLines: Readonly<Record<RepositoryAccess, readonly string[]>> = {
  read: [`# service=${services.read}`, 'version 2'],
  write: [`# service=${services.write}`]
}

/** Refusals of git that may have a more telling reason, which the API knows. */
const vague: ReadonlySet<Reason> = new Set([
  'repository-not-visible',
  'contents-missing',
  'push-refused',
  'access-refused'
])

/** Whether the API should be asked why git was refused. */
export function isVague({ refusal }: RepositoryFacts): boolean {
  return refusal !== undefined && vague.has(refusal.reason)
}

/**
 * Asks the API about a repository: whether the token may see it, whether it is
 * private, and why it may not. What the API says about permissions is what the
 * account may do, and is not looked at.
 * https://docs.github.com/rest/repos/repos#get-a-repository
 * https://github.com/semantic-release/github/issues/895
 */
export async function describeRepository(
  connection: Answerer,
  facts: RepositoryFacts
): Promise<RepositoryFacts> {
  const description = await askDescription(
    connection,
    facts.movedTo ?? facts.name
  )
  const refusal =
    description.refusal === undefined
      ? explainVisible(facts)
      : explainRefused(facts, description.refusal)
  return { ...facts, refusal, description }
}

async function askDescription(
  connection: Answerer,
  name: string
): Promise<Description> {
  const { answer, refusal } = await askFor(connection, {
    about: 'resource',
    method: 'GET',
    path: `/repos/${name}`
  })
  if (answer === undefined) return { refusal }
  const refused = findRefusal(answer, 'resource')
  if (refused !== undefined) return { refusal: refused }
  const isPrivate = privacyOf(answer.body)
  return isPrivate === undefined
    ? { refusal: notGitHub(answer) }
    : { isPrivate }
}

function privacyOf(body: unknown): boolean | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const { private: isPrivate } = body as { private?: unknown }
  return typeof isPrivate === 'boolean' ? isPrivate : undefined
}

/** The token may see the repository: when git says there is none, its contents are hidden. */
function explainVisible({ refusal, access }: RepositoryFacts) {
  if (refusal?.reason !== 'repository-not-visible') return refusal
  const reason: Reason =
    access === 'write' ? 'push-refused' : 'contents-missing'
  return { ...refusal, reason }
}

/** The reason the API gives, when it knows one: git denies even what is hidden. */
function explainRefused(
  facts: RepositoryFacts,
  refusal: Refusal
): Refusal | undefined {
  return facts.refusal === undefined || isOpen(refusal.reason)
    ? facts.refusal
    : refusal
}
