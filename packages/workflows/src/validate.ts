import { T4Error } from "@t4/core";
import type { WorkflowContext } from "./context.ts";
import { openSettings } from "./open.ts";
import { requireWorkspace } from "./require-workspace.ts";
import { type Check, type CheckOutcome, checksOf } from "./validate-checks.ts";

/** A check of the checkpoint, as it came out. */
export interface CheckResult {
  id: string;
  /** What holds when it is passed. */
  title: string;
  /** `skipped`: not made, because one before it failed and that was to be the end. */
  verdict: CheckOutcome["verdict"] | "skipped";
  /** Why it is neither held nor skipped, a sentence without a full stop each. */
  because: string[];
  /** What mends it, of a broken one: a command. */
  fix?: string;
}

export interface ValidateReport {
  /** Every check holds or does not apply. */
  ok: boolean;
  strict: boolean;
  checks: CheckResult[];
  summary: Record<CheckResult["verdict"], number>;
}

/**
 * The checkpoint: eight checks, of which none writes anything. With `strict` the first that fails is the last. What cannot be measured is never passed. Throws what the
 * settings are at fault for, and `E_ROOT` where there is no workspace.
 */
export async function validate({ strict }: { strict: boolean }, context: WorkflowContext): Promise<ValidateReport> {
  await requireWorkspace(context);
  const checks = checksOf(await openSettings(context), context);
  const results: CheckResult[] = [];
  let isOver = false;
  for (const check of checks) {
    context.progress("checkpoint", results.length, checks.length);
    const result = isOver ? skipped(check) : await make(check);
    results.push(result);
    if (strict && (result.verdict === "broken" || result.verdict === "undecidable")) isOver = true;
  }
  const summary: ValidateReport["summary"] = { held: 0, broken: 0, inapplicable: 0, undecidable: 0, skipped: 0 };
  for (const { verdict } of results) summary[verdict] += 1;
  return { ok: summary.broken + summary.undecidable === 0, strict, checks: results, summary };
}

async function make({ id, title, fix, judge }: Check): Promise<CheckResult> {
  try {
    const outcome = await judge();
    return { id, title, ...outcome, ...(outcome.verdict === "broken" && { fix }) };
  } catch (error) {
    if (!(error instanceof T4Error)) throw error;
    return { id, title, verdict: "undecidable", because: [error.message] };
  }
}

function skipped({ id, title }: Check): CheckResult {
  return { id, title, verdict: "skipped", because: [] };
}
