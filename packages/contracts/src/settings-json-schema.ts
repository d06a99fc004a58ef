import { toJSONSchema } from "zod";
import type { $ZodType } from "zod/v4/core";
import { configShape } from "./config-shape.ts";
import { flagsShape } from "./flags-shape.ts";
import { waiversShape } from "./waivers-shape.ts";

/** The JSON Schema that editors use for t4.config.json. */
export function configJsonSchema(): object {
  return withId("t4.config.schema.json", "T4Config", "t4.config.json: where T4 finds and puts things.", configShape);
}

/** The JSON Schema that editors use for schemas/flags.json. */
export function flagsJsonSchema(): object {
  return withId("flags.schema.json", "T4Flags", "schemas/flags.json: how strict T4 is.", flagsShape);
}

/** The JSON Schema that editors use for t4.waivers.json. */
export function waiversJsonSchema(): object {
  return withId(
    "t4.waivers.schema.json",
    "T4Waivers",
    "t4.waivers.json: findings that may stand for a while.",
    waiversShape,
  );
}

function withId(file: string, title: string, description: string, shape: $ZodType): object {
  const { $schema, ...rest } = toJSONSchema(shape, { io: "input" });
  return { $schema, $id: `https://t4.dev/schemas/${file}`, title, description, ...rest };
}
