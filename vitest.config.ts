import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["t4-source"] },
  ssr: { resolve: { conditions: ["t4-source"] } },
  test: {
    include: ["packages/*/src/**/*.test.ts"],
    testTimeout: 60_000,
    coverage: {
      provider: "v8",
      include: ["packages/*/src/**/*.ts"],
      exclude: ["**/*.test.ts", "**/generated/**", "**/index.ts"],
    },
  },
});
