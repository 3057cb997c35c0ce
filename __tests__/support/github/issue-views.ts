import type { IssueCall } from './issue-routes.ts'
import type { Comment, Issue, Label } from './issues.ts'

type Viewer = Pick<IssueCall, 'model' | 'origin' | 'repository' | 'root'>

// The schemas of GitHub's OpenAPI, without the counts and links that nobody
// asks for here: "issue", "issue-comment" and "label".

export function issueView(viewer: Viewer, issue: Issue) {
  const { comments, number, pullRequest } = issue
  const url = `${repositoryUrl(viewer)}/issues/${number}`
  const page = issuePage(viewer, issue)
  const assignees = issue.assignees.map((login) => userView(viewer, login))
  return {
    id: issue.id,
    node_id: `${pullRequest ? 'PR' : 'I'}_${issue.id}`,
    url,
    repository_url: repositoryUrl(viewer),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: page,
    number,
    title: issue.title,
    user: userView(viewer, issue.author),
    labels: issue.labels.map((name) => {
      const label = viewer.model.tracker(viewer.repository).label(name)
      return label && labelView(viewer, label)
    }),
    state: issue.state,
    state_reason: issue.stateReason,
    locked: issue.locked,
    active_lock_reason: null,
    assignee: assignees[0] ?? null,
    assignees,
    milestone: null,
    comments: comments.length,
    created_at: timeView(issue.createdAt),
    updated_at: timeView(issue.updatedAt),
    closed_at: issue.closedAt && timeView(issue.closedAt),
    body: issue.body,
    performed_via_github_app: null,
    ...(pullRequest && {
      pull_request: {
        url: `${repositoryUrl(viewer)}/pulls/${number}`,
        html_url: page,
        diff_url: `${page}.diff`,
        patch_url: `${page}.patch`,
        merged_at: null
      }
    })
  }
}

/** What is told of an issue that was asked for by its number. */
export function singleIssueView(viewer: Viewer, issue: Issue) {
  const { closedBy } = issue
  return {
    ...issueView(viewer, issue),
    closed_by: closedBy === null ? null : userView(viewer, closedBy)
  }
}

export function commentView(
  viewer: Viewer,
  issue: Issue,
  { author, body, createdAt, id }: Comment
) {
  const url = repositoryUrl(viewer)
  return {
    id,
    node_id: `IC_${id}`,
    url: `${url}/issues/comments/${id}`,
    issue_url: `${url}/issues/${issue.number}`,
    html_url: `${issuePage(viewer, issue)}#issuecomment-${id}`,
    user: userView(viewer, author),
    created_at: timeView(createdAt),
    updated_at: timeView(createdAt),
    body,
    performed_via_github_app: null
  }
}

export function labelView(
  viewer: Viewer,
  { color, description, id, name }: Label
) {
  const url = `${repositoryUrl(viewer)}/labels/${encodeURIComponent(name)}`
  return {
    id,
    node_id: `LA_${id}`,
    url,
    name,
    color,
    default: false,
    description
  }
}

function userView({ model, origin }: Viewer, author: string): object | null {
  const account = model.account(author)
  if (!account) return null
  const { id, login, type } = account
  return { login, id, type, html_url: `${origin}/${login}` }
}

function issuePage(
  { origin, repository }: Viewer,
  { number, pullRequest }: Issue
): string {
  const kind = pullRequest ? 'pull' : 'issues'
  return `${origin}/${repository.fullName}/${kind}/${number}`
}

function repositoryUrl({ repository, root }: Viewer): string {
  return `${root}/repos/${repository.fullName}`
}

// GitHub tells no fractions of seconds.
function timeView(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z')
}
