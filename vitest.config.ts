import { accessSync, constants, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Where nothing is known of earlier runs, Vitest starts large files first. These are small and take longest: last, they would keep a core idle. */
const LONGEST = [
  "kill-commands.long",
  "fuzz-enrich.long",
  "honest-histories.long",
  "kill-race.long",
  "runbook",
  "merge-branches",
  "invariance",
  "only-changed-sources",
  "kill-race",
  "ledger",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const at = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
  return at < 0 ? LONGEST.length : at;
}

const MEMORY = "/dev/shm";
const ENOUGH_BYTES = 2 * 1024 ** 3;

/** Where tests make their workspaces: in memory where there is enough, for on a disk syncs and renames take a third of their time. */
function temporaryFolder(): string {
  const fallback = tmpdir();
  if (process.env["TMPDIR"] !== undefined) return fallback;
  try {
    accessSync(MEMORY, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ENOUGH_BYTES ? MEMORY : fallback;
  } catch {
    return fallback;
  }
}

/** `vitest run` is the suite; `vitest run --mode long` the fault and fuzz campaigns. Both run on the sources, unbuilt. */
export default defineConfig(({ mode }) => {
  const long = mode === "long";
  const results = process.env["T4_TEST_RESULTS"];
  return {
    resolve: { conditions: ["t4-source"] },
    ssr: { resolve: { conditions: ["t4-source"] } },
    test: {
      include: [long ? "packages/*/src/**/*.long.test.ts" : "packages/*/src/**/*.test.ts"],
      exclude: ["**/node_modules/**", "**/dist/**", ...(long ? [] : ["**/*.long.test.ts"])],
      // The bundled t4 that tests start is made once, before them.
      globalSetup: "packages/cli/scripts/bundle-for-tests.ts",
      // Every core: most tests wait for processes that they start, so a worker less would leave a core idle.
      maxWorkers: "100%",
      sequence: { sequencer: LongestFirst },
      // Loading the same modules anew for each of many short files takes a fifth of the time of all.
      isolate: long,
      env: { TMPDIR: temporaryFolder() },
      testTimeout: long ? 600_000 : 60_000,
      hookTimeout: 60_000,
      // Also a JSON report where T4_TEST_RESULTS says, for CI's tally.
      ...(results === undefined
        ? {}
        : { reporters: ["default", "json"], outputFile: { json: `${results}/${long ? "test-long" : "test"}.json` } }),
      coverage: {
        provider: "v8",
        include: ["packages/{core,composer,ledger,writer}/src/**/*.ts"],
        exclude: ["**/*.test.ts", "**/index.ts"],
        thresholds: { branches: 90 },
      },
    },
  };
});
