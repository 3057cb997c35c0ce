import type { Refusal, Run } from './facts.ts'
import type { Reason } from './reasons.ts'

/** What becomes of a run without a token: `auto` skips it where that is nobody's mistake. */
export type OnEmpty = 'auto' | 'skip' | 'fail'

/** GitHub withholds secrets from these runs. */
const excuses: Partial<Readonly<Record<Run, Reason>>> = {
  'fork-without-secrets': 'skipped-fork',
  dependabot: 'skipped-dependabot'
}

/** Says of an empty token why that is no mistake, if it is none. */
export function excuseEmpty(
  refusal: Refusal,
  onEmpty: OnEmpty,
  run: Run
): Refusal {
  if (refusal.reason !== 'token-empty' || onEmpty === 'fail') return refusal
  const fallback = onEmpty === 'skip' ? 'skipped-empty' : refusal.reason
  return { ...refusal, reason: excuses[run] ?? fallback }
}
