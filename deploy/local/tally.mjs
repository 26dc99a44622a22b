/** Sums { passed, failed }. */
export function addUp(counts) {
  return counts.reduce(
    (sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }),
    { passed: 0, failed: 0 },
  )
}

/**
 * A run of jest: its exit code and its report, undefined when it did not get that far. A file that could not be
 * loaded has no tests that failed, and counts as one; so does an exit code that nothing in the report explains.
 */
export function countJest(code, report) {
  if (!report) return { passed: 0, failed: 1 }
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites
  return { passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed }
}
