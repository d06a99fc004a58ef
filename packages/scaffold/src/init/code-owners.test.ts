import { describe, expect, it } from "vitest";
import { parseCodeOwners } from "./code-owners.ts";
import { ownFolders } from "./ownership.ts";

/** The example of GitHub's documentation, without its prose. */
const GITHUB = `
# This is a comment.
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/* docs@example.com
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/ @octocat
/apps/github
`;

describe("parseCodeOwners", () => {
  const ownersOf = parseCodeOwners(GITHUB);
  it.each([
    ["README.md", ["@global-owner1", "@global-owner2"]],
    ["src/deep/x.js", ["@js-owner"]],
    ["main.go", ["docs@example.com"]],
    ["x.txt", ["@octo-org/octocats"]],
    ["build/logs/a/b.md", ["@octocat"]],
    ["lib/apps/x.md", ["@octocat"]],
    ["docs/build/x.md", ["@doctocat"]],
    ["scripts/x.sh", ["@doctocat", "@octocat"]],
    ["deep/logs/x.md", ["@octocat"]],
    ["apps/x.md", ["@octocat"]],
    ["apps/github/x.md", []],
  ])("%s", (path, owners) => {
    expect(ownersOf(path)).toEqual(owners);
  });

  it("takes a last star for one folder's own files", () => {
    const shallow = parseCodeOwners("* @all\ndocs/* @docs\n/* @root\n/a/**/* @deep");
    expect(shallow("docs/x.md")).toEqual(["@docs"]);
    expect(shallow("docs/a/x.md")).toEqual(["@all"]);
    expect(shallow("lib/docs/x.md")).toEqual(["@all"]);
    expect(shallow("x.md")).toEqual(["@root"]);
    expect(shallow("a/b/c/x.md")).toEqual(["@deep"]);
  });

  it("leaves out lines that count for nothing, and minds the case", () => {
    const odd = parseCodeOwners(
      "* @all\n!x @no\n[ab].md @no\n*.md not-an-owner\n*.MD @no\n/ @no\n/Src/ @src\nsp\\ ace/ @space\r\n  \n",
    );
    expect(odd("a.md")).toEqual(["@all"]);
    expect(odd("src/x")).toEqual(["@all"]);
    expect(odd("Src/x")).toEqual(["@src"]);
    expect(odd("sp ace/x")).toEqual(["@space"]);
  });

  it("answers at once for patterns that are meant to take forever", () => {
    const owners = parseCodeOwners(`* @all\n${"*a".repeat(40)}b @no\n${"**/a/".repeat(30)}b @no\n`);
    expect(owners(`${"a".repeat(250)}/${"a/".repeat(500)}c`)).toEqual(["@all"]);
  });
});

describe("ownFolders", () => {
  it("makes whoever owns most of the source files the owner, and names a team", () => {
    const ownersOf = parseCodeOwners(
      "package.json @deps\n*.md @writers\n/a/ @acme/pay @jane\n/a/package.json @deps\n/b/ @jane @acme/crm\n/d/ jo@example.org\n/e/ @zoe\n/e/3.ts @abe",
    );
    const paths = [
      "a/in/x.ts",
      "a/index.ts",
      "a/package.json",
      "b/b.ts",
      "c/README.md",
      "c/a.md",
      "c/x.ts",
      "d/d.py",
      "e/1.ts",
      "e/2.ts",
      "e/3.ts",
    ];
    const around = new Set(["a", "a/in", "b", "c", "d", "e"]);
    expect(Object.fromEntries(ownFolders(["a", "b", "c", "d", "e"], paths, around, ownersOf))).toEqual({
      a: { team: "pay", codeowners: ["@acme/pay", "@jane"] },
      b: { team: "crm", codeowners: ["@jane", "@acme/crm"] },
      d: { team: "jo", codeowners: ["jo@example.org"] },
      e: { team: "zoe", codeowners: ["@zoe"] },
    });
  });

  it("goes by any file where there is no code", () => {
    const owned = ownFolders(
      [""],
      ["README.md", "x/a.md"],
      new Set(["", "x"]),
      parseCodeOwners("README.md @acme/docs"),
    );
    expect(owned.get("")).toEqual({ team: "docs", codeowners: ["@acme/docs"] });
  });
});
