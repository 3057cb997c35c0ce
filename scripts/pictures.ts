// Takes the pictures of the documentation: job summaries and an issue, as the action
// really writes them on a stand-in for GitHub, with GitHub's own stylesheet, in
// Chromium. usage: npm run pictures (CHROMIUM names the program)
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import {
  actionFolder,
  startWorld,
  type World
} from '../__tests__/support/world.ts'
import { checkFive, remindOfOne } from '../demo/many-tokens.ts'

const chromium = process.env['CHROMIUM'] ?? 'chromium'
const pictures = join(actionFolder, 'docs', 'pictures')

/** CSS pixels. */
const width = 1100

const styles = [
  '@primer/primitives/dist/css/functional/themes/light.css',
  '@primer/primitives/dist/css/functional/typography/typography.css',
  '@primer/css/dist/primer.css'
].map((file) => pathToFileURL(join(actionFolder, 'node_modules', file)).href)

mkdirSync(pictures, { recursive: true })
const world = await startWorld()
try {
  const job = await world.startJob()
  const step = await world.setup(job, { preset: 'push, packages' })
  take('setup-summary', inPublic(world, step.summary))
  take('check-summary', inPublic(world, await checkFive(world)))
  await remindOfOne(world, ({ title, body, comments }) => {
    const boxes = [body, ...comments].map((text) => box(inPublic(world, text)))
    takeHtml('reminder', `<h1 class="f2 mb-3">${title}</h1>${boxes.join('')}`)
  })
} finally {
  await world.close()
}

/** On github.com, where nobody knows the port of a stand-in. */
function inPublic({ github }: World, text: string): string {
  const host = `127.0.0.1:${String(github.port)}`
  return text
    .replaceAll(`${host}/api/v3`, 'api.github.com')
    .replaceAll(host, 'github.com')
}

function take(name: string, markdown: string): void {
  takeHtml(name, box(markdown))
}

/** Markdown as GitHub shows it. */
function box(markdown: string): string {
  const html = micromark(markdown, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()]
  })
  return `<div class="Box p-3 mb-3 markdown-body">${html}</div>`
}

function takeHtml(name: string, content: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'pictures-'))
  try {
    const page = join(folder, 'page.html')
    const attributes =
      'data-color-mode="light" data-light-theme="light" data-dark-theme="light"'
    writeFileSync(
      page,
      `<!DOCTYPE html><html ${attributes}><meta charset="utf-8">${styles.map((href) => `<link rel="stylesheet" href="${href}">`).join('')}<body class="p-3">${content}<script>document.body.dataset.height=document.body.scrollHeight</script></body></html>`
    )
    const run = (...args: string[]) =>
      execFileSync(
        chromium,
        [
          ...['--headless', '--no-sandbox', '--disable-gpu'],
          ...['--hide-scrollbars', '--force-device-scale-factor=1.5'],
          `--user-data-dir=${join(folder, 'profile')}`,
          ...args,
          pathToFileURL(page).href
        ],
        { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }
      )
    const dom = run('--dump-dom', `--window-size=${String(width)},600`)
    const height = /data-height="(\d+)"/.exec(dom)?.[1] ?? '1000'
    run(
      `--screenshot=${join(pictures, `${name}.png`)}`,
      `--window-size=${String(width)},${height}`
    )
    console.log(`docs/pictures/${name}.png`)
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
