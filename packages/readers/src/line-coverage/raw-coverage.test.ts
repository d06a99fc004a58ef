import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineHits } from "./raw-coverage.ts";

const SEED = 20_261_121;

describe("LineHits", () => {
  it(`counts as a map of lines does, whatever the numbers (seed ${SEED})`, () => {
    const line = fc.oneof(fc.nat(300), fc.nat(5000), fc.constantFrom(0, 4_000_000, 999_999_999_999_999));
    const marks = fc.array(fc.tuple(line, fc.boolean()), { maxLength: 400 });
    fc.assert(
      fc.property(marks, (given) => {
        const hits = new LineHits();
        const plain = new Map<number, boolean>();
        for (const [number, ran] of given) {
          hits.touch("a").mark(number, ran);
          plain.set(number, ran || plain.get(number) === true);
        }
        const covered = [...plain.values()].filter(Boolean).length;
        const counted = hits.counts().get("a") ?? { covered: 0, total: 0 };
        expect(counted).toEqual({ covered, total: plain.size });
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });

  it("knows a file without lines, and is not led to room for lines that are far out", () => {
    const hits = new LineHits();
    hits.touch("empty");
    const before = process.memoryUsage().arrayBuffers;
    for (let file = 0; file < 1000; file += 1) hits.touch(`f${file}`).mark(4_000_000, true);
    expect(hits.counts().get("empty")).toEqual({ covered: 0, total: 0 });
    expect(hits.counts().get("f7")).toEqual({ covered: 1, total: 1 });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50 * 1024 * 1024);
  });
});
