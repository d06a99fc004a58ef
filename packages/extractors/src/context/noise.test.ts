import { readFileSync } from "node:fs";
import { sha256 } from "@t4/core";
import type { ContextDocument } from "@t4/readers";
import { parseContextDocument } from "@t4/readers";
import { listInstalledReadmes } from "@t4/testkit";
import { compileVocabulary, normalizePhrase, type Vocabulary } from "@t4/vocab";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extractComponents } from "./components.ts";
import { extractFeatures } from "./features.ts";

const SEED = 20_261_121;

const SHIPPED = new URL("../../../../vocab/features.json", import.meta.url);
const shipped = compileVocabulary({
  features: JSON.parse(readFileSync(SHIPPED, "utf8")),
  capabilities: {},
  tags: [],
  rejected: [],
});

const small = compileVocabulary({
  features: {
    "payments.idempotency": { title: "Payment idempotency", category: "p", synonyms: ["idempotent payments"] },
    "payments.refunds": { title: "Refunds", category: "p", synonyms: ["refund handling"] },
    "delivery.ci_cd": { title: "CI/CD", category: "p", synonyms: ["continuous delivery"] },
    "auth.two_factor": { title: "2 factor login", category: "p", synonyms: ["two-factor authentication"] },
  },
  capabilities: {},
  tags: [],
  rejected: [],
});

function read(text: string): Promise<ContextDocument> {
  return parseContextDocument({ path: "m/claude.me", sha: sha256(text), text });
}

/** What must not change, and every provenance entry with the lines it cites. */
async function judge(
  text: string,
  vocabulary: Vocabulary,
): Promise<{ features: unknown; components: string[]; cited: string[] }> {
  const document = await read(text);
  const { outcome, accepted } = extractFeatures([document], vocabulary, { min_confidence: "medium" });
  const lines = text.split(/\r\n|\n|\r/);
  const provenance = outcome.outcome === "signal" ? outcome.signal.provenance : [];
  const cited = provenance.map((source) => {
    const [, first, last] = /^claude\.me#L(\d+)(?:-L(\d+))?$/.exec(source) ?? [];
    expect(Number(last ?? first)).toBeLessThanOrEqual(document.lines);
    return lines.slice(Number(first) - 1, Number(last ?? first)).join(" ");
  });
  return {
    features: { accepted, signal: outcome.outcome === "signal" && [outcome.signal.confidence, outcome.signal.reasons] },
    components: extractComponents([document]).names,
    cited,
  };
}

/** True when the lines hold a wording of one of the keys. */
function holdsWording(cited: string, keys: readonly string[], vocabulary: Vocabulary): boolean {
  const words = ` ${normalizePhrase(cited.replace(/[\u00a0]/g, " ").replace(/[|[\]()]/g, " "))} `;
  return keys.some((key) => {
    const entry = vocabulary.data.features[key];
    return [key, entry?.title ?? key, ...(entry?.synonyms ?? [])].some((term) =>
      words.includes(` ${normalizePhrase(term)} `),
    );
  });
}

const PHRASES = [
  "Idempotent payments",
  "Refunds",
  "Refund handling",
  "CI/CD",
  "Two-factor authentication",
  "2 factor login",
  "Gift cards",
  "How refund handling works",
  "payments.refunds",
];
const EMOJI = ["💳", "✨", "🚀", "✅", "⚙️", "👩‍💻", "🇩🇪", "1️⃣", "★"];

/** The wrong decoding of a text's UTF-8 as Windows-1252, bytes that this does not define as Latin-1. */
function misread(text: string): string {
  return new TextDecoder("windows-1252").decode(new TextEncoder().encode(text));
}

type Part =
  | { kind: "heading"; phrase: string; sub: boolean }
  | { kind: "bullets"; items: { phrase: string; tail: string }[] }
  | { kind: "table"; rows: string[] }
  | { kind: "prose"; phrase: string | undefined }
  | { kind: "fence"; phrase: string }
  | { kind: "components"; names: string[]; headings: boolean };

const phrase = fc.constantFrom(...PHRASES);
const part: fc.Arbitrary<Part> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("heading" as const), phrase, sub: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("bullets" as const),
      items: fc.array(fc.record({ phrase, tail: fc.constantFrom(": a tail of words", " – says more", "") }), {
        minLength: 1,
        maxLength: 5,
      }),
    }),
  },
  fc.record({ kind: fc.constant("table" as const), rows: fc.array(phrase, { minLength: 1, maxLength: 3 }) }),
  fc.record({ kind: fc.constant("prose" as const), phrase: fc.option(phrase, { nil: undefined }) }),
  fc.record({ kind: fc.constant("fence" as const), phrase }),
  fc.record({
    kind: fc.constant("components" as const),
    names: fc.uniqueArray(fc.constantFrom("Ledger", "Invoice desk", "Rate limiter"), { minLength: 1 }),
    headings: fc.boolean(),
  }),
);

/** Answers that decide how a document is written; always 0 is the plain form. */
type Choose = (options: number) => number;

function chooser(numbers: readonly number[]): Choose {
  let at = 0;
  return (options) => (numbers.length === 0 ? 0 : (numbers[at++ % numbers.length] as number) % options);
}

function render(parts: readonly Part[], choose: Choose): string {
  const shift = choose(2);
  const blank = (): string => "\n".repeat(1 + choose(3));
  const hashes = (level: number): string => "#".repeat(level + shift);
  const decorate = (text: string): string => {
    const marked = [text, `**${text}**`, `*${text}*`, `__${text}__`, `***${text}***`][choose(5)] as string;
    const emoji = EMOJI[choose(EMOJI.length)] as string;
    return [marked, `${emoji} ${marked}`, `${misread(emoji)} ${marked}`, `${marked} ${emoji}`][choose(4)] as string;
  };
  const heading = (level: number, text: string): string =>
    `${hashes(level)} ${["", "3. ", "(2) "][choose(3)]}${decorate(text)}${["", ":", ".", " (`charge.py`)", " ##", "!"][choose(6)]}\n`;
  const sign = (index: number): string =>
    ["-", "*", "+", "•", `${index + 1}.`, `${index + 1})`, "‣", misread("•"), "- ✅", "-\u00a0🚀", "- [x]", "✅"][
      choose(12)
    ] as string;
  const bullet = (text: string, tail: string, index: number): string => {
    const dash = tail.replace(" – ", [" – ", " — ", " - ", ` ${misread("–")} `][choose(4)] as string);
    const end = tail === "" ? (["", ".", "!"][choose(3)] as string) : "";
    return `${sign(index)} ${tail === "" || choose(2) === 0 ? decorate(text) : `**${text}**`}${dash}${end}\n`;
  };
  const bullets = (items: readonly { phrase: string; tail: string }[]): string =>
    items.map((item, index) => bullet(item.phrase, item.tail, index) + (choose(4) === 3 ? "\n" : "")).join("");
  const body = (item: Part): string => {
    if (item.kind === "heading") return heading(item.sub ? 3 : 2, item.phrase);
    if (item.kind === "bullets") return bullets(item.items);
    if (item.kind === "table")
      return `| Name | x |\n|---|---|\n${item.rows.map((row) => `| ${decorate(row)} | y |\n`).join("")}`;
    if (item.kind === "prose")
      return `Some prose${item.phrase === undefined ? "" : ` with **${item.phrase}** in it`} and\nmore.\n`;
    if (item.kind === "fence")
      return `\`\`\`md\n## ${item.phrase}\n- **${item.phrase}**: x\n\n• ${item.phrase}\n\`\`\`\n`;
    const names = item.headings
      ? item.names.map((name) => heading(3, name)).join("\n")
      : bullets(item.names.map((name) => ({ phrase: name, tail: ": x" })));
    return `${heading(2, "Components")}${blank()}${names}${blank()}${heading(2, "After that")}`;
  };
  const text = [heading(1, "A module"), ...parts.map(body)].join(blank());
  const spaced = choose(3) === 2 ? text.replace(/(?<=\w) (?=\w)/g, "\u00a0") : text;
  return choose(3) === 2 ? spaced.replaceAll("\n", "\r\n") : spaced;
}

describe(`noise, seed ${SEED}`, () => {
  it("changes no feature and no component of a document; cited lines hold the evidence", async () => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { minLength: 2, maxLength: 9 }),
        fc.array(fc.nat(1_000), { minLength: 40, maxLength: 80 }),
        async (parts, numbers) => {
          const plain = await judge(render(parts, chooser([])), small);
          const noisy = await judge(render(parts, chooser(numbers)), small);
          expect({ ...noisy, cited: undefined }).toEqual({ ...plain, cited: undefined });
          const keys = Object.keys(small.data.features);
          const unheld = [...plain.cited, ...noisy.cited].filter((cited) => !holdsWording(cited, keys, small));
          expect(unheld).toEqual([]);
          found += plain.cited.length;
        },
      ),
      { seed: SEED, numRuns: 1_000 },
    );
    expect(found).toBeGreaterThan(1_000);
  });

  const readmes = listInstalledReadmes();

  it.skipIf(readmes.length === 0)(`changes no feature of ${readmes.length} installed packages' README.md`, async () => {
    let found = 0;
    for (const path of readmes) {
      const text = readFileSync(path, "utf8").replace(/^\uFEFF/, "");
      const plain = await judge(text, shipped);
      const keys = Object.keys(shipped.data.features);
      const unheld = plain.cited.filter((cited) => !holdsWording(cited, keys, shipped));
      expect({ path, unheld }).toEqual({ path, unheld: [] });
      found += plain.cited.length;
      const document = await read(text);
      for (const [name, noise] of NOISES) {
        const noisy = await judge(noise(text, document), shipped);
        expect({ path, name, ...noisy, cited: undefined }).toEqual({ path, name, ...plain, cited: undefined });
      }
    }
    expect(found).toBeGreaterThan(50);
  });
});

/** Rewrites one line of a document where a record of a kind begins. */
function rewrite(
  text: string,
  document: ContextDocument,
  kind: "heading" | "bullet",
  change: (line: string, at: number) => string,
): string {
  const lines = text.split(/\r\n|\n|\r/);
  for (const block of document.blocks) {
    if (block.kind === kind) lines[block.first - 1] = change(lines[block.first - 1] as string, block.first);
  }
  return lines.join("\n");
}

const ATX = /^( {0,3})(#{1,6})[ \t]+(?=\S)/;
const LIST = /^([\s>]*)[-*+](\s+)(?=\S)/;

const NOISES: [string, (text: string, document: ContextDocument) => string][] = [
  ["CRLF", (text) => text.replace(/\r\n|\n|\r/g, "\r\n")],
  ["byte order mark", (text) => `\uFEFF${text}`],
  [
    "more blank lines",
    (text, document) => {
      const fenced = new Set(
        document.blocks.flatMap((b) =>
          b.kind === "fence" ? Array.from({ length: b.last - b.first + 1 }, (_, i) => b.first + i) : [],
        ),
      );
      return text
        .split(/\r\n|\n|\r/)
        .map((line, index) => (line === "" && !fenced.has(index + 1) ? "\n\n" : line))
        .join("\n");
    },
  ],
  ["no-break spaces", (text) => text.replace(/(?<=\p{L}) (?=\p{L})/gu, "\u00a0")],
  [
    "emoji in headings",
    (text, document) => rewrite(text, document, "heading", (line) => line.replace(ATX, "$1$2 🚀 ")),
  ],
  [
    "broken emoji in headings",
    (text, document) => rewrite(text, document, "heading", (line) => line.replace(ATX, `$1$2 ${misread("🚀")} `)),
  ],
  [
    "emoji in bullets",
    (text, document) => rewrite(text, document, "bullet", (line) => line.replace(LIST, (all) => `${all}✅ `)),
  ],
  [
    "punctuation after headings",
    (text, document) =>
      rewrite(text, document, "heading", (line) => (ATX.test(line) ? `${line.replace(/[\s#]+$/, "")}:` : line)),
  ],
  ["stars for bullets", (text, document) => rewrite(text, document, "bullet", (line) => line.replace(LIST, "$1*$2"))],
  [
    "alternating bullets",
    (text, document) =>
      rewrite(text, document, "bullet", (line, at) => line.replace(LIST, at % 2 === 0 ? "$1+$2" : "$1-$2")),
  ],
  [
    "deeper headings",
    (text, document) =>
      rewrite(text, document, "heading", (line) => (/^ {0,3}#{1,5}\s/.test(line) ? line.replace("#", "##") : line)),
  ],
];
