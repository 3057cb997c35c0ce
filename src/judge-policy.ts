import pLimit from 'p-limit'
import { askAbout } from './ask.ts'
import { askOnce, reach } from './github/connection.ts'
import { within } from './github/deadline.ts'
import type { Host } from './github/host.ts'
import { leaveUnasked, type Outcome, untrimmed } from './outcome.ts'
import type { PolicyToken } from './policy/policy.ts'
import type { Secret } from './runner/secret.ts'
import type { TokenInputs } from './runner/token-inputs.ts'
import type { TokenInput, UsableToken } from './runner/token.ts'
import type { Run } from './verify/facts.ts'
import { judge } from './verify/findings.ts'
import type { TokenVerdict } from './verify/overview.ts'
import { makeReport, type Report } from './verify/report.ts'

/** What the tokens of a policy are judged in. */
export interface Circumstances {
  /** What each variable holds. */
  readonly values: ReadonlyMap<string, TokenInput>
  readonly run: Run
  /** The most requests that are in flight at a host. */
  readonly concurrency: number
  readonly now: () => Date
  /** Told after each token how many have been asked about. */
  readonly onProgress: (asked: number, all: number) => void
}

/** Until everything about one token must have been asked, milliseconds. */
const longestToken = 60_000

/** Until everything about all of them must have been asked, milliseconds. */
const longestRun = 20 * 60_000

/**
 * So many times as many tokens are under way as requests are in flight: those
 * that wait before they ask again hold up no other.
 */
const patience = 4

/** One token, for each place of the policy that expects something of it. */
interface Subject {
  readonly secret: Secret
  readonly host: Host
  readonly uses: readonly Use[]
}

/** The same token may be stored differently in two variables. */
interface Use {
  readonly token: UsableToken
  readonly inputs: TokenInputs
}

/**
 * Judges the tokens of a policy side by side, and each by itself. A token that
 * two variables hold is asked about once.
 */
export async function judgePolicy(
  tokens: readonly PolicyToken[],
  circumstances: Circumstances
): Promise<readonly TokenVerdict[]> {
  const { values, run } = circumstances
  const outcomes = await askAll(findSubjects(tokens, values), circumstances)
  return tokens.map(({ name, purpose, owners, candidates }) => {
    const report = (inputs: TokenInputs) =>
      reportOn(
        inputs,
        outcomes.get(inputs) ?? leave(inputs, values, run),
        circumstances
      )
    const [first, ...others] = candidates
    return {
      name,
      purpose,
      owners,
      reports: [report(first), ...others.map(report)]
    }
  })
}

/** The tokens there are, each once for a host. */
function findSubjects(
  tokens: readonly PolicyToken[],
  values: Circumstances['values']
): readonly Subject[] {
  const subjects: (Subject & { readonly uses: Use[] })[] = []
  for (const inputs of tokens.flatMap(({ candidates }) => candidates)) {
    const token = values.get(inputs.tokenName)
    if (token?.secret === undefined) continue
    const { secret } = token
    const { host } = inputs
    const known = subjects.find(
      (one) =>
        one.host.webUrl === host.webUrl &&
        one.host.apiUrl === host.apiUrl &&
        one.secret.equals(secret)
    )
    const use = { token, inputs }
    if (known === undefined) subjects.push({ secret, host, uses: [use] })
    else known.uses.push(use)
  }
  return subjects
}

async function askAll(
  subjects: readonly Subject[],
  { concurrency, onProgress }: Circumstances
): Promise<ReadonlyMap<TokenInputs, Outcome>> {
  const outcomes = new Map<TokenInputs, Outcome>()
  const end = AbortSignal.timeout(longestRun)
  const places = new Map<string, ReturnType<typeof placeAt>>()
  let asked = 0
  await Promise.all(
    subjects.map(({ secret, host, uses }) => {
      const key = `${host.webUrl} ${host.apiUrl}`
      const place = places.get(key) ?? placeAt(host, concurrency)
      places.set(key, place)
      return place.tokens(async () => {
        await within(longestToken, end, async (deadline) => {
          const connection = askOnce(place.connect(secret, deadline))
          const ask = async ({ token, inputs }: Use) => {
            outcomes.set(inputs, await askAbout(connection, token, inputs))
          }
          await Promise.all(uses.map(ask))
        })
        asked += 1
        onProgress(asked, subjects.length)
      })
    })
  )
  return outcomes
}

/** What the tokens of one host share. */
function placeAt(host: Host, concurrency: number) {
  return {
    connect: reach(host, pLimit(concurrency)),
    tokens: pLimit(concurrency * patience)
  }
}

function leave(
  inputs: TokenInputs,
  values: Circumstances['values'],
  run: Run
): Outcome {
  const { tokenName } = inputs
  const missing = {
    masks: [],
    trimmed: false,
    refusal: {
      reason: 'variable-missing',
      evidence: 'No variable of its environment has this name'
    }
  } as const
  return leaveUnasked(values.get(tokenName) ?? missing, inputs, run)
}

function reportOn(
  inputs: TokenInputs,
  outcome: Outcome,
  { run, now }: Circumstances
): Report {
  const facts = {
    ...outcome,
    fallback: undefined,
    run,
    shadows: [],
    obstacles: outcome.trimmed ? [untrimmed] : [],
    now: now()
  }
  return makeReport(inputs, facts, judge(inputs, facts))
}
