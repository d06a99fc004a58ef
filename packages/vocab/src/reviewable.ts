/** A phrase with more words than this is a sentence. */
const MAX_WORDS = 10;

/**
 * True when a person could decide about a phrase. Numbers, dates, versions, single letters, code (paths, calls, flags,
 * identifiers) and whole sentences only fill the queue. `phrase` is as written, `normalized` what it normalises to.
 */
export function isReviewable(phrase: string, normalized: string): boolean {
  const words = normalized.split(" ");
  if (words.length > MAX_WORDS || !words.some((word) => LETTERS.test(word))) return false;
  if (words.every((word) => DATE_OR_VERSION.test(word)) || CODE_SPAN.test(phrase)) return false;
  const text = bare(phrase);
  return !CODE.some((form) => form.test(text));
}

/** Two letters of an alphabet, or one sign of a script that writes a word with it. */
const LETTERS = /\p{L}\D*\p{L}|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

const DATE_OR_VERSION =
  /^(?:\d+(?:st|nd|rd|th)?|v\d*|version|release|rc\d*|alpha\d*|beta\d*|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|t\d+|\d+t\d+|\d+z|utc)$/u;

/** The phrase without the marks around it. */
function bare(phrase: string): string {
  return phrase
    .slice(0, 400)
    .replace(/^[\s*_`"'([]+/u, "")
    .replace(/[^\p{L}\p{N})\]}>]+$/u, "");
}

const CODE_SPAN = /^[^\p{L}\p{N}`]*`[^`]*`[^\p{L}\p{N}`]*$/u;
const CODE = [
  // Calls, statements, arrows, tags and scopes.
  /\w\(|[;={}\\]|->|=>|::|<\/?\w/u,
  // Paths and globs.
  /^(?:\.{0,2}|~)\/|\/.*\/|\*\.|^[@\w.-]+\/[\w./-]*\.\w+$/u,
  // Command-line flags and variables.
  /^--?\w|^\$\w|^@[\w-]+\//u,
  // One word with dots, underscores or a hump: a file or an identifier.
  /^\S*\w[._]\w\S*$/u,
  /^[a-z]+[A-Z]\S*$|^[A-Z]+_[A-Z_\d]+$/u,
];
