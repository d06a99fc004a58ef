/** A text that is hard on whoever reads it. Its length grows with its size. */
export interface HostileText {
  what: string;
  /** The size at which readers are tried. */
  size: number;
  make: (size: number) => string;
}

function hostile(what: string, size: number, make: (size: number) => string): HostileText {
  return { what, size, make };
}

/** Lines each of which is one step deeper, and so about as many characters as the square of their number. */
function steps(count: number, line: (depth: number) => string): string {
  return Array.from({ length: Math.floor(count) }, (_, depth) => line(depth)).join("\n");
}

/** Python that nests, chains or repeats more than any person writes. */
export const HOSTILE_PYTHON: readonly HostileText[] = [
  hostile("parentheses", 100_000, (size) => `x = ${"(".repeat(size)}1${")".repeat(size)}\n`),
  hostile("open parentheses", 100_000, (size) => `x = ${"(".repeat(size)}`),
  hostile("attributes", 50_000, (size) => `x = a${".b".repeat(size)}\n`),
  hostile("sums", 50_000, (size) => `x = a${" + b".repeat(size)}\n`),
  hostile("calls", 30_000, (size) => `x = a${"()".repeat(size)}\n`),
  hostile("negations", 30_000, (size) => `x = ${"not ".repeat(size)}1\n`),
  hostile("branches", 5000, (size) => `if a:\n  x = 1\n${"elif b:\n  x = 2\n".repeat(size)}`),
  hostile("nesting", 160_000, (size) => {
    const depth = Math.floor(Math.sqrt(size));
    return `${steps(depth, (at) => `${" ".repeat(at)}if a:`)}\n${" ".repeat(depth)}x = 1\n`;
  }),
  hostile("comments", 200_000, (size) => `def f():\n  return 1\n${"# a\n".repeat(size)}`),
  hostile("comments in brackets", 200_000, (size) => `x = [\n${"# a\n".repeat(size)}]\n`),
  hostile("targets", 30_000, (size) => `${"a = ".repeat(size)}1\n`),
  hostile("backslashes", 100_000, (size) => `def f():\n  '${"\\".repeat(size)}'\n`),
];

/** Python of many functions, three lines each, that breaks in the line after them. */
export const BREAKS_AT_THE_END = hostile(
  "functions before a fault",
  20_000,
  (size) => `${"def f(a):\n    return a\n\n".repeat(size)}x = 1 2\n`,
);

/** XML of which only the siblings and the attributes are well-formed. */
export const HOSTILE_XML: readonly HostileText[] = [
  hostile("open elements", 100_000, (size) => "<a>".repeat(size)),
  hostile("attributes", 50_000, (size) => `<a ${numbered(size, (index) => `b${index}="1"`).join(" ")}/>`),
  hostile("angle brackets", 500_000, (size) => "<".repeat(size)),
  hostile("unclosed comments", 200_000, (size) => `<a>${"<!--".repeat(size)}`),
  hostile("unclosed instructions", 300_000, (size) => `<?x ${"a ".repeat(size)}`),
  hostile("siblings of many names", 50_000, (size) => `<a>${numbered(size, (index) => `<b${index}/>`).join("")}</a>`),
];

function numbered(size: number, item: (index: number) => string): string[] {
  return Array.from({ length: size }, (_, index) => item(index));
}

/** No JSON, with a number that JSON lacks where quotes and backslashes make it hard to find. */
export const HOSTILE_JSON: readonly HostileText[] = [
  hostile("quotes and backslashes", 500_000, (size) => `${'"\\'.repeat(size)}NaN`),
  hostile("open strings", 500_000, (size) => '"NaN'.repeat(size)),
  hostile("backslashes", 1_000_000, (size) => `${"\\".repeat(size)}NaN`),
];

/** What a reader of Markdown may look for an end of, or take for a beginning, again and again. */
const MARKDOWN_UNITS = [
  "> ",
  "- ",
  "[",
  "![",
  "](",
  "[a](",
  "[a](b ",
  '[a](b "',
  "[a](<b",
  "*a **b ",
  "_a __b ",
  "**a *b* ",
  "`",
  "`` ` ",
  "<!--",
  "<a ",
  "<",
  "<?",
  "&a",
  "\\",
  "~~",
  "|",
  "| a ",
  "a | b\n",
  "1. ",
  "• a\n",
  "- a\n",
  "[a]: b\n",
  "[a]: <",
  "(",
  "((a: ",
  " – ",
  "a: ",
  "# ",
  "#",
  "\n\n",
  " ",
  "\u00a0",
  "    \n",
  "â",
  "âœ…",
  "ð",
  "\t- ",
  "> - ",
  "*",
  "_",
  "***",
  "a*b_",
  "![](",
  "[[](",
  "<b",
  "&#",
  "]",
  "[]()",
  "```\n",
  "```",
  "<div>\n",
  "- [ ] ",
  "a\n===\n",
  "x:\n1) y\n",
  "✅",
  "1️⃣ ",
  "\r",
  "---\n",
];

/** Markdown that repeats each of these: alone, once more without its last spaces, and in a table; and Markdown that nests step by step. */
export const HOSTILE_MARKDOWN: readonly HostileText[] = [
  ...MARKDOWN_UNITS.flatMap((unit) => {
    const [name, end] = [JSON.stringify(unit), unit.trimEnd() || "a"];
    return [
      hostile(name, 100_000, (size) => fill(unit, size)),
      hostile(`${name} twice`, 100_000, (size) => `${fill(unit, size)}\n\n${fill(end, size)}`),
      hostile(`${name} in a table`, 100_000, (size) => `| a | b |\n|---|---|\n${fill(unit, size)}`),
    ];
  }),
  hostile("nested lists", 810_000, (size) => steps(Math.sqrt(size), (depth) => `${"  ".repeat(depth)}- a`)),
  hostile("nested quotes", 1_000_000, (size) => steps(Math.sqrt(size), (depth) => `${">".repeat(depth)} a`)),
];

function fill(unit: string, length: number): string {
  return unit.repeat(Math.ceil(length / unit.length));
}
