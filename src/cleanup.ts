import { removeFolder } from './git/credential-folder.ts'
import { Log } from './runner/log.ts'
import { describeError } from './runner/text.ts'

/**
 * The post step: removes what the main step wrote, whatever became of the job.
 * It never fails a job, and does without the toolkit to cost next to nothing.
 */
const log = new Log((text) => process.stdout.write(text))
const { RUNNER_TEMP: temp = '', STATE_folder: folder = '' } = process.env

if (folder === '') {
  log.info('Nothing to remove: no credential was written')
} else {
  try {
    const isRemoved = await removeFolder(temp, folder)
    log.info(
      isRemoved
        ? 'Removed the credential of this step'
        : 'The credential of this step is gone already'
    )
  } catch (error) {
    log.annotate('warning', 'setup-github-token: credential not removed', [
      'The credential file of this step could not be removed.',
      `${describeError(error)}.`,
      'Fix: remove the folders named setup-github-token-* in RUNNER_TEMP; the runner empties it when the next job starts.'
    ])
  }
}
