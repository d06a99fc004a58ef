import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Random } from "./random.ts";
import { putFile } from "./tree.ts";

/** An edit such as people make to a workspace, decided before it is applied, so that two copies can get the same one. */
export interface WorkspaceEdit {
  name: string;
  apply: (root: string) => Promise<void>;
}

const PHRASES = [
  "Idempotent payments",
  "Webhooks",
  "Dunning schedule",
  "Audit log",
  "Rate limits",
  "Cohorts",
  "Odd thing",
];

/** Picks an edit of a document, source, report, manifest, setting or of the vocabulary; `paths` are the workspace's files. */
export function randomEdit(random: Random, paths: readonly string[]): WorkspaceEdit {
  const one = (pattern: RegExp) => random.pick(paths.filter((path) => pattern.test(path)));
  const document = one(/\/(?:claude\.me|CLAUDE\.md|AGENTS\.md|README\.md|\w+_context\.md)$/);
  const source = one(/^(?:src|services)\/(?!.*tests?\/).*\.py$/);
  const report = one(/^(?:bench\/.*\.json|(?:.*\/)?(?:coverage\.xml|report\.xml|lcov\.info|benchmark\.json))$/);
  const manifest = one(/module\.manifest\.json$/);
  const phrase = random.pick(PHRASES);
  const at = random.below(1000);
  const level = random.pick(["low", "medium", "high"]);
  const lane = random.pick(["lane:L0", "lane:L3", "lane:L5"]);
  const p95 = 1 + random.below(400);
  return random.pick<WorkspaceEdit>([
    edit("add a feature", document, (text) => `${text}\n## ${phrase}\n- **${phrase}**: here\n`),
    edit("drop a line", document, (text) => withoutLine(text, at)),
    edit("retitle", document, (text) => text.replace(/^# .*/m, `# ${phrase}`)),
    edit("call it a draft", document, (text) => `---\nstatus: draft\n---\n${text}`),
    edit("drop a line", source, (text) => withoutLine(text, at)),
    edit(
      "add a function",
      source,
      (text) => `${text}\n\ndef added_${at}():\n    """${"Say more. ".repeat(at % 12)}"""\n`,
    ),
    edit("export a name", source, (text) => text.replace(/__all__ = \[/, `__all__ = ["added_${at}", `)),
    edit("break the syntax", source, (text) => `${text}\ndef broken(:\n`),
    edit("change numbers", report, (text) =>
      text.replace(/\d(?=[^\d]*$)/, String(at % 10)).replace('hits="1"', 'hits="0"'),
    ),
    edit("cut short", report, (text) => text.slice(0, at)),
    { name: `remove ${report}`, apply: (root) => rm(join(root, report), { force: true }) },
    { name: `remove ${document}`, apply: (root) => rm(join(root, document), { force: true }) },
    { name: `remove ${source}`, apply: (root) => rm(join(root, source), { force: true }) },
    { name: `rename ${document}`, apply: (root) => move(root, document, join(dirname(document), "extra_context.md")) },
    json("describe by hand", manifest, (value) => ({ ...value, description: `${phrase} `.repeat(12) })),
    json("describe too shortly", manifest, (value) => ({ ...value, description: phrase })),
    json("set a lane", manifest, (value) => ({ ...value, tags: [lane] })),
    json("drop the provenance", manifest, (value) => without(value, "_provenance")),
    json("drop the features", manifest, (value) => without(value, "features")),
    json("set targets", manifest, (value) => ({
      ...value,
      performance: { ...value["performance"], sla_targets: { latency_p95_ms: p95 } },
    })),
    json("rename the module", manifest, (value) => ({ ...value, module: `renamed_${at % 2}` })),
    json("add an unknown field", manifest, (value) => ({ ...value, unknown: at })),
    edit("break the manifest", manifest, (text) => text.slice(0, at)),
    json("learn a phrase", "vocab/features.json", (value) => ({
      ...value,
      [`odd.thing_${at % 3}`]: { category: "odd", synonyms: [`odd thing ${at % 3}`], title: phrase },
    })),
    json("reject a phrase", "vocab/rejected.json", () => ({ rejected: [phrase.toLowerCase()] })),
    json("set flags", "schemas/flags.json", () => ({
      min_confidence: level,
      min_doc_chars: at % 200,
      require_doc_ok_for_apis: at % 2 === 0,
    })),
    json("change the policy", "schemas/flags.json", () => ({ sla_policy: { L2: { latency_p95_ms: p95 } } })),
    json("read other documents", "t4.config.json", (value) => ({ ...value, context: ["README.md", "claude.me"] })),
    json("ignore a folder", "t4.config.json", (value) => ({ ...value, ignore: ["sandbox", dirname(source)] })),
    edit("break the queue", "manifests/review_queue.json", (text) => text.slice(at)),
    { name: "remove the queue", apply: (root) => rm(join(root, "manifests/review_queue.json"), { force: true }) },
    {
      name: "add a module",
      apply: (root) =>
        putFile(root, `src/new_${at}/module.manifest.json`, `{"module": "new_${at}", "schema_version": "1.0.0"}\n`),
    },
    { name: "add a file", apply: (root) => putFile(root, join(dirname(source), `extra_${at}.py`), "VALUE = 1\n") },
  ]);
}

/** Every file of the workspace, with T4's own caches left out, sorted. */
export async function listFiles(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => !path.startsWith(".t4"))
    .sort();
}

function edit(name: string, path: string, change: (text: string) => string): WorkspaceEdit {
  const apply = async (root: string) => {
    if (existsSync(join(root, path)))
      await writeFile(join(root, path), change(await readFile(join(root, path), "utf8")));
  };
  return { name: `${name} in ${path}`, apply };
}

/** An edit of a JSON document; a document that does not parse any more stays as it is. */
function json(name: string, path: string, change: (value: Record<string, any>) => object): WorkspaceEdit {
  const apply = async (root: string) => {
    const text = await readFile(join(root, path), "utf8").catch(() => "{}");
    const value = parseOrNothing(text);
    if (value !== undefined) await putFile(root, path, `${JSON.stringify(change(value), undefined, 2)}\n`);
  };
  return { name: `${name} in ${path}`, apply };
}

function parseOrNothing(text: string): Record<string, any> | undefined {
  try {
    return JSON.parse(text) as Record<string, any>;
  } catch {
    return undefined;
  }
}

function without(value: Record<string, any>, key: string): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
}

function withoutLine(text: string, at: number): string {
  const lines = text.split("\n");
  return lines.toSpliced(at % lines.length, 1).join("\n");
}

async function move(root: string, from: string, to: string): Promise<void> {
  if (existsSync(join(root, from))) await rename(join(root, from), join(root, to));
}
