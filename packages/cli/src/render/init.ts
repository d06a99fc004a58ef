import { withoutFile } from "@t4/core";
import type { InitReport } from "@t4/workflows/init";
import type { Style } from "../style.ts";
import { renderFinding } from "./finding.ts";

const WIDTH = 100;
/** So many lines of a list are shown; more only with `--verbose`. */
const SHOWN = 40;

/** What is or would be written, by kind; what is left to a person; then a summary with what to do next. */
export function renderInit(report: InitReport, { verbose }: { verbose: boolean }, style: Style): string {
  const limit = verbose ? Infinity : SHOWN;
  const sections = [
    section("Modules", moduleLines(report), limit, style, "name, folder, what makes it a module, owners by CODEOWNERS"),
    section("Settings", fileLines(report), limit, style),
    section(
      "By hand",
      report.by_hand.flatMap(({ path, what }) => wrapped(path, what)),
      Infinity,
      style,
    ),
    section(
      "Left out",
      report.left_out.map(({ path, why }) => wrapped(path, withoutFile(why, path)).join("\n")),
      limit,
      style,
    ),
    report.findings.map((finding) => `${renderFinding(finding, style)}\n`).join(""),
    summary(report, style),
  ];
  return sections.filter((text) => text !== "").join("\n");
}

function section(title: string, lines: readonly string[], limit: number, style: Style, legend = ""): string {
  if (lines.length === 0) return "";
  const hidden = lines.length - limit;
  const shown = hidden > 1 ? [...lines.slice(0, limit), `  … and ${hidden} more; --verbose lists all`] : lines;
  const heading = `${style.bold(title)}${legend === "" ? "" : style.dim(` (${legend})`)}`;
  return `${heading}\n${shown.map((line) => `${line}\n`).join("")}`;
}

const WORDS: Readonly<Record<string, string>> = { python: "Python", npm: "npm", documented: "described" };

function moduleLines({ modules }: InitReport): string[] {
  const kinds = modules.map((module) => module.kinds.map((kind) => WORDS[kind] ?? kind).join(", "));
  const widths = [
    widest(
      modules.map(({ module }) => module),
      30,
    ),
    widest(
      modules.map(({ folder }) => folder),
      36,
    ),
    widest(kinds, 16),
  ] as const;
  return modules.map(({ module, folder, owners }, index) => {
    const columns = [pad(module, widths[0]), pad(folder, widths[1]), pad(kinds[index] ?? "", widths[2])];
    return fit(`  ${columns.join("  ")}  ${owners.join(" ") || "-"}`);
  });
}

function fileLines({ files }: InitReport): string[] {
  const width = widest(
    files.map(({ path }) => path),
    40,
  );
  return files.map(({ path, purpose }) => fit(`  ${pad(path, width)}  ${purpose}`));
}

function wrapped(path: string, what: string): string[] {
  const lines = [`  ${path}:`];
  // What is to be typed stays in one piece.
  for (const word of what.match(/`[^`]*`\S*|\S+/g) ?? []) {
    const last = lines[lines.length - 1] ?? "";
    if (last.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`    ${word}`);
  }
  return lines;
}

function summary(report: InitReport, style: Style): string {
  const { modules, files, governed, apply, run } = report;
  const counts = `${count(modules.length, "manifest")} and ${count(files.length, "other file")}`;
  const before = governed === 0 ? "" : `; ${count(governed, "module")} had a manifest`;
  if (modules.length + files.length === 0)
    return `${style.bold("nothing to propose")}${before}\n${nothingFound(report)}`;
  if (!apply)
    return `${nothingFound(report)}${style.bold(counts)} would be written${before}; nothing was written\nWrite them: t4 init --apply\n`;
  return `${nothingFound(report)}${style.bold(counts)} written${before}; recorded as ${run ?? "nothing"}\n${nextSteps(report, style)}`;
}

/** Says what a module is where none was found. */
function nothingFound({ modules, governed }: InitReport): string {
  if (modules.length + governed > 0) return "";
  return `No module was found: no package of Python or npm, and no folder with code and a README.md.\n`;
}

function nextSteps({ modules, governed }: InitReport, style: Style): string {
  const steps = [
    ...(modules.length + governed === 0
      ? []
      : [["t4 enrich", "writes what the sources say into the manifests; --dry-run only shows it"]]),
    ["t4 registry", "writes the registry of modules, docs and tests"],
    ["t4 quality", "runs all gates, as CI does"],
    ["t4 hook install", "runs them before every commit"],
    ["t4 revert --last", "takes all of this back"],
  ];
  const lines = steps.map(([command = "", what]) => `  ${command.padEnd(16)}  ${what}\n`);
  return `\n${style.bold("Next")}\n${lines.join("")}`;
}

/** A line in at most 100 characters; `…` stands for what does not fit. Line breaks, as in names of folders, are spaces. */
function fit(text: string): string {
  const characters = [...text.replaceAll(/[\r\n\t]/g, " ").trimEnd()];
  return characters.length <= WIDTH ? characters.join("") : `${characters.slice(0, WIDTH - 1).join("")}…`;
}

function widest(texts: readonly string[], most: number): number {
  return Math.min(most, Math.max(0, ...texts.map((text) => [...text].length)));
}

function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - [...text].length));
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
