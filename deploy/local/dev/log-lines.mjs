// Our services log JSON lines; a person at a terminal reads other ones.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal']
/** Already in the line, or of no use to somebody who sees it happen. */
const SHOWN_OTHERWISE = new Set(['level', 'time', 'service', 'msg', 'err', 'correlationId', 'traceId'])

/** How bad a line is: index in LEVELS; what is no log line of ours is as bad as a warning. */
export function levelOf(line) {
  const level = LEVELS.indexOf(parse(line)?.level)
  return level === -1 ? LEVELS.indexOf('warn') : level
}
export const WARN = LEVELS.indexOf('warn')

/** `10:00:01.123 info  order-sync   service is up  httpPort=41001`; below it the error with its causes and stack, if any. */
export function formatLine(name, line) {
  const entry = parse(line)
  if (!entry) return `${' '.repeat(12)} ${'?'.padEnd(5)} ${name}  ${line}`
  const time = String(entry.time ?? '').slice(11, 23)
  const fields = Object.entries(entry)
    .filter(([key]) => !SHOWN_OTHERWISE.has(key))
    .map(([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : value}`)
  const head = `${time} ${String(entry.level).padEnd(5)} ${name}  ${[entry.msg, ...fields].join('  ')}`
  return [head, ...describeError(entry.err)].join('\n')
}

function describeError(err) {
  if (!err) return []
  const { code, kind, message, stack, cause } = err
  const title = [code && `${code} (${kind})`, message].filter(Boolean).join(': ')
  const frames = typeof stack === 'string' ? stack.split('\n').filter((row) => /^\s+at /.test(row)) : []
  const rows = [title, ...frames.map((row) => `  ${row.trim()}`)].map((row) => `    ${row}`)
  return cause ? [...rows, '    because of', ...describeError(cause)] : rows
}

function parse(line) {
  try {
    const entry = JSON.parse(line)
    return entry !== null && typeof entry === 'object' && 'level' in entry ? entry : undefined
  } catch {
    return undefined
  }
}

/** Gives every whole line of a growing file, from its beginning on. Returns how to stop. */
export function followLines(file, onLine, everyMs = 100) {
  const descriptor = openSync(file, 'r')
  let position = 0
  let rest = Buffer.alloc(0)
  const look = () => {
    const { size } = fstatSync(descriptor)
    if (size < position) position = 0 // begun anew
    if (size === position) return
    const chunk = Buffer.alloc(size - position)
    position += readSync(descriptor, chunk, 0, chunk.length, position)
    const text = Buffer.concat([rest, chunk])
    const end = text.lastIndexOf('\n') + 1
    rest = text.subarray(end) // bytes: a letter may be cut in two
    for (const line of text.subarray(0, end).toString().split('\n')) if (line !== '') onLine(line)
  }
  look()
  const timer = setInterval(look, everyMs)
  return () => {
    clearInterval(timer)
    look()
    closeSync(descriptor)
  }
}
