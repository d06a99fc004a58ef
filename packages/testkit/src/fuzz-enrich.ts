import { join } from "node:path";
import { type FilePort, T4Error } from "@t4/core";
import { applyDamage, type Damage } from "./damage.ts";
import { loadDisk } from "./faults/load-disk.ts";
import type { MemoryDisk } from "./faults/memory-disk.ts";
import { memoryFiles } from "./faults/memory-files.ts";
import { REPOSITORY } from "./repository.ts";
import { putFiles } from "./tree.ts";

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** A workspace of one small module that has evidence of every kind. */
export const SMALL_WORKSPACE: Readonly<Record<string, string>> = {
  "mod/module.manifest.json": json({
    metadata: { status: "draft" },
    module: "mod",
    schema_version: "1.0.0",
    tags: ["lane:L2"],
  }),
  "mod/claude.me":
    "# mod\n\nTakes payments and gives them back, whatever the provider answers, and keeps a journal of all that it did.\n\n" +
    "## Refunds\n\n- **Refunds**: within 30 days\n- Quiet hours: none\n\n## Components\n\n- **Journal**: what happened\n\n| what | how |\n|---|---|\n| Refunds | slowly |\n\n```py\n# Refunds\n```\n",
  "mod/__init__.py":
    '"""Payments."""\n\nfrom .core import charge\n\ntry:\n    from .fast import Refund\nexcept ImportError:\n    from .core import Refund\n\n__all__ = ["charge", "Refund"]\n',
  "mod/core.py": `def charge():\n    """${"Charges a card once. ".repeat(6)}"""\n\n\nclass Refund:\n    """${"Gives money back. ".repeat(6)}"""\n`,
  "coverage.xml":
    '<?xml version="1.0" ?>\n<coverage version="6" timestamp="1794996000000" line-rate="0.5"><sources><source>.</source></sources><packages><package name="mod"><classes>' +
    '<class name="core.py" filename="mod/core.py" line-rate="0.5"><lines><line number="1" hits="1"/><line number="5" hits="0"/></lines></class></classes></package></packages></coverage>\n',
  "report.xml":
    '<?xml version="1.0" encoding="utf-8"?><testsuites><testsuite name="pytest" tests="2" timestamp="2026-11-18T10:00:00"><testcase classname="mod.tests.test_core" name="a" time="0.1"/>' +
    '<testcase classname="mod.tests.test_core" name="b"><failure>no</failure></testcase></testsuite></testsuites>\n',
  "bench/manifest/mod.json": json({
    version: 1,
    module: "mod",
    observed_at: "2026-11-18T02:14:09Z",
    env_fingerprint: "ad5a535798376c90",
    benchmarks: [{ name: "charge", unit: "ms", p50: 1.9, p95: 2.3, p99: 2.5, mean: 1.9, stddev: 0.2, samples: 400 }],
  }),
  "vocab/features.json": json({
    "payments.refunds": { title: "Refunds", category: "payments", synonyms: ["partial refunds", "refund handling"] },
    "notify.quiet_hours": { title: "Quiet hours", category: "notify", synonyms: ["do not disturb"], contained: true },
  }),
  "t4.config.json": json({ context: ["claude.me", "README.md"], ignore: ["sandbox/**"], pythonRoots: ["."] }),
};

/** Writes the small workspace below a real folder, which T4 lists, and gives it in memory with what this repository ships. */
export async function plantSmallWorkspace(root: string): Promise<MemoryDisk> {
  await putFiles(root, SMALL_WORKSPACE);
  return loadDisk([root, join(REPOSITORY, "vocab"), join(REPOSITORY, "schemas")]);
}

/**
 * Enriches a copy of the workspace with one file damaged, twice. Gives what was wrong; [] when nothing but a `T4Error` was thrown, only what is
 * T4's changed, nothing at all when it threw, and the second time changed nothing and ended as the first.
 */
export async function tryDamaged(
  start: MemoryDisk,
  root: string,
  path: string,
  damage: Damage,
  enrich: (files: FilePort) => Promise<{ report: { run: string | null } }>,
): Promise<string[]> {
  const disk = start.copy();
  const files = memoryFiles(disk);
  const bytes = applyDamage(SMALL_WORKSPACE[path] ?? "", damage);
  await files.remove(join(root, path));
  await files.create(join(root, path), bytes);
  const before = ownFiles(disk, root);
  const first = await endOf(enrich(files));
  const between = ownFiles(disk, root);
  const second = await endOf(enrich(files));
  const problems = [first, second].flatMap(({ problem }) => problem ?? []);
  for (const changed of differing(before, between)) {
    const isOurs = changed === "mod/module.manifest.json" || changed.startsWith("manifests/");
    if (!isOurs || first.code !== undefined) problems.push(`${changed} was changed`);
  }
  if (first.code !== second.code)
    problems.push(`ended with ${first.code ?? "success"}, then with ${second.code ?? "success"}`);
  problems.push(...differing(between, ownFiles(disk, root)).map((changed) => `${changed} was changed the second time`));
  return problems;
}

interface End {
  /** Of the error; undefined without one. */
  code?: string;
  problem?: string;
}

async function endOf(work: Promise<unknown>): Promise<End> {
  try {
    await work;
    return {};
  } catch (error) {
    if (error instanceof T4Error) return { code: error.code };
    return { code: "other", problem: `threw ${error instanceof Error ? error.stack : String(error)}` };
  }
}

/** The workspace's files but for T4's working ones. */
function ownFiles(disk: MemoryDisk, root: string): Map<string, Uint8Array> {
  const own = [...disk.files()].filter(([path]) => path.startsWith(`${root}/`) && !path.startsWith(`${root}/.t4/`));
  return new Map(own.map(([path, bytes]) => [path.slice(root.length + 1), bytes]));
}

function differing(a: ReadonlyMap<string, Uint8Array>, b: ReadonlyMap<string, Uint8Array>): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((path) => {
    const [one, other] = [a.get(path), b.get(path)];
    return one === undefined || other === undefined || Buffer.compare(one, other) !== 0;
  });
}
