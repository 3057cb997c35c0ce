// Asks the real GitHub what no document settles, and prints which assumptions of
// this action held. It reads, and writes nothing. The tokens come from the
// environment as LIVE_CLASSIC, LIVE_FINE_GRAINED and so on; SERVER_URL is the host.
import type { HttpAnswer } from '../src/github/connection.ts'
import { createClient } from '../src/github/client.ts'
import { findHost } from '../src/github/host.ts'
import { Redactor, secretForms } from '../src/runner/redactor.ts'
import { Secret } from '../src/runner/secret.ts'
import { neutralise } from '../src/runner/text.ts'
import {
  type Ask,
  assumptions,
  notAsked,
  type Values,
  type Variable,
  variables
} from './assumptions.ts'

const { SERVER_URL = 'https://github.com' } = process.env
const host = findHost(SERVER_URL, undefined, { serverUrl: '', apiUrl: '' })
const names = Object.keys(variables) as Variable[]
const values = Object.fromEntries(
  names.map((name) => [name, process.env[`LIVE_${name}`] ?? ''])
) as Values
const redactor = new Redactor()

const ask: Ask = async (token, question) => {
  const secret = new Secret(values[token])
  redactor.add(secretForms(secret))
  const send = createClient(host)(secret)
  const answer = await send(question, AbortSignal.timeout(20_000))
  const request = `${question.method} ${question.path}`
  return { request, ...answer } satisfies HttpAnswer
}

function print(text: string): void {
  console.log(neutralise(redactor.redact(text)))
}

/** Asks about everything the environment has tokens for; says how much did not hold. */
async function observeAll(): Promise<number> {
  const counts = { held: 0, failed: 0 }
  for (const { text, needs, observe } of assumptions) {
    const missing = needs.filter((name) => values[name] === '')
    if (missing.length > 0) {
      const wanted = missing.map((name) => `LIVE_${name}`).join(', ')
      print(`not asked  ${text} (set ${wanted})`)
      continue
    }
    const { held, seen } = await observe(ask, values).catch(
      (error: unknown) => ({ held: false, seen: String(error) })
    )
    counts[held ? 'held' : 'failed'] += 1
    print(`${held ? 'held     ' : 'NOT HELD '}  ${text} (${seen})`)
  }
  for (const text of notAsked) print(`not asked  ${text}`)
  print(`${counts.held} held, ${counts.failed} did not hold`)
  return counts.failed
}

if (names.every((name) => values[name] === '')) {
  print('Nothing was asked: there is no token in the environment. It takes:')
  for (const name of names) print(`  LIVE_${name}: ${variables[name]}`)
} else if ((await observeAll()) > 0) {
  process.exitCode = 1
}
