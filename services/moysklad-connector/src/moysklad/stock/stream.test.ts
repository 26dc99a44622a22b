import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { Channel } from './channel.js'
import { RowStream } from './row-stream.js'

const rows = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ assortmentId: `{${i}]"`, stock: i / 2 }))

function parse(text: string, cuts: number[], size: number): unknown[] {
  const stream = new RowStream(size)
  const bytes = Buffer.from(text)
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b)
  const pieces = [0, ...ends].map((from, i) => bytes.subarray(from, ends[i] ?? bytes.length))
  return [...pieces.flatMap((piece) => stream.write(piece)), ...stream.end()].flat()
}

describe('rows out of a stream', () => {
  it('come out whole however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.nat(30),
        fc.array(fc.nat(5_000), { maxLength: 20 }),
        fc.integer({ min: 1, max: 9 }),
        (count, cuts, size) => {
          expect(parse(JSON.stringify(rows(count), null, 1), cuts, size)).toEqual(rows(count))
        },
      ),
    )
  })

  it.each(['[{"a":1},', '[{"a":', '', '['])('cut short are no answer: %s', (text) => {
    expect(() => parse(text, [], 10)).toThrow()
  })

  it('out of HTML are none', () => {
    expect(() => parse('<html>502</html>', [], 10)).toThrow()
  })
})

describe('a channel', () => {
  it('holds up the writer until there is room', async () => {
    const channel = new Channel<number>(2)
    let put = 0
    const writing = (async () => {
      for (let i = 0; i < 6; i += 1) {
        await channel.put(i)
        put += 1
      }
      channel.end()
    })()
    await new Promise((resolve) => setImmediate(resolve))
    expect(put).toBe(1)
    const read: number[] = []
    for await (const item of channel) read.push(item)
    await writing
    expect(read).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('throws the writer’s failure after what came before it', async () => {
    const channel = new Channel<number>(9)
    await channel.put(1)
    channel.end(new Error('cut'))
    const read: number[] = []
    await expect(
      (async () => {
        for await (const item of channel) read.push(item)
      })(),
    ).rejects.toThrow('cut')
    expect(read).toEqual([1])
  })

  it('lets the writer go when the reader leaves', async () => {
    const channel = new Channel<number>(1)
    const writing = (async () => {
      for (let i = 0; i < 100; i += 1) await channel.put(i)
    })()
    for await (const _item of channel) break
    await writing
  })
})
