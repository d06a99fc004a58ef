import { defineConfig } from "vitest/config";

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
