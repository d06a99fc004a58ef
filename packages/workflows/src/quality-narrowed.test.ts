import { appendFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type FilePort, nodeFiles } from "@t4/core";
import {
  generateWorkspace,
  git,
  gitCommitAll,
  gitInit,
  emptyWorkspace,
  type TempWorkspace,
  testContext,
} from "@t4/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { enrich } from "./enrich.ts";
import { quality } from "./quality.ts";

const DOCUMENT = "src/billing/claude.me";
const MANIFEST = "src/billing/module.manifest.json";

let workspace: TempWorkspace;
let root = "";
beforeEach(async () => {
  workspace = await emptyWorkspace();
  root = workspace.root;
  await generateWorkspace(root, { modules: 4 });
  await enrich({ modules: [], dryRun: false }, testContext(root));
  await gitInit(root);
  await gitCommitAll(root);
});
afterEach(() => workspace.remove());

/** The workspace paths whose bytes a run of gates on what is staged reads from the disk, and the folders that it lists. */
async function looksOf(...gates: string[]): Promise<{ read: string[]; listed: string[] }> {
  const [read, listed]: [string[], string[]] = [[], []];
  const files: FilePort = {
    ...nodeFiles,
    read: (path, limit) => {
      read.push(path.slice(root.length + 1));
      return nodeFiles.read(path, limit);
    },
    entries: (path) => {
      listed.push(path.slice(root.length + 1));
      return nodeFiles.entries(path);
    },
  };
  await quality({ gates, since: { staged: true } }, testContext(root, files));
  return { read, listed };
}

async function readsOf(...gates: string[]): Promise<string[]> {
  return (await looksOf(...gates)).read;
}

async function reportReads(): Promise<unknown> {
  const read = await readsOf("idempotency");
  const times = (name: string): number => read.filter((path) => path === name).length;
  return { coverage: times("coverage.xml"), tests: times("report.xml") };
}

async function stage(path: string, text: string): Promise<void> {
  await appendFile(join(root, path), text);
  await git(root, "add", path);
}

/** What the ledger gate says of the staged change, and of everything. */
async function judgeLedger(): Promise<unknown> {
  return { staged: await ledgerVerdict({ staged: true }), all: await ledgerVerdict(undefined) };
}

async function ledgerVerdict(since: { staged: true } | undefined): Promise<string[]> {
  const { gates } = await quality({ gates: ["ledger"], since }, testContext(root));
  return gates.flatMap(({ verdict, findings }) => [verdict, ...findings.map(({ code }) => code)]);
}

async function objects(): Promise<string[]> {
  const below = await readdir(join(root, "manifests/.ledger/objects"), { recursive: true, withFileTypes: true });
  return below
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1));
}

describe("the ledger gate of a narrowed run", () => {
  it("reads the runs and the manifest in scope, and unpacks nothing", async () => {
    await stage(DOCUMENT, "\nMore.\n");
    const read = await readsOf("ledger");
    expect(read.filter((path) => path.includes("/objects/"))).toEqual([]);
    expect(read.filter((path) => path.includes("/runs/"))).toHaveLength(1);
    expect(read).toContain(MANIFEST);
  });

  it("looks at no manifest and no folder that another fact has looked at", async () => {
    await stage(DOCUMENT, "\nMore.\n");
    const { read, listed } = await looksOf("schema", "ledger", "idempotency");
    expect(read.filter((path) => path === MANIFEST)).toEqual([MANIFEST]);
    const folders = listed.filter((path) => path.startsWith("src/") || path.startsWith("vocab"));
    expect(folders).toContain("src/billing");
    expect(folders.toSorted()).toEqual([...new Set(folders)].toSorted());
  });

  it("holds a staged run and its snapshot against each other", async () => {
    const [old] = await objects();
    await writeFile(join(root, DOCUMENT), "# Billing\n\n## Features\n\n- **Late fees**: after a week\n");
    await enrich({ modules: ["billing"], dryRun: false }, testContext(root));
    await git(root, "add", "--all");
    expect(await judgeLedger()).toEqual({ staged: ["held"], all: ["held"] });
    const added = (await objects()).find((path) => path !== old) ?? "";
    await stage(added, "x");
    const broken = ["broken", "bad-snapshot"];
    expect(await judgeLedger()).toEqual({ staged: broken, all: broken });
  });

  it("finds a manifest in scope at no recorded state, and leaves a snapshot that nobody touched to a whole run", async () => {
    const [object = ""] = await objects();
    await appendFile(join(root, object), "x");
    await gitCommitAll(root);
    await stage(DOCUMENT, "\nMore.\n");
    expect(await judgeLedger()).toEqual({ staged: ["held"], all: ["broken", "bad-snapshot"] });
    await stage(MANIFEST, "\n");
    expect(await judgeLedger()).toMatchObject({ staged: ["broken", "unrecorded-edit"] });
  });
});

describe("the evidence of a narrowed run", () => {
  it("takes what shared reports say from the cache while they are as they were", async () => {
    await stage(DOCUMENT, "\n## Features\n\n- **Late fees**: after a week\n");
    // Once for its hash; to parse it, it would be read again.
    expect(await reportReads()).toEqual({ coverage: 1, tests: 1 });
    await stage("coverage.xml", "\n");
    expect(await reportReads()).toEqual({ coverage: 2, tests: 2 });
  });
});
