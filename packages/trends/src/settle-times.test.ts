import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { settleTimes } from "./settle-times.ts";

const DAY = 86_400_000;
const daysOf = (...claims: number[]) => settleTimes(claims.map((claim) => claim * DAY)).map((time) => time / DAY);

describe("settleTimes", () => {
  it.each<[string, number[], number[]]>([
    ["believes clocks that agree with the ledger", [1, 2, 2, 5], [1, 2, 2, 5]],
    ["corrects a clock in the future as soon as a run follows", [1, 2, 900, 3], [1, 2, 3, 3]],
    ["and keeps what follows where it is", [1, 900, 3, 4, 5], [1, 3, 3, 4, 5]],
    ["corrects a clock in the past", [1, 2, -900, 4, 5], [1, 2, 2, 4, 5]],
    ["also where as many claims speak for it", [2, -900, 3], [2, 2, 3]],
    ["corrects the first run of all", [900, 2, 3], [2, 2, 3]],
    ["corrects several, in their order", [1, 900, -900, 800, 3, 4], [1, 3, 3, 3, 3, 4]],
    ["believes the later of two that contradict each other", [3, 2], [2, 2]],
    ["has nothing to say against the last one", [1, 2, 900], [1, 2, 900]],
    ["settles nothing for none", [], []],
    ["takes a clock that stands still for one witness", [3, 4, 2, 2], [3, 4, 4, 4]],
    ["also where it has been asked more often than all others", [3, 4, 2, 2, 2], [3, 4, 4, 4, 4]],
    ["and one that is reset each time", [3, 4, 2, 2.25, 2.125, 2.5], [3, 4, 4, 4, 4, 4]],
    ["but believes it again when others say the same", [1, 2, 2, 2, 3], [1, 2, 2, 2, 3]],
    ["believes all times of a day", [1, 1.25, 1.5, 9, 2], [1, 1.25, 1.5, 2, 2]],
    ["counts times where the days are as many", [1, 5, 5, 2], [1, 5, 5, 5]],
  ])("%s", (_, claims, settled) => expect(daysOf(...claims)).toEqual(settled));

  it("never goes back, and moves no more runs than have to be moved", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 9 }), (claims) => {
        const settled = settleTimes(claims);
        expect(settled.every((time, at) => at === 0 || time >= (settled[at - 1] ?? 0))).toBe(true);
        const kept = claims.filter((claim, at) => claim === settled[at]).length;
        expect(kept).toBeGreaterThanOrEqual(longest(claims));
      }),
    );
  });

  it("is quick for a ledger of a hundred thousand runs", () => {
    const claims = Array.from({ length: 100_000 }, (_, at) => ((at * 7919) % 100_003) * 60_000);
    expect(settleTimes(claims)).toHaveLength(100_000);
  });
});

/** How long the longest sequence is that does not go back, by trying all. */
function longest(claims: readonly number[], at = 0, from = -1): number {
  if (at === claims.length) return 0;
  const claim = claims[at] ?? 0;
  const without = longest(claims, at + 1, from);
  return claim < from ? without : Math.max(without, 1 + longest(claims, at + 1, claim));
}
