import { formatPlace, T4Error } from "@t4/core";

/** One thing that T4 needs or can use. */
export interface Check {
  id: string;
  /** `missing`: not there, and nothing is wrong; `broken`: there, and not as it has to be. */
  state: "ok" | "missing" | "broken";
  /** Whether T4 is of no use here without it. */
  required: boolean;
  /** One sentence. */
  message: string;
  /** How to get it, or to mend it; null when all is well. */
  fix: string | null;
  /** True when git gave no answer, so that nobody can say. */
  unmeasured?: true;
}

export function ok(id: string, message: string): Check {
  return { id, state: "ok", required: false, message, fix: null };
}

/** Something that others can do without. */
export function missing(id: string, message: string, fix: string): Check {
  return { id, state: "missing", required: false, message, fix };
}

export function broken(id: string, message: string, fix: string): Check {
  return { id, state: "broken", required: false, message, fix };
}

/** The checks that `look` gives; what it throws is itself one that is broken. */
export async function guarded(id: string, look: () => Promise<readonly Check[]>): Promise<readonly Check[]> {
  try {
    return await look();
  } catch (error) {
    return [fault(id, error)];
  }
}

/** What was thrown while something was looked at, as a check. */
export function fault(id: string, error: unknown): Check {
  if (error instanceof T4Error) {
    const { file, line, column } = error;
    const place = file === undefined || error.message.includes(file) ? "" : `${formatPlace({ file, line, column })}: `;
    const check = broken(id, `${place}${error.message}`, error.hint ?? "Mend the place that the message names.");
    return error.code === "E_GIT" ? { ...check, unmeasured: true } : check;
  }
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return broken(id, `something cannot be read: ${message}`, "Check its permissions.");
}

/** `1 module`, `2 modules`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
