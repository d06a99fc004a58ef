import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DEFAULT_CONFIG } from "@t4/contracts";
import { nodeFiles } from "@t4/core";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Sources } from "../sources.ts";
import { discover, type Discovery } from "./discover.ts";

const SEED = 20_261_121;

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "t4-discover-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), path);
  }
}

function git(...args: string[]): void {
  execFileSync("git", ["-c", "user.email=owner@example.org", "-c", "user.name=o", ...args], {
    cwd: root,
    stdio: "pipe",
  });
}

function find(from = root, ignore: string[] = [], isGuess = false): Promise<Discovery> {
  const config = { ...DEFAULT_CONFIG, ignore };
  return discover({ files: nodeFiles, root: from, isGuess, config, sources: new Sources(nodeFiles, from) });
}

const MANIFEST = "module.manifest.json";
const dirs = (found: Discovery) => found.modules.map((module) => module.dir);

describe.each(["on disk", "in a git checkout"])("discover %s", (where) => {
  beforeEach(() => {
    if (where === "in a git checkout") git("init", "-q");
  });
  const settle = () => {
    if (where === "in a git checkout") git("add", "-A");
  };

  it("finds nothing in an empty workspace", async () => {
    expect(await find()).toEqual({ modules: [], findings: [] });
  });

  it("gives each file to the nearest module above it", async () => {
    put(`a/${MANIFEST}`, "a/x.py", "a/.hidden", `a/in/${MANIFEST}`, "a/in/deep/y.py", "a/inside.py", "loose.py");
    settle();
    const found = await find();
    expect(found.modules).toEqual([
      { dir: "a", manifestPath: `a/${MANIFEST}`, files: ["a/.hidden", "a/inside.py", `a/${MANIFEST}`, "a/x.py"] },
      { dir: "a/in", manifestPath: `a/in/${MANIFEST}`, files: ["a/in/deep/y.py", `a/in/${MANIFEST}`] },
    ]);
  });

  it("takes the root for a module when it has a manifest", async () => {
    put(MANIFEST, "x.py", `b/${MANIFEST}`);
    settle();
    expect((await find()).modules.map(({ dir, files }) => [dir, files])).toEqual([
      ["", [MANIFEST, "x.py"]],
      ["b", [`b/${MANIFEST}`]],
    ]);
  });

  it("leaves out what is always ignored and what the config ignores", async () => {
    const ignored = ["node_modules", ".venv", "venv", "__pycache__", "dist", "build", "htmlcov", "x.egg-info"];
    put(`a/${MANIFEST}`, ...ignored.map((name) => `a/${name}/${MANIFEST}`), "a/distance.py");
    put(`vendor/deep/${MANIFEST}`, `a/vendor/${MANIFEST}`, `docs/x/${MANIFEST}`, `a/docs/${MANIFEST}`, "a/x.gen.py");
    settle();
    const found = await find(root, ["vendor/", "./docs/*", "**/*.gen.py"]);
    expect(found.modules.map(({ dir, files }) => [dir, files])).toEqual([
      ["a", ["a/distance.py", `a/${MANIFEST}`]],
      ["a/docs", [`a/docs/${MANIFEST}`]],
    ]);
  });

  it("keeps names with spaces, non-ASCII letters and both normal forms apart", async () => {
    const names = ["with space", "größe", "caf\u00e9", "cafe\u0301", "日本", "tab\there", '"quoted"'];
    put(...names.map((name) => `${name}/${MANIFEST}`));
    settle();
    expect(dirs(await find())).toEqual([...names].sort());
  });

  it("names a folder that stands in a manifest's place", async () => {
    put(`a/${MANIFEST}/keep`, "a/x.py", `b/${MANIFEST}`);
    settle();
    const found = await find();
    expect(dirs(found)).toEqual(["b"]);
    expect(found.findings).toMatchObject([{ code: "E_NOT_A_FILE", file: `a/${MANIFEST}` }]);
  });

  it("names an empty folder in a manifest's place, beside a context document or an __init__.py", async () => {
    put("a/claude.me", "b/__init__.py", "c/note.txt");
    for (const name of ["a", "b", "c"]) mkdirSync(join(root, name, MANIFEST));
    settle();
    const found = await find();
    expect(found.modules).toEqual([]);
    expect(found.findings.map(({ file }) => file)).toEqual([`a/${MANIFEST}`, `b/${MANIFEST}`]);
  });

  it.runIf(process.platform === "linux")("names a manifest in a folder whose name is not UTF-8", async () => {
    const folder = Buffer.concat([Buffer.from(`${root}/a`), Buffer.from([0xff])]);
    mkdirSync(folder);
    writeFileSync(Buffer.concat([folder, Buffer.from(`/${MANIFEST}`)]), "{}");
    put(`b/${MANIFEST}`);
    settle();
    const found = await find();
    expect(dirs(found)).toEqual(["b"]);
    expect(found.findings).toMatchObject([{ file: expect.stringContaining("a\uFFFD") }]);
    expect(found.findings[0]?.message).toContain("not valid UTF-8");
  });

  it("names a linked manifest, whether it leads to a file, out or nowhere", async () => {
    put("real.json", "a/x.py", "b/x.py", "c/x.py", `d/${MANIFEST}`);
    symlinkSync("../real.json", join(root, `a/${MANIFEST}`));
    symlinkSync("/etc/hostname", join(root, `b/${MANIFEST}`));
    symlinkSync("../missing.json", join(root, `c/${MANIFEST}`));
    settle();
    const found = await find();
    expect(dirs(found)).toEqual(["d"]);
    expect(found.findings.map(({ code, file }) => [code, file])).toEqual([
      ["E_NOT_A_FILE", `a/${MANIFEST}`],
      ["E_OUTSIDE", `b/${MANIFEST}`],
      ["E_NOT_A_FILE", `c/${MANIFEST}`],
    ]);
  });

  it("does not follow a linked folder", async () => {
    put(`a/${MANIFEST}`);
    symlinkSync("a", join(root, "again"));
    symlinkSync("/", join(root, "everything"));
    settle();
    const found = await find();
    expect(dirs(found)).toEqual(["a"]);
    expect(found.findings).toEqual([]);
  });

  it("names a linked folder with a manifest that lies outside, and reads nothing there", async () => {
    const outside = mkdtempSync(join(tmpdir(), "t4-outside-"));
    try {
      mkdirSync(join(root, "a"));
      writeFileSync(join(outside, MANIFEST), "{}");
      for (const link of ["a/linked", "ignored", "node_modules"]) symlinkSync(outside, join(root, link));
      put(`b/${MANIFEST}`);
      settle();
      symlinkSync(outside, join(root, "untracked"));
      symlinkSync("nowhere", join(root, "dangling"));
      const found = await find(root, ["ignored"]);
      expect(dirs(found)).toEqual(["b"]);
      expect(found.findings).toMatchObject([
        { code: "E_OUTSIDE", severity: "error", file: "a/linked", fix: expect.stringContaining("a/linked") },
        { code: "E_OUTSIDE", severity: "error", file: "untracked" },
      ]);
    } finally {
      rmSync(outside, { recursive: true });
    }
  });
});

describe("discover in a git checkout", () => {
  beforeEach(() => git("init", "-q"));

  it("sees untracked files, not ignored ones, and none that are deleted on disk", async () => {
    put(`a/${MANIFEST}`, "a/gone.py", `gone/${MANIFEST}`, `b/${MANIFEST}`, `c/${MANIFEST}`);
    writeFileSync(join(root, ".gitignore"), "c/\n");
    git("add", "a", "gone");
    unlinkSync(join(root, "a/gone.py"));
    unlinkSync(join(root, `gone/${MANIFEST}`));
    expect((await find()).modules.map(({ dir, files }) => [dir, files])).toEqual([
      ["a", [`a/${MANIFEST}`]],
      ["b", [`b/${MANIFEST}`]],
    ]);
  });

  it("keeps a line break in a name", async () => {
    put(`a\nb/${MANIFEST}`);
    expect(dirs(await find())).toEqual(["a\nb"]);
  });

  it("works from a folder inside the checkout, with paths relative to it", async () => {
    put(`outside/${MANIFEST}`, `inner/a/${MANIFEST}`, "inner/a/x.py");
    git("add", "-A");
    const found = await find(join(root, "inner"));
    expect(found.modules).toEqual([{ dir: "a", manifestPath: `a/${MANIFEST}`, files: [`a/${MANIFEST}`, "a/x.py"] }]);
  });

  it("walks a root that git ignores as a whole", async () => {
    put(`tmp/a/${MANIFEST}`);
    writeFileSync(join(root, ".gitignore"), "tmp/\n");
    expect(dirs(await find(join(root, "tmp")))).toEqual(["a"]);
  });

  it("leaves submodules and other repositories to themselves", async () => {
    put(`a/${MANIFEST}`, `other/${MANIFEST}`, `sub/${MANIFEST}`);
    for (const name of ["other", "sub"]) {
      git("init", "-q", name);
      git("-C", name, "commit", "-q", "--allow-empty", "-m", "x");
    }
    git("add", "a", "sub");
    expect(dirs(await find())).toEqual(["a"]);
  });

  it("lists the checkout that the root lies in, whatever a hook's environment says", async () => {
    put(`a/${MANIFEST}`);
    git("add", "-A");
    process.env["GIT_DIR"] = "/nonexistent";
    process.env["GIT_INDEX_FILE"] = "/nonexistent/index";
    try {
      expect(dirs(await find())).toEqual(["a"]);
    } finally {
      delete process.env["GIT_DIR"];
      delete process.env["GIT_INDEX_FILE"];
    }
  });

  it("says so when git cannot read its index", async () => {
    put(`a/${MANIFEST}`);
    writeFileSync(join(root, ".git/index"), "not an index");
    await expect(find()).rejects.toMatchObject({ code: "E_GIT", message: expect.stringContaining("index") });
  });

  it("says how to trust a checkout that another user owns", async () => {
    process.env["GIT_TEST_ASSUME_DIFFERENT_OWNER"] = "1";
    try {
      await expect(find()).rejects.toMatchObject({ code: "E_GIT", hint: expect.stringContaining("safe.directory") });
    } finally {
      delete process.env["GIT_TEST_ASSUME_DIFFERENT_OWNER"];
    }
  });

  it("says what to do when git is not installed", async () => {
    put(`a/${MANIFEST}`);
    const path = process.env["PATH"];
    process.env["PATH"] = "/nonexistent";
    try {
      for (const from of [root, join(root, "a")]) {
        await expect(find(from)).rejects.toMatchObject({
          code: "E_GIT",
          message: expect.stringContaining("not installed"),
          hint: expect.stringContaining("Install git"),
        });
      }
      rmSync(join(root, ".git"), { recursive: true });
      expect(dirs(await find())).toEqual(["a"]);
    } finally {
      process.env["PATH"] = path;
    }
  });

  it("says what to do when `.git` is no repository", async () => {
    put(`a/${MANIFEST}`);
    rmSync(join(root, ".git"), { recursive: true });
    mkdirSync(join(root, ".git"));
    await expect(find()).rejects.toMatchObject({ code: "E_GIT", hint: expect.stringContaining("git status") });
    rmSync(join(root, ".git"), { recursive: true });
    writeFileSync(join(root, ".git"), "gitdir: /nonexistent\n");
    await expect(find()).rejects.toMatchObject({ code: "E_GIT", hint: expect.stringContaining("git status") });
  });
});

describe("discover without git", () => {
  const OWN = ["own/t4.config.json", "recorded/manifests/.ledger/x", "checkout/.git/HEAD", "worktree/.git"];

  it("leaves checkouts and workspaces of their own to themselves, and nothing else", async () => {
    put(`a/${MANIFEST}`, `b/manifests/${MANIFEST}`, "t4.config.json", "manifests/.ledger/x");
    put(...OWN, ...["own", "recorded", "checkout/in", "worktree"].map((name) => `${name}/${MANIFEST}`));
    expect(dirs(await find())).toEqual(["a", "b/manifests"]);
    expect(dirs(await find(join(root, "own")))).toEqual([""]);
  });

  it("refuses a root that is only a guess where others lie below", async () => {
    put(`a/${MANIFEST}`, "b/node_modules/c/t4.config.json");
    expect(dirs(await find(root, [], true))).toEqual(["a"]);
    put("own/t4.config.json");
    await expect(find(root, [], true)).rejects.toMatchObject({
      code: "E_ROOT",
      message: expect.stringContaining("own below it"),
    });
    expect(dirs(await find(root, ["own"], true))).toEqual(["a"]);
    expect(dirs(await find())).toEqual(["a"]);
  });
});

describe("discover in a sparse checkout", () => {
  beforeEach(() => {
    put(`a/${MANIFEST}`, `b/${MANIFEST}`, "b/x.py");
    git("init", "-q");
    git("add", "-A");
    git("update-index", "--skip-worktree", `b/${MANIFEST}`, "b/x.py");
  });

  it("takes what is on the disk all the same, whatever git's index says of it", async () => {
    const found = await find();
    expect(dirs(found)).toEqual(["a", "b"]);
    expect(found.modules[1]?.files).toEqual([`b/${MANIFEST}`, "b/x.py"]);
  });

  it("tells nothing of the whole where any of it is not there and not ignored", async () => {
    rmSync(join(root, "b"), { recursive: true });
    await expect(find()).rejects.toMatchObject({
      code: "E_GIT",
      message: expect.stringContaining(`2 files, such as b/${MANIFEST},`),
      hint: expect.stringContaining("git sparse-checkout disable"),
    });
    expect(dirs(await find(root, ["b/"]))).toEqual(["a"]);
    rmSync(join(root, "a"), { recursive: true });
    await expect(find()).rejects.toMatchObject({ code: "E_GIT" });
  });
});

describe("discover, as a property", () => {
  it(`finds the same by git and by walking (seed ${SEED})`, async () => {
    const name = fc.constantFrom("a", "b c", "é", "dist", ".x", "x.egg-info", "n");
    const file = fc.constantFrom(MANIFEST, "x.py", ".y");
    const path = fc
      .tuple(fc.array(name, { maxLength: 3 }), file)
      .map(([folders, last]) => [...folders, last].join("/"));
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(path, { maxLength: 8 }), async (paths) => {
        rmSync(root, { recursive: true, force: true });
        mkdirSync(root);
        put(...paths);
        const walked = await find();
        git("init", "-q");
        expect(await find()).toEqual(walked);
      }),
      { numRuns: 15, seed: SEED },
    );
  });
});
