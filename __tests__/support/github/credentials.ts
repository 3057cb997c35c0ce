import type { Model, Token } from './model.ts'

export type Credentials =
  | { readonly state: 'anonymous' }
  | { readonly state: 'accepted'; readonly token: Token }
  | { readonly state: 'rejected' }

/**
 * Every Authorization header of a request: Node's own `headers` keeps only the
 * first, and two of them are what GitHub refuses.
 */
export function authorizationsOf(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter(
    (_, index) =>
      index % 2 === 1 &&
      rawHeaders[index - 1]?.toLowerCase() === 'authorization'
  )
}

export function tokenIn(
  authorization: string,
  model: Model
): Token | undefined {
  const [, scheme, value] =
    /^(basic|bearer|token) +(.+)$/i.exec(authorization) ?? []
  if (!scheme || !value) return undefined
  if (scheme.toLowerCase() !== 'basic') return model.token(value.trim())
  const pair = Buffer.from(value, 'base64').toString()
  const colon = pair.indexOf(':')
  const password = pair.slice(colon + 1)
  // docs: "Getting started with the REST API", authentication; the second
  // form is that of old clients, `https://TOKEN:x-oauth-basic@github.com`.
  return password === '' || password === 'x-oauth-basic'
    ? model.token(pair.slice(0, colon))
    : model.token(password)
}

export function credentialsIn(
  authorization: string | undefined,
  model: Model
): Credentials {
  if (authorization === undefined) return { state: 'anonymous' }
  const token = tokenIn(authorization, model)
  return token?.accepted ? { state: 'accepted', token } : { state: 'rejected' }
}
