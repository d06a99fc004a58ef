import { execa } from "execa";
import { devNull } from "node:os";

/** No configuration of the machine, no prompt, and the same commit ids on every day. */
const GIT_ENV = {
  GIT_CONFIG_GLOBAL: devNull,
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_TERMINAL_PROMPT: "0",
  GIT_AUTHOR_NAME: "Aurora Platform",
  GIT_AUTHOR_EMAIL: "platform@example.org",
  GIT_AUTHOR_DATE: "2026-11-20T09:00:00Z",
  GIT_COMMITTER_NAME: "Aurora Platform",
  GIT_COMMITTER_EMAIL: "platform@example.org",
  GIT_COMMITTER_DATE: "2026-11-20T09:00:00Z",
};

/** Runs the real git in a folder and gives its standard output without the last newline. Throws when git fails. */
export async function git(root: string, ...args: string[]): Promise<string> {
  const result = await execa("git", ["-c", "core.autocrlf=false", "-c", "commit.gpgsign=false", ...args], {
    cwd: root,
    env: GIT_ENV,
  });
  return result.stdout;
}

/** Commits everything that is there, also when that is nothing, and gives the commit's id. Identity and dates are fixed. */
export async function gitCommitAll(root: string, message = "Change"): Promise<string> {
  await git(root, "add", "--all");
  await git(root, "commit", "--quiet", "--allow-empty", "--no-verify", "--message", message);
  return await git(root, "rev-parse", "HEAD");
}

/** Makes a folder a git repository with branch `main` and one commit that holds everything; gives the commit's id. */
export async function gitInit(root: string): Promise<string> {
  await git(root, "init", "--quiet", "--initial-branch=main");
  return await gitCommitAll(root, "Start");
}
