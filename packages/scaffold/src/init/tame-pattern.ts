const LONGEST = 500;
const MOST_STARS = 3;

/**
 * True for a pattern that can be matched in little time against any path: patterns come from the repository, and many stars in a row
 * would have a matcher try forever.
 */
export function isTame(pattern: string): boolean {
  if (pattern.length > LONGEST) return false;
  const segments = pattern.split("/");
  const deep = segments.filter((segment) => segment.includes("**")).length;
  return (
    deep <= MOST_STARS && segments.every((segment) => segment.replaceAll("**", "*").split("*").length - 1 <= MOST_STARS)
  );
}
