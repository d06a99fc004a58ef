/**
 * Repairs characters whose UTF-8 bytes were read as Windows-1252 or Latin-1: `âœ…` is a check mark again, `â€“` a dash, `ðŸš€` a
 * rocket. Only sequences that give a symbol, punctuation or a space are touched, so words with â, é or ð keep their letters.
 * Bytes that Windows-1252 does not define are often lost on the way; what is left of such an emoji becomes a space.
 */
export function repairMojibake(text: string): string {
  return SUSPECT.test(text) ? text.replace(BROKEN, repair) : text;
}

/** Windows-1252 for the bytes 0x80 to 0x9F where it differs from Latin-1; a dot stands for an undefined byte. */
const WINDOWS_1252 = new Map(
  Array.from("€.‚ƒ„…†‡ˆ‰Š‹Œ.Ž..‘’“”•–—˜™š›œ.žŸ", (character, index): [string, number] => [
    character,
    0x80 + index,
  ]).filter(([character]) => character !== "."),
);

const CONTINUATION = `[\\u0080-\\u00bf${[...WINDOWS_1252.keys()].join("")}]`;

const SUSPECT = /[âðïÂ]/u;
/** The alternatives with less than a whole sequence stand for emoji that lost an undefined byte. */
const BROKEN = new RegExp(
  [
    `ð[Ÿ\\u009f]${CONTINUATION}{0,2}`,
    "â[ƒ†‡ˆ‰ŠŒŽ˜™šœžŸ] ?ï¸\\u008f?",
    `â${CONTINUATION}${CONTINUATION}`,
    "â[€†‡‰ŠŒŽ˜™Ÿ\\u0080-\\u009f]",
    "ï¸\\u008f?",
    "ï»¿",
    "Â[\\u00a0-\\u00bf]",
  ].join("|"),
  "gu",
);

const UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });

function repair(broken: string): string {
  // A run of lower-case letters is left alone: it may be a word, and a normalised phrase must stay as it is.
  if (/^[\p{Ll}\p{Lm}]+$/u.test(broken)) return broken;
  const decoded = UTF8.decode(Uint8Array.from(broken, byteOf));
  if (broken.startsWith("ð") || decoded.includes("\uFFFD")) return decoded.replace(/[\uFFFD\p{L}\p{N}]/gu, " ");
  return /[\p{L}\p{N}]/u.test(decoded) ? broken : decoded;
}

/** The byte a character stood for; a plain space stands for the no-break space that an editor replaced. */
function byteOf(character: string): number {
  if (character === " ") return 0xa0;
  return WINDOWS_1252.get(character) ?? character.charCodeAt(0);
}
