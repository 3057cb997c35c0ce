import type { Secret } from '../runner/secret.ts'

/**
 * A credential as git's helpers speak of it.
 *
 * `x-access-token` is a user name GitHub takes with every kind of token.
 * https://git-scm.com/docs/git-credential#IOFMT
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/authenticating-as-a-github-app-installation#about-authentication-as-a-github-app-installation
 */
export function formatCredential(token: Secret): string {
  return `username=x-access-token\npassword=${token.reveal()}\n`
}

/**
 * A credential helper in shell, which git runs with `get`, `store` or `erase`.
 *
 * @param places paths at which the credential may be
 * @param give the command that prints what is at `$place`, or fails
 * https://git-scm.com/docs/gitcredentials#_custom_helpers
 */
export function formatHelper(places: readonly string[], give: string): string {
  const quoted = places
    .map((path) => `'${path.replaceAll("'", String.raw`'\''`)}'`)
    .join(' ')
  return [
    '!f() { test "$1" = get || return 0;',
    `for place in ${quoted}; do test -r "$place" && ${give} && return 0; done;`,
    'echo "setup-github-token: the credential of this job is not here: it cannot be read, or its time is over" >&2; }; f'
  ].join(' ')
}
