import { describe, expect, it } from '@jest/globals'
import { createSay, formatDuration } from './say.mjs'

function listen() {
  const lines: string[] = []
  let now = 0
  const say = createSay({ write: (text: string) => lines.push(text) > 0, clock: () => now })
  return { say, lines, wait: (ms: number) => (now += ms) }
}

describe('formatDuration', () => {
  it.each([
    [40, '0.0 s'],
    [9_240, '9.2 s'],
    [59_940, '59.9 s'],
    [59_990, '1 min 0 s'],
    [80_000, '1 min 20 s'],
  ])('%d ms is «%s»', (ms, text) => expect(formatDuration(ms)).toBe(text))
})

describe('step', () => {
  it('says one line with the time, and gives back what the work returned', async () => {
    const { say, lines, wait } = listen()
    const result = await say.step('built', async () => {
      wait(1500)
      return 7
    })
    expect(result).toBe(7)
    expect(lines).toEqual(['✓ built  1.5 s\n'])
  })

  it('adds what the work says about itself', async () => {
    const { say, lines } = listen()
    await say.step('order in MoySklad', async () => '+ №00017, 3 lines')
    expect(lines).toEqual(['✓ order in MoySklad №00017, 3 lines  0.0 s\n'])
  })

  it('says ✗ when the work fails, and fails with its error', async () => {
    const { say, lines } = listen()
    const failing = say.step('built', async () => {
      throw new Error('no space left')
    })
    await expect(failing).rejects.toThrow('no space left')
    expect(lines).toEqual(['✗ built  0.0 s\n'])
  })
})
