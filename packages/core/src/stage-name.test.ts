import { describe, expect, it } from "vitest";
import { parseStageName, STAGE_EXTRA_BYTES, stageName } from "./stage-name.ts";

const HASH = "0123abcd".repeat(8);

describe("a stage's name", () => {
  it.each(["module.manifest.json", ".gitattributes", "größe.json", "a\nb", ".x.t4-00000000.tmp"])(
    "says of %j whose it is, in as many bytes more",
    (name) => {
      const stage = stageName(name, HASH);
      expect(parseStageName(stage)).toEqual({ name, id: "0123abcd" });
      expect(Buffer.byteLength(stage) - Buffer.byteLength(name)).toBe(STAGE_EXTRA_BYTES);
    },
  );

  it("is as killed processes of earlier versions left it", () => {
    expect(stageName("a.json", HASH)).toBe(".a.json.t4-0123abcd.tmp");
    expect(STAGE_EXTRA_BYTES).toBe(17);
  });

  it.each(["a.json.t4-0123abcd.tmp", "..t4-0123abcd.tmp", ".a.json.t4-0123ABCD.tmp", ".a.json.t4-0123abcd.tmp2"])(
    "is not %s",
    (name) => {
      expect(parseStageName(name)).toBeUndefined();
    },
  );
});
