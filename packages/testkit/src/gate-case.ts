import { execa } from "execa";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { git, gitInit } from "./git.ts";
import { REPOSITORY } from "./repository.ts";
import { bundlePath } from "./run-t4.ts";
import { copyFixture, type TempWorkspace } from "./temp-workspace.ts";
import { putFile } from "./tree.ts";

/** What is done to a workspace: a file written, changed or removed, or a command run (`t4 …` or `git …`). */
export type CaseStep =
  | { write: string; text: string }
  | { replace: string; from: string; to: string }
  | { remove: string }
  | { run: string; exits?: number };

/** A finding as a case expects it. */
export interface ExpectedFinding {
  code: string;
  module?: string;
  file: string;
  line: number;
  column: number;
  message: string;
  fix: string;
}

/** A state of a gate's workspace, and what the gate says of it. */
export interface GateCase {
  gate: string;
  /** The file's name without `.json`; `held`, or starting with the code that it shows. */
  name: string;
  /** False for a workspace that is no checkout; else everything is committed before `setup`. */
  git?: boolean;
  /** What `python3` must be able to import for `setup` or `fix`: they measure. */
  python?: string[];
  /** What is done to the gate's workspace first. */
  setup?: CaseStep[];
  verdict: "held" | "broken" | "inapplicable" | "undecidable";
  /** For inapplicable and undecidable: what it says. */
  because?: string[];
  expect?: ExpectedFinding[];
  /** How many findings are waived; not looked at when undefined. */
  waived?: number;
  /** The gates to run, where that is not the one that the case is of, as for waivers. */
  runs?: string[];
  /** Arguments of `t4 gate` besides the gates. */
  args?: string[];
  /** The edits that a person makes on reading the fixes; the `t4` commands in them are run as printed afterwards. */
  fix?: CaseStep[];
}

/** The time that every case is judged at. */
export const CASE_NOW = "2026-11-21T09:00:00Z";

const CASES = join(REPOSITORY, "fixtures", "gates");

/** Every case in `fixtures/gates`, sorted by gate and name. */
export async function readGateCases(): Promise<GateCase[]> {
  const gates = (await readdir(CASES, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const cases = await Promise.all(gates.map(({ name }) => readCasesOf(name)));
  return cases.flat().sort((a, b) => (`${a.gate}/${a.name}` < `${b.gate}/${b.name}` ? -1 : 1));
}

async function readCasesOf(gate: string): Promise<GateCase[]> {
  const files = (await readdir(join(CASES, gate))).filter((name) => name.endsWith(".json"));
  return Promise.all(
    files.map(async (file) => ({
      ...(JSON.parse(await readFile(join(CASES, gate, file), "utf8")) as Omit<GateCase, "gate" | "name">),
      gate,
      name: file.slice(0, -".json".length),
    })),
  );
}

/** The workspace of a case, its setup done. Throws when a command of it ends otherwise than the case says. */
export async function openGateCase(of: GateCase): Promise<TempWorkspace> {
  const workspace = await copyFixture(`gates/${of.gate}/workspace`);
  if (of.git !== false) await gitInit(workspace.root);
  for (const step of of.setup ?? []) await takeStep(workspace.root, step);
  return workspace;
}

/** Does what the fixes of findings say: the case's edits, then each command that they print between backticks. */
export async function applyFixes(root: string, { fix = [] }: GateCase, printed: readonly string[]): Promise<void> {
  for (const step of fix) await takeStep(root, step);
  const commands = printed.flatMap((text) =>
    [...text.matchAll(/`(t4 [^`]+|git [^`]+)`/g)].map((match) => match[1] ?? ""),
  );
  for (const run of new Set(commands)) await takeStep(root, { run });
}

async function takeStep(root: string, step: CaseStep): Promise<void> {
  if ("run" in step) return runCommand(root, step.run, step.exits ?? 0);
  if ("remove" in step) return rm(join(root, step.remove), { recursive: true });
  if ("write" in step) return putFile(root, step.write, step.text);
  const path = join(root, step.replace);
  const text = await readFile(path, "utf8");
  if (!text.includes(step.from)) throw new Error(`${step.replace} does not hold ${JSON.stringify(step.from)}`);
  await writeFile(
    path,
    text.replace(step.from, () => step.to),
  );
}

/** `t4 …` runs the bundled command; both run in a shell, as a person would, for the sake of quoted words. */
async function runCommand(root: string, command: string, exits: number): Promise<void> {
  const words = command.startsWith("git ") ? undefined : command.replace(/^t4 /, "");
  if (words === undefined) {
    await git(root, ...command.split(" ").slice(1));
    return;
  }
  const line = `"$NODE" "$BUNDLE" ${words}`;
  const env = {
    NO_COLOR: "1",
    NODE: process.execPath,
    BUNDLE: bundlePath(),
    SOURCE_DATE_EPOCH: String(Date.parse(CASE_NOW) / 1000),
    T4_ACTOR: "owner@example.org",
  };
  const { exitCode, stdout, stderr } = await execa("sh", ["-c", line], {
    cwd: root,
    env,
    stdin: "ignore",
    reject: false,
  });
  if (exitCode !== exits) throw new Error(`${command} exits ${exitCode}, not ${exits}:\n${stdout}\n${stderr}`);
}
