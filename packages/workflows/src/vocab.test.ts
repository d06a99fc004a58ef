import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeFiles } from "@t4/core";
import { diffTrees, emptyWorkspace, snapshotTree, testContext } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { ledgerLog } from "./ledger-log.ts";
import { revert } from "./revert.ts";
import { plantModules, put } from "./test-measure.ts";
import { verifyLedger } from "./verify-ledger.ts";
import { editVocabulary, type VocabularyChange } from "./vocab.ts";

const at = (root: string) => testContext(root, nodeFiles, "2026-11-21T09:00:00Z");

const FEATURES = `{

    "payments.refunds": { "title": "Refunds",  "synonyms": ["money back"], "category": "payments" },

    "payments.dunning":
        { "title": "Dunning",  "synonyms": [], "category": "payments", "contained": false }
}
`;
const REJECTED = '{ "rejected" : [ "misc stuff",\n    "dunning run", "weekly sync" ] }';

const PROMOTE: VocabularyChange = { action: "promote", phrase: "dunning run", key: "payments.dunning" };
const PROMOTED = {
  "vocab/features.json": FEATURES.replace("[]", '["dunning run"]'),
  "vocab/rejected.json": REJECTED.replace('\n    "dunning run", ', "\n    "),
};
const CHANGES: [name: string, change: VocabularyChange, after: Record<string, string>][] = [
  ["promotes", PROMOTE, PROMOTED],
  ["promotes all", { action: "promoteAll", promotions: [{ ...PROMOTE, count: 1 }] }, PROMOTED],
  [
    "adds",
    { action: "add", key: "payments.chargebacks", title: "Chargebacks", category: undefined, synonyms: ["disputes"] },
    {
      "vocab/features.json": FEATURES.replace(
        "\n}\n",
        ',\n\n    "payments.chargebacks": { "title": "Chargebacks", "synonyms": ["disputes"], "category": "payments" }\n}\n',
      ),
    },
  ],
  [
    "rejects",
    { action: "reject", phrase: "Team lunch" },
    { "vocab/rejected.json": REJECTED.replace('"weekly sync"', '"weekly sync", "team lunch"') },
  ],
];
const FORMS: [name: string, form: (text: string) => string][] = [
  ["as it is", (text) => text],
  ["with CRLF", (text) => text.replaceAll("\n", "\r\n")],
  ["without a last line feed", (text) => text.trimEnd()],
];

async function workspaceOf(files: Record<string, string>) {
  const workspace = await emptyWorkspace("t4-vocab-");
  await plantModules(workspace.root);
  await put(workspace.root, { "vocab/capabilities.json": "{}", "vocab/tags.json": '{"allowed":[]}', ...files });
  return workspace;
}

/** The ledger and the working files. */
const OWN = { except: ["manifests", ".t4"] };

/** What the ledger says that a change wrote. */
function fieldsOf({ action }: VocabularyChange): object[] {
  const features = { module: null, path: "vocab/features.json" };
  const rejected = { module: null, path: "vocab/rejected.json", fields: ["/rejected"] };
  if (action === "reject") return [rejected];
  if (action === "add") return [{ ...features, fields: ["/payments.chargebacks"] }];
  return [{ ...features, fields: ["/payments.dunning/synonyms"] }, rejected];
}

describe("editing a vocabulary that somebody formatted by hand", () => {
  it.each(FORMS.flatMap(([form, write]) => CHANGES.map(([name, ...rest]) => [name, form, write, ...rest] as const)))(
    "%s where it is meant, in one run that is undone byte for byte: %s",
    async (_name, _form, write, change, after) => {
      await using workspace = await workspaceOf({
        "vocab/features.json": write(FEATURES),
        "vocab/rejected.json": write(REJECTED),
      });
      const { root } = workspace;
      const before = await snapshotTree(root);
      const dry = await editVocabulary({ change, dryRun: true }, at(root));
      expect(diffTrees(before, await snapshotTree(root))).toEqual([]);

      const { report, diffs } = await editVocabulary({ change, dryRun: false }, at(root));
      expect([report.files.toSorted(), diffs]).toEqual([Object.keys(after), dry.diffs]);
      for (const [path, text] of Object.entries(after)) {
        expect(await readFile(join(root, path), "utf8")).toBe(write(text));
      }
      const written = diffTrees(before, await snapshotTree(root, OWN), { mtimes: false });
      expect(written.map(({ path }) => path)).toEqual(Object.keys(after));
      expect((await verifyLedger({}, at(root))).verified).toBe(true);
      const { runs } = await ledgerLog({ op: "vocab" }, at(root));
      expect(runs.map(({ run, entries }) => [run, entries])).toEqual([[report.run, fieldsOf(change)]]);

      await revert({ aim: "last", modules: [], reason: null, dryRun: false }, at(root));
      const back = await snapshotTree(root, OWN);
      expect(diffTrees(before, back, { mtimes: false })).toEqual([]);
    },
  );

  it("takes up what somebody wrote since, and gives it back", async () => {
    await using workspace = await workspaceOf({ "vocab/features.json": FEATURES, "vocab/rejected.json": REJECTED });
    const { root } = workspace;
    const path = join(root, "vocab/features.json");
    await editVocabulary({ change: PROMOTE, dryRun: false }, at(root));
    const byHand = (await readFile(path, "utf8")).replace('["dunning run"]', '[\n"reminder",\n"dunning run"]');
    await writeFile(path, byHand);
    const change = { action: "promote", phrase: "late fees", key: "payments.dunning" } as const;
    await editVocabulary({ change, dryRun: false }, at(root));
    expect(await readFile(path, "utf8")).toBe(byHand.replace('run"]', 'run",\n"late fees"]'));
    await revert({ aim: "last", modules: [], reason: null, dryRun: false }, at(root));
    expect(await readFile(path, "utf8")).toBe(byHand);
  });

  it.each([
    ["a byte order mark", `\uFEFF${FEATURES}`, "E_ENCODING"],
    ["a key twice", FEATURES.replace("dunning", "refunds"), "E_VOCAB"],
    ["a comma too many", FEATURES.replace("]", ",]"), "E_VOCAB"],
    ["a comment", FEATURES.replace("{\n", "{ // mine\n"), "E_VOCAB"],
  ])("refuses a file with %s and touches nothing", async (_name, features, code) => {
    await using workspace = await workspaceOf({ "vocab/features.json": features, "vocab/rejected.json": REJECTED });
    const { root } = workspace;
    const before = await snapshotTree(root);
    for (const [, change] of CHANGES) {
      await expect(editVocabulary({ change, dryRun: false }, at(root))).rejects.toMatchObject({ code });
    }
    expect(diffTrees(before, await snapshotTree(root))).toEqual([]);
  });
});
