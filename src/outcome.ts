import type { TokenInputs } from './runner/token-inputs.ts'
import type { TokenInput } from './runner/token.ts'
import { excuseEmpty } from './verify/empty.ts'
import type { Facts, Obstacle, Run } from './verify/facts.ts'
import type { Reason } from './verify/reasons.ts'
import { accessFor } from './verify/requirements.ts'

/** What was learnt about one token. */
export type Outcome = Pick<
  Facts,
  'answer' | 'hint' | 'repositories' | 'permissions'
> &
  Pick<TokenInput, 'secret' | 'trimmed' | 'reference'>

/**
 * The host is not asked about what is no token, nor for another reason: when the
 * inputs are wrong.
 */
export function leaveUnasked(
  { refusal, trimmed, reference }: TokenInput,
  inputs: TokenInputs,
  run: Run,
  otherwise: Reason = 'internal-error'
): Outcome {
  const why = refusal ?? {
    reason: otherwise,
    evidence: 'The host was not asked about the token'
  }
  return {
    answer: { refusal: excuseEmpty(why, inputs.onEmpty, run) },
    hint: 'unknown',
    repositories: inputs.repositories.map((name) => ({
      name,
      access: accessFor(inputs),
      refusal: why,
      movedTo: undefined,
      description: undefined
    })),
    permissions: [],
    secret: undefined,
    trimmed,
    reference
  }
}

export const untrimmed: Obstacle = {
  requirement: 'stored without white space',
  reason: 'token-untrimmed',
  evidence: 'The value begins or ends with it'
}
