import { readState, takeBack } from './git/removal.ts'
import { runGit } from './git/run-git.ts'
import { Log } from './runner/log.ts'
import { describeError } from './runner/text.ts'

/**
 * The post step: takes back what the main step wrote, whatever became of the job.
 * It never fails a job, and does without the toolkit to cost next to nothing.
 */
const log = new Log((text) => process.stdout.write(text))
const trace = readState(process.env)

if (trace === undefined) {
  log.info('Nothing to remove: no credential was written')
} else {
  try {
    const isRemoved = await takeBack(trace, runGit)
    log.info(
      isRemoved
        ? 'Removed the credential of this step'
        : 'The credential of this step is gone already'
    )
  } catch (error) {
    log.annotate('warning', 'setup-github-token: credential not removed', [
      'What this step wrote could not be removed completely.',
      `${describeError(error)}.`,
      'Fix: remove what is named; the runner empties RUNNER_TEMP when the next job starts.'
    ])
  }
}
