import { shellWord } from "@t4/core";
import type { QueueItem } from "@t4/workflows/queue";
import type { Style } from "../style.ts";

type Place = QueueItem["modules"][number];

/** So many places of an item are shown, and so many pieces of advice where they differ. */
const SHOWN = 3;

/** Each item with where it was seen, and what to do about it; of `asked` alone, when only one module was asked for. */
export function renderQueue(items: readonly QueueItem[], style: Style, asked?: string): string {
  if (items.length === 0) return "nothing waits for a decision\n";
  const blocks = items.map((item) => {
    const seen = asked === undefined ? item.modules : item.modules.filter(({ module }) => module === asked);
    const head = `${style.yellow(item.kind)} ${style.bold(item.phrase)} (${item.count}) ${placesIn(seen, item.modules)}`;
    return [head, ...adviceOn(item, seen).map((line) => `  ${style.dim(line)}`)].join("\n");
  });
  return `${blocks.join("\n")}\n${items.length} ${items.length === 1 ? "item" : "items"}\n`;
}

function placesIn(seen: readonly Place[], all: readonly Place[]): string {
  const shown = seen.slice(0, SHOWN).map(({ module, source }) => `${module} ${source}`);
  return shown.join(", ") + andMore(all.length - shown.length);
}

function andMore(more: number): string {
  return more > 0 ? ` and ${more} more` : "";
}

function adviceOn(item: QueueItem, seen: readonly Place[]): string[] {
  const phrase = shellWord(item.phrase);
  switch (item.kind) {
    case "conflict":
      return byAdvice(
        seen,
        ({ module, field, proposed }) =>
          `proposed: ${JSON.stringify(proposed)}; take it with: t4 accept ${shellWord(module)} ${shellWord(field ?? "")}`,
      );
    case "withheld":
      return byAdvice(seen, ({ reason, needs }) => `${reason}; needs ${needs}`);
    case "weak":
      return [item.suggestion === undefined ? "seen too seldom" : `would be ${item.suggestion.key} with more evidence`];
    case "unmapped":
      return [
        item.suggestion === undefined
          ? `t4 vocab promote ${phrase} KEY --new --title TITLE, or t4 vocab reject ${phrase}`
          : `t4 vocab promote ${phrase} ${item.suggestion.key} (score ${item.suggestion.score}), or t4 vocab reject ${phrase}`,
      ];
  }
}

/** What holds for each place, said once; with its modules where not all are told the same. */
function byAdvice(seen: readonly Place[], advice: (place: Place) => string): string[] {
  const modules = new Map<string, string[]>();
  for (const place of seen) {
    const told = modules.get(advice(place));
    if (told === undefined) modules.set(advice(place), [place.module]);
    else told.push(place.module);
  }
  if (modules.size === 1) return [...modules.keys()];
  const lines = [...modules]
    .slice(0, SHOWN)
    .map(([text, names]) => `${names.slice(0, SHOWN).join(", ")}${andMore(names.length - SHOWN)}: ${text}`);
  const more = modules.size - SHOWN;
  return more > 0 ? [...lines, `and ${more} more; --format json lists all`] : lines;
}
