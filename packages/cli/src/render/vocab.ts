import type { ListedFeature, VocabularyCheck, VocabularyEdit } from "@t4/workflows/vocab";
import type { Style } from "../style.ts";
import { colourDiff } from "./diff.ts";
import { renderFinding } from "./finding.ts";

/** A key and its title a line, its synonyms below. */
export function renderVocabulary(entries: readonly ListedFeature[], style: Style): string {
  const lines = entries.map(
    ({ key, title, synonyms }) =>
      `${style.bold(key)} ${title}\n${synonyms.length > 0 ? `  ${style.dim(synonyms.join(", "))}\n` : ""}`,
  );
  return `${lines.join("")}${entries.length} ${entries.length === 1 ? "key" : "keys"}\n`;
}

/** The findings, then one line of counts. */
export function renderVocabularyCheck(check: VocabularyCheck, style: Style): string {
  const findings = check.findings.map((finding) => `${renderFinding(finding, style)}\n`).join("");
  const verdict = check.findings.length === 0 ? style.green("clear") : style.red(`${check.findings.length} ambiguous`);
  return `${findings}vocabulary ${verdict}: ${check.features} features, ${check.capabilities} capabilities, ${check.tags} tags\n`;
}

/** The diff, then what became of it. */
export function renderVocabularyEdit(edit: VocabularyEdit, diffs: readonly string[], style: Style): string {
  const diff = diffs.map((each) => colourDiff(each, style)).join("");
  if (edit.files.length === 0) return "the vocabulary says so already\n";
  return `${diff}${edit.run === null ? `would change ${edit.files.join(", ")}; dry run: nothing was written` : `changed ${edit.files.join(", ")}; recorded as ${edit.run}`}\n`;
}
