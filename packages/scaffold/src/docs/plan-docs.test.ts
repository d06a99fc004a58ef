import { describe, expect, it } from "vitest";
import { planDocs, workspaceWord } from "./plan-docs.ts";

function textOf(path: string, reachable: readonly string[] = []): string {
  const files = planDocs({ module: "pay", workspace: "shop" }, (each) => reachable.includes(each));
  return files.find((file) => file.path === path)?.text ?? "";
}

describe("planDocs", () => {
  it("links to what can be reached and to nothing else", () => {
    expect(textOf("README.md")).not.toContain("](");
    expect(textOf("README.md", ["docs/API.md"])).toContain(" More to read: [its API](docs/API.md).\n");
    expect(textOf("README.md", ["docs/API.md", "docs/CONTRIBUTING.md"])).toContain(
      "[its API](docs/API.md) and [how to change it](docs/CONTRIBUTING.md).",
    );
  });

  it("holds nothing but headings and placeholders, so that it is a stub also without its status", () => {
    for (const { text } of planDocs({ module: "pay", workspace: "shop" }, () => true)) {
      const body = text.slice(text.indexOf("\n---\n") + 5);
      const lines = body.split("\n").filter((line) => line !== "" && line !== "<!-- t4:stub -->");
      expect(lines.filter((line) => !/^(?:#{1,2} |(?:- )?TODO: )/.test(line))).toEqual([]);
    }
  });

  it("fits titles of long names into what the gate takes", () => {
    const [readme] = planDocs({ module: "m".repeat(400), workspace: "shop" }, () => false);
    expect(/^title: "(.*)"$/m.exec(readme?.text ?? "")?.[1]).toHaveLength(120);
  });
});

describe("workspaceWord", () => {
  it.each([
    ["@acme/Web-Shop", "web_shop"],
    ["aurora-platform", "aurora_platform"],
    ["../../etc/passwd", "etc_passwd"],
    ["Größe 2", "größe_2"],
    ["---", "workspace"],
  ])("of %s is %s", (name, word) => {
    expect(workspaceWord(name)).toBe(word);
  });
});
