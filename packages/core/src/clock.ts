import { T4Error } from "./error.ts";

/** The only source of "now": ISO 8601, UTC, with `Z`, whole seconds. */
export interface Clock {
  now(): string;
}

/** A time as T4 writes it: `2026-11-21T09:00:00Z`. */
export function formatInstant(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, "Z");
}

/** A clock that always says `instant`. */
export function fixedClock(instant: string): Clock {
  return { now: () => instant };
}

/**
 * The clock of a run: `--now`, else `SOURCE_DATE_EPOCH` (seconds), else the system's.
 * Throws `E_CLOCK` when either is not a time.
 */
export function clockFrom(options: { now?: string | undefined; sourceDateEpoch?: string | undefined }): Clock {
  if (options.now !== undefined) return fixedClock(formatInstant(parse(options.now, "--now")));
  if (options.sourceDateEpoch !== undefined && options.sourceDateEpoch !== "") {
    if (!/^\d{1,12}$/.test(options.sourceDateEpoch)) throw notATime("SOURCE_DATE_EPOCH", options.sourceDateEpoch);
    return fixedClock(formatInstant(new Date(Number(options.sourceDateEpoch) * 1000)));
  }
  return { now: () => formatInstant(new Date()) };
}

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

function parse(text: string, from: string): Date {
  const date = new Date(text);
  if (!ISO.test(text) || Number.isNaN(date.getTime())) throw notATime(from, text);
  return date;
}

function notATime(from: string, text: string): T4Error {
  return new T4Error("E_CLOCK", `${from} is not a time: ${JSON.stringify(text)}`, {
    hint: "Give an ISO 8601 time with a zone, such as 2026-11-21T09:00:00Z (SOURCE_DATE_EPOCH: whole seconds since 1970).",
  });
}
