/** Where the workflow goes. */
export const WORKFLOW = ".github/workflows/t4.yml";

/** Other ways to run CI; where one of these is in use, GitHub's is not. */
export const OTHER_CI = [
  ".gitlab-ci.yml",
  ".circleci/config.yml",
  ".travis.yml",
  "azure-pipelines.yml",
  "bitbucket-pipelines.yml",
  "Jenkinsfile",
  ".buildkite/pipeline.yml",
] as const;

/** The command that fetches and runs one version of T4. */
export function runOnce(t4: { name: string; version: string }): string {
  return `npx --yes --package=${t4.name}@${t4.version} -- t4`;
}

/** A workflow that runs all gates on pull requests, as `make quality` does here; `make` is that command line. */
export function workflowText(t4: { name: string; version: string }, make: string): string {
  return `# Runs T4's gates on every pull request. On any machine the same is: ${make}
name: t4

on: pull_request

permissions:
  contents: read

concurrency:
  group: t4-\${{ github.ref }}
  cancel-in-progress: true

jobs:
  quality:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    env:
      T4: ${runOnce(t4)}
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with:
          # The ledger is judged by its history.
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/setup-node@49933ea5288caeca8642d1e84afbd3f7d6820020 # v4.4.0
        with:
          node-version: 22
      - run: ${make}
`;
}
