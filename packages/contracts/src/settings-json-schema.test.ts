import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { configJsonSchema, flagsJsonSchema } from "./settings-json-schema.ts";
import { compileManifestSchema } from "./own-schema.ts";

async function readSchema(file: string): Promise<unknown> {
  return JSON.parse(await readFile(new URL(`../../../schemas/${file}`, import.meta.url), "utf8"));
}

describe("schemas made from zod", () => {
  it.each([
    ["t4.config.schema.json", configJsonSchema],
    ["flags.schema.json", flagsJsonSchema],
  ])("%s says what the code says; `pnpm run generate` makes it anew", async (file, make) => {
    const schema = await readSchema(file);
    expect(schema).toEqual(make());
    const validate = await compileManifestSchema(schema as object as never, file);
    expect(validate({ zzz: 1 })).toHaveLength(1);
    expect(validate({ $schema: "x" })).toEqual([]);
  });
});
