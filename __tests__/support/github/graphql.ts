import { type Answer, json, problem, type Refusal } from './answers.ts'
import type { Credentials } from './credentials.ts'
import { accessOf, type Model, scopesCover, type Token } from './model.ts'

export interface GraphqlCall {
  readonly method: string
  readonly model: Model
  readonly credentials: Credentials
  readonly token: Token | undefined
  /** `https://HOST` of pages and git. */
  readonly origin: string
  readonly body: string
}

interface Question {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}

/** A query is known by its root field; nothing of it is parsed. */
interface Row {
  readonly asks: RegExp
  readonly answer: (call: GraphqlCall, question: Question) => object
}

// docs: "GraphQL, Queries"; only what the GitHub CLI asks here.
const ROWS: readonly Row[] = [
  {
    // docs: "Queries", viewer; https://github.com/cli/cli/blob/trunk/api/queries_user.go
    asks: /\bviewer\s*\{/,
    answer: viewerAnswer
  },
  {
    // docs: "Queries", repository; https://github.com/cli/cli/blob/trunk/api/queries_repo.go
    asks: /\brepository\s*\(/,
    answer: repositoryAnswer
  }
]

// The first row that applies is the answer.
const REFUSALS: readonly Refusal<GraphqlCall>[] = [
  {
    // docs: "Forming calls with GraphQL", all but introspection is a POST
    applies: ({ method }) => method !== 'POST',
    answer: () => problem(404, 'Not Found')
  },
  {
    // docs: "Troubleshooting the REST API", 401; the same here
    applies: ({ credentials }) => credentials.state === 'rejected',
    answer: () => problem(401, 'Bad credentials')
  },
  {
    // docs: "Forming calls with GraphQL", authenticating
    applies: ({ token }) => token === undefined,
    answer: () =>
      problem(401, 'This endpoint requires you to be authenticated.')
  },
  {
    // docs: "Forming calls with GraphQL", the body
    applies: ({ body }) => questionIn(body) === undefined,
    answer: () => problem(400, 'Problems parsing JSON')
  }
]

export function graphqlAnswer(call: GraphqlCall): Answer {
  const refusal = REFUSALS.find(({ applies }) => applies(call))
  const question = questionIn(call.body)
  if (refusal) return refusal.answer(call)
  const row = question && ROWS.find(({ asks }) => asks.test(question.query))
  // What is not played is a defect of the test, and must look like one.
  if (!row) throw new Error(`No row for the query ${call.body}`)
  return json(200, row.answer(call, question))
}

/** Whether a body asks for more than to read. */
export function isMutation(body: string): boolean {
  return /^\s*mutation\b/.test(questionIn(body)?.query ?? '')
}

function questionIn(body: string): Question | undefined {
  try {
    const value = JSON.parse(body) as Partial<Question> | null
    return typeof value?.query === 'string'
      ? { query: value.query, variables: value.variables ?? {} }
      : undefined
  } catch {
    return undefined
  }
}

function viewerAnswer({ model, token }: GraphqlCall, { query }: Question) {
  const login = token?.login ?? ''
  const databaseId = model.account(login)?.id
  const asked = /\bdatabaseId\b/.test(query)
  return { data: { viewer: { login, ...(asked && { databaseId }) } } }
}

function repositoryAnswer(
  { model, token, origin }: GraphqlCall,
  { variables }: Question
): object {
  const asked = `${String(variables['owner'])}/${String(variables['name'])}`
  const repository = model.repository(asked)
  if (
    !repository ||
    !token ||
    accessOf(token, repository) === undefined ||
    !scopesCover(token, repository, 'read')
  ) {
    const message = `Could not resolve to a Repository with the name '${asked}'.`
    return {
      data: { repository: null },
      errors: [{ type: 'NOT_FOUND', path: ['repository'], message }]
    }
  }
  const { fullName, id, owner } = repository
  return {
    data: {
      repository: {
        id: `R_${id}`,
        name: fullName.split('/')[1],
        nameWithOwner: fullName,
        owner: { id: `U_${owner.id}`, login: owner.login },
        description: null,
        isPrivate: repository.private,
        url: `${origin}/${fullName}`,
        defaultBranchRef: { name: 'main' }
      }
    }
  }
}
