/** What is done to a text: so much is taken out at a place (a share of the length), and a piece is put there. */
export interface Edit {
  /** From 0 to 1. */
  at: number;
  remove: number;
  insert: string;
}

/** A file in place of what it should be: any bytes, or its text with edits. */
export type Damage = { kind: "bytes"; bytes: Uint8Array } | { kind: "edits"; edits: readonly Edit[] };

/** Pieces that have broken readers before: what JSON, XML, Markdown and Python each take for special, and what is no character. */
export const NASTY_PIECES: readonly string[] = [
  ..."{}[]\"':,<>&;#*`|()=\\\n\r\t\0 -_.@",
  '"__proto__": {"polluted": true},',
  '"constructor": null,',
  '"module": "mod",',
  "[".repeat(80),
  "<a>".repeat(80),
  "1e999",
  "-1",
  "NaN",
  "null",
  "true",
  "9".repeat(400),
  "../../etc/passwd",
  "\uFEFF",
  "\uD800",
  "\u00A0",
  "\u202E",
  "âœ…",
  "```\n",
  "---\n",
  "\n## Refunds\n\n- **Refunds**: again\n",
  "| a | b |\n|---|---|\n",
  "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>",
  "&e;",
  "<![CDATA[",
  "from . import *\n",
  "import mod\n",
  "__all__ += ['x']\n",
  "def f(:\n",
  '"""',
];

/** The bytes of a damaged file. */
export function applyDamage(text: string, damage: Damage): Uint8Array {
  if (damage.kind === "bytes") return damage.bytes;
  let damaged = text;
  for (const { at, remove, insert } of damage.edits) {
    const start = Math.floor(at * damaged.length);
    damaged = damaged.slice(0, start) + insert + damaged.slice(start + remove);
  }
  return new TextEncoder().encode(damaged);
}
