import { homedir } from "node:os";
import { resolve } from "node:path";
import type { WorkflowContext } from "@t4/workflows/context";
import type { Command } from "commander";
import { answer, type Candidate } from "./answer.ts";
import type { Shell } from "./scripts.ts";

interface Question {
  shell: Shell;
  /** What was typed after `t4`, up to the cursor; the last one is what is to be completed. */
  words: readonly string[];
}

/** The lines that answer a shell's script: `:none`, `:files` or `:dirs`, then a candidate a line. Never throws for what is wrong with the workspace. */
export async function complete(
  { shell, words: typed }: Question,
  program: Command,
  context: WorkflowContext,
): Promise<string> {
  const { words, dropped } = shell === "bash" ? rejoin(typed) : { words: typed, dropped: "" };
  const { candidates, more, prefix } = answer(program, words);
  const known = more === "modules" || more === "gates" ? await namesOf(more, words, context) : undefined;
  const offered = known ?? candidates;
  const current = words.at(-1) ?? "";
  const lines = offered
    .map(({ word, about }) => ({ word: `${prefix}${word}`, about }))
    .filter(({ word }) => word.startsWith(current))
    .map(({ word, about }) => `${word.slice(dropped.length)}\t${about}\n`);
  return `:${known === undefined ? more : "none"}\n${lines.join("")}`;
}

/** bash takes the `=` of `--format=json` for a word of its own, and wants back only what comes after it. */
function rejoin(typed: readonly string[]): { words: string[]; dropped: string } {
  const words: string[] = [];
  let dropped = "";
  for (const [index, word] of typed.entries()) {
    const before = typed[index - 1];
    const flag = words.at(-1) ?? "";
    dropped = "";
    if (word === "=" && flag.startsWith("--")) words[words.length - 1] = dropped = `${flag}=`;
    else if (before === "=" && flag.endsWith("=")) {
      words[words.length - 1] = `${flag}${word}`;
      dropped = flag;
    } else words.push(word);
  }
  return { words, dropped };
}

// A name that a shell would have to quote is better typed by hand.
const PLAIN = /^[\w./@+-]+$/;

/** What the workspace that the line names knows; [] where it is broken. */
async function namesOf(
  what: "modules" | "gates",
  words: readonly string[],
  context: WorkflowContext,
): Promise<Candidate[]> {
  const root = lastValueOf("--root", words);
  const configPath = lastValueOf("--config", words) ?? context.configPath;
  const meant: WorkflowContext = {
    ...context,
    ...(root !== undefined && { root: resolve(root.replace(/^~(?=\/|$)/, homedir())) }),
    configPath,
  };
  try {
    return what === "modules" ? await modulesIn(meant) : await gatesIn(meant);
  } catch {
    return [];
  }
}

async function modulesIn(context: WorkflowContext): Promise<Candidate[]> {
  const { moduleNames } = await import("@t4/workflows/module-names");
  const names = await moduleNames(context);
  return names.filter((name) => PLAIN.test(name)).map((word) => ({ word, about: "" }));
}

async function gatesIn(context: WorkflowContext): Promise<Candidate[]> {
  const { gates } = await import("@t4/workflows/gates");
  return (await gates(context)).map(({ id, question }) => ({ word: id, about: question }));
}

function lastValueOf(flag: string, words: readonly string[]): string | undefined {
  const values = words.slice(0, -1).flatMap((word, index) => {
    if (word.startsWith(`${flag}=`)) return word.slice(flag.length + 1);
    return words[index - 1] === flag ? word : [];
  });
  return values.at(-1);
}
