import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Random } from "./random.ts";
import { putFile } from "./tree.ts";

export const MODULES = ["apples", "pears", "plums"] as const;
export const FEATURES = new Map([
  ["Refunds", "payments.refunds"],
  ["Invoicing", "payments.invoicing"],
  ["Quiet hours", "notify.quiet_hours"],
  ["Rate limits", "platform.rate_limits"],
]);
/** What no key claims at first. */
export const PHRASES = ["Dunning letters", "Window seats", "Odd socks", "Late trains"];

const json = (value: unknown, indent: number | string = 2): string => `${JSON.stringify(value, undefined, indent)}\n`;

/** Writes a workspace of three small modules, one of them in a layout of its own, with a vocabulary of its own. */
export async function plantModules(root: string): Promise<void> {
  for (const [index, module] of MODULES.entries()) {
    const manifest = { module, schema_version: "1.0.0", tags: ["lane:L2"], metadata: { status: "draft" } };
    await putFile(root, manifestOf(module), json(manifest, index === 0 ? "\t" : 2));
    const opening = `# ${module}\n\nTakes ${module} from one place to another, and says so in good time to whoever waits for them.\n`;
    await putFile(root, documentOf(module), `${opening}\n## Refunds\n\n- **Refunds**: within a week\n`);
  }
  const keys = [...FEATURES].map(([title, key]) => [key, { title, category: key.split(".")[0], synonyms: [] }]);
  await putFile(root, "vocab/features.json", json(Object.fromEntries(keys)));
  await putFile(root, "vocab/capabilities.json", json({}));
  await putFile(root, "vocab/tags.json", json({ allowed: ["lane:*"] }));
  await putFile(root, "vocab/rejected.json", json({ rejected: [] }));
}

export function manifestOf(module: string): string {
  return `${module}/module.manifest.json`;
}

function documentOf(module: string): string {
  return `${module}/claude.me`;
}

/** Says more of a module, or less. */
export async function editDocument(root: string, module: string, random: Random): Promise<void> {
  const path = join(root, documentOf(module));
  const phrase = random.pick([...FEATURES.keys(), ...PHRASES]);
  if (random.below(4) > 0) {
    return appendFile(path, `\n## ${phrase}\n\n- **${phrase}**: number ${random.below(100)}\n`);
  }
  const sections = (await readFile(path, "utf8")).split("\n## ");
  if (sections.length > 2) sections.splice(1 + random.below(sections.length - 1), 1);
  return writeFile(path, sections.join("\n## "));
}

/** Edits a manifest as a person does: a description, a note, or nothing but the layout. */
export async function editManifest(root: string, module: string, random: Random): Promise<void> {
  const path = join(root, manifestOf(module));
  const manifest = JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;
  const kind = random.below(3);
  if (kind === 0)
    manifest["description"] = `${module} says a person, number ${random.below(100)}, `.padEnd(150, "and more, ");
  if (kind === 1) manifest["x_note"] = random.below(100);
  await writeFile(path, json(manifest, random.pick([2, 4, "\t"])));
}
