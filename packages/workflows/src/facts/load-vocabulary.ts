import type { VocabularyFacts } from "@t4/gates";
import { joinPath } from "@t4/core";
import { locateAmbiguities, vocabularyFolder } from "../vocabulary-findings.ts";
import type { FactTools } from "./fact-tools.ts";

const FILES = ["features.json", "capabilities.json", "tags.json", "rejected.json"];

/** The vocabulary, and what is ambiguous in it. */
export async function loadVocabulary(tools: Pick<FactTools, "settings">): Promise<VocabularyFacts> {
  const settings = await tools.settings();
  const folder = vocabularyFolder(settings);
  const names = (await settings.sources.names(folder)) ?? [];
  const own = FILES.filter((name) => names.includes(name)).map((name) => [name, joinPath(folder, name)] as const);
  return { data: settings.vocabularyData, ambiguities: await locateAmbiguities(settings), own: new Map(own) };
}
