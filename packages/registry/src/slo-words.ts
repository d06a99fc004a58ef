import { fromHundredths, roundDown, toHundredths } from "./hundredths.ts";
import type { Age } from "./slo-age.ts";
import type { SloPart, SloRow } from "./slo.ts";

/** A latency with four significant digits, rounded up: rounding never lifts a value to a target that it misses. */
export function showMs(value: number): string {
  const near = Number(value.toPrecision(4));
  const step = 10 ** (Math.floor(Math.log10(value)) - 3);
  return `${near >= value ? near : Number((near + step).toPrecision(4))} ms`;
}

/** A percentage with at most two decimals, rounded down. */
export function showPercent(value: number): string {
  return `${roundDown(value)} %`;
}

/** `3 d`; `?` for an unknown age. */
export function showAge({ days }: Age): string {
  return days === null ? "?" : `${days} d`;
}

/** What is wrong with a part, in a sentence. */
export function explainPart(part: SloPart, lane: SloRow["lane"]): string {
  const name = NAMES[part.what];
  if (part.observed === null) return `${name} was not measured.`;
  const { age, target, observed } = part;
  if (part.status === "stale") return `${name} meets its target, but ${staleness(age, lane)}.`;
  const isLatency = part.what === "p95" || part.what === "p99";
  const difference = isLatency
    ? `${showMs(observed)}, ${over(observed, target)} its target of ${showMs(target)}`
    : `${showPercent(observed)}, ${pointsUnder(observed, target)} under its target of ${showPercent(target)}`;
  return `${name} is ${difference}; ${age?.isStale === true ? staleness(age, lane) : measuredAt(age)}.`;
}

const NAMES: Readonly<Record<SloPart["what"], string>> = {
  p95: "p95",
  p99: "p99",
  availability: "Availability",
  coverage: "Coverage",
};

function over(observed: number, target: number): string {
  const percent = Math.ceil((observed / target - 1) * 1000 - 1e-6) / 10;
  return Number.isFinite(percent) ? `${percent} % over` : "over";
}

function pointsUnder(observed: number, target: number): string {
  const points = fromHundredths(toHundredths(target) - toHundredths(observed));
  return `${points} ${points === 1 ? "point" : "points"}`;
}

function measuredAt(age: Age | undefined): string {
  return age?.at == null ? "nobody says when it was measured" : `measured ${age.at.slice(0, 10)}`;
}

function staleness(age: Age | undefined, lane: SloRow["lane"]): string {
  const held = lane === "unlaned" ? "an unlaned module" : `lane ${lane}`;
  if (age?.at == null || age.days === null) return `nobody says when it was measured, which ${held} needs`;
  if (age.days < 0) return `it is dated ${age.at}, which is not yet`;
  return `it was measured ${age.at.slice(0, 10)}, longer ago than ${held} allows`;
}
