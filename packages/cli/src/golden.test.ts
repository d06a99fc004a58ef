import { join } from "node:path";
import { copyFixture, goldenText, runT4, setField, transcript } from "@t4/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { COMMANDS } from "./commands.ts";
import { type Step, tellStory } from "./test-story.ts";

const MANIFEST = "billing/module.manifest.json";
const CLEARER =
  "Billing turns usage into invoices and collects them, once, through two payment providers, and nothing else may change a balance.";

const STORY: readonly Step[] = [
  ["enrich-dry-run.txt", ["enrich", "--dry-run"]],
  ["enrich-check.txt", ["enrich", "--check", "--format", "json"]],
  ["enrich-json.txt", ["enrich", "--format", "json"]],
  ["enrich-again.txt", ["enrich"]],
  ["why.txt", ["why", "billing"]],
  ["why-field-json.txt", ["why", "billing", "features", "--format", "json"]],
  ["queue.txt", ["queue"]],
  [
    "record-dry-run.txt",
    ["record", "--reason", "clearer", "--dry-run"],
    (root) => setField(join(root, MANIFEST), "description", CLEARER),
  ],
  ["record.txt", ["record", "billing", "--reason", "clearer"]],
  ["enrich-conflict.txt", ["enrich"]],
  ["queue-conflict.txt", ["queue", "--kind", "conflict", "--format", "json"]],
  ["why-human.txt", ["why", "billing", "description"]],
  ["accept-dry-run.txt", ["accept", "billing", "description", "--dry-run"]],
  ["accept.txt", ["accept", "billing", "description"]],
  ["vocab-list.txt", ["vocab", "list"]],
  ["vocab-check.txt", ["vocab", "check"]],
  ["vocab-add.txt", ["vocab", "add", "payments.refunds", "--title", "Refunds", "--synonym", "money back"]],
  [
    "vocab-promote.txt",
    ["vocab", "promote", "Dunning schedule", "payments.dunning", "--new", "--title", "Dunning schedules", "--dry-run"],
  ],
  ["vocab-promote-known.txt", ["vocab", "promote", "Repayments", "payments.refunds"]],
  ["vocab-reject.txt", ["vocab", "reject", "Dunning schedule"]],
  ["enrich-rejected.txt", ["enrich"]],
  ["queue-empty.txt", ["queue"]],
  [
    "fix-dry-run.txt",
    ["fix", "--dry-run"],
    (root) =>
      setField(join(root, MANIFEST), "tags", ["lane:l2-integration", ""]).then(() =>
        setField(join(root, MANIFEST), "aliases", ["", "invoicing"]),
      ),
  ],
  ["fix.txt", ["fix", "billing"]],
  ["ledger-log.txt", ["ledger", "log"]],
  ["ledger-log-json.txt", ["ledger", "log", "--op", "record", "--format", "json"]],
  ["error-module.txt", ["why", "biling"]],
  ["error-module-json.txt", ["why", "biling", "--format", "json"]],
];

let transcripts: Map<string, string>;
beforeAll(async () => {
  await using workspace = await copyFixture("cases/billing-example/input");
  transcripts = await tellStory(workspace.root, STORY);
});

describe("what every command prints", () => {
  it.each(STORY.map(([name]) => name))("%s", async (name) => {
    const text = transcripts.get(name) ?? "not run";
    expect(text).toBe(await goldenText(name, text));
  });

  it("--help and the help of each command", async () => {
    const lines = [["--help"], ...Object.keys(COMMANDS).map((name) => [name, "--help"])];
    const runs = await Promise.all(lines.map((args) => runT4(args)));
    const text = lines.map((args, at) => transcript(args, runs[at]!)).join("\n");
    expect(text).toBe(await goldenText("help.txt", text));
  });
});

describe("every command", () => {
  it("has examples that start as they are typed", async () => {
    for (const [name, { load }] of Object.entries(COMMANDS)) {
      const { examples } = await load();
      expect(examples.length).toBeGreaterThanOrEqual(2);
      for (const example of examples) expect(example).toMatch(new RegExp(`^t4 ${name}\\b`));
    }
  });
});
