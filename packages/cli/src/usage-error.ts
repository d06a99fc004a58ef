import { T4Error } from "@t4/core";

/** A command line that parses but makes no sense. */
export function usageError(message: string, hint: string): T4Error {
  return new T4Error("E_USAGE", message, { hint });
}
