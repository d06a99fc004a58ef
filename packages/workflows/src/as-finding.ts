import { ERROR_CODES, type Finding, T4Error } from "@t4/core";

/**
 * An error about one module as a finding, so that the other modules can go on. Throws anything that is not T4's own error again:
 * a bug is not a finding.
 */
export function asFinding(error: unknown, file: string, module: string | undefined): Finding {
  if (!(error instanceof T4Error)) throw error;
  return {
    code: error.code,
    severity: "error",
    module,
    file: error.file ?? file,
    line: error.line,
    column: error.column,
    message: error.message,
    fix: error.hint ?? ERROR_CODES[error.code].remedy,
  };
}
