import pLimit from 'p-limit'
import { makeLinks } from './github/links.ts'
import { judgePolicy } from './judge-policy.ts'
import {
  findSource,
  type Policy,
  readPolicy,
  readSource
} from './policy/policy.ts'
import { readRun } from './runner/event.ts'
import type { Environment, Job } from './runner/job.ts'
import type { Log } from './runner/log.ts'
import { readWithOp, resolveToken } from './runner/one-password.ts'
import type { PolicyInputs } from './runner/policy-inputs.ts'
import { unknownHost } from './runner/token-inputs.ts'
import { findTokens, type TokenInput } from './runner/token.ts'
import type { Hindrance, Overview } from './verify/overview.ts'

/** What is known of the tokens of a policy, or what keeps them from being judged. */
export type Assessment = Pick<Overview, 'verdicts' | 'hindrances' | 'links'>

/** Of shorter lists it is soon told what became of them. */
const longList = 20

/**
 * Judges the tokens of a policy that this step has in its environment. They are
 * masked before anything is printed.
 */
export async function assess(
  inputs: PolicyInputs,
  mustEnd: boolean,
  environment: Environment,
  job: Job,
  log: Log
): Promise<Assessment> {
  const { tokens: text, policyFile, fallback, concurrency } = inputs
  const links = makeLinks({ tokenName: '', host: unknownHost, job })
  const stop = (...hindrances: readonly Hindrance[]) => {
    log.mask(...findTokens(environment))
    return {
      links,
      verdicts: [],
      hindrances: [...inputs.obstacles, ...hindrances]
    }
  }
  const run = readRun(environment)
  const source = findSource(text.trim(), policyFile)
  const content = readSource(source, text, environment, run)
  if (typeof content !== 'string') return stop(content)
  const policy = readPolicy(source, content, job, { fallback, mustEnd })
  const problems = problemsOf(policy)
  const isRight = problems.length === 0 && inputs.obstacles.length === 0
  if (!isRight) return stop(...problems)
  const values = await readValues(policy, environment)
  log.mask(...[...values.values()].flatMap(({ masks }) => masks))
  const verdicts = await judgePolicy(policy.tokens, {
    values,
    run,
    concurrency,
    now: () => new Date(),
    onProgress: (asked, all) => {
      const isTold = asked % Math.ceil(all / 10) === 0 || asked === all
      if (all > longList && isTold) {
        log.info(`Asked about ${String(asked)} of ${String(all)} tokens`)
      }
    }
  })
  return { links, verdicts, hindrances: [] }
}

/** Every problem of a policy at its place. */
function problemsOf({ source, problems }: Policy): readonly Hindrance[] {
  return problems.map(({ line, column, complaint }) => ({
    requirement: 'a valid policy',
    reason: 'policy-invalid',
    evidence: `${source.name}:${String(line)}:${String(column)}: ${complaint}`,
    ...(source.form === 'file' && {
      place: { file: source.name, line, column }
    })
  }))
}

/** What the variables hold that the policy speaks of; those that are not there are left out. */
async function readValues(
  { tokens }: Policy,
  environment: Environment
): Promise<ReadonlyMap<string, TokenInput>> {
  const names = new Set(
    tokens.flatMap(({ candidates }) => candidates.map((one) => one.tokenName))
  )
  const limit = pLimit(8)
  const read = async (name: string) => {
    // An environment has members of every object besides its own.
    const raw = Object.hasOwn(environment, name) ? environment[name] : undefined
    if (raw === undefined) return []
    const input = await limit(() =>
      resolveToken(raw, (reference) => readWithOp(reference, names))
    )
    return [[name, input] as const]
  }
  return new Map((await Promise.all([...names].map(read))).flat())
}
