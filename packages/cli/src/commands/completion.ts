import { Argument } from "commander";
import type { CommandDefinition, Report } from "../command.ts";
import { SCRIPTS, type Shell, SHELLS } from "../completion/scripts.ts";

export const completionCommand: CommandDefinition = {
  examples: ["t4 completion bash", "t4 completion zsh > ~/.zfunc/_t4", "t4 completion fish | source"],
  define(command, run) {
    command
      .usage("[options] <shell>")
      .addArgument(shellArgument())
      .action((shell: Shell) => {
        run(async () => plainReport(SCRIPTS[shell]));
      });
    // What the scripts call at every press of the key.
    command
      .command("answer", { hidden: true })
      .description("answer a script: what may stand in place of the last word")
      .addArgument(shellArgument())
      .argument("[words...]", "what was typed after t4")
      .action((shell: Shell, words: string[]) => {
        run(async (session) => {
          const { complete } = await import("../completion/complete.ts");
          return plainReport(await complete({ shell, words }, await session.program(), session.context));
        });
      });
  },
};

function shellArgument(): Argument {
  return new Argument("<shell>", "the shell that is asking").choices(SHELLS);
}

/** A text that a shell reads: no document of T4's. */
function plainReport(text: string): Report {
  return { exit: 0, json: { version: 1, command: "completion", text }, text: () => text };
}
