// Generated from the folders in src/gates by `pnpm run docs`; do not edit.
import type { AnyGate } from "./gate.ts";
import { gate as schema } from "./gates/schema/gate.ts";
import { gate as vocab } from "./gates/vocab/gate.ts";
import { gate as queue } from "./gates/queue/gate.ts";
import { gate as registry } from "./gates/registry/gate.ts";
import { gate as imports } from "./gates/imports/gate.ts";
import { gate as provenance } from "./gates/provenance/gate.ts";
import { gate as freshness } from "./gates/freshness/gate.ts";
import { gate as slo } from "./gates/slo/gate.ts";
import { gate as coverage } from "./gates/coverage/gate.ts";
import { gate as ledger } from "./gates/ledger/gate.ts";
import { gate as idempotency } from "./gates/idempotency/gate.ts";
import { gate as mqi } from "./gates/mqi/gate.ts";
import { gate as frontmatter } from "./gates/frontmatter/gate.ts";
import { gate as links } from "./gates/links/gate.ts";

/** Every gate, in the order in which they run. */
export const GATES: readonly AnyGate[] = [
  schema,
  vocab,
  queue,
  registry,
  imports,
  provenance,
  freshness,
  slo,
  coverage,
  ledger,
  idempotency,
  mqi,
  frontmatter,
  links,
];
