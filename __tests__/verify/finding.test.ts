import { describe, expect, test } from '@jest/globals'
import {
  grant,
  leaveOpen,
  refuse,
  type Verdict
} from '../../src/verify/finding.ts'
import { type ReasonClass, reasons } from '../../src/verify/reasons.ts'
import { allReasons } from './samples.ts'

test('a requirement that is met has evidence, and no other reason than ok', () => {
  expect(grant('x', 'y')).toEqual({
    requirement: 'x',
    verdict: 'granted',
    reason: 'ok',
    evidence: 'y'
  })
})

describe('a requirement that is refused', () => {
  const verdicts: Readonly<Record<ReasonClass, Verdict>> = {
    fine: 'missing',
    invalid: 'missing',
    missing: 'missing',
    expiring: 'missing',
    excess: 'missing',
    untidy: 'missing',
    unknown: 'unknown',
    skipped: 'unknown',
    broken: 'missing'
  }

  test.each(allReasons)(
    'for %s is missing, unless that proves nothing',
    (reason) => {
      const obstacle = { requirement: 'x', reason, evidence: 'y' }
      expect(refuse(obstacle)).toEqual({
        ...obstacle,
        verdict: verdicts[reasons[reason].class]
      })
    }
  )

  test('keeps what a policy said', () => {
    const policy = { days: 90, settingsId: '1' }
    expect(
      refuse({
        requirement: 'x',
        reason: 'lifetime-forbidden',
        evidence: 'y',
        policy
      })
    ).toMatchObject({ verdict: 'missing', policy })
  })
})

test.each(allReasons)(
  'a requirement nothing can be said about because of %s is unknown',
  (reason) => {
    const refusal = { reason, evidence: 'y' }
    expect(leaveOpen('x', refusal)).toEqual({
      requirement: 'x',
      verdict: 'unknown',
      ...refusal
    })
  }
)
