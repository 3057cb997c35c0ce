import { closestMatch } from 'leven'

/** A clause with the word that somebody may have meant; empty when none is near. */
export function suggest(text: string, words: readonly string[]): string {
  const close = closestMatch(text, words, { maxDistance: 2 })
  return close === undefined ? '' : `; perhaps ${close} is meant`
}
