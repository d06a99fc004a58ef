import { DEFAULT_LANE } from "@t4/core";
import { type Evidence, judgedBy, type Judgement } from "./judgement.ts";

const DAY_MS = 86_400_000;
/** Clocks of machines that measure, and time zones given wrongly, are off by at most this. */
const SKEW_MS = DAY_MS;

/** Whether what is so old, in milliseconds, is fresh where so many days are allowed. What is dated more than a day ahead is not. */
export function isFresh(age: number, days: number): boolean {
  return age <= days * DAY_MS && age >= -SKEW_MS;
}

/**
 * Whether all that was measured is at most `enforce_observed_freshness_days` old, and something was. What claims to be measured more than a day
 * after `asOf` is not fresh: else a wrong date would keep it fresh for ever.
 */
export function judgeFreshness({ fields, rules, asOf }: Evidence): Judgement {
  const { enforce_observed_freshness_days: days, freshness_lanes: lanes } = rules.flags;
  const lane = fields.lane ?? DEFAULT_LANE;
  if (!lanes.includes(lane)) {
    return { outcome: "inapplicable", because: `nothing asks lane ${lane} for fresh measurements` };
  }
  const measured = [
    { what: "performance", at: fields.observed.at },
    { what: "coverage", at: fields.coverage.observed === null ? null : fields.coverage.observedAt },
  ].flatMap(({ what, at }) => (at === null ? [] : [{ what, at }]));
  if (measured.length === 0)
    return judgedBy(["nothing was measured: `t4 enrich` reads benchmark and coverage reports"]);
  return judgedBy(
    measured.flatMap(({ what, at }) => {
      const age = Date.parse(asOf) - Date.parse(at);
      if (age < -SKEW_MS) return [`${what} was measured at ${at}, which is not yet: measure it again`];
      return age > days * DAY_MS ? [`${what} was measured at ${at}, more than ${days} days ago: measure it again`] : [];
    }),
  );
}
