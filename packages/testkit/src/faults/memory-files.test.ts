import type { FilePort } from "@t4/core";
import { describe, expect, it } from "vitest";
import { exploreCrashes, exploreErrors, type Experiment } from "./explore.ts";
import { interruptFiles } from "./kill-files.ts";
import { MemoryDisk } from "./memory-disk.ts";
import { memoryFiles } from "./memory-files.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text);
const text = (disk: MemoryDisk, path: string): string | undefined => {
  const data = disk.files().get(path);
  return data && Buffer.from(data).toString();
};
const all = (): boolean => true;
const none = (): boolean => false;

describe("memoryFiles", () => {
  it("behaves as a file system does", async () => {
    const files = memoryFiles(new MemoryDisk());
    expect(await files.makeDir("/a/b")).toBe("/a");
    expect(await files.makeDir("/a/b")).toBeUndefined();
    await files.create("/a/b/f", bytes("one"), 0o600);
    expect(await files.stat("/a/b/f")).toEqual({ kind: "file", size: 3, mode: 0o600 });
    expect((await files.stat("/a"))?.kind).toBe("directory");
    expect(await files.list("/a/b")).toEqual(["f"]);
    expect(await files.list("/none")).toBeUndefined();
    expect(await files.stat("/a/b/f/below")).toBeUndefined();
    await files.link("/a/b/f", "/a/g");
    await files.rename("/a/g", "/a/h");
    await files.remove("/a/none");
    await files.remove("/a/b/f");
    expect(await files.read("/a/h")).toEqual(Uint8Array.from(bytes("one")));
    expect(await files.realPath("/a//h/")).toBe("/a/h");
  });

  it.each<[string, string, (files: FilePort) => Promise<unknown>]>([
    ["reading nothing", "ENOENT", (files) => files.read("/none")],
    ["reading a folder", "EISDIR", (files) => files.read("/d")],
    ["reading more than the limit", "EFBIG", (files) => files.read("/d/f", 2)],
    ["making what is there", "EEXIST", (files) => files.create("/d/f", bytes(""))],
    ["making a file in no folder", "ENOENT", (files) => files.create("/none/f", bytes(""))],
    ["making a file in a file", "ENOTDIR", (files) => files.create("/d/f/g", bytes(""))],
    ["a folder in place of a file", "EEXIST", (files) => files.makeDir("/d/f")],
    ["linking over a file", "EEXIST", (files) => files.link("/d/f", "/d/f")],
    ["renaming over a folder", "EISDIR", (files) => files.rename("/d/f", "/d")],
    ["resolving nothing", "ENOENT", (files) => files.realPath("/none")],
    ["syncing a file as a folder", "ENOTDIR", (files) => files.syncDir("/d/f")],
  ])("refuses %s", async (_, code, act) => {
    const files = memoryFiles(new MemoryDisk());
    await files.makeDir("/d");
    await files.create("/d/f", bytes("one"));
    await expect(act(files)).rejects.toMatchObject({ code });
  });

  it("fails one operation, a create after half of its bytes", async () => {
    const disk = new MemoryDisk();
    const files = memoryFiles(disk, { at: 0, error: "ENOSPC" });
    await expect(files.create("/f", bytes("abcd"))).rejects.toMatchObject({ code: "ENOSPC", path: "/f" });
    expect(text(disk, "/f")).toBe("ab");
    await files.remove("/f");
    expect(files.operations).toEqual([
      { name: "create", path: "/f" },
      { name: "remove", path: "/f" },
    ]);
  });

  it("keeps failing when an error is for good, where that error can be met", async () => {
    const disk = new MemoryDisk();
    const full = memoryFiles(disk, { at: 1, error: "ENOSPC", lasting: true });
    await full.create("/f", bytes("one"));
    for (const path of ["/g", "/h"]) await expect(full.create(path, bytes("two"))).rejects.toThrow("ENOSPC");
    await expect(full.rename("/f", "/i")).rejects.toThrow("ENOSPC");
    expect(text(disk, "/f")).toBe("one");
    await full.remove("/f");
    expect(await full.list("/")).toEqual(["g", "h"]);
    const busy = memoryFiles(disk, { at: 0, error: "EMFILE", lasting: true });
    await busy.rename("/g", "/i");
    await expect(busy.read("/i")).rejects.toThrow("EMFILE");
    const broken = memoryFiles(disk, { at: 0, error: "EIO", lasting: true });
    await expect(broken.stat("/i")).rejects.toThrow("EIO");
    await expect(broken.stat("/i")).rejects.toThrow("EIO");
  });

  it("does nothing more after a crash", async () => {
    const disk = new MemoryDisk();
    const files = memoryFiles(disk, { at: 1 });
    await files.create("/f", bytes("a"));
    await expect(files.create("/g", bytes("a"))).rejects.toThrow("at create /g");
    await expect(files.read("/f")).rejects.toThrow("at read /f");
    expect([...disk.files().keys()]).toEqual(["/f"]);
  });
});

describe("a power loss", () => {
  it("takes what was not synced: names by their folder, bytes by their file", async () => {
    const disk = new MemoryDisk();
    const files = memoryFiles(disk);
    await files.create("/f", bytes("abcd"));
    expect([...disk.afterPowerLoss(none, "kept").files()]).toEqual([]);
    expect(text(disk.afterPowerLoss(all, "half"), "/f")).toBe("ab");
    expect(text(disk.afterPowerLoss(all, "none"), "/f")).toBe("");
    expect(
      text(
        disk.afterPowerLoss(all, () => "kept"),
        "/f",
      ),
    ).toBe("abcd");
    await files.syncFile("/f");
    expect(text(disk.afterPowerLoss(all, "none"), "/f")).toBe("abcd");
    await files.syncDir("/");
    expect(text(disk.afterPowerLoss(none, "none"), "/f")).toBe("abcd");
  });

  it("keeps a rename whole or not at all", async () => {
    const disk = new MemoryDisk();
    const files = memoryFiles(disk);
    await files.create("/old", bytes("1"));
    await files.syncDir("/");
    await files.rename("/old", "/new");
    expect([...disk.afterPowerLoss(none, "kept").files().keys()]).toEqual(["/old"]);
    expect([...disk.afterPowerLoss(all, "kept").files().keys()]).toEqual(["/new"]);
  });

  it("takes a folder that was not synced with all that is in it", async () => {
    const disk = new MemoryDisk();
    const files = memoryFiles(disk);
    await files.makeDir("/d");
    await files.create("/d/f", bytes("1"));
    await files.syncFile("/d/f");
    await files.syncDir("/d");
    expect([...disk.afterPowerLoss(none, "kept").files()]).toEqual([]);
    expect(text(disk.afterPowerLoss(all, "none"), "/d/f")).toBe("1");
  });

  it("may keep a later change without an earlier one", async () => {
    const disk = new MemoryDisk();
    const files = memoryFiles(disk);
    await files.create("/a", bytes("1"));
    await files.create("/b", bytes("2"));
    expect([
      ...disk
        .afterPowerLoss((index) => index === 1, "kept")
        .files()
        .keys(),
    ]).toEqual(["/b"]);
  });
});

describe("exploring", () => {
  const start = new MemoryDisk();

  /** Replaces /f, with or without the sync that it takes. */
  function replacing(sync: boolean): Experiment {
    return {
      start,
      act: async (files) => {
        await files.create("/f.tmp", bytes("new"));
        if (sync) await files.syncFile("/f.tmp");
        await files.rename("/f.tmp", "/f");
        await files.syncDir("/");
      },
      recover: (files) => files.remove("/f.tmp"),
      judge: (disk) => (["old", "new"].includes(text(disk, "/f") ?? "") ? undefined : `holds ${text(disk, "/f")}`),
    };
  }

  it("passes a sound protocol and finds the one that is not, for the same seed the same way", async () => {
    const files = memoryFiles(start);
    await files.create("/f", bytes("old"));
    await files.syncFile("/f");
    await files.syncDir("/");
    const options = { perCrash: 16, perSecondCrash: 4, seed: 1 };
    expect(await exploreCrashes(replacing(true), options)).toMatchObject({ problems: [] });
    const found = await exploreCrashes(replacing(false), options);
    expect(found.problems.join("\n")).toContain("crash before 2: holds ");
    expect(await exploreCrashes(replacing(false), options)).toEqual(found);
    expect((await exploreErrors(replacing(true), ["EIO"])).problems).toEqual([]);
  });

  it("asks recovery to settle what the act could not undo, and looks at what the act says", async () => {
    const files = memoryFiles(start);
    await files.remove("/f");
    await files.create("/f", bytes("old"));
    const judged: string[] = [];
    const stuck: Experiment = {
      ...replacing(true),
      judge: (disk, ending) => {
        judged.push(ending);
        return disk.find("/f.tmp") === undefined ? undefined : "left over";
      },
      judgeError: (error) => (String(error).includes("ENOSPC") ? undefined : "another error"),
    };
    expect((await exploreErrors(stuck, ["ENOSPC"], true)).problems.join("\n")).toMatch(
      /^ENOSPC from 0 create .*: left/,
    );
    judged.length = 0;
    const honest = { ...stuck, isUnsettled: () => true };
    expect((await exploreErrors(honest, ["ENOSPC"], true)).problems).toEqual([]);
    expect(new Set(judged)).toEqual(new Set(["done", "recovered"]));
    expect((await exploreErrors(honest, ["EIO"])).problems[0]).toMatch(/: another error$/);
  });

  it("cuts the power on the way back, too", async () => {
    const rash: Experiment = {
      ...replacing(true),
      act: async (files) => {
        await files.create("/g", bytes("new"));
        await files.syncDir("/").catch(() => files.rename("/g", "/f"));
      },
      recover: (files) => files.remove("/g"),
    };
    const options = { perCrash: 16, perSecondCrash: 0, seed: 1 };
    expect((await exploreCrashes(rash, options)).problems).toEqual([]);
    const found = await exploreCrashes(rash, { ...options, faults: [{ at: 1, error: "EIO" }] });
    expect(found.problems.join("\n")).toContain("EIO at 1 of the act, after its end: holds ");
  });

  it("reports a recovery that fails", async () => {
    const broken: Experiment = { ...replacing(true), recover: (files) => files.read("/none") };
    const { problems } = await exploreCrashes(broken, { perCrash: 1, perSecondCrash: 0, seed: 1, bytes: ["kept"] });
    expect(problems[0]).toContain("recovery failed: Error: ENOENT");
  });
});

describe("interruptFiles", () => {
  it("calls back before the writing operation with the index, reads not counted", async () => {
    const disk = new MemoryDisk();
    const seen: string[][] = [];
    const files = interruptFiles(memoryFiles(disk), 1, () => seen.push([...disk.files().keys()]));
    await files.create("/a", bytes(""));
    await files.read("/a");
    await files.create("/b", bytes(""));
    await files.create("/c", bytes(""));
    expect(seen).toEqual([["/a"]]);
  });
});
