import * as z from 'zod/mini'
import { problems } from './stage.ts'

const day = /^\d{4}-\d\d-\d\d$/

/**
 * What a reminder knows of itself, in a comment of its body that nobody sees:
 * which token it is about, and how bad things were when it was written last.
 */
const schema = z.object({
  /** The host and the token: `github.com/RELEASE_TOKEN`. */
  token: z.string(),
  /** Null when all was well, or another issue reminds of it. */
  stage: z.nullable(
    z.object({
      problem: z.enum(problems),
      /** The number of days that was fallen below last, null without a date. */
      threshold: z.nullable(z.int())
    })
  ),
  /** The day on which the problem was first seen. */
  since: z.string().check(z.regex(day)),
  /** The day on which GitHub said last that the token ends. */
  end: z.optional(z.string().check(z.regex(day)))
})

export type Marker = z.infer<typeof schema>

const format = /^<!-- setup-github-token: (\{[^\n]{1,1000}\}) -->$/gm

/** The line for the end of a body. */
export function formatMarker(marker: Marker): string {
  // `>` would end the comment.
  const json = JSON.stringify(marker).replaceAll('>', '\\u003e')
  return `<!-- setup-github-token: ${json} -->`
}

/** What the last such line of a body says; undefined when there is none. */
export function readMarker(body: string): Marker | undefined {
  const json = [...body.matchAll(format)].at(-1)?.[1]
  if (json === undefined) return undefined
  try {
    return schema.safeParse(JSON.parse(json)).data
  } catch {
    return undefined
  }
}

/** A body with another marker in the place of its own. */
export function replaceMarker(body: string, marker: Marker): string {
  return `${body.replaceAll(format, '').trimEnd()}\n\n${formatMarker(marker)}`
}
