import { expect, it } from "vitest";
import { MemoryDisk } from "./memory-disk.ts";
import { memoryFiles } from "./memory-files.ts";
import { judgeOldOrNew } from "./old-or-new.ts";

async function diskOf(files: Record<string, string>): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  for (const [path, text] of Object.entries(files)) await memoryFiles(disk).create(path, Buffer.from(text));
  return disk;
}

it("lets nothing pass but the old files or the new ones, each after the endings that it fits", async () => {
  const [old, fresh] = [await diskOf({ "/a": "1", "/b": "1" }), await diskOf({ "/a": "2", "/b": "2", "/c": "2" })];
  const mixed = await diskOf({ "/a": "1", "/b": "2" });
  const states = { old: old.files(), fresh: fresh.files() };
  const judge = judgeOldOrNew(states);
  expect(judge(old, "failed")).toBeUndefined();
  expect(judge(fresh, "done")).toBeUndefined();
  for (const disk of [old, fresh]) expect(judge(disk, "recovered")).toBeUndefined();
  expect(judge(old, "done")).toBe("done: neither old () nor new (/a, /b, /c)");
  expect(judge(fresh, "failed")).toBe("failed: neither old (/a, /b, /c) nor new ()");
  expect(judge(mixed, "recovered")).toBe("recovered: neither old (/b) nor new (/a, /c)");
  expect(judgeOldOrNew({ ...states, failsLate: true })(fresh, "failed")).toBeUndefined();
  const onlyA = judgeOldOrNew({ ...states, filesOf: (disk) => new Map([...disk.files()].slice(0, 1)) });
  expect(onlyA(mixed, "recovered")).toContain("old (/b)");
});
