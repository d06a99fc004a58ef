import { shellWord } from "@t4/core";
import type { Command } from "commander";
import { nearest } from "@t4/workflows/nearest";

/**
 * The command that words which name none were likely meant for, as it is typed: `ledger verify` for `legder verfy`, `ledger-verify` and `verify`, `enrich`
 * for `enrihc`; undefined when none is near.
 */
export function suggestCommand(program: Command, words: readonly string[]): string | undefined {
  const [first = "", second = ""] = words;
  const commands = program.commands.map((command) => command.name());
  const pairs = program.commands.flatMap((command) =>
    visible(command).map((subcommand) => ({
      name: subcommand.name(),
      typed: `${command.name()} ${subcommand.name()}`,
    })),
  );
  const typed = pairs.map((pair) => pair.typed);
  const joined = second === "" || second.startsWith("-") ? undefined : nearest(`${first} ${second}`, typed);
  const subcommand = nearest(
    first,
    pairs.map(({ name }) => name),
  );
  return (
    joined ??
    nearest(first, commands) ??
    nearest(first.replaceAll(/[-_:.]/g, " "), typed) ??
    pairs.find(({ name }) => name === subcommand)?.typed
  );
}

/** Says how modules are named to a command that takes no words but a `--module`; undefined for any other command. */
export function suggestModuleFlag(program: Command, name: string, words: readonly string[]): string | undefined {
  const command = program.commands.find((each) => each.name() === name);
  if (command === undefined || command.registeredArguments.length > 0) return undefined;
  const flag = command.options.find(({ long }) => long === "--module");
  if (flag === undefined) return undefined;
  const named = flag.variadic ? words : words.slice(0, 1);
  return `Name modules by a flag: t4 ${name} --module ${named.map(shellWord).join(" ")}.`;
}

function visible(command: Command): Command[] {
  return command.createHelp().visibleCommands(command);
}
