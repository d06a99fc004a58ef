import type { Flags, Waiver } from "@t4/contracts";
import { compareCodeUnits, T4Error } from "@t4/core";
import type { FactName, Facts, FactSource } from "./facts.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { AnyGate, GateFinding, Judgement } from "./gate.ts";
import { matchesWaiver } from "./match-waiver.ts";
import type { GateReport, GateResult, JudgedFinding, ResultId } from "./result.ts";
import { isExpired, judgeWaivers, type WaiverFile, WAIVERS_QUESTION } from "./waivers.ts";

export interface GateRun {
  gates: readonly AnyGate[];
  source: FactSource;
  /** The waivers' file; undefined for none. */
  waivers: WaiverFile | undefined;
  /** Names of the modules that are judged; undefined for all. */
  scope: ReadonlySet<string> | undefined;
  /** Milliseconds of a clock that only goes forward, for `ms`. */
  elapsed: () => number;
  progress?: ((step: string, done: number, total: number) => void) | undefined;
}

/** Runs gates over facts that are each loaded once. A gate that throws is undecidable, and so is one whose facts cannot be loaded. */
export async function runGates({ gates, source, waivers, scope, elapsed, progress }: GateRun): Promise<GateReport> {
  const { facts, keepOnly } = loadOnce(source);
  const now = await source.now();
  const active = (waivers?.waivers ?? []).filter((waiver) => !isExpired(waiver, now));
  const results: GateResult[] = [];
  const off = new Set<ResultId>();
  const running = inOrder(gates);
  for (const [index, gate] of running.entries()) {
    progress?.("gates", index, gates.length);
    const start = elapsed();
    const judged = await judgeGate(gate, facts);
    if (judged.isOff === true) off.add(gate.id);
    results.push({ ...resultOf(gate, narrowed(gate, judged, scope), active), ms: elapsed() - start });
    keepOnly(new Set(["flags", ...running.slice(index + 1).flatMap(({ needs }) => needs)]));
  }
  results.sort((a, b) => placeOf(a, gates) - placeOf(b, gates));
  progress?.("gates", gates.length, gates.length);
  if (waivers !== undefined) {
    const judged = { judgement: judgeWaivers(waivers, results, { now, scope, off }) };
    results.push({ ...resultOf({ ...WAIVERS_GATE, id: "waivers" }, judged, []), ms: 0 });
  }
  return { ok: results.every(({ verdict }) => verdict === "held" || verdict === "inapplicable"), gates: results };
}

/**
 * The ledger first: verifying it takes more memory than all else, and shares nothing with the others, which then do not hold theirs at the same time. What
 * asks the sources last: another thread may read them, meanwhile.
 */
function inOrder(gates: readonly AnyGate[]): AnyGate[] {
  return [...gates].sort((a, b) => turnOf(a) - turnOf(b));
}

function turnOf({ needs }: AnyGate): number {
  if (needs.includes("ledger")) return 0;
  return asksSources({ needs }) ? 2 : 1;
}

/** True for a gate whose facts come from reading the sources of modules again. */
export function asksSources({ needs }: Pick<AnyGate, "needs">): boolean {
  return needs.includes("exports") || needs.includes("enrichment");
}

function placeOf({ id }: GateResult, gates: readonly AnyGate[]): number {
  return gates.findIndex((gate) => gate.id === id);
}

const WAIVERS_GATE = { question: WAIVERS_QUESTION, counts: "waivers" };

/** A source that asks for each fact once, whatever needs it, and lets go of those that nothing will need any more. */
function loadOnce(source: FactSource): { facts: FactSource; keepOnly(names: ReadonlySet<FactName>): void } {
  const loaded = new Map<FactName, Promise<Facts[FactName]>>();
  const once = <Name extends FactName>(name: Name): (() => Promise<Facts[Name]>) => {
    return () => {
      const known = loaded.get(name) ?? source[name]();
      loaded.set(name, known);
      return known as Promise<Facts[Name]>;
    };
  };
  return {
    facts: Object.fromEntries((Object.keys(source) as FactName[]).map((name) => [name, once(name)])) as FactSource,
    keepOnly: (names) => {
      for (const name of loaded.keys()) if (!names.has(name)) loaded.delete(name);
    },
  };
}

interface Judged {
  judgement: Judgement;
  /** The flags turn the gate off. */
  isOff?: boolean;
  stack?: string | undefined;
}

async function judgeGate(gate: AnyGate, source: FactSource): Promise<Judged> {
  try {
    const flags = await flagsFor(gate, source);
    if (flags?.gates[gate.id] === false)
      return { judgement: { ...NOTHING, inapplicable: "it is turned off in the flags" }, isOff: true };
    const facts = await loadFacts(gate.needs, source);
    return { judgement: gate.judge(facts, flags as Flags) };
  } catch (error) {
    if (error instanceof T4Error) return { judgement: { ...NOTHING, unmeasured: [reasonOf(error)] } };
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    return { judgement: { ...NOTHING, unmeasured: [`the gate failed: ${message}; this is a bug of T4`] }, stack };
  }
}

function reasonOf({ message, hint }: T4Error): string {
  return hint === undefined ? message : `${message}. ${hint}`;
}

const NOTHING: Judgement = { findings: [], measured: 0, unmeasured: [] };

/** The gate that judges the settings themselves cannot wait for them to be in order. */
async function flagsFor({ needs }: AnyGate, source: FactSource): Promise<Flags | undefined> {
  if (!needs.includes("validity")) return source.flags();
  try {
    return await source.flags();
  } catch (error) {
    if (error instanceof T4Error) return undefined;
    throw error;
  }
}

/** One after the other: a loader may use what another one has loaded, and memory holds one load at a time. */
async function loadFacts(needs: readonly FactName[], source: FactSource): Promise<Facts> {
  const facts: Partial<Record<FactName, unknown>> = {};
  for (const name of needs) facts[name] = await source[name]();
  return facts as unknown as Facts;
}

/** Facts that hold only what is in scope. */
const SCOPED: ReadonlySet<FactName> = new Set([
  "manifests",
  "exports",
  "citations",
  "enrichment",
  "assessments",
  "documents",
  "registry",
]);

/** A gate that had nothing to look at because of the scope says so. */
function narrowed({ needs }: AnyGate, judged: Judged, scope: GateRun["scope"]): Judged {
  const { inapplicable } = judged.judgement;
  if (scope === undefined || judged.isOff === true || !needs.some((name) => SCOPED.has(name))) return judged;
  const because = inapplicable === undefined ? "" : `of what was touched: ${inapplicable}`;
  const told = scope.size === 0 ? "no module was touched" : because;
  return { ...judged, judgement: { ...judged.judgement, ...(told !== "" && { inapplicable: told }) } };
}

type Described = Pick<AnyGate, "question" | "counts"> & { id: ResultId };

function resultOf(gate: Described, { judgement, stack }: Judged, waivers: readonly Waiver[]): Omit<GateResult, "ms"> {
  const judged = judgement.findings.map((finding) => judgeFinding(gate.id, finding, waivers)).sort(byPlace);
  const findings = judged.filter(({ waived }) => waived === undefined);
  const { measured, unmeasured, inapplicable } = judgement;
  const base = { id: gate.id, question: gate.question, counts: gate.counts, measured, findings };
  const rest = { waived: judged.filter(({ waived }) => waived !== undefined), ...(stack !== undefined && { stack }) };
  if (findings.length > 0) return { ...base, verdict: "broken", because: unmeasured, ...rest };
  if (unmeasured.length > 0) return { ...base, verdict: "undecidable", because: unmeasured, ...rest };
  if (measured > 0 || judged.length > 0) return { ...base, verdict: "held", because: [], ...rest };
  return { ...base, verdict: "inapplicable", because: [inapplicable ?? `there are no ${gate.counts}`], ...rest };
}

function judgeFinding(gate: ResultId, finding: GateFinding, waivers: readonly Waiver[]): JudgedFinding {
  const { code, module, file, line = 1, column = 1, pointer, message, fix } = finding;
  const fingerprint = fingerprintOf(gate, finding);
  const base = { gate, code, file, line, column, message, fix, fingerprint };
  const judged: JudgedFinding = {
    ...base,
    ...(module !== undefined && { module }),
    ...(pointer !== undefined && { pointer }),
  };
  const waiver = waivers.find((each) => matchesWaiver(each, judged));
  if (waiver === undefined) return judged;
  const { reason, owner, expires } = waiver;
  return { ...judged, waived: { reason, owner, expires } };
}

function byPlace(a: JudgedFinding, b: JudgedFinding): number {
  return (
    compareCodeUnits(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    compareCodeUnits(a.code, b.code) ||
    compareCodeUnits(a.message, b.message)
  );
}
