import { expect, it } from "vitest";
import { ciCommands } from "./ci-commands.ts";

it("gives what is run, and neither names nor comments", async () => {
  const text = `
name: t4
# run: make all
on: { push: {} }
jobs:
  a:
    uses: ./.github/workflows/t4.yml
    steps:
      - { name: t4 quality, uses: actions/checkout@v4, with: { script-path: t4 } }
      - run: |
          # make quality
          make quality # of all

          npx t4 quality
`;
  expect(await ciCommands(text)).toEqual([
    "./.github/workflows/t4.yml",
    "actions/checkout@v4",
    "make quality",
    "npx t4 quality",
  ]);
});

it("knows lists of lines, several documents and what is no YAML", async () => {
  expect(await ciCommands("a: 1\n---\njob:\n  script: [t4 quality, !reference [x]]\n  variables: { A: t4 }\n")).toEqual(
    ["t4 quality", "x"],
  );
  expect(await ciCommands("run: &a [*a, b]")).toEqual(["b"]);
  for (const text of ["", "{", "a: *b", "\u0000"]) expect(await ciCommands(text)).toEqual([]);
});
