import { afterAll, beforeAll, beforeEach } from '@jest/globals'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Log } from '../../src/runner/log.ts'

const files = { output: 'GITHUB_OUTPUT', summary: 'GITHUB_STEP_SUMMARY' }

/** What a step says, and to whom: anew for each test of the file. */
export interface Recorder {
  log: Log
  printed: string
  /** What is in a file that the runner reads. */
  read(name: keyof typeof files): Promise<string>
  /** As if nothing had been written yet. */
  empty(name: keyof typeof files): Promise<void>
}

/** Records what the tests of this file print and write for the runner. */
export function useRecorder(): Recorder {
  let folder = ''
  const newLog = () =>
    new Log((text) => {
      recorder.printed += text
    })
  const recorder: Recorder = {
    log: newLog(),
    printed: '',
    read: (name) => readFile(join(folder, name), 'utf8'),
    empty: (name) => writeFile(join(folder, name), '')
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'publication-test-'))
    for (const [name, variable] of Object.entries(files)) {
      process.env[variable] = join(folder, name)
    }
  })

  beforeEach(async () => {
    await recorder.empty('output')
    await recorder.empty('summary')
    recorder.printed = ''
    recorder.log = newLog()
  })

  afterAll(async () => {
    for (const variable of Object.values(files)) {
      Reflect.deleteProperty(process.env, variable)
    }
    await rm(folder, { recursive: true })
  })

  return recorder
}
