import { withoutFile } from "@t4/core";
import type { InitReport } from "@t4/workflows/init";
import type { Style } from "../style.ts";
import { renderFinding } from "./finding.ts";
import { wrap } from "./wrap.ts";

/** How a plan is laid out. */
interface Layout {
  verbose: boolean;
  /** Columns to stay within. */
  width: number;
}

/** With fewer columns, a table of modules has no room. */
const TABLE_WIDTH = 80;
/** So many lines of a list are shown; more only with `--verbose`. */
const SHOWN = 40;

/** What is or would be written, by kind; what is left to a person; then a summary with what to do next. */
export function renderInit(report: InitReport, { verbose, width }: Layout, style: Style): string {
  const limit = verbose ? Infinity : SHOWN;
  const sections = [
    section(
      "Modules",
      moduleLines(report, width),
      limit,
      style,
      wrap("(name, folder, what makes it a module, owners by CODEOWNERS)", width - "Modules ".length, "  "),
    ),
    section("Settings", fileLines(report, width), limit, style),
    section(
      "By hand",
      report.by_hand.flatMap(({ path, what }) => wrapped(path, what, width)),
      Infinity,
      style,
    ),
    section(
      "Left out",
      report.left_out.map(({ path, why }) => wrapped(path, withoutFile(why, path), width).join("\n")),
      limit,
      style,
    ),
    report.findings.map((finding) => `${renderFinding(finding, style)}\n`).join(""),
    summary(report, width, style),
  ];
  return sections.filter((text) => text !== "").join("\n");
}

function section(title: string, lines: readonly string[], limit: number, style: Style, legend = ""): string {
  if (lines.length === 0) return "";
  const hidden = lines.length - limit;
  const shown = hidden > 1 ? [...lines.slice(0, limit), `  … and ${hidden} more; --verbose lists all`] : lines;
  const heading = `${style.bold(title)}${legend === "" ? "" : style.dim(` ${legend}`)}`;
  return `${heading}\n${shown.map((line) => `${line}\n`).join("")}`;
}

const WORDS: Readonly<Record<string, string>> = { python: "Python", npm: "npm", documented: "described" };

function moduleLines({ modules }: InitReport, width: number): string[] {
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
    const rest = [folder, kinds[index] ?? "", owners.join(" ") || "-"];
    if (width < TABLE_WIDTH) return `  ${oneLine(module)}\n    ${wrap(oneLine(rest.join(", ")), width - 4, "    ")}`;
    return rowOf([module, ...rest], widths)
      .map((line) => fit(line, width))
      .join("\n");
  });
}

/** Cells in columns: what is longer than its column ends the line, and the next cell stands in its own column below. */
function rowOf(cells: readonly string[], widths: readonly number[]): string[] {
  const lines = [""];
  let column = 2;
  for (const [index, cell] of cells.entries()) {
    const last = lines.length - 1;
    const line = `${pad(lines[last] ?? "", column)}${oneLine(cell)}`;
    lines[last] = line;
    column += (widths[index] ?? 0) + 2;
    if (index < cells.length - 1 && [...line].length > column - 2) lines.push("");
  }
  return lines;
}

function fileLines({ files }: InitReport, width: number): string[] {
  const column = widest(
    files.map(({ path }) => path),
    40,
  );
  if (width < TABLE_WIDTH)
    return files.map(({ path, purpose }) => `  ${oneLine(path)}\n    ${wrap(purpose, width - 4, "    ")}`);
  return files.map(({ path, purpose }) => fit(`  ${pad(path, column)}  ${purpose}`, width));
}

function wrapped(path: string, what: string, width: number): string[] {
  const lines = [`  ${path}:`];
  // What is to be typed stays in one piece.
  for (const word of what.match(/`[^`]*`\S*|\S+/g) ?? []) {
    const last = lines[lines.length - 1] ?? "";
    if (last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`    ${word}`);
  }
  return lines;
}

function summary(report: InitReport, width: number, style: Style): string {
  const { modules, files, governed, apply, run } = report;
  const counts = `${count(modules.length, "manifest")} and ${count(files.length, "other file")}`;
  const before = governed === 0 ? "" : `; ${count(governed, "module")} had a manifest`;
  if (modules.length + files.length === 0)
    return `${style.bold("nothing to propose")}${before}\n${nothingFound(report, width)}`;
  const told = (rest: string): string => style.bold(counts) + wrap(counts + rest, width, "").slice(counts.length);
  const found = nothingFound(report, width);
  if (!apply)
    return `${found}${told(` would be written${before}; nothing was written`)}\nWrite them: t4 init --apply\n`;
  return `${found}${told(` written${before}; recorded as ${run ?? "nothing"}`)}\n${nextSteps(report, width, style)}`;
}

/** Says what a module is where none was found. */
function nothingFound({ modules, governed }: InitReport, width: number): string {
  if (modules.length + governed > 0) return "";
  const text = "No module was found: no package of Python or npm, and no folder with code and a README.md.";
  return `${wrap(text, width, "  ")}\n`;
}

function nextSteps({ modules, governed }: InitReport, width: number, style: Style): string {
  const steps = [
    ...(modules.length + governed === 0
      ? []
      : [["t4 enrich", "writes what the sources say into the manifests; --dry-run only shows it"]]),
    ["t4 registry", "writes the registry of modules, docs and tests"],
    ["t4 quality", "runs all gates, as CI does"],
    ["t4 hook install", "runs them before every commit"],
    ["t4 revert --last", "takes all of this back"],
  ];
  const lines = steps.map(
    ([command = "", what = ""]) => `  ${command.padEnd(16)}  ${wrap(what, width - 20, " ".repeat(20))}\n`,
  );
  return `\n${style.bold("Next")}\n${lines.join("")}`;
}

/** A line in at most so many characters; `…` stands for what does not fit. */
function fit(text: string, width: number): string {
  const characters = [...oneLine(text).trimEnd()];
  return characters.length <= width ? characters.join("") : `${characters.slice(0, width - 1).join("")}…`;
}

/** Line breaks, as in names of folders, are spaces. */
function oneLine(text: string): string {
  return text.replaceAll(/[\r\n\t]/g, " ");
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
