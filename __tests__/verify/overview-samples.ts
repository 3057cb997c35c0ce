import { makeLinks } from '../../src/github/links.ts'
import {
  type Hindrance,
  makeOverview,
  type Overview,
  type TokenVerdict
} from '../../src/verify/overview.ts'
import type { Reason } from '../../src/verify/reasons.ts'
import {
  makeReport,
  type Report,
  type Status
} from '../../src/verify/report.ts'
import { factsWith, findingWith, linkSource, source } from './samples.ts'

/** A reason for each status, by the classes that fail a step by default. */
const reasonFor: Readonly<Record<Status, Reason>> = {
  ok: 'ok',
  warning: 'token-expiring',
  failed: 'scope-missing',
  unknown: 'scope-unproven',
  skipped: 'skipped-fork'
}

/** A report on a good token with these findings. */
export const reportWith = (
  tokenName: string,
  ...found: readonly Reason[]
): Report =>
  makeReport(
    { ...source, tokenName },
    factsWith(),
    found.map((reason) => findingWith(reason))
  )

/** A verdict on a token that one variable holds, or one of several: `A_0`, `A_1`. */
export const verdictWith = (
  name: string,
  [first, ...others]: readonly [Status, ...Status[]],
  changes: Partial<TokenVerdict> = {}
): TokenVerdict => ({
  name,
  purpose: '',
  owners: [],
  reports: [
    reportWith(`${name}_0`, reasonFor[first]),
    ...others.map((status, index) =>
      reportWith(`${name}_${String(index + 1)}`, reasonFor[status])
    )
  ],
  ...changes
})

/** What `check` found out. */
export const overviewOf = (
  verdicts: readonly TokenVerdict[],
  hindrances: readonly Hindrance[] = [],
  hasReminders = false
): Overview =>
  makeOverview({
    action: 'setup-github-token/check',
    hasReminders,
    links: makeLinks(linkSource),
    verdicts,
    hindrances
  })

/** What keeps an action from its work; with a line, in a file. */
export const hindrance = (
  reason: Reason,
  evidence: string,
  line?: number
): Hindrance => ({
  requirement: 'a valid policy',
  reason,
  evidence,
  ...(line !== undefined && {
    place: { file: '.github/tokens.yml', line, column: 5 }
  })
})
