import { Command, CommanderError, Option } from "commander";
import type { ExitCode } from "@t4/core";
import type { CommandDefinition, Report, Session } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { describeError, errorDocument } from "./render/error.ts";
import { openSession } from "./session.ts";
import { styleFor } from "./style.ts";
import { VERSION } from "./version.ts";

export interface GlobalFlags {
  root: string;
  config?: string;
  format: "text" | "json";
  quiet?: boolean;
  verbose?: boolean;
  color?: boolean;
  now?: string;
}

interface Invocation {
  argv: readonly string[];
  /** The folder with `vocab/`, `schemas/` and `grammars/`. */
  shippedFolder: string;
}

/** Runs one command line: prints the report or the error and gives the exit code. The only place that prints. */
export async function main({ argv, shippedFolder }: Invocation): Promise<ExitCode> {
  process.stdout.on("error", leaveOnClosedPipe);
  const style = styleFor({ isTerminal: process.stdout.isTTY, flag: colourFlag(argv), env: process.env });
  const errorStyle = styleFor({ isTerminal: process.stderr.isTTY, flag: colourFlag(argv), env: process.env });
  const program = buildProgram();
  let action: ((session: Session) => Promise<Report>) | undefined;
  try {
    await declareCommands(program, argv, (chosen) => {
      action = chosen;
    });
    await program.parseAsync([...argv], { from: "user" });
    if (action === undefined) return 0;
    const flags = program.opts<GlobalFlags>();
    const report = await action(await openSession(flags, shippedFolder, errorStyle));
    if (flags.format === "json") process.stdout.write(`${JSON.stringify(report.json, null, 2)}\n`);
    else if (!flags.quiet) process.stdout.write(report.text(style));
    return report.exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const flags = program.opts<Partial<GlobalFlags>>();
    if (flags.format === "json") process.stdout.write(`${JSON.stringify(errorDocument(error), null, 2)}\n`);
    const described = describeError(error, { style: errorStyle, verbose: flags.verbose ?? false });
    process.stderr.write(described.text);
    return described.exit;
  }
}

function buildProgram(): Command {
  const program = new Command("t4");
  program
    .description("Keeps a monorepo's module manifests true.")
    .version(VERSION, "--version", "print the version")
    .option("--root <dir>", "the workspace", ".")
    .option("--config <file>", "the config, relative to the workspace (default: t4.config.json)")
    .addOption(new Option("--format <format>", "how results are printed").choices(["text", "json"]).default("text"))
    .option("--quiet", "print nothing but errors")
    .option("--verbose", "print more, also the stack of errors")
    .option("--color", "colour also where there is no terminal")
    .option("--no-color", "no colour (so does NO_COLOR)")
    .option("--now <time>", "the time to write, ISO 8601 (so does SOURCE_DATE_EPOCH)")
    .helpOption("-h, --help", "print help")
    .helpCommand(false)
    .enablePositionalOptions(false)
    .showSuggestionAfterError(true)
    .showHelpAfterError("(t4 --help lists commands and flags)")
    .configureHelp({ helpWidth: helpWidth(), showGlobalOptions: true })
    .exitOverride()
    .addHelpText(
      "after",
      "\nExit codes: 0 held or done, 1 broken or a difference found, 2 wrong usage or input, 3 could not be measured.",
    );
  return program;
}

/** Names every command for the help; declares in full only the one that the command line asks for. */
async function declareCommands(
  program: Command,
  argv: readonly string[],
  choose: (action: (session: Session) => Promise<Report>) => void,
): Promise<void> {
  const asked = commandIn(argv);
  for (const [name, entry] of Object.entries(COMMANDS)) {
    const command = program.command(name).description(entry.summary);
    if (name !== asked) continue;
    const definition: CommandDefinition = await entry.load();
    definition.define(command, choose);
    command.addHelpText("after", `\nExamples:\n${definition.examples.map((example) => `  ${example}`).join("\n")}`);
  }
  if (asked === undefined) program.action(() => program.help());
}

const FLAGS_WITH_VALUE = new Set(["--root", "--config", "--format", "--now"]);

/** The first word of the command line that is neither a global flag nor a flag's value. */
function commandIn(argv: readonly string[]): string | undefined {
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] as string;
    if (FLAGS_WITH_VALUE.has(word)) index += 1;
    else if (!word.startsWith("-")) return word;
  }
  return undefined;
}

function colourFlag(argv: readonly string[]): boolean | undefined {
  if (argv.includes("--no-color")) return false;
  return argv.includes("--color") ? true : undefined;
}

function helpWidth(): number {
  return Math.max(40, Math.min(process.stdout.columns ?? 100, 100));
}

/** `t4 … | head` closes the pipe early; that is no failure. */
function leaveOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
