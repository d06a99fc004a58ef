import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { runT4, type T4Run } from "./run-t4.ts";
import { fixturePath } from "./temp-workspace.ts";

/** What a file of `fixtures/golden/` expects; with `UPDATE_GOLDEN=1` that is `text`, which is written there. Empty when there is no such file. */
export async function goldenText(name: string, text: string): Promise<string> {
  const path = fixturePath(`golden/${name}`);
  if (process.env["UPDATE_GOLDEN"] !== "1") return readFile(path, "utf8").catch(() => "");
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return text;
}

/** A command line with all that it gave, as a golden file keeps it. */
export function transcript(args: readonly string[], { exitCode, stdout, stderr }: T4Run): string {
  const words = args.map((word) => (/^[\w./:=-]+$/.test(word) ? word : JSON.stringify(word)));
  const said = stderr === "" ? "" : `--- stderr\n${stderr}`;
  return `$ t4 ${words.join(" ")}\n${stdout}${said}--- exit ${exitCode}\n`;
}

/** Runs `t4` inside a workspace as its owner, at a fixed time; what it prints tells nothing of the machine. */
export function runAsOwner(root: string, args: readonly string[], now = "2026-11-21T09:00:00Z"): Promise<T4Run> {
  return runT4(["--now", now, ...args], { cwd: root, env: { T4_ACTOR: "owner@example.org" } });
}
