import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { locateFiles } from "./locate.ts";

const SEED = 20_261_121;

const OWNED = new Set(["src/billing/charge.py", "src/billing/__init__.py", "web/src/a.ts", "core.py"]);
const locate = (names: string[], folders: string[] = [], base = "") =>
  Object.fromEntries(
    locateFiles(names, folders, { roots: ["/work/repo", "/real/repo"], base, isOwned: (path) => OWNED.has(path) }),
  );

describe("locateFiles", () => {
  it.each([
    ["relative to the root", "src/billing/charge.py", [], ""],
    ["absolute", "/work/repo/src/billing/charge.py", [], ""],
    ["absolute with links resolved", "/real/repo/src/billing/charge.py", [], ""],
    ["relative to an absolute source", "billing/charge.py", ["/work/repo/src"], ""],
    ["relative to a relative source", "billing/charge.py", ["src"], ""],
    ["with Windows's separators", "src\\billing\\charge.py", [], ""],
    ["relative to the report's module", "charge.py", [], "src/billing"],
    ["with dots", "./src/../src/billing/charge.py", ["."], ""],
    ["from another machine", "/home/ci/repo/src/billing/charge.py", [], ""],
    ["from another machine's source", "billing/charge.py", ["/home/ci/repo/src"], ""],
    ["from Windows", "C:\\agent\\repo\\src\\billing\\charge.py", [], ""],
  ])("finds a name %s", (_what, name, folders, base) => {
    expect(locate([name], folders, base)).toEqual({ [name]: "src/billing/charge.py" });
  });

  it("drops what no module owns or what leads out", () => {
    expect(locate(["src/other.py", "../core.py", "/etc/passwd", "", "/", "src"])).toEqual({});
  });

  it("does not take another package's file for ours because its end looks alike", () => {
    const site = "/usr/lib/python3/site-packages/src/billing/__init__.py";
    expect(locate(["/work/repo/core.py", site])).toEqual({ "/work/repo/core.py": "core.py" });
    const foreign = ["/ci/repo/core.py", "/ci/repo/src/billing/charge.py", site];
    expect(Object.keys(locate(foreign))).toEqual(foreign.slice(0, 2));
  });

  it("takes nothing of another machine's report most of whose files are not ours", () => {
    expect(locate(["/other/project/core.py", "/other/project/a.py", "/other/project/b.py"])).toEqual({});
    expect(locate(["/other/project/core.py", "/other/project/a.py"])).toEqual({});
  });

  it(`gives owned paths only, for any names (seed ${SEED})`, () => {
    const part = fc.constantFrom("src", "billing", "charge.py", "..", ".", "", "core.py", "C:", "__proto__", "\\");
    const name = fc.array(part, { maxLength: 6 }).map((parts) => parts.join("/"));
    fc.assert(
      fc.property(fc.array(name), fc.array(name, { maxLength: 3 }), name, (names, folders, base) => {
        for (const path of Object.values(locate(names, folders, base))) expect(OWNED).toContain(path);
      }),
      { numRuns: 500, seed: SEED },
    );
  });
});
