import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { WorkflowContext } from "./context.ts";
import { docsMap } from "./docs-map.ts";
import type { GenerationReport } from "./generate-files.ts";
import { meta } from "./meta.ts";
import { registry } from "./registry.ts";

/** The text of the manifest of a draft. */
export function manifestOf(name: string): string {
  return JSON.stringify({ module: name, metadata: { status: "draft" } });
}

/** Runs every generator. */
export async function generateAll(context: WorkflowContext): Promise<GenerationReport[]> {
  const input = { check: false };
  return [await registry(input, context), await meta(input, context), await docsMap(input, context)];
}

/** A generated file's text. */
export function readGenerated(root: string, name: string): Promise<string> {
  return readFile(join(root, "docs/_generated", name), "utf8");
}
