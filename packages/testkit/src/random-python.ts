import { randomFrom, type Random } from "./random.ts";

/** A small Python package as files: path relative to a root, to source. */
export type PythonFiles = Map<string, string>;

const NAMES = ["alpha", "Beta", "gamma", "Delta", "eps", "Zeta", "_eta", "one", "two", "sub"];
const DOCS = [
  '"""Short."""',
  '"""A docstring that is long enough to pass any sensible threshold of characters, over one line only."""',
  '"""First line.\n\n    Indented second paragraph that goes on\n    for a while.\n    """',
  "'one ' \"two\" r'\\three'",
  "r'''Raw \\n text'''",
  '"""Escapes \\t \\x41 \\u00e9 \\101 \\\n joined"""',
  "('in parentheses')",
  "f'no {1} docstring'",
  "b'bytes'",
  "# a comment first\n    'then text'",
  "pass",
];

/**
 * A random package `pkg` with plain modules, a package within it, and imports of every kind between them, some of which fail.
 * The same seed gives the same files.
 */
export function randomPythonPackage(seed: number): PythonFiles {
  const random = randomFrom(seed);
  const modules = ["pkg.one", "pkg.two", "pkg.sub.three", "pkg.sub"];
  const files: PythonFiles = new Map();
  const write = (path: string, name: string, isPackage: boolean, count: number): void => {
    const file = new FileWriter(random, name, isPackage, modules);
    files.set(path, file.write(count));
  };
  write("pkg/one.py", "pkg.one", false, 1 + random.below(6));
  write("pkg/two.py", "pkg.two", false, 1 + random.below(6));
  if (random.below(3) > 0) write("pkg/sub/__init__.py", "pkg.sub", true, random.below(5));
  write("pkg/sub/three.py", "pkg.sub.three", false, 1 + random.below(5));
  write("pkg/__init__.py", "pkg", true, 2 + random.below(8));
  return files;
}

class FileWriter {
  readonly #random: Random;
  readonly #module: string;
  readonly #isPackage: boolean;
  readonly #modules: readonly string[];
  /** Names that are likely bound, so that most packages can be imported. */
  readonly #bound: string[] = [];
  #hasAll = false;

  constructor(random: Random, module: string, isPackage: boolean, modules: readonly string[]) {
    this.#random = random;
    this.#module = module;
    this.#isPackage = isPackage;
    this.#modules = modules.filter((other) => other !== module);
  }

  write(count: number): string {
    const head = this.#random.below(2) === 0 ? this.#definition("") : "";
    const body = Array.from({ length: count }, () => this.#statement("", 0)).join("");
    return `${head}${body}${this.#random.below(3) === 0 ? this.#all("") : ""}`;
  }

  #statement(indent: string, depth: number): string {
    const kinds = [
      () => this.#definition(indent),
      () => this.#definition(indent),
      () => this.#import(indent),
      () => this.#import(indent),
      () => this.#import(indent),
      () => this.#assignment(indent),
      () => this.#assignment(indent),
      () => this.#all(indent),
      () => this.#remove(indent),
      ...(depth < 2 ? [() => this.#block(indent, depth), () => this.#block(indent, depth)] : []),
    ];
    return this.#random.pick(kinds)();
  }

  #definition(indent: string): string {
    const name = this.#bind();
    const doc = this.#random.pick(DOCS).replaceAll("\n    ", `\n${indent}    `);
    const head = this.#random.pick([
      `def ${name}():`,
      `async def ${name}(x=1):`,
      `class ${name}:`,
      `class ${name}(Exception):`,
    ]);
    const tail =
      this.#random.below(30) === 0 && indent === ""
        ? "def __getattr__(name):\n    if name.startswith('__'):\n        raise AttributeError(name)\n    return 1\n"
        : "";
    return `${indent}${head}\n${indent}    ${doc}\n${indent}    x = 1\n${tail}`;
  }

  #import(indent: string): string {
    const target = this.#random.pick(this.#modules);
    const name = this.#random.pick(NAMES);
    const as = this.#random.below(3) === 0 ? ` as ${this.#bind()}` : "";
    if (as === "") this.#bound.push(name);
    const from = this.#random.below(2) === 0 ? target : this.#relative(target);
    return `${indent}${this.#random.pick([
      `from ${from} import ${name}${as}`,
      `from ${from} import ${name}${as}`,
      `from ${from} import *`,
      `import ${target}${as}`,
      `from ${this.#relative("pkg")} import ${this.#random.pick(["one", "two", "sub"])}${as}`,
      `from json import dumps${as}`,
      `import os.path${as}`,
    ])}\n`;
  }

  #relative(target: string): string {
    const own = this.#module.split(".");
    const base = this.#isPackage ? own : own.slice(0, -1);
    const up = base.length;
    return `${".".repeat(up)}${target.split(".").slice(1).join(".")}`;
  }

  #assignment(indent: string): string {
    const value = this.#random.pick([
      () => "1",
      () => "'text'",
      () => "[1, 2]",
      () => "None",
      () => this.#known(),
      () => this.#known(),
      () => `one.${this.#random.pick(NAMES)}`,
      () => `pkg.one.${this.#random.pick(NAMES)}`,
      () => "object()",
      () => `${this.#known()} if len(__name__) > 4 else None`,
    ])();
    const name = this.#bind();
    return `${indent}${this.#random.pick([`${name} = ${value}`, `${name}, ${this.#bind()} = ${value}, 2`, `${name}: object = ${value}`, `${name}: int`])}\n`;
  }

  #all(indent: string): string {
    const names = Array.from({ length: 1 + this.#random.below(4) }, () => `"${this.#known()}"`).join(", ");
    const first = !this.#hasAll;
    this.#hasAll = true;
    if (first)
      return `${indent}__all__ = ${this.#random.pick([`[${names}]`, `(${names},)`, `[${names}] + ["alpha"]`, `list([${names}])`])}\n`;
    return `${indent}${this.#random.pick([`__all__ += [${names}]`, `__all__.extend([${names}])`, `__all__.append("${this.#known()}")`])}\n`;
  }

  #remove(indent: string): string {
    return this.#random.below(2) === 0 ? `${indent}del ${this.#known()}\n` : this.#definition(indent);
  }

  #block(indent: string, depth: number): string {
    const inner = `${indent}    `;
    const body = (): string =>
      Array.from({ length: 1 + this.#random.below(2) }, () => this.#statement(inner, depth + 1)).join("");
    return this.#random.pick([
      () => `${indent}from typing import TYPE_CHECKING\n${indent}if TYPE_CHECKING:\n${body()}`,
      () => `${indent}if False:\n${body()}${indent}else:\n${body()}`,
      () => `${indent}if len(__name__) > ${3 + this.#random.below(8)}:\n${body()}`,
      () => `${indent}if len(__name__) > 5:\n${body()}${indent}else:\n${body()}`,
      () =>
        `${indent}import sys\n${indent}if sys.version_info >= (3, ${this.#random.pick([6, 8, 11, 99])}):\n${body()}${indent}else:\n${body()}`,
      () => `${indent}try:\n${body()}${indent}except ImportError:\n${body()}`,
      () => `${indent}try:\n${inner}import not_installed_anywhere\n${body()}${indent}except ImportError:\n${body()}`,
      () => `${indent}try:\n${inner}from .nowhere import alpha\n${indent}except ImportError as error:\n${body()}`,
      () =>
        `${indent}try:\n${body()}${indent}except Exception:\n${inner}pass\n${indent}else:\n${body()}${indent}finally:\n${body()}`,
      () => `${indent}for _ in range(${this.#random.below(2)}):\n${body()}`,
      () =>
        `${indent}from contextlib import suppress\n${indent}with suppress(ImportError, AttributeError, NameError):\n${body()}`,
    ])();
  }

  #bind(): string {
    const name = this.#random.pick(NAMES);
    this.#bound.push(name);
    return name;
  }

  #known(): string {
    return this.#bound.length > 0 && this.#random.below(12) > 0
      ? this.#random.pick(this.#bound)
      : this.#random.pick(NAMES);
  }
}
