import { describe, expect, test } from '@jest/globals'
import { makeLinks } from '../../src/github/links.ts'
import { linkSource } from '../verify/samples.ts'

const enterprise = {
  name: 'github.acme.corp:8443',
  hostname: 'github.acme.corp',
  webUrl: 'https://github.acme.corp:8443',
  apiUrl: 'https://github.acme.corp:8443/api/v3'
}

describe('links', () => {
  test('lead where a reader of a message has to go', () => {
    const { reason, newToken, ...links } = makeLinks(linkSource)
    expect(links).toEqual({
      web: 'https://github.com',
      api: 'https://api.github.com',
      tokens: 'https://github.com/settings/tokens',
      fineGrained: 'https://github.com/settings/personal-access-tokens',
      secrets: 'https://github.com/acme/site/settings/secrets/actions',
      readme: 'https://github.com/tools/action#readme'
    })
    expect(newToken(['repo', 'workflow'])).toBe(
      'https://github.com/settings/tokens/new?scopes=repo,workflow&description=acme%2Fsite%20RELEASE_TOKEN'
    )
    expect(reason('token-empty')).toBe(
      'https://github.com/tools/action/blob/v1/docs/reasons.md#token-empty'
    )
  })

  test('keep apart the host of the token and the host of the workflow', () => {
    const { newToken, reason, ...links } = makeLinks({
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
      readme: 'https://github.com/tools/action#readme'
    })
    expect(newToken(['repo', 'workflow'])).toBe(
      'https://github.acme.corp:8443/settings/tokens/new?scopes=repo,workflow&description=acme%2Fsite%20RELEASE_TOKEN'
    )
    expect(reason('token-empty')).toBe(
      'https://github.com/tools/action/blob/v1/docs/reasons.md#token-empty'
    )
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
