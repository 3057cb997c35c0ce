/** A member of a parsed object itself: what is inherited did not come from the host. */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' &&
    value !== null &&
    Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
}
