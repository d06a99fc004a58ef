import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { shellWord } from "./shell-word.ts";

describe("shellWord", () => {
  it.each(["billing", "performance.observed", "$(touch pwned)", "a `b` c", "it's", "-x", "", "a\nb", "💳 $HOME"])(
    "gives %j back through a real shell",
    (text) => {
      expect(execFileSync("sh", ["-c", `printf %s ${shellWord(text)}`], { encoding: "utf8" })).toBe(text);
    },
  );
});
