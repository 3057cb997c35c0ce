import { createHash, randomBytes, randomInt } from 'node:crypto'
import { crc32 } from 'node:zlib'

export type TokenKind =
  'classic' | 'fine-grained' | 'oauth' | 'app-user' | 'installation' | 'refresh'

/**
 * `current` is what github.com issues today. `prefixed` is the 40 character
 * form of installation tokens before 2026, and `legacy` that of all tokens
 * before April 2021, both still met on GitHub Enterprise Server.
 */
export type TokenForm = 'current' | 'prefixed' | 'legacy'

const DIGITS = '0123456789'
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const BASE62 = DIGITS + UPPER + UPPER.toLowerCase()
const BASE32 = UPPER + '234567'

const legacyUser = () => random('0123456789abcdef', 40)

// Tokens are made at run time: a literal one would trip secret scanning.
const FORMS: Record<TokenKind, Partial<Record<TokenForm, () => string>>> = {
  classic: { current: () => checked('ghp_'), legacy: legacyUser },
  oauth: { current: () => checked('gho_'), legacy: legacyUser },
  'app-user': { current: () => checked('ghu_') },
  'fine-grained': { current: fineGrained },
  installation: {
    current: stateless,
    prefixed: () => checked('ghs_'),
    legacy: () => 'v1.' + random('0123456789abcdef', 40)
  },
  refresh: { current: () => checked('ghr_', 70) }
}

export function createToken(
  kind: TokenKind,
  form: TokenForm = 'current'
): string {
  const create = FORMS[kind][form]
  if (!create) throw new Error(`There is no ${form} form of a ${kind} token`)
  return create()
}

// GitHub's blog, 2021-04-05, "Behind GitHub's new authentication token
// formats": the last six characters are the CRC32 of the body in base 62.
function checked(prefix: string, length = 30): string {
  const body = random(BASE62, length)
  let checksum = ''
  for (let rest = crc32(body); rest > 0; rest = Math.floor(rest / 62)) {
    checksum = BASE62.charAt(rest % 62) + checksum
  }
  return prefix + body + checksum.padStart(6, '0')
}

// Not documented by GitHub; the checksum is mongodb/kingfisher's, #342.
function fineGrained(): string {
  const body = `github_pat_${random(BASE62, 22)}_${random(BASE62, 43)}`
  const hash = createHash('sha256').update(body).digest()
  let bits = hash.readUIntBE(0, 5)
  let checksum = ''
  for (let count = 0; count < 8; count++) {
    checksum = BASE32.charAt(bits % 32) + checksum
    bits = Math.floor(bits / 32)
  }
  return body + checksum + random(BASE62, 8)
}

// GitHub's changelog, 2026-04-24: `ghs_APPID_JWT`, about 520 characters.
function stateless(): string {
  const encode = (value: unknown) =>
    Buffer.from(JSON.stringify(value)).toString('base64url')
  const jwt = [
    encode({ alg: 'RS256', typ: 'JWT' }),
    encode({ iss: 'github', jti: random(BASE62, 32), sub: 'installation' }),
    randomBytes(256).toString('base64url')
  ]
  return `ghs_${random(DIGITS.slice(1), 6)}_${jwt.join('.')}`
}

function random(alphabet: string, length: number): string {
  return Array.from({ length }, () =>
    alphabet.charAt(randomInt(alphabet.length))
  ).join('')
}
