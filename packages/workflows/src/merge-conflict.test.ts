import { encodeUtf8, T4Error } from "@t4/core";
import { describe, expect, it } from "vitest";
import { parseUnlessConflicting } from "./merge-conflict.ts";

const SIDES = '{\n<<<<<<< HEAD\n  "a": 1\n=======\n  "a": 2\n>>>>>>> other\n}\n';
const FILE = "a/module.manifest.json";

function failureOf(text: string, file = FILE): T4Error {
  try {
    parseUnlessConflicting(encodeUtf8(text), file);
  } catch (error) {
    if (error instanceof T4Error) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("parseUnlessConflicting", () => {
  it("gives what parses", () => {
    expect(parseUnlessConflicting(encodeUtf8('{"a": "<<<<<<< HEAD"}'), FILE).value).toEqual({ a: "<<<<<<< HEAD" });
  });

  it.each([SIDES, SIDES.replaceAll("\n", "\r\n"), SIDES.replace("=======", "||||||| base\n=======")])(
    "names the lines of a conflict",
    (text) => {
      expect(failureOf(text)).toMatchObject({ code: "E_JSON", file: FILE, line: 2 });
      expect(failureOf(text).message).toContain(
        `lines 2 to ${text.split("\n").findIndex((line) => line.startsWith(">>>>>>>")) + 1}`,
      );
    },
  );

  it("puts no odd file name into a command", () => {
    expect(failureOf(SIDES, "a/$(rm -r x)/module.manifest.json").hint).toContain("git checkout --ours -- <file>`");
    expect(failureOf(SIDES).hint).toContain(`git checkout --ours -- ${FILE}\``);
  });

  it.each(["{", "{\n>>>>>>> other\n<<<<<<< HEAD\n}", "{\n<<<<<<< HEAD\n}"])(
    "says of %j what is wrong with it",
    (text) => {
      expect(failureOf(text)).toMatchObject({ code: "E_JSON" });
      expect(failureOf(text).message).not.toContain("conflict");
    },
  );
});
