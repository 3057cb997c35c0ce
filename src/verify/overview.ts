import type { Links } from '../github/links.ts'
import type { Obstacle } from './facts.ts'
import { reasons } from './reasons.ts'
import {
  describeProblem,
  type Place,
  type Problem,
  problemsOf,
  type Report,
  type Status
} from './report.ts'

/** What was found out about a token of a policy. */
export interface TokenVerdict {
  readonly name: string
  /** What breaks without it, a clause; empty when nobody said. */
  readonly purpose: string
  /** Who rotates it: `@acme/release`. */
  readonly owners: readonly string[]
  /** A report for each variable that may hold it; one of them must be good. */
  readonly reports: readonly [Report, ...Report[]]
  /** The issue that reminds of it, when there is one. */
  readonly issue?: KeptIssue | undefined
}

/** An issue, and what became of it: `opened`. In a dry run it may not be there. */
export interface KeptIssue {
  readonly number: number | undefined
  readonly url: string | undefined
  readonly action: string
  /** What it would be called, when it is not there. */
  readonly title?: string
}

/** What keeps an action from its work, whatever the tokens are. */
export interface Hindrance extends Obstacle {
  readonly place?: Place
}

/** All tokens of a policy, and what they come to. */
export interface Overview {
  /** The action that looked at them: `setup-github-token/check`. */
  readonly action: string
  /** Whether an issue reminds of what is wrong, which then is no failure. */
  readonly hasReminders: boolean
  readonly hindrances: readonly Hindrance[]
  /** The worst first, and otherwise in the order of the policy. */
  readonly verdicts: readonly TokenVerdict[]
  readonly counts: Readonly<Record<Status, number>>
  readonly status: Status
  readonly links: Links
}

/** The most serious first; that one of many was skipped says the least. */
const order: readonly Status[] = [
  'failed',
  'warning',
  'unknown',
  'ok',
  'skipped'
]

/** Puts together what was found out about each token, and what went wrong. */
export function makeOverview({
  verdicts,
  hindrances,
  ...rest
}: Omit<Overview, 'counts' | 'status'>): Overview {
  const statuses = verdicts.map((one) => bestOf(one).status)
  const countOf = (status: Status) =>
    statuses.filter((one) => one === status).length
  const worst = order.find((status) => statuses.includes(status)) ?? 'ok'
  return {
    ...rest,
    hindrances,
    verdicts: verdicts.toSorted(
      (a, b) =>
        order.indexOf(bestOf(a).status) - order.indexOf(bestOf(b).status)
    ),
    counts: {
      failed: countOf('failed'),
      warning: countOf('warning'),
      unknown: countOf('unknown'),
      ok: countOf('ok'),
      skipped: countOf('skipped')
    },
    status: hindrances.length > 0 ? 'failed' : worst
  }
}

/** The report on the best of the tokens of which one is enough. */
export function bestOf({ reports }: TokenVerdict): Report {
  // That one of several was not passed says nothing of the others.
  const isThere = ({ reason }: Report) => reason !== 'variable-missing'
  const [first, ...others] = reports.filter(isThere)
  return others.reduce(
    (best, one) =>
      preference.indexOf(one.status) < preference.indexOf(best.status)
        ? one
        : best,
    first ?? reports[0]
  )
}

/** What one would rather have: a token nothing is known of may be good. */
const preference: readonly Status[] = [
  'ok',
  'unknown',
  'warning',
  'failed',
  'skipped'
]

/** Whether something prevented that a token could be judged at all. */
export function hasBroken({ verdicts }: Pick<Overview, 'verdicts'>): boolean {
  return verdicts.some((one) =>
    bestOf(one).findings.some(
      ({ reason }) => reasons[reason].class === 'broken'
    )
  )
}

/** `1 failed, 3 ok` */
export function describeCounts({ counts }: Overview): string {
  const found = order.filter((status) => counts[status] > 0)
  return found.length === 0
    ? 'none was looked at'
    : found.map((status) => `${String(counts[status])} ${status}`).join(', ')
}

/** Everything that is not as it should be, the most serious first. */
export function problemsIn(overview: Overview): readonly Problem[] {
  const problems = [
    ...hindrancesIn(overview),
    ...overview.verdicts.flatMap((one) => problemsOfOne(one, overview))
  ]
  // A token may be there under two names of the policy.
  const told = new Map(problems.map((one) => [JSON.stringify(one), one]))
  return [...told.values()]
}

/** The problems of the best of the tokens of which one is enough. */
function problemsOfOne(
  verdict: TokenVerdict,
  { hasReminders }: Overview
): readonly Problem[] {
  const names = verdict.reports.map(({ token }) => token.name)
  return problemsOf(bestOf(verdict)).map((problem) => {
    const { reason, level, title, lines } = problem
    const isOwn = reasons[reason].class === 'broken' || !hasReminders
    return {
      ...problem,
      level: level === 'error' && !isOwn ? 'warning' : level,
      ...(names.length > 1 && {
        title: `${verdict.name}: ${title}`,
        lines: [
          ...lines,
          `One of ${names.join(', ')} must be as expected for ${verdict.name}, and none is.`
        ]
      })
    }
  })
}

/** Those with one reason are one problem, unless each has a place of its own. */
function hindrancesIn({
  action,
  hindrances,
  links
}: Overview): readonly Problem[] {
  const describe = ({ reason }: Hindrance, all: readonly Hindrance[]) =>
    describeProblem(reason, { ...noToken, name: action, links }, all, 'error')
  const placed = hindrances.filter(({ place }) => place !== undefined)
  const others = hindrances.filter(({ place }) => place === undefined)
  const first = others.filter(
    ({ reason }, index) =>
      others.findIndex((one) => one.reason === reason) === index
  )
  return [
    ...first.map((one) =>
      describe(
        one,
        others.filter(({ reason }) => reason === one.reason)
      )
    ),
    ...placed.map((one) => ({ ...describe(one, [one]), place: one.place }))
  ]
}

/** What a reason that is about no token may speak of. */
const noToken = {
  isFallback: false,
  isForGit: false,
  place: '',
  described: '',
  kind: 'unknown',
  needs: { scopes: [], permissions: [], repositories: [], owner: '', days: 0 },
  host: '',
  requirements: '',
  policy: undefined
} as const
