import type { RevertedFile, RevertMismatch, RevertReport } from "@t4/workflows/revert-report";
import { describe, expect, it } from "vitest";
import { styleFor } from "../style.ts";
import { withHints } from "./revert-hints.ts";
import { renderRevert } from "./revert.ts";

const style = styleFor({ isTerminal: false, flag: false, env: {} });
const NAME = "20261121T090000Z-01234567";
const run = { id: "01234567".repeat(8), run: NAME, op: "record", at: "2026-11-21T09:00:00Z", actor: "owner" };
const SHA = "ab".repeat(32);
const EMPTY: RevertReport = {
  dry_run: false,
  run: null,
  to: null,
  undoes: [run],
  modules: [],
  mismatches: [],
  findings: [],
  vocabulary: false,
  already: null,
};
const render = (more: Partial<RevertReport>): string => renderRevert(withHints({ ...EMPTY, ...more }, []), [], style);
const mismatch = (more: Partial<RevertMismatch>): string =>
  render({
    mismatches: [
      { module: "m", path: "m/a b.json", expected: SHA, found: null, what: "edited", left: null, later: null, ...more },
    ],
  });
const recorded: RevertedFile = { module: "m", path: "m/m.json", before: SHA, after: SHA, status: "recorded" };

describe("renderRevert", () => {
  it("names the run of another branch that left a file, and how to undo that one", () => {
    const text = mismatch({ what: "other branch", left: run });
    expect(text).toContain(`\n  left by record ${NAME} (2026-11-21T09:00:00Z by owner), on another branch\n`);
    expect(text).toContain(`undo that one with \`t4 revert --run ${NAME}\``);
    expect(text).not.toContain("no run recorded");
  });

  it("says that undone bytes are back, and how to undo them again", () => {
    const text = mismatch({ what: "undone run", left: run });
    expect(text).toContain("by owner), which is undone\n");
    expect(text).toContain('`t4 record m --reason "…"`; then undo it with `t4 revert --last --module m`');
    expect(mismatch({ what: "undone run", left: run, module: null })).toContain("`git diff -- 'm/a b.json'`");
  });

  it("says of files that were put back already that only the ledger learnt of it", () => {
    expect(render({ run: NAME, modules: [recorded] })).toContain(
      `undid record ${NAME} (2026-11-21T09:00:00Z by owner)\n1 file was put back already, and not by T4; recorded as ${NAME}\n`,
    );
    expect(render({ dry_run: true, modules: [recorded, recorded] })).toContain(
      "2 files were put back already, and not by T4; dry run: nothing was written\n",
    );
  });

  it("says how to bring the queue up to date after vocabulary was put back, and only then", () => {
    const line = "bring the review queue up to date: t4 enrich\n";
    expect(render({ run: NAME, vocabulary: true })).toContain(line);
    expect(render({ run: NAME })).not.toContain(line);
  });
});
