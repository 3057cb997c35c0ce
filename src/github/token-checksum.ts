import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

/**
 * Whether a token has a checksum that does not belong to its other characters:
 * a hint that it was cut off or mistyped, and never more than that. Formats
 * change, and those whose checksum is not known for certain are not looked at.
 */
export function hasWrongChecksum(token: string): boolean {
  const format = formats.find(({ prefix }) => prefix.test(token))
  return format !== undefined && !format.isRight(token)
}

interface Format {
  readonly prefix: RegExp
  readonly isRight: (token: string) => boolean
}

const formats: readonly Format[] = [
  // https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
  { prefix: /^gh[pour]_/, isRight: endsWithCrc32 },
  // Not documented by GitHub. https://github.com/mongodb/kingfisher/pull/342
  { prefix: /^github_pat_/, isRight: containsSha256 }
]

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** The last six characters are the CRC-32 of those after the prefix, in base 62. */
function endsWithCrc32(token: string): boolean {
  const body = token.slice(4, -6)
  let checksum = ''
  for (let rest = crc32(body); rest > 0; rest = Math.floor(rest / 62)) {
    checksum = digits.charAt(rest % 62) + checksum
  }
  return token.slice(-6) === checksum.padStart(6, '0')
}

/** Eight characters from the 78th are the SHA-256 of those before, in base 32. */
function containsSha256(token: string): boolean {
  const hash = createHash('sha256').update(token.slice(0, 77)).digest()
  const bits = BigInt(`0x${hash.subarray(0, 5).toString('hex')}`)
  const checksum = Array.from({ length: 8 }, (_, place) =>
    base32.charAt(Number((bits >> BigInt(35 - 5 * place)) & 31n))
  )
  return token.slice(77, 85) === checksum.join('')
}

/** https://www.rfc-editor.org/rfc/rfc4648#section-6 */
const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
