import { describe, expect, it } from "vitest";
import { buildTree } from "./file-tree.ts";
import { declaresNothing, possibleNamespaces } from "./python-packages.ts";

describe("declaresNothing", () => {
  it.each([
    ["", true],
    ['"""A namespace."""\n\n# nothing here\n__version__ = "1"\n', true],
    ['__path__ = __import__("pkgutil").extend_path(__path__, __name__)\n', true],
    ["from pkgutil import extend_path\r\n__path__ = extend_path(__path__, __name__)\r\n", true],
    ["try:\n    import pkg_resources\nexcept ImportError:\n    pass\n", true],
    ["from .core import charge\n", false],
    ["# x\rimport os\r", false],
    ["class Shop: ...\n", false],
    ["if True:\n    def charge(): ...\n", false],
  ])("%j: %s", (text, nothing) => {
    expect(declaresNothing(text)).toBe(nothing);
  });
});

describe("possibleNamespaces", () => {
  it("are packages that hold packages and no other source", () => {
    const paths = [
      "a/__init__.py",
      "a/README.md",
      "a/in/__init__.py",
      "b/__init__.py",
      "b/b.pyx",
      "b/in/__init__.py",
      "c/__init__.py",
    ];
    expect(possibleNamespaces(buildTree(paths))).toEqual(["a/__init__.py"]);
  });
});
