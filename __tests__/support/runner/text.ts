// Text as .NET sees it, because the runner is a .NET program: where a line ends
// and what counts as white space decide what can become a workflow command.

/**
 * Splits a stream into lines at LF, CRLF and a lone CR, as the runner's
 * `StreamReader.ReadLine` does.
 * https://learn.microsoft.com/dotnet/api/system.io.streamreader.readline
 */
export class LineSplitter {
  #rest = ''
  #endedInCarriageReturn = false

  push(chunk: string): string[] {
    if (chunk === '') return []
    const text =
      this.#endedInCarriageReturn && chunk.startsWith('\n')
        ? chunk.slice(1)
        : chunk
    this.#endedInCarriageReturn = text.endsWith('\r')
    const lines = (this.#rest + text).split(/\r\n|\n|\r/)
    this.#rest = lines.pop() ?? ''
    return lines
  }

  end(): string[] {
    return this.#rest === '' ? [] : [this.#rest]
  }
}

export function linesOf(text: string): string[] {
  const splitter = new LineSplitter()
  return [...splitter.push(text), ...splitter.end()]
}

// `Char.IsWhiteSpace` counts U+0085 and not U+FEFF; JavaScript's `\s` does the
// opposite. https://learn.microsoft.com/dotnet/api/system.char.iswhitespace
const LEADING_SPACE = /^(?:(?!\uFEFF)[\s\u0085])+/
const TRAILING_SPACE = /(?:(?!\uFEFF)[\s\u0085])+$/

export function trimStart(text: string): string {
  return text.replace(LEADING_SPACE, '')
}

export function trim(text: string): string {
  return trimStart(text).replace(TRAILING_SPACE, '')
}
