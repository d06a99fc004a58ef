import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { devNull } from "node:os";

const ENV = {
  PATH: process.env["PATH"],
  GIT_CONFIG_GLOBAL: devNull,
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_EDITOR: "true",
  GIT_AUTHOR_NAME: "Aurora Platform",
  GIT_AUTHOR_EMAIL: "platform@example.org",
  GIT_COMMITTER_NAME: "Aurora Platform",
  GIT_COMMITTER_EMAIL: "platform@example.org",
};

/** What a command printed, and how it ended. */
export interface ShellAnswer {
  code: number;
  stdout: string;
}

/**
 * A shell that runs git in one folder, a command at a time. Starting git from it costs a fraction of starting it from a large process, so that
 * a test can afford thousands.
 */
export class GitShell implements AsyncDisposable {
  readonly #shell: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<void>;
  #printed = "";
  #answered: (() => void) | undefined;

  constructor(root: string) {
    this.#shell = spawn("sh", [], { cwd: root, env: ENV });
    this.#ended = new Promise((resolve) => {
      this.#shell.on("close", () => resolve());
    });
    this.#shell.stderr.resume();
    this.#shell.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.#printed += text;
      if (END.test(this.#printed)) this.#answered?.();
    });
  }

  /** Runs git, without throwing when it fails. The caller waits for the answer before it asks again. */
  async run(args: readonly string[]): Promise<ShellAnswer> {
    this.#printed = "";
    const answered = new Promise<void>((resolve) => {
      this.#answered = resolve;
    });
    const words = ["git", ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
    this.#shell.stdin.write(`${words.join(" ")} </dev/null; printf '\\001%d\\002' $?\n`);
    await Promise.race([answered, this.#ended]);
    const end = END.exec(this.#printed);
    if (end === null) throw new Error(`the shell ended within git ${args.join(" ")}`);
    return { code: Number(end[1]), stdout: this.#printed.slice(0, end.index).trim() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#shell.stdin.end();
    await this.#ended;
  }
}

// oxlint-disable-next-line no-control-regex
const END = /\u0001(\d+)\u0002$/;
