import type { FieldOutcome, JsonObject } from "@t4/core";
import type { PythonExport, PythonRecord } from "@t4/readers";
import { describe, expect, it } from "vitest";
import { extractApis, type ApiContext } from "./index.ts";

const DOC = `Charge a customer once per key.\n\n    ${"More words. ".repeat(8)}`;

function exported(name: string, outcome: PythonExport["outcome"], line = 1): PythonExport {
  const lines = { line, endLine: line };
  return { name, bound: lines, listed: { name, file: "billing/__init__.py", lines: { line: 2, endLine: 2 } }, outcome };
}

function defined(doc: string | undefined, line = 9): PythonExport["outcome"] {
  const lines = { line, endLine: line + 5 };
  const docstring = doc === undefined ? undefined : { value: doc, length: doc.length };
  return { type: "defined", kind: "function", file: "billing/charge.py", lines, doc: docstring };
}

function record(exports: PythonExport[], more: Partial<PythonRecord["exports"]> = {}): PythonRecord {
  return {
    place: { folder: "billing", root: "", name: "billing" },
    exports: { file: "billing/__init__.py", source: "__all__", complete: true, faulty: false, exports, ...more },
    findings: [],
    sources: [{ path: "billing/__init__.py", sha: "a".repeat(64) }],
  };
}

const CONTEXT: ApiContext = {
  moduleFolder: "billing",
  vocabulary: { capabilitiesIn: (text) => (text.includes("Charge") ? ["payments"] : []) },
  features: ["payments.idempotency"],
  flags: { min_doc_chars: 80, require_doc_ok_for_apis: true },
};

function valueOf(outcome: FieldOutcome): JsonObject {
  return outcome.outcome === "signal" ? (outcome.signal.value as JsonObject) : {};
}

describe("extractApis", () => {
  it("gives the worked example", () => {
    const { apis, pending, findings } = extractApis(
      record([exported("charge", defined(DOC)), exported("CURRENCY", { type: "literal" }, 4)]),
      CONTEXT,
    );
    expect(apis).toEqual({
      field: "apis",
      extractor: "apis",
      outcome: "signal",
      signal: {
        value: {
          charge: {
            capabilities: ["payments"],
            confidence: "high",
            defined_in: "billing/charge.py#L9",
            description: "Charge a customer once per key.",
            doc_ok: true,
            import_verified: true,
            kind: "function",
            module: "billing.charge",
            provenance: ["__init__.py#L1", "importcheck:billing/charge.py#L9"],
          },
        },
        provenance: ["__init__.py#L1-L2", "importcheck:billing/charge.py#L9"],
        confidence: "high",
        reasons: ["exports:__all__", "importcheck:1/1", "docstring:ok"],
        source_sha: "a".repeat(64),
      },
    });
    expect(pending).toEqual({ field: "apis_pending", extractor: "apis", outcome: "absent" });
    expect(findings).toEqual([]);
  });

  it("keeps what failed a check apart, with the check", () => {
    const { apis, pending } = extractApis(
      record([
        exported("short", defined("Too short.")),
        exported("bare", defined(undefined)),
        exported("get", { type: "refused", doubt: { code: "outside", detail: "requests.get" } }),
        exported("größe", defined(DOC)),
        exported("util", { type: "submodule" }),
        exported("__version__", { type: "dunder" }),
      ]),
      CONTEXT,
    );
    expect(apis.outcome).toBe("absent");
    expect(valueOf(pending)).toEqual({
      bare: { module: "billing.bare", reason: "docs:missing", needs_docs: true },
      get: { module: "billing.get", reason: "import:outside:requests.get", import_failed: true },
      größe: { module: "billing.größe", reason: "name:not-ascii", import_failed: true },
      short: { module: "billing.short", reason: "docs:too-short:10<80", needs_docs: true },
    });
    expect(pending).toMatchObject({
      signal: { reasons: ["exports:__all__", "importcheck:2/4", "pending:import:2", "pending:docs:2"] },
    });
  });

  it("takes undocumented symbols when the flag allows it", () => {
    const flags = { min_doc_chars: 80, require_doc_ok_for_apis: false };
    const { apis, pending } = extractApis(record([exported("bare", defined(undefined))]), { ...CONTEXT, flags });
    expect(valueOf(apis)).toMatchObject({ bare: { doc_ok: false, import_verified: true } });
    expect(valueOf(apis)["bare"]).not.toHaveProperty("description");
    expect(apis).toMatchObject({ signal: { reasons: ["exports:__all__", "importcheck:1/1", "docstring:0/1"] } });
    expect(pending.outcome).toBe("absent");
  });

  it("lowers confidence for a list that code adds to, and further for a syntax error", () => {
    const one = [exported("charge", defined(DOC))];
    expect(extractApis(record(one, { complete: false }), CONTEXT).apis).toMatchObject({
      signal: { confidence: "medium" },
    });
    expect(extractApis(record(one, { faulty: true }), CONTEXT).apis).toMatchObject({ signal: { confidence: "low" } });
  });

  it("withholds both fields when the package's own file cannot be read", () => {
    const finding = {
      code: "E_ENCODING",
      severity: "error",
      file: "billing/__init__.py",
      message: "bad",
      fix: "Save it.",
    } as const;
    const { apis, pending, findings } = extractApis({ ...record([]), findings: [finding] }, CONTEXT);
    expect(apis).toMatchObject({ outcome: "withheld", withheld: { reason: "source:E_ENCODING", needs: "Save it." } });
    expect(pending.outcome).toBe("withheld");
    expect(findings).toEqual([finding]);
  });

  it("says nothing of a module without a package, nor of one without symbols", () => {
    expect(extractApis(undefined, CONTEXT).apis.outcome).toBe("absent");
    expect(extractApis(record([exported("A", { type: "literal" })]), CONTEXT).apis.outcome).toBe("absent");
  });

  it("holds any name as data", () => {
    const { apis } = extractApis(
      record([exported("constructor", defined(DOC)), exported("toString", defined(DOC))]),
      CONTEXT,
    );
    expect(Object.keys(valueOf(apis))).toEqual(["constructor", "toString"]);
  });
});
