import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { copyFixture, fixturePath, runAsOwner, snapshotTree, type TempWorkspace, type Tree } from "@t4/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

interface Reported {
  module: string;
  path: string;
  status: string;
  findings: {
    code: string;
    severity: string;
    file: string;
    line?: number;
    column?: number;
    message: string;
    fix: string;
  }[];
}

type Expected = Record<string, { code: string; file: string; line?: number }[]>;

let workspace: TempWorkspace;
let before: Tree;
let after: Tree;
let exitCode: number | undefined;
let modules: Map<string, Reported>;
let expected: Expected;

beforeAll(async () => {
  expected = JSON.parse(await readFile(join(fixturePath("broken"), "expected.json"), "utf8"));
  workspace = await copyFixture("broken");
  before = await snapshotTree(workspace.root);
  const run = await runAsOwner(workspace.root, ["enrich", "--format", "json"]);
  ({ exitCode } = run);
  after = await snapshotTree(workspace.root);
  const reported: Reported[] = JSON.parse(run.stdout).modules;
  modules = new Map(reported.map((module) => [module.path.split("/")[1]!, module]));
});
afterAll(() => workspace.remove());

describe("a workspace with one module for each kind of bad input", () => {
  it("gives exactly the findings that are expected, each with its place", () => {
    const found: Expected = {};
    for (const [name, { findings }] of modules) {
      found[name] = findings.map(({ code, file, line }) => ({ code, file, ...(line === undefined ? {} : { line }) }));
    }
    const { two_lanes: lanes, ...others } = found;
    expect(others).toEqual(expected);
    expect(lanes).toMatchObject([{ code: "E_LANES", file: "src/two_lanes/module.manifest.json" }]);
  });

  it("ends with an exit code that says so", () => {
    expect(exitCode).toBe(1);
  });

  it("says what failed, and nothing else, when it is to be quiet", async () => {
    await using copy = await copyFixture("broken");
    const run = await runAsOwner(copy.root, ["enrich", "--quiet"]);
    expect(run).toMatchObject({ exitCode: 1, stdout: "" });
    const errors = [...modules.values()].flatMap(({ findings }) =>
      findings.filter(({ severity }) => severity === "error").map(({ code }) => code),
    );
    const told = [...run.stderr.matchAll(/^(\w+) .*? (E_[A-Z_]+) /gm)];
    expect(told.map(([, severity]) => severity)).toEqual(errors.map(() => "error"));
    expect(told.map(([, , code]) => code)).toEqual(errors);
    expect(run.stderr.match(/^ {2}fix: ./gm)).toHaveLength(errors.length);
  });

  it("leaves every byte of a module that failed", () => {
    const failed = [...modules.values()].filter(({ status }) => status === "failed");
    expect(failed.length).toBeGreaterThanOrEqual(12);
    for (const { path } of failed) {
      const folder = path.slice(0, path.lastIndexOf("/"));
      const below = (tree: Tree) => [...tree].filter(([each]) => each === folder || each.startsWith(`${folder}/`));
      expect(below(after)).toEqual(below(before));
    }
  });

  it("changes no file but manifests, and writes none besides its own", () => {
    const touched = [...after]
      .filter(([path, { kind, sha256 }]) => kind !== "directory" && before.get(path)?.sha256 !== sha256)
      .map(([path]) => path)
      .filter((path) => !path.startsWith("manifests/") && !path.startsWith(".t4/"));
    const changed = [...modules.values()].filter(({ status }) => status === "changed").map(({ path }) => path);
    expect(touched.sort()).toEqual(changed.sort());
    expect([...before.keys()].filter((path) => !after.has(path))).toEqual([]);
  });

  it("goes on with those that are sound", () => {
    expect(modules.get("healthy")?.status).toBe("changed");
    expect(modules.get("proto_keys")?.status).toBe("changed");
    expect(modules.get("open_front_matter")?.status).toBe("changed");
  });

  it("keeps keys such as __proto__ as data", async () => {
    const text = await readFile(join(workspace.root, "src/proto_keys/module.manifest.json"), "utf8");
    const original = await readFile(join(fixturePath("broken"), "src/proto_keys/module.manifest.json"), "utf8");
    expect(text).toContain('"__proto__"');
    expect(extras(text)).toEqual(extras(original));
  });

  it("says why a package that imports in a circle has no API", async () => {
    const manifest = JSON.parse(
      await readFile(join(workspace.root, "src/cyclic_reexport/module.manifest.json"), "utf8"),
    );
    expect(manifest).not.toHaveProperty("apis");
    expect(manifest.apis_pending).toMatchObject({ looped: { import_failed: true }, ping: { import_failed: true } });
    expect(manifest.apis_pending.looped.reason).toMatch(/^import:cycle:/);
  });

  it("says the same of them the second time, whatever it remembers, and shows it as text", async () => {
    const tree = await snapshotTree(workspace.root);
    const remembered = await runAsOwner(workspace.root, ["enrich", "--only-changed-sources", "--format", "json"]);
    const whole = await runAsOwner(workspace.root, ["enrich", "--format", "json"], "2027-01-01T00:00:00Z");
    expect(remembered).toEqual(whole);
    const reported: Reported[] = JSON.parse(whole.stdout).modules;
    const codes = (all: Iterable<Reported>) =>
      [...all].map(({ path, findings }) => [path, findings.map(({ code }) => code)]);
    expect(codes(reported)).toEqual(codes(modules.values()));
    const { stdout } = await runAsOwner(workspace.root, ["enrich"]);
    for (const { file, line, column, code, fix } of reported.flatMap(({ findings }) => findings)) {
      const place = [file, line, column].filter((part) => part !== undefined).join(":");
      expect(stdout).toContain(`${place} ${code}`);
      expect(stdout).toContain(`fix: ${fix}`);
    }
    expect(stdout).not.toContain(workspace.root);
    expect(await snapshotTree(workspace.root)).toEqual(tree);
  });
});

describe("a workspace that is broken as a whole", () => {
  it.each([
    ["broken-config", "E_CONFIG", "t4.config.json"],
    ["broken-vocab", "E_VOCAB", "vocab/features.json"],
  ])("%s ends with %s at a line and column, a hint, and nothing written", async (name, code, file) => {
    await using copy = await copyFixture(name);
    const tree = await snapshotTree(copy.root);
    const run = await runAsOwner(copy.root, ["enrich", "--format", "json"]);
    const { error } = JSON.parse(run.stdout);
    expect(run.exitCode).toBe(2);
    expect(error).toMatchObject({ code, file, line: expect.any(Number), column: expect.any(Number) });
    expect(error.hint).not.toBe("");
    expect(run.stderr).toContain(`${file}:${error.line}:${error.column}`);
    expect(await snapshotTree(copy.root)).toEqual(tree);
  });

  it("broken-config suggests the key that was meant", async () => {
    const run = await runAsOwner(fixturePath("broken-config"), ["enrich", "--dry-run"]);
    expect(run.stderr).toMatch(/hint: Did you mean "context"\?/);
  });

  it("broken-vocab names both keys", async () => {
    const run = await runAsOwner(fixturePath("broken-vocab"), ["vocab", "check"]);
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toMatch(/vocab\/features\.json:\d+:\d+ E_VOCAB ".*" is claimed by \S+\.\S+ and by \S+\.\S+/);
  });

  it("broken-duplicate-names names both files, leaves both out and goes on with the rest", async () => {
    await using copy = await copyFixture("broken-duplicate-names");
    const tree = await snapshotTree(copy.root);
    const run = await runAsOwner(copy.root, ["enrich", "--format", "json"]);
    expect(run.exitCode).toBe(1);
    const reported: Reported[] = JSON.parse(run.stdout).modules;
    const clashing = reported.filter(({ status }) => status === "failed");
    expect(clashing).toHaveLength(2);
    for (const { findings } of clashing) {
      expect(findings).toMatchObject([{ code: "E_DUPLICATE_MODULE", line: expect.any(Number) }]);
      for (const { path } of clashing) expect(findings[0]?.message).toContain(path);
    }
    const now = await snapshotTree(copy.root);
    for (const { path } of clashing) expect(now.get(path)).toEqual(tree.get(path));
  });
});

function extras(json: string): [string, unknown][] {
  return Object.entries(JSON.parse(json)).filter(([key]) => key.startsWith("x_"));
}
