import { formatPointer, getOwn, isJsonObject, type JsonObject, type JsonValue, shellWord } from "@t4/core";
import { citedBy, entryOf, isHuman, shaOf } from "../../extracted.ts";
import type { CitationFacts, GovernedModule } from "../../facts.ts";
import { defineGate, type GateFinding } from "../../gate.ts";
import { apiNames, valueAt } from "../../manifest-parts.ts";
import { unreadableManifests } from "../../unreadable.ts";
import { judgeCitations } from "./judge-citations.ts";

/** Every enriched field says where it comes from, what it cites is there, and its value is the one that the entry speaks of. */
export const gate = defineGate({
  id: "provenance",
  question: "Does every enriched field have provenance, with cited lines that exist and a value that matches?",
  counts: "enriched fields",
  needs: ["citations", "manifests"],
  codes: {
    missing: {
      says: "An enriched field has no entry in `_provenance`.",
      fix: "Let `t4 enrich` cite the evidence, or mark the value as a person's.",
    },
    empty: {
      says: "The entry of a field cites nothing.",
      fix: "Let `t4 fix` move an older spelling to its new name, or `t4 enrich` cite the evidence.",
    },
    "value-changed": {
      says: "The value is not the one that its provenance speaks of.",
      fix: "Let `t4 enrich` mark it as a person's, or hand it back with `t4 accept`.",
    },
    "value-unsealed": {
      says: "The entry has no `value_sha`, so that nobody can tell whether the value was changed since.",
      fix: "Let `t4 enrich` write it anew.",
    },
    "file-missing": {
      says: "A cited file is not there. Reports are another matter: a measurement may outlive its report.",
      fix: "Restore the file, or let `t4 enrich` cite what there is.",
    },
    "lines-missing": { says: "A cited file has no such lines.", fix: "Let `t4 enrich` cite the lines of now." },
    "not-evidence": {
      says: "A file is cited that lies out of the workspace, or that git or T4 keeps for itself.",
      fix: "Let `t4 enrich` cite the evidence.",
    },
  },
  judge({ citations, manifests }) {
    const judged = manifests.modules.map((module) => judgeModule(module, citations));
    return {
      findings: judged.flatMap(({ findings }) => findings),
      measured: judged.reduce((sum, { fields }) => sum + fields, 0),
      unmeasured: [...unreadableManifests(manifests), ...new Set(judged.flatMap(({ unmeasured }) => unmeasured))],
      inapplicable: "no manifest has an enriched field",
    };
  },
});

interface Judged {
  findings: GateFinding[];
  fields: number;
  unmeasured: string[];
}

function judgeModule(module: GovernedModule, citations: CitationFacts): Judged {
  const { manifest } = module;
  const present = citations.enrichedFields.flatMap((field) => {
    const value = valueAt(manifest, field.split("."));
    return value === undefined || isEmpty(value) ? [] : [{ field, value }];
  });
  const cited = [
    ...present.map(({ field }) => judgeCitations(module, field, ["_provenance", field], citations)),
    ...apiNames(manifest).map((name) => judgeCitations(module, "apis", ["apis", name], citations)),
  ];
  return {
    findings: [
      ...present.flatMap(({ field, value }) => judgeEntry(module, field, value)),
      ...cited.flatMap(({ findings }) => findings),
    ],
    fields: present.length,
    unmeasured: cited.flatMap(({ unmeasured }) => unmeasured),
  };
}

/** Whether there is an entry, and whether it speaks of this value. */
function judgeEntry({ name, manifest, file }: GovernedModule, field: string, value: JsonValue): GateFinding[] {
  const enrich = `\`t4 enrich --module ${shellWord(name)}\``;
  const finding = (code: string, path: readonly string[], message: string, fix: string): GateFinding[] => {
    const pointer = formatPointer(path);
    return [{ code, module: name, file: file.path, ...file.at(pointer), pointer, message, fix, subject: field }];
  };
  const entry = entryOf(manifest, field);
  const at = ["_provenance", field];
  if (entry === undefined) {
    const fix = `Run ${enrich}, which cites the evidence or marks the value as a person's.`;
    return finding("missing", field.split("."), `${field} says nothing of where it comes from`, fix);
  }
  const empty = citedBy(entry).every((cited) => cited.trim() === "") ? emptiness(entry, name, enrich) : undefined;
  if (empty !== undefined) return finding("empty", at, `the provenance of ${field} ${empty.says}`, empty.fix);
  const sha = getOwn(entry, "value_sha");
  if (sha === undefined)
    return unsealed(field, entry, enrich, (message, fix) => finding("value-unsealed", at, message, fix));
  if (sha === shaOf(value)) return [];
  const whose = isHuman(entry) ? "the person it names set" : "was extracted";
  const message = `${field} was changed: it is not the value that ${whose}`;
  return finding("value-changed", field.split("."), message, `Run ${enrich}, which marks it as a person's.`);
}

function emptiness(entry: JsonObject, name: string, enrich: string): { says: string; fix: string } {
  return getOwn(entry, "sources") === undefined
    ? { says: "cites nothing", fix: `Run ${enrich}, which cites the evidence.` }
    : {
        says: "has its older spelling",
        fix: `Run \`t4 fix ${shellWord(name)}\`, which moves \`sources\` to its new name.`,
      };
}

function unsealed<T>(field: string, entry: JsonObject, enrich: string, report: (message: string, fix: string) => T): T {
  const who = isHuman(entry) ? "a person set" : "was extracted";
  return report(
    `nobody can tell whether ${field} is the value that ${who}: its provenance has no value_sha`,
    isHuman(entry)
      ? `Remove \`_provenance.${field}\`, and run ${enrich}, which marks the value as a person's.`
      : `Run ${enrich}; where it has nothing to say of ${field}, remove \`_provenance.${field}\` first.`,
  );
}

/** What counts as absent when a manifest is composed. */
function isEmpty(value: JsonValue): boolean {
  if (typeof value === "string") return value.trim() === "";
  return Array.isArray(value) ? value.length === 0 : isJsonObject(value) && Object.keys(value).length === 0;
}
