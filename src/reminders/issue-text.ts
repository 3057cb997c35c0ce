import type { IssueText } from '../github/issues.ts'
import { formatCode, formatProse } from '../runner/markdown.ts'
import { neutralise, truncate } from '../runner/text.ts'
import { bestOf, type TokenVerdict } from '../verify/overview.ts'
import { type Reason, reasons } from '../verify/reasons.ts'
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

/** A longer list is cut to so many. */
const longestList = 20

/** An issue for a person on call: what, since when, what breaks, what to do. */
export function writeIssue(
  subject: Subject,
  marker: Marker,
  wording: Wording
): IssueText {
  const { name, owners, purpose, reports } = subject.verdict
  const report = bestOf(subject.verdict)
  const { token, needs, links } = report
  const found = sortReasons(subject)
  const discreet = discretion(report, wording)
  const prose = (text: string) => formatProse(discreet(text))
  const code = (text: string) => formatCode(discreet(text))
  const codes = (texts: readonly string[]) =>
    shorten(texts.map(code)).join(', ')
  const workflow =
    wording.workflow === undefined
      ? 'the workflow that keeps this issue'
      : `[the workflow that keeps this issue](${wording.workflow})`
  const steps = [
    ...new Set(
      found.map((reason) =>
        truncate(prose(`${fixFor(report, reason)}.`), longestStep)
      )
    ),
    `Run ${workflow} again. It closes this issue when the token is as expected.`
  ]
  const body = [
    `${code(name)} on ${code(token.host)} needs attention since ${marker.since}.${describeEnd(report)}`,
    '',
    '### What is wrong',
    '',
    ...found.flatMap((reason) => [
      `- **${reasons[reason].title}**: ${prose(whatOf(report, reason))}.`,
      ...shorten(
        evidenceFor(report, reason).map((text) => `  - ${code(text)}`),
        '  - '
      )
    ]),
    ...(reports.length === 1
      ? []
      : [
          `- One of ${codes(reports.map((one) => one.token.name))} must be as expected, and none is.`
        ]),
    '',
    '### What breaks',
    '',
    purpose === ''
      ? 'The policy does not say: `purpose` is the key for it.'
      : `${code(purpose)} does not work without it.`,
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
    formatMarker(marker)
  ]
  return { title: writeTitle(subject, wording), body: body.join('\n') }
}

function writeTitle(subject: Subject, { title }: Wording): string {
  const { name } = subject.verdict
  const { expiresAt, rotateBy } = bestOf(subject.verdict).token
  const [reason = 'ok'] = sortReasons(subject)
  const problem =
    reason === 'token-expiring' && expiresAt !== undefined
      ? `expires on ${formatDay(expiresAt)}`
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
export function writeEscalation(subject: Subject, wording: Wording): string {
  const { name, owners } = subject.verdict
  const report = bestOf(subject.verdict)
  const mention = owners.length === 0 ? '' : `${owners.join(', ')} `
  const titles = sortReasons(subject).map((reason) => reasons[reason].title)
  const discreet = discretion(report, wording)
  return `${mention}${formatCode(discreet(name))}: ${titles.join(', ')}.${describeEnd(report)} What to do is written above.`
}

/** What is said when all is well again. */
export function writeAllClear(verdict: TokenVerdict): string {
  const { token } = bestOf(verdict)
  const end =
    token.expiresAt === undefined
      ? ''
      : ` It expires on ${formatDay(token.expiresAt)}.`
  return `${formatCode(verdict.name)} is as expected again.${end}`
}

/** ` It ends on 2027-01-31 (13 days left).`, or nothing when that is not known. */
function describeEnd(report: Report): string {
  const days = daysLeft(report)
  const { expiresAt, rotateBy, daysToRotation } = report.token
  if (days === undefined) return ''
  return rotateBy !== undefined && days === daysToRotation
    ? ` It is to be replaced by ${formatDay(rotateBy)} (${describeDays(days)}).`
    : expiresAt === undefined
      ? ''
      : ` It expires on ${formatDay(expiresAt)} (${describeDays(days)}).`
}

/** The most serious first. */
function sortReasons({ verdict, reasons: wanted }: Subject): readonly Reason[] {
  return problemsOf(bestOf(verdict))
    .map(({ reason }) => reason)
    .filter((reason) => wanted.includes(reason))
}

function evidenceFor(report: Report, reason: Reason): readonly string[] {
  const findings = report.findings.filter((one) => one.reason === reason)
  return [...new Set(findings.map(({ evidence }) => evidence))]
}

/** What may be read by everybody: no account, and days instead of moments. */
function discretion(
  { token: { login } }: Report,
  { showsLogin }: Wording
): (text: string) => string {
  if (showsLogin) return withoutTimes
  const literal = login?.replaceAll(/[^\w]/g, '\\$&')
  const own =
    literal === undefined
      ? undefined
      : new RegExp(`(?<![\\w/.-])${literal}(?![\\w/-])`, 'gi')
  return (text) => {
    const plain = withoutTimes(text)
      // `RELEASE_TOKEN (classic, @acme-bot)`
      .replace(/,? ?@[\w.-]+(?:\[bot\])?\)/g, ')')
      .replace(/@[\w.-]+(?:\[bot\])?/g, anyone)
    return own === undefined ? plain : plain.replace(own, anyone)
  }
}

/** In place of the name of an account. */
const anyone = 'its account'
