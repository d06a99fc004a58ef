import { T4Error } from "@t4/core";
import { describe, expect, it } from "vitest";
import { findRun } from "./find-run.ts";
import type { RunHead } from "./parse-run.ts";

function head(id: string, at = "2026-11-21T09:00:00Z"): RunHead {
  const header = { t4: 1 as const, op: "enrich", at, actor: "", reason: null, parents: [], modules: 0 };
  return { id: id.padEnd(64, "0"), header };
}

const first = head("1a2b3c4d");
const second = head("1a2b3cff", "2026-11-22T10:30:00Z");
const third = head("20261122", "2026-11-23T08:00:00Z");
const runs = [first, second, third];

function failure(prefix: string, among: readonly RunHead[] = runs): T4Error {
  try {
    findRun(among, prefix);
  } catch (error) {
    if (error instanceof T4Error) return error;
    throw error;
  }
  throw new Error(`${prefix} was found`);
}

describe("findRun", () => {
  it.each([
    ["1a2b3c4", first],
    ["1A2B3C4D", first],
    [first.id, first],
    ["20261121", first],
    ["20261121T", first],
    ["20261122T1030", second],
    ["20261122T103000Z-1a2b3cff", second],
    ["20261122t103000z-1a2b", second],
    ["20261122T103000Z-1a2b3cff.ndjson", second],
    ["manifests/.ledger/runs/20261122T103000Z-1a2b3cff.ndjson", second],
    ["202611220", third],
  ])("takes %s for the beginning of one id or name", (prefix, run) => {
    expect(findRun(runs, prefix)).toBe(run);
  });

  it("names the candidates, newest first, when more than one run could be meant", () => {
    expect(failure("1a2b")).toMatchObject({
      code: "E_NO_RUN",
      message: '"1a2b" stands for 2 runs',
      hint: "Give one of them: 20261122T103000Z-1a2b3cff, 20261121T090000Z-1a2b3c4d.",
    });
    const day = Array.from({ length: 11 }, (_, index) => head(`${index + 10}ab`));
    expect(failure("20261121", day).hint).toMatch(/^Give one of them: (?:\S+, ){7}\S+ and 3 more\.$/);
  });

  it("never chooses between an id and a name that start alike", () => {
    expect(failure("20261122").message).toBe('"20261122" stands for 2 runs');
  });

  it("suggests the run that starts most alike, and how to see all", () => {
    expect(failure("1a2b3c4e")).toMatchObject({
      message: 'no run\'s id or name starts with "1a2b3c4e"',
      hint: "Did you mean 20261121T090000Z-1a2b3c4d? `t4 ledger log` lists the runs.",
    });
    expect(failure("20261122T103001Z").hint).toContain("20261122T103000Z-1a2b3cff");
    expect(failure("abcdef").hint).toBe("`t4 ledger log` lists the runs.");
    expect(failure("abcdef", []).hint).toBe("The ledger holds no run yet.");
  });

  it.each([
    "",
    "1a2",
    "enrich",
    "1a2g",
    "2026112T",
    "--last",
    "..",
    `${"a".repeat(65)}`,
    "20261121T090000Z-1a2b3c4dff",
  ])("says that %j can be no beginning", (prefix) => {
    expect(failure(prefix)).toMatchObject({ code: "E_NO_RUN", hint: expect.stringContaining("at least 4") });
  });

  it("keeps the message short whatever it is given", () => {
    expect(failure("x".repeat(100_000)).message.length).toBeLessThan(200);
  });
});
