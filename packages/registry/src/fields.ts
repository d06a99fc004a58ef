import { getOwn, isJsonObject, type JsonObject, type Lane, laneOf } from "@t4/core";
import type { RegisteredModule } from "@t4/contracts";
import { instantAt, numberAt, objectAt, textAt, textsAt, valueAt } from "./read-value.ts";

type Status = RegisteredModule["status"];

/** A public symbol as the manifest lists it. */
interface ListedApi {
  name: string;
  verified: boolean;
  documented: boolean;
}

/** A public symbol that failed a check, and which one. */
interface PendingApi {
  name: string;
  reason: string;
}

/** Targets or measurements, in milliseconds and percent; null where there is none. */
interface Levels {
  p95: number | null;
  p99: number | null;
  availability: number | null;
}

/** What a manifest says, as far as it says it in the right form: what is not, counts as absent. Lists are sorted sets. */
export interface ManifestFields {
  description: string | null;
  status: Status;
  /** Undefined for an unlaned module. */
  lane: Lane | undefined;
  tags: string[];
  owners: string[];
  features: string[];
  apis: ListedApi[];
  pendingApis: PendingApi[];
  coverage: { observed: number | null; target: number | null; observedAt: string | null };
  targets: Levels;
  observed: Levels & { p50: number | null; at: string | null };
}

const STATUSES: readonly Status[] = ["draft", "experimental", "stable", "deprecated"];

/** Reads a manifest that may break its schema in any way. Total. */
export function readFields(manifest: JsonObject): ManifestFields {
  const status = valueAt(manifest, "metadata.status");
  const tags = textsAt(manifest, "tags");
  return {
    description: textAt(manifest, "description"),
    status: STATUSES.find((each) => each === status) ?? null,
    lane: laneOf(writtenTags(manifest), textAt(manifest, "matrix.lane") ?? undefined).lane,
    tags,
    owners: ownersOf(manifest),
    features: textsAt(manifest, "features"),
    apis: Object.entries(objectAt(manifest, "apis")).map(([name, api]) => ({
      name,
      verified: isJsonObject(api) && getOwn(api, "import_verified") === true,
      documented: isJsonObject(api) && getOwn(api, "doc_ok") === true,
    })),
    pendingApis: Object.entries(objectAt(manifest, "apis_pending")).map(([name, api]) => ({
      name,
      reason: (isJsonObject(api) ? textAt(api, "reason") : null) ?? "no reason given",
    })),
    coverage: {
      observed: numberAt(manifest, "testing.coverage_observed", 100),
      target: numberAt(manifest, "testing.coverage_target", 100),
      observedAt: instantAt(manifest, "testing.observed_at"),
    },
    targets: readLevels(manifest, "performance.sla_targets"),
    observed: {
      ...readLevels(manifest, "performance.observed"),
      p50: numberAt(manifest, "performance.observed.latency_p50_ms"),
      at: instantAt(manifest, "performance.observed.observed_at"),
    },
  };
}

function readLevels(manifest: JsonObject, path: string): Levels {
  return {
    p95: numberAt(manifest, `${path}.latency_p95_ms`),
    p99: numberAt(manifest, `${path}.latency_p99_ms`),
    availability: numberAt(manifest, `${path}.availability`, 100),
  };
}

/** In the manifest's own order: of several lanes the first counts. */
function writtenTags(manifest: JsonObject): string[] {
  const tags = valueAt(manifest, "tags");
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [];
}

function ownersOf(manifest: JsonObject): string[] {
  const owners = textsAt(manifest, "ownership.codeowners");
  const team = textAt(manifest, "ownership.team");
  return owners.length > 0 || team === null ? owners : [team];
}
