/**
 * Makes packages/contracts/src/generated from schemas/*.json: one validator module a schema (ajv standalone, no ajv at run time) with the
 * types beside it; and the schemas of T4's own settings files from their zod definitions.
 * A file is written only when its content differs.
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Schema } from "./schema.ts";
import { describeSchema } from "../src/describe-schema.ts";
import { configJsonSchema, flagsJsonSchema, waiversJsonSchema } from "../src/settings-json-schema.ts";
import { compileStandalone } from "./standalone.ts";
import { generateTypes } from "./types.ts";

const contracts = join(dirname(fileURLToPath(import.meta.url)), "..");
const schemas = join(contracts, "..", "..", "schemas");
const generated = join(contracts, "src", "generated");

/** Module name → schema file, and the validators it exports: name → where in the schema. */
const MODULES: Record<string, { schema: string; validators: Record<string, string> }> = {
  manifest: { schema: "module.manifest.schema.json", validators: { manifest: "#" } },
  "review-queue": { schema: "review_queue.schema.json", validators: { queue: "#" } },
  "vocab-features": { schema: "vocab.features.schema.json", validators: { features: "#" } },
  "vocab-capabilities": { schema: "vocab.capabilities.schema.json", validators: { capabilities: "#" } },
  "vocab-tags": { schema: "vocab.tags.schema.json", validators: { tags: "#" } },
  "vocab-rejected": { schema: "vocab.rejected.schema.json", validators: { rejected: "#" } },
  "ledger-run": {
    schema: "ledger.run.schema.json",
    validators: { runHeader: "#/$defs/header", runEntry: "#/$defs/entry" },
  },
  "module-registry": { schema: "module.registry.schema.json", validators: { moduleRegistry: "#" } },
  "meta-registry": { schema: "meta.registry.schema.json", validators: { metaRegistry: "#" } },
  "quality-report": { schema: "quality.report.schema.json", validators: { qualityReport: "#" } },
  "enrich-report": { schema: "enrich.report.schema.json", validators: { report: "#" } },
};

await mkdir(generated, { recursive: true });
await updateSchema("t4.config.schema.json", configJsonSchema());
await updateSchema("flags.schema.json", flagsJsonSchema());
await updateSchema("t4.waivers.schema.json", waiversJsonSchema());
for (const [name, { schema: file, validators }] of Object.entries(MODULES)) {
  const schema = JSON.parse(await readFile(join(schemas, file), "utf8")) as Schema;
  const module = compileStandalone(schema, validators, describeSchema(schema));
  const sha = name === "manifest" ? `export const manifestSchemaSha = "${canonicalSha(schema)}";\n` : "";
  await update(join(generated, `${name}.ts`), module + sha);
  await update(join(generated, `${name}-types.ts`), await generateTypes(schema));
}

/** As core's valueSha, which cannot be imported before any package resolves; a test compares the two. */
function canonicalSha(schema: Schema): string {
  const sorted = JSON.stringify(schema, (_, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash("sha256").update(sorted).digest("hex");
}

/** Compared as values, so that the formatter may lay the file out. */
async function updateSchema(file: string, schema: object): Promise<void> {
  const path = join(schemas, file);
  const before = await readFile(path, "utf8").catch(() => "null");
  if (JSON.stringify(JSON.parse(before)) !== JSON.stringify(schema)) {
    await writeFile(path, `${JSON.stringify(schema, null, 2)}\n`);
  }
}

async function update(path: string, content: string): Promise<void> {
  const before = await readFile(path, "utf8").catch(() => undefined);
  if (before !== content) await writeFile(path, content);
}
