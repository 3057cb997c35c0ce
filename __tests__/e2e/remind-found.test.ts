import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { FAULTS } from '../support/github/faults.ts'
import type { RecordedRequest } from '../support/github/requests.ts'
import type { World } from '../support/world.ts'
import {
  dayIn,
  daysAfter,
  type Desk,
  type DeskOptions,
  expiresIn,
  openDesk,
  type Seen,
  startReminders
} from './remind-play.ts'

let world: World

beforeAll(async () => {
  world = await startReminders()
  world.github.addUser({ login: 'ann' })
  world.github.addUser({ login: 'bob' })
})

afterAll(() => world.close())

const bot = 'github-actions[bot]'

const deskWith = (options: DeskOptions = {}) =>
  openDesk(world, { token: { expiresAt: expiresIn(29) }, ...options })

/** A desk with an open issue. */
async function begun(options: DeskOptions = {}) {
  const desk = await deskWith(options)
  await desk.remind()
  const [issue] = world.github.issues(desk.repository)
  return { desk, body: String(issue?.body) }
}

const actionIn = ({ issues }: Seen) => issues.map(({ action }) => action)
const label = ['token-rotation']
const listed = 'GET /issues?state=all&labels=token-rotation&per_page=100'

/** Why a run is red: what happened, the evidence, the fix. */
const complaintIn = ({ log }: Seen) => {
  const start = log.findLastIndex((line) => line.startsWith('##[error]'))
  return log.slice(start, start + 3)
}

describe('an issue is found again', () => {
  test.concurrent('on a later page, among those of others', async () => {
    const { desk } = await begun()
    const { github } = world
    for (let count = 0; count < 230; count += 1) {
      github.addIssue(desk.repository, {
        title: 'Other',
        body: 'Text',
        labels: label,
        state: count % 2 === 0 ? 'open' : 'closed',
        pullRequest: count % 5 === 0
      })
    }
    const seen = await desk.remind()
    // Where the next page is, the last one tells.
    const pages = seen.requests.map((one) =>
      one.replace(/\/repositories\/\d+/, '')
    )
    expect(pages).toEqual([
      'POST /graphql 200',
      `${listed} 200`,
      ...[2, 3].map((page) => `${listed}&page=${page} 200`)
    ])
    expect(actionIn(seen)).toEqual(['up to date'])
    desk.now = daysAfter(16)
    expect(actionIn(await desk.remind())).toEqual(['commented on'])
    expect(desk.view()[0]?.comments).toHaveLength(1)
    expect(desk.view().filter(({ title }) => title !== 'Other')).toHaveLength(1)
  })

  test.concurrent('by its label, however that is spelled', async () => {
    const desk = await deskWith()
    world.github.addLabel(desk.repository, 'Token-Rotation')
    expect((await desk.remind()).writes).toEqual(['POST /issues 201'])
    expect(desk.view()).toMatchObject([{ labels: ['Token-Rotation'] }])
    expect((await desk.remind()).writes).toEqual([])
  })

  test.concurrent('not without its label', async () => {
    const { desk } = await begun()
    world.github.editIssue(desk.repository, 1, { labels: ['other'] })
    expect(actionIn(await desk.remind())).toEqual(['opened'])
    expect(desk.open()).toEqual([1, 2])
    expect((await desk.remind()).writes).toEqual([])
  })

  test.concurrent('not by a marker that a stranger copied', async () => {
    const desk = await deskWith()
    const { desk: other, body } = await begun()
    const copy = body.replaceAll(other.repository, desk.repository)
    world.github.addIssue(desk.repository, {
      title: 'Mine',
      body: copy,
      labels: label,
      author: 'mallory'
    })
    world.github.addIssue(desk.repository, {
      title: 'Mine',
      body: copy,
      labels: label,
      author: 'github-actions'
    })
    const stranger = structuredClone(desk.view())
    expect(actionIn(await desk.remind())).toEqual(['opened'])
    expect(desk.open()).toEqual([1, 2, 3])
    desk.replace({ expiresAt: expiresIn(400) })
    expect(actionIn(await desk.remind())).toEqual(['closed'])
    expect(desk.view().slice(0, 2)).toEqual(stranger)
  })

  test.concurrent('not when it is a pull request', async () => {
    const desk = await deskWith()
    const { body } = await begun()
    world.github.addIssue(desk.repository, {
      title: 'Pull',
      body,
      labels: label,
      author: bot,
      pullRequest: true
    })
    expect(actionIn(await desk.remind())).toEqual(['opened'])
    expect(desk.view()[0]?.title).toBe('Pull')
  })

  test.concurrent('not when it is about another token', async () => {
    const { desk } = await begun()
    const policy = 'RELEASE_TOKEN:\nOTHER_TOKEN:\n'
    const env = { OTHER_TOKEN: desk.secret }
    const seen = await desk.remind({ policy, env })
    expect(seen.issues.map(({ token, action }) => [token, action])).toEqual([
      ['RELEASE_TOKEN', 'up to date'],
      ['OTHER_TOKEN', 'opened']
    ])
    expect(desk.open()).toEqual([1, 2])
  })

  test.concurrent.each([
    ['deleted', undefined],
    ['transferred', 'acme/lib']
  ])('not when it was %s: there is a new one', async (_, to) => {
    const { desk } = await begun()
    world.github.removeIssue(desk.repository, 1, to)
    expect(actionIn(await desk.remind())).toEqual(['opened'])
    expect(desk.open()).toEqual([2])
    expect((await desk.remind()).writes).toEqual([])
  })

  test.concurrent('and not talked on when it is locked', async () => {
    const { desk } = await begun()
    world.github.lockIssue(desk.repository, 1)
    desk.now = daysAfter(16)
    const seen = await desk.remind()
    expect([seen.exitCode, actionIn(seen)]).toEqual([0, ['updated']])
    expect(seen.writes).toEqual(['PATCH /issues/1 200'])
    desk.replace({ expiresAt: expiresIn(400) })
    expect((await desk.remind()).writes).toEqual(['PATCH /issues/1 200'])
    expect(desk.view()).toMatchObject([{ state: 'completed', comments: [] }])
  })
})

describe('labels and assignees', () => {
  const inputs = {
    labels: 'needs rotation/now, security\nops',
    assignees: '@ann, bob'
  }

  test.concurrent('are those that were asked for', async () => {
    const desk = await deskWith()
    world.github.addLabel(desk.repository, 'Security')
    const seen = await desk.remind({ inputs })
    expect(seen.requests.map((one) => one.replace(/\?.*(?= )/, ''))).toEqual([
      'POST /graphql 200',
      'GET /issues 200',
      'GET /labels/needs%20rotation%2Fnow 404',
      'POST /labels 201',
      'GET /labels/security 200',
      'GET /labels/ops 404',
      'POST /labels 201',
      'POST /issues 201',
      'GET /issues 200'
    ])
    expect(desk.view()).toMatchObject([
      {
        labels: ['needs rotation/now', 'Security', 'ops'],
        assignees: ['ann', 'bob']
      }
    ])
    expect(
      world.github
        .labels(desk.repository)
        .map(({ name, color }) => [name, color])
    ).toEqual([
      ['Security', 'ededed'],
      ['needs rotation/now', 'd93f0b'],
      ['ops', 'd93f0b']
    ])
    expect((await desk.remind({ inputs })).writes).toEqual([])
  })

  test.concurrent(
    'that are refused are told, and the issue is there all the same',
    async () => {
      const desk = await deskWith()
      const seen = await desk.remind({ inputs: { assignees: 'nobody-here' } })
      expect(seen.exitCode).toBe(1)
      expect(complaintIn(seen)).toEqual([
        '##[error]Issues that remind of tokens have nobody assigned: GitHub refuses whom the input assignees names.',
        'POST https://HOST/api/v3/repos/acme/app/issues answered 422: Validation Failed (assignees: nobody-here).',
        'Fix: Name accounts in assignees that have access to this repository, or leave it empty.'
      ])
      expect(actionIn(seen)).toEqual(['opened'])
      expect(seen.writes).toEqual([
        'POST /labels 201',
        'POST /issues 422',
        'POST /issues 201'
      ])
      expect(desk.view()).toMatchObject([
        { number: 1, state: 'open', labels: label, assignees: [] }
      ])
      const again = await desk.remind({ inputs: { assignees: 'nobody-here' } })
      expect([again.exitCode, again.writes]).toEqual([0, []])
    }
  )
})

describe('who writes', () => {
  const isGraphql = ({ path }: RecordedRequest) => path.endsWith('/graphql')

  test.concurrent.each<[string, DeskOptions['writer']]>([
    ['a classic token', { kind: 'classic', login: 'ann', scopes: ['repo'] }],
    [
      'a fine-grained token',
      { kind: 'fine-grained', login: 'ann', permissions: { issues: 'write' } }
    ],
    [
      'a token of a GitHub App',
      {
        kind: 'installation',
        login: 'acme-app[bot]',
        permissions: { issues: 'write' }
      }
    ]
  ])('is known of %s', async (_, writer) => {
    const { desk } = await begun({ writer: writer ?? {} })
    expect((await desk.remind()).writes).toEqual([])
    desk.replace({ expiresAt: expiresIn(400) })
    expect(actionIn(await desk.remind())).toEqual(['closed'])
    const [issue] = world.github.issues(desk.repository)
    expect(issue?.author).toBe(writer?.login)
  })

  test.concurrent.each([
    ['with errors', { status: 200, body: '{"errors":[{"message":"No"}]}' }],
    ['that it may not be asked', { status: 403, body: '{"message":"No"}' }],
    ['that it is not there', { status: 404, body: '{"message":"Not Found"}' }]
  ])('is found out by REST when GraphQL answers %s', async (_, fault) => {
    for (const writer of [
      {},
      { kind: 'classic' as const, login: 'ann', scopes: ['repo'] }
    ]) {
      const { desk } = await begun({ writer })
      desk.issueFault(fault, { match: isGraphql })
      const seen = await desk.remind()
      expect([seen.exitCode, seen.writes]).toEqual([0, []])
      expect(seen.requests[1]).toMatch(/^GET \/user (200|403)$/)
      expect(actionIn(seen)).toEqual(['up to date'])
    }
  })

  test.concurrent.each([
    ['is down', FAULTS.badGateway],
    ['limits the rate', FAULTS.secondaryLimit],
    ['does not answer', FAULTS.disconnected]
  ])('is not guessed when GraphQL %s', async (_, fault) => {
    const { desk } = await begun()
    desk.issueFault(fault, { match: isGraphql })
    desk.now = daysAfter(16)
    const view = desk.view()
    const seen = await desk.remind()
    expect([seen.exitCode, seen.writes]).toEqual([1, []])
    expect(complaintIn(seen)[0]).toBe(
      '##[error]The issues that remind of tokens are not up to date.'
    )
    expect(desk.view()).toEqual(view)
  })
})

describe('a run is red', () => {
  const forbidden =
    '##[error]No issue can remind of tokens: issue-token may not read or write issues here.'
  const rejected =
    '##[error]No issue can remind of tokens: issue-token is none that GitHub accepts.'
  const leaveOut =
    'Fix: Leave issue-token out, which then is the token of the job, or pass one that is valid here.'
  const addLine =
    'Fix: Add the line `issues: write` to `permissions:` of the job, or pass an issue-token that has it (a classic one needs `repo`).'
  const api = 'https://HOST/api/v3/repos/acme/app'
  const reader = { kind: 'installation' as const }

  const red = (seen: Seen, desk: Desk) => {
    expect([seen.exitCode, seen.outputs['status']]).toEqual([1, 'failed'])
    expect(seen.issues).toEqual([])
    expect(desk.view()).toEqual([])
    return complaintIn(seen)
  }

  test.concurrent('without permission, in a private repository', async () => {
    const desk = await deskWith({
      writer: reader,
      repository: { private: true }
    })
    expect(red(await desk.remind(), desk)).toEqual([
      forbidden,
      `GET ${api}/issues?state=all&labels=token-rotation&per_page=100 answered 403: Resource not accessible by integration.`,
      addLine
    ])
  })

  test.concurrent('without permission, in a public repository', async () => {
    const desk = await deskWith({ writer: reader })
    expect(red(await desk.remind(), desk)).toEqual([
      forbidden,
      `POST ${api}/labels answered 403: Resource not accessible by integration.`,
      addLine
    ])
    world.github.addLabel(desk.repository, 'token-rotation')
    expect(red(await desk.remind(), desk)).toEqual([
      forbidden,
      `POST ${api}/issues answered 403: Resource not accessible by integration.`,
      addLine
    ])
  })

  test.concurrent('with a token that is rejected', async () => {
    const desk = await deskWith({ writer: { expired: true } })
    expect(red(await desk.remind(), desk)).toEqual([
      rejected,
      'GET https://HOST/api/v3/user answered 401: Bad credentials.',
      leaveOut
    ])
  })

  test.concurrent('without a token', async () => {
    const desk = await deskWith()
    const seen = await desk.remind({ inputs: { 'issue-token': ' ' } })
    expect(red(seen, desk)).toEqual([
      rejected,
      'issue-token: It is an empty text.',
      leaveOut
    ])
    expect(seen.requests).toEqual([])
  })

  test.concurrent('where issues are disabled', async () => {
    const desk = await deskWith({
      repository: { disabledFeatures: ['issues'] }
    })
    expect(red(await desk.remind(), desk)).toEqual([
      '##[error]No issue can remind of tokens: this repository has issues disabled.',
      `GET ${api}/issues?state=all&labels=token-rotation&per_page=100 answered 410: Issues are disabled for this repo.`,
      'Fix: Enable "Issues" under Features at https://HOST/acme/app/settings, or run this in a repository that has them.'
    ])
  })

  test.concurrent('where everything is archived', async () => {
    const desk = await deskWith({ repository: { archived: true } })
    const [, evidence] = red(await desk.remind(), desk)
    expect(evidence).toBe(
      `POST ${api}/labels answered 403: Repository was archived so is read-only.`
    )
  })

  test.concurrent('even when the tokens are as expected', async () => {
    const desk = await deskWith({
      token: { expiresAt: expiresIn(400) },
      repository: { disabledFeatures: ['issues'] }
    })
    expect(red(await desk.remind(), desk)).toHaveLength(3)
  })
})

describe('a dry run', () => {
  const inputs = { 'dry-run': 'true' }

  test.concurrent('writes nothing and tells what it would do', async () => {
    const desk = await deskWith()
    const dry = async () => {
      const view = desk.view()
      const seen = await desk.remind({ inputs })
      expect([seen.exitCode, seen.writes]).toEqual([0, []])
      expect(desk.view()).toEqual(view)
      expect(world.github.labels(desk.repository)).toHaveLength(
        view.length === 0 ? 0 : 1
      )
      return seen.log.find((line) => line.startsWith('Issue '))
    }
    const page = 'https://HOST/acme/app/issues/1'
    expect(await dry()).toBe(
      `Issue would be opened: RELEASE_TOKEN: expires on ${dayIn(29)}`
    )
    await desk.remind()
    expect(await dry()).toBe(`Issue 1 up to date: ${page}`)
    desk.now = daysAfter(5)
    expect(await dry()).toBe(`Issue 1 would be updated: ${page}`)
    desk.now = daysAfter(16)
    expect(await dry()).toBe(`Issue 1 would be commented on: ${page}`)
    world.github.closeIssue(desk.repository, 1)
    expect(await dry()).toBe(`Issue 1 would be reopened: ${page}`)
    world.github.reopenIssue(desk.repository, 1)
    desk.replace({ expiresAt: expiresIn(400) })
    expect(await dry()).toBe(`Issue 1 would be closed: ${page}`)
  })

  test.concurrent('leaves duplicates alone', async () => {
    const { desk, body } = await begun()
    const copy = { title: 'Copy', body, labels: label, author: bot }
    world.github.addIssue(desk.repository, copy)
    expect((await desk.remind({ inputs })).writes).toEqual([])
    expect(desk.open()).toEqual([1, 2])
  })
})
