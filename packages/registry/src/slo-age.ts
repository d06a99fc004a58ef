import { DEFAULT_LANE } from "@t4/core";
import type { Assessment } from "./assess.ts";
import { isFresh } from "./freshness.ts";

const DAY_MS = 86_400_000;

/** How old a measurement is. */
export interface Age {
  /** In UTC; null when nobody says. */
  at: string | null;
  /** Whole days, negative for what is dated in the future; null when nobody says. */
  days: number | null;
  /** Whether the module's lane asks for a fresher one. What has no date, or one more than a day ahead, is not fresh. */
  isStale: boolean;
}

/** The age of what was measured of a module at `at`, as of a time; both ISO 8601. */
export function ageOf({ fields, rules }: Assessment, at: string | null, asOf: string): Age {
  const { enforce_observed_freshness_days: limit, freshness_lanes: lanes } = rules.flags;
  const isAsked = lanes.includes(fields.lane ?? DEFAULT_LANE);
  if (at === null) return { at, days: null, isStale: isAsked };
  const age = Date.parse(asOf) - Date.parse(at);
  return { at, days: Math.floor(age / DAY_MS), isStale: isAsked && !isFresh(age, limit) };
}

/** The older of two ages; an unknown one is older than any. */
export function olderOf(a: Age, b: Age): Age {
  return a.days === null || (b.days !== null && a.days >= b.days) ? a : b;
}
