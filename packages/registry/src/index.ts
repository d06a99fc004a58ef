export { assess, type Assessment, mqiOf } from "./assess.ts";
export { documentationMap, type DocumentFacts } from "./documentation-map.ts";
export type { ModuleFacts, Rules } from "./facts.ts";
export { settleRegistry } from "./keep-time.ts";
export { buildMetaRegistry } from "./meta-registry.ts";
export { moduleIndex } from "./module-index.ts";
export { buildModuleRegistry } from "./module-registry.ts";
export type { Mqi } from "./mqi.ts";
export { settleSloDashboard } from "./slo-dashboard.ts";
