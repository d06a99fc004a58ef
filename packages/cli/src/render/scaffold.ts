import { shellWord, withoutFile } from "@t4/core";
import type { ScaffoldReport } from "@t4/workflows/scaffold";
import type { Style } from "../style.ts";
import { renderFinding } from "./finding.ts";

/** So many modules are shown; more only with `--verbose`. */
const SHOWN = 40;

/** The files of each module, what is not written and why, then a summary with what to do next. */
export function renderScaffold(report: ScaffoldReport, { verbose }: { verbose: boolean }, style: Style): string {
  const told = report.modules.filter(({ files, left_out }) => files.length + left_out.length > 0);
  const shown = verbose || told.length <= SHOWN + 1 ? told : told.slice(0, SHOWN);
  const more =
    told.length > shown.length ? `… and ${told.length - shown.length} more modules; --verbose lists all\n\n` : "";
  const findings = report.findings.map((finding) => `${renderFinding(finding, style)}\n`).join("");
  const modules = shown.map((module) => `${renderModule(module, style)}\n`).join("");
  return `${modules}${more}${findings}${ignoredByGit(report, style)}${summary(report, style)}`;
}

function renderModule({ module, files, left_out }: ScaffoldReport["modules"][number], style: Style): string {
  const width = Math.max(0, ...files.map(({ path }) => [...path].length));
  const lines = files.map(({ path, purpose }) => `  ${path.padEnd(width)}  ${style.dim(purpose)}\n`);
  const out = left_out.map(({ path, why }) => `  ${style.yellow("left out:")} ${path}: ${withoutFile(why, path)}\n`);
  return `${style.bold(module)}\n${lines.join("")}${out.join("")}`;
}

function ignoredByGit({ ignored }: ScaffoldReport, style: Style): string {
  const [first] = ignored;
  if (first === undefined) return "";
  const more = ignored.length === 1 ? "" : ` and ${ignored.length - 1} more`;
  return `${style.yellow("git ignores")} ${first}${more}; take them out of what it ignores, for example with \`!${first}\`\n`;
}

function summary({ kind, modules, apply, run }: ScaffoldReport, style: Style): string {
  const written = modules.reduce((total, { files }) => total + files.length, 0);
  const kept = modules.reduce((total, each) => total + each.kept.length, 0);
  const touched = modules.filter(({ files }) => files.length > 0);
  const before = kept === 0 ? "" : `; ${count(kept, "file")} left as ${kept === 1 ? "it is" : "they are"}`;
  if (written === 0) return `${style.bold("nothing to write")}${before}\n`;
  const what = style.bold(`${count(written, "file")} in ${count(touched.length, "module")}`);
  if (!apply) return `${what} would be written${before}; nothing was written\nWrite them with --apply.\n`;
  const [first] = touched;
  const next =
    kind === "docs"
      ? `Write them, then take \`status: draft\` out: until then they are no evidence.`
      : `Run them: t4 scaffold run fast${touched.length === 1 && first !== undefined ? ` --module ${shellWord(first.module)}` : ""}`;
  return `${what} written${before}; recorded as ${run ?? "nothing"}\n${next}\n${REGISTRIES}`;
}

const REGISTRIES = "Tell the registries of them: t4 registry, t4 meta, t4 docs map\n";

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
