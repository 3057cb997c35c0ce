import { inspect } from 'node:util'

/**
 * A value that must not be seen. It cannot be printed, serialised or
 * interpolated by accident; only `reveal()` gives it out, and a test counts the
 * places that call it.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** The value itself: for the Authorization header, what git and gh are given, and the mask. */
  reveal(): string {
    return this.#value
  }

  /** Whether the value starts with `prefix`, which is all its kind can be guessed from. */
  startsWith(prefix: string): boolean {
    return this.#value.startsWith(prefix)
  }

  /** Whether another secret, or a text found elsewhere, is the same. */
  equals(other: Secret | string): boolean {
    return this.#value === (typeof other === 'string' ? other : other.#value)
  }

  toString(): string {
    return '***'
  }

  toJSON(): string {
    return '***'
  }

  [inspect.custom](): string {
    return '***'
  }
}
