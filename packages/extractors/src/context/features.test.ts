import { sha256, type Confidence } from "@t4/core";
import { parseContextDocument, type ContextDocument } from "@t4/readers";
import { compileVocabulary } from "@t4/vocab";
import { describe, expect, it } from "vitest";
import { extractFeatures, type FeatureExtraction } from "./features.ts";

const entry = (title: string, ...synonyms: string[]) => ({ title, category: "test", synonyms });
const vocabulary = compileVocabulary({
  features: {
    "payments.idempotency": entry("Payment idempotency", "idempotent payments"),
    "payments.refunds": entry("Refunds", "refund handling"),
    "payments.dunning": entry("Dunning", "dunning schedule"),
    ...Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`many.n${i}`, entry(`Number ${i} thing`)])),
  },
  capabilities: {},
  tags: [],
  rejected: [],
});

function read(text: string, name = "claude.me"): Promise<ContextDocument> {
  return parseContextDocument({ path: `billing/${name}`, sha: sha256(text), text });
}

async function extract(text: string, min_confidence: Confidence = "medium"): Promise<FeatureExtraction> {
  return extractFeatures([await read(text)], vocabulary, { min_confidence });
}

async function accepted(text: string, min_confidence?: Confidence): Promise<string[]> {
  const { accepted: features } = await extract(text, min_confidence);
  return features.map(({ key, evidence, confidence }) => `${key} ${evidence} ${confidence}`);
}

async function sightings(text: string): Promise<string[]> {
  return (await extract(text)).phrases.map(({ kind, phrase, source }) => `${kind} ${phrase} ${source}`);
}

describe("minimum evidence", () => {
  it.each([
    ["## Refunds\n- **Refunds**: x\n", ["payments.refunds 2 high"]],
    ["## Refunds\n\n| Refunds | x |\n|---|---|\n", ["payments.refunds 2 high"]],
    ["- Refunds: x\n\nOur **refunds** are fast.\n", ["payments.refunds 2 high"]],
    ["## How refund handling works\n- Refunds: x\n", ["payments.refunds 2 medium"]],
    ["## Refunds\n\n## Refunds\n\n## Refunds\n\n## Refunds\n\ntext\n", []],
    [`${"## Refunds\n\n".repeat(5)}text\n`, ["payments.refunds 5 medium"]],
    ["- **Refunds**: x\n- **Refunds**: y\n", []],
    ["- **Refunds**\n", []],
    ["## **Refunds**\n\ntext\n", []],
    ["| **Refunds** | x |\n|---|---|\n", []],
    ["## Refunds\n```\n- **Refunds**: x\n```\n", []],
    ["### **Idempotent payments** (`charge.py`)\n- Idempotent payments (beta): x\n", ["payments.idempotency 2 high"]],
    ["## 3. Dunning schedule:\n- ✅ **Dunning**: x\n", ["payments.dunning 2 high"]],
    ["## Refunds – how they work\n- **Refunds** within 30 days\n", ["payments.refunds 2 high"]],
    ["## payments.refunds\n- `payments.refunds`: x\n", ["payments.refunds 2 high"]],
  ])("%j", async (text, features) => {
    expect(await accepted(text)).toEqual(features);
  });

  it("is judged over all documents together", async () => {
    const documents = [await read("## Refunds\n\ntext\n"), await read("- Refunds: x\n", "README.md")];
    const { outcome } = extractFeatures(documents, vocabulary, { min_confidence: "medium" });
    expect(outcome).toMatchObject({ signal: { provenance: ["claude.me#L1", "README.md#L1"] } });
  });

  it("is not found in drafts", async () => {
    const documents = [await read("---\nstatus: draft\n---\n## Refunds\n- Refunds: x\n")];
    expect(extractFeatures(documents, vocabulary, { min_confidence: "medium" }).outcome).toEqual({
      field: "features",
      extractor: "features",
      outcome: "absent",
    });
  });

  it("must reach min_confidence, and never is low", async () => {
    const text = "## How refund handling works\n- Refunds: x\n\n## Dunning\n- Dunning\n\n## Payment idempotency\n";
    expect(await accepted(text, "high")).toEqual(["payments.dunning 2 high"]);
    expect(await accepted(text, "low")).toEqual(["payments.dunning 2 high", "payments.refunds 2 medium"]);
  });
});

describe("the signal", () => {
  it("names patterns, ways of matching and how much evidence there is, and is as sure as its weakest key", async () => {
    const { outcome } = await extract(
      "## Refunds\n- **Refunds**: x\n\nHow **refund handling** works.\n\n## Dunning\n- our dunning schedule: y\n",
    );
    expect(outcome).toMatchObject({
      signal: {
        value: ["payments.dunning", "payments.refunds"],
        provenance: ["claude.me#L1", "claude.me#L2", "claude.me#L4", "claude.me#L6", "claude.me#L7"],
        confidence: "medium",
        reasons: ["pattern:heading+bullet+bold", "synonym:exact+contained", "evidence:5"],
      },
    });
  });

  it("cites every line of a phrase that wraps, and a line once", async () => {
    const { outcome } = await extract("- **Idempotent\n  payments**: and **idempotent payments**\n");
    expect(outcome).toMatchObject({ signal: { provenance: ["claude.me#L1-L2", "claude.me#L2"] } });
    const { outcome: twice } = await extract("- **Refunds**: and **refunds**\n");
    expect(twice).toMatchObject({
      signal: { provenance: ["claude.me#L1"], reasons: expect.arrayContaining(["evidence:2"]) },
    });
  });

  it("holds at most 15 keys, those with most evidence", async () => {
    const text = Array.from(
      { length: 20 },
      (_, i) => `## Number ${i} thing\n${`- Number ${i} thing\n`.repeat(i < 10 ? 1 : 2)}`,
    ).join("\n");
    const { outcome, accepted: features } = await extract(text);
    expect(features.length).toBe(15);
    expect(features.filter(({ evidence }) => evidence === 3).length).toBe(10);
    expect(features.map(({ key }) => key)).toEqual(features.map(({ key }) => key).sort());
    expect(outcome).toMatchObject({ signal: { reasons: expect.arrayContaining(["limit:15"]) } });
  });

  it("is withheld when all evidence is weak", async () => {
    expect((await extract("## Refunds\n\ntext\n")).outcome).toMatchObject({
      outcome: "withheld",
      withheld: { reason: "too little evidence for payments.refunds" },
    });
  });
});

describe("phrases for the queue", () => {
  it("are headings, leads and first cells that map to nothing, and weak ones of any pattern", async () => {
    const text =
      "# Billing\n\n## 📦 Bulk pricing (`bulk.py`):\n- **Gift cards** – x\n- Store credit: y\n\n| Plan | x |\n|---|---|\n| Net terms | y |\n\nSome **bold words** and **refunds**.\n";
    expect(await sightings(text)).toEqual([
      "unmapped Bulk pricing claude.me#L3",
      "unmapped Gift cards claude.me#L4",
      "unmapped Store credit claude.me#L5",
      "unmapped Net terms claude.me#L9",
      "weak refunds claude.me#L11",
    ]);
  });

  it("are not titles, boilerplate, components, code, or sentences", async () => {
    const text =
      "# Ledger of all money\n\n## Usage\n\n## Components\n### Journal keeper\n\n## `journal.py`\n- `post()`: posts\n- A whole sentence that says much about entries\n- When a customer asks for it twice: no\n";
    expect(await sightings(text)).toEqual([]);
  });
});
