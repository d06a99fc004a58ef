import type { QueueItem } from "@t4/contracts";
import { listDisorders } from "@t4/vocab";
import type { QueueFacts } from "../../facts.ts";
import { defineGate, type GateFinding } from "../../gate.ts";

const REBUILD = "Run `t4 enrich`, which rebuilds the queue.";

/** The review queue asks only what is still to be decided, in the order that T4 gives it. */
export const gate = defineGate({
  id: "queue",
  question: "Is the review queue well-formed, sorted, without duplicates, and without what is decided?",
  counts: "items",
  needs: ["queue"],
  codes: {
    malformed: { says: "The file holds no review queue.", fix: "Rebuild it with `t4 enrich`." },
    merged: {
      says: "A merge left the file so that other tools cannot read it.",
      fix: "Let `t4 enrich` write it clean.",
    },
    duplicate: {
      says: "An item of this kind and phrase is in the queue already.",
      fix: "Let `t4 enrich` write it clean.",
    },
    unsorted: { says: "An item stands behind one that belongs after it.", fix: "Let `t4 enrich` write it clean." },
    mapped: {
      says: "A phrase waits for a key, and the vocabulary has one for it.",
      fix: "Rebuild the queue with `t4 enrich`.",
    },
    rejected: {
      says: "A phrase waits though somebody rejected it.",
      fix: "Rebuild the queue with `t4 enrich`.",
    },
    "module-gone": {
      says: "An item names a module that the workspace does not have.",
      fix: "Rebuild the queue with `t4 enrich`.",
    },
  },
  judge({ queue }) {
    const { file, items, problem, merged } = queue;
    const faults = [
      ...(problem === undefined ? [] : [{ ...faultAt(problem), code: "malformed" }]),
      ...(merged === undefined ? [] : [{ ...faultAt(merged), code: "merged" }]),
    ];
    const inapplicable = items === undefined ? `there is no ${file.path}` : `${file.path} holds no items`;
    return {
      findings: [...faults, ...(items === undefined ? [] : judgeItems(items, queue))],
      measured: items?.length ?? 0,
      unmeasured: [...(queue.unmeasured ?? [])],
      inapplicable,
    };
  },
});

function faultAt({ file, line, column, message, fix }: NonNullable<QueueFacts["problem"]>): Omit<GateFinding, "code"> {
  return { file, line, column, message, fix, subject: "" };
}

function judgeItems(items: readonly QueueItem[], { file, vocabulary, modules }: QueueFacts): GateFinding[] {
  const finding = (code: string, pointer: string, item: QueueItem, message: string): GateFinding => {
    return { code, file: file.path, ...file.at(pointer), pointer, message, fix: REBUILD, subject: subjectOf(item) };
  };
  const disorders = listDisorders(items).map(({ index, why }) => {
    const item = items[index] as QueueItem;
    const message =
      why === "duplicate"
        ? `${shown(item)} is in the queue twice as ${item.kind}`
        : `${shown(item)} stands behind ${shown(items[index - 1] as QueueItem)}, which belongs after it`;
    return finding(why, `/items/${index}`, item, message);
  });
  const decided = items.flatMap((item, index): GateFinding[] => {
    const key = item.kind === "unmapped" ? vocabulary.match(item.normalized)?.key : undefined;
    const found = (code: string, message: string): GateFinding[] => [
      finding(code, `/items/${index}/phrase`, item, message),
    ];
    if (isPhrase(item) && vocabulary.isRejected(item.normalized))
      return found("rejected", `${shown(item)} waits, and is rejected`);
    return key === undefined ? [] : found("mapped", `${shown(item)} waits for a key, and leads to ${key}`);
  });
  const gone = items.flatMap((item, index) =>
    item.modules.flatMap(({ module }, place) => {
      if (modules.has(module)) return [];
      const message = `${shown(item)} names the module ${JSON.stringify(module)}, which is not there`;
      const at = finding("module-gone", `/items/${index}/modules/${place}/module`, item, message);
      return [{ ...at, subject: `${at.subject}\n${module}` }];
    }),
  );
  return [...disorders, ...decided, ...gone];
}

/** Items of the other kinds name a field. */
function isPhrase({ kind }: QueueItem): boolean {
  return kind === "unmapped" || kind === "weak";
}

function shown({ phrase }: QueueItem): string {
  return JSON.stringify(phrase);
}

function subjectOf({ kind, normalized }: QueueItem): string {
  return `${kind}\n${normalized}`;
}
