import type { TokenFacts } from './facts.ts'

/** Expiry is compared with the host's own clock where it is known. */
export function trustedTime(facts: TokenFacts | undefined, now: Date): Date {
  return facts?.hostTime ?? now
}

/** `14 days`, `1 day` */
export function countDays(days: number): string {
  return `${String(days)} ${days === 1 ? 'day' : 'days'}`
}

/** `14 days left`, `1 day left`, `3 days ago` */
export function describeDays(days: number): string {
  return `${countDays(Math.abs(days))} ${days < 0 ? 'ago' : 'left'}`
}

/** `2027-01-31 00:00 UTC` */
export function formatMoment(moment: Date): string {
  return `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** `2027-01-31` */
export function formatDay(moment: Date): string {
  return moment.toISOString().slice(0, 10)
}

/** A text in which moments have become days, for readers who need no more. */
export function withoutTimes(text: string): string {
  return text.replace(
    /(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:UTC|Z|[+-]\d\d:?\d\d))?/g,
    '$1'
  )
}
