import {
  type Answer,
  invalid,
  json,
  moved,
  notFound,
  problem,
  type Refusal
} from './answers.ts'
import type { Method } from './endpoints.ts'
import {
  CHANGED_ISSUE,
  colorIn,
  errorsIn,
  type Fields,
  mayPush,
  namesIn,
  NEW_COMMENT,
  NEW_ISSUE,
  NEW_LABEL,
  reasonIn,
  type Rule,
  stateIn,
  textIn
} from './issue-rules.ts'
import {
  commentView,
  issueView,
  labelView,
  singleIssueView
} from './issue-views.ts'
import type { Act, Issue, IssueChanges, Tracker } from './issues.ts'
import { accessOf, isNamed, type Repository } from './model.ts'
import { compare, cursorPage, numberedPage, type Place } from './pages.ts'
import type { Parameters, RestCall } from './rest.ts'
import { lastingUrl } from './urls.ts'

/** A request about issues or labels, of a caller who may make it. */
export interface IssueCall extends RestCall {
  readonly repository: Repository
  readonly parameters: Parameters
  readonly tracker: Tracker
  /** The one that the path names. */
  readonly issue: Issue | undefined
}

interface Route {
  readonly method: Method
  /** Below the repository. */
  readonly path: string
  readonly refusals?: readonly Refusal<IssueCall>[]
  readonly rules?: readonly Rule[]
  readonly answer: (call: IssueCall, fields: Fields) => Answer
}

const OTHERS: Refusal<IssueCall> = {
  // docs: "Update an issue"; the words:
  // https://github.com/rmetzger/flink-community-tools/issues/12
  applies: (call) => !isAuthor(call) && !mayPush(call),
  answer: () => problem(403, 'Must have admin rights to Repository.')
}

const LOCKED: Refusal<IssueCall> = {
  // An app that may write is refused too:
  // https://github.com/renovatebot/renovate/issues/6215
  applies: (call) =>
    call.issue?.locked === true &&
    (call.token?.kind === 'installation' || !mayPush(call)),
  answer: () =>
    problem(403, 'Unable to create comment because issue is locked.')
}

const READERS: Refusal<IssueCall> = {
  // https://github.com/it-at-m/refarch-templates/issues/1029
  applies: (call) => !mayPush(call),
  answer: () =>
    problem(
      403,
      'You do not have permission to create labels on this repository.'
    )
}

// The name of each row is that of its page in GitHub's REST documentation.
const ROUTES: readonly Route[] = [
  {
    // docs: "List repository issues"
    method: 'GET',
    path: '/issues',
    answer: listAnswer
  },
  {
    // docs: "Create an issue"
    method: 'POST',
    path: '/issues',
    rules: NEW_ISSUE,
    answer(call, fields) {
      const { title = '', ...rest } = changesIn(call, fields)
      // Whatever is said of its state.
      const fresh = { ...rest, title, state: 'open' } as const
      const issue = call.tracker.add(fresh, actOf(call))
      return created(singleIssueView(call, issue))
    }
  },
  {
    // docs: "Get an issue"
    method: 'GET',
    path: '/issues/{n}',
    answer: onIssue((call, issue) => json(200, singleIssueView(call, issue)))
  },
  {
    // docs: "Update an issue"
    method: 'PATCH',
    path: '/issues/{n}',
    refusals: [OTHERS],
    rules: CHANGED_ISSUE,
    answer: onIssue((call, issue, fields) => {
      call.tracker.change(issue, changesIn(call, fields), actOf(call))
      return json(200, singleIssueView(call, issue))
    })
  },
  {
    // docs: "List issue comments", ordered by ascending ID
    method: 'GET',
    path: '/issues/{n}/comments',
    answer: onIssue((call, issue) => {
      const { headers, items } = numberedPage(call, issue.comments)
      const views = items.map((comment) => commentView(call, issue, comment))
      return json(200, views, headers)
    })
  },
  {
    // docs: "Create an issue comment"
    method: 'POST',
    path: '/issues/{n}/comments',
    refusals: [LOCKED],
    rules: NEW_COMMENT,
    answer: onIssue((call, issue, fields) => {
      const body = textIn(fields['body']) ?? ''
      const comment = call.tracker.comment(issue, body, actOf(call))
      return created(commentView(call, issue, comment))
    })
  },
  {
    // docs: "Get a label"
    method: 'GET',
    path: '/labels/{name}',
    answer(call) {
      const name = decodeURIComponent(call.parameters['name'] ?? '')
      const label = call.tracker.label(name)
      return label ? json(200, labelView(call, label)) : notFound()
    }
  },
  {
    // docs: "Create a label"
    method: 'POST',
    path: '/labels',
    refusals: [READERS],
    rules: NEW_LABEL,
    answer(call, fields) {
      const label = call.tracker.addLabel({
        name: textIn(fields['name']) ?? '',
        color: colorIn(fields['color']),
        description: textIn(fields['description'])
      })
      return created(labelView(call, label))
    }
  }
]

// The first row that applies is the answer. docs: "Get an issue".
const REFUSALS: readonly Refusal<IssueCall>[] = [
  {
    applies: (call) => newAddress(call) !== undefined,
    answer: (call) => moved(call.request.method, newAddress(call) ?? '')
  },
  {
    applies: (call) =>
      goneOf(call)?.movedTo === undefined && Boolean(goneOf(call)),
    answer: () => problem(410, 'This issue was deleted')
  },
  {
    applies: ({ issue, parameters }) => 'n' in parameters && !issue,
    answer: notFound
  }
]

// docs: "Troubleshooting the REST API", 400
const UNREADABLE: readonly Refusal<IssueCall>[] = [
  {
    applies: ({ body }) => valueIn(body) === undefined,
    answer: () => problem(400, 'Problems parsing JSON')
  },
  {
    applies: ({ body }) => fieldsIn(body) === undefined,
    answer: () => problem(400, 'Body should be a JSON object')
  }
]

/** What is played of an endpoint; nothing is when it has no row here. */
export function issueAnswer(
  method: Method,
  path: string,
  asking: Omit<IssueCall, 'tracker' | 'issue'>
): Answer | undefined {
  const below = path.replace('/repos/{owner}/{repo}', '')
  const route = ROUTES.find(
    (row) => row.method === method && row.path === below
  )
  if (!route) return undefined
  const { model, parameters, repository } = asking
  const tracker = model.tracker(repository)
  const issue = tracker.issue(Number(parameters['n']))
  const call = { ...asking, tracker, issue }
  const refusals = [...REFUSALS, ...(route.refusals ?? []), ...UNREADABLE]
  const refusal = refusals.find(({ applies }) => applies(call))
  if (refusal) return refusal.answer(call)
  const fields = fieldsIn(call.body) ?? {}
  const errors = errorsIn(fields, route.rules ?? [], call)
  return errors.length > 0 ? invalid(errors) : route.answer(call, fields)
}

type Filter = (issue: Issue, value: string) => boolean

// docs: "List repository issues", the query parameters that are played
const FILTERS: Readonly<Record<string, Filter>> = {
  state: ({ state }, value) => value === 'all' || state === value,
  labels: ({ labels }, value) =>
    value
      .split(',')
      .every((name) => labels.some((label) => isNamed(label, name))),
  creator: ({ author }, value) => isNamed(author, value)
}

const ORDERS: Readonly<Record<string, (issue: Issue) => number>> = {
  created: ({ createdAt }) => createdAt.getTime(),
  updated: ({ updatedAt }) => updatedAt.getTime(),
  comments: ({ comments }) => comments.length
}

const ORDERING = ['sort', 'direction', 'page', 'per_page', 'after', 'before']

function listAnswer(call: IssueCall): Answer {
  const { enterpriseVersion, request, root, tracker } = call
  const query = new URL(request.url ?? '', root).searchParams
  if (!query.has('state')) query.set('state', 'open')
  const order = ORDERS[query.get('sort') ?? 'created']
  const unknown = [...query.keys()].find(
    (name) => !(name in FILTERS) && !ORDERING.includes(name)
  )
  // What is not played is a defect of the test, and must look like one.
  if (!order || unknown) throw new Error(`No row for ${query.toString()}`)
  const sign = query.get('direction') === 'asc' ? 1 : -1
  const placeOf = (issue: Issue): Place => [
    sign * order(issue),
    sign * issue.number
  ]
  const found = tracker.issues
    .filter((issue) =>
      [...query].every(([name, value]) => FILTERS[name]?.(issue, value) ?? true)
    )
    .sort((one, other) => compare(placeOf(one), placeOf(other)))
  const { headers, items } =
    enterpriseVersion === undefined
      ? cursorPage(call, found, placeOf)
      : numberedPage(call, found)
  const views = items.map((issue) => issueView(call, issue))
  return json(200, views, headers)
}

function onIssue(
  answer: (call: IssueCall, issue: Issue, fields: Fields) => Answer
): Route['answer'] {
  return (call, fields) =>
    call.issue ? answer(call, call.issue, fields) : notFound()
}

function isAuthor({ issue, token }: IssueCall): boolean {
  return issue !== undefined && isNamed(issue.author, token?.login ?? '')
}

function actOf({ now, token }: IssueCall): Act {
  return { by: token?.login ?? '', at: now }
}

// docs: "Create an issue" and "Update an issue": labels and assignees are
// silently dropped where the caller has no push access.
function changesIn(call: IssueCall, fields: Fields): IssueChanges {
  const { body, title } = fields
  return {
    title: textIn(title),
    body: body === null ? null : textIn(body),
    state: stateIn(fields['state']),
    stateReason: reasonIn(fields['state_reason']),
    ...(mayPush(call) && {
      labels: namesIn(fields['labels']),
      assignees: namesIn(fields['assignees'])
    })
  }
}

function created(view: { readonly url: string }): Answer {
  return json(201, view, { location: view.url })
}

function goneOf({ parameters, tracker }: IssueCall) {
  return tracker.gone(Number(parameters['n']))
}

// Nobody is sent to what is hidden from them.
function newAddress(call: IssueCall): string | undefined {
  const { movedTo } = goneOf(call) ?? {}
  const repository = movedTo && call.model.repositoryById(movedTo.repository)
  if (!repository || accessOf(call.token, repository) === undefined) {
    return undefined
  }
  const rest = call.path.split('/').slice(6)
  const below = ['issues', movedTo.number, ...rest].join('/')
  return lastingUrl(call, repository, below)
}

function valueIn(body: string): unknown {
  try {
    return body === '' ? {} : (JSON.parse(body) as unknown)
  } catch {
    return undefined
  }
}

function fieldsIn(body: string): Fields | undefined {
  const value = valueIn(body)
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { ...value }
    : undefined
}
