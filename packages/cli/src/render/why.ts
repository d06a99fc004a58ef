import { shellWord } from "@t4/core";
import type { ExplainedField, Explanation, ShownCitation } from "@t4/workflows/why";
import type { Style } from "../style.ts";
import { renderMqi } from "./why-mqi.ts";

const SHOWN_EVENTS = 5;

/** Each field: its value, whose it is and why, the cited lines, its history. */
export function renderWhy({ module, path, fields, mqi }: Explanation, style: Style): string {
  if (mqi !== undefined) return renderMqi(module, mqi, style);
  if (fields.length === 0) return `${module} (${path}) has no enriched field yet; run t4 enrich --module ${module}\n`;
  return fields.map((field) => renderField(module, field, style)).join("\n");
}

function renderField(module: string, field: ExplainedField, style: Style): string {
  const title = `${style.bold(`${module} ${field.field}`)} ${ownerWords(field)}`;
  const evidence = field.evidence.flatMap((citation) => renderCitation(citation, style));
  const history = field.history.slice(0, SHOWN_EVENTS).map((event) => {
    const reason = event.reason === null ? "" : ` ${JSON.stringify(event.reason)}`;
    return `  ${style.dim("history")} ${event.at} ${event.op} by ${event.actor}${reason} (${event.run})`;
  });
  const more = field.history.length - SHOWN_EVENTS;
  if (more > 0) history.push(`  ${style.dim(`and ${more} earlier`)}`);
  const conflict =
    field.conflict === null
      ? []
      : [
          `  ${style.yellow("conflict")} the tool would say ${JSON.stringify(field.conflict.proposed)} from ${field.conflict.source}; take it with: t4 accept ${shellWord(module)} ${shellWord(field.field)}`,
        ];
  const value = field.withheld === null ? JSON.stringify(field.value, null, 2).split("\n") : [];
  const withheld = field.withheld === null ? [] : [`  ${field.withheld.reason}; needs ${field.withheld.needs}`];
  const outdated =
    field.outdated === null ? [] : [`  ${style.yellow("outdated")} the sources have changed since: ${field.outdated}`];
  return `${[title, ...value.map((line) => `  ${line}`), ...withheld, ...outdated, ...evidence, ...conflict, ...history].join("\n")}\n`;
}

function ownerWords({ owner, confidence, reasons, extracted_at: at, withheld }: ExplainedField): string {
  if (withheld !== null) return "withheld";
  const who = owner === "unknown" ? "set by people" : owner;
  const details = [
    confidence === null ? "" : `confidence ${confidence}`,
    reasons.join(", "),
    at === null ? "" : `since ${at}`,
  ].filter((part) => part !== "");
  return [who, ...details].join("; ");
}

function renderCitation({ source, lines, problem }: ShownCitation, style: Style): string[] {
  const head = `  ${style.cyan(source)}${problem === null ? "" : ` ${style.red(problem)}`}`;
  return [head, ...lines.map(({ line, text }) => `    ${style.dim(String(line).padStart(4))} ${text}`)];
}
