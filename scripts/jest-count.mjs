// Prints the counts alone as the last line of all, for logs that are read by a
// program: jest's own summary comes after every other reporter.
export default class CountReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites
    const line = `${String(results.numPassedTests)} passed, ${String(failed)} failed, ${String(results.numPendingTests)} skipped`
    process.on('exit', () => {
      console.log(line)
    })
  }
}
