import { Redactor, secretForms } from './redactor.ts'
import type { Place } from '../verify/report.ts'
import type { Secret } from './secret.ts'
import { neutralise, truncate } from './text.ts'

/** The runner cuts an annotation at 4096 characters; a line is kept well below. */
const longestLine = 2000

export type Level = 'error' | 'warning' | 'notice'

/**
 * The one way to print. Whatever is printed is redacted and neutralised first;
 * the only raw text is the mask of a secret, which the runner swallows.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export class Log {
  readonly #write: (text: string) => void
  readonly redactor = new Redactor()

  constructor(write: (text: string) => void) {
    this.#write = write
  }

  /** Has the runner mask secrets and every form derived from them, in this order. */
  mask(...secrets: readonly Secret[]): void {
    const forms = [...new Set(secrets.flatMap(secretForms))]
    this.redactor.add(forms)
    for (const form of forms) this.#command('add-mask', form)
  }

  /** A line of the log. */
  info(text: string): void {
    this.#write(`${this.#line(text)}\n`)
  }

  /** Lines that stay folded until somebody unfolds them. */
  group(title: string, print: () => void): void {
    this.#command('group', this.#line(title))
    print()
    this.#command('endgroup', '')
  }

  /**
   * An annotation with a title; the first line says what happened. With a place it
   * is shown there in a pull request.
   */
  annotate(
    level: Level,
    title: string,
    lines: readonly string[],
    place?: Place
  ): void {
    this.#command(level, lines.map((line) => this.#line(line)).join('\n'), {
      title: this.#line(title),
      ...(place && {
        file: this.#line(place.file),
        line: String(place.line),
        col: String(place.column)
      })
    })
  }

  #line(text: string): string {
    return truncate(neutralise(this.redactor.redact(text)), longestLine)
  }

  #command(
    name: string,
    data: string,
    properties: Readonly<Record<string, string>> = {}
  ): void {
    const text = Object.entries(properties)
      .map(([key, value]) => `${key}=${escapeProperty(value)}`)
      .join(',')
    const head = text === '' ? name : `${name} ${text}`
    this.#write(`::${head}::${escapeData(data)}\n`)
  }
}

function escapeData(text: string): string {
  return text
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
