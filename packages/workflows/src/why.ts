import { getField, ownerOf } from "@t4/composer";
import { nearest, type QueuePlace } from "@t4/contracts";
import { type ErrorCode, getOwn, isJsonObject, type JsonObject, type JsonValue, sortedSet, T4Error } from "@t4/core";
import { type Citation, parseCitation } from "./citation.ts";
import type { WorkflowContext } from "./context.ts";
import { fieldHistory, type FieldEvent } from "./field-history.ts";
import type { FailedModule, LoadedModule } from "./load-modules.ts";
import { type LoadedWorkspace, openWithModules } from "./open.ts";
import { planEnrich } from "./plan-enrich.ts";
import { readQueue } from "./review-queue.ts";
import { selectModules } from "./select-modules.ts";
import { type ExplainedMqi, explainMqi } from "./why-mqi.ts";

/** A citation with the lines that it cites. */
export interface ShownCitation {
  source: string;
  path: string | null;
  lines: { line: number; text: string }[];
  /** Why nothing is shown: the file or the lines are gone. */
  problem: string | null;
}

export interface ExplainedField {
  field: string;
  value: JsonValue;
  /** `tool`: extracted and unchanged since; `human`: a person set or changed it; `unknown`: nothing says whose it is. */
  owner: "tool" | "human" | "unknown";
  confidence: string | null;
  reasons: string[];
  extracted_at: string | null;
  evidence: ShownCitation[];
  history: FieldEvent[];
  /** Why the tool no longer stands by its own value: the sources have changed since. */
  outdated: string | null;
  /** Why the field has no value, and what would lift that; null for one that has a value. */
  withheld: { reason: string; needs: string } | null;
  /** What the tool would say instead. */
  conflict: { proposed: JsonValue; source: string } | null;
}

export interface Explanation {
  module: string;
  path: string;
  fields: ExplainedField[];
  /** Instead of fields, when `mqi` was asked for. */
  mqi?: ExplainedMqi;
}

/** What is asked for like a field, and is none: the module's Manifest Quality Index. */
const MQI = "mqi";

/** The longest part of a cited range that is shown, in lines. */
const SHOWN_LINES = 12;

/**
 * Explains a field of a module, every field with provenance and every one withheld, or its MQI. Throws `E_NO_MODULE`, `E_NO_FIELD`, and the finding of a module whose
 * manifest cannot be used.
 */
export async function why(
  input: { module: string; field: string | undefined },
  context: WorkflowContext,
): Promise<Explanation> {
  const workspace = await openWithModules(context);
  const module = usableModule(workspace, input.module);
  if (input.field === MQI) {
    const mqi = explainMqi(module, workspace, context.clock.now());
    return { module: module.name, path: module.manifestPath, fields: [], mqi };
  }
  const plan = await planOf(module, workspace, context);
  const fields = input.field === undefined ? explicableFields(module, plan) : [knownField(module, plan, input.field)];
  const { queue } = await readQueue(workspace);
  const conflicts = (queue?.items ?? [])
    .filter((item) => item.kind === "conflict")
    .flatMap((item) => item.modules.filter((place) => place.module === module.name));
  const history = await fieldHistory(workspace, module.name);
  return {
    module: module.name,
    path: module.manifestPath,
    fields: await Promise.all(fields.map((field) => explain(workspace, module, field, { conflicts, history, plan }))),
  };
}

/** What an enrichment now would do to a module's fields. */
interface FieldPlan {
  /** The fields that it would change or withhold, and why. */
  outdated: ReadonlyMap<string, string>;
  withheld: ReadonlyMap<string, { reason: string; needs: string }>;
}

async function planOf(module: LoadedModule, workspace: LoadedWorkspace, context: WorkflowContext): Promise<FieldPlan> {
  const plan = await planEnrich({ modules: [module.name] }, workspace, context);
  const [report] = plan.modules;
  const withheld = report?.withheld ?? [];
  return {
    outdated: new Map([
      ...(report?.changes ?? []).map(({ field }): [string, string] => [
        field.replace(/^_provenance\./, ""),
        "t4 enrich would change it",
      ]),
      ...withheld.map(({ field, reason, needs }): [string, string] => [field, `${reason}; needs ${needs}`]),
    ]),
    withheld: new Map(withheld.map(({ field, reason, needs }) => [field, { reason, needs }])),
  };
}

function usableModule({ modules, failed }: LoadedWorkspace, name: string): LoadedModule {
  const [module] = selectModules<LoadedModule | FailedModule>([...modules, ...failed], [name]) as [
    LoadedModule | FailedModule,
  ];
  if (!("finding" in module)) return module;
  const { code, message, file, line, column, fix } = module.finding;
  throw new T4Error(code as ErrorCode, message, { file, line, column, hint: fix });
}

function enrichedFields(manifest: JsonObject): string[] {
  const provenance = getOwn(manifest, "_provenance");
  return isJsonObject(provenance) ? sortedSet(Object.keys(provenance)) : [];
}

/** The fields with provenance, and those that are withheld. */
function explicableFields(module: LoadedModule, { withheld }: FieldPlan): string[] {
  return sortedSet([...enrichedFields(module.manifest), ...withheld.keys()]);
}

function knownField(module: LoadedModule, plan: FieldPlan, field: string): string {
  if (getField(module.manifest, field) !== undefined || plan.withheld.has(field)) return field;
  const known = sortedSet([...explicableFields(module, plan), ...Object.keys(module.manifest)]);
  const suggestion = nearest(field, known);
  throw new T4Error("E_NO_FIELD", `${module.name} has no field ${JSON.stringify(field)}`, {
    file: module.manifestPath,
    hint: suggestion === undefined ? `Its fields: ${known.join(", ")}.` : `Did you mean ${suggestion}?`,
  });
}

async function explain(
  workspace: LoadedWorkspace,
  module: LoadedModule,
  field: string,
  { conflicts, history, plan }: { conflicts: readonly QueuePlace[]; history: readonly FieldEvent[]; plan: FieldPlan },
): Promise<ExplainedField> {
  const value = getField(module.manifest, field);
  const owned = ownedField(module.manifest, field);
  const entry = entryOf(module.manifest, owned);
  const conflict = conflicts.find((place) => place.field === owned);
  return {
    field,
    value: value ?? null,
    owner: entry === undefined ? "unknown" : ownerOf(module.manifest, owned, []) === "tool" ? "tool" : "human",
    confidence: textOf(entry, "confidence"),
    reasons: textsOf(entry, "reasons"),
    extracted_at: textOf(entry, "extracted_at"),
    evidence: await Promise.all(
      citationsOf(module.manifest, field, owned).map((source) =>
        showCitation(workspace, parseCitation(source, module.dir)),
      ),
    ),
    history: history.filter(
      (event) => event.field === field || event.field.startsWith(`${field}.`) || field.startsWith(`${event.field}.`),
    ),
    outdated: value === undefined ? null : (plan.outdated.get(owned) ?? null),
    withheld: value === undefined ? (plan.withheld.get(field) ?? null) : null,
    conflict: conflict?.proposed === undefined ? null : { proposed: conflict.proposed, source: conflict.source },
  };
}

/** The field itself, or the one around it that has provenance: `apis` for `apis.charge`. */
function ownedField(manifest: JsonObject, field: string): string {
  const segments = field.split(".");
  const paths = segments.map((_, index) => segments.slice(0, segments.length - index).join("."));
  return paths.find((path) => entryOf(manifest, path) !== undefined) ?? field;
}

/** What is cited for a field: by the part of `owned` that it lies in, such as one symbol of `apis`, where that cites anything itself. */
function citationsOf(manifest: JsonObject, field: string, owned: string): string[] {
  const segments = field.split(".");
  const within = segments.length - owned.split(".").length;
  for (let up = 0; up < within; up += 1) {
    const part = getField(manifest, segments.slice(0, segments.length - up).join("."));
    const cited = textsOf(isJsonObject(part) ? part : undefined, "provenance");
    if (cited.length > 0) return cited;
  }
  return textsOf(entryOf(manifest, owned), "provenance");
}

function entryOf(manifest: JsonObject, field: string): JsonObject | undefined {
  const all = getOwn(manifest, "_provenance");
  const entry = isJsonObject(all) ? getOwn(all, field) : undefined;
  return isJsonObject(entry) ? entry : undefined;
}

function textOf(entry: JsonObject | undefined, key: string): string | null {
  const value = entry && getOwn(entry, key);
  return typeof value === "string" ? value : null;
}

function textsOf(entry: JsonObject | undefined, key: string): string[] {
  const value = entry && getOwn(entry, key);
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

async function showCitation({ sources }: LoadedWorkspace, { source, path, lines }: Citation): Promise<ShownCitation> {
  if (path === undefined) return { source, path: null, lines: [], problem: null };
  const text = await sources.read(path).then(
    (file) => file?.text,
    () => undefined,
  );
  if (text === undefined) return { source, path, lines: [], problem: `${path} is not there or cannot be read` };
  if (lines === undefined) return { source, path, lines: [], problem: null };
  const all = text.split(/\r\n|\n|\r/);
  if (lines.first < 1 || lines.last < lines.first) return { source, path, lines: [], problem: "these are no lines" };
  if (lines.last > all.length) return { source, path, lines: [], problem: `${path} has only ${all.length} lines` };
  const last = Math.min(lines.last, lines.first + SHOWN_LINES - 1);
  const shown = all.slice(lines.first - 1, last).map((line, index) => ({ line: lines.first + index, text: line }));
  return { source, path, lines: shown, problem: null };
}
