import { sha256, type FieldOutcome } from "@t4/core";
import { parseContextDocument } from "@t4/readers";
import { validateManifest } from "@t4/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extractDescription } from "./description.ts";
import type { AcceptedFeature } from "./features.ts";

const SEED = 20_261_121;

function features(...keys: string[]): AcceptedFeature[] {
  return keys.map((key) => ({ key, evidence: 2, confidence: "high" }));
}

async function describeModule(
  texts: string | string[],
  accepted = features("payments.refunds"),
  components = 2,
): Promise<FieldOutcome> {
  const sources = [texts].flat().map((text, i) => ({ path: `m/D${i}.md`, sha: sha256(text), text }));
  return extractDescription(await Promise.all(sources.map(parseContextDocument)), accepted, components, "billing");
}

async function textOf(...given: Parameters<typeof describeModule>): Promise<string> {
  const outcome = await describeModule(...given);
  return outcome.outcome === "signal" ? (outcome.signal.value as string) : JSON.stringify(outcome);
}

const LONG =
  "Billing turns usage records into invoices and collects them through two payment providers. It owns money: nothing else in the monorepo may change a balance. A third sentence follows here.";

describe("the description", () => {
  it("takes whole sentences and counts components in correct English", async () => {
    expect(await textOf(`# Billing\n\n${LONG}\n`, undefined, 1)).toBe(
      "Billing turns usage records into invoices and collects them through two payment providers. It owns money: nothing else in the monorepo may change a balance. Provides payments.refunds across 1 component.",
    );
    expect(await textOf(`# Billing\n\n${LONG}\n`, undefined, 0)).toMatch(/ across 0 components\.$/);
  });

  it("skips badges, notes, lists, fences and introductions to lists, and strips what is no prose", async () => {
    const text = `# 🚀 Billing ✨\n[![build](https://x.example/b.svg)](https://x.example)\n\n> **Note:** moved\n\n**Status:** stable for now and for all of next year\n\n[Docs](a) | [API](b) | [Chat](c)\n\n\`\`\`\nA code sentence that is not read at all here.\n\`\`\`\n\n- a bullet of many words that is none\n\nBilling 💳 turns [usage records](u.md) into **invoices** and \`collects\` them through two payment providers, see https://x.example/y for more ✅. It offers:\n\n- x\n`;
    expect(await textOf(text, features("payments.refunds", "payments.dunning"))).toBe(
      "Billing turns usage records into invoices and collects them through two payment providers, see for more. Provides payments.dunning and payments.refunds across 2 components.",
    );
  });

  it("does not stop at abbreviations, versions and decimals", async () => {
    const text =
      "# Billing\n\nBilling works with several payment providers, e.g. NorthPay v1.2 or newer, at rates of 3.5 percent, i.e. Less than others. It owns money.\n";
    expect(await textOf(text)).toBe(
      "Billing works with several payment providers, e.g. NorthPay v1.2 or newer, at rates of 3.5 percent, i.e. Less than others. It owns money. Provides payments.refunds across 2 components.",
    );
  });

  it("names more features when the text is short, and says when it stays short", async () => {
    const text = "# Billing\n\nBilling turns usage records into invoices, and collects them too.\n";
    const keys = features("payments.dunning", "payments.idempotency", "payments.invoicing", "payments.refunds");
    expect(await textOf(text, keys)).toBe(
      "Billing turns usage records into invoices, and collects them too. Provides payments.dunning, payments.idempotency, payments.invoicing and payments.refunds across 2 components.",
    );
    expect(await describeModule(text, keys.slice(0, 2))).toMatchObject({
      signal: {
        confidence: "low",
        reasons: ["length:short", "feature:payments.dunning", "feature:payments.idempotency", "components:2"],
      },
    });
  });

  it("keeps questions and exclamations as they are, and never cuts one", async () => {
    const asks =
      "Billing collects money through two payment providers, for every product line. Does it charge twice? Never!";
    expect(await textOf(`# Billing\n\n${asks} ${"And it goes on, for a while, ".repeat(9)}and on?\n`)).toBe(
      `${asks} Provides payments.refunds across 2 components.`,
    );
    const more =
      "It collects money through two payment providers, for every product line of the company and its shops.";
    expect(await textOf(`# Billing\n*Who pays, and when?!*\n\n${more}\n`)).toMatch(
      /^Billing: Who pays, and when\? It /,
    );
    const question = `Does Billing ${"turn usage into invoices, and ".repeat(8)}stop?`;
    expect(await describeModule(`# Billing\n\n${question}\n`)).toMatchObject({ outcome: "withheld" });
  });

  it("comes from the most trusted document that has a paragraph", async () => {
    const outcome = await describeModule(["# Notes\n- only: bullets\n", `# Billing\n\n${LONG}\n`]);
    expect(outcome).toMatchObject({ signal: { provenance: ["D1.md#L1-L3"] } });
  });

  it("cites title and paragraph apart where something stands between them", async () => {
    const outcome = await describeModule(`# Billing\n\n- a\n\n## Purpose\n\n${LONG}\n`);
    expect(outcome).toMatchObject({ signal: { provenance: ["D0.md#L1", "D0.md#L7"] } });
  });

  it("is withheld without features, without prose, and when too short", async () => {
    expect(await describeModule(`# Billing\n\n${LONG}\n`, [])).toMatchObject({ outcome: "withheld" });
    expect(await describeModule("# Billing\n- a: b\n")).toMatchObject({ outcome: "withheld" });
    expect(await describeModule("# Billing\n\nIt turns usage into paper.\n")).toMatchObject({ outcome: "withheld" });
    expect(await describeModule([])).toMatchObject({ outcome: "withheld" });
  });

  it("keeps the first letter of a name, and makes that of a word small", async () => {
    const prose =
      "It draws tables for people, from usage records that python scripts of other teams have left behind somewhere.";
    expect(await textOf(`# Billing\n*Invoices for Northwind*\n\n${prose}\n`)).toMatch(
      /^Billing: Invoices for Northwind\. It/,
    );
    expect(await textOf(`# Billing\n*Tables for Northwind*\n\n${prose}\n`)).toMatch(
      /^Billing: tables for Northwind\. It/,
    );
  });

  it("cuts a long sentence at a clause or a word, never inside one", async () => {
    const sentence = `Billing ${"turns many kinds of usage records into invoices, and ".repeat(8)}is done`;
    const text = await textOf(`# Billing\n\n${sentence}.\n`);
    expect(text).toMatch(/^Billing turns .* records into invoices\. Provides payments\.refunds across 2 components\.$/);
  });
});

const word = fc.constantFrom(
  "usage",
  "records",
  "into",
  "the",
  "invoices,",
  "e.g.",
  "v1.2",
  "money:",
  "and",
  "of",
  "Northwind",
  "ünïcode",
  "🚀",
  "(see",
  "below)",
  "—",
  "collects",
);
const sentence = fc
  .tuple(fc.array(word, { minLength: 3, maxLength: 40 }), fc.constantFrom(".", "!", "?", ":", ""))
  .map(([words, end]) => `Billing ${words.join(" ")}${end}`);
const keys = fc.uniqueArray(fc.constantFrom("a.b", "payments.refunds", "observability.structured_logging", "x.y_z"), {
  minLength: 1,
});

describe(`any prose, seed ${SEED}`, () => {
  it("gives a description that the schema takes and that keeps its promises, or none", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(sentence, { minLength: 1, maxLength: 4 }),
        fc.option(fc.constantFrom("*Invoices and refunds*", "> For every product line.", "**Money!**")),
        keys,
        fc.nat(12),
        async (sentences, subtitle, accepted, components) => {
          const source = `# 💳 Billing\n${subtitle ?? ""}\n\n${sentences.join(" ")}\n`;
          const outcome = await describeModule(source, features(...accepted), components);
          if (outcome.outcome !== "signal") return;
          const value = outcome.signal.value as string;
          expect(validateManifest({ module: "billing", description: value })).toEqual([]);
          expect(Array.from(value).length).toBeLessThanOrEqual(220);
          expect(Array.from(value).length >= 160).toBe(outcome.signal.reasons.includes("length:ok"));
          expect(value).toMatch(/[^.]\.$/);
          expect(accepted.some((key) => value.includes(key))).toBe(true);
          expect(value).toContain(` across ${components} component${components === 1 ? "" : "s"}.`);
          const known = new Set(
            `${source} provides and across component components ${accepted.join(" ")} ${components}`
              .toLowerCase()
              .match(/[\p{L}\p{N}]+/gu),
          );
          for (const part of value.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) expect(known).toContain(part);
        },
      ),
      { seed: SEED, numRuns: 1_000 },
    );
  });
});
