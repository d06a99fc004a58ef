import { describe, expect, it } from "vitest";
import { belongs } from "./scaffold-run.ts";

describe("a test belongs", () => {
  it.each<[name: string, path: string, suites: string[]]>([
    ["slow", "tests/test_unit_slow.py", ["fast"]],
    ["bench", "tests/test_smoke_bench.py", ["smoke", "fast"]],
    ["my.bench", "tests/test_unit_my_bench_01234567.py", ["fast"]],
    ["smoke", "tests/test_unit_smoke.py", ["fast"]],
    ["integration", "tests/test_integration_integration.py", []],
    ["integration", "tests/test_integration.py", []],
    ["pay", "tests/test_integration_pay.py", []],
    ["pay", "tests/test_unit_slow.py", []],
    ["slow", "tests/slow/test_unit_slow.py", []],
    ["slow", "tests/test_charge_slow.py", []],
  ])("of module %s: %s to %j, whatever the module is called", (name, path, suites) => {
    const module = { name, dir: "apps/slow" };
    expect((["smoke", "fast"] as const).filter((suite) => belongs(`apps/slow/${path}`, module, suite))).toEqual(suites);
  });
});
