import type { Waiver } from "@t4/contracts";
import type { Finding } from "@t4/core";
import type { LocatedFile } from "./facts.ts";
import type { CodeText, GateFinding, Judgement } from "./gate.ts";
import { matchesWaiver } from "./match-waiver.ts";
import type { GateResult, ResultId } from "./result.ts";

/** t4.waivers.json as it was read. */
export interface WaiverFile {
  file: LocatedFile;
  /** In the file's order; none of a file that does not validate. */
  waivers: readonly Waiver[];
  /** Why the file cannot be used, at its place. */
  problem: Finding | undefined;
}

export const WAIVERS_QUESTION = "Is every waiver well-formed, unexpired and still needed?";

/** What can be wrong with a waiver. */
export const WAIVER_CODES: Readonly<Record<"malformed" | "expired" | "stale", CodeText>> = {
  malformed: {
    says: "The waivers' file does not validate, so that none of its waivers counts.",
    fix: 'Mend the file at the place given: it is `{"version": 1, "waivers": [...]}`, and each waiver names gate, module, reason, owner and the day it expires.',
  },
  expired: { says: "The waiver's last day has passed.", fix: "Mend what it waives, and remove the waiver." },
  stale: { says: "The waiver matches no finding.", fix: "Remove the waiver." },
};

/** True once the waiver's last day, in UTC, is over. */
export function isExpired({ expires }: Waiver, now: string): boolean {
  return now.slice(0, 10) > expires;
}

/** Judges the waivers themselves. Whether one is stale can only be told when its gate was decided and its module judged. */
export function judgeWaivers(
  { file, waivers, problem }: WaiverFile,
  results: readonly GateResult[],
  { now, scope, off }: { now: string; scope: ReadonlySet<string> | undefined; off: ReadonlySet<ResultId> },
): Judgement {
  const at = file.path;
  if (problem !== undefined) {
    const { line, column, pointer, message, fix } = problem;
    const finding = { code: "malformed", file: at, line, column, pointer, message, fix, subject: "" };
    return { findings: [finding], measured: 0, unmeasured: [] };
  }
  const byGate = new Map(results.map((result) => [result.id, result]));
  const findings = waivers.flatMap((waiver, index): GateFinding[] => {
    const pointer = `/waivers/${index}`;
    const { gate, module, expires, owner } = waiver;
    const base = { module, file: at, ...file.at(pointer), pointer, subject: subjectOf(waiver) };
    if (isExpired(waiver, now)) {
      const message = `the waiver of ${gate} for ${module} expired on ${expires}`;
      const fix = `Mend what it waives and remove the waiver, or have ${owner} set a later day in \`expires\`.`;
      return [{ ...base, code: "expired", ...file.at(`${pointer}/expires`), message, fix }];
    }
    const result = byGate.get(gate);
    const isTold = result !== undefined && result.verdict !== "undecidable" && !off.has(gate);
    if (!isTold || (scope !== undefined && !scope.has(module))) return [];
    const isWhole = result.verdict === "inapplicable" || result.because.length === 0;
    if (!isWhole || result.waived.some((finding) => matchesWaiver(waiver, finding))) return [];
    const message = `the waiver of ${gate} for ${module} matches no finding`;
    return [{ ...base, code: "stale", message, fix: `Remove the waiver from ${at}.` }];
  });
  return { findings, measured: waivers.length, unmeasured: [] };
}

function subjectOf({ gate, code, fingerprint }: Waiver): string {
  return [gate, code ?? "", fingerprint ?? ""].join(" ");
}
