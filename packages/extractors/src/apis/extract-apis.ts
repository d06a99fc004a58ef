import {
  setOwn,
  sourceSha,
  type Confidence,
  type FieldOutcome,
  type Finding,
  type JsonObject,
  type JsonValue,
} from "@t4/core";
import type { PythonRecord } from "@t4/readers";
import type { Vocabulary } from "@t4/vocab";
import { byName, citeExport, citeExports, type ExportPlace } from "./export-provenance.ts";
import { firstSentence } from "./first-sentence.ts";
import { judgeExport, type ApiFlags, type JudgedExport } from "./judge-export.ts";

export interface ApiContext {
  /** Workspace path of the module's folder. */
  moduleFolder: string;
  vocabulary: Pick<Vocabulary, "capabilitiesIn">;
  /** The module's accepted feature keys. */
  features: readonly string[];
  flags: ApiFlags;
}

export interface ApiEvidence {
  /** Field `apis`: the symbols that passed every check. */
  apis: FieldOutcome;
  /** Field `apis_pending`: the others, with the first check that each failed. */
  pending: FieldOutcome;
  findings: Finding[];
}

const EXTRACTOR = "apis";

/**
 * What a module's Python package exports, as the fields `apis` and `apis_pending`; both absent without a package or without symbols.
 * An `__init__.py` that cannot be read withholds both, and a syntax error on the way makes both of low confidence.
 */
export function extractApis(record: PythonRecord | undefined, context: ApiContext): ApiEvidence {
  if (!record) return { apis: absent("apis"), pending: absent("apis_pending"), findings: [] };
  const { exports, place, findings } = record;
  const unreadable = findings.find(({ file, code }) => file === exports.file && code !== "E_PYTHON_SYNTAX");
  if (unreadable) {
    const withheld = { reason: `source:${unreadable.code}`, needs: unreadable.fix };
    const outcome = { extractor: EXTRACTOR, outcome: "withheld", withheld } as const;
    return { apis: { field: "apis", ...outcome }, pending: { field: "apis_pending", ...outcome }, findings };
  }
  const judged = exports.exports
    .map((found) => judgeExport(found, place.name, context.flags))
    .filter((one) => one !== undefined)
    .sort(byName);
  const accepted = judged.filter(({ pending }) => pending === undefined);
  const refused = judged.filter(({ pending }) => pending !== undefined);
  const from: ExportPlace = { moduleFolder: context.moduleFolder, file: exports.file };
  const confidence: Confidence = exports.faulty ? "low" : exports.complete ? "high" : "medium";
  const field = (name: string, members: JudgedExport[], reasons: string[], entry: (one: JudgedExport) => JsonObject) =>
    members.length === 0
      ? absent(name)
      : describeField(name, members, entry, {
          provenance: citeExports(
            members.map(({ found }) => found),
            from,
          ),
          confidence,
          reasons: [`exports:${exports.source}`, ...reasons],
          source_sha: sourceSha(record.sources),
        });
  return {
    apis: field("apis", accepted, reasonsOf(judged, accepted), (one) => describeApi(one, from, confidence, context)),
    pending: field("apis_pending", refused, pendingReasons(judged, refused), describePending),
    findings: [...findings, ...refused.flatMap((one) => cycleFinding(one, exports.file) ?? [])],
  };
}

/** A name that modules import from each other in a circle: nothing defines it, and importing the package fails. */
function cycleFinding({ found, module }: JudgedExport, file: string): Finding | undefined {
  const { outcome, bound, listed } = found;
  if (outcome.type !== "refused" || outcome.doubt.code !== "cycle") return undefined;
  const lines = bound ?? listed?.lines;
  return {
    code: "E_PYTHON_CYCLE",
    severity: "error",
    file,
    ...(lines && { line: lines.line, column: 1 }),
    message: `${file} exports ${module}, which is imported in a circle by way of ${outcome.doubt.detail}`,
    fix: `Define ${found.name} in one of the modules, or import it inside the function that needs it.`,
  };
}

function describeField(
  field: string,
  members: readonly JudgedExport[],
  entry: (one: JudgedExport) => JsonObject,
  evidence: { provenance: string[]; confidence: Confidence; reasons: string[]; source_sha: string },
): FieldOutcome {
  const value: JsonObject = {};
  for (const one of members) setOwn(value, one.found.name, entry(one));
  return { field, extractor: EXTRACTOR, outcome: "signal", signal: { value, ...evidence } };
}

function describeApi(one: JudgedExport, from: ExportPlace, confidence: Confidence, context: ApiContext): JsonObject {
  const { outcome } = one.found;
  if (outcome.type !== "defined") throw new Error(`${one.module} is accepted without a definition`);
  const doc = outcome.doc?.value ?? "";
  const description = firstSentence(doc);
  return {
    capabilities: context.vocabulary.capabilitiesIn(doc, context.features),
    confidence,
    defined_in: `${outcome.file}#L${outcome.lines.line}`,
    ...(description === undefined ? {} : { description }),
    doc_ok: one.docOk,
    import_verified: true,
    kind: outcome.kind,
    module: one.module,
    provenance: citeExport(one.found, from),
  };
}

function describePending({ module, pending, verified, docOk }: JudgedExport): JsonObject {
  const needs: Record<string, JsonValue> = verified ? { needs_docs: !docOk } : { import_failed: true };
  return { module, reason: pending ?? "", ...needs };
}

/** `importcheck:n/m`: n of m symbols are verified. `docstring:ok` when every API has a docstring of the length asked for. */
function reasonsOf(judged: readonly JudgedExport[], accepted: readonly JudgedExport[]): string[] {
  const documented = accepted.filter(({ docOk }) => docOk).length;
  const docs = documented === accepted.length ? "docstring:ok" : `docstring:${documented}/${accepted.length}`;
  return [countVerified(judged), docs];
}

function pendingReasons(judged: readonly JudgedExport[], refused: readonly JudgedExport[]): string[] {
  const imports = refused.filter(({ verified }) => !verified).length;
  const counts = { import: imports, docs: refused.length - imports };
  const failed = Object.entries(counts).filter(([, count]) => count > 0);
  return [countVerified(judged), ...failed.map(([what, count]) => `pending:${what}:${count}`)];
}

function countVerified(judged: readonly JudgedExport[]): string {
  return `importcheck:${judged.filter(({ verified }) => verified).length}/${judged.length}`;
}

function absent(field: string): FieldOutcome {
  return { field, extractor: EXTRACTOR, outcome: "absent" };
}
