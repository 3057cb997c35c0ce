import type { Secret } from './secret.ts'

/**
 * Anything that looks like a live token, whoever it belongs to. Deliberately
 * wider than any documented length: GitHub's staff ask for this tolerance.
 * https://github.blog/changelog/2026-04-24-notice-about-upcoming-new-format-for-github-app-installation-tokens/
 */
export const tokenShapes =
  /gh[a-z]_[A-Za-z0-9._-]{36,}|github_pat_[A-Za-z0-9_]{22,}/g

/**
 * The one redactor: every channel (log, annotations, outputs, summary, state)
 * passes through it, because the runner's own masks cover neither every
 * encoding nor every runner.
 */
export class Redactor {
  readonly #forms: string[] = []

  /** From now on replaces these texts with `***`. */
  add(forms: readonly string[]): void {
    this.#forms.push(...forms)
    // The longest first: a form may contain another one.
    this.#forms.sort((a, b) => b.length - a.length)
  }

  redact(text: string): string {
    const withoutForms = this.#forms.reduce(
      (current, form) => current.replaceAll(form, '***'),
      text
    )
    return withoutForms.replace(tokenShapes, '***')
  }
}

/**
 * Every form in which a secret can leave this job, the secret itself first and
 * its Basic credential second: what git and the API send, and the encodings a
 * URL or a JSON document gives them.
 */
export function secretForms(secret: Secret): readonly string[] {
  const value = secret.reveal()
  const basic = Buffer.from(`x-access-token:${value}`)
  return [
    ...new Set([
      value,
      basic.toString('base64'),
      basic.toString('base64url'),
      Buffer.from(value).toString('base64'),
      Buffer.from(value).toString('base64url'),
      // By way of UTF-8: it throws on half a surrogate pair.
      encodeURIComponent(Buffer.from(value).toString()),
      JSON.stringify(value).slice(1, -1)
    ])
  ]
}
