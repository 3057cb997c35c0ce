import { describe, expect, test } from '@jest/globals'
import { makeLinks, type NewFineGrainedToken } from '../../src/github/links.ts'
import { permissionNames } from '../../src/github/permissions.ts'
import { linkSource } from '../verify/samples.ts'

const enterprise = {
  name: 'github.acme.corp:8443',
  hostname: 'github.acme.corp',
  webUrl: 'https://github.acme.corp:8443',
  apiUrl: 'https://github.acme.corp:8443/api/v3'
}

const wanted: NewFineGrainedToken = {
  name: 'release',
  owner: 'acme',
  days: 90,
  permissions: [
    { name: 'contents', level: 'write' },
    { name: 'metadata', level: 'read' }
  ]
}

describe('links', () => {
  test('lead where a reader of a message has to go', () => {
    const { reason, issue, newToken, newFineGrainedToken, ...links } =
      makeLinks(linkSource)
    expect(links).toEqual({
      web: 'https://github.com',
      api: 'https://api.github.com',
      tokens: 'https://github.com/settings/tokens',
      fineGrained: 'https://github.com/settings/personal-access-tokens',
      secrets: 'https://github.com/acme/site/settings/secrets/actions',
      dependabotSecrets:
        'https://github.com/acme/site/settings/secrets/dependabot',
      settings: 'https://github.com/acme/site/settings',
      labels: 'https://github.com/acme/site/labels',
      readme: 'https://github.com/tools/action#readme',
      policy: 'https://github.com/tools/action/blob/v1/docs/policy.md'
    })
    expect(newToken(['repo', 'workflow'])).toBe(
      'https://github.com/settings/tokens/new?scopes=repo,workflow&description=acme%2Fsite%20RELEASE_TOKEN'
    )
    expect(newFineGrainedToken(wanted)).toBe(
      'https://github.com/settings/personal-access-tokens/new?name=release&description=acme%2Fsite%20RELEASE_TOKEN&target_name=acme&expires_in=90&contents=write&metadata=read'
    )
    expect(reason('token-empty')).toBe(
      'https://github.com/tools/action/blob/v1/docs/reasons.md#token-empty'
    )
    // An issue is one of the workflow's repository, wherever the token is from.
    expect(issue(12)).toBe('https://github.com/acme/site/issues/12')
  })

  test('keep apart the host of the token and the host of the workflow', () => {
    const { newToken, newFineGrainedToken, reason, issue, ...links } =
      makeLinks({
        ...linkSource,
        host: enterprise
      })
    expect(links).toEqual({
      web: 'https://github.acme.corp:8443',
      api: 'https://github.acme.corp:8443/api/v3',
      tokens: 'https://github.acme.corp:8443/settings/tokens',
      fineGrained:
        'https://github.acme.corp:8443/settings/personal-access-tokens',
      secrets: 'https://github.com/acme/site/settings/secrets/actions',
      dependabotSecrets:
        'https://github.com/acme/site/settings/secrets/dependabot',
      settings: 'https://github.com/acme/site/settings',
      labels: 'https://github.com/acme/site/labels',
      readme: 'https://github.com/tools/action#readme',
      policy: 'https://github.com/tools/action/blob/v1/docs/policy.md'
    })
    expect(newToken(['repo', 'workflow'])).toBe(
      'https://github.acme.corp:8443/settings/tokens/new?scopes=repo,workflow&description=acme%2Fsite%20RELEASE_TOKEN'
    )
    expect(newFineGrainedToken(wanted)).toBe(
      'https://github.acme.corp:8443/settings/personal-access-tokens/new'
    )
    expect(reason('token-empty')).toBe(
      'https://github.com/tools/action/blob/v1/docs/reasons.md#token-empty'
    )
    // An issue is one of the workflow's repository, wherever the token is from.
    expect(issue(12)).toBe('https://github.com/acme/site/issues/12')
  })

  test.each([
    [[], 'token', 'description=acme%2Fsite%20token'],
    [
      ['read:org'],
      'token',
      'scopes=read%3Aorg&description=acme%2Fsite%20token'
    ],
    [[], 'A&scopes=repo#x', 'description=acme%2Fsite%20A%26scopes%3Drepo%23x'],
    [[], 'A+B', 'description=acme%2Fsite%20A%2BB'],
    [[], '"><img>\n', 'description=acme%2Fsite%20%22%3E%3Cimg%3E']
  ])('fill in the new token for %j and %j', (scopes, tokenName, query) => {
    expect(makeLinks({ ...linkSource, tokenName }).newToken(scopes)).toBe(
      `https://github.com/settings/tokens/new?${query}`
    )
  })

  test('do without a repository', () => {
    const job = { ...linkSource.job, repository: '' }
    expect(makeLinks({ ...linkSource, job }).newToken([])).toBe(
      'https://github.com/settings/tokens/new?description=RELEASE_TOKEN'
    )
  })
})

describe('the form for a new fine-grained token', () => {
  const page = 'https://github.com/settings/personal-access-tokens/new'

  test.each<readonly [string, Partial<NewFineGrainedToken>, string]>([
    [
      'no permission',
      { permissions: [] },
      'name=release&description=acme%2Fsite%20RELEASE_TOKEN&target_name=acme&expires_in=90'
    ],
    [
      'a name with all that means something in an address',
      { name: 'A&contents=write#x+y "><img>\n', permissions: [] },
      'name=A%26contents%3Dwrite%23x%2By%20%22%3E%3Cimg%3E%0A&description=acme%2Fsite%20RELEASE_TOKEN&target_name=acme&expires_in=90'
    ],
    [
      'an owner that would be more than one field',
      { owner: 'acme&expires_in=1', permissions: [] },
      'name=release&description=acme%2Fsite%20RELEASE_TOKEN&target_name=acme%26expires_in%3D1&expires_in=90'
    ],
    [
      'a name of 40 characters',
      { name: 'x'.repeat(40), permissions: [] },
      `name=${'x'.repeat(40)}&description=acme%2Fsite%20RELEASE_TOKEN&target_name=acme&expires_in=90`
    ],
    [
      'a name that is longer than GitHub takes',
      { name: 'x'.repeat(41), permissions: [] },
      `name=${'x'.repeat(40)}&description=acme%2Fsite%20RELEASE_TOKEN&target_name=acme&expires_in=90`
    ]
  ])('is filled in with %s', (_, changes, query) => {
    expect(
      makeLinks(linkSource).newFineGrainedToken({ ...wanted, ...changes })
    ).toBe(`${page}?${query}`)
  })

  test('is filled in on every host that GitHub runs', () => {
    const link = (hostname: string) =>
      new URL(
        makeLinks({
          ...linkSource,
          host: {
            name: hostname,
            hostname,
            webUrl: `https://${hostname}`,
            apiUrl: `https://api.${hostname}`
          }
        }).newFineGrainedToken(wanted)
      )
    expect(link('acme.ghe.com').searchParams.get('contents')).toBe('write')
    expect(link('github.acme.corp').search).toBe('')
    expect(link('github.com.evil.example').search).toBe('')
  })

  test('has no field that a permission could take', () => {
    const { searchParams } = new URL(
      makeLinks(linkSource).newFineGrainedToken({ ...wanted, permissions: [] })
    )
    expect(
      [...searchParams.keys()].filter((key) => permissionNames.includes(key))
    ).toEqual([])
  })
})
