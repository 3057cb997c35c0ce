import { type LinkSource, makeLinks } from '../../src/github/links.ts'
import type { TokenFacts } from '../../src/verify/facts.ts'
import type { ReportSource } from '../../src/verify/report.ts'

export const now = new Date('2026-11-22T12:00:00Z')

export const daysFromNow = (days: number) =>
  new Date(now.getTime() + days * 86_400_000)

/** A good classic token, changed as wanted. */
export function tokenFacts(changes: Partial<TokenFacts> = {}): TokenFacts {
  return {
    kind: 'classic',
    login: 'octocat',
    scopes: ['repo'],
    expiry: undefined,
    hostVersion: undefined,
    hostTime: now,
    ...changes
  }
}

export const linkSource: LinkSource = {
  host: {
    name: 'github.com',
    hostname: 'github.com',
    webUrl: 'https://github.com',
    apiUrl: 'https://api.github.com'
  },
  tokenName: 'RELEASE_TOKEN',
  job: {
    repository: 'acme/site',
    serverUrl: 'https://github.com',
    action: { url: 'https://github.com/tools/action', ref: 'v1' }
  }
}

/** What a report is about: RELEASE_TOKEN for github.com in a job of acme/site. */
export const source: ReportSource = {
  tokenName: linkSource.tokenName,
  scopes: ['workflow'],
  host: linkSource.host,
  links: makeLinks(linkSource)
}
