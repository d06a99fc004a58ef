import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeFiles } from "@t4/core";
import { emptyWorkspace, git } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { isOwnAttributes, LEDGER_ATTRIBUTES, queueAttributes } from "./attributes-text.ts";
import { keepLedgerAttributes, keepQueueAttributes } from "./git-attributes.ts";

const QUEUE = "manifests/review_queue.json";
const ATTRIBUTES = "manifests/.gitattributes";

async function place() {
  const workspace = await emptyWorkspace();
  await mkdir(join(workspace.root, "manifests"));
  const read = (path: string) => readFile(join(workspace.root, path), "utf8");
  return {
    files: nodeFiles,
    root: workspace.root,
    ledgerDir: "manifests/.ledger",
    read,
    [Symbol.asyncDispose]: () => workspace.remove(),
  };
}

describe("attributes beside the queue", () => {
  it("name the queue's file, and follow it when it is renamed", async () => {
    await using at = await place();
    await keepQueueAttributes(at, QUEUE);
    expect(await at.read(ATTRIBUTES)).toContain("\nreview_queue.json merge=union\n");
    await keepQueueAttributes(at, "manifests/waiting.json");
    expect(await at.read(ATTRIBUTES)).toBe(queueAttributes("waiting.json"));
    await keepQueueAttributes(at, "queue.json");
    expect(await at.read(".gitattributes")).toBe(queueAttributes("queue.json"));
  });

  it.each(["*.json text\n", "", `${queueAttributes("review_queue.json")}*.md text\n`, `${"#".repeat(5000)}\n`])(
    "stay somebody else's, such as %j",
    async (text) => {
      await using at = await place();
      await writeFile(join(at.root, ATTRIBUTES), text);
      await keepQueueAttributes(at, QUEUE);
      expect(await at.read(ATTRIBUTES)).toBe(text);
    },
  );

  it("leave a folder or a link in their place alone", async () => {
    await using at = await place();
    await mkdir(join(at.root, ATTRIBUTES));
    await keepQueueAttributes(at, QUEUE);
    await symlink("/nowhere", join(at.root, ".gitattributes"));
    await keepQueueAttributes(at, "queue.json");
    await expect(at.read(".gitattributes")).rejects.toMatchObject({ code: "ENOENT" });
  });

  const NAMES = [
    "review_queue.json",
    "a b.json",
    "!a.json",
    "#a.json",
    "a*.json",
    "a?.json",
    "[a].json",
    "a\\b.json",
    'a"b.json',
    "é.json",
    "a\tb.json",
  ];
  it.each(NAMES)("match %j and no other name, as git reads them", async (name) => {
    await using at = await place();
    await git(at.root, "init", "--quiet");
    await keepQueueAttributes(at, `manifests/${name}`);
    const attributeOf = async (path: string) =>
      (await git(at.root, "check-attr", "-z", "merge", "--", path)).split("\0")[2];
    expect(await attributeOf(`manifests/${name}`)).toBe("union");
    for (const other of NAMES.concat("ax.json", "axb.json", "a.json").filter((one) => one !== name)) {
      expect(await attributeOf(`manifests/${other}`)).toBe("unspecified");
    }
    expect(isOwnAttributes(queueAttributes(name))).toBe(true);
  });
});

describe("attributes in the ledger", () => {
  it("come with its first run, and keep bytes from being converted", async () => {
    await using at = await place();
    await keepLedgerAttributes(at);
    await expect(at.read(`${at.ledgerDir}/.gitattributes`)).rejects.toMatchObject({ code: "ENOENT" });
    await mkdir(join(at.root, at.ledgerDir, "runs"), { recursive: true });
    await writeFile(join(at.root, at.ledgerDir, "runs/20261121T090000Z-00000000.ndjson"), "");
    await keepLedgerAttributes(at);
    expect(await at.read(`${at.ledgerDir}/.gitattributes`)).toBe(LEDGER_ATTRIBUTES);
    await git(at.root, "init", "--quiet");
    await writeFile(join(at.root, ".gitattributes"), "* text=auto eol=crlf\n");
    const paths = [`${at.ledgerDir}/runs/a.ndjson`, `${at.ledgerDir}/objects/aa/aa`];
    expect(await git(at.root, "check-attr", "text", "--", ...paths)).toBe(
      paths.map((path) => `${path}: text: unset`).join("\n"),
    );
  });
});
