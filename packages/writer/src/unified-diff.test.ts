import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unifiedDiff } from "./unified-diff.ts";

const SEED = 11;

function lines(word: string): string {
  return Array.from({ length: 20_000 }, (_, index) => `${word} ${index}\n`).join("");
}

describe("unifiedDiff", () => {
  it("looks as git's does", () => {
    const before = `${["1", "2", "3", "4", "5", "6"].join("\n")}\n`;
    expect(unifiedDiff("a b/m.json", before, before.replace("5", "five"))).toBe(
      [
        "diff --git a/a b/m.json b/a b/m.json",
        "--- a/a b/m.json",
        "+++ b/a b/m.json",
        "@@ -2,5 +2,5 @@",
        " 2",
        " 3",
        " 4",
        "-5",
        "+five",
        " 6",
        "",
      ].join("\n"),
    );
  });

  it("is empty when nothing differs", () => {
    expect(unifiedDiff("m", "x", "x")).toBe("");
    expect(unifiedDiff("m", null, null)).toBe("");
  });

  it("shows files that come and go, also empty ones", () => {
    expect(unifiedDiff("m", null, "x\n")).toBe(
      "diff --git a/m b/m\nnew file mode 100644\n--- /dev/null\n+++ b/m\n@@ -0,0 +1,1 @@\n+x\n",
    );
    expect(unifiedDiff("m", "x\n", null)).toContain("deleted file mode 100644\n--- a/m\n+++ /dev/null\n");
    expect(unifiedDiff("m", null, "")).toBe("diff --git a/m b/m\nnew file mode 100644\n");
  });

  it("quotes names that would break the header", () => {
    expect(unifiedDiff('a"\n+', "x\n", "y\n")).toContain('--- "a/a\\"\\n+"\n+++ "b/a\\"\\n+"\n');
  });

  it("gives up on the smallest patch of two large files that have nothing in common", () => {
    const diff = unifiedDiff("m", lines("old"), `${lines("new")}end`);
    expect(diff).toContain("@@ -1,20000 +1,20001 @@\n-old 0\n");
    expect(diff.endsWith("+end\n\\ No newline at end of file\n")).toBe(true);
    expect(unifiedDiff("m", null, lines("new"))).toContain("@@ -0,0 +1,20000 @@");
  });

  it(`applies with git (seed ${SEED})`, () => {
    const folder = mkdtempSync(join(tmpdir(), "t4-diff-"));
    const text = fc.array(fc.constantFrom("a\n", "b\n", "c\n", "-- d\n", " x\n", "end"), { maxLength: 12 });
    try {
      fc.assert(
        fc.property(text, text, (before, after) => {
          fc.pre(before.join("") !== after.join("") && before.length > 0 && after.length > 0);
          writeFileSync(join(folder, "m"), before.join(""));
          execFileSync("git", ["apply", "--unidiff-zero", "-"], {
            cwd: folder,
            input: unifiedDiff("m", before.join(""), after.join("")),
            env: { ...process.env, GIT_CEILING_DIRECTORIES: tmpdir() },
          });
          expect(readFileSync(join(folder, "m"), "utf8")).toBe(after.join(""));
        }),
        { seed: SEED, numRuns: 40 },
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
