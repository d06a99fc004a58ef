import { formatJson, type JsonObject, type JsonValue } from "@t4/core";
import { describe, expect, it } from "vitest";
import { settleRegistry } from "./keep-time.ts";
import { buildMetaRegistry } from "./meta-registry.ts";
import { assessed, manifestWith, NOW, soundManifest } from "./test-input.ts";

const LATER = "2027-03-01T00:00:00Z";
const modules = [assessed(soundManifest())];
const build = (asOf: string) => buildMetaRegistry(modules, asOf);
const first = settleRegistry(undefined, build, NOW);
const parsed = (text: string) => JSON.parse(text) as JsonObject;

describe("settleRegistry", () => {
  it("keeps time and bytes for as long as nothing else changes, also when what was measured has grown old", () => {
    expect(first).toContain(NOW);
    expect(build(LATER).modules[0]?.mqi.score).toBeLessThan(build(NOW).modules[0]!.mqi.score);
    expect(settleRegistry(parsed(first), build, LATER)).toBe(first);
  });

  it("writes another layout of the same values as it was", () => {
    expect(settleRegistry(JSON.parse(JSON.stringify(parsed(first))) as JsonValue, build, LATER)).toBe(first);
  });

  it("is of now when something changed, all of it", () => {
    const changed = [assessed(manifestWith("tags", ["lane:L4"]))];
    const text = settleRegistry(parsed(first), (asOf) => buildMetaRegistry(changed, asOf), LATER);
    expect(text).toBe(formatJson(buildMetaRegistry(changed, LATER) as unknown as JsonValue));
    expect(parsed(text)["generated_at"]).toBe(LATER);
  });

  it("does not let a file pass whose scores are not those of its own time", () => {
    const { generated_at: _, ...old } = parsed(first);
    expect(settleRegistry({ ...old, generated_at: LATER }, build, LATER)).not.toContain('"score": 100');
    const noDay = formatJson(build("2026-11-31T09:00:00Z") as unknown as JsonValue);
    expect(settleRegistry(parsed(noDay), build, NOW)).toBe(first);
    expect(settleRegistry({ ...old, generated_at: "2020-01-01T00:00:00Z" }, build, NOW)).toBe(first);
  });

  it.each([
    null,
    [],
    "text",
    {},
    { generated_at: 7 },
    { generated_at: "yesterday" },
    { generated_at: "2026-11-21T09:00:00.000Z" },
    { generated_at: "2026-11-31T09:00:00Z" },
    { generated_at: NOW, modules: [], extra: { __proto__: null } },
  ])("takes %j for no registry", (previous) => {
    expect(settleRegistry(previous as JsonValue, build, LATER)).toBe(settleRegistry(undefined, build, LATER));
  });
});
