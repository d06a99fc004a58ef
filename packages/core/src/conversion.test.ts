import { describe, expect, it } from "vitest";
import { conversionCure, isConverted } from "./conversion.ts";
import { sha256 } from "./hash.ts";

const recorded = Buffer.from([0x7b, 0x0a, 0xff, 0x0d, 0x0a, 0x7d, 0x0a]);
const lines = Buffer.from('{\n  "a": "é"\n}\n');
const crlf = Buffer.from(lines.toString().replaceAll("\n", "\r\n"));

describe("isConverted", () => {
  it("knows a recorded state with its line ends converted", () => {
    expect(isConverted(crlf, [null, sha256("x"), sha256(lines)])).toBe(true);
    const raw = Buffer.from([0xff, 0x0a]);
    expect(isConverted(Buffer.from([0xff, 0x0d, 0x0a]), [sha256(raw)])).toBe(true);
  });

  it("takes nothing else for one", () => {
    expect(isConverted(Buffer.concat([crlf, Buffer.from(" ")]), [sha256(lines)])).toBe(false);
    expect(isConverted(crlf, [null])).toBe(false);
    expect(isConverted(lines, [sha256(lines)])).toBe(false);
    expect(isConverted(new Uint8Array(), [sha256("")])).toBe(false);
    expect(isConverted(recorded, [sha256(recorded)])).toBe(false);
  });
});

describe("conversionCure", () => {
  it("names the line for .gitattributes by the file's own name, and the file as a shell takes it", () => {
    const cure = conversionCure("a b/module.manifest.json", "'a b/module.manifest.json'");
    expect(cure).toContain("`module.manifest.json -text`");
    expect(cure).toContain("rm -- 'a b/module.manifest.json' && git checkout -- 'a b/module.manifest.json'");
  });
});
