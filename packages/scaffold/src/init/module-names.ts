import { sha256 } from "@t4/core";

/** What a module's name may be so that every part of T4 takes it, also the front matter of its documents. */
const NAME = /^(?:[a-zA-Z]|[a-zA-Z_][\w.]+)$/;

/** The folder that says where code lies, and nothing about it. */
const LAYOUT = "src";

/** A module to be named: its folder and what it is called where it comes from. */
interface Nameless {
  folder: string;
  name: string;
}

/**
 * A name for each module, by folder: letters, digits, underscores and dots, none twice and none of `taken`. A module has the name that it comes with, as
 * near as that allows; of those that would have the same, each gets as much of its scope or path before it as tells it from the others, `src` only where
 * nothing else does. The order of the modules does not matter.
 */
export function nameModules(modules: readonly Nameless[], taken: Iterable<string>): Map<string, string> {
  const names = new Map<string, string>();
  const used = new Set(taken);
  let waiting = modules.map(({ folder, name }) => ({ folder, forms: formsOf(folder, name) }));
  while (waiting.length > 0) {
    const wanted = new Map<string, number>();
    for (const { forms } of waiting) wanted.set(forms[0] ?? "", (wanted.get(forms[0] ?? "") ?? 0) + 1);
    const isSettled = ({ forms: [form = "", ...others] }: (typeof waiting)[number]): boolean =>
      others.length === 0 || (wanted.get(form) === 1 && !used.has(form));
    const settled = waiting.filter(isSettled);
    waiting = waiting
      .filter((each) => !isSettled(each))
      .map(({ folder, forms }) => ({ folder, forms: forms.slice(1) }));
    for (const { folder, forms } of settled) {
      const name = forms[0] ?? "";
      names.set(folder, name);
      used.add(name);
    }
  }
  return names;
}

/** Names for a module, the best first; the last one is unique to its folder. */
function formsOf(folder: string, name: string): string[] {
  const [last = "", scope] = name.split("/").reverse();
  const parts = folder.split("/");
  const telling = parts.filter((part, index) => part !== LAYOUT || index === parts.length - 1);
  const byPath = [...endsOf(telling), ...endsOf(parts)];
  const forms = [[last], ...(scope === undefined ? [] : [[scope, last]]), ...byPath].map((words) =>
    words
      .map(clean)
      .filter((word) => word !== "")
      .join("."),
  );
  const unique = `${clean(last) || "module"}_${sha256(folder).slice(0, 12)}`;
  return [...forms.map(startWithLetter), startWithLetter(unique)].filter(
    (form, index, all) => NAME.test(form) && all.indexOf(form) === index,
  );
}

/** The last part of a path, the last two, and so on to all of it. */
function endsOf(parts: readonly string[]): string[][] {
  return parts.map((_, index) => parts.slice(parts.length - index - 1));
}

/** Letters lose their accents; what is left of others becomes an underscore, or nothing at either end. */
function clean(word: string): string {
  return word
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/^[^A-Za-z0-9_]+|[^A-Za-z0-9_]+$/g, "")
    .replace(/[^A-Za-z0-9_.]+|\.{2,}/g, "_");
}

function startWithLetter(form: string): string {
  return /^\d/.test(form) ? `_${form}` : form;
}
