import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { getOwn, isJsonObject, type JsonObject, type JsonValue } from "@t4/core";
import { askPython, emptyWorkspace, findInstalled, findPython, type PythonFacts, startT4 } from "@t4/testkit";
import { beforeAll, describe, expect, it } from "vitest";

const REQUIRED = ["flask", "jinja2", "click", "requests"];
const FURTHER = ["werkzeug", "urllib3", "itsdangerous", "markupsafe"];
const MIN_DOC_CHARS = 80;
const python = await findPython(REQUIRED);
if (python === undefined) print("skipped: no python3 on the PATH can import flask, jinja2, click and requests");

/** What enrichment wrote about a package, and what CPython says of it. */
interface Compared {
  name: string;
  apis: JsonObject;
  pending: JsonObject;
  facts: PythonFacts;
}

/** A symbol of a package that was compared. */
interface Compare {
  one: Compared;
  symbol: string;
}

describe.skipIf(python === undefined)("real packages enriched by the real command", () => {
  let compared: Compared[] = [];

  beforeAll(async () => {
    compared = await enrichAndCompare(python!);
  }, 120_000);

  it("import with CPython from where they were copied to", () => {
    expect(compared.map(({ facts }) => facts.error).filter((error) => error !== null)).toEqual([]);
  });

  it("have no verified symbol that CPython cannot reach", () => {
    const verified = compared.flatMap(verifiedSymbols);
    const wrong = verified.filter(({ one, symbol }) => !Object.hasOwn(one.facts.attributes, symbol));
    print(`real packages: CPython reaches ${verified.length - wrong.length} of ${verified.length} verified symbols`);
    expect(wrong.map(nameOf)).toEqual([]);
    expect(verified.length).toBeGreaterThan(150);
  });

  it("have at least 97 % of their exported classes and functions verified", () => {
    const expected = compared.flatMap(exportedByCPython);
    const missed = expected.filter(({ one, symbol }) => !verifiedSymbols(one).some((each) => each.symbol === symbol));
    const found = expected.length - missed.length;
    print(`real packages: ${found} of ${expected.length} exported classes and functions verified`);
    print(`real packages: not verified: ${missed.map(nameOf).join(", ") || "none"}`);
    expect(found / expected.length).toBeGreaterThanOrEqual(0.97);
  });

  it("have doc_ok as CPython's docstrings say on at least 99 %", () => {
    const judged = compared
      .flatMap(verifiedSymbols)
      // What Python shows as the docstring of a value is that of its type, which says nothing of the value.
      .filter(({ one, symbol }) => one.facts.attributes[symbol]?.type !== "other" || Object.hasOwn(one.apis, symbol));
    const wrong = judged.filter(({ one, symbol }) => {
      const isLong = (one.facts.attributes[symbol]?.docLength ?? 0) >= MIN_DOC_CHARS;
      return Object.hasOwn(one.apis, symbol) !== isLong;
    });
    print(`real packages: doc_ok agrees on ${judged.length - wrong.length} of ${judged.length}`);
    print(`real packages: doc_ok differs: ${wrong.map(nameOf).join(", ") || "none"}`);
    expect(wrong.length / judged.length).toBeLessThanOrEqual(0.01);
  });

  it("say of each symbol that it is verified and documented, and where it is defined", () => {
    for (const one of compared) {
      for (const [symbol, api] of Object.entries(one.apis)) {
        expect(api).toMatchObject({
          import_verified: true,
          doc_ok: true,
          module: `${one.name}.${symbol}`,
        });
        expect(getOwn(api as JsonObject, "defined_in")).toMatch(/^[\w./]+\.pyi?#L\d+$/);
      }
    }
  });
});

/** Copies the packages into a workspace, one module each, subpackages included; enriches them, and asks CPython. */
async function enrichAndCompare(interpreter: string): Promise<Compared[]> {
  await using workspace = await emptyWorkspace("t4-real-");
  const { root } = workspace;
  const hasFurther = (await findPython([...REQUIRED, ...FURTHER])) === interpreter;
  for (const source of await findInstalled(interpreter, hasFurther ? [...REQUIRED, ...FURTHER] : REQUIRED)) {
    await cp(source, join(root, basename(source)), { recursive: true, filter: isSource });
  }
  const packages = await findPackages(root);
  for (const name of packages) await writeFile(manifestPath(root, name), minimalManifest(name));
  const { exitCode, stderr } = await startT4(root, ["enrich"]).ended;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const facts = await askPython(
    interpreter,
    packages.map((name) => ({ roots: [root], package: name })),
  );
  print(`real packages: ${packages.length} packages of ${packages.filter((name) => !name.includes(".")).join(", ")}`);
  return Promise.all(packages.map((name, index) => readCompared(root, name, facts[index]!)));
}

async function readCompared(root: string, name: string, facts: PythonFacts): Promise<Compared> {
  const manifest = JSON.parse(await readFile(manifestPath(root, name), "utf8")) as JsonObject;
  return { name, facts, apis: objectIn(manifest, "apis"), pending: objectIn(manifest, "apis_pending") };
}

function objectIn(manifest: JsonObject, key: string): JsonObject {
  const value: JsonValue | undefined = getOwn(manifest, key);
  return isJsonObject(value) ? value : {};
}

function manifestPath(root: string, name: string): string {
  return join(root, ...name.split("."), "module.manifest.json");
}

function minimalManifest(name: string): string {
  const manifest = {
    description:
      `The package ${name} as its authors publish it, copied here to see what is said of its interface.`.padEnd(
        130,
        ".",
      ),
    module: name,
    schema_version: "1.0.0",
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

/** Dotted names of the packages, two levels deep, sorted. */
async function findPackages(root: string): Promise<string[]> {
  const paths = await readdir(root, { recursive: true });
  return paths
    .filter((path) => /^\w+(?:\/\w+)?\/__init__\.py$/.test(path))
    .map((path) => path.slice(0, -"/__init__.py".length).replaceAll("/", "."))
    .sort();
}

function isSource(path: string): boolean {
  return !/__pycache__|\.so$/.test(path);
}

/** Symbols whose import is verified: in `apis`, or pending for nothing but their docstring. */
function verifiedSymbols(one: Compared): Compare[] {
  const pending = Object.entries(one.pending).filter(
    ([, entry]) => isJsonObject(entry) && entry["import_failed"] !== true,
  );
  return [...Object.keys(one.apis), ...pending.map(([symbol]) => symbol)].map((symbol) => ({ one, symbol }));
}

/** `__all__`, else public names; of those the classes and functions that the package itself defines. */
function exportedByCPython(one: Compared): Compare[] {
  const { facts, name } = one;
  const top = name.split(".")[0]!;
  const scope = facts.all === null ? name : top;
  const names = facts.all ?? Object.keys(facts.attributes).filter((attribute) => !attribute.startsWith("_"));
  return names
    .filter((symbol) => {
      const { type, definedIn } = facts.attributes[symbol] ?? { type: "other", definedIn: null };
      const isInside = definedIn !== null && (definedIn === scope || definedIn.startsWith(`${scope}.`));
      return isInside && (type === "class" || type === "function");
    })
    .map((symbol) => ({ one, symbol }));
}

function nameOf({ one, symbol }: Compare): string {
  return `${one.name}.${symbol}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
