import type { Waiver } from "@t4/contracts";
import type { JudgedFinding } from "./result.ts";

/** True when the waiver speaks of this finding. One without a module belongs to the whole workspace, and no waiver reaches it. */
export function matchesWaiver(waiver: Waiver, finding: JudgedFinding): boolean {
  return (
    waiver.gate === finding.gate &&
    waiver.module === finding.module &&
    (waiver.code === undefined || waiver.code === finding.code) &&
    (waiver.fingerprint === undefined || waiver.fingerprint === finding.fingerprint)
  );
}
