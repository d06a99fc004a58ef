import { describe, expect, it } from "vitest";
import { repairMojibake } from "./mojibake.ts";

const HIGH = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

/** What a text looks like when its UTF-8 bytes are read in another encoding. */
function misread(text: string, encoding: "latin1" | "windows-1252"): string {
  const latin1 = Buffer.from(text).toString("latin1");
  if (encoding === "latin1") return latin1;
  return latin1.replace(/[\u0080-\u009f]/g, (control) => HIGH.charAt(control.charCodeAt(0) - 0x80));
}

describe("repairMojibake", () => {
  it.each([
    "✅",
    "🚀",
    "⚠️",
    "❌",
    "✨",
    "🐍",
    "📦",
    "🎁",
    "–",
    "—",
    "’",
    "“x”",
    "•",
    "…",
    "→",
    "\u00a0",
    "\ufeff",
    "✏️",
    "🔒",
    "👩‍💻",
    "🇩🇪",
  ])("undoes the wrong decoding of %j", (sign) => {
    for (const encoding of ["latin1", "windows-1252"] as const) {
      expect(repairMojibake(misread(`Pay ${sign} now`, encoding))).toBe(`Pay ${sign} now`);
    }
  });

  it("leaves no letter of an emoji that lost its undefined bytes", () => {
    for (const sign of ["❌", "🐍", "🎁", "⚠️", "✏️", "👍"]) {
      const lost = misread(`Pay ${sign} now`, "windows-1252").replace(/[\u0080-\u009f]/g, "");
      expect(repairMojibake(lost)).toMatch(/^Pay[\s\p{P}\p{S}\p{M}]+now$/u);
    }
  });

  it("leaves words of every language alone", () => {
    for (const text of [
      "forêt château pâté naïve",
      "Guðrún ðess",
      "Âge d’or",
      "«â» œuvre",
      "România în câmp",
      "Đây là",
      "smörgåsbord",
    ]) {
      expect(repairMojibake(text)).toBe(text);
    }
  });
});
