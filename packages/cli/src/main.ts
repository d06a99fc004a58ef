import { Command, CommanderError, Option } from "commander";
import { ERROR_CODES, type ExitCode, T4Error } from "@t4/core";
import { addExamples, type CommandDefinition, type Report, type Session } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { openOutput, type Output } from "./output.ts";
import { describeError, errorDocument } from "./render/error.ts";
import { openSession } from "./session.ts";
import { shownText } from "./shown.ts";
import { styleFor } from "./style.ts";
import { VERSION } from "./version.ts";

export interface GlobalFlags {
  /** Undefined: found from the current folder. */
  root?: string;
  config?: string;
  format: "text" | "json";
  quiet?: boolean;
  verbose?: boolean;
  color?: boolean;
  now?: string;
  wait: boolean;
}

interface Invocation {
  argv: readonly string[];
  /** The folder with `vocab/`, `schemas/` and `grammars/`. */
  shippedFolder: string;
  /** Changes with every build. */
  build: string;
}

/** Runs one command line: prints the report or the error and gives the exit code. Nothing else reaches stdout. */
export async function main(invocation: Invocation): Promise<ExitCode> {
  const outputs = { results: openOutput(process.stdout), talk: openOutput(process.stderr) };
  const exit = await run(invocation, outputs);
  const failure = await outputs.results.finish();
  if (failure !== undefined) {
    const talkStyle = styleFor({
      isTerminal: process.stderr.isTTY,
      flag: colourFlag(invocation.argv),
      env: process.env,
    });
    outputs.talk.write(describeError(unprinted(failure), { style: talkStyle, verbose: false }).text);
  }
  // When stderr fails, nobody is left to be told; the exit code still says what became of the command.
  await outputs.talk.finish();
  // 2, as for every file that cannot be written, also when the command itself ended with 0 or 1: the caller has not got its result.
  return failure === undefined ? exit : ERROR_CODES.E_WRITE.exit;
}

interface Outputs {
  /** stdout. */
  results: Output;
  /** stderr. */
  talk: Output;
}

async function run({ argv, shippedFolder, build }: Invocation, outputs: Outputs): Promise<ExitCode> {
  const talk = (text: string): void => outputs.talk.write(text);
  const style = styleFor({ isTerminal: process.stdout.isTTY, flag: colourFlag(argv), env: process.env });
  const talkStyle = styleFor({ isTerminal: process.stderr.isTTY, flag: colourFlag(argv), env: process.env });
  const complaints: string[] = [];
  const program = buildProgram(outputs, (complaint) => complaints.push(complaint));
  let action: ((session: Session) => Promise<Report>) | undefined;
  try {
    await declareCommands(program, argv, (chosen) => {
      action = chosen;
    });
    await program.parseAsync([...argv], { from: "user" });
    if (action === undefined) return 0;
    const flags = program.opts<GlobalFlags>();
    const report = await action(await openSession(flags, { shippedFolder, build, talk, talkStyle }));
    if (flags.format === "json") outputs.results.write(`${jsonText(report.json)}\n`);
    else if (!flags.quiet) outputs.results.write(report.text(style));
    return report.exit;
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0;
    // A command that only has subcommands was named without one: commander has printed its help, which says it all.
    if (thrown instanceof CommanderError && thrown.code === "commander.help" && !asksForJson(argv)) return 2;
    const error = thrown instanceof CommanderError ? usageErrorOf(complaints) : thrown;
    if (asksForJson(argv)) outputs.results.write(`${jsonText(errorDocument(error))}\n`);
    const described = describeError(error, { style: talkStyle, verbose: argv.includes("--verbose") });
    talk(described.text);
    return described.exit;
  }
}

function jsonText(document: unknown): string {
  return shownText(JSON.stringify(document, null, 2));
}

function asksForJson(argv: readonly string[]): boolean {
  return (
    argv.includes("--format=json") || argv.some((word, index) => word === "--format" && argv[index + 1] === "json")
  );
}

/** commander's complaint, and the suggestion in it, as an error of T4's own. */
function usageErrorOf(complaints: readonly string[]): T4Error {
  const [first = "", ...rest] = complaints.join("").trim().split("\n");
  const suggestion = rest.find((line) => line.startsWith("(Did you mean"))?.slice(1, -1);
  return new T4Error("E_USAGE", first.replace(/^error: /, "") || "a command is missing here", {
    hint: suggestion ?? "t4 --help lists commands and flags; t4 COMMAND --help those of a command.",
  });
}

function buildProgram({ results, talk }: Outputs, complain: (text: string) => void): Command {
  const program = new Command("t4");
  program
    .description("Keeps a monorepo's module manifests true.")
    .version(VERSION, "--version", "print the version")
    .option("--root <dir>", "the workspace (default: the nearest one from here upwards)")
    .option("--config <file>", "the config, relative to the workspace (default: t4.config.json)")
    .addOption(new Option("--format <format>", "how results are printed").choices(["text", "json"]).default("text"))
    .option("--quiet", "print nothing but errors")
    .option("--verbose", "print more, also the stack of errors")
    .option("--color", "colour also where there is no terminal")
    .option("--no-color", "no colour (so does NO_COLOR)")
    .option("--no-wait", "fail at once when another t4 is writing")
    .option("--now <time>", "the time to write, ISO 8601 (so does SOURCE_DATE_EPOCH)")
    .helpOption("-h, --help", "print help")
    .helpCommand(false)
    .enablePositionalOptions(false)
    .showSuggestionAfterError(true)
    .configureOutput({ writeOut: results.write, writeErr: talk.write, outputError: complain })
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
    addExamples(command, definition.examples);
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

function unprinted({ code, message }: NodeJS.ErrnoException): T4Error {
  return new T4Error("E_WRITE", `standard output cannot be written (${code ?? message}); what the command did stands`, {
    hint: "Make room or send the output elsewhere; `t4 ledger log` shows what was recorded.",
  });
}
