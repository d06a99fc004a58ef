import type { Flags } from "@t4/contracts";
import type { JsonObject } from "@t4/core";

/** What is known of a module before anything is judged. The manifest parsed, and may break its schema in any way. */
export interface ModuleFacts {
  name: string;
  /** Relative to the root; `""` when the root itself is the module. */
  dir: string;
  manifestPath: string;
  manifest: JsonObject;
  /** Workspace paths of the module's own files, in any order. */
  files: readonly string[];
  /** What the schema finds wrong with the manifest, a sentence each; empty for a valid one. */
  problems: readonly string[];
}

/** By what modules are judged. */
export interface Rules {
  flags: Flags;
  /** The fields that need an entry in `_provenance`, such as `features` or `performance.observed`. */
  enrichedFields: readonly string[];
  /** True for a canonical key of the vocabulary. */
  isFeature: (key: string) => boolean;
  /** Folders of T4's own output, relative to the root: what lies in them documents and tests nothing. */
  outputs: readonly string[];
}
