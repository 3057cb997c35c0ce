import { type Answer, json } from './answers.ts'

const PAGE =
  'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api'

// https://github.com/github-changelog-generator/github-changelog-generator/issues/993
export const SECONDARY_LIMIT: Answer = json(
  403,
  {
    message:
      'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
    documentation_url: `${PAGE}#about-secondary-rate-limits`,
    status: '403'
  },
  { 'retry-after': '60' }
)

// docs: "Troubleshooting the REST API", rate limit errors
export const PRIMARY_LIMIT: Answer = json(
  403,
  {
    message: 'API rate limit exceeded for installation ID 1.',
    documentation_url: PAGE,
    status: '403'
  },
  { 'x-ratelimit-remaining': '0' }
)

/**
 * Counts the writes of each caller: "Create too much content on GitHub in a
 * short amount of time" in docs, "Rate limits for the REST API".
 */
export class SecondaryLimit {
  readonly #perMinute: number
  readonly #writes = new Map<string, readonly number[]>()

  constructor(perMinute: number) {
    this.#perMinute = perMinute
  }

  /** Whether a write is one too many; one that is does not count. */
  refuses(caller: string, now: Date): boolean {
    const minuteAgo = now.getTime() - 60_000
    const recent = (this.#writes.get(caller) ?? []).filter(
      (time) => time > minuteAgo
    )
    if (recent.length >= this.#perMinute) return true
    this.#writes.set(caller, [...recent, now.getTime()])
    return false
  }
}
