import { validateQueue, type ReviewQueue, type VocabularyData } from "@t4/contracts";
import { formatJson, type JsonValue } from "@t4/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addSynonym, rejectPhrase } from "./edits.ts";
import { normalizePhrase } from "./normalize.ts";
import type { PhraseSighting, QueueModule } from "./queue-places.ts";
import { buildQueue, diffQueues } from "./queue.ts";
import { compileVocabulary } from "./vocabulary.ts";

const SEED = Date.now() % 2 ** 31;
const NOW = "2026-11-21T09:00:00Z";
const LATER = "2026-12-01T09:00:00Z";

const data: VocabularyData = {
  features: { "payments.refunds": { title: "Refunds", category: "payments", synonyms: ["partial refunds"] } },
  capabilities: {},
  tags: [],
  rejected: ["misc stuff"],
};
const vocabulary = compileVocabulary(data);

function sighting(phrase: string, source: string, kind: PhraseSighting["kind"] = "unmapped"): PhraseSighting {
  return { kind, phrase, normalized: normalizePhrase(phrase), source };
}

function moduleOf(module: string, ...phrases: PhraseSighting[]): QueueModule {
  return { module, phrases, withheld: [], conflicts: [] };
}

function build(
  evaluated: QueueModule[],
  previous?: ReviewQueue,
  now = NOW,
  modules = ["billing", "shop", "users"],
): ReviewQueue {
  return buildQueue({ evaluated, modules, previous, vocabulary, now });
}

describe("buildQueue", () => {
  const billing = moduleOf(
    "billing",
    sighting("Dunning schedule", "claude.me#L9"),
    sighting("dunning schedule", "claude.me#L10"),
    sighting("Dunning schedule", "claude.me#L9"),
    sighting("Refunds", "claude.me#L12", "weak"),
    sighting("Installation", "claude.me#L14"),
    sighting("Misc stuff", "claude.me#L15"),
    sighting("1.2.3", "claude.me#L16"),
    sighting("Refunds", "claude.me#L17"),
  );
  const shop = moduleOf(
    "shop",
    sighting("dunning schedule", "README.md#L3"),
    sighting("Partial refund", "README.md#L4"),
  );
  const whole = build([billing, shop]);

  it("counts places, shows the usual wording and leaves out what needs no decision", () => {
    expect(whole.items.map(({ kind, phrase, count }) => [kind, phrase, count])).toEqual([
      ["unmapped", "dunning schedule", 3],
      ["unmapped", "Partial refund", 1],
      ["weak", "Refunds", 1],
    ]);
    expect(whole.items[0]?.modules).toEqual([
      { module: "billing", source: "claude.me#L9", phrase: "Dunning schedule" },
      { module: "billing", source: "claude.me#L10" },
      { module: "shop", source: "README.md#L3" },
    ]);
    expect(validateQueue(asJson(whole))).toEqual([]);
    expect(whole.items[1]?.suggestion).toEqual({ key: "payments.refunds", score: expect.any(Number) });
    expect(whole.items[2]?.suggestion).toEqual({ key: "payments.refunds", score: 1 });
    expect(whole.items.every((item) => item.first_seen === NOW && item.status === "open")).toBe(true);
  });

  it("is the same again, whatever the order, with the first sighting kept", () => {
    expect(formatJson(asJson(build([shop, billing], whole, LATER)))).toBe(formatJson(asJson(whole)));
  });

  it("keeps the places of modules that were not evaluated, and drops those of modules that are gone", () => {
    expect(build([shop], whole, LATER)).toEqual(whole);
    expect(build([billing], whole, LATER)).toEqual(whole);
    expect(build([moduleOf("shop")], whole, LATER).items.map((item) => item.count)).toEqual([2, 1]);
    expect(build([], whole, LATER, ["shop"])).toEqual(build([shop]));
  });

  it("asks the vocabulary again about what it carries", () => {
    const promoted = compileVocabulary(addSynonym(data, "payments.refunds", "Dunning schedule"));
    const rejecting = compileVocabulary(rejectPhrase(data, "dunning schedule"));
    for (const next of [promoted, rejecting]) {
      const queue = buildQueue({
        evaluated: [],
        modules: ["billing", "shop"],
        previous: whole,
        vocabulary: next,
        now: LATER,
      });
      expect(queue.items.map((item) => item.normalized)).toEqual(["partial refund", "refunds"]);
    }
    const empty = compileVocabulary({ ...data, features: {} });
    const queue = buildQueue({
      evaluated: [],
      modules: ["billing", "shop"],
      previous: whole,
      vocabulary: empty,
      now: LATER,
    });
    expect(queue.items.find((item) => item.normalized === "refunds")?.kind).toBe("unmapped");
  });

  it("carries both values of a conflict and the needs of a withheld field", () => {
    const queue = build([
      {
        module: "billing",
        phrases: [],
        withheld: [
          {
            field: "description",
            reason: "no accepted feature",
            needs: "a feature in two patterns",
            confidence: "low",
          },
        ],
        conflicts: [{ field: "features", current: ["a.b"], proposed: ["c.d"], source: "claude.me#L8" }],
      },
    ]);
    expect(validateQueue(asJson(queue))).toEqual([]);
    expect(queue.items.map(({ kind, phrase, modules }) => [kind, phrase, modules])).toEqual([
      [
        "conflict",
        "features",
        [{ module: "billing", source: "claude.me#L8", field: "features", current: ["a.b"], proposed: ["c.d"] }],
      ],
      [
        "withheld",
        "description",
        [
          {
            module: "billing",
            source: "module.manifest.json",
            field: "description",
            reason: "no accepted feature",
            needs: "a feature in two patterns",
            confidence: "low",
          },
        ],
      ],
    ]);
    expect(build([shop], queue, LATER).items).toEqual(expect.arrayContaining(queue.items));
  });

  it("drops a conflict whose proposed text was rejected", () => {
    const conflicts = [{ field: "description", current: "Mine.", proposed: "Misc: stuff.", source: "claude.me#L1-L5" }];
    expect(build([{ module: "billing", phrases: [], withheld: [], conflicts }]).items).toEqual([]);
  });

  it(`is the same built at once or module by module (seed ${SEED})`, () => {
    const phrase = fc.constantFrom(
      "Dunning schedule",
      "dunning schedule",
      "DUNNING SCHEDULE",
      "Ledger",
      "ledger",
      "Refunds",
      "Usage",
      "misc stuff",
    );
    const sightings = fc.array(
      fc.tuple(phrase, fc.integer({ min: 1, max: 12 }), fc.constantFrom("weak" as const, "unmapped" as const)),
      { maxLength: 6 },
    );
    const names = ["billing", "shop", "users"];
    fc.assert(
      fc.property(
        fc.tuple(sightings, sightings, sightings),
        fc.tuple(sightings, sightings, sightings),
        (before, after) => {
          const modulesOf = (lists: typeof before): QueueModule[] =>
            lists.map((list, index) =>
              moduleOf(
                names[index] as string,
                ...list.map(([text, line, kind]) => sighting(text, `a.md#L${line}`, kind)),
              ),
            );
          const start = build(modulesOf(before));
          const atOnce = build(modulesOf(after), start, LATER);
          const stepwise = modulesOf(after).reduce<ReviewQueue>((queue, one) => build([one], queue, LATER), start);
          expect(withoutDates(stepwise)).toEqual(withoutDates(atOnce));
          expect(build(modulesOf(after), atOnce, "2027-01-01T00:00:00Z")).toEqual(atOnce);
        },
      ),
      { numRuns: 1000, seed: SEED },
    );
  });
});

describe("diffQueues", () => {
  it("counts items that came and went", () => {
    const before = build([moduleOf("billing", sighting("Ledger", "a.md#L1"), sighting("Invoicer", "a.md#L2"))]);
    const after = build([
      moduleOf(
        "billing",
        sighting("Ledger", "a.md#L7"),
        sighting("Dunning", "a.md#L8"),
        sighting("Clock work", "a.md#L9"),
      ),
    ]);
    expect(diffQueues(before, after)).toEqual({ added: 2, removed: 1 });
    expect(diffQueues(undefined, before)).toEqual({ added: 2, removed: 0 });
  });
});

function asJson(queue: ReviewQueue): JsonValue {
  return queue as unknown as JsonValue;
}

/** An item that goes and comes back within the steps is seen anew, so dates may differ. */
function withoutDates(queue: ReviewQueue): unknown {
  return queue.items.map((item) => Object.assign({}, item, { first_seen: NOW }));
}
