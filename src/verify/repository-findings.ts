import type { Answer, RepositoryFacts } from './facts.ts'
import { type Finding, grant, leaveOpen, refuse } from './finding.ts'
import { isOpen } from './reasons.ts'

/** Judges what git may do with a repository. */
export function judgeRepository(
  { name, access, refusal, movedTo }: RepositoryFacts,
  answer: Answer
): readonly Finding[] {
  const requirement = `${access} ${name}`
  // What prevents an answer about the token prevents this one too, and is said
  // once; unless git has an answer of its own while the API has none.
  if (
    refusal !== undefined &&
    answer.refusal !== undefined &&
    (isOpen(refusal.reason) || !isOpen(answer.refusal.reason))
  ) {
    return [leaveOpen(requirement, answer.refusal)]
  }
  const findings = [
    refusal === undefined
      ? grant(
          requirement,
          `git may ${access === 'write' ? 'push to' : 'read'} ${movedTo ?? 'it'}`
        )
      : refuse({ requirement, ...refusal })
  ]
  return movedTo === undefined
    ? findings
    : [
        ...findings,
        refuse({
          requirement: `up-to-date name of ${name}`,
          reason: 'repository-renamed',
          evidence: `Its name is ${movedTo}`
        })
      ]
}
