import { shellWord } from "@t4/core";
import type { QueueItem } from "@t4/workflows/queue";
import type { Style } from "../style.ts";

const SHOWN_PLACES = 3;

/** One line an item with where it was seen, and what to do about it. */
export function renderQueue(items: readonly QueueItem[], style: Style): string {
  if (items.length === 0) return "nothing waits for a decision\n";
  const lines = items.map(
    (item) =>
      `${style.yellow(item.kind)} ${style.bold(item.phrase)} (${item.count}) ${places(item)}\n  ${style.dim(advice(item))}`,
  );
  return `${lines.join("\n")}\n${items.length} ${items.length === 1 ? "item" : "items"}\n`;
}

function places({ modules }: QueueItem): string {
  const shown = modules.slice(0, SHOWN_PLACES).map(({ module, source }) => `${module} ${source}`);
  const more = modules.length - shown.length;
  return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function advice(item: QueueItem): string {
  const phrase = shellWord(item.phrase);
  const [place] = item.modules;
  switch (item.kind) {
    case "conflict":
      return `proposed: ${JSON.stringify(place?.proposed)}; take it with: t4 accept ${shellWord(place?.module ?? "")} ${shellWord(place?.field ?? "")}`;
    case "withheld":
      return `${place?.reason}; needs ${place?.needs}`;
    case "weak":
      return item.suggestion === undefined ? "seen too seldom" : `would be ${item.suggestion.key} with more evidence`;
    case "unmapped":
      return item.suggestion === undefined
        ? `t4 vocab promote ${phrase} KEY --new --title TITLE, or t4 vocab reject ${phrase}`
        : `t4 vocab promote ${phrase} ${item.suggestion.key} (score ${item.suggestion.score}), or t4 vocab reject ${phrase}`;
  }
}
