import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { copyFixture, testContext } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { enrich } from "./enrich.ts";
import { why } from "./why.ts";

const ALL = { modules: [], dryRun: false };

describe("why", () => {
  it("explains a field that was withheld, also among all fields and before anything was written", async () => {
    await using workspace = await copyFixture("aurora");
    const context = testContext(workspace.root);
    const { report } = await enrich({ ...ALL, dryRun: true }, context);
    const withheld = report.modules.flatMap(({ module, withheld: each }) => each.map((one) => ({ module, ...one })));
    expect(withheld).toHaveLength(4);
    for (const { module, field, reason, needs } of withheld) {
      const told = { field, value: null, withheld: { reason, needs }, outdated: null, evidence: [] };
      const [asked, all] = [await why({ module, field }, context), await why({ module, field: undefined }, context)];
      expect(asked.fields).toMatchObject([told]);
      expect(all.fields.find((each) => each.field === field)).toEqual(asked.fields[0]);
    }
    await expect(why({ module: "labs_recommender", field: "feature" }, context)).rejects.toMatchObject({
      code: "E_NO_FIELD",
      hint: "Did you mean features?",
    });
  });

  it("cites for a symbol what the symbol cites, and for all symbols everything", async () => {
    await using workspace = await copyFixture("aurora");
    const context = testContext(workspace.root);
    await enrich(ALL, context);
    const { apis } = JSON.parse(await readFile(join(workspace.root, "src/identity/module.manifest.json"), "utf8"));
    const cited = apis.AccessDenied.provenance as string[];
    const explained = ["apis", "apis.AccessDenied", "apis.AccessDenied.doc_ok"].map(async (field) => {
      const { fields } = await why({ module: "identity", field }, context);
      return fields.flatMap(({ evidence }) => evidence.map(({ source }) => source));
    });
    const [whole, symbol, part] = await Promise.all(explained);
    expect({ symbol, part }).toEqual({ symbol: cited, part: cited });
    expect(whole?.length).toBeGreaterThan(cited.length);
  });
});
