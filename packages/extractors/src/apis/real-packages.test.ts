import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { getOwn, isJsonObject, nodeFiles, type FieldOutcome, type JsonObject } from "@t4/core";
import { Consulted, PythonProject, readPythonPackage, Sources, type PythonRecord } from "@t4/readers";
import { askPython, findInstalled, findPython, type PythonFacts } from "@t4/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { extractApis, type ApiEvidence } from "./index.ts";

const REQUIRED = ["flask", "jinja2", "click", "requests"];
const FURTHER = ["werkzeug", "urllib3", "itsdangerous", "markupsafe"];
const FLAGS = { min_doc_chars: 80, require_doc_ok_for_apis: true };
const python = await findPython(REQUIRED);
if (python === undefined) print("skipped: no python3 on the PATH can import flask, jinja2, click and requests");

interface Compared {
  package: string;
  record: PythonRecord;
  evidence: ApiEvidence;
  facts: PythonFacts;
}

describe.skipIf(python === undefined)("installed packages against CPython", () => {
  let folder = "";
  const compared: Compared[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "t4-real-"));
    const further = (await findPython([...REQUIRED, ...FURTHER])) === python ? FURTHER : [];
    const copied = [...REQUIRED, ...further];
    for (const source of await findInstalled(python!, copied)) {
      await cp(source, join(folder, basename(source)), { recursive: true, filter: isSource });
    }
    const packages = [...copied, ...(await findSubpackages(folder))];
    const sources = new Sources(nodeFiles, folder);
    const project = new PythonProject(sources);
    const facts = await askPython(
      python!,
      packages.map((name) => ({ roots: [folder], package: name })),
    );
    for (const [index, name] of packages.entries()) {
      const moduleFolder = name.replaceAll(".", "/");
      const record = await readPythonPackage(project, moduleFolder, new Consulted(sources));
      if (!record) throw new Error(`${name} is no package`);
      const vocabulary = { capabilitiesIn: () => [] };
      const evidence = extractApis(record, { moduleFolder, vocabulary, features: [], flags: FLAGS });
      compared.push({ package: name, record, evidence, facts: facts[index]! });
    }
  }, 120_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("imports every copied package", () => {
    expect(compared.filter(({ facts }) => facts.error !== null).map(({ facts }) => facts.error)).toEqual([]);
  });

  it("verifies nothing that CPython cannot reach", () => {
    const verified = compared.flatMap((one) => verifiedNames(one).map((name) => ({ one, name })));
    const wrong = verified.filter(({ one, name }) => getOwn(one.facts.attributes as never, name) === undefined);
    print(`real packages: ${verified.length - wrong.length} of ${verified.length} verified symbols reached by CPython`);
    expect(wrong.map(({ one, name }) => `${one.package}.${name}`)).toEqual([]);
    expect(verified.length).toBeGreaterThan(150);
  });

  it("verifies at least 97 % of the exported classes and functions that CPython reaches", () => {
    const expected = compared.flatMap((one) => exportedByCPython(one).map((name) => ({ one, name })));
    const missed = expected.filter(({ one, name }) => !verifiedNames(one).includes(name));
    print(
      `real packages: ${expected.length - missed.length} of ${expected.length} exported classes and functions verified`,
    );
    print(`not verified: ${missed.map(({ one, name }) => `${one.package}.${name}`).join(", ") || "none"}`);
    expect((expected.length - missed.length) / expected.length).toBeGreaterThanOrEqual(0.97);
  });

  it("agrees with CPython on docstrings that are long enough in at least 99 %", () => {
    const judged = compared.flatMap((one) =>
      verifiedNames(one).flatMap((name) => {
        const docOk = isJsonObject(getOwn(valueOf(one.evidence.apis), name) ?? null);
        const { docLength, type } = one.facts.attributes[name]!;
        // An undocumented value claims nothing: what Python shows for it is the docstring of its type, here one from outside.
        if (!docOk && type === "other") return [];
        return [{ name: `${one.package}.${name}`, agrees: docOk === docLength >= FLAGS.min_doc_chars }];
      }),
    );
    const wrong = judged.filter(({ agrees }) => !agrees).map(({ name }) => name);
    print(
      `real packages: doc_ok agrees on ${judged.length - wrong.length} of ${judged.length} (not: ${wrong.join(", ") || "none"})`,
    );
    expect(wrong.length / judged.length).toBeLessThanOrEqual(0.01);
  });
});

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function isSource(path: string): boolean {
  return !/__pycache__|\.so$/.test(path);
}

/** Dotted names of the packages one level down. */
async function findSubpackages(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true });
  return entries.flatMap((path) => /^(\w+)\/(\w+)\/__init__\.py$/.exec(path)?.slice(1, 3).join(".") ?? []).sort();
}

/** Names whose import is verified, documented or not. */
function verifiedNames({ evidence }: Compared): string[] {
  const pending = Object.entries(valueOf(evidence.pending)).filter(
    ([, entry]) => isJsonObject(entry) && entry["import_failed"] !== true,
  );
  return [...Object.keys(valueOf(evidence.apis)), ...pending.map(([name]) => name)];
}

/** `__all__`, else public names; of those the classes and functions that the package itself defines. */
function exportedByCPython({ package: name, facts }: Compared): string[] {
  const top = name.split(".")[0]!;
  const names = facts.all ?? Object.keys(facts.attributes).filter((attribute) => !attribute.startsWith("_"));
  const inside = (module: string | null): boolean =>
    module !== null &&
    (facts.all ? module === top || module.startsWith(`${top}.`) : module === name || module.startsWith(`${name}.`));
  return names.filter((attribute) => {
    const fact = facts.attributes[attribute];
    return fact && ["class", "function"].includes(fact.type) && inside(fact.definedIn);
  });
}

function valueOf(outcome: FieldOutcome): JsonObject {
  return outcome.outcome === "signal" ? (outcome.signal.value as JsonObject) : {};
}
