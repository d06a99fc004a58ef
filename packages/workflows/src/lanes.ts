import { type Finding, getOwn, isJsonObject, type JsonObject, laneOf, positionOfPointer } from "@t4/core";
import type { LoadedModule } from "./load-modules.ts";

/** The lane of a manifest, from its tags or `matrix.lane`, and all of them when they disagree. */
export function lanesOf(manifest: JsonObject): ReturnType<typeof laneOf> {
  const tags = getOwn(manifest, "tags");
  const matrix = getOwn(manifest, "matrix");
  const matrixLane = isJsonObject(matrix) ? getOwn(matrix, "lane") : undefined;
  const strings = Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [];
  return laneOf(strings, typeof matrixLane === "string" ? matrixLane : undefined);
}

/** A warning when a module names more than one lane. */
export function laneFindings(module: Pick<LoadedModule, "name" | "manifest" | "manifestPath" | "text">): Finding[] {
  const { name, manifest, manifestPath } = module;
  const { disagreeing } = lanesOf(manifest);
  if (disagreeing.length === 0) return [];
  return [
    {
      code: "E_LANES",
      severity: "warning",
      module: name,
      file: manifestPath,
      ...positionOfPointer(module.text, "/tags"),
      pointer: "/tags",
      message: `${name} names the lanes ${disagreeing.join(" and ")}`,
      fix: "Keep one `lane:` tag, and the same lane in `matrix.lane`.",
    },
  ];
}
