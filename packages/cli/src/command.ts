import type { ExitCode } from "@t4/core";
import type { WorkflowContext } from "@t4/workflows/context";
import type { Command } from "commander";
import type { Style } from "./style.ts";

/** What a command gives back; only `main.ts` prints it and exits. */
export interface Report {
  exit: ExitCode;
  /** The document that `--format json` prints. */
  json: unknown;
  /** What a person reads on stdout; empty for nothing to say. */
  text: (style: Style) => string;
}

/** What the global flags settle for every command. */
export interface Session {
  context: WorkflowContext;
  /** The workspace as the command line named it, for reports: they must not tell where a machine keeps it. */
  rootLabel: string;
  quiet: boolean;
  verbose: boolean;
  /** Asks a yes/no question on the terminal; undefined when there is nobody to ask. */
  ask: ((question: string) => Promise<boolean>) | undefined;
}

export interface CommandDefinition {
  /** Two or three command lines that work as printed. */
  examples: readonly string[];
  /** Declares arguments and options on `command`, and hands `run` what was given. */
  define(command: Command, run: (action: (session: Session) => Promise<Report>) => void): void;
}
