import type { Template } from "../template.ts";

/** What the templates of vitest tests leave open. */
export type ScriptSlot =
  | "module"
  /** What is imported, relative to the folder of tests, as a string of JavaScript. */
  | "entry"
  /** `ts`, or `js` for a module in JavaScript. */
  | "extension"
  /** The names of APIs as an array of JavaScript. */
  | "apis";

/** The four files of vitest tests: what `conftest.py` and the three tests are for Python. They hold no types, so that one text serves both languages. */
export const SCRIPT_TEMPLATES: readonly Template<ScriptSlot>[] = [
  {
    path: "tests/conftest.{{extension}}",
    purpose: "hands the module to tests; for shared fixtures",
    text: `import { test as base } from "vitest";
import * as subject from {{entry}};

/** A test that is handed {{module}} as \`subject\`, as its users import it. Fixtures that its tests share belong here. */
export const test = base.extend({ subject });
`,
  },
  {
    path: "tests/smoke.test.{{extension}}",
    purpose: "imports the module and its verified APIs",
    text: `// Whether {{module}} is there at all: fast enough to run before every commit.
import { expect, it } from "vitest";
import * as subject from {{entry}};

it("can be imported, with every API", () => {
  expect(Object.keys(subject)).toEqual(expect.arrayContaining({{apis}}));
});
`,
  },
  {
    path: "tests/unit.test.{{extension}}",
    purpose: "each API by itself",
    text: `// What each API of {{module}} does by itself.
import { expect } from "vitest";
import { test } from "./conftest.js";

test("has a value for every export as soon as it is imported, be it undefined", ({ subject }) => {
  expect(() => Object.values(subject)).not.toThrow();
});

// Add for each API: what it gives for usual input, at its limits, and what it throws for wrong input.
`,
  },
  {
    path: "tests/integration.test.{{extension}}",
    purpose: "the module among others",
    text: `// How {{module}} gets along with what is around it.
import { expect, it, vi } from "vitest";

it("offers the same when it is loaded a second time", async () => {
  const first = await import({{entry}});
  vi.resetModules();
  const second = await import({{entry}});
  expect(Object.keys(second).sort()).toEqual(Object.keys(first).sort());
});

// Add: what {{module}} does together with the modules that it calls and that call it.
`,
  },
];
