import { nodeFiles } from "@t4/core";
import { emptyWorkspace } from "@t4/testkit";
import { expect, it } from "vitest";
import { appendRun } from "./append-run.ts";
import { readHeaders } from "./read-ledger.ts";

it("dates no run before those it follows, whatever the clock says, and keeps what a clock behind said", async () => {
  await using workspace = await emptyWorkspace();
  const place = { files: nodeFiles, root: workspace.root, ledgerDir: "ledger" };
  const header = { op: "record", actor: "ann", reason: null };
  for (const day of ["21", "20", "22"]) await appendRun(place, { ...header, at: `2026-11-${day}T09:00:00Z` }, []);
  await appendRun(place, { ...header, at: "2026-11-22T09:00:00Z" }, []);
  const headers = (await readHeaders(place)).map((run) => run.header);
  const [first, last] = ["2026-11-21T09:00:00Z", "2026-11-22T09:00:00Z"];
  expect(headers.map(({ at }) => at)).toEqual([first, first, last, last]);
  expect(headers.flatMap(({ clock }) => clock ?? [])).toEqual(["2026-11-20T09:00:00Z"]);
});
