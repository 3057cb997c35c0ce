import { describe, expect, test } from '@jest/globals'
import { excuseEmpty, type OnEmpty } from '../../src/verify/empty.ts'
import type { Run } from '../../src/verify/facts.ts'
import type { Reason } from '../../src/verify/reasons.ts'
import { allReasons } from './samples.ts'

const runs: readonly Run[] = [
  'trusted',
  'fork-without-secrets',
  'dependabot',
  'fork-with-secrets'
]
const ways: readonly OnEmpty[] = ['auto', 'skip', 'fail']

describe('an empty token', () => {
  test.each<[OnEmpty, Run, Reason]>([
    ['auto', 'trusted', 'token-empty'],
    ['auto', 'fork-without-secrets', 'skipped-fork'],
    ['auto', 'dependabot', 'skipped-dependabot'],
    ['auto', 'fork-with-secrets', 'token-empty'],
    ['skip', 'trusted', 'skipped-empty'],
    ['skip', 'fork-without-secrets', 'skipped-fork'],
    ['skip', 'dependabot', 'skipped-dependabot'],
    ['skip', 'fork-with-secrets', 'skipped-empty'],
    ['fail', 'trusted', 'token-empty'],
    ['fail', 'fork-without-secrets', 'token-empty'],
    ['fail', 'dependabot', 'token-empty'],
    ['fail', 'fork-with-secrets', 'token-empty']
  ])('with on-empty %s in a run that is %s is %s', (onEmpty, run, reason) => {
    const refusal = {
      reason: 'token-empty',
      evidence: 'It is an empty text'
    } as const
    expect(excuseEmpty(refusal, onEmpty, run)).toEqual({ ...refusal, reason })
  })
})

test.each(allReasons.filter((reason) => reason !== 'token-empty'))(
  'a token that is refused with %s is never excused',
  (reason) => {
    const refusal = { reason, evidence: 'Seen' }
    for (const onEmpty of ways) {
      for (const run of runs) {
        expect(excuseEmpty(refusal, onEmpty, run)).toEqual(refusal)
      }
    }
  }
)
