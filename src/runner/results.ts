import { exportVariable, saveState, setOutput, summary } from '@actions/core'
import { isPlace } from './job.ts'
import type { Redactor } from './redactor.ts'
import { longestSummary } from './summary.ts'

/**
 * The files by which a step tells the runner its results. Everything passes the
 * redactor: other runners than GitHub's do not mask these files.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions#environment-files
 */
export class Results {
  readonly #redactor: Redactor

  constructor(redactor: Redactor) {
    this.#redactor = redactor
  }

  /** A runner without outputs is not suitable, and was reported as such. */
  setOutput(name: string, value: string): void {
    if (isPlace(process.env['GITHUB_OUTPUT'] ?? ''))
      setOutput(name, this.#redactor.redact(value))
  }

  saveState(name: string, value: string): void {
    saveState(name, this.#redactor.redact(value))
  }

  /** Whether a value has a secret in it, which must not get into the environment. */
  hasSecret(value: string): boolean {
    return this.#redactor.redact(value) !== value
  }

  exportVariable(name: string, value: string): void {
    exportVariable(name, this.#redactor.redact(value))
  }

  /**
   * Appends to the job summary, where the runner has one.
   *
   * @throws Error when it is too long, or cannot be written
   */
  async appendSummary(markdown: string): Promise<void> {
    const text = this.#redactor.redact(markdown)
    const isWanted = isPlace(process.env['GITHUB_STEP_SUMMARY'] ?? '')
    if (!isWanted) return
    if (Buffer.byteLength(text) > longestSummary)
      throw new Error('it is too long')
    await summary.addRaw(text, true).write()
  }
}
