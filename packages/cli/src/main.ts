import { CommanderError } from "commander";
import { ERROR_CODES, type ExitCode, T4Error } from "@t4/core";
import type { Report, Session } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { type Format, type FormatName, settleFormats } from "./formats.ts";
import { openOutput, type Output } from "./output.ts";
import { buildProgram, declareCommands, type GlobalFlags, wholeProgram, wordsIn } from "./program.ts";
import { describeError, errorDocument } from "./render/error.ts";
import { dropReportFile, writeReportFile } from "./report-file.ts";
import { openSession } from "./session.ts";
import { shown, shownText, shownToRunner } from "./shown.ts";
import { type Style, styleFor } from "./style.ts";

interface Invocation {
  argv: readonly string[];
  /** The folder with `vocab/`, `schemas/` and `grammars/`. */
  shippedFolder: string;
  /** The file that starts the thread for reading code. */
  codeThread: string;
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

async function run({ argv, ...shipped }: Invocation, outputs: Outputs): Promise<ExitCode> {
  const talk = (text: string): void => outputs.talk.write(shownToRunner(text));
  const style = styleFor({ isTerminal: process.stdout.isTTY, flag: colourFlag(argv), env: process.env });
  const talkStyle = styleFor({ isTerminal: process.stderr.isTTY, flag: colourFlag(argv), env: process.env });
  const complaints: string[] = [];
  const program = buildProgram({
    print: outputs.results.write,
    talk,
    complain: (complaint) => complaints.push(complaint),
  });
  const done = new Set<Format>();
  let action: ((session: Session) => Promise<Report>) | undefined;
  try {
    const definition = await declareCommands(program, argv, (chosen) => {
      action = chosen;
    });
    await program.parseAsync([...argv], { from: "user" });
    if (action === undefined) return 0;
    const flags = program.opts<GlobalFlags>();
    const formats = settleFormats(flags.format ?? []);
    checkFormats(formats, definition?.formats ?? []);
    const report = await action(await openSession(flags, { ...shipped, talk, talkStyle, program: wholeProgram }));
    for (const format of formats) {
      const { name, file } = format;
      if (file === undefined && name === "text" && flags.quiet === true) {
        await tellErrors(report, talk, talkStyle);
        continue;
      }
      const text = textOf(report, name, file === undefined ? style : PLAIN);
      if (file === undefined) outputs.results.write(name === "github" ? text : shownToRunner(text));
      else await writeReportFile(file, text);
      done.add(format);
    }
    return report.exit;
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0;
    // A command that only has subcommands was named without one: commander has printed its help, which says it all.
    if (thrown instanceof CommanderError && thrown.code === "commander.help" && !asksForJson(argv)) return 2;
    const error = thrown instanceof CommanderError ? await usageErrorOf(thrown, complaints, argv) : thrown;
    if (asksForJson(argv)) outputs.results.write(`${jsonText(errorDocument(error))}\n`);
    const described = describeError(error, { style: talkStyle, verbose: argv.includes("--verbose") });
    talk(described.text);
    const undone = (program.opts<GlobalFlags>().format ?? []).filter((format) => !done.has(format));
    await reportFailure(error, undone);
    return described.exit;
  }
}

/** What the files of reports hold when there is none to be had: the error where there is a form for it, and no report of an earlier run. */
async function reportFailure(failure: unknown, formats: readonly Format[]): Promise<void> {
  for (const { name, file } of formats) {
    if (file === undefined) continue;
    await dropReportFile(file);
    if (name !== "json") continue;
    // It is told on stderr already; that this file cannot be written either adds nothing.
    await writeReportFile(file, `${jsonText(errorDocument(failure))}\n`).catch(() => undefined);
  }
}

/** What a quiet run says of what failed. */
async function tellErrors({ errors = [] }: Report, talk: (text: string) => void, style: Style): Promise<void> {
  if (errors.length === 0) return;
  const { renderFinding } = await import("./render/finding.ts");
  for (const error of shown(errors)) talk(`${renderFinding(error, style)}\n`);
}

const PLAIN = styleFor({ isTerminal: false, flag: false, env: {} });

function textOf(report: Report, format: FormatName, style: Style): string {
  if (format === "json") return `${jsonText(report.json)}\n`;
  return format === "text" ? report.text(style) : (report.others?.[format]?.() ?? "");
}

function checkFormats(formats: readonly Format[], known: readonly FormatName[]): void {
  const wrong = formats.find(({ name }) => name !== "text" && name !== "json" && !known.includes(name));
  if (wrong === undefined) return;
  throw new T4Error("E_USAGE", `this command prints text or json, not ${wrong.name}`, {
    hint: "t4 quality and t4 gate know every format.",
  });
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
async function usageErrorOf(
  { code }: CommanderError,
  complaints: readonly string[],
  argv: readonly string[],
): Promise<T4Error> {
  const [first = "", ...rest] = complaints.join("").trim().split("\n");
  const choice = UNKNOWN_CHOICE.exec(first)?.groups;
  if (choice !== undefined) return unknownChoice(choice as Choice);
  const offered = rest.find((line) => line.startsWith("(Did you mean"))?.slice(1, -1);
  const suggestion = (await suggestionFor(code, argv)) ?? offered;
  return new T4Error("E_USAGE", first.replace(/^error: /, "") || "a command is missing here", {
    hint: suggestion ?? "t4 --help lists commands and flags; t4 COMMAND --help those of a command.",
  });
}

const UNKNOWN_CHOICE =
  /^error: command-argument value '(?<value>.*)' is invalid for argument '(?<argument>.*)'\. Allowed choices are (?<choices>.*)\.$/s;
type Choice = Record<"value" | "argument" | "choices", string>;

async function unknownChoice({ value, argument, choices }: Choice): Promise<T4Error> {
  const { nearest } = await import("@t4/workflows/nearest");
  const meant = nearest(value, choices.split(", "));
  return new T4Error("E_USAGE", `${JSON.stringify(value)} is no ${argument}: it is one of ${choices}`, {
    hint: meant === undefined ? `Give one of ${choices}.` : `Did you mean ${meant}?`,
  });
}

/** Undefined where commander knows better, because only the subcommand is unknown, and where nothing is near. */
async function suggestionFor(code: string, argv: readonly string[]): Promise<string | undefined> {
  const [command = "", ...words] = wordsIn(argv);
  if (code === "commander.excessArguments") {
    const { suggestModuleFlag } = await import("./suggest-command.ts");
    return suggestModuleFlag(await wholeProgram(), command, words);
  }
  if (code !== "commander.unknownCommand") return undefined;
  if (Object.hasOwn(COMMANDS, command)) return undefined;
  const { suggestCommand } = await import("./suggest-command.ts");
  const meant = suggestCommand(await wholeProgram(), wordsIn(argv));
  return meant === undefined ? undefined : `Did you mean ${meant}?`;
}

function colourFlag(argv: readonly string[]): boolean | undefined {
  if (argv.includes("--no-color")) return false;
  return argv.includes("--color") ? true : undefined;
}

function unprinted({ code, message }: NodeJS.ErrnoException): T4Error {
  return new T4Error("E_WRITE", `standard output cannot be written (${code ?? message}); what the command did stands`, {
    hint: "Make room or send the output elsewhere; `t4 ledger log` shows what was recorded.",
  });
}
