/**
 * Runs something with a signal that comes after so many milliseconds, or when
 * another one does, and leaves nothing of it behind: signals that Node.js makes
 * for this stay in memory until their time has come.
 */
export async function within<Result>(
  milliseconds: number,
  outer: AbortSignal,
  run: (signal: AbortSignal) => Promise<Result>
): Promise<Result> {
  const controller = new AbortController()
  const stop = () => {
    controller.abort(outer.reason)
  }
  const timer = setTimeout(() => {
    controller.abort(new DOMException('The time is up', 'TimeoutError'))
  }, milliseconds).unref()
  if (outer.aborted) stop()
  outer.addEventListener('abort', stop)
  try {
    return await run(controller.signal)
  } finally {
    clearTimeout(timer)
    outer.removeEventListener('abort', stop)
  }
}
