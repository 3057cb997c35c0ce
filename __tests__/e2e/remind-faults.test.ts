import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Fault, FAULTS } from '../support/github/faults.ts'
import type { RecordedRequest } from '../support/github/requests.ts'
import type { World } from '../support/world.ts'
import {
  daysAfter,
  type Desk,
  expiresIn,
  type IssueView,
  openDesk,
  type Seen,
  startReminders
} from './remind-play.ts'

/** A run, and all that it asks when nothing goes wrong. */
interface Story {
  readonly what: string
  /** Whether there is an issue already. */
  readonly isBegun: boolean
  /** Whether the token is as it should be now. */
  readonly isWell: boolean
  readonly requests: readonly string[]
}

const toTalk = [
  'GET /user',
  'POST /graphql',
  'GET /issues',
  'GET /issues/1/comments',
  'POST /issues/1/comments',
  'PATCH /issues/1'
]

const stories: readonly Story[] = [
  {
    what: 'opens',
    isBegun: false,
    isWell: false,
    requests: [
      'GET /user',
      'POST /graphql',
      'GET /issues',
      'GET /labels/token-rotation',
      'POST /labels',
      'POST /issues',
      'GET /issues'
    ]
  },
  { what: 'escalates', isBegun: true, isWell: false, requests: toTalk },
  { what: 'closes', isBegun: true, isWell: true, requests: toTalk }
]

/** What goes wrong: with one request, or with it and all like it that follow. */
interface Trouble {
  readonly what: string
  readonly fault: Fault
  readonly isLasting: boolean
}

const once = (what: string, fault: Fault): Trouble => ({
  what: `${what}, once`,
  fault,
  isLasting: false
})
const lasting = (what: string, fault: Fault): Trouble => ({
  what: `${what}, from then on`,
  fault,
  isLasting: true
})
const late = (fault: Fault): Fault => ({ ...fault, afterwards: true })

/** When nothing comes of the request. */
const early: readonly Trouble[] = [
  once('the connection ends', FAULTS.disconnected),
  lasting('the connection ends', FAULTS.disconnected),
  once('a server error', FAULTS.serverError),
  lasting('the page of a gateway', FAULTS.badGateway),
  once('half an answer', FAULTS.cutOff),
  once('a slow answer', { delay: 300 }),
  lasting('the secondary limit', FAULTS.secondaryLimit)
]

/** When it was carried out, and nobody is told. */
const afterwards: readonly Trouble[] = [
  once('done, and the connection ends', late(FAULTS.disconnected)),
  lasting('done, and the connection ends', late(FAULTS.disconnected)),
  once('done, and a server error', late(FAULTS.serverError)),
  lasting('done, and the page of a gateway', late(FAULTS.badGateway)),
  once('done, and the secondary limit', late(FAULTS.secondaryLimit))
]

const isWrite = (request: string) =>
  /^(POST|PATCH) \/(issues|labels)/.test(request)

const keyOf = ({ method, path }: RecordedRequest, { repository }: Desk) => {
  const below = path.replace(/^\/api(\/v3)?/, '')
  return `${method} ${below.replace(`/repos/${repository}`, '')}`
}

let world: World
/** Each story when nothing goes wrong, and what there is to see in the end. */
let clean: ReadonlyMap<
  Story,
  { readonly seen: Seen; readonly view: readonly IssueView[] }
>

beforeAll(async () => {
  world = await startReminders()
  const all = stories.map(async (story) => {
    const desk = await begin(story)
    const seen = await desk.remind()
    return [story, { seen, view: desk.view() }] as const
  })
  clean = new Map(await Promise.all(all))
})

afterAll(() => world.close())

/** Everything up to the run that the story is about. */
async function begin({ isBegun, isWell }: Story): Promise<Desk> {
  const desk = await openDesk(world, {
    token: { expiresAt: expiresIn(29) },
    keys: ['owner: acme/release']
  })
  if (isBegun) {
    await desk.remind()
    desk.now = daysAfter(16)
  }
  if (isWell) desk.replace({ expiresAt: expiresIn(200) })
  return desk
}

test.each(stories)('a run that $what asks no more than that', (story) => {
  const { exitCode, requests = [] } = clean.get(story)?.seen ?? {}
  expect(exitCode).toBe(0)
  const asked = requests.map((one) => one.replace(/(\?\S*)? \d+$/, ''))
  expect(['GET /user', ...asked]).toEqual(story.requests)
})

/** What differs after an outage: the text is about it, or a comment on what came then. */
const withoutOutage = (views: readonly IssueView[] = []) =>
  views.map(({ number, state, labels }) => ({ number, state, labels }))

describe.each(stories)('a run that $what', (story) => {
  const rows = story.requests.flatMap((request, index) =>
    [...early, ...(isWrite(request) ? afterwards : [])].map(
      (trouble) => [request, trouble.what, index, trouble] as const
    )
  )
  test.concurrent.each(rows)(
    'does no harm when something happens at %s: %s',
    async (request, _, index, { fault, isLasting }) => {
      const desk = await begin(story)
      const wasOpen = desk.open()
      const wanted = clean.get(story)?.view
      const nth = story.requests
        .slice(0, index + 1)
        .filter((one) => one === request).length
      let met = 0
      const match = (one: RecordedRequest) => {
        if (keyOf(one, desk) !== request) return false
        met += 1
        return isLasting ? met >= nth : met === nth
      }
      const isAboutToken = request === 'GET /user'
      const declare = isAboutToken ? desk.fault : desk.issueFault
      const end = declare(fault, { match })
      const seen = await desk.remind()
      end()
      const view = desk.view()
      expect(met).toBeGreaterThan(0)

      // Never two; and what is bad, or not known, is not closed.
      expect(desk.open().length).toBeLessThanOrEqual(1)
      if (!story.isWell || (isAboutToken && isLasting)) {
        expect(desk.open()).toEqual(view.map(({ number }) => number))
        if (wasOpen.length > 0) expect(desk.open()).toEqual(wasOpen)
      }
      // What happens once is got over, unless GitHub asks to wait.
      if (!isLasting && fault.status !== 403) {
        expect(seen.exitCode).toBe(0)
      }
      // The job is red, or everything is as it should be.
      if (isAboutToken) {
        expect(seen.exitCode).toBe(0)
      } else if (seen.exitCode === 0) {
        expect(view).toEqual(wanted)
      } else {
        expect(seen.outputs['status']).toBe('failed')
      }

      // The next run puts everything right.
      const again = await desk.remind()
      expect(again.exitCode).toBe(0)
      if (isAboutToken) {
        expect(withoutOutage(desk.view())).toEqual(withoutOutage(wanted))
      } else {
        expect(desk.view()).toEqual(wanted)
      }
      if (seen.exitCode === 0 && !isAboutToken) {
        expect(again.writes).toEqual([])
      }
    }
  )
})
