import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  test
} from '@jest/globals'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redactor } from '../../src/runner/redactor.ts'
import { Results } from '../../src/runner/results.ts'
import { readFileCommands } from './file-commands.ts'

const secret = 'ghp_' + 'a'.repeat(36)
const names = [
  'GITHUB_OUTPUT',
  'GITHUB_STATE',
  'GITHUB_ENV',
  'GITHUB_STEP_SUMMARY'
] as const

let folder: string
let results: Results

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'results-test-'))
})

beforeEach(async () => {
  for (const name of names) {
    process.env[name] = join(folder, name)
    await writeFile(join(folder, name), '')
  }
  const redactor = new Redactor()
  redactor.add(['hidden value'])
  results = new Results(redactor)
})

afterAll(async () => {
  for (const name of names) Reflect.deleteProperty(process.env, name)
  Reflect.deleteProperty(process.env, 'RESULTS_TEST')
  await rm(folder, { recursive: true })
})

const written = (name: (typeof names)[number]) =>
  readFile(join(folder, name), 'utf8')

describe('results', () => {
  test('are written where the runner reads them, redacted', async () => {
    results.setOutput('status', 'ok')
    results.setOutput('report', `a hidden value, ${secret}`)
    results.saveState('folder', 'hidden value')
    results.exportVariable('RESULTS_TEST', 'a value')
    expect(readFileCommands(await written('GITHUB_OUTPUT'))).toEqual({
      status: 'ok',
      report: 'a ***, ***'
    })
    expect(readFileCommands(await written('GITHUB_STATE'))).toEqual({
      folder: '***'
    })
    expect(readFileCommands(await written('GITHUB_ENV'))).toEqual({
      RESULTS_TEST: 'a value'
    })
  })

  test.each([
    ['that was added', 'hidden value', true],
    ['with text around it', 'a hidden value, and more', true],
    ['that has the shape of a token', `x ${secret}`, true],
    ['that was never hidden', 'a value', false],
    ['that is empty', '', false]
  ])('tell a secret %s from other text', (_, value, expected) => {
    expect(results.hasSecret(value)).toBe(expected)
  })

  test('cannot be made to contain another result', async () => {
    const value = 'a\nEOF\nx=y\nghadelimiter_1\nz<<EOF\r\nb'
    results.setOutput('login', value)
    expect(readFileCommands(await written('GITHUB_OUTPUT'))).toEqual({
      login: value
    })
  })

  test.each(['', 'relative', join(tmpdir(), 'missing', 'file')])(
    'are no output where the runner has no place for them: %j',
    (path) => {
      process.env['GITHUB_OUTPUT'] = path
      expect(() => {
        results.setOutput('status', 'ok')
      }).not.toThrow()
    }
  )
})

describe('the summary', () => {
  test('is appended, redacted', async () => {
    await writeFile(join(folder, 'GITHUB_STEP_SUMMARY'), 'before\n')
    await results.appendSummary('one hidden value')
    await results.appendSummary(`two ${secret}`)
    expect(await written('GITHUB_STEP_SUMMARY')).toBe(
      'before\none ***\ntwo ***\n'
    )
  })

  test('is left out when the runner would refuse it', async () => {
    await expect(
      results.appendSummary('a'.repeat(1024 * 1024))
    ).rejects.toThrow('it is too long')
    expect(await written('GITHUB_STEP_SUMMARY')).toBe('')
  })

  test('is left out when the runner has none', async () => {
    Reflect.deleteProperty(process.env, 'GITHUB_STEP_SUMMARY')
    await results.appendSummary('text')
    expect(await written('GITHUB_STEP_SUMMARY')).toBe('')
  })
})
