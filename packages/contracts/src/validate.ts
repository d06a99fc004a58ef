import type { JsonValue } from "@t4/core";
import { problemsOf, type Contract } from "./contract.ts";
import { reportContract } from "./generated/enrich-report.ts";
import { runEntryContract, runHeaderContract } from "./generated/ledger-run.ts";
import { manifestContract } from "./generated/manifest.ts";
import { metaRegistryContract } from "./generated/meta-registry.ts";
import { moduleRegistryContract } from "./generated/module-registry.ts";
import { qualityReportContract } from "./generated/quality-report.ts";
import { queueContract } from "./generated/review-queue.ts";
import { capabilitiesContract } from "./generated/vocab-capabilities.ts";
import { featuresContract } from "./generated/vocab-features.ts";
import { rejectedContract } from "./generated/vocab-rejected.ts";
import { tagsContract } from "./generated/vocab-tags.ts";
import type { SchemaProblem } from "./schema-problem.ts";

/** A compiled schema: what is wrong with a value, [] when nothing is; at most about 200 problems. Throws nothing. */
export type Validate = (value: JsonValue) => SchemaProblem[];

const validator =
  (contract: Contract): Validate =>
  (value) =>
    problemsOf(contract, value);

/** Against the shipped schemas/module.manifest.schema.json. */
export const validateManifest: Validate = validator(manifestContract);
/** Against schemas/review_queue.schema.json. */
export const validateQueue: Validate = validator(queueContract);
/** Against schemas/vocab.features.schema.json. */
export const validateFeatures: Validate = validator(featuresContract);
/** Against schemas/vocab.capabilities.schema.json. */
export const validateCapabilities: Validate = validator(capabilitiesContract);
/** Against schemas/vocab.tags.schema.json. */
export const validateTags: Validate = validator(tagsContract);
/** Against schemas/vocab.rejected.schema.json. */
export const validateRejected: Validate = validator(rejectedContract);
/** The first line of a run, against schemas/ledger.run.schema.json. */
export const validateRunHeader: Validate = validator(runHeaderContract);
/** Any other line of a run, against schemas/ledger.run.schema.json. */
export const validateRunEntry: Validate = validator(runEntryContract);
/** Against schemas/module.registry.schema.json. */
export const validateModuleRegistry: Validate = validator(moduleRegistryContract);
/** Against schemas/meta.registry.schema.json. */
export const validateMetaRegistry: Validate = validator(metaRegistryContract);
/** Against schemas/enrich.report.schema.json. */
export const validateReport: Validate = validator(reportContract);
/** Against schemas/quality.report.schema.json. */
export const validateQualityReport: Validate = validator(qualityReportContract);
