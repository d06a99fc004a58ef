import { Command } from "commander";
import { addExamples, type CommandDefinition, type Report, type Session } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { addFormat, type Format } from "./formats.ts";
import { textWidth } from "./width.ts";
import { VERSION } from "./version.ts";

export interface GlobalFlags {
  /** Undefined: found from the current folder. */
  root?: string;
  config?: string;
  /** Undefined for none. */
  format?: Format[];
  quiet?: boolean;
  verbose?: boolean;
  color?: boolean;
  now?: string;
  wait: boolean;
}

/** Where commander's own texts go. */
export interface ProgramOutputs {
  /** Help and version. */
  print: (text: string) => void;
  talk: (text: string) => void;
  /** Told what is wrong with a command line. */
  complain: (text: string) => void;
}

/** `t4` with its global flags and no command yet. */
export function buildProgram({ print, talk, complain }: ProgramOutputs): Command {
  const program = new Command("t4");
  program
    .description("Keeps a monorepo's module manifests true.")
    .version(VERSION, "--version", "print the version")
    .option("--root <dir>", "the workspace (default: the nearest one from here upwards)")
    .option("--config <file>", "the config, relative to the workspace (default: t4.config.json)")
    .option(
      "--format <format>",
      "how results are printed: text or json; gates also sarif, junit, github, markdown (repeatable; FORMAT=FILE writes a file)",
      addFormat,
    )
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
    .configureOutput({ writeOut: print, writeErr: talk, outputError: complain })
    .configureHelp({ helpWidth: textWidth(), showGlobalOptions: true })
    .exitOverride()
    .addHelpText(
      "after",
      "\nExit codes: 0 held or done, 1 broken or a difference found, 2 wrong usage or input, 3 could not be measured.",
    );
  return program;
}

/** Names every command for the help; declares in full only the one that the command line asks for, and gives it. */
export async function declareCommands(
  program: Command,
  argv: readonly string[],
  choose: (action: (session: Session) => Promise<Report>) => void,
): Promise<CommandDefinition | undefined> {
  const [asked] = wordsIn(argv);
  const [definition] = await declare(program, (name) => name === asked, choose);
  if (asked === undefined) program.action(() => program.help());
  return definition;
}

/** `t4` with every command declared in full, to be looked at and not to be run. */
export async function wholeProgram(): Promise<Command> {
  const program = buildProgram({ print: () => {}, talk: () => {}, complain: () => {} });
  await declare(
    program,
    () => true,
    () => {},
  );
  return program;
}

async function declare(
  program: Command,
  isWanted: (name: string) => boolean,
  choose: (action: (session: Session) => Promise<Report>) => void,
): Promise<CommandDefinition[]> {
  const declared: CommandDefinition[] = [];
  for (const [name, entry] of Object.entries(COMMANDS)) {
    const command = program.command(name).description(entry.summary);
    if (!isWanted(name)) continue;
    const definition: CommandDefinition = await entry.load();
    definition.define(command, choose);
    addExamples(command, definition.examples);
    declared.push(definition);
  }
  return declared;
}

const FLAGS_WITH_VALUE = new Set(["--root", "--config", "--format", "--now"]);

/** The words of a command line that are neither flags nor a global flag's value. */
export function wordsIn(argv: readonly string[]): string[] {
  return argv.filter((word, index) => !word.startsWith("-") && !FLAGS_WITH_VALUE.has(argv[index - 1] ?? ""));
}
