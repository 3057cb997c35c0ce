import {
  getUserAgentWithOrchestrationId,
  GitHub
} from '@actions/github/lib/utils'
import { HttpClient } from '@actions/http-client'
import { checkBypass } from '@actions/http-client/lib/proxy'
import { fetch, Headers, type RequestInit, type Response } from 'undici'
import type { Secret } from '../runner/secret.ts'
import { baseOf, type HttpAnswer, type Send } from './connection.ts'
import type { Host } from './host.ts'

/** The largest answer that is read; what is asked for is mostly a few kilobytes. */
const usualBody = 1024 * 1024

/** The longest line of git's protocol that is read, characters. */
const longestLine = 4096

const silence = () => undefined
const silent = { debug: silence, info: silence, warn: silence, error: silence }

/** What GitHub takes for a git client, which it answers without a browser's detours. */
const gitUserAgent = 'git/setup-github-token'

/**
 * What sends requests to `host` with any token.
 *
 * Redirects are not followed: the token goes to the host the user named and to
 * no other.
 */
export function createClient(host: Host): (token: Secret) => Send {
  const askApi = createApiClient(host)
  const askGit = createGitClient(host)
  return (token) => {
    const secret = token.reveal()
    return (question, signal) =>
      question.about === 'git'
        ? askGit(secret)(question, signal)
        : askApi(secret)(question, signal)
  }
}

/**
 * The API version is the one every GitHub Enterprise Server knows.
 * https://docs.github.com/rest/about-the-rest-api/api-versions
 */
function createApiClient(host: Host): (secret: string) => Send {
  const { apiUrl } = host
  const dispatcher = proxyFor(apiUrl)
  const userAgent = getUserAgentWithOrchestrationId()
  const octokit = new GitHub({
    baseUrl: apiUrl,
    ...(userAgent !== undefined && { userAgent }),
    request: {
      // Octokit prints deprecation headers, which are text of the host.
      log: silent,
      redirect: 'manual'
    }
  })
  return (secret) => async (question, signal) => {
    const { about, method, path, body = {}, largestBody } = question
    const fetch = (url: string, init: RequestInit) =>
      fetchWhole(
        url,
        { ...init, ...(dispatcher && { dispatcher }) },
        largestBody ?? usualBody
      )
    try {
      return toAnswer(
        await octokit.request(`${method} ${baseOf(host, about)}${path}`, {
          headers: {
            authorization: `Bearer ${secret}`,
            accept: 'application/vnd.github+json',
            'x-github-api-version': '2022-11-28'
          },
          ...(method !== 'GET' && { data: body }),
          request: { signal, fetch }
        })
      )
    } catch (error) {
      // Octokit throws for every status it takes for a failure.
      const { response } = error as { response?: OctokitAnswer }
      if (response === undefined) throw error
      return toAnswer(response)
    }
  }
}

/**
 * Asks as git does before a clone or a push, and reads the first line of the
 * answer: the refs that follow may be megabytes. Version 2 has none of them.
 * https://git-scm.com/docs/gitprotocol-http#_smart_clients
 * https://git-scm.com/docs/gitprotocol-v2#_initial_client_request
 */
function createGitClient({ webUrl }: Host): (secret: string) => Send {
  const dispatcher = proxyFor(webUrl)
  return (secret) =>
    async ({ path }, signal) => {
      const basic = Buffer.from(`x-access-token:${secret}`).toString('base64')
      const response = await fetch(`${webUrl}${path}`, {
        headers: {
          authorization: `Basic ${basic}`,
          'user-agent': gitUserAgent,
          // Only for reading: there is no version 2 of the service that writes.
          ...(path.endsWith('git-upload-pack') && {
            'git-protocol': 'version=2'
          })
        },
        redirect: 'manual',
        signal,
        ...(dispatcher && { dispatcher })
      })
      const line = await readFirstLine(response)
      const isMessage = /^text\/plain\b/i.test(
        response.headers.get('content-type') ?? ''
      )
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        // What git prints after `remote:`, in the form the API gives a message.
        body: isMessage ? { message: line } : line
      }
    }
}

/** The first line of a body, at most 4096 characters of it; nothing more is read. */
async function readFirstLine({ body }: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true })
    if (text.includes('\n') || text.length > longestLine) break
  }
  return (text.split('\n', 1)[0] ?? '').slice(0, longestLine)
}

/**
 * The proxy for the host that is asked: @actions/github decides it while it is
 * imported, for GITHUB_API_URL, whatever the base URL of the client.
 *
 * @throws Error for an address the toolkit cannot use, and would go around
 */
function proxyFor(url: string) {
  const dispatcher = new HttpClient().getAgentDispatcher(url)
  const { https_proxy: lower, HTTPS_PROXY: upper } = process.env
  const isWanted = Boolean(lower) || Boolean(upper)
  if (!dispatcher && isWanted && !checkBypass(new URL(url))) {
    throw Object.assign(new Error('The proxy cannot be used'), {
      code: 'ERR_INVALID_URL'
    })
  }
  return dispatcher
}

interface OctokitAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | number | undefined>>
  readonly data: unknown
}

function toAnswer({
  status,
  headers,
  data
}: OctokitAnswer): Omit<HttpAnswer, 'request'> {
  const texts = Object.entries(headers).map(
    ([name, value]) => [name, value?.toString()] as const
  )
  return { status, headers: Object.fromEntries(texts), body: data }
}

/** What Octokit looks at of an answer. https://github.com/octokit/request.js */
type WholeAnswer = Pick<Response, 'url' | 'status' | 'headers' | 'text'>

/**
 * Fetches an answer and reads it to its end, so that a cut-off or endless body
 * is an error here: Octokit would take it for an empty one. Every body is
 * declared to be JSON, which Octokit returns as text when it is not.
 */
async function fetchWhole(
  url: string,
  init: RequestInit,
  largestBody: number
): Promise<WholeAnswer> {
  const response = await fetch(url, init)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    const bytes = chunk as Uint8Array
    size += bytes.length
    if (size > largestBody) {
      throw Object.assign(new Error('The answer is too large'), {
        code: 'ANSWER_TOO_LARGE'
      })
    }
    chunks.push(bytes)
  }
  const headers = new Headers(response.headers)
  headers.set('content-type', 'application/json')
  const text = Buffer.concat(chunks).toString()
  return {
    url: response.url,
    status: response.status,
    headers,
    text: () => Promise.resolve(text)
  }
}
