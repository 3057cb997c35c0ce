// What `npm run mutants` breaks in the bundle, one at a time, and which tests notice.
import type { Git } from '../__tests__/support/gits.ts'

/** A place in a file of `dist/`, and what is put there. */
type Edit = readonly [from: string, to: string]

export interface Mutant {
  /** What is missing or wrong. */
  readonly name: string
  readonly edits: readonly Edit[]
  /** Also made in the bundle of the post step. */
  readonly inCleanup?: true
  /** The file in `__tests__/e2e` that should notice, without `.test.ts`. */
  readonly file: string
  /** Which of its tests, as a pattern; all of them when nothing is said. */
  readonly only?: string
  /** The git that makes the difference. */
  readonly git?: (git: Git) => boolean
}

const isOld = (git: Git) => git.isBefore(2, 36)
const waitsFor401 = (git: Git) => git.isBefore(2, 46)
const isNew = (git: Git) => !waitsFor401(git)

export const mutants: readonly Mutant[] = [
  {
    name: 'no header reset',
    edits: [[String.raw`        '\textraheader = ""',`, '']],
    file: 'git-checkout',
    only: 'after checkout v4 and v5 and then the action for acme/app$'
  },
  {
    name: 'no helper reset',
    edits: [[String.raw`        '\thelper = ""',`, '']],
    file: 'git-interference',
    only: 'a store with a stale token'
  },
  {
    name: 'no useHttpPath',
    edits: [[String.raw`        '\tuseHttpPath = "true"',`, '']],
    file: 'git-lfs',
    only: 'alone after checkout v4 and then the action for acme'
  },
  {
    name: 'no identity rewrite',
    edits: [
      [
        '[...(sshToHttps ? ssh : []), url].map(',
        '[...(sshToHttps ? ssh : [])].map('
      ]
    ],
    file: 'git-interference',
    only: 'a rewrite of https to ssh,'
  },
  {
    name: 'no pushInsteadOf',
    edits: [
      [String.raw`        ${'`'}\tpushInsteadOf = ${'${quote(url)}`'},`, '']
    ],
    file: 'git-interference',
    only: 'a rewrite of https to ssh for pushing'
  },
  {
    name: 'no reset for git-lfs at the level of the owner',
    edits: [
      [
        "const lfs = jobOwner === '' ? [] : [{ owner: jobOwner }]",
        'const lfs = []'
      ]
    ],
    file: 'git-lfs',
    only: String.raw`alone after checkout v4 and then the action for \*`
  },
  {
    name: 'wrong order of levels',
    edits: [
      [
        "levels = ['host', 'owner', 'repository']",
        "levels = ['repository', 'owner', 'host']"
      ]
    ],
    file: 'git-several-tokens',
    only: 'the most specific use wins'
  },
  {
    name: 'includes of earlier steps missing',
    edits: [
      ['        ...earlier.map((name) => `../${name}/${nameOf(level)}`),', '']
    ],
    file: 'git-several-tokens',
    only: 'the most specific use wins'
  },
  {
    name: 'no lower-case variant',
    edits: [['[path, lower, official ?? path]', '[path, official ?? path]']],
    file: 'git-urls',
    only: 'as GitHub spells them, for ACME'
  },
  {
    name: 'no .git variant',
    edits: [
      ["['', '.git', '.wiki', '.wiki.git']", "['', '.wiki', '.wiki.git']"]
    ],
    file: 'git-urls',
    only: 'is sent to a name'
  },
  {
    name: 'org-ID form missing',
    edits: [
      ["        ...(jobOwnerId === '' ? [] : [`org-${jobOwnerId}`])", '']
    ],
    file: 'git-options',
    only: 'what becomes of ssh URLs for acme/lib'
  },
  {
    name: 'modes: credential 0644',
    edits: [
      [
        'name: credentialName,\n        mode: 0o600',
        'name: credentialName,\n        mode: 0o644'
      ]
    ],
    file: 'git-privacy',
    only: 'under the umask'
  },
  {
    name: 'modes: folder 0700',
    edits: [['(path, 0o755)', '(path, 0o700)']],
    file: 'git-privacy',
    only: 'under the umask'
  },
  {
    name: 'modes: config 0600',
    edits: [['({ ...file, mode: 0o644 })', '({ ...file, mode: 0o600 })']],
    file: 'git-privacy',
    only: 'under the umask'
  },
  {
    name: 'modes: hosts.yml of gh 0644',
    edits: [
      [
        '`${ghFolder}/${hostsName}`, mode: 0o600',
        '`${ghFolder}/${hostsName}`, mode: 0o644'
      ]
    ],
    file: 'github-cli',
    only: 'what later steps are handed'
  },
  {
    name: 'state saved after the files',
    edits: [
      [
        `        for (const [key, value] of stateOf(trace))
            results.saveState(key, value);
        await write(handover, trace, target);
`,
        `        await write(handover, trace, target);
        for (const [key, value] of stateOf(trace))
            results.saveState(key, value);
`
      ]
    ],
    file: 'git-cleanup',
    only: 'ends half-way'
  },
  {
    name: 'files opened with w, not wx',
    edits: [["'wx', mode)", "'w', mode)"]],
    file: 'git-privacy',
    only: 'writes nothing through a link'
  },
  {
    name: 'environment of git unfiltered',
    edits: [['passedOn.test(upper) && !(', '!(']],
    file: 'git-privacy',
    only: 'the token is in no argument and no environment of a git the action runs'
  },
  {
    name: 'no parameter for an old git',
    edits: [['if (git.losesConfigCount) {', 'if (false) {']],
    file: 'git-checkout',
    only: 'GIT in a clone',
    git: isOld
  },
  {
    name: 'emptyAuth missing, with a netrc file',
    edits: [
      [String.raw`        ...(shunsNetrc ? ['\temptyAuth = "true"'] : []),`, '']
    ],
    file: 'git-interference',
    only: 'a netrc file with a .*GIT',
    git: waitsFor401
  },
  {
    name: 'proactiveAuth missing',
    edits: [[String.raw`        '\tproactiveAuth = "basic"',`, '']],
    file: 'git-interference',
    only: 'costs no request more.*ls-remote, by GIT',
    git: isNew
  },
  {
    name: 'sweep that ignores the age',
    edits: [['if (isOurs && mtime < jobStart)', 'if (isOurs)']],
    file: 'git-places',
    only: 'stays when it is younger'
  },
  {
    // Without the path, which would match nothing that the daemon has.
    name: 'erase forwarded to the cache',
    edits: [
      [
        `'!f() { test "$1" = get || return 0;',`,
        '`!f() { test "$1" = get || { for place in ${quoted}; do test -r "$place" && sed /^path=/d | git credential-cache --socket "$place" "$1"; done; return 0; };`,'
      ]
    ],
    file: 'git-memory',
    only: 'answered 401 once'
  },
  {
    name: 'socket in a shared place',
    edits: [
      ['socketPath = `${cacheFolder}/socket`', "socketPath = '../cache/socket'"]
    ],
    inCleanup: true,
    file: 'git-memory',
    only: 'of one use of the action is not that of another'
  },
  {
    name: 'global include.path, not includeIf',
    edits: [['return `[includeIf ${pattern}]', 'return `[include]']],
    file: 'git-global',
    only: 'is not broken when it runs after'
  },
  {
    name: 'no retry when ~/.gitconfig is locked',
    edits: [['if (!isLocked)\n', 'if (true)\n']],
    inCleanup: true,
    file: 'git-global-file',
    only: 'locked for a while'
  },
  {
    name: 'policy of a fork is read',
    edits: [["if (run === 'fork-with-secrets') {", 'if (false) {']],
    file: 'check-events',
    only: 'does not read a policy file'
  },
  {
    name: 'same token asked about twice',
    edits: [['one.secret.equals(secret)', 'false']],
    file: 'check-hosts',
    only: 'is asked about once'
  },
  {
    name: 'op sees the other tokens',
    edits: [['!hidden.has(name)', 'true']],
    file: 'check-keys',
    only: 'are resolved by op'
  },
  {
    name: 'one token after the other',
    edits: [['concurrency * patience', '1']],
    file: 'check-many',
    only: 'holds up no other'
  },
  {
    name: 'members of every object are variables',
    edits: [['Object.hasOwn(environment, name)', 'true']],
    file: 'check-hostile',
    only: 'are no members of every object'
  },
  {
    name: 'a stranger is adopted',
    edits: [
      ['marked.filter(({ issue }) => isSame(issue.author, author))', 'marked']
    ],
    file: 'remind-found',
    only: 'a marker that a stranger copied'
  },
  {
    name: 'an issue is opened again after a lost answer',
    edits: [['if (this.#hasOpen(marker))\n                    break;', '']],
    file: 'remind-faults'
  },
  {
    name: 'an outage looks healthy',
    edits: [['unprovable.has(reason)', 'true']],
    file: 'remind-life',
    only: 'an outage'
  },
  {
    name: 'each run comments',
    edits: [['if (rank(now) > rank(before))', 'if (true)']],
    file: 'remind-life',
    only: 'an outage'
  },
  {
    name: 'a comment is made twice',
    edits: [['said.some((one) => one.includes(mark))', 'false']],
    file: 'remind-faults'
  },
  {
    name: 'what a person closed is opened again at once',
    edits: [['now.threshold < before.threshold', 'true']],
    file: 'remind-life',
    only: 'closed stays closed until it is worse'
  },
  {
    name: 'issues name the account',
    edits: [
      ['if (wording.showsLogin)\n        return plain;', 'return plain;']
    ],
    file: 'remind-privacy',
    only: 'the account of a token'
  }
]
