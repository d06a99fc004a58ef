/** What make looks for, in its order. */
export const MAKEFILES = ["GNUmakefile", "makefile", "Makefile"] as const;
/** Where the fragment with T4's targets goes. */
export const FRAGMENT = "mk/t4.mk";

/** A Makefile that does nothing by itself: a bare `make` lists what T4 can do. `t4` is how to run T4, undefined for the one that npm installed here. */
export function makefileText(t4: string | undefined): string {
  return [".DEFAULT_GOAL := t4-help", ...includeLines(t4), ""].join("\n");
}

/** What a Makefile holds that has T4's targets. */
export function includeLines(t4: string | undefined): string[] {
  return [...(t4 === undefined ? [] : [`T4 ?= ${t4}`]), `include ${FRAGMENT}`];
}

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
