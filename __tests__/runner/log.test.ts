import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Level, Log } from '../../src/runner/log.ts'
import { secretForms } from '../../src/runner/redactor.ts'
import { Secret } from '../../src/runner/secret.ts'
import { neutralise } from '../../src/runner/text.ts'
import { hostileText, isCommand } from './hostile.ts'

function record(act: (log: Log) => void): string {
  let printed = ''
  act(
    new Log((text) => {
      printed += text
    })
  )
  return printed
}

/** A command as the runner reads it. */
function parseCommand(line: string) {
  const [, name, property, data = ''] =
    /^::([a-z]+) title=([^,:]*)::(.*)\n$/s.exec(line) ?? []
  const decode = (text: string) =>
    text
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%')
  return {
    name,
    title: decode(property ?? ''),
    data: data
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%25', '%')
  }
}

describe('a line of the log', () => {
  test.each([
    ['granted repo', 'granted repo\n'],
    ['', '\n'],
    ['100% done', '100% done\n'],
    ['::error::x', ': :error::x\n'],
    ['a\nb', 'a\\u{000a}b\n']
  ])('%j is printed as %j', (text, printed) => {
    expect(
      record((log) => {
        log.info(text)
      })
    ).toBe(printed)
  })

  test('is one line and no command, whatever is in it', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const printed = record((log) => {
          log.info(text)
        })
        expect(printed.split(/[\r\n]/)).toHaveLength(2)
        expect(isCommand(printed)).toBe(false)
      })
    )
  })

  test('is cut when it is very long', () => {
    const printed = record((log) => {
      log.info('word '.repeat(100_000))
    })
    expect(printed.length).toBeLessThanOrEqual(2001)
    expect(printed).toMatch(/^(word )+word…\n$/)
  })
})

describe('an annotation', () => {
  test.each<[Level, string, string[], string]>([
    [
      'error',
      'token: token rejected',
      ['It was rejected.', 'Fix: replace it.'],
      '::error title=token%3A token rejected::It was rejected.%0AFix: replace it.\n'
    ],
    ['warning', 'a,b:c', ['d,e:f'], '::warning title=a%2Cb%3Ac::d,e:f\n'],
    ['notice', '50%', ['100%'], '::notice title=50%25::100%25\n'],
    [
      'error',
      'x::error::y',
      ['::warning::z'],
      '::error title=x%3A%3Aerror%3A%3Ay::: :warning::z\n'
    ],
    [
      'error',
      'a%0A::warning::b',
      ['a%0A::warning::b'],
      '::error title=a%250A%3A%3Awarning%3A%3Ab::a%250A::warning::b\n'
    ],
    [
      'error',
      'a\r\nb',
      ['c\rd'],
      '::error title=a\\u{000d}\\u{000a}b::c\\u{000d}d\n'
    ]
  ])('%s %j %j', (level, title, lines, printed) => {
    expect(
      record((log) => {
        log.annotate(level, title, lines)
      })
    ).toBe(printed)
  })

  test('comes to the reader as it was meant, whatever is in it', () => {
    fc.assert(
      fc.property(hostileText, fc.array(hostileText), (title, lines) => {
        const printed = record((log) => {
          log.annotate('warning', title, lines)
        })
        expect(printed.split(/[\r\n]/)).toHaveLength(2)
        expect(parseCommand(printed)).toEqual({
          name: 'warning',
          title: neutralise(title),
          data: lines.map(neutralise).join('\n')
        })
      })
    )
  })
})

describe('a mask', () => {
  test('is the first thing printed, for every form, the secret before its Basic credential', () => {
    const value = 'gh%p"' + 'a'.repeat(36)
    const secret = new Secret(value)
    const printed = record((log) => {
      log.mask(secret)
      log.info(`seen: ${value}`)
    })
    const escaped = secretForms(secret).map((form) => form.replace('%', '%25'))
    expect(printed.split('\n').slice(0, 2)).toEqual([
      `::add-mask::${value.replace('%', '%25')}`,
      `::add-mask::${Buffer.from(`x-access-token:${value}`).toString('base64')}`
    ])
    expect(printed.replaceAll('%2525', '%25')).toContain(escaped[2])
    expect(printed.match(/^::add-mask::/gm)).toHaveLength(escaped.length)
    expect(printed).toMatch(/\nseen: \*\*\*\n$/)
  })

  test('of several secrets is complete before anything else, in their order', () => {
    const values = ['a'.repeat(20), 'b'.repeat(20)]
    const secrets = values.map((value) => new Secret(value))
    const printed = record((log) => {
      log.mask(...secrets)
      log.info(`seen: ${values.join(' and ')}`)
    })
    expect(printed.trimEnd().split('\n')).toEqual([
      ...secrets.flatMap(secretForms).map(
        (form) =>
          // Only these stand for themselves in a command.
          `::add-mask::${form.replaceAll('%', '%25')}`
      ),
      'seen: *** and ***'
    ])
  })

  test('of secrets that have forms in common masks each form once', () => {
    const values = ['a'.repeat(20), 'a'.repeat(20), 'b'.repeat(20)]
    const printed = record((log) => {
      log.mask(...values.map((value) => new Secret(value)))
    })
    const lines = printed.trimEnd().split('\n')
    expect(new Set(lines).size).toBe(lines.length)
    const [first, last] = [values[0], values[2]].map((value = '') =>
      secretForms(new Secret(value))
    )
    expect(lines).toEqual(
      [...(first ?? []), ...(last ?? [])].map(
        (form) => `::add-mask::${form.replaceAll('%', '%25')}`
      )
    )
  })

  test('of which there are none prints nothing', () => {
    expect(
      record((log) => {
        log.mask()
      })
    ).toBe('')
  })

  test('of several lines is one command', () => {
    const secret = new Secret(`${'a'.repeat(20)}\r\n::error::${'b'.repeat(20)}`)
    const printed = record((log) => {
      log.mask(secret)
    })
    expect(printed.split('\n')[0]).toBe(
      `::add-mask::${'a'.repeat(20)}%0D%0A::error::${'b'.repeat(20)}`
    )
    for (const line of printed.trimEnd().split(/[\r\n]/)) {
      expect(line).toMatch(/^::add-mask::/)
    }
  })
})

describe('lines that are folded away', () => {
  test('are between two commands', () => {
    const printed = record((log) => {
      log.group('RELEASE_TOKEN: ok', () => {
        log.info('a')
        log.info('b')
      })
      log.info('c')
    })
    expect(printed).toBe('::group::RELEASE_TOKEN: ok\na\nb\n::endgroup::\nc\n')
  })

  test('have a title that is one line, whatever is in it', () => {
    const token = 'secret-' + 'a'.repeat(36)
    const printed = record((log) => {
      log.mask(new Secret(token))
      log.group(`100%\n::error::${token}\u{202e}`, () => undefined)
    })
    expect(printed.split('\n').slice(-3)).toEqual([
      '::group::100%25\\u{000a}::error::***\\u{202e}',
      '::endgroup::',
      ''
    ])
    fc.assert(
      fc.property(hostileText, (title) => {
        const lines = record((log) => {
          log.group(title, () => undefined)
        }).split(/[\r\n]/)
        expect(lines).toHaveLength(3)
        expect(lines[0]).toMatch(/^::group::/)
        expect(lines.slice(1)).toEqual(['::endgroup::', ''])
      })
    )
  })
})

describe('the place of an annotation', () => {
  const printAt = (file: string, line = 4, column = 5) =>
    record((log) => {
      log.annotate('error', 'title', ['a', 'b'], { file, line, column })
    })

  test('is a file with line and column', () => {
    expect(printAt('.github/tokens.yml')).toBe(
      '::error title=title,file=.github/tokens.yml,line=4,col=5::a%0Ab\n'
    )
  })

  test.each([
    ['a,b:c.yml', 'a%2Cb%3Ac.yml'],
    ['a%2Cb.yml', 'a%252Cb.yml'],
    ['a\n::error::b', 'a\\u{000a}%3A%3Aerror%3A%3Ab'],
    ['x,line=1,title=y::z', 'x%2Cline=1%2Ctitle=y%3A%3Az']
  ])('cannot be left by the file %j', (file, escaped) => {
    expect(printAt(file)).toBe(
      `::error title=title,file=${escaped},line=4,col=5::a%0Ab\n`
    )
  })

  test('shows no secret', () => {
    const token = 'secret-' + 'a'.repeat(36)
    const printed = record((log) => {
      log.mask(new Secret(token))
      const place = { file: `${token}.yml`, line: 1, column: 1 }
      log.annotate('error', token, [token], place)
    })
    expect(printed.split('\n').at(-2)).toBe(
      '::error title=***,file=***.yml,line=1,col=1::***'
    )
  })
})
