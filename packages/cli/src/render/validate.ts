import type { CheckResult, ValidateReport } from "@t4/workflows/validate";
import type { Style } from "../style.ts";

/** A line a check, with why it is not passed and what mends it; then the total. */
export function renderValidate({ checks, summary, ok }: ValidateReport, style: Style): string {
  const width = Math.max(...checks.map(({ id }) => id.length));
  const lines = checks.map((check) => renderCheck(check, width, style));
  const counts = Object.entries(WORDS).flatMap(([verdict, { count }]) => {
    const number = summary[verdict as CheckResult["verdict"]];
    return number === 0 ? [] : [`${number} ${count}`];
  });
  const mark = ok ? style.green("checkpoint passed:") : style.red("checkpoint failed:");
  return `${lines.join("")}${mark} ${counts.join(", ")} of ${checks.length} checks\n`;
}

const WORDS: Readonly<Record<CheckResult["verdict"], { mark: string; count: string }>> = {
  held: { mark: "pass", count: "passed" },
  broken: { mark: "fail", count: "failed" },
  undecidable: { mark: "????", count: "not measured" },
  inapplicable: { mark: "-   ", count: "inapplicable" },
  skipped: { mark: "    ", count: "not made" },
};

const MOST_SHOWN = 5;

function renderCheck({ id, title, verdict, because, fix }: CheckResult, width: number, style: Style): string {
  const mark = colour(verdict, style)(WORDS[verdict].mark);
  const name = id.padEnd(width);
  if (verdict === "held") return `${mark}  ${name}  ${title}\n`;
  if (verdict === "skipped") return `${mark}  ${name}  not made: a check before it failed\n`;
  const [first = "", ...rest] = because;
  const more = rest.length - MOST_SHOWN;
  const others = [...rest.slice(0, MOST_SHOWN), ...(more > 0 ? [`and ${more} more`] : [])];
  const indent = " ".repeat(width + 8);
  const start =
    verdict === "inapplicable" ? "inapplicable: " : verdict === "undecidable" ? "could not be measured: " : "";
  const mend = fix === undefined ? "" : `${indent}${style.dim("fix:")} ${fix}\n`;
  return `${mark}  ${name}  ${start}${first}\n${others.map((line) => `${indent}${line}\n`).join("")}${mend}`;
}

function colour(verdict: CheckResult["verdict"], style: Style): (text: string) => string {
  if (verdict === "held") return style.green;
  if (verdict === "broken") return style.red;
  return verdict === "undecidable" ? style.yellow : style.dim;
}
