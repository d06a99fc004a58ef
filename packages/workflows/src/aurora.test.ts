import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { copyFixture, type TempWorkspace, testContext } from "@t4/testkit";
import { normalizePhrase } from "@t4/vocab";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseCitation } from "./citation.ts";
import { enrich } from "./enrich.ts";

interface Entry {
  provenance: string[];
  confidence: string;
  reasons: string[];
}

interface EnrichedModule {
  name: string;
  dir: string;
  manifest: any;
  entries: Record<string, Entry>;
}

let workspace: TempWorkspace;
const modules: EnrichedModule[] = [];

beforeAll(async () => {
  workspace = await copyFixture("aurora");
  const { report } = await enrich({ modules: [], dryRun: false }, testContext(workspace.root));
  for (const { module, path } of report.modules) {
    const manifest = JSON.parse(await readFile(join(workspace.root, path), "utf8"));
    modules.push({ name: module, dir: path.replace(/\/[^/]*$/, ""), manifest, entries: manifest._provenance });
  }
});
afterAll(() => workspace.remove());

/** The cited lines of a citation, the whole file where none is cited; undefined for what cites no file. Throws when they are not there. */
async function citedLines(source: string, dir: string): Promise<string[] | undefined> {
  const { path, lines } = parseCitation(source, dir);
  if (path === undefined) return undefined;
  const all = (await readFile(join(workspace.root, path), "utf8")).split(/\r\n|\n|\r/);
  if (lines === undefined) return all;
  if (lines.first < 1 || lines.last < lines.first || lines.last > all.length) throw new Error(`${source} is not there`);
  return all.slice(lines.first - 1, lines.last);
}

/** For each citation of a field, the text that it cites, normalised as phrases are. */
async function citedTexts({ dir, entries }: EnrichedModule, field: string): Promise<string[]> {
  const lines = await Promise.all((entries[field]?.provenance ?? []).map((source) => citedLines(source, dir)));
  return lines.map((text) => normalizePhrase((text ?? []).join(" ")));
}

const holds = (text: string, phrase: string) => ` ${text} `.includes(` ${phrase} `);

describe("aurora, enriched", () => {
  it("gives every field that the tool wrote an entry, and every entry evidence that is there", async () => {
    expect(modules.length).toBeGreaterThanOrEqual(14);
    for (const module of modules) {
      const present = ["features", "components", "description", "apis", "apis_pending"].filter(
        (field) => field in module.manifest,
      );
      expect(Object.keys(module.entries)).toEqual(expect.arrayContaining(present));
      for (const { provenance, confidence, reasons } of Object.values(module.entries)) {
        expect(provenance.length).toBeGreaterThan(0);
        expect(["high", "medium"]).toContain(confidence);
        expect(reasons.length).toBeGreaterThan(0);
        for (const source of provenance) {
          const cited = (await citedLines(source, module.dir)) ?? /^(?:policy:lane:L[0-5]|human:\S+)$/.exec(source);
          expect(cited).not.toBeNull();
        }
      }
    }
  });

  it("cites lines that name the feature, and a line for each feature", async () => {
    const vocabulary = JSON.parse(await readFile(join(workspace.root, "vocab/features.json"), "utf8"));
    let count = 0;
    for (const module of modules.filter(({ manifest }) => manifest.features !== undefined)) {
      const texts = await citedTexts(module, "features");
      const wordings: string[][] = module.manifest.features.map((key: string) =>
        [key, vocabulary[key].title, ...vocabulary[key].synonyms].map(normalizePhrase),
      );
      const unnamed = texts.filter((text) => !wordings.flat().some((wording) => holds(text, wording)));
      expect(unnamed).toEqual([]);
      const uncited = wordings.filter((words) => !words.some((word) => texts.some((text) => holds(text, word))));
      expect(uncited).toEqual([]);
      count += wordings.length;
    }
    expect(count).toBeGreaterThan(30);
  });

  it("cites lines that hold the component's name, and a line for each component", async () => {
    for (const module of modules.filter(({ manifest }) => manifest.components !== undefined)) {
      const texts = await citedTexts(module, "components");
      const names: string[] = module.manifest.components.map(normalizePhrase);
      expect(texts.filter((text) => !names.some((name) => holds(text, name)))).toEqual([]);
      expect(names.filter((name) => !texts.some((text) => holds(text, name)))).toEqual([]);
    }
  });

  it("cites lines that hold the description's own words", async () => {
    const described = modules.filter(({ entries }) => entries["description"]?.provenance[0]?.includes("#L"));
    expect(described.length).toBeGreaterThan(10);
    for (const module of described) {
      const cited = (await citedTexts(module, "description")).join(" ");
      const own: string = module.manifest.description.replace(
        / Provides \S+(?:, \S+| and \S+)* across \d+ components?\.$/,
        "",
      );
      expect(own).not.toBe(module.manifest.description);
      const missing = normalizePhrase(own)
        .split(" ")
        .filter((word) => !holds(cited, word));
      expect(missing).toEqual([]);
    }
  });

  it("cites the lines that define and export each API", async () => {
    let count = 0;
    for (const { dir, manifest, entries } of modules) {
      for (const [name, api] of Object.entries<any>(manifest.apis ?? {})) {
        count += 1;
        const checks = api.provenance.filter((source: string) => source.startsWith("importcheck:"));
        expect(checks).toEqual([`importcheck:${api.defined_in}`]);
        const [definition] = (await citedLines(checks[0], dir)) ?? [];
        expect(definition).toMatch(definitionOf(api.kind));
        const others = api.provenance.filter((source: string) => !checks.includes(source));
        const lines = (await Promise.all(others.map((source: string) => citedLines(source, dir)))).flat();
        const speaks = lines.some((line) => line?.includes(name) || line?.includes("import *"));
        expect({ name, speaks: speaks || (others.length === 0 && definition?.includes(name)) }).toEqual({
          name,
          speaks: true,
        });
        expect(entries["apis"]?.provenance).toContain(checks[0]);
      }
    }
    expect(count).toBeGreaterThan(40);
  });

  it("quotes measurements that stand in the cited reports", async () => {
    const measured = modules.filter(({ manifest }) => manifest.performance?.observed?.latency_p95_ms !== undefined);
    expect(measured.length).toBeGreaterThan(0);
    for (const { dir, manifest, entries } of measured) {
      const sources = entries["performance.observed"]?.provenance ?? [];
      const texts = await Promise.all(sources.map(async (source) => (await citedLines(source, dir))?.join("\n") ?? ""));
      expect(sources.some((source) => source.startsWith("bench:"))).toBe(true);
      expect(texts.join("\n")).toContain(String(manifest.performance.observed.samples));
    }
  });
});

/** What a line looks like that defines such a thing in Python. */
function definitionOf(kind: string): RegExp {
  if (kind === "class") return /^\s*class \w+/;
  return kind === "function" ? /^\s*(?:async )?def \w+/ : /^\s*\w+\s*(?::.*)?=|^\s*(?:async )?(?:def|class) /;
}
