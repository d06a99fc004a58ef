/**
 * True for a shell script, or the settings of a hook manager, with a line that runs `t4 … hook run`. A line that only mentions the words, as in a
 * comment or for `echo`, runs nothing.
 */
export function callsT4(text: string): boolean {
  return text.split("\n").some((line) => commandsOf(scriptIn(line)).some(isCall));
}

/** The command of a manager's `run: …` or `entry: …`, and any other line as it is. */
function scriptIn(line: string): string {
  const [, value] = /^\s*(?:- )?\s*(?:run|entry):\s+(.*)$/.exec(line) ?? [];
  return value === undefined ? line : value.trim().replace(/^(["'])(.*)\1$/, "$2");
}

const TOKEN = /(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\;&|(){}])+|[;&|(){}]|["'\\]/g;

/** The commands of a line of shell, as words without their quotes; what follows a `#` is none. */
function commandsOf(line: string): string[][] {
  const commands: string[][] = [[]];
  for (const [token] of line.matchAll(TOKEN)) {
    if (token.startsWith("#")) break;
    if (/^[;&|(){}]$/.test(token)) commands.push([]);
    else commands.at(-1)?.push(token.replaceAll(/["'\\]/g, ""));
  }
  return commands;
}

const KEYWORD = /^(?:if|then|elif|else|while|until|do|!|exec|command|time|env)$/;
const RUNNER = /^(?:npx|bunx|pnpx|yarn|pnpm|npm|bun|dlx|node|x)$/;

function isCall(words: readonly string[]): boolean {
  let isRunner = false;
  for (const [index, word] of words.entries()) {
    if (/^(?:.*[/\\])?\$?t4(?:\.cjs)?$/.test(word))
      return (
        words
          .slice(index + 1)
          .join(" ")
          .match(HOOK_RUN) !== null
      );
    const isPrefix =
      KEYWORD.test(word) || /^\w+=/.test(word) || RUNNER.test(word) || (isRunner && word.startsWith("-"));
    if (!isPrefix) return false;
    isRunner ||= RUNNER.test(word);
  }
  return false;
}

const HOOK_RUN = /(?:^| )hook run(?: |$)/;
