import { showValue } from "@t4/contracts";
import { formatPointer, isJsonObject, type JsonValue, shellWord } from "@t4/core";
import type { EnrichmentChange, EnrichmentFacts, FieldEdit } from "../../facts.ts";
import { defineGate, type GateFinding } from "../../gate.ts";
import { sentenceOf } from "../../unreadable.ts";

/** Manifests and the review queue are as an enrichment now would leave them. */
export const gate = defineGate({
  id: "idempotency",
  question: "Would enriching again change nothing?",
  counts: "modules",
  needs: ["enrichment"],
  codes: {
    "fields-absent": {
      says: "The evidence gives fields that the manifest does not have.",
      fix: "Run `t4 enrich`.",
    },
    "field-outdated": {
      says: "The evidence says something else than the field.",
      fix: "Run `t4 enrich`.",
    },
    "provenance-outdated": {
      says: "The value is what the evidence says, and its provenance is not.",
      fix: "Run `t4 enrich`.",
    },
    "queue-outdated": { says: "The review queue is not what the evidence leaves open.", fix: "Run `t4 enrich`." },
    "merge-unrecorded": {
      says: "A merge made the manifest out of several branches, and no run recorded that.",
      fix: "Run `t4 enrich`, which records it.",
    },
  },
  judge({ enrichment }) {
    const { composed, changes, queue, merged, failed } = enrichment;
    return {
      findings: [
        ...changes.flatMap(judgeChange),
        ...(queue === undefined ? [] : [judgeQueue(queue)]),
        ...merged.map(({ module, file, message, fix }) => {
          return { code: "merge-unrecorded", module, file, message, fix, subject: file };
        }),
      ],
      measured: composed,
      // One report can fail many modules.
      unmeasured: [...new Set(failed.map(sentenceOf))],
      inapplicable: "there is no module",
    };
  },
});

const PROVENANCE = "_provenance.";

/** One finding for all fields that are not there yet, and one for each that would change: a value takes its provenance with it. */
function judgeChange(change: EnrichmentChange): GateFinding[] {
  const { module, file, edits } = change;
  const changed = new Set(edits.map(({ field }) => field));
  const absent = edits.filter(({ field, old }) => old === undefined && !field.startsWith(PROVENANCE));
  const present = edits.filter((edit) => !absent.includes(edit));
  const found = present.flatMap((edit): GateFinding[] => {
    const { field } = edit;
    const isEvidence = field.startsWith(PROVENANCE);
    const name = isEvidence ? field.slice(PROVENANCE.length) : field;
    if (isEvidence && changed.has(name)) return [];
    const pointer = formatPointer(isEvidence ? ["_provenance", name] : field.split("."));
    return [
      {
        code: isEvidence ? "provenance-outdated" : "field-outdated",
        module,
        file: file.path,
        ...file.at(pointer),
        pointer,
        subject: field,
        message: isEvidence ? `the provenance of ${name} ${wordEdit(edit)}` : `${name} ${wordEdit(edit)}`,
        fix: `Run \`t4 enrich --module ${shellWord(module)}\`.`,
      },
    ];
  });
  return [...(absent.length === 0 ? [] : [judgeAbsent(change, absent)]), ...found];
}

function judgeAbsent({ module, file }: EnrichmentChange, absent: readonly FieldEdit[]): GateFinding {
  const fields = absent.map(({ field }) => field);
  return {
    code: "fields-absent",
    module,
    file: file.path,
    ...file.at(""),
    pointer: "",
    subject: fields.join(" "),
    message: `the evidence gives ${fields.join(", ")}, and the manifest has no such ${fields.length === 1 ? "field" : "fields"}`,
    fix: `Run \`t4 enrich --module ${shellWord(module)}\`.`,
  };
}

function wordEdit({ old, new: next }: FieldEdit): string {
  if (old === undefined) return "is not there";
  if (next === undefined) return "has no evidence any more";
  const [before, after] = [partsOf(old), partsOf(next)];
  if (before === undefined || after === undefined) return wordValues(showValue(old), showValue(next));
  const told = [
    ["would gain", [...after.keys()].filter((key) => !before.has(key))],
    ["would lose", [...before.keys()].filter((key) => !after.has(key))],
    ["would change in", [...after].filter(([key, part]) => isOther(key, before.get(key), part)).map(([key]) => key)],
  ] as const;
  const words = told.filter(([, keys]) => keys.length > 0).map(([verb, keys]) => `${verb} ${shown(keys)}`);
  return words.length === 0 ? "is not what the evidence says now" : words.join(", ");
}

function isOther(key: string, before: string | undefined, after: string): boolean {
  return key !== TIME && before !== undefined && before !== after;
}

function wordValues(before: string, after: string): string {
  return before === after ? "is not what the evidence says now" : `is ${before}, and by the evidence ${after}`;
}

/** The members of an object by name, or the texts of a list; undefined for anything else. */
function partsOf(value: JsonValue): Map<string, string> | undefined {
  if (isJsonObject(value)) {
    return new Map(Object.entries(value).map(([key, part]) => [key, JSON.stringify(part)]));
  }
  const isTexts = Array.isArray(value) && value.every((part) => typeof part === "string");
  return isTexts ? new Map(value.map((part) => [part as string, ""])) : undefined;
}

function count(items: number): string {
  return items === 1 ? "1 item" : `${items} items`;
}

const SHOWN = 3;
/** Changes with anything else in an entry, and explains nothing. */
const TIME = "extracted_at";

function shown(keys: readonly string[]): string {
  const more = keys.length > SHOWN ? ` and ${keys.length - SHOWN} more` : "";
  return `${keys.slice(0, SHOWN).map(showValue).join(", ")}${more}`;
}

function judgeQueue({ path, added, removed }: NonNullable<EnrichmentFacts["queue"]>): GateFinding {
  const told = [
    ...(added > 0 ? [`lacks ${count(added)}`] : []),
    ...(removed > 0 ? [`holds ${count(removed)} that would go`] : []),
  ];
  const what = told.length === 0 ? "would be written anew" : told.join(", and ");
  const message = `${path} is not what the evidence leaves open: it ${what}`;
  return { code: "queue-outdated", file: path, message, fix: "Run `t4 enrich`.", subject: "" };
}
