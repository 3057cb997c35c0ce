import { beforeAll, describe, expect, test } from '@jest/globals'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Host } from '../../src/github/host.ts'
import { makeLinks } from '../../src/github/links.ts'
import type { TokenKind } from '../../src/github/token-kind.ts'
import {
  type Reason,
  type ReasonClass,
  reasons,
  type Subject
} from '../../src/verify/reasons.ts'
import { linkSource } from './samples.ts'

const all = Object.keys(reasons) as Reason[]

const enterprise = {
  name: 'github.acme.corp',
  hostname: 'github.acme.corp',
  webUrl: 'https://github.acme.corp',
  apiUrl: 'https://github.acme.corp/api/v3'
}

const subjectOn = (host: Host): Subject => ({
  name: 'RELEASE_TOKEN',
  described: 'RELEASE_TOKEN (classic, @octocat)',
  kind: 'classic',
  scopes: ['repo', 'workflow'],
  host: host.name,
  links: makeLinks({ ...linkSource, host }),
  requirements: '`repo`, `workflow`'
})

const subjects = [linkSource.host, enterprise].map(subjectOn)

describe('the page about reasons', () => {
  let headings: readonly string[]
  let classes: readonly (string | undefined)[]

  beforeAll(async () => {
    const path = join(import.meta.dirname, '../../docs/reasons.md')
    const page = await readFile(path, 'utf8')
    const sections = page.split(/^## /m).slice(1)
    headings = sections.map((section) => section.split('\n')[0] ?? '')
    classes = sections.map((section) => /^Class `(\w+)`/m.exec(section)?.[1])
  })

  test('has a heading for each reason, in the order of the table, and no other', () => {
    expect(headings).toEqual(all.map((reason) => `\`${reason}\``))
  })

  test('names the class of each', () => {
    expect(classes).toEqual(all.map((reason) => reasons[reason].class))
  })
})

describe('a reason', () => {
  test.each(all)('%s is a stable code', (reason) => {
    expect(reason).toMatch(/^[a-z]+(-[a-z]+)*$/)
  })

  test.each(all)('%s speaks in sentences without their full stop', (reason) => {
    const { title, what, fix } = reasons[reason]
    expect(title).toMatch(/^\S.*[^.\s]$/)
    for (const subject of subjects) {
      const sentences = [what(subject), fix(subject)]
      for (const sentence of sentences) {
        // Names keep their own spelling.
        expect(sentence).toMatch(
          /^(?:[A-Z]|git |github\.com |github\.acme\.corp |$)/
        )
        expect(sentence).not.toMatch(/[.\s]$|^\s|\n|undefined|\[object/)
        // A link that a full stop follows must not end in one.
        expect(sentence).not.toMatch(/ {2}|\.\./)
      }
    }
  })

  test('says what to do, unless nothing is wrong', () => {
    const silent = all.filter((reason) =>
      subjects.some((subject) => reasons[reason].fix(subject) === '')
    )
    expect(silent).toEqual(['ok'])
    expect(
      all.filter((reason) =>
        subjects.some((subject) => reasons[reason].what(subject) === '')
      )
    ).toEqual([])
  })

  test('is told apart from the others by its title', () => {
    const titles = all.map((reason) => reasons[reason].title)
    expect(new Set(titles).size).toBe(titles.length)
  })

  test.each<[ReasonClass, readonly Reason[]]>([
    ['fine', ['ok']],
    ['missing', ['scope-missing']],
    ['expiring', ['token-expiring']],
    [
      'invalid',
      [
        'token-empty',
        'token-malformed',
        'token-json',
        'token-reference',
        'token-masked',
        'token-too-short',
        'token-rejected'
      ]
    ]
  ])('is of the class %s only when it is one of %j', (name, members) => {
    expect(all.filter((reason) => reasons[reason].class === name)).toEqual(
      members
    )
  })

  const ofKind = (kind: TokenKind) => ({ ...subjectOn(linkSource.host), kind })
  const classicPage =
    'https://github.com/settings/tokens/new?scopes=repo,workflow&description=acme%2Fsite%20RELEASE_TOKEN'
  const fineGrainedPage = 'https://github.com/settings/personal-access-tokens'
  const stored =
    'and store it as RELEASE_TOKEN at https://github.com/acme/site/settings/secrets/actions'

  test.each<[TokenKind, string]>([
    ['classic', classicPage],
    ['oauth', classicPage],
    ['app-user', classicPage],
    ['installation', classicPage],
    ['unknown', classicPage],
    ['fine-grained', fineGrainedPage]
  ])('has a %s token replaced at %s', (kind, page) => {
    const create = `Create a token at ${page} ${stored}`
    expect(reasons['token-expiring'].fix(ofKind(kind))).toBe(create)
    expect(reasons['token-rejected'].fix(ofKind(kind))).toBe(
      `The token has expired, was revoked, is mistyped, or belongs to another host. ${create}`
    )
    expect(reasons['scope-missing'].fix(ofKind(kind))).toBe(
      kind === 'classic'
        ? `Add what is missing to the token at https://github.com/settings/tokens. Or: ${create}`
        : create
    )
  })

  test('sends the owner of a token without scopes to a page with the scopes asked for', () => {
    expect(reasons['kind-has-no-scopes'].fix(ofKind('fine-grained'))).toBe(
      `Leave the input scopes empty for this kind of token, or store a classic token, created at ${classicPage}, as RELEASE_TOKEN`
    )
  })

  test('sends nobody from an Enterprise Server to the status page of github.com', () => {
    const fixes = subjects.map((subject) =>
      reasons['server-error'].fix(subject)
    )
    expect(fixes).toEqual([
      'See https://www.githubstatus.com and run the job again later',
      'See whether https://github.acme.corp works and run the job again later'
    ])
  })
})
