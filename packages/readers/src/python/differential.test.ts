import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { nodeFiles } from "@t4/core";
import { askPython, findPython, randomPythonPackage, type PythonFacts } from "@t4/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Consulted, Sources } from "../sources.ts";
import { PythonProject, readPythonPackage, type PythonRecord } from "./index.ts";

const CASES = Number(process.env["T4_PYTHON_CASES"] ?? 400);
const FIRST_SEED = Number(process.env["T4_PYTHON_SEED"] ?? 20_261_121);
const python = await findPython();

/** Attributes of objects other than modules are not followed. */
const NOT_FOLLOWED = /^AttributeError: (?:type object )?'\w+' (?:object )?has no attribute/;

describe.skipIf(python === undefined)("random packages against CPython", () => {
  const results: { seed: number; record: PythonRecord | undefined; facts: PythonFacts }[] = [];
  let folder = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "t4-python-"));
    const seeds = Array.from({ length: CASES }, (_, index) => FIRST_SEED + index);
    for (const seed of seeds) await writeCase(join(folder, String(seed)), seed);
    const questions = seeds.map((seed) => ({ roots: [join(folder, String(seed))], package: "pkg" }));
    const facts = await askPython(python!, questions);
    for (const [index, seed] of seeds.entries()) {
      const sources = new Sources(nodeFiles, join(folder, String(seed)));
      const record = await readPythonPackage(new PythonProject(sources), "pkg", new Consulted(sources));
      results.push({ seed, record, facts: facts[index]! });
    }
  }, 300_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("never verifies a name that CPython cannot reach", () => {
    const judged = results.filter(({ facts }) => !NOT_FOLLOWED.test(facts.error ?? ""));
    const wrong = judged.flatMap(({ seed, record, facts }) =>
      (record?.exports.exports ?? [])
        .filter(({ name, outcome }) => outcome.type === "defined" && !facts.attributes[name])
        .map(({ name }) => `seed ${seed}: ${name} (${facts.error ?? "imports"})`),
    );
    expect(wrong).toEqual([]);
  });

  it("knows docstrings as long as CPython's", () => {
    const wrong = results.flatMap(({ seed, record, facts }) =>
      (record?.exports.exports ?? []).flatMap(({ name, outcome }) => {
        const attribute = facts.attributes[name];
        if (outcome.type !== "defined" || outcome.kind === "value" || attribute?.type !== outcome.kind) return [];
        const length = outcome.doc?.length ?? 0;
        return attribute.docLength === length ? [] : [`seed ${seed}: ${name} ${length} is ${attribute.docLength}`];
      }),
    );
    // Two definitions of one name in branches that only a run decides: the first is shown.
    expect(wrong.length).toBeLessThanOrEqual(results.length / 50);
  });

  it("verifies most of what CPython reaches", () => {
    let reached = 0;
    let verified = 0;
    for (const { record, facts } of results) {
      for (const { name, outcome } of record?.exports.exports ?? []) {
        const attribute = facts.attributes[name];
        if (!attribute?.definedIn?.startsWith("pkg") || !["class", "function"].includes(attribute.type)) continue;
        reached += 1;
        if (outcome.type === "defined") verified += 1;
      }
    }
    const imported = results.filter(({ facts }) => facts.error === null).length;
    process.stdout.write(
      `python differential: seeds ${FIRST_SEED}..${FIRST_SEED + CASES - 1}, ${imported} of ${CASES} import, verified ${verified} of ${reached} reached`.concat(
        "\n",
      ),
    );
    expect(verified / reached).toBeGreaterThan(0.7);
  });
});

async function writeCase(root: string, seed: number): Promise<void> {
  for (const [path, source] of randomPythonPackage(seed)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), source);
  }
}
