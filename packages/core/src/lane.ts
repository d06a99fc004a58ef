/** A module's maturity, from experimental (L0) to certified (L5). */
export type Lane = "L0" | "L1" | "L2" | "L3" | "L4" | "L5";

/** What an unlaned module is held to. */
export const DEFAULT_LANE: Lane = "L2";

/** The lane that `lane:L2`, `lane:l2` or `lane:l2-integration` names; undefined for any other tag. */
export function laneOfTag(tag: string): Lane | undefined {
  const match = /^lane:l([0-5])(?:-[\w.-]*)?$/i.exec(tag);
  return match ? (`L${match[1]}` as Lane) : undefined;
}

/** The lane that a bare `L2` or `l2-integration` names, as in `matrix.lane`. */
export function parseLane(text: string): Lane | undefined {
  return laneOfTag(`lane:${text}`);
}

/**
 * The lanes that a module's tags and `matrix.lane` name. `lane` is the first by a tag, else `matrix.lane`'s;
 * `disagreeing` holds every distinct lane when there is more than one.
 */
export function laneOf(
  tags: readonly string[],
  matrixLane: string | undefined,
): { lane: Lane | undefined; disagreeing: Lane[] } {
  const fromTags = tags.map(laneOfTag).filter((lane) => lane !== undefined);
  const fromMatrix = matrixLane === undefined ? undefined : parseLane(matrixLane);
  const all = [...new Set(fromMatrix ? [...fromTags, fromMatrix] : fromTags)].sort();
  return { lane: fromTags[0] ?? fromMatrix, disagreeing: all.length > 1 ? all : [] };
}
