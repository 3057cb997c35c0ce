import type { IssueText } from '../github/issues.ts'
import { formatCode, formatProse } from '../runner/markdown.ts'
import { neutralise, truncate } from '../runner/text.ts'
import { bestOf, type TokenVerdict } from '../verify/overview.ts'
import { type Reason, type ReasonClass, reasons } from '../verify/reasons.ts'
import { fixFor, problemsOf, type Report, whatOf } from '../verify/report.ts'
import { describeDays, formatDay, withoutTimes } from '../verify/time.ts'
import { formatMarker, type Marker } from './marker.ts'
import { daysLeft } from './stage.ts'

/** What all reminders of a run have in common. */
export interface Wording {
  /** The title, in which `{name}` and `{problem}` are replaced. */
  readonly title: string
  /** Whether accounts may be named: everybody reads a public repository. */
  readonly showsLogin: boolean
  /** The page of the workflow that keeps the reminders; undefined when it is not known. */
  readonly workflow: string | undefined
}

/** A token with which something is wrong, and which of its reasons call for somebody. */
export interface Subject {
  readonly verdict: TokenVerdict
  readonly reasons: readonly Reason[]
}

/** GitHub's own limit, characters. */
const longestTitle = 256

/** A step is cut to so many characters: an issue may have 65,536 in all. */
const longestStep = 4000

/** Of the 65,536 characters that GitHub takes. */
const longestBody = 60_000

/** What a new token helps against. */
const replacing: ReadonlySet<ReasonClass> = new Set(['invalid', 'expiring'])

/** A longer list is cut to so many. */
const longestList = 20

/** An issue for a person on call: what, since when, what breaks, what to do. */
export function writeIssue(
  subject: Subject,
  marker: Marker,
  wording: Wording,
  today: Date
): IssueText {
  const { name, owners, purpose, reports } = subject.verdict
  const report = discreetReport(bestOf(subject.verdict), wording)
  const { token, needs, links } = report
  const found = sortReasons(subject)
  const prose = (text: string) => formatProse(makeDiscreet(text, wording))
  const code = (text: string) => formatCode(makeDiscreet(text, wording))
  const quote = (text: string) =>
    formatCode(makeEvidenceDiscreet(text, report, wording))
  const codes = (texts: readonly string[]) =>
    shorten(texts.map(code)).join(', ')
  const who =
    wording.showsLogin && token.login !== undefined
      ? code(`@${token.login}`)
      : 'the account of the token'
  const workflow =
    wording.workflow === undefined
      ? 'the workflow that keeps this issue'
      : `[the workflow that keeps this issue](${wording.workflow})`
  const fixes = new Set(
    found.map((reason) =>
      truncate(prose(`${fixFor(report, reason)}.`), longestStep)
    )
  )
  const isReplaced =
    token.kind !== 'installation' &&
    found.some((reason) => replacing.has(reasons[reason].class))
  const steps = [
    ...(isReplaced ? [`Sign in to ${code(token.host)} as ${who}.`] : []),
    ...fixes,
    ...(isReplaced
      ? [
          'A secret of an environment or of the organisation is replaced where it is, which may be elsewhere.',
          `Delete the old token at ${pagesOf(report).join(' or ')}.`
        ]
      : []),
    `Run ${workflow} again. It closes this issue when the token is as expected.`
  ]
  const body = [
    `${code(name)} on ${code(token.host)} needs attention since ${marker.since}.${describeEnd(report, marker.end)}`,
    '',
    '### What is wrong',
    '',
    ...found.flatMap((reason) => [
      `- **${reasons[reason].title}**: ${truncate(prose(whatOf(report, reason)), longestStep)}.`,
      ...shorten(
        evidenceFor(report, reason, wording).map(
          (text) => `  - ${quote(text)}`
        ),
        '  - '
      )
    ]),
    ...(reports.length === 1
      ? []
      : [
          `- One of ${codes(reports.map((one) => one.token.name))} must be as expected, and none is.`,
          ...reports
            .filter((one) => one.token.name !== token.name)
            .map(
              (one) =>
                `  - ${code(one.token.name)}: ${reasons[one.reason].title}`
            )
        ]),
    '',
    '### What breaks',
    '',
    purpose === ''
      ? 'The policy does not say: `purpose` is the key for it.'
      : `Without it, this does not work: ${code(purpose)}.`,
    ...(needs.repositories.length === 0
      ? []
      : ['', `It is for ${codes(needs.repositories)}.`]),
    '',
    '### What to do',
    '',
    ...steps.map((step, index) => `${String(index + 1)}. ${step}`),
    '',
    `More: ${found.map((reason) => `[${reason}](${links.reason(reason)})`).join(', ')}`,
    '',
    ...(owners.length === 0 ? [] : [`Owner: ${owners.join(', ')}`, '']),
    'A workflow keeps this text, and finds it by its label: what is changed here is written over, comments stay.'
  ]
  return {
    title: writeTitle(subject, marker, wording, formatDay(today)),
    body: [...cut(body), '', formatMarker(marker)].join('\n')
  }
}

/** Where a token is deleted: both pages when its kind is not known. */
function pagesOf({ likelyKind, links }: Report): readonly string[] {
  return [
    ...(likelyKind === 'fine-grained' ? [] : [links.tokens]),
    ...(likelyKind === 'classic' ? [] : [links.fineGrained])
  ]
}

/** So many lines as an issue has room for. */
function cut(lines: readonly string[]): readonly string[] {
  let length = 0
  const end = lines.findIndex((line) => {
    length += line.length + 1
    return length > longestBody
  })
  return end < 0 ? lines : [...lines.slice(0, end), '…']
}

/** Without the scopes a token has besides and where it is stored, where all may read. */
function discreetReport(report: Report, { showsLogin }: Wording): Report {
  const { needs } = report
  return showsLogin
    ? report
    : {
        ...report,
        reference: undefined,
        needs: { ...needs, scopes: needs.askedScopes }
      }
}

function writeTitle(
  subject: Subject,
  { end }: Marker,
  { title }: Wording,
  today: string
): string {
  const { name } = subject.verdict
  const { expiresAt, rotateBy, daysLeft: days } = bestOf(subject.verdict).token
  const isPast = days !== undefined && days < 0
  const [reason = 'ok'] = sortReasons(subject)
  const problem =
    reason === 'token-expiring' && expiresAt !== undefined
      ? `${isPast ? 'expired' : 'expires'} on ${formatDay(expiresAt)}`
      : reason === 'token-rejected' && end !== undefined && end <= today
        ? `expired on ${end}`
        : reason === 'rotation-due' && rotateBy !== undefined
          ? `to be replaced by ${formatDay(rotateBy)}`
          : reasons[reason].title
  const text = title.replaceAll('{name}', name).replaceAll('{problem}', problem)
  return truncate(neutralise(text), longestTitle)
}

/** Lines for as many as a reader wants to see. */
function shorten(lines: readonly string[], indent = ''): readonly string[] {
  const rest = lines.length - longestList
  return rest <= 0
    ? lines
    : [...lines.slice(0, longestList), `${indent}and ${String(rest)} more`]
}

/** What is said when things have got worse. */
export function writeEscalation(subject: Subject, { end }: Marker): string {
  const { name, owners } = subject.verdict
  const report = bestOf(subject.verdict)
  const mention = owners.length === 0 ? '' : `${owners.join(', ')} `
  const titles = sortReasons(subject).map((reason) => reasons[reason].title)
  const { purpose } = subject.verdict
  const loss =
    purpose === ''
      ? ''
      : ` Without it, this does not work: ${formatCode(purpose)}.`
  return `${mention}${formatCode(name)}: ${titles.join(', ')}.${describeEnd(report, end)}${loss} What to do is written in the text of this issue.`
}

/** What is said when all is well again, as far as can be told. */
export function writeAllClear(verdict: TokenVerdict, wording: Wording): string {
  const { token, findings } = bestOf(verdict)
  const { expiresAt } = token
  const end =
    expiresAt === undefined ? '' : ` It expires on ${formatDay(expiresAt)}.`
  const open = findings
    .filter((one) => one.verdict === 'unknown')
    .map((one) => formatCode(makeDiscreet(one.requirement, wording)))
  return open.length === 0
    ? `${formatCode(verdict.name)} is as expected again.${end}`
    : `Nothing is known to be wrong with ${formatCode(verdict.name)} any more.${end} Not proven: ${shorten(open).join(', ')}.`
}

/** ` It ends on 2027-01-31 (13 days left).`, or nothing when that is not known. */
function describeEnd(report: Report, end?: string): string {
  const days = daysLeft(report)
  const { expiresAt, rotateBy, daysToRotation } = report.token
  if (days === undefined) {
    return end === undefined
      ? ''
      : ` GitHub said last that it expires on ${end}.`
  }
  return rotateBy !== undefined && days === daysToRotation
    ? ` It is to be replaced by ${formatDay(rotateBy)} (${describeDays(days)}).`
    : expiresAt === undefined
      ? ''
      : ` It ${days < 0 ? 'expired' : 'expires'} on ${formatDay(expiresAt)} (${describeDays(days)}).`
}

/** The most serious first. */
function sortReasons({ verdict, reasons: wanted }: Subject): readonly Reason[] {
  return problemsOf(bestOf(verdict))
    .map(({ reason }) => reason)
    .filter((reason) => wanted.includes(reason))
}

function evidenceFor(
  report: Report,
  reason: Reason,
  { showsLogin }: Wording
): readonly string[] {
  const all = report.findings
    .filter((one) => one.reason === reason)
    .map(({ evidence }) => evidence)
    // What a token has besides is for those who may know its account.
    .filter((one) => showsLogin || !/^(Its scopes?|Not asked for)\b/.test(one))
  return [...new Set(all)]
}

/**
 * What everybody may read of what this action says itself: days instead of moments,
 * and no account.
 */
function makeDiscreet(text: string, { showsLogin }: Wording): string {
  const plain = withoutTimes(text)
  if (showsLogin) return plain
  return (
    plain
      // `RELEASE_TOKEN (classic, @acme-bot)`
      .replace(/,? ?@[\w.-]+(?:\[bot\])?\)/g, ')')
      .replace(/@[\w.-]+(?:\[bot\])?/g, anyone)
  )
}

/**
 * The same of what the host said, which names accounts in its own way and may quote
 * what it was sent. How long it asks to wait says nothing a minute later.
 */
function makeEvidenceDiscreet(
  text: string,
  { token: { login } }: Report,
  wording: Wording
): string {
  const plain = makeDiscreet(text, wording)
    .replace(/, and asks to wait \d+ seconds/, '')
    .replace(/\b[0-9a-f]{40}\b/gi, '***')
  if (wording.showsLogin) return plain
  const hidden = plain.replace(/\bdenied to [^\s.]+/g, `denied to ${anyone}`)
  if (login === undefined) return hidden
  const name = login.replaceAll(/\W/g, '\\$&')
  const whole = new RegExp(`(?<![\\w/.-])${name}(?![\\w/-])`, 'gi')
  // What this action says itself may speak of a scope that is called like it.
  return /^(Its|It) /.test(hidden) ? hidden : hidden.replace(whole, anyone)
}

/** In place of the name of an account. */
const anyone = 'its account'
