import type { JsonObject, SourceRef } from "@t4/core";

/** One benchmark's distribution, in milliseconds. What the tool did not report stays undefined. */
export interface Benchmark {
  name: string;
  p50Ms: number | undefined;
  p95Ms: number | undefined;
  p99Ms: number | undefined;
  meanMs: number | undefined;
  stddevMs: number | undefined;
  samples: number;
  /** The file that it stands in, as the report names it; absent where the format names none. */
  file?: string | undefined;
}

/** What a benchmark report says, whichever tool wrote it. */
export interface BenchReport extends SourceRef {
  /** The module it names, where the format names one. */
  module: string | undefined;
  /** When it was measured; undefined when the report carries no date. */
  observedAt: string | undefined;
  /** Equal for runs whose figures can be compared; undefined when the report does not describe its machine. */
  envFingerprint: string | undefined;
  /** The facts that the fingerprint is a hash of, where the report tells them. */
  env?: JsonObject | undefined;
  benchmarks: Benchmark[];
}

/** What a parser finds in a report; the rest of {@link BenchReport} is known from its file. */
export type BenchFacts = Omit<BenchReport, keyof SourceRef>;
