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

  const OUTPUTS = ["generated", "ledger", "queue", "trends"];
  it.each(
    OUTPUTS.flatMap((key) =>
      [".", "./", "a/..", ".t4/x.json", "a/.Git/x.json", "node_modules/x.json"].map((path) => [key, path]),
    ),
  )("refuses to write to %s %s", async (key, path) => {
    expect(await faultOf(`{\n  "${key}": "${path}"\n}`)).toMatchObject({
      code: "E_CONFIG",
      message: expect.stringContaining(`t4.config.json: ${key} must not `),
      hint: expect.stringMatching(/^Name a path/),
      at: `t4.config.json:2:${key.length + 7}`,
    });
  });

  it.each([
    "queue",
    "a/queue.txt",
    "q.json/",
    "package.json",
    "a/Package.json",
    "a/module.manifest.json",
    "t4.config.json",
  ])("refuses the queue %s", async (path) => {
    expect(await faultOf(`{"queue": "${path}"}`)).toMatchObject({
      code: "E_CONFIG",
      message: expect.stringMatching(/^t4.config.json: queue must (end in .json|not be a )/),
      hint: expect.stringMatching(/^Name a file/),
      at: "t4.config.json:1:11",
    });
  });

  it.each([
    ['{"queue": "manifests/.ledger/q.json"}', 11],
    ['{"queue": "./audit//q.json", "ledger": "audit/"}', 11],
    ['{"ledger": "manifests"}', 12],
    ['{"ledger": "manifests/review_queue.json"}', 12],
    ['{"ledger": "q.json/ledger", "queue": "q.json"}', 38],
  ])("keeps queue and ledger apart: %s", async (text, column) => {
    expect(await faultOf(text)).toMatchObject({
      code: "E_CONFIG",
      message: expect.stringContaining("into each other"),
      hint: expect.stringContaining("beside it"),
      at: `t4.config.json:1:${column}`,
    });
  });

  it("takes outputs anywhere else", async () => {
    const paths = { generated: "gen", ledger: "audit", queue: "audit.json", trends: "a/b/../c" };
    expect(await parse(JSON.stringify(paths))).toMatchObject(paths);
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
