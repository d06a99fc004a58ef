import { nodeFiles } from "@t4/core";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Consulted, Sources } from "../sources.ts";
import { PythonProject, readPythonPackage } from "./index.ts";
import { type Files, read, shown } from "./test-package.ts";

const A = "def f():\n    pass\n\nclass K:\n    pass\n";

/** What stands in `__init__.py`, besides `a.py`; and what `f` must turn out to be. */
const CASES: [what: string, init: string, expected: string, more?: Files][] = [
  ["a relative import", "from .a import f\n", "function pkg/a.py#L1"],
  ["an absolute import", "from pkg.a import f\n", "function pkg/a.py#L1"],
  ["an alias", "from .a import K as f\n", "class pkg/a.py#L4"],
  ["an alias by assignment", "from .a import K\ng = K\nf = g\n", "class pkg/a.py#L4"],
  ["an attribute of a submodule", "from . import a\nf = a.f\n", "function pkg/a.py#L1"],
  ["an attribute of an imported path", "import pkg.a\nf = pkg.a.f\n", "function pkg/a.py#L1"],
  ["an attribute that importing a sibling made", "from .a import K\nf = a.f\n", "function pkg/a.py#L1"],
  ["a star", "from .a import *\n", "function pkg/a.py#L1"],
  [
    "a star over a list without the name",
    "from .a import *\n",
    "missing pkg.f",
    { "pkg/a.py": `${A}__all__ = ['K']\n` },
  ],
  [
    "a chain",
    "from .b import f\n",
    "function pkg/a.py#L1",
    { "pkg/b.py": "from .c import *\n", "pkg/c.py": "from .a import f\n" },
  ],
  ["an expression", "f = object()\n", "value pkg/__init__.py#L1"],
  ["a literal", "from .a import f\nf = 1\n", "literal"],
  ["a deleted name", "from .a import f\ndel f\n", "missing pkg.f"],
  ["a name that is only annotated", "f: int\n", "missing pkg.f"],
  ["a branch never taken", "if False:\n    from .a import f\n", "missing pkg.f"],
  [
    "a branch for type checkers",
    "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .a import f\n",
    "typing-only pkg",
  ],
  ["the same by attribute", "import typing as t\nif t.TYPE_CHECKING:\n    from .a import f\n", "typing-only pkg"],
  [
    "the branch that runs",
    "from typing import TYPE_CHECKING\nif not TYPE_CHECKING:\n    from .a import f\n",
    "function pkg/a.py#L1",
  ],
  ["an undecided branch", "import os\nif os.environ:\n    from .a import f\n", "conditional pkg/a.py#L1"],
  ["both branches", "import os\nif os.environ:\n    from .a import f\nelse:\n    f = None\n", "function pkg/a.py#L1"],
  ["an old version", "import sys\nif sys.version_info >= (3, 8):\n    from .a import f\n", "function pkg/a.py#L1"],
  [
    "a version to come",
    "import sys\nif sys.version_info >= (3, 99):\n    from .a import f\n",
    "conditional pkg/a.py#L1",
  ],
  ["a try that works", "try:\n    from .a import f\nexcept ImportError:\n    f = None\n", "function pkg/a.py#L1"],
  ["a try that cannot work", "try:\n    from .nowhere import f\nexcept ImportError:\n    f = None\n", "literal"],
  [
    "a fallback",
    "try:\n    from .nowhere import f\nexcept ImportError:\n    from .a import f\n",
    "function pkg/a.py#L1",
  ],
  [
    "a fallback for something outside",
    "try:\n    from fast import f\nexcept ImportError:\n    from .a import f\n",
    "function pkg/a.py#L1",
  ],
  ["something outside in a try", "try:\n    from fast import f\nexcept ImportError:\n    f = None\n", "outside fast.f"],
  [
    "a try that may skip it",
    "try:\n    import fast\n    from .a import f\nexcept ImportError:\n    pass\n",
    "conditional pkg/a.py#L1",
  ],
  [
    "a try for something else",
    "try:\n    from .nowhere import f\nexcept ValueError:\n    from .a import f\n",
    "fails pkg/__init__.py#L1",
  ],
  ["what a handler bound", "try:\n    import nowhere_at_all\nexcept ImportError as f:\n    pass\n", "missing pkg.f"],
  [
    "suppressed errors",
    "from contextlib import suppress\nwith suppress(ImportError):\n    from .nowhere import f\n",
    "missing pkg.f",
  ],
  ["a loop", "for f in []:\n    pass\n", "conditional pkg/__init__.py#L1"],
  [
    "a lazy name",
    "def __getattr__(name):\n    if name == 'f':\n        from .a import f\n        return f\n",
    "dynamic __getattr__",
  ],
  ["a name made by code", "globals().update(f=1)\n", "dynamic globals"],
  ["a namespace emptied by code", "from .a import f\nglobals().pop('f')\n", "dynamic globals"],
  [
    "a module that replaces itself",
    "import sys\nfrom .a import f\nsys.modules[__name__] = object()\n",
    "dynamic sys.modules",
  ],
  ["a name a function deletes", "from .a import f\ndef drop():\n    global f\n    del f\ndrop()\n", "dynamic global"],
  ["something outside", "from requests import get as f\n", "outside requests.get"],
  ["a builtin", "f = len\n", "outside builtins.len"],
  ["a submodule", "from . import f\n", "submodule", { "pkg/f.py": "" }],
  ["a submodule that nothing imports", "\n", "submodule", { "pkg/f.py": "" }],
  ["a submodule under the name of its function", "from .f import f\n", "function pkg/f.py#L1", { "pkg/f.py": A }],
  ["a function hidden by a later submodule", "def f(): pass\nimport pkg.f\n", "submodule", { "pkg/f.py": A }],
  [
    "an import that fails below",
    "from .b import f\n",
    "missing pkg.nowhere",
    { "pkg/b.py": "from .nowhere import x\ndef f(): pass\n" },
  ],
  ["an exception at the end", "from .a import f\nraise RuntimeError\n", "fails pkg/__init__.py#L2"],
  ["an unknown name", "from .a import f\ng = nothing\n", "fails pkg/__init__.py#L2"],
  ["a cycle", "from .b import f\n", "cycle pkg.f", { "pkg/b.py": "from . import f\n" }],
  [
    "a name that its package has not yet",
    "from .b import f\nfor g in [1]: pass\n",
    "cycle pkg.g",
    { "pkg/b.py": "from . import g\ndef f(): ...\n" },
  ],
  [
    "a name that its package never has",
    "from .b import f\n",
    "missing pkg.g",
    { "pkg/b.py": "from . import g\ndef f(): ...\n" },
  ],
  [
    "a cycle that works",
    "from .a import f\nfrom .b import g\n",
    "function pkg/a.py#L1",
    { "pkg/b.py": "from . import f as g\n" },
  ],
  ["walrus", "(f := object())\n", "value pkg/__init__.py#L1"],
  ["a swap", "from .a import f, K\nf, K = K, f\n", "class pkg/a.py#L4"],
  ["a name taken out of the submodule", "from . import a\ndel a.f\nf = a.f\n", "fails pkg/__init__.py#L3"],
  ["match", "match 1:\n    case 1:\n        from .a import f\n", "conditional pkg/a.py#L1"],
];

describe("an export", () => {
  it.each(CASES)("is found through %s", async (_what, init, expected, more = {}) => {
    const record = await read({
      "pkg/a.py": A,
      ...more,
      "pkg/__init__.py": `__all__ = ["f"]\n${init}`.replace(/^/, ""),
    });
    // The list comes first and adds a line to every place in the file itself.
    expect(
      shown(record)["f"]?.replace(
        /(__init__\.py#L)(\d+)/,
        (_, file: string, line: string) => `${file}${Number(line) - 1}`,
      ),
    ).toBe(expected);
  });
});

const SHADOW = "def f():\n    pass\n";
/** Each binds `f` again after its definition; CPython finds no function there. */
const REBINDINGS: [source: string, expected: string][] = [
  ["for f in [1]: pass", "conditional pkg/b.py#L3"],
  ["for g, (f, *h) in [(1, (2, 3))]: pass", "conditional pkg/b.py#L3"],
  ["for g, *f in [(1, 2)]: pass", "conditional pkg/b.py#L3"],
  ["if True:\n    for f in [1]: pass", "conditional pkg/b.py#L4"],
  ["import os\nif os.environ:\n    for f in [1]: pass", "conditional pkg/b.py#L5"],
  ["while True:\n    f = 1\n    break", "conditional pkg/b.py#L3"],
  ["while (f := 0): pass", "conditional pkg/b.py#L3"],
  ["if (f := 1): pass", "conditional pkg/b.py#L3"],
  ["for g in (f := [1]): pass", "conditional pkg/b.py#L3"],
  ["assert (f := 1)", "conditional pkg/b.py#L3"],
  ["[f := g for g in [1]]", "conditional pkg/b.py#L3"],
  ["1 and (f := 1)", "conditional pkg/b.py#L3"],
  ["(f := 1)", "literal"],
  ["match 1:\n    case f: pass", "conditional pkg/b.py#L3"],
  ["match [1, 2]:\n    case [f, *g]: pass", "conditional pkg/b.py#L3"],
  ["match {'a': 1}:\n    case {**f}: pass", "conditional pkg/b.py#L3"],
  ["match 1:\n    case int() as f: pass", "conditional pkg/b.py#L3"],
  ["import io\nwith io.StringIO() as f: pass", "value pkg/b.py#L4"],
  ["try:\n    raise ValueError\nexcept ValueError as f:\n    pass", "missing pkg.b.f"],
  ["import os as f", "outside os"],
  ["from os import sep as f", "outside os.sep"],
  ["del f", "missing pkg.b.f"],
  ["for g in [1]:\n    del f", "conditional pkg/b.py#L1"],
  ["f, g = 1, 2", "value pkg/b.py#L3"],
  ["*f, g = 1, 2", "value pkg/b.py#L3"],
  ["try:\n    f += 1\nexcept TypeError:\n    f = 1", "conditional pkg/b.py#L4"],
];

describe("a function whose name is bound again", () => {
  it.each(REBINDINGS)("by %j is not verified", async (source, expected) => {
    const record = await read({
      "pkg/__init__.py": "from .b import f\n__all__ = ['f']\n",
      "pkg/b.py": `${SHADOW}${source}\n`,
    });
    expect(shown(record)["f"] ?? "").toBe(expected);
  });

  it("in a list of exports that only a loop makes leaves a star without sure names", async () => {
    const record = await read({
      "pkg/__init__.py": "from .b import *\n__all__ = ['_f']\n",
      "pkg/b.py": "def _f(): pass\nfor n in []:\n    __all__ = ['_f']\n",
    });
    expect(shown(record)).toEqual({ _f: "conditional pkg/b.py#L1" });
    const failing = await read({
      "pkg/__init__.py": "from .b import *\ndef g(): pass\ndel nothing\n",
      "pkg/b.py": "for _ in []:\n    __all__ = ['f']\ndef f(): pass\n",
    });
    expect(shown(failing)["g"]).toBe("fails pkg/__init__.py#L3");
  });

  it("by a decorator that gives a number is in doubt, by one that gives a function is not", async () => {
    const record = await read({
      "pkg/__init__.py":
        "from .b import seven, same\n@seven\ndef f(): pass\n@same\ndef g(): pass\n__all__ = ['f', 'g']\n",
      "pkg/b.py": "def seven(f):\n    return 7\ndef same(f):\n    def inner(): return 7\n    return inner\n",
    });
    expect(shown(record)).toEqual({ f: "dynamic @seven", g: "function pkg/__init__.py#L5" });
  });
});

describe("the list of exports", () => {
  const lists: [string, string[]][] = [
    ["__all__ = ['f']\n__all__ += ['K']", ["f", "K"]],
    ["__all__ = ['f']\n__all__.extend(['K'])\n__all__.append('g')\n__all__.remove('f')", ["K", "g"]],
    ["__all__ = ('f',) + ('K',)", ["f", "K"]],
    ["from . import a\n__all__ = ['f', *a.__all__]", ["f", "x"]],
    ["from . import a\n__all__ = ['f'] + a.__all__", ["f", "x"]],
    ["from . import a\n__all__ = sorted(list(a.__all__))", ["x"]],
    ["names = ['f']\n__all__ = names", ["f"]],
    ["__all__ = ['f' 'g', \"K\"]", ["fg", "K"]],
  ];
  it.each(lists)("is read from %j", async (init, names) => {
    const record = await read({ "pkg/__init__.py": `${init}\n`, "pkg/a.py": "__all__ = ['x']\n" });
    expect(record?.exports).toMatchObject({ source: "__all__", complete: true });
    expect(record?.exports.exports.map(({ name }) => name)).toEqual(names);
  });

  it("is not complete where running code adds to it", async () => {
    const record = await read({
      "pkg/__init__.py": "__all__ = ['f'] + make()\ndef f(): pass\n".replace("make()", "[n for n in dir()]"),
    });
    expect(record?.exports.complete).toBe(false);
  });

  it("is the public classes and functions, and what is re-exported from inside, without `__all__`", async () => {
    const init =
      "import os\nfrom json import dumps\nfrom .a import f, _hidden\nfrom . import a\nLIMIT = 3\nvalue = object()\nalias = f\ndef g(): pass\ndef _h(): pass\n__version__ = '1'\n";
    const record = await read({ "pkg/__init__.py": init, "pkg/a.py": `${A}_hidden = 1\n` });
    expect(shown(record)).toEqual({
      a: "submodule",
      f: "function pkg/a.py#L1",
      alias: "function pkg/a.py#L1",
      g: "function pkg/__init__.py#L8",
    });
  });
});

describe("a stub", () => {
  const lazy = "def __getattr__(name):\n    return make(name)\n";

  it("verifies what the code beside it makes when asked", async () => {
    const stub = "from .a import K as K\nclass L: ...\n";
    const init = `__all__ = ["K", "L", "M"]\n${lazy}`;
    const record = await read({ "pkg/__init__.py": init, "pkg/__init__.pyi": stub, "pkg/a.py": A });
    expect(shown(record)).toEqual({ K: "class pkg/a.py#L4", L: "class pkg/__init__.pyi#L2", M: "dynamic __getattr__" });
  });

  it("verifies through an import, and not against code that surely lacks the name", async () => {
    const files = { "pkg/b.py": lazy, "pkg/b.pyi": "def f(): ...\n", "pkg/c.py": "", "pkg/c.pyi": "def g(): ...\n" };
    expect(shown(await read({ ...files, "pkg/__init__.py": "from .b import f\n" }))).toEqual({
      f: "function pkg/b.pyi#L1",
    });
    expect(shown(await read({ ...files, "pkg/__init__.py": "from .c import g\n" }))).toEqual({ g: "missing pkg.c.g" });
  });

  it("says what an expression gives", async () => {
    const files = {
      "pkg/__init__.py": "from .b import f\n",
      "pkg/b.py": "f, g = make(), 1\n",
      "pkg/b.pyi": "def f(): ...\n",
    };
    expect(shown(await read({ ...files, "pkg/b.py": "f, g = object(), 1\n" }))).toEqual({ f: "function pkg/b.pyi#L1" });
    expect(shown(await read(files))).toEqual({ f: "missing pkg.b.make" });
  });

  it("without its module verifies nothing", async () => {
    const files = { "pkg/__init__.py": "from .fast import f\n", "pkg/fast.pyi": "def f(): ...\n" };
    expect(shown(await read(files))).toEqual({ f: "stub-only pkg/fast.pyi" });
  });
});

describe("a package", () => {
  it("lies in the module's folder, in its src, or directly within", async () => {
    const init = "def f(): pass\n";
    expect((await read({ "m/__init__.py": init }, "m"))?.place).toEqual({ folder: "m", root: "", name: "m" });
    expect((await read({ "m/src/p/__init__.py": init }, "m"))?.place).toEqual({
      folder: "m/src/p",
      root: "m/src",
      name: "p",
    });
    expect((await read({ "m/p/__init__.py": init, "m/tests/__init__.py": "" }, "m"))?.place.name).toBe("p");
    expect(await read({ "m/p/__init__.py": init, "m/q/__init__.py": "" }, "m")).toBeUndefined();
    expect(await read({ "m/script.py": init }, "m")).toBeUndefined();
  });

  it("is named from the root above it", async () => {
    const files = {
      "lib/a/__init__.py": "",
      "lib/a/b/__init__.py": "from a.c import f\n__all__ = ['f']\n",
      "lib/a/c.py": A,
    };
    expect((await read(files, "lib/a/b"))?.place).toEqual({ folder: "lib/a/b", root: "lib", name: "a.b" });
    expect(shown(await read(files, "lib/a/b"))).toEqual({ f: "function lib/a/c.py#L1" });
    expect((await read(files, "lib/a/b", { roots: ["lib"] }))?.place.name).toBe("a.b");
  });

  it("finds other modules of the workspace under their own roots, and namespace packages", async () => {
    const files = {
      "one/pkg/__init__.py": "from other import f\nfrom space.deep import K\n__all__ = ['f', 'K']\n",
      "two/other/__init__.py": A,
      "one/space/deep.py": A,
    };
    const record = await read(files, "one/pkg", { moduleFolders: ["one/pkg", "two/other"] });
    expect(shown(record)).toEqual({ f: "function two/other/__init__.py#L1", K: "class one/space/deep.py#L4" });
  });

  it("does not take a nested module for a top-level one of its name", async () => {
    const files = {
      "pkg/__init__.py": "from . import a\nfrom .a import f\n__all__ = ['f']\n",
      "pkg/a.py": `import json\n${A}`,
      "pkg/json/__init__.py": "from ..missing import g\n",
    };
    const record = await read(files, "pkg", { moduleFolders: ["pkg", "pkg/json"] });
    expect(shown(record)).toEqual({ f: "function pkg/a.py#L2" });
  });

  it("with a syntax error gives what stands before it, and its place", async () => {
    const record = await read({ "pkg/__init__.py": "def f():\n    'doc'\n\nx = (\n\ndef g(): pass\n" });
    expect(shown(record)).toEqual({ f: "function pkg/__init__.py#L1" });
    expect(record?.exports.faulty).toBe(true);
    expect(record?.findings).toMatchObject([{ code: "E_PYTHON_SYNTAX", file: "pkg/__init__.py", line: 4 }]);
  });

  it("with a file that cannot be read says so and refuses what comes from it", async () => {
    const record = await read({
      "pkg/__init__.py": "from .b import f\n",
      "pkg/b.py": new Uint8Array([0x66, 0xff, 0x0a]),
    });
    expect(shown(record)).toEqual({ f: "unreadable pkg/b.py" });
    expect(record?.findings).toMatchObject([{ code: "E_ENCODING", file: "pkg/b.py", line: 1, column: 2 }]);
  });

  it("never follows a link out of the workspace", async () => {
    const outside = await mkdtemp(join(tmpdir(), "t4-outside-"));
    const root = await mkdtemp(join(tmpdir(), "t4-exports-"));
    await writeFile(join(outside, "b.py"), A);
    await mkdir(join(root, "pkg"));
    await writeFile(join(root, "pkg/__init__.py"), "from .b import f\n");
    await symlink(join(outside, "b.py"), join(root, "pkg/b.py"));
    const sources = new Sources(nodeFiles, root);
    const record = await readPythonPackage(new PythonProject(sources), "pkg", new Consulted(sources));
    expect(record?.findings).toMatchObject([{ code: "E_OUTSIDE", file: "pkg/b.py" }]);
    expect(shown(record)).toEqual({ f: "unreadable pkg/b.py" });
    await rm(root, { recursive: true });
    await rm(outside, { recursive: true });
  });
});
