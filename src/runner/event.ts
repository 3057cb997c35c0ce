import { readFileSync, statSync } from 'node:fs'
import { member } from '../json.ts'
import type { Run } from '../verify/facts.ts'
import type { Environment } from './job.ts'

/** GitHub's own events are at most 25 MB; what is larger is none. */
const largestEvent = 25 * 1024 * 1024

const dependabot = 'dependabot[bot]'

/** Events of a pull request that get no secrets when it comes from a fork. */
const pullRequestEvents: ReadonlySet<string> = new Set([
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment'
])

/** Other events that get Dependabot's secrets when Dependabot caused them. */
const dependabotEvents: ReadonlySet<string> = new Set([
  'push',
  'create',
  'deployment',
  'deployment_status'
])

/**
 * What the event of this run means for secrets. Whatever is missing from it or
 * malformed proves nothing: then the run is taken for an ordinary one.
 *
 * Names decide nothing but whether an empty token is an error, so that nobody
 * gains by taking the one of Dependabot.
 * https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows
 * https://docs.github.com/code-security/dependabot/troubleshooting-dependabot/troubleshooting-dependabot-on-github-actions
 */
export function readRun(environment: Environment): Run {
  const name = environment['GITHUB_EVENT_NAME'] ?? ''
  if (dependabotEvents.has(name)) {
    return environment['GITHUB_ACTOR'] === dependabot ? 'dependabot' : 'trusted'
  }
  const payload = readPayload(environment['GITHUB_EVENT_PATH'] ?? '')
  if (pullRequestEvents.has(name)) {
    const pull = member(payload, 'pull_request')
    if (member(member(pull, 'user'), 'login') === dependabot) {
      return 'dependabot'
    }
    const head = member(member(pull, 'head'), 'repo')
    return isFork(head, member(payload, 'repository'))
      ? 'fork-without-secrets'
      : 'trusted'
  }
  return isForkAtWork(name, payload) ? 'fork-with-secrets' : 'trusted'
}

/** Whether the event says that only some may read the workflow's repository. */
export function isPrivate(environment: Environment): boolean {
  const payload = readPayload(environment['GITHUB_EVENT_PATH'] ?? '')
  return member(member(payload, 'repository'), 'private') === true
}

/**
 * Whether a run has secrets although a fork decides what it works on. An event
 * that does not tell is taken for one: nobody shall get a token by breaking it.
 * https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/
 */
function isForkAtWork(name: string, payload: unknown): boolean {
  const repository = member(payload, 'repository')
  if (name === 'pull_request_target') {
    const head = member(member(payload, 'pull_request'), 'head')
    return !isSame(member(head, 'repo'), repository)
  }
  if (name !== 'workflow_run') return false
  const run = member(payload, 'workflow_run')
  const origin = member(run, 'event')
  const isPullRequest =
    typeof origin !== 'string' || origin.startsWith('pull_request')
  return isPullRequest && !isSame(member(run, 'head_repository'), repository)
}

/** A fork is another repository, or null when it was deleted. Nothing proves nothing. */
function isFork(head: unknown, repository: unknown): boolean {
  const isKnown = [head, repository].every(
    (one) => typeof member(one, 'id') === 'number'
  )
  return head === null || (isKnown && !isSame(head, repository))
}

/** Ids outlive renames. */
function isSame(head: unknown, repository: unknown): boolean {
  const id = member(repository, 'id')
  return typeof id === 'number' && member(head, 'id') === id
}

function readPayload(path: string): unknown {
  try {
    if (statSync(path).size > largestEvent) return undefined
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}
