import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DEFAULT_CONFIG, DEFAULT_FLAGS, parseConfig, parseFlags, validateManifest } from "@t4/contracts";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { includesFragment, sharedTargets } from "./make.ts";
import { manifestText } from "./manifest.ts";
import { planFiles, type Surroundings } from "./plan-files.ts";
import { planModules } from "./plan-modules.ts";
import { repository } from "./test-facts.ts";

const AROUND: Surroundings = {
  config: DEFAULT_CONFIG,
  configPath: "t4.config.json",
  places: {},
  rootPackage: undefined,
  t4: { name: "@t4/cli", version: "1.2.3" },
  shipped: { fragment: ".PHONY: enrich quality\nenrich: ## x\nquality: ## y\n", tags: "{}\n" },
  makefile: undefined,
  fragment: undefined,
  hasFragment: true,
  ownsWorkflows: true,
  otherCi: undefined,
};

function textOf(path: string, around: Partial<Surroundings> = {}): string {
  return planFiles({ ...AROUND, ...around }).files.find((file) => file.path === path)?.text ?? "not planned";
}

function pathsOf(around: Partial<Surroundings>): string[] {
  return planFiles({ ...AROUND, ...around }).files.map(({ path }) => path);
}

describe("planModules", () => {
  it("gives each module a valid draft that promises nothing, with its owner", () => {
    const { modules } = planModules(repository(["pay/__init__.py", "crm/__init__.py"]), "/pay/ @acme/money");
    expect(modules.map(({ module, path, owners }) => [module, path, owners])).toEqual([
      ["crm", "crm/module.manifest.json", []],
      ["pay", "pay/module.manifest.json", ["@acme/money"]],
    ]);
    expect(modules[1]!.manifest).toEqual({
      schema_version: "1.0.0",
      module: "pay",
      tags: ["lane:L0"],
      metadata: { status: "draft" },
      ownership: { team: "money", codeowners: ["@acme/money"] },
    });
    for (const { manifest } of modules) expect(validateManifest(manifest)).toEqual([]);
    expect(manifestText(modules[0]!.manifest)).not.toContain("ownership");
  });

  it("asks for no owners of files that are another module's already", () => {
    const manifests = new Map([["shop/cart", "cart"]]);
    const facts = repository(["shop/__init__.py", "shop/cart/a.py", "shop/cart/b.py"], { manifests });
    const { modules } = planModules(facts, "/shop/ @acme/shop\n/shop/cart/ @acme/cart");
    expect(modules.map(({ folder, owners }) => [folder, ...owners])).toEqual([["shop", "@acme/shop"]]);
  });

  it.each([
    [{ "src/shop": "shop" }],
    [{ "src/a": "a", "src/b": "b" }],
    [{ "cart/src/core": "cart.core", "shop/src/core": "shop.core" }],
  ])("calls packages in src folders, of which no project file speaks, as in %j", (names) => {
    const { modules } = planModules(repository(Object.keys(names).map((folder) => `${folder}/__init__.py`)), undefined);
    expect(Object.fromEntries(modules.map(({ folder, module }) => [folder, module]))).toEqual(names);
  });

  it("calls none by the name of a module that is there", () => {
    const facts = repository(["new/pay/__init__.py", "old/x"], { manifests: new Map([["old", "pay"]]) });
    expect(planModules(facts, undefined).modules.map(({ module }) => module)).toEqual(["new.pay"]);
  });
});

describe("planFiles", () => {
  it("gives settings that say what holds anyway", async () => {
    const config = await parseConfig({ path: "t4.config.json", text: textOf("t4.config.json") });
    expect(config).toEqual(DEFAULT_CONFIG);
    const flags = await parseFlags({ path: "flags.json", text: textOf("schemas/flags.json") });
    expect(flags).toEqual(DEFAULT_FLAGS);
  });

  it("puts settings where the config says, and elsewhere where the usual places are taken", async () => {
    const config = { ...DEFAULT_CONFIG, flags: "conf/flags.json", vocab: "words" };
    expect(pathsOf({ config })).toEqual(expect.arrayContaining(["conf/flags.json", "words/tags.json"]));
    const places = { flags: "manifests/flags.json", vocab: "manifests/vocab" };
    expect(pathsOf({ places })).toEqual(expect.arrayContaining(["manifests/flags.json", "manifests/vocab/tags.json"]));
    const text = textOf("t4.config.json", { places });
    expect(await parseConfig({ path: "t4.config.json", text })).toMatchObject(places);
  });

  it("names the schema where an editor finds it", () => {
    expect(textOf("t4.config.json")).toContain('"https://t4.dev/schemas/t4.config.schema.json"');
    const rootPackage = { devDependencies: { "@t4/cli": "^1.0.0" } };
    const text = textOf("t4.config.json", { rootPackage });
    expect(text).toContain('"./node_modules/@t4/cli/dist/schemas/t4.config.schema.json"');
  });

  it("brings a Makefile only where there is none, and says what to add to another", () => {
    expect(textOf("Makefile")).toContain("include mk/t4.mk");
    expect(textOf(".github/workflows/t4.yml")).toContain("- run: make quality\n");
    const own = { makefile: { path: "GNUmakefile", text: "test:\n\tpytest\n" } };
    expect(pathsOf(own)).not.toContain("Makefile");
    expect(planFiles({ ...AROUND, ...own }).advice).toEqual([
      {
        path: "GNUmakefile",
        what: "For `make quality`, add: `T4 ?= npx --yes --package=@t4/cli@1.2.3 -- t4` and `include mk/t4.mk`.",
      },
    ]);
    expect(textOf(".github/workflows/t4.yml", own)).toContain("- run: make --file mk/t4.mk quality\n");
    const included = { makefile: { path: "Makefile", text: "include mk/*.mk\n" } };
    expect(planFiles({ ...AROUND, ...included }).advice).toEqual([]);
    expect(textOf(".github/workflows/t4.yml", included)).toContain("- run: make quality\n");
    const clashing = { makefile: { path: "Makefile", text: "quality: lint\n" } };
    expect(planFiles({ ...AROUND, ...clashing }).advice[0]?.what).toContain("(quality)");
  });

  it("says when the fragment is another version's", () => {
    expect(planFiles({ ...AROUND, fragment: AROUND.shipped.fragment }).advice).toEqual([]);
    expect(planFiles({ ...AROUND, fragment: "old" }).advice).toMatchObject([{ path: "mk/t4.mk" }]);
  });

  it("brings a workflow with the actions that T4's own use, and none where GitHub does not run", async () => {
    const text = textOf(".github/workflows/t4.yml");
    const workflow = parse(text) as { permissions: object; jobs: { quality: { steps: { uses?: string }[] } } };
    expect(workflow.permissions).toEqual({ contents: "read" });
    const own = await readFile(join(import.meta.dirname, "../../../../.github/workflows/quality.yml"), "utf8");
    const pins = text.split("\n").filter((line) => line.includes("uses:"));
    expect(pins).toHaveLength(2);
    for (const pin of pins) {
      expect(pin).toMatch(/@[0-9a-f]{40} # v\d/);
      expect(own).toContain(pin);
    }
    for (const elsewhere of [{ otherCi: ".gitlab-ci.yml" }, { ownsWorkflows: false }]) {
      expect(pathsOf(elsewhere)).not.toContain(".github/workflows/t4.yml");
      expect(planFiles({ ...AROUND, ...elsewhere }).advice[0]?.what).toContain("make quality");
    }
  });

  it("says in one place which T4 is run: in the Makefile, else in the workflow", () => {
    const pin = "npx --yes --package=@t4/cli@1.2.3 -- t4";
    const workflow = ".github/workflows/t4.yml";
    expect(textOf("Makefile")).toContain(`\nT4 ?= ${pin}\ninclude`);
    expect(textOf(workflow)).not.toContain("T4:");
    const makefile = { path: "Makefile", text: "" };
    expect(textOf(workflow, { makefile })).toContain(`      T4: ${pin}\n`);
    const installed = { rootPackage: { devDependencies: { "@t4/cli": "1" } } };
    expect(textOf("Makefile", installed)).not.toContain("T4 ?=");
    expect(textOf(workflow, installed)).toContain(`      T4: ${pin}\n`);
  });
});

describe("a Makefile", () => {
  it.each([
    ["include mk/t4.mk", true],
    ["-include $(ROOT)/mk/t4.mk other.mk", true],
    ["sinclude mk/*.mk", true],
    ["# include mk/t4.mk", false],
    ["include mk/t4.mk.old", false],
    ["include other.mk", false],
  ])("%j includes T4's fragment: %s", (text, includes) => {
    expect(includesFragment(`all:\n${text}\n`)).toBe(includes);
  });

  it("shares targets, and no variables", () => {
    expect(
      sharedTargets("quality := x\ncov: ; x\na enrich : b\n\tquality: no\n", "enrich: ## x\nquality:\ncov::\n"),
    ).toEqual(["cov", "enrich"]);
  });
});
