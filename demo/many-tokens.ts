// Many tokens at once: a check of five, each with a fate of its own, and the life of
// the issue that reminds of one.
import { join } from 'node:path'
import type { GitHub } from '../__tests__/support/github/github.ts'
import type { NewToken } from '../__tests__/support/github/model.ts'
import type { StepResult } from '../__tests__/support/runner/job.ts'
import {
  actionFolder,
  actionName,
  type World
} from '../__tests__/support/world.ts'
import { announce, claim, showLines, showLog } from './stage.ts'

/** What each token must be able to do, as `.github/tokens.yml` would say below `tokens`. */
const policy = `
RELEASE_TOKEN:
  purpose: pushes the release commit
  preset: push, workflow-files
WEAK_TOKEN:
  preset: push
OLD_TOKEN:
  preset: push
ISSUE_TOKEN:
  permissions:
    issues: write
  repositories: acme/app
ABSENT_TOKEN:
  on-empty: skip
`

const fates = { ok: 1, warning: 1, failed: 1, unknown: 1, skipped: 1 }

/** An issue as people see it. */
export interface SeenIssue {
  readonly title: string
  readonly body: string
  readonly comments: readonly string[]
}

/** Checks five tokens as a pull request would, and gives back the job summary. */
export async function checkFive(world: World): Promise<string> {
  announce('check: five tokens, five fates')
  const { github, tokens } = world
  const add = (token: Pick<NewToken, 'name' | 'expiresAt' | 'permissions'>) =>
    github.addToken({
      kind: 'fine-grained',
      login: 'acme-bot',
      access: { 'acme/*': 'write' },
      ...token
    })
  const env = {
    RELEASE_TOKEN: tokens.release,
    WEAK_TOKEN: tokens.weak,
    OLD_TOKEN: add({ name: 'OLD_TOKEN', expiresAt: header(5) }),
    ISSUE_TOKEN: add({ name: 'ISSUE_TOKEN', permissions: { issues: 'write' } }),
    ABSENT_TOKEN: ''
  }
  const job = await world.startJob()
  const step = await job.uses({
    action: join(actionFolder, 'check'),
    name: nameOf('check'),
    with: { tokens: policy },
    env
  })
  showLog(step.log)
  const counts = Object.entries(fates).map(
    ([status, count]) => step.outputs[status] === String(count)
  )
  claim('each has a fate of its own', !counts.includes(false))
  claim('the step is red, because of one of them', step.exitCode === 1)
  return step.summary
}

/** Follows an issue from the first reminder to the last; `see` is shown it half-way. */
export async function remindOfOne(
  world: World,
  see: (issue: SeenIssue) => void = () => undefined
): Promise<void> {
  const { github } = world
  const token = github.addToken({
    name: 'DEPLOY_TOKEN',
    kind: 'fine-grained',
    login: 'acme-bot',
    access: { 'acme/*': 'write' }
  })
  const issueToken = github.addToken({
    name: 'GITHUB_TOKEN of the schedule',
    kind: 'installation',
    access: { 'acme/app': 'write' },
    permissions: { issues: 'write' }
  })
  // What GitHub says in the course of the weeks.
  const expireIn = (days: number) =>
    github.fault(({ tokenNames }) => tokenNames.includes('DEPLOY_TOKEN'), {
      headers: { 'github-authentication-token-expiration': header(days) }
    })
  const run = async (): Promise<StepResult> => {
    const job = await world.startJob({ token: issueToken })
    return job.uses({
      action: join(actionFolder, 'remind'),
      name: nameOf('remind'),
      with: {
        tokens:
          'DEPLOY_TOKEN:\n  purpose: deploys the site\n  owner: "@acme/release"\n  preset: push\n'
      },
      env: { DEPLOY_TOKEN: token }
    })
  }

  announce('remind: 29 days before a token expires, an issue is opened')
  expireIn(29.5)
  await run()
  showIssue(github)
  claim('there is one issue, and it is open', states(github) === 'open')

  announce('remind: 13 days before, it is commented on')
  expireIn(13.5)
  await run()
  await run()
  showComments(github)
  const [issue] = github.issues('acme/app')
  if (issue !== undefined) {
    const { title, body } = issue
    see({ title, body: visible(body), comments: commentsOf(github) })
  }
  claim(
    'a run later, there is still one issue with one comment',
    states(github) === 'open' && commentsOf(github).length === 1
  )

  announce('remind: the token is replaced, and the issue closed')
  expireIn(90.5)
  await run()
  showComments(github)
  claim('the issue is closed', states(github) === 'closed')
}

function nameOf(action: string): `${string}/${string}@${string}` {
  const [repository = '', ref = ''] = actionName.split('@')
  return `${repository}/${action}@${ref}` as const
}

/** The header of a token that expires in so many days. */
function header(days: number): string {
  const moment = new Date(Date.now() + days * 86_400_000)
  return `${moment.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

function states(github: GitHub): string {
  return github
    .issues('acme/app')
    .map(({ state }) => state)
    .join()
}

function commentsOf(github: GitHub): readonly string[] {
  return github
    .issues('acme/app')
    .flatMap(({ comments }) => comments.map(({ body }) => visible(body)))
}

function showIssue(github: GitHub): void {
  for (const { title, body } of github.issues('acme/app')) {
    showLines([title, '', ...visible(body).split('\n')])
  }
}

function showComments(github: GitHub): void {
  showLines(commentsOf(github))
}

/** As GitHub shows it: without comments of HTML. */
function visible(text: string | null): string {
  return (text ?? '').replace(/<!--.*?-->/gs, '').trim()
}
