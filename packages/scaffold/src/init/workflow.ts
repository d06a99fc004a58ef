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

/** A workflow that runs all gates on pull requests by the command line `make`; `t4` is how that gets to run T4, undefined where it knows by itself. */
export function workflowText(make: string, t4: string | undefined): string {
  const env = t4 === undefined ? "" : `    env:\n      T4: ${t4}\n`;
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
${env}    steps:
      - uses: actions/checkout@9c091bb21b7c1c1d1991bb908d89e4e9dddfe3e0 # v7.0.0
        with:
          # The ledger is judged by its history.
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/setup-node@48b55a011bda9f5d6aeb4c2d9c7362e8dae4041e # v6.4.0
        with:
          node-version: 24
          package-manager-cache: false
      - run: ${make}
`;
}
