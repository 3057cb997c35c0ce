import { closestMatch } from 'leven'
import { HostError } from '../github/host.ts'
import { loginFormat } from '../github/login.ts'
import { type Level, levels, type Permission } from '../github/permissions.ts'
import { scopeFormat } from '../github/scopes.ts'
import { type FailClass, failClasses } from '../verify/report.ts'
import { truncate } from './text.ts'

/** Longer lists are a mistake, and would not fit into a report. */
const longestList = 200

/** What is wrong with a value, and where it was given. */
export interface Complaint {
  readonly name: string
  /** Why the value cannot be used, a clause. */
  readonly complaint: string
}

/**
 * Reads values that were given as text, by the name of an input or of a key of a
 * policy, and collects everything that is wrong with them.
 */
export class Reader {
  readonly #read: (name: string) => string
  readonly complaints: Complaint[] = []

  /** `read` gives the text for a name, its default, or an empty text. */
  constructor(read: (name: string) => string) {
    this.#read = read
  }

  /** One value; `parse` throws a HostError that says what is wrong. */
  parse<T>(
    name: string,
    fallback: string,
    parse: (text: string) => T
  ): T | undefined {
    try {
      return parse(this.text(name, fallback))
    } catch (error) {
      if (!(error instanceof HostError)) throw error
      // Not quoted: an address may hold a password.
      this.reject(name, error.message)
      return undefined
    }
  }

  /** A name for people: letters, digits and what stands between words. */
  name(name: string, fallback: string): string {
    const text = this.text(name, fallback)
    if (/^[\w. -]{1,100}$/.test(text)) return text
    this.reject(name, 'it is not the name of a secret')
    return fallback
  }

  /** One of a few words, of which the first is as good as any when none was given. */
  choice<T extends string>(name: string, choices: readonly [T, ...T[]]): T {
    const text = this.text(name).toLowerCase()
    const choice = choices.find((candidate) => candidate === text)
    if (choice === undefined) {
      // Any two words of two letters are close to each other.
      const maxDistance = text.length > 2 ? 2 : 1
      const close = closestMatch(text, choices, { maxDistance })
      this.reject(
        name,
        `${quote(text)} is none of ${choices.join(', ')}${close === undefined ? '' : `; did you mean ${close}?`}`
      )
    }
    return choice ?? choices[0]
  }

  isTrue(name: string): boolean {
    return this.choice(name, ['true', 'false']) === 'true'
  }

  /** A whole number of some unit; undefined when none was given. */
  number(
    name: string,
    unit: string,
    least: number,
    most: number
  ): number | undefined {
    const text = this.text(name)
    if (text === '') return undefined
    const value = /^\d{1,6}$/.test(text) ? Number(text) : NaN
    if (value >= least && value <= most) return value
    this.reject(
      name,
      `${quote(text)} is not a number of ${unit} from ${String(least)} to ${String(most)}`
    )
    return undefined
  }

  /** A day, `2027-01-31`, as its beginning in UTC; undefined when none was given. */
  date(name: string): Date | undefined {
    const text = this.text(name)
    if (text === '') return undefined
    const day = new Date(`${text}T00:00:00Z`)
    // Date takes 31 February for a day in March.
    const isDay =
      /^\d{4}-\d\d-\d\d$/.test(text) &&
      !Number.isNaN(day.getTime()) &&
      day.toISOString().startsWith(text)
    if (isDay) return day
    this.reject(name, `${quote(text)} is not a day like 2027-01-31`)
    return undefined
  }

  /** A clause for people, on one line. */
  clause(name: string, longest: number): string {
    const text = this.text(name).replaceAll(/\s+/g, ' ')
    if (text.length <= longest) return text
    this.reject(name, `it is longer than ${String(longest)} characters`)
    return ''
  }

  /** Phrases of which white space is a part, separated by commas or line ends. */
  phrases(name: string, longest: number): readonly string[] {
    const items = this.text(name)
      .split(/[,\r\n]+/)
      .map((item) => item.trim())
      .filter((item) => item !== '')
    if (items.length > longestList) return this.#tooLong(name, items.length)
    for (const item of items.filter((one) => one.length > longest)) {
      this.reject(
        name,
        `${quote(item)} is longer than ${String(longest)} characters`
      )
    }
    return [...new Set(items)]
  }

  /** Numbers of days, the largest first. */
  days(name: string, most: number): readonly number[] {
    const parse = (item: string) =>
      /^\d{1,6}$/.test(item) && Number(item) <= most ? Number(item) : undefined
    const complaint = `is not a number of days from 0 to ${String(most)}`
    return this.list(name, '', parse, complaint).toSorted((a, b) => b - a)
  }

  /** The login of an account, with or without the `@` people write before it. */
  login(name: string): string | undefined {
    const text = this.text(name)
    if (text === '') return undefined
    const login = text.replace(/^@/, '')
    if (loginFormat.test(login)) return login
    this.reject(name, `${quote(text)} is not a login`)
    return undefined
  }

  /** Classes of findings, or the word `none`. */
  failClasses(name: string): readonly FailClass[] {
    const words = this.list(name, '', parseWord, 'is not a class')
    if (words.includes('none')) {
      if (words.length > 1) this.reject(name, '"none" stands alone')
      return []
    }
    const known = new Map(failClasses.map((word) => [word as string, word]))
    return words.flatMap((word) => this.known(name, word, known))
  }

  /** Scopes, none of which is asked for elsewhere. */
  forbidden(name: string, asked: readonly string[]): readonly string[] {
    const scopes = this.list(name, '', parseScope, 'is not a scope')
    for (const scope of scopes.filter((one) => asked.includes(one))) {
      this.reject(name, `${quote(scope)} is asked for as well`)
    }
    return scopes
  }

  /** What a word of a list stands for. */
  known<T>(
    name: string,
    word: string,
    table: ReadonlyMap<string, T>
  ): readonly T[] {
    const found = table.get(word)
    if (found !== undefined) return [found]
    const words = [...table.keys()]
    const close = closestMatch(word, words, { maxDistance: 3 })
    this.reject(
      name,
      `${quote(word)} is none of ${words.join(', ')}${close === undefined ? '' : `; did you mean ${close}?`}`
    )
    return []
  }

  /** `contents: write` lines, or `contents=write, issues=read`. */
  permissions(name: string): readonly Permission[] {
    const text = this.text(name)
    const all = parsePermissions(text)
    if (all !== undefined) {
      return all.length > longestList ? this.#tooLong(name, all.length) : all
    }
    const wrong = text
      .split(/[\r\n,]+/)
      .map((item) => item.trim())
      .filter((item) => parsePermissions(item) === undefined)
    // Only together they may be none: `contents`, and `: write` on the next line.
    for (const item of wrong.length === 0
      ? [text]
      : wrong.slice(0, longestList)) {
      this.reject(
        name,
        `${quote(item)} is not of the form NAME: read, NAME: write or NAME: admin`
      )
    }
    return []
  }

  /** Values separated by commas or white space, each only once. */
  list<T>(
    name: string,
    fallback: string,
    parse: (item: string) => T | undefined,
    complaint: string
  ): readonly T[] {
    const text = this.text(name, fallback)
    const items = [...new Set(text.split(/[\s,]+/))].filter(
      (item) => item !== ''
    )
    if (items.length > longestList) return this.#tooLong(name, items.length)
    const values = items.flatMap((item) => {
      const value = parse(item)
      if (value !== undefined) return [value]
      this.reject(name, `${quote(item)} ${complaint}`)
      return []
    })
    return [...new Set(values)]
  }

  /** What was given, without white space around it. */
  text(name: string, fallback = ''): string {
    return this.#read(name).trim() || fallback
  }

  #tooLong(name: string, length: number): readonly [] {
    this.reject(
      name,
      `${String(length)} values, of at most ${String(longestList)}`
    )
    return []
  }

  /** Something is wrong with a value. */
  reject(name: string, complaint: string): void {
    this.complaints.push({ name, complaint })
  }
}

/** Scopes are lower case; which ones there are is not for the input to know. */
export function parseScope(item: string): string | undefined {
  const scope = item.toLowerCase()
  return scopeFormat.test(scope) ? scope : undefined
}

/** A word of a closed list, which is looked up later. */
export function parseWord(item: string): string {
  return item.toLowerCase()
}

/** `contents: write issues: read`; undefined when something in it is of another form. */
function parsePermissions(item: string): readonly Permission[] | undefined {
  // Colons and equal signs may have white space around them, or none.
  const words = item
    .replaceAll(/[:=]/g, ' : ')
    .split(/[\s,]+/)
    .filter((word) => word !== '')
  const permissions: Permission[] = []
  for (let at = 0; at < words.length; at += 3) {
    const [key = '', colon, level = ''] = words.slice(at, at + 3)
    const permission = colon === ':' ? parsePermission(key, level) : undefined
    if (permission === undefined) return undefined
    permissions.push(permission)
  }
  return permissions
}

/** `pull-requests`, as workflows spell it, is `pull_requests`. */
function parsePermission(key: string, word: string): Permission | undefined {
  const name = key.toLowerCase().replaceAll('-', '_')
  const level = levels.find((one): one is Level => one === word.toLowerCase())
  return /^[a-z]\w{0,59}$/.test(name) && level !== undefined
    ? { name, level }
    : undefined
}

export function quote(text: string): string {
  return `"${truncate(text, 80)}"`
}
