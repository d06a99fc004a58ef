import { describe, expect, it } from "vitest";
import { classifyFiles } from "./classify-files.ts";

const sort = (...files: string[]) => classifyFiles("a", files, ["a/docs/_generated"]);

describe("classifyFiles", () => {
  it.each([
    "a/test_x.py",
    "a/tests/test_x.py",
    "a/deep/er/x_test.py",
    "a/tests/_test.py",
    "a/src/x.test.ts",
    "a/x.spec.ts",
    "a/x.test.tsx",
    "a/x.spec.mjs",
  ])("takes %s for a test, and not for code", (path) => {
    expect(sort(path)).toEqual({ docs: [], tests: [path], hasCode: false, hasPython: false });
  });

  it.each(["a/tests/conftest.py", "a/tests/helpers.py", "a/vitest.config.ts", "a/setup.py", "a/data.json"])(
    "takes %s for neither a test nor code",
    (path) => expect(sort(path)).toEqual({ docs: [], tests: [], hasCode: false, hasPython: false }),
  );

  it.each([
    "a/x.py",
    "a/testing.py",
    "a/contest_x.py",
    "a/x.test.rs.py",
    "a/src/test.ts",
    "a/latest/x.ts",
    "a/.x/x.py",
  ])("takes %s for code", (path) =>
    expect(sort(path)).toEqual({ docs: [], tests: [], hasCode: true, hasPython: path.endsWith("py") }),
  );

  it("knows that pytest enters no hidden folder of a module", () => {
    expect(sort("a/.hidden/test_x.py").tests).toEqual([]);
    expect(classifyFiles(".a", [".a/test_x.py"], []).tests).toEqual([".a/test_x.py"]);
  });

  it("lists Markdown in code-unit order, each file once, without what T4 generates", () => {
    const docs = ["a/z.md", "a/README.MD", "a/docs/é.markdown", "a/z.md", "a/x.mdx", "a/md", "a/docs/_generated/y.md"];
    expect(sort(...docs).docs).toEqual(["a/README.MD", "a/docs/é.markdown", "a/z.md"]);
    expect(sort("a/docs/_generated.md").docs).toEqual(["a/docs/_generated.md"]);
  });
});
