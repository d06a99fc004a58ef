/** Every gate, in the order in which they are run and listed. The flags file can turn each off. */
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

export type GateId = (typeof GATE_IDS)[number];
