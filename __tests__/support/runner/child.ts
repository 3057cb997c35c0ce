import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import type { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { LineSplitter } from './text.ts'

/** Ends a step before its own end, once. */
export interface Interruption {
  /** Asked about each line of output as it arrives. */
  onLine?: (line: string) => boolean
  /** Asked every few milliseconds, for moments at which nothing is printed. */
  onCondition?: () => boolean
  /** `cancel` is a person's "Cancel run"; a signal is the process dying. */
  by: 'cancel' | NodeJS.Signals
}

/** How the runner waits: a test may replace it, to wait for an event instead. */
export type Pause = (milliseconds: number) => Promise<unknown>

export interface ChildOptions {
  command: [file: string, ...args: string[]]
  cwd: string
  env: Record<string, string>
  onLine: (line: string) => void
  interruption: Interruption | undefined
  pause: Pause | undefined
}

/** How a child ended, and what it wrote. */
export interface ChildResult {
  exitCode: number
  signal: NodeJS.Signals | null
  cancelled: boolean
  stdout: string
  stderr: string
}

const POLL_MILLISECONDS = 2

// https://github.com/actions/runner/blob/main/src/Runner.Sdk/ProcessInvoker.cs
const CANCELLATION = [
  ['SIGINT', 7500],
  ['SIGTERM', 2500]
] as const
const STREAM_PATIENCE_MILLISECONDS = 5000

export async function runChild(options: ChildOptions): Promise<ChildResult> {
  const { interruption, pause = patience } = options
  const [file, ...args] = options.command
  const child = spawn(file, args, { cwd: options.cwd, env: options.env })
  child.stdin.end()
  const closed = once(child, 'close').catch(() => undefined)

  const ended = once(child, 'exit')
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null

  let interrupted: Promise<void> | undefined
  const interrupt = () => {
    if (interruption === undefined || hasEnded()) return
    interrupted ??= stop(interruption.by)
  }
  const stop = async (by: Interruption['by']) => {
    if (by !== 'cancel') {
      child.kill(by)
      return
    }
    for (const [signal, milliseconds] of CANCELLATION) {
      child.kill(signal)
      await Promise.race([ended, pause(milliseconds)])
      if (hasEnded()) return
    }
    child.kill('SIGKILL')
  }

  const onLine = (line: string) => {
    options.onLine(line)
    if (interruption?.onLine?.(line)) interrupt()
  }
  const output = collect(child.stdout, onLine)
  const errors = collect(child.stderr, onLine)

  while (interruption?.onCondition && !hasEnded() && !interrupted) {
    if (interruption.onCondition()) interrupt()
    else await Promise.race([ended, setTimeout(POLL_MILLISECONDS)])
  }
  await ended
  await interrupted
  // A process left behind by the step may hold the streams open for ever.
  await Promise.race([closed, pause(STREAM_PATIENCE_MILLISECONDS)])
  child.stdout.destroy()
  child.stderr.destroy()

  const { exitCode, signalCode: signal } = child
  return {
    // .NET's exit code of a process that a signal has ended.
    exitCode: signal ? 128 + constants.signals[signal] : (exitCode ?? 0),
    signal,
    cancelled: interrupted !== undefined && interruption?.by === 'cancel',
    stdout: output(),
    stderr: errors()
  }
}

function collect(
  stream: Readable,
  onLine: (line: string) => void
): () => string {
  const decoder = new TextDecoder()
  const splitter = new LineSplitter()
  let text = ''
  const take = (chunk: string) => {
    text += chunk
    splitter.push(chunk).forEach(onLine)
  }
  stream.on('data', (bytes: Uint8Array) => {
    take(decoder.decode(bytes, { stream: true }))
  })
  stream.on('end', () => {
    take(decoder.decode())
    splitter.end().forEach(onLine)
  })
  return () => text
}

const patience: Pause = (milliseconds) =>
  setTimeout(milliseconds, undefined, { ref: false })
