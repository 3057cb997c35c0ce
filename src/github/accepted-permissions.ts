import { includes, type Level, levels, type Permission } from './permissions.ts'

/**
 * What an endpoint asks of a token: alternatives, of each of which everything is
 * needed. What is no permission, or is not understood, has no level.
 */
export type AcceptedPermissions = readonly ReadonlyMap<
  string,
  Level | undefined
>[]

/**
 * Reads `X-Accepted-GitHub-Permissions`, in which a semicolon stands between
 * alternatives and a comma between what one of them needs:
 * `contents=write; contents=write,workflows=write`. It says what the endpoint
 * asks for, not what the token has.
 * https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#insufficient-permissions
 *
 * @returns undefined when there is no such header
 */
export function parseAcceptedPermissions(
  header: string | undefined
): AcceptedPermissions | undefined {
  return header?.split(';').map((alternative) => {
    const needed = new Map<string, Level | undefined>()
    for (const text of alternative.split(',')) {
      const [name = '', word = '', ...rest] = text.split('=')
      const known = levels.find((one) => one === word.trim())
      const level = rest.length === 0 ? known : undefined
      const other = needed.get(name.trim())
      // Of two levels the higher one is needed.
      needed.set(
        name.trim(),
        level && other && includes(other, level) ? other : level
      )
    }
    return needed
  })
}

/** Whether an endpoint answers only those who have the permission. */
export function isProof(
  accepted: AcceptedPermissions,
  { name, level }: Permission
): boolean {
  return accepted.every((needed) => {
    const asked = needed.get(name)
    return asked !== undefined && includes(asked, level)
  })
}

/** Whether an endpoint refuses only those who do not have the permission. */
export function isDisproof(
  accepted: AcceptedPermissions,
  { name, level }: Permission
): boolean {
  return accepted.some((needed) => {
    const asked = needed.get(name)
    return needed.size === 1 && asked !== undefined && includes(level, asked)
  })
}
