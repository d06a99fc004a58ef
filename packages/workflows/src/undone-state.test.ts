import { sha256 } from "@t4/core";
import type { Run } from "@t4/ledger";
import { describe, expect, it } from "vitest";
import { undoneStates } from "./undone-state.ts";

const [BEFORE, AFTER] = [sha256("before"), sha256("after")];

function run(hour: number, paths: readonly string[], undoes?: readonly Run[]): Run {
  const id = sha256(`${hour} ${paths.join()}`);
  const [before, after] = undoes === undefined ? [BEFORE, AFTER] : [AFTER, BEFORE];
  const header = {
    t4: 1 as const,
    op: undoes === undefined ? "enrich" : "revert",
    at: `2026-11-21T0${hour}:00:00Z`,
    actor: "",
    reason: null,
    parents: [],
    modules: paths.length,
    ...(undoes && { undoes: undoes.map((each) => each.id) }),
  };
  return { id, header, entries: paths.map((path) => ({ module: path, path, before, after, changes: [] })) };
}

const name = ({ id, header }: Run): string => `${header.at.replaceAll(/[-:]/g, "")}-${id.slice(0, 8)}`;

describe("undoneStates", () => {
  it("tells a run that is undone in part from one that is undone whole, and names what undid it", () => {
    const first = run(1, ["a", "b"]);
    const narrow = run(2, ["a"], [first]);
    const rest = run(3, ["b"], [first]);
    expect(undoneStates([first])).toEqual(new Map());
    expect(undoneStates([first, narrow])).toEqual(new Map([[first.id, { by: [name(narrow)], whole: false }]]));
    expect(undoneStates([first, narrow, rest])).toEqual(
      new Map([[first.id, { by: [name(narrow), name(rest)], whole: true }]]),
    );
  });
});
