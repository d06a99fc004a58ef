import { execa } from "execa";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "./repository.ts";

export interface T4Run {
  /** Undefined when a signal ended it. */
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

export interface T4Options {
  /** Given as `--root`; without it T4 finds the workspace from `cwd`. */
  root?: string | undefined;
  cwd?: string | undefined;
  /** Added to the test's own environment; undefined takes a variable out. */
  env?: Record<string, string | undefined>;
  /** Standard input; without it there is none. */
  input?: string | undefined;
}

/** The `t4` that people run: one bundled file in the built repository. Throws when it was not built. */
export function bundlePath(repository = REPOSITORY): string {
  const path = join(repository, "packages/cli/dist/t4.cjs");
  if (!existsSync(path)) throw new Error(`${path} is not there: run \`make build\` first`);
  return path;
}

/**
 * Runs the bundled `t4` in a process of its own, without a shell, and gives what it printed, byte for byte. Colours are off, and
 * nothing is thrown for a failing command. The clock is the real one unless `env` or `args` fix it.
 */
export async function runT4(args: readonly string[], options: T4Options = {}): Promise<T4Run> {
  const { root, cwd = root, env, input } = options;
  const result = await execa(
    process.execPath,
    [bundlePath(), ...(root === undefined ? [] : ["--root", root]), ...args],
    {
      ...(cwd === undefined ? {} : { cwd }),
      env: { NO_COLOR: "1", SOURCE_DATE_EPOCH: undefined, ...env },
      ...(input === undefined ? { stdin: "ignore" as const } : { input }),
      reject: false,
      stripFinalNewline: false,
    },
  );
  return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
}

/** Runs `t4` in a workspace as {@link runT4} does and gives its standard output. Throws what it said when it fails. */
export async function t4Output(root: string, ...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runT4(args, { root });
  if (exitCode !== 0) throw new Error(`t4 ${args.join(" ")} exits ${exitCode}: ${stderr}`);
  return stdout;
}
