import type { GateId } from "@t4/contracts";
import { canonicalJson, sha256 } from "@t4/core";
import type { GateFinding } from "./gate.ts";

/** What a finding is known by, on whatever line it stands: 16 hex digits over gate, code, module and subject. */
export function fingerprintOf(
  gate: GateId | "waivers",
  { code, module, subject }: Pick<GateFinding, "code" | "module" | "subject">,
): string {
  return sha256(canonicalJson([gate, code, module ?? null, subject])).slice(0, 16);
}
