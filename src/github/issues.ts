import { setTimeout as sleep } from 'node:timers/promises'
import { member } from '../json.ts'
import type { Refusal } from '../verify/facts.ts'
import { isOpen, type Reason } from '../verify/reasons.ts'
import {
  type Answerer,
  type HttpAnswer,
  NoAnswerError,
  type Question
} from './connection.ts'
import type { Host } from './host.ts'
import { describeAnswer, findRefusal, notGitHub } from './refusals.ts'

/** An issue of a repository. */
export interface Issue {
  readonly number: number
  readonly title: string
  readonly body: string
  readonly isOpen: boolean
  /** Only some may comment on it. */
  readonly isLocked: boolean
  readonly author: Account
}

/** Who wrote something. */
export interface Account {
  readonly login: string
  /** Its number; undefined when it was not told. */
  readonly id: number | undefined
  /** GitHub did not tell, and this is who it usually is. */
  readonly isAssumed?: true
}

/** What an issue is to say. */
export interface IssueText {
  readonly title: string
  readonly body: string
}

/** An issue could not be read or written. */
export class IssueError extends Error {
  readonly refusal: Refusal
  /** Whether it may have been written all the same. */
  readonly isDoubtful: boolean
  /** Whether the same would become of every other one. */
  readonly isGeneral: boolean

  /** The refusal is the host's. */
  constructor(refusal: Refusal, isDoubtful: boolean, options?: ErrorOptions) {
    super(refusal.evidence, options)
    const reason =
      translations[refusal.reason] ??
      (mayPass(refusal.reason) ? 'issues-unreached' : 'issues-refused')
    this.refusal = { ...refusal, reason }
    this.isDoubtful = isDoubtful
    // What is refused in GitHub's usual words may be about one issue.
    this.isGeneral =
      refusal.reason === 'rate-limited' ||
      (reason !== 'issues-unreached' && refusal.reason !== 'access-refused')
  }
}

/** Asks for as many at once as GitHub gives. */
const fullPage = 'per_page=100'

/** More pages than this are no list of reminders. */
const mostPages = 50

/** An issue has up to 64 KiB of text, bytes. */
const largestPage = 8 * 1024 * 1024

/** After so many writes there is a pause before each request. */
const manyWrites = 20

/** Milliseconds. */
const betweenWrites = 1000

/** What is about the host, and not about what was asked of it. */
const passing: ReadonlySet<Reason> = new Set(['rate-limited', 'server-error'])

/** What is about labels when one is to be made. */
const ofLabels: ReadonlySet<Reason> = new Set(['access-refused'])

/** What refuses a request about issues, in words for whoever set the action up. */
const translations: Partial<Readonly<Record<Reason, Reason>>> = {
  'feature-disabled': 'issues-disabled',
  'permission-missing': 'issues-forbidden',
  'role-missing': 'issues-forbidden',
  'repository-not-visible': 'issues-forbidden',
  'token-rejected': 'issue-token-rejected',
  'label-refused': 'label-refused',
  'assignee-refused': 'assignee-refused'
}

/**
 * The issues of a repository. Text goes through `redact` before it leaves.
 * https://docs.github.com/rest/issues
 */
export class Issues {
  readonly #connection: Answerer
  readonly #apiUrl: string
  readonly #root: string
  readonly #redact: (text: string) => string
  readonly #pause: (milliseconds: number) => Promise<unknown>
  #writes = 0

  /** `repository` is `owner/name`, on the host of the connection. */
  constructor(
    connection: Answerer,
    { apiUrl }: Pick<Host, 'apiUrl'>,
    repository: string,
    redact: (text: string) => string,
    pause: (milliseconds: number) => Promise<unknown> = sleep
  ) {
    this.#connection = connection
    this.#apiUrl = apiUrl
    this.#root = `/repos/${repository}`
    this.#redact = redact
    this.#pause = pause
  }

  /**
   * Who writes with this token. Every kind of token may ask GraphQL; where that
   * does not tell, the REST API names users, and the only app that has a token
   * without being asked for one is that of GitHub Actions.
   * https://docs.github.com/graphql/reference/queries#viewer
   */
  async author(): Promise<Account> {
    const answer = await this.#answer({
      about: 'graphql',
      method: 'POST',
      path: '/graphql',
      body: { query: 'query { viewer { login databaseId } }' }
    })
    const viewer = member(member(answer.body, 'data'), 'viewer')
    const known = accountOf(
      member(viewer, 'login'),
      member(viewer, 'databaseId')
    )
    if (known !== undefined) return known
    const refusal = findRefusal(answer, 'graphql')
    // To take another for the author would overlook what is there.
    if (refusal !== undefined && passing.has(refusal.reason)) {
      throw new IssueError(refusal, false)
    }
    return this.#user()
  }

  async #user(): Promise<Account> {
    const question = {
      about: 'resource',
      method: 'GET',
      path: '/user'
    } as const
    const answer = await this.#answer(question)
    const refusal = findRefusal(answer, 'resource')
    if (refusal?.reason === 'permission-missing') return actionsBot
    if (refusal !== undefined) throw new IssueError(refusal, false)
    const { body } = answer
    const account = accountOf(member(body, 'login'), member(body, 'id'))
    if (account === undefined) throw strange(answer)
    return account
  }

  /** All issues with a label, open or not; pull requests are none. */
  async list(label: string): Promise<readonly Issue[]> {
    const query = `state=all&labels=${encodeURIComponent(label)}`
    return this.#pages(`/issues?${query}&${fullPage}`, (item, answer) => {
      // Of an account that is gone, nothing is known and nothing is ours.
      const isMeant =
        member(item, 'pull_request') === undefined &&
        authorOf(item) !== undefined
      if (!isMeant) return undefined
      const issue = issueOf(item)
      // An issue that is overlooked would be opened a second time.
      if (issue === undefined) throw strange(answer)
      return issue
    })
  }

  async create(
    text: IssueText,
    labels: readonly string[],
    assignees: readonly string[]
  ): Promise<Issue> {
    const answer = await this.#answer({
      about: 'resource',
      method: 'POST',
      path: `${this.#root}/issues`,
      body: { ...this.clean(text), labels, assignees },
      once: true
    })
    if (
      answer.status === 422 &&
      JSON.stringify(answer.body).includes('assignees')
    ) {
      const evidence = `${describeAnswer(answer)} (assignees: ${assignees.join(', ')})`
      throw new IssueError({ reason: 'assignee-refused', evidence }, false)
    }
    this.#accept(answer, 'resource')
    const issue = issueOf(answer.body)
    if (issue === undefined) throw strange(answer, true)
    return issue
  }

  /** A text as it will be sent, to be compared with what is there. */
  clean({ title, body }: IssueText): IssueText {
    return { title: this.#redact(title), body: this.#redact(body) }
  }

  /** Changes what an issue says, and whether it is open. */
  async update(
    number: number,
    text: IssueText,
    state?: 'open' | 'completed' | 'not_planned'
  ): Promise<void> {
    const answer = await this.#ask({
      about: 'resource',
      method: 'PATCH',
      path: `${this.#root}/issues/${String(number)}`,
      body: {
        ...this.clean(text),
        ...(state === 'open' && { state }),
        ...(state !== undefined &&
          state !== 'open' && { state: 'closed', state_reason: state })
      }
    })
    if (issueOf(answer.body)?.number !== number) throw strange(answer, true)
  }

  /** The comments of one author on an issue. */
  async comments(number: number, author: Account): Promise<readonly string[]> {
    const path = `/issues/${String(number)}/comments?${fullPage}`
    return this.#pages(path, (item) => {
      const body = member(item, 'body')
      const isTheirs = isSame(authorOf(item), author)
      return isTheirs && typeof body === 'string' ? body : undefined
    })
  }

  async comment(number: number, text: string): Promise<void> {
    const answer = await this.#ask({
      about: 'resource',
      method: 'POST',
      path: `${this.#root}/issues/${String(number)}/comments`,
      body: { body: this.#redact(text) },
      once: true
    })
    if (typeof member(answer.body, 'body') !== 'string') {
      throw strange(answer, true)
    }
  }

  /** Makes a label, if there is none of that name. */
  async ensureLabel(name: string): Promise<void> {
    const path = `${this.#root}/labels`
    const question = { about: 'resource', method: 'GET' } as const
    const known = await this.#answer({
      ...question,
      path: `${path}/${encodeURIComponent(name)}`
    })
    if (known.status === 200) return
    const made = await this.#answer({
      about: 'resource',
      method: 'POST',
      path,
      body: {
        name,
        color: 'd93f0b',
        description: 'A token needs attention'
      }
    })
    // Somebody else made it a moment ago.
    if (
      made.status === 422 &&
      JSON.stringify(made.body).includes('already_exists')
    ) {
      return
    }
    const refusal = findRefusal(made, 'resource')
    if (refusal === undefined) return
    const reason = ofLabels.has(refusal.reason)
      ? 'label-refused'
      : refusal.reason
    throw new IssueError({ ...refusal, reason }, false)
  }

  /**
   * All pages of a list, by the address GitHub gives of the next one.
   * https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api
   */
  async #pages<Item>(
    first: string,
    read: (item: unknown, answer: HttpAnswer) => Item | undefined
  ): Promise<readonly Item[]> {
    const items: Item[] = []
    let path: string | undefined = `${this.#root}${first}`
    for (let page = 1; path !== undefined; page += 1) {
      const answer: HttpAnswer = await this.#ask({
        about: 'resource',
        method: 'GET',
        path,
        largestBody: largestPage
      })
      // What is not read could be an issue of ours.
      if (!Array.isArray(answer.body) || page > mostPages) throw strange(answer)
      for (const item of answer.body as readonly unknown[]) {
        const known = read(item, answer)
        if (known !== undefined) items.push(known)
      }
      path = this.#next(answer)
    }
    return items
  }

  /** The path of the next page, when there is one. */
  #next(answer: HttpAnswer): string | undefined {
    const { link = '' } = answer.headers
    const url = /<([^<>]*)>; rel="next"/.exec(link)?.[1]
    if (url === undefined) return undefined
    if (!url.startsWith(`${this.#apiUrl}/`)) throw strange(answer)
    return url.slice(this.#apiUrl.length)
  }

  /** The answer to a question, which must be a success. */
  async #ask(question: Question): Promise<HttpAnswer> {
    const answer = await this.#answer(question)
    this.#accept(answer, question.about)
    return answer
  }

  #accept(answer: HttpAnswer, about: Question['about']): void {
    const refusal = findRefusal(answer, about)
    if (refusal === undefined) return
    throw new IssueError(refusal, refusal.reason === 'server-error')
  }

  async #answer(question: Question): Promise<HttpAnswer> {
    if (question.method !== 'GET') this.#writes += 1
    // https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#pause-between-mutative-requests
    if (this.#writes > manyWrites) await this.#pause(betweenWrites)
    try {
      return await this.#connection.ask(question)
    } catch (error) {
      if (!(error instanceof NoAnswerError)) throw error
      throw new IssueError(error.refusal, true, { cause: error })
    }
  }
}

/** https://docs.github.com/actions/concepts/security/github_token */
const actionsBot: Account = {
  login: 'github-actions[bot]',
  id: undefined,
  isAssumed: true
}

/** Whether waiting may help: what is not known may be different the next time. */
function mayPass(reason: Reason): boolean {
  return (
    reason !== 'access-refused' && reason !== 'redirected' && isOpen(reason)
  )
}

/** Whether two accounts are one: numbers outlive names. */
export function isSame(one: Account | undefined, other: Account): boolean {
  if (one === undefined) return false
  return one.id !== undefined && other.id !== undefined
    ? one.id === other.id
    : one.login.toLowerCase() === other.login.toLowerCase()
}

/** An answer that does not have the shape of GitHub's. */
function strange(answer: HttpAnswer, isDoubtful = false): IssueError {
  return new IssueError(notGitHub(answer), isDoubtful)
}

function issueOf(item: unknown): Issue | undefined {
  const number = member(item, 'number')
  const title = member(item, 'title')
  const body = member(item, 'body') ?? ''
  const author = authorOf(item)
  return Number.isSafeInteger(number) &&
    typeof title === 'string' &&
    typeof body === 'string' &&
    author !== undefined
    ? {
        number: Number(number),
        title,
        // What a person saves in a browser comes back with other line ends.
        body: body.replaceAll('\r\n', '\n'),
        isOpen: member(item, 'state') === 'open',
        isLocked: member(item, 'locked') === true,
        author
      }
    : undefined
}

function authorOf(item: unknown): Account | undefined {
  const user = member(item, 'user')
  return accountOf(member(user, 'login'), member(user, 'id'))
}

function accountOf(login: unknown, id: unknown): Account | undefined {
  return typeof login === 'string'
    ? { login, id: Number.isSafeInteger(id) ? Number(id) : undefined }
    : undefined
}
