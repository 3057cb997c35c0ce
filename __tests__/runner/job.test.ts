import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import {
  checkJob,
  type Environment,
  isPlace,
  placesOf,
  readJob
} from '../../src/runner/job.ts'

let folder: string
let file: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'job-test-'))
  file = join(folder, 'file')
  await writeFile(file, '')
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

describe('readJob', () => {
  test('reads what the runner tells', () => {
    expect(
      readJob({
        GITHUB_REPOSITORY: 'acme/site',
        GITHUB_REPOSITORY_OWNER: 'acme',
        GITHUB_REPOSITORY_OWNER_ID: '1234',
        GITHUB_SERVER_URL: 'https://github.acme.corp',
        GITHUB_API_URL: 'https://github.acme.corp/api/v3',
        RUNNER_TEMP: '/temp',
        HOME: '/home/runner',
        GITHUB_WORKFLOW_REF:
          'acme/site/.github/workflows/remind.yml@refs/heads/main',
        GITHUB_ACTION_REPOSITORY: 'tools/setup-github-token',
        GITHUB_ACTION_REF: 'v1',
        GITHUB_SHA: 'abc'
      })
    ).toEqual({
      repository: 'acme/site',
      owner: 'acme',
      ownerId: '1234',
      serverUrl: 'https://github.acme.corp',
      apiUrl: 'https://github.acme.corp/api/v3',
      temp: '/temp',
      home: '/home/runner',
      workflow:
        'https://github.acme.corp/acme/site/actions/workflows/remind.yml',
      action: {
        url: 'https://github.acme.corp/tools/setup-github-token',
        ref: 'v1'
      }
    })
  })

  test('finds a local action in the repository of the workflow', () => {
    const job = readJob({
      GITHUB_REPOSITORY: 'acme/site',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_ACTION_REPOSITORY: '',
      // The runner leaves the ref of another action here.
      GITHUB_ACTION_REF: 'v9',
      GITHUB_SHA: 'abc'
    })
    expect(job).toMatchObject({
      owner: 'acme',
      action: { url: 'https://github.com/acme/site', ref: 'abc' }
    })
  })

  test('makes do with nothing', () => {
    expect(readJob({})).toEqual({
      repository: '',
      owner: '',
      ownerId: '',
      serverUrl: 'https://github.com',
      apiUrl: '',
      temp: '',
      home: undefined,
      workflow: undefined,
      action: { url: 'https://github.com/', ref: 'main' }
    })
  })
})

test.each([
  ['1', '1'],
  ['12345678901234567890', '12345678901234567890'],
  ['', ''],
  ['-1', ''],
  ['1x', ''],
  ['1\n2', ''],
  ['"; x', ''],
  ['123456789012345678901', '']
])('the number of the owner %j is %j', (given, ownerId) => {
  // It becomes part of a config file.
  expect(readJob({ GITHUB_REPOSITORY_OWNER_ID: given }).ownerId).toBe(ownerId)
})

test.each([
  [{ HOME: '/home/a' }, '/home/a'],
  [{ HOME: '/home/a', USERPROFILE: '/users/a' }, '/home/a'],
  [{ HOME: '', USERPROFILE: '/users/a' }, '/users/a'],
  [{ USERPROFILE: '/users/a' }, '/users/a'],
  [{ HOME: 'home', USERPROFILE: '/users/a' }, undefined],
  [{ HOME: '' }, undefined],
  [{}, undefined]
])('of %j the home folder is %j', (environment, home) => {
  expect(readJob(environment).home).toBe(home)
})

test.each([
  ['acme/site/.github/workflows/a.yml@refs/heads/main', 'a.yml'],
  ['acme/site/.github/workflows/a-b_c.1.yaml@refs/tags/v1@x', 'a-b_c.1.yaml'],
  // A required workflow of the organisation is not in this repository, but runs in it.
  ['acme/.github/.github/workflows/a.yml@refs/heads/main', 'a.yml'],
  ['', undefined],
  ['acme/site/.github/workflows/a.yml', undefined],
  ['acme/site/.github/workflows/@refs/heads/main', undefined],
  ['acme/site/.github/workflows/a b.yml@refs/heads/main', undefined],
  ['acme/site/.github/workflows/a)](x.yml@refs/heads/main', undefined],
  ['acme/site/.github/workflows/<b>.yml@refs/heads/main', undefined],
  ['acme/site/.github/workflows/../x.yml@refs/heads/main', undefined],
  ['acme/site/.github/workflows/a/b.yml@refs/heads/main', undefined],
  ['acme/site/.github/workflows/a%2Fb.yml@refs/heads/main', undefined],
  ['acme/site/.github/workflows/a.yml?x#y@refs/heads/main', undefined],
  [`acme/site/.github/workflows/${'a'.repeat(201)}@refs/heads/main`, undefined],
  ['dynamic/dependabot/dependabot-updates', undefined]
])('the page of the workflow %j is that of %s', (ref, file) => {
  const job = readJob({
    GITHUB_REPOSITORY: 'acme/site',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_WORKFLOW_REF: ref
  })
  expect(job.workflow).toBe(
    file && `https://github.com/acme/site/actions/workflows/${file}`
  )
})

const suitable = (): Environment => ({
  GITHUB_ENV: file,
  GITHUB_OUTPUT: file,
  GITHUB_STATE: file,
  RUNNER_TEMP: folder
})

describe('checkJob', () => {
  test('finds nothing wrong where a step can write its results', () => {
    expect(checkJob(suitable(), placesOf.setup)).toEqual([])
  })

  test('names everything that is missing at once', () => {
    expect(checkJob({}, placesOf.setup)).toEqual([
      {
        requirement: 'runner of GitHub Actions',
        reason: 'runner-unsuitable',
        evidence:
          'Not set, or nothing that can be written to: GITHUB_ENV, GITHUB_OUTPUT, GITHUB_STATE, RUNNER_TEMP'
      }
    ])
  })

  test.each<readonly [string, () => string]>([
    ['empty', () => ''],
    ['not there', () => join(folder, 'missing')],
    ['relative', () => relative(process.cwd(), file)],
    ['impossible', () => 'a\0b']
  ])('takes no place that is %s', (_, place) => {
    for (const name of Object.keys(suitable())) {
      expect(
        checkJob({ ...suitable(), [name]: place() }, placesOf.setup)
      ).toMatchObject([
        {
          evidence: `Not set, or nothing that can be written to: ${name}`
        }
      ])
    }
  })
})

test('a place is a file or a folder with an absolute path', () => {
  expect(
    [file, folder, relative(process.cwd(), folder), ''].map(isPlace)
  ).toEqual([true, true, false, false])
})
