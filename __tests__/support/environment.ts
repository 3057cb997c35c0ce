// Runs before any module of a test file is loaded: @actions/github reads the
// proxy variables and GITHUB_API_URL while it is being imported, and a test run
// inside a workflow must not write to that workflow's own files.
for (const name of Object.keys(process.env)) {
  if (
    /^(GITHUB_|INPUT_|STATE_|RUNNER_|ACTIONS_|GIT_)/.test(name) ||
    /^(https?|no|all)_proxy$/i.test(name)
  ) {
    Reflect.deleteProperty(process.env, name)
  }
}
