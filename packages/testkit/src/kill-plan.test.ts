import { describe, expect, it } from "vitest";
import { planKills } from "./kill-plan.ts";
import { parseTrace } from "./kill-syscalls.ts";
import { randomFrom } from "./random.ts";

const TRACE = `7  openat(AT_FDCWD, "/w/read", O_RDONLY|O_CLOEXEC) = 3
7  mkdir("/w", 0777) = -1 EEXIST (File exists)
7  mkdir("/w/.t4", 0777) = 0
7  openat(AT_FDCWD, "/w/.t4/draft", O_WRONLY|O_CREAT|O_EXCL|O_CLOEXEC, 0666) = 18
9  fsync(18 <unfinished ...>
7  fsync(19) = 0
9  <... fsync resumed>) = 0
9  fsync(20) = 0
`;
const times = { wholeMs: 100, writingMs: 10, endingMs: 5 };

describe("parseTrace", () => {
  it("counts each thread's calls by name, and gives those that change something", () => {
    expect(parseTrace(TRACE)).toEqual([
      { name: "mkdir", nth: 2 },
      { name: "openat", nth: 2 },
      { name: "fsync", nth: 1 },
      { name: "fsync", nth: 1 },
      { name: "fsync", nth: 2 },
    ]);
  });
});

describe("planKills", () => {
  const calls = Array.from({ length: 10 }, (_, index) => ({ name: "fsync", nth: index + 1 }));
  const plan = (count: number, given = calls) => planKills(randomFrom(1), count, given, times);

  it("meets every call with either command to follow, when there is room", () => {
    const traced = plan(50).flatMap(({ call, next }) => (call === undefined ? [] : `${call.nth} ${next}`));
    expect(traced.toSorted()).toEqual(
      ["again", "fix"].flatMap((next) => calls.map(({ nth }) => `${nth} ${next}`)).toSorted(),
    );
    expect(plan(50)).toHaveLength(50);
  });

  it("spreads the kills over the calls when there is not, and leaves some to time", () => {
    const traced = plan(10).filter(({ call }) => call !== undefined);
    expect(traced).toHaveLength(7);
    expect(new Set(traced.map(({ next }) => next))).toEqual(new Set(["fix", "again"]));
  });

  it("leaves all to time where nothing can be traced", () => {
    const plans = plan(8, []);
    expect(plans.map(({ next }) => next)).toEqual(Array.from({ length: 4 }, () => ["fix", "again"]).flat());
    expect(plans.every(({ call, time }) => call === undefined && time.delayMs <= times.wholeMs)).toBe(true);
    expect(plan(8, [])).toEqual(plans);
  });
});
