import { getOctokit } from '@actions/github'
import { HttpClient } from '@actions/http-client'
import { checkBypass } from '@actions/http-client/lib/proxy'
import { fetch, Headers, Response, type RequestInit } from 'undici'
import type { Secret } from '../runner/secret.ts'
import type { ApiAnswer, Get } from './api.ts'
import type { Host } from './host.ts'

/** The largest answer that is read; what is asked for is a few kilobytes. */
const largestBody = 1024 * 1024

const silence = () => undefined
const silent = { debug: silence, info: silence, warn: silence, error: silence }

/**
 * The client that asks the API of `host` with `token`.
 *
 * Redirects are not followed: the token goes to the host the user named and to
 * no other. The API version is the one every GitHub Enterprise Server knows.
 * https://docs.github.com/rest/about-the-rest-api/api-versions
 */
export function createClient(host: Host, token: Secret): Get {
  const dispatcher = proxyFor(host.apiUrl)
  const octokit = getOctokit(token.reveal(), {
    baseUrl: host.apiUrl,
    request: {
      // Octokit prints deprecation headers, which are text of the host.
      log: silent,
      redirect: 'manual',
      fetch: (url: string, init: RequestInit) =>
        fetchWhole(url, { ...init, ...(dispatcher && { dispatcher }) })
    }
  })
  return async (path, signal) => {
    try {
      return toAnswer(
        await octokit.request(`GET ${path}`, {
          headers: {
            accept: 'application/vnd.github+json',
            'x-github-api-version': '2022-11-28'
          },
          request: { signal }
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
 * The proxy for the host that is asked: @actions/github decides it while it is
 * imported, for GITHUB_API_URL, whatever the base URL of the client.
 *
 * @throws Error for an address the toolkit cannot use, and would go around
 */
function proxyFor(apiUrl: string) {
  const dispatcher = new HttpClient().getAgentDispatcher(apiUrl)
  const { https_proxy: lower, HTTPS_PROXY: upper } = process.env
  const isWanted = Boolean(lower) || Boolean(upper)
  if (!dispatcher && isWanted && !checkBypass(new URL(apiUrl))) {
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

function toAnswer({ status, headers, data }: OctokitAnswer): ApiAnswer {
  const texts = Object.entries(headers).map(
    ([name, value]) => [name, value?.toString()] as const
  )
  return { status, headers: Object.fromEntries(texts), body: data }
}

/**
 * Fetches an answer and reads it to its end, so that a cut-off or endless body
 * is an error here: Octokit would take it for an empty one. Every body is
 * declared to be JSON, which Octokit returns as text when it is not.
 */
async function fetchWhole(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    const bytes = chunk as Uint8Array
    size += bytes.length
    if (size > largestBody) {
      throw Object.assign(new Error('The answer is larger than 1 MiB'), {
        code: 'ANSWER_TOO_LARGE'
      })
    }
    chunks.push(bytes)
  }
  const headers = new Headers(response.headers)
  headers.set('content-type', 'application/json')
  return new Response(size === 0 ? null : Buffer.concat(chunks), {
    status: response.status,
    headers
  })
}
