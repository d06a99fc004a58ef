import { type JsonObject, type JsonValue, valueSha } from "@t4/core";
import { describe, expect, it } from "vitest";
import type { Citation, CitationFacts, CitedFile } from "../../facts.ts";
import type { Judgement } from "../../gate.ts";
import { brief, judge, manifestsOf } from "../../test-input.ts";
import { gate } from "./gate.ts";

const FILES: [string, CitedFile][] = [
  ["a.md", { lines: 3 }],
  ["gone.md", { missing: true }],
  ["big.md", { unreadable: "big.md is too large" }],
];

/** `human:x` cites nothing, `report:x#L1` a report; anything else is a path, perhaps with lines. */
function parse(source: string): Citation {
  const [, report, path = "", first, last = first] = /^(report:)?([^#]*)(?:#L(\d+)(?:-L(\d+))?)?$/.exec(source) ?? [];
  const lines = first === undefined ? undefined : { first: Number(first), last: Number(last) };
  const cites = !source.startsWith("human:");
  const outside = path.startsWith("..");
  return { path: cites && !outside ? path : undefined, lines, report: report !== undefined, outside };
}

const citations: CitationFacts = { parse, files: new Map(FILES), enrichedFields: ["features", "performance.observed"] };

function judged(...manifests: JsonObject[]): Judgement {
  return judge(gate, { citations, manifests: manifestsOf(...manifests) });
}

function entry(value: JsonValue, provenance: string[], more: JsonObject = {}): JsonObject {
  return { provenance, value_sha: valueSha(value), ...more };
}

/** A manifest whose features cite these. */
function citing(...provenance: string[]): JsonObject {
  return { features: ["a"], _provenance: { features: entry(["a"], provenance) } };
}

describe("provenance", () => {
  it("takes a value that is sealed and cites lines that are there, a person's too", () => {
    const observed = { samples: 1 };
    const manifest = {
      features: ["a"],
      performance: { observed },
      _provenance: {
        features: entry(["a"], ["a.md#L1-L3", "a.md"]),
        "performance.observed": entry(observed, ["human:a@b"]),
      },
    };
    expect(judged(manifest)).toMatchObject({ findings: [], measured: 2, unmeasured: [] });
  });

  it("needs no entry of what is empty, or is no enriched field", () => {
    expect(judged({ features: [], performance: { observed: {} }, tags: ["a:b"] })).toMatchObject({
      measured: 0,
      findings: [],
    });
  });

  it.each<[string, JsonObject, string]>([
    ["no entry", { features: ["a"] }, "missing /features"],
    ["an entry that is none", { features: ["a"], _provenance: { features: "x" } }, "missing /features"],
    ["nothing cited", citing(), "empty /_provenance/features"],
    ["a blank citation", citing(" "), "empty /_provenance/features"],
    ["an edited value", { ...citing("a.md#L1"), features: ["b"] }, "value-changed /features"],
    ["a person's edited value", { ...citing("human:a"), features: ["b"] }, "value-changed /features"],
    [
      "no value_sha",
      { features: ["a"], _provenance: { features: { provenance: ["a.md"] } } },
      "value-unsealed /_provenance/features",
    ],
    ["a file that is gone", citing("gone.md"), "file-missing /_provenance/features/provenance/0"],
    ["lines that are gone", citing("a.md", "a.md#L3-L4"), "lines-missing /_provenance/features/provenance/1"],
    ["lines that are none", citing("a.md#L0"), "lines-missing /_provenance/features/provenance/0"],
    ["lines the wrong way round", citing("a.md#L3-L2"), "lines-missing /_provenance/features/provenance/0"],
    ["a path out of the workspace", citing("../x#L1"), "not-evidence /_provenance/features/provenance/0"],
    ["an API's lines", { apis: { pay: { provenance: ["a.md#L9"] } } }, "lines-missing /apis/pay/provenance/0"],
  ])("finds %s", (_, manifest, expected) => {
    expect(brief(judged(manifest))).toEqual([expected]);
  });

  it("lets a measurement outlive its report, but not the lines of one that is there", () => {
    const files = new Map<string, CitedFile>([
      ["cov.xml", { missing: true }],
      ["junit.xml", { lines: 2 }],
    ]);
    const judgeFiles = (...cited: string[]) =>
      brief(judge(gate, { citations: { ...citations, files }, manifests: manifestsOf(citing(...cited)) }));
    expect(judgeFiles("report:cov.xml", "report:cov.xml#L3")).toEqual([]);
    expect(judgeFiles("report:junit.xml#L3")).toEqual(["lines-missing /_provenance/features/provenance/0"]);
  });

  it("cannot pass over a cited file that cannot be read", () => {
    expect(judged(citing("big.md#L1"))).toMatchObject({ findings: [], unmeasured: ["big.md is too large"] });
    expect(judged(citing("other.md#L1")).unmeasured).toEqual(["other.md was not looked at"]);
  });

  it("asks a person to mend what a person wrote", () => {
    const fixes = judged(citing("human:a", "gone.md"), { apis: { pay: { provenance: ["gone.md"] } } }).findings;
    expect(fixes.map(({ fix }) => fix)).toEqual(["Cite what is there.", "Cite what is there."]);
  });
});
