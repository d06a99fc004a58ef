import { formatJson } from "@t4/core";
import { describe, expect, it } from "vitest";
import type { ModuleOnDisk, RegisteredFiles, RegistryFacts } from "../../facts.ts";
import { brief, fileOf, judge, manifestsOf } from "../../test-input.ts";
import { gate } from "./gate.ts";

const PATH = "docs/_generated/MODULE_REGISTRY.json";

function onDisk(name: string, more: Partial<ModuleOnDisk> = {}): ModuleOnDisk {
  return { name, dir: name, manifestPath: `${name}/module.manifest.json`, docs: [], tests: [], ...more };
}

function listed(name: string, more: Partial<RegisteredFiles> = {}): RegisteredFiles {
  return { name, path: name, manifest: `${name}/module.manifest.json`, docs: [], tests: [], ...more };
}

function facts(entries: RegisteredFiles[], modules: ModuleOnDisk[], more: Partial<RegistryFacts> = {}): RegistryFacts {
  const registry = { modules: entries };
  const file = fileOf(PATH, formatJson({ modules: entries.map(({ name, docs }) => ({ name, docs: [...docs] })) }));
  const names = new Set(modules.map(({ name }) => name));
  return { file, registry, problem: undefined, onDisk: modules, names, unreadable: new Set(), ...more };
}

const judged = (registry: RegistryFacts) => judge(gate, { registry, manifests: manifestsOf() });

describe("registry", () => {
  it("holds when everything is listed, in whatever order, and counts modules", () => {
    const docs = ["a/x.md", "a/y.md"];
    const entries = [listed("b"), listed("a", { docs: docs.toReversed(), tests: ["a/t.py"] })];
    const disk = [onDisk("a", { docs, tests: ["a/t.py"] }), onDisk("b")];
    expect(judged(facts(entries, disk))).toMatchObject({ findings: [], measured: 2, unmeasured: [] });
  });

  it("takes the root for the folder `.`", () => {
    const entries = [listed("a", { path: "." })];
    expect(judged(facts(entries, [onDisk("a", { dir: "" })])).findings).toEqual([]);
  });

  it("tells what is missing and what is gone, each at its place", () => {
    const entries = [listed("a", { docs: ["a/gone.md"], tests: ["a/gone.py"] }), listed("gone")];
    const disk = [onDisk("a", { docs: ["a/new.md"], tests: ["a/new.py"] }), onDisk("new")];
    expect(brief(judged(facts(entries, disk)))).toEqual([
      "module-gone /modules/1",
      "doc-missing /modules/0/docs",
      "doc-gone /modules/0/docs/0",
      "test-missing /modules/0/tests",
      "test-gone /modules/0/tests/0",
      "module-missing /modules",
    ]);
  });

  it("points at the line of the registry", () => {
    const { findings } = judged(facts([listed("a", { docs: ["a/gone.md"] })], [onDisk("a")]));
    expect(findings).toMatchObject([{ file: PATH, line: 5, column: 9, module: "a", subject: "a/gone.md" }]);
  });

  it("names a module that moved once, not each of its files", () => {
    const entries = [listed("a", { path: "old", manifest: "old/module.manifest.json", docs: ["old/x.md"] })];
    expect(brief(judged(facts(entries, [onDisk("a", { docs: ["a/x.md"] })])))).toEqual(["moved /modules/0/path"]);
    const manifest = [listed("a", { manifest: "a/other.json" })];
    expect(brief(judged(facts(manifest, [onDisk("a")])))).toEqual(["moved /modules/0/manifest"]);
  });

  it("tells a module that is listed twice, and compares the first", () => {
    const entries = [listed("a"), listed("a", { path: "b", docs: ["x.md"] })];
    expect(brief(judged(facts(entries, [onDisk("a")])))).toEqual(["listed-twice /modules/1"]);
  });

  it("judges only the modules in scope, and takes the others for what they are", () => {
    const entries = [listed("a"), listed("b", { docs: ["b/gone.md"] })];
    const registry = facts(entries, [onDisk("a")], { names: new Set(["a", "b"]) });
    expect(judged(registry)).toMatchObject({ findings: [], measured: 1 });
  });

  it("does not call gone what cannot be read", () => {
    const unreadable = new Set(["b/module.manifest.json"]);
    const broken = [{ code: "E_JSON", severity: "error", file: "b", message: "b is no JSON", fix: "" }] as const;
    const registry = facts([listed("a"), listed("b")], [onDisk("a")], { unreadable });
    const judgement = judge(gate, { registry, manifests: { modules: [], unreadable: broken } });
    expect(judgement).toMatchObject({
      findings: [],
      unmeasured: ["1 manifest cannot be used, as the gate schema tells: b"],
    });
  });

  it("cannot tell without a registry, unless there is nothing to list", () => {
    const without = { registry: undefined };
    expect(judged(facts([], [onDisk("a")], without))).toMatchObject({
      findings: [],
      measured: 0,
      unmeasured: [`${PATH} is not there; \`t4 registry\` writes it`],
    });
    expect(judged(facts([], [], without))).toMatchObject({ unmeasured: [], inapplicable: "there are no modules" });
    const unreadable = new Set(["b/module.manifest.json"]);
    expect(judged(facts([], [], { ...without, unreadable })).unmeasured).toHaveLength(1);
  });

  it("is broken by a registry that is none, at its place", () => {
    const problem = {
      code: "E_JSON",
      severity: "error",
      file: PATH,
      line: 4,
      column: 3,
      message: "m",
      fix: "",
    } as const;
    const judgement = judged(facts([], [onDisk("a")], { registry: undefined, problem }));
    expect(judgement).toMatchObject({ findings: [{ code: "malformed", line: 4, column: 3 }], unmeasured: [] });
  });
});
