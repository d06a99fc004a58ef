const SET_ASIDE = new Set(
  [
    [
      "test",
      "tests",
      "__tests__",
      "spec",
      "specs",
      "e2e",
      "testdata",
      "fixture",
      "fixtures",
      "__fixtures__",
      "__mocks__",
    ],
    ["doc", "docs", "example", "examples", "sample", "samples", "demo", "demos", "playground", "playgrounds"],
    [
      "bench",
      "benchmark",
      "benchmarks",
      "vendor",
      "_vendor",
      "vendored",
      "third_party",
      "third-party",
      "site-packages",
    ],
  ].flat(),
);

/**
 * True for a folder that is no module by its place: tests, documentation, examples and other people's code, what is in hidden folders, and
 * templates of projects (`{{name}}`). Whoever wants one governed puts a manifest there.
 */
export function isSetAside(folder: string): boolean {
  return folder
    .split("/")
    .some((name) => SET_ASIDE.has(name.toLowerCase()) || name.startsWith(".") || name.includes("{{"));
}

const CODE =
  /\.(?:pyi?|[cm]?[jt]sx?|vue|svelte|go|rs|java|kts?|scala|rb|php|swift|c|cc|cpp|h|hpp|cs|ex|exs|erl|clj|sh|sql|tf|proto)$/;
const TOOL_SETTINGS = /(?:(?:\.config|rc)\.[cm]?[jt]s|^(?:setup|conftest|noxfile)\.py)$/;

/** True for the name of a source file, other than a tool's configuration. */
export function isCode(name: string): boolean {
  return CODE.test(name) && !TOOL_SETTINGS.test(name) && !name.startsWith(".");
}
