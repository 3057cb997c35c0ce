import {
  type Account,
  type Issue,
  IssueError,
  type Issues,
  type IssueText,
  isSame
} from '../github/issues.ts'
import {
  bestOf,
  type Hindrance,
  type KeptIssue,
  type TokenVerdict
} from '../verify/overview.ts'
import type { Report } from '../verify/report.ts'
import { daysUntilDay } from '../github/expiry.ts'
import { isShortLived } from '../github/token-kind.ts'
import { formatDay } from '../verify/time.ts'
import {
  type Subject,
  type Wording,
  writeAllClear,
  writeEscalation,
  writeIssue
} from './issue-text.ts'
import { type Marker, readMarker, replaceMarker } from './marker.ts'
import { planStep, type Reminder, sortReminders, type Step } from './plan.ts'
import {
  conditionOf,
  fallBelow,
  isEndLost,
  type Stage,
  worstOf
} from './stage.ts'

/** How reminders are kept. */
export interface Keeping {
  readonly wording: Wording
  /** The first is what reminders are found by. */
  readonly labels: readonly [string, ...string[]]
  readonly assignees: readonly string[]
  /** Numbers of days, the largest first. */
  readonly thresholds: readonly number[]
  /** Nothing is written, only told. */
  readonly isDry: boolean
  readonly urlOf: (number: number) => string
  readonly today: Date
}

/** What became of an issue, and what would in a dry run. */
const actions: Readonly<
  Record<Step | 'leave', { readonly did: string; readonly would: string }>
> = {
  open: { did: 'opened', would: 'would be opened' },
  reopen: { did: 'reopened', would: 'would be reopened' },
  escalate: { did: 'commented on', would: 'would be commented on' },
  update: { did: 'updated', would: 'would be updated' },
  close: { did: 'closed', would: 'would be closed' },
  settle: { did: 'stays closed', would: 'stays closed' },
  leave: { did: 'left as it is', would: 'left as it is' },
  none: { did: 'up to date', would: 'up to date' }
}

/** So often an issue or a comment is tried to be written. */
const attempts = 3

/**
 * Keeps one issue for each token that needs attention. What is there is found by
 * label, author and a hidden marker; what was interrupted is gone on with.
 */
export class Keeper {
  readonly #issues: Issues
  readonly #keeping: Keeping
  #author: Account
  #assignees: readonly string[]
  /** All there are, for whatever token. */
  #reminders: readonly Reminder[] = []
  /** What was refused, and is nothing that an issue depends on. */
  readonly complaints: IssueError[] = []

  private constructor(issues: Issues, keeping: Keeping, author: Account) {
    this.#issues = issues
    this.#keeping = keeping
    this.#author = author
    this.#assignees = keeping.assignees
  }

  /** @throws IssueError when what is there cannot be read */
  static async start(issues: Issues, keeping: Keeping): Promise<Keeper> {
    const keeper = new Keeper(issues, keeping, await issues.author())
    await keeper.#find()
    return keeper
  }

  /**
   * Brings the issue of a token up to date.
   *
   * @returns what became of it; undefined when there is none and none is needed
   * @throws IssueError when it could not be read or written
   */
  async keep(verdict: TokenVerdict): Promise<KeptIssue | undefined> {
    const key = keyOf(verdict)
    const report = bestOf(verdict)
    const condition = conditionOf(report, thresholdsFor(report, this.#keeping))
    if (condition.is === 'skipped' || condition.is === 'broken') {
      const { current } = sortReminders(this.#remindersOf(key))
      return current?.issue.isOpen === true
        ? this.#tell('leave', current.issue)
        : undefined
    }
    const current = await this.#pick(key)
    if (condition.is === 'bad') {
      const { stage, reasons } = condition
      const known = this.#withKnownEnd(stage, report, current)
      return this.#remind({ verdict, reasons }, known, current)
    }
    if (isEndLost(report, current?.marker.stage ?? null)) {
      const stage = { problem: 'unknown', threshold: null } as const
      return this.#remind({ verdict, reasons: ['end-unknown'] }, stage, current)
    }
    await this.#forget(key)
    return current && this.#calm(verdict, current)
  }

  /** Open issues about tokens that are not among these. */
  strays(verdicts: readonly TokenVerdict[]): readonly Stray[] {
    const keys = new Set(verdicts.map(keyOf))
    return this.#reminders
      .filter(({ issue, marker }) => issue.isOpen && !keys.has(marker.token))
      .map(({ issue: { number }, marker: { token } }) => ({
        token,
        url: this.#keeping.urlOf(number)
      }))
  }

  /** All is well: the issue has nothing to say any more. */
  async #calm(verdict: TokenVerdict, current: Reminder): Promise<KeptIssue> {
    const { issue } = current
    const step = planStep(undefined, current)
    if (this.#keeping.isDry) return this.#tell(step, issue)
    const isClosing = step === 'close'
    // Whoever locks a conversation wants no comment.
    if (isClosing && !issue.isLocked)
      await this.#comment(
        issue,
        writeAllClear(verdict, this.#keeping.wording),
        'well'
      )
    await this.#settle(current, isClosing ? 'completed' : undefined)
    return this.#tell(step, issue)
  }

  /** All is well: what persons closed earlier says nothing about the next time. */
  async #forget(token: string): Promise<void> {
    const { forgotten } = sortReminders(this.#remindersOf(token))
    for (const reminder of forgotten) {
      if (!this.#keeping.isDry) await this.#settle(reminder)
    }
  }

  /** Writes down that an issue reminds of nothing any more, and closes it if asked to. */
  async #settle(
    { issue, marker }: Reminder,
    state?: 'completed' | 'not_planned'
  ): Promise<void> {
    const { token, since } = marker
    const body = replaceMarker(issue.body, { token, stage: null, since })
    await this.#issues.update(issue.number, { title: issue.title, body }, state)
  }

  /** Something is wrong: the issue says what, and comments on it when it gets worse. */
  async #remind(
    subject: Subject,
    stage: Stage,
    current: Reminder | undefined
  ): Promise<KeptIssue> {
    const { wording, isDry, today } = this.#keeping
    const step = planStep(stage, current)
    const marker = this.#markerFor(subject.verdict, stage, current?.marker)
    const text = this.#issues.clean(writeIssue(subject, marker, wording, today))
    if (current === undefined) {
      return isDry
        ? { ...this.#tell(step, undefined), title: text.title }
        : this.#tell(step, await this.#open(text, marker))
    }
    const { issue } = current
    const isSaid = issue.title === text.title && issue.body === text.body
    if (step === 'update' && isSaid) return this.#tell('none', issue)
    if (isDry) return this.#tell(step, issue)
    if (step !== 'update' && !issue.isLocked) {
      const about = `${stage.problem} ${String(stage.threshold)}`
      await this.#comment(issue, writeEscalation(subject, marker), about)
    }
    await this.#issues.update(
      issue.number,
      text,
      step === 'reopen' ? 'open' : undefined
    )
    const isUntold = step === 'escalate' && issue.isLocked
    return this.#tell(isUntold ? 'update' : step, issue)
  }

  /** A host that says nothing about a token stops no calendar. */
  #withKnownEnd(
    stage: Stage,
    report: Report,
    current: Reminder | undefined
  ): Stage {
    const end = current?.marker.end
    const isTold = stage.threshold !== null || report.valid === true
    if (isTold || end === undefined) return stage
    const days = daysUntilDay(new Date(end), this.#keeping.today)
    const thresholds = thresholdsFor(report, this.#keeping)
    return { ...stage, threshold: fallBelow(days, thresholds) }
  }

  /** What is to be known the next time: how bad it was, and since when it has been. */
  #markerFor(
    verdict: TokenVerdict,
    stage: Stage,
    before: Marker | undefined
  ): Marker {
    const known = before?.stage ?? null
    const end = endOf(bestOf(verdict), before)
    return {
      token: keyOf(verdict),
      // A host that does not answer for a day takes nothing back.
      stage: stage.problem === 'unknown' ? worstOf(stage, known) : stage,
      since:
        before === undefined || known === null
          ? formatDay(this.#keeping.today)
          : before.since,
      ...(end !== undefined && { end })
    }
  }

  /** Opens an issue, once: another run, or an answer that got lost, may have done so. */
  async #open(text: IssueText, marker: Marker): Promise<Issue | undefined> {
    const { labels } = this.#keeping
    for (const label of labels) await this.#issues.ensureLabel(label)
    let created: Issue | undefined
    for (let attempt = 1; created === undefined; attempt += 1) {
      try {
        created = await this.#issues.create(text, labels, this.#assignees)
        this.#author = created.author
      } catch (error) {
        if (this.#assignees.length > 0 && isAboutAssignees(error)) {
          this.complaints.push(error)
          this.#assignees = []
          continue
        }
        const mayBeThere = error instanceof IssueError && error.isDoubtful
        if (!mayBeThere || attempt === attempts) throw error
        await this.#find()
        if (this.#hasOpen(marker)) break
      }
    }
    await this.#find()
    // A list may be older than what was written a moment ago.
    if (created !== undefined && !this.#hasOpen(marker)) {
      this.#reminders = [...this.#reminders, { issue: created, marker }]
    }
    return (await this.#pick(marker.token))?.issue
  }

  #hasOpen({ token }: Marker): boolean {
    return this.#remindersOf(token).some(({ issue }) => issue.isOpen)
  }

  /** Comments once a day on what has happened, whatever becomes of the answer. */
  async #comment(issue: Issue, text: string, about: string): Promise<void> {
    const day = formatDay(this.#keeping.today)
    const mark = `<!-- setup-github-token: ${day} ${about} -->`
    for (let attempt = 1; ; attempt += 1) {
      const said = await this.#issues.comments(issue.number, this.#author)
      if (said.some((one) => one.includes(mark))) return
      try {
        await this.#issues.comment(issue.number, `${text}\n\n${mark}`)
        return
      } catch (error) {
        const mayBeThere = error instanceof IssueError && error.isDoubtful
        if (!mayBeThere || attempt === attempts) throw error
      }
    }
  }

  /** Finds everything this action has written, by whoever its token is now. */
  async #find(): Promise<void> {
    const issues = await this.#issues.list(this.#keeping.labels[0])
    const marked = issues.flatMap((issue) => {
      const marker = readMarker(issue.body)
      return marker === undefined ? [] : [{ issue, marker }]
    })
    const author = this.#author
    const another = marked.find(
      ({ issue }) =>
        issue.author.login.endsWith('[bot]') && !isSame(issue.author, author)
    )
    if (author.isAssumed === true && another !== undefined) {
      throw new IssueError(
        {
          reason: 'access-refused',
          evidence: `GitHub did not tell who issue-token is of, and issues of @${another.issue.author.login} are there`
        },
        false
      )
    }
    // A list of pages that changes while it is read has some twice.
    const ours = marked.filter(({ issue }) => isSame(issue.author, author))
    this.#reminders = [
      ...new Map(ours.map((one) => [one.issue.number, one])).values()
    ]
  }

  #remindersOf(token: string): readonly Reminder[] {
    return this.#reminders.filter(({ marker }) => marker.token === token)
  }

  /** The reminder of a token to go on with; others that are open are closed. */
  async #pick(token: string): Promise<Reminder | undefined> {
    const { current, duplicates } = sortReminders(this.#remindersOf(token))
    for (const duplicate of duplicates) {
      if (!this.#keeping.isDry) await this.#settle(duplicate, 'not_planned')
    }
    return current
  }

  #tell(step: Step | 'leave', issue: Issue | undefined): KeptIssue {
    const { isDry, urlOf } = this.#keeping
    const number = issue?.number
    const { did, would } = actions[step]
    return {
      number,
      url: number === undefined ? undefined : urlOf(number),
      action: isDry ? would : did
    }
  }
}

function isAboutAssignees(error: unknown): error is IssueError {
  return (
    error instanceof IssueError && error.refusal.reason === 'assignee-refused'
  )
}

/** An open issue about a token that nobody asks about any more. */
export interface Stray {
  /** The host and the name of the token. */
  readonly token: string
  readonly url: string
}

/** What became of all reminders. */
export interface Kept {
  readonly verdicts: readonly TokenVerdict[]
  readonly hindrances: readonly Hindrance[]
  readonly strays: readonly Stray[]
}

/**
 * Brings the issues of tokens up to date, one after the other, as GitHub asks for
 * writes. What goes wrong with one does not keep the others from theirs, unless it
 * would go wrong with them too.
 */
export async function keepReminders(
  issues: Issues,
  keeping: Keeping,
  verdicts: readonly TokenVerdict[]
): Promise<Kept> {
  const kept: TokenVerdict[] = []
  const hindrances: Hindrance[] = []
  const refuse = (error: unknown, name: string): IssueError => {
    if (!(error instanceof IssueError)) throw error
    hindrances.push({ requirement: `an issue about ${name}`, ...error.refusal })
    return error
  }
  let keeper
  try {
    keeper = await Keeper.start(issues, keeping)
  } catch (error) {
    refuse(error, 'tokens')
    return { verdicts, hindrances, strays: [] }
  }
  let isHopeless = false
  for (const verdict of verdicts) {
    if (isHopeless) {
      kept.push(verdict)
      continue
    }
    try {
      kept.push({ ...verdict, issue: await keeper.keep(verdict) })
    } catch (error) {
      isHopeless = refuse(error, verdict.name).isGeneral
      kept.push(verdict)
    }
  }
  for (const error of keeper.complaints) refuse(error, 'tokens')
  return { verdicts: kept, hindrances, strays: keeper.strays(verdicts) }
}

/**
 * The day on which a token ends, or did when it was accepted last. Some live for
 * hours, and end every day.
 */
function endOf(
  { token: { kind, expiresAt }, valid }: Report,
  before: Marker | undefined
): string | undefined {
  if (valid !== true) return before?.end
  return expiresAt === undefined || isShortLived(kind)
    ? undefined
    : formatDay(expiresAt)
}

/** The name of a token on its host. */
function keyOf(verdict: TokenVerdict): string {
  return `${bestOf(verdict).token.host}/${verdict.name}`
}

/** A token whose `warn-days` are its own is reminded of from then on. */
function thresholdsFor(
  { warnDays }: Report,
  { thresholds }: Keeping
): readonly number[] {
  return [warnDays, ...thresholds.filter((days) => days < warnDays)]
}
