import { shellWord } from "@t4/core";
import type { StagedEdit, StagedEdits } from "@t4/workflows/hook-edits";
import type { HookReport } from "@t4/workflows/hook-install";
import type { Style } from "../style.ts";

/** What became of the hook, and what to do where the place is somebody else's. */
export function renderHookInstall(report: HookReport, style: Style): string {
  const { hook, done } = report;
  if (done === "refused") return refusal(report, style);
  const said = {
    installed: `installed ${hook}: every commit is checked before it is made`,
    updated: `updated ${hook}: every commit is checked before it is made`,
    kept: report.found === "own" ? `${hook} is in place already` : `${placeOf(report)} runs T4 already`,
    removed: `removed ${hook}: commits are not checked any more`,
    nothing: "there is no hook of T4's here, so nothing was removed",
  }[done];
  return `${said}\n`;
}

function refusal(report: HookReport, style: Style): string {
  const { hook, shared, line, found, manager } = report;
  const hint = style.dim("hint:");
  if (found === "folder") {
    return `nothing was installed: ${hook} is a folder, which git does not run\n  ${hint} move it away, then run this again\n`;
  }
  if (found === "idle") {
    const executable = `\`chmod +x ${shellWord(hook)}\``;
    return `nothing was installed: ${hook} is not T4's, and git does not run it, as it is not executable\n  ${hint} take it away, or make it run with ${executable}; then run this again\n`;
  }
  if (found !== "foreign" && shared) {
    const own = "git config core.hooksPath .git/hooks";
    return [
      `nothing was installed: ${hook} would serve other repositories too (core.hooksPath)\n`,
      `  ${hint} give this one hooks of its own with \`${own}\`, then run this again\n`,
    ].join("");
  }
  const whose = manager === null ? `${hook} is not T4's` : `${hook} belongs to ${manager}`;
  return `nothing was installed: ${whose}, and stays as it is\n  ${hint} add to ${placeOf(report)}:\n${indent(snippet(manager, line))}`;
}

function placeOf({ manager, hook }: HookReport): string {
  if (manager === "husky") return ".husky/pre-commit";
  if (manager === "lefthook") return "lefthook.yml";
  return manager === "pre-commit" ? ".pre-commit-config.yaml" : hook;
}

/** What makes a hook manager check commits with T4. */
function snippet(manager: HookReport["manager"], line: string): string[] {
  if (manager === "lefthook") {
    return ["pre-commit:", "  commands:", "    t4:", `      run: ${line}`, "      interactive: true"];
  }
  if (manager !== "pre-commit") return [line];
  return [
    "repos:",
    "  - repo: local",
    "    hooks:",
    "      - id: t4",
    "        name: t4",
    `        entry: ${line}`,
    "        language: system",
    "        pass_filenames: false",
    "        always_run: true",
  ];
}

function indent(lines: readonly string[]): string {
  return lines.map((line) => `    ${line}\n`).join("");
}

/** What is to be said of each kind of edit that comes without its record; none for none. `root` is the workspace as it was named. */
export function describeEdits({
  edits,
  ledger,
  root,
}: Pick<StagedEdits, "edits" | "ledger"> & { root: string }): string[] {
  const at = (command: string, flag: string): string =>
    root === "." ? command : `${command} ${flag} ${shellWord(root)}`;
  const add = (some: readonly StagedEdit[]): string =>
    `${at("git", "-C")} add ${[ledger, ...some.filter(({ removed }) => removed !== true).map(({ path }) => path)].map(shellWord).join(" ")}`;
  const record = (some: readonly StagedEdit[]): string =>
    `${at("t4", "--root")} record ${some.map(({ module }) => shellWord(module)).join(" ")} --reason "why"`;
  const of = (state: StagedEdit["state"]): StagedEdit[] => edits.filter((edit) => edit.state === state);
  const [unrecorded, partial, unstaged] = [of("unrecorded"), of("partial"), of("unstaged")];
  return [
    say(unrecorded, "edited by hand and not recorded", [record(unrecorded), add(unrecorded)]),
    say(partial, "edited by hand, not recorded, and staged only in part", [record(partial), add(partial)]),
    say(unstaged, "recorded by a run that is not staged", [add([])]),
  ].filter((text) => text !== "");
}

function say(edits: readonly StagedEdit[], what: string, commands: readonly string[]): string {
  if (edits.length === 0) return "";
  return `staged, ${what}: ${edits.map(({ module }) => module).join(", ")}\n  hint: ${commands.join(" && ")}\n`;
}
