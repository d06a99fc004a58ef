import type { SchemaProblem } from "@t4/contracts";
import { compareCodeUnits, type FieldOutcome, type JsonObject } from "@t4/core";
import { admitOutcome, type Admitted } from "./admit-outcome.ts";
import { arbitrate } from "./arbitrate.ts";
import type { ComposeInput, Composition } from "./composition.ts";
import type { Draft } from "./draft.ts";
import { ENRICHED_FIELDS, followerOf, isFollower } from "./fields.ts";
import { datePolicy, followLeader, ownersTogether } from "./follow.ts";
import { outlasts } from "./measured.ts";
import { judgeOwner, type Owner } from "./owner.ts";

/**
 * The manifest that the outcomes make of the given one, what changed, what was withheld and why, and what disagrees with a person.
 * Composing its result again, at any later time, changes nothing. Throws nothing.
 */
export function compose(input: ComposeInput): Composition {
  const { manifest, validate, now, actor } = input;
  let found: SchemaProblem[] | undefined;
  const problems = (): SchemaProblem[] => (found ??= validate(manifest));
  const draft: Draft = { manifest, now, actor, changes: [], withheld: [], conflicts: [] };
  const outcomes = new Map(input.outcomes.map((outcome) => [outcome.field, outcome]));
  for (const outcome of outcomes.values()) {
    if (!isFollower(outcome.field)) composeField(draft, outcome, outcomes, problems, input);
  }
  if (input.collected !== true) claimPersons(draft, manifest, problems);
  return {
    manifest: draft.manifest,
    changes: draft.changes.sort((a, b) => compareCodeUnits(a.field, b.field)),
    withheld: draft.withheld,
    conflicts: draft.conflicts,
    problems: draft.manifest === manifest ? problems() : validate(draft.manifest),
  };
}

function composeField(
  draft: Draft,
  outcome: FieldOutcome,
  outcomes: ReadonlyMap<string, FieldOutcome>,
  problems: () => SchemaProblem[],
  input: ComposeInput,
): void {
  const admitted = admitOutcome(outcome, input);
  const follower = followerOf(outcome.field);
  const [owner, followerOwner] = ownersOf(outcome.field, follower, input.manifest, problems);
  const date = follower === undefined ? undefined : outcomes.get(follower);
  if (input.collected !== true && owner === "tool" && outlasts(input.manifest, outcome, date)) return;
  const following = follower === undefined ? undefined : follow(follower, admitted, owner, outcomes, input);
  arbitrate(draft, admitted, owner);
  if (following !== undefined) arbitrate(draft, following, followerOwner);
}

/** What a person set is marked as such, also where no extractor has anything to say of it. */
function claimPersons(draft: Draft, manifest: JsonObject, problems: () => SchemaProblem[]): void {
  const claim = (field: string): void => arbitrate(draft, { outcome: "absent", field, extractor: "owner" }, "person");
  for (const field of ENRICHED_FIELDS.filter((each) => !isFollower(each))) {
    const follower = followerOf(field);
    const [owner, followerOwner] = ownersOf(field, follower, manifest, problems);
    if (owner === "person") claim(field);
    if (follower !== undefined && followerOwner === "person") claim(follower);
  }
}

function ownersOf(
  field: string,
  follower: string | undefined,
  manifest: JsonObject,
  problems: () => SchemaProblem[],
): [Owner, Owner] {
  const owner = judgeOwner(manifest, field, problems);
  if (follower === undefined) return [owner, "absent"];
  const followerOwner = judgeOwner(manifest, follower, problems);
  return field === "testing.coverage_observed" ? ownersTogether(owner, followerOwner) : [owner, followerOwner];
}

function follow(
  follower: string,
  leader: Admitted,
  leaderOwner: Owner,
  outcomes: ReadonlyMap<string, FieldOutcome>,
  input: ComposeInput,
): Admitted | undefined {
  const following = followLeader(follower, leader, leaderOwner, outcomes.get(follower));
  if (following === undefined || follower !== "performance.derived_at") return following;
  return datePolicy(following, leader, input.manifest, input.now);
}
