import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instantOfEpoch, parseInstant } from "./instant.ts";

const SEED = 20_261_121;

describe("parseInstant", () => {
  it.each([
    ["2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z"],
    ["2026-11-20T10:00:00.123456", "2026-11-20T10:00:00Z"],
    ["2026-11-20 10:00:00", "2026-11-20T10:00:00Z"],
    ["2026-11-20T10:00:00.5+01:00", "2026-11-20T09:00:00Z"],
    ["2026-11-20T10:00:00+0100", "2026-11-20T09:00:00Z"],
    ["2026-13-40T10:00:00Z", undefined],
    ["yesterday", undefined],
    ["", undefined],
  ])("reads %j as %j", (text, instant) => expect(parseInstant(text)).toBe(instant));

  it(`gives an instant or nothing for any text (seed ${SEED})`, () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseInstant(text) ?? "").toMatch(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)?$/);
      }),
      { seed: SEED },
    );
  });
});

describe("instantOfEpoch", () => {
  it.each([
    [1_794_996_000, "2026-11-18T10:00:00Z"],
    [1_794_996_000_000, "2026-11-18T10:00:00Z"],
    [0, undefined],
    [Number.NaN, undefined],
    [1e300, undefined],
  ])("reads %d as %j", (epoch, instant) => expect(instantOfEpoch(epoch)).toBe(instant));
});
