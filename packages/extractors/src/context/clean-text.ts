/** Text without emoji and other pictures (`★`), keycaps, variation signs and replacement characters; white space single. */
export function stripEmoji(text: string): string {
  if (PLAIN.test(text)) return text;
  const plain = ASCII.test(text) ? text : text.replace(KEYCAP, " ").replace(EMOJI, " ");
  return plain.replace(/\s+/g, " ").trim();
}

/** Words of ASCII with single spaces between them: nothing to strip. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/;
const ASCII = /^[\0-\x7f]*$/;

const KEYCAP = /[0-9#*]\uFE0F?\u20E3/gu;
const EMOJI =
  /(?:(?!°)[\p{So}\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}]|\uFE0F|\u200D|\u20E3|\uFFFD)+/gu;

/**
 * A heading or a lead as a name: without emoji, numbering, signs around it, punctuation at its end, and a parenthesis that names a file
 * or a symbol. Its own case is kept. Empty when nothing is left.
 */
export function cleanName(text: string): string {
  const plain = stripEmoji(text);
  const bare = WORD_FIRST.test(plain) ? plain : plain.replace(LEADING, "").replace(NUMBERING, "").replace(LEADING, "");
  const name = stripEnd(bare);
  return stripEnd(name.endsWith(")") ? name.replace(CODE_PARENTHESIS, "") : name);
}

/** A word at the beginning, so that neither signs nor a numbering stand there. */
const WORD_FIRST = /^[A-Za-z][a-z]/;

const LEADING = /^(?:\[[ xX]\]\s)?[^\p{L}\p{N}([{.@#$_§"'“‘«]+/u;
const NUMBERING =
  /^(?:§\s*)?(?:\d{1,3}(?:\.\d{1,3}){0,8}[.):]|\d{1,3}(?:\.\d{1,3}){1,8}|\d{1,3}(?=\s[-–—]\s)|[IVX]{1,5}\.|[a-zA-Z]\)|\((?:\d{1,3}|[a-z])\))\s+/u;
/** In parentheses: a file, a path, a call or an identifier. */
const CODE_PARENTHESIS = /\s*\([^()\s]*[./_][^()]*\)$|\s*\([^()]*\(\)[^()]*\)$/u;

function stripEnd(text: string): string {
  if (LETTER_LAST.test(text)) return text;
  return text.replace(/(?<![\s.:;,!?…|/–—-])[\s.:;,!?…|/–—-]+$/u, "").replace(/^["'“‘«](.*)["'”’»]$/u, "$1");
}

/** A letter or digit at the end, so that neither a sign nor a closing quote stands there. */
const LETTER_LAST = /[A-Za-z0-9]$/;

/** The part of a heading before its first colon or dash that stands for itself; all of it when there is none. */
export function beforeSeparator(text: string): string {
  return text.split(/:\s|\s[-–—]{1,3}\s/u, 1)[0] ?? text;
}

/** How many words a text has. */
export function countWords(text: string): number {
  return text.match(ASCII.test(text) ? ASCII_WORD : WORD)?.length ?? 0;
}

const ASCII_WORD = /[A-Za-z0-9][A-Za-z0-9'.-]*/g;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’.-]*/gu;
