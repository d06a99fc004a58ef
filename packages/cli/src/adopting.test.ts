import { join } from "node:path";
import { emptyWorkspace, git, gitCommitAll, gitInit, putFiles, readRunbook, runScenario, t4Output } from "@t4/testkit";
import { describe, expect, it } from "vitest";

const PAGE = "docs/runbooks/adopting.md";
const REPOSITORY = {
  CODEOWNERS: "* @acme/platform\n/libs/pay/ @acme/payments\n",
  "libs/pay/README.md": "# Payments\n\nTakes payments.\n",
  "libs/pay/pyproject.toml": '[project]\nname = "pay"\n',
  "libs/pay/src/pay/__init__.py": 'from .core import charge\n\n__all__ = ["charge"]\n',
  "libs/pay/src/pay/core.py": `def charge(amount):\n    """${"Charges a card once, however often it is asked. ".repeat(2)}"""\n`,
  "libs/pay/tests/test_charge.py": "from pay import charge\n\n\ndef test_charge():\n    assert charge(1) is None\n",
  "build/coverage.xml": `<coverage timestamp="1763629200000"><sources><source>.</source></sources><packages><package><classes>
<class filename="libs/pay/src/pay/core.py"><lines><line number="1" hits="1"/><line number="2" hits="1"/></lines></class>
</classes></package></packages></coverage>\n`,
  "web/package.json": '{"name": "@acme/web", "private": true}\n',
};

async function adopt(root: string): Promise<void> {
  await t4Output(root, "init", "--apply");
  await gitCommitAll(root, "Adopt T4");
}

async function enrich(root: string): Promise<void> {
  await adopt(root);
  await t4Output(root, "enrich");
  await t4Output(root, "cov", "--from", join(root, "build/coverage.xml"));
  await gitCommitAll(root, "Enrich");
}

/** Checks everything out as git does where `core.autocrlf` is true. */
async function checkOutWithCrlf(root: string): Promise<void> {
  await enrich(root);
  await git(root, "config", "core.autocrlf", "true");
  await git(root, "rm", "-r", "--quiet", "--cached", ".");
  await git(root, "-c", "core.autocrlf=true", "reset", "--quiet", "--hard");
}

/** The states that the page's commands are run in, by the page's words. */
const GIVEN = new Map<string, (root: string) => Promise<void>>([
  ["a repository", () => Promise.resolve()],
  ["an adopted repository", adopt],
  ["an enriched repository", enrich],
  ["a checkout whose line ends git made CRLF", checkOutWithCrlf],
]);

const { scenarios, gaps } = await readRunbook(PAGE, GIVEN.keys());

describe(`the page ${PAGE}`, () => {
  it("names a state for every block of commands, and tells of no command that is not run", () => {
    expect(gaps).toEqual([]);
  });

  it.each(scenarios)("holds in state $number: $given", async (scenario) => {
    await using workspace = await emptyWorkspace();
    const { root } = workspace;
    await putFiles(root, REPOSITORY);
    await gitInit(root);
    await GIVEN.get(scenario.given)?.(root);
    expect(await runScenario(scenario, root)).toBeUndefined();
  });
});
