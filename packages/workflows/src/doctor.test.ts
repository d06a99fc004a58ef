import { chmod, cp, mkdir, readFile, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { type FilePort, nodeFiles } from "@t4/core";
import {
  copyFixture,
  emptyWorkspace,
  fixturePath,
  git,
  gitCommitAll,
  gitInit,
  putFile,
  type TempWorkspace,
  testContext,
} from "@t4/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { docsMap } from "./docs-map.ts";
import { doctor, type DoctorReport, exitOfDoctor } from "./doctor.ts";
import { enrich } from "./enrich.ts";
import { installHook } from "./hook-install.ts";
import { meta } from "./meta.ts";
import { registry } from "./registry.ts";

const MANIFEST = "billing/module.manifest.json";

/** A workspace in which all is well, made once and copied for each test. */
let healthy: TempWorkspace;
let workspace: TempWorkspace;
let root = "";
beforeAll(async () => {
  healthy = await copyFixture("cases/billing-example/input");
  root = healthy.root;
  const context = testContext(root);
  await enrich({ modules: [], dryRun: false }, context);
  for (const generate of [registry, meta, docsMap]) await generate({ check: false }, context);
  await write(".gitignore", ".t4/\n");
  await write(".github/workflows/checks.yaml", "run: make quality\n");
  await gitInit(root);
  await installHook({ uninstall: false }, context);
});
beforeEach(async () => {
  workspace = await emptyWorkspace();
  root = workspace.root;
  await cp(healthy.root, root, { recursive: true });
});
afterEach(() => workspace.remove());
afterAll(() => healthy.remove());

const write = (path: string, text: string) => putFile(root, path, text);

const look = (at = root, files: FilePort = nodeFiles, env: NodeJS.ProcessEnv = process.env) =>
  doctor({ node: "20.19.0", env }, testContext(at, files));

/** Only what is not well. */
function ills({ checks }: DoctorReport): string[] {
  return checks.filter(({ state }) => state !== "ok").map(({ id, state }) => `${state} ${id}`);
}

/** How a healthy workspace is brought down, with what is then said, and the exit code. */
const ILLS: readonly [what: string, ills: string[], exit: number, ruin: () => Promise<unknown>][] = [
  ["nothing", [], 0, () => Promise.resolve()],
  ["no hook", ["missing hook"], 0, () => rm(join(root, ".git/hooks/pre-commit"))],
  ["another's hook", ["missing hook"], 0, () => write(".git/hooks/pre-commit", "#!/bin/sh\n")],
  ["a hook that cannot run", ["broken hook"], 1, () => chmod(join(root, ".git/hooks/pre-commit"), 0o644)],
  ["no CI", ["missing ci"], 0, () => rm(join(root, ".github"), { recursive: true })],
  ["CI of other things", ["missing ci"], 0, () => write(".github/workflows/checks.yaml", "run: make at4\n")],
  [
    "CI that only mentions T4",
    ["missing ci"],
    0,
    () =>
      write(
        ".github/workflows/checks.yaml",
        "name: t4\n# run: make quality\nsteps: [{ name: t4, run: echo t4 quality }]\n",
      ),
  ],
  [
    "a cache that git would take",
    ["missing cache"],
    0,
    () => write(".t4/.gitignore", "").then(() => write(".gitignore", "")),
  ],
  ["a cache that git has", ["broken cache"], 1, () => git(root, "add", "-f", ".t4")],
  ["an unknown key in the config", ["broken config"], 1, () => write("t4.config.json", '{"ignored": []}')],
  ["a config that is a folder", ["broken config"], 1, () => mkdir(join(root, "t4.config.json"))],
  ["a config that names what is not there", ["broken vocabulary"], 1, () => write("t4.config.json", '{"vocab": "no"}')],
  ["flags that do not parse", ["broken flags"], 1, () => write("schemas/flags.json", "{")],
  ["a schema that is none", ["broken schema"], 1, () => write("schemas/module.manifest.schema.json", "[]")],
  [
    "a schema that is a folder",
    ["broken schema"],
    1,
    () => mkdir(join(root, "schemas/module.manifest.schema.json"), { recursive: true }),
  ],
  ["a vocabulary that does not parse", ["broken vocabulary"], 1, () => write("vocab/features.json", "{")],
  ["a manifest that does not parse", ["broken modules", "broken ledger"], 1, () => write(MANIFEST, "{")],
  ["a manifest that was edited", ["broken ledger"], 1, () => write(MANIFEST, '{"module": "billing"}')],
  ["no manifest", ["missing modules", "broken ledger"], 1, () => rm(join(root, MANIFEST))],
  [
    "a run that was not ended",
    ["broken ledger"],
    1,
    () => write("manifests/.ledger/runs/20261121T090000Z-00000000.ndjson.pending", ""),
  ],
  [
    "no ledger that git remembers",
    ["broken ledger"],
    1,
    () => rm(join(root, "manifests/.ledger"), { recursive: true }),
  ],
  ["a queue that does not parse", ["broken queue"], 1, () => write("manifests/review_queue.json", "{")],
  ["no queue", ["missing queue"], 0, () => rm(join(root, "manifests/review_queue.json"))],
  ["a registry less", ["missing registries"], 0, () => rm(join(root, "docs/_generated/META_REGISTRY.json"))],
  ["tests that vitest would run", ["missing vitest"], 0, () => write("billing/a.test.ts", "")],
  ["a checkout that is none", ["broken git"], 3, () => rm(join(root, ".git/HEAD"))],
  ["no checkout", ["missing git"], 0, () => rm(join(root, ".git"), { recursive: true })],
];

describe("t4 doctor", () => {
  it.each(ILLS)("with %s says %j", async (_, expected, exit, ruin) => {
    await ruin();
    const report = await look();
    const wanted = exit === 3 ? expect.arrayContaining(expected) : expected;
    expect(ills(report)).toEqual(wanted);
    expect(exitOfDoctor(report)).toBe(exit);
    expect(report.healthy).toBe(exit === 0);
    for (const { state, message, fix } of report.checks) {
      expect({ message, fix }).toEqual({
        message: expect.stringMatching(/^\S.+\S$/),
        fix: state === "ok" ? null : expect.stringMatching(/\S/),
      });
    }
  });

  it("finds the Python that tests need, and runs nothing of the workspace for it", async () => {
    await write("billing/tests/test_a.py", "");
    await write("pytest.py", "open('ran', 'w')\n");
    const env = { ...process.env, PYTHONPATH: root };
    const bare = await look(root, nodeFiles, { PATH: join(root, "nowhere") });
    expect(ills(bare)).toEqual(["missing python"]);
    expect(bare.checks.find(({ id }) => id === "python")?.fix).toMatch(/pip install pytest/);
    await look(root, nodeFiles, env);
    await expect(readFile(join(root, "ran"))).rejects.toThrow("ENOENT");
  });

  it("says that a clone is shallow", async () => {
    await gitCommitAll(root);
    await using place = await emptyWorkspace();
    const clone = join(place.root, "clone");
    await git(place.root, "clone", "-q", "--depth=1", `file://${root}`, clone);
    expect(ills(await look(clone))).toEqual(["missing git", "missing hook"]);
  });

  it("looks for hook and CI at the top of the checkout", async () => {
    await using place = await emptyWorkspace();
    const inner = join(place.root, "inner");
    await putFile(place.root, ".github/workflows/a.yml", "run: npx t4 quality\n");
    await gitInit(place.root);
    await mkdir(inner);
    await installHook({ uninstall: false }, testContext(inner));
    const { checks } = await look(inner);
    expect(checks.filter(({ id }) => id === "hook" || id === "ci").map(({ state }) => state)).toEqual(["ok", "ok"]);
  });

  it("knows which Node is too old", async () => {
    const states = ["18.20.4", "20.18.3", "20.19.0", "22.0.0", "20.9.0"].map(async (node) => {
      const { checks } = await doctor({ node, env: process.env }, testContext(root));
      return checks[0]?.state;
    });
    expect(await Promise.all(states)).toEqual(["broken", "broken", "ok", "ok", "broken"]);
  });

  it("says in an empty folder where to begin", async () => {
    await using empty = await emptyWorkspace();
    const report = await look(empty.root);
    expect(ills(report)).toEqual(["missing git", "missing modules", "missing ledger", "missing queue"]);
    expect(exitOfDoctor(report)).toBe(1);
  });

  it.each(["aurora", "broken", "broken-config", "broken-duplicate-names", "broken-vocab"])(
    "looks at %s",
    async (name) => {
      const { checks } = await look(fixturePath(name));
      expect(checks.length).toBeGreaterThan(3);
    },
  );

  it("throws for nothing that cannot be read", async () => {
    await symlink("/", join(root, "billing/outside"));
    for (const part of [
      "t4.config.json",
      "schemas",
      "vocab",
      "billing",
      "manifests",
      "runs",
      "docs",
      "hooks/pre-commit",
      ".github",
    ]) {
      const refuse = <T>(path: string, work: () => Promise<T>): Promise<T> =>
        path.includes(`/${part}`)
          ? Promise.reject(
              Object.assign(new Error(`EACCES: permission denied, open '${path}'`), { code: "EACCES", path }),
            )
          : work();
      const files: FilePort = {
        ...nodeFiles,
        read: (path, limit) => refuse(path, () => nodeFiles.read(path, limit)),
        entries: (path) => refuse(path, () => nodeFiles.entries(path)),
        list: (path) => refuse(path, () => nodeFiles.list(path)),
      };
      const { checks } = await look(root, files);
      expect(checks.length).toBeGreaterThan(3);
    }
  });

  it("has nothing to look at where there is no folder", async () => {
    await expect(look(join(root, "nowhere"))).rejects.toMatchObject({ code: "E_ROOT" });
  });
});
