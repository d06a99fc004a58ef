import type { JsonObject } from "@t4/core";
import { describe, expect, it } from "vitest";
import { findModules, type RepositoryFacts } from "./find-modules.ts";
import { repository } from "./test-facts.ts";

/** The folders of the modules that are found, each with what made it one. */
function found(facts: RepositoryFacts): Record<string, string> {
  return Object.fromEntries(findModules(facts).modules.map(({ folder, kinds }) => [folder, kinds.join("+")]));
}

describe("Python packages", () => {
  it("are modules by their topmost folder", () => {
    const paths = [
      "shop/__init__.py",
      "shop/cart.py",
      "shop/pay/__init__.py",
      "shop/data/x/__init__.py",
      "crm/__init__.py",
    ];
    expect(found(repository(paths))).toEqual({ crm: "python", shop: "python" });
  });

  it("are not those of tests, examples, hidden folders and templates", () => {
    const asides = ["tests", "a/Examples/x", "docs/ext", ".venv2/x", "{{cookiecutter.name}}", "vendor/six"];
    expect(found(repository(["shop/__init__.py", ...asides.map((folder) => `${folder}/__init__.py`)]))).toEqual({
      shop: "python",
    });
  });

  it("gives way to the packages in it when it is only the way to them", () => {
    const paths = [
      "org/__init__.py",
      "org/pay/__init__.py",
      "org/pay/x.py",
      "org/apps/crm/__init__.py",
      "org/apps/crm/mail/__init__.py",
      "org/tests/__init__.py",
    ];
    const namespaces = new Set(["org/__init__.py", "org/apps/crm/__init__.py"]);
    expect(found(repository(paths, { namespaces }))).toEqual({ "org/apps/crm/mail": "python", "org/pay": "python" });
    expect(found(repository(paths))).toEqual({ org: "python" });
    expect(found(repository([...paths, "org/cli.py"], { namespaces }))).toEqual({ org: "python" });
  });

  it("is the project that it is all of, with its tests and documents", () => {
    const one = [
      "libs/pay/pyproject.toml",
      "libs/pay/src/pay/__init__.py",
      "libs/pay/README.md",
      "libs/pay/tests/__init__.py",
    ];
    const two = ["libs/crm/setup.py", "libs/crm/crm/__init__.py", "libs/bare/__init__.py"];
    expect(found(repository([...one, ...two]))).toEqual({
      "libs/bare": "python",
      "libs/crm": "python",
      "libs/pay": "python",
    });
    const both = [...one, "libs/pay/src/other/__init__.py"];
    expect(found(repository(both))).toEqual({ "libs/pay/src/other": "python", "libs/pay/src/pay": "python" });
    const beside = ["libs/pay/pyproject.toml", "libs/pay/src/pay/__init__.py", "libs/pay/plugin/__init__.py"];
    expect(found(repository(beside))).toEqual({ "libs/pay": "python", "libs/pay/plugin": "python" });
  });

  it("is the repository where nothing else is in it", () => {
    const paths = ["pyproject.toml", "src/flask/__init__.py", "README.md", "tests/__init__.py"];
    expect(findModules(repository(paths)).modules).toEqual([{ folder: "", kinds: ["python"], name: "flask" }]);
    expect(found(repository([...paths, "src/other/__init__.py"]))).toEqual({
      "src/flask": "python",
      "src/other": "python",
    });
    expect(found(repository(paths, { files: { web: { name: "web" } } }))).toEqual({
      "src/flask": "python",
      web: "npm",
    });
    expect(found(repository(["flask/__init__.py", "README.md"]))).toEqual({ flask: "python" });
  });

  it("is not the root, whatever lies in it", () => {
    expect(found(repository(["__init__.py", "shop/__init__.py"]))).toEqual({ shop: "python" });
  });
});

describe("npm packages", () => {
  const member = { name: "@acme/pay" };

  it("are the members of workspaces, and not their root", () => {
    const files = {
      "": { name: "acme", main: "x.js", workspaces: ["packages/*", "!packages/old", "./apps/{web,api}/"] },
    };
    const members = {
      "packages/pay": member,
      "packages/old": {},
      "packages/pay/esm": {},
      "apps/web": {},
      "apps/ios": member,
    };
    expect(found(repository([], { files: { ...files, ...members } }))).toEqual({
      "apps/ios": "npm",
      "apps/web": "npm",
      "packages/pay": "npm",
    });
  });

  it("are what pnpm and older yarn list, also below the root", () => {
    const pnpm = new Map([["front", "packages:\n  - 'libs/**'\n  - .\n"]]);
    const files = {
      front: { name: "front" },
      "front/libs/a/b": {},
      back: { name: "back", workspaces: { packages: ["*"] } },
      "back/api": {},
    };
    expect(found(repository([], { files, pnpm }))).toEqual({
      "back/api": "npm",
      front: "npm",
      "front/libs/a/b": "npm",
    });
  });

  it.each(["packages: [", "- packages", "packages: {a: 1}", "&a [*a]", ""])("lists nothing for %j", (text) => {
    expect(found(repository([], { files: { "libs/a": {} }, pnpm: new Map([["", text]]) }))).toEqual({});
  });

  it("says which members are none by their place", () => {
    const files = {
      "": { workspaces: ["**"] },
      "examples/a": member,
      "packages/pay": member,
      "packages/pay/test/fixtures/b": {},
    };
    expect(findModules(repository([], { files })).setAside).toEqual(["examples/a", "packages/pay/test/fixtures/b"]);
    const manifests = new Map([["examples/a", "a"]]);
    expect(findModules(repository([], { files, manifests })).setAside).toEqual(["packages/pay/test/fixtures/b"]);
  });

  it("are not looked for by a glob that is meant to take forever", () => {
    const files: Record<string, JsonObject> = {
      "": { workspaces: [`${"*a".repeat(30)}b`, "libs/*"] },
      ["a".repeat(120)]: {},
      "libs/x": {},
    };
    expect(found(repository([], { files }))).toEqual({ "libs/x": "npm" });
  });

  it("stand alone by a name; the root's where it is alone or more than settings", () => {
    expect(found(repository(["src/a.ts"], { files: { "": { name: "preact" } } }))).toEqual({ "": "npm" });
    expect(found(repository([], { files: { "": {} } }))).toEqual({});
    const app = { name: "web", scripts: {} };
    expect(found(repository([], { files: { "": { name: "tools", devDependencies: {} }, web: app } }))).toEqual({
      web: "npm",
    });
    expect(found(repository([], { files: { "": { name: "lib", main: "x.js" }, web: app } }))).toEqual({
      "": "npm",
      web: "npm",
    });
    expect(found(repository(["src/a.ts"], { files: { "": { name: "lib" }, web: app } }))).toEqual({
      "": "npm",
      web: "npm",
    });
  });

  it("are not second entries of another package", () => {
    const files = { "": { name: "preact" }, hooks: { name: "preact-hooks" }, demo: { name: "demo", scripts: {} } };
    expect(found(repository([], { files }))).toEqual({ "": "npm" });
    const app = { name: "app", dependencies: {} };
    expect(
      found(repository(["shop/__init__.py"], { files: { "shop/static": { name: "x" }, "shop/front": app } })),
    ).toEqual({
      shop: "python",
      "shop/front": "npm",
    });
    expect(found(repository([], { files: { lib: { name: "lib" }, "lib/inner": app } }))).toEqual({ lib: "npm" });
  });

  it("hold the Python in them, unless it is a project of its own", () => {
    const paths = ["gyp/pylib/gyp/__init__.py", "gyp/ext/setup.py", "gyp/ext/ext/__init__.py"];
    expect(found(repository(paths, { files: { gyp: { name: "gyp" } } }))).toEqual({ gyp: "npm", "gyp/ext": "python" });
  });

  it("are one module with a Python package in the same folder", () => {
    const files = { widget: { name: "widget" } };
    expect(found(repository(["widget/__init__.py"], { files }))).toEqual({ widget: "npm+python" });
  });
});

describe("described folders", () => {
  it("are modules by a document that is about them", () => {
    expect(found(repository(["pay/claude.me", "crm/CLAUDE.md", "a/b/b_context.md", "docs/AGENTS.md"]))).toEqual({
      "a/b": "documented",
      crm: "documented",
      pay: "documented",
    });
  });

  it("are modules by a README only with code that is nobody else's", () => {
    const paths = ["bare/README.md", "jobs/README.md", "jobs/run.py", "jobs/steps/README.md", "jobs/steps/a.py"];
    expect(found(repository(paths))).toEqual({ jobs: "documented" });
    const go = ["services/README.md", "services/pay/README.md", "services/pay/cmd/main.go"];
    expect(found(repository(go))).toEqual({ "services/pay": "documented" });
    expect(found(repository(["site/README.md", "site/vite.config.ts"]))).toEqual({});
  });

  it("are no modules when they only hold some, or lie in one as its README", () => {
    const paths = [
      "src/AGENTS.md",
      "src/pay/__init__.py",
      "src/pay/core/README.md",
      "src/pay/core/x.py",
      "src/pay/ui/CLAUDE.md",
    ];
    expect(found(repository(paths))).toEqual({ "src/pay": "python", "src/pay/ui": "documented" });
    expect(found(repository([...paths, "src/tests/run.py"]))).not.toHaveProperty("src");
    expect(found(repository([...paths, "src/run.py"]))).toHaveProperty("src", "documented");
  });

  it("is the root where there is no other module", () => {
    expect(findModules(repository(["README.md", "main.go"])).modules).toEqual([
      { folder: "", kinds: ["documented"], name: "checkout" },
    ]);
    expect(found(repository(["README.md", "shop/__init__.py"]))).toEqual({ shop: "python" });
    expect(found(repository(["main.go"]))).toEqual({});
  });

  it("goes by the config's names", () => {
    expect(found(repository(["pay/claude.me", "crm/NOTES.md"], { context: ["NOTES.md"] }))).toEqual({
      crm: "documented",
    });
    expect(found(repository(["pay/claude.me"], { context: [] }))).toEqual({});
    const slow = [`pay/${"a".repeat(120)}`, "pay/x.py"];
    expect(found(repository(slow, { context: [`${"*a".repeat(30)}b`] }))).toEqual({});
  });
});

describe("a repository with manifests", () => {
  it("is offered nothing twice", () => {
    const facts = repository(
      [
        "libs/pay/pyproject.toml",
        "libs/pay/src/pay/__init__.py",
        "org/__init__.py",
        "org/a/__init__.py",
        "jobs/claude.me",
        "README.md",
      ],
      { files: { web: { name: "web" } }, namespaces: new Set(["org/__init__.py"]) },
    );
    const first = findModules(facts).modules.map(({ folder }) => folder);
    expect(first).toEqual(["jobs", "libs/pay", "org/a", "web"]);
    expect(found({ ...facts, manifests: new Map(first.map((folder) => [folder, folder])) })).toEqual({});
  });

  it("is offered nothing that one of them speaks for", () => {
    const paths = [
      "libs/pay/src/pay/__init__.py",
      "libs/pay/README.md",
      "services/api/app/__init__.py",
      "services/api/app2/__init__.py",
    ];
    const manifests = new Map([
      ["libs/pay/src/pay", "pay"],
      ["services/api", "api"],
    ]);
    expect(found(repository([...paths, "libs/pay/setup.py"], { manifests }))).toEqual({});
    expect(found(repository(["src/flask/__init__.py", "README.md"], { manifests: new Map([["", "flask"]]) }))).toEqual(
      {},
    );
  });

  it("is not taken for a module itself once all in it have one", () => {
    expect(found(repository(["README.md", "shop/__init__.py"], { manifests: new Map([["shop", "shop"]]) }))).toEqual(
      {},
    );
    expect(found(repository(["README.md", "jobs/claude.me"], { manifests: new Map([["jobs", "jobs"]]) }))).toEqual({});
    const inner = new Map([["libs/pay/src/pay", "pay"]]);
    expect(found(repository(["README.md", "libs/pay/src/pay/__init__.py"], { manifests: inner }))).toEqual({});
  });

  it("is offered what is new below the root's", () => {
    const manifests = new Map([["", "flask"]]);
    const paths = ["src/flask/__init__.py", "src/other/__init__.py"];
    expect(found(repository(paths, { manifests }))).toEqual({ "src/flask": "python", "src/other": "python" });
  });
});
