export type State = 'open' | 'closed'

export const REASONS = [
  'completed',
  'not_planned',
  'duplicate',
  'reopened'
] as const
export type Reason = (typeof REASONS)[number]

export interface Label {
  readonly id: number
  readonly name: string
  readonly color: string
  readonly description: string | null
}

export interface Comment {
  readonly id: number
  readonly author: string
  readonly body: string
  readonly createdAt: Date
}

/** An issue or a pull request as it is now; what happens to it shows here. */
export interface Issue {
  readonly id: number
  readonly number: number
  readonly pullRequest: boolean
  readonly author: string
  readonly title: string
  readonly body: string | null
  readonly state: State
  readonly stateReason: Reason | null
  /** The names, spelled as the repository does. */
  readonly labels: readonly string[]
  readonly assignees: readonly string[]
  readonly locked: boolean
  readonly comments: readonly Comment[]
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly closedAt: Date | null
  readonly closedBy: string | null
}

export interface IssueChanges {
  readonly title?: string | undefined
  readonly body?: string | null | undefined
  readonly state?: State | undefined
  /** Means nothing where the state stays as it is. */
  readonly stateReason?: Reason | undefined
  readonly labels?: readonly string[] | undefined
  readonly assignees?: readonly string[] | undefined
}

export interface NewIssue extends IssueChanges {
  readonly title: string
  readonly pullRequest?: boolean | undefined
}

export interface NewLabel {
  readonly name: string
  readonly color?: string | undefined
  readonly description?: string | undefined
}

/** Who does something, and when. */
export interface Act {
  readonly by: string
  readonly at: Date
}

/** An issue that is no more; with an address when it is somewhere else now. */
export interface Gone {
  readonly movedTo?: { readonly repository: number; readonly number: number }
}

/**
 * The issues, pull requests and labels of a repository. Everything happens at
 * once: nobody finds a write half done.
 */
export class Tracker {
  /** In the order of their numbers. */
  readonly issues: readonly Issue[]
  readonly #issues: Issue[] = []
  readonly #labels = new Map<string, Label>()
  readonly #gone = new Map<number, Gone>()
  readonly #nextId: () => number
  #lastNumber = 0

  constructor(nextId: () => number) {
    this.#nextId = nextId
    this.issues = this.#issues
  }

  get labels(): readonly Label[] {
    return [...this.#labels.values()]
  }

  issue(number: number): Issue | undefined {
    return this.#issues.find((issue) => issue.number === number)
  }

  gone(number: number): Gone | undefined {
    return this.#gone.get(number)
  }

  /** Ignores case, as GitHub does. */
  label(name: string): Label | undefined {
    return this.#labels.get(name.toLowerCase())
  }

  addLabel({ name, color = 'ededed', description }: NewLabel): Label {
    if (this.label(name)) throw new Error(`The label ${name} exists`)
    const label = {
      id: this.#nextId(),
      name,
      color,
      description: description ?? null
    }
    this.#labels.set(name.toLowerCase(), label)
    return label
  }

  add({ title, pullRequest = false, ...rest }: NewIssue, act: Act): Issue {
    const issue: Issue = {
      id: this.#nextId(),
      number: ++this.#lastNumber,
      pullRequest,
      author: act.by,
      title,
      body: null,
      state: 'open',
      stateReason: null,
      labels: [],
      assignees: [],
      locked: false,
      comments: [],
      createdAt: act.at,
      updatedAt: act.at,
      closedAt: null,
      closedBy: null
    }
    this.#issues.push(issue)
    this.change(issue, rest, act)
    return issue
  }

  change(issue: Issue, changes: IssueChanges, act: Act): void {
    const { title = issue.title, body = issue.body, state, labels } = changes
    Object.assign(issue, {
      title,
      body,
      assignees: changes.assignees ?? issue.assignees,
      labels: labels ? this.#spelled(labels) : issue.labels,
      updatedAt: act.at
    })
    if (state === undefined || state === issue.state) return
    const closes = state === 'closed'
    Object.assign(issue, {
      state,
      stateReason: changes.stateReason ?? (closes ? 'completed' : 'reopened'),
      closedAt: closes ? act.at : null,
      closedBy: closes ? act.by : null
    })
  }

  comment(issue: Issue, body: string, { by, at }: Act): Comment {
    const comment = { id: this.#nextId(), author: by, body, createdAt: at }
    const comments = [...issue.comments, comment]
    Object.assign(issue, { comments, updatedAt: at })
    return comment
  }

  lock(issue: Issue): void {
    Object.assign(issue, { locked: true })
  }

  remove(issue: Issue, gone: Gone = {}): void {
    this.#issues.splice(this.#issues.indexOf(issue), 1)
    this.#gone.set(issue.number, gone)
  }

  /** Takes over an issue of another repository, and answers its new number. */
  adopt(issue: Issue): number {
    const number = ++this.#lastNumber
    // docs: "Transferring an issue to another repository": labels stay where
    // there are ones of that name.
    const labels = issue.labels.filter((name) => this.label(name))
    this.#issues.push({ ...issue, id: this.#nextId(), number, labels })
    return number
  }

  #spelled(names: readonly string[]): string[] {
    const labels = names.map(
      (name) => this.label(name) ?? this.addLabel({ name })
    )
    return [...new Set(labels.map(({ name }) => name))]
  }
}
