import emojiRegex from "emoji-regex";
import { repairMojibake } from "@t4/core";
import { stripMarkup } from "./strip-markup.ts";

/**
 * A phrase as it is compared: lower-case words of letters and digits with single spaces between them; empty when there are none.
 * NFKC; Markdown, emoji (also broken by a wrong decoding), punctuation and leading numbering are gone. Idempotent and linear.
 *
 * - Hyphens, slashes, underscores and dots part words: `CI/CD` is `ci cd`, `A/B testing` is `a b testing`, `e-mail` is `e mail`.
 * - An apostrophe inside a word goes without a trace: `customer's` is `customers`.
 * - `&` between words is `and`; `C++`, `C#`, `F#` and `.NET` are `cpp`, `csharp`, `fsharp` and `dotnet`.
 * - Numbering goes where a sign shows that it is one (`3.`, `1)`, `(a)`, `IV.`, `1.2`, `§ 4`); `2 factor` keeps its number.
 */
export function normalizePhrase(text: string): string {
  if (PLAIN.test(text)) return text;
  return SIMPLE.test(text) ? normalizeSimple(text) : normalizeAny(text);
}

function normalizeSimple(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}

/** {@link normalizePhrase} for a text of which nothing is known. */
export function normalizeAny(text: string): string {
  const visible = stripMarkup(repairMojibake(text))
    .replace(EMOJI, " ")
    .replace(SIGN, " ")
    .replace(INVISIBLE, "")
    .normalize("NFKC");
  const words = expandNames(stripNumbering(visible)).match(WORD);
  return words === null ? "" : lowerCase(words.join(" "));
}

/** What normalisation gives; such a text needs none. */
const PLAIN = /^[a-z0-9]+(?: [a-z0-9]+)*$/;
/** Words without markup or numbering, as most titles and sentences are: nothing to strip but what stands between them. */
const SIMPLE =
  /^[A-Za-z][A-Za-z0-9]*(?:(?=[ _,;/(-])(?:[A-Za-z0-9 _,;/()-]|(?<=[A-Za-z0-9])\.)*|(?:[A-Za-z0-9 _-]|(?<=[A-Za-z0-9])\.(?=[A-Za-z0-9]))*)$/;
const EMOJI = emojiRegex();
/** Circled numbers and trade marks, which NFKC would turn into digits and letters. */
const SIGN = /[\u2460-\u24ff\u2776-\u2793\u{1f100}-\u{1f10c}©®™℠]/gu;
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}\p{Me}]/gu;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;

/** Lower-casing can part a letter from its mark, so the result is composed again. */
function lowerCase(words: string): string {
  return (words.toLowerCase().normalize("NFKC").match(WORD) ?? []).join(" ");
}

const BULLET = /(?:[^\p{L}\p{N}§(.[]*\[[ xX]\]\s)*[^\p{L}\p{N}§(.[]*/uy;
const NUMBERING = [
  /§+\s*\d{1,4}(?:\.\d{1,4}){0,8}[.):]?(?!\d)/uy,
  /\(?(?:\d{1,4}|[a-zA-Z]|[ivxIVX]{1,5})\)(?=\s|$)/uy,
  /\d{1,4}(?:\.\d{1,4}){0,8}(?:[.:)](?=\s|$)|[.)](?=\p{L}))/uy,
  /\d{1,4}(?:\.\d{1,4}){1,8}(?=\s|$)/uy,
  /\d{1,4}\s+[-–—](?=\s)/uy,
  /[IVX]{1,5}\.(?=\s)/uy,
];

/** The text after its bullet and its numbering, however many of them stand in a row. */
function stripNumbering(text: string): string {
  let start = skip(BULLET, text, 0);
  for (;;) {
    const after = NUMBERING.reduce((at, form) => (at > start ? at : skip(form, text, start)), start);
    if (after === start) return text.slice(start);
    start = skip(BULLET, text, after);
  }
}

/** Where a sticky expression ends when it is tried at `from`; `from` when it does not match. */
function skip(form: RegExp, text: string, from: number): number {
  form.lastIndex = from;
  return form.test(text) ? form.lastIndex : from;
}

/** Names that punctuation would cripple, joined possessives, and `&`. */
function expandNames(text: string): string {
  return NAME_SIGN.test(text) ? expandSigns(text) : text;
}

/** A sign without which {@link expandSigns} finds nothing. */
const NAME_SIGN = /[+#.'‘’ʼ&]/;

function expandSigns(text: string): string {
  let expanded = text;
  // Each of these expressions is long once it is compiled, so only those whose sign is there are tried.
  if (expanded.includes("++")) expanded = expanded.replace(/(?<![\p{L}\p{N}])C\+\+/giu, "cpp ");
  if (expanded.includes("#")) {
    expanded = expanded.replace(/(?<![\p{L}\p{N}])([CF])#(?![\p{L}\p{N}])/giu, "$1sharp ");
  }
  if (DOT_NET.test(expanded)) expanded = expanded.replace(/(?<![\p{L}\p{N}])\.NET(?![\p{L}\p{N}])/giu, " dotnet ");
  expanded = expanded.replaceAll("ʼ", "’");
  if (APOSTROPHE.test(expanded)) expanded = expanded.replace(/(?<=[\p{L}\p{N}\p{M}])['‘’]+(?=\p{L})/gu, "");
  return expanded.includes("&") ? expanded.replace(/(?<=[\p{L}\p{N}]\s?)&(?=\s?[\p{L}\p{N}])/gu, " and ") : expanded;
}

const DOT_NET = /\.net/i;
const APOSTROPHE = /['‘’]/;
