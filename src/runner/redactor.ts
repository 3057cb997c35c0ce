import type { Secret } from './secret.ts'

/**
 * Anything that looks like a live token, whoever it belongs to. Deliberately
 * wider than any documented length: GitHub's staff ask for this tolerance.
 * https://github.blog/changelog/2026-04-24-notice-about-upcoming-new-format-for-github-app-installation-tokens/
 */
export const tokenShapes =
  /gh[a-z]_[A-Za-z0-9._-]{36,}|github_pat_[A-Za-z0-9_]{22,}/g

/** Forms are looked up by so many characters; none is shorter than a token. */
const keyLength = 8

/**
 * The one redactor: every channel (log, annotations, outputs, summary, state)
 * passes through it, because the runner's own masks cover neither every
 * encoding nor every runner.
 */
export class Redactor {
  /** By their first characters, the longest first: there may be thousands. */
  readonly #forms = new Map<string, string[]>()

  /** From now on replaces these texts with `***`. */
  add(forms: readonly string[]): void {
    const known = this.#forms
    const added = new Set<string[]>()
    for (const form of new Set(forms)) {
      const key = form.slice(0, keyLength)
      const row = known.get(key) ?? []
      row.push(form)
      known.set(key, row)
      added.add(row)
    }
    for (const row of added) row.sort((a, b) => b.length - a.length)
  }

  redact(text: string): string {
    return this.#withoutForms(text).replace(tokenShapes, '***')
  }

  /** Forms that overlap become one `***`: a rest of one would be a piece of it. */
  #withoutForms(text: string): string {
    if (this.#forms.size === 0) return text
    let result = ''
    /** Up to here the text is in the result. */
    let end = 0
    for (let at = 0; at + keyLength <= text.length; at += 1) {
      const form = this.#forms
        .get(text.slice(at, at + keyLength))
        ?.find((one) => text.startsWith(one, at))
      if (form === undefined) continue
      if (at >= end) result += `${text.slice(end, at)}***`
      end = Math.max(end, at + form.length)
    }
    return result + text.slice(end)
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
