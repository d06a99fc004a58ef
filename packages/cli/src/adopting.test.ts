import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { emptyWorkspace, gitCommitAll, gitInit, readRunbook, runScenario, runT4, untestedCommands } from "@t4/testkit";
import { describe, expect, it } from "vitest";

const PAGE = "docs/runbooks/adopting.md";
const REPOSITORY = {
  CODEOWNERS: "* @acme/platform\n/libs/pay/ @acme/payments\n",
  "libs/pay/README.md": "# Payments\n\nTakes payments.\n",
  "libs/pay/pyproject.toml": '[project]\nname = "pay"\n',
  "libs/pay/src/pay/__init__.py": 'from .core import charge\n\n__all__ = ["charge"]\n',
  "libs/pay/src/pay/core.py": `def charge(amount):\n    """${"Charges a card once, however often it is asked. ".repeat(2)}"""\n`,
  "web/package.json": '{"name": "@acme/web", "private": true}\n',
};

const { text, scenarios } = await readRunbook(PAGE);

async function t4(root: string, ...args: string[]): Promise<void> {
  const { exitCode, stderr } = await runT4(args, { root });
  if (exitCode !== 0) throw new Error(`t4 ${args.join(" ")}: ${stderr}`);
}

async function adopt(root: string): Promise<void> {
  await t4(root, "init", "--apply");
  await gitCommitAll(root, "Adopt T4");
}

async function enrich(root: string): Promise<void> {
  await adopt(root);
  await t4(root, "enrich");
  await gitCommitAll(root, "Enrich");
}

/** The states that the page's commands are run in, by the page's words. */
const GIVEN = new Map<string, (root: string) => Promise<void>>([
  ["a repository", () => Promise.resolve()],
  ["an adopted repository", adopt],
  ["an enriched repository", enrich],
]);

describe("docs/runbooks/adopting.md", () => {
  it("names a state for every block of commands, and tells of no command that is not run", () => {
    expect(new Set(scenarios.map(({ given }) => given))).toEqual(new Set(GIVEN.keys()));
    expect(scenarios.filter(({ steps }) => steps.length === 0)).toEqual([]);
    expect(untestedCommands(text, scenarios)).toEqual([]);
  });

  it.each(scenarios.map((scenario, index) => ({ number: index + 1, given: scenario.given, scenario })))(
    "holds in state $number: $given",
    async ({ scenario }) => {
      await using workspace = await emptyWorkspace();
      const { root } = workspace;
      for (const [path, content] of Object.entries(REPOSITORY)) {
        await mkdir(join(root, dirname(path)), { recursive: true });
        await writeFile(join(root, path), content);
      }
      await gitInit(root);
      await GIVEN.get(scenario.given)?.(root);
      expect(await runScenario(scenario, root, () => Promise.resolve({}))).toBeUndefined();
    },
  );
});
