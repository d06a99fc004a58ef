import { shellWord } from "@t4/core";
import type { FileProblem } from "../../facts.ts";
import { defineGate, type GateFinding } from "../../gate.ts";

const MEND = "Mend the value at the place given.";

/** Every file that has a schema validates. The only gate whose facts can always be loaded: it says what is wrong where nothing else opens. */
export const gate = defineGate({
  id: "schema",
  question: "Does every manifest, config, flags, vocabulary and queue file validate?",
  counts: "files",
  needs: ["validity"],
  codes: {
    "manifest-unreadable": {
      says: "A manifest cannot be used at all: it does not parse, is not UTF-8, is no file, or leads out of the workspace.",
      fix: "Mend it at the place given.",
    },
    "manifest-invalid": {
      says: "A manifest is against the schema.",
      fix: "Run `t4 fix` where that mends it, else edit the value.",
    },
    "name-taken": { says: "Two manifests give the same module name.", fix: "Rename one of the two." },
    "lanes-disagree": {
      says: "A manifest names more than one lane.",
      fix: "Keep one `lane:` tag, and the same lane in `matrix.lane`.",
    },
    "config-invalid": { says: "The config does not hold what it should.", fix: MEND },
    "flags-invalid": { says: "The flags' file does not hold what it should.", fix: MEND },
    "schema-unusable": {
      says: "The workspace's own manifest schema cannot be used.",
      fix: "Make it a JSON Schema of draft 2020-12, or remove it to use the shipped one.",
    },
    "vocabulary-invalid": { says: "A vocabulary file does not hold what it should.", fix: MEND },
    "queue-invalid": { says: "The review queue's file does not validate.", fix: "Rebuild it with `t4 enrich`." },
  },
  judge({ validity }) {
    return {
      findings: validity.problems.map(toGateFinding),
      measured: validity.checked,
      unmeasured: [...validity.unmeasured],
      inapplicable: "there is no manifest and no settings file",
    };
  },
});

const BY_KIND = {
  config: "config-invalid",
  flags: "flags-invalid",
  schema: "schema-unusable",
  vocabulary: "vocabulary-invalid",
  queue: "queue-invalid",
} as const;

const OF_MANIFESTS: Readonly<Record<string, string>> = {
  E_MANIFEST: "manifest-invalid",
  E_DUPLICATE_MODULE: "name-taken",
  E_LANES: "lanes-disagree",
};

function toGateFinding({ kind, finding }: FileProblem): GateFinding {
  const { module, file, line, column, pointer, message } = finding;
  const code = kind === "manifest" ? (OF_MANIFESTS[finding.code] ?? "manifest-unreadable") : BY_KIND[kind];
  // Of a file that cannot be read there is one finding, whatever its parser stumbled over.
  const subject = code === "manifest-invalid" || kind !== "manifest" ? `${file}\n${pointer ?? ""}\n${message}` : file;
  return { code, module, file, line, column, pointer, message, fix: fixOf(finding), subject };
}

function fixOf({ fix, module }: FileProblem["finding"]): string {
  if (fix !== "t4 fix") return fix;
  return module === undefined ? "Run `t4 fix`." : `Run \`t4 fix ${shellWord(module)}\`.`;
}
