import type { Lane } from "@t4/core";
import type { Assessment } from "./assess.ts";
import type { ManifestFields } from "./fields.ts";
import { type Age, ageOf, olderOf } from "./slo-age.ts";

/** How a module stands towards a target: at or under it, up to a tenth beyond, further beyond, met by an old measurement, or not measured. */
export type SloStatus = "met" | "near" | "missed" | "stale" | "unmeasured";

/** The worst first, as the dashboard shows them. */
export const SLO_STATUSES: readonly SloStatus[] = ["missed", "near", "stale", "unmeasured", "met"];

/** One target and what was measured of it: milliseconds for latencies, percent for the others. */
export interface SloPart {
  what: "p95" | "p99" | "availability" | "coverage";
  status: SloStatus;
  target: number;
  observed: number | null;
  /** Undefined when nothing was measured. */
  age: Age | undefined;
}

/** A module's row of the dashboard. */
export interface SloRow {
  name: string;
  /** Relative to the root; `""` for the root itself. */
  dir: string;
  lane: Lane | "unlaned";
  p95: { target: number | null; observed: number | null };
  coverage: { target: number; observed: number | null };
  parts: SloPart[];
  /** That of the worst part. */
  status: SloStatus;
  /** Of the oldest measurement; undefined when nothing was measured. */
  age: Age | undefined;
}

/**
 * A module's row as of a time, ISO 8601; undefined for one that has neither a target nor an observation. Coverage is held to the manifest's target,
 * else the lane's. p99 and availability count where both target and measurement exist, as they do for `meets_sla`. An old measurement that misses its
 * target still misses it.
 */
export function judgeSlo(module: Assessment, asOf: string): SloRow | undefined {
  const { facts, fields } = module;
  if (!isTold(fields)) return undefined;
  const { targets, observed, coverage } = fields;
  const measured = ageOf(module, observed.at, asOf);
  const parts = [
    partOf("p95", targets.p95, observed.p95, measured),
    observed.p99 === null ? undefined : partOf("p99", targets.p99, observed.p99, measured),
    observed.availability === null
      ? undefined
      : partOf("availability", targets.availability, observed.availability, measured),
    partOf("coverage", module.coverageTarget, coverage.observed, ageOf(module, coverage.observedAt, asOf)),
  ].filter((part) => part !== undefined);
  const ages = [hasLatency(fields) ? measured : undefined, ...parts.map(({ age }) => age)];
  return {
    name: facts.name,
    dir: facts.dir,
    lane: fields.lane ?? "unlaned",
    p95: { target: targets.p95, observed: observed.p95 },
    coverage: { target: module.coverageTarget, observed: coverage.observed },
    parts,
    status: SLO_STATUSES.find((status) => parts.some((part) => part.status === status)) ?? "unmeasured",
    age: ages.reduce((oldest, age) => (oldest && age ? olderOf(oldest, age) : (oldest ?? age)), undefined),
  };
}

/** Whether the manifest itself has any target, or anything measured. */
function isTold({ targets, coverage, observed }: ManifestFields): boolean {
  const { at: _, ...measured } = observed;
  const values = [...Object.values(targets), ...Object.values(measured), coverage.target, coverage.observed];
  return values.some((value) => value !== null);
}

function hasLatency({ observed }: ManifestFields): boolean {
  return [observed.p50, observed.p95, observed.p99].some((value) => value !== null);
}

function partOf(what: SloPart["what"], target: number | null, observed: number | null, age: Age): SloPart | undefined {
  if (target === null) return undefined;
  if (observed === null) return { what, status: "unmeasured", target, observed, age: undefined };
  const status = statusOf(what, target, observed);
  return { what, status: status === "met" && age.isStale ? "stale" : status, target, observed, age };
}

/** Binary fractions fall short of what people wrote by far less than this. */
const SLACK = 1e-9;
const TOLERATED = 0.1;

function statusOf(what: SloPart["what"], target: number, observed: number): SloStatus {
  const isMinimum = what === "coverage" || what === "availability";
  if (isMinimum ? observed >= target : observed <= target) return "met";
  return isNear(what, target, observed) ? "near" : "missed";
}

/** Up to a tenth beyond the target. An availability may use up its error budget, the downtime that its target leaves, and a tenth more. */
function isNear(what: SloPart["what"], target: number, observed: number): boolean {
  if (what === "coverage") return observed >= target * (1 - TOLERATED) - SLACK;
  const [used, allowed] = what === "availability" ? [100 - observed, 100 - target] : [observed, target];
  return used <= allowed * (1 + TOLERATED) + SLACK;
}
