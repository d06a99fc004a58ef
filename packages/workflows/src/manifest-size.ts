import { type Finding, MAX_JSON_BYTES, T4Error } from "@t4/core";
import type { FileChange } from "@t4/writer";
import type { LoadedModule } from "./load-modules.ts";

const FIX =
  "Split the module, or leave documents out of `context` in t4.config.json: what they list makes the manifest.";

/** A finding where a manifest that is to be written is larger than what T4 reads, for nothing could be done with it afterwards; [] where it is not. */
export function sizeFindings({ name, manifestPath }: LoadedModule, after: Uint8Array): Finding[] {
  if (after.length <= MAX_JSON_BYTES) return [];
  const message = tooLarge(manifestPath, after);
  return [{ code: "E_TOO_LARGE", severity: "error", module: name, file: manifestPath, message, fix: FIX }];
}

/** Throws `E_TOO_LARGE` for a manifest among the changes that T4 could not read again. */
export function checkSizes(changes: readonly FileChange[]): void {
  for (const { module, path, after } of changes) {
    if (module === null || after === null || after.length <= MAX_JSON_BYTES) continue;
    throw new T4Error("E_TOO_LARGE", `${tooLarge(path, after)}; nothing was changed`, { file: path, hint: FIX });
  }
}

function tooLarge(path: string, { length }: Uint8Array): string {
  return `${path} would hold ${length} bytes, and T4 reads at most ${MAX_JSON_BYTES}`;
}
