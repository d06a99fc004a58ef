/** The fields that enrichment writes, each with its own entry in `_provenance`. */
export const ENRICHED_FIELDS = [
  "apis",
  "apis_pending",
  "components",
  "description",
  "features",
  "performance.derived_at",
  "performance.observed",
  "performance.sla_targets",
  "testing.coverage_observed",
  "testing.coverage_target",
  "testing.observed_at",
] as const;

/** A field that only dates another and goes wherever that one goes. */
const FOLLOWERS: readonly { field: string; leader: string }[] = [
  { field: "performance.derived_at", leader: "performance.sla_targets" },
  { field: "testing.observed_at", leader: "testing.coverage_observed" },
];

/** The field that dates `leader`, if one does. */
export function followerOf(leader: string): string | undefined {
  return FOLLOWERS.find((pair) => pair.leader === leader)?.field;
}

/** The field that `follower` dates, if it dates one. */
export function leaderOf(follower: string): string | undefined {
  return FOLLOWERS.find((pair) => pair.field === follower)?.leader;
}

/** True for a field that dates another. */
export function isFollower(field: string): boolean {
  return leaderOf(field) !== undefined;
}
