import { resolve } from "node:path";
import type { ExitCode, Finding } from "@t4/core";
import type { MeasureInput, MeasureReport } from "@t4/workflows/write-measured";
import { type Command, InvalidArgumentError } from "commander";

/** Flags that `cov` and `bench` share. */
export interface MeasureFlags {
  all?: boolean;
  from?: string[];
  dryRun?: boolean;
  keepGoing?: boolean;
  timeout: number;
  passEnv?: string[];
}

/** Declares what `cov` and `bench` share; `reports` says which reports can be ingested. */
export function addMeasureOptions(command: Command, reports: string): Command {
  return command
    .argument("[modules...]", "these modules")
    .option("--all", "all modules")
    .option("--from <report>", `ingest a report instead of running anything: ${reports} (repeatable)`, collected)
    .option("--dry-run", "measure, print the diff, and write nothing")
    .option("--keep-going", "write what could be measured also when another module's run fails")
    .option("--timeout <seconds>", "how long one module's run may take", secondsArgument, 600)
    .option(
      "--pass-env <name>",
      "a variable that the runner gets besides PATH, HOME and the like (repeatable)",
      collected,
    );
}

function collected(value: string, previous: string[] = []): string[] {
  return [...previous, value];
}

/** Seconds as typed. Throws commander's `InvalidArgumentError`. */
export function secondsArgument(text: string): number {
  const seconds = Number(text);
  // A day: what a timer can hold is not much more.
  if (!/^\d{1,5}(\.\d{1,3})?$/.test(text) || seconds <= 0 || seconds > 86_400) {
    throw new InvalidArgumentError("Give seconds, more than 0 and at most 86400.");
  }
  return seconds;
}

/** Flags as the workflows take them. Throws `E_USAGE` when it is not said what to measure, or said twice. */
export async function measureInput(modules: readonly string[], flags: MeasureFlags): Promise<MeasureInput> {
  const from = flags.from ?? [];
  const { usageError } = await import("./usage-error.ts");
  if (flags.all && modules.length > 0) {
    throw usageError("--all and module names exclude each other", "Leave one of the two out.");
  }
  if (!flags.all && modules.length === 0 && from.length === 0) {
    throw usageError("what to measure is not said", "Name modules, or give --all, or --from REPORT.");
  }
  return {
    modules,
    from: from.map((typed) => ({ typed, path: resolve(typed) })),
    dryRun: flags.dryRun ?? false,
    keepGoing: flags.keepGoing ?? false,
    runner: { timeoutMs: flags.timeout * 1000, passEnv: flags.passEnv ?? [], env: process.env },
  };
}

/** 1 when something failed; 3 when a module that was named, or every module, could not be measured; else 0. */
export function measureExit({ modules }: Pick<MeasureReport<unknown>, "modules">): ExitCode {
  const findings: Finding[] = modules.flatMap((module) => module.findings);
  if (modules.some(({ status }) => status === "failed")) return 1;
  return findings.some(({ severity }) => severity === "error") || modules.every(({ status }) => status === "untested")
    ? 3
    : 0;
}
