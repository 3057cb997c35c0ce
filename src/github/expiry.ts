/** When a token expires. */
export interface Expiry {
  readonly at: Date
  /** A zone abbreviation that names no single offset and was read as UTC: up to 14 hours off. */
  readonly assumedZone: string | undefined
}

/**
 * `2026-09-27 03:07:38 UTC`, `2023-12-13 00:00:00 +0100`, ISO 8601: all have
 * been seen in this header. https://github.com/google/go-github/pull/2650
 */
const format =
  /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d{1,9})? ?(Z|[+-](?:0\d|1[0-4]):?[0-5]\d|[A-Z]{2,5})$/

const namesOfUtc: ReadonlySet<string> = new Set(['UTC', 'GMT', 'Z'])

/**
 * The moment in a `GitHub-Authentication-Token-Expiration` header, or undefined
 * when it is absent or not understood: that is "not reported", never "does not
 * expire".
 * https://docs.github.com/authentication/keeping-your-account-and-data-secure/token-expiration-and-revocation
 */
export function parseExpiry(header: string | undefined): Expiry | undefined {
  const [, date = '', time = '', zone = ''] =
    format.exec(header?.trim() ?? '') ?? []
  const local = new Date(`${date}T${time}Z`)
  // Date takes 31 February for a day in March; a header that says so is garbage.
  if (
    Number.isNaN(local.getTime()) ||
    !local.toISOString().startsWith(`${date}T${time}`)
  ) {
    return undefined
  }
  const offset = offsetMinutes(zone)
  return {
    at: new Date(local.getTime() - (offset ?? 0) * 60_000),
    assumedZone: offset === undefined ? zone : undefined
  }
}

/** Milliseconds. */
const dayLength = 86_400_000

/** Whole days from `now` until `moment`; negative when it has passed. */
export function daysUntil(moment: Date, now: Date): number {
  return Math.floor((moment.getTime() - now.getTime()) / dayLength)
}

/** Days on the calendar, in UTC, from `now` until a day; negative when it is over. */
export function daysUntilDay(day: Date, now: Date): number {
  return daysUntil(
    day,
    new Date(Math.floor(now.getTime() / dayLength) * dayLength)
  )
}

/** Minutes east of UTC; undefined for an abbreviation that does not tell. */
function offsetMinutes(zone: string): number | undefined {
  if (namesOfUtc.has(zone)) return 0
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(zone)
  if (match === null) return undefined
  const minutes = Number(match[2]) * 60 + Number(match[3])
  return match[1] === '-' ? -minutes : minutes
}
