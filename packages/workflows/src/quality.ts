import { GATE_IDS, nearest } from "@t4/contracts";
import { T4Error } from "@t4/core";
import { type AnyGate, GATES, type GateReport, runGates } from "@t4/gates";
import { Sources } from "@t4/readers";
import type { WorkflowContext } from "./context.ts";
import { factTools, openFacts } from "./facts/open-facts.ts";
import { loadWaivers } from "./load-waivers.ts";

export interface QualityInput {
  /** The gates to run; undefined for all. */
  gates?: readonly string[] | undefined;
}

/** Runs gates over one load of the workspace, and writes nothing. Throws `E_USAGE` for a gate that there is none of, with the nearest. */
export async function quality(input: QualityInput, context: WorkflowContext): Promise<GateReport> {
  const { gates } = input;
  const waivers = await loadWaivers(new Sources(context.files, context.root));
  const tools = factTools(context, { scope: undefined, base: undefined });
  return runGates({
    gates: gates === undefined ? GATES : chooseGates(gates),
    source: openFacts(tools),
    waivers,
    scope: undefined,
    elapsed: () => performance.now(),
    progress: context.progress,
  });
}

function chooseGates(ids: readonly string[]): AnyGate[] {
  for (const id of ids) {
    if (GATE_IDS.some((known) => known === id)) continue;
    const guess = nearest(id, GATE_IDS);
    throw new T4Error("E_USAGE", `there is no gate ${JSON.stringify(id)}`, {
      hint: guess === undefined ? "`t4 gates` lists them." : `Did you mean ${guess}?`,
    });
  }
  return GATES.filter(({ id }) => ids.includes(id));
}
