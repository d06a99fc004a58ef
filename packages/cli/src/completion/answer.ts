import type { Argument, Command, Option } from "commander";
import { FORMATS } from "../formats.ts";

/** One word that fits, with a line on it; empty for none. */
export interface Candidate {
  word: string;
  about: string;
}

/** What may stand where the cursor is. */
export interface Answer {
  candidates: Candidate[];
  /** What the shell, or the workspace, knows besides. */
  more: "none" | "files" | "dirs" | "modules" | "gates";
  /** What goes before each candidate, as `--module=` before a name. */
  prefix: string;
}

/**
 * What may stand in place of the last of `words`, which is what was typed after `t4`, as the declared commands have it. Candidates are not yet those
 * alone that begin as it does.
 */
export function answer(program: Command, words: readonly string[]): Answer {
  const current = words.at(-1) ?? "";
  const place = walk(program, words.slice(0, -1));
  const { command, option, isOpen, onlyWords } = place;
  const assigned = onlyWords ? null : /^(--[^=]+)=/.exec(current);
  if (assigned !== null) {
    const named = optionNamed(command, assigned[1] ?? "");
    return named === undefined ? NOTHING : { ...valuesOf(named), prefix: assigned[0] };
  }
  if (option !== undefined && !(isOpen && current.startsWith("-"))) return valuesOf(option);
  if (!onlyWords && current.startsWith("-")) return offer(flagsOf(command));
  return wordsFor(place);
}

interface Place {
  command: Command;
  /** How many arguments of the command were given. */
  given: number;
  /** The flag whose value comes next. */
  option: Option | undefined;
  /** Whether that flag has a value already and takes more. */
  isOpen: boolean;
  /** After `--`, nothing is a flag. */
  onlyWords: boolean;
}

function walk(program: Command, words: readonly string[]): Place {
  let place: Place = { command: program, given: 0, option: undefined, isOpen: false, onlyWords: false };
  for (const word of words) place = step(place, word);
  return place;
}

function step(place: Place, word: string): Place {
  const { command, option, given, onlyWords } = place;
  if (onlyWords) return { ...place, given: given + 1 };
  if (word === "--") return { ...place, option: undefined, isOpen: false, onlyWords: true };
  if (word.startsWith("-") && word !== "-") {
    const named = word.includes("=") ? undefined : optionNamed(command, word);
    return { ...place, option: named !== undefined && takesValue(named) ? named : undefined, isOpen: false };
  }
  if (option !== undefined) {
    return option.variadic ? { ...place, isOpen: true } : { ...place, option: undefined };
  }
  const subcommand = given === 0 ? command.commands.find((each) => each.name() === word) : undefined;
  return subcommand === undefined ? { ...place, given: given + 1 } : { ...place, command: subcommand };
}

function wordsFor({ command, given }: Place): Answer {
  const help = command.createHelp();
  const subcommands = given === 0 ? help.visibleCommands(command) : [];
  if (subcommands.length > 0) {
    return offer(subcommands.map((each) => ({ word: each.name(), about: each.description() })));
  }
  const declared = command.registeredArguments;
  const argument = declared[given] ?? declared.findLast((each) => each.variadic);
  if (argument === undefined) return offer(flagsOf(command));
  return command.name() === "gate" ? { ...NOTHING, more: "gates" } : valuesOf(argument);
}

function valuesOf(taking: Argument | Option): Answer {
  const name = "flags" in taking ? taking.flags : taking.name();
  const choices = taking.argChoices ?? (name.startsWith("--format ") ? FORMATS : undefined);
  if (choices !== undefined) return offer(choices.map((word) => ({ word, about: "" })));
  if (MODULES.test(name)) return { ...NOTHING, more: "modules" };
  if (FOLDERS.test(name)) return { ...NOTHING, more: "dirs" };
  return FILES.test(name) ? { ...NOTHING, more: "files" } : NOTHING;
}

const MODULES = /^modules?$|^--module /;
const FOLDERS = /[<[](?:dir|folder)\b/;
const FILES = /(?:^|[<[])(?:file|report|path)s?\b/;
const NOTHING: Answer = { candidates: [], more: "none", prefix: "" };

function offer(candidates: Candidate[]): Answer {
  return { ...NOTHING, candidates };
}

/** The flags of a command, and the global ones. */
function flagsOf(command: Command): Candidate[] {
  const help = command.createHelp();
  const options = [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)];
  const named = new Map(options.map(({ long, short, description }) => [long ?? short ?? "", description]));
  return [...named].map(([word, about]) => ({ word, about }));
}

function optionNamed(command: Command, flag: string): Option | undefined {
  for (let level: Command | null = command; level !== null; level = level.parent) {
    const found = level.options.find((option) => option.long === flag || option.short === flag);
    if (found !== undefined) return found;
  }
  return undefined;
}

function takesValue(option: Option): boolean {
  return option.required || option.optional;
}
