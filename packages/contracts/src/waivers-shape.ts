import * as z from "zod/mini";
import { GATE_IDS } from "./gate-ids.ts";

const text = z.string().check(z.regex(/\S/));
// Marks alone, such as a space of no width, name nobody and no reason.
const words = z.string().check(z.regex(/[\p{L}\p{N}]/u));

const waiver = z.strictObject({
  gate: z.enum(GATE_IDS).check(z.describe("The gate whose finding is waived.")),
  code: z.optional(text.check(z.describe("Only findings of this code."))),
  module: text.check(z.describe("The module that the finding is about.")),
  fingerprint: z.optional(text.check(z.describe("Only the finding with this fingerprint."))),
  reason: words.check(z.describe("Why the finding may stand for a while.")),
  owner: words.check(z.describe("Who answers for it.")),
  expires: z.iso.date().check(z.describe("The last day on which it counts, YYYY-MM-DD, in UTC.")),
});

/** t4.waivers.json as zod reads it; schemas/t4.waivers.schema.json is generated from this. */
export const waiversShape = z.strictObject({
  $schema: z.optional(z.string()),
  version: z.literal(1),
  waivers: z.array(waiver),
});

/** The keys known in the object at `path` of the waivers' file. */
export function waiverKeysAt(path: readonly (string | number)[]): readonly string[] {
  return Object.keys((path.length === 0 ? waiversShape : waiver)._zod.def.shape);
}
