import type { ExplainedMqi, ExplainedPart } from "@t4/workflows/why-mqi";
import type { Style } from "../style.ts";

const SHOWN_NEEDS = 12;

/** The score, a line for each part, and below it what its missing points need. */
export function renderMqi(module: string, { score, parts }: ExplainedMqi, style: Style): string {
  const skipped = parts.some(({ because }) => because !== null)
    ? `  ${style.dim("the points of a part that does not apply are shared among the others, in proportion")}\n`
    : "";
  return `${style.bold(`${module} mqi`)} ${score} of 100\n${parts.map((part) => renderPart(part, style)).join("")}${skipped}`;
}

function renderPart({ part, title, points, weight, needs, because }: ExplainedPart, style: Style): string {
  if (because !== null) return `  ${style.dim(`${part} does not apply: ${because}`)}\n`;
  const head = `  ${part} ${points}/${weight}: ${title}`;
  if (needs.length === 0) return `${style.green(head)}\n`;
  const shown = needs.slice(0, SHOWN_NEEDS).map((need) => `    ${style.dim("needs")} ${need}\n`);
  const more = needs.length - shown.length;
  return `${style.yellow(head)}\n${shown.join("")}${more > 0 ? `    ${style.dim(`and ${more} more`)}\n` : ""}`;
}
