// Checks action.yml files and workflows with GitHub's own language service.
import { readFileSync } from 'node:fs'
import { validate } from '@actions/languageservice'
import { TextDocument } from 'vscode-languageserver-textdocument'

let found = 0
for (const file of process.argv.slice(2)) {
  const document = TextDocument.create(
    `file:///${file}`,
    'yaml',
    1,
    readFileSync(file, 'utf8')
  )
  for (const { message, range } of await validate(document)) {
    found += 1
    const { line, character } = range.start
    console.log(
      `${file}:${String(line + 1)}:${String(character + 1)}: ${message}`
    )
  }
}
process.exitCode = found > 0 ? 1 : 0
