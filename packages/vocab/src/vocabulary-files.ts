import type { CapabilityEntry, FeatureEntry, VocabularyData } from "@t4/contracts";
import { getOwn, isJsonObject, type JsonValue } from "@t4/core";

/** The parsed files of a vocabulary folder, each valid against its schema; undefined where there is no such file. */
export interface VocabularyFiles {
  features: JsonValue | undefined;
  capabilities: JsonValue | undefined;
  tags: JsonValue | undefined;
  rejected: JsonValue | undefined;
}

/** The vocabulary that validated files hold; a missing file is an empty one. */
export function vocabularyFromJson(files: VocabularyFiles): VocabularyData {
  return {
    features: (files.features ?? {}) as unknown as Record<string, FeatureEntry>,
    capabilities: (files.capabilities ?? {}) as unknown as Record<string, CapabilityEntry>,
    tags: listOf(files.tags, "allowed"),
    rejected: listOf(files.rejected, "rejected"),
  };
}

/** The files as they are written, each ready for `formatJson`: the inverse of {@link vocabularyFromJson}. */
export function vocabularyToJson(data: VocabularyData): Record<keyof VocabularyFiles, JsonValue> {
  return {
    features: data.features as unknown as JsonValue,
    capabilities: data.capabilities as unknown as JsonValue,
    tags: { allowed: data.tags },
    rejected: { rejected: data.rejected },
  };
}

function listOf(file: JsonValue | undefined, name: string): string[] {
  const list = isJsonObject(file) ? getOwn(file, name) : undefined;
  return Array.isArray(list) ? list.filter((each) => typeof each === "string") : [];
}
