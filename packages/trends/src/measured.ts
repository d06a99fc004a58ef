import { getOwn, isJsonObject, type JsonValue, parsePointer } from "@t4/core";

/** A module's latencies as they were measured once, in milliseconds; null for what was not reported. */
export interface BenchFigures {
  p50: number | null;
  p95: number | null;
  p99: number | null;
  /** Equal for measurements that can be compared; null when nobody says where it was measured. */
  environment: string | null;
  /** When it was measured, as the manifest says; null when it does not. */
  observedAt: string | null;
}

/** What a manifest says was measured of a module; null for what was not. */
export interface Measured {
  /** Percent. */
  coverage: { pct: number; observedAt: string | null } | null;
  bench: BenchFigures | null;
}

/** The fields of a manifest that hold measurements, as JSON Pointers. */
const LEAVES = {
  coverage: "/testing/coverage_observed",
  coverageAt: "/testing/observed_at",
  p50: "/performance/observed/latency_p50_ms",
  p95: "/performance/observed/latency_p95_ms",
  p99: "/performance/observed/latency_p99_ms",
  environment: "/performance/observed/env_fingerprint",
  benchAt: "/performance/observed/observed_at",
} as const;
type Leaf = keyof typeof LEAVES;
const NAMES = Object.keys(LEAVES) as Leaf[];

/** Whether a change of this field, a JSON Pointer, can change what was measured. */
export function holdsMeasurements(field: string): boolean {
  return NAMES.some((name) => isWithin(LEAVES[name], field));
}

/** True when what is at `leaf` is the value of `field`, or a part of it. */
function isWithin(leaf: string, field: string): boolean {
  return leaf === field || leaf.startsWith(`${field}/`);
}

/** What a manifest says was measured, followed from one change of its fields to the next. */
export class Manifest {
  readonly #values = new Map<Leaf, JsonValue>();

  /** Takes in that `field`, a JSON Pointer, now holds `value`; null stands for nothing. */
  set(field: string, value: JsonValue): void {
    for (const name of NAMES) {
      const leaf = LEAVES[name];
      if (!isWithin(leaf, field)) continue;
      this.#values.set(name, valueAt(value, leaf.slice(field.length)));
    }
  }

  /** What is measured now. Values of another form than a manifest's count as none. */
  get measured(): Measured {
    const pct = this.#number("coverage", 100);
    const figures = { p50: this.#number("p50"), p95: this.#number("p95"), p99: this.#number("p99") };
    const hasFigures = Object.values(figures).some((figure) => figure !== null);
    return {
      coverage: pct === null ? null : { pct, observedAt: this.#text("coverageAt") },
      bench: hasFigures
        ? { ...figures, environment: this.#text("environment"), observedAt: this.#text("benchAt") }
        : null,
    };
  }

  #number(name: Leaf, max = Number.MAX_VALUE): number | null {
    const value = this.#values.get(name);
    return typeof value === "number" && value >= 0 && value <= max ? value : null;
  }

  #text(name: Leaf): string | null {
    const value = this.#values.get(name);
    return typeof value === "string" && value !== "" ? value : null;
  }
}

function valueAt(value: JsonValue, pointer: string): JsonValue {
  return parsePointer(pointer).reduce<JsonValue>(
    (at, key) => (isJsonObject(at) ? (getOwn(at, key) ?? null) : null),
    value,
  );
}
