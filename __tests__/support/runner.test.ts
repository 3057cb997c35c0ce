import { afterEach, describe, expect, test } from '@jest/globals'
import { Buffer } from 'node:buffer'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { evaluate } from './runner/action.ts'
import { parseCommand } from './runner/commands.ts'
import { keyValuePairs } from './runner/files.ts'
import { createJob, type Job, type JobOptions } from './runner/job.ts'
import { Masker } from './runner/masker.ts'
import { LineSplitter } from './runner/text.ts'

const LEAKY_ACTION = fileURLToPath(new URL('leaky-action', import.meta.url))

const jobs: Job[] = []

async function job(options?: JobOptions): Promise<Job> {
  const created = await createJob(options)
  jobs.push(created)
  return created
}

afterEach(async () => {
  await Promise.all(jobs.splice(0).map((started) => started.finish()))
})

/** Writes an action of one or two scripts next to the job's workspace. */
async function action(
  { root }: Job,
  scripts: { main?: string; post?: string; postIf?: string; name?: string }
): Promise<string> {
  const { main = '', post = '', postIf = 'always()', name = 'action' } = scripts
  const folder = join(root, name)
  await mkdir(folder)
  await writeFile(join(folder, 'main.mjs'), main)
  await writeFile(join(folder, 'post.mjs'), post)
  await writeFile(
    join(folder, 'action.yml'),
    `runs:\n  using: node24\n  main: main.mjs\n  post: post.mjs\n  post-if: ${postIf}\n`
  )
  return folder
}

/** A shell command that prints exactly these lines. */
function say(...lines: string[]): string {
  const quoted = lines.map((line) => `'${line.replaceAll("'", `'\\''`)}'`)
  return `printf '%s\\n' ${quoted.join(' ')}`
}

function body(log: string): string[] {
  const lines = log.split('\n')
  return lines.slice(lines.indexOf('##[endgroup]') + 1)
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setTimeout(1)
}

describe('lines', () => {
  test.each([
    ['end at LF, CRLF and a lone CR', ['a\nb\r\nc\rd'], ['a', 'b', 'c', 'd']],
    ['may be empty', ['\n\r\n\r\r'], ['', '', '', '']],
    ['may come in pieces', ['a', 'b\nc', 'd'], ['ab', 'cd']],
    ['survive a CRLF cut in two', ['a\r', '\nb'], ['a', 'b']],
    ['survive a CR at the very end', ['a\r'], ['a']]
  ])('%s', (_, chunks, expected) => {
    const splitter = new LineSplitter()
    const lines = chunks.flatMap((chunk) => splitter.push(chunk))
    expect([...lines, ...splitter.end()]).toEqual(expected)
  })
})

// Most of these are the runner's own test cases.
// https://github.com/actions/runner/blob/main/src/Test/L0/Worker/ActionCommandL0.cs
describe('a workflow command', () => {
  const known = (name: string) => name === 'do-something'

  test.each([
    ['::do-something k1=v1,::msg', { k1: 'v1' }, 'msg'],
    ['::do-something::', {}, ''],
    ['::do-something k1=,k2=,::', {}, ''],
    ['::do-something k1==v1=::', { k1: 'v1=' }, ''],
    ['   ::do-something k1=v1,::msg', { k1: 'v1' }, 'msg'],
    ['\u0085::DO-something K1=v1::a::b', { k1: 'v1' }, 'a::b'],
    [
      '::do-something k1=;=%2C=%0D=%0A=]=%3A,::;-%0D-%0A-]-:-,',
      { k1: ';=,=\r=\n=]=:' },
      ';-\r-\n-]-:-,'
    ],
    ['::do-something k1=%252C%250A::%250D%3A', { k1: '%2C%0A' }, '%0D%3A'],
    ['##[do-something k1=v1;]msg', { k1: 'v1' }, 'msg'],
    ['>>>   ##[do-something k1=v1;]msg', { k1: 'v1' }, 'msg'],
    ['::unknown::##[do-something]msg', {}, 'msg'],
    [
      '##[do-something k1=%3B=%0D=%0A=%5D;]%3B-%0D-%0A-%5D',
      { k1: ';=\r=\n=]' },
      ';-\r-\n-]'
    ]
  ])('is read from %j', (line, properties, data) => {
    expect(parseCommand(line, known)).toEqual({
      name: 'do-something',
      properties: new Map(Object.entries(properties)),
      data
    })
  })

  test.each([
    '',
    'text ::do-something::x',
    '\uFEFF::do-something::x',
    ':\u200B:do-something::x',
    '::do-something',
    ':: do-something::x',
    '::other::x',
    '##[do-something',
    '##[ do-something]x',
    '# #[do-something]x'
  ])('is not read from %j', (line) => {
    expect(parseCommand(line, known)).toBeUndefined()
  })
})

// https://github.com/actions/runner/blob/main/src/Test/L0/HostContextL0.cs
describe('the masker', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64')

  test.each([
    ['Password123!', '123Password123!123', '123***123'],
    ['Password123!', 'password123', 'password123'],
    ['Pass"word"123!', '123Pass\\"word\\"123!123', '123***123'],
    ['Pass word 123!', '123Pass%20word%20123%21123', '123***123'],
    ['Pass<word>123!', '123Pass&lt;word&gt;123!123', '123***123'],
    ["Pass'word'123!", "123Pass''word''123!123", '123***123'],
    ['"Password123!!"', '123Password123!!123', '123***123'],
    ['"short"', '123short123', '123short123'],
    ['"short"', '123"short"123', '123***123'],
    ['Password123!', base64(':Password123!'), 'OlBh***'],
    ['Password123!', base64('a:Password123!'), 'YTpQ***'],
    ['Password123!', base64('ab:Password123!'), 'YWI6***'],
    ['tab\tand\u2028line', 'tab\\tand\\u2028line', '***'],
    ['one-line\r\n  another-line\n', 'x one-line x', 'x *** x'],
    ['one-line\r\n  another-line\n', '<another-line>', '<***>'],
    ['abc', 'abcabc abc', '*** ***'],
    ['aba', 'xababax', 'x***x'],
    ['a', 'banana', 'b***n***n***'],
    ['', 'nothing', 'nothing'],
    ['secret&secret&secret', 'secret&secret& | secret', '*** | ***'],
    ['secret&+secret&secret', 'secret&+ | s | ecret&secret', '*** | s | ***'],
    ['secret&secret&+', 'secret&secret&+ | ', '*** | '],
    ['a&b', 'a& | b', 'a& | b']
  ])('given %j turns %j into %j', (secret, text, expected) => {
    const masker = new Masker()
    masker.add(secret)
    expect(masker.mask(text)).toBe(expected)
  })

  test('merges the hits of different secrets that touch or overlap', () => {
    const masker = new Masker()
    for (const secret of ['abcd', 'cdef', 'gh']) masker.add(secret)
    expect(masker.mask('-abcdefgh-gh-')).toBe('-***-***-')
  })
})

describe('the pairs of a file', () => {
  test.each([
    ['A=1\nB=2', { A: '1', B: '2' }],
    ['A=b=c<<d\n\n', { A: 'b=c<<d' }],
    ['A=1\r\n', { A: '1\r' }],
    ['A<<END\none\n\ntwo=2\nEND\nB=\n', { A: 'one\n\ntwo=2', B: '' }],
    ['A<<END\nEND', { A: '' }],
    ['A<<END\nEND \n END\nEND\n', { A: 'END \n END' }],
    ['A<<B=C\nx\nB=C\n', { A: 'x' }],
    ['', {}]
  ])('are read from %j', (text, expected) => {
    expect(Object.fromEntries(keyValuePairs(text))).toEqual(expected)
  })

  test.each([
    ['A', "Invalid format 'A'"],
    ['<<END\nEND\n', 'Name must not be empty and delimiter must not be empty'],
    ['A<<\nx\n', 'Name must not be empty and delimiter must not be empty'],
    ['A<<END\nx\n', "Matching delimiter not found 'END'"],
    ['A<<END', "Matching delimiter not found 'END'"],
    ['A<<END\nEND\r\n', "Matching delimiter not found 'END'"],
    ['A<<END\nx', 'EOF marker missing new line']
  ])('cannot be read from %j', (text, message) => {
    expect(() => [...keyValuePairs(text)]).toThrow(message)
  })
})

describe('an expression in a default', () => {
  const contexts = { github: { server_url: 'https://ghe.test' } }

  test.each([
    ['plain text', 'plain text'],
    ['${{ github.server_url }}/x', 'https://ghe.test/x'],
    ['${{GitHub.Server_URL}}', 'https://ghe.test']
  ])('turns %j into %j', (template, expected) => {
    expect(evaluate(template, contexts)).toBe(expected)
  })

  test.each([
    '${{ github.unheard_of }}',
    '${{ secrets.TOKEN }}',
    "${{ github.server_url || 'x' }}",
    '${{ github.constructor }}'
  ])('refuses %j', (template) => {
    expect(() => evaluate(template, contexts)).toThrow('Unrecognized')
  })
})

describe('a leaky action', () => {
  // Has what each encoding changes, and is made when it is needed.
  const secret = ['first"part', "<se'cond>", 'and 100%', 'rest-of-it'].join('&')

  async function leak() {
    const started = await job({ repository: 'acme/app' })
    const step = await started.uses({
      action: LEAKY_ACTION,
      with: { secret },
      name: 'acme/leaky@v2'
    })
    return { started, step, lines: body(step.log) }
  }

  test('shows what the runner does not hide, and nothing else', async () => {
    const { step, lines } = await leak()
    expect(step.outcome).toBe('success')
    expect(step.masks).toEqual([secret])
    expect(step.firstLine).toBe(`early: ${secret}`)
    expect(lines.filter((line) => line !== 'standard error: ***')).toEqual([
      `early: ${secret}`,
      'plain: ***',
      'base64 alone: ***',
      expect.stringMatching(/^base64 after one byte: .{4}\*\*\*$/),
      expect.stringMatching(/^base64 after two bytes: .{4}\*\*\*$/),
      'json: ***',
      'uri: ***',
      'xml: ***',
      'command line: ***',
      'expression: ***',
      'before the ampersand: ***',
      'after the ampersand: ***',
      'twice in a row: ***',
      `hexadecimal: ${Buffer.from(secret).toString('hex')}`,
      `upper case: ${secret.toUpperCase()}`,
      'in two: firs-t"part&<se\'cond>&and 100%&***',
      '##[warning]annotated ***'
    ])
    expect(lines).toContain('standard error: ***')
    expect(step.stderr).toBe(`standard error: ${secret}\n`)
  })

  test('shows its input in the header, which comes before any mask', async () => {
    const { step } = await leak()
    expect(step.log).toContain(
      `##[group]Run acme/leaky@v2\nwith:\n  secret: ${secret}\n  owner-of-app: acme/* on https://github.com\n  number of days: 010\n##[endgroup]\n`
    )
  })

  test('leaves annotations and summary masked, outputs and GITHUB_ENV not', async () => {
    const { started, step } = await leak()
    expect(step.annotations).toEqual([
      {
        level: 'warning',
        title: 'A title',
        message: 'annotated ***',
        file: '',
        line: ''
      }
    ])
    expect(step.summary).toBe('# Summary\n***\n')
    expect(step.outputs).toEqual({ secret })
    expect(step.env).toEqual({ LEAKED: secret })
    expect(started.env.get('LEAKED')).toBe(secret)
  })

  test('gives its post script the inputs again, and the state', async () => {
    const { started } = await leak()
    const [post] = await started.post()
    expect(post?.stdout).toBe(`state: ${secret}\ninput: ${secret}\ndays: 010\n`)
    expect(post?.log).toBe(
      'Post job cleanup.\nstate: ***\ninput: ***\ndays: 010'
    )
    await expect(started.post()).resolves.toEqual([])
  })

  test('is warned of inputs it does not have or want any more', async () => {
    const started = await job()
    const step = await started.uses({
      action: LEAKY_ACTION,
      with: { Secret: 'given', typo: 'x', old: 'y' }
    })
    expect(step.firstLine).toBe('early: given')
    expect(step.annotations.map(({ message }) => message)).toEqual([
      "Input 'old' has been deprecated with message: use another",
      "Unexpected input(s) 'typo', valid inputs are ['secret', 'owner-of-app', 'number of days', 'old']",
      'annotated ***'
    ])
  })

  test('leaks nothing to the log when its secret is a secret of the job', async () => {
    const started = await job({ secrets: [` ${secret}\n`] })
    const step = await started.uses({ action: LEAKY_ACTION, with: { secret } })
    expect(step.log).toContain('  secret: ***\n')
    expect(step.log).toContain('early: ***\n')
  })
})

describe("a step's output", () => {
  test.each([
    [
      'prints what is no command',
      ['a', '', '::nothing::b'],
      ['a', '', '::nothing::b']
    ],
    [
      'never shows a mask being added',
      ['::add-mask::hidden', 'is hidden'],
      ['is ***']
    ],
    [
      'warns of an empty mask',
      ['::add-mask:: '],
      [
        "##[warning]Can't add secret mask for empty string in ##[add-mask] command."
      ]
    ],
    [
      'obeys the old form anywhere in a line',
      ['x ##[add-mask]hidden', 'hidden'],
      ['***']
    ],
    [
      'obeys a command after a lone CR',
      ['name\r::add-mask::hidden', 'hidden'],
      ['name', '***']
    ],
    [
      'shows groups',
      ['::group::G', '::endgroup::x'],
      ['##[group]G', '##[endgroup]']
    ],
    ['hides debug messages', ['::debug::d', 'x'], ['x']],
    ['unescapes a message', ['::error::50%25%0Aoff'], ['##[error]50%', 'off']],
    [
      'stops commands until it hears the token again',
      [
        '::stop-commands::pause-now',
        '::add-mask::clear',
        '::warning::clear',
        '::PAUSE-now::',
        '::add-mask::hidden',
        'clear hidden'
      ],
      [
        '::stop-commands::***',
        '::add-mask::clear',
        '::warning::clear',
        '::PAUSE-now::',
        'clear ***'
      ]
    ],
    [
      'echoes commands when asked, but no mask',
      [
        '::echo::on',
        '::group::G',
        '::add-mask::hidden',
        '::echo::off',
        '::group::H'
      ],
      [
        '::group::G',
        '##[group]G',
        '::add-mask::***',
        '::echo::off',
        '##[group]H'
      ]
    ]
  ])('%s', async (_, said, seen) => {
    const started = await job()
    const step = await started.run(say(...said))
    expect(body(step.log)).toEqual(seen)
    expect(step.outcome).toBe('success')
  })

  test.each([
    [
      '::set-env name=A::b',
      "Unable to process command '::set-env name=A::b' successfully."
    ],
    [
      '::add-path::/x',
      "Unable to process command '::add-path::/x' successfully."
    ],
    [
      '::echo::maybe',
      "Unable to process command '::echo::maybe' successfully."
    ],
    [
      '::stop-commands::warning',
      "Unable to process command 'stop-commands' successfully."
    ],
    [
      '::set-output::x',
      "Unable to process command '::set-output::x' successfully."
    ]
  ])('that says %j fails the step', async (line, error) => {
    const started = await job()
    const step = await started.run(say(line))
    expect(step).toMatchObject({ outcome: 'failure', exitCode: 0, env: {} })
    expect(step.errors[0]).toBe(error)
    expect(step.errors).toHaveLength(2)
  })

  test('shows debug messages when the job is debugged', async () => {
    const started = await job({ debug: true })
    const step = await started.run(
      [
        say('::debug::one%0Atwo'),
        'echo "A=$RUNNER_DEBUG" >>"$GITHUB_OUTPUT"'
      ].join('\n')
    )
    expect(body(step.log)).toEqual([
      '##[debug]one',
      '##[debug]two',
      '##[debug]Set output A = 1'
    ])
  })

  test('keeps ten annotations of a level and 4096 characters of each', async () => {
    const started = await job()
    const step = await started.run(
      [
        `for n in {1..12}; do echo "::error file=$GITHUB_WORKSPACE/a.ts,line=$n,title=T::$n"; done`,
        `echo "::notice::$(printf '%05000d' 0)"`
      ].join('\n')
    )
    const errors = step.annotations.filter(({ level }) => level === 'error')
    expect(errors).toHaveLength(10)
    expect(errors[9]).toEqual({
      level: 'error',
      message: '10',
      title: 'T',
      file: 'a.ts',
      line: '10'
    })
    expect(step.annotations.at(-1)?.message).toBe('0'.repeat(4096))
    expect(step.log).toContain('##[error]12')
  })

  test('still knows the deprecated ways to set outputs and state', async () => {
    const started = await job()
    const step = await started.run(
      say('::set-output name=a::b', '::save-state name=c::d')
    )
    expect(step).toMatchObject({ outputs: { a: 'b' }, state: { c: 'd' } })
    expect(step.annotations).toHaveLength(2)
  })
})

describe('the files of a step', () => {
  test('add to the environment and the path of later steps', async () => {
    const started = await job({ env: { A: 'job', B: 'job' } })
    await started.run(
      [
        'echo A=file >>"$GITHUB_ENV"',
        'echo GITHUB_REPOSITORY=evil/app >>"$GITHUB_ENV"',
        'mkdir bin',
        say('#!/bin/sh', 'echo mine') + ' >bin/tool',
        'chmod +x bin/tool',
        'echo "$PWD/bin" >>"$GITHUB_PATH"',
        'echo "now: $A"'
      ].join('\n')
    )
    const step = await started.run('echo "$A $B $C $GITHUB_REPOSITORY"; tool', {
      env: { B: 'step', C: 'step' }
    })
    expect(step.stdout).toBe('file step step acme/app\nmine\n')
  })

  test('count even when the step fails, up to the line that is malformed', async () => {
    const started = await job()
    const step = await started.run(
      'printf "A=1\\nmalformed\\nB=2\\n" >>"$GITHUB_ENV"; echo C=3 >>"$GITHUB_OUTPUT"; exit 3'
    )
    expect(step).toMatchObject({
      outcome: 'failure',
      exitCode: 3,
      env: { A: '1' },
      outputs: { C: '3' },
      errors: [
        'Process completed with exit code 3.',
        "Unable to process file command 'env' successfully.",
        "Invalid format 'malformed'"
      ]
    })
  })

  test('that are malformed fail a step which ended well', async () => {
    const started = await job()
    const step = await started.run('echo "A<<END" >>"$GITHUB_STATE"')
    expect(step).toMatchObject({ outcome: 'failure', exitCode: 0 })
    expect(started.outcome).toBe('failure')
  })

  test('cannot set NODE_OPTIONS', async () => {
    const started = await job()
    const step = await started.run(
      'printf "node_options=x\\nA=1\\n" >>"$GITHUB_ENV"'
    )
    expect(step).toMatchObject({ outcome: 'success', env: { A: '1' } })
    expect(step.errors).toEqual([
      "Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command."
    ])
  })

  test.each([
    [1024 * 1024, 1024 * 1024 + 1, []],
    [
      1024 * 1024 + 1,
      0,
      [expect.stringContaining('up to a size of 1024k, got 1024k')]
    ]
  ])('hold a summary of %d bytes as %d', async (size, shown, errors) => {
    const started = await job()
    const step = await started.run(
      `printf '%0${size}d' 0 >"$GITHUB_STEP_SUMMARY"`
    )
    expect(step.outcome).toBe('success')
    expect(step.summary).toHaveLength(shown)
    expect(step.errors).toEqual(errors)
  })

  test('are fresh for each step, and may be removed', async () => {
    const started = await job()
    await started.run('echo A=1 >>"$GITHUB_OUTPUT"')
    const step = await started.run('rm "$GITHUB_OUTPUT"')
    expect(step).toMatchObject({ outcome: 'success', outputs: {} })
  })
})

describe('the environment of a step', () => {
  test('is what the runner gives, and not what the developer has', async () => {
    process.env['DEVELOPERS_OWN'] = 'x'
    const started = await job({
      repository: 'acme/app',
      serverUrl: 'https://ghe.test',
      eventName: 'pull_request',
      event: { number: 7 },
      env: { CI: 'maybe', FROM_JOB: '1' },
      github: { head_ref: 'topic' }
    })
    const step = await started.uses({
      action: await action(started, {
        main: 'console.log(JSON.stringify([process.env, process.cwd(), process.version]))'
      }),
      name: 'acme/tools/check@v3',
      id: 'verify'
    })
    Reflect.deleteProperty(process.env, 'DEVELOPERS_OWN')
    const [env, cwd, version] = JSON.parse(step.stdout) as [
      Record<string, string>,
      string,
      string
    ]
    expect(version).toMatch(/^v24\./)
    expect(cwd).toBe(started.folders.workspace)
    expect(env).toMatchObject({
      CI: 'maybe',
      FROM_JOB: '1',
      HOME: started.folders.home,
      RUNNER_TEMP: started.folders.temp,
      RUNNER_TOOL_CACHE: started.folders.toolCache,
      GITHUB_ACTIONS: 'true',
      GITHUB_ACTION: 'verify',
      GITHUB_ACTION_REPOSITORY: 'acme/tools',
      GITHUB_ACTION_REF: 'v3',
      GITHUB_API_URL: 'https://ghe.test/api/v3',
      GITHUB_GRAPHQL_URL: 'https://ghe.test/api/graphql',
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_HEAD_REF: 'topic',
      GITHUB_REPOSITORY: 'acme/app',
      GITHUB_REPOSITORY_OWNER: 'acme',
      GITHUB_WORKSPACE: started.folders.workspace
    })
    expect(env).not.toHaveProperty('DEVELOPERS_OWN')
    expect(env).not.toHaveProperty('GITHUB_TOKEN')
    expect(env).not.toHaveProperty('RUNNER_DEBUG')
    const event = await readFile(env['GITHUB_EVENT_PATH'] ?? '', 'utf8')
    expect(JSON.parse(event)).toEqual({ number: 7 })
  })

  test('has a closed standard input', async () => {
    const started = await job()
    expect((await started.run('cat')).outcome).toBe('success')
  })

  test("masks the job's own token, and what checkout makes of it", async () => {
    const token = ['job', 'token'].join('-')
    const started = await job({ token })
    const basic = Buffer.from(`x-access-token:${token}`).toString('base64')
    const step = await started.run(say(token, `basic ${basic}`))
    expect(body(step.log)).toEqual(['***', 'basic ***'])
  })

  test('starts a script in the folder it names', async () => {
    const started = await job()
    await started.run('mkdir inner')
    const step = await started.run('basename "$PWD"', { cwd: 'inner' })
    expect(step.stdout).toBe('inner\n')
  })

  test('ends a script at its first error', async () => {
    const started = await job()
    const step = await started.run('echo one\nfalse\necho two')
    expect(step).toMatchObject({ stdout: 'one\n', exitCode: 1 })
  })
})

describe('post scripts', () => {
  test('run in reverse order, after failures too, each with its own state', async () => {
    const started = await job()
    for (const name of ['first', 'second']) {
      await started.uses({
        action: await action(started, {
          name,
          main: `import { appendFileSync } from 'node:fs'
                 appendFileSync(process.env.GITHUB_STATE, 'Name=${name}\\n')
                 process.exitCode = 1`,
          post: 'console.log(process.env.STATE_Name)'
        })
      })
    }
    const posts = await started.post()
    expect(posts.map(({ stdout }) => stdout)).toEqual(['second\n', 'first\n'])
    expect(posts.map(({ outcome }) => outcome)).toEqual(['success', 'success'])
  })

  test.each([
    ['always()', 'exit 1', 1],
    ['success()', 'exit 1', 0],
    ['success()', 'exit 0', 1],
    ['failure()', 'exit 1', 1],
    ['"!cancelled()"', 'exit 1', 1],
    ['cancelled()', 'exit 1', 0]
  ])(
    'with post-if %s run after `%s` %d times',
    async (postIf, script, times) => {
      const started = await job()
      await started.uses({ action: await action(started, { postIf }) })
      await started.run(script)
      await expect(started.post()).resolves.toHaveLength(times)
    }
  )

  test.each([
    ['runs:\n  using: node20\n  main: x\n', 'not a node24 action'],
    ['runs:\n  using: node24\n', 'runs.main is missing'],
    ['runs:\n  using: node24\n  main: x\n  pre: y\n', 'runs.pre'],
    ['runs:\n  using: node24\n  main: x\n  post-if: x\n', 'post-if']
  ])(
    'and the rest of %j must be what we support',
    async (manifest, message) => {
      const started = await job()
      const folder = await action(started, {})
      await writeFile(join(folder, 'action.yml'), manifest)
      await expect(started.uses({ action: folder })).rejects.toThrow(message)
    }
  )
})

describe('an interrupted step', () => {
  const WAIT = 'setInterval(() => {}, 1000)'

  test.each([
    [
      'by a line of its output',
      () => ({ onLine: (line: string) => line === 'half-way' })
    ],
    [
      'by something it has done',
      ({ folders }: Job) => ({
        onCondition: () => existsSync(join(folders.workspace, 'half-way'))
      })
    ]
  ])('dies %s, and is cleaned up after', async (_, trigger) => {
    const started = await job()
    const step = await started.uses({
      action: await action(started, {
        main: `import { appendFileSync, writeFileSync } from 'node:fs'
               appendFileSync(process.env.GITHUB_STATE, 'a=b\\n')
               writeFileSync('half-way', '')
               console.log('half-way')
               ${WAIT}`,
        post: 'console.log(process.env.STATE_a)'
      }),
      interruption: { ...trigger(started), by: 'SIGKILL' }
    })
    expect(step).toMatchObject({
      outcome: 'failure',
      signal: 'SIGKILL',
      exitCode: 137,
      state: { a: 'b' }
    })
    const [post] = await started.post()
    expect(post).toMatchObject({ outcome: 'success', stdout: 'b\n' })
  })

  test.each([
    ['SIGINT', [], null, 0],
    ['SIGTERM', ['SIGINT'], null, 0],
    ['SIGKILL', ['SIGINT', 'SIGTERM'], 'SIGKILL', 137]
  ])(
    'that is cancelled ends at %s',
    async (last, ignored, signal, exitCode) => {
      const waits: number[] = []
      const log: string[] = []
      const started = await job({
        print: (line) => log.push(line),
        // Patient until the signal is known to have arrived.
        pause: (milliseconds) => {
          waits.push(milliseconds)
          const expected = ignored[waits.length - 1]
          return expected === undefined
            ? new Promise(() => undefined)
            : until(() => log.includes(expected))
        }
      })
      const step = await started.uses({
        action: await action(started, {
          main: `for (const signal of ['SIGINT', 'SIGTERM']) {
                 process.on(signal, () => {
                   console.log(signal)
                   if (signal === '${last}') process.exit(0)
                 })
               }
               console.log('ready')
               ${WAIT}`
        }),
        interruption: { onLine: (line) => line === 'ready', by: 'cancel' }
      })
      expect(step).toMatchObject({ outcome: 'cancelled', signal, exitCode })
      expect(step.errors).toEqual(['The operation was canceled.'])
      expect(waits.slice(0, ignored.length + 1)).toEqual(
        [7500, 2500, 5000].slice(0, ignored.length + 1)
      )
      await started.run('false')
      expect(started.outcome).toBe('cancelled')
      await expect(started.post()).resolves.toHaveLength(1)
    }
  )

  test('is not waited for when it leaves a process behind', async () => {
    const started = await job({ pause: () => Promise.resolve() })
    const step = await started.run('sleep 600 & echo gone')
    expect(step.outcome).toBe('success')
    await expect(started.finish()).resolves.toEqual(['sleep'])
    // Nothing is left to be found once the signal has arrived.
    while ((await started.finish()).length > 0) await setTimeout(1)
  })
})

describe('the end of a job', () => {
  test('removes its folder', async () => {
    const started = await job()
    expect(existsSync(started.folders.temp)).toBe(true)
    await expect(started.finish()).resolves.toEqual([])
    expect(existsSync(started.root)).toBe(false)
  })

  test('leaves a log of all its steps', async () => {
    const printed: string[] = []
    const started = await job({ print: (line) => printed.push(line) })
    await started.run('echo one')
    await started.run('echo two')
    expect(started.log).toEqual(expect.arrayContaining(['one', 'two']))
    expect(printed).toEqual(started.log)
  })
})
