import { expect } from '@jest/globals'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Job, StepResult } from '../support/runner/job.ts'
import { linesOf, trimStart } from '../support/runner/text.ts'

/** Every form of a text in which it could leave the job, in the order of the masks. */
export function formsOf(text: string): readonly string[] {
  const basic = Buffer.from(`x-access-token:${text}`)
  const bare = Buffer.from(text)
  return [
    ...new Set([
      text,
      basic.toString('base64'),
      basic.toString('base64url'),
      bare.toString('base64'),
      bare.toString('base64url'),
      encodeURIComponent(text),
      JSON.stringify(text).slice(1, -1)
    ])
  ]
}

/** A log without what the runner prints before the action. */
export function withoutHeader(log: string): string {
  const end = '##[endgroup]\n'
  const position = log.indexOf(end)
  return position < 0 ? '' : log.slice(position + end.length)
}

function escapeData(text: string): string {
  return text
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A')
}

/** Whatever is secret is masked before anything else is printed. */
export function expectMasksFirst(
  { stdout, masks }: Pick<StepResult, 'stdout' | 'masks'>,
  masked: readonly string[]
): void {
  const forms = masked.flatMap(formsOf)
  const expected = forms.map((form) => `::add-mask::${escapeData(form)}\n`)
  expect(stdout.slice(0, expected.join('').length)).toBe(expected.join(''))
  expect(masks).toEqual(forms)
}

/**
 * Every command is one of these, and the log has no other character than letters
 * and signs that a reader sees.
 */
export function expectOwnCommandsOnly(
  { stdout, stderr, errors }: StepResult,
  own: RegExp
): void {
  for (const command of commandsIn(stdout)) expect(command).toMatch(own)
  expect(stdout).not.toContain('##[')
  const said = stdout
    .split('\n')
    .filter((line) => !line.startsWith('::add-mask::'))
  // No control or format character, no lone surrogate, no other line end.
  expect(said.join(' ')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
  expect(stderr).toBe('')
  expect(errors).toEqual([])
}

/** The lines that the runner takes for commands. */
export function commandsIn(stdout: string): readonly string[] {
  return linesOf(stdout).filter((line) => trimStart(line).startsWith('::'))
}

/** No form of a secret is in what a step printed or told the runner, nor in `elsewhere`. */
export async function expectNoSecret(
  result: StepResult,
  job: Job,
  secrets: readonly string[],
  ...elsewhere: readonly string[]
): Promise<void> {
  const said = linesOf(result.stdout).filter(
    (line) => !line.startsWith('::add-mask::')
  )
  const folder = join(job.folders.temp, '_runner_file_commands')
  const files = await Promise.all(
    (await readdir(folder)).map((file) => readFile(join(folder, file), 'utf8'))
  )
  // The title and the file of an annotation are what the runner does not mask.
  const everything = [
    ...said,
    result.stderr,
    ...files,
    JSON.stringify(result.annotations),
    ...elsewhere
  ].join('\n')
  for (const form of new Set(secrets.flatMap(formsOf))) {
    // Not `toContain`: a failure would print the secret.
    expect(everything.includes(form)).toBe(false)
  }
}
