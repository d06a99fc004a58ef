export { checkCarriedPaths } from "./carried-paths.ts";
export { configFaults, DEFAULT_CONFIG, parseConfig, type Config } from "./config.ts";
export { DEFAULT_FLAGS, flagsFaults, parseFlags, type Flags, type SlaTargets } from "./flags.ts";
export { GATE_IDS, type GateId } from "./gate-ids.ts";
export type { EnrichReport } from "./generated/enrich-report-types.ts";
export type { Manifest } from "./generated/manifest-types.ts";
export type { AnalysedModule, LaneSummary, MetaRegistry, QualityPart } from "./generated/meta-registry-types.ts";
export type { ModuleRegistry, RegisteredModule } from "./generated/module-registry-types.ts";
export type { QueueItem, QueuePlace, ReviewQueue } from "./generated/review-queue-types.ts";
export { nearest } from "./nearest.ts";
export { compileManifestSchema } from "./own-schema.ts";
export { toFinding, type ProblemPlace } from "./problem-finding.ts";
export type { SettingsSource } from "./read-settings.ts";
export type { SchemaProblem } from "./schema-problem.ts";
export { showValue } from "./show-value.ts";
export {
  validateCapabilities,
  validateFeatures,
  validateManifest,
  validateMetaRegistry,
  validateModuleRegistry,
  validateQualityReport,
  validateQueue,
  validateRejected,
  validateReport,
  validateRunEntry,
  validateRunHeader,
  validateTags,
  type Validate,
} from "./validate.ts";
export type { CapabilityEntry, FeatureEntry, VocabularyData } from "./vocabulary-data.ts";
export { parseWaivers, type Waiver } from "./waivers.ts";
