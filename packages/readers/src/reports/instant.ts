import { formatInstant } from "@t4/core";

const DATE_TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:[.,]\d{1,9})?\s?(Z|[+-]\d{2}:?\d{2})?$/;

/**
 * A report's date-time as T4 writes it: UTC, whole seconds, `Z`. A time without a zone is taken for UTC, as the tools that leave
 * the zone out write it. Undefined for anything else.
 */
export function parseInstant(text: string): string | undefined {
  const [, day, time, zone = "Z"] = DATE_TIME.exec(text) ?? [];
  if (day === undefined || time === undefined) return undefined;
  return instantOf(
    new Date(`${day}T${time}${zone === "Z" || zone.includes(":") ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`}`),
  );
}

// Epoch seconds reach this in the year 5138; milliseconds passed it in 1973.
const FIRST_MILLISECONDS = 1e11;
const YEAR_2000 = 946_684_800;

/** The instant of a Unix time in seconds or milliseconds; undefined for what is neither, such as 0. */
export function instantOfEpoch(epoch: number): string | undefined {
  const seconds = epoch >= FIRST_MILLISECONDS ? epoch / 1000 : epoch;
  return seconds >= YEAR_2000 ? instantOf(new Date(seconds * 1000)) : undefined;
}

function instantOf(date: Date): string | undefined {
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999 ? undefined : formatInstant(date);
}
