import { T4Error } from "@t4/core";
import type { QualityInput } from "@t4/workflows/quality";
import type { Command } from "commander";
import { makeReport, type Report, type Session } from "./command.ts";
import type { FormatName } from "./formats.ts";
import { usageError } from "./usage-error.ts";
import { textWidth } from "./width.ts";
import { VERSION } from "./version.ts";
import { wayFrom } from "./way-from.ts";

/** The formats that gates know besides text and JSON. */
export const GATE_FORMATS: readonly FormatName[] = ["sarif", "junit", "github", "markdown"];

/** What narrows a run of gates. */
export interface GateFlags {
  changed?: boolean;
  staged?: boolean;
  base?: string;
}

/** Declares the flags of {@link GateFlags}. */
export function addGateFlags(command: Command): Command {
  return command
    .option("--changed", "judge only modules touched since HEAD left --base (default: origin/HEAD)")
    .option("--staged", "judge only modules with staged changes, as the commit will have them")
    .option("--base <ref>", "a branch, tag or commit; the ledger must only have been added to since");
}

/** Runs gates and reports on them. Throws `E_USAGE` for flags that exclude each other. */
export async function runQuality(
  { command, gates, flags }: { command: string; gates?: readonly string[]; flags: GateFlags },
  session: Session,
): Promise<Report> {
  const { quality } = await import("@t4/workflows/quality");
  const { exitOf, jsonReport, ...reports } = await import("@t4/workflows/gate-reports");
  const { renderQuality } = await import("./render/quality.ts");
  const report = await quality({ gates, base: flags.base, since: sinceOf(flags) }, session.context).catch(
    askForBase(flags),
  );
  const { root, clock } = session.context;
  const input = { report, version: VERSION, now: clock.now(), prefix: wayFrom(process.env["GITHUB_WORKSPACE"], root) };
  const { gates: judged, modules } = report;
  const width = textWidth();
  const told = makeReport({
    session,
    command,
    document: { gates: judged, modules },
    render: (document, style) => renderQuality({ ...document, width, verbose: session.verbose }, style),
    exit: exitOf(report),
    others: {
      sarif: () => `${JSON.stringify(reports.sarifReport(input), null, 2)}\n`,
      junit: () => reports.junitReport(input),
      github: () => reports.githubReport(input),
      markdown: () => reports.markdownReport(report),
    },
  });
  const head = { version: 1, command, root: session.rootLabel };
  return { ...told, json: { ...head, ...jsonReport(report), ...(modules !== undefined && { modules }) } };
}

/** Where git does not know the base that was meant, it is the default that is to be replaced. */
function askForBase({ changed, base }: GateFlags): (error: unknown) => never {
  return (error) => {
    const isMeant = changed === true && base === undefined && error instanceof T4Error && error.code === "E_USAGE";
    throw isMeant ? usageError(error.message, "Name the branch to compare with, such as --base main.") : error;
  };
}

function sinceOf({ changed, staged, base }: GateFlags): QualityInput["since"] {
  if (changed === true && staged === true)
    throw usageError("--changed and --staged exclude each other", "Leave out one.");
  if (staged === true) return { staged: true };
  return changed === true ? { base: base ?? "origin/HEAD" } : undefined;
}
