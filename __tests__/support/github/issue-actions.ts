import type {
  Comment,
  Issue,
  IssueChanges,
  Label,
  NewIssue,
  Tracker
} from './issues.ts'
import type { Model, Repository } from './model.ts'

/** What people do in a browser, and what can be seen there; no request is made. */
export interface IssueActions {
  /** Issues and pull requests, in the order of their numbers, as they are now. */
  issues(fullName: string): readonly Issue[]
  labels(fullName: string): readonly Label[]
  addLabel(fullName: string, name: string): Label
  /** Its author is `octocat` when nobody is named. */
  addIssue(fullName: string, issue: NewIssue & { author?: string }): Issue
  editIssue(
    fullName: string,
    number: number,
    changes: IssueChanges,
    by?: string
  ): void
  closeIssue(fullName: string, number: number, by?: string): void
  reopenIssue(fullName: string, number: number, by?: string): void
  /** Only those who may write can comment from then on. */
  lockIssue(fullName: string, number: number): void
  commentOn(
    fullName: string,
    number: number,
    body: string,
    by?: string
  ): Comment
  /** Deletes it, or transfers it to another repository. */
  removeIssue(fullName: string, number: number, to?: string): void
}

export function issueActions(model: Model, now: () => Date): IssueActions {
  const actor = (login = 'octocat') => {
    const type = login.endsWith('[bot]') ? 'Bot' : 'User'
    if (!model.account(login)) model.addAccount({ login }, type)
    return { by: login, at: now() }
  }
  const trackerOf = (fullName: string) =>
    model.tracker(repositoryNamed(model, fullName))
  const find = (fullName: string, number: number): [Tracker, Issue] => {
    const tracker = trackerOf(fullName)
    const issue = tracker.issue(number)
    if (!issue) throw new Error(`There is no ${fullName}#${number}`)
    return [tracker, issue]
  }
  const edit: IssueActions['editIssue'] = (fullName, number, changes, by) => {
    const [tracker, issue] = find(fullName, number)
    tracker.change(issue, changes, actor(by))
  }

  return {
    issues: (fullName) => trackerOf(fullName).issues,
    labels: (fullName) => trackerOf(fullName).labels,
    addLabel: (fullName, name) => trackerOf(fullName).addLabel({ name }),
    addIssue: (fullName, { author, ...issue }) =>
      trackerOf(fullName).add(issue, actor(author)),
    editIssue: edit,
    closeIssue: (fullName, number, by) => {
      edit(fullName, number, { state: 'closed' }, by)
    },
    reopenIssue: (fullName, number, by) => {
      edit(fullName, number, { state: 'open' }, by)
    },
    lockIssue(fullName, number) {
      const [tracker, issue] = find(fullName, number)
      tracker.lock(issue)
    },
    commentOn(fullName, number, body, by) {
      const [tracker, issue] = find(fullName, number)
      return tracker.comment(issue, body, actor(by))
    },
    removeIssue(fullName, number, to) {
      const [tracker, issue] = find(fullName, number)
      if (to === undefined) {
        tracker.remove(issue)
        return
      }
      const repository = repositoryNamed(model, to)
      const moved = model.tracker(repository).adopt(issue)
      const movedTo = { repository: repository.id, number: moved }
      tracker.remove(issue, { movedTo })
    }
  }
}

function repositoryNamed(model: Model, fullName: string): Repository {
  const repository = model.repository(fullName)
  if (!repository) throw new Error(`There is no repository ${fullName}`)
  return repository
}
