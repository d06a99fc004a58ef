import { sha256 } from "@t4/core";
import { parseContextDocument } from "@t4/readers";
import { compileVocabulary } from "@t4/vocab";
import { expect, it } from "vitest";
import { extractComponents } from "./components.ts";
import { extractDescription } from "./description.ts";
import { extractFeatures } from "./features.ts";

const TEXT = `# 💳 Billing
*Invoices, refunds and dunning for every product line*

Billing turns usage records into invoices and collects them through two payment providers. It owns money: nothing else
in the monorepo may change a balance.

## ✨ Features
- **Idempotent payments**: a retried charge is charged once
• **Dunning schedule** – reminders on day 3, 7 and 14

## Idempotent payments
Every charge carries a key; see \`charge()\`.

## Components
### Ledger
### Invoicer
`;

const vocabulary = compileVocabulary({
  features: {
    "payments.idempotency": { title: "Payment idempotency", category: "payments", synonyms: ["idempotent payments"] },
  },
  capabilities: {},
  tags: [],
  rejected: [],
});

it("gives for the specification's worked example exactly what it says", async () => {
  const source_sha = sha256(TEXT);
  const documents = [await parseContextDocument({ path: "billing/claude.me", sha: source_sha, text: TEXT })];
  const features = extractFeatures(documents, vocabulary, { min_confidence: "medium" });
  const components = extractComponents(documents);
  expect(features.outcome).toEqual({
    field: "features",
    extractor: "features",
    outcome: "signal",
    signal: {
      value: ["payments.idempotency"],
      provenance: ["claude.me#L8", "claude.me#L11"],
      confidence: "high",
      reasons: ["pattern:heading+bullet", "synonym:exact", "evidence:2"],
      source_sha,
    },
  });
  expect(features.phrases).toEqual([
    { kind: "unmapped", phrase: "Dunning schedule", normalized: "dunning schedule", source: "claude.me#L9" },
  ]);
  expect(components).toMatchObject({
    names: ["Invoicer", "Ledger"],
    outcome: { outcome: "signal", signal: { value: ["Invoicer", "Ledger"], confidence: "high" } },
  });
  expect(extractDescription(documents, features.accepted, components.names.length, "billing")).toEqual({
    field: "description",
    extractor: "description",
    outcome: "signal",
    signal: {
      value:
        "Billing: invoices, refunds and dunning for every product line. Turns usage records into invoices and collects them through two payment providers. Provides payments.idempotency across 2 components.",
      provenance: ["claude.me#L1-L5"],
      confidence: "medium",
      reasons: ["length:ok", "feature:payments.idempotency", "components:2"],
      source_sha,
    },
  });
});
