import { nodeFiles } from "@t4/core";
import { emptyWorkspace } from "@t4/testkit";
import { expect, it } from "vitest";
import { appendRun } from "./append-run.ts";
import { readHeaders } from "./read-ledger.ts";

it("dates no run before those it follows, whatever the clock says", async () => {
  await using workspace = await emptyWorkspace();
  const place = { files: nodeFiles, root: workspace.root, ledgerDir: "ledger" };
  const header = { op: "record", actor: "ann", reason: null };
  for (const day of ["21", "20", "22"]) await appendRun(place, { ...header, at: `2026-11-${day}T09:00:00Z` }, []);
  const times = (await readHeaders(place)).map((run) => run.header.at);
  expect(times).toEqual(["2026-11-21T09:00:00Z", "2026-11-21T09:00:00Z", "2026-11-22T09:00:00Z"]);
});
