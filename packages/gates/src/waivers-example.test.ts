import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { GATE_IDS, parseWaivers } from "@t4/contracts";
import { describe, expect, it } from "vitest";
import { GATES } from "./gate-list.ts";

const text = await readFile(join(import.meta.dirname, "../../../docs/gates.md"), "utf8");
const [, example = ""] = /```json\n(.*?)```/s.exec(text) ?? [];

describe("the waivers of docs/gates.md", () => {
  it("are a file that validates, of a code that its gate has", async () => {
    const [waiver] = await parseWaivers({ path: "t4.waivers.json", text: example });
    expect(GATE_IDS).toContain(waiver?.gate);
    expect(Object.keys(GATES.find(({ id }) => id === waiver?.gate)?.codes ?? {})).toContain(waiver?.code);
  });

  it.each(['{"waivers": []}', "[]", '{"version": 2, "waivers": []}'])("tell what is asked of %s", async (file) => {
    await expect(parseWaivers({ path: "t4.waivers.json", text: file })).rejects.toMatchObject({
      code: "E_CONFIG",
      hint: expect.stringContaining('{"version": 1, "waivers": [...]}'),
    });
  });
});
