import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Issues } from '../../src/github/issues.ts'
import {
  type Keeping,
  type Kept,
  keepReminders
} from '../../src/reminders/keeper.ts'
import { formatMarker, readMarker } from '../../src/reminders/marker.ts'
import type { TokenVerdict } from '../../src/verify/overview.ts'
import type { Reason } from '../../src/verify/reasons.ts'
import {
  after,
  bot,
  FakeTracker,
  noon,
  type Trouble,
  verdictWith
} from './samples.ts'

const expiresAt = after(29.5)

const soon = (today = noon) =>
  verdictWith(['token-expiring'], { today, expiresAt })
const well = (today = noon) =>
  verdictWith(['ok'], { today, expiresAt: after(200) })
const because = (...reasons: readonly Reason[]) => verdictWith(reasons)

/** Keeps the reminders of tokens, and notes what was asked for that. */
async function keep(
  tracker: FakeTracker,
  verdicts: readonly TokenVerdict[],
  changes: Partial<Keeping> = {}
): Promise<Kept> {
  tracker.asked = []
  return keepReminders(
    new Issues(
      tracker,
      { apiUrl: 'https://api.github.com' },
      'acme/site',
      (text) => text
    ),
    {
      wording: {
        title: '{name}: {problem}',
        showsLogin: false,
        workflow: undefined
      },
      labels: ['token-rotation'],
      assignees: [],
      thresholds: [30, 14, 7, 1],
      isDry: false,
      urlOf: (number) => `https://github.com/acme/site/issues/${number}`,
      today: noon,
      ...changes
    },
    verdicts
  )
}

const actionsIn = ({ verdicts }: Kept) =>
  verdicts.map(({ issue }) => issue?.action)
const reasonsIn = ({ hindrances }: Kept) =>
  hindrances.map(({ reason }) => reason)

const markerOf = ({ issues: [issue] }: FakeTracker) =>
  readMarker(issue?.body ?? '')

const begin = ['POST /graphql', 'GET /issues']

describe('the requests', () => {
  test('of a token that is well are two', async () => {
    const tracker = new FakeTracker()
    const kept = await keep(tracker, [well()])
    expect(kept).toEqual({ verdicts: [well()], hindrances: [], strays: [] })
    expect(tracker.asked).toEqual(begin)
  })

  test('to open look once more, for what another run may have opened', async () => {
    const tracker = new FakeTracker()
    expect(actionsIn(await keep(tracker, [soon()]))).toEqual(['opened'])
    expect(tracker.asked).toEqual([
      ...begin,
      'GET /labels/token-rotation',
      'POST /labels',
      'POST /issues',
      'GET /issues'
    ])
    expect(tracker.open).toEqual([1])
  })

  test('are two when everything is said', async () => {
    const tracker = new FakeTracker()
    await keep(tracker, [soon()])
    const kept = await keep(tracker, [soon()])
    expect(actionsIn(kept)).toEqual(['up to date'])
    expect(tracker.asked).toEqual(begin)
    expect(kept.verdicts[0]?.issue).toEqual({
      number: 1,
      url: 'https://github.com/acme/site/issues/1',
      action: 'up to date'
    })
  })

  test('are one more when only the days have changed', async () => {
    const tracker = new FakeTracker()
    await keep(tracker, [soon()])
    const kept = await keep(tracker, [soon(after(5))], { today: after(5) })
    expect(actionsIn(kept)).toEqual(['updated'])
    expect(tracker.asked).toEqual([...begin, 'PATCH /issues/1'])
    expect(tracker.issues[0]?.comments).toEqual([])
  })

  test('comment before the issue says that it was commented on', async () => {
    const tracker = new FakeTracker()
    await keep(tracker, [soon()])
    const kept = await keep(tracker, [soon(after(20))], { today: after(20) })
    expect(actionsIn(kept)).toEqual(['commented on'])
    expect(tracker.asked).toEqual([
      ...begin,
      'GET /issues/1/comments',
      'POST /issues/1/comments',
      'PATCH /issues/1'
    ])
  })

  test('close with a comment', async () => {
    const tracker = new FakeTracker()
    await keep(tracker, [soon()])
    expect(actionsIn(await keep(tracker, [well()]))).toEqual(['closed'])
    expect(tracker.asked).toEqual([
      ...begin,
      'GET /issues/1/comments',
      'POST /issues/1/comments',
      'PATCH /issues/1'
    ])
    expect(tracker.issues[0]).toMatchObject({
      state: 'closed',
      state_reason: 'completed'
    })
    expect(actionsIn(await keep(tracker, [well()]))).toEqual([undefined])
    expect(tracker.asked).toEqual(begin)
  })
})

describe('several tokens', () => {
  const all = (today = noon) =>
    ['A', 'B', 'C'].map((name) =>
      verdictWith(['token-expiring'], { name, today, expiresAt })
    )

  test('have an issue each', async () => {
    const tracker = new FakeTracker()
    expect(actionsIn(await keep(tracker, all()))).toEqual([
      'opened',
      'opened',
      'opened'
    ])
    expect(tracker.issues.map(({ title }) => title)).toEqual([
      'A: expires on 2026-12-22',
      'B: expires on 2026-12-22',
      'C: expires on 2026-12-22'
    ])
    expect(actionsIn(await keep(tracker, all()))).toEqual([
      'up to date',
      'up to date',
      'up to date'
    ])
  })

  test('do not keep each other from theirs', async () => {
    const tracker = new FakeTracker()
    await keep(tracker, all())
    tracker.trouble = (_, request) =>
      request === 'PATCH /issues/2' ? 'error' : undefined
    const kept = await keep(tracker, all(after(5)), { today: after(5) })
    expect(actionsIn(kept)).toEqual(['updated', undefined, 'updated'])
    expect(kept.hindrances).toEqual([
      {
        requirement: 'an issue about B',
        reason: 'issues-unreached',
        evidence: 'PATCH /issues/2 answered 500: Server Error'
      }
    ])
  })

  test('are not tried in vain', async () => {
    const tracker = new FakeTracker()
    const ask = tracker.ask.bind(tracker)
    tracker.ask = (question) => {
      if (question.method !== 'POST' || !question.path.endsWith('/issues')) {
        return ask(question)
      }
      tracker.asked.push('POST /issues')
      return Promise.resolve({
        request: 'POST /issues',
        status: 403,
        headers: {},
        body: { message: 'Resource not accessible by integration' }
      })
    }
    const kept = await keep(tracker, all())
    expect(kept.verdicts).toEqual(all())
    expect(reasonsIn(kept)).toEqual(['issues-forbidden'])
    expect(tracker.asked.filter((one) => one === 'POST /issues')).toHaveLength(
      1
    )
  })

  test('that nobody asks about any more are told', async () => {
    const tracker = new FakeTracker()
    await keep(tracker, all())
    const kept = await keep(tracker, all().slice(1))
    expect(kept.strays).toEqual([
      {
        token: 'github.com/A',
        url: 'https://github.com/acme/site/issues/1'
      }
    ])
    expect(tracker.open).toEqual([1, 2, 3])
    tracker.close(1)
    expect((await keep(tracker, all().slice(1))).strays).toEqual([])
  })
})

describe('what is not known any more', () => {
  test('is no reason to close: the day a token ends', async () => {
    const tracker = new FakeTracker()
    await keep(tracker, [soon()])
    const lost = because('end-unknown')
    expect(actionsIn(await keep(tracker, [lost]))).toEqual(['updated'])
    expect(tracker.open).toEqual([1])
    expect(tracker.issues[0]?.body).toContain('no day to remind of')
    await keep(tracker, [lost])
    expect(tracker.writes).toEqual([])
  })

  test('is no reason to close: the scopes of a token', async () => {
    const tracker = new FakeTracker()
    await keep(tracker, [because('scope-missing')])
    await keep(tracker, [because('scopes-not-reported')])
    expect(tracker.open).toEqual([1])
  })

  test('is told when nothing else is wrong', async () => {
    const tracker = new FakeTracker()
    await keep(tracker, [because('permission-missing')])
    await keep(tracker, [because('write-unproven')])
    expect(tracker.open).toEqual([])
    expect(tracker.issues[0]?.comments[0]?.body).toContain('Not proven: `')
  })
})

describe('what persons closed', () => {
  test('is forgotten when all is well, however many there are', async () => {
    const tracker = new FakeTracker()
    await keep(tracker, [soon()])
    const [first] = tracker.issues
    if (first === undefined) throw new Error('There is none')
    const { title, body, labels } = first
    const second = tracker.add({ title, body, labels })
    first.state = 'closed'
    second.state = 'closed'
    await keep(tracker, [well()])
    expect(tracker.writes).toHaveLength(2)
    expect(actionsIn(await keep(tracker, [soon()]))).toEqual(['opened'])
  })
})

describe('an issue that a list has twice', () => {
  test('is no duplicate of itself', async () => {
    const tracker = new FakeTracker()
    await keep(tracker, [soon()])
    tracker.issues.push(...tracker.issues)
    await keep(tracker, [soon()])
    expect(tracker.writes).toEqual([])
  })
})

describe('nothing is written', () => {
  test.each<Reason>(['skipped-fork', 'skipped-dependabot', 'variable-missing'])(
    'about a token that was not looked at: %s',
    async (reason) => {
      const tracker = new FakeTracker()
      expect(actionsIn(await keep(tracker, [because(reason)]))).toEqual([
        undefined
      ])
      await keep(tracker, [soon()])
      const kept = await keep(tracker, [because(reason)])
      expect(actionsIn(kept)).toEqual(['left as it is'])
      expect(tracker.writes).toEqual([])
      expect(tracker.open).toEqual([1])
    }
  )

  test('in a dry run, which tells what would be done', async () => {
    const tracker = new FakeTracker()
    const dry = async (verdict: TokenVerdict, today = noon) => {
      const kept = await keep(tracker, [verdict], { isDry: true, today })
      expect(tracker.writes).toEqual([])
      return kept.verdicts[0]?.issue
    }
    const at = (action: string) => ({
      number: 1,
      url: 'https://github.com/acme/site/issues/1',
      action
    })
    expect(await dry(well())).toBeUndefined()
    expect(await dry(soon())).toEqual({
      number: undefined,
      url: undefined,
      action: 'would be opened',
      title: 'RELEASE_TOKEN: expires on 2026-12-22'
    })
    await keep(tracker, [soon()])
    expect(await dry(soon())).toEqual(at('up to date'))
    expect(await dry(soon(after(5)), after(5))).toEqual(at('would be updated'))
    expect(await dry(soon(after(20)), after(20))).toEqual(
      at('would be commented on')
    )
    expect(await dry(well())).toEqual(at('would be closed'))
    tracker.close(1)
    expect(await dry(soon(after(20)), after(20))).toEqual(
      at('would be reopened')
    )
    expect(await dry(well())).toEqual(at('stays closed'))
  })

  test('when what is there cannot be read', async () => {
    const tracker = new FakeTracker()
    for (const index of [0, 1]) {
      tracker.trouble = (at) => (at === index ? 'lost' : undefined)
      const kept = await keep(tracker, [soon()])
      expect(kept.verdicts).toEqual([soon()])
      expect(kept.hindrances).toMatchObject([
        { requirement: 'an issue about tokens', reason: 'issues-unreached' }
      ])
      expect(tracker.writes).toEqual([])
    }
  })
})

describe('what is found', () => {
  const marker = {
    token: 'github.com/RELEASE_TOKEN',
    stage: { problem: 'expiring', threshold: 30 },
    since: '2026-11-01'
  } as const
  const body = `Text\n\n${formatMarker(marker)}`

  test('keeps the day on which it began', async () => {
    const tracker = new FakeTracker()
    tracker.add({ body })
    expect(actionsIn(await keep(tracker, [soon()]))).toEqual(['updated'])
    expect(markerOf(tracker)).toEqual({ ...marker, end: '2026-12-22' })
    expect(tracker.issues[0]?.body).toContain('since 2026-11-01')
  })

  test('of its author alone, by number and not by name', async () => {
    const tracker = new FakeTracker()
    tracker.add({ body, user: { login: bot.login, id: 5 } })
    tracker.add({ body, user: { login: 'mallory', id: 6 } })
    tracker.add({ body, user: { login: 'renamed', id: bot.id } })
    expect(actionsIn(await keep(tracker, [soon()]))).toEqual(['updated'])
    expect(tracker.asked).toEqual([...begin, 'PATCH /issues/3'])
    expect(tracker.issues.map((one) => one.body).slice(0, 2)).toEqual([
      body,
      body
    ])
  })

  test('of its label alone', async () => {
    const tracker = new FakeTracker()
    tracker.add({ body, labels: ['other'] })
    expect(actionsIn(await keep(tracker, [soon()]))).toEqual(['opened'])
    expect(tracker.issues.map(({ number }) => number)).toEqual([1, 2])
  })

  test('is left alone when it is about another host or token', async () => {
    const tracker = new FakeTracker()
    const others = [
      'github.acme.corp/RELEASE_TOKEN',
      'github.com/release_token'
    ]
    for (const token of others) {
      tracker.add({ body: formatMarker({ ...marker, token }) })
    }
    expect(actionsIn(await keep(tracker, [soon()]))).toEqual(['opened'])
    expect(tracker.writes).toEqual(['POST /labels', 'POST /issues'])
  })

  test('several times is kept once', async () => {
    const tracker = new FakeTracker()
    for (let count = 0; count < 3; count += 1) tracker.add({ body })
    expect(actionsIn(await keep(tracker, [soon()]))).toEqual(['updated'])
    expect(tracker.open).toEqual([1])
    expect(tracker.issues.map((one) => one.state_reason)).toEqual([
      null,
      'not_planned',
      'not_planned'
    ])
    expect(actionsIn(await keep(tracker, [soon()]))).toEqual(['up to date'])
    expect(tracker.writes).toEqual([])
  })

  test('is not talked on when it is locked', async () => {
    const tracker = new FakeTracker()
    tracker.add({ body, locked: true })
    const today = after(20)
    expect(actionsIn(await keep(tracker, [soon(today)], { today }))).toEqual([
      'updated'
    ])
    expect(tracker.asked).toEqual([...begin, 'PATCH /issues/1'])
    expect(actionsIn(await keep(tracker, [well(today)], { today }))).toEqual([
      'closed'
    ])
    expect(tracker.asked).toEqual([...begin, 'PATCH /issues/1'])
    expect(tracker.issues[0]?.comments).toEqual([])
  })

  test('is reopened without a word when it is locked', async () => {
    const tracker = new FakeTracker()
    tracker.add({ body, locked: true, state: 'closed' })
    const today = after(20)
    expect(actionsIn(await keep(tracker, [soon(today)], { today }))).toEqual([
      'reopened'
    ])
    expect(tracker.asked).toEqual([...begin, 'PATCH /issues/1'])
  })
})

describe('the end that GitHub told', () => {
  // In the evening: then whole days are those of the calendar.
  const evening = after(29.25)
  const soon = (today = noon) =>
    verdictWith(['token-expiring'], { today, expiresAt: evening })
  const silent = (reason: Reason, days: number) =>
    verdictWith([reason], { today: after(days) })
  const on = async (
    tracker: FakeTracker,
    verdict: TokenVerdict,
    days: number
  ) => {
    const today = after(days)
    const [action] = actionsIn(await keep(tracker, [verdict], { today }))
    // The same day nothing is left to do.
    await keep(tracker, [verdict], { today })
    expect(tracker.writes).toEqual([])
    return action
  }
  const lineOf = (tracker: FakeTracker) =>
    tracker.issues[0]?.body.split('\n')[0]

  test('goes on through an outage: each number of days is told once', async () => {
    const tracker = new FakeTracker()
    await keep(tracker, [soon()])
    const actions = []
    for (const days of [1, 15, 16, 17, 23, 29, 30, 31]) {
      actions.push(await on(tracker, silent('server-error', days), days))
    }
    expect(actions).toEqual([
      'updated',
      'up to date',
      'commented on',
      'up to date',
      'commented on',
      'commented on',
      'commented on',
      'up to date'
    ])
    expect(tracker.issues[0]?.comments).toHaveLength(4)
    expect(tracker.issues[0]?.title).toBe('RELEASE_TOKEN: server error')
    expect(lineOf(tracker)).toBe(
      '`RELEASE_TOKEN` on `github.com` needs attention since 2026-11-22. GitHub said last that it expires on 2026-12-21.'
    )
    expect(markerOf(tracker)).toEqual({
      token: 'github.com/RELEASE_TOKEN',
      stage: { problem: 'expiring', threshold: 0 },
      since: '2026-11-22',
      end: '2026-12-21'
    })
  })

  test('reopens during an outage what a person closed before', async () => {
    const tracker = new FakeTracker()
    await keep(tracker, [soon()])
    tracker.close(1)
    expect(await on(tracker, silent('host-timeout', 15), 15)).toBe('updated')
    expect(tracker.open).toEqual([])
    expect(await on(tracker, silent('host-timeout', 16), 16)).toBe('reopened')
    expect(tracker.open).toEqual([1])
    expect(tracker.issues[0]?.comments).toHaveLength(1)
    // What is found when it is over was told already.
    expect(await on(tracker, soon(after(17)), 17)).toBe('updated')
    expect(tracker.issues[0]?.title).toBe(
      'RELEASE_TOKEN: expires on 2026-12-21'
    )
  })

  test('tells of a token that is rejected whether it has expired', async () => {
    const tracker = new FakeTracker()
    await keep(tracker, [soon()])
    const rejected = (days: number) => silent('token-rejected', days)
    expect(await on(tracker, rejected(5), 5)).toBe('commented on')
    expect(tracker.issues[0]?.title).toBe('RELEASE_TOKEN: token rejected')
    expect(await on(tracker, rejected(30), 30)).toBe('commented on')
    expect(tracker.issues[0]?.title).toBe(
      'RELEASE_TOKEN: expired on 2026-12-21'
    )
    expect(markerOf(tracker)).toEqual({
      token: 'github.com/RELEASE_TOKEN',
      stage: { problem: 'invalid', threshold: 0 },
      since: '2026-11-22',
      end: '2026-12-21'
    })
  })

  test('is what it told last', async () => {
    const tracker = new FakeTracker()
    await keep(tracker, [soon()])
    const later = verdictWith(['token-expiring'], { expiresAt: after(20) })
    await keep(tracker, [later])
    await keep(tracker, [because('server-error')])
    expect(markerOf(tracker)?.end).toBe('2026-12-12')
    expect(lineOf(tracker)).toContain(' it expires on 2026-12-12.')
  })

  test('is in no marker when it told none', async () => {
    const tracker = new FakeTracker()
    await keep(tracker, [because('token-rejected')])
    expect(markerOf(tracker)).toEqual({
      token: 'github.com/RELEASE_TOKEN',
      stage: { problem: 'invalid', threshold: null },
      since: '2026-11-22'
    })
  })
})

describe('an assignee that is refused', () => {
  /** A repository to which nobody can be assigned. */
  function refusingTracker() {
    const tracker = new FakeTracker()
    const ask = tracker.ask.bind(tracker)
    const sent: unknown[] = []
    tracker.ask = (question) => {
      const { assignees } = (question.body ?? {}) as { assignees?: string[] }
      if (assignees !== undefined) sent.push(assignees)
      if (assignees === undefined || assignees.length === 0) {
        return ask(question)
      }
      tracker.asked.push('POST /issues')
      return Promise.resolve({
        request: 'POST /issues',
        status: 422,
        headers: {},
        body: {
          message: 'Validation Failed',
          errors: [{ resource: 'Issue', field: 'assignees', code: 'invalid' }]
        }
      })
    }
    return { tracker, sent }
  }
  const assignees = ['ann', 'gone']

  test('keeps no issue from being opened, and is told', async () => {
    const { tracker, sent } = refusingTracker()
    const kept = await keep(tracker, [soon()], { assignees })
    expect(actionsIn(kept)).toEqual(['opened'])
    expect(kept.hindrances).toEqual([
      {
        requirement: 'an issue about tokens',
        reason: 'assignee-refused',
        evidence:
          'POST /issues answered 422: Validation Failed (assignees: ann, gone)'
      }
    ])
    expect(sent).toEqual([['ann', 'gone'], []])
    expect(tracker.writes).toEqual([
      'POST /labels',
      'POST /issues',
      'POST /issues'
    ])
    expect(tracker.open).toEqual([1])
    const again = await keep(tracker, [soon()], { assignees })
    expect([actionsIn(again), again.hindrances]).toEqual([['up to date'], []])
  })

  test('keeps no other token from its issue', async () => {
    const { tracker } = refusingTracker()
    const all = ['A', 'B'].map((name) =>
      verdictWith(['token-expiring'], { name, expiresAt })
    )
    const kept = await keep(tracker, all, { assignees })
    expect(actionsIn(kept)).toEqual(['opened', 'opened'])
    expect(new Set(reasonsIn(kept))).toEqual(new Set(['assignee-refused']))
    expect(tracker.open).toEqual([1, 2])
  })

  test('and an answer that is lost then open one issue', async () => {
    const { tracker } = refusingTracker()
    tracker.trouble = (_, request) =>
      request === 'POST /issues' && tracker.issues.length === 0
        ? 'answer lost'
        : undefined
    const kept = await keep(tracker, [soon()], { assignees })
    expect(actionsIn(kept)).toEqual(['opened'])
    expect(reasonsIn(kept)).toEqual(['assignee-refused'])
    expect(tracker.open).toEqual([1])
  })
})

describe('a request that goes wrong', () => {
  const troubles: readonly Trouble[] = [
    'lost',
    'answer lost',
    'error',
    'error after'
  ]

  /** One run after the other: each on the next day, some with a request that fails. */
  const anyRun = fc.record({
    days: fc.integer({ min: 0, max: 8 }),
    /** A problem that comes and goes; nothing but the date in most runs. */
    reason: fc.option(
      fc.constantFrom<Reason>(
        'host-timeout',
        'token-rejected',
        'scope-missing',
        'skipped-fork',
        'ok'
      ),
      { freq: 2 }
    ),
    person: fc.option(fc.constantFrom('closes', 'reopens', 'edits'), {
      freq: 2
    }),
    trouble: fc.option(
      fc.record({
        at: fc.integer({ min: 0, max: 8 }),
        what: fc.constantFrom(...troubles),
        isLasting: fc.boolean()
      })
    )
  })

  test('is put right by the next run that does not', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRun, { minLength: 1, maxLength: 10 }),
        async (runs) => {
          const tracker = new FakeTracker()
          let today = noon
          let wasClosed = false
          for (const { days, reason, person, trouble } of runs) {
            today = after(days, today)
            const verdict =
              reason === 'ok'
                ? well(today)
                : verdictWith([reason ?? 'token-expiring'], {
                    today,
                    expiresAt
                  })
            const last = tracker.issues.at(-1)
            if (person === 'closes' && last) last.state = 'closed'
            if (person === 'reopens' && last) last.state = 'open'
            if (person === 'edits' && last) last.body = `Hm\n${last.body}`
            wasClosed ||= person === 'closes'
            const wasOpen = tracker.open
            const isBad = reason !== 'ok' && reason !== 'skipped-fork'
            const expectNoHarm = () => {
              // Never two, and what is bad is never closed.
              expect(tracker.open.length).toBeLessThanOrEqual(1)
              if (isBad && wasOpen.length > 0) {
                expect(tracker.open).toEqual(wasOpen)
              }
              // Nothing is said twice.
              for (const { comments } of tracker.issues) {
                const texts = comments.map(({ body }) => body)
                expect(new Set(texts).size).toBe(texts.length)
              }
            }
            tracker.trouble = (index) =>
              trouble !== null &&
              (index === trouble.at ||
                (trouble.isLasting && index > trouble.at))
                ? trouble.what
                : undefined
            const kept = await keep(tracker, [verdict], { today })
            expectNoHarm()
            if (trouble === null) expect(kept.hindrances).toEqual([])
            const isDone = kept.hindrances.length === 0
            const seen = structuredClone(tracker.issues)
            tracker.trouble = () => undefined
            const again = await keep(tracker, [verdict], { today })
            expect(again.hindrances).toEqual([])
            expectNoHarm()
            // A run that complains of nothing has left nothing to do.
            if (isDone) {
              expect(tracker.writes).toEqual([])
              expect(tracker.issues).toEqual(seen)
            }
            if (reason === 'ok') expect(tracker.open).toEqual([])
            if (isBad && !wasClosed) expect(tracker.open).toHaveLength(1)
            await keep(tracker, [verdict], { today })
            expect(tracker.writes).toEqual([])
          }
        }
      ),
      { numRuns: 300 }
    )
  })
})
