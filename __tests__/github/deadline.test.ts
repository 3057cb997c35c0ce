import { describe, expect, test } from '@jest/globals'
import { getEventListeners } from 'node:events'
import { within } from '../../src/github/deadline.ts'

const never = () => new AbortController()

/** Ends only when its signal says so, and then with the reason. */
const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const giveUp = () => {
      reject(signal.reason as Error)
    }
    if (signal.aborted) giveUp()
    else signal.addEventListener('abort', giveUp)
  })

describe('what runs within a time', () => {
  test('gives its result, or throws what it throws', async () => {
    const { signal } = never()
    expect(await within(10_000, signal, () => Promise.resolve(5))).toBe(5)
    const error = new Error('x')
    await expect(
      within(10_000, signal, () => Promise.reject(error))
    ).rejects.toBe(error)
  })

  test('is told when the time is up', async () => {
    await expect(within(1, never().signal, untilAborted)).rejects.toMatchObject(
      { name: 'TimeoutError' }
    )
  })

  test('is told when another signal comes, before it or later, and why', async () => {
    const reason = new Error('late')
    await expect(
      within(10_000, AbortSignal.abort(reason), untilAborted)
    ).rejects.toBe(reason)
    const outer = never()
    const running = within(10_000, outer.signal, untilAborted)
    outer.abort(reason)
    await expect(running).rejects.toBe(reason)
  })

  test('leaves nothing behind at the other signal', async () => {
    const { signal } = never()
    for (let count = 0; count < 20; count += 1) {
      await within(10_000, signal, () => Promise.resolve())
      await within(10_000, signal, () => Promise.reject(new Error('x'))).catch(
        () => undefined
      )
    }
    await within(1, signal, untilAborted).catch(() => undefined)
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  test('is not told any more when it has ended', async () => {
    const outer = never()
    let inner: AbortSignal | undefined
    await within(10_000, outer.signal, (signal) => {
      inner = signal
      return Promise.resolve()
    })
    outer.abort(new Error('late'))
    expect(inner?.aborted).toBe(false)
  })
})
