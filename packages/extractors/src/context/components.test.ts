import { sha256 } from "@t4/core";
import { parseContextDocument } from "@t4/readers";
import { describe, expect, it } from "vitest";
import { extractComponents } from "./components.ts";

async function components(...texts: string[]): Promise<ReturnType<typeof extractComponents>> {
  const named = texts.map((text, i) => ({
    path: i === 0 ? "m/claude.me" : `m/README${i}.md`,
    sha: sha256(text),
    text,
  }));
  return extractComponents(await Promise.all(named.map(parseContextDocument)));
}

describe("components", () => {
  it.each([
    "Components",
    "🧩 Components",
    "**Components:**",
    "3. Components",
    "Architecture / Components",
    "Key components",
    "Main Components",
    "Building blocks",
    "Modules",
    "Components and responsibilities",
    "Overview of the components",
  ])("are named under %s", async (heading) => {
    expect((await components(`# X\n\n## ${heading}\n- Ledger: a\n`)).names).toEqual(["Ledger"]);
  });

  it.each(["Component diagram", "Web components in React", "Features", "Module", "Adding components"])(
    "are not named under %s",
    async (heading) => {
      expect((await components(`# X\n\n## ${heading}\n- Ledger: a\n`)).outcome.outcome).toBe("absent");
    },
  );

  it("are the direct sub-headings, cleaned, case kept, sorted", async () => {
    const text =
      "# X\n## Components\nText.\n- not: this\n### Overview\n### 2. ⚙️ **Ledger Core** (`ledger/core.py`):\n#### Posting rules\n- nor: this\n### Invoicer – makes invoices\n### `rate_table.py`\n## Next\n### Other\n";
    expect(await components(text)).toEqual({
      names: ["Invoicer", "Ledger Core", "rate_table.py"],
      outcome: {
        field: "components",
        extractor: "components",
        outcome: "signal",
        signal: {
          value: ["Invoicer", "Ledger Core", "rate_table.py"],
          provenance: ["claude.me#L6", "claude.me#L9", "claude.me#L10"],
          confidence: "high",
          reasons: ["pattern:subheading", "components:3"],
          source_sha: sha256(text),
        },
      },
    });
  });

  it("are the outer bullets where there are no sub-headings", async () => {
    const text =
      "## Components\n- **Ledger** (`ledger.py`): a\n  - detail: x\n• Rate limiter — b\n3. Scheduler\n- This is a sentence about how all of them work together.\n\n## Next\n- Other: c\n";
    const { outcome, names } = await components(text);
    expect(names).toEqual(["Ledger", "Rate limiter", "Scheduler"]);
    expect(outcome).toMatchObject({
      signal: {
        provenance: ["claude.me#L2", "claude.me#L4", "claude.me#L5"],
        confidence: "medium",
        reasons: ["pattern:bullet", "components:3"],
      },
    });
  });

  it("are united over documents, the most trusted spelling first", async () => {
    const { names, outcome } = await components(
      "## Components\n### Ledger\n",
      "## Modules\n- ledger: x\n- Invoicer: y\n",
    );
    expect(names).toEqual(["Invoicer", "Ledger"]);
    expect(outcome).toMatchObject({ signal: { provenance: ["claude.me#L2", "README1.md#L2", "README1.md#L3"] } });
  });

  it("are absent under an empty heading, and in fences", async () => {
    expect((await components("## Components\n\n## Next\n- a\n")).outcome.outcome).toBe("absent");
    expect((await components("```\n## Components\n- a: b\n```\n")).outcome.outcome).toBe("absent");
  });
});
