import { formatJson, type JsonObject } from "@t4/core";
import type { Ownership } from "./ownership.ts";

/** Version of the manifest schema that new manifests are written for. */
const SCHEMA_VERSION = "1.0.0";

/**
 * The least that a manifest says. A draft needs no description yet; lane L0 promises nothing, so that no target is missed before anybody set one.
 * Whoever answers for the module raises both.
 */
export function newManifest(module: string, ownership: Ownership | undefined): JsonObject {
  return {
    schema_version: SCHEMA_VERSION,
    module,
    tags: ["lane:L0"],
    metadata: { status: "draft" },
    ...(ownership && { ownership: { team: ownership.team, codeowners: ownership.codeowners } }),
  };
}

/** A manifest's text as T4 writes it. */
export function manifestText(manifest: JsonObject): string {
  return formatJson(manifest);
}
