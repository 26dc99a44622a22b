import { describe, expect, it } from '@jest/globals'
import { addUp, countJest } from './tally.mjs'

const report = { numPassedTests: 12, numFailedTests: 0, numRuntimeErrorTestSuites: 0 }

describe('countJest', () => {
  it('counts tests', () => expect(countJest(0, report)).toEqual({ passed: 12, failed: 0 }))

  it('counts a file that could not be loaded as one failure', () =>
    expect(countJest(1, { ...report, numRuntimeErrorTestSuites: 1 })).toEqual({ passed: 12, failed: 1 }))

  it('does not call a run good that ended badly for another reason', () =>
    expect(countJest(1, report)).toEqual({ passed: 12, failed: 1 }))

  it('counts a crash of jest itself as one failure', () =>
    expect(countJest('SIGKILL', undefined)).toEqual({ passed: 0, failed: 1 }))
})

it('adds up', () => {
  const counts = [
    { passed: 1, failed: 0 },
    { passed: 12, failed: 2 },
  ]
  expect(addUp(counts)).toEqual({ passed: 13, failed: 2 })
  expect(addUp([])).toEqual({ passed: 0, failed: 0 })
})
