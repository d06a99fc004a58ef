/** What make looks for, in its order. */
export const MAKEFILES = ["GNUmakefile", "makefile", "Makefile"] as const;
/** Where the fragment with T4's targets goes. */
export const FRAGMENT = "mk/t4.mk";

/** A Makefile that does nothing by itself: a bare `make` lists what T4 can do. */
export const MAKEFILE_TEXT = `.DEFAULT_GOAL := t4-help\ninclude ${FRAGMENT}\n`;

/** True for the text of a Makefile that includes T4's fragment. */
export function includesFragment(text: string): boolean {
  return text
    .split("\n")
    .some((line) => /^\s*-?s?include\s/.test(line) && /(?:^|[\s/(])mk\/(?:t4|\*)\.mk(?:\s|\)|$)/.test(line));
}

/** Targets that a Makefile and T4's fragment both have, sorted: make would take the last one and warn. */
export function sharedTargets(makefile: string, fragment: string): string[] {
  const own = new Set(targetsIn(makefile));
  return [...new Set(targetsIn(fragment))].filter((target) => own.has(target)).sort();
}

function targetsIn(text: string): string[] {
  return text.split("\n").flatMap((line) => {
    const names = /^([\w./%-]+(?: +[\w./%-]+)*) *::?(?!=)/.exec(line)?.[1] ?? "";
    return names.split(/ +/).filter((name) => name !== "" && !name.startsWith("."));
  });
}
