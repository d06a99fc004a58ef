import { InvalidArgumentError } from "commander";

/** Parses a whole number from 1 on, for commander. */
export function countArgument(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("Give a whole number from 1 on.");
  return Number(text);
}
