import {
  type HttpAnswer,
  NoAnswerError,
  type Question
} from '../../src/github/connection.ts'
import type { TokenVerdict } from '../../src/verify/overview.ts'
import { isOpen, type Reason } from '../../src/verify/reasons.ts'
import { makeReport } from '../../src/verify/report.ts'
import {
  factsWith,
  findingWith,
  source,
  tokenFacts
} from '../verify/samples.ts'

/** When tests begin. */
export const noon = new Date('2026-11-22T12:00:00Z')

export const after = (days: number, moment = noon) =>
  new Date(moment.getTime() + days * 86_400_000)

/** After these nothing is known of a token. */
const silent: ReadonlySet<Reason> = new Set([
  'token-rejected',
  'server-error',
  'host-timeout',
  'host-unreachable',
  'rate-limited'
])

/** What is found out about a token on a day: these reasons, and when it ends. */
export function verdictWith(
  reasons: readonly Reason[],
  options: {
    readonly name?: string
    readonly today?: Date
    readonly expiresAt?: Date
  } = {}
): TokenVerdict {
  const { name = 'RELEASE_TOKEN', today = noon, expiresAt } = options
  const accepted = tokenFacts({
    hostTime: today,
    expiry: expiresAt && { at: expiresAt, assumedZone: undefined }
  })
  const facts = factsWith({ answer: { accepted }, now: today })
  return {
    name,
    purpose: 'pushes the release commit',
    owners: ['@acme/release'],
    reports: [
      {
        ...makeReport(
          { ...source, warnDays: 30, tokenName: name },
          facts,
          reasons.map((reason) =>
            findingWith(reason, isOpen(reason) ? { verdict: 'unknown' } : {})
          )
        ),
        // A host that says nothing does not accept a token.
        valid: reasons.some((reason) => silent.has(reason)) ? undefined : true
      }
    ]
  }
}

export interface TrackedIssue {
  readonly number: number
  title: string
  body: string
  state: 'open' | 'closed'
  state_reason: string | null
  locked: boolean
  user: { login: string; id: number }
  labels: string[]
  readonly comments: { readonly user: object; readonly body: string }[]
}

/** What becomes of a request: it does not arrive, or its answer does not. */
export type Trouble = 'lost' | 'answer lost' | 'error' | 'error after'

export const bot = { login: 'github-actions[bot]', id: 41898282 }

/** The issues of a repository, and what a client sees of them. */
export class FakeTracker {
  readonly issues: TrackedIssue[] = []
  readonly labels = new Set<string>()
  /** `POST /issues` */
  asked: string[] = []
  /** What goes wrong with a request, by how many came before it. */
  trouble: (index: number, request: string) => Trouble | undefined = () =>
    undefined

  get open(): readonly number[] {
    return this.issues
      .filter(({ state }) => state === 'open')
      .map(({ number }) => number)
  }

  get writes(): readonly string[] {
    return this.asked.filter((one) =>
      /^(POST|PATCH) \/(issues|labels)/.test(one)
    )
  }

  add(issue: Partial<TrackedIssue>): TrackedIssue {
    const added = {
      number: this.issues.length + 1,
      title: 'Title',
      body: '',
      state: 'open' as const,
      state_reason: null,
      locked: false,
      user: bot,
      labels: ['token-rotation'],
      comments: [],
      ...issue
    }
    this.issues.push(added)
    return added
  }

  /** As a person does it. */
  close(number: number): void {
    for (const issue of this.issues) {
      if (issue.number === number) issue.state = 'closed'
    }
  }

  ask(question: Question): Promise<HttpAnswer> {
    const { method, path } = question
    const below = path.replace('/repos/acme/site', '').replace(/\?.*$/, '')
    const request = `${method} ${below}`
    const trouble = this.trouble(this.asked.length, request)
    this.asked.push(request)
    const answer = (status: number, body: unknown): HttpAnswer => ({
      request,
      status,
      headers: {},
      body: structuredClone(body)
    })
    const lost = () =>
      Promise.reject(
        new NoAnswerError({
          reason: 'host-unreachable',
          evidence: `${request}: the connection failed`
        })
      )
    if (trouble === 'lost') return lost()
    if (trouble === 'error') {
      return Promise.resolve(answer(500, { message: 'Server Error' }))
    }
    const [status, body] = this.#carryOut(question, below)
    if (trouble === 'answer lost') return lost()
    if (trouble === 'error after') {
      return Promise.resolve(answer(500, { message: 'Server Error' }))
    }
    return Promise.resolve(answer(status, body))
  }

  #carryOut(
    { method, path, body }: Question,
    below: string
  ): readonly [number, unknown] {
    const [, , number, comments] = below.split('/')
    const issue = this.issues.find((one) => String(one.number) === number)
    const fields = (body ?? {}) as Partial<TrackedIssue> & { name?: string }
    if (path === '/graphql') {
      const { login, id } = bot
      return [200, { data: { viewer: { login, databaseId: id } } }]
    }
    if (below.startsWith('/labels')) {
      if (method === 'POST') this.labels.add(fields.name ?? '')
      const isThere = this.labels.has(decodeURIComponent(number ?? ''))
      return method === 'POST' ? [201, {}] : [isThere ? 200 : 404, {}]
    }
    if (comments !== undefined && issue !== undefined) {
      if (method === 'GET') return [200, issue.comments]
      const comment = { user: bot, body: fields.body ?? '' }
      issue.comments.push(comment)
      return [201, comment]
    }
    if (method === 'GET') {
      const query = new URLSearchParams(path.split('?')[1])
      const found = this.issues
        .filter(({ labels }) => labels.includes(query.get('labels') ?? ''))
        .toReversed()
      return [200, found]
    }
    if (issue !== undefined) {
      Object.assign(issue, fields)
      return [200, issue]
    }
    if (method !== 'POST') return [404, { message: 'Not Found' }]
    return [201, this.add(fields)]
  }
}
