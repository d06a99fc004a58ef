import { describe, expect, it } from "vitest";
import type { DocumentFacts, Link, LinkTarget } from "../../facts.ts";
import { judge, manifestsOf } from "../../test-input.ts";
import { gate } from "./gate.ts";

const PATH = "billing/README.md";

function judged(links: Partial<Link>[], targets: Record<string, LinkTarget> = {}, more: Partial<DocumentFacts> = {}) {
  const whole = links.map((link): Link => ({
    target: "b.md",
    path: "b.md",
    anchor: undefined,
    line: 3,
    column: 7,
    ...link,
  }));
  const document = { module: "billing", path: PATH, frontMatter: undefined, links: whole };
  const documents = {
    documents: [document],
    unreadable: [],
    targets: new Map(Object.entries(targets)),
    modules: new Set<string>(),
  };
  return judge(gate, { documents: { ...documents, ...more }, manifests: manifestsOf() });
}

const page: LinkTarget = { kind: "file", anchors: new Set(["usage"]) };

describe("links", () => {
  it("hold where they lead to something, and are counted", () => {
    const links = [
      {},
      { path: "docs" },
      { anchor: "usage" },
      { anchor: "L3-L9" },
      { path: "a.py", anchor: "x" },
      { path: "docs", anchor: "x" },
    ];
    const targets = { "b.md": page, docs: { kind: "folder" }, "a.py": { kind: "file" } } as const;
    expect(judged(links, targets)).toMatchObject({ findings: [], measured: 6, unmeasured: [] });
  });

  it("are broken at their place", () => {
    const links = [{}, { path: undefined, target: "../../x" }, { path: "c.md", anchor: "Usage", target: "c.md#Usage" }];
    expect(judged(links, { "b.md": { kind: "missing" }, "c.md": page }).findings).toMatchObject([
      { code: "missing-target", module: "billing", file: PATH, line: 3, column: 7, subject: "billing/README.md\nb.md" },
      { code: "outside", subject: "billing/README.md\n../../x" },
      { code: "missing-anchor", subject: "billing/README.md\nc.md#Usage", fix: "Use `#usage`, if that is meant." },
    ]);
  });

  it("cannot be told where something cannot be read", () => {
    const unreadable = [
      { code: "E_READ", severity: "error", file: "a", message: "a cannot be read", fix: "" },
    ] as const;
    const target: LinkTarget = { kind: "unreadable", because: "b.md is too large" };
    expect(judged([{}], { "b.md": target }, { unreadable })).toMatchObject({
      findings: [],
      unmeasured: ["a cannot be read", "b.md is too large"],
    });
  });

  it("are not asked for where there are none", () => {
    expect(judged([])).toMatchObject({ measured: 0, inapplicable: "no document of a module has a relative link" });
  });
});
