import type { Flags } from "@t4/contracts";
import type { Docstring, PythonExport } from "@t4/readers";

/** The flags that decide what becomes an API. */
export type ApiFlags = Pick<Flags, "min_doc_chars" | "require_doc_ok_for_apis">;

/** An export that is a symbol: verified or not, documented or not, and what stands in its way. */
export interface JudgedExport {
  found: PythonExport;
  /** The public import path. */
  module: string;
  verified: boolean;
  docOk: boolean;
  /** Undefined when it is an API; else the first check that failed, as a stable code with its detail. */
  pending: string | undefined;
}

/** A path that the manifest's schema takes for Python. */
const IMPORT_PATH = /^[a-zA-Z_][\w.]+$/;

/**
 * Judges one export; undefined when it is no symbol (dunder names, submodules, literals). The codes of `pending`:
 * `import:<why>:<what>` with the reader's doubts for why, `name:not-ascii`, `docs:missing`, `docs:too-short:<length><minimum>`.
 */
export function judgeExport(found: PythonExport, packageName: string, flags: ApiFlags): JudgedExport | undefined {
  const { outcome, name } = found;
  const module = `${packageName}.${name}`;
  if (outcome.type === "refused") {
    const { code, detail } = outcome.doubt;
    return { found, module, verified: false, docOk: false, pending: `import:${code}:${detail}` };
  }
  if (outcome.type !== "defined") return undefined;
  const docOk = (outcome.doc?.length ?? 0) >= flags.min_doc_chars;
  if (!IMPORT_PATH.test(module)) return { found, module, verified: false, docOk, pending: "name:not-ascii" };
  const pending = docOk || !flags.require_doc_ok_for_apis ? undefined : lackOfDocs(outcome.doc, flags.min_doc_chars);
  return { found, module, verified: true, docOk, pending };
}

function lackOfDocs(doc: Docstring | undefined, minimum: number): string {
  return doc ? `docs:too-short:${doc.length}<${minimum}` : "docs:missing";
}
