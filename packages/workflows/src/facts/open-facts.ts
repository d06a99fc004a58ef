import type { FactSource } from "@t4/gates";
import type { FactTools } from "./fact-tools.ts";
import { loadAssessments } from "./load-assessments.ts";
import { loadCitations } from "./load-citations.ts";
import { loadEnrichment } from "./load-enrichment.ts";
import { loadExports } from "./load-exports.ts";
import { loadDocuments } from "./load-documents.ts";
import { loadLedger } from "./load-ledger.ts";
import { loadManifests } from "./load-manifests.ts";
import { loadQueue } from "./load-queue.ts";
import { loadRegistry } from "./load-registry.ts";
import { loadValidity } from "./load-validity.ts";
import { loadVocabulary } from "./load-vocabulary.ts";

export * from "./fact-tools.ts";

/** The facts of a workspace, each read from the files when a gate first needs it. */
export function openFacts(tools: FactTools): FactSource {
  return {
    now: async () => tools.context.clock.now(),
    flags: async () => (await tools.settings()).flags,
    manifests: () => loadManifests(tools),
    validity: () => loadValidity(tools),
    vocabulary: () => loadVocabulary(tools),
    queue: () => loadQueue(tools),
    exports: () => loadExports(tools),
    citations: () => loadCitations(tools),
    enrichment: () => loadEnrichment(tools),
    assessments: () => loadAssessments(tools),
    registry: () => loadRegistry(tools),
    documents: () => loadDocuments(tools),
    ledger: () => loadLedger(tools),
  };
}
