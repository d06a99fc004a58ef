/** A run of `*` or `_` in inline Markdown, with how much of it opens and closes bold (two signs) and italics (one). */
export interface Run {
  marker: "*" | "_";
  /** Index of its piece. */
  piece: number;
  /** Signs that mean nothing (yet) and stay in the text. */
  left: number;
  canOpen: boolean;
  canClose: boolean;
  strongOpened: number;
  lightOpened: number;
  strongClosed: number;
  lightClosed: number;
}

/** The run of signs at `start` to `end`, with CommonMark's rules on what it may open and close. */
export function makeRun(source: string, start: number, end: number, piece: number): Run {
  const marker = source[start] as "*" | "_";
  const before = codePointBefore(source, start);
  const after = source.codePointAt(end);
  const nextIs = classOf(after === undefined ? undefined : String.fromCodePoint(after));
  const previousIs = classOf(before);
  const leftFlanking = nextIs !== "space" && (nextIs === "letter" || previousIs !== "letter");
  const rightFlanking = previousIs !== "space" && (previousIs === "letter" || nextIs !== "letter");
  const loose = marker === "*";
  return {
    marker,
    piece,
    left: end - start,
    canOpen: leftFlanking && (loose || !rightFlanking || previousIs === "sign"),
    canClose: rightFlanking && (loose || !leftFlanking || nextIs === "sign"),
    strongOpened: 0,
    lightOpened: 0,
    strongClosed: 0,
    lightClosed: 0,
  };
}

/**
 * Matches a closing run with the open runs before it. Runs that stand between two that match can match nothing any more and are dropped,
 * and a run looks no further than the last 50 open ones, so that a text costs what it is long.
 */
export function closeRun(open: Run[], closer: Run): void {
  while (closer.left > 0) {
    const index = findOpener(open, closer);
    if (index < 0) return;
    const opener = open[index] as Run;
    open.length = index + 1;
    const strong = opener.left >= 2 && closer.left >= 2;
    opener.left -= strong ? 2 : 1;
    closer.left -= strong ? 2 : 1;
    opener[strong ? "strongOpened" : "lightOpened"] += 1;
    closer[strong ? "strongClosed" : "lightClosed"] += 1;
    if (opener.left === 0) open.pop();
  }
}

const FARTHEST_OPENER = 50;

function findOpener(open: readonly Run[], closer: Run): number {
  for (let index = open.length - 1; index >= Math.max(0, open.length - FARTHEST_OPENER); index -= 1) {
    const opener = open[index] as Run;
    if (opener.marker === closer.marker && fits(opener, closer)) return index;
  }
  return -1;
}

/** CommonMark's rule of three: `a**b*c` is no italics inside half a bold. */
function fits(opener: Run, closer: Run): boolean {
  if (!opener.canClose && !closer.canOpen) return true;
  return (opener.left + closer.left) % 3 !== 0 || (opener.left % 3 === 0 && closer.left % 3 === 0);
}

function codePointBefore(source: string, at: number): string | undefined {
  if (at === 0) return undefined;
  const code = source.codePointAt(Math.max(0, at - 2)) as number;
  return code > 0xffff ? String.fromCodePoint(code) : source[at - 1];
}

type CharacterClass = "space" | "sign" | "letter";

function classOf(character: string | undefined): CharacterClass {
  if (character === undefined || /\s/u.test(character)) return "space";
  return /[\p{P}\p{S}]/u.test(character) ? "sign" : "letter";
}
