import { describe, expect, test } from '@jest/globals'
import { formatGitConfig } from '../../src/git/config-file.ts'
import { configPath, gitFiles } from '../../src/git/configuration.ts'
import { Secret } from '../../src/runner/secret.ts'

const token = 'ghp_' + 'a'.repeat(36)
const scope = {
  host: { webUrl: 'https://github.com', hostname: 'github.com' },
  coverage: [{ owner: 'acme' }],
  jobRepository: 'acme/site'
} as const

describe('the files git is given', () => {
  test('are the secret, for this user alone, and a config without it, for all', () => {
    const credential = { ...scope, token: new Secret(token) }
    expect(gitFiles('/temp/folder', credential)).toEqual([
      {
        name: 'credential',
        mode: 0o600,
        text: `username=x-access-token\npassword=${token}\n`
      },
      {
        name: 'config',
        mode: 0o644,
        text: formatGitConfig({
          ...scope,
          credentialPaths: [
            '/temp/folder/credential',
            '/github/runner_temp/folder/credential'
          ]
        })
      }
    ])
  })

  test('are included by the path of the config', () => {
    expect(configPath('/temp/folder')).toBe('/temp/folder/config')
  })
})
