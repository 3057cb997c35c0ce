import { randomUUID } from 'node:crypto'
import type { Job } from './runner/job.ts'
import { succeed } from './git.ts'

export interface CheckoutOptions {
  /**
   * Where the credential is left: by v4 and v5 in the repository's own config,
   * by v6 and v7 in a file of RUNNER_TEMP which that config includes.
   */
  readonly version: 'v4' | 'v6'
  /** The input `token`, by default the job's. */
  readonly token: string
  readonly repository?: string
  readonly persistCredentials?: boolean
  /** `submodules: recursive` */
  readonly submodules?: boolean
}

export interface Checkout {
  readonly post: () => Promise<void>
}

/**
 * Does to the workspace what actions/checkout does to it; v5 leaves what v4 does, and
 * v7 what v6 does, as the published bundles from v4.2.2 to v7.0.1 were seen to. Every git runs with
 * the whole environment of the step, as there.
 * https://github.com/actions/checkout/blob/main/src/git-source-provider.ts
 * https://github.com/actions/checkout/blob/main/src/git-auth-helper.ts
 */
export async function checkout(
  job: Job,
  {
    version,
    token,
    repository = '',
    persistCredentials = true,
    submodules = false
  }: CheckoutOptions
): Promise<Checkout> {
  const { file, global, local } = CREDENTIALS[version]
  await succeed(
    job,
    [
      PRELUDE,
      'git init --quiet .',
      'git remote add origin "$GITHUB_SERVER_URL/${REPOSITORY:-$GITHUB_REPOSITORY}"',
      'git config --local gc.auto 0',
      PRIVATE_HOME,
      file,
      local,
      FETCH,
      ...(submodules ? [global, SUBMODULES, inSubmodules(local)] : []),
      'rm -r "$HOME"',
      ...(persistCredentials ? [] : [FORGET])
    ].join('\n'),
    {
      env: {
        REPOSITORY: repository,
        UUID: randomUUID(),
        header: `AUTHORIZATION: basic ${btoa(`x-access-token:${token}`)}`
      }
    }
  )
  return {
    async post() {
      await succeed(job, [PRELUDE, FORGET].join('\n'))
    }
  }
}

const PRELUDE = `
export key="http.$GITHUB_SERVER_URL/.extraheader"
host=\${GITHUB_SERVER_URL#https://}
export ssh="git@\${host%%:*}:" https="url.$GITHUB_SERVER_URL/.insteadOf"
export file="$RUNNER_TEMP/git-credentials-$UUID.config"
`

// A copy, for what must be configured for clones of submodules.
const PRIVATE_HOME = `
home=$(mktemp -d)
test ! -e "$HOME/.gitconfig" || cp "$HOME/.gitconfig" "$home"
export HOME="$home"
git config --global --add safe.directory "$GITHUB_WORKSPACE"
`

const FETCH = `
git -c protocol.version=2 fetch --quiet --no-tags --prune --no-recurse-submodules \\
  --depth=1 origin +refs/heads/main:refs/remotes/origin/main
git checkout --quiet --force -B main refs/remotes/origin/main
`

const SUBMODULES = `
git config --global --unset-all "$https" || true
git config --global --add "$https" "$ssh"
git submodule --quiet sync --recursive
git -c protocol.version=2 submodule --quiet update --init --force --depth=1 --recursive
`

/**
 * How the token is made known to git: by a file of its own, for new clones (to a
 * private `--global`), and in a repository.
 */
const CREDENTIALS = {
  v4: {
    file: '',
    global: 'git config --global "$key" "$header"',
    local: 'git config --local "$key" "$header"'
  },
  v6: {
    file: 'git config --file "$file" "$key" "$header"',
    global: 'git config --global include.path "$file"',
    local: `
      folder=$(git rev-parse --absolute-git-dir)
      git config --local "includeIf.gitdir:$folder.path" "$file"
      git config --local "includeIf.gitdir:$folder/worktrees/*.path" "$file"
      inside="/github/runner_temp/$(basename "$file")"
      git config --local "includeIf.gitdir:/github/workspace/.git.path" "$inside"
      git config --local "includeIf.gitdir:/github/workspace/.git/worktrees/*.path" "$inside"`
  }
} as const

function inSubmodules(script: string): string {
  return `
git submodule --quiet foreach --recursive '
  ${script}
  git config --local --add "$https" "$ssh"'
`
}

const REMOVE = `
git config --local --unset-all "$key" || true
git config --local --name-only --get-regexp "^includeif\\.gitdir:" | while read -r entry; do
  named=$(git config --local --get "$entry")
  case "$named" in "$RUNNER_TEMP"/git-credentials-*.config) rm -f "$named" ;; esac
  git config --local --unset-all "$entry"
done
`

const FORGET = `
${REMOVE}
git submodule --quiet foreach --recursive '${REMOVE}
  git config --local --unset-all "$https" || true'
`
