import { shellWord } from "@t4/core";
import type { TagProdReport } from "@t4/workflows/tag-prod";
import type { Style } from "../style.ts";
import { renderValidate } from "./validate.ts";

/** The checkpoint, then what became of the tag. */
export function renderTagProd(report: TagProdReport, style: Style): string {
  const { tag, commit, branch, checkpoint, tagged } = report;
  const where = `${commit.slice(0, 12)} on ${branch}`;
  return `${renderValidate(checkpoint, style)}${end()}`;

  function end(): string {
    if (!checkpoint.ok) return `${style.red("not tagged:")} the checkpoint did not pass, so there is no ${tag}\n`;
    if (!tagged) return `${style.bold(`${tag} would be made`)} at ${where}; nothing was written\n`;
    return `${style.green("tagged:")} ${tag} at ${where}\nPush it: git push origin ${shellWord(tag)}\n`;
  }
}
