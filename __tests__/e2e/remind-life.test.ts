import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { FAULTS } from '../support/github/faults.ts'
import { startWorld, type World } from '../support/world.ts'
import {
  bodyOf,
  commentOf,
  dayIn,
  daysAfter,
  type Desk,
  expiresIn,
  type IssueView,
  newToken,
  noon,
  openDesk,
  type Seen,
  startReminders
} from './remind-play.ts'

let world: World
/** A GitHub that takes its time. */
let slow: World

beforeAll(async () => {
  world = await startReminders()
  slow = await startWorld({ now: () => noon, latency: 60 })
})

afterAll(() => Promise.all([world.close(), slow.close()]))

const keys = ['purpose: pushes the release commit', 'owner: "@acme/release"']

/** A desk with a token that expires in 29 days. */
const deskIn = (place: World) =>
  openDesk(place, { token: { expiresAt: expiresIn(29) }, keys })

const end = dayIn(29)

/** The issue when so many days are left. */
const expiring = (
  days: number,
  threshold: number | null,
  changes: Partial<IssueView> = {}
): IssueView => ({
  number: 1,
  title: `RELEASE_TOKEN: ${days < 0 ? 'expired' : 'expires'} on ${end}`,
  body: bodyOf({
    end: `It ${days < 0 ? 'expired' : 'expires'} on ${end} (${count(days)}).`,
    wrong: [
      '- **token expires soon**: RELEASE_TOKEN (classic) expires soon.',
      `  - \`${days < 0 ? 'It expired' : 'It expires'} on ${end} (${count(days)})\``
    ],
    steps: [`${newToken}.`],
    reasons: ['token-expiring'],
    stage: { problem: 'expiring', threshold },
    isReplaced: true,
    day: end
  }),
  state: 'open',
  labels: ['token-rotation'],
  assignees: [],
  comments: [],
  ...changes
})

const count = (days: number) =>
  `${Math.abs(days)} ${Math.abs(days) === 1 ? 'day' : 'days'} ${days < 0 ? 'ago' : 'left'}`

const loss = 'Without it, this does not work: `pushes the release commit`.'

const comment = (days: number, threshold: number, on: number) =>
  commentOf(
    `@acme/release \`RELEASE_TOKEN\`: token expires soon. It ${days < 0 ? 'expired' : 'expires'} on ${end} (${count(days)}). ${loss} What to do is written in the text of this issue.`,
    `${dayIn(on)} expiring ${threshold}`
  )

const allClear = (on: number) =>
  commentOf(
    `\`RELEASE_TOKEN\` is as expected again. It expires on ${dayIn(400)}.`,
    `${dayIn(on)} well`
  )

/** Runs on a day, and sees that all is told and that a second run has nothing to do. */
async function on(desk: Desk, day: number): Promise<Seen> {
  desk.now = daysAfter(day)
  const seen = await desk.remind()
  expect(seen.exitCode).toBe(0)
  const view = desk.view()
  const again = await desk.remind()
  expect([again.exitCode, again.writes]).toEqual([0, []])
  expect(desk.view()).toEqual(view)
  return seen
}

const actionIn = ({ issues }: Seen) => issues.map(({ action }) => action)
const talk = ['POST /issues/1/comments 201', 'PATCH /issues/1 200']
const quiet = ['PATCH /issues/1 200']

describe('the life of an issue', () => {
  test('goes from the first threshold past the end, and begins anew', async () => {
    const desk = await deskIn(world)
    const first = await on(desk, -2)
    expect(first.issues).toEqual([])
    expect(first.requests).toEqual([
      'POST /graphql 200',
      'GET /issues?state=all&labels=token-rotation&per_page=100 200'
    ])

    const opened = await on(desk, 0)
    expect(opened.issues).toEqual([
      {
        token: 'RELEASE_TOKEN',
        number: 1,
        url: 'https://HOST/acme/app/issues/1',
        action: 'opened'
      }
    ])
    expect(opened.writes).toEqual(['POST /labels 201', 'POST /issues 201'])
    expect(desk.view()).toEqual([expiring(29, 30)])

    const updated = await on(desk, 9)
    expect(actionIn(updated)).toEqual(['updated'])
    expect(updated.writes).toEqual(quiet)
    expect(desk.view()).toEqual([expiring(20, 30)])

    const comments: string[] = []
    for (const [day, days, threshold] of [
      [16, 13, 14],
      [23, 6, 7],
      [29, 0, 1],
      [30, -1, 0]
    ] as const) {
      const seen = await on(desk, day)
      expect(actionIn(seen)).toEqual(['commented on'])
      expect(seen.writes).toEqual(talk)
      comments.push(comment(days, threshold, day))
      expect(desk.view()).toEqual([expiring(days, threshold, { comments })])
    }

    world.github.revoke(desk.secret)
    const rejected = await on(desk, 31)
    expect(actionIn(rejected)).toEqual(['commented on'])
    comments.push(
      commentOf(
        `@acme/release \`RELEASE_TOKEN\`: token rejected. GitHub said last that it expires on ${end}. Without it, this does not work: \`pushes the release commit\`. What to do is written in the text of this issue.`,
        `${dayIn(31)} invalid 0`
      )
    )
    const view: IssueView = {
      ...expiring(0, 0),
      title: `RELEASE_TOKEN: expired on ${end}`,
      body: bodyOf({
        end: `GitHub said last that it expires on ${end}.`,
        wrong: [
          '- **token rejected**: HOST does not accept RELEASE_TOKEN.',
          '  - `GET https://HOST/api/v3/user answered 401: Bad credentials`'
        ],
        steps: [
          `The token has expired, was revoked, is mistyped, or belongs to another host. ${newToken}.`
        ],
        reasons: ['token-rejected'],
        stage: { problem: 'invalid', threshold: 0 },
        isReplaced: true,
        day: end
      }),
      comments
    }
    expect(desk.view()).toEqual([view])

    desk.replace({ expiresAt: expiresIn(400) })
    const closed = await on(desk, 32)
    expect(actionIn(closed)).toEqual(['closed'])
    expect(closed.writes).toEqual(talk)
    const past = {
      ...view,
      state: 'completed',
      body: [...view.body.slice(0, -1), settled],
      comments: [...comments, allClear(32)]
    }
    expect(desk.view()).toEqual([past])
    expect((await on(desk, 33)).issues).toEqual([])

    const again = await on(desk, 390)
    expect(actionIn(again)).toEqual(['opened'])
    expect(again.writes).toEqual(['POST /issues 201'])
    expect(desk.view()).toMatchObject([
      past,
      { number: 2, state: 'open', comments: [] }
    ])
  })

  const settled = `<!-- setup-github-token: {"token":"HOST/RELEASE_TOKEN","stage":null,"since":"${dayIn(0)}"} -->`

  test.concurrent(
    'begins at the days of the token, when it has some',
    async () => {
      const desk = await openDesk(world, {
        token: { expiresAt: expiresIn(29) },
        keys: [...keys, 'warn-days: 10']
      })
      expect((await on(desk, 0)).issues).toEqual([])
      expect((await on(desk, 19)).issues).toEqual([])
      expect(actionIn(await on(desk, 20))).toEqual(['opened'])
      expect(actionIn(await on(desk, 23))).toEqual(['commented on'])
    }
  )

  test.concurrent('has the thresholds that were asked for', async () => {
    const desk = await deskIn(world)
    const actions = []
    for (const day of [0, 10, 24, 25, 28, 29]) {
      desk.now = daysAfter(day)
      const inputs = { 'warn-days': '5, 20' }
      actions.push(...actionIn(await desk.remind({ inputs })))
    }
    expect(actions).toEqual([
      'opened',
      'updated',
      'commented on',
      'updated',
      'updated'
    ])
    expect(desk.view()[0]?.comments).toHaveLength(1)
  })

  test.concurrent(
    'is missed by no run: after weeks without one it comments once',
    async () => {
      const desk = await deskIn(world)
      await on(desk, 0)
      await on(desk, 28.9)
      expect(desk.view()).toEqual([
        expiring(0, 1, { comments: [comment(0, 1, 28.9)] })
      ])
    }
  )
})

describe('what a person does', () => {
  test.concurrent('closed stays closed until it is worse', async () => {
    const desk = await deskIn(world)
    await on(desk, 0)
    world.github.closeIssue(desk.repository, 1)
    const unchanged = await on(desk, 0)
    expect(actionIn(unchanged)).toEqual(['up to date'])
    expect(unchanged.writes).toEqual([])
    const still = await on(desk, 9)
    expect(still.writes).toEqual(quiet)
    expect(desk.view()).toEqual([expiring(20, 30, { state: 'completed' })])
    const reopened = await on(desk, 16)
    expect(actionIn(reopened)).toEqual(['reopened'])
    expect(reopened.writes).toEqual(talk)
    const comments = [comment(13, 14, 16)]
    expect(desk.view()).toEqual([expiring(13, 14, { comments })])
  })

  test.concurrent('closed twice is reopened twice', async () => {
    const desk = await deskIn(world)
    await on(desk, 0)
    for (const day of [16, 23]) {
      world.github.closeIssue(desk.repository, 1)
      expect(actionIn(await on(desk, day))).toEqual(['reopened'])
    }
    expect(desk.view()[0]?.comments).toHaveLength(2)
  })

  test.concurrent(
    'closed is settled without a word when all is well',
    async () => {
      const desk = await deskIn(world)
      await on(desk, 0)
      world.github.closeIssue(desk.repository, 1)
      desk.replace({ expiresAt: expiresIn(400) })
      const settled = await on(desk, 1)
      expect(actionIn(settled)).toEqual(['stays closed'])
      expect(settled.writes).toEqual(quiet)
      expect(desk.view()).toMatchObject([{ state: 'completed', comments: [] }])
      expect((await on(desk, 2)).issues).toEqual([])
      expect(actionIn(await on(desk, 380))).toEqual(['opened'])
      expect(desk.open()).toEqual([2])
    }
  )

  test.concurrent('edited is put back without a word', async () => {
    const desk = await deskIn(world)
    await on(desk, 0)
    const [issue] = world.github.issues(desk.repository)
    world.github.editIssue(desk.repository, 1, {
      title: 'Somebody look at this',
      body: `Hm.\r\n\r\n${String(issue?.body).replaceAll('\n', '\r\n')}\r\nRotating it. Ann`
    })
    const seen = await on(desk, 0)
    expect(actionIn(seen)).toEqual(['updated'])
    expect(seen.writes).toEqual(quiet)
    expect(desk.view()).toEqual([expiring(29, 30)])
  })

  test.concurrent(
    'saved as it was, with the line ends of a browser, is no change',
    async () => {
      const desk = await deskIn(world)
      await on(desk, 0)
      const [issue] = world.github.issues(desk.repository)
      const body = String(issue?.body).replaceAll('\n', '\r\n')
      world.github.editIssue(desk.repository, 1, { body })
      expect((await on(desk, 0)).writes).toEqual([])
    }
  )

  test.concurrent('said stays, and labels and assignees too', async () => {
    const desk = await deskIn(world)
    await on(desk, 0)
    world.github.commentOn(desk.repository, 1, 'I am on it')
    world.github.addUser({ login: 'ann' })
    world.github.editIssue(desk.repository, 1, {
      labels: ['token-rotation', 'urgent'],
      assignees: ['ann']
    })
    await on(desk, 16)
    expect(desk.view()).toEqual([
      expiring(13, 14, {
        labels: ['token-rotation', 'urgent'],
        assignees: ['ann'],
        comments: ['I am on it', comment(13, 14, 16)]
      })
    ])
  })

  test.concurrent('reopened though all is well is closed again', async () => {
    const desk = await deskIn(world)
    await on(desk, 0)
    desk.replace({ expiresAt: expiresIn(400) })
    await on(desk, 1)
    world.github.reopenIssue(desk.repository, 1)
    // That day it was said already.
    expect((await on(desk, 1)).writes).toEqual(quiet)
    world.github.reopenIssue(desk.repository, 1)
    expect((await on(desk, 2)).writes).toEqual(talk)
    expect(desk.view()).toMatchObject([
      { state: 'completed', comments: [allClear(1), allClear(2)] }
    ])
  })

  test.concurrent(
    'reopened before it is bad again is gone on with',
    async () => {
      const desk = await deskIn(world)
      await on(desk, 0)
      desk.replace({ expiresAt: expiresIn(400) })
      await on(desk, 1)
      world.github.reopenIssue(desk.repository, 1)
      desk.replace({ expiresAt: expiresIn(29) })
      expect(actionIn(await on(desk, 2))).toEqual(['commented on'])
      expect(desk.view()).toMatchObject([
        {
          title: `RELEASE_TOKEN: expires on ${end}`,
          state: 'open',
          comments: [allClear(1), comment(27, 30, 2)]
        }
      ])
      // It began anew.
      expect(desk.view()[0]?.body[0]).toContain(`since ${dayIn(2)}.`)
    }
  )

  test.concurrent('forged in a marker is not believed for long', async () => {
    const desk = await deskIn(world)
    await on(desk, 0)
    const [issue] = world.github.issues(desk.repository)
    world.github.editIssue(desk.repository, 1, {
      body: String(issue?.body).replace('"threshold":30', '"threshold":7')
    })
    // Worse than it is: nothing is said, and it is put right.
    expect((await on(desk, 1)).writes).toEqual(quiet)
    expect(desk.view()).toEqual([expiring(28, 30)])
  })
})

describe('an outage', () => {
  const outage = FAULTS.serverError

  test.concurrent(
    'is told where there is an issue, and takes nothing back',
    async () => {
      const desk = await deskIn(world)
      await on(desk, 16)
      const stop = desk.fault(outage)
      const seen = await on(desk, 17)
      expect(actionIn(seen)).toEqual(['updated'])
      expect(desk.view()).toMatchObject([
        { title: 'RELEASE_TOKEN: server error', state: 'open', comments: [] }
      ])
      expect(desk.view()[0]?.body.at(-1)).toContain('"expiring","threshold":14')
      stop()
      expect((await on(desk, 18)).writes).toEqual(quiet)
      expect(desk.view()).toMatchObject([
        { title: `RELEASE_TOKEN: expires on ${end}`, comments: [] }
      ])
      expect(actionIn(await on(desk, 23))).toEqual(['commented on'])
    }
  )

  test.concurrent('does not reopen what a person closed', async () => {
    const desk = await deskIn(world)
    await on(desk, 0)
    world.github.closeIssue(desk.repository, 1)
    const stop = desk.fault(outage)
    expect((await on(desk, 1)).writes).toEqual(quiet)
    expect(desk.open()).toEqual([])
    stop()
    expect((await on(desk, 2)).writes).toEqual(quiet)
    expect(desk.open()).toEqual([])
    expect(actionIn(await on(desk, 16))).toEqual(['reopened'])
  })

  test.concurrent(
    'stops no calendar, and reopens what a person closed',
    async () => {
      const desk = await deskIn(world)
      await on(desk, 0)
      const stop = desk.fault(outage)
      expect(actionIn(await on(desk, 1))).toEqual(['updated'])
      world.github.closeIssue(desk.repository, 1)
      expect((await on(desk, 15)).writes).toEqual([])
      expect(desk.open()).toEqual([])
      const reopened = await on(desk, 16)
      expect(actionIn(reopened)).toEqual(['reopened'])
      expect(reopened.writes).toEqual(talk)
      const late = await on(desk, 30)
      expect(actionIn(late)).toEqual(['commented on'])
      expect(late.writes).toEqual(talk)
      const said = [
        [16, 14],
        [30, 0]
      ] as const
      const comments = said.map(([day, threshold]) => [
        expect.stringMatching(
          /^@acme\/release `RELEASE_TOKEN`: server error\. /
        ),
        `<!-- setup-github-token: ${dayIn(day)} unknown ${threshold} -->`
      ])
      const [issue] = desk.view()
      expect(issue?.comments.map((one) => one.split('\n\n'))).toEqual(comments)
      expect(issue?.body[0]).toBe(
        `\`RELEASE_TOKEN\` on \`HOST\` needs attention since ${dayIn(0)}. GitHub said last that it expires on ${end}.`
      )
      stop()
      // What is found then was told already.
      expect((await on(desk, 31)).writes).toEqual(quiet)
      expect(desk.view()).toEqual([
        expiring(-2, 0, { comments: issue?.comments ?? [] })
      ])
    }
  )

  test.concurrent(
    'that comes first is followed by what is found then',
    async () => {
      const desk = await deskIn(world)
      const stop = desk.fault(outage)
      expect(actionIn(await on(desk, 0))).toEqual(['opened'])
      stop()
      expect(actionIn(await on(desk, 1))).toEqual(['commented on'])
      expect(desk.view()).toEqual([
        expiring(28, 30, { comments: [comment(28, 30, 1)] })
      ])
    }
  )

  test.concurrent('that comes first and passes closes its issue', async () => {
    const desk = await openDesk(world, {
      token: { expiresAt: expiresIn(400) },
      keys
    })
    const stop = desk.fault(outage)
    expect(actionIn(await on(desk, 0))).toEqual(['opened'])
    stop()
    expect(actionIn(await on(desk, 1))).toEqual(['closed'])
    expect(desk.view()[0]?.comments).toEqual([allClear(1)])
  })
})

describe('runs at once', () => {
  test.concurrent.each([2, 3])('%d of them open one issue', async (runs) => {
    const desk = await deskIn(slow)
    const all = await Promise.all(
      Array.from({ length: runs }, () => desk.remind())
    )
    expect(all.map(({ exitCode }) => exitCode)).toEqual(all.map(() => 0))
    expect(desk.open()).toHaveLength(1)
    const view = desk.view()
    // Those that came second are settled: nothing will go on with them.
    for (const one of view.filter(({ state }) => state !== 'open')) {
      expect(one.state).toBe('not_planned')
      expect(one.body.at(-1)).toContain('"stage":null')
    }
    const later = await desk.remind()
    expect(later.writes).toEqual([])
    expect(desk.view()).toEqual(view)
    desk.replace({ expiresAt: expiresIn(400) })
    await desk.remind()
    expect(desk.open()).toEqual([])
  })

  test.concurrent(
    'that all look before any writes open one issue',
    async () => {
      const desk = await deskIn(slow)
      desk.issueFault(
        { delay: 1500 },
        {
          match: ({ method, path }) =>
            method === 'POST' && path.endsWith('/issues')
        }
      )
      await Promise.all([desk.remind(), desk.remind(), desk.remind()])
      expect(desk.view()).toHaveLength(3)
      expect(desk.open()).toEqual([1])
      expect((await desk.remind()).writes).toEqual([])
    }
  )

  test.concurrent('comment on one issue, and close it', async () => {
    const desk = await deskIn(slow)
    await desk.remind()
    desk.now = daysAfter(16)
    await Promise.all([desk.remind(), desk.remind()])
    expect(desk.view()).toMatchObject([
      { state: 'open', body: expiring(13, 14).body }
    ])
    desk.replace({ expiresAt: expiresIn(400) })
    await Promise.all([desk.remind(), desk.remind()])
    expect(desk.view()).toMatchObject([{ state: 'completed' }])
    expect((await desk.remind()).writes).toEqual([])
  })

  test.concurrent(
    'are no different from issues that somebody copied',
    async () => {
      const desk = await deskIn(world)
      await on(desk, 0)
      const [issue] = world.github.issues(desk.repository)
      for (const state of ['open', 'open', 'closed'] as const) {
        world.github.addIssue(desk.repository, {
          title: 'Copy',
          body: issue?.body,
          state,
          labels: ['token-rotation'],
          author: 'github-actions[bot]'
        })
      }
      const seen = await on(desk, 1)
      expect(seen.writes).toEqual([
        'PATCH /issues/2 200',
        'PATCH /issues/3 200',
        'PATCH /issues/1 200'
      ])
      expect(desk.view().map(({ state }) => state)).toEqual([
        'open',
        'not_planned',
        'not_planned',
        'completed'
      ])
    }
  )
})
