import { basename } from 'node:path'
import { readJob } from './runner/job.ts'
import { Log } from './runner/log.ts'
import { publishCrash } from './runner/publication.ts'
import { Results } from './runner/results.ts'
import { setup } from './setup.ts'

const log = new Log((text) => process.stdout.write(text))
const channels = { log, results: new Results(log.redactor) }
const job = readJob(process.env)

type Action = typeof setup

/** The action is called like the file that the runner starts. */
async function findAction(name: string): Promise<Action> {
  // The others do not cost the first one any time.
  if (name === 'check.js') return (await import('./check.ts')).check
  if (name === 'remind.js') return (await import('./remind.ts')).remind
  return setup
}

try {
  const action = await findAction(basename(process.argv[1] ?? ''))
  const { isFailed } = await action(job, channels)
  if (isFailed) process.exitCode = 1
} catch (error) {
  publishCrash(error, job.action, channels)
  process.exitCode = 1
}
