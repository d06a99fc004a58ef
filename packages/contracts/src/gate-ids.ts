/** The gates that the flags file can turn off. */
export const GATE_IDS = [
  "schema",
  "vocab",
  "queue",
  "registry",
  "imports",
  "provenance",
  "freshness",
  "slo",
  "coverage",
  "ledger",
  "idempotency",
  "mqi",
  "frontmatter",
  "links",
] as const;
