import { join } from "node:path";
import { needVitest, findPython, suitesOf } from "@t4/collectors";
import { T4Error } from "@t4/core";
import { ciCommands, type GitSituation, gitSituation, ignoredAmong, Sources, trackedAmong } from "@t4/readers";
import type { WorkflowContext } from "./context.ts";
import { broken, type Check, guarded, missing, ok } from "./doctor-check.ts";
import { lookAtHook } from "./hook-state.ts";
import type { LoadedModule } from "./load-modules.ts";

/** The oldest Node that T4 runs on, as its package says. */
const OLDEST_NODE = [20, 19] as const;

export function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  const isOldEnough = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  if (isOldEnough) return { ...ok("node", `Node ${version}.`), required: true };
  const oldest = OLDEST_NODE.join(".");
  return {
    ...broken("node", `Node ${version} is older than T4 needs.`, `Install Node ${oldest} or later.`),
    required: true,
  };
}

/** Looks at git and the checkout. Throws `E_GIT`. */
export async function checkGit({ files, root }: WorkflowContext): Promise<{ check: Check; git: GitSituation }> {
  const git = await gitSituation(files, root);
  if (git.checkout === "none") {
    const what = "No git checkout, so there is no history to compare with and no hook.";
    return { git, check: missing("git", what, git.isInstalled ? "git init" : "Install git, then `git init`.") };
  }
  if (git.checkout === "whole") return { git, check: ok("git", "A checkout with its whole history.") };
  const what = "The clone is shallow, so nothing can be compared with where a branch began.";
  return { git, check: missing("git", what, "git fetch --unshallow (in GitHub Actions: fetch-depth: 0)") };
}

/** What depends on there being a checkout: the hook, T4's cache ignored, and CI. */
export async function checkCheckout(top: string, context: WorkflowContext): Promise<Check[]> {
  return [
    ...(await guarded("hook", async () => [await checkHook(context)])),
    ...(await guarded("cache", async () => [await checkCache(context)])),
    ...(await guarded("ci", async () => [await checkCi(new Sources(context.files, top))])),
  ];
}

async function checkHook(context: WorkflowContext): Promise<Check> {
  const { found, manager } = await lookAtHook(context);
  const install = "t4 hook install";
  if (found === "own") return ok("hook", "Every commit is checked.");
  if (found === "calling")
    return ok("hook", `Every commit is checked${manager === null ? "" : ` by way of ${manager}`}.`);
  if (found === "outdated") return broken("hook", "The hook does not run, or checks another workspace.", install);
  if (found === "none") return missing("hook", "Commits are not checked before they are made.", install);
  if (found === "idle" || found === "folder") {
    const why = found === "idle" ? "it is not executable" : "it is a folder";
    return missing(
      "hook",
      `There is a pre-commit hook, and git does not run it: ${why}.`,
      `${install} says what to do.`,
    );
  }
  return missing("hook", "There is a pre-commit hook, and it does not run T4.", `${install} says which line to add.`);
}

const CACHE = ".t4";

async function checkCache({ files, root }: WorkflowContext): Promise<Check> {
  const [tracked] = await trackedAmong(files, root, [CACHE]);
  if (tracked !== undefined) {
    const what = `git tracks ${tracked}, a cache that is worth nothing elsewhere.`;
    return broken("cache", what, `git rm -r --cached ${CACHE}, and add ${CACHE}/ to .gitignore`);
  }
  // T4 makes the folder with a .gitignore in it.
  const isThere = (await files.stat(join(root, CACHE))) !== undefined;
  if (!isThere || (await ignoredAmong(files, root, [`${CACHE}/evidence.ndjson`])).length > 0)
    return ok("cache", `git ignores ${CACHE}/.`);
  return missing("cache", `git does not ignore ${CACHE}/, where T4 keeps its cache.`, `Add ${CACHE}/ to .gitignore.`);
}

const WORKFLOWS = ".github/workflows";
const CI_FILES = [
  ".gitlab-ci.yml",
  "azure-pipelines.yml",
  ".circleci/config.yml",
  "bitbucket-pipelines.yml",
  "Jenkinsfile",
];
/** T4 itself, however it is started, its action, or the Make target that `t4 init` proposes; what is only printed is none. */
const RUNS_T4 = /^(?!echo\b|printf\b).*(?:(?:^|[\s;&|/'"])t4(?:\.cjs|@\S*)?(?:$|[\s'"])|\bmake\b.*\squality\b)|\/t4@/;

async function checkCi(sources: Sources): Promise<Check> {
  const names = (await sources.names(WORKFLOWS)) ?? [];
  const workflows = names.filter((name) => /\.ya?ml$/.test(name)).map((name) => `${WORKFLOWS}/${name}`);
  for (const path of [...workflows, ...CI_FILES]) {
    const text = await sources.read(path).then(
      (source) => source?.text ?? "",
      () => "",
    );
    // A Jenkinsfile is a program of its own, of which only its lines can be looked at.
    const commands =
      path === "Jenkinsfile" ? text.replaceAll(/^\s*(?:\/\/|\*).*$/gm, "").split("\n") : await ciCommands(text);
    if (commands.some((command) => RUNS_T4.test(command))) return ok("ci", `${path} runs T4.`);
  }
  return missing(
    "ci",
    "No workflow of a CI service runs T4.",
    "t4 init proposes one; it has to run `make quality` or `t4 quality`.",
  );
}

/** Whether tests and benchmarks can be run with coverage; only of what the modules need. */
export async function checkRunners(
  modules: readonly LoadedModule[],
  configured: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  { root, files }: WorkflowContext,
): Promise<Check[]> {
  const suites = modules.map((module) => ({ module, ...suitesOf(module) }));
  const checks: Check[] = [];
  if (suites.some(({ pythonTests }) => pythonTests.length > 0)) {
    const needsBench = suites.some(({ pythonBenchmarks }) => pythonBenchmarks.length > 0);
    // Nothing of the workspace may be imported, so what leads Python there is taken away.
    const clean = { ...env, PYTHONPATH: undefined, PYTHONHOME: undefined };
    checks.push(await checkPython({ root, configured, env: clean }, needsBench));
  }
  const scripts = suites.filter(
    ({ scriptTests, scriptBenchmarks }) => scriptTests.length + scriptBenchmarks.length > 0,
  );
  if (scripts.length > 0) checks.push(await checkVitest(scripts, { root, files }));
  return checks;
}

interface PythonPlace {
  root: string;
  configured: string | undefined;
  env: Readonly<Record<string, string | undefined>>;
}

async function checkPython(place: PythonPlace, needsBench: boolean): Promise<Check> {
  const needs = ["pytest", "pytest_cov", ...(needsBench ? ["pytest_benchmark"] : [])];
  try {
    const { command, facts } = await findPython({ ...place, needs, wants: ["pytest_benchmark"] });
    const found = needs.map((name) => name.replaceAll("_", "-")).join(", ");
    return ok("python", `${command} (${facts.runtime}) has ${found}.`);
  } catch (error) {
    return lacking("python", error);
  }
}

async function checkVitest(
  suites: readonly { module: LoadedModule; scriptBenchmarks: readonly string[] }[],
  surroundings: Pick<WorkflowContext, "root" | "files">,
): Promise<Check> {
  try {
    for (const { module } of suites) await needVitest("coverage", module, surroundings);
    return ok("vitest", "vitest and a coverage provider can be loaded.");
  } catch (error) {
    return lacking("vitest", error);
  }
}

/** Only `t4 cov` and `t4 bench` need a runner. */
function lacking(id: string, error: unknown): Check {
  if (!(error instanceof T4Error)) throw error;
  return missing(id, `${error.message}, so nothing can be measured here.`, error.hint ?? "Install it.");
}
