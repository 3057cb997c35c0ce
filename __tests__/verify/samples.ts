import { type LinkSource, makeLinks } from '../../src/github/links.ts'
import type { Probe } from '../../src/github/permissions.ts'
import type {
  Answer,
  Facts,
  ProbeAnswer,
  RepositoryFacts,
  TokenFacts
} from '../../src/verify/facts.ts'
import type { Finding } from '../../src/verify/finding.ts'
import type { Expectations } from '../../src/verify/findings.ts'
import type { Preset } from '../../src/verify/presets.ts'
import { type Reason, reasons } from '../../src/verify/reasons.ts'
import type { ReportSource } from '../../src/verify/report.ts'
import type { Asked } from '../../src/verify/requirements.ts'
import type { TokenKind } from '../../src/github/token-kind.ts'

export const now = new Date('2026-11-22T12:00:00Z')

export const daysFromNow = (days: number) =>
  new Date(now.getTime() + days * 86_400_000)

export const allReasons = Object.keys(reasons) as Reason[]

export const kinds: readonly TokenKind[] = [
  'classic',
  'oauth',
  'fine-grained',
  'app-user',
  'installation',
  'unknown'
]

/** A good classic token, changed as wanted. */
export function tokenFacts(changes: Partial<TokenFacts> = {}): TokenFacts {
  return {
    kind: 'classic',
    login: 'octocat',
    accountId: 583231,
    scopes: ['repo'],
    expiry: undefined,
    strangeExpiry: undefined,
    hostVersion: undefined,
    hostTime: now,
    ...changes
  }
}

/** A good token in an ordinary run, with nothing else known, changed as wanted. */
export function factsWith(changes: Partial<Facts> = {}): Facts {
  return {
    answer: { accepted: tokenFacts() },
    hint: 'unknown',
    repositories: [],
    permissions: [],
    fallback: undefined,
    run: 'trusted',
    shadows: [],
    obstacles: [],
    now,
    ...changes
  }
}

/** Nothing is known but that there was no answer, or a bad one. */
export const refused = (reason: Reason, evidence = 'Seen'): Answer => ({
  refusal: { reason, evidence }
})

/** A private repository that git may read, changed as wanted. */
export function repositoryFacts(
  changes: Partial<RepositoryFacts> = {}
): RepositoryFacts {
  return {
    name: 'acme/site',
    access: 'read',
    refusal: undefined,
    movedTo: undefined,
    description: { isPrivate: true },
    ...changes
  }
}

/** What was answered to a probe that succeeded, changed as wanted. */
export function probeAnswer(changes: Partial<ProbeAnswer> = {}): ProbeAnswer {
  return {
    status: 200,
    accepted: undefined,
    isPartial: false,
    refusal: undefined,
    evidence: 'GET x answered 200',
    ...changes
  }
}

/** A probe by reading that is known to tell, changed as wanted. */
export function probeWith(changes: Partial<Probe> = {}): Probe {
  return {
    method: 'GET',
    path: '/x',
    proof: [200],
    trust: 'tried',
    ...changes
  }
}

/** A finding with a reason, changed as wanted. */
export const findingWith = (
  reason: Reason,
  changes: Partial<Finding> = {}
): Finding => ({
  requirement: reason,
  verdict: 'missing',
  reason,
  evidence: `Seen ${reason}`,
  ...changes
})

/** What presets stand for when none is chosen. */
export const noPreset: Preset = { scopes: [], permissions: [] }

/** Nothing is asked, changed as wanted. */
export function askedWith(changes: Partial<Asked> = {}): Asked {
  return { scopes: [], permissions: [], preset: noPreset, ...changes }
}

/** Nothing is asked of a token for github.com, changed as wanted. */
export function expectationsWith(
  changes: Partial<Expectations> = {}
): Expectations {
  return {
    host: { name: 'github.com' },
    ...askedWith(),
    forbiddenScopes: [],
    expectedLogin: undefined,
    warnDays: 14,
    maxLifetimeDays: undefined,
    rotateBy: undefined,
    mustEnd: false,
    guardsFork: true,
    gitIdentity: false,
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
  ...askedWith({ scopes: ['workflow'] }),
  host: linkSource.host,
  forbiddenScopes: [],
  maxLifetimeDays: undefined,
  rotateBy: undefined,
  isForGit: true,
  warnDays: 14,
  repositories: ['acme/site'],
  owners: ['acme'],
  failOn: ['invalid', 'missing'],
  links: makeLinks(linkSource)
}
