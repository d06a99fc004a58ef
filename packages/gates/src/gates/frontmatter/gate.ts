import { nearest } from "@t4/contracts";
import { getOwn, isJsonObject, type JsonObject, type JsonValue } from "@t4/core";
import type { DocumentFacts, FrontMatter, ModuleDocument } from "../../facts.ts";
import { defineGate, type GateFinding } from "../../gate.ts";
import { unreadableManifests } from "../../unreadable.ts";

const TYPES = ["api", "architecture", "examples", "runbook", "guide", "reference", "tutorial"];
const STATUSES = ["draft", "wip", "stable", "deprecated"];
const MODULE = /^[a-zA-Z_][\w.]+$/;
const TITLE = { least: 3, most: 120 };

/** Front matter of modules' documents says module, type, title and status, each as it may be. A document without any is not judged. */
export const gate = defineGate({
  id: "frontmatter",
  question: "Does the front matter of documents say module, type, title and status?",
  counts: "documents",
  needs: ["documents", "manifests"],
  codes: {
    malformed: { says: "The front matter is not YAML.", fix: "Mend the YAML between the two `---` lines." },
    "missing-key": { says: "The front matter lacks module, type, title or status.", fix: "Add the key." },
    "malformed-module": { says: "`module` is no name of a module.", fix: "Name the module that the document is of." },
    "unknown-module": {
      says: "`module` names no module of the workspace.",
      fix: "Name the module that the document is of.",
    },
    "unknown-type": { says: "`type` is none of the types of documents.", fix: `Use one of ${TYPES.join(", ")}.` },
    "bad-title": {
      says: `\`title\` is no text of ${TITLE.least} to ${TITLE.most} characters.`,
      fix: "Write a title of that length.",
    },
    "unknown-status": {
      says: "`status` is none of the states of documents.",
      fix: `Use one of ${STATUSES.join(", ")}.`,
    },
  },
  judge({ documents: facts, manifests }) {
    const judged = facts.documents.flatMap((document) =>
      document.frontMatter === undefined ? [] : [judgeDocument(document, document.frontMatter, facts)],
    );
    return {
      findings: judged.flat(),
      measured: judged.length,
      unmeasured: [...unreadableManifests(manifests), ...facts.unreadable.map(({ message }) => message)],
      inapplicable: "no document of a module has front matter",
    };
  },
});

function judgeDocument(
  { module, path }: ModuleDocument,
  { data, problem, at }: FrontMatter,
  { modules }: DocumentFacts,
): GateFinding[] {
  const base = { module, file: path };
  if (problem !== undefined || data === undefined) {
    const { line, column, message } = problem ?? { ...at(""), message: "it is no mapping" };
    const fix = "Mend the YAML between the two `---` lines.";
    return [
      {
        ...base,
        line,
        column,
        code: "malformed",
        message: `the front matter is not YAML: ${message}`,
        fix,
        subject: path,
      },
    ];
  }
  return KEYS.flatMap(({ key, hint, judge }) => {
    const value = valueOf(data, key);
    const place = { ...base, ...at(key), subject: `${path}\n${key}` };
    if (value === undefined) {
      const message = `the front matter lacks \`${key}\``;
      return [{ ...place, code: "missing-key", message, fix: `Add \`${key}: …\`, ${hint(module)}.` }];
    }
    const fault = judge(value, modules);
    return fault === undefined ? [] : [{ ...place, fix: `Set \`${key}\` to ${hint(module)}.`, ...fault }];
  });
}

function valueOf(data: JsonObject, key: string): JsonValue | undefined {
  const value = isJsonObject(data) ? getOwn(data, key) : undefined;
  return value === null ? undefined : value;
}

interface Key {
  key: string;
  /** What it should be, in a document of a module. */
  hint: (module: string) => string;
  judge: (
    value: JsonValue,
    modules: ReadonlySet<string>,
  ) => { code: string; message: string; fix?: string } | undefined;
}

const KEYS: readonly Key[] = [
  {
    key: "module",
    hint: (module) => `the module that the document is of, such as ${module}`,
    judge: (value, modules) => {
      if (typeof value === "string" && modules.has(value)) return undefined;
      if (typeof value !== "string" || !MODULE.test(value)) {
        return { code: "malformed-module", message: `\`module\` is ${show(value)}, which is no name of a module` };
      }
      return { code: "unknown-module", message: `\`module\` is ${show(value)}, and no module has this name` };
    },
  },
  {
    key: "type",
    hint: () => `one of ${TYPES.join(", ")}`,
    judge: (value) => oneOf("type", value, TYPES),
  },
  {
    key: "title",
    hint: () => `a text of ${TITLE.least} to ${TITLE.most} characters`,
    judge: (value) => {
      if (typeof value !== "string")
        return { code: "bad-title", message: `\`title\` is ${show(value)}, which is no text` };
      const length = [...value.trim()].length;
      if (length >= TITLE.least && length <= TITLE.most) return undefined;
      return { code: "bad-title", message: `\`title\` has ${length} characters: ${show(value)}` };
    },
  },
  {
    key: "status",
    hint: () => `one of ${STATUSES.join(", ")}`,
    judge: (value) => oneOf("status", value, STATUSES),
  },
];

function oneOf(key: "type" | "status", value: JsonValue, known: readonly string[]): ReturnType<Key["judge"]> {
  if (typeof value === "string" && known.includes(value)) return undefined;
  const guess = typeof value === "string" ? nearest(value, known) : undefined;
  const fault = {
    code: `unknown-${key}`,
    message: `\`${key}\` is ${show(value)}, which is none of ${known.join(", ")}`,
  };
  return guess === undefined ? fault : { ...fault, fix: `Set \`${key}\` to ${guess}, if that is meant.` };
}

const MOST_SHOWN = 60;

function show(value: JsonValue): string {
  const text = typeof value === "object" ? (Array.isArray(value) ? "a list" : "a mapping") : JSON.stringify(value);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
