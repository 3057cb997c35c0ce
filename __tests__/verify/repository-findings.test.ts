import { describe, expect, test } from '@jest/globals'
import { type Reason, reasons } from '../../src/verify/reasons.ts'
import { judgeRepository } from '../../src/verify/repository-findings.ts'
import { allReasons, refused, repositoryFacts, tokenFacts } from './samples.ts'

const accepted = { accepted: tokenFacts() }

describe('a repository', () => {
  test.each([
    ['read', 'git may read it'],
    ['write', 'git may push to it']
  ] as const)('that git may %s is granted', (access, evidence) => {
    expect(judgeRepository(repositoryFacts({ access }), accepted)).toEqual([
      {
        requirement: `${access} acme/site`,
        verdict: 'granted',
        reason: 'ok',
        evidence
      }
    ])
  })

  test.each(allReasons)(
    'that git is refused with %s is missing, or unknown when that proves nothing',
    (reason) => {
      const refusal = { reason, evidence: 'Refused' }
      const isOpen = ['unknown', 'skipped'].includes(reasons[reason].class)
      expect(judgeRepository(repositoryFacts({ refusal }), accepted)).toEqual([
        {
          requirement: 'read acme/site',
          verdict: isOpen ? 'unknown' : 'missing',
          ...refusal
        }
      ])
    }
  )

  test('that was renamed is granted, and its new name is told', () => {
    const facts = repositoryFacts({ movedTo: 'acme/home' })
    expect(judgeRepository(facts, accepted)).toEqual([
      {
        requirement: 'read acme/site',
        verdict: 'granted',
        reason: 'ok',
        evidence: 'git may read acme/home'
      },
      {
        requirement: 'up-to-date name of acme/site',
        verdict: 'missing',
        reason: 'repository-renamed',
        evidence: 'Its name is acme/home'
      }
    ])
  })

  test('that was renamed may be refused under its new name', () => {
    const refusal = { reason: 'push-refused', evidence: 'Refused' } as const
    const facts = repositoryFacts({
      access: 'write',
      movedTo: 'acme/home',
      refusal
    })
    expect(
      judgeRepository(facts, accepted).map(({ reason }) => reason)
    ).toEqual(['push-refused', 'repository-renamed'])
  })
})

describe('a repository of a token that was not accepted', () => {
  const isUnknown = (reason: Reason) => reasons[reason].class === 'unknown'
  const judgeWith = (ofGit: Reason, ofToken: Reason) =>
    judgeRepository(
      repositoryFacts({
        access: 'write',
        refusal: { reason: ofGit, evidence: 'Refused' }
      }),
      refused(ofToken)
    )
  const left = (reason: Reason) => [
    {
      requirement: 'write acme/site',
      verdict: 'unknown',
      reason,
      evidence: 'Seen'
    }
  ]

  test.each(allReasons.filter((reason) => !isUnknown(reason)))(
    'because of %s is unknown for the same reason, whatever git was told',
    (reason) => {
      for (const ofGit of ['push-refused', 'rate-limited', reason] as const) {
        expect(judgeWith(ofGit, reason)).toEqual(left(reason))
      }
    }
  )

  test.each(allReasons.filter(isUnknown))(
    'because of %s, of which nothing is known, is missing when git says so clearly',
    (reason) => {
      expect(judgeWith('push-refused', reason)).toEqual([
        {
          requirement: 'write acme/site',
          verdict: 'missing',
          reason: 'push-refused',
          evidence: 'Refused'
        }
      ])
      for (const ofGit of ['host-timeout', 'rate-limited', reason] as const) {
        expect(judgeWith(ofGit, reason)).toEqual(left(reason))
      }
    }
  )

  test('was renamed all the same when git says so', () => {
    const refusal = { reason: 'push-refused', evidence: 'Refused' } as const
    const facts = repositoryFacts({ movedTo: 'acme/home', refusal })
    expect(
      judgeRepository(facts, refused('host-timeout')).map(
        ({ reason }) => reason
      )
    ).toEqual(['push-refused', 'repository-renamed'])
  })

  test('is granted when git takes the token all the same', () => {
    for (const reason of allReasons) {
      expect(judgeRepository(repositoryFacts(), refused(reason))).toEqual([
        {
          requirement: 'read acme/site',
          verdict: 'granted',
          reason: 'ok',
          evidence: 'git may read it'
        }
      ])
    }
  })
})
