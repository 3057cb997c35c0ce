// Closing line with the counts alone, for logs that are read by a program.
export default class CountReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites
    console.log(
      `${String(results.numPassedTests)} passed, ${String(failed)} failed, ${String(results.numPendingTests)} skipped`
    )
  }
}
