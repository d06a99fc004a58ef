/**
 * The words of one line of Markdown or inline HTML: links give their text; images, addresses, tags, footnote marks, heading ids
 * and emoji shortcodes go; a parenthesis that holds only code goes with it. Every expression is linear: none repeats
 * over a character that may also end it.
 */
export function stripMarkup(text: string): string {
  if (!MARKUP.test(text)) return text;
  return text
    .replace(ENTITY, decodeEntity)
    .replace(/<!--[^<>]*-->/gu, " ")
    .replace(IMAGE, " ")
    .replace(LINK, "$1")
    .replace(/\[\^[^[\]\s]*\]/gu, " ")
    .replace(/\bhttps?:\/\/[^\s<>()[\]]+/gu, " ")
    .replace(TAG, " ")
    .replace(/\{[#.:][^{}]*\}/gu, " ")
    .replace(/\((?:[\s,]*`[^`]*`)+[\s,]*\)/gu, " ")
    .replace(/(?<![\p{L}\p{N}:]):[a-z0-9_+-]{1,40}:(?![\p{L}\p{N}:])/gu, " ")
    .replace(/[*`]|~~/gu, "");
}

const MARKUP = /[&<[{(:*`~]|https?:/u;

const TARGET = String.raw`(?:\((?:[^()]|\([^()]*\))*\)|\[[^[\]]*\])`;
const IMAGE = new RegExp(String.raw`!\[[^[\]]*\]${TARGET}`, "gu");
const LINK = new RegExp(String.raw`\[([^[\]]*)\]${TARGET}`, "gu");

const TAG =
  /<\/?(?:a|abbr|b|br|center|code|del|details|div|em|font|h[1-6]|hr|i|img|ins|kbd|li|mark|ol|p|picture|pre|q|s|samp|small|source|span|strong|sub|summary|sup|table|td|th|tr|tt|u|ul|var)(?:\s[^<>]*)?\/?>/giu;

const ENTITY = /&(?:#(?:x[0-9a-f]{1,6}|[0-9]{1,7})|[a-z]{2,8});/giu;

const NAMED = new Map([
  ["amp", "&"],
  ["apos", "'"],
  ["gt", ">"],
  ["lt", "<"],
  ["quot", '"'],
  ["rsquo", "’"],
]);

/** Named entities of other kinds are spaces, dashes and signs: all of them end a word. */
function decodeEntity(entity: string): string {
  const name = entity.slice(1, -1).toLowerCase();
  if (!name.startsWith("#")) return NAMED.get(name) ?? " ";
  const code = name.startsWith("#x") ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code <= 0x10ffff ? String.fromCodePoint(code) : " ";
}
