import type { FieldError } from './answers.ts'
import type { IssueCall } from './issue-routes.ts'
import { type Reason, REASONS, type State } from './issues.ts'
import { roleOf } from './model.ts'

/** What the body of a write says. */
export type Fields = Readonly<Record<string, unknown>>

/** What is wrong with a value; nothing when it will do. */
type Check = (
  value: unknown,
  call: IssueCall
) => Omit<FieldError, 'resource' | 'field'> | undefined

export interface Rule {
  readonly resource: string
  readonly field: string
  /** What GitHub calls the field when it complains. */
  readonly told?: string
  readonly check: Check
}

// docs: "Troubleshooting the REST API", validation failed
const filled: Check = (value) =>
  textIn(value)?.trim() ? undefined : { code: 'missing_field' }

// https://github.com/peter-evans/create-issue-from-file/issues/1705
const atMost =
  (name: string, characters: number, code = 'custom'): Check =>
  (value) => {
    const message = `${name} is too long (maximum is ${characters} characters)`
    const { length } = Array.from(textIn(value) ?? '')
    return length > characters ? { code, message } : undefined
  }

const fits =
  (read: (value: unknown) => unknown): Check =>
  (value) =>
    read(value) === undefined ? { code: 'invalid', value } : undefined

const optional =
  (check: Check): Check =>
  (value, call) =>
    value === undefined || value === null ? undefined : check(value, call)

// https://github.com/harvester/harvester/issues/10448; whoever may not assign
// anybody is not told.
const assignable: Check = (value, call) => {
  const known = (login: string) => call.model.account(login)?.type === 'User'
  const unknown = namesIn(value)?.filter((login) => !known(login)) ?? []
  if (!mayPush(call) || unknown.length === 0) return undefined
  return {
    code: 'invalid',
    message: `assignees ${unknown.join(', ')} cannot be assigned to this issue`,
    value: unknown
  }
}

const TITLE: Rule = { resource: 'Issue', field: 'title', check: filled }

const ISSUE: readonly Rule[] = [
  { resource: 'Issue', field: 'title', check: atMost('title', 256) },
  { resource: 'Issue', field: 'body', check: optional(fits(textIn)) },
  { resource: 'Issue', field: 'body', check: atMost('body', 65_536) },
  { resource: 'Issue', field: 'labels', check: optional(fits(namesIn)) },
  { resource: 'Issue', field: 'assignees', check: optional(fits(namesIn)) },
  { resource: 'Issue', field: 'assignees', check: assignable }
]

// docs: "Create an issue"
export const NEW_ISSUE: readonly Rule[] = [TITLE, ...ISSUE]

// docs: "Update an issue"
export const CHANGED_ISSUE: readonly Rule[] = [
  { ...TITLE, check: optional(filled) },
  ...ISSUE,
  { resource: 'Issue', field: 'state', check: optional(fits(stateIn)) },
  { resource: 'Issue', field: 'state_reason', check: optional(fits(reasonIn)) }
]

// docs: "Create an issue comment"
export const NEW_COMMENT: readonly Rule[] = [
  { resource: 'IssueComment', field: 'body', check: filled },
  {
    // https://github.com/reg-viz/reg-actions/issues/123
    resource: 'IssueComment',
    field: 'body',
    told: 'data',
    check: atMost('Body', 65_536, 'unprocessable')
  }
]

// docs: "Create a label"
export const NEW_LABEL: readonly Rule[] = [
  { resource: 'Label', field: 'name', check: filled },
  { resource: 'Label', field: 'name', check: atMost('name', 50) },
  { resource: 'Label', field: 'color', check: optional(fits(colorIn)) },
  {
    resource: 'Label',
    field: 'description',
    check: atMost('description', 100)
  },
  {
    // https://github.com/cli/cli/blob/trunk/pkg/cmd/label/create_test.go
    resource: 'Label',
    field: 'name',
    check: (value, { tracker }) =>
      tracker.label(textIn(value) ?? '')
        ? { code: 'already_exists' }
        : undefined
  }
]

export function errorsIn(
  fields: Fields,
  rules: readonly Rule[],
  call: IssueCall
): FieldError[] {
  return rules.flatMap(({ check, field, resource, told = field }) => {
    const { code, ...more } = check(fields[field], call) ?? {}
    return code === undefined ? [] : [{ resource, code, field: told, ...more }]
  })
}

/** Whether the caller may write to the repository, and not only to its own. */
export function mayPush({ repository, token }: IssueCall): boolean {
  return token !== undefined && roleOf(token, repository) !== 'read'
}

export function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

export function stateIn(value: unknown): State | undefined {
  return value === 'open' || value === 'closed' ? value : undefined
}

export function reasonIn(value: unknown): Reason | undefined {
  return REASONS.find((reason) => reason === value)
}

export function colorIn(value: unknown): string | undefined {
  return /^[0-9a-f]{6}$/i.exec(textIn(value) ?? '')?.[0]
}

/** Names, or objects that have one; `undefined` for anything else. */
export function namesIn(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined
  const names = value.map((one: unknown) =>
    typeof one === 'object' && one !== null && 'name' in one
      ? textIn(one.name)
      : textIn(one)
  )
  return names.every((name) => name !== undefined) ? names : undefined
}
