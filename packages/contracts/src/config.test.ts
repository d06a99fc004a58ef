import { T4Error } from "@t4/core";
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG, parseConfig } from "./config.ts";

const parse = (text: string): ReturnType<typeof parseConfig> => parseConfig({ path: "t4.config.json", text });

async function faultOf(text: string): Promise<unknown> {
  const error: unknown = await parse(text).catch((caught: unknown) => caught);
  if (!(error instanceof T4Error)) return error;
  const { code, message, hint, file, line, column } = error;
  return { code, message, hint, at: `${file}:${line}:${column}` };
}

describe("parseConfig", () => {
  it("has a default for everything", async () => {
    expect(await parseConfig(undefined)).toBe(DEFAULT_CONFIG);
    expect(await parse("{}")).toEqual(DEFAULT_CONFIG);
  });

  it("takes what the file says, and leaves $schema to editors", async () => {
    const text =
      '{"$schema": "s.json", "ignore": ["vendor/**"], "ledger": "audit", "python": "/usr/bin/python3", "pythonRoots": [""]}';
    expect(await parse(text)).toEqual({
      ...DEFAULT_CONFIG,
      ignore: ["vendor/**"],
      ledger: "audit",
      python: "/usr/bin/python3",
      pythonRoots: [""],
    });
  });

  it.each([
    [
      '{\n  "ignor": []\n}',
      { message: 't4.config.json: unknown key "ignor"', hint: 'Did you mean "ignore"?', at: "t4.config.json:2:12" },
    ],
    ['{"__proto__": {"ignore": 1}}', { message: 't4.config.json: unknown key "__proto__"', at: "t4.config.json:1:15" }],
    ['{"ignore": "a"}', { message: 't4.config.json: ignore must be an array, not "a"', at: "t4.config.json:1:12" }],
    ['{"context": [1]}', { message: "t4.config.json: context[0] must be a string, not 1", at: "t4.config.json:1:14" }],
    ['{"queue": ""}', { message: "t4.config.json: queue must not be empty", at: "t4.config.json:1:11" }],
    ["[]", { message: "t4.config.json: the file must be an object, not []", at: "t4.config.json:1:1" }],
    [
      '{"ledger": "../x"}',
      { message: "t4.config.json: ledger leads out of the workspace: ../x", at: "t4.config.json:1:12" },
    ],
    [
      '{"vocab": "/etc"}',
      { message: "t4.config.json: vocab leads out of the workspace: /etc", at: "t4.config.json:1:11" },
    ],
    [
      '{"pythonRoots": ["src", "../x"]}',
      { message: "t4.config.json: pythonRoots leads out of the workspace: ../x", at: "t4.config.json:1:25" },
    ],
  ])("names what is wrong in %s", async (text, expected) => {
    expect(await faultOf(text)).toMatchObject({ code: "E_CONFIG", ...expected });
  });

  it("lists the known keys when none is near", async () => {
    expect(await faultOf('{"zzzzzzzz": 1}')).toMatchObject({
      hint: expect.stringContaining("ignore, context, schema"),
    });
  });

  it("names the place of a syntax error", async () => {
    expect(await faultOf('{"ignore": }')).toMatchObject({ code: "E_JSON", at: "t4.config.json:1:12" });
  });
});
