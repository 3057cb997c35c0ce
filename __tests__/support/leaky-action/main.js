// Leaks its secret in every way a careless action might.
import { Buffer } from 'node:buffer'
import { appendFileSync } from 'node:fs'

const secret = process.env.INPUT_SECRET
const base64 = (text) => Buffer.from(text).toString('base64')

console.log(`early: ${secret}`)
console.log(`::add-mask::${secret.replaceAll('%', '%25')}`)

const forms = {
  plain: secret,
  'base64 alone': base64(secret),
  'base64 after one byte': base64(`:${secret}`),
  'base64 after two bytes': base64(`a:${secret}`),
  json: JSON.stringify(secret).slice(1, -1),
  uri: encodeURIComponent(secret).replaceAll("'", '%27'),
  xml: secret
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;'),
  'command line': secret.replaceAll('"', '\\"'),
  expression: secret.replaceAll("'", "''"),
  'before the ampersand': secret.slice(0, secret.lastIndexOf('&') + 1),
  'after the ampersand': secret.slice(secret.lastIndexOf('&') + 1),
  'twice in a row': secret + secret,
  hexadecimal: Buffer.from(secret).toString('hex'),
  'upper case': secret.toUpperCase(),
  'in two': `${secret.slice(0, 4)}-${secret.slice(4)}`
}
for (const [form, text] of Object.entries(forms)) {
  console.log(`${form}: ${text}`)
}
console.error(`standard error: ${secret}`)
console.log(`::warning title=A title::annotated ${secret}`)

const write = (file, text) => {
  appendFileSync(process.env[file], text)
}
write('GITHUB_STEP_SUMMARY', `# Summary\n${secret}\n`)
write('GITHUB_OUTPUT', `secret=${secret}\n`)
write('GITHUB_ENV', `LEAKED<<END\n${secret}\nEND\n`)
write('GITHUB_STATE', `camelCase=${secret}\n`)
