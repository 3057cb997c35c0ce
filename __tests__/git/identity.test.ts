import { expect, test } from '@jest/globals'
import { identityOf } from '../../src/git/identity.ts'
import { tokenFacts } from '../verify/samples.ts'

test.each([
  ['octocat', 583231, 'github.com', '583231+octocat@users.noreply.github.com'],
  [
    'release-bot[bot]',
    41898282,
    'github.com',
    '41898282+release-bot[bot]@users.noreply.github.com'
  ],
  ['mona_acme', 1, 'acme.ghe.com', '1+mona_acme@users.noreply.acme.ghe.com'],
  ['mona', 0, 'github.acme.corp', '0+mona@users.noreply.github.acme.corp'],
  ['octocat', undefined, 'github.com', undefined],
  [undefined, 1, 'github.com', undefined],
  [undefined, undefined, 'github.com', undefined]
])('%s with the number %s on %s is %s', (login, accountId, host, email) => {
  expect(identityOf(tokenFacts({ login, accountId }), host)).toEqual(
    email === undefined ? undefined : { name: login, email }
  )
})
