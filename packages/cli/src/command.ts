import type { ExitCode, Finding } from "@t4/core";
import type { WorkflowContext } from "@t4/workflows/context";
import type { Command } from "commander";
import type { FormatName } from "./formats.ts";
import { shown } from "./shown.ts";
import type { Style } from "./style.ts";

/** What a command gives back; only `main.ts` prints it and exits. */
export interface Report {
  exit: ExitCode;
  /** The document that `--format json` prints. */
  json: unknown;
  /** What a person reads on stdout; empty for nothing to say. */
  text: (style: Style) => string;
  /** What the other formats print, for commands whose definition names them. */
  others?: Partial<Record<FormatName, () => string>>;
  /** What failed although the command went on: `--quiet` leaves nothing else to be read. */
  errors?: readonly Finding[];
}

/** Adds examples to a command's help; each is a command line that works as printed. */
export function addExamples(command: Command, examples: readonly string[]): void {
  command.addHelpText("after", `\nExamples:\n${examples.map((example) => `  ${example}`).join("\n")}`);
}

interface ReportParts<D extends object> {
  session: Session;
  /** As typed: `vocab check`. */
  command: string;
  /** The command's own part of the JSON document, and what `render` turns into text. */
  document: D;
  render: (document: D, style: Style) => string;
  exit?: ExitCode;
  others?: Report["others"];
  /** What was found on the way. */
  findings?: readonly Finding[];
}

/** A report in the one form that all have. What is rendered for people is made fit for a terminal first. */
export function makeReport<D extends object>({
  session,
  command,
  document,
  render,
  exit = 0,
  others = {},
  findings = [],
}: ReportParts<D>): Report {
  return {
    exit,
    others,
    errors: findings.filter(({ severity }) => severity === "error"),
    json: { version: 1, command, root: session.rootLabel, ...document },
    text: (style) => render(shown(document), style),
  };
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
  /** Asks for a line of text on the terminal; undefined when there is nobody to ask. */
  askText: ((question: string) => Promise<string>) | undefined;
  /** How what is said with `talk` stands out. */
  talkStyle: Style;
  /** Says something to the person who runs this, besides the result. */
  talk: (text: string) => void;
  /** `t4` with every command declared in full, to be looked at. */
  program: () => Promise<Command>;
}

export interface CommandDefinition {
  /** The formats it knows besides text and JSON. */
  formats?: readonly FormatName[];
  /** Two or three command lines that work as printed. */
  examples: readonly string[];
  /** Declares arguments and options on `command`, and hands `run` what was given. */
  define(command: Command, run: (action: (session: Session) => Promise<Report>) => void): void;
}
