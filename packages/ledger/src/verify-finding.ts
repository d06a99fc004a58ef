import { compareCodeUnits, type Finding } from "@t4/core";

/** A fault of the ledger, which is always an error. */
export function ledgerFinding(
  code: string,
  file: string,
  line: number | undefined,
  message: string,
  fix: string,
): Finding {
  return { code, severity: "error", file, ...(line !== undefined && { line }), message, fix };
}

/** Findings by file, line and code, the same for any order in which they were found. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return findings.toSorted(
    (a, b) =>
      compareCodeUnits(a.file, b.file) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      compareCodeUnits(a.code, b.code) ||
      compareCodeUnits(a.message, b.message),
  );
}

/** A hash as people read it. */
export function shortSha(sha: string | null): string {
  return sha === null ? "no file" : sha.slice(0, 12);
}

/** A text from the repository as one word of a command line. */
export function shellWord(word: string): string {
  return /^[\w.@/+-]+$/.test(word) && !word.startsWith("-") ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
