import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeFiles, sha256, type FilePort } from "@t4/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Consulted, Sources } from "./sources.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "t4-sources-"));
  mkdirSync(join(root, "a"));
  writeFileSync(join(root, "a/x.md"), "x");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** The real files, noting every path that is opened or listed. */
function recording(log: string[]): FilePort {
  return {
    ...nodeFiles,
    read: (path, limit) => (log.push(`read ${path.slice(root.length + 1)}`), nodeFiles.read(path, limit)),
    entries: (path) => (log.push(`list ${path.slice(root.length + 1)}`), nodeFiles.entries(path)),
  };
}

describe("Sources", () => {
  it("reads text with its hash, and gives nothing for what is not there", async () => {
    const sources = new Sources(nodeFiles, root);
    expect(await sources.read("a/x.md")).toEqual({ path: "a/x.md", sha: sha256("x"), text: "x" });
    expect(await sources.read("a/missing.md")).toBeUndefined();
    expect(await sources.read("a/x.md/below")).toBeUndefined();
  });

  it.each(["../x", "/etc/hostname", "a/../../x", "a\\b", "C:x", "a\0b"])("refuses %j", async (path) => {
    const sources = new Sources(nodeFiles, root);
    await expect(sources.read(path)).rejects.toMatchObject({ code: "E_OUTSIDE" });
  });

  it("knows without asking what a listing at hand tells, and no more", async () => {
    symlinkSync("/etc", join(root, "a/etc"));
    const sources = new Sources(nodeFiles, root);
    expect(sources.knows("a/x.md")).toBeUndefined();
    await sources.names("a");
    expect(["a/x.md", "a/y.md", "a/.y"].map((path) => sources.knows(path))).toEqual([true, false, false]);
    const unsure = ["a/etc", "a/etc/x", "a/..", "a/.", "a/", "a/é", "a/b\\c", "./a/y.md", "b/y"];
    expect(unsure.filter((path) => sources.knows(path) !== undefined)).toEqual([]);
  });

  it("refuses links out of the workspace, also of a folder, and follows those inside", async () => {
    symlinkSync("/etc/hostname", join(root, "a/out.md"));
    symlinkSync("/etc", join(root, "etc"));
    symlinkSync("x.md", join(root, "a/in.md"));
    const sources = new Sources(nodeFiles, root);
    await expect(sources.read("a/out.md")).rejects.toMatchObject({ code: "E_OUTSIDE", file: "a/out.md" });
    await expect(sources.read("etc/hostname")).rejects.toMatchObject({ code: "E_OUTSIDE" });
    await expect(sources.names("etc")).rejects.toMatchObject({ code: "E_OUTSIDE" });
    expect((await sources.read("a/in.md"))?.text).toBe("x");
  });

  it("refuses a folder, bytes that are no UTF-8 and what is too large, naming the file", async () => {
    writeFileSync(join(root, "bad.md"), Buffer.from([0x61, 0x0a, 0xff]));
    const sources = new Sources(nodeFiles, root);
    await expect(sources.read("a")).rejects.toMatchObject({ code: "E_NOT_A_FILE", file: "a" });
    await expect(sources.read("bad.md")).rejects.toMatchObject({ code: "E_ENCODING", line: 2, column: 1 });
    await expect(sources.readBytes("bad.md", 2)).rejects.toMatchObject({ code: "E_TOO_LARGE", file: "bad.md" });
  });

  it("answers for absent names from one listing of their folder", async () => {
    const log: string[] = [];
    const sources = new Sources(recording(log), root);
    expect(await Promise.all(["a/1", "a/2", "b/c/3", "b/c/4"].map((path) => sources.sha(path)))).toEqual(
      Array.from({ length: 4 }),
    );
    expect(await sources.sha("a/x.md")).toBe(sha256("x"));
    expect(log.sort()).toEqual(["list ", "list a", "read a/x.md"]);
  });

  it("hashes the names in a folder under its path with a slash", async () => {
    const before = await new Sources(nodeFiles, root).sha("a/");
    expect(await new Sources(nodeFiles, root).sha("missing/")).toBeUndefined();
    writeFileSync(join(root, "a/y.md"), "");
    expect(await new Sources(nodeFiles, root).sha("a/")).not.toBe(before);
  });
});

describe("Consulted", () => {
  it("notes what it read, what it listed, and what was not there", async () => {
    const sources = new Sources(nodeFiles, root);
    const consulted = new Consulted(sources);
    await consulted.read("a/x.md");
    await consulted.read("a/missing.md");
    expect(await consulted.names("a")).toEqual(["x.md"]);
    const entries = consulted.entries();
    expect(entries.map(([path]) => path)).toEqual(["a/x.md", "a/missing.md", "a/"]);
    for (const [path, sha] of entries) expect(await new Sources(nodeFiles, root).sha(path)).toBe(sha);
  });
});
