// Runs the bundled action as a runner would. Without TOKEN: against a stand-in
// for GitHub on loopback, with a push. With TOKEN and SERVER_URL, and REPOSITORY,
// SCOPES, PERMISSIONS and PRESET if wanted: against the real host, without a push.
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import type { GitHub } from '../__tests__/support/github/github.ts'
import { createJob, type Job } from '../__tests__/support/runner/job.ts'
import {
  actionFolder,
  actionName,
  startWorld
} from '../__tests__/support/world.ts'
import { checkFive, remindOfOne } from './many-tokens.ts'
import { announce, claim, showCommand, showLog } from './stage.ts'

const {
  TOKEN = '',
  SERVER_URL = '',
  REPOSITORY = '',
  SCOPES = '',
  PERMISSIONS = '',
  PRESET = ''
} = process.env

// Both: many a shell has a TOKEN for something else.
if (TOKEN === '' || SERVER_URL === '') await playOnStandIn()
else await playOnRealHost(TOKEN, SERVER_URL, REPOSITORY)

async function playOnStandIn(): Promise<void> {
  const world = await startWorld()
  const { github, tokens } = world
  try {
    console.log(`A job in acme/app, on a stand-in for GitHub at ${github.url}`)
    const job = await world.startJob()

    announce('actions/checkout leaves the token of the job behind')
    await leaveJobToken(job, github, tokens.job)
    await run(job, 'git ls-remote --heads origin')
    tellTokens(github, ['GITHUB_TOKEN'])

    announce('A token without the scope stops the job here')
    const preset = 'push, workflow-files'
    const weak = await world.setup(job, {
      token: tokens.weak,
      'token-name': 'WEAK_TOKEN',
      preset
    })
    showLog(weak.log)
    claim('as promised, the job stops here', weak.exitCode === 1)

    announce('A good token is verified and handed to git')
    github.clearRequests()
    const good = await world.setup(job, { preset })
    showLog(good.log)
    claim('the step is green', good.exitCode === 0)
    claim(
      'one request to the API, and one that a push would begin with',
      github.requests.length === 2
    )

    announce('git uses it: clone by an ssh address, commit, push')
    github.clearRequests()
    await run(job, 'git clone --quiet git@127.0.0.1:acme/lib.git ../lib')
    await run(
      job,
      'git commit --quiet --allow-empty --message "Release 1.0.0" && git push --quiet origin HEAD'
    )
    tellTokens(github, ['RELEASE_TOKEN'])
    const pushed = await job.run('git rev-parse HEAD')
    claim(
      'the commit arrived',
      pushed.stdout.trim() === (await github.head('acme/app'))
    )

    announce('The post steps leave nothing behind')
    const folders = await leftovers(job)
    for (const post of await job.post()) showLog(post.log)
    claim('there was one folder in RUNNER_TEMP', folders.length === 1)
    claim('it is gone', (await leftovers(job)).length === 0)
    github.clearRequests()
    await run(job, 'git ls-remote --heads origin')
    tellTokens(github, ['GITHUB_TOKEN'])

    await checkFive(world)
    await remindOfOne(world)
  } finally {
    await world.close()
  }
}

async function playOnRealHost(
  token: string,
  serverUrl: string,
  repository: string
): Promise<void> {
  console.log(
    `A job on ${serverUrl}: it verifies and clones, and pushes nothing`
  )
  const job = await createJob({
    serverUrl,
    repository: repository || 'nobody/nothing',
    secrets: [token],
    env: passOn(
      'NODE_EXTRA_CA_CERTS',
      'GIT_SSL_CAINFO',
      'https_proxy',
      'HTTPS_PROXY',
      'no_proxy',
      'NO_PROXY'
    )
  })
  try {
    announce('The token is verified and handed to git')
    const step = await job.uses({
      action: actionFolder,
      name: actionName,
      with: {
        token,
        'token-name': 'TOKEN',
        scopes: SCOPES,
        permissions: PERMISSIONS,
        preset: PRESET,
        // Without a repository there is nothing git could use the token for.
        ...(repository === '' && { 'configure-git': 'none' })
      }
    })
    showLog(step.log)
    const isValid = step.outputs['valid'] === 'true'
    claim('the host accepts the token', isValid)
    if (repository === '') console.log('   No REPOSITORY is given to clone')
    if (repository !== '' && isValid) {
      announce(`git uses it for ${repository}`)
      const clone = `git clone --quiet --depth 1 ${serverUrl}/${repository} cloned`
      claim('it could be cloned', (await run(job, clone)) === 0)
    }
    announce('The post step leaves nothing behind')
    for (const post of await job.post()) showLog(post.log)
    claim('nothing is left', (await leftovers(job)).length === 0)
  } finally {
    await job.finish()
  }
}

/** What actions/checkout v4 does: a clone, with its credential as a header in .git/config. */
async function leaveJobToken(
  job: Job,
  github: GitHub,
  token: string
): Promise<void> {
  const header = `AUTHORIZATION: basic ${btoa(`x-access-token:${token}`)}`
  await job.run(
    [
      'git init --quiet --initial-branch main',
      `git remote add origin ${github.url}/acme/app`,
      `git config --local http.${github.url}/.extraheader "$HEADER"`,
      'git fetch --quiet origin main && git checkout --quiet -B main origin/main',
      'git config user.name acme-bot',
      'git config user.email acme-bot@users.noreply.github.com'
    ].join('\n'),
    { env: { HEADER: header } }
  )
  github.clearRequests()
}

async function run(job: Job, command: string): Promise<number> {
  showCommand(command)
  const step = await job.run(command)
  if (step.stdout + step.stderr !== '') showLog(step.log)
  return step.exitCode
}

/** Says which tokens the server was sent since the record was last cleared. */
function tellTokens(github: GitHub, expected: readonly string[]): void {
  const seen = [
    ...new Set(github.requests.flatMap(({ tokenNames }) => tokenNames))
  ]
  const twice = github.requests.some((one) => one.authorizations.length > 1)
  claim(
    `the server was sent ${seen.join(' and ')}, never two credentials at once`,
    seen.join() === expected.join() && !twice
  )
}

async function leftovers(job: Job): Promise<readonly string[]> {
  if (!existsSync(job.folders.temp)) return []
  const names = await readdir(job.folders.temp)
  return names.filter((name) => name.startsWith('setup-github-token-'))
}

function passOn(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name]
      return value === undefined ? [] : [[name, value]]
    })
  )
}
