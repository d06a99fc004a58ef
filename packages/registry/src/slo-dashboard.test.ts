import MarkdownIt from "markdown-it";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Assessment } from "./assess.ts";
import { settleSloDashboard, sloDashboard } from "./slo-dashboard.ts";
import { assessed, manifestWith, NOW, soundManifest } from "./test-input.ts";

const AT = "docs/_generated/SLO_DASHBOARD.md";
const LATER = "2027-03-01T09:00:00Z";
const shown = (modules: Assessment[], asOf = NOW) => sloDashboard({ modules, at: AT }, asOf);
const rows = (text: string) => text.split("\n").filter((line) => /^\| (?!Module|---)/.test(line));

describe("the dashboard", () => {
  it("says so when there is nothing to tell", () => {
    expect(shown([])).toContain("No module has a target or a measurement yet.");
    expect(shown([assessed({ module: "bare" })])).toBe(shown([]));
  });

  it("has a row a module, the violations first, and then explains each", () => {
    const slow = manifestWith("performance.observed.latency_p95_ms", 130.0004);
    const modules = [
      assessed(soundManifest(), "a"),
      assessed({ module: "b", testing: { coverage_target: 80 } }, "b"),
      assessed(manifestWith("testing.coverage_observed", 80.5), "c"),
      assessed(slow, "src/d"),
      assessed(manifestWith("testing.observed_at", "2026-10-01T00:00:00Z"), "e"),
    ];
    const text = shown(modules);
    expect(rows(text)).toEqual([
      "| [src/d](../../src/d) | L3 | 100 ms | 130.1 ms | 85 % | 91.96 % | 3 d | ❌ |",
      "| [c](../../c) | L3 | 100 ms | 80 ms | 85 % | 80.5 % | 3 d | ⚠️ |",
      "| [e](../../e) | L3 | 100 ms | 80 ms | 85 % | 91.96 % | 51 d | ⏳ |",
      "| [b](../../b) | unlaned | none | — | 80 % | — | — | — |",
      "| [a](../../a) | L3 | 100 ms | 80 ms | 85 % | 91.96 % | 3 d | ✅ |",
    ]);
    expect(text).toContain("5 modules: ❌ 1 · ⚠️ 1 · ⏳ 1 · — 1 · ✅ 1\n");
    const [, violations = "", old = ""] = text.split(/^## .*$/m);
    expect(violations.split("\n").filter((line) => /^[-#]/.test(line))).toEqual([
      "### [src/d](../../src/d)",
      "- ❌ p95 is 130.1 ms, 30.1 % over its target of 100 ms; measured 2026-11-18.",
      "### [c](../../c)",
      "- ⚠️ Coverage is 80.5 %, 4.5 points under its target of 85 %; measured 2026-11-18.",
    ]);
    expect(old).toContain(
      "- ⏳ Coverage meets its target, but it was measured 2026-10-01, longer ago than lane L3 allows.",
    );
  });

  it("is one table for five hundred modules, the same for any order of them", () => {
    const modules = Array.from({ length: 500 }, (_, index) =>
      assessed(manifestWith("performance.observed.latency_p95_ms", index), `m${index}`),
    );
    expect(rows(shown(modules))).toHaveLength(500);
    expect(shown(modules.toReversed())).toBe(shown(modules));
  });

  it("takes no name of a module for markup", () => {
    const markdown = new MarkdownIt({ html: true });
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(..."|\\`*_[]()<>&#!~$-=+.:\"' \n\r\u202e1a/"), minLength: 1 }),
        (name) => {
          const slow = manifestWith("performance.observed.latency_p95_ms", 130);
          const tokens = markdown.parse(shown([assessed(slow, name)]).replace(/^<!--.*-->\n/m, ""), {});
          const kinds = tokens.map(({ type }) => type);
          expect(kinds.filter((kind) => kind === "tr_open")).toHaveLength(2);
          expect(kinds.filter((kind) => kind === "td_open")).toHaveLength(8);
          expect(kinds.filter((kind) => kind === "heading_open")).toHaveLength(3);
          expect(kinds).not.toContain("html_block");
          expect(tokens.flatMap(({ children }) => children ?? []).map(({ type }) => type)).not.toContain("html_inline");
        },
      ),
      { seed: 20_261_121 },
    );
  });
});

describe("a dashboard that is there", () => {
  const modules = [assessed(soundManifest())];
  const settle = (previous: string | undefined, given = modules) =>
    settleSloDashboard(previous, { modules: given, at: AT }, LATER, "always");

  it("stays while only time passes", () => {
    expect(settle(shown(modules))).toBe(shown(modules));
  });

  it("is made for now when it has aged and may not stay, and stays while it tells the same", () => {
    const drawn = (given: typeof modules) =>
      settleSloDashboard(shown(given), { modules: given, at: AT }, LATER, "unless-aged");
    expect(drawn(modules)).toBe(shown(modules, LATER));
    expect(drawn([])).toBe(shown([]));
  });

  it.each([
    ["there is none", undefined],
    ["somebody has edited it", `${shown(modules)}\n`],
    ["it names no time", shown(modules).replace(/^Judged as of.*$/m, "")],
    ["it names a time in another form", shown(modules, "2026-11-21T09:00:00.5Z")],
    ["its modules have changed", shown([assessed(manifestWith("testing.coverage_observed", 90))])],
  ])("is made for now when %s", (_, previous) => {
    expect(settle(previous)).toBe(shown(modules, LATER));
    expect(settle(previous)).toContain("⏳");
  });
});
