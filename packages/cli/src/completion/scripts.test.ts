import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { bundlePath, emptyWorkspace, type TempWorkspace } from "@t4/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SCRIPTS, type Shell } from "./scripts.ts";

const run = promisify(execFile);

let folder: TempWorkspace;
let workspace = "";
beforeAll(async () => {
  folder = await emptyWorkspace();
  workspace = join(folder.root, "work space");
  for (const name of ["billing", "billing_api", "core"]) {
    await mkdir(join(workspace, name), { recursive: true });
    await writeFile(join(workspace, name, "module.manifest.json"), JSON.stringify({ module: name }));
  }
  await mkdir(join(workspace, "bin"));
  await writeFile(join(workspace, "bin/t4"), `#!/bin/sh\nexec '${process.execPath}' '${bundlePath()}' "$@"\n`, {
    mode: 0o755,
  });
});
afterAll(() => folder.remove());

async function isInstalled(shell: Shell): Promise<boolean> {
  return run(shell, ["-c", "true"]).then(
    () => true,
    () => false,
  );
}

/** Each line, as it stands when the key is pressed, with what the shell then offers. */
const LINES: readonly [line: string, offered: string[]][] = [
  ["t4 enr", ["enrich"]],
  ["t4 ledger ver", ["verify"]],
  ["t4 enrich --dry", ["--dry-run"]],
  ["t4 why bill", ["billing", "billing_api"]],
  ["t4 enrich --module core bill", ["billing", "billing_api"]],
  ["t4 --quiet fix co", ["core"]],
  ["t4 --format js", ["json"]],
  ["t4 ledger import b", ["billing", "billing_api", "bin"]],
];

const PROBES: Readonly<Record<Shell, string>> = {
  // bash would offer files by itself where the function asks for that.
  bash: `compopt() { COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}")); }
    probe() { COMP_WORDS=($1); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _t4; printf '%s\\n' "\${COMPREPLY[@]}" | sort | paste -sd' '; }`,
  // Outside of its line editor zsh has no list to add to, so what would be added is printed.
  zsh: `compdef() { : }
    _describe() { print -l -- "\${(@)found%%:*}" }
    _files() { print -l -- "\${words[CURRENT]}"*(N) }
    probe() { words=(\${(z)1}); CURRENT=$#words; _t4 | sort | paste -sd' ' }`,
  fish: `function probe; complete -C "$argv[1]" | string replace -r '\\t.*' '' | string replace -r '/$' '' | sort | string join ' '; end`,
};

describe.each(["bash", "zsh", "fish"] as const)("the script for %s", (shell) => {
  it("completes commands, flags, modules and files in a real shell", async (context) => {
    if (!(await isInstalled(shell))) context.skip(`${shell} is not installed`);
    const lines = LINES.map(([line]) => `probe '${line}'`);
    const flags = { bash: ["--norc"], zsh: ["-f"], fish: ["--no-config"] }[shell];
    const { stdout, stderr } = await run(
      shell,
      [...flags, "-c", [PROBES[shell], SCRIPTS[shell], ...lines].join("\n")],
      {
        cwd: workspace,
        env: { ...process.env, PATH: `${join(workspace, "bin")}:${process.env["PATH"] ?? ""}`, HOME: folder.root },
      },
    );
    expect(stderr).toBe("");
    const offered = stdout.trimEnd().split("\n");
    expect(offered).toEqual(LINES.map(([, words]) => words.join(" ")));
  });
});
