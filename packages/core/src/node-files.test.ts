import { mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeFiles } from "./node-files.ts";
import { encodeUtf8 } from "./text.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "t4-files-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("nodeFiles", () => {
  it("makes a file once, with its mode, and reads it back", async () => {
    const path = join(folder, "a");
    await nodeFiles.create(path, encodeUtf8("hello"), 0o640);
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    expect(Buffer.from(await nodeFiles.read(path)).toString()).toBe("hello");
    await expect(nodeFiles.create(path, encodeUtf8("again"))).rejects.toMatchObject({ code: "EEXIST", path });
    await nodeFiles.syncFile(path);
    await nodeFiles.syncDir(folder);
  });

  it("reads an empty file, and at most `limit` bytes", async () => {
    await writeFile(join(folder, "empty"), "");
    await writeFile(join(folder, "six"), "123456");
    expect((await nodeFiles.read(join(folder, "empty"))).length).toBe(0);
    expect((await nodeFiles.read(join(folder, "six"), 6)).length).toBe(6);
    await expect(nodeFiles.read(join(folder, "six"), 5)).rejects.toMatchObject({ code: "EFBIG" });
  });

  it("reads a file of the proc kind, whose size says nothing", async () => {
    expect((await nodeFiles.read("/proc/self/status")).length).toBeGreaterThan(100);
  });

  it("tells folders and devices from files without waiting on them", async () => {
    await expect(nodeFiles.read(folder)).rejects.toMatchObject({ code: "EISDIR" });
    await expect(nodeFiles.read("/dev/null")).rejects.toMatchObject({ code: "EINVAL" });
    await expect(nodeFiles.read(join(folder, "none"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("describes what is there, links not followed", async () => {
    await nodeFiles.create(join(folder, "b"), Buffer.from("12"), 0o626);
    await symlink("b", join(folder, "l"));
    expect(await nodeFiles.stat(join(folder, "b"))).toEqual({ kind: "file", size: 2, mode: 0o626 });
    expect((await nodeFiles.stat(join(folder, "l")))?.kind).toBe("symlink");
    expect((await nodeFiles.stat(folder))?.kind).toBe("directory");
    expect((await nodeFiles.stat("/dev/null"))?.kind).toBe("other");
    expect(await nodeFiles.stat(join(folder, "none"))).toBeUndefined();
    expect(await nodeFiles.stat(join(folder, "b", "c"))).toBeUndefined();
    expect(await nodeFiles.list(folder)).toEqual(["b", "l"]);
    expect(await nodeFiles.list(join(folder, "none"))).toBeUndefined();
  });

  it.each([256, 5000])(
    "finds nothing under a name of %i bytes, where nothing can be, and removes it",
    async (length) => {
      const path = join(folder, "x".repeat(length));
      expect(await nodeFiles.stat(path)).toBeUndefined();
      expect(await nodeFiles.list(path)).toBeUndefined();
      expect(await nodeFiles.entries(path)).toBeUndefined();
      await nodeFiles.remove(path);
      await expect(nodeFiles.create(path, Buffer.from(""))).rejects.toMatchObject({ code: "ENAMETOOLONG" });
    },
  );

  it("renames over, links once, removes without complaint, makes folders", async () => {
    await writeFile(join(folder, "a"), "new");
    await writeFile(join(folder, "b"), "old");
    await nodeFiles.rename(join(folder, "a"), join(folder, "b"));
    expect(await readFile(join(folder, "b"), "utf8")).toBe("new");
    await nodeFiles.link(join(folder, "b"), join(folder, "c"));
    await expect(nodeFiles.link(join(folder, "b"), join(folder, "c"))).rejects.toMatchObject({ code: "EEXIST" });
    await nodeFiles.remove(join(folder, "c"));
    await nodeFiles.remove(join(folder, "c"));
    expect(await nodeFiles.makeDir(join(folder, "x", "y"))).toBe(join(folder, "x"));
    expect(await nodeFiles.makeDir(join(folder, "x", "y"))).toBeUndefined();
    await expect(nodeFiles.syncFile(join(folder, "none"))).rejects.toMatchObject({ code: "ENOENT" });
    expect(await nodeFiles.realPath(join(folder, "x", ".."))).toBe(await nodeFiles.realPath(folder));
  });
});
