import { decodeUtf8, sha256, T4Error } from "@t4/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseBench } from "../bench/parse-bench.ts";
import { parseJunit } from "../junit/parse-junit.ts";
import { parseCoverage } from "../line-coverage/parse-coverage.ts";
import type { Source } from "../sources.ts";

const SEED = 20_261_121;
const PLACE = { roots: ["/work/repo"], base: "", isOwned: () => true };
const PARSERS: [string, (source: Source) => unknown][] = [
  ["parseBench", parseBench],
  ["parseCoverage", (source) => parseCoverage(source, PLACE)],
  ["parseJunit", parseJunit],
];

/** What a parser makes of bytes: `record`, or the code of its T4Error. Anything else that is thrown fails the test. */
function outcome(parse: (source: Source) => unknown, bytes: Uint8Array): string {
  try {
    parse({ path: "report", sha: sha256(bytes), text: decodeUtf8(bytes, "report") });
    return "record";
  } catch (error) {
    if (error instanceof T4Error) return error.code;
    throw error;
  }
}

describe.each(PARSERS)("%s", (_name, parse) => {
  it(`gives a record or a T4Error for any bytes (seed ${SEED})`, () => {
    const start = fc.constantFrom("", "{", "<a>", "SF:", '{"benchmarks":[', "<testsuite>", "<coverage><packages>");
    const bytes = fc
      .tuple(start, fc.uint8Array({ maxLength: 200 }))
      .map(([text, rest]) => Buffer.concat([Buffer.from(text), rest]));
    fc.assert(
      fc.property(bytes, (each) => {
        expect(outcome(parse, each)).toMatch(/^(record|E_REPORT|E_JSON\w*|E_ENCODING)$/);
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });
});
