import { describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPolicy } from '../../src/policy/policy.ts'
import { readJob } from '../../src/runner/job.ts'

const root = join(import.meta.dirname, '..', '..')
const job = readJob({
  GITHUB_REPOSITORY: 'acme/site',
  GITHUB_SERVER_URL: 'https://github.com'
})

/** The policies a page shows. */
function policiesIn(page: string): readonly string[] {
  const text = readFileSync(join(root, page), 'utf8')
  return [...text.matchAll(/^```yaml\n(.*?)^```$/gms)]
    .map(([, yaml = '']) => yaml)
    .filter((yaml) => /^tokens:/m.test(yaml))
}

describe.each(['README.md', 'docs/policy.md'])('a policy in %s', (page) => {
  test.each(policiesIn(page))('is right: %#', (text) => {
    const source = { form: 'file', name: '.github/tokens.yml' } as const
    const policy = readPolicy(source, text, job, {
      fallback: (key) =>
        ({ 'fail-on': 'none', 'on-empty': 'auto', 'write-probes': 'false' })[
          key
        ] ?? '',
      mustEnd: false
    })
    expect(policy.problems).toEqual([])
    expect(policy.tokens.length).toBeGreaterThan(1)
  })
})
